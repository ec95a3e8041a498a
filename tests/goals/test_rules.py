"""What a goal is and where it stands: said of histories, as both sides would say it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.goals.rules import (
    ANSWER_WITHIN,
    LIVE,
    RESTS,
    UNMOVED,
    Goal,
    GoalDeed,
    Piece,
    Side,
    Status,
    Topic,
    compared,
    first_to_show,
    possible,
    topic,
)
from tests.goals.made import NOON, ROWAN, TEAM, Said, agreed, goal, proposed, reworded, talk

SIDES = list(Side)
TAKEN_UP: Said = (ROWAN, GoalDeed.TAKEN_UP)
PAUSED: Said = (ROWAN, GoalDeed.PAUSED)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize("writer", SIDES)
def test_whoever_writes_a_wording_has_confirmed_it_and_the_other_has_not(writer: Side) -> None:
    found = goal(proposed(writer))
    assert set(found.confirmed) == {writer}
    assert found.status is Status.PROPOSED
    assert found.waits_for is writer.other
    assert found.agreed_at is None


@pytest.mark.parametrize("writer", SIDES)
def test_a_goal_is_agreed_when_the_other_says_yes_and_from_that_moment(writer: Side) -> None:
    found = goal(proposed(writer), agreed(writer.other))
    assert found.status is Status.AGREED
    assert found.agreed_at == found.entries[1].at
    assert found.waits_for is None


@pytest.mark.parametrize("again", SIDES)
def test_another_wording_opens_agreement_again_for_the_one_who_did_not_write_it(again: Side) -> None:
    found = goal(proposed(), agreed(TEAM), reworded(again))
    assert found.status is Status.PROPOSED
    assert set(found.confirmed) == {again}
    assert found.waits_for is again.other
    assert found.was_agreed, "that it had been agreed is still known"


def test_a_yes_to_an_earlier_wording_is_no_yes_to_a_later_one() -> None:
    found = goal(proposed(ROWAN), agreed(TEAM), reworded(ROWAN), reworded(TEAM))
    assert set(found.confirmed) == {TEAM}
    assert goal(proposed(ROWAN), agreed(TEAM), reworded(ROWAN), reworded(TEAM), agreed(ROWAN)).status is Status.AGREED


@pytest.mark.parametrize("talker", SIDES)
def test_whoever_wants_to_talk_has_not_said_yes_and_says_it_with_a_later_yes(talker: Side) -> None:
    found = goal(proposed(), agreed(TEAM), talk(talker))
    assert found.status is Status.TALKING
    assert set(found.confirmed) == {talker.other}
    assert found.waits_for is talker
    assert goal(proposed(), agreed(TEAM), talk(talker), agreed(talker)).status is Status.AGREED


def test_a_goal_that_neither_has_confirmed_waits_for_nobody_in_particular() -> None:
    found = goal(proposed(), talk(ROWAN))
    assert found.confirmed == {}
    assert found.waits_for is None
    assert found.status is Status.TALKING
    assert goal(proposed(), talk(ROWAN), agreed(TEAM)).waits_for is ROWAN


def test_a_new_wording_ends_the_talking() -> None:
    assert goal(proposed(), talk(TEAM), reworded(TEAM)).status is Status.PROPOSED


@pytest.mark.parametrize("rest", RESTS)
def test_a_goal_at_rest_is_not_live_waits_for_nobody_and_can_be_taken_up_or_reworded(rest: GoalDeed) -> None:
    found = goal(proposed(), (ROWAN, rest))
    assert found.status.value == rest.value
    assert not found.live
    assert found.waits_for is None
    for side in SIDES:
        assert possible(found, side) == {GoalDeed.TAKEN_UP, GoalDeed.REWORDED}


@pytest.mark.parametrize("rest", RESTS)
@pytest.mark.parametrize(
    ("before", "status"),
    [
        ((proposed(),), Status.PROPOSED),
        ((proposed(), agreed(TEAM)), Status.AGREED),
        ((proposed(), talk(TEAM)), Status.TALKING),
    ],
)
def test_a_goal_that_is_taken_up_again_stands_where_it_stood(
    before: tuple[Said, ...], status: Status, rest: GoalDeed
) -> None:
    was, now = goal(*before), goal(*before, (TEAM, rest), TAKEN_UP)
    assert now.status is status
    assert set(now.confirmed) == set(was.confirmed), "a rest takes back nobody's yes"
    assert now.waits_for is was.waits_for


def test_a_wording_written_at_rest_takes_the_goal_up_as_a_proposal() -> None:
    found = goal(proposed(), agreed(TEAM), PAUSED, reworded(TEAM))
    assert (found.status, found.waits_for) == (Status.PROPOSED, ROWAN)


@pytest.mark.parametrize("side", SIDES)
def test_who_has_confirmed_cannot_confirm_again_and_the_other_can(side: Side) -> None:
    found = goal(proposed(side))
    assert GoalDeed.AGREED not in possible(found, side)
    assert GoalDeed.AGREED in possible(found, side.other)
    assert {GoalDeed.REWORDED, GoalDeed.TALK, *RESTS} <= possible(found, side)
    assert {GoalDeed.TAKEN_UP, GoalDeed.PROPOSED}.isdisjoint(possible(found, side))


def test_what_is_being_talked_about_needs_no_second_wish_to_talk() -> None:
    found = goal(proposed(), talk(TEAM))
    assert all(GoalDeed.TALK not in possible(found, side) for side in SIDES)


@pytest.mark.parametrize("late", [timedelta(0), MOMENT, timedelta(days=30)])
def test_a_wording_without_an_answer_is_a_topic_from_the_seventh_day_on(late: timedelta) -> None:
    found = goal(proposed())
    assert topic(found, at=NOON + ANSWER_WITHIN + late) is Topic.UNANSWERED
    assert timedelta(days=7) == ANSWER_WITHIN


def test_until_the_seventh_day_is_over_a_new_wording_is_no_topic() -> None:
    assert topic(goal(proposed()), at=NOON + ANSWER_WITHIN - MOMENT) is None


def test_the_seven_days_begin_again_with_each_wording() -> None:
    found = goal(proposed(), reworded(TEAM), hours=24)
    assert topic(found, at=NOON + ANSWER_WITHIN) is None
    assert topic(found, at=NOON + ANSWER_WITHIN + timedelta(days=1)) is Topic.UNANSWERED


@pytest.mark.parametrize("by", SIDES)
def test_a_goal_reworded_after_both_had_agreed_is_a_topic_at_once(by: Side) -> None:
    found = goal(proposed(), agreed(TEAM), reworded(by))
    assert topic(found, at=found.entries[-1].at) is Topic.REOPENED
    later = goal(proposed(), agreed(TEAM), reworded(by), agreed(by.other))
    assert topic(later, at=NOON + timedelta(days=30)) is None, "agreed again, it is none"


def test_a_wish_to_talk_is_a_topic_at_once_and_a_goal_at_rest_is_none() -> None:
    assert topic(goal(proposed(), talk(TEAM)), at=NOON) is Topic.TALKING
    for rest in RESTS:
        assert topic(goal(proposed(), talk(TEAM), (ROWAN, rest)), at=NOON + timedelta(days=90)) is None


def test_a_wording_that_only_one_side_ever_confirmed_was_never_agreed() -> None:
    assert not goal(proposed(), reworded(TEAM), reworded(ROWAN)).was_agreed
    assert not goal(proposed(), talk(ROWAN), agreed(TEAM), reworded(ROWAN)).was_agreed


def test_beside_a_wording_stands_the_last_one_of_the_other_side() -> None:
    found = goal(proposed(ROWAN, "a"), reworded(TEAM, "b"), reworded(ROWAN, "c"), reworded(ROWAN, "d"))
    assert found.words == "d"
    assert found.earlier is not None
    assert found.earlier.words == "b"
    assert goal(proposed(ROWAN, "a"), reworded(ROWAN, "b")).earlier is None, "one side only has nothing beside it"


@pytest.mark.parametrize(
    ("ratings", "asks"),
    [((), False), ((3, 3), False), ((3, 3, 3), True), ((3, 3, 4), False), ((9, 0, 0, 0), True), ((0, 0, 0, 1), False)],
)
def test_three_same_ratings_in_a_row_ask_whether_the_goal_still_fits(ratings: tuple[int, ...], asks: bool) -> None:
    found = goal(proposed(), ratings=ratings)
    assert UNMOVED == 3
    assert found.unmoved is asks
    assert (found.rating.value if found.rating else None) == (ratings[-1] if ratings else None)


def test_a_small_surface_shows_what_is_agreed_before_what_is_proposed_and_the_latest_of_equals() -> None:
    agreed_one, later = goal(proposed(), agreed(TEAM)), goal(proposed(), reworded(ROWAN), reworded(ROWAN))
    latest, resting = goal(proposed(), *[reworded(ROWAN)] * 5), goal(proposed(), agreed(TEAM), PAUSED)
    assert first_to_show([later, resting, agreed_one, latest]) == agreed_one
    assert first_to_show([later, resting, latest]) == latest
    assert first_to_show([resting]) is None


def test_every_status_that_is_live_is_one_of_a_goal_that_is_not_at_rest() -> None:
    assert {Status(rest.value) for rest in RESTS} | LIVE == set(Status)
    assert LIVE.isdisjoint({Status(rest.value) for rest in RESTS})


histories = st.lists(st.tuples(st.sampled_from(SIDES), st.integers(0, 7)), max_size=12)


@given(begins=st.sampled_from(SIDES), choices=histories)
def test_whatever_is_done_a_goal_is_agreed_only_by_the_yes_of_both_to_the_words_that_stand(
    begins: Side, choices: list[tuple[Side, int]]
) -> None:
    said = [proposed(begins)]
    for side, n in choices:
        deeds = sorted(possible(goal(*said), side))
        deed = deeds[n % len(deeds)]
        said.append(reworded(side, f"words {n}") if deed is GoalDeed.REWORDED else (side, deed))
    found = goal(*said)
    _holds(found)


def _holds(found: Goal) -> None:
    since = found.entries[found.wording.number - 1 :]
    if found.status is Status.AGREED:
        assert {one.side for one in since if one.words or one.deed is GoalDeed.AGREED} == set(Side)
    assert (found.status is Status.AGREED) == (found.live and found.agreed_at is not None)
    assert found.waits_for is None or found.waits_for not in found.confirmed
    assert all(found.confirmed[side].number >= found.wording.number for side in found.confirmed)
    for side in SIDES:
        assert GoalDeed.REWORDED in possible(found, side), "both can always say it in other words"
        assert (GoalDeed.AGREED in possible(found, side)) == (found.live and side not in found.confirmed)


def marked(one: str, other: str) -> tuple[list[str], list[str]]:
    """The words that are marked on each side."""
    first, second = compared(one, other)
    return [piece.words for piece in first if piece.new], [piece.words for piece in second if piece.new]


@pytest.mark.parametrize(
    ("one", "other", "left", "right"),
    [
        ("Cook twice a week", "Cook once a week", ["twice"], ["once"]),
        ("Cook twice a week", "cook twice, a week.", [], []),
        ("Straße", "STRASSE", [], []),
        ("Cook", "Cook for Ali", [], ["for Ali"]),
        ("See Ali on Sundays", "On Sundays see Ali", ["on Sundays"], ["On Sundays"]),
        ("walk walk", "walk", ["walk"], []),
        ("go out", "go outside", ["out"], ["outside"]),
        ("أمشي كل يوم", "أمشي كل صباح", ["يوم"], ["صباح"]),
        ("swim 🏊 again", "swim 🚴 again", ["🏊"], ["🚴"]),
        ("swim 🏊", "swim 🏊", [], []),
        ("feel ❤️", "feel ✌️", ["❤️"], ["✌️"]),
        ("दिन", "दीन", ["दिन"], ["दीन"]),
        ("caf\u00e9", "cafe\u0301", [], []),
        ("", "swim", [], ["swim"]),
        ("don't stop", "dont stop", [], []),
        ("...", "!!!", ["..."], ["!!!"]),
    ],
)
def test_what_is_marked_are_whole_words_that_the_other_wording_does_not_have(
    one: str, other: str, left: list[str], right: list[str]
) -> None:
    assert marked(one, other) == (left, right)


wordings = st.text(st.one_of(st.sampled_from(" abcABC.,'\n"), st.characters(exclude_categories=["Cs"])), max_size=40)


@given(one=wordings, other=wordings)
def test_the_pieces_of_a_wording_joined_are_its_words_again(one: str, other: str) -> None:
    for words, pieces in zip((one, other), compared(one, other), strict=True):
        assert " ".join(piece.words for piece in pieces) == " ".join(words.split())
        assert all(piece.words for piece in pieces)


@given(one=wordings)
def test_a_wording_compared_with_itself_has_nothing_new_whatever_its_case(one: str) -> None:
    assert marked(one, one) == ([], [])
    assert all(pieces in ((), (Piece(" ".join(one.split()), False),)) for pieces in compared(one, one))


def test_long_wordings_are_compared_too() -> None:
    long = " ".join(f"word{n % 50}" for n in range(400))
    assert marked(long, f"{long} more") == ([], ["more"])
