"""Answers into scores, and scores into what can be said of them. Pure.

A total exists only when every question that counts is answered; it is never estimated from the others. Bands, cut-offs
and distances come with the measure (clinical.md §4.4, §5.1).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeGuard

from app.content.measures import Band, Items, Licensed, Measure, ScoreEntry

REST = timedelta(days=7)
"""Between two full sets that the programme asks for. The answers look two weeks back already."""


class Skip(StrEnum):
    """An answer that is not a number. Declining is an answer too, and is shown as one."""

    DECLINED = "declined"
    DOES_NOT_APPLY = "does not apply"


Answer = int | Skip
Answers = Mapping[str, Answer]
"""By the question's id. What is not in it has not been answered."""


class NotAnAnswer(ValueError):
    """A value, a question or a total that this measure does not have."""


@dataclass(frozen=True)
class Score:
    """What one sitting comes to. `total` is missing where a question that counts is; `highest` goes with it."""

    total: int | None
    highest: int
    declined: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()

    @property
    def finished(self) -> bool:
        """Whether every question has been put, whatever was said to it."""
        return not self.unanswered


def score(measure: Items, answers: Answers) -> Score:
    """The sitting so far. A question on work that does not apply is left out, and the highest total with it.

    Raises `NotAnAnswer` for a question or a value the measure does not have.
    """
    items = [item.id for item in measure.items]
    for id_, answer in answers.items():
        if id_ not in items:
            raise NotAnAnswer(f"{measure.id} has no question {id_}")
        _possible(measure, answer)
    declined = tuple(id_ for id_ in items if answers.get(id_) is Skip.DECLINED)
    unanswered = tuple(id_ for id_ in items if id_ not in answers)
    numbers = [one for id_ in items if is_number(one := answers.get(id_))]
    without = [one.id for one in measure.items if one.needs_work and answers.get(one.id) is Skip.DOES_NOT_APPLY]
    whole = measure.total and len(numbers) + len(without) == len(items)
    highest = measure.without_work if without and measure.without_work else measure.highest
    return Score(sum(numbers) if whole else None, highest, declined, unanswered)


def _possible(measure: Items, answer: Answer) -> None:
    if answer is Skip.DOES_NOT_APPLY and measure.does_not_apply is None:
        raise NotAnAnswer(f"{measure.id} applies to everybody")
    if not isinstance(answer, Skip) and (not is_number(answer) or answer not in measure.values):
        raise NotAnAnswer(f"{measure.id} has no answer {answer!r}")


def is_number(answer: Answer | None) -> TypeGuard[int]:
    return type(answer) is int


def licensed_score(slot: Licensed, answers: Answers) -> Score:
    """A sitting of a measure whose words a service has installed. Questions on work may not apply.

    Raises `NotAnAnswer`, also where the words are not installed: nobody can have answered them.
    """
    if slot.text is None:
        raise NotAnAnswer(f"the text of {slot.id} is not installed")
    return score(slot.text, answers)


def entered(measure: ScoreEntry, total: int, *, works: bool = True) -> Score:
    """A total that a practitioner enters: of 40, or of 32 where work does not apply. Raises `NotAnAnswer`."""
    highest = measure.highest if works or measure.without_work is None else measure.without_work
    if not 0 <= total <= highest:
        raise NotAnAnswer(f"{measure.id} goes from 0 to {highest}")
    return Score(total, highest)


def band(measure: Measure, total: int) -> Band | None:
    """The band a total lies in; none where the measure has no bands. Raises `NotAnAnswer`."""
    if not 0 <= total <= measure.highest:
        raise NotAnAnswer(f"{measure.id} goes from 0 to {measure.highest}")
    return next((one for one in reversed(measure.bands) if one.start <= total), None)


def asks_difficulty(measure: Items, answers: Answers) -> bool:
    """Whether the unscored question follows: only where something was a problem."""
    return measure.difficulty is not None and any(is_number(one) and one > 0 for one in answers.values())


class Direction(StrEnum):
    LOWER = "lower"
    SAME = "same"
    HIGHER = "higher"


@dataclass(frozen=True)
class Change:
    """Two totals of one measure. `distance`: a difference of so much or more is more than the measure's own wobble."""

    before: int
    now: int
    distance: int | None

    @property
    def difference(self) -> int:
        """Below zero where the total fell."""
        return self.now - self.before

    @property
    def direction(self) -> Direction:
        if self.difference == 0:
            return Direction.SAME
        return Direction.LOWER if self.difference < 0 else Direction.HIGHER

    @property
    def reliable(self) -> bool:
        return self.distance is not None and abs(self.difference) >= self.distance

    @property
    def reliably_fell(self) -> bool:
        return self.reliable and self.difference < 0

    @property
    def reliably_rose(self) -> bool:
        return self.reliable and self.difference > 0


