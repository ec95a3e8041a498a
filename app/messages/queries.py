"""Reads of messages: what waits, and since when."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.messages.tables import Message

WAITING = (col(Message.from_patient), col(Message.settled_at).is_(None))


def overdue_patients(db: Session, *, at: datetime) -> frozenset[UUID]:
    """The patients with a message that should have been answered by now; one query."""
    return frozenset(db.exec(select(Message.patient_id).where(*WAITING, col(Message.due_at) < at).distinct()))
