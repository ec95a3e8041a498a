"""Reads of messages: a thread, what waits and since when, and a writer's own draft."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, case, col, func, or_, select

from app.messages.rules import Settled
from app.messages.tables import Message, MessageDraft, MessageSeen
from app.people.presence import Team
from app.people.queries import LookedAfter, looked_after, supported
from app.people.tables import Person
from app.people.waiting import Place, place
from app.service.calendar import Calendar

WAITING = (col(Message.from_patient), col(Message.settled_at).is_(None))


def overdue_patients(db: Session, *, at: datetime) -> frozenset[UUID]:
    """The patients with a message that should have been answered by now; one query."""
    return frozenset(db.exec(select(Message.patient_id).where(*WAITING, col(Message.due_at) < at).distinct()))


@dataclass(frozen=True)
class Look:
    """A message stood in full before somebody, for the first time."""

    person_id: UUID
    by: str
    at: datetime


@dataclass(frozen=True)
class Said:
    """One message of a thread. `looks` are in the order of time."""

    id: UUID
    from_patient: bool
    by_id: UUID
    by: str
    words: str
    about: UUID | None
    at: datetime
    due_at: datetime | None
    settled: Settled | None
    settled_at: datetime | None
    settled_by: str
    looks: tuple[Look, ...] = ()

    @property
    def waits(self) -> bool:
        return self.from_patient and self.settled is None


def thread(db: Session, patient: UUID) -> list[Said]:
    """Everything in a patient's thread, oldest first; two queries however long it is."""
    looks: dict[UUID, list[Look]] = defaultdict(list)
    for look, name in db.execute(
        select(MessageSeen, Person.name)
        .join(Message, col(Message.id) == col(MessageSeen.message_id))
        .join(Person, col(Person.id) == col(MessageSeen.person_id))
        .where(Message.patient_id == patient)
        .order_by(col(MessageSeen.at), col(MessageSeen.person_id))
    ):
        looks[look.message_id].append(Look(look.person_id, name, look.at))
    return [_said(one, by, settler, looks[one.id]) for one, by, settler in _messages(db, Message.patient_id == patient)]


def _messages(db: Session, *which: object) -> list[tuple[Message, str, str | None]]:
    """Messages with the names of their writer and of whoever settled them, oldest first."""
    writer, settler = aliased(Person), aliased(Person)
    rows = db.execute(
        select(Message, writer.name, settler.name)
        .join(writer, col(writer.id) == col(Message.by_id))
        .outerjoin(settler, col(settler.id) == col(Message.settled_by_id))
        .where(*which)  # type: ignore[arg-type]
        .order_by(col(Message.at), col(Message.id))
    )
    return [(one, by, settled_by) for one, by, settled_by in rows]


def _said(one: Message, by: str, settler: str | None, looks: Collection[Look] = ()) -> Said:
    return Said(
        id=one.id,
        from_patient=one.from_patient,
        by_id=one.by_id,
        by=by,
        words=one.words,
        about=one.about_response_id or one.about_activity_id,
        at=one.at,
        due_at=one.due_at,
        settled=Settled(one.settled) if one.settled else None,
        settled_at=one.settled_at,
        settled_by=settler or "",
        looks=tuple(looks),
    )


def length(db: Session, patient: UUID) -> int:
    """How many messages a thread has. None is ever taken out, so the number tells whether another has come."""
    return db.exec(select(func.count()).select_from(Message).where(Message.patient_id == patient)).one()


