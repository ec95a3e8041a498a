"""One way to write the audit: in the deed's own transaction, with names and places, never with words a person wrote."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.audit.rules import Actor, Deed
from app.audit.tables import AuditEntry


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
