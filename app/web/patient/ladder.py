"""The ladder: what is planned and what was tried, from the easiest step up. The patient picks the next one."""

from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.activities import queries
from app.activities.rules import Activity
from app.activities.rules import ladder as steps_of
from app.enrolments.queries import has_ended
from app.rendering import gettext as _
from app.web.parts.activities import state_words, whose_words
from app.web.parts.frame import page
from app.web.patient.activities import HERE
from app.web.patient.door import router
from app.web.patient.plan_activity import new_href
from app.web.patient.voice import practitioner_name


@dataclass(frozen=True)
class Step:
    href: str
    title: str
    whose: str
    kind: str
    state: str
    hard: str
    again_href: str
    smaller_href: str
    private: bool


@dataclass(frozen=True)
class LadderPage:
    practitioner: str
    steps: tuple[Step, ...]
    ended: bool


@router.page("/activities/ladder")
def ladder(visit: Visit) -> Response:
    found = queries.activities_of(visit.db, [visit.who.id]).get(visit.who.id, ())
    ended = has_ended(visit.db, visit.who.id)
    steps = tuple(_step(visit, one) for one in steps_of(found))
    return page(visit, "patient/ladder.html", LadderPage(practitioner_name(visit), steps, ended), here="/me")


def _step(visit: Visit, one: Activity) -> Step:
    return Step(
        href=f"{HERE}/{one.id}",
        title=one.what,
        whose=whose_words(one, visit.house.ideas),
        kind=one.state.value,
        state=state_words(one),
        hard=_("How hard: %(n)d out of 10") % {"n": one.plan.hard or 0},
        again_href=new_href(again=str(one.id)),
        smaller_href=new_href(smaller_of=str(one.id)),
        private=not one.plan.shared,
    )
