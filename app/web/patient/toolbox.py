"""My toolbox: what the patient has concluded and planned, in their own words. It stays readable after the course."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.content.schema import Reflection, Step, Worksheet
from app.diary.queries import noticings
from app.enrolments.queries import Work, work_of
from app.rendering import day
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.step import address
from app.web.parts.worksheet import Said, answers
from app.web.patient.door import router

HERE = "/me/toolbox"


@dataclass(frozen=True)
class Thing:
    """Something worth finding again. `href` leads to where it was written."""

    title: str
    when: str
    href: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Noticing:
    lines: tuple[str, ...]
    when: str


@dataclass(frozen=True)
class ToolboxPage:
    done: str
    conclusions: tuple[Thing, ...]
    plans: tuple[Thing, ...]
    noticed: tuple[Noticing, ...]


@router.page("/toolbox")
def toolbox(visit: Visit, kept: str = "") -> Response:
    """Two queries, however much is in it."""
    works = work_of(visit.db, visit.house.library, [visit.who.id], at=visit.at).get(visit.who.id, ())
    content = ToolboxPage(
        done=_("Kept. It stands under “What I noticed”.") if kept else "",
        conclusions=_things(works, lambda step: isinstance(step, Reflection)),
        plans=_things(works, lambda step: isinstance(step, Worksheet) and step.plans is not None),
        noticed=tuple(
            Noticing(tuple(one.words.splitlines()), day(one.at)) for one in noticings(visit.db, visit.who.id)
        ),
    )
    return page(visit, "patient/toolbox.html", content, here="/me/plan")


def _things(works: Sequence[Work], wanted: Callable[[Step], bool]) -> tuple[Thing, ...]:
    """Finished steps of one sort with words in them, the latest first."""
    found = [
        (kept.saved_at, Thing(f"{step.title} · {work.module.title}", day(kept.saved_at), _href(work, step), said))
        for work in works
        for step in work.module.steps
        if wanted(step) and (kept := work.kept.get(step.id)) and (said := answers(step, kept.answers))
    ]
    return tuple(thing for _at, thing in sorted(found, key=lambda pair: pair[0], reverse=True))


def _href(work: Work, step: Step) -> str:
    return address(work.module.slug, step.id)
