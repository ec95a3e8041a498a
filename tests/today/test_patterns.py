"""Before and after, from plain activities: the specification."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from app.activities.rules import Activity, How, Plan, Review
from app.today.patterns import ENOUGH, BeforeAfter, before_and_after

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def did(what: str, before: int | None, after: int | None, *, days: int = 0) -> Activity:
    at = NOON - timedelta(days=days)
    return Activity(
        id=uuid4(),
        patient_id=uuid4(),
        plan=Plan(what, enjoyment=before),
        idea=None,
        offer=None,
        smaller_of=None,
        version=1,
        made_at=at,
        accepted_at=at,
        taken_off_at=None,
        review=Review(uuid4(), How.DONE, at, after),
    )


def test_too_few_to_see_anything_are_nothing() -> None:
    assert before_and_after([did("Walk", 2, 5)] * (ENOUGH - 1)) == ()


def test_enough_stand_there_the_latest_first_each_as_it_was_said() -> None:
    found = before_and_after([did("Old", 1, 1, days=9), did("New", 2, 5), did("Between", 8, 3, days=2)])
    assert [one.what for one in found] == ["New", "Between", "Old"]
    assert found[0] == BeforeAfter("New", (2, 5), None)


def test_what_has_no_number_before_or_none_after_is_left_out_and_does_not_count() -> None:
    some = [did("Walk", 2, 5), did("Swim", None, 5), did("Sing", 2, None), did("Cook", 0, 0)]
    assert before_and_after(some) == ()
    assert len(before_and_after([*some, did("Bake", 0, 10)])) == ENOUGH
