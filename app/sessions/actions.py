"""What happens to sessions and their agenda. Each deed is durable when it returns and its transaction has committed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session, col, delete, func, select, update

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.database import add_if_absent, one_at_a_time
from app.people.rules import Role
from app.sessions import queries
from app.sessions.rules import (
    LONGEST,
    Attendance,
    BookedSession,
    Item,
    Mode,
    Purpose,
    Record,
    Subject,
    Suggestion,
    moved,
    overlaps,
)
from app.sessions.tables import (
    AgendaItem,
    DiscussedSubject,
    DroppedSuggestion,
    PractitionerMinutes,
    RecordVersion,
    StoredSession,
    SummaryAddition,
)


class Stale(Exception):
    """The session was changed elsewhere since this form was opened; nothing was overwritten. It holds it as it is."""

    def __init__(self, session: BookedSession) -> None:
        super().__init__()
        self.session = session


class Clash(Exception):
    """The practitioner or the patient has another session at that time. It holds that one."""

    def __init__(self, other: BookedSession) -> None:
        super().__init__()
        self.other = other


class Impossible(Exception):
    """This cannot be done to the session, or to the item, as it stands."""


class StaleRecord(Exception):
    """The record was saved elsewhere since this form was opened; nothing was overwritten. It holds what is there."""

    def __init__(self, record: Record) -> None:
        super().__init__()
        self.record = record


class StaleItem(Exception):
    """The words of an item were changed elsewhere since this form was opened. It holds the item as it is."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item


@dataclass(frozen=True)
class Slot:
    """When and how a session is to be. `minutes`: 5 to 120. `place`: a room, a number or a link, in words."""

    starts_at: datetime
    minutes: int
    mode: Mode
    place: str = ""
    purpose: Purpose = Purpose.TREATMENT


def book(db: Session, patient: UUID, practitioner: UUID, slot: Slot, *, once: UUID, by: Actor, at: datetime) -> UUID:
    """A session; its id. The same form twice is one. Raises `Clash`."""
    id_ = uuid5(once, f"{patient} {slot}")
    _one_diary(db, patient, practitioner)
    if queries.session(db, patient, id_) is None:
        _refuse_clash(db, patient, practitioner, slot)
        row = {"id": id_, "patient_id": patient, "practitioner_id": practitioner, "once": id_, **_columns(slot)}
        add_if_absent(db, StoredSession, [{**row, "version": 1, "booked_by_id": by.id, "booked_at": at, "said": ""}])
        audit.record(db, Deed.SESSION_BOOKED, by=by, at=at, patient=patient)
    return id_


def move(
    db: Session, session: BookedSession, slot: Slot, *, practitioner: UUID, version: int, by: Actor, at: datetime
) -> None:
    """The same session at another time, in another way, or with somebody else. The same form twice is once.

    Raises `Stale`, `Clash`, and `Impossible` where it is over or was cancelled.
    """
    _one_diary(db, session.patient_id, practitioner)
    now = _held(db, session)
    if (_slot(now), now.practitioner_id) == (slot, practitioner):
        return
    if now.version != version:
        raise Stale(now)
    if not now.stands:
        raise Impossible
    _refuse_clash(db, now.patient_id, practitioner, slot, but=now.id)
    again = slot.starts_at != now.starts_at
    more = {"moved_from": now.starts_at, "changed_at": at} if again else {"changed_at": at}
    _set(db, now, {**_columns(slot), **more, "practitioner_id": practitioner})
    audit.record(
        db, Deed.SESSION_CHANGED, by=by, at=at, patient=now.patient_id, subject="moved" if again else "changed"
    )


def cancel(db: Session, session: BookedSession, said: str, *, by: Actor, at: datetime) -> None:
    """It does not take place: called off by the patient, or else by the service. Twice is once.

    Raises `Impossible` where something else became of it.
    """
    patients = by.role == Role.PATIENT.value
    attendance = Attendance.CANCELLED_BY_PATIENT if patients else Attendance.CANCELLED_BY_SERVICE
    now = _held(db, session)
    if now.attendance is attendance:
        return
    if not now.stands:
        raise Impossible
    _set(db, now, {"attendance": attendance.value, "said": said, "changed_at": at})
    audit.record(db, Deed.SESSION_CHANGED, by=by, at=at, patient=now.patient_id, subject="cancelled")


def attend(
    db: Session, session: BookedSession, attendance: Attendance, lasted: int | None, *, by: Actor, at: datetime
) -> None:
    """What became of a session, and how many minutes it took. What was said before can be put right."""
    now = _held(db, session)
    if (now.attendance, now.lasted) == (attendance, lasted):
        return
    _set(db, now, {"attendance": attendance.value, "lasted": lasted, "changed_at": at})
    audit.record(db, Deed.SESSION_CHANGED, by=by, at=at, patient=now.patient_id, subject=f"code {attendance.value}")


