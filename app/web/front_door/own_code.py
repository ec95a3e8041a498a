"""Logging in with a code, as somebody of the staff sets it up for themselves, moves it to another phone, or stops."""

from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access import identity
from app.access.door import Visit
from app.people import actions as people
from app.people import codes, queries
from app.people.actions import Wait, WrongPassword
from app.people.codes import WrongCode
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.web.front_door.codes import LONGEST, too_many, wrong_code
from app.web.front_door.door import router
from app.web.front_door.onward import ACCOUNT
from app.web.front_door.set_up_code import show_recovery_codes
from app.web.parts.frame import page
from app.web.parts.plain import Box, problems
from app.web.parts.worksheet import Problem

HERE = f"{ACCOUNT}/code"


@dataclass(frozen=True)
class OwnCodePage:
    """`since` is empty for somebody who logs in with a password alone. `asked`: this service asks its staff."""

    since: str
    left: str
    asked: bool
    begin: Box
    again: Box
    off: Box
    problems: tuple[Problem, ...]


@router.page("/account/code")
def own_code(visit: Visit) -> Response:
    return _page(visit)


@router.act("/account/code")
def begin_code(visit: Visit) -> Response:
    person = queries.person(visit.db, visit.who.id)
    try:
        people.prove(visit.db, person, visit.typed("password-now")[:1024], _network(visit), at=visit.at)
    except WrongPassword:
        return _page(visit, begin=_("That is not the password you have now."))
    except Wait:
        return _page(visit, begin=too_many())
    codes.begin(visit.db, person, at=visit.at)
    return RedirectResponse(f"/sign-in/set-up?next={ACCOUNT}", status_code=303)


@router.act("/account/code/recovery-codes")
def new_recovery_codes(visit: Visit) -> Response:
    if error := _proof(visit, "code-again"):
        return _page(visit, again=error)
    person = queries.person(visit.db, visit.who.id)
    made = codes.new_recovery_codes(visit.db, person, by=visit.by, at=visit.at)
    return show_recovery_codes(visit, made, onward=ACCOUNT)


@router.act("/account/code/off")
def leave_code_off(visit: Visit) -> Response:
    if error := _proof(visit, "code-off"):
        return _page(visit, off=error)
    codes.leave_off(visit.db, visit.login, asks=visit.house.settings.asks_for_code, at=visit.at)
    return RedirectResponse(HERE, status_code=303)


def _proof(visit: Visit, name: str) -> str:
    """Why the code that was typed does not show who is asking; nothing where it does."""
    person = queries.person(visit.db, visit.who.id)
    try:
        codes.prove(visit.db, person, visit.typed(name)[:LONGEST], _network(visit), at=visit.at)
    except WrongCode:
        return wrong_code()
    except Wait:
        return too_many()
    return ""


def _page(visit: Visit, *, begin: str = "", again: str = "", off: str = "") -> Response:
    factor = queries.second_factor(visit.db, visit.who.id)
    boxes = (
        Box("password-now", _("The password you have now"), "", "", begin, "password", "current-password"),
        _code("code-again", again),
        _code("code-off", off),
    )
    found = problems(boxes)
    content = OwnCodePage(
        day(factor.confirmed_at) if factor and factor.confirmed_at else "",
        _left(queries.recovery_codes_left(visit.db, visit.who.id)),
        visit.house.settings.asks_for_code,
        *boxes,
        found,
    )
    return page(visit, "front_door/code_own.html", content, status=422 if found else 200)


def _left(n: int) -> str:
    return ngettext("%(n)d recovery code is left.", "%(n)d recovery codes are left.", n) % {"n": n}


def _code(name: str, error: str) -> Box:
    return Box(name, _("A code from the app, or a recovery code"), "", "", error, "text", "one-time-code")


def _network(visit: Visit) -> str:
    return identity.network(visit.request)
