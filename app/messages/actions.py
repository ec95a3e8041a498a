"""Sending, reading, settling and keeping drafts. Each is durable when it returns and its transaction has committed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session, col, delete, select, update

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.database import add_if_absent, one_at_a_time
from app.messages import queries
from app.messages.queries import WAITING, Draft, Said
from app.messages.rules import Settled, folded
from app.messages.tables import Message, MessageDraft, MessageSeen


class Newer(Exception):
    """Another message has come into the thread since this form was opened; nothing was sent or settled."""


class Stale(Exception):
    """The draft was taken further in another window; nothing was overwritten. It holds the words kept there."""

    def __init__(self, kept: Draft) -> None:
        super().__init__()
        self.kept = kept


@dataclass(frozen=True)
class Written:
    """What a form said. `once` is the form's own: the same words from the same form are one message."""

    words: str
    once: UUID
    about: UUID | None = None
    """A finished step, or an activity where `about_activity` says so."""
    draft_version: int = 0
    about_activity: bool = False

    @property
    def subject(self) -> dict[str, UUID | None]:
        """The columns that say what it is about."""
        activity = self.about if self.about_activity else None
        return {"about_response_id": None if self.about_activity else self.about, "about_activity_id": activity}

    def key(self, patient: UUID) -> UUID:
        """Words that were changed after they had been sent are another message, not thrown away."""
        return uuid5(self.once, f"{patient} {self.about} {self.words}")


def send_from_patient(
    db: Session, patient: UUID, written: Written, *, due_at: datetime, by: Actor, at: datetime
) -> UUID | None:
    """A patient's message, with the time by which the team has promised to answer it; its id.

    The same form twice is one message, and None the second time.
    """
    _hold(db, patient)
    if _was_sent(db, patient, written, by):
        return None
    return _add(db, patient, written, {"from_patient": True, "due_at": due_at}, by=by, at=at)


@dataclass(frozen=True)
class Sent:
    """A message to a patient, and those of theirs that it answers."""

    id: UUID
    settled: list[UUID]


def send_from_staff(
    db: Session, patient: UUID, written: Written, *, version: int, by: Actor, at: datetime
) -> Sent | None:
    """A message to a patient; what waits in the thread is answered by it. The same form twice is one.

    `version` is how many messages the writer had before them. Raises `Newer` where another has come since.
    """
    _hold(db, patient)
    if _was_sent(db, patient, written, by):
        return None
    if queries.length(db, patient) != version:
        raise Newer
    id_ = _add(db, patient, written, {"from_patient": False}, by=by, at=at)
    return Sent(id_, _settle(db, patient, Settled.ANSWERED, by=by, at=at))


def note(db: Session, patient: UUID, *, version: int, by: Actor, at: datetime) -> list[UUID]:
    """What waits in the thread was read and needs no answer; which those are. Raises `Newer` as sending does."""
    _hold(db, patient)
    if queries.length(db, patient) != version:
        raise Newer
    settled = _settle(db, patient, Settled.NOTED, by=by, at=at)
    if settled:
        audit.record(db, Deed.MESSAGE_NOTED, by=by, at=at, patient=patient)
    return settled


def look(db: Session, patient: UUID, shown: Iterable[Said], *, by: Actor, at: datetime) -> None:
    """Notes that a practitioner had these in full before them. The first time each was seen stands."""
    theirs = [one for one in shown if one.from_patient]
    _see(db, theirs, by=by, at=at)
    audit.record(db, Deed.MESSAGE_READ, by=by, at=at, patient=patient, subject=str(len(theirs)))


def look_by_patient(db: Session, shown: Iterable[Said], *, by: Actor, at: datetime) -> None:
    """A patient who asked for it lets the team see which messages they have read."""
    _see(db, [one for one in shown if not one.from_patient], by=by, at=at)


def save_draft(db: Session, patient: UUID, written: Written, *, by: Actor, at: datetime) -> Draft:
    """Keeps words on their way. Raises `Stale` where another window has taken the draft further."""
    one_at_a_time(db, f"draft {patient} {by.id}")
    kept = queries.draft(db, patient, _id(by))
    if kept and kept.version != written.draft_version and (kept.words, kept.about) != (written.words, written.about):
        raise Stale(kept)
    version = max(kept.version if kept else 0, written.draft_version) + 1
    values = {"words": written.words, **written.subject, "version": version, "saved_at": at}
    if kept:
        db.exec(update(MessageDraft).where(*_own(patient, by)).values(**values))
    else:
        add_if_absent(db, MessageDraft, [{"id": uuid4(), "patient_id": patient, "by_id": by.id, **values}])
    return Draft(written.words, written.about, version, at)


def _hold(db: Session, patient: UUID) -> None:
    """Two who write into one thread wait for each other."""
    one_at_a_time(db, f"thread {patient}")


def _was_sent(db: Session, patient: UUID, written: Written, by: Actor) -> bool:
    same = select(Message.id).where(Message.by_id == by.id, Message.once == written.key(patient))
    return db.exec(same).first() is not None


def _add(db: Session, patient: UUID, written: Written, more: dict[str, Any], *, by: Actor, at: datetime) -> UUID:
    id_ = uuid4()
    row = {"id": id_, "patient_id": patient, "by_id": by.id, "words": written.words, "at": at}
    add_if_absent(db, Message, [{**row, **written.subject, "once": written.key(patient), **more}])
    audit.record(db, Deed.MESSAGE_SENT, by=by, at=at, patient=patient)
    _drop_draft(db, patient, written, by)
    return id_


def _drop_draft(db: Session, patient: UUID, written: Written, by: Actor) -> None:
    """What was sent is no draft any more. Other words that another window keeps stay."""
    kept = queries.draft(db, patient, _id(by))
    if kept and (kept.version == written.draft_version or folded(kept.words) == folded(written.words)):
        same = (*_own(patient, by), col(MessageDraft.version) == kept.version)  # not what was kept in this moment
        db.exec(delete(MessageDraft).where(*same))


def _settle(db: Session, patient: UUID, how: Settled, *, by: Actor, at: datetime) -> list[UUID]:
    open_ = update(Message).where(Message.patient_id == patient, *WAITING)  # type: ignore[arg-type]
    settled = open_.values(settled_at=at, settled_by_id=by.id, settled=how.value).returning(col(Message.id))
    return list(db.scalars(settled.execution_options(synchronize_session=False)))


def _see(db: Session, shown: list[Said], *, by: Actor, at: datetime) -> None:
    new = [one.id for one in shown if all(look.person_id != by.id for look in one.looks)]
    add_if_absent(db, MessageSeen, [{"message_id": id_, "person_id": by.id, "at": at} for id_ in new])


def _own(patient: UUID, by: Actor) -> tuple[Any, ...]:
    return col(MessageDraft.patient_id) == patient, col(MessageDraft.by_id) == by.id


def _id(by: Actor) -> UUID:
    """Only people write."""
    if by.id is None:
        raise ValueError("a message is written by a person")
    return by.id
