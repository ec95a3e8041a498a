"""When a reminder may go out: exact for every half hour of two years, wherever the clock jumps."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.notices.rules import TRIES, again_at, next_allowed

BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
CELL = timedelta(minutes=15)
WISHES = [
    ("1234567", time(20), time(9)),
    ("135", time(1), time(1, 45)),
    ("7", time(2, 15), time(0, 30)),
]
ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"]


def quiet(wall: time, begins: time, ends: time) -> bool:
    """Said otherwise than in the rule: walk from the beginning of the quiet hours to their end."""
    length, into = ((b.hour * 60 + b.minute - begins.hour * 60 - begins.minute) % 1440 for b in (ends, wall))
    return into < length


@pytest.mark.parametrize("zone", ZONES)
def test_every_half_hour_of_two_years_finds_the_first_moment_that_was_asked_for(zone: str, full_size: bool) -> None:
    there = ZoneInfo(zone)
    for days, begins, ends in WISHES if full_size else WISHES[:2]:
        answer: dict[datetime, datetime | None] = {}
        following, at = None, ENDS + timedelta(days=20)
        while at >= BEGINS:  # from the far end back: nothing changes within a quarter of an hour
            wall = at.astimezone(there)
            if str(wall.isoweekday()) in days and not quiet(wall.time(), begins, ends):
                following = at
            answer[at] = following
            at -= CELL
        at = BEGINS
        while at < ENDS:
            assert next_allowed(at, days, begins, ends, there) == answer[at], f"{zone} {at} {days} {begins}-{ends}"
            at += 2 * CELL


def test_between_two_quarters_the_moment_is_this_one_or_the_end_of_the_quiet_hours() -> None:
    london = ZoneInfo("Europe/London")
    at = datetime(2026, 6, 1, 7, 59, 59, 5, tzinfo=UTC)  # 08:59:59 there
    assert next_allowed(at, "1234567", time(20), time(9), london) == datetime(2026, 6, 1, 8, tzinfo=UTC)
    assert next_allowed(at + timedelta(seconds=2), "1", time(20), time(9), london) == at + timedelta(seconds=2)


def test_no_day_at_all_is_never_and_no_quiet_hours_is_now() -> None:
    london = ZoneInfo("Europe/London")
    assert next_allowed(BEGINS, "", time(20), time(9), london) is None
    assert next_allowed(BEGINS, "1234567", time(9), time(9), london) == BEGINS


def test_a_wait_is_a_little_longer_for_some_and_never_shorter() -> None:
    for attempts in range(1, TRIES):
        least, most = (again_at(attempts, at=BEGINS, spread=spread) for spread in (0, 1))
        assert least is not None
        assert most is not None
        assert BEGINS < least < most <= BEGINS + 1.2 * (least - BEGINS)
    assert again_at(TRIES, at=BEGINS) is None
