"""A patient's goals: the words that stand, who said yes to them, what was proposed instead, and the whole history."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import a_goal_of, my_patient
from app.audit import actions as audit
from app.audit.queries import seen_by
from app.enrolments import actions as enrolments
from app.enrolments.queries import has_ended
from app.goals import actions, queries
from app.goals.actions import Impossible, Stale
from app.goals.actions import Wording as NewWording
from app.goals.rules import LONGEST_WHY, LONGEST_WORDS, Entry, Goal, GoalDeed, Side, possible
from app.goals.rules import Area as About
from app.people.queries import Who
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.web.parts import drafting, plain
from app.web.parts.drafting import Kept
from app.web.parts.entered import written_by
from app.web.parts.frame import page
from app.web.parts.goals import areas as area_options
from app.web.parts.plain import Area
from app.web.parts.worksheet import Problem
from app.web.practitioner.door import router
from app.web.practitioner.goal_views import GoalView, Happened, happened, two_wordings, view
from app.web.practitioner.lists import Group, List, chosen, picked
from app.web.practitioner.patient import Top, top

YES_AND_WORDS = (GoalDeed.AGREED, GoalDeed.REWORDED)
"""What is done without a note."""


@dataclass(frozen=True)
class Proposal:
    """The form for a new goal."""

    words: Area
    why: Area
    area: List
    kept: Kept


@dataclass(frozen=True)
class GoalsPage:
    """`proposal` is None after the course."""

    top: Top
    name: str
    lead: str
    live: tuple[GoalView, ...]
    resting: tuple[GoalView, ...]
    once: UUID
    proposal: Proposal | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Rated:
    when: str
    value: int
    by: str = ""


@dataclass(frozen=True)
class Act:
    value: str
    label: str


@dataclass(frozen=True)
class Answer:
    """What can be done to a goal as it stands: the forms, each with a draft of its own."""

    version: int
    once: UUID
    yes: str
    wording: Area
    why: Area
    reworded: Kept
    note: Area
    noted: Kept
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class GoalPage:
    """`since` is what has happened while the form was open. `answer` is None after the course."""

    top: Top
    name: str
    goal: GoalView
    history: tuple[Happened, ...]
    ratings: tuple[Rated, ...]
    unmoved: bool
    answer: Answer | None
    problems: tuple[Problem, ...]
    notice: str
    since: tuple[Happened, ...]


@router.page("/patients/{patient}/goals", records=True)
def goals(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    return _list(visit, who, _opened(visit, who))


@router.act("/patients/{patient}/goals")
def propose_goal(visit: Visit, patient: str) -> Response:
    """A new goal in the practitioner's words. It is agreed when the patient says yes to them."""
    who = my_patient(visit, patient)
    form = _proposal(who, drafting.again(visit, _new_form(who)))
    missing = _("Write the goal in a few words first.")
    form = Proposal(
        plain.words(visit, form.words, LONGEST_WORDS, missing),
        plain.words(visit, form.why, LONGEST_WHY),
        picked(visit, form.area),
        form.kept,
    )
    if plain.problems((form.words, form.why)):
        return _list(visit, who, form, status=422)
    made = actions.propose(
        visit.db,
        who.id,
        NewWording(form.words.value, form.why.value),
        area=About(form.area.value) if form.area.value else None,
        once=visit.typed_id("once") or uuid4(),
        by=visit.by,
        at=visit.at,
    )
    drafting.sent(visit, _new_form(who))
    return RedirectResponse(f"{_here(who)}/{made}", status_code=303)


@router.page("/patients/{patient}/goals/{goal}", records=True)
def goal(visit: Visit, patient: str, goal: str) -> Response:
    who = my_patient(visit, patient)
    found = a_goal_of(visit, who, goal)
    return _one(visit, who, found, _answer(visit, who, found))


