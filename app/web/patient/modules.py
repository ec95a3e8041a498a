"""One module from above: its steps and how each stands, and at the end the patient's own conclusion."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import Response

from app.access.door import Visit
from app.access.guards import my_module
from app.content.schema import Reflection, Step, asking
from app.enrolments.queries import Receipt, Work, receipts, work_of
from app.people import preferences
from app.people.queries import practitioner_of
from app.rendering import day
from app.rendering import gettext as _
from app.sessions.queries import discussed
from app.sessions.rules import Discussed
from app.web.parts.frame import page
from app.web.parts.opening import waits
from app.web.parts.sessions import discussed_words
from app.web.parts.step import address, minutes
from app.web.parts.worksheet import Said, answers
from app.web.patient.door import router
from app.web.patient.module_goal import ServedGoal, served_goal


@dataclass(frozen=True)
class StepRow:
    href: str
    title: str
    minutes: str
    state: str
    kind: str
    """finished · next · open: how the row is drawn; its sentence says it in words."""
    receipt: str | None
    receipt_kind: str


@dataclass(frozen=True)
class KeptStep:
    """A step that an answer given later took off the way; its words are kept."""

    href: str
    title: str
    answers: tuple[Said, ...]
    shared: bool


@dataclass(frozen=True)
class EarlierTime:
    """What a patient wrote when they went through this module before."""

    title: str
    steps: tuple[KeptStep, ...]


@dataclass(frozen=True)
class ModulePage:
    slug: str
    title: str
    summary: str
    purpose: str
    state: str
    steps: tuple[StepRow, ...]
    next_href: str | None
    next_label: str
    conclusion: tuple[Said, ...]
    shared_with: str | None
    kept: tuple[KeptStep, ...]
    before: tuple[EarlierTime, ...]
    waits: str
    finished: bool
    ended: bool
    goal: ServedGoal
    fewer_words: bool


@router.page("/modules/{module}")
def module(visit: Visit, module: str) -> Response:
    work = my_module(visit, module)
    practitioner = practitioner_of(visit.db, visit.who.id)
    name = practitioner.name if practitioner else None
    ids = [one.response_id for one in work.kept.values()]
    seen, talked = (receipts(visit.db, ids), discussed(visit.db, ids)) if ids else ({}, {})
    content = ModulePage(
        slug=work.module.slug,
        title=work.module.title,
        summary=work.module.manifest.summary,
        purpose=work.module.manifest.purpose,
        state=_state(work),
        steps=tuple(_row(work, step, name, seen, talked) for step in work.way.steps),
        next_href=_next_href(work) if work.open else None,
        next_label=_("Carry on") if work.begun_at else _("Begin"),
        conclusion=_conclusion(work),
        shared_with=_shared_with(work, name),
        kept=_kept(work),
        before=_before(visit, work),
        waits=waits(work, name),
        finished=work.finished_at is not None,
        ended=work.ended,
        goal=served_goal(visit, work),
        fewer_words=preferences.going(visit.db, visit.who.id).fewer_words,
    )
    return page(visit, "patient/module.html", content)


def _state(work: Work) -> str:
    if work.finished_at:
        return _("You finished this on %(day)s.") % {"day": day(work.finished_at)}
    total = sum(step.minutes for step in work.way.steps)
    if work.begun_at:
        return _("%(done)d of %(total)d steps done. %(left)s left.") % {
            "done": len(work.way.done),
            "total": len(work.way.steps),
            "left": minutes(work.way.minutes_left).capitalize(),
        }
    return _("%(count)d steps, %(minutes)s in all. Stop anywhere: your place is kept.") % {
        "count": len(work.way.steps),
        "minutes": minutes(total),
    }


def _next_href(work: Work) -> str | None:
    step = work.way.next
    return address(work.module.slug, step.id) if step and not work.ended else None


def _row(
    work: Work,
    step: Step,
    practitioner: str | None,
    seen: Mapping[UUID, Receipt],
    talked: Mapping[UUID, Discussed],
) -> StepRow:
    kept = work.kept.get(step.id)
    kind = "finished" if kept else "next" if step is work.way.next else "open"
    state = {"finished": _("Finished"), "next": _("Next"), "open": _("Not started")}[kind]
    receipt, receipt_kind = None, "written"
    if kept and asking(step):
        receipt, receipt_kind = receipt_of(
            kept.shared,
            kept.version,
            seen.get(kept.response_id),
            practitioner,
            has_words=bool(kept.answers),
            talked=talked.get(kept.response_id),
        )
    href = address(work.module.slug, step.id)
    return StepRow(href, step.title, minutes(step.minutes), state, kind, receipt, receipt_kind)


def receipt_of(
    shared: bool,
    version: int,
    seen: Receipt | None,
    practitioner: str | None,
    *,
    has_words: bool,
    talked: Discussed | None = None,
) -> tuple[str | None, str]:
    """What the patient is told about who has read a step, or talked about it, and which glyph stands by it."""
    if talked and shared:
        return discussed_words(talked), "talked"
    if seen and shared and seen.number == version:
        return _seen(seen), "seen"
    if seen and shared:
        return _("%(seen)s. You changed it since.") % {"seen": _seen(seen)}, "written"
    if seen:
        return _("Only you, from now on. %(seen)s: what was seen stays in the record.") % {
            "seen": _seen(seen)
        }, "private"
    if not shared:
        return _("Only you"), "private"
    if not has_words or practitioner is None:
        return None, "written"
    return _("%(name)s has not read this yet") % {"name": practitioner}, "written"


def _seen(receipt: Receipt) -> str:
    return _("Seen by %(name)s on %(day)s") % {"name": receipt.by, "day": day(receipt.at, weekday=False)}


def _conclusion(work: Work) -> tuple[Said, ...]:
    """What the patient wrote at the end, once the module is finished."""
    last = work.module.steps[-1]
    kept = work.kept.get(last.id)
    return answers(last, kept.answers) if work.finished_at and kept and isinstance(last, Reflection) else ()


def _shared_with(work: Work, practitioner: str | None) -> str | None:
    kept = work.kept.get(work.module.steps[-1].id)
    return practitioner if kept and kept.shared else None


def _kept(work: Work) -> tuple[KeptStep, ...]:
    found = []
    for step_id in work.way.fallen_away:
        step = work.module.step(step_id)
        if step:
            kept = work.kept[step_id]
            href = address(work.module.slug, step_id)
            found.append(KeptStep(href, step.title, answers(step, kept.answers), kept.shared))
    return tuple(found)


def _before(visit: Visit, work: Work) -> tuple[EarlierTime, ...]:
    """Earlier times through this module, newest first: every word in them stays readable."""
    if work.round == 1:
        return ()
    plan = work_of(visit.db, visit.house.library, [visit.who.id], at=visit.at)[visit.who.id]
    times = [one for one in plan if one.module.slug == work.module.slug and one.id != work.id and one.begun_at]
    return tuple(
        EarlierTime(
            _("Time %(n)d, finished on %(day)s") % {"n": one.round, "day": day(one.finished_at)}
            if one.finished_at
            else _("Time %(n)d") % {"n": one.round},
            tuple(
                KeptStep("", step.title, answers(step, one.kept[step.id].answers), one.kept[step.id].shared)
                for step in one.module.steps
                if step.id in one.kept and one.kept[step.id].answers
            ),
        )
        for one in reversed(times)
    )
