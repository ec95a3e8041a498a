"""The working calendar: when somebody is there, and when a promise falls due. Pure, and exact across clock changes.

An instant is aware; the hours are the service's own, on the clock of its zone. What the clock skips in spring is open
for as long as it really is, and what it repeats in autumn is open twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

import holidays

from app.content.help import Nation
from app.service.rules import Open, ServiceSettings, Within

_SUBDIVISION = {
    Nation.ENGLAND: "ENG",
    Nation.SCOTLAND: "SCT",
    Nation.WALES: "WLS",
    Nation.NORTHERN_IRELAND: "NIR",
}
_FAR = 2000
"""Days looked ahead: with one open day a week, no list of closed days that the settings take reaches so far."""

_NEVER = "the calendar never opens"


@lru_cache(maxsize=256)
def bank_holidays(nation: Nation, year: int) -> frozenset[date]:
    """The bank holidays of a nation, substitute days included (from the `holidays` library)."""
    return frozenset(holidays.country_holidays("GB", subdiv=_SUBDIVISION[nation], years=year))


@dataclass(frozen=True)
class Window:
    """One stretch of open time, in UTC, and the day of the calendar it belongs to."""

    day: date
    opens: datetime
    closes: datetime


@dataclass(frozen=True)
class Calendar:
    """The service's open time."""

    zone: ZoneInfo
    hours: tuple[Open | None, ...]
    closed: frozenset[date]
    nation: Nation | None

    def window(self, day: date) -> Window | None:
        """The open time of a day, if it has any."""
        hours = self.hours[day.weekday()]
        if hours is None or day in self.closed or (self.nation and day in bank_holidays(self.nation, day.year)):
            return None
        opens, closes = self._instant(day, hours.opens), self._instant(day, hours.closes, last=True)
        return Window(day, opens, closes) if opens < closes else None

    def is_open(self, at: datetime) -> bool:
        one = self.window(at.astimezone(self.zone).date())
        return one is not None and one.opens <= at < one.closes

    def opening(self, at: datetime) -> datetime:
        """`at` itself where the service is open then, or else when it opens next."""
        return next(max(one.opens, at) for one in self._from(at))

    def due(self, at: datetime, within: Within) -> datetime:
        """When a promise made at this instant falls due.

        Hours count open time only. Days end at the close of the day. What arrives while the service is closed counts
        from the next opening.
        """
        if within.unit == "days":
            return next(islice(self._from(at), within.amount, None)).closes
        left = timedelta(hours=within.amount)
        for one in self._from(at):
            begins = max(one.opens, at)
            if one.closes - begins >= left:
                return begins + left
            left -= one.closes - begins
        raise ValueError(_NEVER)

    def _from(self, at: datetime) -> Iterator[Window]:
        """The windows that end after this instant, the first first."""
        day = at.astimezone(self.zone).date()
        for ahead in range(_FAR):
            one = self.window(day + timedelta(days=ahead))
            if one and one.closes > at:
                yield one
        raise ValueError(_NEVER)

    def _instant(self, day: date, hour: time, *, last: bool = False) -> datetime:
        """An hour on that day's clock. One that comes twice is its first or last; one that never comes, the change."""
        local = datetime.combine(day, hour, self.zone)
        folded = local.replace(fold=1)
        if local.utcoffset() == folded.utcoffset():
            return local.astimezone(UTC)
        before, after = local.astimezone(UTC), folded.astimezone(UTC)
        if before < after:  # it comes twice
            return after if last else before
        minutes = (after + timedelta(minutes=n) for n in range(24 * 60))
        return next(one for one in minutes if one.astimezone(self.zone).utcoffset() == folded.utcoffset())


def calendar_of(settings: ServiceSettings, zone: ZoneInfo) -> Calendar:
    return Calendar(zone, settings.hours, frozenset(one.day for one in settings.closed), settings.bank_holidays)
