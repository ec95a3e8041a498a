"""Who supervises Sam, and what was decided of two patients."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session

from app.audit.rules import Actor
from app.people.rules import Role
from app.rendering import local
from app.supervision import actions
from app.supervision.actions import Decided
from app.supervision.rules import Why

DECISIONS = (
    (
        "amina",
        12,
        (Why.NEW,),
        "Go on with one small plan a week. Look at the mornings in the diary first.",
        "She thinks of everybody in the kitchen before herself. What would be only hers?",
        None,
    ),
    (
        "callum",
        30,
        (Why.NEW, Why.LOOK),
        "Ask how nights and the programme fit. Offer video in the afternoon.",
        "",
        None,
    ),
)


def arrange(db: Session, ids: Mapping[str, UUID], *, by: Actor, at: datetime) -> None:
    """`by`: the lead, who marks Morgan as Sam's supervisor."""
    actions.set_supervisor(db, ids["practitioner"], ids["duty"], by=by, at=at - timedelta(days=40))
    sam = Actor(ids["practitioner"], "Sam", Role.PRACTITIONER.value)
    for key, days, why, decision, thought, next_on in DECISIONS:
        when = at - timedelta(days=days)
        decided = Decided(decision, "Morgan Ellis", local(when).date(), thought, next_on)
        actions.decide(db, ids[key], why, decided, once=uuid4(), by=sam, at=when)
