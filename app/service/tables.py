from datetime import datetime
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import CheckConstraint, SQLModel

from app.database import Kind, column


class SettingsVersion(SQLModel, table=True):
    """What a lead has set, as it was saved once. Never changed: each save adds another, and the highest counts."""

    __tablename__ = "settings_version"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)

    number: int = column(Kind.OPERATIONAL, primary_key=True)
    content: str = column(Kind.OPERATIONAL, sa_type=Text)
    by_id: UUID | None = column(Kind.OPERATIONAL, default=None)
    by_name: str = column(Kind.IDENTITY, max_length=120)
    at: datetime = column(Kind.OPERATIONAL)
