"""The form of a plan: what, when, where, with whom, how likely; how hard and what one expects, if one likes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from app.access.door import Visit
from app.activities.rules import LONGEST_LINE, Plan
from app.content.ideas import Idea
from app.goals.rules import Goal
from app.rendering import gettext as _
from app.web.parts import plain
from app.web.parts.activities import goal_options
from app.web.parts.plain import Box, Number, Option, Pick, typed_line
from app.web.parts.worksheet import Problem, Said

FURTHEST = timedelta(days=366)
"""So far back and so far ahead a day may lie."""
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]?([0-5]\d)(?::\d\d)?", re.ASCII)


@dataclass(frozen=True)
class PlanForm:
    """`more` folds away, so that the form stays short. `sees` is None for an offer, which both always see."""

    what: Box
    when: tuple[Box, Box]
    where: tuple[Box, Box]
    likely: Number
    more: tuple[Number, ...]
    goal: Pick
    sees: Pick | None

    @property
    def problems(self) -> tuple[Problem, ...]:
        sees = (self.sees,) if self.sees else ()
        return plain.problems((self.what, *self.when, *self.where, self.likely, *self.more, self.goal, *sees))

    @property
    def more_open(self) -> bool:
        return any(one.value for one in self.more)


def plan_form(values: Mapping[str, str], goals: tuple[Goal, ...], name: str, *, offered: bool = False) -> PlanForm:
    """The form with these values in it, by name. `name` is the practitioner's."""

    def box(field: str, label: str, hint: str = "", kind: str = "text", *, own: bool = False) -> Box:
        return Box(field, label, values.get(field, ""), hint, kind=kind, own=own)

    return PlanForm(
        what=box("what", _("What will you do?"), _("Small and clear is good."), own=True),
        when=(box("day", _("Which day?"), kind="date"), box("time", _("What time?"), kind="time")),
        where=(
            box("place", _("Where?"), own=True),
            box("company", _("With whom?"), _("On your own is fine."), own=True),
        ),
        likely=_number(values, "likely", _("How likely is it that you do it?"), _("not at all"), _("certain")),
        more=(
            _number(values, "hard", _("How hard does it feel?"), _("easy"), _("very hard")),
            _number(values, "enjoyment", _("How much will you enjoy it?"), _("not at all"), _("very much")),
            _number(values, "achievement", _("How much of an achievement will it be?"), _("none"), _("a big one")),
        ),
        goal=_goal(values.get("goal", ""), goals),
        sees=None if offered else sees_pick(values.get("sees") or "yes", name),
    )


def read_plan(visit: Visit, form: PlanForm) -> tuple[Plan, PlanForm]:
    """What was typed, and the same form with it. The plan counts only where the form has no problems."""
    what = plain.line(visit, form.what, LONGEST_LINE, _("Write what you will do, in a few words."))
    day, day_box = _day(visit, form.when[0])
    time, time_box = _time(visit, form.when[1])
    place, company = (plain.line(visit, one, LONGEST_LINE) for one in form.where)
    likely, likely_box = plain.number(visit, form.likely)
    hard, enjoyment, achievement = (plain.number(visit, one) for one in form.more)
    goal = plain.picked(visit, form.goal, _("Choose a goal, or “No goal”."))
    sees = plain.picked(visit, form.sees, _("Choose who can see this.")) if form.sees else None
    plan = Plan(
        what=what.value,
        day=day,
        time=time,
        place=place.value,
        company=company.value,
        likely=likely,
        hard=hard[0],
        enjoyment=enjoyment[0],
        achievement=achievement[0],
        goal=UUID(goal.value) if goal.value not in ("", "none") else None,
        shared=sees is None or sees.value == "yes",
    )
    more = (hard[1], enjoyment[1], achievement[1])
    return plan, PlanForm(what, (day_box, time_box), (place, company), likely_box, more, goal, sees)


def values_of(plan: Plan) -> dict[str, str]:
    """A plan as the form types it."""
    numbers = {"likely": plan.likely, "hard": plan.hard, "enjoyment": plan.enjoyment, "achievement": plan.achievement}
    return {
        "what": plan.what,
        "day": plan.day.isoformat() if plan.day else "",
        "time": plan.time,
        "place": plan.place,
        "company": plan.company,
        **{name: "" if number is None else str(number) for name, number in numbers.items()},
        "goal": str(plan.goal) if plan.goal else "none",
        "sees": "yes" if plan.shared else "no",
    }


def plan_lines(plan: Plan, goals: tuple[Goal, ...], name: str) -> tuple[Said, ...]:
    """A whole plan as it is read by the one who wrote it, labelled as the form is."""
    form = plan_form(values_of(plan), goals, name)
    boxes: tuple[Box | Number, ...] = (form.what, *form.when, *form.where, form.likely, *form.more)
    said = [Said(one.label, (one.value,), own=isinstance(one, Box) and one.own) for one in boxes if one.value]
    for pick in (form.goal, form.sees):
        chosen = [one for one in pick.options if one.id == pick.value] if pick else []
        said += [Said(pick.label, (one.label,), own=one.own) for one in chosen if pick]
    return tuple(said)


def of_idea(idea: Idea, *, smaller: bool) -> str:
    return idea.smaller.title if smaller else idea.title


def sees_pick(value: str, name: str) -> Pick:
    options = (
        Option("yes", _("%(name)s can see this") % {"name": name}),
        Option("no", _("Only me"), _("Nobody else can see it.")),
    )
    return Pick("sees", _("Who can see this?"), options, value)


def _number(values: Mapping[str, str], name: str, label: str, low: str, high: str) -> Number:
    return Number(name, label, values.get(name, ""), low=low, high=high)


def _goal(value: str, goals: tuple[Goal, ...]) -> Pick:
    """The goals to choose from; where there is none, the one answer stands there."""
    options = goal_options(goals, _uuid(value))
    known = value if value in {one.id for one in options} else ""
    return Pick("goal", _("Which goal does it help with?"), options, known or ("none" if len(options) == 1 else ""))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(visit: Visit, box: Box) -> tuple[date | None, Box]:
    """The day, if one was typed. What is no day stays in the box as it was typed."""
    typed = typed_line(visit, "day", 40)
    if not typed:
        return None, replace(box, value="")
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        error = _("Write the day like 2026-06-11, or leave it empty.")
        return None, replace(box, value=typed, error=error, kind="text")
    if abs(day - visit.today) > FURTHEST:
        return None, replace(box, value=typed, error=_("Choose a day within a year, or leave it empty."))
    return day, replace(box, value=day.isoformat())


def _time(visit: Visit, box: Box) -> tuple[str, Box]:
    typed = typed_line(visit, "time", 40)
    if not typed:
        return "", replace(box, value="")
    found = _TIME.fullmatch(typed)
    if found is None:
        error = _("Write the time like 14:30, or leave it empty.")
        return "", replace(box, value=typed, error=error, kind="text")
    time = f"{int(found[1]):02d}:{found[2]}"
    return time, replace(box, value=time)
