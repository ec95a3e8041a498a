"""Who is on duty and who is away, counted from the day of loading: a turn that goes on, one to come, and then a gap."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app.audit.rules import Actor
from app.people import absence


def arrange(db: Session, ids: dict[str, UUID], *, by: Actor, at: datetime) -> None:
    day = at.date()
    for first, last in ((-7, 6), (7, 13)):
        since, until = day + timedelta(days=first), day + timedelta(days=last)
        absence.put_on_duty(db, ids["duty"], since, until, by=by, at=at - timedelta(days=20))
    away = (day + timedelta(days=9), day + timedelta(days=13))
    absence.note_leave(db, ids["other-practitioner"], *away, ids["duty"], by=by, at=at - timedelta(days=4))
