"""After an answer about thoughts of death or self-harm: thanks, help, who reads it by when, and the offer of a call.

It locks nothing: one can go on without choosing. Reached with nothing told, it shows the same help.
"""

import re
from dataclasses import dataclass

from fastapi import Response

from app.access.door import NotFound, Visit
from app.content.help import Help, Nation
from app.rendering import day
from app.rendering import gettext as _
from app.safety.queries import safety_plan
from app.web.parts.frame import page
from app.web.patient.contact import Contact, contact, onward
from app.web.patient.door import router


@dataclass(frozen=True)
class AfterPage:
    """`question`: where the answer can be changed."""

    title: str
    lead: str
    question: str
    number: str
    contact: Contact
    plan: str
    help: Help


@router.page("/measures/{measure}/{n}/after")
def after_answer(visit: Visit, measure: str, n: str, next: str = "", told: str = "") -> Response:  # noqa: A002
    if measure not in visit.house.measures or not re.fullmatch(r"[0-9]{1,2}", n):
        raise NotFound
    question = f"/me/measures/{measure}/{n}"
    found = contact(visit, told=told, next_=onward(next), then=f"{question}/after")
    content = AfterPage(
        title=_("Thank you for telling us") if found.waits else _("If you need someone"),
        lead=_lead(found),
        question=question,
        number=n,
        contact=found,
        plan=_plan(visit),
        help=visit.house.help[Nation(visit.house.settings.nation)],
    )
    return page(visit, "patient/after_answer.html", content)


def _lead(found: Contact) -> str:
    name = {"name": found.practitioner}
    if found.waits:
        told = _("Many people have thoughts like these when they are low. You can talk about them with %(name)s.")
        return told % name
    told = _(
        "Many people think of death or of hurting themselves when they are low. You can talk with %(name)s about it."
    )
    return told % name


def _plan(visit: Visit) -> str:
    kept = safety_plan(visit.db, visit.who.id)
    if kept is None:
        return _("Nothing is written in it yet")
    return _("Last changed on %(day)s") % {"day": day(kept.at, weekday=False)}
