"""Today for somebody who is low on energy: one small thing, and what else is fine."""

from dataclasses import dataclass
from urllib.parse import urlencode

from app.access.door import Visit
from app.activities.queries import declined_by
from app.activities.rules import Activity, Energy, suggestions, taste_of
from app.goals.queries import Goals
from app.rendering import gettext as _
from app.today.queries import Today
from app.web.parts.activities import whose_words
from app.web.parts.step import minutes
from app.web.parts.thread import by_when

SHORT = 10
"""Minutes that a small thing takes at most, where there is one."""


@dataclass(frozen=True)
class LowDay:
    """One small thing, and where it leads. `own`: it is in the patient's words. `tell`: whom a hard day can be told."""

    title: str
    own: bool
    meta: str
    goal: str
    href: str
    button: str
    tell: str
    promise: str


def low_day(visit: Visit, found: Today) -> LowDay:
    """What is planned for today and feels easiest, or else the smallest thing that fits; two more queries."""
    name = found.practitioner.name if found.practitioner else _("the team")
    due = visit.reply_due
    promise = _("You get an answer by %(when)s.") % {"when": by_when(due, visit.at)}
    planned = _easiest([one for one in found.activities if one.asks(visit.today)])
    if planned:
        href, button = f"/me/activities/{planned.id}/review", _("Say how it went")
        own = bool(whose_words(planned, visit.house.ideas))
        goal = _words(found.goals, planned.plan.goal)
        return LowDay(planned.what, own, _("A part of it counts."), goal, href, button, name, promise)
    return _suggested(visit, found, name, promise)


def _easiest(planned: list[Activity]) -> Activity | None:
    return min(planned, key=lambda one: (one.plan.hard is None, one.plan.hard or 0, one.made_at), default=None)


def _suggested(visit: Visit, found: Today, name: str, promise: str) -> LowDay:
    ideas, me = visit.house.ideas, visit.who.id
    taste = taste_of(
        found.activities,
        declined_by(visit.db, [me]).get(me, []),
        {id_: idea.kind for id_, idea in ideas.items()},
        areas={goal.id: goal.area.value for goal in found.goals if goal.live and goal.area},
        energy=Energy.LOW,
    )
    ranked = suggestions(ideas.values(), taste, seed=f"{me} {visit.today}", at=visit.at)
    best = min(ranked, key=lambda one: one.minutes > SHORT, default=None)
    if best is None:
        meta = _("That is enough for today.")
        return LowDay(
            _("One number for how today is"), False, meta, "", "/me/diary", _("Open the diary"), name, promise
        )
    query = {"idea": best.idea.id, "smaller": "1" if best.smaller else "", "goal": str(best.goal or "")}
    href = f"/me/activities/new?{urlencode({key: value for key, value in query.items() if value})}"
    meta = minutes(best.minutes)
    goal = _words(found.goals, best.goal)
    return LowDay(best.title, False, meta[:1].upper() + meta[1:], goal, href, _("Plan it"), name, promise)


def _words(goals: Goals, wanted: object) -> str:
    return next((goal.words for goal in goals if goal.id == wanted), "")
