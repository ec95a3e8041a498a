"""The pattern of a diary: parts of the day at their edges, days when the clock changes, gaps, words that are alike."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from app.diary.rules import Day, Group, Kept, Part, by_day, by_part, by_what, part_of
from app.web.parts.chart import BOTTOM, LEFT, RIGHT, TOP, Chart, Mark, Table, chart, plain

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=LONDON)


def kept(mood: int, at: datetime = MONDAY, what: str = "") -> Kept:
    return Kept(uuid4(), mood, what, True, at)


@pytest.mark.parametrize(
    ("hour", "minute", "part"),
    [
        (0, 0, Part.EVENING),
        (3, 59, Part.EVENING),
        (4, 0, Part.MORNING),
        (11, 59, Part.MORNING),
        (12, 0, Part.AFTERNOON),
        (17, 59, Part.AFTERNOON),
        (18, 0, Part.EVENING),
        (23, 59, Part.EVENING),
    ],
)
def test_a_part_of_the_day_begins_and_ends_on_the_minute(hour: int, minute: int, part: Part) -> None:
    assert part_of(datetime(2026, 11, 25, hour, minute, 59, tzinfo=LONDON)) is part


def test_a_part_of_the_day_goes_by_the_clock_on_the_wall_on_both_sides_of_a_change() -> None:
    before, after = (datetime(2026, 10, day, 11, 30, tzinfo=UTC).astimezone(LONDON) for day in (24, 25))
    assert (before.hour, part_of(before)) == (12, Part.AFTERNOON)
    assert (after.hour, part_of(after)) == (11, Part.MORNING)


def test_the_middle_is_the_number_in_the_middle_or_halfway_between_two() -> None:
    assert Day(date(2026, 11, 23), (1, 9, 2)).middle == 2
    assert Day(date(2026, 11, 23), (1, 4)).middle == 2.5
    assert Group("bus", (0,)).middle == 0
    assert [plain(one) for one in (0, 2.0, 2.5, 10)] == ["0", "2", "2.5", "10"]


def test_two_entries_of_one_day_are_one_day_with_its_ends() -> None:
    [day] = by_day([kept(7, MONDAY + timedelta(hours=3)), kept(2)])
    assert (day.day, day.moods, day.lowest, day.highest) == (date(2026, 11, 23), (2, 7), 2, 7)


def test_days_come_in_order_and_a_day_without_an_entry_is_none() -> None:
    days = by_day([kept(3, MONDAY + timedelta(days=2)), kept(0), kept(5, MONDAY - timedelta(days=6))])
    assert [(one.day.day, one.moods) for one in days] == [(17, (5,)), (23, (0,)), (25, (3,))]
    assert by_day([]) == []


def test_one_minute_decides_the_day_at_midnight_there_and_not_in_utc() -> None:
    midnight = datetime(2026, 7, 1, tzinfo=LONDON)
    days = by_day([kept(1, (midnight - timedelta(minutes=1))), kept(2, midnight)])
    assert [one.day for one in days] == [date(2026, 6, 30), date(2026, 7, 1)]


def test_the_hour_that_comes_twice_keeps_the_order_in_which_it_was_lived() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC).astimezone(LONDON)  # 01:30, the first time
    second = datetime(2026, 10, 25, 1, 10, tzinfo=UTC).astimezone(LONDON)  # 01:10, forty minutes later
    assert (first.time() > second.time(), first.date()) == (True, second.date())
    [day] = by_day([kept(8, second, "TEA"), kept(3, first, "tea")])
    assert day.moods == (3, 8)
    assert by_what([kept(8, second, "TEA"), kept(3, first, "tea")]) == [Group("tea", (3, 8))]


def test_the_hour_that_is_left_out_in_spring_makes_no_day_of_its_own() -> None:
    before = datetime(2026, 3, 29, 0, 59, tzinfo=UTC).astimezone(LONDON)
    after = before + timedelta(minutes=1)
    [day] = by_day([kept(4, before), kept(6, after.astimezone(UTC).astimezone(LONDON))])
    assert day.moods == (4, 6)


def test_only_parts_of_the_day_with_an_entry_are_named_in_the_order_of_the_day() -> None:
    entries = [kept(1, MONDAY.replace(hour=22)), kept(5), kept(3, MONDAY.replace(hour=2))]
    assert by_part(entries) == [Group("morning", (5,)), Group("evening", (1, 3))]
    assert by_part([]) == []


def test_what_was_written_alike_counts_together_whatever_its_letters_and_spaces() -> None:
    times = [MONDAY + timedelta(days=n) for n in range(6)]
    whats = ["Walk  to work", "walk to WORK ", "Straße", "STRASSE", "walk", ""]
    found = by_what([kept(n, at, what) for n, (at, what) in enumerate(zip(times, whats, strict=True))])
    assert found == [Group("Straße", (2, 3)), Group("Walk  to work", (0, 1))]


def test_what_has_the_most_entries_comes_first_and_a_mood_ranks_nothing() -> None:
    low = [kept(0, MONDAY + timedelta(hours=n), "bus") for n in range(3)]
    high = [kept(10, MONDAY + timedelta(hours=n), "allotment") for n in range(2)]
    assert [group.name for group in by_what([*high, *low])] == ["bus", "allotment"]


def test_nothing_written_and_once_written_are_no_group() -> None:
    assert by_what([kept(1), kept(2), kept(3, what="  "), kept(4, what="bus")]) == []


def drawn(*values: tuple[int, float], days: int = 14, joined: int = 1) -> Chart:
    """A chart of numbers, each some days after 12 November 2026."""
    first = date(2026, 11, 12)
    marks = [Mark(first + timedelta(days=n), value, value, value) for n, value in values]
    last = first + timedelta(days=days - 1)
    return chart("c", "Title", "Description", marks, Table(("Day",), ()), first=first, last=last, joined=joined)


def test_a_chart_is_true_to_its_dates_and_to_its_numbers() -> None:
    found = drawn((0, 0), (1, 5), (13, 10))
    assert [point.x for point in found.points] == [LEFT, round(LEFT + (RIGHT - LEFT) / 13, 1), RIGHT]
    assert [point.y for point in found.points] == [BOTTOM, (TOP + BOTTOM) / 2, TOP]
    assert [one.label for one in found.levels] == ["0", "5", "10"]


def test_no_line_goes_over_a_gap_and_none_to_a_point_that_stands_alone() -> None:
    found = drawn((0, 1), (1, 2), (3, 3), (5, 4), (6, 5), (7, 6))
    assert [len(run.split()) for run in found.runs] == [2, 3]
    assert [len(run.split()) for run in drawn((0, 1), (7, 2), (13, 3), joined=7).runs] == [3]
    assert drawn((0, 1), (7, 2)).runs == ()


def test_only_the_last_point_is_filled_and_its_number_always_stands() -> None:
    found = drawn(*((n, 4.5) for n in range(90)), days=90)
    assert [point.last for point in found.points] == [False] * 89 + [True]
    assert found.points[-1].number == "4.5"
    numbered = [point.x for point in found.points if point.number]
    assert 2 < len(numbered) < 20
    assert min(b - a for a, b in pairwise(numbered)) > 20


def test_in_two_weeks_of_whole_numbers_each_point_has_its_number() -> None:
    assert all(point.number for point in drawn(*((n, n % 11) for n in range(14))).points)


def test_dates_under_a_chart_end_with_the_last_day_and_never_touch() -> None:
    for days in (1, 2, 14, 30, 90, 700, 3000):
        ticks = drawn((0, 1), days=days).days
        places = [one.at for one in reversed(ticks)]
        assert places[-1] == (RIGHT if days > 1 else (LEFT + RIGHT) / 2)
        assert all(b - a > 50 for a, b in pairwise(places)), days


def test_a_chart_of_nothing_has_its_frame_and_no_point() -> None:
    found = drawn()
    assert (found.points, found.runs) == ((), ())
    assert found.days
