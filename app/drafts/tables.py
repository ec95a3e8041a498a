from datetime import datetime
from uuid import UUID

from sqlmodel import CheckConstraint, Relationship, SQLModel

from app.database import Kind, column
from app.people.tables import Person


class FormDraft(SQLModel, table=True):
    """What somebody has typed into a form and not sent yet. Nobody but them ever reads it."""

    __tablename__ = "form_draft"
    __table_args__ = (CheckConstraint("version >= 1", name="version"),)

    person_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", primary_key=True)
    form: str = column(Kind.OPERATIONAL, max_length=100, primary_key=True)
    fields: str = column(Kind.CLINICAL_TEXT)
    version: int = column(Kind.OPERATIONAL, default=1)
    saved_at: datetime = column(Kind.OPERATIONAL)

    person: Person = Relationship()
