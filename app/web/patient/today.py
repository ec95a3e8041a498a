"""Today: one obvious next thing, what the practitioner has read, and the plan."""

from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.enrolments.queries import Work
from app.people.queries import Who
from app.rendering import day
from app.rendering import gettext as _
from app.today import queries
from app.today.queries import Next, Read, Today
from app.web.parts.frame import page
from app.web.parts.step import address, minutes
from app.web.patient.door import router


@dataclass(frozen=True)
class NextThing:
    href: str
    title: str
    meta: str
    button: str
    done: int
    total: int


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
class TodayPage:
    date: str
    greeting: str
    next: NextThing | None
    practitioner: str | None
    read: tuple[ReadThing, ...]
    plan: tuple[PlanRow, ...]
    ended: bool


@router.page("")
def today(visit: Visit) -> Response:
    found = queries.today(visit.db, visit.house.library, visit.who.id, at=visit.at)
    return page(visit, "patient/today.html", _page(found, visit), here="/me")


def _page(found: Today, visit: Visit) -> TodayPage:
    return TodayPage(
        date=day(visit.at),
        greeting=_("Hello, %(name)s") % {"name": visit.who.name},
        next=_next(found.next) if found.next else None,
        practitioner=found.practitioner.name if found.practitioner else None,
        read=tuple(_read(one) for one in found.read[:2]),
        plan=tuple(_row(work, found.practitioner) for work in found.plan),
        ended=found.ended,
    )


def _next(found: Next) -> NextThing:
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
    )


def _read(one: Read) -> ReadThing:
    sentence = _("Seen by %(name)s on %(day)s") % {"name": one.receipt.by, "day": day(one.receipt.at, weekday=False)}
    href = address(one.work.module.slug, one.step.id)
    return ReadThing(one.step.title, href, one.receipt.by, sentence)


def _row(work: Work, practitioner: Who | None) -> PlanRow:
    way = work.way
    if work.finished_at:
        state = _("Finished on %(day)s") % {"day": day(work.finished_at, weekday=False)}
    elif work.begun_at:
        state = _("%(done)d of %(total)d steps done") % {"done": len(way.done), "total": len(way.steps)}
    else:
        total = sum(step.minutes for step in way.steps)
        state = _("%(count)d steps · %(minutes)s in all") % {"count": len(way.steps), "minutes": minutes(total)}
    return PlanRow(f"/me/modules/{work.module.slug}", work.module.title, state, work.finished_at is not None)
