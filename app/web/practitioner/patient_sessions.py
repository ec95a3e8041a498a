"""One patient's sessions: what they are to cover, what is booked, what became of those before; and booking another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import my_patient
from app.enrolments.queries import has_ended, heads
from app.people.queries import Who
from app.rendering import gettext as _
from app.sessions import queries
from app.sessions.rules import BookedSession, Record, numbered
from app.web.parts import agenda as agendas
from app.web.parts.agenda import Agenda
from app.web.parts.frame import page
from app.web.parts.sessions import became, minutes_words, mode_words, when
from app.web.parts.worksheet import Problem
from app.web.practitioner.door import router
from app.web.practitioner.minutes import MinutesPart, minutes_part
from app.web.practitioner.patient import Top, top
from app.web.practitioner.session_slot import SlotForm, book, slot_form


@dataclass(frozen=True)
class SessionRow:
    """`summary`: what both see of it."""

    href: str
    change: str
    title: str
    when: str
    how: str
    became: str
    said: tuple[str, ...]
    summary: tuple[str, ...]
    added: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SessionsPage:
    top: Top
    name: str
    ahead: tuple[SessionRow, ...]
    past: tuple[SessionRow, ...]
    agenda: Agenda
    slot: SlotForm
    minutes: MinutesPart
    problems: tuple[Problem, ...] = ()


def here(who: Who) -> str:
    return f"/practice/patients/{who.id}/sessions"


@router.page("/patients/{patient}/sessions", records=True)
def patient_sessions(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    return _page(visit, who, slot_form(visit, who))


@router.act("/patients/{patient}/sessions")
def book_session(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    again = book(visit, who)
    return _page(visit, who, again, status=422) if again else RedirectResponse(here(who), status_code=303)


@router.act("/patients/{patient}/agenda")
def agenda(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    again = agendas.act(visit, who.id, f"/practice/patients/{who.id}/agenda")
    if again is None:
        return RedirectResponse(f"{here(who)}#agenda", status_code=303)
    return _page(visit, who, slot_form(visit, who), again, status=422)


def _page(visit: Visit, who: Who, slot: SlotForm, list_: Agenda | None = None, *, status: int = 200) -> Response:
    found = queries.sessions_of(visit.db, [who.id]).get(who.id, [])
    ended = has_ended(visit.db, who.id)
    list_ = list_ or agendas.agenda(visit, who.id, f"/practice/patients/{who.id}/agenda", ended=ended)
    rows = _rows(visit, who, found)
    content = SessionsPage(
        top=top(who, "sessions"),
        name=who.name,
        ahead=tuple(row for one, row in rows if one.stands and one.ends_at > visit.at),
        past=tuple(row for one, row in reversed(rows) if not one.stands or one.ends_at <= visit.at),
        agenda=list_,
        slot=slot,
        minutes=_minutes(visit, who),
        problems=(*list_.problems, *slot.problems),
    )
    return page(visit, "practitioner/sessions_of.html", content, here="/practice/sessions", status=status)


def _rows(visit: Visit, who: Who, found: Sequence[BookedSession]) -> list[tuple[BookedSession, SessionRow]]:
    """Each with its row, in the order of time; three queries however many."""
    head = heads(visit.db, [who.id]).get(who.id)
    numbers = numbered(found, head.began_at if head else None)
    ids = [one.id for one in found if not one.stands]
    records, added = queries.records(visit.db, ids), queries.additions(visit.db, ids)
    return [
        (
            one,
            SessionRow(
                href=f"{here(who)}/{one.id}",
                change=f"{here(who)}/{one.id}/change" if one.stands else "",
                title=title(numbers.get(one.id)),
                when=when(one, visit.at),
                how=how(one),
                became=became(one, visit.at),
                said=tuple(one.said.splitlines()),
                summary=tuple(records.get(one.id, Record()).summary.splitlines()),
                added=tuple(tuple(words.words.splitlines()) for words in added.get(one.id, ())),
            ),
        )
        for one in found
    ]


def _minutes(visit: Visit, who: Who) -> MinutesPart:
    part = minutes_part(visit, who)
    wrong = _("Write whole minutes, from 1 to 240. Nothing was logged.")
    return replace(part, wrong=wrong) if visit.request.query_params.get("minutes") == "wrong" else part


def title(number: int | None) -> str:
    return _("Session %(n)d") % {"n": number} if number else _("Session")


def how(one: BookedSession) -> str:
    parts = [mode_words(one.mode), minutes_words(one.minutes), _("with %(name)s") % {"name": one.practitioner}]
    return " · ".join(parts)
