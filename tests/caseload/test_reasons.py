"""Why a patient stands on the caseload, in words: a goal that waits, a goal to talk about, what was declined."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from app import clock
from app.activities.rules import How, Plan, Review
from app.caseload.signs import signs
from app.goals.rules import GoalDeed
from app.rendering import local
from tests.cast import Cast
from tests.web.shared_by import changed, planned, proposed, reviewed, said_no, text
from tests.web.test_scores import sat


@pytest.fixture
def read(cast: Cast) -> Cast:
    """Sam has read everything that Rowan shares."""
    cast.signed_in("practitioner").get(f"/practice/patients/{cast.id('patient')}")
    return cast


def row(cast: Cast) -> str:
    """Rowan's row for Sam, markup and all."""
    page = cast.signed_in("practitioner").get("/practice").text
    found: list[str] = [one for one in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if ">Rowan</a>" in one]
    assert len(found) == 1
    return found[0]


def test_a_goal_that_waits_for_a_yes_says_who_proposed_what_and_since_when(read: Cast) -> None:
    goal = proposed(read, "See <Danny>", days=3)
    found = row(read)
    assert "Rowan has proposed a goal, waiting since" in text(found)
    assert "See &lt;Danny&gt;" in found
    assert f'/goals/{goal}"' in found
    assert "Answer" in found
    changed(read, goal, GoalDeed.AGREED, by="practitioner")
    assert "proposed a goal" not in row(read)
    changed(read, goal, GoalDeed.REWORDED, "See Danny twice")
    assert "Rowan has suggested other words for a goal, waiting since" in text(row(read))


def test_what_waits_for_the_patient_is_no_reason_until_it_has_waited_long(read: Cast) -> None:
    proposed(read, "Sleep by eleven", by="practitioner", days=2)
    assert "goal" not in text(row(read))
    proposed(read, "Walk more", by="practitioner", days=8)
    assert "A goal to talk about. These words have waited for an answer since" in text(row(read))


def test_a_goal_on_the_list_to_talk_about_is_a_reason(read: Cast) -> None:
    goal = proposed(read, "See Danny")
    changed(read, goal, GoalDeed.TALK, by="practitioner")
    assert "A goal to talk about. Sam put it on the list on" in text(row(read))


def test_three_noes_since_the_last_look_are_a_reason_and_two_are_not(read: Cast) -> None:
    said_no(read, {"a": "Bake", "b": "Swim"})
    assert "said no" not in text(row(read))
    said_no(read, {"c": "Walk"})
    found = row(read)
    assert "Has said no to 3 activities; the reasons are there" in text(found)
    assert '/activities"' in found
    read.signed_in("practitioner").get(f"/practice/patients/{read.id('patient')}/activities")
    assert "said no" not in text(row(read)), "they have been read"


def test_activities_that_did_not_go_as_planned_are_no_reason(read: Cast) -> None:
    before = text(row(read))
    for n in range(4):
        reviewed(read, planned(read, Plan(f"Walk {n}")), Review(uuid4(), How.NOT_THIS_TIME, clock.now()))
    assert text(row(read)) == before


def test_scores_that_rise_are_worth_a_look_with_the_rule_beside_them(read: Cast) -> None:
    assert "Worth a look" not in text(row(read))
    for days, numbers in ((6, (3, 3, 3, 3, 3, 3, 3, 0, 0)), (4, (3,) * 8 + (0,))):
        sat(read, numbers, days=days)
    found = text(row(read))
    assert "was 17" in found
    assert "Worth a look" not in found, "the last one is Tuesday's, and lower"
    sat(read, (3,) * 8 + (0,))
    found = row(read)
    assert "PHQ-9 is 7 higher than the first score" in text(found)
    assert "Rule: The PHQ-9 is 6 or more above its first score" in text(found)
    assert "24 was 17" in text(found)
    assert '/scores"' in found


def test_a_private_activity_is_no_reason_to_look(read: Cast) -> None:
    yesterday = local(clock.now()).date() - timedelta(days=1)

    def day_come(of: str, at: datetime) -> bool:
        with read.house.database.transaction(writes=False) as db:
            return signs(db, read.id("practitioner"), [read.id(of)], at=at)[read.id(of)].day_come

    planned(read, Plan("Swim", day=yesterday, shared=False))
    assert not day_come("patient", clock.now() - timedelta(days=31))
    before = day_come("other-patient", clock.now())
    planned(read, Plan("Swim", day=yesterday, shared=False), of="other-patient")
    assert day_come("other-patient", clock.now()) == before
    planned(read, Plan("Swim", day=yesterday), of="other-patient")
    assert day_come("other-patient", clock.now())


def test_a_colleague_sees_no_goal_of_a_patient_who_is_not_theirs(cast_on_sqlite: Cast) -> None:
    proposed(cast_on_sqlite, "A secret goal")
    for key, address in (("other-practitioner", "/practice"), ("lead", "/service/patients")):
        assert "secret goal" not in cast_on_sqlite.signed_in(key).get(address).text
