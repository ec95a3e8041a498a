"""Safety flags on this practitioner's list: what is due first, straight from the table, overdue as it is read."""

from dataclasses import dataclass, replace
from datetime import timedelta

from fastapi import Response

from app.access.door import Visit
from app.audit import actions as audit
from app.audit.rules import Deed
from app.people.queries import Who, team_on
from app.rendering import clock_time, day, ngettext
from app.rendering import gettext as _
from app.safety import queries
from app.safety.queries import Stands
from app.safety.rules import Flag
from app.service import queries as service
from app.web.parts.flags import due_words, fact_words, outcome_words, taken_words
from app.web.parts.frame import page
from app.web.practitioner.door import router

HERE = "/practice/flags"
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class FlagRow:
    """`facts`: what it rests on, a sentence each, the newest last."""

    href: str
    patient_href: str
    name: str
    full_name: str
    facts: tuple[str, ...]
    raised: str
    due: str
    late: bool
    taken: str
    action: str


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
    full = queries.flags_of(visit.db, [one.patient.who.id for one in mine])
    audit.record(visit.db, Deed.LISTED_PATIENTS, by=visit.by, at=visit.at, subject=f"safety flags: {len(mine)}")
    content = FlagsPage(
        lead=how_many(len(mine)),
        rows=tuple(row(visit, one.patient.who, _open(full[one.patient.who.id])) for one in mine),
        closed=tuple(
            ClosedRow(
                f"{HERE}/{flag.id}",
                one.patient.who.name,
                day(flag.closed_at) if flag.closed_at else "",
                outcome_words(flag.outcome.outcome) if flag.outcome and flag.outcome.outcome else "",
            )
            for one in mine
            for flag in reversed(full[one.patient.who.id])
            if flag.closed_at and visit.at - flag.closed_at <= LATELY
        ),
    )
    return page(visit, "practitioner/flags.html", content, here="/practice")


def my_flags(visit: Visit) -> list[Stands]:
    """The open flags that stand on this practitioner's list now; four queries, none of them of mail or worker."""
    team = team_on(visit.db, visit.today)
    calendar = service.calendar(visit.db, visit.house.speech.zone)
    found = queries.standing(visit.db, team, calendar, at=visit.at)
    return [one for one in found if visit.who.id in one.place.lists.practitioners]


def flag_rows(visit: Visit) -> tuple[FlagRow, ...]:
    """The same, for the top of another page; two more queries where there is any."""
    mine = my_flags(visit)
    if not mine:
        return ()
    full = queries.flags_of(visit.db, [one.patient.who.id for one in mine])
    return tuple(row(visit, one.patient.who, _open(full[one.patient.who.id])) for one in mine)


def flag_of(visit: Visit, who: Who) -> FlagRow | None:
    """The open flag of one patient; two queries."""
    flag = queries.open_flag(visit.db, who.id)
    if flag is None:
        return None
    found = row(visit, who, flag)
    return replace(found, action=_("Open"))


def plan_line(visit: Visit, who: Who) -> str:
    """When the safety plan was last changed; one query."""
    changed = queries.plans_changed(visit.db, [who.id]).get(who.id)
    return _("Safety plan changed on %(day)s") % {"day": day(changed, weekday=False)} if changed else ""


def how_many(n: int) -> str:
    return ngettext("%(n)d safety conversation to have", "%(n)d safety conversations to have", n) % {"n": n}


def row(visit: Visit, who: Who, flag: Flag) -> FlagRow:
    return FlagRow(
        href=f"{HERE}/{flag.id}",
        patient_href=f"/practice/patients/{who.id}/brief",
        name=who.name,
        full_name=who.full_name,
        facts=tuple(fact_words(entry.fact, visit.house.measures) for entry in flag.facts[-3:] if entry.fact),
        raised=_("Since %(day)s, %(time)s") % {"day": day(flag.raised_at), "time": clock_time(flag.raised_at)},
        due=due_words(flag.due_at, visit.at),
        late=visit.at > flag.due_at,
        taken=taken_words(flag),
        action=_("Open") if flag.taken and flag.taken.by_id == visit.who.id else _("Take it"),
    )


def _open(found: list[Flag]) -> Flag:
    return next(one for one in found if one.is_open)
