"""What stands around a page: which door, who is signed in, where one can go."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from fastapi import Response
from fastapi.responses import HTMLResponse

from app.access.door import Visit
from app.access.house import House
from app.checkins.queries import open_requests
from app.faults.queries import open_reports
from app.messages.queries import overdue_patients, standing
from app.people.queries import AS_IT_COMES, Display, Who
from app.people.rules import Role
from app.rendering import gettext as _
from app.rendering import listed, ngettext
from app.safety import queries as safety
from app.safety.rules import holder


@dataclass(frozen=True)
class Tab:
    href: str
    label: str
    icon: str
    current: bool = False
    waiting: int = 0
    """How many wait there; 0 also where the page has not asked."""


@dataclass(frozen=True)
class Alarm:
    """Something that every lead is told on every page until it is done."""

    sentence: str
    href: str
    label: str


@dataclass(frozen=True)
class Frame:
    """`who` goes into every form, so that one person's form is never sent by another."""

    door: str
    name: str | None = None
    who: str = ""
    tabs: tuple[Tab, ...] = ()
    display: Display = AS_IT_COMES
    alarms: tuple[Alarm, ...] = ()
    at: str = ""
    """The page of a patient's that this is, for whoever is stuck on it."""


FRONT = Frame("front")
NOTHING: Mapping[str, int] = MappingProxyType({})
HOME = {Role.PATIENT: "/me", Role.PRACTITIONER: "/practice", Role.SERVICE_LEAD: "/service"}


def frame_for(
    who: Who, here: str = "", *, display: Display = AS_IT_COMES, waiting: Mapping[str, int] = NOTHING
) -> Frame:
    """The frame of a person's own door: the tab they are on, how many wait behind each, the look they chose."""
    tabs: tuple[tuple[str, str, str], ...]
    match who.role:
        case Role.PATIENT:
            door = "patient"
            tabs = (
                ("/me", _("Today"), "today"),
                ("/me/plan", _("Plan"), "plan"),
                ("/me/messages", _("Messages"), "message"),
                ("/me/settings", _("Me"), "me"),
            )
        case Role.PRACTITIONER:
            door = "practice"
            tabs = (
                ("/practice", _("Caseload"), "people"),
                ("/practice/sessions", _("Sessions"), "clock"),
                ("/practice/messages", _("Messages"), "message"),
                ("/practice/flags", _("Safety"), "shield"),
                ("/practice/supervision", _("Supervision"), "people"),
                ("/practice/guides", _("Guides"), "book"),
            )
        case Role.SERVICE_LEAD:
            door = "service"
            tabs = (
                ("/service/pathways", _("Pathways"), "steps"),
                ("/service", _("Modules"), "book"),
                ("/service/support-messages", _("Support"), "idea"),
                ("/service/patients", _("Patients"), "people"),
                ("/service/team", _("Team"), "people"),
                ("/service/messages", _("Messages"), "message"),
                ("/service/flags", _("Safety"), "shield"),
                ("/service/check-ins", _("Check-ins"), "people"),
                ("/service/settings", _("Settings"), "clock"),
            )
    built = tuple(Tab(href, label, icon, href == here, waiting.get(href, 0)) for href, label, icon in tabs)
    return Frame(door, who.name, str(who.id), built, display)


def half_frame(who: Who) -> Frame:
    """The frame of somebody whose login still waits for a code: their forms know them, nothing is open."""
    return Frame("front", who=str(who.id))


def page(
    visit: Visit,
    template: str,
    content: object,
    *,
    here: str = "",
    status: int = 200,
    waiting: Mapping[str, int] = NOTHING,
) -> Response:
    """A page of the visitor's own door. The template receives one typed `page` and its `frame`."""
    if visit.signed_in is None:
        return plain_page(visit.house, template, content, status=status)
    if visit.signed_in.waits_for:
        return plain_page(visit.house, template, content, frame=half_frame(visit.who), status=status)
    frame = frame_for(visit.who, here, display=visit.signed_in.display, waiting=waiting)
    if frame.door == "patient":
        frame = replace(frame, at=visit.request.url.path)
    if frame.door == "practice":
        frame = replace(frame, alarms=_flags_of_mine(visit))
    if frame.door == "service":
        frame = replace(frame, alarms=tuple(one for one in _alarms(visit) if one.href.partition("#")[0] != here))
    return plain_page(visit.house, template, content, frame=frame, status=status)


