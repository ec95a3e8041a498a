"""Reads of check-ins: as their reader may see them, and the requests that only a lead hears of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.checkins.rules import Answer, Audience, Given, Skip
from app.checkins.tables import CheckInAnswer, LeadRequest, StoredCheckIn
from app.people.tables import Person


def check_ins(db: Session, patients: Iterable[UUID] | None = None) -> dict[UUID, list[tuple[UUID, Given]]]:
    """Each patient's check-ins with their ids, in the order of time, as they were given; one query.

    Whoever shows them to somebody else passes each through `rules.for_practitioner` or `rules.for_lead` first.
    """
    query = (
        select(StoredCheckIn, CheckInAnswer)
        .outerjoin(CheckInAnswer, col(CheckInAnswer.check_in_id) == col(StoredCheckIn.id))
        .order_by(col(StoredCheckIn.at), col(StoredCheckIn.id))
    )
    if patients is not None:
        query = query.where(col(StoredCheckIn.patient_id).in_(list(patients)))
    given: dict[UUID, StoredCheckIn] = {}
    said: dict[UUID, dict[str, Answer]] = defaultdict(dict)
    for row, answer in db.execute(query):
        given[row.id] = row
        if answer and (value := _answer(answer)) is not None:
            said[row.id][answer.item] = value
    found: dict[UUID, list[tuple[UUID, Given]]] = defaultdict(list)
    for row in given.values():
        chips = tuple(row.chips.split(",")) if row.chips else ()
        one = Given(row.patient_id, row.on_day, Audience(row.audience), said[row.id], chips, row.words, row.at)
        found[row.patient_id].append((row.id, one))
    return found


def _answer(row: CheckInAnswer) -> Answer | None:
    if row.value is not None:
        return row.value
    return Skip(row.skip) if row.skip else None


def last_days(db: Session, patients: Iterable[UUID]) -> dict[UUID, date]:
    """The day of each patient's last check-in, whoever sees it; one query, for that patient's own pages only."""
    rows = db.execute(
        select(col(StoredCheckIn.patient_id), func.max(StoredCheckIn.on_day))
        .where(col(StoredCheckIn.patient_id).in_(list(patients)))
        .group_by(col(StoredCheckIn.patient_id))
    )
    return {row[0]: row[1] for row in rows}


def open_requests(db: Session) -> int:
    """How many requests wait for the lead; one query."""
    return db.exec(select(func.count()).select_from(LeadRequest).where(col(LeadRequest.settled_at).is_(None))).one()


@dataclass(frozen=True)
class Request:
    """A patient asks for somebody else: for the lead alone, and for the patient."""

    id: UUID
    patient_id: UUID
    name: str
    full_name: str
    words: str
    at: datetime
    due_at: datetime
    settled_at: datetime | None
    settled_by: str
    answer: str


def requests(db: Session, *, patient: UUID | None = None, only_open: bool = False) -> list[Request]:
    """Requests, what is due first standing first; one query, and one for the names of who settled them."""
    query = select(LeadRequest, Person.name, Person.full_name).join(
        Person, col(Person.id) == col(LeadRequest.patient_id)
    )
    if patient is not None:
        query = query.where(LeadRequest.patient_id == patient)
    if only_open:
        query = query.where(col(LeadRequest.settled_at).is_(None))
    rows = db.execute(query.order_by(col(LeadRequest.due_at), col(LeadRequest.id))).all()
    settlers = {row.settled_by_id for row, _name, _full in rows if row.settled_by_id}
    settlers_names = select(col(Person.id), col(Person.name)).where(col(Person.id).in_(settlers))
    names = {row[0]: row[1] for row in db.execute(settlers_names)} if settlers else {}
    return [
        Request(
            row.id,
            row.patient_id,
            name,
            full,
            row.words,
            row.at,
            row.due_at,
            row.settled_at,
            names.get(row.settled_by_id, "") if row.settled_by_id else "",
            row.answer,
        )
        for row, name, full in rows
    ]
