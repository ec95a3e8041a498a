"""Activities in words, as a practitioner reads them: what is planned, how one went, why one was declined."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.activities.rules import Activity, Barrier, Need, No, Reason, Review, State
from app.goals.rules import HIGHEST, Goal
from app.rendering import day
from app.rendering import gettext as _


@dataclass(frozen=True)
class ActivityView:
    """`kind` names its shape; `state` is the sentence beside it. Own words: `what`, `place`, `company`, `goal`."""

    id: str
    kind: str
    state: str
    what: str
    facts: tuple[str, ...]
    place: str
    company: str
    goal: str
    why: tuple[str, ...]
    new: bool
    numbers: tuple[str, ...] = ()
    barrier: str = ""
    in_the_way: tuple[str, ...] = ()
    noticed: tuple[str, ...] = ()
    withdraw: str = ""
    enter: str = ""
    """Where what the patient says of it is written down for them."""


@dataclass(frozen=True)
class DeclinedView:
    """Something the patient said no to. `what` is the programme's or the team's; `words` are the patient's."""

    id: str
    what: str
    reason: str
    when: str
    words: tuple[str, ...]
    new: bool


def view(
    one: Activity, goals: Mapping[UUID, Goal], name: str, *, new: bool, withdraw: str = "", enter: str = ""
) -> ActivityView:
    review, served = one.review, goals.get(one.plan.goal) if one.plan.goal else None
    return ActivityView(
        id=str(one.id),
        kind=one.state.value,
        state=state(one),
        what=one.what,
        facts=tuple(_facts(one, name)),
        place=one.plan.place,
        company=one.plan.company,
        goal=served.words if served else "",
        why=tuple(one.offer.why.splitlines()) if one.offer else (),
        new=new,
        numbers=_numbers(one),
        barrier=barrier(review.barrier) if review and review.barrier else "",
        in_the_way=tuple(review.in_the_way.splitlines()) if review else (),
        noticed=tuple(review.noticed.splitlines()) if review else (),
        withdraw=withdraw,
        enter=enter,
    )


def state(one: Activity) -> str:
    match one.state:
        case State.OFFERED:
            return _("Offered on %(day)s, not answered yet") % {"day": day(one.made_at)}
        case State.PLANNED if one.plan.day:
            return _("Planned for %(day)s") % {"day": _when(one)}
        case State.PLANNED:
            return _("Planned, no day chosen")
        case State.DONE:
            return _("Done, said on %(day)s") % {"day": _said(one.review)}
        case State.PARTLY:
            return _("Partly done, said on %(day)s") % {"day": _said(one.review)}
        case State.NOT_THIS_TIME:
            return _("Not this time, said on %(day)s") % {"day": _said(one.review)}
        case State.DECLINED:
            return _("Declined")
        case State.TAKEN_OFF:
            return _("Taken off the list")


def _said(review: Review | None) -> str:
    return day(review.at) if review else ""


def _when(one: Activity) -> str:
    on = day(one.plan.day) if one.plan.day else ""
    return _("%(day)s at %(time)s") % {"day": on, "time": one.plan.time} if one.plan.time else on


def _facts(one: Activity, name: str) -> list[str]:
    """Who chose it, and the numbers that were said with the plan."""
    plan = one.plan
    chose = {"name": name, "by": one.offer.by if one.offer else ""}
    entered = one.review.entered_by if one.review else ""
    facts = [_("Entered by %(who)s, as %(name)s said it") % {"who": entered, "name": name}] if entered else []
    facts.append(_("Offered by %(by)s") % chose if one.offer else _("Chosen by %(name)s") % chose)
    if plan.likely is not None:
        facts.append(_("How likely: %(n)d of %(most)d") % {"n": plan.likely, "most": HIGHEST})
    if plan.hard is not None:
        facts.append(_("How hard: %(n)d of %(most)d") % {"n": plan.hard, "most": HIGHEST})
    return facts


def _numbers(one: Activity) -> tuple[str, ...]:
    """What was expected and what it was like, as far as either was said."""
    if one.review is None:
        return ()
    found = (
        (_("Enjoyment"), one.plan.enjoyment, one.review.enjoyment),
        (_("Sense of achievement"), one.plan.achievement, one.review.achievement),
    )
    return tuple(_number(label, expected, was) for label, expected, was in found if (expected, was) != (None, None))


def _number(label: str, expected: int | None, was: int | None) -> str:
    n = {"label": label, "expected": expected, "was": was}
    if expected is None:
        return _("%(label)s: was %(was)s") % n
    if was is None:
        return _("%(label)s: expected %(expected)s") % n
    return _("%(label)s: expected %(expected)s, was %(was)s") % n


def barrier(one: Barrier) -> str:
    """What got in the way, and what of COM-B it is about."""
    plain, need = _barrier(one), need_name(one.need) if one.need else ""
    return _("%(barrier)s (%(need)s)") % {"barrier": plain, "need": need} if need else plain


def need_name(need: Need) -> str:
    match need:
        case Need.CAPABILITY:
            return _("COM-B: capability")
        case Need.OPPORTUNITY:
            return _("COM-B: opportunity")
        case Need.MOTIVATION:
            return _("COM-B: motivation")


def _barrier(one: Barrier) -> str:
    match one:
        case Barrier.ENERGY:
            return _("Not enough energy")
        case Barrier.KNOW_HOW:
            return _("Not sure how to do it")
        case Barrier.TOO_BIG:
            return _("It was too big")
        case Barrier.TIME:
            return _("No time for it")
        case Barrier.REACH:
            return _("Could not get to it, or it costs too much")
        case Barrier.CAME_UP:
            return _("Something came up")
        case Barrier.POINT:
            return _("Could not see the point")
        case Barrier.WORRY:
            return _("Worry got in the way")
        case Barrier.FORGOT:
            return _("Forgot")
        case Barrier.OTHER:
            return _("Something else")


def reason(one: Reason) -> str:
    match one:
        case Reason.TOO_HARD:
            return _("Too hard for now")
        case Reason.NOT_RELEVANT:
            return _("Does not fit what matters to them")
        case Reason.TRIED:
            return _("Tried before")
        case Reason.NO_TIME:
            return _("No time")
        case Reason.FEELS_WRONG:
            return _("Does not feel right")
        case Reason.ACCESS:
            return _("Too far, too dear or hard to get to")
        case Reason.OTHER:
            return _("Another reason")


def declined(no: No, *, new: bool) -> DeclinedView:
    id_ = str(no.activity_id or no.id)
    return DeclinedView(id_, no.what, reason(no.reason), day(no.at), tuple(no.words.splitlines()), new)
