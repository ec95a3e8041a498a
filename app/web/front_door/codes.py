"""The second half of a staff sign-in: a code from the phone, or a recovery code."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access import identity
from app.access.door import Visit
from app.people import codes, queries
from app.people.actions import Opened, Place, Wait
from app.people.codes import WrongCode
from app.people.rules import Waits
from app.rendering import gettext as _
from app.rendering import ngettext
from app.web.front_door.door import router
from app.web.front_door.onward import address, local, welcome
from app.web.parts.frame import half_frame, page, plain_page
from app.web.parts.plain import Box, problems
from app.web.parts.worksheet import Problem

LONGEST = 60
NAME = "sign-in-code"


@dataclass(frozen=True)
class CodePage:
    """`next` and `kept` are carried: where they were going, and words over an ended login, still sealed."""

    next: str
    kept: str
    box: Box
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class CodesLeftPage:
    next: str
    kept: str
    left: str


@router.page("/sign-in/code")
def code(visit: Visit, next: str = "") -> Response:  # noqa: A002 - the address says next
    return elsewhere(visit, Waits.CODE, next) or page(
        visit, "front_door/code.html", CodePage(local(next), "", code_box())
    )


@router.act("/sign-in/code")
def check_code(visit: Visit) -> Response:
    return _tried(visit, _check, "front_door/code.html", code_box)


@router.page("/sign-in/recovery-code")
def recovery_code(visit: Visit, next: str = "") -> Response:  # noqa: A002
    return elsewhere(visit, Waits.CODE, next) or page(
        visit, "front_door/code_recovery.html", CodePage(local(next), "", recovery_box())
    )


@router.act("/sign-in/recovery-code")
def use_recovery_code(visit: Visit) -> Response:
    return _tried(visit, _recover, "front_door/code_recovery.html", recovery_box)


def give(visit: Visit, opened: Opened, response: Response) -> Response:
    identity.give(response, opened.token, visit.house.settings)
    return response


def code_box(error: str = "") -> Box:
    hint = _("Six digits. They change every half minute.")
    return Box(NAME, _("Code from your authenticator app"), "", hint, error, "text", "one-time-code")


def recovery_box(error: str = "") -> Box:
    return Box(NAME, _("One of your recovery codes"), "", _("Like 7K2M-QX4T-9RBD. Each works once."), error)


def wrong_code() -> str:
    return _("That code does not work. Wait for the next one, or check the time on your phone.")


def too_many() -> str:
    return _("There have been too many tries. Wait 15 minutes, then try again.")


def _tried(visit: Visit, show: Callable[[Visit, str], Response], template: str, box: Callable[[str], Box]) -> Response:
    """Through, or the same page again with what is wrong: the same words for every reason.

    `instead` is the way over from the other of the two pages, with the words that it carries.
    """
    if there := elsewhere(visit, Waits.CODE, visit.typed("next")):
        return there
    if visit.typed("instead"):
        return page(visit, template, code_page(visit, box("")))
    try:
        return show(visit, visit.typed(NAME)[:LONGEST])
    except WrongCode:
        again, status = box(wrong_code() if box is code_box else _wrong_recovery()), 422
    except Wait:
        again, status = box(too_many()), 429
    return page(visit, template, code_page(visit, again), status=status)


def _check(visit: Visit, typed: str) -> Response:
    opened = codes.check(visit.db, visit.login, typed, place(visit), at=visit.at)
    return give(visit, opened, welcome(visit, opened.who))


def _recover(visit: Visit, typed: str) -> Response:
    opened, left = codes.recover(visit.db, visit.login, typed, place(visit), at=visit.at)
    says = ngettext("You have %(n)d recovery code left.", "You have %(n)d recovery codes left.", left) % {"n": left}
    content = CodesLeftPage(local(visit.typed("next")), visit.typed("kept"), says)
    return give(
        visit,
        opened,
        plain_page(visit.house, "front_door/recovery_codes_left.html", content, frame=half_frame(visit.who)),
    )


def _wrong_recovery() -> str:
    return _("That code does not work. Check it, or use another one from your list.")


def code_page(visit: Visit, box: Box) -> CodePage:
    return CodePage(local(visit.typed("next")), visit.typed("kept"), box, problems([box]))


def elsewhere(visit: Visit, here: Waits, onward: str) -> Response | None:
    """Somewhere else for a login that does not wait for this. To set up is also open to who is in and has begun."""
    waits = visit.login.waits_for
    if waits == here:
        return None
    if waits is None and here is Waits.SETUP:
        factor = queries.second_factor(visit.db, visit.who.id)
        if factor and not factor.confirmed_at:
            return None
    path = "/sign-in/set-up" if waits == Waits.SETUP else "/sign-in/code"
    return RedirectResponse(path if waits else address(onward, visit.who.role), status_code=303)


def place(visit: Visit) -> Place:
    return identity.place(visit.request, visit.house.settings)
