"""The same questions as one list, for those who would rather have that. What is asked alone stays alone.

With scripts each answer is saved as it is picked; without, every button on the page saves all that is picked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import JSONResponse, RedirectResponse

from app.access.door import Visit
from app.access.guards import my_sitting
from app.content.measures import Item, Items
from app.content.measures import Option as Scored
from app.journey import measuring
from app.measures import actions
from app.measures.queries import Given
from app.measures.rules import Answer, Skip
from app.rendering import clock_time
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.measures import LIST, START, address, left_open, listed, next_after
from app.web.parts.plain import Option
from app.web.parts.worksheet import Problem
from app.web.patient.measure_start import readers

DECLINED, DOES_NOT_APPLY = "declined", "does-not-apply"
ON = "on"
"""What the button says that goes on to what follows the list; any other one comes back to its own question."""


@dataclass(frozen=True)
class Listed:
    """One question of the list. `saved`: that its answer is."""

    id: str
    number: int
    text: str
    value: str
    saved: str
    error: str = ""


@dataclass(frozen=True)
class ListPage:
    title: str
    place: str
    stem: str
    questions: tuple[Listed, ...]
    options: tuple[Option, ...]
    action: str
    back_href: str
    sitting: UUID
    reads: str
    credit: str
    problems: tuple[Problem, ...] = ()
    once: UUID = field(default_factory=uuid4)


def page_of(visit: Visit, measure: Items, sitting: Given, *, wrong: Mapping[str, str] | None = None) -> Response:
    errors = wrong or {}
    items = listed(measure)
    content = ListPage(
        title=measure.title,
        place=_("Questions 1 to %(last)d of %(total)d") % {"last": len(items), "total": len(measure.items)},
        stem=measure.stem,
        questions=tuple(_listed(item, sitting, errors.get(item.id, "")) for item in items),
        options=options(measure),
        action=address(measure.id, LIST),
        back_href=address(measure.id, START),
        sitting=sitting.id,
        reads=readers(visit, measure),
        credit=measure.credit,
        problems=tuple(Problem(f"#{id_}", words) for id_, words in errors.items()),
    )
    return page(visit, "patient/measure_list.html", content, status=422 if errors else 200)


def options(measure: Items) -> tuple[Option, ...]:
    found = [Option(str(one.value), one.label) for one in measure.options]
    if measure.does_not_apply:
        found.append(Option(DOES_NOT_APPLY, measure.does_not_apply))
    return (*found, Option(DECLINED, _("I’d rather not answer this one")))


def _listed(item: Item, sitting: Given, error: str) -> Listed:
    said = sitting.answers.get(item.id)
    return Listed(item.id, item.number, item.text, value_of(said), _("Saved") if said is not None else "", error)


def value_of(said: Answer | None) -> str:
    match said:
        case None:
            return ""
        case Skip.DECLINED:
            return DECLINED
        case Skip.DOES_NOT_APPLY:
            return DOES_NOT_APPLY
        case _:
            return str(said)


def answer(visit: Visit, measure: Items, sitting: Given) -> Response:
    """Keeps every answer that is new. To the script (no `then`) it answers with the time, to a button with a page."""
    once = visit.typed_id("once") or uuid4()
    for item in listed(measure):
        typed = visit.typed(f"value.{item.id}")
        said = read(measure.options, typed, may_not_apply=measure.does_not_apply is not None)
        if said is not None and said != sitting.answers.get(item.id):
            keep(visit, measure, sitting, item.id, said, once=once)
    now = settled(visit, measure, sitting)
    then = visit.typed("then")
    if not then:
        return JSONResponse({"saved_at": clock_time(visit.at), "once": str(uuid4())})
    if then != ON:
        place = then if then in {item.id for item in listed(measure)} else ""
        return RedirectResponse(f"{address(measure.id, LIST)}#{place}", status_code=303)
    open_ = [item for item in left_open(measure, now.answers) if not item.alone]
    if open_:
        return page_of(visit, measure, now, wrong={item.id: _missing(item) for item in open_})
    return RedirectResponse(next_after(measure, listed(measure)[-1].id, now.answers, as_list=True), status_code=303)


def keep(visit: Visit, measure: Items, sitting: Given, item: str, said: Answer, *, once: UUID) -> bool:
    """Keeps one answer; whether it flags."""
    house = visit.house
    return measuring.answer(visit.db, house.settings, sitting, measure, item, said, once=once, by=visit.by, at=visit.at)


def settled(visit: Visit, measure: Items, sitting: Given) -> Given:
    """The sitting as it is now. Once every question has been put, it is finished."""
    now = my_sitting(visit, measure, str(sitting.id))
    if not now.finished and not left_open(measure, now.answers):
        actions.finish(visit.db, now, at=visit.at)
        visit.responds_to = visit.who.id
    return now


def _missing(item: Item) -> str:
    told = _("Question %(n)d has no answer yet. Choose one, or “I’d rather not answer this one”.")
    return told % {"n": item.number}


def read(options_: Iterable[Scored], typed: str, *, may_not_apply: bool) -> Answer | None:
    """What was picked; None for nothing, and for what the question does not offer."""
    if typed == DECLINED:
        return Skip.DECLINED
    if typed == DOES_NOT_APPLY and may_not_apply:
        return Skip.DOES_NOT_APPLY
    return next((one.value for one in options_ if str(one.value) == typed), None)
