"""Guides: for each module what it is for and how to use it, and for working in a blend."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.access.guards import a_module, my_patient
from app.content.guides import BLENDED, FIRST_SESSION, WorkGuide
from app.content.schema import Guide
from app.enrolments import actions as enrolments
from app.goals.queries import goals_of
from app.people.queries import Who
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.safety.queries import safety_plan
from app.sessions.queries import sessions_of
from app.sessions.rules import coming
from app.web.parts.frame import page
from app.web.parts.sessions import when
from app.web.practitioner.card import CardView, card_of
from app.web.practitioner.door import router
from app.web.practitioner.patient import Top, top

HERE = "/practice/guides"


@dataclass(frozen=True)
class GuidePage:
    title: str
    summary: str
    author: str
    review: str
    guide: Guide


@dataclass(frozen=True)
class WorkGuidePage:
    guide: WorkGuide
    review: str


@dataclass(frozen=True)
class GuideRow:
    href: str
    title: str
    summary: str


@dataclass(frozen=True)
class GuidesPage:
    work: tuple[GuideRow, ...]
    modules: tuple[GuideRow, ...]


@dataclass(frozen=True)
class Fact:
    """What is there already, and where it is done."""

    label: str
    state: str
    href: str


@dataclass(frozen=True)
class FirstSessionPage:
    top: Top
    name: str
    card: CardView
    guide: WorkGuide
    facts: tuple[Fact, ...]


@router.page("/guides")
def guides(visit: Visit) -> Response:
    work = tuple(GuideRow(f"{HERE}/{name}", one.title, one.summary) for name, one in visit.house.guides.items())
    modules = sorted(visit.house.library.newest.values(), key=lambda one: one.title)
    rows = tuple(GuideRow(f"{HERE}/{one.slug}", one.title, one.manifest.summary) for one in modules)
    return page(visit, "practitioner/guides.html", GuidesPage(work, rows), here=HERE)


@router.page("/guides/{module}")
def guide(visit: Visit, module: str) -> Response:
    work = visit.house.guides.get(module)
    if work:
        return page(visit, "practitioner/work_guide.html", WorkGuidePage(work, day(work.review)), here=HERE)
    found = a_module(visit, module)
    manifest = found.manifest
    content = GuidePage(manifest.title, manifest.summary, manifest.author, day(manifest.review), manifest.guide)
    return page(visit, "practitioner/guide.html", content, here=HERE)


@router.page("/patients/{patient}/first-session", records=True)
def first_session(visit: Visit, patient: str) -> Response:
    """The first session, side by side: what to go through, and what of it is there already. Nothing is stored."""
    who = my_patient(visit, patient)
    enrolments.look(visit.db, who.id, [], "first session", as_cover=visit.stands_in, by=visit.by, at=visit.at)
    here = top(who, "sessions")
    content = FirstSessionPage(
        top=here,
        name=who.name,
        card=card_of(visit, who),
        guide=visit.house.guides[FIRST_SESSION],
        facts=tuple(_facts(visit, who, here)),
    )
    return page(visit, "practitioner/first_session.html", content, here="/practice/sessions")


def _facts(visit: Visit, who: Who, here: Top) -> Iterator[Fact]:
    """Worked out from what is there, each time it is read; five queries."""
    plan = safety_plan(visit.db, who.id)
    written = _("Changed on %(day)s") % {"day": day(plan.at, weekday=False)} if plan else _("None yet")
    yield Fact(_("Safety plan"), written, f"{here.href}/safety-plan")
    live = [one for one in goals_of(visit.db, [who.id]).get(who.id, ()) if one.live]
    count = ngettext("%(n)d goal", "%(n)d goals", len(live)) % {"n": len(live)} if live else _("None yet")
    yield Fact(_("Goals"), count, f"{here.href}/goals")
    yield Fact(_("Something to do"), _("Offer it, or write it into the record"), f"{here.href}/activities")
    session = coming(sessions_of(visit.db, [who.id]).get(who.id, ()), visit.at)
    booked = when(session, visit.at) if session else _("None booked")
    yield Fact(_("Next session"), booked, f"{here.href}/sessions")
    yield Fact(_("Working in a blend"), _("How sessions and the programme go together"), f"{HERE}/{BLENDED}")
