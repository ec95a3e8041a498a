"""Plan: the modules in order, why one is not open yet, and what a patient decides about their own plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import my_plan
from app.content.answers import readable
from app.enrolments import plans
from app.enrolments.queries import Head, Work, changes, work_of
from app.enrolments.rules import BY_PATIENT, LONGEST_PAUSE, PlanDeed
from app.goals.queries import goals_of, serving
from app.goals.rules import Side
from app.people.queries import practitioner_of
from app.rendering import day
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.opening import changed, waits
from app.web.parts.step import minutes
from app.web.parts.worksheet import Problem
from app.web.patient.door import router
from app.web.patient.module_goal import served_words


@dataclass(frozen=True)
class Action:
    """A button of one module: what it does, and its words. `icon` names an arrow, for those that have one."""

    value: str
    label: str
    icon: str = ""


@dataclass(frozen=True)
class Row:
    href: str
    title: str
    state: str
    kind: str
    """done · open · waits: how the row is drawn; its sentence says it in words."""
    actions: tuple[Action, ...] = ()
    goal: str = ""


@dataclass(frozen=True)
class ChangeRow:
    sentence: str
    when: str
    reason: tuple[str, ...]


@dataclass(frozen=True)
class PlanPage:
    practitioner: str
    version: int
    core: tuple[Row, ...]
    optional: tuple[Row, ...]
    left_out: tuple[Row, ...]
    taken_out: tuple[Row, ...]
    changes: tuple[ChangeRow, ...]
    rest: str | None
    until: str
    ended: bool
    goals: int
    """How many goals are being worked on, or may be soon."""
    asked: bool
    """Whether one of them waits for the patient's yes."""
    problems: tuple[Problem, ...] = ()
    notice: str | None = None


@router.page("/plan")
def plan(visit: Visit) -> Response:
    return _page(visit, my_plan(visit))


@router.act("/plan")
def change_plan(visit: Visit) -> Response:
    """What a patient decides: the order of what is optional, leaving out, taking up again, another time through."""
    head = my_plan(visit)
    name, _dot, which = visit.typed("do").partition(":")
    if name not in {deed.value for deed in BY_PATIENT}:
        raise NotFound
    try:
        plans.change(
            visit.db,
            head.enrolment_id,
            PlanDeed(name),
            which,
            version=visit.typed_number("version"),
            only_optional=True,
            by=visit.by,
            at=visit.at,
        )
    except (plans.Stale, plans.Impossible):
        notice = _("Your plan has changed since you opened this page. Here it is as it is now. Nothing was done.")
        return _page(visit, head, notice=notice, status=409)
    return RedirectResponse("/me/plan", status_code=303)


@router.act("/plan/pause")
def pause(visit: Visit) -> Response:
    head = my_plan(visit)
    until, problem = _until(visit)
    if problem:
        return _page(visit, head, problems=(Problem("#until", problem),), status=422)
    plans.pause(visit.db, head.enrolment_id, until, by=visit.by, at=visit.at)
    return RedirectResponse("/me/plan", status_code=303)


@router.act("/plan/resume")
def resume(visit: Visit) -> Response:
    head = my_plan(visit)
    plans.resume(visit.db, head.enrolment_id, by=visit.by, at=visit.at)
    return RedirectResponse("/me", status_code=303)


def _until(visit: Visit) -> tuple[date | None, str]:
    """The day a patient means to come back, if they said one."""
    typed = visit.typed("until").strip()
    if not typed:
        return None, ""
    today = visit.today
    try:
        until = date.fromisoformat(typed)
    except ValueError:
        return None, _("Write a date, or leave it empty.")
    if not today < until <= today + LONGEST_PAUSE:
        return None, _("Choose a day in the next three months, or leave it empty.")
    return until, ""


