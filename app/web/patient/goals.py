"""Goals: what a patient wants to change, in their own words, agreed with their practitioner."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.enrolments.queries import has_ended
from app.goals import actions, queries
from app.goals.actions import Wording
from app.goals.rules import LONGEST_WHY, LONGEST_WORDS, Area, Goal, Side, Status
from app.rendering import gettext as _
from app.web.parts import drafting, plain
from app.web.parts.drafting import Kept
from app.web.parts.frame import page
from app.web.parts.goals import areas, rating_words, status_words, topic_words
from app.web.parts.plain import Area as Words
from app.web.parts.plain import Field, Number, Pick
from app.web.parts.worksheet import Problem
from app.web.patient.door import router
from app.web.patient.voice import practitioner_name

HERE, NEW = "/me/goals", "goal-new"


@dataclass(frozen=True)
class Row:
    """`kind`: whose line its words have: "both" once both have agreed."""

    href: str
    words: tuple[str, ...]
    kind: str
    status: str
    rating: str
    topic: str
    mine: bool
    """Whether it waits for the patient."""


@dataclass(frozen=True)
class GoalsPage:
    practitioner: str
    rows: tuple[Row, ...]
    rest: tuple[Row, ...]
    ended: bool


@dataclass(frozen=True)
class NewGoalPage:
    """The form of a new goal. `more` is what folds away: it helps, and nobody needs it."""

    practitioner: str
    words: Field
    why: Field
    more: tuple[Field, ...]
    once: UUID
    kept: Kept
    problems: tuple[Problem, ...] = ()


@router.page("/goals")
def goals(visit: Visit) -> Response:
    found = queries.goals_of(visit.db, [visit.who.id]).get(visit.who.id, ())
    name = practitioner_name(visit)
    content = GoalsPage(
        practitioner=name,
        rows=tuple(_row(visit, one, name) for one in sorted(found, key=_order) if one.live),
        rest=tuple(_row(visit, one, name) for one in found if not one.live),
        ended=has_ended(visit.db, visit.who.id),
    )
    return page(visit, "patient/goals.html", content, here="/me/plan")


@router.page("/goals/new")
def new_goal(visit: Visit) -> Response:
    typed, kept = drafting.opened(visit, NEW)
    form = NewGoalPage(practitioner_name(visit), *_fields(typed), uuid4(), kept)
    return page(visit, "patient/goal_new.html", form, here="/me/plan")


@router.act("/goals", deed=True)
def propose_goal(visit: Visit) -> Response:
    empty_words, empty_why, (area, now) = _fields({})
    words = plain.words(visit, empty_words, LONGEST_WORDS, _("Write your goal first, in your own words."))
    why = plain.words(visit, empty_why, LONGEST_WHY)
    area = replace(area, value=visit.typed("area"))
    rating, now = plain.number(visit, now)
    once = visit.typed_id("once") or uuid4()
    if problems := plain.problems((words, why, now)):
        form = NewGoalPage(
            practitioner_name(visit), words, why, (area, now), once, drafting.again(visit, NEW), problems
        )
        return page(visit, "patient/goal_new.html", form, here="/me/plan", status=422)
    wording = Wording(words.value, why.value)
    picked = next((one for one in Area if one.value == area.value), None)
    id_ = actions.propose(visit.db, visit.who.id, wording, area=picked, once=once, by=visit.by, at=visit.at)
    goal = queries.goal(visit.db, visit.who.id, id_)
    if goal and rating is not None:
        actions.rate(visit.db, goal, rating, once=once, by=visit.by, at=visit.at)
    drafting.sent(visit, NEW)
    return RedirectResponse(f"{HERE}/{id_}?saved=proposed", status_code=303)


def kind_of(goal: Goal) -> str:
    if goal.agreed_at:
        return "both"
    return "you" if goal.wording.side is Side.PATIENT else "them"


def words_box() -> Words:
    return Words("goal_words", _("Your goal, in your own words"), rows=2, hint=_("A few words are enough."))


def why_box() -> Words:
    starts = (_("Because I miss …"), _("It would mean that …"), _("When things were better, I …"))
    return Words("goal_why", _("Why does it matter to you?"), hint=_("You can leave this empty."), starts=starts)


def rating_box() -> Number:
    label = _("Where are you with it now?")
    return Number("rating", label, low=_("not begun"), high=_("there"))


def _fields(typed: Mapping[str, str]) -> tuple[Words, Words, tuple[Pick, Number]]:
    """The fields, with what was typed before."""
    hint = _("It helps to find things to do for it.")
    area = Pick("area", _("What is it about?"), areas(), typed.get("area", ""), hint)
    return (
        replace(words_box(), value=typed.get("goal_words", "")),
        replace(why_box(), value=typed.get("goal_why", "")),
        (area, replace(rating_box(), value=typed.get("rating", ""))),
    )


def _order(goal: Goal) -> tuple[bool, bool, float]:
    """What waits for the patient first, then what is agreed, then the newest."""
    waits = goal.waits_for is Side.PATIENT
    return not waits, goal.status is not Status.AGREED, -goal.entries[-1].at.timestamp()


def _row(visit: Visit, goal: Goal, name: str) -> Row:
    return Row(
        href=f"{HERE}/{goal.id}",
        words=tuple(goal.words.splitlines()),
        kind=kind_of(goal),
        status=status_words(goal, Side.PATIENT, name),
        rating=rating_words(goal),
        topic=topic_words(goal, visit.at),
        mine=goal.waits_for is Side.PATIENT,
    )
