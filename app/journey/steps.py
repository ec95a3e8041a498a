"""Finishing a step, and what it becomes beside: a goal that is proposed, an activity that stands in the week.

A goal is proposed only while its step is shared. An activity is as private as the step it comes from.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel import Session

from app.activities import actions as activities
from app.activities.queries import activity
from app.activities.rules import Plan, State
from app.audit.rules import Actor
from app.content.answers import Answer, Answers
from app.content.library import Library
from app.content.schema import PlansActivity, ProposesGoal, Step, Worksheet
from app.enrolments import actions as enrolments
from app.enrolments.actions import Written
from app.enrolments.queries import Work
from app.goals import actions as goals
from app.goals.actions import Wording
from app.goals.queries import from_response, goal
from app.goals.rules import Area, GoalDeed, Side


def complete(
    db: Session, library: Library, work: Work, step: Step, written: Written, *, by: Actor, at: datetime
) -> None:
    """Keeps the answers, and does what the step says follows from them. Raises `Ended` and `Stale`."""
    response = enrolments.complete_step(db, library, work, step, written, by=by, at=at)
    _follow(db, work.patient_id, step, response, written.answers, shared=written.shared, by=by, at=at)


def share(db: Session, work: Work, step: Step, *, shared: bool, by: Actor, at: datetime) -> None:
    """Lets the practitioner read a finished step or no longer; a goal on it is proposed with the first."""
    enrolments.share(db, work, step, shared=shared, by=by, at=at)
    if kept := work.kept.get(step.id):
        _follow(db, work.patient_id, step, kept.response_id, kept.answers, shared=shared, by=by, at=at)


def _follow(
    db: Session, patient: UUID, step: Step, response: UUID, answers: Answers, *, shared: bool, by: Actor, at: datetime
) -> None:
    if not isinstance(step, Worksheet):
        return
    if step.proposes and shared:
        _propose(db, patient, step.proposes, response, answers, by=by, at=at)
    if step.plans:
        _plan(db, patient, step.plans, response, answers, shared=shared, by=by, at=at)


def _propose(
    db: Session, patient: UUID, names: ProposesGoal, response: UUID, answers: Answers, *, by: Actor, at: datetime
) -> None:
    """The first time a goal; words that were changed since are a new wording of the same goal."""
    wording = Wording(_text(answers, names.words), _text(answers, names.why))
    if not wording.words:
        return
    found = from_response(db, response)
    if found is None:
        area = _text(answers, names.area)
        once = uuid5(response, "goal")
        id_ = goals.propose(
            db,
            patient,
            wording,
            area=Area(area) if area else None,
            from_response=response,
            once=once,
            by=by,
            at=at,
        )
        rating, new = _number(answers, names.rating), goal(db, patient, id_)
        if rating is not None and new:
            goals.rate(db, new, rating, once=once, by=by, at=at)
        return
    mine = next(one for one in reversed(found.entries) if one.words and one.side is Side.PATIENT)
    if (mine.words, mine.why) != (wording.words, wording.why):
        once = uuid5(response, f"goal {found.version}")
        goals.change(db, found, GoalDeed.REWORDED, version=found.version, wording=wording, once=once, by=by, at=at)


def _plan(
    db: Session,
    patient: UUID,
    names: PlansActivity,
    response: UUID,
    answers: Answers,
    *,
    shared: bool,
    by: Actor,
    at: datetime,
) -> None:
    """The first time an activity; what was changed since changes it, for as long as it is planned."""
    what = _text(answers, names.what)
    if not what:
        return
    planned = Plan(
        what=what,
        day=_day(answers.get(names.day or "")),
        time=_text(answers, names.time),
        place=_text(answers, names.place),
        company=_text(answers, names.company),
        likely=_number(answers, names.likely),
        shared=shared,
    )
    id_ = activities.plan(db, patient, planned, once=response, same="step", by=by, at=at)
    found = activity(db, patient, id_)
    if found and found.state is State.PLANNED and found.plan != planned:
        kept = Plan(**{**vars(planned), "goal": found.plan.goal, "hard": found.plan.hard})
        activities.change(db, found, kept, version=found.version, by=by, at=at)


def _text(answers: Mapping[str, Answer], name: str | None) -> str:
    value = answers.get(name or "")
    return value if isinstance(value, str) else ""


def _number(answers: Mapping[str, Answer], name: str | None) -> int | None:
    value = answers.get(name or "")
    return value if isinstance(value, int) else None


def _day(value: Answer | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
