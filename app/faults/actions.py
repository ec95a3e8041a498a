"""A fault is reported, and dealt with."""

from datetime import datetime
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session, col, update

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.database import add_if_absent
from app.faults.tables import FaultReport


def report(
    db: Session,
    patient: UUID,
    words: str,
    *,
    place: str,
    device: str,
    due_at: datetime,
    once: UUID,
    by: Actor,
    at: datetime,
) -> None:
    """Service leads hear of it. The same form twice is one report; other words in it are another."""
    key = uuid5(once, words)
    row = {"id": uuid4(), "patient_id": patient, "place": place[:200], "device": device[:120], "words": words}
    add_if_absent(db, FaultReport, [{**row, "once": key, "at": at, "due_at": due_at, "answer": ""}])
    audit.record(db, Deed.FAULT_REPORTED, by=by, at=at, subject=place[:80])


def settle(db: Session, report_id: UUID, answer: str, *, by: Actor, at: datetime) -> bool:
    """A lead says what became of it. False where somebody has already."""
    open_ = (col(FaultReport.id) == report_id) & col(FaultReport.settled_at).is_(None)
    done = db.exec(update(FaultReport).where(open_).values(settled_at=at, settled_by_id=by.id, answer=answer))
    if done.rowcount:
        audit.record(db, Deed.FAULT_SETTLED, by=by, at=at, subject=str(report_id))
    return bool(done.rowcount)
