"""Who has looked at my record: each look and each deed of somebody else, in plain words, the newest first."""

from dataclasses import dataclass
from itertools import groupby

from fastapi import Response

from app.access.door import Visit
from app.audit.queries import Look, looks_at
from app.audit.rules import Deed
from app.people.rules import Role
from app.rendering import clock_time, day, local
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.joining import role_name
from app.web.patient.door import router

A_PAGE = 50
LOOKS = (
    Deed.READ_PATIENT,
    Deed.READ_AS_COVER,
    Deed.READ_PLAN,
    Deed.READ_CHECK_INS,
    Deed.READ_SESSION,
    Deed.SESSION_WRITTEN,
    Deed.READ_PLACE,
    Deed.MESSAGE_READ,
    Deed.FEEDBACK,
    Deed.PLAN_CHANGED,
    Deed.PASSWORD_LINK_MADE,
)
"""What counts as a look. Each has its words in `_what`."""


@dataclass(frozen=True)
class LookRow:
    who: str
    role: str
    what: str
    time: str


@dataclass(frozen=True)
class LookDay:
    title: str
    rows: tuple[LookRow, ...]


@dataclass(frozen=True)
class WhoLookedPage:
    days: tuple[LookDay, ...]
    newer: str
    older: str


@router.page("/who-looked")
def who_looked(visit: Visit, page_number: str = "1") -> Response:
    number = int(page_number) if page_number.isascii() and page_number.isdigit() and len(page_number) < 5 else 1
    number = max(number, 1)
    found = looks_at(visit.db, visit.who.id, LOOKS, most=A_PAGE + 1, skip=(number - 1) * A_PAGE)
    content = WhoLookedPage(
        days=tuple(
            LookDay(day(on), tuple(_row(one) for one in looks))
            for on, looks in groupby(found[:A_PAGE], key=lambda one: local(one.at).date())
        ),
        newer=_href(number - 1) if number > 1 else "",
        older=_href(number + 1) if len(found) > A_PAGE else "",
    )
    return page(visit, "patient/who_looked.html", content, here="/me/settings")


def _href(number: int) -> str:
    return f"/me/who-looked?page_number={number}" if number > 1 else "/me/who-looked"


def _row(one: Look) -> LookRow:
    role = role_name(Role(one.role)) if one.role in set(Role) else ""
    return LookRow(one.name, role, _what(one), clock_time(one.at))


def _what(one: Look) -> str:
    match one.deed:
        case Deed.READ_PATIENT if one.subject == "session brief":
            return _("Read the session brief: what you share, in short")
        case Deed.READ_PATIENT if one.subject == "scores":
            return _("Read your answers and scores")
        case Deed.READ_PATIENT if one.subject == "first session":
            return _("Opened the page for a first session with you")
        case Deed.READ_PATIENT:
            return _("Read what you share")
        case Deed.READ_AS_COVER:
            return _("Read what you share, standing in for your practitioner")
        case Deed.READ_PLACE:
            return _("Looked at where you are in your plan, not at what you wrote")
        case Deed.READ_PLAN:
            return _("Looked at your plan and your card")
        case Deed.READ_CHECK_INS:
            return _("Read your check-ins, those that are for your practitioner")
        case Deed.READ_SESSION:
            return _("Opened the record of a session")
        case Deed.SESSION_WRITTEN:
            return _("Wrote down a session")
        case Deed.MESSAGE_READ if one.subject == "0":
            return _("Opened your messages")
        case Deed.MESSAGE_READ:
            return _("Read a message from you")
        case Deed.FEEDBACK:
            return _("Wrote under something you shared")
        case Deed.PLAN_CHANGED:
            return _("Changed your plan")
        case Deed.PASSWORD_LINK_MADE:
            return _("Made a link for you to choose a new password")
        case _:
            raise ValueError(f"{one.deed} is no look")
