"""The caseload and the brief ask the database as often for six patients as for six hundred, and seldom."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, event
from sqlmodel import Session, col, update

from app import clock
from app.activities.tables import Decline
from app.enrolments.tables import Enrolment, PlanModule, Response, ResponseVersion
from app.goals.tables import GoalEntry, GoalRating, StoredGoal
from app.measures.tables import StoredSitting
from app.people.rules import Role
from app.people.tables import Person, Support
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
        with statements(cast.house.database.engine) as lists[number]:
            page = sam.get("/practice")
        assert page.status_code == 200
        assert page.text.count('class="person"') == number
        one = re.search(r"/practice/patients/[0-9a-f-]{36}", page.text)
        assert one
        with statements(cast.house.database.engine) as briefs[number]:
            assert sam.get(f"{one[0]}/brief").status_code == 200
    for asked, most in ((lists, CASELOAD), (briefs, BRIEF)):
        assert asked[6] == asked[60] == asked[600], {number: len(found) for number, found in asked.items()}
        assert 3 < len(asked[6]) <= most, "\n".join(asked[6])


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
