"""What is true of one patient at an instant, worked out from what is stored of them. Pure.

`History` is everything that was done, with its times. `as_of` makes of it what is known at an instant, so the same
values come after a deed, in a sweep, for last month, and in a simulation that makes its histories by hand. Nothing that
is kept private is in a history, but one: that a step was begun and left, which is said to nobody but the patient.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from app.conditions.rules import Value
from app.content.support import On, SupportRules, Tool
from app.support.rules import A_DAY, FLAG_LASTS, Event, Own, Sent, Situation, Wishes

KNOWN_FOR = timedelta(days=28)
"""Events older than this are no reason to say anything any more; they still count."""
QUIET_AFTER = (7, 14, 28)
GAP = timedelta(days=10)
UNRATED, WAITS = timedelta(days=14), timedelta(days=7)
COMING, WAITING = timedelta(hours=36), timedelta(hours=48)
MORNING = time(9)
DEEDS = frozenset(On) - {
    On.GOAL_AGREED,
    On.SESSION_HELD,
    On.SESSION_MISSED,
    On.SESSION_CALLED_OFF,
    On.FAULT_MENDED,
}
"""What the patient did themselves, which says that they were here."""


@dataclass(frozen=True)
class Visit:
    """A login, from when to when it was used."""

    began_at: datetime
    used_at: datetime


@dataclass(frozen=True)
class Planned:
    """A shared activity with a day. `over_at`: when something was said of it, or it was taken off."""

    id: UUID
    what: str
    day: date
    made_at: datetime
    over_at: datetime | None


@dataclass(frozen=True)
class LiveGoal:
    """A goal that goes on. `asked_at`: since when a wording of the team's waits for the patient's yes."""

    id: UUID
    words: str
    agreed_at: datetime | None
    asked_at: datetime | None
    rated: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Appointment:
    """A booked session. `settled_at`: when something was said of what became of it."""

    id: UUID
    booked_at: datetime
    starts_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class Letter:
    """A message from the team to the patient."""

    id: UUID
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True)
class Question:
    """A message from the patient, by when the team answers, and when it did."""

    id: UUID
    due_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class History:
    """Everything one patient did that others may know of, in the order of time."""

    name: str
    practitioner: str = ""
    began_at: datetime | None = None
    ended_at: datetime | None = None
    resting: bool = False
    visits: tuple[Visit, ...] = ()
    events: tuple[Event, ...] = ()
    lows: tuple[datetime, ...] = ()
    flags: tuple[tuple[datetime, datetime | None], ...] = ()
    """When each safety flag was raised, and closed."""
    planned: tuple[Planned, ...] = ()
    goals: tuple[LiveGoal, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    letters: tuple[Letter, ...] = ()
    questions: tuple[Question, ...] = ()
    uses: tuple[tuple[Tool, datetime], ...] = ()
    sent: tuple[Sent, ...] = ()
    wishes: Wishes = field(default_factory=Wishes)
    own: Mapping[str, Own] = field(default_factory=dict)
    paused: bool = False


def key(on: On, about: object) -> str:
    """The name of an occurrence: what happened, and to which thing."""
    return f"{on.value}:{about}"


def as_of(history: History, rules: SupportRules, at: datetime) -> Situation:
    """What is known at an instant, which is aware and in the service's zone. Nothing later enters."""
    done = tuple(one for one in history.events if one.at <= at)
    recent = [one for one in (*done, *_of_time(history, at)) if at - one.at <= KNOWN_FOR]
    sent = tuple(one for one in history.sent if one.at <= at)
    began, ended = history.began_at, history.ended_at
    return Situation(
        at=at,
        name=history.name,
        practitioner=history.practitioner,
        under_way=began is not None and began <= at and (ended is None or ended > at),
        resting=history.resting,
        flagged=any(raised <= at and (closed is None or at - closed < FLAG_LASTS) for raised, closed in history.flags),
        low_at=max((one for one in history.lows if one <= at), default=None),
        events=tuple(sorted(recent, key=lambda one: (one.at, one.key))),
        standing=_standing(history, done, at),
        unprompted=_unprompted(history.uses, sent, rules, at),
        sent=sent,
        wishes=history.wishes,
        own=history.own,
        paused=history.paused,
    )


