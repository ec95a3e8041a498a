"""The sessions of the cast: what was covered, what both kept of it, what is booked, and what is still to be covered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from uuid import UUID, uuid4

from sqlmodel import Session

from app.audit.rules import Actor
from app.journey import meeting
from app.journey.meeting import Written
from app.sessions import queries
from app.sessions.actions import Clash, Slot
from app.sessions.rules import Attendance, Mode, Purpose, Record
from app.settings import Settings

Deeds = list[tuple[int, time, Callable[..., None]]]
TEN, NOON, EVENING = time(10), time(12), time(20, 10)
HALF_AN_HOUR = timedelta(minutes=30)
FRIDAY = 4


@dataclass(frozen=True)
class Met:
    """A session, so many days ago."""

    days: int
    summary: str = ""
    safety: str = ""
    notes: str = ""
    hour: time = TEN
    lasted: int | None = 28
    mode: Mode = Mode.PHONE
    attendance: Attendance = Attendance.ON_TIME
    purpose: Purpose = Purpose.TREATMENT
    covered: tuple[str, ...] = ()
    added: str = ""


@dataclass(frozen=True)
class Ahead:
    """A session in so many days; `days=0` is within the next hours."""

    days: int
    hour: time = TEN
    mode: Mode = Mode.PHONE
    place: str = "07700 900461"


@dataclass(frozen=True)
class Meetings:
    met: tuple[Met, ...] = ()
    ahead: tuple[Ahead, ...] = ()
    wants: tuple[tuple[int, str], ...] = ()
    """What the patient wants to cover: how many days ago they wrote it, and the words."""
    theirs: tuple[tuple[int, str], ...] = ()
    """The same of the practitioner."""


NONE = Meetings()
MEETINGS: Mapping[str, Meetings] = {
    "patient": Meetings(
        met=(
            Met(
                8,
                "We drew the loop of Sunday afternoons. You chose to begin with one small thing after lunch. "
                "If it gets worse in between, you ring the team or open Help now.",
                "Asked directly. No thoughts of ending his life in the last weeks; knows Help now, wants no plan yet.",
                "Warmed up when the allotment came up. Ask about sleep before early shifts next time.",
                purpose=Purpose.BOTH,
                lasted=41,
                covered=("What the programme is, and who sees what",),
                added="It helped to hear that a loop can be stopped anywhere.",
            ),
        ),
        ahead=(Ahead(0),),
        wants=((2, "Sleep before early shifts."), (1, "Whether I have to do the thought thing every day.")),
        theirs=((1, "What you want from the next four weeks"),),
    ),
    "amina": Meetings(
        met=(
            Met(18, "We agreed on one line to your sister as a beginning, and no more than that.", hour=time(11)),
            Met(
                5,
                "The diary showed that the mornings are hardest. You plan one thing before ten, with your eldest.",
                "Asked. Nothing has changed; no thoughts of that kind.",
                hour=time(11),
                lasted=30,
            ),
        ),
        ahead=(Ahead(6, time(11), Mode.IN_PERSON, "Room 3, second floor"),),
        wants=((1, "My mother’s birthday."),),
    ),
    "callum": Meetings(
        met=(
            Met(9, "We spoke about nights, and what a quieter first hour could look like.", hour=time(15)),
            Met(2, hour=time(15), lasted=None, attendance=Attendance.CANCELLED_BY_PATIENT),
        ),
        ahead=(Ahead(5, time(15), Mode.VIDEO, "https://video.example/alongside/callum"),),
    ),
    "marek": Meetings(ahead=(Ahead(3, time(9, 30), Mode.VIDEO, "https://video.example/alongside/marek"),)),
    "other-patient": Meetings(met=(Met(11, "A first look at the week as it is.", hour=time(14)),)),
    "ended-patient": Meetings(
        met=tuple(
            Met(days, summary, hour=time(14), lasted=lasted)
            for days, summary, lasted in (
                (80, "What the weeks look like, and what matters in them.", 40),
                (66, "Two small plans, and what got in the way of one.", 30),
                (52, "The choir. You decide when, and whether to stay for the tea.", 27),
                (38, "What you want to keep, and the first signs that you would notice.", 31),
            )
        ),
    ),
}


@dataclass(frozen=True)
class Meeter:
    """Whose sessions, and who holds them."""

    db: Session
    settings: Settings
    patient: UUID
    practitioner: UUID
    me: Actor
    reader: Actor
    now: datetime


def deeds(meeter: Meeter, meetings: Meetings) -> Deeds:
    """Everything that happened: days ago, the time of day, and the deed that takes `at`."""
    found: Deeds = []
    for one in meetings.met:
        found.append((one.days, one.hour, partial(_met, meeter, one)))
    found += [(days, EVENING, partial(_add, meeter, meeter.me, words)) for days, words in meetings.wants]
    found += [(days, EVENING, partial(_add, meeter, meeter.reader, words)) for days, words in meetings.theirs]
    return [*found, *((1, EVENING, partial(_ahead, meeter, one)) for one in meetings.ahead)]


def _met(meeter: Meeter, one: Met, *, at: datetime) -> None:
    """Booked a week before, had, and written down."""
    booked = at - timedelta(days=7)
    id_ = _book(meeter, Slot(at, 30, one.mode, "", one.purpose), at=booked)
    session = queries.session(meeter.db, meeter.patient, id_)
    if session is None:
        return
    items = [
        meeting.add_to_agenda(meeter.db, meeter.patient, words, once=uuid4(), by=meeter.reader, at=booked)
        for words in one.covered
    ]
    written = Written(
        Record(one.summary, one.safety, one.notes, measures=bool(one.summary)),
        one.attendance,
        one.lasted,
        covered=items,
        offered_items=items,
    )
    after = at + timedelta(minutes=one.lasted or 0)
    if one.attendance is Attendance.CANCELLED_BY_PATIENT:
        said = "Something came up at work. Another day that week is fine."
        meeting.cancel(meeter.db, meeter.settings, session, said, by=meeter.me, at=at - timedelta(hours=20))
        return
    meeting.write(meeter.db, session, written, once=uuid4(), by=meeter.reader, at=after)
    if one.added:
        meeting.add_to_summary(meeter.db, session, one.added, once=uuid4(), by=meeter.me, at=at + timedelta(hours=9))


def _ahead(meeter: Meeter, one: Ahead, *, at: datetime) -> None:
    _book(meeter, Slot(_then(meeter.now, one), 30, one.mode, one.place), at=at)


def _then(now: datetime, one: Ahead) -> datetime:
    """That time of that day; of today the next half hour but one."""
    if one.days == 0:
        soon = now + HALF_AN_HOUR
        return soon.replace(minute=30 * (soon.minute // 30), second=0, microsecond=0) + HALF_AN_HOUR
    on = (now + timedelta(days=one.days)).astimezone(UTC)
    on += timedelta(days=max(0, 7 - on.weekday())) if on.weekday() > FRIDAY else timedelta()
    return on.replace(hour=one.hour.hour, minute=one.hour.minute, second=0, microsecond=0)


def _book(meeter: Meeter, slot: Slot, *, at: datetime) -> UUID:
    """At the first time that is free from there on."""
    once = uuid4()
    for later in range(16):
        free = Slot(slot.starts_at + later * HALF_AN_HOUR, slot.minutes, slot.mode, slot.place, slot.purpose)
        try:
            return meeting.book(
                meeter.db,
                meeter.settings,
                meeter.patient,
                meeter.practitioner,
                free,
                once=once,
                by=meeter.reader,
                at=at,
            )
        except Clash:
            continue
    raise LookupError("no time is free that day")


def _add(meeter: Meeter, who: Actor, words: str, *, at: datetime) -> None:
    meeting.add_to_agenda(meeter.db, meeter.patient, words, once=uuid4(), by=who, at=at)


def of_a_past_course(n: int, enrolled: int, ended: int) -> Meetings:
    """Three to six sessions about a fortnight apart; one in four of them did not take place."""
    days = list(range(enrolled - 2, ended + 1, -13))[: 3 + n % 4]
    return Meetings(
        met=tuple(
            Met(
                day,
                hour=time(9 + n % 7, 30 * (n % 2)),
                lasted=None if (n + place) % 4 == 3 else 24 + (n * 7 + place * 3) % 14,
                attendance=Attendance.DID_NOT_ATTEND if (n + place) % 4 == 3 else Attendance.ON_TIME,
                mode=Mode.VIDEO if n % 3 == 0 else Mode.PHONE,
            )
            for place, day in enumerate(days)
        )
    )
