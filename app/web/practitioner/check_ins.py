"""How one patient says it goes together: by theme and by partner, never one total, and what there is to talk about.

Only what `rules.for_practitioner` returns is shown, compared or counted here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Response

from app.access.door import Visit
from app.access.guards import my_patient
from app.audit import actions as audit
from app.audit.rules import Deed
from app.checkins import queries, rules
from app.checkins.rules import Given, Reason, Topic, by_cell, topics
from app.content.check_in import CheckIn, Item
from app.rendering import day, short_day
from app.rendering import gettext as _
from app.web.parts.check_ins import answer_words, chip_labels, partner_words, theme_words
from app.web.parts.frame import page
from app.web.practitioner.door import router
from app.web.practitioner.patient import Top, top

Visible = Sequence[tuple[UUID, Given]]


@dataclass(frozen=True)
class Row:
    """One question. `theme` is empty where the row above has the same; `rows`: how many have it."""

    theme: str
    rows: int
    partner: str
    text: str
    now: int | None
    before: int | None
    said: str
    earlier: tuple[str, ...]


@dataclass(frozen=True)
class TopicView:
    text: str
    why: str
    raising: str


@dataclass(frozen=True)
class Told:
    """What would be changed, and own words, of one check-in."""

    when: str
    chips: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class CheckInsPage:
    top: Top
    name: str
    when: str
    rows: tuple[Row, ...]
    topics: tuple[TopicView, ...]
    told: tuple[Told, ...]


@router.page("/patients/{patient}/check-ins", records=True)
def check_ins(visit: Visit, patient: str) -> Response:
    who, content = my_patient(visit, patient), visit.house.check_in
    found = visible(visit, who.id)
    given = [one for _id, one in found]
    audit.record(visit.db, Deed.READ_CHECK_INS, by=visit.by, at=visit.at, patient=who.id)
    audit.saw(visit.db, [id_ for id_, _given in found], by=visit.by, at=visit.at)
    shown = CheckInsPage(
        top=top(who, "check-ins"),
        name=who.name,
        when=_when(given),
        rows=tuple(_rows(content, given)) if given else (),
        topics=tuple(TopicView(one.item.text, why(content, one), one.raising) for one in topics(content, given)),
        told=tuple(_told(content, one) for one in reversed(given) if one.chips or one.words),
    )
    return page(visit, "practitioner/check_ins.html", shown, here="/practice")


def visible(visit: Visit, patient: UUID) -> Visible:
    """The check-ins that are for a practitioner, as far as they are, in order; two queries."""
    return rules.visible(visit.house.check_in, queries.check_ins(visit.db, [patient]).get(patient, []))


def why(content: CheckIn, topic: Topic) -> str:
    """ "Not at all (0)", "Partly (2), was Completely (4)"."""
    labels = {option.value: option.label for option in content.options}
    now = {"answer": labels[topic.answer], "n": topic.answer}
    if topic.before is None or (topic.reason is Reason.LOW and topic.before <= topic.answer):
        return _("%(answer)s (%(n)d)") % now
    was = {"was": labels[topic.before], "m": topic.before}
    return _("%(answer)s (%(n)d), was %(was)s (%(m)d)") % {**now, **was}


def _when(given: Sequence[Given]) -> str:
    if not given:
        return ""
    if len(given) == 1:
        return _("From %(day)s. 0 is not at all, 4 completely.") % {"day": day(given[-1].on)}
    days = {"day": day(given[-1].on), "before": day(given[-2].on)}
    return _("From %(day)s; the ring is the answer before. 0 is not at all, 4 completely.") % days


def _rows(content: CheckIn, given: Sequence[Given]) -> list[Row]:
    rows: list[Row] = []
    cells = by_cell(content)
    for theme in dict.fromkeys(theme for theme, _partner in cells):
        items = [one for (of, _partner), found in cells.items() if of == theme for one in found]
        for n, item in enumerate(items):
            rows.append(_row(content, item, given, theme_words(theme) if n == 0 else "", len(items)))
    return rows


def _row(content: CheckIn, item: Item, given: Sequence[Given], theme: str, rows: int) -> Row:
    labels = {option.value: option.label for option in content.options}
    said = [one.answers.get(item.id) for one in given]
    now, numbers = said[-1], [one for one in said[:-1] if isinstance(one, int)]
    words = answer_words(content, labels, now)
    return Row(
        theme=theme,
        rows=rows,
        partner=partner_words(item.partner),
        text=item.text,
        now=now if isinstance(now, int) else None,
        before=numbers[-1] if numbers else None,
        said=f"{now} · {words}" if isinstance(now, int) else words,
        earlier=tuple(_earlier(content, one, item) for one in given[:-1]),
    )


def _earlier(content: CheckIn, one: Given, item: Item) -> str:
    answer = one.answers.get(item.id)
    said = str(answer) if isinstance(answer, int) else answer_words(content, {}, answer)
    return _("%(day)s: %(answer)s") % {"day": short_day(one.on), "answer": said}


def _told(content: CheckIn, one: Given) -> Told:
    return Told(day(one.on), tuple(chip_labels(content, one.chips)), tuple(one.words.splitlines()))
