"""One patient: where they are, their conclusions, and their shared work in full. What stands here is marked seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.access.guards import my_patient
from app.audit import actions as audit
from app.audit.rules import Deed
from app.content.schema import Module, Reflection, Step
from app.enrolments import actions
from app.enrolments.queries import SharedWork, Work, shared_work, work_of
from app.rendering import clock_time, day
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.worksheet import Area, Said, answers, five_areas
from app.web.practitioner.door import router


@dataclass(frozen=True)
class StepState:
    title: str
    state: str
    done: bool


@dataclass(frozen=True)
class ModuleState:
    title: str
    guide_href: str
    state: str
    steps: tuple[StepState, ...]
    done: int
    total: int


@dataclass(frozen=True)
class Piece:
    """One shared step in full."""

    id: str
    title: str
    module: str
    saved: str
    receipt: str
    new: bool
    withdrawn: bool
    answers: tuple[Said, ...]
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class PatientPage:
    name: str
    full_name: str
    initial: str
    modules: tuple[ModuleState, ...]
    conclusions: tuple[Piece, ...]
    work: tuple[Piece, ...]
    new: int
    password_link: str


@router.page("/patients/{patient}", records=True)
def patient(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    plan = work_of(visit.db, visit.house.library, [who.id], at=visit.at).get(who.id, ())
    shared = [one for one in shared_work(visit.db, who.id, visit.who.id) if one.answers]
    actions.mark_seen(visit.db, shared, practitioner=visit.who.id, at=visit.at)
    audit.record(visit.db, Deed.READ_PATIENT, by=visit.by, at=visit.at, patient=who.id, subject="shared work")
    pieces = _pieces(plan, shared, who.name)
    content = PatientPage(
        name=who.name,
        full_name=who.full_name,
        initial=who.name[:1],
        modules=tuple(_module(work) for work in plan),
        conclusions=tuple(piece for step, piece in pieces if isinstance(step, Reflection)),
        work=tuple(piece for step, piece in pieces if not isinstance(step, Reflection)),
        new=sum(piece.new for _step, piece in pieces),
        password_link=f"/practice/patients/{who.id}/new-password",
    )
    return page(visit, "practitioner/patient.html", content, here="/practice")


def _module(work: Work) -> ModuleState:
    way_ = work.way_for_others
    steps = tuple(
        StepState(step.title, _("Finished") if step.id in way_.done else _("Not finished"), step.id in way_.done)
        for step in way_.steps
    )
    if work.finished_at:
        state = _("Finished on %(day)s") % {"day": day(work.finished_at)}
    elif work.kept:
        state = _("Begun")
    else:
        state = _("Not begun")
    return ModuleState(
        work.module.title, f"/practice/guides/{work.module.slug}", state, steps, len(way_.done), len(way_.steps)
    )


def _pieces(plan: Sequence[Work], shared: Sequence[SharedWork], name: str) -> list[tuple[Step, Piece]]:
    """In the order of the plan and of each module, as a story. A diagram is drawn from shared words only."""
    pieces = {(one.plan_module_id, one.step): one for one in shared}
    return [
        (step, _piece(work.module, step, pieces[work.id, step.id], shared, name))
        for work in plan
        for step in work.module.steps
        if (work.id, step.id) in pieces
    ]


def _piece(module: Module, step: Step, one: SharedWork, shared: Sequence[SharedWork], name: str) -> Piece:
    open_ = {other.step: other.answers for other in shared if other.plan_module_id == one.plan_module_id}
    return Piece(
        id=str(one.version_id),
        title=step.title,
        module=module.title,
        saved=_("%(day)s at %(time)s") % {"day": day(one.saved_at), "time": clock_time(one.saved_at)},
        receipt=_receipt(one, name),
        new=one.seen_at is None,
        withdrawn=one.withdrawn,
        answers=answers(step, one.answers),
        areas=five_areas(step.picture, open_, module) if step.picture else (),
    )


def _receipt(one: SharedWork, name: str) -> str:
    if one.withdrawn and one.seen_at:
        return _("%(name)s no longer shares this. You read it on %(day)s, and what you read stays in the record.") % {
            "name": name,
            "day": day(one.seen_at, weekday=False),
        }
    if one.seen_at:
        return _("You read this on %(day)s") % {"day": day(one.seen_at, weekday=False)}
    return _("Marked as seen by you now")
