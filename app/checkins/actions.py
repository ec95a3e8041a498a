"""Giving a check-in, and what only a lead hears. Each deed is durable when its transaction has committed."""

from datetime import datetime
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session, col, select, update

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.checkins.rules import Given, Skip, checked, for_lead
from app.checkins.tables import CheckInAnswer, LeadRequest, StoredCheckIn
from app.content.check_in import CheckIn
from app.database import add_if_absent, one_at_a_time
from app.enrolments.actions import refuse_after_the_end


def give(
    db: Session, check_in: CheckIn, given: Given, *, reply_due: datetime, once: UUID, by: Actor, at: datetime
) -> UUID:
    """Keeps a check-in; its id. The same form twice is one. Raises `NotAnAnswer` and `Ended`.

    Where the patient asks for somebody else, the lead hears of it, with the time by which they are told more. The audit
    holds nothing of a check-in: who gave one is nobody's to know but the reader's whom the patient chose.
    """
    refuse_after_the_end(db, given.patient)
    checked(check_in, given)
    id_ = uuid5(once, f"{given}")
    one_at_a_time(db, f"check-in {id_}")
    if db.exec(select(StoredCheckIn.id).where(StoredCheckIn.id == id_)).first():
        return id_
    db.add(
        StoredCheckIn(
            id=id_,
            patient_id=given.patient,
            version=check_in.version,
            on_day=given.on,
            audience=given.audience.value,
            chips=",".join(given.chips),
            words=given.words,
            once=id_,
            at=at,
        )
    )
    db.flush()
    rows = [
        {"check_in_id": id_, "item": item, "value": None, "skip": said.value}
        if isinstance(said, Skip)
        else {"check_in_id": id_, "item": item, "value": said, "skip": None}
        for item, said in given.answers.items()
    ]
    add_if_absent(db, CheckInAnswer, rows)
    told = for_lead(check_in, given)
    if told and told.patient:
        ask_for_somebody_else(db, told.patient, told.words, reply_due=reply_due, once=id_, by=by, at=at)
    return id_


def ask_for_somebody_else(
    db: Session, patient: UUID, words: str, *, reply_due: datetime, once: UUID, by: Actor, at: datetime
) -> None:
    """The lead hears of it, and nobody else. The same form twice is one."""
    row = {"id": uuid4(), "patient_id": patient, "words": words, "due_at": reply_due, "once": once, "at": at}
    add_if_absent(db, LeadRequest, [row])
    audit.record(db, Deed.ASKED_FOR_SOMEBODY_ELSE, by=by, at=at, subject="")


def settle(db: Session, request: UUID, answer: str, *, by: Actor, at: datetime) -> bool:
    """The lead has dealt with a request, and tells the patient so; False where somebody had already."""
    open_ = (col(LeadRequest.id) == request) & col(LeadRequest.settled_at).is_(None)
    done = db.exec(update(LeadRequest).where(open_).values(settled_at=at, settled_by_id=by.id, answer=answer))
    if done.rowcount:
        audit.record(db, Deed.REQUEST_SETTLED, by=by, at=at)
    return bool(done.rowcount)
