"""Reads of goals: everything about them, for as many patients as asked, in two queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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
    found = _goals(db, StoredGoal.from_response_id == response)
    return next((one for goals in found.values() for one in goals), None)


def _goals(db: Session, which: object) -> dict[UUID, Goals]:
    rows = db.execute(
        select(StoredGoal.id, StoredGoal.patient_id, StoredGoal.area, GoalEntry, Person.name)  # type: ignore[call-overload]
        .join(GoalEntry, col(GoalEntry.goal_id) == col(StoredGoal.id))
        .join(Person, col(Person.id) == col(GoalEntry.by_id))
        .where(which)
        .order_by(col(StoredGoal.began_at), col(StoredGoal.id), col(GoalEntry.number))
    ).all()
    if not rows:
        return {}
    entries: dict[UUID, list[Entry]] = defaultdict(list)
    heads = {id_: (patient, area) for id_, patient, area, _entry, _name in rows}
    for id_, _patient, _area, entry, name in rows:
        entries[id_].append(_entry_of(entry, name))
    ratings = _ratings(db, heads)
    found: dict[UUID, list[Goal]] = defaultdict(list)
    for id_, (patient, area) in heads.items():
        kept = tuple(ratings.get(id_, ()))
        found[patient].append(Goal(id_, patient, Area(area) if area else None, tuple(entries[id_]), kept))
    return {patient: tuple(goals) for patient, goals in found.items()}


def _entry_of(row: GoalEntry, name: str) -> Entry:
    return Entry(
        row.id,
        row.number,
        GoalDeed(row.deed),
        Side(row.side),
        row.by_id,
        name,
        row.at,
        row.words or "",
        row.why,
        row.note,
    )


def _ratings(db: Session, goals: Iterable[UUID]) -> Mapping[UUID, Sequence[Rating]]:
    found: dict[UUID, list[Rating]] = defaultdict(list)
    rows = db.execute(
        select(col(GoalRating.goal_id), col(GoalRating.value), col(GoalRating.at))
        .where(col(GoalRating.goal_id).in_(list(goals)))
        .order_by(col(GoalRating.at), col(GoalRating.id))
    )
    for goal_id, value, at in rows:
        found[goal_id].append(Rating(value, at))
    return found


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
