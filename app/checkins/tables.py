from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel import CheckConstraint, Index, Relationship, SQLModel, UniqueConstraint

from app.checkins.rules import Audience, Skip
from app.database import Kind, column, one_of
from app.people.tables import Person


class StoredCheckIn(SQLModel, table=True):
    """One check-in on how we are working together, and for whose eyes. Never changed."""

    __tablename__ = "check_in"
    __table_args__ = (
        UniqueConstraint("patient_id", "once"),
        CheckConstraint(one_of("audience", Audience), name="audience"),
        Index("ix_check_in_patient_id_on", "patient_id", "on_day"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    version: str = column(Kind.OPERATIONAL, max_length=64)
    on_day: date = column(Kind.OPERATIONAL)
    audience: str = column(Kind.OPERATIONAL, max_length=20)
    chips: str = column(Kind.CLINICAL_CODE, default="", max_length=400)
    """What was picked of the quick answers, with a comma between."""
    words: str = column(Kind.CLINICAL_TEXT, default="")
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)

    patient: Person = Relationship()


class CheckInAnswer(SQLModel, table=True):
    """One answer of a check-in: a number, or that it was declined or does not apply."""

    __tablename__ = "check_in_answer"
    __table_args__ = (
        CheckConstraint("(value IS NULL) <> (skip IS NULL)", name="a_number_or_not"),
        CheckConstraint("value BETWEEN 0 AND 4", name="value"),
        CheckConstraint(one_of("skip", Skip), name="skip"),
    )

    check_in_id: UUID = column(Kind.OPERATIONAL, foreign_key="check_in.id", primary_key=True)
    item: str = column(Kind.CLINICAL_CODE, max_length=60, primary_key=True)
    value: int | None = column(Kind.CLINICAL_CODE, default=None)
    skip: str | None = column(Kind.CLINICAL_CODE, default=None, max_length=20)

    check_in: StoredCheckIn = Relationship()


class LeadRequest(SQLModel, table=True):
    """A patient asks for somebody else. Only the service lead hears of it, and says when it is dealt with."""

    __tablename__ = "lead_request"
    __table_args__ = (
        UniqueConstraint("patient_id", "once"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", index=True)
    words: str = column(Kind.CLINICAL_TEXT, default="")
    due_at: datetime = column(Kind.OPERATIONAL)
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)
    settled_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    settled_by_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="person.id")
    answer: str = column(Kind.CLINICAL_TEXT, default="")
    """What the lead tells the patient about it."""

    patient: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "LeadRequest.patient_id"})
    settled_by: Person | None = Relationship(sa_relationship_kwargs={"foreign_keys": "LeadRequest.settled_by_id"})
