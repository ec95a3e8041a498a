from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import CheckConstraint, Index, Relationship, SQLModel, UniqueConstraint, text

from app.database import Kind, column, one_of
from app.people.tables import Person
from app.safety.rules import FlagDeed, Outcome, Source


class SafetyFlag(SQLModel, table=True):
    """A task for a person, with its time. At most one is open for a patient."""

    __tablename__ = "safety_flag"
    __table_args__ = (
        CheckConstraint("closed_at IS NULL OR closed_at >= raised_at", name="closed_after_it_was_raised"),
        Index(
            "uq_safety_flag_patient_id_open",
            "patient_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_safety_flag_patient_id_raised_at", "patient_id", "raised_at"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    raised_at: datetime = column(Kind.OPERATIONAL)
    due_at: datetime = column(Kind.OPERATIONAL)
    taken_by_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="person.id")
    closed_at: datetime | None = column(Kind.OPERATIONAL, default=None)

    patient: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "SafetyFlag.patient_id"})
    taken_by: Person | None = Relationship(sa_relationship_kwargs={"foreign_keys": "SafetyFlag.taken_by_id"})


class FlagEntry(SQLModel, table=True):
    """One thing that happened to a flag. Never changed and never taken away: its number is one more than the last."""

    __tablename__ = "flag_entry"
    __table_args__ = (
        UniqueConstraint("flag_id", "number"),
        UniqueConstraint("flag_id", "once"),
        CheckConstraint(one_of("deed", FlagDeed), name="deed"),
        CheckConstraint(one_of("source", Source), name="source"),
        CheckConstraint(one_of("outcome", Outcome), name="outcome"),
        CheckConstraint("(source IS NOT NULL) = (deed IN ('raised', 'joined'))", name="rests_on_something"),
        CheckConstraint("(answer IS NOT NULL) = (source IS NOT NULL AND source = 'answer')", name="an_answer_has_one"),
        CheckConstraint("(outcome IS NOT NULL) = (deed = 'closed')", name="closed_with_an_outcome"),
        CheckConstraint("deed <> 'closed' OR (length(words) > 0 AND by_id IS NOT NULL)", name="closed_by_somebody"),
        CheckConstraint("(number = 1) = (deed = 'raised')", name="begins_by_being_raised"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    flag_id: UUID = column(Kind.OPERATIONAL, foreign_key="safety_flag.id")
    number: int = column(Kind.OPERATIONAL)
    deed: str = column(Kind.OPERATIONAL, max_length=20)
    source: str | None = column(Kind.CLINICAL_CODE, default=None, max_length=20)
    answer: int | None = column(Kind.CLINICAL_CODE, default=None)
    before: int | None = column(Kind.CLINICAL_CODE, default=None)
    words: str = column(Kind.CLINICAL_TEXT, default="")
    outcome: str | None = column(Kind.CLINICAL_CODE, default=None, max_length=50)
    by_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="person.id")
    by_name: str = column(Kind.IDENTITY, max_length=120)
    due_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)

    flag: SafetyFlag = Relationship()
    by: Person | None = Relationship()


class SafetyCount(SQLModel, table=True):
    """What `reconcile` counted on one night, so that a disagreement stands before the leads until it is gone."""

    __tablename__ = "safety_count"

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    at: datetime = column(Kind.OPERATIONAL, index=True)
    answers: int = column(Kind.OPERATIONAL)
    flags: int = column(Kind.OPERATIONAL)
    closures: int = column(Kind.OPERATIONAL)
    disagreements: int = column(Kind.OPERATIONAL)


class SafetyPlanVersion(SQLModel, table=True):
    """A patient's safety plan as it was saved once, each part in their own words. Never changed."""

    __tablename__ = "safety_plan_version"
    __table_args__ = (
        UniqueConstraint("patient_id", "number"),
        UniqueConstraint("patient_id", "once"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    number: int = column(Kind.OPERATIONAL)
    parts: str = column(Kind.CLINICAL_TEXT)
    by_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)

    patient: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "SafetyPlanVersion.patient_id"})
    by: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "SafetyPlanVersion.by_id"})
