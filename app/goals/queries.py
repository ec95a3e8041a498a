"""Reads of goals: everything about them, for as many patients as asked, in one query."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Row, String, literal, null, union_all
from sqlmodel import Session, col, select

from app.enrolments.tables import Enrolment, PlanModule
from app.goals.rules import Area, Entry, Goal, GoalDeed, Rating, Side
from app.goals.tables import GoalEntry, GoalRating, ModuleGoal, StoredGoal
from app.people.tables import Person

Goals = tuple[Goal, ...]


def goals_of(db: Session, patients: Iterable[UUID]) -> dict[UUID, Goals]:
    """Each patient's goals with their whole history, in the order they were first proposed."""
    return _goals(db, col(StoredGoal.patient_id).in_(list(patients)))


def goal(db: Session, patient: UUID, id_: UUID) -> Goal | None:
    """One goal of this patient's."""
    found = _goals(db, (col(StoredGoal.patient_id) == patient) & (col(StoredGoal.id) == id_))
    return next(iter(found.get(patient, ())), None)


def from_response(db: Session, response: UUID) -> Goal | None:
    """The goal that a finished step proposed."""
    found = _goals(db, col(StoredGoal.from_response_id) == response)
    return next((one for goals in found.values() for one in goals), None)


def _goals(db: Session, which: ColumnElement[bool]) -> dict[UUID, Goals]:
    """What was said and how near it felt are one history, read together."""
    theirs = select(col(StoredGoal.id)).where(which)
    said, felt = _SAID.where(col(GoalEntry.goal_id).in_(theirs)), _FELT.where(col(GoalRating.goal_id).in_(theirs))
    history = union_all(said, felt).subquery()
    rows = db.execute(
        select(StoredGoal.id, StoredGoal.patient_id, StoredGoal.area, history, Person.name)  # type: ignore[call-overload]
        .join(history, history.c.goal_id == col(StoredGoal.id))
        .outerjoin(Person, col(Person.id) == history.c.by_id)
        .order_by(col(StoredGoal.began_at), col(StoredGoal.id), history.c.number, history.c.at, history.c.entry_id)
    )
    heads: dict[UUID, tuple[UUID, str | None]] = {}
    entries: dict[UUID, list[Entry]] = defaultdict(list)
    ratings: dict[UUID, list[Rating]] = defaultdict(list)
    for row in rows:
        heads[row.id] = (row.patient_id, row.area)
        if row.value is None:
            entries[row.id].append(_entry_of(row))
        else:
            ratings[row.id].append(Rating(row.value, row.at, row.name or ""))
    found: dict[UUID, list[Goal]] = defaultdict(list)
    for id_, (patient, area) in heads.items():
        found[patient].append(
            Goal(id_, patient, Area(area) if area else None, tuple(entries[id_]), tuple(ratings[id_]))
        )
    return {patient: tuple(goals) for patient, goals in found.items()}


_SAID = select(
    col(GoalEntry.goal_id),
    col(GoalEntry.id).label("entry_id"),
    col(GoalEntry.number),
    col(GoalEntry.deed),
    col(GoalEntry.side),
    col(GoalEntry.by_id),
    col(GoalEntry.words),
    col(GoalEntry.why),
    col(GoalEntry.note),
    col(GoalEntry.at),
    null().cast(Integer).label("value"),
)  # type: ignore[call-overload]
_FELT = select(
    col(GoalRating.goal_id),
    col(GoalRating.id),
    literal(0),
    null().cast(String),
    null().cast(String),
    col(GoalRating.entered_by_id),
    null().cast(String),
    null().cast(String),
    null().cast(String),
    col(GoalRating.at),
    col(GoalRating.value),
)  # type: ignore[call-overload]


def _entry_of(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(
        row.entry_id,
        row.number,
        GoalDeed(row.deed),
        Side(row.side),
        row.by_id,
        row.name,
        row.at,
        row.words or "",
        row.why,
        row.note,
    )


@dataclass(frozen=True)
class Serves:
    """Which goal a module serves: `goal_id` is None where somebody answered "none"."""

    goal_id: UUID | None
    by: str
    at: datetime


def serving(db: Session, patient: UUID) -> dict[UUID, Serves]:
    """What was answered for each module of a patient's plans; one query. A module nobody answered for is not in it."""
    rows = db.execute(
        select(col(ModuleGoal.plan_module_id), col(ModuleGoal.goal_id), col(Person.name), col(ModuleGoal.at))
        .join(PlanModule, col(PlanModule.id) == col(ModuleGoal.plan_module_id))
        .join(Enrolment, col(Enrolment.id) == col(PlanModule.enrolment_id))
        .join(Person, col(Person.id) == col(ModuleGoal.by_id))
        .where(Enrolment.patient_id == patient)
    )
    return {module: Serves(goal_id, name, at) for module, goal_id, name, at in rows}
