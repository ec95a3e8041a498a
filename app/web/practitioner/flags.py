"""Safety flags on this practitioner's list: what is due first, straight from the table, overdue as it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fastapi import Response

from app.access.door import Visit
from app.audit import actions as audit
from app.audit.rules import Deed
from app.people.queries import Who, looked_after, supported
from app.rendering import clock_time, day, day_began, ngettext
from app.rendering import gettext as _
from app.safety import queries
from app.safety.queries import Flagged, Stands, dealt_with
from app.safety.rules import Flag
from app.web.parts.flags import due_words, entry_words, outcome_words, taken_words
from app.web.parts.frame import page
from app.web.practitioner.door import router

HERE = "/practice/flags"
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class FlagRow:
    """`facts`: what it rests on, a sentence each, the newest last. `plan`, `talked`: since when, or nothing."""

    href: str
    patient_href: str
    name: str
    full_name: str
    facts: tuple[str, ...]
    raised: str
    due: str
    late: bool
    taken: str
    plan: str
    talked: str


@dataclass(frozen=True)
class ClosedRow:
    href: str
    name: str
    when: str
    outcome: str


@dataclass(frozen=True)
class FlagsPage:
    lead: str
    rows: tuple[FlagRow, ...]
    closed: tuple[ClosedRow, ...]


@router.page("/flags", records=True)
def flags(visit: Visit) -> Response:
    mine = my_flags(visit)
    names = _reached(visit, mine)
    full = queries.flags_of(visit.db, names)
    audit.record(visit.db, Deed.LISTED_PATIENTS, by=visit.by, at=visit.at, subject=f"safety flags: {len(mine)}")
    content = FlagsPage(
        lead=how_many(len(mine)),
        rows=tuple(row(visit, one.of) for one in mine),
        closed=_closed(names, full, visit.at),
    )
    return page(visit, "practitioner/flags.html", content, here=HERE)


def _reached(visit: Visit, mine: list[Stands]) -> dict[UUID, str]:
    """The names of those whom this practitioner looks after today, and of whoever's flag is or was theirs today."""
    after = looked_after(visit.db, visit.who.id, visit.team)
    today = supported(visit.db, dealt_with(visit.db, visit.who.id, since=day_began(visit.at)))
    return {one.who.id: one.who.name for one in (*after, *today, *(flag.patient for flag in mine))}


def _closed(names: Mapping[UUID, str], full: Mapping[UUID, list[Flag]], at: datetime) -> tuple[ClosedRow, ...]:
    """What was closed lately, the newest first: it can be opened again, so it can be found again."""
    lately = [
        (one.closed_at, one, one.outcome.outcome)
        for found in full.values()
        for one in found
        if one.closed_at and at - one.closed_at <= LATELY and one.outcome and one.outcome.outcome
    ]
    return tuple(
        ClosedRow(f"{HERE}/{one.id}", names[one.patient_id], day(closed_at), outcome_words(outcome))
        for closed_at, one, outcome in sorted(lately, key=lambda found: found[0], reverse=True)
    )


def my_flags(visit: Visit) -> list[Stands]:
    """The open flags that stand on this practitioner's list now; two queries a visit, none of mail or worker."""
    found = queries.standing(visit.flagged, visit.team, visit.calendar, at=visit.at)
    return [one for one in found if visit.who.id in one.place.lists.practitioners]


def flag_of(visit: Visit, who: Who) -> FlagRow | None:
    """The open flag of one patient; one query a visit, and one more where there is one."""
    return next((row(visit, one) for one in visit.flagged if one.flag.patient_id == who.id), None)


def how_many(n: int) -> str:
    return ngettext("%(n)d safety conversation to have", "%(n)d safety conversations to have", n) % {"n": n}


def row(visit: Visit, one: Flagged) -> FlagRow:
    who, flag = one.patient.who, one.full
    plan = {"day": day(one.plan_changed, weekday=False)} if one.plan_changed else None
    talked = {"day": day(one.talked_at, weekday=False)} if one.talked_at else None
    return FlagRow(
        href=f"{HERE}/{flag.id}",
        patient_href=f"/practice/patients/{who.id}/brief",
        name=who.name,
        full_name=who.full_name,
        facts=tuple(entry_words(entry, visit.house.measures) for entry in flag.facts[-3:]),
        raised=_("Since %(day)s, %(time)s") % {"day": day(flag.raised_at), "time": clock_time(flag.raised_at)},
        due=due_words(flag.due_at, visit.at),
        late=visit.at > flag.due_at,
        taken=taken_words(flag, visit.team),
        plan=_("Safety plan changed on %(day)s") % plan if plan else "",
        talked=_("Last talked on %(day)s") % talked if talked else "",
    )
