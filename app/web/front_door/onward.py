"""Where somebody goes once they are in: to where they were going, or to the words that waited for them."""

import re
from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.people.queries import Who
from app.people.rules import Role
from app.web.forms import SIGN_IN, KeptWords, is_local, unsealed
from app.web.front_door.door import router
from app.web.parts.frame import HOME, page

ACCOUNT = "/account"
"""Its forms hold passwords and addresses, which are not carried past a sign-in: there is nothing to bring back."""
_POST_ONLY = re.compile(r"/(draft|sharing|let-go|reminders|receipts|display)$")


@dataclass(frozen=True)
class WordsPage:
    """Words from a form that met an ended login, back with the person who wrote them."""

    kept: KeptWords


@router.act("/sign-in/onward")
def onward(visit: Visit) -> Response:
    """From a page that is shown once to where they were going. It is a form, for the words that it carries."""
    return welcome(visit, visit.who)


def welcome(visit: Visit, who: Who) -> Response:
    """Back to where they were going; words kept from an ended login go only to the person who wrote them."""
    if kept := words_of(visit, who):
        return page(visit, "front_door/words_kept.html", WordsPage(kept))
    return RedirectResponse(address(visit.typed("next"), who.role), status_code=303)


def words_of(visit: Visit, who: Who) -> KeptWords | None:
    """The words that this form carries, if this person wrote them."""
    kept = unsealed(visit.typed("next"), visit.typed("kept"), visit.house.settings.secret_key)
    mine = kept is not None and kept.who == str(who.id) and not kept.action.startswith((ACCOUNT, SIGN_IN))
    return kept if mine else None


def local(typed: str) -> str:
    return typed if is_local(typed) else ""


def address(typed: str, role: Role) -> str:
    """Where they were going, if it is behind their own door, or everybody's account."""
    home = HOME[role]
    if typed == ACCOUNT or typed.startswith(f"{ACCOUNT}/"):
        return ACCOUNT
    typed = _POST_ONLY.sub("", typed)
    return typed if is_local(typed) and (typed == home or typed.startswith(f"{home}/")) else home
