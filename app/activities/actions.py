"""What happens to activities. Each deed is durable when it returns and its transaction has committed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session, col, select, update

from app.activities import queries
from app.activities.rules import Activity, Plan, Reason, Review, State
from app.activities.tables import ActivityReview, Decline, StoredActivity
from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.database import add_if_absent, one_at_a_time
from app.enrolments.actions import refuse_after_the_end


class Stale(Exception):
    """The activity was changed elsewhere since this form was opened; nothing was overwritten. It holds it as it is."""

    def __init__(self, activity: Activity) -> None:
        super().__init__()
        self.activity = activity


class Impossible(Exception):
    """This cannot be done to the activity as it stands."""


def plan(
    db: Session,
    patient: UUID,
    planned: Plan,
    *,
    idea: str | None = None,
    smaller_of: UUID | None = None,
    once: UUID,
    same: str = "",
    by: Actor,
    at: datetime,
) -> UUID:
    """Something the patient chose; its id. The same form twice is one activity. Raises `Ended`.

    Where somebody of the team writes it down, as the patient says it, it is marked as theirs.

    What makes two the same is `once` and what is planned, or `once` and `same` where that is given.
    """
    refuse_after_the_end(db, patient)
    id_ = id_of(patient, once, same or str(planned))
    more = {"idea": idea, "smaller_of_id": smaller_of, "accepted_at": at, "entered_by_id": by.writing_for(patient)}
    _make(db, id_, patient, {**_columns(planned), **more}, Deed.ACTIVITY_PLANNED, by=by, at=at)
    return id_


def id_of(patient: UUID, once: UUID, same: str) -> UUID:
    """The id of the activity that a form makes."""
    return uuid5(once, f"{patient} {same}")


def offer(
    db: Session,
    patient: UUID,
    what: str,
    why: str,
    *,
    goal: UUID | None = None,
    idea: str | None = None,
    once: UUID,
    by: Actor,
    at: datetime,
) -> UUID:
    """Something a practitioner offers, for the patient to take up, change or decline; its id. Raises `Ended`."""
    refuse_after_the_end(db, patient)
    id_ = id_of(patient, once, f"{what} {why}")
    more = {"offer": what, "why": why, "idea": idea}
    _make(db, id_, patient, {**_columns(Plan(what, goal=goal)), **more}, Deed.ACTIVITY_OFFERED, by=by, at=at)
    return id_


def change(db: Session, activity: Activity, planned: Plan, *, version: int, by: Actor, at: datetime) -> None:
    """The plan as the patient has it now; with that an offer is taken up. Raises `Stale`, `Impossible` and `Ended`."""
    now = _held(db, activity)
    if now.state not in (State.OFFERED, State.PLANNED):
        raise Impossible
    planned = replace(planned, shared=planned.shared or now.offer is not None)
    if now.plan == planned and now.accepted_at:
        return  # the same form twice
    if now.version != version:
        raise Stale(now)
    more = {"accepted_at": now.accepted_at or at, "entered_by_id": by.writing_for(now.patient_id)}
    _set(db, now, {**_columns(planned), **more, "version": version + 1})
    audit.record(db, Deed.ACTIVITY_CHANGED, by=by, at=at, patient=now.patient_id)


def review(db: Session, activity: Activity, said: Review, *, once: UUID, by: Actor, at: datetime) -> None:
    """How it went. The same form twice is one; said again it is another, and the last counts. Raises `Ended`.

    Where somebody of the team writes it down, as the patient says it, it is marked as theirs.
    """
    now = _held(db, activity)
    if now.state in (State.OFFERED, State.DECLINED, State.TAKEN_OFF):
        raise Impossible
    key = uuid5(once, f"{said.how} {said.noticed} {said.in_the_way} {said.enjoyment} {said.achievement} {said.barrier}")
    same = select(ActivityReview.id).where(ActivityReview.activity_id == now.id, ActivityReview.once == key)
    if db.exec(same).first():
        return
    row = {"id": uuid4(), "activity_id": now.id, "how": said.how.value, "barrier": said.barrier, "at": at}
    more = {"enjoyment": said.enjoyment, "achievement": said.achievement, "noticed": said.noticed}
    words = {"in_the_way": said.in_the_way, "entered_by_id": by.writing_for(now.patient_id), "once": key}
    add_if_absent(db, ActivityReview, [{**row, **more, **words}])
    audit.record(db, Deed.ACTIVITY_REVIEWED, by=by, at=at, patient=now.patient_id, subject=said.how.value)


def decline_offer(
    db: Session, activity: Activity, reason: Reason, words: str, *, once: UUID, by: Actor, at: datetime
) -> None:
    """The patient says no to an offer. Raises `Impossible` where they have taken it up, and `Ended`."""
    now = _held(db, activity)
    if now.declined and (now.declined.reason, now.declined.words) == (reason, words):
        return  # the same form twice
    if now.state is not State.OFFERED:
        raise Impossible
    _decline(db, now.patient_id, {"activity_id": now.id, "what": ""}, reason, words, once=once, by=by, at=at)


def decline_ideas(
    db: Session,
    patient: UUID,
    ideas: Mapping[str, str],
    reason: Reason,
    words: str,
    *,
    once: UUID,
    by: Actor,
    at: datetime,
) -> None:
    """The patient says no to ideas, given as title by id. Raises `Ended`.

    The same form twice is one; another reason or other words in it are another.
    """
    refuse_after_the_end(db, patient)
    once = uuid5(once, f"{reason} {words}")
    for idea, title in ideas.items():
        _decline(db, patient, {"idea": idea, "what": title}, reason, words, once=once, by=by, at=at)


def take_off(db: Session, activity: Activity, *, by: Actor, at: datetime) -> None:
    """Off the patient's list, by them; or an offer that was not taken up, by whoever is there. Twice is once.

    Raises `Impossible` where something has been said about it, or where it is the patient's to take off, and `Ended`.
    """
    now = _held(db, activity)
    if now.state is State.TAKEN_OFF:
        return
    if now.state not in (State.OFFERED, State.PLANNED) or (by.id != now.patient_id and now.state is not State.OFFERED):
        raise Impossible
    _set(db, now, {"taken_off_at": at, "version": now.version + 1})
    audit.record(db, Deed.ACTIVITY_CHANGED, by=by, at=at, patient=now.patient_id, subject="taken off")


def share(db: Session, activity: Activity, *, shared: bool, by: Actor, at: datetime) -> None:
    """Lets the practitioner see it from now on, or no longer. An offer is always seen by both. Raises `Ended`."""
    now = _held(db, activity)
    if now.offer is not None:
        raise Impossible
    _set(db, now, {"shared": shared})
    deed = Deed.SHARED if shared else Deed.UNSHARED
    audit.record(db, deed, by=by, at=at, patient=now.patient_id, subject="activity")


def _held(db: Session, activity: Activity) -> Activity:
    """The activity as it is, kept for this transaction."""
    refuse_after_the_end(db, activity.patient_id)
    one_at_a_time(db, f"activity {activity.id}")
    now = queries.activity(db, activity.patient_id, activity.id)
    if now is None:
        raise Impossible
    return now


def _make(
    db: Session, id_: UUID, patient: UUID, values: Mapping[str, Any], deed: Deed, *, by: Actor, at: datetime
) -> None:
    one_at_a_time(db, f"activity {id_}")
    if db.exec(select(StoredActivity.id).where(StoredActivity.id == id_)).first() is None:
        row = {"id": id_, "patient_id": patient, "made_by_id": by.id, "made_at": at}
        db.add(StoredActivity(**{**row, **values}))
        db.flush()
        audit.record(db, deed, by=by, at=at, patient=patient)


def _set(db: Session, activity: Activity, values: Mapping[str, Any]) -> None:
    db.exec(update(StoredActivity).where(col(StoredActivity.id) == activity.id).values(**values))


def _decline(
    db: Session,
    patient: UUID,
    which: Mapping[str, str | UUID],
    reason: Reason,
    words: str,
    *,
    once: UUID,
    by: Actor,
    at: datetime,
) -> None:
    key = uuid5(once, f"{reason} {words}")
    row = {"id": uuid4(), "patient_id": patient, "reason": reason.value, "words": words, "once": key, "at": at}
    add_if_absent(db, Decline, [{**row, **which}])
    audit.record(db, Deed.ACTIVITY_DECLINED, by=by, at=at, patient=patient, subject=reason.value)


def _columns(planned: Plan) -> dict[str, Any]:
    return {
        "what": planned.what,
        "day": planned.day,
        "time": planned.time,
        "place": planned.place,
        "company": planned.company,
        "likely": planned.likely,
        "hard": planned.hard,
        "expected_enjoyment": planned.enjoyment,
        "expected_achievement": planned.achievement,
        "goal_id": planned.goal,
        "shared": planned.shared,
    }
