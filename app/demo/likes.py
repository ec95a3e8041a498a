"""How the people of the demo like things: two cards, and what the practitioners say of themselves."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app.audit.rules import Actor
from app.people import absence, preferences
from app.people.preferences import Card
from app.people.rules import Role

CARDS = {
    "patient": Card(
        "Rowan",
        "they/them",
        "A message first, please. Ring after four if it is urgent. I do not pick up numbers I don’t know.",
        "Ten minutes at the allotment. Being asked one thing at a time.",
        "Surprise calls. Being told it could be worse.",
        "journey\nbattle\nchin up",
        "Long pages are hard when I have slept badly. Short ones are fine.",
        "usual",
    ),
    "amina": Card(
        "Amina",
        "she/her",
        helps="My sister’s kitchen. Knowing the day before what we will talk about.",
        access_needs="I read Urdu faster than English. An interpreter for the first half would help.",
        support_style="less",
    ),
}
ABOUT = {
    "practitioner": (
        "I have done this work for six years. We look at one thing at a time and see what it does to your week. "
        "Tell me when something does not fit. That helps both of us.",
        "124",
    ),
    "other-practitioner": (
        "I trained as a nurse before this. I like plain plans and small first steps. I am happy to go over "
        "something twice.",
        "2345",
    ),
}


def tell(db: Session, ids: dict[str, UUID], *, at: datetime) -> None:
    """Each fills in their own."""
    for key, (about, days) in ABOUT.items():
        name = {"practitioner": "Sam", "other-practitioner": "Alex"}[key]
        me = Actor(ids[key], name, Role.PRACTITIONER.value)
        absence.save_profile(db, ids[key], about, days, by=me, at=at - timedelta(days=300))
    for key, card in CARDS.items():
        me = Actor(ids[key], card.name, Role.PATIENT.value)
        preferences.save_card(db, ids[key], card, version=1, by=me, at=at - timedelta(days=6))
