"""Reminders: a neutral mail that something waits, written with the deed, looked at again when it is due.

What a mail is for may be done by then, or not be wanted any more. So each kind has its check, asked by the worker in
the transaction that takes the notice up.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from app.database import one_at_a_time
from app.enrolments.queries import heads
from app.journey import flagging
from app.messages.tables import Message, MessageSeen
from app.notices import actions as notices
from app.notices import queries, rules
from app.notices.rules import About
from app.notices.sending import Check
from app.notices.tables import Notice
from app.people.presence import leads, lists
from app.people.queries import last_used, practitioner_of, team_on
from app.people.tables import Person, Preferences
from app.rendering import local, speech
from app.safety.queries import open_flags
from app.service import queries as service
from app.sessions.tables import StoredSession
from app.settings import Settings
from app.support.tables import SupportMessage

GRACE = timedelta(minutes=15)
"""Whoever is reading just now needs no mail."""
LASTS = timedelta(days=7)
"""A reminder of something older says nothing new."""
A_WEEK, MOST_A_WEEK = timedelta(days=7), 3
MOST_IGNORED = 3
"""So many reminders since somebody was last here, and no more are sent: their practitioner sees that instead."""
STAFF_EVERY = timedelta(hours=1)


def message_for_patient(db: Session, message_id: UUID, patient: UUID, settings: Settings, *, at: datetime) -> None:
    """Somebody of the team has written. A patient who has turned reminders on hears of it, at an hour they chose."""
    _to_patient(db, About.MESSAGE_WAITS, message_id, patient, settings, at=at)


def session_for_patient(db: Session, session_id: UUID, patient: UUID, settings: Settings, *, at: datetime) -> None:
    """The team has booked, moved or called off a session. The patient hears of it as of a message, once."""
    notices.cancel(db, about=session_id, person=patient, kind=About.SESSION_NEWS, at=at)
    _to_patient(db, About.SESSION_NEWS, session_id, patient, settings, at=at, turn=f" {at:%Y-%m-%d %H:%M:%S}")


def support_for_patient(db: Session, message_id: UUID, patient: UUID, settings: Settings, *, at: datetime) -> None:
    """The programme has said something that is worth a reminder. What it said is in no mail."""
    _to_patient(db, About.SUPPORT, message_id, patient, settings, at=at)


def _to_patient(
    db: Session, kind: About, about: UUID, patient: UUID, settings: Settings, *, at: datetime, turn: str = ""
) -> None:
    card = db.get(Preferences, patient)
    if not settings.mails or card is None or not _reminders_on(db, card):
        return
    due = _allowed(card, at + GRACE)
    if due is None or due >= at + LASTS:
        return
    person = db.get_one(Person, patient)
    _put(db, kind, person, rules.message_waits(person.name, _login(settings)), about, due, at=at, turn=turn)


def patient_read(db: Session, patient: UUID, *, at: datetime) -> None:
    """The patient has their messages before them: there is nothing left to remind them of."""
    notices.cancel(db, person=patient, kind=About.MESSAGE_WAITS, at=at)


def message_for_staff(db: Session, message_id: UUID, patient: UUID, settings: Settings, *, at: datetime) -> None:
    """A patient has written. Whoever will have it on their list hears that something waits, in open hours.

    Where no practitioner has, the leads hear it.
    """
    _to_staff(db, About.STAFF_SOMETHING, message_id, patient, settings, at=at)


def session_for_staff(db: Session, session_id: UUID, patient: UUID, settings: Settings, *, at: datetime) -> None:
    """A patient has called off a session. Whoever has them on their list hears of it, in open hours."""
    _to_staff(db, About.STAFF_SESSION, session_id, patient, settings, at=at)


def _to_staff(db: Session, kind: About, about: UUID, patient: UUID, settings: Settings, *, at: datetime) -> None:
    if not settings.mails:
        return
    practitioner = practitioner_of(db, patient)
    due = service.calendar(db, speech().zone).opening(at)
    team = team_on(db, local(due).date())
    whose = lists(practitioner.id if practitioner else None, team).practitioners or leads(team)
    for person in db.exec(select(Person).where(col(Person.id).in_(whose)).order_by(col(Person.id))):
        _put(db, kind, person, rules.staff_something(_login(settings)), about, due, at=at)


def once_more_for_staff(db: Session, message_id: UUID, person: Person, settings: Settings, *, at: datetime) -> None:
    """The mail about this message was given up, and a lead asks for another try."""
    words = rules.staff_something(_login(settings))
    _put(db, About.STAFF_SOMETHING, person, words, message_id, at, at=at, turn=f" again {at:%Y-%m-%d %H:%M}")


def message_settled(db: Session, message_id: UUID, *, at: datetime) -> None:
    """A patient's message is answered, or needs no answer."""
    notices.cancel(db, about=message_id, kind=About.STAFF_SOMETHING, at=at)


