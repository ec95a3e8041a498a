"""What happens to goals. Each deed adds an entry, and is durable when it returns and its transaction has committed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session, select

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.database import add_if_absent, one_at_a_time
from app.enrolments.actions import refuse_after_the_end
from app.enrolments.queries import Work
from app.goals import queries
from app.goals.rules import Area, Goal, GoalDeed, Side, possible
from app.goals.tables import GoalEntry, GoalRating, ModuleGoal, StoredGoal
from app.people.rules import Role


class Stale(Exception):
    """Something has happened to the goal since this form was opened; nothing was added. It holds the goal as it is."""

    def __init__(self, goal: Goal) -> None:
        super().__init__()
        self.goal = goal


class Impossible(Exception):
    """This cannot be done to the goal as it stands."""


@dataclass(frozen=True)
class Wording:
    """A goal in somebody's words, and why."""

    words: str
    why: str = ""


def side_of(by: Actor) -> Side:
    return Side.PATIENT if by.role == Role.PATIENT.value else Side.TEAM


def propose(
    db: Session,
    patient: UUID,
    wording: Wording,
    *,
    area: Area | None = None,
    from_response: UUID | None = None,
    once: UUID,
    by: Actor,
    at: datetime,
) -> UUID:
    """A new goal; its id. The same words from the same form are one goal. Raises `Ended`."""
    refuse_after_the_end(db, patient)
    id_ = uuid5(once, f"{patient} {wording}")
    one_at_a_time(db, f"goal {id_}")
    if db.get(StoredGoal, id_) is None:
        row = {"id": id_, "patient_id": patient, "area": area.value if area else None}
        add_if_absent(db, StoredGoal, [{**row, "from_response_id": from_response, "began_at": at}])
        _add(db, id_, 1, GoalDeed.PROPOSED, wording, "", once=once, by=by, at=at)
        audit.record(db, Deed.GOAL_PROPOSED, by=by, at=at, patient=patient)
    return id_


def change(
    db: Session,
    goal: Goal,
    deed: GoalDeed,
    *,
    version: int,
    wording: Wording | None = None,
    note: str = "",
    once: UUID,
    by: Actor,
    at: datetime,
) -> None:
    """Adds what happened. `version` is how much had happened when the form was opened.

    The same form twice is one entry; words that were changed in it are another. Two who press at once wait for each
    other. Raises `Stale` where something else has happened since, `Impossible` where this side cannot do that to the
    goal as it stands, and `Ended`.
    """
    refuse_after_the_end(db, goal.patient_id)
    one_at_a_time(db, f"goal {goal.id}")
    once = uuid5(once, f"{deed} {wording} {note}")
    same = select(GoalEntry.id).where(GoalEntry.goal_id == goal.id, GoalEntry.once == once)
    if db.exec(same).first():
        return
    now = queries.goal(db, goal.patient_id, goal.id)
    if now is None:
        raise Impossible
    if now.version != version:
        raise Stale(now)
    if deed not in possible(now, side_of(by)) or (wording is None) == (deed is GoalDeed.REWORDED):
        raise Impossible
    _add(db, goal.id, now.version + 1, deed, wording, note, once=once, by=by, at=at)
    audit.record(db, Deed.GOAL_CHANGED, by=by, at=at, patient=goal.patient_id, subject=deed.value)


def held(db: Session, goal: Goal) -> Goal:
    """The goal as it is now; until this transaction ends nobody else changes it."""
    one_at_a_time(db, f"goal {goal.id}")
    return queries.goal(db, goal.patient_id, goal.id) or goal


def rate(db: Session, goal: Goal, value: int, *, once: UUID, by: Actor, at: datetime) -> None:
    """How near the patient feels to a goal now, 0 to 10. The same form twice is one. Raises `Ended`.

    Where somebody of the team writes it down, as the patient says it, it is marked as theirs.
    """
    refuse_after_the_end(db, goal.patient_id)
    row = {"id": uuid4(), "goal_id": goal.id, "value": value, "once": uuid5(once, str(value)), "at": at}
    add_if_absent(db, GoalRating, [{**row, "entered_by_id": by.writing_for(goal.patient_id)}])
    if db.get(GoalRating, row["id"]):
        audit.record(db, Deed.GOAL_RATED, by=by, at=at, patient=goal.patient_id)


def serve(db: Session, work: Work, goal: UUID | None, *, by: Actor, at: datetime) -> None:
    """Says which goal a module of the plan serves, or that it serves none."""
    one_at_a_time(db, f"module goal {work.id}")
    row = db.get(ModuleGoal, work.id) or ModuleGoal(plan_module_id=work.id, by_id=_id(by), at=at)
    row.goal_id, row.by_id, row.at = goal, _id(by), at
    db.add(row)
    audit.record(db, Deed.GOAL_OF_MODULE, by=by, at=at, patient=work.patient_id, subject=work.module.slug)


def _add(
    db: Session,
    goal: UUID,
    number: int,
    deed: GoalDeed,
    wording: Wording | None,
    note: str,
    *,
    once: UUID,
    by: Actor,
    at: datetime,
) -> None:
    db.add(
        GoalEntry(
            goal_id=goal,
            number=number,
            deed=deed.value,
            side=side_of(by).value,
            by_id=_id(by),
            words=wording.words if wording else None,
            why=wording.why if wording else "",
            note=note,
            once=once,
            at=at,
        )
    )
    db.flush()


def _id(by: Actor) -> UUID:
    """Only people have goals, and only people change them."""
    if by.id is None:
        raise ValueError("a goal is a person's")
    return by.id
