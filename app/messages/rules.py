"""When a message waits too long, whom that reaches, and what makes a message one's own. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.content.starting_points import gaps
from app.people.presence import Lists, Team, lists
from app.service.calendar import Calendar
from app.service.rules import Within

LONGEST_MESSAGE = 5000
"""Characters."""
LEAD_AFTER = Within(amount=2, unit="hours")
"""How long a late message waits with cover before the service lead has it too; open time only."""


class Stage(StrEnum):
    """How far a message that waits has gone."""

    ON_TIME = "on time"
    WITH_COVER = "with cover"
    WITH_LEAD = "with the lead"


class Settled(StrEnum):
    """How a patient's message came to wait no longer."""

    ANSWERED = "answered"
    NOTED = "noted"


def stage(due_at: datetime, calendar: Calendar, at: datetime) -> Stage:
    """A message is late from the instant after its time; nothing but the clock decides, and no mail is needed."""
    if at <= due_at:
        return Stage.ON_TIME
    return Stage.WITH_COVER if at < calendar.due(due_at, LEAD_AFTER) else Stage.WITH_LEAD


@dataclass(frozen=True)
class Place:
    """How far a message that waits has gone, and on whose lists it stands now."""

    stage: Stage
    lists: Lists
    leads_at: datetime
    """When the service lead has it too, if nobody has answered by then."""


def place(due_at: datetime, practitioner: UUID | None, team: Team, calendar: Calendar, at: datetime) -> Place:
    """Where a message to this patient's practitioner stands; worked out each time it is read."""
    now = stage(due_at, calendar, at)
    late = now is not Stage.ON_TIME
    found = lists(practitioner, team, overdue=late, long_overdue=now is Stage.WITH_LEAD)
    return Place(now, found, calendar.due(due_at, LEAD_AFTER))


def folded(text: str) -> str:
    """The text with every run of space and line ends as one space."""
    return " ".join(text.split())


def is_unedited(words: str, starts: Iterable[str]) -> bool:
    """Whether these words are one or more starting points and nothing else."""
    left = found = folded(words)
    for start in sorted(map(folded, starts), key=len, reverse=True):
        left = left.replace(start, " ")
    return bool(found) and not left.strip()


def gaps_left(words: str, starts: Iterable[str]) -> tuple[str, ...]:
    """The gaps of starting points that nobody has filled in."""
    known = {gap for start in starts for gap in gaps(start)}
    return tuple(gap for gap in gaps(words) if gap in known)
