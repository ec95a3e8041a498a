"""Reads of the outbox."""

from sqlmodel import Session, col, select

from app.notices.tables import Notice


def latest(db: Session, *, limit: int = 100) -> list[Notice]:
    """What was put into the outbox last, sent or not."""
    return list(db.exec(select(Notice).order_by(col(Notice.created_at).desc(), col(Notice.id)).limit(limit)))
