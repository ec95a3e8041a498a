"""Reads of the diary: somebody's own entries, and what of them others may see."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.diary.rules import Kept, Noticed
from app.diary.tables import DiaryEntry, Noticing
from app.people.tables import Person

MOST = 400
"""Entries that one page is drawn from, the newest."""
_ENTRIES = select(DiaryEntry, Person.name).outerjoin(Person, col(Person.id) == col(DiaryEntry.entered_by_id))
"""Each with the name of whoever of the team wrote it down, if anybody did."""


def diary(db: Session, patient: UUID, *, since: datetime | None = None, only_shared: bool = False) -> list[Kept]:
    """The entries that are not taken out, the newest first; one query."""
    query = _ENTRIES.where(DiaryEntry.patient_id == patient, col(DiaryEntry.taken_out_at).is_(None))
    if since is not None:
        query = query.where(DiaryEntry.at >= since)
    if only_shared:
        query = query.where(col(DiaryEntry.shared))
    rows = db.exec(query.order_by(col(DiaryEntry.at).desc(), col(DiaryEntry.id)).limit(MOST))
    return [_kept(row, by) for row, by in rows]


def entry(db: Session, patient: UUID, id_: UUID, *, taken_out: bool | None = None) -> Kept | None:
    """One of a patient's own entries. `taken_out`: only where it is, or is not; None for either."""
    found = db.exec(_ENTRIES.where(DiaryEntry.patient_id == patient, DiaryEntry.id == id_)).one_or_none()
    if found is None or taken_out not in (None, found[0].taken_out_at is not None):
        return None
    return _kept(*found)


def noticings(db: Session, patient: UUID, *, only_shared: bool = False) -> list[Noticed]:
    """What a patient concluded, the newest first; one query."""
    query = select(Noticing).where(Noticing.patient_id == patient)
    if only_shared:
        query = query.where(col(Noticing.shared))
    rows = db.exec(query.order_by(col(Noticing.at).desc(), col(Noticing.id)))
    return [_noticed(row) for row in rows]


def noticing(db: Session, patient: UUID, id_: UUID) -> Noticed | None:
    """One of a patient's own conclusions."""
    row = db.exec(select(Noticing).where(Noticing.patient_id == patient, Noticing.id == id_)).one_or_none()
    return _noticed(row) if row else None


def shared_since(db: Session, patients: Iterable[UUID], since: datetime) -> dict[UUID, list[Kept]]:
    """Each patient's shared entries since an instant, the newest first; one query however many patients."""
    found: dict[UUID, list[Kept]] = defaultdict(list)
    rows = db.exec(
        _ENTRIES.where(
            col(DiaryEntry.patient_id).in_(list(patients)),
            col(DiaryEntry.shared),
            col(DiaryEntry.taken_out_at).is_(None),
            DiaryEntry.at >= since,
        ).order_by(col(DiaryEntry.at).desc(), col(DiaryEntry.id))
    )
    for row, by in rows:
        found[row.patient_id].append(_kept(row, by))
    return found


def _kept(row: DiaryEntry, entered_by: str | None) -> Kept:
    return Kept(row.id, row.mood, row.what, row.shared, row.at, entered_by or "")


def _noticed(row: Noticing) -> Noticed:
    return Noticed(row.id, row.words, row.shared, row.at)