def latest(db: Session, patient: UUID) -> list[Said]:
    """What a patient's Today shows: their own that wait, and the last that was written to them; one query."""
    last = (
        select(Message.id)
        .where(Message.patient_id == patient, ~col(Message.from_patient))
        .order_by(col(Message.at).desc(), col(Message.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    mine = Message.patient_id == patient
    rows = _messages(db, mine, or_(and_(*WAITING), col(Message.id) == last))
    return [_said(*row) for row in rows]


@dataclass(frozen=True)
class Draft:
    """Words on their way, as their writer reads them again. Empty where the writer took them all out."""

    words: str
    about: UUID | None
    version: int
    saved_at: datetime


def draft(db: Session, patient: UUID, writer: UUID) -> Draft | None:
    """The writer's own draft in this thread; nobody else's is ever read."""
    row = db.exec(
        select(MessageDraft).where(MessageDraft.patient_id == patient, MessageDraft.by_id == writer)
    ).one_or_none()
    about = (row.about_response_id or row.about_activity_id) if row else None
    return Draft(row.words, about, row.version, row.saved_at) if row else None


@dataclass(frozen=True)
class Waiting:
    """That somebody's messages wait, and since when: no word of what they say.

    `since` and `due_at` are the oldest one's. `unread` are those that one reader has not had before them.
    """

    patient_id: UUID
    since: datetime
    due_at: datetime
    count: int
    unread: int


def waiting(db: Session, reader: UUID | None = None) -> dict[UUID, Waiting]:
    """Every patient with a message that waits; one query, without words."""
    seen = and_(col(MessageSeen.message_id) == col(Message.id), col(MessageSeen.person_id) == reader)
    rows = db.execute(
        select(
            col(Message.patient_id),
            func.min(Message.at),
            func.min(Message.due_at),
            func.count(),
            func.sum(case((col(MessageSeen.at).is_(None), 1), else_=0)),
        )  # type: ignore[call-overload]
        .outerjoin(MessageSeen, seen)
        .where(*WAITING)
        .group_by(col(Message.patient_id))
    )
    return {row[0]: Waiting(row[0], row[1], row[2], row[3], int(row[4])) for row in rows}


@dataclass(frozen=True)
class Queued:
    """A patient on somebody's list whose message waits."""

    patient: LookedAfter
    waiting: Waiting


def queue(db: Session, practitioner: UUID, team: Team, *, at: datetime) -> list[Queued]:
    """What waits on this practitioner's list, what is due first standing first; three queries."""
    found = waiting(db, practitioner)
    overdue = {one.patient_id for one in found.values() if one.due_at < at}
    mine = looked_after(db, practitioner, team, overdue=overdue)
    queued = [Queued(one, found[one.who.id]) for one in mine if one.who.id in found]
    return sorted(queued, key=lambda one: (one.waiting.due_at, one.waiting.since, one.patient.who.id))


@dataclass(frozen=True)
class Answered:
    patient: LookedAfter
    by: str
    at: datetime


def answered(db: Session, practitioner: UUID, team: Team, *, since: datetime, at: datetime) -> list[Answered]:
    """The last message to each patient on this practitioner's list, the newest first; three queries."""
    mine = {one.who.id: one for one in looked_after(db, practitioner, team, overdue=overdue_patients(db, at=at))}
    rows = db.execute(
        select(col(Message.patient_id), col(Person.name), col(Message.at))
        .join(Person, col(Person.id) == col(Message.by_id))
        .where(~col(Message.from_patient), Message.at >= since)
        .order_by(col(Message.at))
    )
    last = {patient: Answered(mine[patient], name, when) for patient, name, when in rows if patient in mine}
    return sorted(last.values(), key=lambda one: one.at, reverse=True)


@dataclass(frozen=True)
class Stands:
    """A patient whose message waits, and where it stands now."""

    patient: LookedAfter
    waiting: Waiting
    place: Place


def standing(db: Session, team: Team, calendar: Calendar, *, at: datetime) -> list[Stands]:
    """Everything that waits, what is due first standing first: that it waits, never what it says. Two queries."""
    found = waiting(db)
    return sorted(
        (_stands(one, found[one.who.id], team, calendar, at) for one in supported(db, found)),
        key=lambda one: (one.waiting.due_at, one.patient.who.id),
    )


def _stands(patient: LookedAfter, waits: Waiting, team: Team, calendar: Calendar, at: datetime) -> Stands:
    own = patient.practitioner.id if patient.practitioner else None
    return Stands(patient, waits, place(waits.due_at, own, team, calendar, at))
