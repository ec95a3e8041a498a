"""What the people of the demo found broken: one fault that was mended, so that nothing of it waits."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session

from app.audit.rules import Actor
from app.faults import actions, queries
from app.people.rules import Role

WORDS = "On my old phone the diary jumps to the top when I press a number."
ANSWER = "Thank you. We saw the same and it is mended. You can write the number instead of pressing it, too."


def report(db: Session, ids: Mapping[str, UUID], *, by: Actor, at: datetime) -> None:
    """Callum's fault of nine days ago, answered the day after. `by`: the lead who answers."""
    then, callum = at - timedelta(days=9), ids["callum"]
    me = Actor(callum, "Callum", Role.PATIENT.value)
    due = then + timedelta(days=2)
    phone = "Chrome on Android"
    actions.report(db, callum, WORDS, place="/me/diary", device=phone, due_at=due, once=uuid4(), by=me, at=then)
    (one,) = queries.reports(db, patient=callum)
    actions.settle(db, one.id, ANSWER, by=by, at=then + timedelta(days=1))
