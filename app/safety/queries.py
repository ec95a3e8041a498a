"""Reads of safety: open flags straight from their table, one flag with its history, the safety plan."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, SQLColumnExpression, literal
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from app.people.presence import Team
from app.people.queries import LookedAfter, who_of
from app.people.tables import Person, Support
from app.people.waiting import Place
from app.safety.rules import DONE_WITH, Entry, Fact, Flag, FlagDeed, Outcome, Part, Source, holder
from app.safety.rules import standing as place_of
from app.safety.tables import FlagEntry, SafetyCount, SafetyFlag, SafetyPlanVersion
from app.service.calendar import Calendar

OPEN = col(SafetyFlag.closed_at).is_(None)
_TURNS = (FlagDeed.RAISED.value, FlagDeed.TAKEN.value, FlagDeed.REOPENED.value)


@dataclass(frozen=True)
class OpenFlag:
    """That somebody's flag is open, and its time: no word of what it rests on."""

    id: UUID
    patient_id: UUID
    raised_at: datetime
    due_at: datetime
    taken_by: UUID | None
    taken_name: str


def open_flags(db: Session, patients: Iterable[UUID] | None = None) -> dict[UUID, OpenFlag]:
    """Every open flag by its patient, or those of these patients; one query."""
    query = (
        select(SafetyFlag, Person.name)
        .outerjoin(Person, col(Person.id) == col(SafetyFlag.taken_by_id))
        .where(OPEN)
        .order_by(col(SafetyFlag.due_at), col(SafetyFlag.id))
    )
    if patients is not None:
        query = query.where(col(SafetyFlag.patient_id).in_(list(patients)))
    return {
        row.patient_id: OpenFlag(row.id, row.patient_id, row.raised_at, row.due_at, row.taken_by_id, name or "")
        for row, name in db.execute(query)
    }


@dataclass(frozen=True)
class Flagged:
    """An open flag, and whose patient it is of. The rest is there only where the history was asked for."""

    flag: OpenFlag
    patient: LookedAfter
    entries: tuple[Entry, ...] = ()
    plan_changed: datetime | None = None
    talked_at: datetime | None = None

    @property
    def full(self) -> Flag:
        flag = self.flag
        return Flag(flag.id, flag.patient_id, flag.raised_at, flag.due_at, None, self.entries)


def flagged(db: Session, *, history: bool) -> tuple[Flagged, ...]:
    """Every open flag, what is due first standing first; one query, with the history as well."""
    patient, own, has = aliased(Person), aliased(Person), aliased(Person)
    whose, columns = col(SafetyFlag.patient_id), (SafetyFlag, patient, own, col(has.name))
    told = (_plan_changed(whose), _talked_at(whose), FlagEntry) if history else ()
    query = (
        select(*columns, *told)
        .join(patient, col(patient.id) == whose)
        .outerjoin(Support, (col(Support.patient_id) == whose) & col(Support.until).is_(None))
        .outerjoin(own, col(Support.practitioner_id) == col(own.id))
        .outerjoin(has, col(has.id) == col(SafetyFlag.taken_by_id))
        .where(OPEN)
        .order_by(col(SafetyFlag.due_at), col(SafetyFlag.id))
    )
    if not history:
        return tuple(_flagged(*row) for row in db.execute(query))
    query = query.outerjoin(FlagEntry, col(FlagEntry.flag_id) == col(SafetyFlag.id)).order_by(col(FlagEntry.number))
    found = []
    for _id, rows in groupby(db.execute(query), key=lambda row: row[0].id):
        first, *more = rows  # a flag whose history is lost still stands
        entries = tuple(_entry(row[-1]) for row in (first, *more) if row[-1])
        found.append(replace(_flagged(*first[:4]), entries=entries, plan_changed=first[4], talked_at=first[5]))
    return tuple(found)


def _flagged(row: SafetyFlag, patient: Person, own: Person | None, taken_name: str | None) -> Flagged:
    flag = OpenFlag(row.id, row.patient_id, row.raised_at, row.due_at, row.taken_by_id, taken_name or "")
    return Flagged(flag, LookedAfter(who_of(patient), who_of(own) if own else None, mine=False))


@dataclass(frozen=True)
class Stands:
    """An open flag, and on whose lists it stands now."""

    of: Flagged
    place: Place

    @property
    def flag(self) -> OpenFlag:
        return self.of.flag

    @property
    def patient(self) -> LookedAfter:
        return self.of.patient


def standing(found: Iterable[Flagged], team: Team, calendar: Calendar, *, at: datetime) -> list[Stands]:
    """On whose lists each open flag stands now, in the same order; nothing is asked."""
    return [_stands(one, team, calendar, at) for one in found]


def _stands(one: Flagged, team: Team, calendar: Calendar, at: datetime) -> Stands:
    own = one.patient.practitioner.id if one.patient.practitioner else None
    return Stands(one, place_of(one.flag.due_at, one.flag.taken_by, own, team, calendar, at))


def overdue_patients(db: Session, team: Team, *, at: datetime) -> frozenset[UUID]:
    """The patients with an open flag whose time is over and which nobody at work has; one query."""
    late = select(SafetyFlag.patient_id, SafetyFlag.taken_by_id).where(OPEN, col(SafetyFlag.due_at) < at)
    return frozenset(patient for patient, taken_by in db.exec(late) if holder(taken_by, team) is None)


