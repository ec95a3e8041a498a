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


class Reason(IntEnum):
    """Why a patient stands where they stand; the smallest first."""

    MESSAGE = 0
    UNREAD = 1
    WAITS_FOR_YOU = 2
    NOT_BEGUN = 3
    QUIET = 4
    UNDER_WAY = 5
    ALL_DONE = 6
    RESTING = 7
    NO_PLAN = 8
    ENDED = 9


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


def reason(one: Standing, *, at: datetime) -> Reason:
    """The first thing that is true, in the order of `Reason`.

    A course that has ended comes last whatever is unread, unless a message waits: a promise is kept after the end too.
    """
    if one.message_due:
        return Reason.MESSAGE
    if one.ended:
        return Reason.ENDED
    if one.unread:
        return Reason.UNREAD
    if one.began_at is None:
        return Reason.NO_PLAN
    if one.resting:
        return Reason.RESTING
    going = [work for work in one.plan if not (work.finished_at or work.skipped_at or work.removed_at)]
    if not going:
        return Reason.ALL_DONE
    if waits_for_practitioner(going):
        return Reason.WAITS_FOR_YOU
    if one.last_at is None:
        return Reason.NOT_BEGUN if at - one.began_at >= BEGINS_WITHIN else Reason.UNDER_WAY
    return Reason.QUIET if at - one.last_at >= QUIET else Reason.UNDER_WAY


def waits_for_practitioner(going: Sequence[Work]) -> bool:
    """Nothing is open to go on with, and the practitioner's opening is one of the things waited for."""
    return not any(work.open for work in going) and any(OPENED in rule_parts(work.opens)[0] for work in going)


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
