"""Getting back in. The answer is the same for every address, and so is the work behind it."""

from dataclasses import dataclass

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.access import identity
from app.access.door import Visit
from app.access.house import House
from app.journey import joining
from app.people import actions as people
from app.people import links, queries
from app.people.actions import Wait, token_hash
from app.people.invitations import Gone, UnfitPassword
from app.people.queries import Link
from app.people.rules import Purpose, Standing
from app.rendering import gettext as _
from app.web.front_door.door import router
from app.web.front_door.links import gone, to_ask_again
from app.web.parts.frame import page, plain_page
from app.web.parts.plain import Box, email_box, new_password_boxes, problems, unfit_words, wrong_password
from app.web.parts.worksheet import Problem


@dataclass(frozen=True)
class ForgottenPage:
    """`mails`: whether this service can send anything at all."""

    mails: bool
    boxes: tuple[Box, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class SentPage:
    """Fixed words, whoever asked."""


@dataclass(frozen=True)
class NewPasswordPage:
    action: str
    email: str
    boxes: tuple[Box, ...]
    problems: tuple[Problem, ...]


@router.page("/forgotten-password")
def forgotten_password(visit: Visit) -> Response:
    return _ask(visit, _address(), ())


@router.act("/forgotten-password")
def ask_for_password(visit: Visit) -> Response:
    box = email_box(visit, _("E-mail address"), autocomplete="username")
    if not visit.house.settings.mails or box.error:
        return _ask(visit, box, problems([box]))
    try:
        joining.ask_for_password(
            visit.db, visit.house.settings, box.value, identity.network(visit.request), at=visit.at
        )
    except Wait:
        wait = _("A link was asked for several times. Look in your e-mail, or try again in 15 minutes.")
        return _ask(visit, box, (Problem("#email", wait),), status=429)
    return page(visit, "front_door/link_sent.html", SentPage())


@router.page("/new-password/{token}")
def new_password(visit: Visit, token: str) -> Response:
    link = queries.link(visit.db, token_hash(token), Purpose.PASSWORD, at=visit.at)
    if link is None or link.standing is not Standing.OPEN:
        return _gone(visit, link)
    return _choose(visit, token, link)


@router.act("/new-password/{token}")
def set_password(visit: Visit, token: str) -> Response:
    link = queries.link(visit.db, token_hash(token), Purpose.PASSWORD, at=visit.at)
    if link is None:
        return _gone(visit, None)
    if error := wrong_password(visit):
        return _choose(visit, token, link, error)
    try:
        links.use_password(visit.db, token, visit.typed("password"), at=visit.at)
    except UnfitPassword as unfit:
        return _choose(visit, token, link, unfit_words(unfit.reason))
    except Gone:
        return _gone(visit, link)
    if visit.signed_in:
        people.sign_out(visit.db, visit.signed_in, at=visit.at)
    response = RedirectResponse("/password-changed", status_code=303)
    identity.take(response, visit.house.settings)
    return response


@router.still("/password-changed")
def password_changed(house: House, request: Request) -> Response:
    return plain_page(house, "front_door/password_changed.html", SentPage())


def _address(value: str = "") -> Box:
    return Box("email", _("E-mail address"), value, kind="email", autocomplete="username")


def _ask(visit: Visit, box: Box, found: tuple[Problem, ...], *, status: int = 0) -> Response:
    content = ForgottenPage(visit.house.settings.mails, (box,), found)
    return page(visit, "front_door/forgotten_password.html", content, status=status or (422 if found else 200))


def _choose(visit: Visit, token: str, link: Link, error: str = "") -> Response:
    boxes = new_password_boxes(error)
    content = NewPasswordPage(f"/new-password/{token}", link.person.email, boxes, problems(boxes))
    return page(visit, "front_door/new_password.html", content, status=422 if error else 200)


def _gone(visit: Visit, link: Link | None) -> Response:
    standing = link.standing if link else Standing.UNKNOWN
    match standing:
        case Standing.EXPIRED:
            content = to_ask_again(_("This link has run out"), _("It was good for 30 minutes. You can get a new one."))
        case Standing.USED | Standing.OPEN | Standing.WITHDRAWN:
            content = to_ask_again(
                _("This link has been used"),
                _("A link works once. If you have just chosen a password, log in with it."),
            )
        case Standing.UNKNOWN:
            content = to_ask_again(
                _("This link does not work"),
                _("Part of it may be missing, or a newer one has taken its place."),
            )
    return gone(visit, standing, content)