def _standing(history: History, done: Sequence[Event], at: datetime) -> dict[str, Value]:
    began = history.began_at or at
    mine = [one for one in done if one.at >= began]

    def count(*on: On) -> int:
        return sum(one.on in on for one in mine)

    return {
        "weeks": max(0, (at - began).days // 7),
        "steps-done": count(On.STEP_FINISHED),
        "modules-done": count(On.MODULE_FINISHED),
        "activities-done": count(On.ACTIVITY_DONE, On.ACTIVITY_PARTLY),
        "activities-planned": sum(one.over_at is None or one.over_at > at for one in _made(history, at)),
        "noes-in-a-row": _run(mine, On.ACTIVITY_DECLINED, {On.ACTIVITY_PLANNED}),
        "missed-in-a-row": _run(mine, On.SESSION_MISSED, {On.SESSION_HELD}, also=On.SESSION_CALLED_OFF),
        "diary-entries": count(On.DIARY_ENTRY),
        "goals-agreed": count(On.GOAL_AGREED),
        "sessions-held": count(On.SESSION_HELD),
        "session-ahead": any(at < one.starts_at <= at + timedelta(days=7) for one in _standing_sessions(history, at)),
        "has-practitioner": bool(history.practitioner),
    }


def _run(events: Sequence[Event], what: On, ends: set[On], *, also: On | None = None) -> int:
    """How often it has happened since one of `ends` did."""
    n = 0
    for one in reversed(events):
        if one.on in ends:
            break
        n += one.on in (what, also)
    return n


def _made(history: History, at: datetime) -> list[Planned]:
    return [one for one in history.planned if one.made_at <= at]


def _standing_sessions(history: History, at: datetime) -> list[Appointment]:
    return [
        one for one in history.appointments if one.booked_at <= at and (one.settled_at is None or one.settled_at > at)
    ]


def _unprompted(
    uses: Sequence[tuple[Tool, datetime]], sent: Sequence[Sent], rules: SupportRules, at: datetime
) -> dict[Tool, int]:
    """How often each tool was used of late without a message that prompted for it in the day before."""
    prompts = [(rules[one.rule].tool, one.at) for one in sent if one.rule in rules]
    found: dict[Tool, int] = {}
    for tool, when in uses:
        lately = timedelta() <= at - when <= KNOWN_FOR
        prompted = any(of is tool and timedelta() <= when - asked < A_DAY for of, asked in prompts)
        if lately and not prompted:
            found[tool] = found.get(tool, 0) + 1
    return found


def _of_time(history: History, at: datetime) -> Iterator[Event]:
    """What nobody did: time alone makes it true. None of it lies before the course."""
    began = history.began_at
    if began is None or began > at:
        return
    yield Event(On.COURSE_BEGAN, key(On.COURSE_BEGAN, f"{began:%Y%m%d%H%M%S}"), began)
    yield from _away(history, began, at)
    yield from _days_passed(history, at)
    yield from _goals(history, at)
    yield from _sessions(history, at)
    yield from _letters(history, at)


def _away(history: History, began: datetime, at: datetime) -> Iterator[Event]:
    visits = sorted((one for one in history.visits if one.began_at <= at), key=lambda one: one.began_at)
    last = began
    for one in visits:
        gap = one.began_at - last
        if gap >= GAP and last > began:
            yield Event(On.BACK, key(On.BACK, f"{one.began_at:%Y%m%d%H%M%S}"), one.began_at, {"days": gap.days})
        last = max(last, min(one.used_at, at))
    last = max((last, *(one.at for one in history.events if one.on in DEEDS and one.at <= at)))
    for days in QUIET_AFTER:
        when = last + timedelta(days=days)
        if when <= at:
            yield Event(On.QUIET, key(On.QUIET, f"{last:%Y%m%d} {days}"), when, {"days": days})


def _days_passed(history: History, at: datetime) -> Iterator[Event]:
    for one in _made(history, at):
        passed = datetime.combine(one.day + timedelta(days=1), MORNING, at.tzinfo)
        if passed <= at and (one.over_at is None or one.over_at > at):
            on, name = On.ACTIVITY_DAY_PASSED, f"{one.id} {one.day}"
            href = f"/me/activities/{one.id}"
            yield Event(on, key(on, name), passed, words=one.what, day=one.day, href=href, about=one.id)


def _goals(history: History, at: datetime) -> Iterator[Event]:
    for one in history.goals:
        href = f"/me/goals/{one.id}"
        if one.agreed_at and one.agreed_at <= at:
            last = max((*(when for when in one.rated if when <= at), one.agreed_at))
            if last + UNRATED <= at:
                name = key(On.GOAL_UNRATED, f"{one.id} {last:%Y%m%d}")
                yield Event(On.GOAL_UNRATED, name, last + UNRATED, words=one.words, href=href, about=one.id)
        if one.asked_at and one.asked_at + WAITS <= at:
            name = key(On.GOAL_WAITS, f"{one.id} {one.asked_at:%Y%m%d}")
            yield Event(On.GOAL_WAITS, name, one.asked_at + WAITS, href=href, about=one.id)


def _sessions(history: History, at: datetime) -> Iterator[Event]:
    for one in _standing_sessions(history, at):
        when = max(one.booked_at, one.starts_at - COMING)
        if when <= at < one.starts_at:
            name = key(On.SESSION_COMING, f"{one.id} {one.starts_at:%Y%m%d%H%M}")
            on = one.starts_at.astimezone(at.tzinfo).date()
            yield Event(On.SESSION_COMING, name, when, day=on, href=f"/me/sessions/{one.id}", about=one.id)


def _letters(history: History, at: datetime) -> Iterator[Event]:
    for one in history.letters:
        known = (one.read_at and one.read_at <= at) or any(one.at <= visit.used_at <= at for visit in history.visits)
        if one.at + WAITING <= at and not known:
            on, sent_on = On.MESSAGE_WAITING, one.at.astimezone(at.tzinfo).date()
            yield Event(on, key(on, one.id), one.at + WAITING, day=sent_on, href="/me/messages", about=one.id)
    for asked in history.questions:
        if asked.due_at <= at and (asked.settled_at is None or asked.settled_at > at):
            on, due = On.REPLY_LATE, asked.due_at.astimezone(at.tzinfo).date()
            yield Event(on, key(on, asked.id), asked.due_at, day=due, href="/me/messages", about=asked.id)
