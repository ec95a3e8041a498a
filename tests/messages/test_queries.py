"""The pages of messages ask the database as often for six messages or patients as for six hundred."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, col, update

from app import clock
from app.messages.tables import Message
from app.people.rules import Role
from app.people.tables import Person, Support
from tests.caseload.test_queries import statements
from tests.cast import Cast
from tests.web.messaging import thread


@pytest.mark.parametrize(
    ("who", "where"), [("patient", "/me/messages"), ("patient", "/me"), ("practitioner", "thread")]
)
def test_a_long_thread_costs_as_many_queries_as_a_short_one(cast: Cast, who: str, where: str) -> None:
    asked = _asked(cast, who, thread(cast, "patient") if where == "thread" else where, _more_messages)
    assert len(asked[6]) > 3, "nothing was counted"
    assert asked[6] == asked[60] == asked[600], {number: len(found) for number, found in asked.items()}


@pytest.mark.parametrize(("who", "where"), [("practitioner", "/practice/messages"), ("lead", "/service/messages")])
def test_a_long_queue_costs_as_many_queries_as_a_short_one(cast: Cast, who: str, where: str) -> None:
    asked = _asked(cast, who, where, _more_patients)
    assert len(asked[6]) > 3, "nothing was counted"
    assert asked[6] == asked[60] == asked[600], {number: len(found) for number, found in asked.items()}


def _asked(cast: Cast, who: str, where: str, more: Callable[[Session, Cast, int], None]) -> dict[int, list[str]]:
    """What is asked for the page at each size. What is new is marked seen first, so that only reading is counted."""
    client = cast.signed_in(who)
    asked: dict[int, list[str]] = {}
    had = 0
    for number in (6, 60, 600):
        with cast.house.database.transaction() as db:
            more(db, cast, number - had)
        had = number
        client.get(where)
        with statements(cast.house.database.engine) as asked[number]:
            page = client.get(where)
        assert page.status_code == 200
        assert page.text.count("Nour") >= number or "/service" not in where
    return asked


def _more_messages(db: Session, cast: Cast, number: int) -> None:
    at, rowan = clock.now(), cast.id("patient")
    db.add_all(
        Message(
            patient_id=rowan,
            by_id=rowan,
            from_patient=True,
            words=f"Message {n}",
            once=uuid4(),
            at=at,
            due_at=at + timedelta(days=1),
        )
        for n in range(number)
    )
    db.exec(update(Message).where(col(Message.patient_id) == rowan, ~col(Message.from_patient)).values(at=at))


def _more_patients(db: Session, cast: Cast, number: int) -> None:
    """So many more of Sam's patients whose message is late."""
    at = clock.now() - timedelta(days=30)
    for _n in range(number):
        person = Person(
            role=Role.PATIENT,
            email=f"{uuid4()}@test.example",
            name="Nour",
            full_name="Nour Aziz",
            password_hash="-",
            created_at=at,
        )
        db.add(Support(patient=person, practitioner_id=cast.id("practitioner"), since=at))
        words = Message(patient=person, by=person, from_patient=True, words="Late.", once=uuid4(), at=at, due_at=at)
        db.add(words)
