"""After a deed, at a login, and in the hourly sweep: gather the facts, decide, and say it or be silent with the reason.

Nothing here is decided when a page is read. What was said rests on stored facts alone, so it can be decided again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlmodel import Session, col, func, select

from app.content.support import Tone
from app.enrolments.tables import Enrolment
from app.facts.queries import Sources, histories
from app.facts.rules import GAP, as_of
from app.journey import reminding
from app.people.tables import Login
from app.rendering import local
from app.settings import Settings
from app.support import actions as support
from app.support.queries import rules_of
from app.support.rules import Decision, Situation, decide

log = structlog.get_logger()
JUST_NOW = timedelta(minutes=1)
AT_A_TIME = 200
"""Patients whose facts are gathered together in a sweep."""


def after(db: Session, sources: Sources, patient: UUID, settings: Settings, *, at: datetime) -> None:
    """What the programme says after a deed of this patient's. Whatever goes wrong here, the deed is kept.

    Nothing, where others may not know of the deed: that something came just then would tell them of it.
    """
    try:
        with db.begin_nested():
            support.held(db, patient)
            for _id, situation, decision in _decided(db, sources, [patient], at=at):
                known = any(situation.at - one.at < JUST_NOW for one in situation.events)
                if known or situation.flagged:
                    _say(db, sources, patient, situation, decision, settings, at=at)
    except Exception as error:
        log.error("support failed", kind=type(error).__name__, detail=str(error)[:200])


def was_away(db: Session, patient: UUID, *, at: datetime) -> bool:
    """Whether somebody who has just logged in was last here long ago; one query."""
    earlier = select(func.max(Login.used_at)).where(Login.person_id == patient, Login.began_at < at)
    last = db.exec(earlier).one()
    return last is not None and at - last >= GAP


def explain(db: Session, sources: Sources, patient: UUID, *, at: datetime) -> tuple[Situation, Decision] | None:
    """What would be said now, and why not the rest; nothing is kept."""
    return next(((situation, decision) for _id, situation, decision in _decided(db, sources, [patient], at=at)), None)


def sweep(db: Session, sources: Sources, patients: Sequence[UUID], settings: Settings, *, at: datetime) -> int:
    """The same for these patients; says how many messages that made."""
    n = 0
    for patient in sorted(patients):
        support.held(db, patient)
    for patient, situation, decision in _decided(db, sources, patients, at=at):
        n += _say(db, sources, patient, situation, decision, settings, at=at)
    return n


def under_way(db: Session) -> list[UUID]:
    """Every patient with a course that goes on, in one order; one query."""
    mine = select(Enrolment.patient_id).where(col(Enrolment.ended_at).is_(None))
    return sorted(db.exec(mine).all())


def _decided(
    db: Session, sources: Sources, patients: Sequence[UUID], *, at: datetime
) -> Iterable[tuple[UUID, Situation, Decision]]:
    rules, now = rules_of(db, sources.rules), local(at)
    for patient, history in histories(db, sources, patients, at=at).items():
        situation = as_of(history, rules, now)
        yield patient, situation, decide(rules, situation)


def _say(
    db: Session,
    sources: Sources,
    patient: UUID,
    situation: Situation,
    decision: Decision,
    settings: Settings,
    *,
    at: datetime,
) -> bool:
    if situation.flagged:
        support.take_down(db, patient, tuple(sources.rules), at=at)
    elif situation.low_at:
        cheerful = [one.id for one in sources.rules.values() if one.tone is Tone.CHEERFUL]
        support.take_down(db, patient, cheerful, at=situation.low_at)
    message = decision.message
    if message is None:
        return False
    rule = sources.rules[message.rule]
    id_ = support.say(db, patient, rule, message, situation.standing, at=at)
    if rule.mail:
        reminding.support_for_patient(db, id_, patient, settings, at=at)
    return True
