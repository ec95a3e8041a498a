"""What the diary draws back of the days that somebody looks at: a sentence, a chart with its table, and two lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.diary.rules import HIGHEST, Day, Group, Kept, Part, by_day, by_part, by_what
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.web.parts.chart import Chart, Mark, Table, chart, plain

LEAST = 2
"""So many entries make a group that is shown."""


@dataclass(frozen=True)
class Row:
    """Entries that have a time of day, or words, in common. `own`: the name is in somebody's own words."""

    name: str
    middle: str
    entries: str
    own: bool = False


@dataclass(frozen=True)
class Pattern:
    sentence: str
    chart: Chart
    by_part: tuple[Row, ...]
    by_what: tuple[Row, ...]


def pattern(entries: Sequence[Kept], first: date, last: date) -> Pattern:
    """The pattern of the entries from `first` to `last`, with their times on the clock of the service."""
    drawn = by_day(entries)
    return Pattern(
        sentence=_sentence([one.mood for one in entries], (last - first).days + 1),
        chart=_chart(drawn, first, last),
        by_part=tuple(_row(one, _part(one.name)) for one in by_part(entries) if len(one.moods) >= LEAST),
        by_what=tuple(_row(one, one.name, own=True) for one in by_what(entries) if len(one.moods) >= LEAST),
    )


def how_many(n: int, days: int) -> str:
    """ "9 entries in 14 days."."""
    return ngettext("%(n)d entry in %(days)d days.", "%(n)d entries in %(days)d days.", n) % {"n": n, "days": days}


def _sentence(moods: Sequence[int], days: int) -> str:
    lowest, highest = min(moods), max(moods)
    if lowest == highest:
        return f"{how_many(len(moods), days)} {_('Each was %(n)d.') % {'n': lowest}}"
    ends = _("The lowest was %(lowest)d, the highest %(highest)d.") % {"lowest": lowest, "highest": highest}
    return f"{how_many(len(moods), days)} {ends}"


def _chart(drawn: Sequence[Day], first: date, last: date) -> Chart:
    named = {"first": day(first, weekday=False), "last": day(last, weekday=False)}
    return chart(
        "moods",
        _("Your mood from %(first)s to %(last)s") % named,
        _("From 0 to 10, one point a day. The table under it says the same."),
        [Mark(one.day, one.middle, one.lowest, one.highest) for one in drawn],
        Table((_("Day"), _("Mood"), _("Entries")), tuple(_cells(one) for one in reversed(drawn))),
        first=first,
        last=last,
        highest=HIGHEST,
    )


def _cells(one: Day) -> tuple[str, ...]:
    mood = plain(one.middle)
    if one.lowest != one.highest:
        ends = {"middle": mood, "lowest": one.lowest, "highest": one.highest}
        mood = _("%(middle)s, from %(lowest)d to %(highest)d") % ends
    return day(one.day), mood, str(len(one.moods))


def _row(group: Group, name: str, *, own: bool = False) -> Row:
    return Row(name, plain(group.middle), str(len(group.moods)), own)


def _part(name: str) -> str:
    match Part(name):
        case Part.MORNING:
            return _("Morning, 04:00 to 12:00")
        case Part.AFTERNOON:
            return _("Afternoon, 12:00 to 18:00")
        case Part.EVENING:
            return _("Evening and night, 18:00 to 04:00")
