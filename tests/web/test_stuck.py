"""I'm stuck and This isn't helping: each way out leads somewhere, and says where."""

from uuid import uuid4

import pytest

from app import clock
from app.caseload.signs import signs
from app.checkins.queries import requests
from app.content import stuck
from app.faults.queries import Report, reports
from app.messages.queries import thread
from app.settings import ROOT
from tests.cast import Cast
from tests.web.shared_by import text

STEP = "/me/modules/understanding-low-mood/steps/one-hard-moment"
STUCK, BROKEN, NOT_HELPING = "/me/stuck", "/me/stuck/broken", "/me/not-helping"


def reported(cast: Cast) -> list[Report]:
    with cast.house.database.transaction(writes=False) as db:
        return reports(db, patient=cast.id("patient"))


def said(cast: Cast) -> list[str]:
    with cast.house.database.transaction(writes=False) as db:
        return [one.words for one in thread(db, cast.id("patient"))]


def test_each_page_of_a_patients_leads_to_both_and_says_where_it_was_pressed(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    for path in ("/me", "/me/plan", "/me/diary", STEP):
        page = rowan.get(path).text
        assert f'href="/me/stuck?at={path}"' in page, path
        assert f'href="/me/not-helping?at={path}"' in page, path


def test_a_step_has_an_idea_of_its_own_and_a_way_to_the_next(cast_on_sqlite: Cast) -> None:
    page = cast_on_sqlite.signed_in("patient").get(f"{STUCK}?at={STEP}").text
    assert "Take a small one, like a text you did not answer." in text(page)
    assert f'href="{STEP}"' in page
    assert "Skip to" in text(page)
    assert "Somebody of the team answers by" in text(page)


def test_whoever_is_stuck_in_the_middle_of_a_step_finds_the_words_again(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    typed = {"what-happened": "Half a sentence about", "version": "1", "then": "stuck"}
    sent = rowan.post(f"{STEP}/draft", data=typed)
    assert sent.headers["location"] == f"{STUCK}?at={STEP}"
    assert "Half a sentence about" in rowan.get(STEP).text


@pytest.mark.parametrize(
    "at",
    ["", "https://elsewhere.example/me", "//elsewhere.example", "/practice", "/me/../practice", "/me\r\nx", "x" * 999],
)
def test_an_address_that_is_no_page_of_a_patients_is_today(cast_on_sqlite: Cast, at: str) -> None:
    page = cast_on_sqlite.signed_in("patient").get(STUCK, params={"at": at})
    assert page.status_code == 200
    assert 'href="/me"' in page.text
    assert "elsewhere" not in page.text


def test_a_step_that_is_not_open_or_not_there_tells_nothing_of_it(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    for step in ("no-such-module/steps/x", "understanding-low-mood/steps/no-such-step"):
        assert rowan.get(f"{STUCK}?at=/me/modules/{step}").status_code == 200


def test_the_question_to_the_practitioner_says_where_it_comes_from(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    assert f"/me/messages?stuck={STEP}#write" in rowan.get(f"{STUCK}?at={STEP}").text
    page = rowan.get(f"/me/messages?stuck={STEP}").text
    assert "I am stuck at “One hard moment, in Understanding low mood”." in page


def test_a_fault_goes_to_the_lead_with_the_page_and_comes_back_with_an_answer(cast: Cast) -> None:
    rowan, priya, once = cast.signed_in("patient"), cast.signed_in("lead"), str(uuid4())
    for _twice in range(2):
        sent = rowan.post(f"{BROKEN}?at={STEP}", data={"message": "The button is grey.", "once": once})
        assert sent.status_code == 303
    (one,) = reported(cast)
    with cast.house.database.transaction(writes=False) as db:
        rowan_id = cast.id("patient")
        assert signs(db, cast.id("practitioner"), [rowan_id], at=clock.now())[rowan_id].fault, (
            "their silence says nothing"
        )
    assert (one.place, one.words) == (STEP, "The button is grey.")
    assert "Thank you. It is reported." in text(rowan.get(sent.headers["location"]).text)
    assert "1 fault was reported" in text(priya.get("/service").text)
    page = priya.get("/service/faults").text
    assert "The button is grey." in page
    empty = priya.post(f"/service/faults/{one.id}", data={f"told.{one.id}": ""})
    assert empty.status_code == 422
    for _twice in range(2):
        answered = priya.post(f"/service/faults/{one.id}", data={f"told.{one.id}": "Mended this morning."})
        assert answered.status_code == 303
    late = priya.post(f"/service/faults/{one.id}", data={f"told.{one.id}": "Another answer."})
    assert late.status_code == 409
    assert "Another answer." in late.text
    assert "Mended this morning." in text(rowan.get(STUCK).text)


def test_a_fault_is_no_concern_of_the_practitioners(cast: Cast) -> None:
    rowan, before = cast.signed_in("patient"), said(cast)
    rowan.post(f"{BROKEN}?at={STEP}", data={"message": "The button is grey.", "once": str(uuid4())})
    assert said(cast) == before
    for key in ("practitioner", "other-practitioner", "patient"):
        assert cast.signed_in(key).get("/service/faults").status_code == 404
    assert "The button is grey." not in cast.signed_in("practitioner").get("/practice").text


@pytest.mark.parametrize("what", ["content", "pace", "person", "other"])
def test_what_does_not_help_reaches_the_practitioner_with_the_promise(cast: Cast, what: str) -> None:
    rowan, once = cast.signed_in("patient"), str(uuid4())
    for _twice in range(2):
        data = {"what": what, "message": "Shorter, please.", "once": once}
        sent = rowan.post(f"{NOT_HELPING}?at={STEP}", data=data)
        assert sent.status_code == 303
    assert "Somebody of the team answers by" in text(rowan.get(sent.headers["location"]).text)
    found = [one for one in said(cast) if "Shorter, please." in one]
    assert len(found) == 1
    assert found[0].startswith("This isn’t helping")
    assert "One hard moment" in found[0]


def test_somebody_else_goes_to_the_lead_alone(cast: Cast) -> None:
    rowan, before = cast.signed_in("patient"), said(cast)
    data = {"what": "someone-else", "message": "Not a good match.", "once": str(uuid4())}
    sent = rowan.post(NOT_HELPING, data=data)
    assert "The service lead answers by" in text(rowan.get(sent.headers["location"]).text)
    assert said(cast) == before
    with cast.house.database.transaction(writes=False) as db:
        assert [one.words for one in requests(db, patient=cast.id("patient"), only_open=True)][
            -1
        ] == "Not a good match."
    for path in ("/practice", f"/practice/patients/{cast.id('patient')}/brief"):
        assert "Not a good match." not in cast.signed_in("practitioner").get(path).text


def test_what_does_not_work_is_a_fault(cast: Cast) -> None:
    cast.signed_in("patient").post(f"{NOT_HELPING}?at={STEP}", data={"what": "technical", "message": "It stops."})
    assert [one.words for one in reported(cast)] == ["It stops."]


def test_nothing_chosen_and_too_many_words_come_back_with_the_words(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    page = rowan.post(NOT_HELPING, data={"what": "", "message": "Kept words."})
    assert page.status_code == 422
    assert "Kept words." in page.text
    assert rowan.post(BROKEN, data={"message": "x" * 5000}).status_code == 422


def test_after_the_course_a_fault_can_be_told_and_nothing_else_is_offered(cast_on_sqlite: Cast) -> None:
    joyce = cast_on_sqlite.signed_in("ended-patient")
    assert "/me/messages?stuck" not in joyce.get(STUCK).text
    assert "Your course has ended." in text(joyce.get(NOT_HELPING).text)
    assert joyce.post(NOT_HELPING, data={"what": "pace"}).status_code in (403, 409)
    assert joyce.post(BROKEN, data={"message": "It stops.", "once": str(uuid4())}).status_code == 303


def test_every_page_and_every_step_that_is_shipped_has_an_idea(cast_on_sqlite: Cast) -> None:
    ideas, faults = stuck.load(ROOT / "modules")
    assert not faults
    assert ideas
    for module in cast_on_sqlite.house.library.newest.values():
        for step in module.steps:
            assert step.stuck, f"{module.slug}/{step.id} has no idea for somebody who is stuck"
