"""The practitioner's chart of a score: bands, cut-off and reliable change by shape and words, item 9 under the dates.

Dates are true to scale. A total that is missing is a gap, and no line goes over it. Drawn by practitioner/_scores.html.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.content.measures import Items
from app.measures.queries import Given
from app.measures.rules import Answer, is_number
from app.rendering import day, short_day
from app.rendering import gettext as _
from app.web.parts.chart import Tick, room, runs

WIDTH, LEFT, RIGHT, TOP = 354, 30, 236, 10
"""Units of the drawing; a pixel each on the brief."""
EDGE = 14
"""How far the first and the last point stand from the sides."""
SQUARE, STEP = 8, 11
"""A square of item 9, and from one to the next."""
A_FIGURE, A_DATE, A_COLUMN = 9, 46, 34
"""The room that a number, a date and a row of squares need."""


@dataclass(frozen=True)
class Band:
    y: float
    height: float
    name: str
    name_y: float


@dataclass(frozen=True)
class Rule:
    """A line across: the cut-off, or the reliable change. Its words stand in the key, where no score can cross them."""

    y: float
    label: str


@dataclass(frozen=True)
class Dot:
    """`number` is left out where there is no room for it."""

    x: float
    y: float
    number: str
    last: bool


@dataclass(frozen=True)
class Square:
    x: float
    y: float
    on: bool


@dataclass(frozen=True)
class Said:
    """What was said to item 9 on one day, under its date. A dash: they would rather not answer."""

    x: float
    squares: tuple[Square, ...]
    number: str


@dataclass(frozen=True)
class ScoreChart:
    id: str
    title: str
    description: str
    bands: tuple[Band, ...]
    levels: tuple[Tick, ...]
    cut_off: Rule | None
    reliable: Rule | None
    runs: tuple[str, ...]
    dots: tuple[Dot, ...]
    days: tuple[Tick, ...]
    said: tuple[Said, ...]
    said_label: str
    said_y: float
    bottom: float
    height: float
    width: int = WIDTH
    left: int = LEFT
    right: int = RIGHT


Up = Callable[[float], float]


def score_chart(measure: Items, given: Sequence[Given], *, scale: int = 200, id_: str = "") -> ScoreChart | None:
    """The sittings of one measure, oldest first; None where none has a total. `scale`: units from 0 to the highest.

    Of two sittings on one day the later one is drawn; the table has both.
    """
    drawn = list({one.on: one for one in given}.values())
    if not any(one.total is not None for one in drawn):
        return None
    bottom = TOP + scale

    def up(value: float) -> float:
        return round(bottom - scale * value / measure.highest, 1)

    xs = _places(drawn)
    item_9 = any(one.safety is not None for one in drawn)
    cut_off, reliable = _rules(measure, drawn, up)
    return ScoreChart(
        id=id_ or measure.id,
        title=_title(measure, drawn),
        description=_description(drawn, cut_off, reliable),
        bands=tuple(_bands(measure, up)),
        levels=tuple(Tick(up(n - 0.5 if 0 < n < measure.highest else n) + 4, str(n)) for n in _levels(measure)),
        cut_off=cut_off,
        reliable=reliable,
        runs=tuple(
            runs((x, up(one.total)) if one.total is not None else None for one, x in zip(drawn, xs, strict=True))
        ),
        dots=tuple(_dots(drawn, xs, up)),
        days=tuple(_days(drawn, xs, bottom)),
        said=tuple(_said(drawn, xs, bottom + 52)) if item_9 else (),
        said_label=_came_from([one.safety for one in drawn]),
        said_y=bottom + 52,
        bottom=bottom,
        height=bottom + (94 if item_9 else 40),
    )


def _places(drawn: Sequence[Given]) -> list[float]:
    """Where each stands, true to the scale of its dates."""
    first, last = drawn[0].on, drawn[-1].on
    days = (last - first).days
    across = RIGHT - LEFT - 2 * EDGE
    return [
        round(LEFT + EDGE + across * (one.on - first).days / days, 1) if days else (LEFT + RIGHT) / 2 for one in drawn
    ]


def _levels(measure: Items) -> list[int]:
    return [*(band.start for band in measure.bands), measure.highest]


def _bands(measure: Items, up: Up) -> Iterable[Band]:
    starts = [band.start - 0.5 if band.start else 0 for band in measure.bands]
    for band, start, end in zip(measure.bands, starts, [*starts[1:], measure.highest], strict=True):
        yield Band(up(end), round(up(start) - up(end), 1), band.name, round((up(end) + up(start)) / 2 + 4, 1))


def _rules(measure: Items, drawn: Sequence[Given], up: Up) -> tuple[Rule | None, Rule | None]:
    """The cut-off, and the total from which on the fall since the first one is reliable."""
    first = next(one.total for one in drawn if one.total is not None)
    far = first - measure.reliable_change if measure.reliable_change is not None else -1
    cut_off = reliable = None
    if measure.cut_off is not None:
        cut_off = Rule(up(measure.cut_off - 0.5), _("Cut-off %(n)d") % {"n": measure.cut_off})
    if far >= 0:
        reliable = Rule(up(far), _("Reliable change: %(n)d or less") % {"n": far})
    return cut_off, reliable


def _dots(drawn: Sequence[Given], xs: Sequence[float], up: Up) -> Iterable[Dot]:
    whole = [(x, one.total) for one, x in zip(drawn, xs, strict=True) if one.total is not None]
    shown = _with_room([x for x, _total in whole], 2 * A_FIGURE)
    for n, ((x, total), fits) in enumerate(zip(whole, shown, strict=True)):
        yield Dot(x, up(total), str(total) if fits else "", n == len(whole) - 1)


def _days(drawn: Sequence[Given], xs: Sequence[float], bottom: float) -> Iterable[Tick]:
    for one, x, fits in zip(drawn, xs, _with_room(xs, A_DATE), strict=True):
        if fits:
            yield Tick(x, short_day(one.on))


def _said(drawn: Sequence[Given], xs: Sequence[float], y: float) -> Iterable[Said]:
    """Three squares side by side, or one over the other where dates are close."""
    close = min((b - a for a, b in pairwise(xs)), default=WIDTH) < A_COLUMN
    for one, x, fits in zip(drawn, xs, _with_room(xs, A_FIGURE), strict=True):
        if one.safety is None:
            continue
        number = str(one.safety) if is_number(one.safety) else "–"
        yield Said(x, tuple(_squares(one.safety, x, y, close=close)), number if fits else "")


def _squares(answer: Answer, x: float, y: float, *, close: bool) -> Iterable[Square]:
    if not is_number(answer):
        return
    for n in range(3):
        left, top = (x - SQUARE / 2, y + (2 - n) * (SQUARE - 1)) if close else (x - 15 + n * STEP, y + 4)
        yield Square(round(left, 1), round(top, 1), n < answer)


def _with_room(xs: Sequence[float], wide: float) -> list[bool]:
    """Which of these have room for words that take so much."""
    return room(xs, [wide / 2] * len(xs), apart=0)


def _came_from(said: Sequence[Answer | None]) -> str:
    """How the last answer to item 9 stands to the one before it; nothing where there are not two."""
    numbers = [one for one in said if is_number(one)]
    if len(numbers) < 2:
        return ""
    before, now = numbers[-2:]
    if before == now:
        return _("as before")
    return _("up from %(n)d") % {"n": before} if now > before else _("down from %(n)d") % {"n": before}


def _title(measure: Items, drawn: Sequence[Given]) -> str:
    names = {"name": measure.title, "first": day(drawn[0].on, weekday=False), "last": day(drawn[-1].on, weekday=False)}
    if len(drawn) == 1:
        return _("%(name)s total on %(last)s") % names
    return _("%(name)s total, %(first)s to %(last)s") % names


def _description(drawn: Sequence[Given], *rules: Rule | None) -> str:
    totals = ", ".join(str(one.total) if one.total is not None else _("no total") for one in drawn)
    parts = [f"{totals}.", *(f"{rule.label}." for rule in rules if rule)]
    if any(one.safety is not None for one in drawn):
        said = ", ".join(str(one.safety) if is_number(one.safety) else _("not answered") for one in drawn)
        parts.append(_("Item 9: %(answers)s.") % {"answers": said})
    return " ".join(parts)
