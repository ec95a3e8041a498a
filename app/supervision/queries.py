"""Reads of supervision: who supervises whom, who was brought when, and what was decided."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.people.rules import Role
from app.people.tables import Person
from app.supervision.rules import Why
from app.supervision.tables import Supervises, SupervisionEntry


@dataclass(frozen=True)
class Brought:
    """Somebody was brought once: why, what was decided, with whom, and when they are to be brought again."""

    on: date
    reasons: tuple[Why, ...]
    thought: str
    decision: str
    supervisor: str
    by: str
    next_on: date | None
    at: datetime


def brought(db: Session, patients: Iterable[UUID]) -> dict[UUID, list[Brought]]:
    """Each patient's entries, the last one last; one query however many patients."""
    rows = db.execute(
        select(SupervisionEntry, Person.name)
        .join(Person, col(Person.id) == col(SupervisionEntry.by_id))
        .where(col(SupervisionEntry.patient_id).in_(list(patients)))
        .order_by(col(SupervisionEntry.at), col(SupervisionEntry.id))
    )
    found: dict[UUID, list[Brought]] = defaultdict(list)
    for row, name in rows:
        why = tuple(Why(one) for one in row.reasons.split(",") if one in set(Why))
        found[row.patient_id].append(
            Brought(row.on_day, why, row.thought, row.decision, row.supervisor, name, row.next_on, row.at)
        )
    return found


@dataclass(frozen=True)
class Colleague:
    id: UUID
    name: str
    full_name: str


def supervisor_of(db: Session, practitioner: UUID) -> Colleague | None:
    """Who supervises this practitioner now; one query."""
    row = db.execute(
        select(Person.id, Person.name, Person.full_name)
        .join(Supervises, col(Supervises.supervisor_id) == col(Person.id))
        .where(Supervises.practitioner_id == practitioner, col(Person.deactivated_at).is_(None))
    ).one_or_none()
    return Colleague(*row) if row else None


def supervised_by(db: Session, supervisor: UUID) -> list[Colleague]:
    """The practitioners whom somebody supervises now, by name; one query."""
    rows = db.execute(
        select(Person.id, Person.name, Person.full_name)
        .join(Supervises, col(Supervises.practitioner_id) == col(Person.id))
        .where(
            Supervises.supervisor_id == supervisor,
            col(Person.deactivated_at).is_(None),
            Person.role == Role.PRACTITIONER.value,
        )
        .order_by(col(Person.name), col(Person.id))
    )
    return [Colleague(*row) for row in rows]
