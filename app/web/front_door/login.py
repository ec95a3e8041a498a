"""Signing in and out. One answer for an unknown address and a wrong password; words that were kept come back."""

import re
from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access import identity
from app.access.door import Visit
from app.content.answers import readable
from app.people import actions as people
from app.people.actions import Opened, Suspended, Wait
from app.people.rules import Role
from app.rendering import gettext as _
from app.web.forms import KeptWords, is_local, unsealed
from app.web.front_door.door import router
from app.web.parts.frame import HOME, page
from app.web.parts.worksheet import Problem

LONGEST = 1024
ACCOUNT = "/account"
"""Its forms hold passwords and addresses, which are not carried past a sign-in: there is nothing to bring back."""
_POST_ONLY = re.compile(r"/(draft|sharing|let-go|reminders|receipts|display)$")


@dataclass(frozen=True)
class SignInPage:
    next: str
    kept: str
    email: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class WordsPage:
    """Words from a form that met an ended login, back with the person who wrote them."""

    kept: KeptWords


@router.page("/sign-in")
def sign_in(visit: Visit, next: str = "") -> Response:  # noqa: A002 - the address says next
    if visit.signed_in:
        return RedirectResponse(_onward(next, visit.signed_in.who.role), status_code=303)
    return page(visit, "front_door/sign_in.html", SignInPage(_local(next), "", ""))


@router.act("/sign-in")
def signing_in(visit: Visit) -> Response:
    email, password = readable(visit.typed("email")[:LONGEST]), visit.typed("password")[:LONGEST]
    network = identity.network(visit.request)
    try:
        people.may_try(visit.db, email, network, at=visit.at)
    except Wait:
        return _again(visit, _("There have been too many tries. Wait 15 minutes, then try again."), status=429)
    try:
        opened = people.sign_in(visit.db, email, password, network, at=visit.at)
    except Suspended:
        return _again(visit, _("Your access is paused. Call your service: they can tell you why and open it again."))
    if opened is None:
        return _again(visit, _("That e-mail address and password do not match. Check both and try again."))
    if visit.signed_in:
        people.sign_out(visit.db, visit.signed_in, at=visit.at)
    response = _welcome(visit, opened)
    identity.give(response, opened.token, visit.house.settings)
    return response


@router.act("/sign-out")
def sign_out(visit: Visit) -> Response:
    if visit.signed_in:
        people.sign_out(visit.db, visit.signed_in, at=visit.at)
    response = RedirectResponse("/signed-out", status_code=303)
    identity.take(response, visit.house.settings)
    response.headers["clear-site-data"] = '"cache", "storage"'
    return response


@dataclass(frozen=True)
class SignedOutPage:
    """Fixed words."""


@router.page("/signed-out")
def signed_out(visit: Visit) -> Response:
    return page(visit, "front_door/signed_out.html", SignedOutPage())


def _welcome(visit: Visit, opened: Opened) -> Response:
    """Back to where they were going; words kept from an ended login go only to the person who wrote them."""
    kept = unsealed(visit.typed("next"), visit.typed("kept"), visit.house.settings.secret_key)
    if kept and kept.who == str(opened.who.id) and not kept.action.startswith(ACCOUNT):
        return page(visit, "front_door/words_kept.html", WordsPage(kept))
    return RedirectResponse(_onward(visit.typed("next"), opened.who.role), status_code=303)


def _again(visit: Visit, message: str, *, status: int = 422) -> Response:
    content = SignInPage(
        _local(visit.typed("next")), visit.typed("kept"), visit.typed("email")[:LONGEST], (Problem("#email", message),)
    )
    return page(visit, "front_door/sign_in.html", content, status=status)


def _local(address: str) -> str:
    return address if is_local(address) else ""


def _onward(address: str, role: Role) -> str:
    """Where they were going, if it is behind their own door, or everybody's account."""
    home = HOME[role]
    if address == ACCOUNT or address.startswith(f"{ACCOUNT}/"):
        return ACCOUNT
    address = _POST_ONLY.sub("", address)
    return address if is_local(address) and (address == home or address.startswith(f"{home}/")) else home