def dealt_with(db: Session, person: UUID, *, since: datetime) -> frozenset[UUID]:
    """The patients with whose flags somebody of the staff has done something since then; one query."""
    return frozenset(
        db.exec(
            select(SafetyFlag.patient_id)
            .join(FlagEntry, col(FlagEntry.flag_id) == col(SafetyFlag.id))
            .where(
                FlagEntry.by_id == person,
                col(FlagEntry.at) >= since,
                col(FlagEntry.deed).in_([one.value for one in DONE_WITH]),
            )
        )
    )


def turns_of(db: Session, flags: Iterable[UUID]) -> dict[UUID, int]:
    """The number of the entry that last said who has each flag: raised, taken or opened again; one query."""
    rows = db.execute(
        select(col(FlagEntry.flag_id), func.max(FlagEntry.number))
        .where(col(FlagEntry.flag_id).in_(list(flags)), col(FlagEntry.deed).in_(_TURNS))
        .group_by(col(FlagEntry.flag_id))
    )
    return {row[0]: row[1] for row in rows}


def open_flag(db: Session, patient: UUID) -> Flag | None:
    """This patient's open flag, with its history."""
    return next(iter(_flags(db, col(SafetyFlag.patient_id) == patient, OPEN)), None)


def flag(db: Session, id_: UUID) -> Flag | None:
    return next(iter(_flags(db, col(SafetyFlag.id) == id_)), None)


def flags_of(db: Session, patients: Iterable[UUID]) -> dict[UUID, list[Flag]]:
    """Each patient's flags with their history, oldest first; two queries however many patients."""
    found: dict[UUID, list[Flag]] = defaultdict(list)
    for one in _flags(db, col(SafetyFlag.patient_id).in_(list(patients))):
        found[one.patient_id].append(one)
    return found


def _flags(db: Session, *which: ColumnElement[bool]) -> list[Flag]:
    rows = db.exec(select(SafetyFlag).where(*which).order_by(col(SafetyFlag.raised_at), col(SafetyFlag.id))).all()
    entries = _entries(db, [row.id for row in rows]) if rows else {}
    return [
        Flag(row.id, row.patient_id, row.raised_at, row.due_at, row.closed_at, tuple(entries[row.id])) for row in rows
    ]


def _entries(db: Session, flags: Collection[UUID]) -> Mapping[UUID, list[Entry]]:
    found: dict[UUID, list[Entry]] = defaultdict(list)
    rows = db.exec(select(FlagEntry).where(col(FlagEntry.flag_id).in_(flags)).order_by(col(FlagEntry.number)))
    for row in rows:
        found[row.flag_id].append(_entry(row))
    return found


def _entry(row: FlagEntry) -> Entry:
    return Entry(
        row.number,
        FlagDeed(row.deed),
        row.at,
        row.by_id,
        row.by_name,
        Fact(Source(row.source), row.answer, row.before) if row.source else None,
        row.words,
        Outcome(row.outcome) if row.outcome else None,
        row.due_at,
    )


def last_count(db: Session) -> SafetyCount | None:
    """What the last night's `reconcile` counted; one query."""
    return db.exec(select(SafetyCount).order_by(col(SafetyCount.at).desc()).limit(1)).first()


def talked_at(db: Session, patient: UUID) -> datetime | None:
    """When a flag of this patient's was last closed after a conversation."""
    return db.scalar(select(_talked_at(literal(patient))))


def _talked_at(patient: SQLColumnExpression[UUID]) -> ScalarSelect[datetime | None]:
    flag, entry = aliased(SafetyFlag), aliased(FlagEntry)
    rests = col(entry.outcome).in_((Outcome.TALKED.value, Outcome.PLAN_MADE.value))
    with_somebody = select(func.max(col(entry.at))).join(flag, col(flag.id) == col(entry.flag_id))
    return with_somebody.where(col(flag.patient_id) == patient, rests).scalar_subquery()


def _plan_changed(patient: SQLColumnExpression[UUID]) -> ScalarSelect[datetime | None]:
    return select(func.max(SafetyPlanVersion.at)).where(col(SafetyPlanVersion.patient_id) == patient).scalar_subquery()


@dataclass(frozen=True)
class SafetyPlan:
    """A safety plan as it stands, part by part; a part without words is not in it."""

    id: UUID
    number: int
    parts: Mapping[Part, str]
    by: str
    at: datetime


def safety_plan(db: Session, patient: UUID, number: int | None = None) -> SafetyPlan | None:
    """The newest version, or the one with this number; one query."""
    which = [col(SafetyPlanVersion.patient_id) == patient]
    if number is not None:
        which.append(col(SafetyPlanVersion.number) == number)
    row = db.execute(
        select(SafetyPlanVersion, Person.name)
        .join(Person, col(Person.id) == col(SafetyPlanVersion.by_id))
        .where(*which)
        .order_by(col(SafetyPlanVersion.number).desc())
        .limit(1)
    ).first()
    return _plan(*row) if row else None


@dataclass(frozen=True)
class PlanVersion:
    """That a safety plan was saved once, when and by whom."""

    number: int
    by: str
    at: datetime


def plan_versions(db: Session, patient: UUID) -> list[PlanVersion]:
    """Every version without its words, the newest first; one query."""
    rows = db.execute(
        select(col(SafetyPlanVersion.number), col(Person.name), col(SafetyPlanVersion.at))
        .join(Person, col(Person.id) == col(SafetyPlanVersion.by_id))
        .where(SafetyPlanVersion.patient_id == patient)
        .order_by(col(SafetyPlanVersion.number).desc())
    )
    return [PlanVersion(*row) for row in rows]


def _plan(row: SafetyPlanVersion, name: str) -> SafetyPlan:
    parts = {Part(key): words for key, words in json.loads(row.parts).items()}
    return SafetyPlan(row.id, row.number, parts, name, row.at)
