"""Words a practitioner writes under shared work: for its writer, under what was shared, once."""

import re
from uuid import uuid4

import pytest
from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from app.enrolments.tables import Enrolment, Feedback, PlanModule
from app.enrolments.tables import Response as Kept
from tests.cast import MODULE, Cast

WORDS = "You wrote <i>“I go quiet first”</i>. That took some looking."


def response_id(cast: Cast, key: str, step: str) -> str:
    with cast.house.database.transaction(writes=False) as db:
        mine = select(Kept.id).join(PlanModule).join(Enrolment).where(Enrolment.patient_id == cast.id(key))
        return str(db.exec(mine.where(Kept.step == step)).one())


def address(cast: Cast, key: str, step: str) -> str:
    return f"/practice/patients/{cast.id(key)}/responses/{response_id(cast, key, step)}"


def write(client: TestClient, where: str, words: str) -> Response:
    once = re.search(r'name="once" value="([^"]+)"', client.get(where).text)
    assert once
    return client.post(where, data={"once": once[1], "feedback": words})


def test_a_patient_reads_what_was_written_back_on_today_and_under_their_own_words(cast: Cast) -> None:
    sam, amina = cast.signed_in("practitioner"), cast.signed_in("amina")
    assert write(sam, address(cast, "amina", "one-hard-moment"), WORDS).status_code == 303
    said = "You wrote &lt;i&gt;“I go quiet first”&lt;/i&gt;. That took some looking."
    today = amina.get("/me").text
    assert said in today
    assert "Sam wrote about “One hard moment”" in today
    assert said in amina.get(f"{MODULE}/steps/one-hard-moment").text
    assert said in sam.get(f"/practice/patients/{cast.id('amina')}").text


def test_the_same_form_twice_is_said_once(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    where = address(cast, "amina", "one-hard-moment")
    form = {"once": str(uuid4()), "feedback": WORDS}
    assert [sam.post(where, data=form).status_code for _ in range(2)] == [303, 303]
    with cast.house.database.transaction(writes=False) as db:
        assert len(db.exec(select(Feedback).where(Feedback.words == WORDS)).all()) == 1


@pytest.mark.parametrize(("words", "reason"), [("   ", "Write a few words first"), ("so " * 800, "Make it shorter")])
def test_what_cannot_be_taken_comes_back_in_the_form(cast: Cast, words: str, reason: str) -> None:
    answer = write(cast.signed_in("practitioner"), address(cast, "amina", "one-hard-moment"), words)
    assert answer.status_code == 422
    assert reason in answer.text
    assert words.strip()[:200] in answer.text


def test_nothing_is_written_under_work_that_is_private_or_anothers(cast: Cast) -> None:
    sam, alex = cast.signed_in("practitioner"), cast.signed_in("other-practitioner")
    private = address(cast, "callum", "one-hard-moment")
    anothers = address(cast, "other-patient", "one-hard-moment")
    for client, where in ((sam, private), (sam, anothers), (alex, address(cast, "amina", "one-hard-moment"))):
        assert client.get(where).status_code == 404
        assert client.post(where, data={"feedback": WORDS}).status_code == 404
    crossed = f"/practice/patients/{cast.id('patient')}/responses/{response_id(cast, 'amina', 'one-hard-moment')}"
    assert sam.get(crossed).status_code == 404


def test_one_piece_read_by_itself_is_seen_and_the_others_are_not(cast: Cast) -> None:
    sam, amina = cast.signed_in("practitioner"), cast.signed_in("amina")
    sam.get(address(cast, "amina", "one-hard-moment"))
    module = amina.get(MODULE).text
    assert module.count("Seen by Sam") == 1
