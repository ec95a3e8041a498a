from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import CheckConstraint, Index, Relationship, SQLModel, UniqueConstraint, text

from app.content.tables import StoredModule
from app.database import Kind, column
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

    patient: Person = Relationship()


class PlanModule(SQLModel, table=True):
    """One module in one patient's plan. Begun, it stays with the version it was begun in."""

    __tablename__ = "plan_module"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "position"),
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
    once: UUID = column(Kind.OPERATIONAL)
    saved_at: datetime = column(Kind.OPERATIONAL)

    response: Response = Relationship()


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
