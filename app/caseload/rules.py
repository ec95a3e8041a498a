"""Who comes first on a caseload and why, and what somebody did since a moment. Facts in words, never a level. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from app.enrolments.queries import Work
from app.pathways.rules import OPENED, rule_parts

QUIET = timedelta(days=10)
"""After so many days without a finished step, a patient who is under way is looked at before the others."""
BEGINS_WITHIN = timedelta(days=3)
MANY_NOES = 3
"""So many declined activities since the last look are a reason: the patient has said what to offer instead."""


class Reason(IntEnum):
    """Why a patient stands where they stand; the smallest first."""

    FLAG = 0
    """A safety flag of theirs stands on this practitioner's list."""
    MESSAGE = 1
    UNREAD = 2
    GOAL = 3
    WAITS_FOR_YOU = 4
    NOES = 5
    TALK = 6
    WORKING = 7
    """Something in how the two work together is low or has fallen, in a check-in since the last look."""
    LOOK = 8
    """By a rule of measures/looks.py."""
    NOT_BEGUN = 9
    QUIET = 10
    UNDER_WAY = 11
    ALL_DONE = 12
    RESTING = 13
    NO_PLAN = 14
    ENDED = 15


@dataclass(frozen=True)
class Standing:
    """What is known of one patient's course when their reason is decided."""

    plan: Sequence[Work]
    began_at: datetime | None
    ended: bool
    resting: bool
    unread: int
    last_at: datetime | None
    message_due: datetime | None = None
    """By when the team has promised to answer a message that waits."""
    goal_waits: bool = False
    """Whether a goal's words wait for the team's yes."""
    noes: int = 0
    """How many activities were declined since the last look. How those went that were planned is no reason."""
    to_talk: bool = False
    """Whether a goal is something to talk about."""
    working: int = 0
    """How many answers to the last check-in are something to talk about, where it came since the last look."""
    looks: int = 0
    """By how many rules they are worth a look."""
    fault: bool = False
    """Whether something they reported as broken is not mended yet: then they are not called quiet."""
    flagged: bool = False
    """Whether a safety flag of theirs stands on this practitioner's list."""


def reason(one: Standing, *, at: datetime) -> Reason:
    """The first thing that is true, in the order of `Reason`.

    A course that has ended comes last whatever is unread, unless a flag is open or a message waits: a promise is kept
    after the end too.
    """
    if one.flagged:
        return Reason.FLAG
    if one.message_due:
        return Reason.MESSAGE
    if one.ended:
        return Reason.ENDED
    if one.unread:
        return Reason.UNREAD
    if one.goal_waits:
        return Reason.GOAL
    going = [work for work in one.plan if not (work.finished_at or work.skipped_at or work.removed_at)]
    if one.began_at and not one.resting and waits_for_practitioner(going):
        return Reason.WAITS_FOR_YOU
    if one.noes >= MANY_NOES:
        return Reason.NOES
    if one.to_talk:
        return Reason.TALK
    if one.working:
        return Reason.WORKING
    if one.looks:
        return Reason.LOOK
    return _place(one, going, at=at)


def _place(one: Standing, going: Sequence[Work], *, at: datetime) -> Reason:
    """Where somebody is of whom nothing waits."""
    if one.began_at is None:
        return Reason.NO_PLAN
    if one.resting:
        return Reason.RESTING
    if not going:
        return Reason.ALL_DONE
    if one.last_at is None:
        return Reason.NOT_BEGUN if at - one.began_at >= BEGINS_WITHIN else Reason.UNDER_WAY
    return Reason.QUIET if at - one.last_at >= QUIET and not one.fault else Reason.UNDER_WAY


def waits_for_practitioner(going: Sequence[Work]) -> bool:
    """Nothing is open to go on with, and the practitioner's opening is one of the things waited for."""
    return not any(work.open for work in going) and any(OPENED in rule_parts(work.opens).facts for work in going)


@dataclass(frozen=True)
class Done:
    """What a patient did since a moment: modules begun and finished by title, and how many steps were finished."""

    begun: tuple[str, ...]
    finished: tuple[str, ...]
    steps: int

    @property
    def nothing(self) -> bool:
        return not (self.begun or self.finished or self.steps)


def since(plan: Sequence[Work], moment: datetime | None) -> Done:
    """What was done after the moment, or ever. Which steps are finished is no secret; what is in them may be."""

    def after(at: datetime | None) -> bool:
        return at is not None and (moment is None or at > moment)

    finished = tuple(work.module.title for work in plan if after(work.finished_at))
    begun = tuple(work.module.title for work in plan if after(work.begun_at) and not work.finished_at)
    return Done(begun, finished, sum(after(one.finished_at) for work in plan for one in work.kept.values()))
