"""The patient's chart of a score over time. Worked out here, drawn by templates/components/score_chart.html.

Dates are true to scale. Bands, cut-off and reliable change are told apart by shape and by words. A total that is not
there is a gap, and no line goes over it. The item on safety stands under the same dates, so that a falling total cannot
hide it. The same facts stand in a table.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from textwrap import wrap

from app.content.measures import Items, Measure
from app.measures import rules
from app.measures.queries import Given
from app.measures.rules import is_number
from app.rendering import day, short_day
from app.rendering import gettext as _
from app.web.parts.chart import Point, Table, Tick, room, runs
from app.web.patient.score_sentences import said, shown

WIDTH = 310
"""Units of the drawing; about a pixel each on a telephone."""
LEFT, RIGHT, TOP, BOTTOM = 26, 222, 18, 208
FIRST, LAST = LEFT + 14, RIGHT - 17
"""Where the first and the last point stand."""
NAMES, LETTERS, LINE = 11, 7.6, 16
"""Letters of a band's name on one line, how wide one is, and how far apart two lines stand."""
SQUARE, BETWEEN = 8, 3
_FIGURE = 8.5
_CLOSE = 13
"""Where points lie closer than this, they are drawn smaller."""
Across = Callable[[int], float]
Up = Callable[[float], float]


@dataclass(frozen=True)
class Strip:
    """A band: `top` and `height` of its ground, which of the two tints, and its name line by line."""

    top: float
    height: float
    tint: int
    name: tuple[Tick, ...]


@dataclass(frozen=True)
class Line:
    """A rule across the chart with its words on it, at their left or right end. `kind`: cut · reliable."""

    kind: str
    at: float
    label: str
    words_at: float
    at_end: bool = False


@dataclass(frozen=True)
class Square:
    x: float
    y: float
    filled: bool


@dataclass(frozen=True)
class Said:
    """One answer to the item on safety, under its date. `rose`: it is above 0."""

    x: float
    number: str
    rose: bool


@dataclass(frozen=True)
class SafetyRow:
    squares: tuple[Square, ...]
    said: tuple[Said, ...]
    top: float
    numbers_at: float
    name: tuple[Tick, ...]


@dataclass(frozen=True)
class ScoreChart:
    """`runs`: the points that a line joins, as SVG writes them. `gaps`: where a total is missing."""

    id: str
    title: str
    description: str
    strips: tuple[Strip, ...]
    levels: tuple[Tick, ...]
    rules: tuple[Line, ...]
    points: tuple[Point, ...]
    runs: tuple[str, ...]
    gaps: tuple[float, ...]
    days: tuple[Tick, ...]
    safety: SafetyRow | None
    table: Table
    height: float
    width: int = WIDTH
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def score_chart(measure: Measure, sittings: Sequence[Given]) -> ScoreChart | None:
    """The chart of these sittings of one measure, oldest first; None where there is nothing to draw."""
    given = shown(sittings)
    if not any(one.total is not None for one in given):
        return None
    across, up = _across(given), _up(measure)
    item = _item(measure)
    safety = _safety(measure, given, across, item)
    lines = tuple(_rules(measure, given, across, up))
    return ScoreChart(
        id=f"chart-{measure.id}",
        title=_title(measure, given),
        description=_description(given, lines),
        strips=tuple(_strips(measure, up)),
        levels=tuple(Tick(up(level), str(level)) for level in _levels(measure)),
        rules=lines,
        points=tuple(_points(given, across, up)),
        runs=tuple(runs(_places(given, across, up))),
        gaps=tuple(across(n) for n, one in enumerate(given) if one.total is None),
        days=tuple(_days(given, across)),
        safety=safety,
        table=_table(measure, given, item),
        height=safety.numbers_at + 8 if safety else BOTTOM + 32,
    )


def _round(value: float) -> float:
    return round(value, 1)


def _up(measure: Measure) -> Up:
    return lambda value: _round(BOTTOM - (BOTTOM - TOP) * value / measure.highest)


