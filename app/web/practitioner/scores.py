"""All scores of one patient: sentences, charts, every answer as a table, what the course comes to so far."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import my_patient
from app.content.measures import GAD_7, PHQ_9, Items, Licensed, Measure, ScoreEntry
from app.enrolments import actions as enrolments
from app.enrolments.queries import has_ended
from app.measures import actions
from app.measures.actions import DIFFICULTY, words_of
from app.measures.queries import Given, sittings_of
from app.people.queries import Who
from app.rendering import clock_time, day
from app.rendering import gettext as _
from app.safety.queries import open_flags
from app.safety.rules import holder
from app.web.parts import plain
from app.web.parts.frame import page
from app.web.parts.plain import Box
from app.web.parts.worksheet import Problem
from app.web.practitioner.door import router
from app.web.practitioner.patient import Top, top
from app.web.practitioner.score_days import day_box, typed_day
from app.web.practitioner.score_views import (
    FUNCTIONING,
    AreasView,
    ScoreView,
    areas_view,
    by_measure,
    entered_score,
    in_order,
    numbered,
    out_of,
    said,
    score_view,
    so_far,
)

AT_ONCE = 6
"""So many sittings stand beside each other in one table."""


@dataclass(frozen=True)
class Column:
    """One sitting at the head of a table. `who`: somebody of the staff who entered it."""

    day: str
    who: str


@dataclass(frozen=True)
class AnswerRow:
    """One question in the measure's words, and what was said to it in each sitting."""

    question: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class AnswerTable:
    """Some sittings of one measure, the newest first. `total` is empty where the measure has none."""

    columns: tuple[Column, ...]
    total: tuple[str, ...]
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True)
class MeasureTables:
    id: str
    title: str
    newest: AnswerTable
    earlier: tuple[AnswerTable, ...]
    credit: str


@dataclass(frozen=True)
class EnteredRow:
    day: str
    score: str
    who: str


@dataclass(frozen=True)
class Entered:
    """The scores of a measure whose words are not ours."""

    title: str
    sentence: str
    rows: tuple[EnteredRow, ...]
    credit: str


@dataclass(frozen=True)
class EntryForm:
    title: str
    measure: str
    total: Box
    day: Box
    no_work: bool

    @property
    def problems(self) -> tuple[Problem, ...]:
        return plain.problems((self.total, self.day))


@dataclass(frozen=True)
class PhoneLink:
    href: str
    title: str


@dataclass(frozen=True)
class FlagNote:
    href: str
    sentence: str


@dataclass(frozen=True)
class ScoresPage:
    """`form` is None after the course. `flag` is a safety flag that is open."""

    top: Top
    name: str
    told: str
    flag: FlagNote | None
    views: tuple[ScoreView, ...]
    areas: AreasView | None
    areas_title: str
    so_far: tuple[str, ...]
    tables: tuple[MeasureTables, ...]
    entered: tuple[Entered, ...]
    phone: tuple[PhoneLink, ...]
    form: EntryForm | None
    once: UUID
    problems: tuple[Problem, ...]


@router.page("/patients/{patient}/scores", records=True)
def scores(visit: Visit, patient: str, did: str = "") -> Response:
    who = my_patient(visit, patient)
    return _page(visit, who, _form(visit), did=did)


@router.act("/patients/{patient}/scores")
def enter_score(visit: Visit, patient: str) -> Response:
    """A total of a measure whose words are not ours, and the day it is of."""
    who = my_patient(visit, patient)
    measure = visit.house.measures.get(visit.typed("measure"))
    if not isinstance(measure, ScoreEntry):
        raise NotFound
    works = visit.typed("no_work") != "yes"
    form, total = _typed(visit, measure, works=works)
    on = typed_day(visit)
    if form.problems or total is None or on is None:
        return _page(visit, who, form, status=422)
    once = visit.typed_id("once") or uuid4()
    actions.enter_score(visit.db, who.id, measure, total, works=works, on=on, once=once, by=visit.by, at=visit.at)
    return RedirectResponse(f"{top(who, 'scores').href}/scores?did=entered", status_code=303)


def _form(visit: Visit) -> EntryForm | None:
    """The empty form of the first measure whose scores are entered."""
    measure = next((one for one in visit.house.measures.values() if isinstance(one, ScoreEntry)), None)
    if measure is None:
        return None
    label = _("%(measure)s total, 0 to %(highest)d") % {"measure": measure.title, "highest": measure.highest}
    hint = ""
    if measure.without_work is not None:
        hint = _("0 to %(highest)d where work does not apply.") % {"highest": measure.without_work}
    return EntryForm(measure.title, measure.id, Box("total", label, hint=hint), day_box(visit), no_work=False)


def _typed(visit: Visit, measure: ScoreEntry, *, works: bool) -> tuple[EntryForm, int | None]:
    """The form as it was sent, and its total where that is one."""
    form = _form(visit)
    if form is None:
        raise NotFound
    typed = plain.typed_line(visit, "total", 10)
    highest = measure.highest if works or measure.without_work is None else measure.without_work
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else -1
    fits = 0 <= number <= highest
    error = "" if fits else _("Write the total as a whole number from 0 to %(highest)d.") % {"highest": highest}
    form = replace(form, total=replace(form.total, value=typed, error=error), no_work=not works)
    return form, number if fits else None