@router.act("/patients/{patient}/goals/{goal}")
def change_goal(visit: Visit, patient: str, goal: str) -> Response:
    """A yes, other words, or what becomes of the goal. Nothing typed is lost: what cannot be taken comes back."""
    who = my_patient(visit, patient)
    found, deed = a_goal_of(visit, who, goal), _deed(visit)
    answer = _answer(visit, who, found, deed)
    if _problems(answer):
        return _one(visit, who, found, answer, status=422)
    version = visit.typed_number("version")
    try:
        actions.change(
            visit.db,
            found,
            deed,
            version=version,
            wording=NewWording(answer.wording.value, answer.why.value) if deed is GoalDeed.REWORDED else None,
            note="" if deed in YES_AND_WORDS else answer.note.value,
            once=visit.typed_id("once") or uuid4(),
            by=visit.by,
            at=visit.at,
        )
    except Stale as stale:
        notice = _("Something has happened to this goal since you opened the page. Nothing was sent yet.")
        return _given_back(visit, who, stale.goal, deed, notice, since=version)
    except Impossible:
        now = a_goal_of(visit, who, goal)
        notice = _("This cannot be done to the goal as it stands now. Nothing was changed.")
        return _given_back(visit, who, now, deed, notice, since=now.version)
    drafting.sent(visit, _draft_of(found, deed))
    return RedirectResponse(f"{_here(who)}/{found.id}", status_code=303)


def _here(who: Who) -> str:
    return f"/practice/patients/{who.id}/goals"


def _deed(visit: Visit) -> GoalDeed:
    deeds = {deed.value: deed for deed in GoalDeed if deed is not GoalDeed.PROPOSED}
    if (deed := deeds.get(visit.typed("do"))) is None:
        raise NotFound
    return deed


def _draft_of(goal: Goal, deed: GoalDeed) -> str:
    """The form that a deed is in: other words have one of their own."""
    return f"goal-{goal.id}" if deed is GoalDeed.REWORDED else f"goal-{goal.id}-note"


def _list(visit: Visit, who: Who, form: Proposal, *, status: int = 200) -> Response:
    """The page, on which the words that stand are in full: whoever is handed it has seen them."""
    found = queries.goals_of(visit.db, [who.id]).get(who.id, ())
    new = _seen(visit, who, [one for goal in found for one in _standing(goal)])
    views = [(goal, view(goal, who, new=not new.isdisjoint(_ids(_standing(goal))), at=visit.at)) for goal in found]
    views.sort(key=lambda pair: pair[0].waits_for is not Side.TEAM)
    content = GoalsPage(
        top=top(who, "goals"),
        name=who.name,
        lead=_lead(found),
        live=tuple(shown for goal, shown in views if goal.live),
        resting=tuple(shown for goal, shown in views if not goal.live),
        once=visit.typed_id("once") or uuid4(),
        proposal=None if has_ended(visit.db, who.id) else form,
        problems=plain.problems((form.words, form.why)),
    )
    return page(visit, "practitioner/goals.html", content, here="/practice", status=status)


def _lead(found: Iterable[Goal]) -> str:
    n = sum(goal.waits_for is Side.TEAM for goal in found)
    return ngettext("%(n)d waits for your yes", "%(n)d wait for your yes", n) % {"n": n} if n else ""


def _standing(goal: Goal) -> list[Entry]:
    """What stands in full where a goal is shown without its history."""
    return [goal.wording, *([goal.earlier] if goal.earlier and two_wordings(goal) else [])]


def _ids(entries: Iterable[Entry]) -> frozenset[UUID]:
    return frozenset(one.id for one in entries)


def _seen(visit: Visit, who: Who, entries: Iterable[Entry]) -> frozenset[UUID]:
    """Marks what others wrote as seen, notes the look, and gives back what is new of the patient's."""
    shown = [one for one in entries if one.by_id != visit.who.id]
    before = seen_by(visit.db, visit.who.id, _ids(shown))
    enrolments.look(visit.db, who.id, [], "goals", as_cover=visit.stands_in, by=visit.by, at=visit.at)
    audit.saw(visit.db, _ids(shown) - before.keys(), by=visit.by, at=visit.at)
    return _ids(one for one in shown if one.side is Side.PATIENT) - before.keys()


def _opened(visit: Visit, who: Who) -> Proposal:
    typed, kept = drafting.opened(visit, _new_form(who))
    form = _proposal(who, kept)
    return replace(
        form,
        words=replace(form.words, value=typed.get("wording", "")),
        why=replace(form.why, value=typed.get("why", "")),
        area=chosen(form.area, typed.get("goal_area", "")),
    )


def _new_form(who: Who) -> str:
    return f"goal-new-{who.id}"


def _proposal(who: Who, kept: Kept) -> Proposal:
    areas = area_options()
    return Proposal(
        words=Area(
            "wording",
            _("The goal, in words that could be theirs"),
            hint=_("Something they do, and that you both can see happen. It is agreed when they say yes to it."),
            rows=2,
        ),
        why=Area("why", _("Why it may matter"), hint=_("%(name)s reads this with it.") % {"name": who.name}, rows=2),
        area=List("goal_area", _("What it is about"), _("Left open"), (Group("", areas),)),
        kept=kept,
    )


