"""A measure gone through on the telephone: its own words, each answer kept, and a flag as ever."""

from datetime import timedelta

import pytest
from httpx2 import Response
from sqlmodel import col, select
from starlette.testclient import TestClient

from app import clock
from app.content.measures import PHQ_9
from app.measures.tables import MeasureAnswer, StoredSitting
from app.rendering import local
from app.safety.tables import SafetyFlag
from tests.cast import Cast
from tests.web.shared_by import form, text

CALM = {f"item.{n}": "1" for n in range(1, 9)} | {"item.9": "0"}


def address(cast: Cast, measure: str = PHQ_9, key: str = "patient") -> str:
    return f"/practice/patients/{cast.id(key)}/scores/{measure}"


def opened(sam: TestClient, cast: Cast, measure: str = PHQ_9) -> dict[str, str]:
    page = sam.get(address(cast, measure)).text
    return {**form(page, "by-phone"), "day": str(local(clock.now()).date())}


def entered(cast: Cast) -> list[StoredSitting]:
    """What somebody of the staff has entered."""
    with cast.house.database.transaction(writes=False) as db:
        by_staff = col(StoredSitting.by_id) != col(StoredSitting.patient_id)
        return list(db.exec(select(StoredSitting).where(by_staff).order_by(col(StoredSitting.began_at))))


def flags(cast: Cast) -> list[SafetyFlag]:
    with cast.house.database.transaction(writes=False) as db:
        return list(db.exec(select(SafetyFlag).where(SafetyFlag.patient_id == cast.id("patient"))))


def sent(sam: TestClient, cast: Cast, typed: dict[str, str]) -> Response:
    return sam.post(address(cast), data=typed)


def test_the_words_are_the_measures_own_and_nothing_is_chosen_beforehand(cast_on_sqlite: Cast) -> None:
    page = cast_on_sqlite.signed_in("practitioner").get(address(cast_on_sqlite)).text
    assert "9. Thoughts that you would be better off dead or of hurting yourself in some way" in text(page)
    assert page.count("Would rather not answer") == 10
    assert " checked>" not in page


def test_answers_by_phone_are_kept_with_their_day_and_whoever_took_them(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    yesterday = local(clock.now()).date() - timedelta(days=1)
    answer = sent(sam, cast, {**opened(sam, cast), **CALM, "item.2": "declined", "day": str(yesterday)})
    assert answer.headers["location"].endswith("/scores?did=saved")
    found = entered(cast)
    assert [(one.on_day, one.total, one.finished_at is not None) for one in found] == [(yesterday, None, True)]
    said = text(sam.get(answer.headers["location"]).text)
    assert "by phone, entered by Sam" in said
    assert "would rather not answer" in said
    assert flags(cast) == []


def test_an_answer_that_flags_raises_its_flag_and_the_page_leads_to_it(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    answer = sent(sam, cast, {**opened(sam, cast), **CALM, "item.9": "1"})
    assert answer.headers["location"].endswith("/scores?did=flagged")
    flag = flags(cast)
    assert len(flag) == 1
    page = sam.get(answer.headers["location"]).text
    assert "has raised a safety flag" in page
    assert f'href="/practice/flags/{flag[0].id}"' in page


def test_an_answer_that_flags_waits_neither_for_the_others_nor_for_a_day(cast_on_sqlite: Cast) -> None:
    sam = cast_on_sqlite.signed_in("practitioner")
    answer = sent(sam, cast_on_sqlite, {**opened(sam, cast_on_sqlite), "item.9": "2", "day": "some day"})
    assert answer.status_code == 303
    assert len(flags(cast_on_sqlite)) == 1
    assert entered(cast_on_sqlite)[0].total is None


def test_the_same_form_twice_is_one_sitting_and_one_flag(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    typed = {**opened(sam, cast), **CALM, "item.9": "1"}
    assert [sent(sam, cast, typed).status_code for _n in range(2)] == [303, 303]
    assert len(entered(cast)) == len(flags(cast)) == 1
    with cast.house.database.transaction(writes=False) as db:
        mine = select(MeasureAnswer).where(MeasureAnswer.sitting_id == entered(cast)[0].id)
        assert len(db.exec(mine).all()) == 9


def test_what_the_patient_had_begun_stays_theirs(cast_on_sqlite: Cast) -> None:
    cast, sam = cast_on_sqlite, cast_on_sqlite.signed_in("practitioner")
    with cast.house.database.transaction() as db:
        mine = db.exec(select(StoredSitting).where(StoredSitting.patient_id == cast.id("patient"))).all()
        theirs = max((one for one in mine if one.measure == PHQ_9), key=lambda one: one.began_at)
        theirs.finished_at = None
        db.add(theirs)
        known = theirs.id
    sent(sam, cast, {**opened(sam, cast), **CALM})
    with cast.house.database.transaction(writes=False) as db:
        kept = db.exec(select(StoredSitting).where(StoredSitting.id == known)).one()
        assert kept.finished_at is not None
        assert kept.by_id == cast.id("patient")
    assert len(entered(cast)) == 1


@pytest.mark.parametrize("typed", [{"item.3": ""}, {"item.3": "7"}, {"item.3": "not-apply"}, {"day": "2999-01-01"}])
def test_a_question_passed_over_is_said_and_everything_stays_chosen(
    cast_on_sqlite: Cast, typed: dict[str, str]
) -> None:
    sam = cast_on_sqlite.signed_in("practitioner")
    answer = sent(sam, cast_on_sqlite, {**opened(sam, cast_on_sqlite), **CALM, **typed})
    assert answer.status_code == 422
    assert answer.text.count(" checked>") == 9 - ("item.3" in typed)
    assert entered(cast_on_sqlite) == []


def test_a_measure_whose_text_is_not_installed_says_so(cast_on_sqlite: Cast) -> None:
    sam = cast_on_sqlite.signed_in("practitioner")
    assert "Text not installed" in sam.get(address(cast_on_sqlite, "wsas-questions")).text
    assert sam.post(address(cast_on_sqlite, "wsas-questions"), data={}).status_code == 404
    for measure in ("wsas", "nothing"):
        assert sam.get(address(cast_on_sqlite, measure)).status_code == 404


def test_a_part_of_life_may_not_apply(cast_on_sqlite: Cast) -> None:
    sam = cast_on_sqlite.signed_in("practitioner")
    typed = {f"item.{n}": "2" for n in range(1, 6)} | {"item.3": "not-apply"}
    answer = sam.post(
        address(cast_on_sqlite, "functioning"), data={**opened(sam, cast_on_sqlite, "functioning"), **typed}
    )
    assert answer.status_code == 303
    said = text(sam.get(answer.headers["location"]).text)
    assert "work, study or caring Does not apply" in said
