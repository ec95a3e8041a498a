"""Signing in and out. One answer for an unknown address and a wrong password; words that were kept come back."""

from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access import identity
from app.access.door import Visit
from app.content.answers import readable
from app.journey import respond
from app.people import actions as people
from app.people.actions import Opened, Suspended, Wait
from app.people.rules import Role
from app.rendering import gettext as _
from app.web.front_door.door import router
from app.web.front_door.onward import address, local, welcome
from app.web.front_door.set_up_code import show_waiting
from app.web.parts.frame import page
from app.web.parts.worksheet import Problem

LONGEST = 1024


@dataclass(frozen=True)
class SignInPage:
    next: str
    kept: str
    email: str
    problems: tuple[Problem, ...] = ()


@router.page("/sign-in")
def sign_in(visit: Visit, next: str = "") -> Response:  # noqa: A002 - the address says next
    if visit.signed_in and not visit.signed_in.waits_for:
        return RedirectResponse(address(next, visit.who.role), status_code=303)
    return page(visit, "front_door/sign_in.html", SignInPage(local(next), "", ""))


@router.act("/sign-in")
def signing_in(visit: Visit) -> Response:
    email, password = readable(visit.typed("email")[:LONGEST]), visit.typed("password")[:LONGEST]
    place = identity.place(visit.request, visit.house.settings)
    try:
        people.may_try(visit.db, email, place.network, at=visit.at)
    except Wait:
        return _again(visit, _("There have been too many tries. Wait 15 minutes, then try again."), status=429)
    try:
        opened = people.sign_in(visit.db, email, password, place, at=visit.at)
    except Suspended:
        return _again(visit, _("Your access is paused. Call your service: they can tell you why and open it again."))
    if opened is None:
        return _again(visit, _("That e-mail address and password do not match. Check both and try again."))
    if visit.signed_in:
        people.sign_out(visit.db, visit.signed_in, at=visit.at)
    if opened.who.role is Role.PATIENT and respond.was_away(visit.db, opened.who.id, at=visit.at):
        visit.responds_to = opened.who.id
    response = _opened(visit, opened)
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


def _opened(visit: Visit, opened: Opened) -> Response:
    return show_waiting(visit, opened) if opened.waits_for else welcome(visit, opened.who)


def _again(visit: Visit, message: str, *, status: int = 422) -> Response:
    content = SignInPage(
        local(visit.typed("next")), visit.typed("kept"), visit.typed("email")[:LONGEST], (Problem("#email", message),)
    )
    return page(visit, "front_door/sign_in.html", content, status=status)
