"""The past of the demo's service: whole, believable in its dates, and the same every time."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from app import clock
from app.audit.tables import AuditEntry
from app.content import answers as content
from app.content.answers import Answers
from app.content.schema import Step, asking
from app.demo import past
from app.demo.cast import load_past
from app.demo.people import MATTERS, PATIENTS, Somebody
from app.enrolments.rules import PlanDeed
from app.enrolments.tables import Enrolment, Feedback, PlanChange, PlanModule, Response, ResponseVersion, Seen
from app.people.tables import Person, Support
from tests.cast import Cast
from tests.conftest import _cast
from tests.databases import SqliteTemplate

PRACTITIONERS = ("practitioner", "other-practitioner")
OF_THE_PAST = col(Person.email).startswith("past-")


def _load(cast: Cast) -> datetime:
    at = clock.now()
    load_past(cast.house.database, cast.house.library, {key: cast.id(key) for key in PRACTITIONERS}, at=at)
    return at


@pytest.fixture(scope="module")
def filled(sqlite_template: SqliteTemplate) -> Iterator[Path]:
    """A database with the past beside the cast, made once."""
    with sqlite_template.copy() as url:
        with contextmanager(_cast)(url) as cast:
            _load(cast)
        yield Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def beside(filled: Path, sqlite_template: SqliteTemplate) -> Iterator[Cast]:
    """A copy of it, with the app."""
    with sqlite_template.empty() as url:
        shutil.copyfile(filled, url.removeprefix("sqlite:///"))
        yield from _cast(url)


def test_sixty_courses_have_ended_within_their_dates_and_each_answer_fits_its_step(cast: Cast) -> None:
    at = _load(cast)
    with cast.house.database.transaction(writes=False) as db:
        courses = db.exec(select(Enrolment, Person).join(Person).where(OF_THE_PAST)).all()
        assert len(courses) == past.COUNT
        for course, person in courses:
            assert person.created_at < course.began_at, f"{person.name} began before they were added"
            assert course.ended_at
            assert at - timedelta(days=390) < course.began_at < course.ended_at < at - timedelta(days=28)
        assert (db.exec(select(func.max(AuditEntry.at))).one() or at) <= at, "nothing happens in the future"
        _live_caseload_is_the_cast(db)
        _some_finished_and_some_stopped(db)
        for slug, step, answers, saved_at, course in _written(db):
            found = cast.house.library.newest[slug].step(step)
            assert found, f"{slug} has no step {step}"
            _fits(found, content.load(answers))
            assert course.ended_at
            assert course.began_at < saved_at < course.ended_at, f"{slug}/{step} was written outside the course"


def _live_caseload_is_the_cast(db: Session) -> None:
    supported = select(Person.email).join(Support, col(Support.patient_id) == col(Person.id))
    live = db.exec(supported.where(col(Support.until).is_(None))).all()
    assert sorted(live) == sorted(one.email for one in PATIENTS)


def _some_finished_and_some_stopped(db: Session) -> None:
    finished = (
        select(PlanModule.enrolment_id)
        .join(Enrolment)
        .join(Person)
        .where(OF_THE_PAST, PlanModule.slug == MATTERS, col(PlanModule.finished_at).is_not(None))
    )
    assert 30 <= len(set(db.exec(finished))) <= 45


def _written(db: Session) -> list[Any]:
    rows = db.execute(
        select(PlanModule.slug, Response.step, ResponseVersion.answers, ResponseVersion.saved_at, Enrolment)  # type: ignore[call-overload]
        .join(Response, col(Response.plan_module_id) == col(PlanModule.id))
        .join(ResponseVersion, col(ResponseVersion.response_id) == col(Response.id))
        .join(Enrolment, col(PlanModule.enrolment_id) == col(Enrolment.id))
        .join(Person, col(Person.id) == col(Enrolment.patient_id))
        .where(OF_THE_PAST)
    ).all()
    assert len(rows) > 400
    return list(rows)


def _fits(step: Step, answers: Answers) -> None:
    """A form with these answers is read back as these answers, without an error."""
    reading = content.read(asking(step), list(_as_typed(answers)))
    assert (reading.answers, reading.errors, reading.unknown) == (answers, {}, ()), step.id


def _as_typed(answers: Answers) -> Iterator[tuple[str, str]]:
    for id_, value in answers.items():
        for n, one in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(one, dict):
                yield from ((f"{id_}.{n}.{column}", str(cell)) for column, cell in one.items())
            else:
                yield id_, str(one)


def test_the_past_holds_what_happens_in_a_real_service(beside: Cast) -> None:
    with beside.house.database.transaction(writes=False) as db:
        responses = (
            select(Response, Person)
            .join(PlanModule, col(PlanModule.id) == col(Response.plan_module_id))
            .join(Enrolment, col(Enrolment.id) == col(PlanModule.enrolment_id))
            .join(Person, col(Person.id) == col(Enrolment.patient_id))
            .where(OF_THE_PAST)
        )
        kept = [response for response, _person in db.exec(responses)]
        by_past = select(func.count()).select_from(PlanChange).join(Person, col(Person.id) == col(PlanChange.by_id))
        repeated = db.exec(by_past.where(OF_THE_PAST, PlanChange.deed == PlanDeed.REPEATED.value)).one()
        left_out = db.exec(by_past.where(OF_THE_PAST, PlanChange.deed == PlanDeed.SKIPPED.value)).one()
        seen = db.exec(select(func.count()).select_from(Seen)).one()
        written_under = db.exec(select(func.count()).select_from(Feedback)).one()
    private = sum(not one.shared for one in kept)
    assert 0.05 < private / len(kept) < 0.25
    assert 5 <= sum(one.version > 1 for one in kept) <= 15, "a few changed an answer"
    assert repeated >= 2
    assert left_out >= 2
    assert seen > 200
    assert written_under > 20


def test_a_page_that_is_not_shared_is_never_seen_nor_written_under(beside: Cast) -> None:
    with beside.house.database.transaction(writes=False) as db:
        private = select(ResponseVersion.id).join(Response).where(~col(Response.shared))
        assert not db.exec(select(Seen).where(col(Seen.response_version_id).in_(private))).first()
        assert not db.exec(select(Feedback).where(col(Feedback.response_version_id).in_(private))).first()


def test_the_past_is_the_same_every_time() -> None:
    assert past.people() == past.people()
    assert len({one.email for one in past.people()}) == past.COUNT


def test_nobody_fills_in_the_very_page_that_somebody_else_did() -> None:
    whose: dict[str, set[str]] = {}
    steps = [(somebody, one) for somebody in past.people() for one in somebody.steps if len(one.answers) > 1]
    for somebody, one in steps:
        whose.setdefault(f"{one.step}: {json.dumps(one.answers, sort_keys=True)}", set()).add(somebody.key)
    own_words = {page: keys for page, keys in whose.items() if "make-it-smaller" not in page}
    assert not {page: keys for page, keys in own_words.items() if len(keys) > 1}


def test_nobody_of_the_past_wrote_at_one_and_the_same_hour() -> None:
    assert max(Counter(one.writes_at for one in past.people()).values()) <= 2


def test_each_practitioner_has_people_in_the_past() -> None:
    def of(key: str) -> list[Somebody]:
        return [one for one in past.people() if one.practitioner == key]

    assert all(len(of(key)) >= 25 for key in PRACTITIONERS)


def test_each_practitioner_reads_their_pages_beside_the_past(beside: Cast) -> None:
    assert beside.signed_in("practitioner").get("/practice").text.count('class="person"') == 5
    assert beside.signed_in("other-practitioner").get("/practice").text.count('class="person"') == 4
    assert beside.signed_in("lead").get("/service/pathways").status_code == 200


def test_somebody_of_the_past_still_signs_in_and_reads_what_they_wrote(beside: Cast) -> None:
    aisha = beside.signed_in("past-01")
    assert aisha.get("/me").status_code == 200
    wrote = next(one for one in past.people()[0].steps if one.step == "your-own-loop").answers["round-again"]
    page = aisha.get("/me/modules/understanding-low-mood/steps/your-own-loop")
    assert page.status_code == 200
    assert str(wrote) in page.text


def test_a_practitioner_no_longer_reaches_somebody_whose_support_has_ended(beside: Cast) -> None:
    sam = beside.signed_in("practitioner")
    assert sam.get(f"/practice/patients/{beside.id('past-02')}").status_code == 404
