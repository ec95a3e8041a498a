from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Text
from sqlmodel import CheckConstraint, Relationship, SQLModel, UniqueConstraint

from app.database import Kind, column


class StoredPathway(SQLModel, table=True):
    """A pathway of this service, by its slug. `draft` is what the leads are working on, if anything."""

    __tablename__ = "pathway"
    __table_args__ = (CheckConstraint("(draft IS NULL) = (draft_at IS NULL)", name="draft_has_its_time"),)

    slug: str = column(Kind.OPERATIONAL, primary_key=True, max_length=60)
    created_at: datetime = column(Kind.OPERATIONAL)
    draft: str | None = column(Kind.OPERATIONAL, default=None, sa_type=Text)
    draft_version: int = column(Kind.OPERATIONAL, default=0)
    draft_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    draft_by: str = column(Kind.IDENTITY, default="", max_length=60)
    retired_at: datetime | None = column(Kind.OPERATIONAL, default=None)


class PathwayVersion(SQLModel, table=True):
    """A pathway as it was published once. Never changed."""

    __tablename__ = "pathway_version"
    __table_args__ = (UniqueConstraint("slug", "number"), CheckConstraint("number >= 1", name="number"))

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    slug: str = column(Kind.OPERATIONAL, foreign_key="pathway.slug", max_length=60)
    number: int = column(Kind.OPERATIONAL)
    document: str = column(Kind.OPERATIONAL, sa_type=Text)
    published_at: datetime = column(Kind.OPERATIONAL)
    published_by: str = column(Kind.IDENTITY, max_length=60)

    pathway: StoredPathway = Relationship()
