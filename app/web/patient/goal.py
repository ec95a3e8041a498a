"""One goal: both wordings side by side, an answer in the patient's own way, how near it feels, everything that was."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import my_goal
from app.audit.queries import first_seen
from app.enrolments.queries import has_ended
from app.goals import actions
from app.goals.actions import Impossible, Stale, Wording
from app.goals.rules import LONGEST_WHY, LONGEST_WORDS, RESTS, Goal, GoalDeed, Side, Status, possible
from app.rendering import gettext as _
from app.web.parts import drafting, plain
from app.web.parts.chart import Chart
from app.web.parts.drafting import Kept
from app.web.parts.frame import page
from app.web.parts.goals import (
    Happening,
    Told,
    both,
    history,
    listed_on,
    rating_words,
    ratings_chart,
    status_words,
    topic_words,
)
from app.web.parts.plain import Area, Number
from app.web.parts.worksheet import Problem
from app.web.patient.door import router
from app.web.patient.goals import kind_of, rating_box
from app.web.patient.voice import practitioner_name

HERE = "/me/goals"


@dataclass(frozen=True)
class Answer:
    """One way to answer. `field`: the box that opens with it."""

    value: str
    label: str
    more: str
    field: Area | None = None


@dataclass(frozen=True)
class Act:
    value: str
    label: str


@dataclass(frozen=True)
class GoalPage:
    """`answers` where the wording waits for the patient; `reword` where they may change the words besides."""

    action: str
    title: str
    practitioner: str
    words: tuple[str, ...]
    kind: str
    status: str
    topic: str
    why: tuple[str, ...]
    why_title: str
    why_kind: str
    both: tuple[Told, Told] | None
    answers: tuple[Answer, ...]
    chosen: str
    error: str
    reword: tuple[Area, Area] | None
    reword_open: bool
    acts: tuple[Act, ...]
    note: Area
    rating: Number
    rating_words: str
    chart: Chart | None
    unmoved: bool
    history: tuple[Happening, ...]
    after: str
    version: int
    once: UUID
    kept: Kept
    done: str
    notice: str
    ended: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Form:
    """What is in the forms of the page when it is made."""

    chosen: str = ""
    words: Mapping[str, str] | None = None
    once: UUID | None = None
    errors: Mapping[str, str] | None = None
    notice: str = ""
    kept: Kept | None = None
    rating: Number | None = None


@router.page("/goals/{goal}")
def goal(visit: Visit, goal: str, saved: str = "") -> Response:
    mine = my_goal(visit, goal)
    typed, kept = drafting.opened(visit, _form_name(mine))
    form = _Form(chosen=typed.get("answer", ""), words=typed, kept=kept)
    return _page(visit, mine, form, done=saved)


@router.act("/goals/{goal}", deed=True)
def change_goal(visit: Visit, goal: str) -> Response:
    """An answer to a wording, other words, or what becomes of the goal."""
    mine = my_goal(visit, goal)
    typed = {name: plain.words(visit, Area(name, ""), LONGEST_WHY).value for name in _BOXES}
    form = _Form(visit.typed("answer"), typed, visit.typed_id("once"), kept=drafting.again(visit, _form_name(mine)))
    deed, wording, note, errors = _asked(visit, mine, typed)
    if deed is None:
        return _page(visit, mine, replace(form, errors=errors), status=422)
    try:
        actions.change(
            visit.db,
            mine,
            deed,
            version=visit.typed_number("version"),
            wording=wording,
            note=note,
            once=form.once or uuid4(),
            by=visit.by,
            at=visit.at,
        )
    except Stale as stale:
        notice = _("Something has changed since you opened this page. Here is how it is now. Your words are kept.")
        return _page(visit, stale.goal, replace(form, once=None, notice=notice), status=409)
    except Impossible:
        notice = _("That cannot be done with this goal as it is now. Your words are kept.")
        return _page(visit, my_goal(visit, goal), replace(form, once=None, notice=notice), status=409)
    drafting.sent(visit, _form_name(mine))
    return RedirectResponse(f"{HERE}/{mine.id}?saved={_SAVED[deed]}", status_code=303)


@router.act("/goals/{goal}/rating", deed=True)
def rate_goal(visit: Visit, goal: str) -> Response:
    mine = my_goal(visit, goal)
    value, box = plain.number(visit, rating_box())
    if value is None:
        box = box if box.error else replace(box, error=_("Write a whole number from 0 to 10."))
        form = _Form(rating=box, errors={"rating": box.error}, once=visit.typed_id("once"))
        return _page(visit, mine, form, status=422)
    actions.rate(visit.db, mine, value, once=visit.typed_id("once") or uuid4(), by=visit.by, at=visit.at)
    return RedirectResponse(f"{HERE}/{mine.id}?saved=rated", status_code=303)


_BOXES = ("between", "mine", "goal_words", "goal_why", "note")
_SAVED = {
    GoalDeed.PROPOSED: "proposed",
    GoalDeed.REWORDED: "reworded",
    GoalDeed.AGREED: "agreed",
    GoalDeed.TALK: "talk",
    GoalDeed.PAUSED: "changed",
    GoalDeed.REACHED: "changed",
    GoalDeed.SET_ASIDE: "changed",
    GoalDeed.TAKEN_UP: "changed",
}


def _form_name(goal: Goal) -> str:
    return f"goal-{goal.id}"


def _asked(
    visit: Visit, goal: Goal, typed: Mapping[str, str]
) -> tuple[GoalDeed | None, Wording | None, str, dict[str, str]]:
    """What the form asks for, or what is wrong with it."""
    pressed = visit.typed("do")
    if pressed in {one.value for one in (*RESTS, GoalDeed.TAKEN_UP)}:
        return GoalDeed(pressed), None, typed["note"], {}
    if pressed == "reword":
        return _worded(typed, "goal_words", typed["goal_why"])
    match visit.typed("answer"):
        case "theirs":
            return GoalDeed.AGREED, None, "", {}
        case "between":
            return _worded(typed, "between", _own_why(goal))
        case "mine":
            return _worded(typed, "mine", _own_why(goal))
        case "talk":
            return GoalDeed.TALK, None, typed["note"], {}
        case "":
            return None, None, "", {"answer": _("Choose what fits you best.")}
        case _:
            raise NotFound


def _own_why(goal: Goal) -> str:
    """Why it matters, as the patient last said it: what somebody else gave as a reason is never put in their mouth."""
    mine = (one.why for one in reversed(goal.entries) if one.side is Side.PATIENT and one.words)
    return next(mine, "")


def _worded(
    typed: Mapping[str, str], name: str, why: str
) -> tuple[GoalDeed | None, Wording | None, str, dict[str, str]]:
    words = typed[name]
    if not words:
        return None, None, "", {name: _("Write the words first.")}
    if len(words) > LONGEST_WORDS:
        told = _("This is %(length)d characters long, and there is room for %(most)d. All your words are still here.")
        return None, None, "", {name: told % {"length": len(words), "most": LONGEST_WORDS}}
    return GoalDeed.REWORDED, Wording(words, why), "", {}


def _page(visit: Visit, goal: Goal, form: _Form, *, status: int = 200, done: str = "") -> Response:
    name = practitioner_name(visit)
    ended = has_ended(visit.db, visit.who.id)
    can = frozenset[GoalDeed]() if ended else possible(goal, Side.PATIENT)
    typed, errors = form.words or {}, form.errors or {}
    pair = both(goal)
    answers = _answers(goal, name, typed, errors) if GoalDeed.AGREED in can else ()
    seen = first_seen(visit.db, [one.id for one in goal.entries if one.by_id == visit.who.id])
    content = GoalPage(
        action=f"{HERE}/{goal.id}",
        title=_title(goal, name),
        practitioner=name,
        words=tuple(goal.words.splitlines()),
        kind=kind_of(goal),
        status=status_words(goal, Side.PATIENT, name),
        topic=topic_words(goal, visit.at),
        why=tuple(goal.wording.why.splitlines()),
        why_title=_why_title(goal),
        why_kind="you" if goal.wording.side is Side.PATIENT else "them",
        both=pair if not goal.agreed_at else None,
        answers=answers,
        chosen=form.chosen,
        error=errors.get("answer", ""),
        reword=_reword(goal, typed, errors) if can and not answers else None,
        reword_open=bool(typed.get("goal_words")) or "goal_words" in errors,
        acts=_acts(can),
        note=Area("note", _("Anything to say with it?"), typed.get("note", ""), _("You can leave this empty."), rows=2),
        rating=form.rating or rating_box(),
        rating_words=rating_words(goal),
        chart=ratings_chart(goal),
        unmoved=goal.unmoved,
        history=history(goal, visit.who.id, seen),
        after=_after(goal, name) if not ended else "",
        version=goal.version,
        once=form.once or uuid4(),
        kept=form.kept or drafting.again(visit, _form_name(goal)),
        done=_done(done, name),
        notice=form.notice,
        ended=ended,
        problems=tuple(Problem(f"#{field}", error) for field, error in errors.items()),
    )
    return page(visit, "patient/goal.html", content, here="/me/plan", status=status)


def _title(goal: Goal, name: str) -> str:
    if goal.waits_for is Side.PATIENT and goal.wording.side is Side.TEAM:
        who = {"name": goal.wording.by}
        told = _("%(name)s suggests new words for your goal") if goal.earlier else _("%(name)s suggests a goal")
        return told % who
    return _("Your goal")


def _why_title(goal: Goal) -> str:
    if goal.wording.side is Side.TEAM:
        return _("Why %(name)s suggests this") % {"name": goal.wording.by}
    return _("Why it matters to you")


def _answers(goal: Goal, name: str, typed: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Answer, ...]:
    """The ways to answer the words that stand. The patient's own earlier words are there to go back to."""
    own = goal.earlier.words if goal.earlier and goal.earlier.side is Side.PATIENT else ""
    between = Area("between", _("Your new wording"), typed.get("between", goal.words), error=errors.get("between", ""))
    mine = Area("mine", _("Your own words"), typed.get("mine", own), error=errors.get("mine", ""))
    who = {"name": goal.wording.by}
    theirs = _("%(name)s’s words") % who if goal.wording.side is Side.TEAM else _("These words")
    return (
        Answer("theirs", theirs, _("The goal is agreed today.")),
        Answer("between", _("Somewhere in between"), _("Change it until it sounds like you."), between),
        Answer("mine", _("My own words"), _("%(name)s is asked to say yes to yours.") % {"name": name}, mine),
        Answer("talk", _("Not sure yet"), _("It goes on the list to talk about.")),
    )


