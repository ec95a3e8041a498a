from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel import CheckConstraint, ForeignKeyConstraint, Index, Relationship, SQLModel, UniqueConstraint, text

from app.content.measures import PHQ_9
from app.database import Kind, column, one_of
from app.measures.rules import Skip
from app.people.tables import Person
from app.safety.rules import FLAGGING
from app.safety.tables import SafetyFlag

SAFETY_ITEM = "item-9"
"""The item of the PHQ-9 that asks about thoughts of death or self-harm."""


class StoredSitting(SQLModel, table=True):
    """One time a measure was given, or a score entered. `total` stands once every question that counts has a number."""

    __tablename__ = "sitting"
    __table_args__ = (
        UniqueConstraint("id", "measure"),
        UniqueConstraint("patient_id", "once"),
        CheckConstraint("finished_at IS NULL OR finished_at >= began_at", name="finished_after_it_began"),
        CheckConstraint("total IS NULL OR total BETWEEN 0 AND highest", name="total"),
        CheckConstraint(
            "NOT score_only OR (total IS NOT NULL AND finished_at IS NOT NULL)", name="a_score_has_a_total"
        ),
        Index(
            "uq_sitting_patient_id_measure_open",
            "patient_id",
            "measure",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
        Index("ix_sitting_patient_id_on", "patient_id", "on_day"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    measure: str = column(Kind.CLINICAL_CODE, max_length=60)
    version: str = column(Kind.OPERATIONAL, max_length=64)
    """Of the words that are answered: SHA-256, or empty where only a score is kept."""
    score_only: bool = column(Kind.OPERATIONAL, default=False)
    on_day: date = column(Kind.OPERATIONAL)
    """The day the answers are of, on the service's clock."""
    total: int | None = column(Kind.CLINICAL_CODE, default=None)
    highest: int = column(Kind.CLINICAL_CODE)
    by_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    """The patient, or whoever of the staff entered what was said on the telephone."""
    once: UUID = column(Kind.OPERATIONAL)
    began_at: datetime = column(Kind.OPERATIONAL)
    finished_at: datetime | None = column(Kind.OPERATIONAL, default=None)

    patient: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "StoredSitting.patient_id"})
    by: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "StoredSitting.by_id"})


class MeasureAnswer(SQLModel, table=True):
    """One answer as it was saved, with the words it answers. Never changed: another answer to the item is another row.

    An answer that flags carries the id of its flag. The database refuses it without one, whatever wrote it.
    """

    __tablename__ = "measure_answer"
    __table_args__ = (
        UniqueConstraint("sitting_id", "item", "number"),
        UniqueConstraint("sitting_id", "item", "once"),
        ForeignKeyConstraint(["sitting_id", "measure"], ["sitting.id", "sitting.measure"]),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("(value IS NULL) <> (skip IS NULL)", name="a_number_or_not"),
        CheckConstraint("value BETWEEN 0 AND 10", name="value"),
        CheckConstraint(one_of("skip", Skip), name="skip"),
        CheckConstraint(
            f"measure <> '{PHQ_9}' OR item <> '{SAFETY_ITEM}' OR value IS NULL OR value < {FLAGGING}"
            " OR flag_id IS NOT NULL",
            name="what_flags_has_its_flag",
        ),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    sitting_id: UUID = column(Kind.OPERATIONAL)
    measure: str = column(Kind.CLINICAL_CODE, max_length=60)
    item: str = column(Kind.CLINICAL_CODE, max_length=60)
    number: int = column(Kind.OPERATIONAL)
    value: int | None = column(Kind.CLINICAL_CODE, default=None)
    skip: str | None = column(Kind.CLINICAL_CODE, default=None, max_length=20)
    version: str = column(Kind.OPERATIONAL, max_length=64)
    flag_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="safety_flag.id", index=True)
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)

    sitting: StoredSitting = Relationship()
    flag: SafetyFlag | None = Relationship()
