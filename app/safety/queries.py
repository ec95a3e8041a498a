"""Reads of safety: open flags straight from their table, one flag with its history, the safety plan."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from app.people.presence import Team
from app.people.queries import LookedAfter, supported
from app.people.tables import Person
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
class Stands:
    """An open flag, whose patient it is of, and on whose lists it stands now."""

    flag: OpenFlag
    patient: LookedAfter
    place: Place


def standing(db: Session, team: Team, calendar: Calendar, *, at: datetime) -> list[Stands]:
    """Every open flag, what is due first standing first; two queries, and nothing else is asked."""
    found = open_flags(db)
    stands = [_stands(one, found[one.who.id], team, calendar, at) for one in supported(db, found)] if found else []
    return sorted(stands, key=lambda one: (one.flag.due_at, one.flag.id))


def _stands(patient: LookedAfter, flag: OpenFlag, team: Team, calendar: Calendar, at: datetime) -> Stands:
    own = patient.practitioner.id if patient.practitioner else None
    return Stands(flag, patient, place_of(flag.due_at, flag.taken_by, own, team, calendar, at))


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
        found[row.flag_id].append(
            Entry(
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
        )
    return found


def last_count(db: Session) -> SafetyCount | None:
    """What the last night's `reconcile` counted; one query."""
    return db.exec(select(SafetyCount).order_by(col(SafetyCount.at).desc()).limit(1)).first()


def talked_at(db: Session, patient: UUID) -> datetime | None:
    """When a flag of this patient's was last closed after a conversation."""
    rests = (Outcome.TALKED.value, Outcome.PLAN_MADE.value)
    return db.exec(
        select(func.max(FlagEntry.at))
        .join(SafetyFlag, col(SafetyFlag.id) == col(FlagEntry.flag_id))
        .where(SafetyFlag.patient_id == patient, col(FlagEntry.outcome).in_(rests))
    ).one()


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


def plans_changed(db: Session, patients: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each patient's safety plan was last changed; one query."""
    rows = db.execute(
        select(col(SafetyPlanVersion.patient_id), func.max(SafetyPlanVersion.at))
        .where(col(SafetyPlanVersion.patient_id).in_(list(patients)))
        .group_by(col(SafetyPlanVersion.patient_id))
    )
    return {row[0]: row[1] for row in rows}


def _plan(row: SafetyPlanVersion, name: str) -> SafetyPlan:
    parts = {Part(key): words for key, words in json.loads(row.parts).items()}
    return SafetyPlan(row.id, row.number, parts, name, row.at)
