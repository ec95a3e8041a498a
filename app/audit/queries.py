"""Reads of the audit: when somebody last looked, how often something was refused."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.audit.rules import Deed
from app.audit.tables import AuditEntry


def last_looks(
    db: Session, actor: UUID, patients: Iterable[UUID], *, before: datetime | None = None
) -> dict[UUID, datetime]:
    """When this person last read each patient's page; one query however many. `before` leaves out later looks."""
    query = (
        select(AuditEntry.patient_id, func.max(AuditEntry.at))
        .where(
            AuditEntry.actor_id == actor,
            col(AuditEntry.deed).in_([Deed.READ_PATIENT.value, Deed.READ_AS_COVER.value]),
            col(AuditEntry.patient_id).in_(list(patients)),
        )
        .group_by(col(AuditEntry.patient_id))
    )
    if before is not None:
        query = query.where(AuditEntry.at < before)
    return {patient: at for patient, at in db.exec(query) if patient}


@dataclass(frozen=True)
class Look:
    """Something that somebody saw or did of a patient's. `subject` is a place, never a word somebody wrote."""

    at: datetime
    name: str
    role: str
    deed: Deed
    subject: str


def looks_at(db: Session, patient: UUID, deeds: Collection[Deed], *, most: int, skip: int = 0) -> list[Look]:
    """What others did of these deeds with this patient's record, the newest first; one query."""
    rows = db.exec(
        select(AuditEntry)
        .where(
            AuditEntry.patient_id == patient,
            col(AuditEntry.deed).in_([deed.value for deed in deeds]),
            col(AuditEntry.actor_id).is_not(None),
            AuditEntry.actor_id != patient,
        )
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id))
        .offset(skip)
        .limit(most)
    )
    return [Look(row.at, row.actor_name, row.actor_role, Deed(row.deed), row.subject) for row in rows]


def how_often(db: Session, actor: UUID, deed: Deed, *, since: datetime) -> int:
    """How many times this person has done this after `since`."""
    mine = (AuditEntry.actor_id == actor, AuditEntry.deed == deed.value, AuditEntry.at > since)
    return db.exec(select(func.count()).where(*mine)).one()


def last_time(db: Session, deed: Deed, subject: str) -> datetime | None:
    """When this was last done to this."""
    return db.exec(
        select(func.max(AuditEntry.at)).where(AuditEntry.deed == deed.value, AuditEntry.subject == subject)
    ).one()
