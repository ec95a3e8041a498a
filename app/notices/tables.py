from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import CheckConstraint, Index, SQLModel, Text, text

from app.database import Kind, column

_WAITING = text("sent_at IS NULL AND failed IS NULL AND cancelled_at IS NULL")


class Notice(SQLModel, table=True):
    """An e-mail that waits until it is sent. Its words, which hold a live link, are emptied when it is done with."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("sent_at IS NULL OR failed IS NULL", name="sent_or_failed"),
        CheckConstraint("cancelled_at IS NULL OR (sent_at IS NULL AND failed IS NULL)", name="cancelled_or_done"),
        CheckConstraint(
            "(sent_at IS NULL AND failed IS NULL AND cancelled_at IS NULL) OR body = ''", name="emptied_when_done"
        ),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_notice_due_at_waiting", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    kind: str = column(Kind.OPERATIONAL, max_length=30)
    to_address: str = column(Kind.IDENTITY, max_length=254)
    subject: str = column(Kind.OPERATIONAL, max_length=120)
    body: str = column(Kind.SECRET, sa_type=Text)
    created_at: datetime = column(Kind.OPERATIONAL)
    due_at: datetime = column(Kind.OPERATIONAL)
    until: datetime = column(Kind.OPERATIONAL)
    claimed_until: datetime | None = column(Kind.OPERATIONAL, default=None)
    attempts: int = column(Kind.OPERATIONAL, default=0)
    sent_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    failed: str | None = column(Kind.OPERATIONAL, default=None, max_length=20)
    cancelled_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    person_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="person.id", index=True)
    about_id: UUID | None = column(Kind.OPERATIONAL, default=None, index=True)
    """What it is about, so that it can be cancelled when that is done."""
    occurrence: str | None = column(Kind.OPERATIONAL, default=None, max_length=120, unique=True)
    """What it is for, said once: the same occurrence is never put in twice."""


class Heartbeat(SQLModel, table=True):
    """When something that runs in the background last came by."""

    __tablename__ = "heartbeat"

    name: str = column(Kind.OPERATIONAL, primary_key=True, max_length=30)
    at: datetime = column(Kind.OPERATIONAL)
