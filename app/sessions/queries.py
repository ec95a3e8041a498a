"""Reads of sessions, of the agenda, and of what was kept of a session."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session, col, func, select

from app.people.rules import Role
from app.people.tables import Person
from app.sessions.rules import (
    ATTENDED,
    TREATS,
    Addition,
    Attendance,
    BookedSession,
    Discussed,
    Item,
    Logged,
    Mode,
    Purpose,
    Record,
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


def sessions_of(db: Session, patients: Iterable[UUID]) -> dict[UUID, list[BookedSession]]:
    """Every session of each patient, in the order of time; one query."""
    return _sessions(db, col(StoredSession.patient_id).in_(list(patients)))


def ahead(db: Session, patients: Iterable[UUID], *, since: datetime) -> dict[UUID, list[BookedSession]]:
    """The sessions of each patient of which nobody has said what became of them, and all from `since` on; one query."""
    later = col(StoredSession.starts_at) >= since
    return _sessions(
        db, col(StoredSession.patient_id).in_(list(patients)), later | col(StoredSession.attendance).is_(None)
    )


def of_practitioner(db: Session, practitioner: UUID, *, since: datetime) -> list[BookedSession]:
    """The sessions that somebody holds: those that nothing is written of, and all from `since` on; one query."""
    later = col(StoredSession.starts_at) >= since
    found = _sessions(
        db, StoredSession.practitioner_id == practitioner, later | col(StoredSession.attendance).is_(None)
    )
    return sorted((one for sessions in found.values() for one in sessions), key=lambda one: one.starts_at)


def session(db: Session, patient: UUID, id_: UUID) -> BookedSession | None:
    """One session of a patient's; one query."""
    found = _sessions(db, StoredSession.patient_id == patient, StoredSession.id == id_)
    return found[patient][0] if found else None


def attended(db: Session, patients: Iterable[UUID] | None = None) -> dict[UUID, list[datetime]]:
    """When each patient came to a session, in order; one query."""
    came = col(StoredSession.attendance).in_([one.value for one in ATTENDED])
    return _times(db, came, patients)


def treatment_contacts(db: Session, patients: Iterable[UUID] | None = None) -> dict[UUID, list[datetime]]:
    """When each patient came to a session that counts as treatment, in order (clinical.md §4.4); one query."""
    came = col(StoredSession.attendance).in_([one.value for one in ATTENDED])
    return _times(db, came & col(StoredSession.purpose).in_([one.value for one in TREATS]), patients)


def _times(db: Session, which: ColumnElement[bool], patients: Iterable[UUID] | None) -> dict[UUID, list[datetime]]:
    query = select(StoredSession.patient_id, StoredSession.starts_at).where(which)
    if patients is not None:
        query = query.where(col(StoredSession.patient_id).in_(list(patients)))
    found: dict[UUID, list[datetime]] = defaultdict(list)
    for patient, starts_at in db.exec(query.order_by(col(StoredSession.starts_at))):
        found[patient].append(starts_at)
    return found


def _sessions(db: Session, *which: ColumnElement[bool] | bool) -> dict[UUID, list[BookedSession]]:
    rows = db.execute(
        select(StoredSession, Person.name)
        .join(Person, col(Person.id) == col(StoredSession.practitioner_id))
        .where(*which)
        .order_by(col(StoredSession.starts_at), col(StoredSession.id))
    )
    found: dict[UUID, list[BookedSession]] = defaultdict(list)
    for row, name in rows:
        found[row.patient_id].append(_booked(row, name))
    return found


def _booked(row: StoredSession, name: str) -> BookedSession:
    return BookedSession(
        id=row.id,
        patient_id=row.patient_id,
        practitioner_id=row.practitioner_id,
        practitioner=name,
        purpose=Purpose(row.purpose),
        mode=Mode(row.mode),
        place=row.place,
        starts_at=row.starts_at,
        minutes=row.minutes,
        version=row.version,
        booked_at=row.booked_at,
        moved_from=row.moved_from,
        changed_at=row.changed_at,
        attendance=None if row.attendance is None else Attendance(row.attendance),
        said=row.said,
        lasted=row.lasted,
    )


def agenda(db: Session, patients: Iterable[UUID]) -> dict[UUID, list[Item]]:
    """What each patient's next session is to cover, in order; one query."""
    return _items(db, col(AgendaItem.patient_id).in_(list(patients)), col(AgendaItem.covered_in_id).is_(None))


def covered_in(db: Session, session: UUID) -> list[Item]:
    """What was covered in one session, in the order that it stood; one query."""
    found = _items(db, AgendaItem.covered_in_id == session)
    return next(iter(found.values()), [])


def item(db: Session, patient: UUID, id_: UUID) -> Item | None:
    """Something on a patient's agenda that was not taken off, covered or not; one query."""
    found = _items(db, AgendaItem.patient_id == patient, AgendaItem.id == id_)
    return found[patient][0] if found else None


