"""The caseload and the brief ask the database as often for six patients as for six hundred, and seldom."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient
from sqlalchemy import Engine, event
from sqlmodel import Session, col, select, update

from app import clock
from app.activities.tables import Decline
from app.enrolments.tables import Enrolment, PlanModule, Response, ResponseVersion
from app.goals.tables import GoalEntry, GoalRating, StoredGoal
from app.measures.tables import StoredSitting
from app.people.rules import Role
from app.people.tables import Person, Support
from app.safety.rules import Source
from app.safety.tables import FlagEntry, SafetyFlag
from tests.cast import Cast

MODULE = "understanding-low-mood"


CASELOAD, BRIEF = 12, 18
"""The most statements that each may take, the login and what is written down included; the beginning is none."""


def test_a_caseload_and_a_brief_cost_as_few_queries_for_six_hundred_patients_as_for_six(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    with cast.house.database.transaction() as db:  # away with those Sam has, so that the numbers are round
        db.exec(
            update(Support).where(col(Support.practitioner_id) == cast.id("practitioner")).values(until=clock.now())
        )
    lists: dict[int, list[str]] = {}
    briefs: dict[int, list[str]] = {}
    had = 0
    for number in (6, 60, 600):
        with cast.house.database.transaction() as db:
            _supported(db, cast, number - had)
        had = number
        lists[number], briefs[number] = _asked(cast, sam, number)
    for asked, most in ((lists, CASELOAD), (briefs, BRIEF)):
        assert asked[6] == asked[60] == asked[600], {number: len(found) for number, found in asked.items()}
        assert 3 < len(asked[6]) <= most, "\n".join(asked[6])


def test_an_open_safety_flag_costs_neither_of_them_a_query_more_than_they_may_take(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    with cast.house.database.transaction() as db:
        db.exec(
            update(Support).where(col(Support.practitioner_id) == cast.id("practitioner")).values(until=clock.now())
        )
        _supported(db, cast, 6)
    for flags in (1, 6):
        with cast.house.database.transaction() as db:
            _flagged(db, cast, flags)
        for asked, most in zip(_asked(cast, sam, 6, flags), (CASELOAD, BRIEF), strict=True):
            assert len(asked) <= most, "\n".join(asked)


def _asked(cast: Cast, sam: TestClient, patients: int, flags: int = 0) -> tuple[list[str], list[str]]:
    """What the caseload asks, and the brief of the first who stands on it."""
    with statements(cast.house.database.engine) as listed:
        page = sam.get("/practice")
    assert page.status_code == 200
    assert page.text.count('class="person"') == patients + flags  # those with a flag stand above the list as well
    one = re.search(r"/practice/patients/[0-9a-f-]{36}", page.text)
    assert one
    with statements(cast.house.database.engine) as briefed:
        brief = sam.get(f"{one[0]}/brief")
    assert brief.status_code == 200
    assert brief.text.count("need--page") == min(flags, 1)
    return listed, briefed


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """What is asked meanwhile, in order, each without the values that were put in."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
        if context.compiled is not None:  # BEGIN is not
            found.append(str(context.compiled))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _flagged(db: Session, cast: Cast, number: int) -> None:
    """Opens a flag for so many of those whom Sam supports and who have none, with a thing that happened to it since."""
    at, mine = (
        clock.now(),
        select(Support.patient_id).where(
            Support.practitioner_id == cast.id("practitioner"), col(Support.until).is_(None)
        ),
    )
    has = select(SafetyFlag.patient_id)
    for patient in db.exec(mine.where(col(Support.patient_id).not_in(has)).limit(number)).all():
        who = db.get_one(Person, patient)
        flag = SafetyFlag(patient=who, raised_at=at, due_at=at + timedelta(hours=2))
        for n, (deed, source) in enumerate((("raised", Source.ASKS_FOR_CALL), ("joined", Source.CANNOT_KEEP_SAFE)), 1):
            db.add(FlagEntry(flag=flag, number=n, deed=deed, source=source, by_name="Nour", once=uuid4(), at=at))


def _supported(db: Session, cast: Cast, number: int) -> None:
    """So many more patients of Sam's, each in a module with a shared response, a goal that waits, and three noes.

    And two scores. As rows: actions would take a minute.
    """
    at, sam = clock.now(), cast.id("practitioner")
    digest = cast.house.library.newest[MODULE].digest
    for _n in range(number):
        key = uuid4()
        person = Person(
            role=Role.PATIENT,
            email=f"{key}@test.example",
            name="Nour",
            full_name="Nour Aziz",
            password_hash="-",
            created_at=at,
        )
        enrolment = Enrolment(patient=person, began_at=at)
        module = PlanModule(enrolment=enrolment, position=1, slug=MODULE, digest=digest, begun_at=at)
        response = Response(plan_module=module, step="one-hard-moment", shared=True, finished_at=at)
        words = ResponseVersion(response=response, number=1, answers='{"strength":6}', once=uuid4(), saved_at=at)
        db.add_all((Support(patient=person, practitioner_id=sam, since=at), words))
        goal, once = StoredGoal(patient=person, began_at=at), uuid4()
        waits = GoalEntry(
            goal=goal, number=1, deed="proposed", side="patient", by=person, words="See people", once=once, at=at
        )
        db.add_all((waits, GoalRating(goal=goal, value=3, once=once, at=at)))
        for total in (17, 14):
            db.add(
                StoredSitting(
                    patient=person,
                    by=person,
                    measure="phq-9",
                    version="-",
                    on_day=at.date(),
                    total=total,
                    highest=27,
                    once=uuid4(),
                    began_at=at,
                    finished_at=at,
                )
            )
        for idea in ("walk", "bake", "swim"):
            db.add(Decline(patient=person, idea=idea, what=idea, reason="no-time", once=once, at=at))
