from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel import CheckConstraint, Index, Relationship, SQLModel, UniqueConstraint

from app.database import Kind, column
from app.people.tables import Person


class SupervisionEntry(SQLModel, table=True):
    """That a patient was brought to supervision, and what was decided. Never changed: a correction adds another."""

    __tablename__ = "supervision_entry"
    __table_args__ = (
        UniqueConstraint("patient_id", "once"),
        CheckConstraint("length(decision) > 0", name="decision"),
        Index("ix_supervision_entry_patient_id_at", "patient_id", "at"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    by_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    reasons: str = column(Kind.CLINICAL_CODE, max_length=200, default="")
    """Why they stood on the list then, by the names of `rules.Why`, with commas."""
    thought: str = column(Kind.CLINICAL_TEXT, default="")
    decision: str = column(Kind.CLINICAL_TEXT)
    supervisor: str = column(Kind.IDENTITY, max_length=120)
    on_day: date = column(Kind.OPERATIONAL)
    next_on: date | None = column(Kind.OPERATIONAL, default=None)
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)

    patient: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "SupervisionEntry.patient_id"})
    by: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "SupervisionEntry.by_id"})


class Supervises(SQLModel, table=True):
    """Who supervises a practitioner now, as a lead has marked it."""

    __tablename__ = "supervises"
    __table_args__ = (CheckConstraint("practitioner_id <> supervisor_id", name="somebody_else"),)

    practitioner_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", primary_key=True)
    supervisor_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", index=True)
    since: datetime = column(Kind.OPERATIONAL)

    practitioner: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "Supervises.practitioner_id"})
    supervisor: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "Supervises.supervisor_id"})
