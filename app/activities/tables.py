from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel import CheckConstraint, Index, Relationship, SQLModel, UniqueConstraint

from app.activities.rules import HIGHEST, Barrier, How, Reason
from app.database import Kind, column, one_of
from app.goals.tables import StoredGoal
from app.people.tables import Person


def _rated(*names: str) -> list[CheckConstraint]:
    return [CheckConstraint(f"{name} BETWEEN 0 AND {HIGHEST}", name=name) for name in names]


class StoredActivity(SQLModel, table=True):
    """Something a patient plans to do, or that somebody of the team offers them. No goal is an answer: openly none."""

    __tablename__ = "activity"
    __table_args__ = (
        *_rated("likely", "hard", "expected_enjoyment", "expected_achievement"),
        CheckConstraint("length(what) > 0", name="what"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("offer IS NOT NULL OR accepted_at IS NOT NULL", name="what_one_chose_is_accepted"),
        CheckConstraint("shared OR offer IS NULL", name="an_offer_is_shared"),
        Index("ix_activity_patient_id_made_at", "patient_id", "made_at"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    made_by_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    entered_by_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="person.id")
    """Whoever of the team wrote the plan down as the patient said it; nobody once the patient has changed it."""
    offer: str | None = column(Kind.CLINICAL_TEXT, default=None)
    """What somebody of the team offered, in their words; None where the patient chose it themselves."""
    why: str = column(Kind.CLINICAL_TEXT, default="")
    idea: str | None = column(Kind.CLINICAL_CODE, default=None, max_length=60)
    goal_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="goal.id")
    smaller_of_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="activity.id")
    what: str = column(Kind.CLINICAL_TEXT)
    day: date | None = column(Kind.OPERATIONAL, default=None)
    time: str = column(Kind.OPERATIONAL, default="", max_length=5)
    place: str = column(Kind.CLINICAL_TEXT, default="")
    company: str = column(Kind.CLINICAL_TEXT, default="")
    likely: int | None = column(Kind.CLINICAL_CODE, default=None)
    hard: int | None = column(Kind.CLINICAL_CODE, default=None)
    expected_enjoyment: int | None = column(Kind.CLINICAL_CODE, default=None)
    expected_achievement: int | None = column(Kind.CLINICAL_CODE, default=None)
    shared: bool = column(Kind.OPERATIONAL, default=True)
    version: int = column(Kind.OPERATIONAL, default=1)
    made_at: datetime = column(Kind.OPERATIONAL)
    accepted_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    taken_off_at: datetime | None = column(Kind.OPERATIONAL, default=None)

    patient: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "StoredActivity.patient_id"})
    made_by: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "StoredActivity.made_by_id"})
    entered_by: Person | None = Relationship(sa_relationship_kwargs={"foreign_keys": "StoredActivity.entered_by_id"})
    goal: StoredGoal | None = Relationship()


class ActivityReview(SQLModel, table=True):
    """How an activity went, as it was said once. Never changed: saying it again adds another."""

    __tablename__ = "activity_review"
    __table_args__ = (
        UniqueConstraint("activity_id", "once"),
        CheckConstraint(one_of("how", How), name="how"),
        CheckConstraint(one_of("barrier", Barrier), name="barrier"),
        *_rated("enjoyment", "achievement"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    activity_id: UUID = column(Kind.OPERATIONAL, foreign_key="activity.id")
    how: str = column(Kind.CLINICAL_CODE, max_length=20)
    enjoyment: int | None = column(Kind.CLINICAL_CODE, default=None)
    achievement: int | None = column(Kind.CLINICAL_CODE, default=None)
    noticed: str = column(Kind.CLINICAL_TEXT, default="")
    barrier: str | None = column(Kind.CLINICAL_CODE, default=None, max_length=20)
    in_the_way: str = column(Kind.CLINICAL_TEXT, default="")
    entered_by_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="person.id")
    """Whoever of the team wrote it down for somebody without a phone, as they said it."""
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)

    activity: StoredActivity = Relationship()
    entered_by: Person | None = Relationship()


class Decline(SQLModel, table=True):
    """An idea of the catalogue or an offer that a patient said no to, and why: information for both."""

    __tablename__ = "decline"
    __table_args__ = (
        UniqueConstraint("activity_id"),
        UniqueConstraint("patient_id", "idea", "once"),
        CheckConstraint("(idea IS NULL) <> (activity_id IS NULL)", name="an_idea_or_an_offer"),
        CheckConstraint(one_of("reason", Reason), name="reason"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", index=True)
    idea: str | None = column(Kind.CLINICAL_CODE, default=None, max_length=60)
    activity_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="activity.id")
    what: str = column(Kind.OPERATIONAL, max_length=200)
    """The idea as it was suggested, since a catalogue may change; empty for an offer, whose words are its own."""
    reason: str = column(Kind.CLINICAL_CODE, max_length=20)
    words: str = column(Kind.CLINICAL_TEXT, default="")
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)

    patient: Person = Relationship()
    activity: StoredActivity | None = Relationship()
