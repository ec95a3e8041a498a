"""Case-management supervision: whom to bring, by plain rules over facts, and why. Pure; never a level, never a ranking.

The rules: clinical.md §4.7. What is decided is a person's; the list only says what there is to talk about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

EVERY = timedelta(days=28)
"""Every patient is brought at least so often."""
UNREAD = timedelta(days=7)
"""Shared work that waits longer than this to be read."""
BELOW_PHQ, BELOW_GAD = 10, 8
"""Below caseness (clinical.md §4.4)."""
RELIABLE, HIGH, BY_SESSION = 6, 20, 4
"""A reliable fall of the PHQ-9; a total that is high where it persists; by which session one looks for a change."""
LONGEST = 4000


class Why(StrEnum):
    """Why somebody is to be brought, in the order of need."""

    SAFETY = "safety"
    OVERDUE = "overdue"
    STEP_UP = "step up"
    LOOK = "worth a look"
    ASKED = "asked for"
    NEW = "new"
    FOUR_WEEKLY = "four-weekly"
    READY = "ready to finish"


@dataclass(frozen=True)
class Facts:
    """What the rules look at, of one patient. Totals are whole ones, in the order they were given.

    `brought`: the day they were last brought. `next`: the day they were to be brought again, where one was set.
    """

    began: date | None
    brought: date | None = None
    next: date | None = None
    flag: bool = False
    late: bool = False
    """A reply or a safety conversation is past its time."""
    unread_since: date | None = None
    looks: int = 0
    phq: Sequence[int] = ()
    gad: Sequence[int] = ()
    sessions: int = 0
    finished: bool = False
    """Every module of the plan is finished."""


def reasons(facts: Facts, today: date) -> tuple[Why, ...]:
    """Why this patient is to be brought, in the order of need; nothing for somebody without a course."""
    if facts.began is None:
        return ()
    found = {
        Why.SAFETY: facts.flag,
        Why.OVERDUE: facts.late or (facts.unread_since is not None and today - facts.unread_since > UNREAD),
        Why.STEP_UP: _step_up(facts),
        Why.LOOK: facts.looks > 0,
        Why.ASKED: facts.next is not None and facts.next <= today,
        Why.NEW: facts.brought is None,
        Why.FOUR_WEEKLY: facts.brought is not None and today - facts.brought >= EVERY,
        Why.READY: _ready(facts),
    }
    return tuple(why for why in Why if found[why])


def _step_up(facts: Facts) -> bool:
    """Something to discuss, and no more: no reliable fall by the fourth session, or twice in a row a high total."""
    if len(facts.phq) >= 2 and min(facts.phq[-2:]) >= HIGH:
        return True
    no_fall = len(facts.phq) >= 2 and facts.phq[0] - facts.phq[-1] < RELIABLE and facts.phq[-1] >= BELOW_PHQ
    return facts.sessions >= BY_SESSION and no_fall


def _ready(facts: Facts) -> bool:
    """Below caseness on both the last two times, or through every module of the plan."""
    below = len(facts.phq) >= 2 and len(facts.gad) >= 2
    below = below and max(facts.phq[-2:]) < BELOW_PHQ and max(facts.gad[-2:]) < BELOW_GAD
    return below or facts.finished
