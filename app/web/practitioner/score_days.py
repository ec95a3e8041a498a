"""The day that scores and answers are of, where somebody of the staff enters them: today, or a day before it."""

from datetime import date, timedelta

from app.access.door import Visit
from app.rendering import gettext as _
from app.web.parts.plain import Box, typed_line

GOES_BACK = timedelta(days=366)


def day_box(visit: Visit) -> Box:
    """The box as it is opened, with today in it; or as it was typed, with what is wrong."""
    label = _("The day it was taken")
    if not visit.form:
        return Box("day", label, visit.today.isoformat(), kind="date")
    error = "" if typed_day(visit) else _("Write a day of the last year, not after today, like 2026-06-11.")
    return Box("day", label, typed_line(visit, "day", 10), error=error, kind="date")


def typed_day(visit: Visit) -> date | None:
    """The day that was typed; None for what is no day of the year up to today."""
    try:
        found = date.fromisoformat(typed_line(visit, "day", 10))
    except ValueError:
        return None
    return found if visit.today - GOES_BACK <= found <= visit.today else None
