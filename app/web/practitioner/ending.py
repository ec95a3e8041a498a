"""The end of a course, and the beginning of another for somebody who comes back."""

from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import my_patient
from app.enrolments.queries import Head, heads
from app.journey import moving
from app.journey.moving import StillOpen
from app.pathways.queries import published
from app.people.queries import Who
from app.rendering import day
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.joining import pathway_pick, read_pathway
from app.web.parts.plain import Pick, problems
from app.web.parts.worksheet import Problem
from app.web.practitioner.door import router
from app.web.practitioner.patient import Top, top


@dataclass(frozen=True)
class EndingPage:
    """`ended` says when the last course ended; without one there is one to end, or none was ever begun."""

    top: Top
    name: str
    goes_on: bool
    ended: str
    action: str
    pathway: Pick
    problems: tuple[Problem, ...] = ()


@router.page("/patients/{patient}/course")
def course(visit: Visit, patient: str) -> Response:
    return _page(visit, my_patient(visit, patient))


@router.act("/patients/{patient}/course/end")
def end_course(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    moving.discharge(visit.db, who.id, by=visit.by, at=visit.at)
    return RedirectResponse(f"/practice/patients/{who.id}/course", status_code=303)


@router.act("/patients/{patient}/course/begin")
def begin_course(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    pathway = read_pathway(visit)
    if problems((pathway,)):
        return _page(visit, who, pathway)
    chosen = next(one for one in published(visit.db) if one.slug == pathway.value)
    try:
        moving.begin_again(visit.db, who.id, chosen, by=visit.by, at=visit.at)
    except StillOpen:
        return _page(visit, who)
    return RedirectResponse(f"/practice/patients/{who.id}/plan", status_code=303)


def _page(visit: Visit, who: Who, pathway: Pick | None = None) -> Response:
    head: Head | None = heads(visit.db, [who.id]).get(who.id)
    pick = pathway or pathway_pick(visit)
    found = problems((pick,))
    content = EndingPage(
        top=top(who, "course"),
        name=who.name,
        goes_on=head is not None and head.ended_at is None,
        ended=_("The last course ended on %(day)s.") % {"day": day(head.ended_at)} if head and head.ended_at else "",
        action=f"/practice/patients/{who.id}/course",
        pathway=pick,
        problems=found,
    )
    return page(visit, "practitioner/course.html", content, here="/practice", status=422 if found else 200)
