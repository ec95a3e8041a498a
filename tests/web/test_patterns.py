"""My patterns and my toolbox: own numbers side by side, and what the patient makes of them."""

from uuid import uuid4

import pytest

from app import clock
from app.activities import actions as activities
from app.activities.queries import activity
from app.activities.rules import How, Plan, Review
from app.diary import actions as diary
from app.diary.actions import Entry
from app.today.patterns import ENOUGH
from tests.cast import Cast, actor
from tests.web.shared_by import text

PATTERNS, TOOLBOX = "/me/patterns", "/me/toolbox"
pytestmark = pytest.mark.usefixtures("nothing_done_yet")


def done(cast: Cast, what: str, before: int | None, after: int | None) -> None:
    with cast.house.database.transaction() as db:
        me, at = actor(db, "patient"), clock.now()
        id_ = activities.plan(db, cast.id("patient"), Plan(what, enjoyment=before), once=uuid4(), by=me, at=at)
        found = activity(db, cast.id("patient"), id_)
        assert found
        activities.review(db, found, Review(uuid4(), How.DONE, at, after), once=uuid4(), by=me, at=at)


def wrote(cast: Cast, mood: int, what: str, *, shared: bool = True) -> None:
    with cast.house.database.transaction() as db:
        entry = Entry(mood, what, shared, uuid4())
        diary.keep(db, cast.id("patient"), entry, by=actor(db, "patient"), at=clock.now())


def test_with_too_little_to_see_the_page_says_so_and_says_what_is_missing(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    page = text(rowan.get(PATTERNS).text)
    assert page.count("Too little to see yet.") == 2
    for n in range(ENOUGH - 1):
        done(cast, f"Walk {n}", 2, 5)
    done(cast, "Swim", None, 5)
    assert "2 before, 5 after" not in text(rowan.get(PATTERNS).text), "two are too few, and one has no number before"


def test_what_was_expected_stands_beside_how_it_was_and_nothing_is_concluded(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    for n in range(ENOUGH):
        done(cast, f"Walk {n}", 2, 5)
        wrote(cast, 3 + n, "Garden")
    page = text(rowan.get(PATTERNS).text)
    assert page.count("2 before, 5 after") == ENOUGH
    assert "Garden" in page
    assert "What do you notice?" in page
    for word in ("because", "helps you", "better than you thought"):
        assert word not in page


def test_what_the_patient_concludes_enters_the_toolbox_once(cast: Cast) -> None:
    rowan, once = cast.signed_in("patient"), str(uuid4())
    empty = rowan.post(PATTERNS, data={"noticing": "", "shared": "yes"})
    assert empty.status_code == 422
    for _twice in range(2):
        data = {"noticing": "The garden is lighter.", "shared": "no", "once": once}
        sent = rowan.post(PATTERNS, data=data)
        assert sent.status_code == 303
    page = text(rowan.get(sent.headers["location"]).text)
    assert page.count("The garden is lighter.") == 1
    assert "It stands under “What I noticed”" in page
    assert (
        "The garden is lighter."
        not in cast.signed_in("practitioner").get(f"/practice/patients/{cast.id('patient')}/activities").text
    ), "it was kept for oneself"


def test_nobody_else_sees_a_patients_patterns_or_toolbox(cast: Cast) -> None:
    for key in ("practitioner", "lead"):
        for path in (PATTERNS, TOOLBOX):
            assert cast.signed_in(key).get(path).status_code == 404


def test_the_toolbox_holds_conclusions_and_plans_and_is_readable_after_the_course(cast_on_sqlite: Cast) -> None:
    joyce = cast_on_sqlite.signed_in("ended-patient")
    page = text(joyce.get(TOOLBOX).text)
    assert "I was not lazy. There was nothing in the day to get up for." in page
    assert "Bench by the canal, ten minutes" in page
    assert "Put it into my toolbox" not in joyce.get(PATTERNS).text
