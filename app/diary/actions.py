"""Keeping a diary. Each deed is durable when it returns and its transaction has committed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session, col, update

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.database import add_if_absent
from app.diary.tables import DiaryEntry, Noticing
from app.enrolments.actions import refuse_after_the_end


@dataclass(frozen=True)
class Entry:
    """What a form said: mood from 0 to 10, and what somebody was doing."""

    mood: int
    what: str
    shared: bool
    once: UUID


def keep(db: Session, patient: UUID, entry: Entry, *, by: Actor, at: datetime) -> None:
    """Adds an entry. The same form twice is one; what was changed in it is another. Raises `Ended`."""
    refuse_after_the_end(db, patient)
    key = uuid5(entry.once, f"{entry.mood} {entry.what}")
    row = {"id": uuid4(), "patient_id": patient, "mood": entry.mood, "what": entry.what, "shared": entry.shared}
    add_if_absent(db, DiaryEntry, [{**row, "once": key, "at": at}])
    audit.record(db, Deed.DIARY_KEPT, by=by, at=at, patient=patient)


def take_out(db: Session, patient: UUID, entry: UUID, *, at: datetime) -> None:
    """Takes an entry out of the diary and of every picture of it. Raises `Ended`."""
    refuse_after_the_end(db, patient)
    mine = (col(DiaryEntry.id) == entry) & (col(DiaryEntry.patient_id) == patient)
    db.exec(update(DiaryEntry).where(mine, col(DiaryEntry.taken_out_at).is_(None)).values(taken_out_at=at))


def share(db: Session, patient: UUID, entry: UUID, *, shared: bool) -> None:
    """Lets the practitioner read an entry from now on, or no longer. Raises `Ended`."""
    refuse_after_the_end(db, patient)
    mine = (col(DiaryEntry.id) == entry) & (col(DiaryEntry.patient_id) == patient)
    db.exec(update(DiaryEntry).where(mine).values(shared=shared))


def conclude(db: Session, patient: UUID, words: str, *, shared: bool, once: UUID, by: Actor, at: datetime) -> None:
    """Keeps what somebody noticed in their own pattern. The same form twice is one. Raises `Ended`."""
    refuse_after_the_end(db, patient)
    row = {"id": uuid4(), "patient_id": patient, "words": words, "shared": shared, "once": uuid5(once, words), "at": at}
    add_if_absent(db, Noticing, [row])
    audit.record(db, Deed.DIARY_KEPT, by=by, at=at, patient=patient, subject="what they noticed")
