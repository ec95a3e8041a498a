"""Which steps show, which is next, what the programme says back. Pure.

A step that an earlier answer hides is not part of the way, and what was answered on it no longer counts as a fact;
the answer itself is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from app.conditions.rules import Condition, holds
from app.content.answers import Answers, facts
from app.content.schema import Module, Reply, Step, WorksheetField
from app.pathways.rules import is_open

Given = Mapping[str, Answers]
"""The answers of each finished step, by the step's id."""


@dataclass(frozen=True)
class Way:
    """A module as it is for one person: the steps that show, the facts they rest on, and what fell away."""

    steps: tuple[Step, ...]
    facts: Mapping[str, object]
    given: Given = field(default_factory=dict)
    """What was answered on the steps that show."""
    fallen_away: tuple[str, ...] = ()
    done: frozenset[str] = frozenset()

    @property
    def next(self) -> Step | None:
        """The first step that is not finished; None when all are."""
        return next((step for step in self.steps if step.id not in self.done), None)

    @property
    def minutes_left(self) -> int:
        return sum(step.minutes for step in self.steps if step.id not in self.done)

    @property
    def finished(self) -> bool:
        return self.next is None

    def position(self, step_id: str) -> int:
        """The step's place on the way, from 1."""
        return [step.id for step in self.steps].index(step_id) + 1

    def after(self, step_id: str) -> Step | None:
        """Where to go on from a step: the next unfinished one behind it, else the first unfinished."""
        later = self.steps[self.position(step_id) :]
        return next((step for step in later if step.id not in self.done), self.next)


def way(module: Module, given: Given) -> Way:
    """The way through a module for someone who answered so far what is given."""
    known: dict[str, object] = {}
    steps = []
    for step in module.steps:
        if step.show_when is not None and not holds(step.show_when, known):
            continue
        steps.append(step)
        known |= facts(step.id, given.get(step.id, {}))
    shown = {step.id for step in steps}
    fallen = tuple(step_id for step_id in given if step_id not in shown)
    on_the_way = {step_id: answers for step_id, answers in given.items() if step_id in shown}
    return Way(tuple(steps), known, on_the_way, fallen, frozenset(on_the_way))


def facts_before(way: Way, step_id: str) -> dict[str, object]:
    """The facts known when the step is reached: what its fields show or hide by."""
    earlier = {step.id for step in way.steps[: way.position(step_id) - 1]}
    return {name: value for name, value in way.facts.items() if name.partition(".")[0] in earlier}


def showing(step: Step, known: Mapping[str, object]) -> tuple[WorksheetField, ...]:
    """The fields of a step that show under these facts."""
    return tuple(field for field in step.fields if field.show_when is None or holds(field.show_when, known))


def reply(step: Step, known: Mapping[str, object]) -> Reply | None:
    """What the programme says back to a step's answers: the first reply whose condition holds."""
    return next((one for one in step.replies if one.when is None or holds(one.when, known)), None)


@dataclass(frozen=True)
class Entry:
    """A module in a plan, as far as opening goes. `counts`: others may wait for it."""

    id: UUID
    title: str
    core: bool
    opens: Condition | None
    begun: bool
    finished: bool
    opened: bool
    counts: bool


@dataclass(frozen=True)
class Place:
    """Whether a module is open to its patient, by which rule, and which core module stands before it."""

    opens: Condition | None
    open: bool
    previous: str | None


def places(plan: Sequence[Entry], *, days: int, sessions: int = 0) -> dict[UUID, Place]:
    """What is open in a plan, so many whole days after it began and with so many sessions had.

    What is begun stays open, whatever changes around it.
    """
    found = {}
    before: Entry | None = None
    for entry in plan:
        finished = before is None or before.finished
        by_rule = is_open(entry.opens, previous_finished=finished, days=days, sessions=sessions, opened=entry.opened)
        found[entry.id] = Place(entry.opens, entry.begun or by_rule, before.title if before else None)
        if entry.core and entry.counts:
            before = entry
    return found


class PlanDeed(StrEnum):
    """What can be done to the shape of a plan."""

    OPENED = "opened"
    ADDED = "added"
    TAKEN_OUT = "taken out"
    PUT_BACK = "put back"
    EARLIER = "moved earlier"
    LATER = "moved later"
    SKIPPED = "skipped"
    TAKEN_UP = "taken up"
    REPEATED = "repeated"


BY_PRACTITIONER = frozenset(set(PlanDeed) - {PlanDeed.SKIPPED, PlanDeed.TAKEN_UP})
BY_PATIENT = frozenset({PlanDeed.EARLIER, PlanDeed.LATER, PlanDeed.SKIPPED, PlanDeed.TAKEN_UP, PlanDeed.REPEATED})
LONGEST_REASON = 500
LONGEST_FEEDBACK = 2000
LONGEST_PAUSE = timedelta(days=92)