def _items(db: Session, *which: ColumnElement[bool] | bool) -> dict[UUID, list[Item]]:
    rows = db.execute(
        select(AgendaItem, Person.name, Person.role)
        .join(Person, col(Person.id) == col(AgendaItem.by_id))
        .where(col(AgendaItem.taken_off_at).is_(None), *which)
        .order_by(col(AgendaItem.position), col(AgendaItem.made_at), col(AgendaItem.id))
    )
    found: dict[UUID, list[Item]] = defaultdict(list)
    for row, name, role in rows:
        found[row.patient_id].append(
            Item(
                id=row.id,
                words=row.words,
                by_id=row.by_id,
                by=name,
                from_patient=role == Role.PATIENT.value,
                position=row.position,
                version=row.version,
                made_at=row.made_at,
                key=row.key,
                covered_in=row.covered_in_id,
                covered_at=row.covered_at,
            )
        )
    return found


def settled(db: Session, patient: UUID) -> frozenset[str]:
    """The suggestions that do not come again: dropped by one of the two, or covered, or taken off; one query."""
    return settled_of(db.scalar(select(settled_keys(patient))))


def settled_keys(patient: UUID) -> ScalarSelect[str | None]:
    """The same, for whoever reads it along with something else (`settled_of`)."""
    dropped = select(DroppedSuggestion.key).where(DroppedSuggestion.patient_id == patient)
    over = col(AgendaItem.covered_in_id).is_not(None) | col(AgendaItem.taken_off_at).is_not(None)
    kept = select(AgendaItem.key).where(AgendaItem.patient_id == patient, over, AgendaItem.key != "")
    return select(func.aggregate_strings(dropped.union(kept).subquery().c.key, "\n")).scalar_subquery()


def settled_of(keys: str | None) -> frozenset[str]:
    return frozenset(keys.split("\n") if keys else ())


def record(db: Session, session: UUID) -> Record:
    """What is written of a session now; one query."""
    return records(db, [session]).get(session, Record())


def records(db: Session, sessions: Collection[UUID]) -> dict[UUID, Record]:
    """What is written of each of these sessions now; one query."""
    last = (
        select(RecordVersion.session_id, func.max(RecordVersion.number).label("number"))
        .where(col(RecordVersion.session_id).in_(list(sessions)))
        .group_by(col(RecordVersion.session_id))
        .subquery()
    )
    rows = db.execute(
        select(RecordVersion, Person.name)
        .join(last, (last.c.session_id == RecordVersion.session_id) & (last.c.number == RecordVersion.number))
        .join(Person, col(Person.id) == col(RecordVersion.by_id))
    )
    return {
        row.session_id: Record(row.summary, row.safety, row.notes, row.measures, row.number, name, row.at)
        for row, name in rows
    }


def additions(db: Session, sessions: Collection[UUID]) -> dict[UUID, list[Addition]]:
    """What the patient added to the summary of each of these sessions, in order; one query."""
    rows = db.exec(
        select(SummaryAddition)
        .where(col(SummaryAddition.session_id).in_(list(sessions)))
        .order_by(col(SummaryAddition.at), col(SummaryAddition.id))
    )
    found: dict[UUID, list[Addition]] = defaultdict(list)
    for row in rows:
        found[row.session_id].append(Addition(row.words, row.at))
    return found


def discussed(db: Session, subjects: Iterable[UUID]) -> Mapping[UUID, Discussed]:
    """In which session each of these was last talked about; one query. Nothing where it never was."""
    rows = db.execute(
        select(DiscussedSubject, Person.name)
        .join(Person, col(Person.id) == col(DiscussedSubject.by_id))
        .where(col(DiscussedSubject.subject_id).in_(list(subjects)))
        .order_by(col(DiscussedSubject.at))
    )
    return {row.subject_id: Discussed(row.session_id, row.at, name) for row, name in rows}


def discussed_in(db: Session, session: UUID) -> frozenset[UUID]:
    """What is marked as discussed in one session; one query."""
    return frozenset(db.exec(select(DiscussedSubject.subject_id).where(DiscussedSubject.session_id == session)))


def minutes_of(db: Session, patient: UUID) -> list[Logged]:
    """What was logged for a patient between sessions and not withdrawn, the newest first; one query."""
    rows = db.execute(
        select(PractitionerMinutes, Person.name)
        .join(Person, col(Person.id) == col(PractitionerMinutes.practitioner_id))
        .where(PractitionerMinutes.patient_id == patient, col(PractitionerMinutes.withdrawn_at).is_(None))
        .order_by(col(PractitionerMinutes.on_day).desc(), col(PractitionerMinutes.at).desc())
    )
    return [Logged(row.id, row.on_day, row.minutes, row.practitioner_id, name) for row, name in rows]
