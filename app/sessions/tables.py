from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel import CheckConstraint, Index, Relationship, SQLModel, UniqueConstraint

from app.database import Kind, column, one_of
from app.people.tables import Person
from app.sessions.rules import LONGEST, MOST_MINUTES, SHORTEST, Attendance, Mode, Purpose, Subject


class StoredSession(SQLModel, table=True):
    """A session that was booked. Nothing is taken away: what became of it is written into it."""

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint(one_of("purpose", Purpose), name="purpose"),
        CheckConstraint(one_of("mode", Mode), name="mode"),
        CheckConstraint(one_of("attendance", Attendance), name="attendance"),
        CheckConstraint(f"minutes BETWEEN {SHORTEST} AND {LONGEST}", name="minutes"),
        CheckConstraint("lasted IS NULL OR (lasted BETWEEN 0 AND 600 AND attendance IS NOT NULL)", name="lasted"),
        CheckConstraint("version >= 1", name="version"),
        UniqueConstraint("patient_id", "once"),
        Index("ix_session_patient_id_starts_at", "patient_id", "starts_at"),
        Index("ix_session_practitioner_id_starts_at", "practitioner_id", "starts_at"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    practitioner_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    purpose: str = column(Kind.OPERATIONAL, max_length=30)
    mode: str = column(Kind.OPERATIONAL, max_length=10)
    place: str = column(Kind.IDENTITY, max_length=300, default="")
    starts_at: datetime = column(Kind.OPERATIONAL)
    minutes: int = column(Kind.OPERATIONAL)
    version: int = column(Kind.OPERATIONAL, default=1)
    booked_by_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    booked_at: datetime = column(Kind.OPERATIONAL)
    moved_from: datetime | None = column(Kind.OPERATIONAL, default=None)
    changed_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    attendance: int | None = column(Kind.OPERATIONAL, default=None)
    said: str = column(Kind.CLINICAL_TEXT, default="")
    lasted: int | None = column(Kind.OPERATIONAL, default=None)
    once: UUID = column(Kind.OPERATIONAL)

    patient: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "StoredSession.patient_id"})
    practitioner: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "StoredSession.practitioner_id"})
    booked_by: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "StoredSession.booked_by_id"})


class AgendaItem(SQLModel, table=True):
    """Something to cover, added by one of the two. It stands until it was covered in a session, or taken off."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        CheckConstraint("length(words) > 0", name="words"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("(covered_in_id IS NULL) = (covered_at IS NULL)", name="covered_in_a_session"),
        Index("ix_agenda_item_patient_id", "patient_id"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    by_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    words: str = column(Kind.CLINICAL_TEXT)
    key: str = column(Kind.OPERATIONAL, max_length=120, default="")
    position: int = column(Kind.OPERATIONAL)
    version: int = column(Kind.OPERATIONAL, default=1)
    made_at: datetime = column(Kind.OPERATIONAL)
    taken_off_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    covered_in_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="session.id")
    covered_at: datetime | None = column(Kind.OPERATIONAL, default=None)

    patient: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "AgendaItem.patient_id"})
    by: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "AgendaItem.by_id"})
    covered_in: StoredSession | None = Relationship()


class DroppedSuggestion(SQLModel, table=True):
    """A suggestion of the programme that one of the two did not want on the agenda. It does not come again."""

    __tablename__ = "dropped_suggestion"

    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", primary_key=True)
    key: str = column(Kind.OPERATIONAL, max_length=120, primary_key=True)
    by_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    at: datetime = column(Kind.OPERATIONAL)

    patient: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "DroppedSuggestion.patient_id"})
    by: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "DroppedSuggestion.by_id"})


class RecordVersion(SQLModel, table=True):
    """What was written of a session, as it was saved once. Never changed: an edit adds another."""

    __tablename__ = "session_record"
    __table_args__ = (
        UniqueConstraint("session_id", "number"),
        UniqueConstraint("session_id", "once"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    session_id: UUID = column(Kind.OPERATIONAL, foreign_key="session.id")
    number: int = column(Kind.OPERATIONAL)
    summary: str = column(Kind.CLINICAL_TEXT, default="")
    safety: str = column(Kind.CLINICAL_TEXT, default="")
    notes: str = column(Kind.CLINICAL_TEXT, default="")
    measures: bool = column(Kind.OPERATIONAL, default=False)
    by_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)

    session: StoredSession = Relationship()
    by: Person = Relationship()


class SummaryAddition(SQLModel, table=True):
    """What a patient added to the summary of a session. Never changed."""

    __tablename__ = "summary_addition"
    __table_args__ = (
        UniqueConstraint("session_id", "once"),
        CheckConstraint("length(words) > 0", name="words"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    session_id: UUID = column(Kind.OPERATIONAL, foreign_key="session.id")
    words: str = column(Kind.CLINICAL_TEXT)
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)

    session: StoredSession = Relationship()


class DiscussedSubject(SQLModel, table=True):
    """Something was talked about in a session. `subject_id` is of something in a room further up, so it is no key."""

    __tablename__ = "discussed_subject"
    __table_args__ = (
        CheckConstraint(one_of("kind", Subject), name="kind"),
        Index("ix_discussed_subject_subject_id", "subject_id"),
    )

    session_id: UUID = column(Kind.OPERATIONAL, foreign_key="session.id", primary_key=True)
    subject_id: UUID = column(Kind.OPERATIONAL, primary_key=True)
    kind: str = column(Kind.OPERATIONAL, max_length=10)
    by_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    at: datetime = column(Kind.OPERATIONAL)

    session: StoredSession = Relationship()
    by: Person = Relationship()


class PractitionerMinutes(SQLModel, table=True):
    """Time spent on a patient between sessions. What was logged in error is withdrawn, and stays."""

    __tablename__ = "practitioner_minutes"
    __table_args__ = (
        UniqueConstraint("patient_id", "once"),
        CheckConstraint(f"minutes BETWEEN 1 AND {MOST_MINUTES}", name="minutes"),
        Index("ix_practitioner_minutes_patient_id_on_day", "patient_id", "on_day"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    practitioner_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    on_day: date = column(Kind.OPERATIONAL)
    minutes: int = column(Kind.OPERATIONAL)
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)
    withdrawn_at: datetime | None = column(Kind.OPERATIONAL, default=None)

    patient: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "PractitionerMinutes.patient_id"})
    practitioner: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "PractitionerMinutes.practitioner_id"})
