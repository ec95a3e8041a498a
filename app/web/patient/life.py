"""The parts of life that low mood gets in the way of: each by itself, beside the time before. They have no sum."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.content.measures import Items
from app.measures import rules
from app.measures.queries import Given
from app.measures.rules import Answer, Skip, is_number
from app.rendering import day, short_day
from app.rendering import gettext as _
from app.web.parts.chart import Table

LATEST = 3
"""So many times stand in the table, the newest first."""


@dataclass(frozen=True)
class AreaRow:
    """ "being with people": "Mostly. It was partly on 26 May."."""

    name: str
    words: str


@dataclass(frozen=True)
class Life:
    title: str
    rows: tuple[AreaRow, ...]
    table: Table


def life(measure: Items, sittings: Sequence[Given]) -> Life | None:
    """From the finished sittings with their answers, oldest first; None where there are none."""
    given = [one for one in sittings if one.finished]
    if not given:
        return None
    now, before = given[-1], given[-2] if len(given) > 1 else None
    names = {item.id: item.text for item in measure.items}
    rows = tuple(
        AreaRow(names[area.id], _words(measure, area.answer, area.before, before))
        for area in rules.areas(measure, now.answers, before.answers if before else None)
    )
    return Life(measure.title, rows, _table(measure, given[: -LATEST - 1 : -1]))


def label(measure: Items, answer: Answer | None) -> str:
    match answer:
        case None:
            return _("Not answered")
        case Skip.DECLINED:
            return _("Rather not answered")
        case Skip.DOES_NOT_APPLY:
            return measure.does_not_apply or _("Does not apply")
        case _:
            return measure.label(answer)


def _words(measure: Items, now: Answer | None, before: Answer | None, earlier: Given | None) -> str:
    told = f"{label(measure, now)}."
    if earlier is None or not is_number(before):
        return told
    values = {"before": label(measure, before), "day": day(earlier.on, weekday=False)}
    return told + " " + _("On %(day)s: %(before)s.") % values


def _table(measure: Items, newest: Sequence[Given]) -> Table:
    columns = (_("Part of life"), *(short_day(one.on) for one in newest))
    rows = tuple((item.text, *(label(measure, one.answers.get(item.id)) for one in newest)) for item in measure.items)
    return Table(columns, rows)
