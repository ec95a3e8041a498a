"""Today: one obvious next thing, what the practitioner has read, and the plan."""

from dataclasses import dataclass, replace

from fastapi import Response

from app.access.door import Visit
from app.enrolments.queries import Work
from app.goals.rules import Side
from app.messages.queries import Said
from app.people import preferences
from app.rendering import day
from app.rendering import gettext as _
from app.today import queries
from app.today.queries import Next, Read, Today, Told
from app.web.parts.frame import page
from app.web.parts.opening import changed, waits
from app.web.parts.step import address, minutes
from app.web.patient.activities import Row, row
from app.web.patient.door import router
from app.web.patient.messages import places, promise_kept
from app.web.patient.module_goal import served_words
from app.web.patient.today_check_in import CheckInThing, check_in_thing
from app.web.patient.today_low import LowDay, low_day
from app.web.patient.today_measures import MeasuresRow, measures_row
from app.web.patient.today_session import SessionThing, session_thing
from app.web.patient.today_support import SupportThing, support_thing
from app.web.patient.voice import says

ROWS = 5
"""So many activities stand on Today; the rest is in the week."""
ALSO = 2
"""So many more things are offered to somebody who wants to go faster."""
LINES = 3
"""So many lines of a message stand on Today; the rest is one press away, and the page says so."""


@dataclass(frozen=True)
class NextThing:
    href: str
    title: str
    meta: str
    button: str
    done: int
    total: int
    goal: str = ""
    """The words of the goal it helps."""
    pace: str = ""


@dataclass(frozen=True)
class AlsoOpen:
    href: str
    title: str
    meta: str


@dataclass(frozen=True)
class ReadThing:
    title: str
    href: str
    by: str
    sentence: str


@dataclass(frozen=True)
class PlanRow:
    href: str
    title: str
    state: str
    done: bool


@dataclass(frozen=True)
class ToldThing:
    """What the practitioner wrote under a piece of work."""

    by: str
    about: str
    href: str
    when: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class ChangedThing:
    sentence: str
    reason: tuple[str, ...]


@dataclass(frozen=True)
class Still:
    """What the programme says where there is no next thing. Empty where it is held back."""

    title: str
    sentences: str
    plan: bool = False


@dataclass(frozen=True)
class MessageThing:
    """The last message from the team."""

    by: str
    when: str
    words: tuple[str, ...]
    more: bool


@dataclass(frozen=True)
class AskedGoal:
    href: str
    title: str
    by: str
    words: str


@dataclass(frozen=True)
class TodayPage:
    date: str
    greeting: str
    next: NextThing | None
    still: Still | None
    rest: str | None
    practitioner: str | None
    told: tuple[ToldThing, ...]
    changes: tuple[ChangedThing, ...]
    read: tuple[ReadThing, ...]
    plan: tuple[PlanRow, ...]
    message: MessageThing | None = None
    unanswered: str = ""
    low: LowDay | None = None
    """The day for somebody low on energy, in place of nearly all the rest."""
    energy: bool = False
    """Whether there is a choice of the two days."""
    week: tuple[Row, ...] = ()
    asked: AskedGoal | None = None
    measures: MeasuresRow | None = None
    also: tuple[AlsoOpen, ...] = ()
    check_in: CheckInThing | None = None
    session: SessionThing | None = None
    support: SupportThing | None = None


@router.page("")
def today(visit: Visit, day: str = "") -> Response:
    """`day=low` is the same day for somebody who is low on energy."""
    found = queries.today(visit.db, visit.house.library, visit.who.id, at=visit.at)
    content = _page(found, visit)
    if day == "low" and content.energy:
        content = replace(content, low=low_day(visit, found))
    return page(visit, "patient/today.html", content, here="/me")


def _page(found: Today, visit: Visit) -> TodayPage:
    pace = preferences.going(visit.db, visit.who.id).pace
    return TodayPage(
        date=day(visit.at),
        greeting=says(visit, _("Hello, %(name)s") % {"name": visit.who.name}) or visit.who.name,
        next=_next(found.next, found, pace) if found.next else None,
        still=None if found.rest or found.next else _still(visit, found),
        rest=_("Since %(day)s.") % {"day": day(found.rest.began_at)} if found.rest else None,
        practitioner=found.practitioner.name if found.practitioner else None,
        told=tuple(_told(one) for one in found.told[:2]),
        changes=_changes(found),
        read=tuple(_read(one) for one in found.read[:2]),
        plan=tuple(_row(work) for work in found.plan if work.begun_at) if found.ended else (),
        message=_message(found.message) if found.message else None,
        unanswered=_unanswered(visit, found),
        energy=not found.ended and found.rest is None,
        week=_week(visit, found),
        asked=_asked(found),
        measures=None if found.ended or found.rest else measures_row(visit),
        also=_also(found) if pace == "faster" else (),
        check_in=check_in_thing(visit),
        session=session_thing(visit, ended=found.ended),
        support=None if found.ended or found.rest else support_thing(visit),
    )


