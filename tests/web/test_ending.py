"""A course ends with its reason, in the patient's words too; a step up needs an answer, and a no is kept."""

from uuid import uuid4

import pytest

from app import clock
from app.enrolments.endings import Agreement, EndCode, Ending, Lacks, Step, lacks
from app.enrolments.queries import ending_of, heads
from app.journey import measuring, moving
from app.notices.rules import About
from app.notices.tables import Notice
from app.safety.rules import Source
from tests.cast import Cast, actor
from tests.web.shared_by import text


def here(cast: Cast) -> str:
    return f"/practice/patients/{cast.id('patient')}/course"


def kept(cast: Cast) -> Ending | None:
    with cast.house.database.transaction(writes=False) as db:
        return ending_of(db, heads(db, [cast.id("patient")])[cast.id("patient")].enrolment_id)


def test_a_step_up_lacks_a_reason_an_answer_and_a_hand_over_until_it_has_them() -> None:
    assert lacks(Ending(EndCode.AGREED)) == frozenset()
    assert lacks(Ending(EndCode.AGREED, step=Step.UP)) == set(Lacks)
    whole = Ending(EndCode.AGREED, step=Step.UP, to="Therapy", agreed=Agreement.NO, summary="Both modules.")
    assert lacks(whole) == frozenset(), "a no is an answer"


def test_a_course_ends_once_with_its_code_and_the_patients_own_words(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    assert "Goal" in sam.get(here(cast)).text, "the hand-over begins from the record"
    form = {"code": "47", "said": "I have moved away.", "step": "none", "summary": "Six weeks."}
    for said in ("I have moved away.", "Something else."):
        assert sam.post(f"{here(cast)}/end", data={**form, "said": said}).status_code == 303
    found = kept(cast)
    assert found
    assert (found.code, found.said, found.by) == (EndCode.EARLIER_THAN_PLANNED, "I have moved away.", "Sam")
    page = text(sam.get(here(cast)).text)
    assert "Code 47: Ended earlier than the practitioner had planned" in page
    assert "I have moved away." in page


def test_what_is_missing_is_said_and_every_word_stays(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    answer = sam.post(f"{here(cast)}/end", data={"said": "Kept.", "step": "up", "summary": "Kept too."})
    assert answer.status_code == 422
    assert "Say how the course ended." in text(answer.text)
    assert "Kept." in answer.text
    assert "Kept too." in answer.text
    answer = sam.post(f"{here(cast)}/end", data={"code": "46", "step": "up", "summary": "Kept too."})
    assert answer.status_code == 422
    assert "Say what the patient says to it." in text(answer.text)
    assert kept(cast) is None


def test_a_no_to_a_step_up_is_kept_and_said(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    form = {"code": "46", "step": "up", "step_to": "Therapy: wants to talk more", "agreed": "no", "summary": "Done."}
    assert sam.post(f"{here(cast)}/end", data=form).status_code == 303
    page = text(sam.get(here(cast)).text)
    assert "Stepped up to more support: Therapy: wants to talk more" in page
    assert "Rowan does not agree" in page


def test_a_lead_gives_the_code_and_reads_no_word_of_it(cast: Cast) -> None:
    lead, address = cast.signed_in("lead"), f"/service/patients/{cast.id('patient')}"
    assert lead.post(f"{address}/discharge").status_code == 422
    assert lead.post(f"{address}/discharge", data={"code": "48", "said": "x"}).status_code == 303
    found = kept(cast)
    assert found
    assert (found.code, found.said) == (EndCode.EARLIER_THAN_ASKED, "")


def test_an_open_safety_flag_is_named_before_a_course_ends(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    assert "does not close it" not in text(sam.get(here(cast)).text)
    with cast.house.database.transaction() as db:
        who, at = actor(db, "practitioner"), clock.now()
        measuring.tell(
            db, cast.house.settings, cast.id("patient"), Source.READ, "Read it.", once=uuid4(), by=who, at=at
        )
    assert "A safety flag is open. Ending the course does not close it." in text(sam.get(here(cast)).text)


@pytest.mark.parametrize("code", [EndCode.DIED_TREATED, EndCode.DIED])
def test_of_somebody_who_has_died_no_word_goes_out_any_more(cast: Cast, code: EndCode) -> None:
    with cast.house.database.transaction() as db:
        at, rowan = clock.now(), cast.id("patient")
        waiting = Notice(
            kind=About.MESSAGE_WAITS.value,
            to_address="patient@demo.example",
            subject="-",
            body="-",
            created_at=at,
            due_at=at,
            until=at,
            person_id=rowan,
        )
        db.add(waiting)
        db.flush()
        moving.discharge(db, rowan, Ending(code), by=actor(db, "practitioner"), at=at)
        db.refresh(waiting)
        assert waiting.cancelled_at