def write(db: Session, session: BookedSession, record: Record, *, once: UUID, by: Actor, at: datetime) -> int:
    """Saves what is written of a session; the number of its version. `record.version`: what the form was opened on.

    The same form twice is one, and so is a form in which nothing was changed. Raises `StaleRecord`.
    """
    one_at_a_time(db, f"session {session.id}")
    now = queries.record(db, session.id)
    if _words(now) == _words(record):
        return now.version
    once = uuid5(once, str(_words(record)))
    same = select(RecordVersion.number).where(RecordVersion.session_id == session.id, RecordVersion.once == once)
    if known := db.exec(same).first():
        return known
    if now.version != record.version:
        raise StaleRecord(now)
    summary, safety, notes, measures = _words(record)
    row = {"id": uuid4(), "session_id": session.id, "number": now.version + 1, "by_id": by.id, "once": once, "at": at}
    words = {"summary": summary, "safety": safety, "notes": notes, "measures": measures}
    add_if_absent(db, RecordVersion, [{**row, **words}])
    audit.record(db, Deed.SESSION_WRITTEN, by=by, at=at, patient=session.patient_id)
    return now.version + 1


def add_to_summary(db: Session, session: BookedSession, words: str, *, once: UUID, by: Actor, at: datetime) -> None:
    """What the patient adds to a summary. The same form twice is one; other words in it are another."""
    row = {"id": uuid4(), "session_id": session.id, "words": words, "once": uuid5(once, words), "at": at}
    add_if_absent(db, SummaryAddition, [row])
    audit.record(db, Deed.SUMMARY_ADDED_TO, by=by, at=at, patient=session.patient_id)


def discuss(
    db: Session,
    session: BookedSession,
    subjects: Mapping[UUID, Subject],
    *,
    of: Sequence[UUID],
    by: Actor,
    at: datetime,
) -> None:
    """Marks what was talked about in a session. `of`: all that the form offered, so that a mark can be taken back."""
    gone = [one for one in of if one not in subjects]
    db.exec(
        delete(DiscussedSubject).where(
            col(DiscussedSubject.session_id) == session.id, col(DiscussedSubject.subject_id).in_(gone)
        )
    )
    rows = [
        {"session_id": session.id, "subject_id": id_, "kind": kind.value, "by_id": by.id, "at": at}
        for id_, kind in subjects.items()
    ]
    add_if_absent(db, DiscussedSubject, rows)


def log_minutes(db: Session, patient: UUID, minutes: int, *, on: date, once: UUID, by: Actor, at: datetime) -> None:
    """Minutes of a review, 1 to 240. The same form twice is one."""
    row = {"id": uuid4(), "patient_id": patient, "practitioner_id": by.id, "on_day": on, "minutes": minutes}
    add_if_absent(db, PractitionerMinutes, [{**row, "once": uuid5(once, str(minutes)), "at": at}])
    audit.record(db, Deed.MINUTES_LOGGED, by=by, at=at, patient=patient)


def withdraw_minutes(db: Session, patient: UUID, entry: UUID, *, by: Actor, at: datetime) -> None:
    """Takes an entry out that was logged in error, by whoever logged it. Twice is once."""
    mine = (col(PractitionerMinutes.id) == entry, col(PractitionerMinutes.patient_id) == patient)
    own = (col(PractitionerMinutes.practitioner_id) == by.id, col(PractitionerMinutes.withdrawn_at).is_(None))
    done = db.exec(update(PractitionerMinutes).where(*mine, *own).values(withdrawn_at=at))
    if done.rowcount:
        audit.record(db, Deed.MINUTES_LOGGED, by=by, at=at, patient=patient, subject="withdrawn")


def add(db: Session, patient: UUID, words: str, *, once: UUID, by: Actor, at: datetime) -> UUID:
    """Something to cover, in somebody's own words; the item's id. The same form twice is one."""
    id_ = uuid5(once, f"{patient} {words}")
    return _add(db, patient, id_, words, "", by=by, at=at)


def keep(db: Session, patient: UUID, suggestion: Suggestion, *, by: Actor, at: datetime) -> UUID:
    """A suggestion of the programme goes on the agenda; the item's id. Twice, by whichever of the two, is once."""
    one_at_a_time(db, f"agenda {patient}")
    known = next((one for one in queries.agenda(db, [patient]).get(patient, []) if one.key == suggestion.key), None)
    if known:
        return known.id
    return _add(db, patient, uuid4(), suggestion.words, suggestion.key, by=by, at=at)


def drop(db: Session, patient: UUID, key: str, *, by: Actor, at: datetime) -> None:
    """A suggestion is not wanted; it does not come again. Twice is once."""
    add_if_absent(db, DroppedSuggestion, [{"patient_id": patient, "key": key, "by_id": by.id, "at": at}])


def reword(db: Session, item: Item, words: str, *, version: int, by: Actor, at: datetime) -> None:
    """Other words for something that the same person put on the agenda. The same form twice is once.

    Raises `StaleItem`, and `Impossible` where it is somebody else's, or was covered or taken off.
    """
    now = _held_item(db, item, by)
    if now.words == words:
        return
    if now.version != version:
        raise StaleItem(now)
    _change(db, now, {"words": words, "version": version + 1})
    audit.record(db, Deed.AGENDA_CHANGED, by=by, at=at, patient=_patient_of(db, now))


