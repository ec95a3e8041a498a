"""The working calendar beside a model that knows nothing of it and asks each half hour what its own clock says."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from app.content.help import Nation
from app.service.calendar import Calendar, bank_holidays, calendar_of
from app.service.rules import Closed, Open, ServiceSettings, Within

LONDON = ZoneInfo("Europe/London")
HALF = timedelta(minutes=30)
BEGIN, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
OFFICE = Open(opens=time(9), closes=time(17))
MORNING = Open(opens=time(9, 30), closes=time(13))
NIGHT = Open(opens=time(0, 30), closes=time(4))
PROMISES = [
    Within(amount=1, unit="hours"),
    Within(amount=4, unit="hours"),
    Within(amount=30, unit="hours"),
    Within(amount=0, unit="days"),
    Within(amount=1, unit="days"),
    Within(amount=3, unit="days"),
]
CALENDARS = {
    "Europe/London": ((OFFICE, OFFICE, MORNING, OFFICE, OFFICE, None, None), Nation.ENGLAND),
    "America/New_York": ((NIGHT, None, OFFICE, None, MORNING, None, NIGHT), Nation.SCOTLAND),
    "Australia/Lord_Howe": ((NIGHT,) * 7, None),
    "Pacific/Auckland": ((None, OFFICE, OFFICE, MORNING, OFFICE, MORNING, NIGHT), Nation.NORTHERN_IRELAND),
}
"""Half an hour's change of the clock, a change in the open hours of a night, part-time days, and whole days off."""


class Model:
    """Which half hours are open, found by asking each what its own clock says."""

    def __init__(self, calendar: Calendar) -> None:
        self.open: list[tuple[datetime, date]] = []
        for at in _halves(END + timedelta(days=40)):
            local = at.astimezone(calendar.zone)
            hours = calendar.hours[local.weekday()]
            day_off = local.date() in calendar.closed or (
                calendar.nation is not None and local.date() in bank_holidays(calendar.nation, local.year)
            )
            if hours and not day_off and hours.opens <= local.time() < hours.closes:
                self.open.append((at, local.date()))
        self.starts = [at for at, _day in self.open]
        self.closes = [list(same)[-1][0] + HALF for _day, same in groupby(self.open, key=lambda one: one[1])]

    def opening(self, at: datetime) -> datetime:
        return self.starts[bisect_left(self.starts, at)]

    def due(self, at: datetime, within: Within) -> datetime:
        if within.unit == "days":
            return self.closes[bisect_left(self.closes, at + timedelta(microseconds=1)) + within.amount]
        return self.starts[bisect_left(self.starts, at) + 2 * within.amount - 1] + HALF


def _halves(end: datetime) -> Iterator[datetime]:
    at = BEGIN
    while at < end:
        yield at
        at += HALF


@pytest.mark.parametrize("zone", CALENDARS)
def test_every_half_hour_of_six_years_is_counted_as_the_clock_on_the_wall_counts_it(zone: str) -> None:
    hours, nation = CALENDARS[zone]
    calendar = Calendar(ZoneInfo(zone), hours, frozenset({date(2026, 12, 24), date(2027, 6, 1)}), nation)
    model = Model(calendar)
    open_ = set(model.starts)
    assert len(open_) > 10_000, "a model that is hardly ever open proves nothing"
    for n, at in enumerate(_halves(END)):
        assert calendar.is_open(at) == (at in open_), f"{zone} {at}: open or not"
        assert calendar.opening(at) == model.opening(at), f"{zone} {at}: when it opens"
        within = PROMISES[n % len(PROMISES)]
        assert calendar.due(at, within) == model.due(at, within), f"{zone} {at}: {within}"


@pytest.mark.parametrize("within", PROMISES, ids=str)
def test_what_comes_later_is_never_due_earlier(within: Within) -> None:
    calendar = calendar_of(ServiceSettings(), LONDON)
    due = [calendar.due(BEGIN + n * timedelta(minutes=11), within) for n in range(20_000)]
    assert due == sorted(due)


@pytest.mark.parametrize(
    ("sent", "within", "due"),
    [
        ("2026-11-24T12:00", Within(amount=1, unit="days"), "2026-11-25T17:00"),
        ("2026-11-24T12:00", Within(amount=0, unit="days"), "2026-11-24T17:00"),
        ("2026-11-24T16:59", Within(amount=4, unit="hours"), "2026-11-25T12:59"),
        ("2026-11-24T17:00", Within(amount=0, unit="days"), "2026-11-25T17:00"),
        ("2026-11-27T17:29", Within(amount=1, unit="days"), "2026-12-01T17:00"),  # a Friday evening
        ("2026-05-01T17:29", Within(amount=1, unit="days"), "2026-05-06T17:00"),  # … before the early May bank holiday
        ("2026-12-24T16:00", Within(amount=2, unit="hours"), "2026-12-29T10:00"),  # Boxing Day's substitute is a Monday
        ("2026-03-27T16:30", Within(amount=1, unit="hours"), "2026-03-30T09:30"),  # the clocks go forward between
        ("2026-10-23T16:30", Within(amount=1, unit="hours"), "2026-10-26T09:30"),  # and back
    ],
)
def test_a_promise_falls_due_when_a_person_would_say_it_does(sent: str, within: Within, due: str) -> None:
    def local(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=LONDON)

    assert calendar_of(ServiceSettings(), LONDON).due(local(sent), within) == local(due)


def test_an_hour_that_comes_twice_is_open_from_its_first_to_its_last() -> None:
    hours = (Open(opens=time(0, 45), closes=time(1, 45)),) * 7
    window = Calendar(LONDON, hours, frozenset(), None).window(date(2026, 10, 25))
    assert window is not None
    assert window.closes - window.opens == timedelta(hours=2)


def test_an_hour_that_never_comes_is_no_open_time_at_all() -> None:
    hours = (Open(opens=time(1), closes=time(2)),) * 7
    calendar = Calendar(LONDON, hours, frozenset(), None)
    assert calendar.window(date(2026, 3, 29)) is None
    assert calendar.window(date(2026, 3, 30)) is not None


def test_bank_holidays_are_the_nations_own_with_their_substitute_days() -> None:
    assert date(2026, 12, 28) in bank_holidays(Nation.ENGLAND, 2026)
    assert date(2026, 11, 30) in bank_holidays(Nation.SCOTLAND, 2026)
    assert date(2026, 11, 30) not in bank_holidays(Nation.ENGLAND, 2026)
    assert date(2026, 7, 13) in bank_holidays(Nation.NORTHERN_IRELAND, 2026)


def test_a_service_that_is_never_open_or_promises_nothing_is_refused() -> None:
    with pytest.raises(ValidationError):
        ServiceSettings(hours=(None,) * 7)
    with pytest.raises(ValidationError):
        Open(opens=time(17), closes=time(9))
    with pytest.raises(ValidationError):
        Open(opens=time(9), closes=time(9, 59))
    with pytest.raises(ValidationError):
        Within(amount=0, unit="hours")


def test_one_day_a_week_and_a_long_list_of_closed_days_still_opens() -> None:
    first = date(2026, 11, 23)
    closed = tuple(Closed(day=first + timedelta(weeks=n), why="Moving house") for n in range(200))
    settings = ServiceSettings(hours=(OFFICE, *(None,) * 6), closed=closed)
    due = calendar_of(settings, LONDON).due(datetime(2026, 11, 23, 12, tzinfo=UTC), Within(amount=1, unit="hours"))
    assert due.astimezone(LONDON).date() > first + timedelta(weeks=199)