def _one(
    visit: Visit,
    who: Who,
    goal: Goal,
    answer: Answer,
    *,
    notice: str = "",
    since: int | None = None,
    status: int = 200,
) -> Response:
    new = _seen(visit, who, goal.entries)
    history = happened(goal, new)
    content = GoalPage(
        top=top(who, "goals"),
        name=who.name,
        goal=view(goal, who, new=False, at=visit.at),
        history=history,
        ratings=tuple(Rated(day(one.at), one.value, written_by(one.entered_by)) for one in reversed(goal.ratings)),
        unmoved=goal.unmoved,
        answer=None if has_ended(visit.db, who.id) else answer,
        problems=_problems(answer),
        notice=notice,
        since=history[: goal.version - since] if since is not None else (),
    )
    return page(visit, "practitioner/goal.html", content, here="/practice", status=status)


def _answer(visit: Visit, who: Who, goal: Goal, deed: GoalDeed | None = None) -> Answer:
    """The forms as they open, each with its draft; where one was sent, with what was typed in it."""
    can = possible(goal, Side.TEAM)
    typed, reworded = drafting.opened(visit, _draft_of(goal, GoalDeed.REWORDED))
    said, noted = drafting.opened(visit, _draft_of(goal, GoalDeed.TALK))
    reads = {"name": who.name}
    wording = Area("wording", _("Other words for this goal"), typed.get("wording", goal.words), rows=2)
    why = Area("why", _("Why you suggest them"), typed.get("why", ""), _("%(name)s reads this.") % reads, rows=2)
    note = Area("note", _("A few words with it"), said.get("note", ""), _("%(name)s reads this.") % reads, rows=2)
    if deed is GoalDeed.REWORDED:
        wording, why = _checked(visit, wording, why, goal)
        reworded = drafting.again(visit, _draft_of(goal, deed))
    elif deed and deed not in YES_AND_WORDS:
        note, noted = plain.words(visit, note, LONGEST_WHY), drafting.again(visit, _draft_of(goal, deed))
    return Answer(
        version=goal.version,
        once=visit.typed_id("once") or uuid4(),
        yes=_yes(goal) if GoalDeed.AGREED in can else "",
        wording=wording,
        why=why,
        reworded=reworded,
        note=note,
        noted=noted,
        acts=tuple(Act(one.value, label) for one, label in _acts().items() if one in can),
    )


def _checked(visit: Visit, wording: Area, why: Area, goal: Goal) -> tuple[Area, Area]:
    wording = plain.words(visit, wording, LONGEST_WORDS, _("Write the goal in other words first."))
    unchanged = wording.value == goal.words and visit.typed_number("version") == goal.version
    if unchanged:  # and not the same form a second time
        wording = plain.with_error(wording, _("These are the words that stand. Change them, or say yes to them."))
    return wording, plain.words(visit, why, LONGEST_WHY, _("Say in a few words why you suggest this."))


def _problems(answer: Answer) -> tuple[Problem, ...]:
    return plain.problems((answer.wording, answer.why, answer.note))


def _yes(goal: Goal) -> str:
    if goal.wording.side is Side.PATIENT:
        return _("Say yes to %(name)s’s words") % {"name": goal.wording.by}
    return _("Say yes to these words")


def _acts() -> dict[GoalDeed, str]:
    """What is done with a note, in the order of its buttons."""
    return {
        GoalDeed.TALK: _("Put it on the list to talk about"),
        GoalDeed.PAUSED: _("Pause it"),
        GoalDeed.REACHED: _("Note it as reached"),
        GoalDeed.SET_ASIDE: _("Set it aside"),
        GoalDeed.TAKEN_UP: _("Take it up again"),
    }


def _given_back(visit: Visit, who: Who, now: Goal, deed: GoalDeed, notice: str, *, since: int) -> Response:
    """The goal as it is now, and what was typed: still in its box, and kept as a draft."""
    answer = _answer(visit, who, now, deed)
    if deed is GoalDeed.REWORDED:
        fields = {"wording": answer.wording.value, "why": answer.why.value}
        answer = replace(answer, reworded=drafting.held(visit, _draft_of(now, deed), fields))
    elif deed not in YES_AND_WORDS and answer.note.value:
        kept = drafting.held(visit, _draft_of(now, deed), {"note": answer.note.value})
        answer = replace(answer, noted=kept)
    return _one(visit, who, now, replace(answer, once=uuid4()), notice=notice, since=since, status=409)
