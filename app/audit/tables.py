from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Index, SQLModel

from app.database import Kind, column


class AuditEntry(SQLModel, table=True):
    """Who did or saw what of whom, when. It outlives everything it names, so it has no foreign keys."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_patient_id_at", "patient_id", "at"),)

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    at: datetime = column(Kind.OPERATIONAL, index=True)
    actor_id: UUID | None = column(Kind.OPERATIONAL)
    actor_name: str = column(Kind.IDENTITY, max_length=120)
    actor_role: str = column(Kind.OPERATIONAL, max_length=20)
    deed: str = column(Kind.OPERATIONAL, max_length=40)
    patient_id: UUID | None = column(Kind.OPERATIONAL)
    subject: str = column(Kind.OPERATIONAL, max_length=200, default="")


class SeenEntry(SQLModel, table=True):
    """These words stood in full before this person, for the first time. `subject_id` is of something never changed.

    Steps of a module keep their own, by version (enrolments). Like the audit it has no foreign keys.
    """

    __tablename__ = "seen_entry"

    subject_id: UUID = column(Kind.OPERATIONAL, primary_key=True)
    person_id: UUID = column(Kind.OPERATIONAL, primary_key=True)
    person_name: str = column(Kind.IDENTITY, max_length=120)
    at: datetime = column(Kind.OPERATIONAL)
