"""A measure that is gone through on the telephone: the whole list in its own words, answered on one page.

Each answer takes the way of the patient's own, so that an answer that flags raises its flag.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import my_patient
from app.content.measures import Items, Licensed, ScoreEntry
from app.journey import measuring
from app.measures.actions import DIFFICULTY, words_of
from app.measures.rules import Answer, Skip
from app.people.queries import Who
from app.rendering import gettext as _
from app.safety.rules import FLAGGING
from app.web.parts import plain
from app.web.parts.frame import page
from app.web.parts.plain import Box, Option
from app.web.parts.worksheet import Problem
from app.web.practitioner.door import router
from app.web.practitioner.patient import Top, top
from app.web.practitioner.score_days import day_box, typed_day
from app.web.practitioner.score_views import numbered

SKIPS = {"declined": Skip.DECLINED, "not-apply": Skip.DOES_NOT_APPLY}


@dataclass(frozen=True)
class Question:
    """One question in the measure's words. `name` is that of its radios; `before` are our words ahead of it."""

    name: str
    text: str
    options: tuple[Option, ...]
    before: str = ""
    value: str = ""
    error: str = ""


@dataclass(frozen=True)
class PhonePage:
    """Without questions the text of the measure is not installed."""

    top: Top
    name: str
    title: str
    action: str
    stem: str
    questions: tuple[Question, ...]
    day: Box
    credit: str
    once: UUID
    problems: tuple[Problem, ...]


@router.page("/patients/{patient}/scores/{measure}")
def measure_by_phone(visit: Visit, patient: str, measure: str) -> Response:
    who, asked = my_patient(visit, patient), _measure(visit, measure)
    words = words_of(asked)
    return _page(visit, who, asked, _questions(words) if words else ())


@router.act("/patients/{patient}/scores/{measure}")
def enter_measure(visit: Visit, patient: str, measure: str) -> Response:
    """Keeps the answers. One that flags never waits for the others, nor for a day that can be read."""
    who, asked = my_patient(visit, patient), _measure(visit, measure)
    words = words_of(asked)
    if words is None:
        raise NotFound
    said = _said(visit, words)
    questions = _answered(visit, _questions(words), missing=_missing(words, said))
    flags = isinstance(number := said.get(words.safety_item or ""), int) and number >= FLAGGING
    on = typed_day(visit)
    if (on is None or any(one.error for one in questions)) and not flags:
        return _page(visit, who, asked, questions, status=422)
    return _kept(visit, who, words, said, on or visit.today)


def _kept(visit: Visit, who: Who, measure: Items, said: Mapping[str, Answer], on: date) -> Response:
    flagged = measuring.by_phone(
        visit.db,
        visit.house.settings,
        who.id,
        measure,
        said,
        on=on,
        once=visit.typed_id("once") or uuid4(),
        by=visit.by,
        at=visit.at,
    )
    did = "flagged" if flagged else "saved"
    return RedirectResponse(f"{top(who, 'scores').href}/scores?did={did}", status_code=303)


def _measure(visit: Visit, measure: str) -> Items | Licensed:
    found = visit.house.measures.get(measure)
    if found is None or isinstance(found, ScoreEntry):
        raise NotFound
    return found


def _questions(measure: Items) -> tuple[Question, ...]:
    """Each with its answers in the measure's words, and the two that are not a number. Nothing is chosen beforehand."""
    options = tuple(Option(str(one.value), one.label) for one in measure.options)
    if measure.does_not_apply:
        options = (*options, Option("not-apply", measure.does_not_apply))
    declined = Option("declined", _("Would rather not answer"))
    found = [
        Question(f"item.{item.number}", numbered(item), (*options, declined), item.before or "")
        for item in measure.items
    ]
    if measure.difficulty:
        how = tuple(Option(str(one.value), one.label) for one in measure.difficulty.options)
        found.append(Question(DIFFICULTY, measure.difficulty.text, (*how, declined)))
    return tuple(found)


def _said(visit: Visit, measure: Items) -> dict[str, Answer]:
    """What was chosen, by the question's id: only answers that the page offers."""
    typed = {item.id: f"item.{item.number}" for item in measure.items}
    if measure.difficulty:
        typed[DIFFICULTY] = DIFFICULTY
    offered = {one.name: {option.id for option in one.options} for one in _questions(measure)}
    chosen = {id_: visit.typed(name) for id_, name in typed.items() if visit.typed(name) in offered[name]}
    return {id_: SKIPS.get(value) or int(value) for id_, value in chosen.items()}


def _missing(measure: Items, said: Mapping[str, Answer]) -> frozenset[str]:
    """The questions that were passed over. The one that is never scored may be."""
    return frozenset(f"item.{item.number}" for item in measure.items if item.id not in said)


def _answered(visit: Visit, questions: tuple[Question, ...], *, missing: frozenset[str]) -> tuple[Question, ...]:
    error = _("Choose an answer, or “Would rather not answer”.")
    return tuple(
        Question(
            one.name, one.text, one.options, one.before, visit.typed(one.name), error if one.name in missing else ""
        )
        for one in questions
    )


def _page(
    visit: Visit, who: Who, asked: Items | Licensed, questions: tuple[Question, ...], *, status: int = 200
) -> Response:
    here, words, box = top(who, "scores"), words_of(asked), day_box(visit)
    content = PhonePage(
        top=here,
        name=who.name,
        title=asked.title,
        action=f"{here.href}/scores/{asked.id}",
        stem=words.stem if words else "",
        questions=questions,
        day=box,
        credit=asked.credit,
        once=visit.typed_id("once") or uuid4(),
        problems=(
            *(Problem(f"#{one.name}", f"{one.text}: {one.error}") for one in questions if one.error),
            *plain.problems((box,)),
        ),
    )
    return page(visit, "practitioner/by_phone.html", content, here="/practice", status=status)
