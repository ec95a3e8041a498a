"""Sessions of those whom a practitioner looks after: today’s, those to come, and those nobody has written down."""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.people.queries import Who, looked_after
from app.rendering import day_began, local
from app.rendering import gettext as _
from app.sessions import queries
from app.sessions.rules import BookedSession, unwritten
from app.web.parts.frame import page
from app.web.parts.sessions import became, minutes_words, mode_words, when
from app.web.practitioner.door import router

HERE = "/practice/sessions"


@dataclass(frozen=True)
class Row:
    name: str
    full_name: str
    when: str
    how: str
    became: str
    brief: str
    record: str


@dataclass(frozen=True)
class SessionsPage:
    today: tuple[Row, ...]
    ahead: tuple[Row, ...]
    unwritten: tuple[Row, ...]


@router.page("/sessions")
def sessions(visit: Visit) -> Response:
    people = {one.who.id: one.who for one in looked_after(visit.db, visit.who.id, visit.team)}
    by_patient = queries.ahead(visit.db, people, since=day_began(visit.at))
    found = sorted((one for some in by_patient.values() for one in some), key=lambda one: one.starts_at)
    today = [one for one in found if _on_today(visit, one)]
    ahead = [one for one in found if one.stands and one.starts_at > visit.at and one not in today]
    over = [one for one in unwritten(found, visit.at) if one not in today]

    def rows(some: Iterable[BookedSession]) -> tuple[Row, ...]:
        return tuple(_row(visit, one, people[one.patient_id]) for one in some)

    return page(visit, "practitioner/sessions.html", SessionsPage(rows(today), rows(ahead), rows(over)), here=HERE)


def _on_today(visit: Visit, one: BookedSession) -> bool:
    return local(one.starts_at).date() == visit.today


def _row(visit: Visit, one: BookedSession, who: Who) -> Row:
    here = f"/practice/patients/{who.id}"
    parts = [mode_words(one.mode), minutes_words(one.minutes), one.place]
    if one.practitioner_id != visit.who.id:
        parts.append(_("booked with %(name)s") % {"name": one.practitioner})
    return Row(
        name=who.name,
        full_name=who.full_name,
        when=when(one, visit.at),
        how=" · ".join(part for part in parts if part),
        became=became(one, visit.at),
        brief=f"{here}/brief",
        record=f"{here}/sessions/{one.id}",
    )
