"""What a patient says is written down for them, says by whom, and never stands over what is private."""

from uuid import uuid4

import pytest

from app import clock
from app.diary.actions import Entry, keep
from app.diary.queries import diary
from app.enrolments.queries import module_work
from tests.cast import Cast
from tests.web.shared_by import actor, proposed, text

MODULE, STEP = "understanding-low-mood", "one-hard-moment"
ANSWERS = {"what-happened": "The bus left.", "thoughts": "Typical.", "feelings": "Flat.", "strength": "6"}


def under(cast: Cast, where: str) -> str:
    return f"/practice/patients/{cast.id('patient')}{where}"


def test_a_diary_entry_is_written_down_once_and_says_by_whom_to_both(cast: Cast) -> None:
    sam, rowan = cast.signed_in("practitioner"), cast.signed_in("patient")
    where, once = under(cast, "/write/diary"), str(uuid4())
    for _twice in range(2):
        assert sam.post(where, data={"mood": "3", "what": "Sat in the van", "once": once}).status_code == 303
    with cast.house.database.transaction(writes=False) as db:
        (kept,) = [one for one in diary(db, cast.id("patient")) if one.what == "Sat in the van"]
    assert kept.shared
    assert "Written down by Sam, as they said it" in text(sam.get(under(cast, "/activities")).text)
    assert "Written down by Sam, as you said it" in text(rowan.get("/me/diary").text)


def test_what_the_patient_writes_themselves_says_nobody_elses_name(cast: Cast) -> None:
    with cast.house.database.transaction() as db:
        keep(db, cast.id("patient"), Entry(4, "My own", True, uuid4()), by=actor(cast, "patient"), at=clock.now())
    assert "Written down by" not in text(cast.signed_in("patient").get("/me/diary").text)


def test_a_number_for_a_goal_is_written_down_and_says_by_whom(cast: Cast) -> None:
    sam, rowan = cast.signed_in("practitioner"), cast.signed_in("patient")
    goal = proposed(cast, "Swim on Sundays")
    where = under(cast, f"/write/goals/{goal}")
    assert sam.get(where).status_code == 200
    refused = sam.post(where, data={"rating": "eleven"})
    assert refused.status_code == 422
    assert "eleven" in refused.text
    assert sam.post(where, data={"rating": "4", "once": str(uuid4())}).status_code == 303
    assert "Written down by Sam, as they said it" in text(sam.get(under(cast, f"/goals/{goal}")).text)
    assert rowan.get(f"/me/goals/{goal}").status_code == 200


def test_a_step_is_written_down_and_the_patient_reads_by_whom_and_changes_it(cast: Cast) -> None:
    sam, rowan = cast.signed_in("practitioner"), cast.signed_in("patient")
    where, mine = under(cast, f"/write/{MODULE}/{STEP}"), f"/me/modules/{MODULE}/steps/{STEP}"
    assert where in sam.get(under(cast, "")).text
    version = kept_version(cast)
    refused = sam.post(where, data={**ANSWERS, "strength": "99", "version": version})
    assert refused.status_code == 422
    assert "The bus left." in refused.text, "typed words are kept"
    once = str(uuid4())
    for _twice in range(2):
        assert sam.post(where, data={**ANSWERS, "version": version, "once": once}).status_code == 303
    assert kept_version(cast) == version + 1, "the same form twice is one"
    assert "Written down by Sam, as they said it" in text(sam.get(under(cast, "")).text)
    assert "Written down by Sam, as you said it" in text(rowan.get(mine).text)
    changed = {**ANSWERS, "thoughts": "My own words.", "version": version + 1, "once": str(uuid4())}
    assert rowan.post(mine, data=changed).status_code == 303
    assert "Written down by" not in text(rowan.get(mine).text)


def test_words_saved_meanwhile_stand_beside_those_that_were_typed(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    where, old = under(cast, f"/write/{MODULE}/{STEP}"), kept_version(cast)
    assert sam.post(where, data={**ANSWERS, "version": old, "once": str(uuid4())}).status_code == 303
    late = sam.post(where, data={**ANSWERS, "thoughts": "Typed too late.", "version": old, "once": str(uuid4())})
    assert late.status_code == 409
    assert "Typed too late." in late.text
    assert "Typical." in late.text
    assert kept_version(cast) == old + 1


def test_a_step_kept_for_oneself_is_neither_shown_nor_written_over(cast: Cast) -> None:
    rowan, sam = cast.signed_in("patient"), cast.signed_in("practitioner")
    mine, where = f"/me/modules/{MODULE}/steps/{STEP}", under(cast, f"/write/{MODULE}/{STEP}")
    data = {**ANSWERS, "shared": "no", "shared_was": "yes", "version": kept_version(cast), "once": str(uuid4())}
    assert rowan.post(mine, data=data).status_code == 303
    assert sam.get(where).status_code == 404
    assert sam.post(where, data={**ANSWERS, "version": "1"}).status_code == 404
    assert where not in sam.get(under(cast, "")).text


@pytest.mark.parametrize("where", ["/write/diary", f"/write/{MODULE}/{STEP}"])
def test_nobody_writes_for_somebody_they_do_not_support(cast: Cast, where: str) -> None:
    for key in ("other-practitioner", "lead", "patient"):
        assert cast.signed_in(key).get(under(cast, where)).status_code == 404


def kept_version(cast: Cast) -> int:
    with cast.house.database.transaction(writes=False) as db:
        work = module_work(db, cast.house.library, cast.id("patient"), MODULE, at=clock.now())
        assert work
        return work.kept[STEP].version if STEP in work.kept else 0
