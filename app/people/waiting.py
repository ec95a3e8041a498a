"""When something that waits for a person is late, and whom that reaches. Pure; worked out each time it is read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.people.presence import Lists, Team, lists
from app.service.calendar import Calendar
from app.service.rules import Within

LEAD_AFTER = Within(amount=2, unit="hours")
"""How long something late waits with cover before the service lead has it too; open time only."""


class Stage(StrEnum):
    """How far something that waits has gone."""

    ON_TIME = "on time"
    WITH_COVER = "with cover"
    WITH_LEAD = "with the lead"


def stage(due_at: datetime, calendar: Calendar, at: datetime) -> Stage:
    """Late from the instant after its time; nothing but the clock decides, and no mail is needed."""
    if at <= due_at:
        return Stage.ON_TIME
    return Stage.WITH_COVER if at < calendar.due(due_at, LEAD_AFTER) else Stage.WITH_LEAD


@dataclass(frozen=True)
class Place:
    """How far something that waits has gone, and on whose lists it stands now."""

    stage: Stage
    lists: Lists
    leads_at: datetime
    """When the service lead has it too, if nobody has taken it by then."""


def place(due_at: datetime, practitioner: UUID | None, team: Team, calendar: Calendar, at: datetime) -> Place:
    """Where something that waits for this practitioner stands."""
    now = stage(due_at, calendar, at)
    late = now is not Stage.ON_TIME
    found = lists(practitioner, team, overdue=late, long_overdue=now is Stage.WITH_LEAD)
    return Place(now, found, calendar.due(due_at, LEAD_AFTER))
