"""A chart of one number over days: its points are worked out here, and templates/components/chart.html draws them.

Dates are true to scale. What was not said is a gap, and no line goes over it. The same facts stand in a table.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from app.rendering import short_day

WIDTH, HEIGHT = 310, 192
"""Units of the drawing; about a pixel each on a telephone."""
LEFT, RIGHT, TOP, BOTTOM = 26, 282, 28, 152
_FIGURE, _DOT, _APART = 8.5, 4, 4
"""How wide a figure and a point are, and how far apart two numbers stand, in the same units."""
_CLOSE = 9
"""Where points lie closer than this, they are drawn smaller."""
_DATE = 58
_STEPS = (1, 2, 3, 7, 14, 28, 56, 91, 182, 364, 728)
"""Days from one date under the chart to the next: the first of these that leaves each its room."""


@dataclass(frozen=True)
class Mark:
    """What was said on one day: a number, and the lowest and the highest where there was more than one."""

    on: date
    value: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Each with its day first."""


@dataclass(frozen=True)
class Point:
    """A place in the drawing. `top` and `bottom` are those of its span. No `number`: there is no room to write it."""

    x: float
    y: float
    top: float
    bottom: float
    radius: float
    number: str
    last: bool


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Chart:
    """`runs`: the points that a line joins, as SVG writes them. `id` is the beginning of the ids in the page."""

    id: str
    title: str
    description: str
    points: tuple[Point, ...]
    runs: tuple[str, ...]
    days: tuple[Tick, ...]
    levels: tuple[Tick, ...]
    table: Table
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def chart(
    id_: str,
    title: str,
    description: str,
    marks: Sequence[Mark],
    table: Table,
    *,
    first: date,
    last: date,
    highest: int = 10,
    joined: int = 1,
) -> Chart:
    """The chart of `marks`, at most one a day and in order, from `first` to `last`, on a scale from 0 to `highest`.

    Two marks that lie more than `joined` days apart are not joined.
    """
    days = max(1, (last - first).days)

    def across(on: date) -> float:
        return _round(LEFT + (RIGHT - LEFT) * (on - first).days / days if last > first else (LEFT + RIGHT) / 2)

    def up(value: float) -> float:
        return _round(BOTTOM - (BOTTOM - TOP) * value / highest)

    return Chart(
        id=id_,
        title=title,
        description=description,
        points=tuple(_points(marks, across, up)),
        runs=tuple(runs(_places(marks, across, up, joined))),
        days=tuple(_days(first, last, across)),
        levels=tuple(Tick(up(level), plain(level)) for level in (0, highest / 2, highest)),
        table=table,
    )


def plain(value: float) -> str:
    """ "4", "4.5"."""
    return f"{value:g}"


def _round(value: float) -> float:
    return round(value, 1)


def _points(marks: Sequence[Mark], across: Callable[[date], float], up: Callable[[float], float]) -> Iterable[Point]:
    places = [across(one.on) for one in marks]
    closest = min((b - a for a, b in pairwise(places)), default=WIDTH)
    radius = 4.0 if closest >= _CLOSE else 2.5
    numbers = _numbered(places, [plain(one.value) for one in marks])
    for n, (one, x) in enumerate(zip(marks, places, strict=True)):
        last = n == len(marks) - 1
        yield Point(x, up(one.value), up(one.highest), up(one.lowest), radius + last, numbers[n], last)


def _numbered(places: Sequence[float], numbers: Sequence[str]) -> list[str]:
    halves = [sum(_DOT if letter == "." else _FIGURE for letter in number) / 2 for number in numbers]
    return [number if fits else "" for number, fits in zip(numbers, room(places, halves), strict=True)]


def room(places: Sequence[float], halves: Sequence[float], *, apart: float = _APART) -> list[bool]:
    """Which of the words centred at these places have room beside each other; the last always has.

    `halves`: half of how wide each is. `apart`: what is left free between two.
    """
    found, free = [False] * len(places), float("inf")
    for n in reversed(range(len(places))):
        if places[n] + halves[n] <= free:
            found[n], free = True, places[n] - halves[n] - apart
    return found


def runs(places: Iterable[tuple[float, float] | None]) -> Iterable[str]:
    """The lines that join these places, as SVG writes them. None is a gap; a place between two gaps has no line."""
    run: list[str] = []
    for place in (*places, None):
        if place is not None:
            run.append(f"{place[0]},{place[1]}")
            continue
        if len(run) > 1:
            yield " ".join(run)
        run = []


def _places(
    marks: Sequence[Mark], across: Callable[[date], float], up: Callable[[float], float], joined: int
) -> Iterable[tuple[float, float] | None]:
    """Where each mark stands, with a gap between two that lie too far apart."""
    for before, one in zip((None, *marks), marks, strict=False):
        if before and (one.on - before.on).days > joined:
            yield None
        yield across(one.on), up(one.value)


def _days(first: date, last: date, across: Callable[[date], float]) -> Iterable[Tick]:
    """Dates to write beneath, counted back from the last."""
    days = (last - first).days
    apart = next((step for step in _STEPS if (RIGHT - LEFT) * step >= _DATE * days), _STEPS[-1])
    for back in range(0, days + 1, apart):
        on = last - timedelta(days=back)
        yield Tick(across(on), short_day(on))
