"""What a patient's own data shows side by side. It draws and asks; it never concludes. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.activities.rules import Activity

ENOUGH = 3
"""So many activities with a number before and one after are needed before they are shown side by side."""


@dataclass(frozen=True)
class BeforeAfter:
    """What was expected of an activity and how it was, 0 to 10 each; None where it was not said."""

    what: str
    enjoyment: tuple[int, int] | None
    achievement: tuple[int, int] | None


def before_and_after(activities: Iterable[Activity]) -> tuple[BeforeAfter, ...]:
    """The activities of which something was said before and after, the latest first; none while there are too few."""
    reviewed = [one for one in activities if one.review]
    reviewed.sort(key=lambda one: one.review.at if one.review else one.made_at, reverse=True)
    found = tuple(pair for one in reviewed if (pair := _pair(one)))
    return found if len(found) >= ENOUGH else ()


def _pair(one: Activity) -> BeforeAfter | None:
    if one.review is None:
        return None
    enjoyment = _both(one.plan.enjoyment, one.review.enjoyment)
    achievement = _both(one.plan.achievement, one.review.achievement)
    return BeforeAfter(one.what, enjoyment, achievement) if enjoyment or achievement else None


def _both(before: int | None, after: int | None) -> tuple[int, int] | None:
    return None if before is None or after is None else (before, after)
