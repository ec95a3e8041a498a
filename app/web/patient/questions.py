"""The questions of a measure, one a screen: each answer is saved as it is given, and any of them can be left out."""

from dataclasses import dataclass, field
from urllib.parse import quote
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import a_measure, my_sitting
from app.content.measures import Items
from app.content.measures import Option as Answerable
from app.measures import queries, rules
from app.measures.actions import DIFFICULTY
from app.measures.queries import Given
from app.measures.rules import Answer, Answers, Skip
from app.people import preferences
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.measures import LIST, SAVED, START, address, next_after
from app.web.parts.plain import Option
from app.web.parts.worksheet import Problem
from app.web.patient import questions_list
from app.web.patient.door import router
from app.web.patient.measure_set import going
from app.web.patient.measure_start import readers, start_page
from app.web.patient.questions_list import DOES_NOT_APPLY, keep, read, settled, value_of


@dataclass(frozen=True)
class Question:
    """One question as it is put. The unscored one has no number."""

    id: str
    number: int
    text: str
    stem: str
    before: str
    options: tuple[Answerable, ...]
    does_not_apply: str


@dataclass(frozen=True)
class QuestionPage:
    """Nothing is chosen but what was answered before."""

    title: str
    place: str
    done: int
    total: int
    back_href: str
    back_label: str
    before: str
    stem: str
    text: str
    note: str
    options: tuple[Option, ...]
    value: str
    action: str
    sitting: UUID
    reads: str
    credit: str
    problems: tuple[Problem, ...] = ()
    once: UUID = field(default_factory=uuid4)

    @property
    def error(self) -> str:
        return self.problems[0].message if self.problems else ""


@router.page("/measures/{measure}/{n}")
def measure(visit: Visit, measure: str, n: str) -> Response:
    """`n`: a number from 1, `start`, `list` for all that a list may hold, or `difficulty`."""
    asked = a_measure(visit, measure)
    if n == START:
        return start_page(visit, asked)
    sitting = _current(visit, asked)
    if sitting is None:
        return _to(address(asked.id, START))
    if n == LIST:
        return questions_list.page_of(visit, asked, sitting)
    question = _question(asked, n)
    if question.id == DIFFICULTY and not rules.asks_difficulty(asked, _of_items(asked, sitting.answers)):
        return _to(address(asked.id, SAVED))
    return _page(visit, asked, sitting, question)


@router.act("/measures/{measure}/{n}")
def answer_measure(visit: Visit, measure: str, n: str) -> Response:
    asked = a_measure(visit, measure)
    sitting = my_sitting(visit, asked, visit.typed("sitting")) if visit.typed("sitting") else _current(visit, asked)
    if sitting is None or sitting.version != asked.version:
        return _to(address(asked.id, START))
    if n == LIST:
        return questions_list.answer(visit, asked, sitting)
    question = _question(asked, n)
    said = read(question.options, visit.typed("value"), may_not_apply=bool(question.does_not_apply))
    if said is None:
        return _page(visit, asked, sitting, question, wrong=True)
    flags = keep(visit, asked, sitting, question.id, said, once=visit.typed_id("once") or uuid4())
    answers = settled(visit, asked, sitting).answers
    as_list = preferences.measures_as_list(visit.db, visit.who.id)
    after = next_after(asked, question.id, answers, as_list=as_list)
    return _to(f"{address(asked.id, n)}/after?next={quote(after)}" if flags else after)


def _to(where: str) -> Response:
    return RedirectResponse(where, status_code=303)


def _current(visit: Visit, measure: Items) -> Given | None:
    """The sitting that goes on, or the one the patient has finished today."""
    given = queries.sittings_of(visit.db, [visit.who.id], answers=True, measures=(measure.id,)).get(visit.who.id, [])
    finished = [one for one in given if one.finished and not one.entered and one.on == visit.today]
    same = [one for one in finished if one.version == measure.version]
    return going(visit, given) or (same[-1] if same else None)


def _question(measure: Items, n: str) -> Question:
    if n == DIFFICULTY and measure.difficulty:
        asked = measure.difficulty
        return Question(DIFFICULTY, 0, asked.text, "", "", asked.options, "")
    item = next((one for one in measure.items if str(one.number) == n), None)
    if item is None:
        raise NotFound
    never = measure.does_not_apply or ""
    return Question(item.id, item.number, item.text, measure.stem, item.before or "", measure.options, never)


def _of_items(measure: Items, answers: Answers) -> Answers:
    return {item.id: answers[item.id] for item in measure.items if item.id in answers}


def _page(visit: Visit, measure: Items, sitting: Given, question: Question, *, wrong: bool = False) -> Response:
    said = sitting.answers.get(question.id)
    problem = _("Choose an answer. You can also press “I’d rather not answer this one”.")
    as_list = preferences.measures_as_list(visit.db, visit.who.id)
    back, label = _back(measure, question, as_list=as_list)
    total = len(measure.items)
    content = QuestionPage(
        title=measure.title,
        place=_place(question, total),
        done=question.number - 1 if question.number else total,
        total=total,
        back_href=back,
        back_label=label,
        before=question.before,
        stem=question.stem,
        text=question.text,
        note=_note(question, said),
        options=_options(question),
        value=value_of(said),
        action=address(measure.id, question.number or DIFFICULTY),
        sitting=sitting.id,
        reads=readers(visit, measure),
        credit=measure.credit,
        problems=(Problem("#answers", problem),) if wrong else (),
    )
    return page(visit, "patient/measure_question.html", content, status=422 if wrong else 200)


def _place(question: Question, total: int) -> str:
    if not question.number:
        return _("One more question")
    return _("Question %(n)d of %(total)d") % {"n": question.number, "total": total}


def _back(measure: Items, question: Question, *, as_list: bool) -> tuple[str, str]:
    number = question.number - 1 if question.number else len(measure.items)
    if not number:
        return address(measure.id, START), _("About these questions")
    if as_list and not measure.items[number - 1].alone:
        return address(measure.id, LIST), _("The other questions")
    return address(measure.id, number), _("Question %(n)d") % {"n": number}


def _note(question: Question, said: Answer | None) -> str:
    if said is Skip.DECLINED:
        return _("Saved: you’d rather not answer this one. You can still choose an answer.")
    return "" if question.number else _("This one is not part of the score.")


def _options(question: Question) -> tuple[Option, ...]:
    found = [Option(str(one.value), one.label) for one in question.options]
    if question.does_not_apply:
        found.append(Option(DOES_NOT_APPLY, question.does_not_apply))
    return tuple(found)
