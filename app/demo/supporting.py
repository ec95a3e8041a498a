"""What the programme said to the cast of late, decided as it would have been on the day; and what they answered."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app.audit.rules import Actor
from app.facts.queries import Sources, histories
from app.facts.rules import History, as_of
from app.people.rules import Role
from app.rendering import local
from app.support import actions as support
from app.support import queries
from app.support.rules import Sent, Wish, decide

LATELY = timedelta(days=21)
ANSWERS = {"patient": ("after-a-session", Wish.HELPFUL), "callum": ("session-coming", Wish.FEWER)}
OWN_WORDS = "If the week ran away with you, send me one line. Any line will do."
"""Sam's for Farah, in the place of what the programme would say after a quiet week."""


def say(db: Session, sources: Sources, ids: Mapping[str, UUID], *, at: datetime) -> None:
    """Through the same decision, at every deed and each morning."""
    keys = {id_: key for key, id_ in ids.items()}
    for patient, history in histories(db, sources, list(ids.values()), at=at).items():
        if history.began_at:
            _say(db, sources, patient, history, at=at)
            _answer(db, patient, keys[patient], history.name, at=at)
    sam = Actor(ids["practitioner"], "Sam", Role.PRACTITIONER.value)
    then = at - timedelta(days=6)
    support.set_for_patient(db, ids["farah"], "quiet-week", paused=False, words=OWN_WORDS, version=0, by=sam, at=then)


def _say(db: Session, sources: Sources, patient: UUID, history: History, *, at: datetime) -> None:
    sent: list[Sent] = []
    for moment in _moments(history, local(at)):
        now = as_of(replace(history, sent=tuple(sent)), sources.rules, moment)
        message = decide(sources.rules, now).message
        if message:
            support.say(db, patient, sources.rules[message.rule], message, now.standing, at=moment)
            sent.append(Sent(message.rule, message.event.key, moment))


def _moments(history: History, now: datetime) -> Iterator[datetime]:
    mornings = [(now - timedelta(days=n)).replace(hour=10, minute=0, second=0, microsecond=0) for n in range(21)]
    deeds = [one.at + timedelta(minutes=1) for one in history.events if now - one.at <= LATELY]
    yield from sorted(one for one in {*mornings, *deeds} if one <= now)


def _answer(db: Session, patient: UUID, key: str, name: str, *, at: datetime) -> None:
    rule, wish = ANSWERS.get(key, ("", Wish.HELPFUL))
    one = next((one for one in queries.messages(db, patient, for_others=True) if one.rule == rule), None)
    if one is None:
        return
    about = one.follows.value if wish is Wish.FEWER else one.rule
    by, then = Actor(patient, name, Role.PATIENT.value), min(one.at + timedelta(hours=1), at)
    support.wish(db, patient, wish, about, message=one.id, once=one.id, by=by, at=then)