def message_still_waits(db: Session, notice: Notice, at: datetime) -> bool | datetime:
    """For a patient: still new to them, still wanted, not in their quiet hours, and not the fourth mail this week."""
    message = db.get(Message, notice.about_id)
    card = db.get(Preferences, notice.person_id)
    if message is None or card is None or not _reminders_on(db, card) or _patient_knows(db, message):
        return False
    return _in_turn(db, notice, card, message.at, at)


def session_still_news(db: Session, notice: Notice, at: datetime) -> bool | datetime:
    """For a patient: still wanted, not in their quiet hours, not the fourth mail this week, and not over."""
    session = db.get(StoredSession, notice.about_id)
    card = db.get(Preferences, notice.person_id)
    if session is None or card is None or not _reminders_on(db, card) or session.starts_at <= at:
        return False
    return _in_turn(db, notice, card, session.changed_at or session.booked_at, at)


def support_still_fits(db: Session, notice: Notice, at: datetime) -> bool | datetime:
    """For a patient who has not been here since: still wanted, no flag open, the course goes on, and not too many."""
    message = db.get(SupportMessage, notice.about_id)
    card = db.get(Preferences, notice.person_id)
    if message is None or card is None or not _reminders_on(db, card):
        return False
    head = heads(db, [card.patient_id]).get(card.patient_id)
    if head is None or head.ended_at or head.rest or open_flags(db, [card.patient_id]):
        return False
    used = last_used(db, card.patient_id)
    if used and used >= message.at:
        return False
    return _in_turn(db, notice, card, message.at, at)


def _in_turn(db: Session, notice: Notice, card: Preferences, since: datetime, at: datetime) -> bool | datetime:
    """Whether a patient's reminder may go out now, or when; not where one that went out later spoke of this too."""
    one_at_a_time(db, f"reminders {card.patient_id}")
    last = queries.last_to(db, card.patient_id, rules.REMINDERS, but=notice.id)
    if last and last[0] >= since:
        return False
    if ignored(last, last_used(db, card.patient_id)) >= MOST_IGNORED:
        return False
    earliest = _allowed(card, max(at, _next_turn(last, at)))
    return earliest is not None and (earliest <= at or earliest)


def staff_still_waits(db: Session, notice: Notice, at: datetime) -> bool | datetime:
    """For staff: still neither settled nor read by them. No more than one an hour."""
    message = db.get(Message, notice.about_id)
    if message is None or message.settled_at or notice.person_id is None:
        return False
    if db.get(MessageSeen, (message.id, notice.person_id)):
        return False
    one_at_a_time(db, f"reminders {notice.person_id}")
    last = queries.last_to(db, notice.person_id, {About.STAFF_SOMETHING}, but=notice.id)
    if last and at - STAFF_EVERY < last[0] <= at:
        return last[0] + STAFF_EVERY
    return True


CHECKS: Mapping[About, Check] = {
    About.MESSAGE_WAITS: message_still_waits,
    About.STAFF_SOMETHING: staff_still_waits,
    About.FLAG_WAITS: flagging.flag_still_waits,
    About.SESSION_NEWS: session_still_news,
    About.SUPPORT: support_still_fits,
}


def ignored(sent: Iterable[datetime], used: datetime | None) -> int:
    """How many reminders went out since somebody was last here."""
    return sum(used is None or one > used for one in sent)


def ignored_by(db: Session, patient: UUID) -> int:
    """How many reminders went out to this patient since they were last here; two queries."""
    return ignored(queries.last_to(db, patient, rules.REMINDERS), last_used(db, patient))


def _put(
    db: Session,
    kind: About,
    person: Person,
    words: str,
    about: UUID,
    due: datetime,
    *,
    at: datetime,
    turn: str = "",
) -> None:
    notices.remind(
        db,
        kind,
        person.id,
        person.email,
        words,
        about=about,
        occurrence=f"{kind.value} {about} {person.id}{turn}"[:120],
        due=due,
        at=at,
        until=max(at, due) + LASTS,
    )


def _reminders_on(db: Session, card: Preferences) -> bool:
    return card.reminders and service.current(db).settings.reminders


def _allowed(card: Preferences, at: datetime) -> datetime | None:
    """The first instant from `at` on that the patient's own days and quiet hours leave."""
    return rules.next_allowed(at, card.reminder_days, card.quiet_from, card.quiet_until, speech().zone)


def _patient_knows(db: Session, message: Message) -> bool:
    """They have read it, where that is kept, or have written since."""
    if db.get(MessageSeen, (message.id, message.patient_id)):
        return True
    later = select(Message.id).where(
        Message.patient_id == message.patient_id, col(Message.from_patient), Message.at > message.at
    )
    return db.exec(later.limit(1)).first() is not None


def _next_turn(last: list[datetime], at: datetime) -> datetime:
    """From when on another reminder is not too many: one a day of the calendar, three in seven days."""
    turns = [at]
    if last:
        tomorrow = local(last[0]).date() + timedelta(days=1)
        turns.append(datetime.combine(tomorrow, datetime.min.time(), speech().zone))
    if len(last) >= MOST_A_WEEK:
        turns.append(last[MOST_A_WEEK - 1] + A_WEEK)
    return max(turns)


def _login(settings: Settings) -> str:
    return settings.address("/sign-in")
