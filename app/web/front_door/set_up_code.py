"""Setting up a code: the secret for the phone, the first code from it, and the recovery codes, shown once."""

import io
from dataclasses import dataclass
from urllib.parse import quote

import segno
from fastapi import Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from app.access.door import Visit
from app.people import authenticator, codes, queries
from app.people.actions import Opened, Wait
from app.people.codes import WrongCode
from app.people.queries import Who
from app.people.rules import Waits
from app.rendering import trusted
from app.web.front_door.codes import LONGEST, NAME, code_box, code_page, elsewhere, give, place, too_many, wrong_code
from app.web.front_door.door import router
from app.web.front_door.onward import address, local, words_of
from app.web.parts.frame import half_frame, plain_page
from app.web.parts.plain import Box, problems
from app.web.parts.worksheet import Problem


@dataclass(frozen=True)
class SetUpPage:
    """The same, with the secret twice: as a square for a camera, and to type."""

    next: str
    kept: str
    box: Box
    square: Markup
    key: str
    waits: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class RecoveryCodesPage:
    """Shown once. `email` says whose they are on the printed page."""

    next: str
    kept: str
    email: str
    codes: tuple[str, ...]


@router.page("/sign-in/set-up")
def set_up_code(visit: Visit, next: str = "") -> Response:  # noqa: A002
    return elsewhere(visit, Waits.SETUP, next) or _set_up(visit, visit.who, local(next), "")


@router.act("/sign-in/set-up")
def confirm_code(visit: Visit) -> Response:
    if there := elsewhere(visit, Waits.SETUP, visit.typed("next")):
        return there
    try:
        done = codes.confirm(visit.db, visit.login, visit.typed(NAME)[:LONGEST], place(visit), at=visit.at)
    except WrongCode:
        return _set_up_again(visit, wrong_code(), status=422)
    except Wait:
        return _set_up_again(visit, too_many(), status=429)
    return give(visit, done.opened, show_recovery_codes(visit, done.recovery))


def show_waiting(visit: Visit, opened: Opened) -> Response:
    """Straight after the password. Words that wait are carried on in the page, for an address is too short."""
    if words_of(visit, opened.who) is None:
        path = "/sign-in/code" if opened.waits_for is Waits.CODE else "/sign-in/set-up"
        onward = address(visit.typed("next"), opened.who.role)
        return RedirectResponse(f"{path}?next={quote(onward, safe='/')}", status_code=303)
    if opened.waits_for is Waits.SETUP:
        return _set_up(visit, opened.who, local(visit.typed("next")), visit.typed("kept"))
    content = code_page(visit, code_box())
    return plain_page(visit.house, "front_door/code.html", content, frame=half_frame(opened.who))


def show_recovery_codes(visit: Visit, found: list[str], *, onward: str = "") -> Response:
    email = queries.person(visit.db, visit.who.id).email
    content = RecoveryCodesPage(onward or local(visit.typed("next")), visit.typed("kept"), email, tuple(found))
    return plain_page(visit.house, "front_door/recovery_codes.html", content, frame=half_frame(visit.who))


def _set_up(visit: Visit, who: Who, onward: str, kept: str, box: Box | None = None, *, status: int = 200) -> Response:
    box = box or code_box()
    factor = queries.second_factor(visit.db, who.id)
    if factor is None or factor.confirmed_at:
        return RedirectResponse("/sign-in", status_code=303)
    content = SetUpPage(
        next=onward,
        kept=kept,
        box=box,
        square=square(authenticator.address(factor.secret, queries.person(visit.db, who.id).email)),
        key=authenticator.typed_key(factor.secret),
        waits=visit.signed_in is None or bool(visit.signed_in.waits_for),
        problems=problems([box]),
    )
    return plain_page(visit.house, "front_door/set_up_code.html", content, frame=half_frame(who), status=status)


def square(text: str) -> Markup:
    """Plain SVG with no style of its own: black on white in either theme, for cameras."""
    drawn = io.BytesIO()
    made = segno.make(text, error="m", micro=False)
    made.save(
        drawn, kind="svg", xmldecl=False, omitsize=True, nl=False, svgclass="square", lineclass=None, light="#fff"
    )
    return trusted(drawn.getvalue().decode())


def _set_up_again(visit: Visit, error: str, *, status: int) -> Response:
    onward, kept = local(visit.typed("next")), visit.typed("kept")
    return _set_up(visit, visit.who, onward, kept, code_box(error), status=status)
