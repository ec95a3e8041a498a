"""What became of a course, by the national definitions, and the rates a service reports. Pure.

Source: clinical.md §4.4 (NHS Talking Therapies: caseness, recovery, reliable change, denominators, suppression). An
outcome says how scores changed. It never says what changed them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.content.measures import GAD_7, PHQ_9, PUBLISHED
from app.measures.rules import Change

ATTENDED_CODES = frozenset({5, 6})
"""National attendance codes: on time, and late but seen."""
CONTACTS = 2
"""Attended treatment contacts that make a course a finished one."""
FEWEST, NEAREST = 5, 5
"""A smaller count is not published; others are rounded."""


class Caseness(StrEnum):
    AT = "at caseness"
    NOT_AT = "not at caseness"
    UNKNOWN = "not known"


class ReliableChange(StrEnum):
    IMPROVEMENT = "reliable improvement"
    DETERIORATION = "reliable deterioration"
    NONE = "no reliable change"


@dataclass(frozen=True)
class Taken:
    """One total and when it was given; without a total it does not count as a score."""

    at: datetime
    total: int | None


@dataclass(frozen=True)
class Pair:
    """The first and the last total of a course. Of a single score there is no last."""

    first: int | None = None
    last: int | None = None

    @property
    def whole(self) -> bool:
        return self.first is not None and self.last is not None


def pair(taken: Iterable[Taken]) -> Pair:
    """First and last among the totals there are, by time."""
    totals = [one.total for one in sorted(taken, key=lambda one: one.at) if one.total is not None]
    return Pair(totals[0] if totals else None, totals[-1] if len(totals) > 1 else None)


def caseness(phq: int | None, gad: int | None) -> Caseness:
    """At caseness with either total at its cut-off or above; not at caseness only where both are known and below."""
    over = [total >= PUBLISHED[measure].cut_off for measure, total in ((PHQ_9, phq), (GAD_7, gad)) if total is not None]
    if any(over):
        return Caseness.AT
    return Caseness.NOT_AT if len(over) == 2 else Caseness.UNKNOWN


def reliable_change(phq: Change | None, gad: Change | None) -> ReliableChange:
    """One fell reliably and the other did not rise so: improvement. The other way round: deterioration."""
    changes = [one for one in (phq, gad) if one is not None]
    fell, rose = any(one.reliably_fell for one in changes), any(one.reliably_rose for one in changes)
    if fell and not rose:
        return ReliableChange.IMPROVEMENT
    if rose and not fell:
        return ReliableChange.DETERIORATION
    return ReliableChange.NONE


@dataclass(frozen=True)
class Outcome:
    """What became of one course. `change` and `recovered` are missing where the course is not assessable."""

    start: Caseness
    change: ReliableChange | None
    recovered: bool | None
    """Also missing where the patient was not at caseness at the start: there was nothing to recover from."""

    @property
    def assessable(self) -> bool:
        return self.change is not None

    @property
    def improved(self) -> bool:
        return self.change is ReliableChange.IMPROVEMENT

    @property
    def deteriorated(self) -> bool:
        return self.change is ReliableChange.DETERIORATION

    @property
    def reliably_recovered(self) -> bool | None:
        """Recovery and reliable improvement, both."""
        return None if self.recovered is None else self.recovered and self.improved


def outcome(phq: Pair, gad: Pair) -> Outcome:
    """The outcome of a course. Without a first and a last score of both measures it is not assessable."""
    start = caseness(phq.first, gad.first)
    phq_change, gad_change = changed(PHQ_9, phq), changed(GAD_7, gad)
    if phq_change is None or gad_change is None:
        return Outcome(start, None, None)
    recovered = caseness(phq.last, gad.last) is Caseness.NOT_AT if start is Caseness.AT else None
    return Outcome(start, reliable_change(phq_change, gad_change), recovered)


def changed(measure: str, pair: Pair) -> Change | None:
    """From the first to the last total of a published measure; none of a single score."""
    if pair.first is None or pair.last is None:
        return None
    return Change(pair.first, pair.last, PUBLISHED[measure].reliable_change)


def is_finished(*, ended: bool, attendance: Iterable[int]) -> bool:
    """Whether a course counts: it has ended, after two treatment contacts that were attended. National codes."""
    return ended and sum(code in ATTENDED_CODES for code in attendance) >= CONTACTS


@dataclass(frozen=True)
class Rate:
    """So many of so many. What leaves the service is `published`, `published_of` and `percent`."""

    count: int
    of: int

    @property
    def published(self) -> int | None:
        return published(self.count)

    @property
    def published_of(self) -> int | None:
        return published(self.of)

    @property
    def percent(self) -> int | None:
        """Whole per cent of the exact counts, halves up; none where one of the counts is not published."""
        if self.published is None or self.published_of is None:
            return None
        return (200 * self.count + self.of) // (2 * self.of)


def published(count: int) -> int | None:
    """A count as it may be shown: none under 5, otherwise to the nearest 5."""
    return None if count < FEWEST else (count + NEAREST // 2) // NEAREST * NEAREST


@dataclass(frozen=True)
class Rates:
    """The national rates of a service, each over its own denominator."""

    recovery: Rate
    reliable_recovery: Rate
    reliable_improvement: Rate
    reliable_deterioration: Rate
    no_reliable_change: Rate
    not_assessable: Rate
    not_at_caseness: Rate


def rates(finished: Sequence[Outcome]) -> Rates:
    """Rates over finished courses. Both recoveries leave out whoever began below caseness; the others leave out nobody.

    A course that is not assessable stays in the denominators, as it does nationally.
    """
    below = sum(one.start is Caseness.NOT_AT for one in finished)

    def over(found: Iterable[bool | None], of: int = len(finished)) -> Rate:
        return Rate(sum(bool(one) for one in found), of)

    return Rates(
        recovery=over((one.recovered for one in finished), len(finished) - below),
        reliable_recovery=over((one.reliably_recovered for one in finished), len(finished) - below),
        reliable_improvement=over(one.improved for one in finished),
        reliable_deterioration=over(one.deteriorated for one in finished),
        no_reliable_change=over(one.change is ReliableChange.NONE for one in finished),
        not_assessable=over(not one.assessable for one in finished),
        not_at_caseness=over(one.start is Caseness.NOT_AT for one in finished),
    )
