from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Text
from sqlmodel import CheckConstraint, Index, Relationship, SQLModel, UniqueConstraint, text

from app.content.tables import StoredModule
from app.database import Kind, column, one_of
from app.enrolments.endings import Agreement, EndCode
from app.enrolments.endings import Step as EndStep
from app.enrolments.rules import PlanDeed
from app.pathways.tables import PathwayVersion
from app.people.tables import Person


class Enrolment(SQLModel, table=True):
    """A patient on a plan of their own. At most one is open at a time; an ended one stays readable."""

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="ends_after_it_began"),
        Index(
            "uq_enrolment_patient_id_open",
            "patient_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", index=True)
    began_at: datetime = column(Kind.OPERATIONAL)
    ended_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    pathway_version_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="pathway_version.id")
    plan_version: int = column(Kind.OPERATIONAL, default=0)

    patient: Person = Relationship()
    pathway_version: PathwayVersion | None = Relationship()


class PlanModule(SQLModel, table=True):
    """One module in one patient's plan. Begun, it stays with the version it was begun in.

    `round` counts the times through it. What is taken out keeps its row, and so every word in it.
    """

    __tablename__ = "plan_module"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "position"),
        UniqueConstraint("enrolment_id", "slug", "round"),
        CheckConstraint("round >= 1", name="round"),
        CheckConstraint("NOT core OR skipped_at IS NULL", name="only_what_is_optional_is_skipped"),
        CheckConstraint("(digest IS NULL) = (begun_at IS NULL)", name="begun_in_a_version"),
        CheckConstraint("finished_at IS NULL OR begun_at IS NOT NULL", name="finished_after_begun"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    enrolment_id: UUID = column(Kind.OPERATIONAL, foreign_key="enrolment.id")
    position: int = column(Kind.OPERATIONAL)
    slug: str = column(Kind.OPERATIONAL, max_length=60)
    digest: str | None = column(Kind.OPERATIONAL, default=None, foreign_key="stored_module.digest", max_length=64)
    begun_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    finished_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    round: int = column(Kind.OPERATIONAL, default=1)
    core: bool = column(Kind.OPERATIONAL, default=True)
    opens: str | None = column(Kind.OPERATIONAL, default=None, sa_type=Text)
    opened_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    skipped_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    removed_at: datetime | None = column(Kind.OPERATIONAL, default=None)

    enrolment: Enrolment = Relationship()
    stored: StoredModule | None = Relationship()


class Response(SQLModel, table=True):
    """A finished step: which version of its words is current, and whether the practitioner may read them."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("plan_module_id", "step"),
        CheckConstraint("version >= 1", name="version"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    plan_module_id: UUID = column(Kind.OPERATIONAL, foreign_key="plan_module.id")
    step: str = column(Kind.OPERATIONAL, max_length=60)
    shared: bool = column(Kind.OPERATIONAL)
    version: int = column(Kind.OPERATIONAL, default=1)
    finished_at: datetime = column(Kind.OPERATIONAL)

    plan_module: PlanModule = Relationship()


class ResponseVersion(SQLModel, table=True):
    """The words of a response as they were saved once. Never changed: an edit adds another."""

    __tablename__ = "response_version"
    __table_args__ = (UniqueConstraint("response_id", "number"), UniqueConstraint("response_id", "once"))

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    response_id: UUID = column(Kind.OPERATIONAL, foreign_key="response.id")
    number: int = column(Kind.OPERATIONAL)
    answers: str = column(Kind.CLINICAL_TEXT)
    entered_by_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="person.id")
    """Whoever of the team wrote it down as the patient said it; nobody where the patient did."""
    once: UUID = column(Kind.OPERATIONAL)
    saved_at: datetime = column(Kind.OPERATIONAL)

    response: Response = Relationship()
    entered_by: Person | None = Relationship()


class Draft(SQLModel, table=True):
    """Words on their way: typed on a step and not yet continued. Nobody but the patient ever reads them."""

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_plan_module_id_step", "plan_module_id", "step"),)

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    plan_module_id: UUID = column(Kind.OPERATIONAL, foreign_key="plan_module.id")
    step: str = column(Kind.OPERATIONAL, max_length=60)
    answers: str = column(Kind.CLINICAL_TEXT)
    shared: bool = column(Kind.OPERATIONAL)
    on_version: int = column(Kind.OPERATIONAL)
    version: int = column(Kind.OPERATIONAL, default=1)
    starts: int = column(Kind.OPERATIONAL, default=1)
    """How often it was begun anew after a while: said to nobody but the patient."""
    saved_at: datetime = column(Kind.OPERATIONAL)

    plan_module: PlanModule = Relationship()


class Seen(SQLModel, table=True):
    """These words stood in full before this practitioner."""

    __tablename__ = "seen"

    response_version_id: UUID = column(Kind.OPERATIONAL, foreign_key="response_version.id", primary_key=True)
    practitioner_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", primary_key=True)
    at: datetime = column(Kind.OPERATIONAL)

    response_version: ResponseVersion = Relationship()
    practitioner: Person = Relationship()


class PlanChange(SQLModel, table=True):
    """A change somebody made to one patient's plan. The reason is for the patient, in the changer's words."""

    __tablename__ = "plan_change"
    __table_args__ = (CheckConstraint(one_of("deed", PlanDeed), name="deed"),)

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    enrolment_id: UUID = column(Kind.OPERATIONAL, foreign_key="enrolment.id", index=True)
    deed: str = column(Kind.OPERATIONAL, max_length=20)
    slug: str = column(Kind.OPERATIONAL, max_length=60)
    by_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    reason: str = column(Kind.CLINICAL_TEXT, default="")
    at: datetime = column(Kind.OPERATIONAL)

    enrolment: Enrolment = Relationship()
    by: Person = Relationship()


class Pause(SQLModel, table=True):
    """A rest that a patient takes from their plan. Nothing closes meanwhile; at most one is open."""

    __tablename__ = "pause"
    __table_args__ = (
        Index(
            "uq_pause_enrolment_id_open",
            "enrolment_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    enrolment_id: UUID = column(Kind.OPERATIONAL, foreign_key="enrolment.id")
    began_at: datetime = column(Kind.OPERATIONAL)
    until: date | None = column(Kind.OPERATIONAL, default=None)
    ended_at: datetime | None = column(Kind.OPERATIONAL, default=None)

    enrolment: Enrolment = Relationship()


class Feedback(SQLModel, table=True):
    """What a practitioner wrote under a piece of shared work, for its writer."""

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("response_version_id", "once"),)

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    response_version_id: UUID = column(Kind.OPERATIONAL, foreign_key="response_version.id")
    practitioner_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    words: str = column(Kind.CLINICAL_TEXT)
    once: UUID = column(Kind.OPERATIONAL)
    at: datetime = column(Kind.OPERATIONAL)

    response_version: ResponseVersion = Relationship()
    practitioner: Person = Relationship()


class CourseEnding(SQLModel, table=True):
    """How a course ended, as it was said when it did. Courses that ended before this was asked have none."""

    __tablename__ = "course_ending"
    __table_args__ = (
        CheckConstraint(one_of("code", EndCode), name="code"),
        CheckConstraint(one_of("step", EndStep), name="step"),
        CheckConstraint(one_of("agreed", Agreement), name="agreed"),
        CheckConstraint(
            "step = 'none' OR (agreed IS NOT NULL AND length(step_to) > 0)", name="a_step_is_agreed_or_not"
        ),
    )

    enrolment_id: UUID = column(Kind.OPERATIONAL, foreign_key="enrolment.id", primary_key=True)
    code: int = column(Kind.CLINICAL_CODE)
    said: str = column(Kind.CLINICAL_TEXT, default="")
    step: str = column(Kind.CLINICAL_CODE, max_length=10, default=EndStep.NONE.value)
    step_to: str = column(Kind.CLINICAL_TEXT, default="")
    agreed: str | None = column(Kind.CLINICAL_CODE, max_length=10, default=None)
    summary: str = column(Kind.CLINICAL_TEXT, default="")
    by_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="person.id")
    by_name: str = column(Kind.IDENTITY, max_length=120, default="")
    at: datetime = column(Kind.OPERATIONAL)

    enrolment: Enrolment = Relationship()
    by: Person | None = Relationship()
