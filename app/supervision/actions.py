"""What happens in supervision. Each deed is durable when it returns and its transaction has committed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session, col, delete

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.database import add_if_absent
from app.supervision.rules import Why
from app.supervision.tables import Supervises, SupervisionEntry


@dataclass(frozen=True)
class Decided:
    """What came of bringing somebody. `thought`: room for more than numbers. `supervisor`: with whom.

    `on`: the day they were brought. `next_on`: the day to bring them again, where one was set.
    """

    decision: str
    supervisor: str
    on: date
    thought: str = ""
    next_on: date | None = None


def decide(
    db: Session, patient: UUID, reasons: Sequence[Why], decided: Decided, *, once: UUID, by: Actor, at: datetime
) -> None:
    """Keeps what was decided. The same form twice is one; other words in it are another entry."""
    key = uuid5(once, str(decided))
    row = {"id": uuid4(), "patient_id": patient, "by_id": by.id, "reasons": ",".join(why.value for why in reasons)}
    words = {"thought": decided.thought, "decision": decided.decision, "supervisor": decided.supervisor}
    days = {"on_day": decided.on, "next_on": decided.next_on, "once": key, "at": at}
    add_if_absent(db, SupervisionEntry, [{**row, **words, **days}])
    audit.record(db, Deed.SUPERVISED, by=by, at=at, patient=patient)


def set_supervisor(db: Session, practitioner: UUID, supervisor: UUID | None, *, by: Actor, at: datetime) -> None:
    """Who supervises a practitioner from now on; nobody without one."""
    db.exec(delete(Supervises).where(col(Supervises.practitioner_id) == practitioner))
    if supervisor:
        add_if_absent(db, Supervises, [{"practitioner_id": practitioner, "supervisor_id": supervisor, "since": at}])
    audit.record(db, Deed.SUPERVISOR_SET, by=by, at=at, subject=str(practitioner))
