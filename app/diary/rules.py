"""The pattern of somebody's diary: what days and parts of a day looked like. It draws, and never concludes. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from statistics import median
from uuid import UUID

HIGHEST = 10
"""Mood goes from 0, as low as it gets, to 10, as good as it gets."""
LONGEST_WHAT, LONGEST_NOTICING = 200, 2000
HARD = 2
"""Up to here a number says that a day is hard; the page then says where help is."""
ENOUGH = 3
"""So many entries are needed before a pattern is drawn; before that the page says that it is too soon."""


@dataclass(frozen=True)
class Kept:
    """One entry. `at` is aware and in the service's zone where parts of the day are asked of it."""

    id: UUID
    mood: int
    what: str
    shared: bool
    at: datetime
    entered_by: str = ""
    """Whoever of the team wrote it down as the patient said it; nobody where the patient did."""


@dataclass(frozen=True)
class Noticed:
    """What somebody made of their pattern."""

    id: UUID
    words: str
    shared: bool
    at: datetime


def _when(one: Kept) -> float:
    """An instant to sort by: on one clock, the hour that comes twice in autumn would fall in with itself."""
    return one.at.timestamp()


class Part(StrEnum):
    """Parts of a day: until noon, until six, and after."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


def part_of(at: datetime) -> Part:
    """Which part of the day an instant belongs to, on the clock of its own zone. A night belongs to the evening."""
    if 4 <= at.hour < 12:
        return Part.MORNING
    return Part.AFTERNOON if 12 <= at.hour < 18 else Part.EVENING


@dataclass(frozen=True)
class Day:
    """The moods of one day of the calendar, in the order of the entries."""

    day: date
    moods: tuple[int, ...]

    @property
    def lowest(self) -> int:
        return min(self.moods)

    @property
    def highest(self) -> int:
        return max(self.moods)

    @property
    def middle(self) -> float:
        return median(self.moods)


@dataclass(frozen=True)
class Group:
    """The moods that some entries have in common, and the entries themselves."""

    name: str
    moods: tuple[int, ...]

    @property
    def middle(self) -> float:
        return median(self.moods)


def by_day(entries: Iterable[Kept]) -> list[Day]:
    """The days with an entry, in order. A day without one is a gap, never a nought."""
    moods: dict[date, list[int]] = defaultdict(list)
    for one in sorted(entries, key=_when):
        moods[one.at.date()].append(one.mood)
    return [Day(day, tuple(found)) for day, found in sorted(moods.items())]


def by_part(entries: Sequence[Kept]) -> list[Group]:
    """The moods of each part of the day that has any."""
    found = [Group(part.value, tuple(one.mood for one in entries if part_of(one.at) is part)) for part in Part]
    return [group for group in found if group.moods]


def by_what(entries: Iterable[Kept]) -> list[Group]:
    """The moods beside each thing that was written more than once, those with the most entries first."""
    moods: dict[str, list[int]] = defaultdict(list)
    names: dict[str, str] = {}
    for one in sorted(entries, key=_when):
        key = " ".join(one.what.casefold().split())
        if key:
            moods[key].append(one.mood)
            names.setdefault(key, one.what)
    found = [Group(names[key], tuple(all_)) for key, all_ in moods.items() if len(all_) > 1]
    return sorted(found, key=lambda group: (-len(group.moods), group.name.casefold()))
