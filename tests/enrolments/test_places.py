"""What is open in a plan: by the rules of the pathway, with the whole plan in view."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from app.conditions.rules import Condition
from app.enrolments.rules import Entry, Place, places
from app.pathways.rules import opening

RULES = st.one_of(
    st.none(),
    st.builds(
        opening,
        previous=st.booleans(),
        days=st.integers(0, 30),
        practitioner=st.booleans(),
        every=st.booleans(),
    ),
)
PLANS = st.lists(
    st.builds(
        Entry,
        id=st.uuids(),
        title=st.sampled_from(["A", "B", "C"]),
        core=st.booleans(),
        opens=RULES,
        begun=st.booleans(),
        finished=st.booleans(),
        opened=st.booleans(),
        counts=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda entry: entry.id,
)
AFTER = opening(previous=True, days=0, practitioner=False, every=False)


def entry(title: str = "A", opens: Condition | None = None, **more: bool) -> Entry:
    told = {"core": True, "begun": False, "finished": False, "opened": False, "counts": True, **more}
    return Entry(uuid4(), title, opens=opens, **told)


def found(*plan: Entry, days: int = 0, sessions: int = 0) -> list[Place]:
    by_id = places(plan, days=days, sessions=sessions)
    return [by_id[one.id] for one in plan]


def test_a_module_waits_for_the_nearest_core_module_before_it_and_names_it() -> None:
    first, optional, last = found(entry("First"), entry("Extra", core=False), entry("Last", AFTER))
    assert (first.open, optional.open, last.open) == (True, True, False)
    assert last.previous == "First", "what is optional keeps nothing closed"


def test_a_module_taken_out_or_gone_through_again_is_nobodys_previous() -> None:
    assert found(entry("Out", counts=False), entry("Last", AFTER))[1] == Place(AFTER, True, None)


def test_days_count_from_the_first() -> None:
    in_a_week = opening(previous=False, days=7, practitioner=False, every=False)
    assert [found(entry(opens=in_a_week), days=days)[0].open for days in (0, 6, 7, 8)] == [False, False, True, True]


def test_a_module_that_waits_for_the_third_session_opens_with_it() -> None:
    third = opening(previous=False, days=0, sessions=3, practitioner=False, every=False)
    assert [found(entry(opens=third), sessions=had)[0].open for had in (0, 2, 3, 4)] == [False, False, True, True]


def test_all_of_these_means_all_and_any_means_any() -> None:
    both = opening(previous=True, days=7, practitioner=False, every=True)
    either = opening(previous=True, days=7, practitioner=False, every=False)
    for finished, days, all_, any_ in ((False, 7, False, True), (True, 6, False, True), (True, 7, True, True)):
        plan = (entry(finished=finished), entry(opens=both, core=False), entry(opens=either, core=False))
        assert [place.open for place in found(*plan, days=days)[1:]] == [all_, any_]


@given(PLANS, st.integers(0, 40))
def test_what_is_begun_or_opened_by_the_practitioner_is_open_whatever_stands_around_it(
    plan: list[Entry], days: int
) -> None:
    by_id = places(plan, days=days)
    for one in plan:
        assert by_id[one.id].open or not (one.begun or one.opened)


@given(PLANS, st.integers(0, 40))
def test_time_and_finished_work_only_ever_open_more(plan: list[Entry], days: int) -> None:
    before, after = places(plan, days=days), places(plan, days=days + 1)
    assert all(after[one.id].open for one in plan if before[one.id].open)


@given(PLANS, st.integers(0, 40))
def test_an_open_first_module_is_enough_for_a_plan_to_begin(plan: list[Entry], days: int) -> None:
    assert all(places([one], days=400)[one.id].open for one in plan if one.opens == AFTER), "nothing stands before it"