def _alarms(visit: Visit) -> tuple[Alarm, ...]:
    """What is told on every page of a lead's until it is done."""
    return (
        *_flags_of_leads(visit),
        *_counts_astray(visit),
        *_requests(visit),
        *_faults(visit),
        *_late_messages(visit),
        *_old_numbers(visit),
    )


def _flags_of_mine(visit: Visit) -> tuple[Alarm, ...]:
    """That a flag stands on this practitioner's list which nobody at work has; not said where they stand already.

    One query, and one more where a flag is open.
    """
    here = visit.request.url.path
    if here == "/practice" or here.startswith("/practice/flags"):
        return ()
    others = [one for one in visit.flagged if here != f"/practice/patients/{one.flag.patient_id}/brief"]
    if not others:
        return ()
    found = safety.standing(others, visit.team, visit.calendar, at=visit.at)
    mine = (one for one in found if visit.who.id in one.place.lists.practitioners)
    n = sum(holder(one.flag.taken_by, visit.team) is None for one in mine)
    if not n:
        return ()
    sentence = ngettext("%(n)d safety conversation to have.", "%(n)d safety conversations to have.", n)
    return (Alarm(sentence % {"n": n}, "/practice/flags", _("Open")),)


def _flags_of_leads(visit: Visit) -> tuple[Alarm, ...]:
    """That a safety conversation is on the leads' list. One query, and one more where a flag is open."""
    if not visit.flagged:
        return ()
    n = sum(one.place.lists.leads for one in safety.standing(visit.flagged, visit.team, visit.calendar, at=visit.at))
    if not n:
        return ()
    sentence = ngettext(
        "%(n)d safety conversation has nobody for it now.", "%(n)d safety conversations have nobody for them now.", n
    )
    return (Alarm(sentence % {"n": n}, "/service/flags", _("See whose")),)


def _counts_astray(visit: Visit) -> tuple[Alarm, ...]:
    """That the last count of answers, flags and closures did not agree. One query."""
    count = safety.last_count(visit.db)
    if count is None or not count.disagreements:
        return ()
    sentence = _("The counts of answers, flags and closures do not agree.")
    return (Alarm(sentence, "/service/flags#counted", _("Open")),)


def _requests(visit: Visit) -> tuple[Alarm, ...]:
    """That somebody asks for somebody else and waits for an answer. One query."""
    n = open_requests(visit.db)
    if not n:
        return ()
    sentence = ngettext("%(n)d patient asks for somebody else.", "%(n)d requests for somebody else wait.", n)
    return (Alarm(sentence % {"n": n}, "/service/requests", _("Read and answer")),)


def _faults(visit: Visit) -> tuple[Alarm, ...]:
    """That a patient has said something is broken, and waits for an answer. One query."""
    n = open_reports(visit.db)
    if not n:
        return ()
    sentence = ngettext("%(n)d fault was reported by a patient.", "%(n)d faults were reported by patients.", n)
    return (Alarm(sentence % {"n": n}, "/service/faults", _("Read and answer")),)


def _late_messages(visit: Visit) -> tuple[Alarm, ...]:
    """That late messages are on the leads' list. One query, and a few more where something is late at all."""
    if not overdue_patients(visit.db, at=visit.at):
        return ()
    team, working = visit.team, visit.calendar
    n = sum(one.place.lists.leads for one in standing(visit.db, team, working, at=visit.at))
    if not n:
        return ()
    sentence = ngettext(
        "%(n)d message waits, and it is on your list.", "%(n)d messages wait, and they are on your list.", n
    )
    return (Alarm(sentence % {"n": n}, "/service/messages", _("See whose")),)


def _old_numbers(visit: Visit) -> tuple[Alarm, ...]:
    """Numbers on Help now that were to be looked at again. From the file in hand: no query."""
    old = visit.house.help.overdue(visit.today)
    if not old:
        return ()
    names = listed([one.name for one in old], _("and"))
    owners = listed(sorted({one.owner for one in old}), _("and"))
    sentence = _("The numbers on Help now for %(nations)s are due to be checked (%(owners)s).")
    return (Alarm(sentence % {"nations": names, "owners": owners}, "/service/settings#help", _("Check them")),)


def plain_page(house: House, template: str, content: object, *, frame: Frame = FRONT, status: int = 200) -> Response:
    """A page that needs nobody signed in and no database."""
    return HTMLResponse(house.renderer.render(template, {"page": content, "frame": frame}), status_code=status)
