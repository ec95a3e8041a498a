"""What a goal is and where it stands, worked out from its history alone. Pure.

A goal's history is a list of entries, each by one of two sides: the patient, or somebody of the team. A wording is
agreed when both sides have said yes to it; whoever writes it has. No entry is ever changed, so nothing that was agreed
or proposed can be lost (docs/decisions/0018).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property
from unicodedata import category, normalize
from uuid import UUID

LONGEST_WORDS, LONGEST_WHY = 300, 2000
"""Characters of a goal's wording, and of why it matters or what goes with a change."""
HIGHEST = 10
"""Ratings go from 0, not begun, to 10, there. Our own wording (clinical.md §4.9)."""
ANSWER_WITHIN = timedelta(days=7)
"""A wording that waits longer is something to talk about (clinical.md §7)."""
UNMOVED = 3
"""So many same ratings in a row, and the programme asks whether the goal still fits (clinical.md §1.4, G3)."""


class Side(StrEnum):
    PATIENT = "patient"
    TEAM = "team"

    @property
    def other(self) -> "Side":
        return Side.TEAM if self is Side.PATIENT else Side.PATIENT


class Area(StrEnum):
    """What a goal, or an activity, may be about."""

    PEOPLE = "people"
    HOME = "home"
    WORK = "work"
    BODY = "body"
    ENJOYMENT = "enjoyment"
    SELF = "self"
    OTHER = "other"


class GoalDeed(StrEnum):
    """What can happen to a goal. Only the first two carry a wording."""

    PROPOSED = "proposed"
    REWORDED = "reworded"
    AGREED = "agreed"
    TALK = "to talk about"
    PAUSED = "paused"
    REACHED = "reached"
    SET_ASIDE = "set aside"
    TAKEN_UP = "taken up"


WORDINGS = (GoalDeed.PROPOSED, GoalDeed.REWORDED)
RESTS = (GoalDeed.PAUSED, GoalDeed.REACHED, GoalDeed.SET_ASIDE)


