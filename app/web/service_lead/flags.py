"""That safety conversations are to be had, with whom, by when and on whose list: never what was answered or written."""

from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.audit import actions as audit
from app.audit.rules import Deed
from app.people.presence import Team
from app.people.queries import team_on
from app.rendering import clock_time, day
from app.rendering import gettext as _
from app.safety import queries
from app.safety.queries import Stands
from app.service import queries as service
from app.web.parts.flags import due_words, lists_words
from app.web.parts.frame import page
from app.web.service_lead.door import router

HERE = "/service/flags"


@dataclass(frozen=True)
class FlagRow:
    href: str
    name: str
    practitioner: str
    since: str
    due: str
    late: bool
    taken: str
    lists: str


@dataclass(frozen=True)
class FlagsPage:
    mine: tuple[FlagRow, ...]
    others: tuple[FlagRow, ...]


@router.page("/flags", records=True)
def flags(visit: Visit) -> Response:
    team = team_on(visit.db, visit.today)
    calendar = service.calendar(visit.db, visit.house.speech.zone)
    found = queries.standing(visit.db, team, calendar, at=visit.at)
    audit.record(visit.db, Deed.LISTED_PATIENTS, by=visit.by, at=visit.at, subject=f"safety flags: {len(found)}")
    content = FlagsPage(
        mine=tuple(_row(one, team, visit) for one in found if one.place.lists.leads),
        others=tuple(_row(one, team, visit) for one in found if not one.place.lists.leads),
    )
    return page(visit, "service_lead/flags.html", content, here=HERE)


def _row(one: Stands, team: Team, visit: Visit) -> FlagRow:
    since = one.flag.raised_at
    return FlagRow(
        href=f"/service/patients/{one.patient.who.id}",
        name=one.patient.who.full_name,
        practitioner=one.patient.practitioner.full_name if one.patient.practitioner else _("Nobody"),
        since=_("%(day)s, %(time)s") % {"day": day(since), "time": clock_time(since)},
        due=due_words(one.flag.due_at, visit.at),
        late=visit.at > one.flag.due_at,
        taken=one.flag.taken_name or _("Nobody yet"),
        lists=lists_words(one.place, team),
    )
