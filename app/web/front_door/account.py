"""One's own account, whatever one's role: another password, another e-mail address."""

from dataclasses import dataclass

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.access import identity
from app.access.door import Visit
from app.access.house import House
from app.journey import joining
from app.people import actions as people
from app.people import links, passwords, queries
from app.people.actions import Wait, WrongPassword, token_hash
from app.people.invitations import Gone, HasAccount
from app.people.queries import Link
from app.people.rules import Purpose, Role, Standing, canonical_email
from app.people.tables import Person
from app.rendering import gettext as _
from app.web.front_door.door import router
from app.web.front_door.links import GonePage, gone
from app.web.front_door.password import SentPage
from app.web.parts.frame import page, plain_page
from app.web.parts.plain import Box, email_box, new_password_boxes, problems, unfit_words, wrong_password
from app.web.parts.worksheet import Problem


@dataclass(frozen=True)
class AccountPage:
    name: str
    full_name: str
    email: str
    mails: bool
    staff: bool
    done: str
    password: tuple[Box, ...]
    address: tuple[Box, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class ConfirmPage:
    action: str
    email: str


@router.page("/account")
def account(visit: Visit, done: str = "") -> Response:
    return _page(visit, done=done)


@router.act("/account/password")
def change_password(visit: Visit) -> Response:
    person, password = queries.person(visit.db, visit.who.id), visit.typed("password")
    now = _now("password-now", error=_proof(visit, person, "password-now"))
    error = wrong_password(visit)
    reason = passwords.unfit_for(password, person.name, person.full_name, person.email)
    boxes = (now, *_new(error or (unfit_words(reason) if reason else "")))
    if problems(boxes):
        return _page(visit, password=boxes)
    keep = visit.signed_in.token_hash if visit.signed_in else None
    people.change_password(visit.db, person, password, keep=keep, by=visit.by, at=visit.at)
    return RedirectResponse("/account?done=password", status_code=303)


@router.act("/account/email")
def change_email(visit: Visit) -> Response:
    person = queries.person(visit.db, visit.who.id)
    box = email_box(visit, _("New e-mail address"), autocomplete="email")
    if not box.error and canonical_email(box.value) == person.email:
        box = _address(box.value, _("That is the address you have now."))
    boxes = (box, _now("password-check", error=_proof(visit, person, "password-check")))
    if problems(boxes) or not visit.house.settings.mails:
        return _page(visit, address=boxes)
    joining.ask_for_address(visit.db, visit.house.settings, person, box.value, at=visit.at)
    return RedirectResponse("/account?done=email", status_code=303)


@router.page("/confirm-email/{token}")
def confirm_email(visit: Visit, token: str) -> Response:
    link = queries.link(visit.db, token_hash(token), Purpose.EMAIL, at=visit.at)
    if link is None or link.standing is not Standing.OPEN:
        return _gone(visit, link)
    content = ConfirmPage(f"/confirm-email/{token}", link.email or "")
    return page(visit, "front_door/confirm_email.html", content)


@router.act("/confirm-email/{token}")
def confirming_email(visit: Visit, token: str) -> Response:
    link = queries.link(visit.db, token_hash(token), Purpose.EMAIL, at=visit.at)
    try:
        links.confirm_email(visit.db, token, at=visit.at)
    except Gone:
        return _gone(visit, link)
    except HasAccount:
        taken = _("Somebody has begun to use this address for another account since. Yours stays as it was.")
        return gone(visit, Standing.USED, _back(_("This address is taken"), taken))
    return RedirectResponse("/email-changed", status_code=303)


@router.still("/email-changed")
def email_changed(house: House, request: Request) -> Response:
    return plain_page(house, "front_door/email_changed.html", SentPage())


def _proof(visit: Visit, person: Person, name: str) -> str:
    """Why the password that was typed does not show who is asking; nothing where it does."""
    try:
        people.prove(visit.db, person, visit.typed(name)[:1024], identity.network(visit.request), at=visit.at)
    except WrongPassword:
        return _("That is not the password you have now.")
    except Wait:
        return _("There have been too many tries. Wait 15 minutes, then try again.")
    return ""


def _page(visit: Visit, *, done: str = "", password: tuple[Box, ...] = (), address: tuple[Box, ...] = ()) -> Response:
    person = queries.person(visit.db, visit.who.id)
    found = problems((*password, *address))
    content = AccountPage(
        name=person.name,
        full_name=person.full_name,
        email=person.email,
        mails=visit.house.settings.mails,
        staff=visit.who.role is not Role.PATIENT,
        done=_done(done),
        password=password or (_now("password-now"), *_new()),
        address=address or (_address(), _now("password-check")),
        problems=found,
    )
    return page(visit, "front_door/account.html", content, status=422 if found else 200)


def _done(what: str) -> str:
    match what:
        case "password":
            return _("Your password is changed. Everywhere else you have been logged out.")
        case "email":
            return _("We have sent a link to the new address. Open it to confirm. Until then the old one counts.")
        case _:
            return ""


def _new(error: str = "") -> tuple[Box, Box]:
    return new_password_boxes(error, label=_("New password"))


def _now(name: str, error: str = "") -> Box:
    return Box(name, _("The password you have now"), "", "", error, "password", "current-password")


def _address(value: str = "", error: str = "") -> Box:
    return Box("email", _("New e-mail address"), value, "", error, "email", "email")


def _gone(visit: Visit, link: Link | None) -> Response:
    standing = link.standing if link else Standing.UNKNOWN
    match standing:
        case Standing.EXPIRED:
            content = _back(_("This link has run out"), _("It was good for a day. Ask for a new one in your account."))
        case Standing.USED | Standing.OPEN | Standing.WITHDRAWN:
            content = _back(_("This link has been used"), _("A link works once. Your new address already counts."))
        case Standing.UNKNOWN:
            content = _back(
                _("This link does not work"),
                _("Part of it may be missing, or a newer one has taken its place. Ask again in your account."),
            )
    return gone(visit, standing, content)


def _back(title: str, lead: str) -> GonePage:
    return GonePage(title, lead, "/account", _("Go to your account"))