class Status(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    TALKING = "being talked about"
    PAUSED = "paused"
    REACHED = "reached"
    SET_ASIDE = "set aside"


LIVE = frozenset({Status.PROPOSED, Status.AGREED, Status.TALKING})
"""A goal that is being worked on, or may be soon."""


class Topic(StrEnum):
    """Why a goal is something to talk about."""

    UNANSWERED = "unanswered"
    REOPENED = "reopened"
    TALKING = "talking"


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `number` counts from 1; `words` and `why` are a wording's, `note` any other's."""

    id: UUID
    number: int
    deed: GoalDeed
    side: Side
    by_id: UUID
    by: str
    at: datetime
    words: str = ""
    why: str = ""
    note: str = ""


@dataclass(frozen=True)
class Rating:
    """How near the patient feels to a goal, 0 to 10."""

    value: int
    at: datetime
    entered_by: str = ""
    """Whoever of the team wrote it down as the patient said it; nobody where the patient did."""


@dataclass(frozen=True)
class Goal:
    """A goal, with everything that happened to it in order, and the patient's ratings in order."""

    id: UUID
    patient_id: UUID
    area: Area | None
    entries: tuple[Entry, ...]
    ratings: tuple[Rating, ...] = ()

    @property
    def version(self) -> int:
        """How much has happened: what a form was opened on, and is compared with."""
        return self.entries[-1].number

    @cached_property
    def wording(self) -> Entry:
        """The wording that stands now."""
        return next(one for one in reversed(self.entries) if one.deed in WORDINGS)

    @property
    def words(self) -> str:
        return self.wording.words

    @cached_property
    def earlier(self) -> Entry | None:
        """The last wording by the other side than the one that stands, to show beside it."""
        before = [one for one in self.entries if one.deed in WORDINGS and one.number < self.wording.number]
        return next((one for one in reversed(before) if one.side is not self.wording.side), None)

    @cached_property
    def confirmed(self) -> dict[Side, Entry]:
        """Who has said yes to the wording that stands, and when. Whoever wants to talk about it has not."""
        found = {self.wording.side: self.wording}
        for one in self.entries[self.wording.number :]:
            if one.deed is GoalDeed.AGREED:
                found[one.side] = one
            elif one.deed is GoalDeed.TALK:
                found.pop(one.side, None)
        return found

    @property
    def agreed_at(self) -> datetime | None:
        """When the second of the two said yes to the wording that stands."""
        return max(one.at for one in self.confirmed.values()) if len(self.confirmed) == len(Side) else None

    @cached_property
    def status(self) -> Status:
        last = next((one for one in reversed(self.entries) if one.deed in (*WORDINGS, *RESTS, GoalDeed.TAKEN_UP)), None)
        if last and last.deed in RESTS:
            return Status(last.deed.value)
        if self.agreed_at:
            return Status.AGREED
        since = self.entries[self.wording.number :]
        return Status.TALKING if any(one.deed is GoalDeed.TALK for one in since) else Status.PROPOSED

    @property
    def live(self) -> bool:
        return self.status in LIVE

    @property
    def waits_for(self) -> Side | None:
        """Whose yes is missing, where exactly one is."""
        missing = [side for side in Side if side not in self.confirmed]
        return missing[0] if self.live and len(missing) == 1 else None

    @property
    def was_agreed(self) -> bool:
        """Whether an earlier wording had been agreed by both."""
        for n, one in enumerate(self.entries):
            if one.deed is GoalDeed.AGREED and Goal(self.id, self.patient_id, None, self.entries[: n + 1]).agreed_at:
                return True
        return False

    @property
    def rating(self) -> Rating | None:
        return self.ratings[-1] if self.ratings else None

    @property
    def unmoved(self) -> bool:
        """Whether the last ratings were all the same: a time to ask whether the goal still fits."""
        last = self.ratings[-UNMOVED:]
        return len(last) == UNMOVED and len({one.value for one in last}) == 1


def topic(goal: Goal, *, at: datetime) -> Topic | None:
    """Why this goal is something to talk about now, if it is. Worked out when it is read, never stored."""
    match goal.status:
        case Status.TALKING:
            return Topic.TALKING
        case Status.PROPOSED if goal.was_agreed:
            return Topic.REOPENED
        case Status.PROPOSED if at - goal.wording.at >= ANSWER_WITHIN:
            return Topic.UNANSWERED
        case _:
            return None


def possible(goal: Goal, side: Side) -> frozenset[GoalDeed]:
    """What this side can do to the goal as it stands. Rewording is always possible, and opens agreement again."""
    found = {GoalDeed.REWORDED}
    if not goal.live:
        return frozenset({*found, GoalDeed.TAKEN_UP})
    if side not in goal.confirmed:
        found.add(GoalDeed.AGREED)
    if goal.status is not Status.TALKING:
        found.add(GoalDeed.TALK)
    return frozenset({*found, *RESTS})


@dataclass(frozen=True)
class Piece:
    """Some of a wording; `new` where the other wording does not have it."""

    words: str
    new: bool


def compared(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both wordings in pieces, with what only one of them has marked. By whole words; case and stops do not count."""
    left, right = one.split(), other.split()
    matcher = SequenceMatcher(None, [_plain(word) for word in left], [_plain(word) for word in right], autojunk=False)
    first: list[Piece] = []
    second: list[Piece] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        same = kind == "equal"
        if b > a:
            first.append(Piece(" ".join(left[a:b]), not same))
        if d > c:
            second.append(Piece(" ".join(right[c:d]), not same))
    return tuple(first), tuple(second)


def _plain(word: str) -> str:
    """A word as it is compared: its letters and digits with their marks, which in many scripts are the vowels."""
    letters = [letter for letter in normalize("NFKC", word.casefold()) if category(letter)[0] in "LMN"]
    return "".join(letters) if any(letter.isalnum() for letter in letters) else word


def first_to_show(goals: Sequence[Goal]) -> Goal | None:
    """The goal that stands on a small surface: agreed before proposed, then the one that changed last."""
    live = [goal for goal in goals if goal.live]
    return max(live, key=lambda goal: (goal.status is Status.AGREED, goal.entries[-1].at), default=None)
