"""One way to write the audit: in the deed's own transaction, with names and places, never with words a person wrote."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.audit.rules import Actor, Deed
from app.audit.tables import AuditEntry, SeenEntry
from app.database import add_if_absent


def record(db: Session, deed: Deed, *, by: Actor, at: datetime, patient: UUID | None = None, subject: str = "") -> None:
    """Adds one entry. `subject` is a place (a module, a step, a count), never clinical text."""
    db.add(
        AuditEntry(
            at=at,
            actor_id=by.id,
            actor_name=by.name,
            actor_role=by.role,
            deed=deed.value,
            patient_id=patient,
            subject=subject[:200],
        )
    )


def saw(db: Session, subjects: Iterable[UUID], *, by: Actor, at: datetime) -> None:
    """Notes that these words stood in full before somebody. The first time each was seen stands."""
    row = {"person_id": by.id, "person_name": by.name, "at": at}
    add_if_absent(db, SeenEntry, [{"subject_id": subject, **row} for subject in subjects])
