"""Written down for a patient, as they say it: a step of a module, a diary entry, how near a goal feels.

For somebody without a phone, or who says it while the two talk. Each says by whom it was written down, and is shared:
whoever writes has heard it. What the patient keeps to themselves is neither shown here nor written over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from app.access.door import Visit
from app.access.guards import MyStep, a_goal_of, a_step_of, my_patient
from app.content import answers as content
from app.content.answers import Answers
from app.content.checks import FORM_NAMES
from app.content.markdown import render
from app.content.schema import asking
from app.diary import actions as diary
from app.diary.actions import Entry
from app.diary.rules import HIGHEST, LONGEST_WHAT
from app.enrolments.actions import Stale, Written
from app.enrolments.rules import facts_before, showing
from app.goals import actions as goals
from app.goals.rules import Goal
from app.journey import steps as journey
from app.people.queries import Who
from app.rendering import gettext as _
from app.web.parts import plain
from app.web.parts.frame import page
from app.web.parts.plain import Box, Number, Option, Pick
from app.web.parts.step import asked, with_hidden
from app.web.parts.worksheet import FieldView, Problem, Said, answers, fields, problems
from app.web.practitioner.door import router
from app.web.practitioner.patient import Top, top


@dataclass(frozen=True)
class WritePage:
    """`boxes` are ours, `fields` those of a step. `meanwhile`: what was saved since the page was opened."""

    top: Top
    name: str
    title: str
    lead: str
    back: str
    back_to: str
    action: str
    save: str
    once: UUID
    version: int = 0
    boxes: tuple[Box | Pick | Number, ...] = ()
    body: Markup | None = None
    fields: tuple[FieldView, ...] = ()
    problems: tuple[Problem, ...] = ()
    meanwhile: tuple[Said, ...] = ()


@router.page("/patients/{patient}/write/diary")
def write_diary(visit: Visit, patient: str) -> Response:
    return _diary(visit, my_patient(visit, patient), _mood(), _what())


@router.act("/patients/{patient}/write/diary")
def keep_for_diary(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    mood = plain.picked(visit, _mood(), _("Choose a number from 0 to 10."))
    what = plain.line(visit, _what(), LONGEST_WHAT)
    if plain.problems((mood, what)):
        return _diary(visit, who, mood, what, status=422)
    entry = Entry(int(mood.value), what.value, shared=True, once=visit.typed_id("once") or uuid4())
    diary.keep(visit.db, who.id, entry, by=visit.by, at=visit.at)
    return RedirectResponse(f"{top(who, 'activities').href}/activities#diary", status_code=303)


@router.page("/patients/{patient}/write/goals/{goal}")
def write_rating(visit: Visit, patient: str, goal: str) -> Response:
    who = my_patient(visit, patient)
    return _rating(visit, who, a_goal_of(visit, who, goal), _near(who))


@router.act("/patients/{patient}/write/goals/{goal}")
def rate_for(visit: Visit, patient: str, goal: str) -> Response:
    who = my_patient(visit, patient)
    found = a_goal_of(visit, who, goal)
    value, box = plain.number(visit, _near(who))
    if value is None:
        box = box if box.error else replace(box, error=_("Write a whole number from 0 to 10."))
        return _rating(visit, who, found, box, status=422)
    goals.rate(visit.db, found, value, once=visit.typed_id("once") or uuid4(), by=visit.by, at=visit.at)
    return RedirectResponse(f"{top(who, 'goals').href}/goals/{found.id}#rated", status_code=303)


@router.page("/patients/{patient}/write/{module}/{step}")
def write_step(visit: Visit, patient: str, module: str, step: str) -> Response:
    who = my_patient(visit, patient)
    theirs = a_step_of(visit, who, module, step)
    kept = theirs.work.kept.get(theirs.step.id)
    return _step(visit, who, theirs, kept.answers if kept else {}, kept.version if kept else 0)


@router.act("/patients/{patient}/write/{module}/{step}")
def complete_for(visit: Visit, patient: str, module: str, step: str) -> Response:
    """Keeps the answers as a version of its own. What was saved meanwhile stands beside what was typed."""
    who = my_patient(visit, patient)
    theirs = a_step_of(visit, who, module, step, hold=True)
    shown = asked(theirs.work.way_for_others, theirs.step)  # a private answer decides nothing here
    pairs = [(name, value) for name, value in visit.form if name not in FORM_NAMES]
    read, typed = content.read(shown, pairs), content.typed(shown, pairs)
    version = visit.typed_number("version")
    if read.errors or read.unknown:
        return _step(visit, who, theirs, typed, version, errors=read.errors, status=422)
    if more := visit.typed("more"):
        return _step(visit, who, theirs, typed, version, more=more)
    once = visit.typed_id("once") or uuid4()
    answered = with_hidden(theirs.work.kept.get(step), theirs.step, read.answers, shown)
    written = Written(answered, shared=True, version=version, once=once)
    try:
        journey.complete(visit.db, visit.house.library, theirs.work, theirs.step, written, by=visit.by, at=visit.at)
    except Stale:
        kept = theirs.work.kept[theirs.step.id]
        said = answers(theirs.step, kept.answers)
        return _step(visit, who, theirs, typed, kept.version, meanwhile=said, status=409)
    return RedirectResponse(f"{top(who, 'work').href}#where", status_code=303)


def _mood() -> Pick:
    options = tuple(Option(str(n), str(n)) for n in range(HIGHEST + 1))
    hint = _("0 is as low as it gets. 10 is as good as it gets.")
    return Pick("mood", _("How is their mood now, in their own number?"), options, hint=hint)


def _what() -> Box:
    return Box("what", _("What were they doing?"), hint=_("In their words. This can stay empty."), own=True)


def _near(who: Who) -> Number:
    label = _("How near it feels to %(name)s now") % {"name": who.name}
    return Number("rating", label, low=_("not at all"), high=_("fully there"))


def _lead(who: Who) -> str:
    lead = _("Write it down as %(name)s says it. %(name)s sees that you wrote it down, and can change it.")
    return lead % {"name": who.name}


def _diary(visit: Visit, who: Who, mood: Pick, what: Box, *, status: int = 200) -> Response:
    here = top(who, "activities")
    content = WritePage(
        top=here,
        name=who.name,
        title=_("Into the diary of %(name)s") % {"name": who.name},
        lead=_lead(who),
        back=_("Activities and diary"),
        back_to=f"{here.href}/activities",
        action=f"{here.href}/write/diary",
        save=_("Keep this entry"),
        once=visit.typed_id("once") or uuid4(),
        boxes=(mood, what),
        problems=plain.problems((mood, what)),
    )
    return page(visit, "practitioner/write_down.html", content, here="/practice", status=status)


def _rating(visit: Visit, who: Who, goal: Goal, box: Number, *, status: int = 200) -> Response:
    here = top(who, "goals")
    content = WritePage(
        top=here,
        name=who.name,
        title=_("How near “%(goal)s” feels") % {"goal": goal.words},
        lead=_lead(who),
        back=_("This goal"),
        back_to=f"{here.href}/goals/{goal.id}",
        action=f"{here.href}/write/goals/{goal.id}",
        save=_("Keep this number"),
        once=visit.typed_id("once") or uuid4(),
        boxes=(box,),
        problems=plain.problems((box,)),
    )
    return page(visit, "practitioner/write_down.html", content, here="/practice", status=status)


def _step(
    visit: Visit,
    who: Who,
    theirs: MyStep,
    values: Answers,
    version: int,
    *,
    errors: Mapping[str, str] | None = None,
    more: str = "",
    meanwhile: tuple[Said, ...] = (),
    status: int = 200,
) -> Response:
    work, step, here = theirs.work, theirs.step, top(who, "work")
    shown = showing(step, facts_before(work.way_for_others, step.id))
    views = fields(shown, values, errors or {}, work.way_for_others, work.module, more=more)
    content = WritePage(
        top=here,
        name=who.name,
        title=step.title,
        lead=_lead(who) if asking(step) else _("You can read this together."),
        back=_("Shared work"),
        back_to=here.href,
        action=f"{here.href}/write/{work.module.slug}/{step.id}",
        save=_("Keep this for %(name)s") % {"name": who.name} if asking(step) else _("We have read this together"),
        once=uuid4() if meanwhile else visit.typed_id("once") or uuid4(),
        version=version,
        body=render(step.body),
        fields=views,
        problems=problems(views),
        meanwhile=meanwhile,
    )
    return page(visit, "practitioner/write_down.html", content, here="/practice", status=status)
