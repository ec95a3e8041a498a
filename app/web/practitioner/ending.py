"""The end of a course, with its reason and where the patient goes on; and the beginning of another."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import my_patient
from app.content.measures import GAD_7, PHQ_9, Items
from app.enrolments import endings
from app.enrolments.endings import Agreement, EndCode, Ending, Lacks, Step, lacks
from app.enrolments.queries import Head, ending_of, heads, work_of
from app.goals.queries import goals_of
from app.journey import moving
from app.journey.moving import StillOpen
from app.measures.queries import sittings_of
from app.pathways.queries import published
from app.people.queries import Who
from app.rendering import day
from app.rendering import gettext as _
from app.safety.queries import open_flags, safety_plan
from app.web.parts import drafting, plain
from app.web.parts.drafting import Kept
from app.web.parts.endings import agreed_words, code_pick, code_words, step_words
from app.web.parts.frame import page
from app.web.parts.joining import pathway_pick, read_pathway
from app.web.parts.plain import Area, Box, Option, Pick, problems, with_error
from app.web.parts.worksheet import Problem
from app.web.practitioner.door import router
from app.web.practitioner.patient import Top, top
from app.web.practitioner.score_views import by_measure, score_view


@dataclass(frozen=True)
class EndForm:
    code: Pick
    said: Area
    step: Pick
    to: Box
    agreed: Pick
    summary: Area
    kept: Kept

    @property
    def problems(self) -> tuple[Problem, ...]:
        return problems((self.code, self.said, self.step, self.to, self.agreed, self.summary))


@dataclass(frozen=True)
class EndedView:
    """How the last course ended, and the hand-over as plain text for another record system."""

    told: tuple[str, ...]
    said: tuple[str, ...]
    copy: str


@dataclass(frozen=True)
class EndingPage:
    """`ended` says when the last course ended; without one there is one to end, or none was ever begun."""

    top: Top
    name: str
    goes_on: bool
    ended: str
    action: str
    pathway: Pick
    form: EndForm | None
    before: EndedView | None
    flag: str
    problems: tuple[Problem, ...] = ()


@router.page("/patients/{patient}/course")
def course(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    return _page(visit, who, form=_opened(visit, who))


@router.act("/patients/{patient}/course/end")
def end_course(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    form, ending = _read(visit, who)
    if ending is None:
        return _page(visit, who, form=form)
    moving.discharge(visit.db, who.id, ending, by=visit.by, at=visit.at)
    drafting.sent(visit, _draft(who))
    return RedirectResponse(f"/practice/patients/{who.id}/course", status_code=303)


@router.act("/patients/{patient}/course/begin")
def begin_course(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    pathway = read_pathway(visit)
    if problems((pathway,)):
        return _page(visit, who, pathway)
    chosen = next(one for one in published(visit.db) if one.slug == pathway.value)
    try:
        moving.begin_again(visit.db, who.id, chosen, by=visit.by, at=visit.at)
    except StillOpen:
        return _page(visit, who)
    return RedirectResponse(f"/practice/patients/{who.id}/plan", status_code=303)


def _draft(who: Who) -> str:
    return f"ending-{who.id}"


def _blank(who: Who, kept: Kept) -> EndForm:
    name = {"name": who.name}
    return EndForm(
        code=code_pick(),
        said=Area("said", _("What %(name)s says about ending, in their own words") % name, rows=2),
        step=Pick("step", _("And then"), tuple(Option(one.value, step_words(one)) for one in Step), Step.NONE.value),
        to=Box("step_to", _("Where to, and why"), hint=_("Needed for a step up, down or across.")),
        agreed=Pick(
            "agreed",
            _("What %(name)s says to that") % name,
            tuple(Option(one.value, agreed_words(one, who.name)) for one in Agreement),
        ),
        summary=Area(
            "summary",
            _("Hand-over summary"),
            hint=_("Begun from the record. Change it as it should be read by whoever takes over."),
            rows=8,
        ),
        kept=kept,
    )


def _opened(visit: Visit, who: Who) -> EndForm:
    typed, kept = drafting.opened(visit, _draft(who))
    form = _blank(who, kept)
    return replace(
        form,
        said=replace(form.said, value=typed.get("said", "")),
        to=replace(form.to, value=typed.get("step_to", "")),
        summary=replace(form.summary, value=typed.get("summary") or "\n".join(_begun(visit, who))),
    )


def _read(visit: Visit, who: Who) -> tuple[EndForm, Ending | None]:
    """The form as it was sent, and the ending that it says where nothing is missing."""
    form = _blank(who, drafting.again(visit, _draft(who)))
    form = replace(
        form,
        code=plain.picked(visit, form.code, _("Say how the course ended.")),
        said=plain.words(visit, form.said, endings.LONGEST_SAID),
        step=plain.picked(visit, form.step, _("Say whether other support is arranged.")),
        to=plain.line(visit, form.to, endings.LONGEST_TO),
        agreed=plain.picked(visit, form.agreed, ""),
        summary=plain.words(visit, form.summary, endings.LONGEST_SUMMARY),
    )
    if form.problems:
        return form, None
    ending = Ending(
        EndCode(int(form.code.value)),
        form.said.value,
        Step(form.step.value),
        form.to.value,
        Agreement(form.agreed.value) if form.agreed.value else None,
        form.summary.value,
    )
    form = _told_what_lacks(form, lacks(ending))
    return form, None if form.problems else ending


def _told_what_lacks(form: EndForm, missing: frozenset[Lacks]) -> EndForm:
    if Lacks.TO in missing:
        form = replace(form, to=with_error(form.to, _("Write where to, and why.")))
    if Lacks.AGREED in missing:
        form = replace(form, agreed=with_error(form.agreed, _("Say what the patient says to it.")))
    if Lacks.SUMMARY in missing:
        form = replace(form, summary=with_error(form.summary, _("Write a hand-over for whoever takes over.")))
    return form


def _begun(visit: Visit, who: Who) -> Iterator[str]:
    """A hand-over begun from facts that the practitioner may know: never a level of risk."""
    head = heads(visit.db, [who.id]).get(who.id)
    if head:
        yield _("%(name)s, course since %(day)s.") % {"name": who.full_name, "day": day(head.began_at, weekday=False)}
    for goal in goals_of(visit.db, [who.id]).get(who.id, ()):
        if goal.live:
            last = goal.ratings[-1].value if goal.ratings else None
            rated = _(" Rated %(n)d of 10.") % {"n": last} if last is not None else ""
            yield _("Goal: %(words)s.") % {"words": goal.words.rstrip(".")} + rated
    works = work_of(visit.db, visit.house.library, [who.id], at=visit.at).get(who.id, ())
    done = [
        f"“{work.module.title}”"
        for work in works
        if work.finished_at and head and work.enrolment_id == head.enrolment_id
    ]
    if done:
        yield _("Modules finished: %(titles)s.") % {"titles": ", ".join(done)}
    given = by_measure(sittings_of(visit.db, [who.id], answers=True).get(who.id, []))
    for name in (PHQ_9, GAD_7):
        measure = visit.house.measures.get(name)
        view = score_view(measure, given.get(name, ())) if isinstance(measure, Items) else None
        if view:
            yield " · ".join(part for part in (f"{view.name} {view.now}", view.was, view.short, view.strong) if part)
    plan = safety_plan(visit.db, who.id)
    yield _("Safety plan: there, changed on %(day)s.") % {"day": day(plan.at)} if plan else _("Safety plan: none yet.")


def _before(visit: Visit, who: Who, head: Head) -> EndedView | None:
    ending = ending_of(visit.db, head.enrolment_id)
    if ending is None:
        return None
    told = [_("Code %(code)d: %(words)s") % {"code": ending.code.value, "words": code_words(ending.code)}]
    told.append(step_words(ending.step) + (f": {ending.to}" if ending.to else ""))
    if ending.agreed:
        told.append(agreed_words(ending.agreed, who.name))
    lines = [
        *told,
        *([_("In their words: %(words)s") % {"words": ending.said}] if ending.said else []),
        "",
        ending.summary,
    ]
    return EndedView(tuple(told), tuple(ending.said.splitlines()), "\n".join(lines).strip())


def _page(visit: Visit, who: Who, pathway: Pick | None = None, *, form: EndForm | None = None) -> Response:
    head: Head | None = heads(visit.db, [who.id]).get(who.id)
    pick = pathway or pathway_pick(visit)
    goes_on = head is not None and head.ended_at is None
    found = (*problems((pick,)), *(form.problems if form and goes_on else ()))
    flag = open_flags(visit.db, [who.id]).get(who.id)
    content = EndingPage(
        top=top(who, "course"),
        name=who.name,
        goes_on=goes_on,
        ended=_("The last course ended on %(day)s.") % {"day": day(head.ended_at)} if head and head.ended_at else "",
        action=f"/practice/patients/{who.id}/course",
        pathway=pick,
        form=(form or _opened(visit, who)) if goes_on else None,
        before=_before(visit, who, head) if head and head.ended_at else None,
        flag=f"/practice/flags/{flag.id}" if flag else "",
        problems=found,
    )
    return page(visit, "practitioner/course.html", content, here="/practice", status=422 if found else 200)
