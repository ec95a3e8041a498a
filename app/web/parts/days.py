"""Days of the week in a form: seven boxes to tick, kept as ISO weekdays in order, Monday "1"."""

from dataclasses import dataclass

from app.access.door import Visit
from app.rendering import gettext as _
from app.rendering import listed


@dataclass(frozen=True)
class DayBox:
    name: str
    label: str
    chosen: bool


def _names() -> dict[str, str]:
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    return {str(n): name for n, name in enumerate(names, start=1)}


def day_boxes(days: str) -> tuple[DayBox, ...]:
    return tuple(DayBox(f"day.{n}", name, n in days) for n, name in _names().items())


def typed_days(visit: Visit) -> str:
    """The days that were ticked; anything else that was sent under these names counts as not ticked."""
    return "".join(n for n in _names() if visit.typed(f"day.{n}") == "yes")


def days_in_words(days: str) -> str:
    """ "Monday, Tuesday and Thursday"."""
    return listed([name for n, name in _names().items() if n in days], _("and"))
