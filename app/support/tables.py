from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import CheckConstraint, Index, Relationship, SQLModel, UniqueConstraint

from app.content.support import On, Theme
from app.database import Kind, column, one_of
from app.people.tables import Person
from app.support.rules import Wish


class SupportMessage(SQLModel, table=True):
    """What the programme said to a patient, once of each occurrence, with all that the decision rested on.

    `words` are the patient's own, as far as they stand in it; `private` is said to nobody but the patient.
    """

    __tablename__ = "support_message"
    __table_args__ = (
        UniqueConstraint("patient_id", "rule", "key"),
        CheckConstraint(one_of("follows", On), name="follows"),
        CheckConstraint(one_of("theme", Theme), name="theme"),
        Index("ix_support_message_patient_id_at", "patient_id", "at"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    rule: str = column(Kind.OPERATIONAL, max_length=60)
    key: str = column(Kind.OPERATIONAL, max_length=160)
    follows: str = column(Kind.OPERATIONAL, max_length=40)
    theme: str = column(Kind.OPERATIONAL, max_length=30)
    template: str = column(Kind.CLINICAL_TEXT)
    words: str = column(Kind.CLINICAL_TEXT, default="")
    text: str = column(Kind.CLINICAL_TEXT)
    why: str = column(Kind.CLINICAL_TEXT)
    facts: str = column(Kind.CLINICAL_TEXT)
    """What the rule's condition was held against, as JSON: the decision can be made again from it."""
    href: str = column(Kind.OPERATIONAL, default="", max_length=200)
    about_id: UUID | None = column(Kind.OPERATIONAL, default=None)
    by_name: str = column(Kind.IDENTITY, default="", max_length=120)
    """The practitioner whose words these are, in the programme's place."""
    private: bool = column(Kind.OPERATIONAL, default=False)
    at: datetime = column(Kind.OPERATIONAL)
    over_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    """Since when it no longer stands on Today: something came after which it would be out of place."""

    patient: Person = Relationship()


class SupportWish(SQLModel, table=True):
    """What a patient said to a message, or set for all of them. Never changed: the last of its sort counts."""

    __tablename__ = "support_wish"
    __table_args__ = (
        UniqueConstraint("patient_id", "once"),
        CheckConstraint(one_of("wish", Wish), name="wish"),
        Index("ix_support_wish_patient_id_at", "patient_id", "at"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    wish: str = column(Kind.OPERATIONAL, max_length=20)
    about: str = column(Kind.OPERATIONAL, default="", max_length=60)
    """The rule, the fact or the tool that it is about; empty for all messages."""
    message_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="support_message.id")
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)

    patient: Person = Relationship()
    message: SupportMessage | None = Relationship()


class SupportSetting(SQLModel, table=True):
    """What a practitioner set for a patient: of one rule, or of all where `rule` is empty. The last version counts."""

    __tablename__ = "support_setting"
    __table_args__ = (UniqueConstraint("patient_id", "rule", "number"), CheckConstraint("number >= 1", name="number"))

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    rule: str = column(Kind.OPERATIONAL, max_length=60)
    number: int = column(Kind.OPERATIONAL)
    paused: bool = column(Kind.OPERATIONAL, default=False)
    words: str = column(Kind.CLINICAL_TEXT, default="")
    by_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    at: datetime = column(Kind.OPERATIONAL)

    patient: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "SupportSetting.patient_id"})
    by: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "SupportSetting.by_id"})


class SupportOverride(SQLModel, table=True):
    """How a lead has changed one rule for the service, over its file. The last version counts."""

    __tablename__ = "support_override"
    __table_args__ = (UniqueConstraint("rule", "number"), CheckConstraint("number >= 1", name="number"))

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    rule: str = column(Kind.OPERATIONAL, max_length=60)
    number: int = column(Kind.OPERATIONAL)
    content: str = column(Kind.OPERATIONAL)
    by_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    at: datetime = column(Kind.OPERATIONAL)

    by: Person = Relationship()
