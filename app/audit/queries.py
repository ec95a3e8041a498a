"""Reads of the audit: when somebody last looked, how often something was refused."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression
from sqlmodel import Session, col, func, select

from app.audit.rules import Deed
from app.audit.tables import AuditEntry, SeenEntry


def last_look(
    actor: UUID, patient: SQLColumnExpression[UUID], *, before: datetime | None = None
) -> ColumnElement[datetime]:
    """When this person last read a patient's page. `before` leaves out later looks."""
    read = col(AuditEntry.deed).in_([Deed.READ_PATIENT.value, Deed.READ_AS_COVER.value])
    query = select(func.max(AuditEntry.at)).where(
        col(AuditEntry.patient_id) == patient, AuditEntry.actor_id == actor, read
    )
    if before is not None:
        query = query.where(AuditEntry.at < before)
    return query.scalar_subquery()


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


@dataclass(frozen=True)
class Sight:
    """Somebody had these words before them, for the first time."""

    person_id: UUID
    by: str
    at: datetime


def first_seen(db: Session, subjects: Iterable[UUID]) -> dict[UUID, Sight]:
    """Who saw each of these first, for their writer; one query."""
    rows = db.exec(
        select(SeenEntry).where(col(SeenEntry.subject_id).in_(list(subjects))).order_by(col(SeenEntry.at).desc())
    )
    return {row.subject_id: Sight(row.person_id, row.person_name, row.at) for row in rows}


def seen_by(db: Session, person: UUID, subjects: Iterable[UUID]) -> dict[UUID, datetime]:
    """Which of these this person has seen, and when first; one query."""
    rows = db.exec(
        select(SeenEntry).where(SeenEntry.person_id == person, col(SeenEntry.subject_id).in_(list(subjects)))
    )
    return {row.subject_id: row.at for row in rows}
