"""Before the first session: what it is for, what the two do in it, and what helps. Nothing is stored."""

from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.content.guides import FIRST_SESSION, PatientGuide
from app.enrolments.queries import work_of
from app.web.parts.frame import page
from app.web.patient.door import router
from app.web.patient.voice import practitioner_name

HERE = "/me/first-session"
MODULE = "starting-together"


@dataclass(frozen=True)
class FirstSessionPage:
    """`module`: where the part of the programme is that goes with it, if it is in the plan and open."""

    practitioner: str
    guide: PatientGuide
    module: str


@router.page("/first-session")
def first_session(visit: Visit) -> Response:
    plan = work_of(visit.db, visit.house.library, [visit.who.id], at=visit.at).get(visit.who.id, ())
    there = any(work.module.slug == MODULE and work.open and not work.ended and not work.finished_at for work in plan)
    content = FirstSessionPage(
        practitioner=practitioner_name(visit),
        guide=visit.house.guides[FIRST_SESSION].for_patient,
        module=f"/me/modules/{MODULE}" if there else "",
    )
    return page(visit, "patient/first_session.html", content, here="/me/sessions")
