from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import CheckConstraint, Index, Relationship, SQLModel, UniqueConstraint

from app.database import Kind, column
from app.diary.rules import HIGHEST
from app.people.tables import Person


class DiaryEntry(SQLModel, table=True):
    """Mood and what somebody was doing, at one time. Never changed; one taken out keeps its row."""

    __tablename__ = "diary_entry"
    __table_args__ = (
        UniqueConstraint("patient_id", "once"),
        CheckConstraint(f"mood BETWEEN 0 AND {HIGHEST}", name="mood"),
        Index("ix_diary_entry_patient_id_at", "patient_id", "at"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    mood: int = column(Kind.CLINICAL_CODE)
    what: str = column(Kind.CLINICAL_TEXT, default="")
    shared: bool = column(Kind.OPERATIONAL)
    entered_by_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="person.id")
    """Whoever of the team wrote it down as the patient said it; nobody where the patient did."""
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)
    taken_out_at: datetime | None = column(Kind.OPERATIONAL, default=None)

    patient: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "DiaryEntry.patient_id"})
    entered_by: Person | None = Relationship(sa_relationship_kwargs={"foreign_keys": "DiaryEntry.entered_by_id"})


class Noticing(SQLModel, table=True):
    """What a patient concluded from their own pattern, in their own words."""

    __tablename__ = "noticing"
    __table_args__ = (UniqueConstraint("patient_id", "once"), CheckConstraint("length(words) > 0", name="words"))

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    words: str = column(Kind.CLINICAL_TEXT)
    shared: bool = column(Kind.OPERATIONAL)
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)

    patient: Person = Relationship()
