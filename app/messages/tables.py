from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import CheckConstraint, Index, Relationship, SQLModel, UniqueConstraint, text

from app.database import Kind, column
from app.enrolments.tables import Response
from app.people.tables import Person


class Message(SQLModel, table=True):
    """One message in a patient's thread with the team.

    A patient's message carries the time by which the team has promised to read it, and waits until somebody of the
    team answers it or says that it needs no answer.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("by_id", "once"),
        CheckConstraint("from_patient = (due_at IS NOT NULL)", name="a_patients_has_a_promise"),
        CheckConstraint("settled_at IS NULL OR from_patient", name="a_patients_is_settled"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
        CheckConstraint("(settled_at IS NULL) = (settled IS NULL)", name="settled_how"),
        CheckConstraint("settled IN ('answered', 'noted')", name="settled"),
        CheckConstraint("length(words) > 0", name="words"),
        CheckConstraint("about_response_id IS NULL OR about_activity_id IS NULL", name="about_one_thing"),
        Index("ix_message_patient_id_at", "patient_id", "at"),
        Index(
            "ix_message_due_at_waiting",
            "due_at",
            sqlite_where=text("from_patient AND settled_at IS NULL"),
            postgresql_where=text("from_patient AND settled_at IS NULL"),
        ),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    by_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    from_patient: bool = column(Kind.OPERATIONAL)
    words: str = column(Kind.CLINICAL_TEXT)
    about_response_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="response.id")
    about_activity_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="activity.id")
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)
    due_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    settled_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    settled_by_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="person.id")
    settled: str | None = column(Kind.OPERATIONAL, default=None, max_length=10)

    patient: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "Message.patient_id"})
    by: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "Message.by_id"})
    settled_by: Person | None = Relationship(sa_relationship_kwargs={"foreign_keys": "Message.settled_by_id"})
    about_response: Response | None = Relationship()


class MessageSeen(SQLModel, table=True):
    """This message stood in full before this person. Of a patient it is kept only where they have asked for it."""

    __tablename__ = "message_seen"

    message_id: UUID = column(Kind.OPERATIONAL, foreign_key="message.id", primary_key=True)
    person_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", primary_key=True)
    at: datetime = column(Kind.OPERATIONAL)

    message: Message = Relationship()
    person: Person = Relationship()


class MessageDraft(SQLModel, table=True):
    """Words on their way into a thread. Nobody but their writer ever reads them."""

    __tablename__ = "message_draft"
    __table_args__ = (UniqueConstraint("patient_id", "by_id"), CheckConstraint("version >= 1", name="version"))

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    by_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    words: str = column(Kind.CLINICAL_TEXT)
    about_response_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="response.id")
    about_activity_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="activity.id")
    version: int = column(Kind.OPERATIONAL, default=1)
    saved_at: datetime = column(Kind.OPERATIONAL)

    patient: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "MessageDraft.patient_id"})
    by: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "MessageDraft.by_id"})
    about_response: Response | None = Relationship()