def take_off(db: Session, item: Item, *, by: Actor, at: datetime) -> None:
    """Off the agenda, by whoever put it there. Raises `Impossible` as `reword` does; off already is no fault."""
    if db.exec(select(AgendaItem.taken_off_at).where(AgendaItem.id == item.id)).first():
        return
    now = _held_item(db, item, by)
    _change(db, now, {"taken_off_at": at})
    audit.record(db, Deed.AGENDA_CHANGED, by=by, at=at, patient=_patient_of(db, now), subject="taken off")


def reorder(db: Session, patient: UUID, which: UUID, steps: int) -> None:
    """Moves one item up (negative) or down; both may, at any time."""
    one_at_a_time(db, f"agenda {patient}")
    items = queries.agenda(db, [patient]).get(patient, [])
    places = {one.id: one.position for one in items}
    for position, id_ in enumerate(moved(items, which, steps), 1):
        if places[id_] != position:
            db.exec(update(AgendaItem).where(col(AgendaItem.id) == id_).values(position=position))


def cover(db: Session, session: BookedSession, covered: Sequence[UUID], *, of: Sequence[UUID], at: datetime) -> None:
    """Ticks off what a session covered. `of`: all that the form offered, so that a tick can be taken back."""
    mine = col(AgendaItem.patient_id) == session.patient_id
    free = col(AgendaItem.covered_in_id).is_(None) & col(AgendaItem.taken_off_at).is_(None)
    back = [one for one in of if one not in covered]
    here = col(AgendaItem.covered_in_id) == session.id
    db.exec(
        update(AgendaItem).where(mine, here, col(AgendaItem.id).in_(back)).values(covered_in_id=None, covered_at=None)
    )
    db.exec(
        update(AgendaItem)
        .where(mine, free, col(AgendaItem.id).in_(list(covered)))
        .values(covered_in_id=session.id, covered_at=at)
    )


def _one_diary(db: Session, patient: UUID, practitioner: UUID) -> None:
    """Two who book for the same people at once come one after the other; always in one order, so that both get on."""
    for one in sorted({str(patient), str(practitioner)}):
        one_at_a_time(db, f"sessions of {one}")


def _refuse_clash(db: Session, patient: UUID, practitioner: UUID, slot: Slot, *, but: UUID | None = None) -> None:
    since = slot.starts_at - timedelta(minutes=LONGEST)
    others = [*queries.of_practitioner(db, practitioner, since=since)]
    others += queries.ahead(db, [patient], since=since).get(patient, [])
    for one in others:
        if one.id != but and overlaps(one, slot.starts_at, slot.minutes):
            raise Clash(one)


def _held(db: Session, session: BookedSession) -> BookedSession:
    """The session as it is, kept for this transaction."""
    one_at_a_time(db, f"session {session.id}")
    now = queries.session(db, session.patient_id, session.id)
    if now is None:
        raise Impossible
    return now


def _set(db: Session, session: BookedSession, values: Mapping[str, Any]) -> None:
    db.exec(
        update(StoredSession).where(col(StoredSession.id) == session.id).values(**values, version=session.version + 1)
    )


def _columns(slot: Slot) -> dict[str, Any]:
    return {
        "starts_at": slot.starts_at,
        "minutes": slot.minutes,
        "mode": slot.mode.value,
        "place": slot.place,
        "purpose": slot.purpose.value,
    }


def _slot(one: BookedSession) -> Slot:
    return Slot(one.starts_at, one.minutes, one.mode, one.place, one.purpose)


def _words(record: Record) -> tuple[str, str, str, bool]:
    return record.summary, record.safety, record.notes, record.measures


def _add(db: Session, patient: UUID, id_: UUID, words: str, key: str, *, by: Actor, at: datetime) -> UUID:
    one_at_a_time(db, f"agenda {patient}")
    if db.get(AgendaItem, id_) is None:
        last = db.exec(select(func.max(AgendaItem.position)).where(AgendaItem.patient_id == patient)).one() or 0
        row = {"id": id_, "patient_id": patient, "by_id": by.id, "words": words, "key": key, "position": last + 1}
        add_if_absent(db, AgendaItem, [{**row, "version": 1, "made_at": at}])
        audit.record(db, Deed.AGENDA_CHANGED, by=by, at=at, patient=patient, subject="added")
    return id_


def _held_item(db: Session, item: Item, by: Actor) -> Item:
    """The item as it is, kept for this transaction, if it is this person's to change."""
    one_at_a_time(db, f"agenda item {item.id}")
    patient = _patient_of(db, item)
    now = queries.item(db, patient, item.id)
    if now is None or now.covered_in or now.by_id != by.id:
        raise Impossible
    return now


def _patient_of(db: Session, item: Item) -> UUID:
    return db.exec(select(AgendaItem.patient_id).where(AgendaItem.id == item.id)).one()


def _change(db: Session, item: Item, values: Mapping[str, Any]) -> None:
    db.exec(update(AgendaItem).where(col(AgendaItem.id) == item.id).values(**values))
