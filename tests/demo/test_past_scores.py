"""The scores of the past: every outcome occurs, in its dates, and the same every time."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from app.demo import past
from app.demo.people import Somebody
from app.measures.outcomes import Caseness, Outcome, ReliableChange, Taken, outcome, pair


def outcome_of(one: Somebody) -> Outcome:
    def taken(which: str) -> list[Taken]:
        found = []
        for sat in one.account.sat:
            numbers = [n for n in getattr(sat, which) if n is not None]
            whole = len(numbers) == len(getattr(sat, which))
            at = datetime(2026, 6, 11, tzinfo=UTC) - timedelta(days=sat.days)
            found.append(Taken(at, sum(numbers) if whole else None))
        return found

    return outcome(pair(taken("phq")), pair(taken("gad")))


def test_every_outcome_occurs_and_some_courses_are_not_assessable() -> None:
    found = [outcome_of(one) for one in past.people()]
    changes = Counter(one.change for one in found)
    assert all(changes[one] >= 5 for one in (*ReliableChange, None)), changes
    assert sum(one.start is Caseness.NOT_AT for one in found) >= 3
    assert sum(bool(one.recovered) and not one.improved for one in found) >= 3
    assert sum(bool(one.reliably_recovered) for one in found) >= 12


def test_each_set_lies_within_the_course_and_none_flags() -> None:
    for one in past.people():
        assert one.ended is not None
        for sat in one.account.sat:
            assert one.ended < sat.days < one.enrolled, one.key
            assert sat.phq[-1] in (0, None), "nobody who has left has a flag that waits"
            assert all(n is None or 0 <= n <= 3 for n in (*sat.phq, *sat.gad)), one.key