def change(measure: Measure, before: Score, now: Score) -> Change | None:
    """From one score to another; none where a total is missing, or where they are out of different numbers."""
    if before.total is None or now.total is None or before.highest != now.highest:
        return None
    return Change(before.total, now.total, measure.reliable_change)


@dataclass(frozen=True)
class Sitting:
    """One time the PHQ-9 was given: its total, and what was said to the item on safety. None: not asked yet."""

    on: date
    total: int | None
    safety: Answer | None


def last_said(sittings: Sequence[Sitting], count: int = 3) -> tuple[Sitting, ...]:
    """The last sittings in which the item on safety was put, declined ones too, the newest first."""
    return tuple(one for one in reversed(sittings) if one.safety is not None)[:count]


def rose(sittings: Sequence[Sitting]) -> bool:
    """Whether the last answer to the item on safety is higher than the answer before it."""
    said = [one.safety for one in sittings if is_number(one.safety)]
    return len(said) >= 2 and said[-1] > said[-2]


def hidden_rise(sittings: Sequence[Sitting]) -> Sitting | None:
    """The sitting since which the total has fallen while the item on safety has risen, if there is one.

    The last sitting is compared with the one before it, then with the first (clinical.md §4.6, 6).
    """
    whole = [one for one in sittings if one.total is not None and is_number(one.safety)]
    if len(whole) < 2:
        return None
    return next((one for one in (whole[-2], whole[0]) if _fell_and_rose(one, whole[-1])), None)


def _fell_and_rose(before: Sitting, now: Sitting) -> bool:
    if before.total is None or now.total is None or not is_number(before.safety) or not is_number(now.safety):
        return False
    return now.total < before.total and now.safety > before.safety


@dataclass(frozen=True)
class Area:
    """One part of life and how much low mood gets in its way; there is no sum of them."""

    id: str
    answer: Answer | None
    before: Answer | None

    @property
    def change(self) -> Change | None:
        if is_number(self.answer) and is_number(self.before):
            return Change(self.before, self.answer, None)
        return None


def areas(measure: Items, answers: Answers, before: Answers | None = None) -> Iterator[Area]:
    """Each part of life in the measure's order, beside what was said the time before."""
    for item in measure.items:
        yield Area(item.id, answers.get(item.id), (before or {}).get(item.id))


BEFORE_A_SESSION = 2
"""Days before a session from which the programme asks, so that the answers are of the week that is talked about."""


@dataclass(frozen=True)
class Schedule:
    """When a pathway asks for the full set. `every` counts days; `session_within`: a session so near asks too."""

    every: int | None = 14
    session_within: int | None = None

    def __post_init__(self) -> None:
        if self.every is not None and self.every < REST.days:
            raise ValueError(f"every {self.every} days is too often: {REST.days} at least")


GOES_ON = timedelta(days=2)
"""For so long a sitting that was left can be taken up again. After that its answers would be of other weeks."""


def goes_on(began: date, today: date) -> bool:
    """Whether a sitting that began on a day and is not finished is taken up again today."""
    return today - began <= GOES_ON


def due(schedule: Schedule, *, last: date | None, today: date, session: date | None = None) -> bool:
    """Whether the programme asks for the full set today. `last`: the day of the last full set, however it came about.

    Days are the patient's own, so that what is due on a Thursday is due from its morning. Within one week of a full
    set nothing is due. A patient may give one on their own account at any time.
    """
    if last is None:
        return schedule.every is not None or _near(schedule, today, session)
    if today - last < REST:
        return False
    by_days = schedule.every is not None and (today - last).days >= schedule.every
    return by_days or _near(schedule, today, session)


def next_due(schedule: Schedule, *, last: date | None, today: date) -> date | None:
    """The day from which the next full set is asked for by the count of days; none where only sessions ask."""
    if schedule.every is None:
        return None
    return max(today, last + timedelta(days=schedule.every)) if last else today


def _near(schedule: Schedule, today: date, session: date | None) -> bool:
    if session is None or schedule.session_within is None:
        return False
    return timedelta(0) <= session - today <= timedelta(days=schedule.session_within)
