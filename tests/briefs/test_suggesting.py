"""What the programme finds worth covering in a session: the specification."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.activities.rules import Activity, How, No, Plan, Reason, Review
from app.briefs.suggesting import Basis, suggestions
from app.goals.rules import GoalDeed
from app.sessions.rules import Attendance, BookedSession, Mode, Purpose, Suggestion
from tests.goals.made import ROWAN, TEAM, Said, goal, proposed, reworded

MONDAY = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
SESSION = MONDAY - timedelta(days=7)


def activity(what: str, how: How, *, at: datetime = MONDAY) -> Activity:
    said = Review(uuid4(), how, at)
    return Activity(
        id=uuid4(),
        patient_id=uuid4(),
        plan=Plan(what),
        idea=None,
        offer=None,
        smaller_of=None,
        version=1,
        made_at=at,
        accepted_at=at,
        taken_off_at=None,
        review=said,
    )


def session(at: datetime = SESSION, attendance: Attendance | None = Attendance.ON_TIME) -> BookedSession:
    return BookedSession(
        uuid4(), uuid4(), uuid4(), "Sam", Purpose.TREATMENT, Mode.PHONE, "", at, 30, 1, at, attendance=attendance
    )


def told(basis: Basis) -> list[str]:
    return [one.words for one in suggestions(basis, at=MONDAY)]


def only(basis: Basis) -> Suggestion:
    found = suggestions(basis, at=MONDAY)
    assert len(found) == 1, f"there is not one suggestion: {[one.words for one in found]}"
    return found[0]


def test_of_nothing_nothing_is_suggested() -> None:
    assert told(Basis()) == []


def test_what_got_in_the_way_is_one_thing_to_talk_about_and_names_two() -> None:
    tried = [activity("Swim", How.NOT_THIS_TIME), activity("Walk", How.PARTLY), activity("Call Danny", How.PARTLY)]
    one = only(Basis(activities=tried))
    assert one.words.endswith(": what got in the way")
    assert "and 1 more" in one.words
    assert one.reason == "Homework first; 2 partly, 1 not this time"
    assert one.homework


def test_only_what_came_since_they_last_met_counts() -> None:
    before = activity("Swim", How.PARTLY, at=SESSION - timedelta(days=1))
    assert told(Basis(activities=[before], sessions=[session()])) == []
    assert told(Basis(activities=[before])) == ["Swim: what got in the way"]
    assert told(Basis(activities=[before], sessions=[session(attendance=Attendance.DID_NOT_ATTEND)])), (
        "a session that did not take place is no meeting"
    )


def test_safety_comes_first_then_homework_then_goals_and_what_went_well_last() -> None:
    basis = Basis(
        flag=uuid4(),
        activities=[activity("Walk", How.DONE), activity("Swim", How.PARTLY)],
        goals=[goal(proposed(ROWAN), (TEAM, GoalDeed.TALK))],
    )
    assert told(basis) == [
        "Safety conversation",
        "Swim: what got in the way",
        "The wording of a goal: Cook twice a week",
        "Walk: how it went",
    ]


def test_that_a_flag_is_open_is_suggested_to_the_practitioner_alone() -> None:
    assert not only(Basis(flag=uuid4())).for_patient


def test_three_that_were_declined_are_a_question_and_two_are_none() -> None:
    noes = [No(uuid4(), uuid4(), "bake", None, "Bake", Reason.NO_TIME, "", MONDAY) for _n in range(3)]
    assert told(Basis(noes=noes[:2])) == []
    assert only(Basis(noes=noes)).words == "Which kind of activity would fit"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ((proposed(ROWAN), (TEAM, GoalDeed.TALK)), "It was said to be talked about"),
        ((proposed(ROWAN), (TEAM, GoalDeed.AGREED), reworded(TEAM)), "Sam suggested new words on 4 May"),
    ],
)
def test_a_goal_is_suggested_with_why(said: tuple[Said, ...], reason: str) -> None:
    assert only(Basis(goals=[goal(*said)])).reason == reason


def test_a_goal_that_was_put_aside_and_reworded_again_is_another_suggestion() -> None:
    id_, reopened = uuid4(), (proposed(ROWAN), (TEAM, GoalDeed.AGREED), reworded(TEAM))
    one = only(Basis(goals=[goal(*reopened, id_=id_)]))
    assert one.key != only(Basis(goals=[goal(*reopened, reworded(ROWAN, "Cook on Fridays"), id_=id_)])).key


def test_two_sessions_in_a_row_that_did_not_take_place_are_the_practitioners_to_raise() -> None:
    missed = [session(SESSION - timedelta(days=n), Attendance.DID_NOT_ATTEND) for n in (7, 14)]
    assert told(Basis(sessions=missed[:1])) == []
    one = only(Basis(sessions=missed))
    assert (one.words, one.for_patient) == ("How and when to meet", False)
    assert told(Basis(sessions=[*missed, session()])) == [], "they have met since"


def test_the_same_facts_are_the_same_suggestion_and_another_review_is_another() -> None:
    walk = activity("Walk", How.PARTLY)
    assert only(Basis(activities=[walk])).key == only(Basis(activities=[walk])).key
    again = replace(walk, review=Review(uuid4(), How.PARTLY, MONDAY))
    assert only(Basis(activities=[walk])).key != only(Basis(activities=[again])).key
