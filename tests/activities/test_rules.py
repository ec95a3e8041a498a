"""Which ideas are offered to whom, in which order and why; and what becomes of an activity."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.activities.rules import (
    AT_A_TIME,
    AT_LEAST,
    COMES_SMALLER,
    LONG,
    NEVER_AGAIN,
    RESTS_AFTER_DOING,
    RESTS_FOR,
    WORTH,
    Activity,
    Barrier,
    Declined,
    Energy,
    How,
    Need,
    No,
    Offer,
    Past,
    Plan,
    Reason,
    Review,
    State,
    Suggestion,
    Taste,
    Why,
    fits,
    ladder,
    suggestions,
    surprise,
    taste_of,
)
from app.content.ideas import Idea, Sort, load
from app.settings import ROOT

IDEAS = load(ROOT / "modules")[0]
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
PATIENT = uuid4()
MOMENT = timedelta(microseconds=1)
AREAS = ("people", "home", "work", "body", "enjoyment", "self", "other")
BY_EFFORT = {effort: next(idea for idea in IDEAS.values() if idea.effort == effort) for effort in (1, 2, 3)}
LONG_ONE = next(idea for idea in IDEAS.values() if idea.minutes > LONG)


def suggested(taste: Taste, *, seed: str = "Rowan 4 May", at: datetime = NOON) -> list[Suggestion]:
    return suggestions(IDEAS.values(), taste, seed=seed, at=at)


def by_id(taste: Taste, *, at: datetime = NOON) -> dict[str, Suggestion]:
    return {one.idea.id: one for one in suggested(taste, at=at)}


def declined(idea: Idea, reason: Reason, at: datetime = NOON) -> Taste:
    return Taste(declined={idea.id: (Declined(reason, at),)})


moments = st.integers(0, 60).map(lambda days: NOON - timedelta(days=days))
ids = st.sampled_from(sorted(IDEAS))
noes = st.builds(Declined, st.sampled_from(Reason), moments)
tastes = st.builds(
    Taste,
    areas=st.dictionaries(st.uuids(), st.sampled_from(AREAS), max_size=3),
    energy=st.none() | st.sampled_from(Energy),
    past=st.dictionaries(ids, st.builds(Past, st.none() | st.integers(0, 10), moments, st.booleans()), max_size=40),
    helped=st.dictionaries(st.sampled_from(Sort), st.integers(0, 3)),
    declined=st.dictionaries(
        ids,
        st.lists(st.builds(Declined, st.sampled_from(Reason), moments), min_size=1, max_size=3).map(tuple),
        max_size=60,
    ),
    planned=st.frozensets(ids, max_size=10),
)


@given(taste=tastes, seed=st.text(max_size=5))
def test_the_same_patient_on_the_same_day_is_shown_the_same_page(taste: Taste, seed: str) -> None:
    assert suggested(taste, seed=seed) == suggested(taste, seed=seed)
    backwards = suggestions(list(IDEAS.values())[::-1], taste, seed=seed, at=NOON)
    assert backwards == suggested(taste, seed=seed), "the order of the files decides nothing"


def test_equals_take_turns_by_day_and_by_patient() -> None:
    firsts = {suggested(Taste(), seed=f"Rowan {n} May")[0].idea.id for n in range(1, 31)}
    assert len(firsts) > 15


@given(taste=tastes)
def test_every_reason_that_is_told_is_true(taste: Taste) -> None:
    for one in suggested(taste):
        went_well = one.past is not None and one.past.best is not None and one.past.best >= WORTH
        assert {
            Why.GOAL: one.goal is not None and taste.areas[one.goal] in one.idea.areas if one.goal else False,
            Why.WENT_WELL: went_well,
            Why.KIND_HELPED: taste.helped.get(one.idea.kind, 0) > 0,
            Why.LITTLE_EFFORT: taste.energy is Energy.LOW and one.effort == 1,
            Why.ITSELF: True,
        }[one.why], one
        assert (one.goal is not None) == any(area in one.idea.areas for area in taste.areas.values())
        assert one.past == taste.past.get(one.idea.id)


@given(taste=tastes)
def test_what_did_not_feel_right_is_never_offered_again_nor_what_is_planned(taste: Taste) -> None:
    for at in (NOON, NOON + timedelta(days=3650)):
        for one in suggested(taste, at=at):
            assert one.idea.id not in taste.planned
            said = {no.reason for no in taste.declined.get(one.idea.id, ())}
            assert said.isdisjoint(NEVER_AGAIN), f"{one.idea.id} was declined as {said}"
            assert all(at - no.at >= RESTS_FOR for no in taste.declined.get(one.idea.id, ()))


@given(taste=tastes)
def test_there_are_two_to_choose_from_as_long_as_two_are_left(taste: Taste) -> None:
    left = {
        id_
        for id_ in IDEAS
        if id_ not in taste.planned
        and not any(no.reason in NEVER_AGAIN or NOON - no.at < RESTS_FOR for no in taste.declined.get(id_, ()))
    }
    found = suggested(taste)
    assert len(found) >= min(AT_LEAST, len(left))
    assert len({one.idea.id for one in found}) == len(found), "no idea stands twice"


def test_what_was_done_today_comes_back_at_once_only_where_nothing_else_is_left() -> None:
    done = {id_: Past(8, NOON) for id_ in IDEAS}
    assert len(suggested(Taste(past=done))) == len(IDEAS), "all was done: all may be done again"
    first, second, *_more = IDEAS
    assert {first, second}.isdisjoint(by_id(Taste(past={first: done[first], second: done[second]})))
    none = {id_: (Declined(Reason.FEELS_WRONG, NOON),) for id_ in IDEAS}
    assert suggested(Taste(declined=none)) == [], "who has declined everything is offered nothing of it again"


@pytest.mark.parametrize("energy", Energy)
@given(taste=tastes)
def test_nothing_is_suggested_that_asks_for_more_energy_than_there_is(energy: Energy, taste: Taste) -> None:
    for one in suggested(replace(taste, energy=energy)):
        assert one.effort <= energy, f"{one.title} is too much"
        assert one.minutes == (one.idea.smaller.minutes if one.smaller else one.idea.minutes)
        assert one.title == (one.idea.smaller.title if one.smaller else one.idea.title)


def test_somebody_tired_without_goals_is_first_shown_small_things_that_are_whole() -> None:
    found = suggested(Taste(energy=Energy.LOW))
    small = sum(idea.effort == 1 for idea in IDEAS.values())
    page = found[:AT_A_TIME]
    assert all(one.effort == 1 and not one.smaller for one in page)
    assert all(one.why is Why.LITTLE_EFFORT for one in found)
    assert all(not one.smaller for one in found[: small // 2])


def test_somebody_tired_with_a_goal_is_shown_what_serves_it_in_a_size_that_fits() -> None:
    goal = uuid4()
    page = suggested(Taste(areas={goal: "home"}, energy=Energy.LOW))[:AT_A_TIME]
    assert all(one.effort == 1 for one in page)
    assert any(one.goal == goal and one.why is Why.GOAL for one in page)


@pytest.mark.parametrize("reason", sorted(COMES_SMALLER))
def test_what_was_too_hard_or_too_long_rests_for_two_weeks_and_comes_back_only_smaller(reason: Reason) -> None:
    idea = BY_EFFORT[3]
    taste = declined(idea, reason)
    assert not fits(idea, taste, NOON + RESTS_FOR - MOMENT)
    for days in (14, 30, 400):
        for energy in (None, *Energy):
            one = by_id(replace(taste, energy=energy), at=NOON + timedelta(days=days))[idea.id]
            assert (one.smaller, one.title, one.effort) == (True, idea.smaller.title, 1)


@pytest.mark.parametrize("reason", sorted(set(Reason) - NEVER_AGAIN - COMES_SMALLER))
def test_what_was_declined_for_another_reason_rests_and_comes_back_as_it_was(reason: Reason) -> None:
    idea = BY_EFFORT[2]
    taste = declined(idea, reason)
    assert not fits(idea, taste, NOON + RESTS_FOR - MOMENT)
    assert not by_id(taste, at=NOON + RESTS_FOR)[idea.id].smaller


@pytest.mark.parametrize("barrier", Barrier)
def test_what_took_more_than_there_was_comes_back_smaller_and_what_failed_for_another_reason_does_not(
    barrier: Barrier,
) -> None:
    idea = BY_EFFORT[3]
    taste = taste_of([activity(idea=idea.id, review=review(barrier=barrier))], [], {}, areas={}, energy=None)
    assert by_id(taste, at=NOON + RESTS_AFTER_DOING)[idea.id].smaller is (barrier.need is Need.CAPABILITY)


def test_who_has_no_time_is_shown_what_is_short_first() -> None:
    idea = BY_EFFORT[1]
    plain, short = by_id(Taste()), by_id(declined(idea, Reason.NO_TIME))
    for id_, one in short.items():
        assert (one.points < plain[id_].points) == (one.minutes > LONG), one
    page = suggested(declined(idea, Reason.NO_TIME))[: AT_A_TIME * 4]
    assert all(one.minutes <= LONG for one in page)


def test_who_cannot_get_there_is_shown_what_is_free_and_near_first() -> None:
    page = suggested(declined(BY_EFFORT[1], Reason.ACCESS))[: AT_A_TIME * 4]
    assert all(one.idea.cost == "free" and one.idea.place != "outdoors" for one in page)


def test_who_found_something_too_hard_is_shown_what_is_easier_first_and_a_smaller_version_is_not_held_against() -> None:
    taste = declined(BY_EFFORT[1], Reason.TOO_HARD)
    assert all(one.effort < 3 for one in suggested(taste)[: AT_A_TIME * 4])
    tired, plain = by_id(replace(taste, energy=Energy.LOW)), by_id(Taste(energy=Energy.LOW))
    assert all(one.points == plain[id_].points for id_, one in tired.items()), "all of it is little today"


def test_a_reason_counts_once_however_often_it_was_given() -> None:
    once, often = (
        declined(BY_EFFORT[1], Reason.NO_TIME),
        {one.id: (Declined(Reason.NO_TIME, NOON),) for one in BY_EFFORT.values()},
    )
    few, many = by_id(once), by_id(Taste(declined=often))
    assert all(many[id_].points == few[id_].points for id_ in many)


@given(taste=tastes)
def test_each_page_has_different_kinds_as_long_as_there_are_any(taste: Taste) -> None:
    found = suggested(taste)
    for n in range(0, len(found), AT_A_TIME):
        page, left = found[n : n + AT_A_TIME], found[n:]
        kinds = {one.idea.kind for one in left}
        assert len({one.idea.kind for one in page}) == min(len(page), len(kinds)), [one.idea.kind for one in page]


@given(taste=tastes)
def test_of_one_kind_the_better_always_stands_before_the_worse(taste: Taste) -> None:
    found = suggested(taste)
    for kind in Sort:
        points = [one.points for one in found if one.idea.kind is kind]
        assert points == sorted(points, reverse=True)


def test_the_strongest_reason_is_the_one_that_is_told() -> None:
    idea, goal = BY_EFFORT[1], uuid4()
    long_ago = NOON - timedelta(days=9)
    everything = Taste({goal: idea.areas[0]}, Energy.LOW, {idea.id: Past(WORTH, long_ago)}, {idea.kind: 1})
    weaker = [
        (everything, Why.GOAL),
        (replace(everything, areas={}), Why.WENT_WELL),
        (replace(everything, areas={}, past={idea.id: Past(WORTH - 1, long_ago)}), Why.KIND_HELPED),
        (replace(everything, areas={}, past={}, helped={}), Why.LITTLE_EFFORT),
        (Taste(), Why.ITSELF),
    ]
    found = [by_id(taste)[idea.id] for taste, _why in weaker]
    assert [one.why for one in found] == [why for _taste, why in weaker]
    assert [one.points for one in found[:2]] == sorted((one.points for one in found[:2]), reverse=True)


@pytest.mark.parametrize("id_", sorted(IDEAS))
def test_what_was_done_rests_for_two_days(id_: str) -> None:
    taste = Taste(past={id_: Past(8, NOON)})
    assert not fits(IDEAS[id_], taste, NOON + RESTS_AFTER_DOING - MOMENT)
    assert fits(IDEAS[id_], taste, NOON + RESTS_AFTER_DOING)


def review(
    how: How = How.DONE,
    *,
    at: datetime = NOON,
    enjoyment: int | None = None,
    achievement: int | None = None,
    barrier: Barrier | None = None,
) -> Review:
    return Review(uuid4(), how, at, enjoyment, achievement, "", barrier)


def no(reason: Reason, *, idea: str | None = None, activity_id: UUID | None = None) -> No:
    return No(uuid4(), PATIENT, idea, activity_id, "", reason, "", NOON)


PLANNED = Activity(uuid4(), PATIENT, Plan("Walk to the river", date(2026, 5, 4)), None, None, None, 1, NOON, NOON, None)
OFFERED = replace(PLANNED, offer=Offer("Sam", "Walk to the river", "You liked it."), accepted_at=None)


def activity(
    *, idea: str | None = None, review: Review | None = None, hard: int | None = None, made_at: datetime = NOON
) -> Activity:
    plan = replace(PLANNED.plan, hard=hard)
    return replace(PLANNED, id=uuid4(), idea=idea, review=review, plan=plan, made_at=made_at)


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (PLANNED, State.PLANNED),
        (OFFERED, State.OFFERED),
        (replace(OFFERED, accepted_at=NOON), State.PLANNED),
        (replace(OFFERED, declined=no(Reason.OTHER)), State.DECLINED),
        (replace(PLANNED, taken_off_at=NOON), State.TAKEN_OFF),
        (replace(OFFERED, taken_off_at=NOON), State.TAKEN_OFF),
        *((replace(PLANNED, review=review(how)), State(how.value)) for how in How),
    ],
)
def test_what_has_become_of_an_activity(one: Activity, state: State) -> None:
    assert one.state is state
    asks = state is State.PLANNED
    assert one.asks(date(2026, 5, 4)) is asks, "only what is planned is asked after"


def test_how_it_went_is_asked_from_its_day_on_and_at_any_time_where_it_has_none() -> None:
    assert not PLANNED.asks(date(2026, 5, 3))
    assert PLANNED.asks(date(2026, 5, 9))
    assert replace(PLANNED, plan=Plan("Walk")).asks(date(2020, 1, 1))


def test_the_ladder_goes_from_the_easiest_to_the_hardest_and_holds_what_is_planned_or_was_tried() -> None:
    later = NOON + timedelta(hours=1)
    hard, easy, same = activity(hard=9), activity(hard=0), activity(hard=0, made_at=later)
    tried = activity(hard=5, review=review(How.NOT_THIS_TIME))
    unsaid, off = activity(), replace(activity(hard=1), taken_off_at=NOON)
    declined_one = replace(activity(hard=1), declined=no(Reason.OTHER))
    assert ladder([same, hard, unsaid, tried, off, declined_one, easy]) == [easy, same, tried, hard]
    assert ladder([]) == []


@pytest.mark.parametrize(
    ("before", "after", "by"), [(3, 7, 4), (7, 3, -4), (0, 0, 0), (None, 7, None), (3, None, None)]
)
def test_a_surprise_is_how_much_better_it_was_than_expected(
    before: int | None, after: int | None, by: int | None
) -> None:
    one = replace(PLANNED, plan=replace(PLANNED.plan, enjoyment=before), review=review(enjoyment=after))
    assert surprise(one) == by
    assert surprise(replace(one, review=None)) is None


def tasted(*activities: Activity, noes: tuple[No, ...] = (), kinds: Mapping[str, Sort] | None = None) -> Taste:
    return taste_of(activities, noes, kinds or {}, areas={}, energy=None)


def test_a_taste_knows_the_last_time_and_the_last_marks() -> None:
    early, late = NOON - timedelta(days=5), NOON - timedelta(days=1)
    first = activity(idea="a", review=review(at=early, enjoyment=9, achievement=2))
    second = activity(idea="a", review=review(at=late, enjoyment=3, achievement=4))
    unmarked = activity(idea="a", review=review(How.NOT_THIS_TIME, at=NOON))
    assert tasted(first).past["a"].best == 9
    assert tasted(second, first).past == {"a": Past(4, late)}, "the order they were made in does not count"
    assert tasted(first, unmarked).past == {"a": Past(9, NOON)}, "no mark takes no mark away"
    assert tasted(activity(review=review(enjoyment=9))).past == {}, "what has no idea teaches nothing of one"


def test_a_taste_knows_which_kinds_helped() -> None:
    kinds = {"a": Sort.PEOPLE, "b": Sort.PEOPLE, "c": Sort.ROUTINE}
    reviews = [("a", WORTH, None), ("b", None, WORTH), ("c", WORTH - 1, WORTH - 1), ("gone", 10, 10)]
    done = [activity(idea=id_, review=review(enjoyment=one, achievement=two)) for id_, one, two in reviews]
    assert tasted(*done, kinds=kinds).helped == {Sort.PEOPLE: 2}


def test_a_taste_knows_what_is_planned_or_offered_now_and_nothing_else() -> None:
    over = [
        activity(idea="done", review=review()),
        replace(activity(idea="off"), taken_off_at=NOON),
        replace(activity(idea="no"), declined=no(Reason.OTHER)),
    ]
    assert set(tasted(activity(idea="a"), replace(OFFERED, idea="b"), *over).planned) == {"a", "b"}


def test_a_no_to_an_offer_of_an_idea_is_a_no_to_the_idea_as_well() -> None:
    said = no(Reason.FEELS_WRONG, activity_id=OFFERED.id)
    offered = replace(OFFERED, idea="a", declined=said)
    found = tasted(offered, noes=(said, no(Reason.OTHER, idea="a"), no(Reason.TRIED, idea="b")))
    assert {id_: sorted(one.reason for one in noes) for id_, noes in found.declined.items()} == {
        "a": [Reason.FEELS_WRONG, Reason.OTHER],
        "b": [Reason.TRIED],
    }


def test_every_barrier_but_other_says_what_is_needed() -> None:
    assert {barrier for barrier in Barrier if barrier.need is None} == {Barrier.OTHER}
    assert {barrier.need for barrier in Barrier} == {None, *Need}
