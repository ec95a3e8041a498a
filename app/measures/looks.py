"""What is worth a look: five plain rules over plain facts, each with its numbers and its words. Pure.

They ask somebody to look and predict nothing. A service lead sets the numbers and can leave a rule out
(clinical.md §4.7).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from app.content.measures import GAD_7, PHQ_9, PUBLISHED
from app.measures.outcomes import Pair, ReliableChange, changed, reliable_change
from app.rendering import gettext as _


class Look(StrEnum):
    """Why somebody is worth a look."""

    RISEN = "risen since the start"
    NO_FALL = "no fall yet"
    RISING = "rising"
    NO_SCORE = "no score for a while"
    QUIET = "quiet with things planned"


@dataclass(frozen=True)
class Limits:
    """The numbers a lead sets. Raises `ValueError` for a number outside `BOUNDS`."""

    fall: int = 3
    """Points that the PHQ-9 has fallen by, at least, after …"""
    sittings: int = 4
    """… so many scores."""
    total: int = PUBLISHED[PHQ_9].cut_off
    """Below this PHQ-9 a small fall is no reason to look."""
    rises: int = 2
    score_days: int = 14
    login_days: int = 10
    left_out: frozenset[Look] = frozenset()

    def __post_init__(self) -> None:
        for name, (low, high) in BOUNDS.items():
            if not low <= getattr(self, name) <= high:
                raise ValueError(f"{name} is {getattr(self, name)}: it lies between {low} and {high}")


BOUNDS = {
    "fall": (1, 27),
    "sittings": (2, 20),
    "total": (1, 27),
    "rises": (2, 10),
    "score_days": (7, 90),
    "login_days": (3, 90),
}
"""The numbers a lead can set, each with the lowest and the highest it may be."""


@dataclass(frozen=True)
class Known:
    """What the rules look at, of one patient. Totals in the order they were given, whole ones only."""

    phq: Sequence[int]
    gad: Sequence[int]
    days_without_score: int
    """Days since the last PHQ-9 or GAD-7, or since the course began where there is none."""
    days_without_login: int
    """Days since the last login, or since the course began."""
    things_due: bool
    """Whether something shared is planned and its day has come. What is private is not a reason."""


@dataclass(frozen=True)
class Rule:
    """One rule: when it holds, and the same in words."""

    look: Look
    holds: Callable[[Known, Limits], bool]
    words: Callable[[Limits], str]


def _risen(known: Known, _limits: Limits) -> bool:
    phq, gad = changed(PHQ_9, _ends(known.phq)), changed(GAD_7, _ends(known.gad))
    return reliable_change(phq, gad) is ReliableChange.DETERIORATION


def _ends(totals: Sequence[int]) -> Pair:
    return Pair(totals[0], totals[-1]) if len(totals) > 1 else Pair()


def _no_fall(known: Known, limits: Limits) -> bool:
    phq = known.phq
    return len(phq) >= limits.sittings and phq[-1] >= limits.total and phq[0] - phq[-1] < limits.fall


def _rising(known: Known, limits: Limits) -> bool:
    return any(_rises(totals) >= limits.rises for totals in (known.phq, known.gad))


def _rises(totals: Sequence[int]) -> int:
    """How many times in a row the total has risen, up to now."""
    count = 0
    for before, after in reversed(list(pairwise(totals))):
        if after <= before:
            break
        count += 1
    return count


def _no_score(known: Known, limits: Limits) -> bool:
    return known.days_without_score > limits.score_days


def _quiet(known: Known, limits: Limits) -> bool:
    return known.things_due and known.days_without_login > limits.login_days


def _risen_words(_limits: Limits) -> str:
    return _(
        "The PHQ-9 is %(phq)s or more above its first score, or the GAD-7 %(gad)s or more, and the other has not fallen"
        " as clearly."
    ) % {"phq": PUBLISHED[PHQ_9].reliable_change, "gad": PUBLISHED[GAD_7].reliable_change}


def _no_fall_words(limits: Limits) -> str:
    return _(
        "After %(count)s scores or more the PHQ-9 is %(total)s or more, and less than %(fall)s below its first score."
    ) % {
        "count": limits.sittings,
        "total": limits.total,
        "fall": limits.fall,
    }


def _rising_words(limits: Limits) -> str:
    return _("The PHQ-9 or the GAD-7 has risen %(count)s times in a row.") % {"count": limits.rises}


def _no_score_words(limits: Limits) -> str:
    return _("There has been no PHQ-9 or GAD-7 for more than %(days)s days.") % {"days": limits.score_days}


def _quiet_words(limits: Limits) -> str:
    return _("Something is due, and there has been no login for more than %(days)s days.") % {"days": limits.login_days}


RULES = (
    Rule(Look.RISEN, _risen, _risen_words),
    Rule(Look.NO_FALL, _no_fall, _no_fall_words),
    Rule(Look.RISING, _rising, _rising_words),
    Rule(Look.NO_SCORE, _no_score, _no_score_words),
    Rule(Look.QUIET, _quiet, _quiet_words),
)


def worth_a_look(known: Known, limits: Limits) -> tuple[Look, ...]:
    """Every reason that holds, in the order of the rules."""
    return tuple(rule.look for rule in RULES if rule.look not in limits.left_out and rule.holds(known, limits))


def in_words(look: Look, limits: Limits) -> str:
    """The rule behind a reason, as one sentence with the lead's numbers in it."""
    return next(rule.words(limits) for rule in RULES if rule.look is look)
