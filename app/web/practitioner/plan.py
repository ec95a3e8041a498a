"""One patient's plan, tailored by their practitioner. Each change has a reason, and the patient reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import my_patient, plan_of
from app.audit import actions as audit
from app.audit.rules import Deed
from app.content.answers import clean, readable
from app.enrolments import plans
from app.enrolments.actions import Ended
from app.enrolments.queries import Head, Work, changes, work_of
from app.enrolments.rules import BY_PRACTITIONER, LONGEST_REASON, PlanDeed
from app.goals import queries as goals
from app.goals.queries import Serves
from app.people.queries import Who
from app.rendering import day
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.opening import changed, waits
from app.web.parts.worksheet import Problem
from app.web.practitioner.card import CardView, card_of
from app.web.practitioner.door import router
from app.web.practitioner.patient import Top, top


@dataclass(frozen=True)
class Action:
    value: str
    label: str
    icon: str = ""


@dataclass(frozen=True)
class Row:
    title: str
    core: bool
    state: str
    goal: str
    """The words of the goal that it serves."""
    serves: str
    guide_href: str
    moves: tuple[Action, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class ChangeRow:
    sentence: str
    when: str
    reason: tuple[str, ...]


@dataclass(frozen=True)
class PlanPage:
    top: Top
    card: CardView
    name: str
    version: int
    rows: tuple[Row, ...]
    out: tuple[Row, ...]
    offered: tuple[Action, ...]
    changes: tuple[ChangeRow, ...]
    rest: str | None
    ended: bool
    reason: str
    problems: tuple[Problem, ...]
    notice: str | None


@router.page("/patients/{patient}/plan", records=True)
def plan(visit: Visit, patient: str) -> Response:
    """A look, because the card holds the patient's words; it does not count as reading their work."""
    who = my_patient(visit, patient)
    head = plan_of(visit, who)
    audit.record(visit.db, Deed.READ_PLAN, by=visit.by, at=visit.at, patient=who.id)
    return _page(visit, who, head)


@router.act("/patients/{patient}/plan")
def change_plan(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    head = plan_of(visit, who)
    name, _colon, which = visit.typed("do").partition(":")
    if name not in {deed.value for deed in BY_PRACTITIONER}:
        raise NotFound
    deed = PlanDeed(name)
    if deed is PlanDeed.ADDED and which not in visit.house.library.newest:
        raise NotFound
    reason = readable(clean(visit.typed("reason")))
    if not reason or len(reason) > LONGEST_REASON:
        problem = _("Say why in a few words first: %(name)s reads them.") % {"name": who.name}
        if reason:
            problem = _("That is more than fits here (%(most)d letters). Make it shorter.") % {"most": LONGEST_REASON}
        return _page(visit, who, head, problem=problem, status=422)
    try:
        version = visit.typed_number("version")
        plans.change(visit.db, head.enrolment_id, deed, which, version=version, reason=reason, by=visit.by, at=visit.at)
    except (plans.Stale, plans.Impossible, Ended):
        notice = _("The plan has changed since you opened this page. Here it is as it is now. Nothing was done.")
        return _page(visit, who, head, notice=notice, status=409)
    return RedirectResponse(f"/practice/patients/{who.id}/plan", status_code=303)


def _page(
    visit: Visit, who: Who, head: Head, *, problem: str = "", notice: str | None = None, status: int = 200
) -> Response:
    found = work_of(visit.db, visit.house.library, [who.id], at=visit.at).get(who.id, ())
    works = [work for work in found if work.enrolment_id == head.enrolment_id]
    here = [work for work in works if work.removed_at is None]
    titles = {slug: module.title for slug, module in visit.house.library.newest.items()}
    held = {work.module.slug for work in works}
    serves = goals.serving(visit.db, who.id)
    words = {goal.id: goal.words for goal in goals.goals_of(visit.db, [who.id]).get(who.id, ())}
    content = PlanPage(
        top=top(who, "plan"),
        card=card_of(visit, who),
        name=who.name,
        version=head.version,
        rows=tuple(_serving(_row(work, visit.who.name, here), serves.get(work.id), words) for work in here),
        out=tuple(_out(work) for work in works if work.removed_at is not None),
        offered=tuple(
            Action(f"{PlanDeed.ADDED.value}:{slug}", title) for slug, title in titles.items() if slug not in held
        ),
        changes=tuple(
            ChangeRow(changed(one, titles.get(one.slug, one.slug)), day(one.at), tuple(one.reason.splitlines()))
            for one in changes(visit.db, head.enrolment_id)
        ),
        rest=_("%(name)s is resting since %(day)s.") % {"name": who.name, "day": day(head.rest.began_at)}
        if head.rest
        else None,
        ended=head.ended_at is not None,
        reason=readable(visit.typed("reason")),
        problems=(Problem("#reason", problem),) if problem else (),
        notice=notice,
    )
    return page(visit, "practitioner/plan.html", content, here="/practice", status=status)


def _row(work: Work, practitioner: str, plan: list[Work]) -> Row:
    moves, acts = [], []
    if plan[0] is not work:
        moves.append(_act(PlanDeed.EARLIER, work, _("Move %(module)s up") % {"module": work.module.title}, "up"))
    if plan[-1] is not work:
        moves.append(_act(PlanDeed.LATER, work, _("Move %(module)s down") % {"module": work.module.title}, "down"))
    if not work.open:
        acts.append(_act(PlanDeed.OPENED, work, _("Open now")))
    latest = [one for one in plan if one.module.slug == work.module.slug][-1]
    if work.finished_at and latest is work:
        acts.append(_act(PlanDeed.REPEATED, work, _("Go through it again")))
    if not work.finished_at:
        acts.append(_act(PlanDeed.TAKEN_OUT, work, _("Take out")))
    return Row(
        work.module.title, work.core, _state(work, practitioner), "", "", _guide(work), tuple(moves), tuple(acts)
    )


def _serving(row: Row, serves: Serves | None, words: Mapping[UUID, str]) -> Row:
    """The row with the goal that the module serves, or that it serves none; nothing where nobody has said."""
    if serves is None:
        return row
    said = {"name": serves.by, "day": day(serves.at, weekday=False)}
    if serves.goal_id is None:
        return replace(row, serves=_("For no goal, said by %(name)s on %(day)s") % said)
    return replace(row, goal=words.get(serves.goal_id, ""), serves=_("chosen by %(name)s on %(day)s") % said)


def _out(work: Work) -> Row:
    state = _("Taken out on %(day)s") % {"day": day(work.removed_at)} if work.removed_at else ""
    put_back = _act(PlanDeed.PUT_BACK, work, _("Put back"))
    return Row(work.module.title, work.core, state, "", "", _guide(work), (), (put_back,))


def _act(deed: PlanDeed, work: Work, label: str, icon: str = "") -> Action:
    return Action(f"{deed.value}:{work.id}", label, icon)


def _guide(work: Work) -> str:
    return f"/practice/guides/{work.module.slug}"


def _state(work: Work, practitioner: str) -> str:
    """Where the patient is, or the sentence that the patient reads."""
    way = work.way_for_others
    if work.finished_at:
        return _("Finished on %(day)s") % {"day": day(work.finished_at)}
    if work.begun_at:
        return _("%(done)d of %(total)d steps done") % {"done": len(way.done), "total": len(way.steps)}
    if work.skipped_at:
        return _("Left out by the patient on %(day)s") % {"day": day(work.skipped_at)}
    if sentence := waits(work, practitioner):
        return _("The patient reads: “%(sentence)s”") % {"sentence": sentence}
    return _("Open, not begun")
