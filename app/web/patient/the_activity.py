"""One activity: an offer to answer, a plan to change, or what became of it and the ways on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import my_activity
from app.activities import actions
from app.activities.actions import Impossible, Stale
from app.activities.queries import activities_of
from app.activities.rules import ENOUGH_A_DAY, LONGEST_LINE, MAKE_SMALLER, Activity, How, Need, Plan, State
from app.audit.queries import first_seen
from app.enrolments.queries import has_ended
from app.goals.rules import Goal
from app.rendering import day
from app.rendering import gettext as _
from app.sessions.queries import discussed
from app.web.parts import drafting, plain
from app.web.parts.activities import (
    barrier_words,
    expected_and_was,
    expected_words,
    reason_words,
    state_words,
    when_words,
    whose_words,
)
from app.web.parts.drafting import Kept
from app.web.parts.frame import page
from app.web.parts.plain import Box, Number, Pick
from app.web.parts.sessions import discussed_words
from app.web.parts.worksheet import Problem, Said
from app.web.patient.activities import HERE, over
from app.web.patient.activity_form import PlanForm, plan_form, plan_lines, read_plan, sees_pick, values_of
from app.web.patient.choose import CHOOSE
from app.web.patient.door import router
from app.web.patient.plan_activity import OfferView, PlanPage, my_goals, new_href, smaller_words
from app.web.patient.reviewing import answer
from app.web.patient.voice import practitioner_name, says

JUST_PLANNED = frozenset({"planned", "taken", "changed", "smaller"})
"""What was saved a moment ago, so that nobody is asked yet how it went."""


@dataclass(frozen=True)
class Way:
    """A way on from here."""

    href: str
    icon: str
    title: str
    more: str


@dataclass(frozen=True)
class SmallerForm:
    """Under 7: a smaller version of the same plan. `open`: it was saved just now, so that it stands first."""

    what: Box
    likely: Number
    open: bool

    @property
    def problems(self) -> tuple[Problem, ...]:
        return plain.problems((self.what, self.likely))


@dataclass(frozen=True)
class ActivityPage:
    """`said` is what the programme says to what was written; `result` what it was like, in words."""

    href: str
    title: str
    whose: str
    kind: str
    state: str
    when: str
    chosen: str
    goal: str
    offer: OfferView | None
    adapted: bool
    facts: tuple[Said, ...]
    expected: tuple[str, ...]
    result: tuple[str, ...]
    told: tuple[Said, ...]
    said: str
    ways: tuple[Way, ...]
    smaller: SmallerForm | None
    plenty: str
    done: str
    notice: str
    typed: tuple[Said, ...]
    receipt: str
    receipt_kind: str
    practitioner: str
    sees: Pick | None
    seen: bool
    asks: bool
    open: bool
    """Whether it can still be changed, or taken off the list."""
    version: int
    once: UUID
    ended: bool
    problems: tuple[Problem, ...] = ()


@router.page("/activities/{activity}")
def activity(visit: Visit, activity: str, change: str = "", saved: str = "") -> Response:
    mine = my_activity(visit, activity)
    if change and mine.state in (State.OFFERED, State.PLANNED):
        return over(visit, f"{HERE}/{mine.id}") or _opened(visit, mine)
    return _page(visit, mine, saved=saved)


@router.act("/activities/{activity}", deed=True)
def change_activity(visit: Visit, activity: str) -> Response:
    """The plan as it is now: an offer taken up as it is, a smaller version, or the whole form."""
    mine = my_activity(visit, activity)
    match visit.typed("do"):
        case "accept":
            return _save(visit, mine, mine.plan, "taken")
        case "smaller":
            return _smaller(visit, mine)
        case _:
            return _changed(visit, mine)


@router.act("/activities/{activity}/take-off")
def take_off(visit: Visit, activity: str) -> Response:
    mine = my_activity(visit, activity)
    try:
        actions.take_off(visit.db, mine, by=visit.by, at=visit.at)
    except Impossible:
        if mine.state is not State.TAKEN_OFF:
            return _page(visit, mine, notice=_moved_on(), status=409)
    return RedirectResponse(f"{HERE}/{mine.id}", status_code=303)


@router.act("/activities/{activity}/sharing")
def share_activity(visit: Visit, activity: str) -> Response:
    mine = my_activity(visit, activity)
    sees = plain.picked(visit, sees_pick("", practitioner_name(visit)), _("Choose who can see this."))
    if sees.error:
        return _page(visit, mine, sees=sees, status=422)
    try:
        actions.share(visit.db, mine, shared=sees.value == "yes", by=visit.by, at=visit.at)
    except Impossible:
        told = _("You and %(name)s both see what they offered.") % {"name": mine.offer.by if mine.offer else ""}
        return _page(visit, mine, notice=told, status=409)
    return RedirectResponse(f"{HERE}/{mine.id}?saved=sharing", status_code=303)


def _opened(visit: Visit, mine: Activity) -> Response:
    """The plan as a form, with what was typed into it and not sent."""
    typed, kept = drafting.opened(visit, _draft(mine))
    values = {**values_of(mine.plan), **typed}
    if mine.state is State.OFFERED and mine.plan.goal is None and "goal" not in typed:
        values["goal"] = ""
    form = plan_form(values, my_goals(visit), practitioner_name(visit), offered=mine.offer is not None)
    return _form(visit, mine, form, kept)


def _changed(visit: Visit, mine: Activity) -> Response:
    goals, name = my_goals(visit), practitioner_name(visit)
    empty = plan_form({"goal": str(mine.plan.goal or "")}, goals, name, offered=mine.offer is not None)
    plan, form = read_plan(visit, empty)
    if form.problems:
        return _form(visit, mine, form, drafting.again(visit, _draft(mine)), status=422)
    return _save(visit, mine, plan, "taken" if mine.state is State.OFFERED else "changed", form)


def _smaller(visit: Visit, mine: Activity) -> Response:
    form = _smaller_form(visit, mine, is_open=True)
    what = plain.line(visit, form.what, LONGEST_LINE, _("Write what you will do, in a few words."))
    likely, box = plain.number(visit, form.likely)
    form = replace(form, what=what, likely=box)
    if form.problems:
        return _page(visit, mine, smaller=form, status=422)
    return _save(visit, mine, replace(mine.plan, what=what.value, likely=likely), "smaller")


def _save(visit: Visit, mine: Activity, plan: Plan, saved: str, form: PlanForm | None = None) -> Response:
    """Saves the plan. Where another window was first, both texts come back and nothing typed is lost."""
    version = visit.typed_number("version")
    try:
        actions.change(visit.db, mine, plan, version=version, by=visit.by, at=visit.at)
    except Stale as stale:
        return _conflict(visit, stale.activity, plan, form)
    except Impossible:
        typed = plan_lines(plan, my_goals(visit), practitioner_name(visit)) if plan != mine.plan else ()
        return _page(visit, my_activity(visit, str(mine.id)), notice=_moved_on(), typed=typed, status=409)
    drafting.sent(visit, _draft(mine))
    return RedirectResponse(f"{HERE}/{mine.id}?saved={saved}", status_code=303)


def _conflict(visit: Visit, now: Activity, plan: Plan, form: PlanForm | None) -> Response:
    """What another window saved, beside a form with the words just typed."""
    goals, name = my_goals(visit), practitioner_name(visit)
    form = form or plan_form(values_of(plan), goals, name, offered=now.offer is not None)
    both = plan_lines(now.plan, goals, name)
    return _form(visit, now, form, drafting.again(visit, _draft(now)), conflict=both, status=409)


def _moved_on() -> str:
    return _("This was changed in another window since you opened it. Here it is as it is now. Nothing was done.")


def _draft(mine: Activity) -> str:
    return f"activity-{mine.id}"


def _form(
    visit: Visit,
    mine: Activity,
    form: PlanForm,
    kept: Kept,
    *,
    conflict: tuple[Said, ...] | None = None,
    status: int = 200,
) -> Response:
    content = PlanPage(
        title=_("Make it fit you") if mine.state is State.OFFERED else _("Change the plan"),
        lead=_("Change the words until they sound like you. Only the first box is needed."),
        action=f"{HERE}/{mine.id}",
        form=form,
        hidden=(),
        once=uuid4(),
        version=mine.version,
        kept=kept,
        practitioner=practitioner_name(visit),
        back_href=f"{HERE}/{mine.id}",
        back_label=_("Back"),
        button=_("Put it in my week") if mine.state is State.OFFERED else _("Save"),
        offer=_offer(mine),
        conflict=conflict,
    )
    return page(visit, "patient/activity_plan.html", content, here="/me", status=status)


def _offer(mine: Activity) -> OfferView | None:
    if mine.offer is None:
        return None
    return OfferView(mine.offer.by, tuple(mine.offer.what.splitlines()), tuple(mine.offer.why.splitlines()))


def _page(
    visit: Visit,
    mine: Activity,
    *,
    saved: str = "",
    notice: str = "",
    smaller: SmallerForm | None = None,
    sees: Pick | None = None,
    typed: tuple[Said, ...] = (),
    status: int = 200,
) -> Response:
    name, ended = practitioner_name(visit), has_ended(visit.db, visit.who.id)
    goals = {one.id: one for one in my_goals(visit)}
    all_ = activities_of(visit.db, [visit.who.id]).get(visit.who.id, ())
    is_open = mine.state in (State.OFFERED, State.PLANNED)
    receipt, kind = _receipt(visit, mine, name)
    planned = mine.state is State.PLANNED and not ended
    if planned and smaller is None and mine.plan.likely is not None and mine.plan.likely < MAKE_SMALLER:
        smaller = _smaller_form(visit, mine, is_open=saved in JUST_PLANNED)
    content = ActivityPage(
        href=f"{HERE}/{mine.id}",
        title=mine.what,
        whose=whose_words(mine, visit.house.ideas),
        kind=mine.state.value,
        state=state_words(mine),
        when=when_words(mine.plan) if mine.state is not State.OFFERED else "",
        chosen=_chosen(mine),
        goal=_goal_words(mine, goals),
        offer=_offer(mine),
        adapted=mine.offer is not None and mine.what != mine.offer.what,
        facts=_facts(mine),
        expected=expected_words(mine.plan) if mine.review is None else (),
        result=(*expected_and_was(mine), *_entered(mine)),
        told=_told(mine),
        said=answer(visit, mine),
        ways=() if ended else _ways(mine, name),
        smaller=smaller,
        plenty=_plenty(visit, mine, all_) if planned else "",
        done=_done(visit, saved),
        notice=notice,
        typed=typed,
        receipt=receipt,
        receipt_kind=kind,
        practitioner=name,
        sees=None if mine.offer or ended else sees or sees_pick("yes" if mine.plan.shared else "no", name),
        seen=kind == "seen",
        asks=mine.asks(visit.today) and saved not in JUST_PLANNED,
        open=is_open,
        version=mine.version,
        once=visit.typed_id("once") or uuid4(),
        ended=ended,
        problems=(smaller.problems if smaller else ()) + (plain.problems((sees,)) if sees else ()),
    )
    return page(visit, "patient/activity.html", content, here="/me", status=status)


def _smaller_form(visit: Visit, mine: Activity, *, is_open: bool) -> SmallerForm:
    return SmallerForm(
        Box(
            "what", _("A smaller version"), smaller_words(visit, mine), _("Half of it, or the first minute."), own=True
        ),
        Number("likely", _("How likely is that one?"), low=_("not at all"), high=_("certain")),
        is_open,
    )


def _chosen(mine: Activity) -> str:
    """Who chose it: that is part of what it is."""
    if mine.offer is None:
        return _("You chose it, from the programme’s ideas") if mine.idea else _("You chose it yourself")
    who = {"name": mine.offer.by}
    match mine.state:
        case State.OFFERED | State.DECLINED | State.TAKEN_OFF:
            return _("%(name)s offers it") % who if mine.state is State.OFFERED else _("%(name)s offered it") % who
        case _ if mine.what != mine.offer.what:
            return _("%(name)s offered it, and you made it your own") % who
        case _:
            return _("%(name)s offered it, and you took it up") % who


def _goal_words(mine: Activity, goals: dict[UUID, Goal]) -> str:
    found = goals.get(mine.plan.goal) if mine.plan.goal else None
    return found.words if found else ""


def _facts(mine: Activity) -> tuple[Said, ...]:
    plan = mine.plan
    likely = _("%(n)d out of 10") % {"n": plan.likely} if plan.likely is not None else ""
    hard = _("%(n)d out of 10") % {"n": plan.hard} if plan.hard is not None else ""
    pairs = (
        (_("Where"), plan.place, True),
        (_("With whom"), plan.company, True),
        (_("How likely"), likely, False),
        (_("How hard it feels"), hard, False),
    )
    return tuple(Said(label, (value,), own=own) for label, value, own in pairs if value)


def _told(mine: Activity) -> tuple[Said, ...]:
    """What the patient said of it, in their words."""
    if mine.declined:
        said = [Said(_("Why it is not for you"), (reason_words(mine.declined.reason),), own=False)]
        words = mine.declined.words.splitlines()
        return (*said, *([Said(_("What you added"), tuple(words), own=True)] if words else []))
    if mine.review is None:
        return ()
    barrier = barrier_words(mine.review)
    found = (
        Said(_("What you noticed"), tuple(mine.review.noticed.splitlines()), own=True),
        Said(_("What got in the way"), (barrier,) if barrier else (), own=False),
        Said(_("More about that"), tuple(mine.review.in_the_way.splitlines()), own=True),
    )
    return tuple(one for one in found if one.lines)


def _ways(mine: Activity, name: str) -> tuple[Way, ...]:
    """Four ways on; the one that fits what got in the way stands first. After all of it was done: the same again."""
    if mine.review is None:
        return ()
    id_ = str(mine.id)
    again = Way(new_href(again=id_), "calendar", _("Another time"), _("The same, on another day"))
    other = Way(CHOOSE, "refresh", _("Another activity"), _("Choose something else"))
    if mine.review.how is How.DONE:
        return (replace(again, title=_("Plan it again")), other)
    smaller = Way(new_href(smaller_of=id_), "steps", _("A smaller step"), _("Half of it, or the first minute"))
    told = _("A message, with this activity attached") if mine.plan.shared else _("A message. This stays only yours.")
    ask = Way(f"/me/messages?about={id_}#write", "message", _("Ask %(name)s") % {"name": name}, told)
    need = mine.review.barrier.need if mine.review.barrier else None
    if need is Need.OPPORTUNITY:
        return (again, smaller, other, ask)
    return (other, smaller, again, ask) if need is Need.MOTIVATION else (smaller, again, other, ask)


def _entered(mine: Activity) -> tuple[str, ...]:
    """That somebody of the team wrote it down; the patient can say it again themselves."""
    if mine.review is None or not mine.review.entered_by:
        return ()
    told = {"name": mine.review.entered_by, "day": day(mine.review.at, weekday=False)}
    return (_("Entered by %(name)s on %(day)s, as you said it.") % told,)


def _receipt(visit: Visit, mine: Activity, name: str) -> tuple[str, str]:
    """Who sees it, and whether they have."""
    if mine.state in (State.OFFERED, State.DECLINED):
        return _("%(name)s can see this.") % {"name": name}, "written"
    if not mine.plan.shared:
        return _("Only you. Nobody else can see this."), "private"
    if talked := discussed(visit.db, [mine.id]).get(mine.id):
        return discussed_words(talked), "talked"
    seen = first_seen(visit.db, [mine.id, *([mine.review.id] if mine.review else [])])
    sight = seen.get(mine.review.id if mine.review else mine.id)
    if sight:
        return _("Seen by %(name)s on %(day)s") % {"name": sight.by, "day": day(sight.at, weekday=False)}, "seen"
    return _("%(name)s can see this. Not seen yet.") % {"name": name}, "written"


def _plenty(visit: Visit, mine: Activity, all_: Sequence[Activity]) -> str:
    """That a day is full, said once and plainly. Nothing is refused."""
    same = [one for one in all_ if one.state is State.PLANNED and one.plan.day and one.plan.day == mine.plan.day]
    if len(same) <= ENOUGH_A_DAY:
        return ""
    told = _("%(n)d things are planned for this day. That is plenty, and fewer is fine.")
    return says(visit, told % {"n": len(same)})


def _done(visit: Visit, saved: str) -> str:
    match saved:
        case "planned" | "taken":
            return says(visit, _("It is in your week."))
        case "changed":
            return says(visit, _("Your plan is changed."))
        case "smaller":
            return says(visit, _("It is smaller now."), _("Small steps count."))
        case "review":
            return says(visit, _("What you said is saved."))
        case "sharing":
            return says(visit, _("Who can see it is changed."))
        case _:
            return ""
