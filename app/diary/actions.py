"""Keeping a diary. Each deed is durable when it returns and its transaction has committed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

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


def keep(db: Session, patient: UUID, entry: Entry, *, by: Actor, at: datetime) -> UUID:
    """Adds an entry, and says which it is; what is written down for the patient says by whom. Raises `Ended`.

    The same form twice is one: who sees it is as the form said last, and one that was taken out is back. What was
    changed in the form is another entry.
    """
    refuse_after_the_end(db, patient)
    key = uuid5(entry.once, f"{entry.mood} {entry.what}")
    row = {"id": uuid4(), "patient_id": patient, "mood": entry.mood, "what": entry.what, "shared": entry.shared}
    add_if_absent(db, DiaryEntry, [{**row, "entered_by_id": by.writing_for(patient), "once": key, "at": at}])
    mine = (col(DiaryEntry.patient_id) == patient) & (col(DiaryEntry.once) == key)
    kept = db.exec(select(DiaryEntry.id).where(mine)).one()
    if kept == row["id"]:
        audit.record(db, Deed.DIARY_KEPT, by=by, at=at, patient=patient)
    else:
        db.exec(update(DiaryEntry).where(mine).values(shared=entry.shared, taken_out_at=None))
    return kept


def take_out(db: Session, patient: UUID, entry: UUID, *, at: datetime) -> None:
    """Takes an entry out of the diary and of every picture of it. Raises `Ended`."""
    refuse_after_the_end(db, patient)
    mine = _mine(DiaryEntry, patient, entry)
    db.exec(update(DiaryEntry).where(mine, col(DiaryEntry.taken_out_at).is_(None)).values(taken_out_at=at))


def put_back(db: Session, patient: UUID, entry: UUID) -> None:
    """Puts an entry that was taken out back where it was. Raises `Ended`."""
    refuse_after_the_end(db, patient)
    db.exec(update(DiaryEntry).where(_mine(DiaryEntry, patient, entry)).values(taken_out_at=None))


def share(db: Session, patient: UUID, subject: UUID, *, shared: bool) -> None:
    """Lets the practitioner read an entry, or what somebody noticed, from now on, or no longer. Raises `Ended`."""
    refuse_after_the_end(db, patient)
    for table in (DiaryEntry, Noticing):
        db.exec(update(table).where(_mine(table, patient, subject)).values(shared=shared))


def conclude(db: Session, patient: UUID, words: str, *, shared: bool, once: UUID, by: Actor, at: datetime) -> None:
    """Keeps what somebody noticed in their own pattern. Raises `Ended`.

    The same form twice is one, seen by whom the form said last.
    """
    refuse_after_the_end(db, patient)
    key = uuid5(once, words)
    row = {"id": uuid4(), "patient_id": patient, "words": words, "shared": shared, "once": key, "at": at}
    add_if_absent(db, Noticing, [row])
    kept = db.exec(select(Noticing.id).where(Noticing.patient_id == patient, Noticing.once == key)).one()
    if kept == row["id"]:
        audit.record(db, Deed.DIARY_KEPT, by=by, at=at, patient=patient, subject="what they noticed")
    else:
        share(db, patient, kept, shared=shared)


def _mine(table: type[DiaryEntry] | type[Noticing], patient: UUID, id_: UUID) -> ColumnElement[bool]:
    return (col(table.id) == id_) & (col(table.patient_id) == patient)
