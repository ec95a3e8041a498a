"""Before the first session: when it is, what it is for, what the two do in it, and what helps. Nothing is stored."""

from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.content.guides import FIRST_SESSION, PatientGuide
from app.enrolments.queries import has_ended, work_of
from app.rendering import gettext as _
from app.sessions.queries import sessions_of
from app.sessions.rules import BookedSession, coming
from app.web.parts.frame import page
from app.web.parts.sessions import minutes_words, mode_words, when
from app.web.patient.door import router
from app.web.patient.voice import practitioner_name

HERE = "/me/first-session"
MODULE = "starting-together"


@dataclass(frozen=True)
class FirstSessionPage:
    """`when` and `how`: the first session, where it is booked. `before`: whether there may be more to prepare for.

    `module`: where the part of the programme is that goes with it, if it is in the plan and open.
    """

    practitioner: str
    guide: PatientGuide
    when: str
    how: str
    before: bool
    module: str


@router.page("/first-session")
def first_session(visit: Visit) -> Response:
    me = visit.who.id
    found = sessions_of(visit.db, [me]).get(me, [])
    first = None if any(one.attended for one in found) else coming(found, visit.at)
    content = FirstSessionPage(
        practitioner=practitioner_name(visit),
        guide=visit.house.guides[FIRST_SESSION].for_patient,
        when=_("When: %(when)s") % {"when": when(first, visit.at)} if first else "",
        how=_how(first) if first else "",
        before=not has_ended(visit.db, me),
        module=_module(visit),
    )
    return page(visit, "patient/first_session.html", content, here="/me/plan")


def _how(one: BookedSession) -> str:
    told = {"how": mode_words(one.mode), "name": one.practitioner, "minutes": minutes_words(one.minutes)}
    return _("%(how)s, with %(name)s, about %(minutes)s") % told


def _module(visit: Visit) -> str:
    plan = work_of(visit.db, visit.house.library, [visit.who.id], at=visit.at).get(visit.who.id, ())
    there = any(work.module.slug == MODULE and work.open and not work.ended and not work.finished_at for work in plan)
    return f"/me/modules/{MODULE}" if there else ""