def _reword(goal: Goal, typed: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Area, Area]:
    words = typed.get("goal_words", goal.words)
    why = typed.get("goal_why", _own_why(goal))
    return (
        Area("goal_words", _("The goal in other words"), words, error=errors.get("goal_words", ""), rows=2),
        Area("goal_why", _("Why does it matter to you?"), why),
    )


def _acts(can: frozenset[GoalDeed]) -> tuple[Act, ...]:
    labels = {
        GoalDeed.PAUSED: _("Pause it"),
        GoalDeed.REACHED: _("I have reached it"),
        GoalDeed.SET_ASIDE: _("Set it aside"),
        GoalDeed.TAKEN_UP: _("Take it up again"),
    }
    return tuple(Act(deed.value, label) for deed, label in labels.items() if deed in can)


def _after(goal: Goal, name: str) -> str:
    """What happens next, in the team's name and by the clock."""
    if goal.status is Status.PROPOSED and goal.waits_for is Side.TEAM:
        told = _("%(name)s is asked to say yes. With no answer by %(day)s, it goes on the list to talk about.")
        return told % {"name": name, "day": listed_on(goal)}
    return _("Both versions stay in the history.") if goal.earlier and not goal.agreed_at else ""


def _done(saved: str, name: str) -> str:
    match saved:
        case "proposed":
            return _("Your goal is written down. %(name)s is asked whether they say yes to it.") % {"name": name}
        case "reworded":
            return _("Your words are kept. %(name)s is asked whether they say yes to them.") % {"name": name}
        case "agreed":
            return _("You have both said yes to these words.")
        case "talk":
            return _("It is on the list to talk about.")
        case "rated":
            return _("Kept. You can say it again whenever you like.")
        case "changed":
            return _("Kept. You can change it back at any time.")
        case _:
            return ""
