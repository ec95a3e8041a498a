"""That messages wait, since when and for whom: never what they say."""

from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.audit import actions as audit
from app.audit.rules import Deed
from app.messages import queries
from app.messages.queries import Stands
from app.people.presence import Team
from app.people.waiting import Stage
from app.rendering import gettext as _
from app.rendering import listed, ngettext
from app.web.parts.frame import page
from app.web.parts.thread import by_when, waited
from app.web.service_lead.door import router

HERE = "/service/messages"


@dataclass(frozen=True)
class WaitingRow:
    href: str
    name: str
    practitioner: str
    waits: str
    due: str
    lists: str


@dataclass(frozen=True)
class WaitingPage:
    with_lead: tuple[WaitingRow, ...]
    with_cover: tuple[WaitingRow, ...]
    on_time: str


@router.page("/messages", records=True)
def messages(visit: Visit) -> Response:
    team = visit.team
    calendar = visit.calendar
    found = queries.standing(visit.db, team, calendar, at=visit.at)
    mine = [one for one in found if one.place.lists.leads]
    late = [one for one in found if not one.place.lists.leads and one.place.stage is not Stage.ON_TIME]
    audit.record(visit.db, Deed.LISTED_PATIENTS, by=visit.by, at=visit.at, subject=f"messages: {len(mine) + len(late)}")
    content = WaitingPage(
        with_lead=tuple(_row(one, team, visit) for one in mine),
        with_cover=tuple(_row(one, team, visit) for one in late),
        on_time=_on_time(len(found) - len(mine) - len(late)),
    )
    return page(visit, "service_lead/messages.html", content, here=HERE, waiting={HERE: len(mine)})


def _on_time(n: int) -> str:
    if not n:
        return ""
    return ngettext("%(n)d more waits within its time.", "%(n)d more wait within their time.", n) % {"n": n}


def _row(one: Stands, team: Team, visit: Visit) -> WaitingRow:
    due, when = one.waiting.due_at, {"when": by_when(one.waiting.due_at, visit.at)}
    return WaitingRow(
        href=f"/service/patients/{one.patient.who.id}",
        name=one.patient.who.full_name,
        practitioner=one.patient.practitioner.full_name if one.patient.practitioner else _("Nobody"),
        waits=waited(one.waiting.since, visit.at),
        due=_("Was due by %(when)s") % when if due < visit.at else _("By %(when)s") % when,
        lists=_lists(one, team),
    )


def _lists(one: Stands, team: Team) -> str:
    names = sorted(team[id_].name for id_ in one.place.lists.practitioners)
    return listed([*names, *([_("the service leads")] if one.place.lists.leads else [])], _("and"))
