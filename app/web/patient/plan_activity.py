"""Planning: an idea made one's own, something of one's own, a smaller step, or another time."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import my_activity
from app.activities import actions
from app.activities.rules import Activity, Plan
from app.content.ideas import Idea
from app.goals.queries import goals_of
from app.goals.rules import Goal
from app.rendering import gettext as _
from app.web.parts import drafting
from app.web.parts.drafting import Kept
from app.web.parts.frame import page
from app.web.parts.worksheet import Problem, Said
from app.web.patient.activities import HERE, over
from app.web.patient.activity_form import PlanForm, of_idea, plan_form, read_plan, values_of
from app.web.patient.choose import CHOOSE
from app.web.patient.door import router
from app.web.patient.voice import practitioner_name


@dataclass(frozen=True)
class OfferView:
    """What somebody of the team offered, in their words, and why."""

    by: str
    what: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class PlanPage:
    """`hidden`: what the plan came from, by name. `version` is 0 for a new one.

    `conflict` is what another window saved.
    """

    title: str
    lead: str
    action: str
    form: PlanForm
    hidden: tuple[tuple[str, str], ...]
    once: UUID
    version: int
    kept: Kept
    practitioner: str
    back_href: str
    back_label: str
    button: str
    offer: OfferView | None = None
    conflict: tuple[Said, ...] | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.form.problems


@dataclass(frozen=True)
class _Source:
    """What a new plan comes from, where it comes from anything."""

    idea: Idea | None = None
    smaller: bool = False
    smaller_of: Activity | None = None
    again: Activity | None = None

    @property
    def before(self) -> Activity | None:
        return self.smaller_of or self.again

    @property
    def draft(self) -> str:
        if self.smaller_of:
            return f"activity-smaller-{self.smaller_of.id}"
        if self.again:
            return f"activity-again-{self.again.id}"
        if self.idea:
            return f"activity-idea-{self.idea.id}"
        return "activity"

    @property
    def hidden(self) -> tuple[tuple[str, str], ...]:
        """As the form carries it."""
        found = {
            "idea": self.idea.id if self.idea else "",
            "smaller_of": str(self.smaller_of.id) if self.smaller_of else "",
            "again": str(self.again.id) if self.again else "",
        }
        return tuple((name, value) for name, value in found.items() if value)


@router.page("/activities/new")
def new_activity(
    visit: Visit, idea: str = "", smaller: str = "", smaller_of: str = "", again: str = "", goal: str = ""
) -> Response:
    if ended := over(visit):
        return ended
    source = _source(visit, idea, smaller_of, again, smaller=smaller == "1")
    typed, kept = drafting.opened(visit, source.draft)
    return _page(visit, source, {**_start(source, goal), **typed}, kept)


@router.act("/activities", deed=True)
def plan_activity(visit: Visit) -> Response:
    source = _source(visit, visit.typed("idea"), visit.typed("smaller_of"), visit.typed("again"))
    goals = my_goals(visit)
    plan, form = read_plan(visit, plan_form({"goal": visit.typed("goal")}, goals, practitioner_name(visit)))
    if form.problems:
        return _page(visit, source, {}, drafting.again(visit, source.draft), form=form, status=422)
    id_ = actions.plan(
        visit.db,
        visit.who.id,
        plan,
        idea=source.idea.id if source.idea else None,
        smaller_of=source.smaller_of.id if source.smaller_of else None,
        once=visit.typed_id("once") or uuid4(),
        same=str(plan),
        by=visit.by,
        at=visit.at,
    )
    drafting.sent(visit, source.draft)
    return RedirectResponse(f"{HERE}/{id_}?saved=planned", status_code=303)


def my_goals(visit: Visit) -> tuple[Goal, ...]:
    return goals_of(visit.db, [visit.who.id]).get(visit.who.id, ())


def smaller_words(visit: Visit, one: Activity) -> str:
    """The smaller version that the catalogue knows; where it has none, or this is it, the words as they are."""
    idea = visit.house.ideas.get(one.idea) if one.idea else None
    return idea.smaller.title if idea else one.what


def new_href(**query: str) -> str:
    return f"{HERE}/new?{urlencode(query)}"


def _source(visit: Visit, idea: str, smaller_of: str, again: str, *, smaller: bool = False) -> _Source:
    """Another's activity, or none, is a 404; an idea that the catalogue has no longer is left out."""
    if smaller_of:
        before = my_activity(visit, smaller_of)
        return _Source(visit.house.ideas.get(before.idea or ""), smaller=True, smaller_of=before)
    if again:
        before = my_activity(visit, again)
        return _Source(visit.house.ideas.get(before.idea or ""), again=before)
    return _Source(visit.house.ideas.get(idea), smaller)


def _start(source: _Source, goal: str) -> dict[str, str]:
    """What the form begins with. A day, and how likely it is, are asked anew each time."""
    if before := source.before:
        what = before.what
        if source.smaller_of and source.idea:
            what = source.idea.smaller.title
        kept = replace(before.plan, what=what, day=None, time="", likely=None)
        if source.smaller_of:
            kept = replace(kept, hard=None, enjoyment=None, achievement=None)
        return values_of(kept)
    start = values_of(Plan(of_idea(source.idea, smaller=source.smaller) if source.idea else ""))
    return {**start, "goal": goal}


def _page(
    visit: Visit,
    source: _Source,
    values: dict[str, str],
    kept: Kept,
    *,
    form: PlanForm | None = None,
    status: int = 200,
) -> Response:
    name = practitioner_name(visit)
    before = source.before
    content = PlanPage(
        title=_title(source),
        lead=_lead(source),
        action=HERE,
        form=form or plan_form(values, my_goals(visit), name),
        hidden=source.hidden,
        once=visit.typed_id("once") or uuid4(),
        version=0,
        kept=kept,
        practitioner=name,
        back_href=f"{HERE}/{before.id}" if before else CHOOSE,
        back_label=_("Back") if before else _("Choose something else"),
        button=_("Put it in my week"),
    )
    return page(visit, "patient/activity_plan.html", content, here="/me", status=status)


def _title(source: _Source) -> str:
    if source.smaller_of:
        return _("A smaller step")
    if source.again:
        return _("Another time")
    return _("Plan it") if source.idea else _("Something of your own")


def _lead(source: _Source) -> str:
    if source.smaller_of:
        return _("Half of it is enough. So is the first minute.")
    if source.again:
        return _("The words are there already. Choose when, and change what you like.")
    if source.idea:
        return _("Change the words until they sound like you. Only the first box is needed.")
    return _("Something you enjoy, something that matters, or something that has been waiting.")
