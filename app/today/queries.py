"""What a patient's Today rests on: their plan, where they are on it, and what their practitioner has read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app.activities.queries import Activities, activities_of
from app.activities.rules import Activity, State
from app.content.library import Library
from app.content.schema import Step, asking
from app.enrolments.queries import (
    Change,
    Receipt,
    Rest,
    Work,
    WrittenFeedback,
    changes,
    feedback_to,
    heads,
    receipts,
    work_of,
)
from app.goals.queries import Goals, Serves, goals_of, serving
from app.messages.queries import Said, latest
from app.people.queries import Who, practitioner_of
from app.rendering import local


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
class Told:
    """Feedback under a piece of work."""

    work: Work
    step: Step
    feedback: WrittenFeedback


@dataclass(frozen=True)
class Today:
    """`waiting` is the module that opens next, where nothing is open to go on with."""

    practitioner: Who | None
    plan: tuple[Work, ...]
    next: Next | None
    waiting: Work | None
    read: tuple[Read, ...]
    told: tuple[Told, ...]
    changes: tuple[Change, ...]
    rest: Rest | None
    ended: bool
    message: Said | None = None
    """The last message from the team, unless the patient has written since."""
    unanswered: Said | None = None
    """The patient's own message that has waited longest."""
    goals: Goals = ()
    serves: Mapping[UUID, Serves] = field(default_factory=dict)
    activities: Activities = ()


RECENT = timedelta(days=14)
"""How long a change of the plan and a practitioner's words stand on Today; they stay in their own place for ever."""


def today(db: Session, library: Library, patient: UUID, *, at: datetime) -> Today:
    """Fifteen queries, however long the plan."""
    plan = work_of(db, library, [patient], at=at).get(patient, ())
    head = heads(db, [patient]).get(patient)
    changed = changes(db, head.enrolment_id) if head else []
    now_next = next_thing(plan)
    said = latest(db, patient)
    return Today(
        practitioner=practitioner_of(db, patient),
        plan=plan,
        next=now_next,
        waiting=None if now_next else waiting(plan),
        read=_read(db, plan),
        told=_told(plan, [one for one in feedback_to(db, patient) if at - one.at <= RECENT]),
        changes=tuple(one for one in changed if one.by_id != patient and at - one.at <= RECENT),
        rest=head.rest if head else None,
        ended=bool(plan) and all(work.ended for work in plan),
        message=_message(said, at),
        unanswered=next((one for one in said if one.waits), None),
        goals=goals_of(db, [patient]).get(patient, ()),
        serves=serving(db, patient),
        activities=activities_of(db, [patient]).get(patient, ()),
    )


WEEK_AHEAD, JUST_NOW = timedelta(days=6), timedelta(days=2)


def this_week(activities: Sequence[Activity], today: date) -> list[Activity]:
    """Offers, what is planned up to a week ahead or without a day, and what has just been done, in this order."""

    def stands(one: Activity) -> bool:
        if one.state is State.OFFERED:
            return True
        if one.state is State.PLANNED:
            return one.plan.day is None or one.plan.day <= today + WEEK_AHEAD
        lately = one.review is not None and local(one.review.at).date() >= today - JUST_NOW
        return lately and one.declined is None

    found = [one for one in activities if stands(one)]
    return sorted(found, key=lambda one: (one.review is not None, one.plan.day or today, one.plan.time or "99"))


def _message(said: Sequence[Said], at: datetime) -> Said | None:
    """What the team wrote of late, where it is the last word."""
    last = said[-1] if said else None
    return last if last and not last.from_patient and at - last.at <= RECENT else None


def next_thing(plan: Sequence[Work]) -> Next | None:
    """What is begun goes before what is not; then the order of the plan. What is left out or not open is passed by."""
    going = [work for work in plan if _can_go_on(work) and work.open]
    going.sort(key=lambda work: (work.begun_at is None, work.position))
    for work in going:
        if work.way.next:
            return Next(work, work.way.next)
    return None


def further(plan: Sequence[Work], first: Next) -> list[Next]:
    """What else is open to go on with: the step after the next one, then the next of each other module."""
    way = first.work.way
    after = next((one for one in way.steps[way.position(first.step.id) :] if one.id not in way.done), None)
    others = [work for work in plan if work is not first.work and _can_go_on(work) and work.open]
    found = [Next(work, work.way.next) for work in others if work.way.next]
    return [Next(first.work, after), *found] if after else found


def waiting(plan: Sequence[Work]) -> Work | None:
    """The first module that is still to open."""
    return next((work for work in plan if _can_go_on(work) and not work.open), None)


def _can_go_on(work: Work) -> bool:
    over = work.ended or work.finished_at or work.skipped_at or work.removed_at
    return not over


def _told(plan: Sequence[Work], said: Sequence[WrittenFeedback]) -> tuple[Told, ...]:
    works = {work.id: work for work in plan}
    found = []
    for one in said:
        work = works.get(one.plan_module_id)
        step = work.module.step(one.step) if work else None
        if work and step:
            found.append(Told(work, step, one))
    return tuple(found)


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
