"""A safety flag: facts, and a task for a person. Never a level, and nothing that predicts. Pure.

A patient has at most one open flag. What is said later joins it and may only bring its time forward. Nothing is ever
taken back: a correction is another entry. Source: clinical.md §4.6, trust.md §5.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from app.people.presence import Lists, Team, stands_for
from app.people.waiting import Place, place
from app.service.calendar import Calendar
from app.service.rules import Within

LONGEST_WORDS = 4000
"""Characters of what somebody writes about a flag, and of each part of a safety plan."""
FLAGGING = 1
"""From this answer to the item on thoughts of death on, a flag is raised. It sets a person's time, and nothing else."""


class Source(StrEnum):
    """What a flag rests on."""

    ANSWER = "answer"
    """An answer to the item on thoughts of death or self-harm."""
    CANNOT_KEEP_SAFE = "cannot keep safe"
    ASKS_FOR_CALL = "asks for a call"
    READ = "read"
    """Somebody of the staff has read something that worries them."""


class FlagDeed(StrEnum):
    """What can happen to a flag. The first two rest on a source."""

    RAISED = "raised"
    JOINED = "joined"
    SEEN = "seen"
    TAKEN = "taken"
    CONTACT_TRIED = "contact tried"
    HANDED_OVER = "handed over"
    NOTED = "noted"
    CLOSED = "closed"
    REOPENED = "opened again"


DONE_WITH = frozenset(FlagDeed) - {FlagDeed.RAISED, FlagDeed.JOINED, FlagDeed.SEEN}
"""What somebody of the staff does with a flag, past looking at it."""


class Outcome(StrEnum):
    """What came of it, when a flag is closed; always with words."""

    TALKED = "talked"
    PLAN_MADE = "safety plan made or changed"
    HANDED_OVER = "another service has taken over and said so"
    ANSWERED_BY_MISTAKE = "the answer was not what they meant"
    OTHER = "other"


@dataclass(frozen=True)
class Fact:
    """One thing that was said or read. `answer` and `before`: of the item, where that is the source."""

    source: Source
    answer: int | None = None
    before: int | None = None

    @property
    def rose(self) -> bool:
        return self.answer is not None and (self.before is None or self.answer > self.before)


@dataclass(frozen=True)
class Entry:
    """One thing that happened to a flag. `due_at`: the flag's time from then on, where it changed."""

    number: int
    deed: FlagDeed
    at: datetime
    by_id: UUID | None
    by: str
    fact: Fact | None = None
    words: str = ""
    outcome: Outcome | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Flag:
    """A flag with everything that happened to it, in order. `due_at`: by when a person has taken it."""

    id: UUID
    patient_id: UUID
    raised_at: datetime
    due_at: datetime
    closed_at: datetime | None
    entries: tuple[Entry, ...]

    @property
    def version(self) -> int:
        """What a form was opened on. That somebody has looked is nothing that a form could go against."""
        return next(one.number for one in reversed(self.entries) if one.deed is not FlagDeed.SEEN)

    @property
    def next_number(self) -> int:
        return self.entries[-1].number + 1

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @cached_property
    def taken(self) -> Entry | None:
        """Who has it now and since when; None where nobody has taken it, or it was opened again since."""
        for one in reversed(self.entries):
            if one.deed is FlagDeed.REOPENED:
                return None
            if one.deed is FlagDeed.TAKEN:
                return one
        return None

    @property
    def facts(self) -> tuple[Entry, ...]:
        """What it rests on, in the order it was said."""
        return tuple(one for one in self.entries if one.fact)

    @property
    def asked_for_call(self) -> bool:
        return any(one.fact and one.fact.source is Source.ASKS_FOR_CALL for one in self.entries)

    @property
    def contacts(self) -> tuple[Entry, ...]:
        return tuple(one for one in self.entries if one.deed is FlagDeed.CONTACT_TRIED)

    @property
    def outcome(self) -> Entry | None:
        return next((one for one in reversed(self.entries) if one.outcome), None) if not self.is_open else None


@dataclass(frozen=True)
class Promise:
    """The service's own times, and what they are counted from. `days`: after a safety conversation (`talked_at`)."""

    calendar: Calendar
    within: Within
    days: int
    talked_at: datetime | None = None
    next_session: datetime | None = None
    talked_of: int | None = None
    """The answer that stood when they talked; 0 where there was none, None where it is not known."""


def due(fact: Fact, promise: Promise, *, at: datetime) -> datetime:
    """By when a person takes it: within the service's own time, counted in open hours.

    An answer that has not risen since a safety conversation of the last days waits for the next session, or for the end
    of those days. A rise, a call asked for, or whatever else is said, never waits; nor does the same high answer again,
    where it rose after they talked.
    """
    soon = promise.calendar.due(at, promise.within)
    talked = promise.talked_at
    unchanged = fact.source is Source.ANSWER and not fact.rose and not _above(fact.answer, promise.talked_of)
    if talked is None or not unchanged or at - talked > timedelta(days=promise.days):
        return soon
    end = promise.calendar.due(talked + timedelta(days=promise.days), Within(amount=0, unit="days"))
    later = min(promise.next_session, end) if promise.next_session and promise.next_session > at else end
    return max(soon, later)


def _above(answer: int | None, talked_of: int | None) -> bool:
    return answer is not None and talked_of is not None and answer > talked_of


def joined_due(now: datetime, new: datetime) -> datetime:
    """The time of an open flag after another fact has joined it: it may only come nearer."""
    return min(now, new)


def standing(
    flag_due: datetime, taken_by: UUID | None, practitioner: UUID | None, team: Team, calendar: Calendar, at: datetime
) -> Place:
    """On whose lists an open flag stands: the patient's practitioner's or their cover's, and whoever has taken it.

    Nobody has it for good: where whoever took it is not there, it stands as if nobody had, so that it can never wait
    for somebody who has left. Taking it takes it off nobody's list: whoever took it may lose the patient to another.
    Once it is late and nobody has it, duty has it too, and then the leads.
    """
    has_it = holder(taken_by, team)
    if has_it is None:
        return place(flag_due, practitioner, team, calendar, at)
    found = place(max(flag_due, at), practitioner, team, calendar, at)
    return replace(found, lists=Lists(found.lists.practitioners | {has_it}, leads=found.lists.leads))


def holder(taken_by: UUID | None, team: Team) -> UUID | None:
    """Whoever has taken a flag, where they themselves are at work today. A cover has it on their list, not in hand."""
    one = team.get(taken_by) if taken_by else None
    return one.id if one and one.works_today and stands_for(one.id, team) == one.id else None


def possible(flag: Flag) -> frozenset[FlagDeed]:
    """What staff can do with a flag as it stands. Closing is for one flag at a time, with an outcome and words."""
    if not flag.is_open:
        return frozenset({FlagDeed.REOPENED, FlagDeed.NOTED})
    always = {FlagDeed.CONTACT_TRIED, FlagDeed.HANDED_OVER, FlagDeed.NOTED, FlagDeed.CLOSED, FlagDeed.TAKEN}
    return frozenset(always)


class Part(StrEnum):
    """The parts of a safety plan, in its order. The headings are our own wording (clinical.md §4.6)."""

    SIGNS = "signs"
    MYSELF = "myself"
    PLACES = "places"
    PEOPLE = "people"
    SERVICES = "services"
    SURROUNDINGS = "surroundings"
    REASONS = "reasons"