def _page(
    visit: Visit, head: Head, *, problems: tuple[Problem, ...] = (), notice: str | None = None, status: int = 200
) -> Response:
    who = practitioner_of(visit.db, visit.who.id)
    name = who.name if who else None
    works = [
        work
        for work in work_of(visit.db, visit.house.library, [visit.who.id], at=visit.at).get(visit.who.id, ())
        if work.enrolment_id == head.enrolment_id
    ]
    here = [work for work in works if work.removed_at is None]
    optional = [work for work in here if not work.core and work.skipped_at is None]
    titles = {work.module.slug: work.module.title for work in works}
    goals, answers = goals_of(visit.db, [visit.who.id]).get(visit.who.id, ()), serving(visit.db, visit.who.id)
    served = {work.id: served_words(work.id, goals, answers) for work in works}
    content = PlanPage(
        practitioner=name or _("your practitioner"),
        version=head.version,
        core=tuple(_row(work, name, works, head, served) for work in here if work.core),
        optional=tuple(_row(work, name, works, head, served, optional) for work in optional),
        left_out=tuple(_row(work, name, works, head, served) for work in here if work.skipped_at is not None),
        taken_out=tuple(_row(work, name, works, head, served) for work in works if work.removed_at and work.begun_at),
        goals=sum(goal.live for goal in goals),
        asked=any(goal.waits_for is Side.PATIENT for goal in goals),
        changes=tuple(
            ChangeRow(changed(one, titles.get(one.slug, one.slug)), day(one.at), tuple(one.reason.splitlines()))
            for one in changes(visit.db, head.enrolment_id)
            if one.by_id != visit.who.id
        ),
        rest=_rest(head),
        until=readable(visit.typed("until"))[:20],
        ended=head.ended_at is not None,
        problems=problems,
        notice=notice,
    )
    return page(visit, "patient/plan.html", content, here="/me/plan", status=status)


def _rest(head: Head) -> str | None:
    if head.rest is None:
        return None
    since = _("You have been resting since %(day)s.") % {"day": day(head.rest.began_at)}
    if head.rest.until is None:
        return since
    return since + " " + _("You thought you might come back on %(day)s.") % {"day": day(head.rest.until)}


def _row(
    work: Work,
    practitioner: str | None,
    plan: list[Work],
    head: Head,
    served: Mapping[UUID, str],
    optional: list[Work] | None = None,
) -> Row:
    kind = "done" if work.finished_at else "open" if work.open else "waits"
    actions = () if head.ended_at else tuple(_actions(work, plan, optional or []))
    again = _(" · time %(n)d through it") % {"n": work.round} if work.round > 1 else ""
    return Row(_href(work), work.module.title, _state(work, practitioner) + again, kind, actions, served[work.id])


def _href(work: Work) -> str:
    return f"/me/modules/{work.module.slug}"


def _state(work: Work, practitioner: str | None) -> str:
    way = work.way
    if work.finished_at:
        return _("Finished on %(day)s") % {"day": day(work.finished_at, weekday=False)}
    if work.begun_at:
        return _("%(done)d of %(total)d steps done") % {"done": len(way.done), "total": len(way.steps)}
    if not work.open:
        return waits(work, practitioner)
    total = sum(step.minutes for step in way.steps)
    return _("Open · %(count)d steps, %(minutes)s in all") % {"count": len(way.steps), "minutes": minutes(total)}


def _actions(work: Work, plan: list[Work], optional: list[Work]) -> list[Action]:
    title = work.module.title
    found = []
    if work in optional and optional[0] is not work:
        found.append(Action(_do(PlanDeed.EARLIER, work.id), _("Move %(module)s up") % {"module": title}, "up"))
    if work in optional and optional[-1] is not work:
        found.append(Action(_do(PlanDeed.LATER, work.id), _("Move %(module)s down") % {"module": title}, "down"))
    if work.skipped_at:
        found.append(Action(_do(PlanDeed.TAKEN_UP, work.id), _("Take it up again")))
    elif not work.core and not work.finished_at and work.removed_at is None:
        found.append(Action(_do(PlanDeed.SKIPPED, work.id), _("Leave this out")))
    latest = [one for one in plan if one.module.slug == work.module.slug][-1]
    if work.finished_at and latest.id == work.id and work.removed_at is None:
        found.append(Action(_do(PlanDeed.REPEATED, work.id), _("Go through it again")))
    return found


def _do(deed: PlanDeed, which: UUID) -> str:
    return f"{deed.value}:{which}"
