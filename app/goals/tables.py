from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import CheckConstraint, Relationship, SQLModel, UniqueConstraint

from app.database import Kind, column, one_of
from app.enrolments.tables import PlanModule, Response
from app.goals.rules import HIGHEST, Area, GoalDeed, Side
from app.people.tables import Person


class StoredGoal(SQLModel, table=True):
    """A goal of a patient's. Everything about it that can change is in its entries."""

    __tablename__ = "goal"
    __table_args__ = (CheckConstraint(one_of("area", Area), name="area"),)

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", index=True)
    area: str | None = column(Kind.CLINICAL_CODE, default=None, max_length=20)
    from_response_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="response.id", unique=True)
    """The finished step that proposed it, where one did."""
    began_at: datetime = column(Kind.OPERATIONAL)

    patient: Person = Relationship()
    from_response: Response | None = Relationship()


class GoalEntry(SQLModel, table=True):
    """One thing that happened to a goal. Never changed: its number is one more than the last."""

    __tablename__ = "goal_entry"
    __table_args__ = (
        UniqueConstraint("goal_id", "number"),
        UniqueConstraint("goal_id", "once"),
        CheckConstraint(one_of("deed", GoalDeed), name="deed"),
        CheckConstraint(one_of("side", Side), name="side"),
        CheckConstraint("(number = 1) = (deed = 'proposed')", name="begins_with_a_proposal"),
        CheckConstraint("(words IS NOT NULL) = (deed IN ('proposed', 'reworded'))", name="a_wording_has_words"),
        CheckConstraint("length(words) > 0", name="words"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    goal_id: UUID = column(Kind.OPERATIONAL, foreign_key="goal.id")
    number: int = column(Kind.OPERATIONAL)
    deed: str = column(Kind.OPERATIONAL, max_length=20)
    side: str = column(Kind.OPERATIONAL, max_length=10)
    by_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    words: str | None = column(Kind.CLINICAL_TEXT, default=None)
    why: str = column(Kind.CLINICAL_TEXT, default="")
    note: str = column(Kind.CLINICAL_TEXT, default="")
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)

    goal: StoredGoal = Relationship()
    by: Person = Relationship()


class GoalRating(SQLModel, table=True):
    """How near the patient felt to a goal, once. Ratings stand beside the entries: they change no agreement."""

    __tablename__ = "goal_rating"
    __table_args__ = (
        UniqueConstraint("goal_id", "once"),
        CheckConstraint(f"value BETWEEN 0 AND {HIGHEST}", name="value"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    goal_id: UUID = column(Kind.OPERATIONAL, foreign_key="goal.id")
    value: int = column(Kind.CLINICAL_CODE)
    entered_by_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="person.id")
    """Whoever of the team wrote it down as the patient said it; nobody where the patient did."""
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)

    goal: StoredGoal = Relationship()
    entered_by: Person | None = Relationship()


class ModuleGoal(SQLModel, table=True):
    """Which goal a module of somebody's plan serves. No goal is an answer too, and a visible one."""

    __tablename__ = "module_goal"

    plan_module_id: UUID = column(Kind.OPERATIONAL, foreign_key="plan_module.id", primary_key=True)
    goal_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="goal.id")
    by_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    at: datetime = column(Kind.OPERATIONAL)

    plan_module: PlanModule = Relationship()
    goal: StoredGoal | None = Relationship()
    by: Person = Relationship()
