"""One patient: where they are, their conclusions, and their shared work in full. What stands here is marked seen."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from fastapi import Response

from app.access.door import Visit
from app.access.guards import my_patient
from app.content.schema import Reflection, Step
from app.enrolments import actions
from app.enrolments.queries import Work, shared_work, work_of
from app.people.queries import Who
from app.rendering import day
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.practitioner.card import CardView, card_of
from app.web.practitioner.door import router
from app.web.practitioner.pieces import Piece, pieces


@dataclass(frozen=True)
class Top:
    """What stands over each page about one patient: who it is, and the pages there are."""

    name: str
    full_name: str
    href: str
    here: str


def top(who: Who, here: str) -> Top:
    return Top(who.name, who.full_name, f"/practice/patients/{who.id}", here)


@dataclass(frozen=True)
class StepState:
    title: str
    state: str
    done: bool
    write: str = ""
    """Where it is written down for its patient, while it can be."""


@dataclass(frozen=True)
class ModuleState:
    title: str
    guide_href: str
    state: str
    steps: tuple[StepState, ...]
    done: int
    total: int


@dataclass(frozen=True)
class PatientPage:
    top: Top
    name: str
    card: CardView
    once: UUID
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
    actions.look(visit.db, who.id, shared, "shared work", as_cover=visit.stands_in, by=visit.by, at=visit.at)
    found = pieces(plan, shared, who)
    content = PatientPage(
        top=top(who, "work"),
        name=who.name,
        card=card_of(visit, who),
        once=uuid4(),
        modules=tuple(_module(work, who) for work in plan if work.removed_at is None or work.begun_at),
        conclusions=tuple(piece for step, _one, piece in found if isinstance(step, Reflection)),
        work=tuple(piece for step, _one, piece in found if not isinstance(step, Reflection)),
        new=sum(piece.new for _step, _one, piece in found),
        password_link=f"/practice/patients/{who.id}/new-password",
    )
    return page(visit, "practitioner/patient.html", content, here="/practice")


def _write(work: Work, step: Step, who: Who) -> str:
    """Where the step is written down for its patient, while it can be."""
    open_ = work.open_to_others(step)
    return f"/practice/patients/{who.id}/write/{work.module.slug}/{step.id}" if open_ else ""


def _module(work: Work, who: Who) -> ModuleState:
    way_ = work.way_for_others
    steps = tuple(
        StepState(
            step.title,
            _("Finished") if step.id in way_.done else _("Not finished"),
            step.id in way_.done,
            _write(work, step, who),
        )
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