def _page(visit: Visit, who: Who, form: EntryForm | None, *, did: str = "", status: int = 200) -> Response:
    """The page, and the look at it: it holds answers of the patient's."""
    enrolments.look(visit.db, who.id, [], "scores", as_cover=visit.stands_in, by=visit.by, at=visit.at)
    measures = visit.house.measures
    given = by_measure(sittings_of(visit.db, [who.id], answers=True).get(who.id, []))
    ended = has_ended(visit.db, who.id)
    here, life = top(who, "scores"), measures.get(FUNCTIONING)
    content = ScoresPage(
        top=here,
        name=who.name,
        told=_told(did),
        flag=_flag(visit, who),
        views=tuple(_views(measures, given)),
        areas=areas_view(life, given.get(life.id, ())) if isinstance(life, Items) else None,
        areas_title=life.title if life else "",
        so_far=so_far(given),
        tables=tuple(_tables(measures, given)),
        entered=tuple(_entered(measures, given)),
        phone=() if ended else tuple(_by_phone(here, measures)),
        form=None if ended else form,
        once=visit.typed_id("once") or uuid4(),
        problems=form.problems if form else (),
    )
    return page(visit, "practitioner/scores.html", content, here="/practice", status=status)


def _by_phone(here: Top, measures: Mapping[str, Measure]) -> Iterator[PhoneLink]:
    for measure in in_order(measures):
        if not isinstance(measure, ScoreEntry):
            yield PhoneLink(f"{here.href}/scores/{measure.id}", measure.title)


def _told(did: str) -> str:
    return {
        "entered": _("The score is saved."),
        "saved": _("The answers are saved."),
        "flagged": _("The answers are saved. The answer to the last question has raised a safety flag, as ever."),
    }.get(did, "")


def _flag(visit: Visit, who: Who) -> FlagNote | None:
    """The patient's open safety flag, wherever it comes from."""
    flag = open_flags(visit.db, [who.id]).get(who.id)
    if flag is None:
        return None
    when = {"day": day(flag.due_at), "time": clock_time(flag.due_at)}
    if holder(flag.taken_by, visit.team):
        told = _("A safety flag is open. %(name)s has it.") % {"name": flag.taken_name}
    else:
        told = _("A safety flag is open. Somebody takes it by %(time)s on %(day)s.") % when
    return FlagNote(f"/practice/flags/{flag.id}", told)


def _views(measures: Mapping[str, Measure], given: Mapping[str, Sequence[Given]]) -> Iterator[ScoreView]:
    for name in (PHQ_9, GAD_7):
        measure = measures.get(name)
        view = score_view(measure, given.get(name, ())) if isinstance(measure, Items) else None
        if view:
            yield view


def _tables(measures: Mapping[str, Measure], given: Mapping[str, Sequence[Given]]) -> Iterator[MeasureTables]:
    """Every sitting of every measure whose words are there, the newest first and some at a time."""
    for measure in in_order(measures):
        words = words_of(measure) if isinstance(measure, Items | Licensed) else None
        sat = list(reversed(given.get(measure.id, ())))
        if words and sat:
            tables = [_table(words, sat[n : n + AT_ONCE]) for n in range(0, len(sat), AT_ONCE)]
            yield MeasureTables(measure.id, measure.title, tables[0], tuple(tables[1:]), measure.credit)


def _table(measure: Items, sat: Sequence[Given]) -> AnswerTable:
    rows = [
        AnswerRow(numbered(item), tuple(said(measure, one.answers.get(item.id)) for one in sat))
        for item in measure.items
    ]
    if measure.difficulty:
        rows.append(AnswerRow(measure.difficulty.text, tuple(_difficulty(measure, one) for one in sat)))
    return AnswerTable(
        columns=tuple(Column(day(one.on, weekday=False), _who(one)) for one in sat),
        total=tuple(_total(one) for one in sat) if measure.total else (),
        rows=tuple(rows),
    )


def _difficulty(measure: Items, one: Given) -> str:
    """The question that is never scored; a dash where it was not put."""
    if measure.difficulty is None or DIFFICULTY not in one.answers:
        return "–"
    return said(measure.model_copy(update={"options": measure.difficulty.options}), one.answers[DIFFICULTY])


def _total(one: Given) -> str:
    if one.total is None:
        return _("no total")
    return _("%(total)d of %(highest)d") % {"total": one.total, "highest": one.highest}


def _who(one: Given) -> str:
    """Who entered it; "" where the patient answered themselves."""
    return _("by phone, entered by %(name)s") % {"name": one.by} if one.entered else ""


def _entered(measures: Mapping[str, Measure], given: Mapping[str, Sequence[Given]]) -> Iterator[Entered]:
    for measure in measures.values():
        sat = given.get(measure.id, ())
        if isinstance(measure, ScoreEntry) and sat:
            rows = [EnteredRow(day(one.on, weekday=False), out_of(one), one.by) for one in reversed(sat)]
            yield Entered(measure.title, entered_score(measure, sat), tuple(rows), measure.credit)