def _across(given: Sequence[Given]) -> Across:
    """Where the n-th sitting stands, by its day; two of one day stand beside each other."""
    begin, of_day = given[0].on, Counter(one.on for one in given)
    seen: Counter[object] = Counter()
    places: list[float] = []
    for one in given:
        places.append((one.on - begin).days + seen[one.on] / of_day[one.on])
        seen[one.on] += 1
    span = places[-1]
    if not span:
        return lambda _n: (FIRST + LAST) / 2
    return lambda n: _round(FIRST + (LAST - FIRST) * places[n] / span)


def _levels(measure: Measure) -> list[int]:
    return sorted({0, *(band.start for band in measure.bands), measure.highest})


def _strips(measure: Measure, up: Up) -> Iterable[Strip]:
    ends = [*(band.start for band in measure.bands[1:]), measure.highest]
    for n, (band, end) in enumerate(zip(measure.bands, ends, strict=False)):
        top, bottom = up(end), up(band.start)
        lines = wrap(band.name[:1].upper() + band.name[1:], NAMES, break_long_words=False)
        first = (top + bottom) / 2 + 5 - LINE * (len(lines) - 1) / 2
        name = tuple(Tick(_round(first + LINE * k), words) for k, words in enumerate(lines))
        yield Strip(top, _round(bottom - top), n % 2 + 1, name)


def _rules(measure: Measure, given: Sequence[Given], across: Across, up: Up) -> Iterable[Line]:
    """The cut-off, and from where on a score has moved reliably from the first. Upwards only where one has risen."""
    totals = [one.total for one in given if one.total is not None and one.highest == measure.highest]
    distance, cut = measure.reliable_change, measure.cut_off
    found = []
    if cut is not None:
        found.append(Line("cut", up(cut), _("Cut-off: %(n)d") % {"n": cut}, 0))
    if totals and distance is not None:
        lower, upper = totals[0] - distance, totals[0] + distance
        if lower >= 0:
            at = up(lower) - (2 if lower == cut else 0)
            found.append(Line("reliable", at, _("Reliable: %(n)d or less") % {"n": lower}, 0))
        if max(totals) > totals[0] and upper <= measure.highest:
            found.append(Line("reliable", up(upper), _("Reliable: %(n)d or more") % {"n": upper}, 0))
    return _with_words(found, [place for place in _places(given, across, up) if place])


def _with_words(lines: Sequence[Line], drawn: Sequence[tuple[float, float]]) -> list[Line]:
    """Each rule with its words above or below it, at the end where they meet the fewest lines and other words."""
    taken: list[Box] = []
    for one in lines:
        taken += [(LEFT, one.at - 1, RIGHT, one.at + 1)] * 6
    taken += [(x - 4, y - 4, x + 4, y + 4) for x, y in _along(drawn)]
    placed = []
    for one in lines:
        wide = len(one.label) * LETTERS
        places = [(side, at) for at in (one.at - 5, one.at + 15) for side in (False, True)]
        boxes = {place: _box(place, wide) for place in places}
        side, at = min(places, key=lambda place: sum(_meets(boxes[place], other) for other in taken))
        taken += [boxes[side, at]] * 20  # words on words are worse than a line through them
        placed.append(replace(one, words_at=_round(at), at_end=side))
    return placed


Box = tuple[float, float, float, float]


def _box(place: tuple[bool, float], wide: float) -> Box:
    at_end, at = place
    left = RIGHT - 5 - wide if at_end else LEFT + 5
    return left, at - 11, left + wide, at + 3


