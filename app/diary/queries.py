"""Reads of the diary: somebody's own entries, and what of them others may see."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.diary.rules import Kept, Noticed
from app.diary.tables import DiaryEntry, Noticing

MOST = 400
"""Entries that one page is drawn from, the newest."""


def diary(db: Session, patient: UUID, *, since: datetime | None = None, only_shared: bool = False) -> list[Kept]:
    """The entries that are not taken out, the newest first; one query."""
    query = select(DiaryEntry).where(DiaryEntry.patient_id == patient, col(DiaryEntry.taken_out_at).is_(None))
    if since is not None:
        query = query.where(DiaryEntry.at >= since)
    if only_shared:
        query = query.where(col(DiaryEntry.shared))
    rows = db.exec(query.order_by(col(DiaryEntry.at).desc(), col(DiaryEntry.id)).limit(MOST))
    return [Kept(row.id, row.mood, row.what, row.shared, row.at) for row in rows]


def noticings(db: Session, patient: UUID, *, only_shared: bool = False) -> list[Noticed]:
    """What a patient concluded, the newest first; one query."""
    query = select(Noticing).where(Noticing.patient_id == patient)
    if only_shared:
        query = query.where(col(Noticing.shared))
    rows = db.exec(query.order_by(col(Noticing.at).desc(), col(Noticing.id)))
    return [Noticed(row.id, row.words, row.shared, row.at) for row in rows]


def shared_since(db: Session, patients: Iterable[UUID], since: datetime) -> dict[UUID, list[Kept]]:
    """Each patient's shared entries since an instant, the newest first; one query however many patients."""
    found: dict[UUID, list[Kept]] = defaultdict(list)
    rows = db.exec(
        select(DiaryEntry)
        .where(
            col(DiaryEntry.patient_id).in_(list(patients)),
            col(DiaryEntry.shared),
            col(DiaryEntry.taken_out_at).is_(None),
            DiaryEntry.at >= since,
        )
        .order_by(col(DiaryEntry.at).desc(), col(DiaryEntry.id))
    )
    for row in rows:
        found[row.patient_id].append(Kept(row.id, row.mood, row.what, row.shared, row.at))
    return found
