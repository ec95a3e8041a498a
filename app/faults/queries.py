"""Reads of fault reports: for the patient who wrote one, and for the leads who deal with it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from app.faults.tables import FaultReport
from app.people.tables import Person


@dataclass(frozen=True)
class Report:
    id: UUID
    patient_id: UUID
    name: str
    full_name: str
    place: str
    device: str
    words: str
    at: datetime
    due_at: datetime
    settled_at: datetime | None
    settled_by: str
    answer: str


def reports(db: Session, *, patient: UUID | None = None) -> list[Report]:
    """Of one patient or of everybody, the newest first; one query."""
    settler = aliased(Person)
    query = (
        select(FaultReport, Person.name, Person.full_name, settler.name)
        .join(Person, col(Person.id) == col(FaultReport.patient_id))
        .outerjoin(settler, col(settler.id) == col(FaultReport.settled_by_id))
        .order_by(col(FaultReport.at).desc(), col(FaultReport.id))
    )
    if patient is not None:
        query = query.where(FaultReport.patient_id == patient)
    return [
        Report(
            row.id,
            row.patient_id,
            name,
            full_name,
            row.place,
            row.device,
            row.words,
            row.at,
            row.due_at,
            row.settled_at,
            settled_by or "",
            row.answer,
        )
        for row, name, full_name, settled_by in db.execute(query)
    ]


def open_reports(db: Session) -> int:
    """How many wait for a lead; one query."""
    return db.exec(select(func.count()).select_from(FaultReport).where(col(FaultReport.settled_at).is_(None))).one()


def has_open(patient: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Whether something this patient reported is not dealt with yet."""
    mine = (col(FaultReport.patient_id) == patient, col(FaultReport.settled_at).is_(None))
    return select(FaultReport.id).where(*mine).exists()