def _meets(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _along(drawn: Sequence[tuple[float, float]]) -> Iterable[tuple[float, float]]:
    """Places along the line through the points, close enough to be met by any words."""
    yield from drawn
    for (x, y), (to_x, to_y) in pairwise(drawn):
        for k in range(1, 12):
            yield x + (to_x - x) * k / 12, y + (to_y - y) * k / 12


def _points(given: Sequence[Given], across: Across, up: Up) -> Iterable[Point]:
    whole = [(across(n), one.total) for n, one in enumerate(given) if one.total is not None]
    places = [x for x, _total in whole]
    closest = min((b - a for a, b in pairwise(places)), default=WIDTH)
    radius = 4.0 if closest >= _CLOSE else 2.5
    fits = room(places, [len(str(total)) * _FIGURE / 2 for _x, total in whole])
    for n, (x, total) in enumerate(whole):
        last, y = n == len(whole) - 1, up(total)
        yield Point(x, y, y, y, radius + last, str(total) if fits[n] else "", last)


def _places(given: Sequence[Given], across: Across, up: Up) -> list[tuple[float, float] | None]:
    return [(across(n), up(one.total)) if one.total is not None else None for n, one in enumerate(given)]


def _days(given: Sequence[Given], across: Across) -> Iterable[Tick]:
    places, names = [across(n) for n in range(len(given))], [short_day(one.on) for one in given]
    fits = room(places, [len(name) * LETTERS / 2 for name in names])
    for place, name, written in zip(places, names, fits, strict=True):
        yield Tick(place, name if written else "")


def _item(measure: Measure) -> str:
    """What the item on safety is called; nothing where there is none."""
    if not isinstance(measure, Items) or measure.safety_item is None:
        return ""
    return _("Question %(n)d") % {"n": measure.items[-1].number}


def _safety(measure: Measure, given: Sequence[Given], across: Across, item: str) -> SafetyRow | None:
    if not isinstance(measure, Items) or measure.safety_item is None:
        return None
    highest = measure.options[-1].value
    places = [across(n) for n in range(len(given))]
    wide = highest * (SQUARE + BETWEEN) - BETWEEN
    beside = min((b - a for a, b in pairwise(places)), default=WIDTH) >= wide + BETWEEN
    top = BOTTOM + 46
    squares = tuple(
        square
        for x, one in zip(places, given, strict=True)
        if is_number(one.safety)
        for square in _squares(x, top, one.safety, highest, wide, beside=beside)
    )
    fits = room(places, [_FIGURE / 2] * len(places))
    told = tuple(
        Said(x, str(one.safety) if is_number(one.safety) else "–", bool(is_number(one.safety) and one.safety > 0))
        for x, one, fit in zip(places, given, fits, strict=True)
        if one.safety is not None and fit
    )
    lines = tuple(Tick(top + 8 + LINE * k, words) for k, words in enumerate(_in_two(item, highest)))
    return SafetyRow(squares, told, BOTTOM + 34, top + (SQUARE if beside else wide) + LINE, lines)


def _in_two(item: str, highest: int) -> tuple[str, str]:
    """The name of the item and its reach, on two lines of the room that there is."""
    reach = _("0 to %(n)d") % {"n": highest}
    if len(item) < NAMES - 2:
        return f"{item},", reach
    word, _space, number = item.rpartition(" ")
    return word, f"{number}, {reach}"


def _squares(x: float, top: float, answer: int, highest: int, wide: int, *, beside: bool) -> Iterable[Square]:
    """As many squares as the answer may reach, so many of them filled: in a row, or in a column where it is close."""
    for k in range(highest):
        step = k * (SQUARE + BETWEEN)
        if beside:
            yield Square(_round(x - wide / 2 + step), top, k < answer)
        else:
            yield Square(_round(x - SQUARE / 2), top + wide - SQUARE - step, k < answer)


def _title(measure: Measure, given: Sequence[Given]) -> str:
    ends = {"name": measure.title, "first": day(given[0].on, weekday=False), "last": day(given[-1].on, weekday=False)}
    if given[0].on == given[-1].on:
        return _("%(name)s on %(last)s") % ends
    return _("%(name)s from %(first)s to %(last)s") % ends


def _description(given: Sequence[Given], lines: Sequence[Line]) -> str:
    totals = ", ".join(str(one.total) if one.total is not None else _("no total") for one in given)
    words = [f"{totals}.", *(f"{line.label}." for line in lines), _("The table under it says the same.")]
    return " ".join(words)


def _table(measure: Measure, given: Sequence[Given], item: str) -> Table:
    columns = (_("Day"), _("Total"), _("Band"), *([item] if item else []))
    return Table(columns, tuple(_cells(measure, one, asks=bool(item)) for one in reversed(given)))


def _cells(measure: Measure, one: Given, *, asks: bool) -> tuple[str, ...]:
    band = rules.band(measure, one.total) if one.total is not None else None
    cells = [short_day(one.on), str(one.total) if one.total is not None else _("no total")]
    cells.append(band.name if band else "–")
    if isinstance(measure, Items) and asks:
        cells.append(said(measure, one.safety))
    return tuple(cells)
