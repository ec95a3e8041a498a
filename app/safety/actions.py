"""What happens to safety flags and to the safety plan. Each deed is durable once its transaction has committed.

A flag is written before whatever rests on it, in the same transaction: `measures.answer` cannot store an answer that
flags without the flag's id, and the database refuses one that has none.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session, col, select, update

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.database import one_at_a_time
from app.safety import queries
from app.safety.rules import Fact, Flag, FlagDeed, Outcome, Part, Promise, due, joined_due, possible
from app.safety.tables import FlagEntry, SafetyFlag, SafetyPlanVersion


class Stale(Exception):
    """Something has happened since this form was opened; nothing was written."""


class Impossible(Exception):
    """This cannot be done to the flag as it stands."""


def raise_flag(
    db: Session,
    patient: UUID,
    fact: Fact,
    promise: Promise,
    *,
    words: str = "",
    once: UUID,
    by: Actor,
    at: datetime,
) -> Flag:
    """Raises a flag, or joins the one that is open and may bring its time forward. The same form twice is one entry."""
    one_at_a_time(db, f"flag of {patient}")
    now = queries.open_flag(db, patient)
    when = due(fact, promise, at=at)
    if now is None:
        row = SafetyFlag(patient_id=patient, raised_at=at, due_at=when)
        db.add(row)
        db.flush()
        _add(db, row.id, 1, FlagDeed.RAISED, fact=fact, words=words, due_at=when, once=once, by=by, at=at)
        audit.record(db, Deed.FLAG_RAISED, by=by, at=at, patient=patient, subject=fact.source.value)
        return _again(db, row.id)
    if _is_there(db, now.id, once):
        return now
    sooner = joined_due(now.due_at, when)
    if sooner != now.due_at:
        _set(db, now.id, due_at=sooner)
    moved = sooner if sooner != now.due_at else None
    _add(db, now.id, now.next_number, FlagDeed.JOINED, fact=fact, words=words, due_at=moved, once=once, by=by, at=at)
    audit.record(db, Deed.FLAG_RAISED, by=by, at=at, patient=patient, subject=fact.source.value)
    return _again(db, now.id)


def deal(
    db: Session,
    flag: Flag,
    deed: FlagDeed,
    words: str,
    *,
    outcome: Outcome | None = None,
    version: int,
    once: UUID,
    by: Actor,
    at: datetime,
) -> None:
    """What somebody of the staff does with a flag. The same form twice is one entry.

    Raises `Stale` where more has happened since the form was opened, and `Impossible` for what cannot be done as it
    stands: closing without an outcome and words, opening again while another flag of the patient's is open.
    """
    one_at_a_time(db, f"flag of {flag.patient_id}")
    key = uuid5(once, f"{deed} {words} {outcome}")
    if _is_there(db, flag.id, key):
        return
    now = _again(db, flag.id)
    if now.version != version:
        raise Stale
    if deed not in possible(now) or (outcome is None) is (deed is FlagDeed.CLOSED):
        raise Impossible
    if deed in (FlagDeed.CLOSED, FlagDeed.REOPENED, FlagDeed.HANDED_OVER) and not words:
        raise Impossible
    if deed is FlagDeed.REOPENED and queries.open_flag(db, flag.patient_id):
        raise Impossible
    match deed:
        case FlagDeed.TAKEN:
            _set(db, flag.id, taken_by_id=by.id)
        case FlagDeed.CLOSED:
            _set(db, flag.id, closed_at=max(at, now.raised_at))  # the clock may have been put back since
        case FlagDeed.REOPENED:
            _set(db, flag.id, closed_at=None, taken_by_id=None)
    _add(db, flag.id, now.next_number, deed, words=words, outcome=outcome, once=key, by=by, at=at)
    audit.record(db, Deed.FLAG_CHANGED, by=by, at=at, patient=flag.patient_id, subject=deed.value)


def look(db: Session, flag: Flag, *, by: Actor, at: datetime) -> None:
    """Notes that somebody of the staff has had a flag before them; the first time of each stands."""
    once = uuid5(flag.id, f"seen {by.id}")
    one_at_a_time(db, f"flag of {flag.patient_id}")
    if not _is_there(db, flag.id, once):
        now = _again(db, flag.id)
        _add(db, flag.id, now.next_number, FlagDeed.SEEN, once=once, by=by, at=at)


def save_plan(
    db: Session, patient: UUID, parts: Mapping[Part, str], *, version: int, once: UUID, by: Actor, at: datetime
) -> None:
    """A new version of the safety plan. The same form twice is one. Raises `Stale` where there is a newer one."""
    one_at_a_time(db, f"safety plan of {patient}")
    written = json.dumps({part.value: words for part, words in parts.items() if words}, ensure_ascii=False)
    key = uuid5(once, written)
    same = select(SafetyPlanVersion.id).where(SafetyPlanVersion.patient_id == patient, SafetyPlanVersion.once == key)
    if db.exec(same).first():
        return
    now = queries.safety_plan(db, patient)
    if (now.number if now else 0) != version:
        raise Stale
    if by.id is None:
        raise ValueError("a safety plan is written by a person")
    row = SafetyPlanVersion(patient_id=patient, number=version + 1, parts=written, by_id=by.id, once=key, at=at)
    db.add(row)
    audit.record(db, Deed.SAFETY_PLAN_SAVED, by=by, at=at, patient=patient)


def _again(db: Session, id_: UUID) -> Flag:
    found = queries.flag(db, id_)
    if found is None:
        raise Impossible
    return found


def _is_there(db: Session, flag: UUID, once: UUID) -> bool:
    return db.exec(select(FlagEntry.id).where(FlagEntry.flag_id == flag, FlagEntry.once == once)).first() is not None


def _set(db: Session, flag: UUID, **values: object) -> None:
    db.exec(update(SafetyFlag).where(col(SafetyFlag.id) == flag).values(**values))


def _add(
    db: Session,
    flag: UUID,
    number: int,
    deed: FlagDeed,
    *,
    fact: Fact | None = None,
    words: str = "",
    outcome: Outcome | None = None,
    due_at: datetime | None = None,
    once: UUID,
    by: Actor,
    at: datetime,
) -> None:
    db.add(
        FlagEntry(
            id=uuid4(),
            flag_id=flag,
            number=number,
            deed=deed.value,
            source=fact.source.value if fact else None,
            answer=fact.answer if fact else None,
            before=fact.before if fact else None,
            words=words,
            outcome=outcome.value if outcome else None,
            by_id=by.id,
            by_name=by.name,
            due_at=due_at,
            once=once,
            at=at,
        )
    )
    db.flush()
