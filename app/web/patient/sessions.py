"""My sessions: when the next one is, what I want to cover, and what was agreed in those before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import my_session
from app.enrolments.queries import has_ended
from app.exchange.calendar import session_file
from app.journey import meeting
from app.rendering import gettext as _
from app.sessions import queries
from app.sessions.actions import Impossible
from app.sessions.rules import (
    CANCELLED,
    LONGEST_WORDS,
    Attendance,
    BookedSession,
    Mode,
    Record,
    coming,
    missed_of_late,
)
from app.web.parts import agenda as agendas
from app.web.parts import plain
from app.web.parts.agenda import Agenda
from app.web.parts.frame import page
from app.web.parts.plain import Area
from app.web.parts.sessions import link_of, minutes_words, mode_words, when
from app.web.parts.worksheet import Problem
from app.web.patient.door import router
from app.web.patient.voice import practitioner_name

HERE, AGENDA = "/me/sessions", "/me/agenda"
MISSED = 2
"""So many sessions in a row that did not take place, and other ways to meet are offered (clinical.md §7)."""


@dataclass(frozen=True)
class NextView:
    """`link`: the address or the number to press, where `place` is one. `was`: where it stood before it was moved."""

    when: str
    how: str
    place: str
    link: str
    button: str
    was: str
    calendar: str
    cancel: str


@dataclass(frozen=True)
class PastRow:
    href: str
    when: str
    told: str


@dataclass(frozen=True)
class OffView:
    """A session to come that the team has called off, with their words."""

    sentence: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class SessionsPage:
    practitioner: str
    next: NextView | None
    later: tuple[NextView, ...]
    agenda: Agenda
    past: tuple[PastRow, ...]
    off: tuple[OffView, ...]
    other_ways: bool
    ended: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class CancelPage:
    when: str
    practitioner: str
    action: str
    said: Area
    problems: tuple[Problem, ...]
    notice: str


@router.page("/sessions")
def sessions(visit: Visit) -> Response:
    ended = has_ended(visit.db, visit.who.id)
    return _page(visit, agendas.agenda(visit, visit.who.id, AGENDA, ended=ended), ended=ended)


@router.act("/agenda")
def agenda(visit: Visit) -> Response:
    again = agendas.act(visit, visit.who.id, AGENDA)
    if again is None:
        return RedirectResponse(f"{HERE}#agenda", status_code=303)
    return _page(visit, again, ended=False, status=422)


@router.page("/sessions/{session}/calendar.ics")
def session_calendar(visit: Visit, session: str) -> Response:
    """The session for a calendar of the patient's own, in words that say nothing of what it is for."""
    one = my_session(visit, session)
    headers = {"content-disposition": 'attachment; filename="appointment.ics"'}
    return Response(session_file(one, at=visit.at), media_type="text/calendar", headers=headers)


@router.page("/sessions/{session}/cancel")
def cancel_session(visit: Visit, session: str) -> Response:
    return _cancel_page(visit, my_session(visit, session), _said())


@router.act("/sessions/{session}/cancel", deed=True)
def cancelling_session(visit: Visit, session: str) -> Response:
    """Whoever cannot come says so, with what would suit better if they like. Nobody asks why."""
    one = my_session(visit, session)
    said = plain.words(visit, _said(), LONGEST_WORDS)
    if said.error:
        return _cancel_page(visit, one, said, status=422)
    if one.stands and one.ends_at <= visit.at:
        over = _("This session is over. Nothing was changed; your words are still here.")
        return _cancel_page(visit, one, said, notice=over, status=409)
    try:
        meeting.cancel(visit.db, visit.house.settings, one, said.value, by=visit.by, at=visit.at)
    except Impossible:
        changed = _("This session was changed meanwhile. Nothing was done; your words are still here.")
        return _cancel_page(visit, my_session(visit, session), said, notice=changed, status=409)
    return RedirectResponse(HERE, status_code=303)


def _page(visit: Visit, list_: Agenda, *, ended: bool, status: int = 200) -> Response:
    found = queries.sessions_of(visit.db, [visit.who.id]).get(visit.who.id, [])
    ahead = [one for one in found if one.stands and one.ends_at > visit.at]
    first = coming(found, visit.at)
    content = SessionsPage(
        practitioner=practitioner_name(visit),
        next=_view(visit, first) if first else None,
        later=tuple(_view(visit, one) for one in ahead if one != first),
        agenda=list_,
        past=_past(visit, [one for one in reversed(found) if not one.stands]),
        off=tuple(_off(visit, one) for one in found if _is_off(visit, one)),
        other_ways=missed_of_late(found) >= MISSED,
        ended=ended,
        problems=list_.problems,
    )
    return page(visit, "patient/sessions.html", content, here="/me/plan", status=status)


def _is_off(visit: Visit, one: BookedSession) -> bool:
    return one.attendance is Attendance.CANCELLED_BY_SERVICE and one.starts_at > visit.at


def _off(visit: Visit, one: BookedSession) -> OffView:
    told = {"name": one.practitioner, "when": when(one, visit.at)}
    return OffView(_("%(name)s cannot make %(when)s.") % told, tuple(one.said.splitlines()))


def _view(visit: Visit, one: BookedSession) -> NextView:
    link = link_of(one.place)
    details = {"how": mode_words(one.mode), "name": one.practitioner, "minutes": minutes_words(one.minutes)}
    return NextView(
        when=when(one, visit.at),
        how=_("%(how)s, with %(name)s, about %(minutes)s") % details,
        place=one.place,
        link=link,
        button=_("Open the call") if one.mode is Mode.VIDEO else _("Call this number"),
        was=when_before(visit, one),
        calendar=f"{HERE}/{one.id}/calendar.ics",
        cancel=f"{HERE}/{one.id}/cancel",
    )


def when_before(visit: Visit, one: BookedSession) -> str:
    """Where a session stood before it was moved; nothing where it was not."""
    if one.moved_from is None or one.moved_from == one.starts_at:
        return ""
    before = replace(one, starts_at=one.moved_from)
    return _("It was moved. Before it was %(when)s.") % {"when": when(before, visit.at)}


def _past(visit: Visit, found: Sequence[BookedSession]) -> tuple[PastRow, ...]:
    records = queries.records(visit.db, [one.id for one in found])
    return tuple(
        PastRow(f"{HERE}/{one.id}", when(one, visit.at), _told(one, records.get(one.id, Record()))) for one in found
    )


def _told(one: BookedSession, record: Record) -> str:
    if one.attendance in CANCELLED:
        return _("Called off")
    if not one.attended:
        return _("Did not take place")
    return _("With a summary") if record.summary else _("Took place")


def _cancel_page(visit: Visit, one: BookedSession, said: Area, *, notice: str = "", status: int = 200) -> Response:
    content = CancelPage(
        when=when(one, visit.at),
        practitioner=practitioner_name(visit),
        action=f"{HERE}/{one.id}/cancel" if one.stands else "",
        said=said,
        problems=plain.problems([said]),
        notice=notice or ("" if one.stands else _("This session does not stand any more.")),
    )
    return page(visit, "patient/session_cancel.html", content, here="/me/plan", status=status)


def _said() -> Area:
    hint = _("Days or times that suit you better, or another way to meet. You can leave it empty.")
    return Area("said", _("What would suit you better?"), hint=hint, rows=3)
