from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import CheckConstraint, Relationship, SQLModel, UniqueConstraint

from app.database import Kind, column
from app.people.tables import Person


class FaultReport(SQLModel, table=True):
    """A patient says that something is broken. Service leads deal with it; it says nothing about the patient."""

    __tablename__ = "fault_report"
    __table_args__ = (
        UniqueConstraint("patient_id", "once"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", index=True)
    place: str = column(Kind.OPERATIONAL, max_length=200)
    """The page it was reported from, as a path."""
    device: str = column(Kind.OPERATIONAL, default="", max_length=120)
    """Browser and system in words, as the browser names itself."""
    words: str = column(Kind.CLINICAL_TEXT, default="")
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)
    due_at: datetime = column(Kind.OPERATIONAL)
    settled_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    settled_by_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="person.id")
    answer: str = column(Kind.CLINICAL_TEXT, default="")
    """What the lead tells the patient about it."""

    patient: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "FaultReport.patient_id"})
    settled_by: Person | None = Relationship(sa_relationship_kwargs={"foreign_keys": "FaultReport.settled_by_id"})