def _week(visit: Visit, found: Today) -> tuple[Row, ...]:
    if found.ended:
        return ()
    shown = queries.this_week(found.activities, visit.today)
    return tuple(row(visit, one, dated=True, ended=False) for one in shown[:ROWS])


def _asked(found: Today) -> AskedGoal | None:
    """The first goal that waits for the patient's yes."""
    goal = next((one for one in found.goals if one.waits_for is Side.PATIENT), None)
    if goal is None or found.ended:
        return None
    told = _("%(name)s suggests new words for your goal") if goal.earlier else _("%(name)s suggests a goal")
    return AskedGoal(f"/me/goals/{goal.id}", told % {"name": goal.wording.by}, goal.wording.by, goal.words)


def _still(visit: Visit, found: Today) -> Still:
    if found.ended:
        told = says(visit, _("Everything you wrote is still here to read."), _("It stays yours."))
        return Still(says(visit, _("Your course has ended")), told)
    if waiting := _waiting(found):
        return Still(says(visit, _("Nothing is open just now")), says(visit, waiting), plan=True)
    told = says(
        visit,
        _("There is nothing you need to do here just now."),
        _("You can read what you wrote, any time."),
    )
    return Still(says(visit, _("You are up to date")), told)


def _message(one: Said) -> MessageThing:
    lines = [line for line in one.words.splitlines() if line.strip()]
    return MessageThing(one.by, day(one.at), tuple(lines[:LINES]), len(lines) > LINES)


def _unanswered(visit: Visit, found: Today) -> str:
    """The promise for the patient's own message; where it is late, what is true instead."""
    one = found.unanswered
    if one is None or one.due_at is None:
        return ""
    return promise_kept(one.due_at, places(visit, [one]).get(one.id), visit.at)


def _next(found: Next, today: Today, pace: str) -> NextThing:
    way = found.work.way
    begun = found.work.begun_at is not None
    place = _("Step %(n)d of %(total)d") % {"n": way.position(found.step.id), "total": len(way.steps)}
    return NextThing(
        href=address(found.work.module.slug, found.step.id),
        title=found.work.module.title,
        meta=f"{place} · {minutes(found.step.minutes)}",
        button=_("Carry on") if begun else _("Begin"),
        done=len(way.done),
        total=len(way.steps),
        goal=served_words(found.work.id, today.goals, today.serves),
        pace=_("One step this week is enough.") if pace == "slower" else "",
    )


def _also(found: Today) -> tuple[AlsoOpen, ...]:
    """What else is open, for somebody who wants to go faster; nothing while the plan rests."""
    if found.rest or found.next is None:
        return ()
    return tuple(_also_open(one) for one in queries.further(found.plan, found.next)[:ALSO])


def _also_open(one: Next) -> AlsoOpen:
    meta = f"{one.work.module.title} · {minutes(one.step.minutes)}"
    return AlsoOpen(address(one.work.module.slug, one.step.id), one.step.title, meta)


def _read(one: Read) -> ReadThing:
    sentence = _("Seen by %(name)s on %(day)s") % {"name": one.receipt.by, "day": day(one.receipt.at, weekday=False)}
    href = address(one.work.module.slug, one.step.id)
    return ReadThing(one.step.title, href, one.receipt.by, sentence)


def _waiting(found: Today) -> str | None:
    """What opens next and how, where there is nothing to go on with."""
    if found.waiting is None:
        return None
    name = found.practitioner.name if found.practitioner else None
    return f"“{found.waiting.module.title}”: {waits(found.waiting, name)}"


def _told(one: Told) -> ToldThing:
    return ToldThing(
        by=one.feedback.by,
        about=one.step.title,
        href=address(one.work.module.slug, one.step.id),
        when=day(one.feedback.at),
        words=tuple(one.feedback.words.splitlines()),
    )


def _changes(found: Today) -> tuple[ChangedThing, ...]:
    titles = {work.module.slug: work.module.title for work in found.plan}
    return tuple(
        ChangedThing(changed(one, titles.get(one.slug, one.slug)), tuple(one.reason.splitlines()))
        for one in found.changes[:2]
    )


def _row(work: Work) -> PlanRow:
    way = work.way
    if work.finished_at:
        state = _("Finished on %(day)s") % {"day": day(work.finished_at, weekday=False)}
    elif work.begun_at:
        state = _("%(done)d of %(total)d steps done") % {"done": len(way.done), "total": len(way.steps)}
    else:
        total = sum(step.minutes for step in way.steps)
        state = _("%(count)d steps · %(minutes)s in all") % {"count": len(way.steps), "minutes": minutes(total)}
    return PlanRow(f"/me/modules/{work.module.slug}", work.module.title, state, work.finished_at is not None)
