"""My practitioner: who they are in their own words, when they work, and who stands in while they are away."""

from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.people import preferences
from app.people.presence import Team, is_unattended, stands_for
from app.people.queries import Who, practitioner_of
from app.rendering import day
from app.rendering import gettext as _
from app.web.parts.days import days_in_words
from app.web.parts.frame import page
from app.web.patient.door import router


@dataclass(frozen=True)
class PractitionerPage:
    """`name` is empty where nobody supports the patient now."""

    name: str
    about: tuple[str, ...]
    days: str
    today: str


@router.page("/practitioner")
def my_practitioner(visit: Visit) -> Response:
    who = practitioner_of(visit.db, visit.who.id)
    return page(visit, "patient/practitioner.html", _page(visit, who), here="/me/settings")


def _page(visit: Visit, who: Who | None) -> PractitionerPage:
    if who is None:
        return PractitionerPage("", (), "", "")
    told = preferences.profile(visit.db, who.id)
    days = days_in_words(told.working_days)
    return PractitionerPage(
        name=who.name,
        about=tuple(told.about.splitlines()),
        days=_("%(name)s works %(days)s.") % {"name": who.name, "days": days} if days else "",
        today=_today(who, visit.team),
    )


def _today(who: Who, team: Team) -> str:
    """Where the practitioner is not there today: until when, and who looks after things. The promise is the team's."""
    here = team[who.id]
    if here.away is None and here.active:
        return _("%(name)s does not work today.") % {"name": who.name} if is_unattended(who.id, team) else ""
    away = _("%(name)s is not here at the moment.") % {"name": who.name}
    if here.active and here.away:
        last = day(here.away.last, weekday=False)
        away = _("%(name)s is away until %(day)s.") % {"name": who.name, "day": last}
    cover = stands_for(who.id, team)
    if cover is None:
        return f"{away} {_('The team looks after what you send and share.')}"
    return f"{away} {_('%(name)s stands in.') % {'name': team[cover].name}}"
