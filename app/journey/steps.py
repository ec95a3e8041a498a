"""Finishing a step, and what it becomes beside: a goal that is proposed, an activity that stands in the week.

A goal is proposed only while its step is shared. An activity is as private as the step it comes from.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel import Session, select

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
from app.enrolments.tables import Response
from app.goals import actions as goals
from app.goals.actions import Wording
from app.goals.queries import from_response, goal
from app.goals.rules import Area, GoalDeed


def complete(
    db: Session, library: Library, work: Work, step: Step, written: Written, *, by: Actor, at: datetime
) -> None:
    """Keeps the answers, and does what the step says follows from them. Raises `Ended` and `Stale`."""
    response = enrolments.complete_step(db, library, work, step, written, by=by, at=at)
    kept = work.kept.get(step.id)
    if kept and kept.version == _version(db, response):
        return  # an old form that came twice: what followed from it has followed, and may have changed since
    _follow(db, work, step, response, written.answers, shared=written.shared, by=by, at=at)


def share(db: Session, work: Work, step: Step, *, shared: bool, by: Actor, at: datetime) -> None:
    """Lets the practitioner read a finished step or no longer; a goal on it is proposed with the first."""
    enrolments.share(db, work, step, shared=shared, by=by, at=at)
    if kept := work.kept.get(step.id):
        _follow(db, work, step, kept.response_id, kept.answers, shared=shared, by=by, at=at)


def _version(db: Session, response: UUID) -> int:
    return db.exec(select(Response.version).where(Response.id == response)).one()


def _follow(
    db: Session, work: Work, step: Step, response: UUID, answers: Answers, *, shared: bool, by: Actor, at: datetime
) -> None:
    if not isinstance(step, Worksheet):
        return
    if step.proposes and shared:
        _propose(db, work.patient_id, step.proposes, response, answers, by=by, at=at)
    if step.plans:
        kept = work.kept.get(step.id)
        before = _planned(step.plans, kept.answers, shared=kept.shared) if kept else None
        _plan(db, work.patient_id, response, _planned(step.plans, answers, shared=shared), before, by=by, at=at)


def _propose(
    db: Session, patient: UUID, names: ProposesGoal, response: UUID, answers: Answers, *, by: Actor, at: datetime
) -> None:
    """The first time a goal; words that were changed since are a new wording of the same goal.

    Written down by somebody of the team, it is a proposal of the team's: nobody says yes in the patient's place.
    """
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
    found = goals.held(db, found)
    side = goals.side_of(by)
    mine = next((one for one in reversed(found.entries) if one.words and one.side is side), found.wording)
    if (mine.words, mine.why) != (wording.words, wording.why):
        once = uuid5(response, f"goal {found.version}")
        goals.change(db, found, GoalDeed.REWORDED, version=found.version, wording=wording, once=once, by=by, at=at)


def _plan(
    db: Session, patient: UUID, response: UUID, planned: Plan, before: Plan | None, *, by: Actor, at: datetime
) -> None:
    """The first time an activity; what was changed on the step since changes it, for as long as it is planned.

    What the patient has changed on the activity itself stays. A step that is kept private again takes its activity
    with it, whatever has become of that.
    """
    found = activity(db, patient, activities.id_of(patient, response, "step"))
    if found is None and planned.what:
        activities.plan(db, patient, planned, once=response, same="step", by=by, at=at)
    if found is None or before is None or (by.writing_for(patient) and not found.entered_by):
        return  # what the patient plans themselves, in private or not, is theirs to change
    if found.state is State.PLANNED:
        changed = {name: value for name, value in vars(planned).items() if value != getattr(before, name)}
        now = replace(found.plan, **{**changed, "what": changed.get("what") or found.plan.what})
        activities.change(db, found, now, version=found.version, by=by, at=at)
    elif before.shared and not planned.shared and found.plan.shared:
        activities.share(db, found, shared=False, by=by, at=at)


def _planned(names: PlansActivity, answers: Answers, *, shared: bool) -> Plan:
    return Plan(
        what=_text(answers, names.what),
        day=_day(answers.get(names.day or "")),
        time=_text(answers, names.time),
        place=_text(answers, names.place),
        company=_text(answers, names.company),
        likely=_number(answers, names.likely),
        shared=shared,
    )


def _text(answers: Mapping[str, Answer], name: str | None) -> str:
    value = answers.get(name or "")
    return value if isinstance(value, str) else ""


def _number(answers: Mapping[str, Answer], name: str | None) -> int | None:
    value = answers.get(name or "")
    return value if isinstance(value, int) else None


def _day(value: Answer | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
