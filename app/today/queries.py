"""What a patient's Today rests on: their plan, where they are on it, and what their practitioner has read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.content.library import Library
from app.content.schema import Step, asking
from app.enrolments.queries import Receipt, Work, receipts, work_of
from app.people.queries import Who, practitioner_of


@dataclass(frozen=True)
class Next:
    """The one obvious next thing: a module, and the step to go on with."""

    work: Work
    step: Step


@dataclass(frozen=True)
class Read:
    """Something the practitioner has read."""

    work: Work
    step: Step
    receipt: Receipt


@dataclass(frozen=True)
class Today:
    practitioner: Who | None
    plan: tuple[Work, ...]
    next: Next | None
    read: tuple[Read, ...]
    ended: bool


def today(db: Session, library: Library, patient: UUID, *, at: datetime) -> Today:
    """Four queries, however long the plan."""
    plan = work_of(db, library, [patient], at=at).get(patient, ())
    return Today(
        practitioner=practitioner_of(db, patient),
        plan=plan,
        next=next_thing(plan),
        read=_read(db, plan),
        ended=bool(plan) and all(work.ended for work in plan),
    )


def next_thing(plan: tuple[Work, ...]) -> Next | None:
    """What is begun goes before what is not; then the order of the plan."""
    going = [work for work in plan if not work.ended and not work.finished_at and work.way.next]
    going.sort(key=lambda work: (work.begun_at is None, work.position))
    for work in going:
        if work.way.next:
            return Next(work, work.way.next)
    return None


def _read(db: Session, plan: tuple[Work, ...]) -> tuple[Read, ...]:
    """The latest things read first."""
    kept = {one.response_id: (work, one.step) for work in plan for one in work.kept.values()}
    if not kept:
        return ()
    found = []
    for receipt in receipts(db, kept).values():
        work, step_id = kept[receipt.response_id]
        step = work.module.step(step_id)
        if step and asking(step):
            found.append(Read(work, step, receipt))
    return tuple(sorted(found, key=lambda one: one.receipt.at, reverse=True))
