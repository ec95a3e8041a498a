"""A calendar file of what somebody has planned, and of a session. Pure: facts in, the file out."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from app.activities.rules import Activity
from app.rendering import gettext as _
from app.sessions.rules import BookedSession

LASTS = timedelta(minutes=30)
"""Nobody is asked how long something takes; a calendar wants to know."""
WHOLE_DAY = timedelta(days=1)


def calendar_file(activities: Iterable[Activity], zone: ZoneInfo, *, at: datetime) -> bytes:
    """Those that have a day, as iCalendar (RFC 5545). Times are in UTC; without a time it is an event of the whole day.

    An event keeps its id, so that a calendar that reads a newer file changes the event and does not add another.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Alongside//Activities//EN")
    calendar.add("version", "2.0")
    for one in activities:
        if one.plan.day:
            calendar.add_component(_event(one, zone, at))
    return bytes(calendar.to_ical())


def _event(one: Activity, zone: ZoneInfo, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{one.id}@alongside")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("sequence", one.version - 1)
    event.add("summary", one.what)
    if one.plan.place:
        event.add("location", one.plan.place)
    if one.plan.day and one.plan.time:
        begins = datetime.combine(one.plan.day, time.fromisoformat(one.plan.time), zone).astimezone(UTC)
        event.add("dtstart", begins)
        event.add("dtend", begins + LASTS)
    elif one.plan.day:
        event.add("dtstart", one.plan.day)
        event.add("dtend", one.plan.day + WHOLE_DAY)
    return event


def session_file(one: BookedSession, *, at: datetime) -> bytes:
    """One session as iCalendar, in words that say nothing of what it is for: others may see a calendar."""
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//Alongside//Appointment//EN")
    calendar.add("version", "2.0")
    event.add("uid", f"{one.id}@alongside")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("sequence", one.version - 1)
    event.add("summary", _("Appointment with %(name)s") % {"name": one.practitioner})
    if one.place:
        event.add("location", one.place)
    event.add("status", "CONFIRMED" if one.stands or one.attended else "CANCELLED")
    event.add("dtstart", one.starts_at.astimezone(UTC))
    event.add("dtend", one.ends_at.astimezone(UTC))
    calendar.add_component(event)
    return bytes(calendar.to_ical())
