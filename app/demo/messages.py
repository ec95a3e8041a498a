"""The cast's messages: one answered, one that waits, and one that nobody has answered in time."""

from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session

from app.audit.rules import Actor
from app.demo.people import EVERYBODY
from app.enrolments.queries import shared_work
from app.journey import messaging
from app.messages import actions as messages
from app.messages import queries
from app.messages.actions import Written
from app.rendering import local, speech
from app.settings import settings

ROWAN_ASKS = (
    "I got stuck on drawing my own loop. I can see how the thought goes with the feeling, but I don’t know where the "
    "body goes. Does it matter if I leave it out?"
)
SAM_ANSWERS = (
    "Leave it out for now. You wrote that you felt heavy and had slept badly, so the body is on your page already.\n\n"
    "Which of the two came first on that Sunday, as far as you remember?"
)
AMINA_ASKS = "My sister answered on Saturday. Two lines, and one was a joke. Can we talk about what to send next?"
THEO_ASKS = "I can’t make the usual time next week, my shifts have changed. Is there a later one?"
WORDS = (ROWAN_ASKS, SAM_ANSWERS, AMINA_ASKS, THEO_ASKS)


def write(db: Session, ids: dict[str, UUID], *, at: datetime) -> None:
    """One answered, one due today, and one that is late: it is on Morgan's list, who is on duty, and on the lead's."""
    _from_patient(db, ids, "patient", ROWAN_ASKS, about="one-hard-moment", at=_on(at, 4, time(20, 5)))
    _answer(db, ids, at=_on(at, 3, time(19, 40)))
    _from_patient(db, ids, "amina", AMINA_ASKS, at=_due_today(db, at))
    _from_patient(db, ids, "theo", THEO_ASKS, at=_on(at, 8, time(12, 15)))


def _from_patient(db: Session, ids: dict[str, UUID], key: str, words: str, *, about: str = "", at: datetime) -> None:
    work = shared_work(db, ids[key], ids["practitioner"]) if about else []
    response = next((one.response_id for one in work if one.step == about), None)
    written = Written(words, uuid4(), response)
    messaging.send_from_patient(db, settings(), ids[key], written, by=_actor(ids, key), at=at)


def _answer(db: Session, ids: dict[str, UUID], *, at: datetime) -> None:
    """Sam reads what Rowan wrote, and answers."""
    sam, rowan = _actor(ids, "practitioner"), ids["patient"]
    said = queries.thread(db, rowan)
    messages.look(db, rowan, said, by=sam, at=at)
    messaging.send_from_staff(db, settings(), rowan, Written(SAM_ANSWERS, uuid4()), version=len(said), by=sam, at=at)


def _actor(ids: dict[str, UUID], key: str) -> Actor:
    somebody = next(one for one in EVERYBODY if one.key == key)
    return Actor(ids[key], somebody.name, somebody.role.value)


def _on(at: datetime, days: int, hour: time) -> datetime:
    return (at - timedelta(days=days)).replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)


def _due_today(db: Session, at: datetime) -> datetime:
    """When a message was sent that is due later today; where nothing can be, a little while ago."""
    for days in range(1, 12):
        when = _on(at, days, time(10, 40))
        due = messaging.due(db, speech().zone, at=when)
        if local(due).date() == local(at).date() and due > at:
            return when
    return at - timedelta(minutes=20)
