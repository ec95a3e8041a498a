"""Reads of the audit: when somebody last looked, how often something was refused."""

from collections.abc import Iterable
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
            AuditEntry.deed == Deed.READ_PATIENT.value,
            col(AuditEntry.patient_id).in_(list(patients)),
        )
        .group_by(col(AuditEntry.patient_id))
    )
    if before is not None:
        query = query.where(AuditEntry.at < before)
    return {patient: at for patient, at in db.exec(query) if patient}


def how_often(db: Session, actor: UUID, deed: Deed, *, since: datetime) -> int:
    """How many times this person has done this after `since`."""
    mine = (AuditEntry.actor_id == actor, AuditEntry.deed == deed.value, AuditEntry.at > since)
    return db.exec(select(func.count()).where(*mine)).one()
