"""That safety conversations are to be had, with whom, by when and on whose list: never what was answered or written."""

from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.audit import actions as audit
from app.audit.rules import Deed
from app.people.presence import Team
from app.rendering import clock_time, day, ngettext
from app.rendering import gettext as _
from app.safety import queries
from app.safety.queries import Stands
from app.safety.rules import holder
from app.safety.tables import SafetyCount
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
    counted: str
    astray: bool


@router.page("/flags", records=True)
def flags(visit: Visit) -> Response:
    team = visit.team
    found = queries.standing(visit.flagged, team, visit.calendar, at=visit.at)
    audit.record(visit.db, Deed.LISTED_PATIENTS, by=visit.by, at=visit.at, subject=f"safety flags: {len(found)}")
    count = queries.last_count(visit.db)
    content = FlagsPage(
        mine=tuple(_row(one, team, visit) for one in found if one.place.lists.leads),
        others=tuple(_row(one, team, visit) for one in found if not one.place.lists.leads),
        counted=_counted(count),
        astray=bool(count and count.disagreements),
    )
    return page(visit, "service_lead/flags.html", content, here=HERE)


def _counted(count: SafetyCount | None) -> str:
    """What the last night's count found. Not how many answers flag: of one flag that would say what it rests on."""
    if count is None:
        return _("Answers, flags and closures are counted once a day. That has not happened yet.")
    when = _("%(day)s, %(time)s") % {"day": day(count.at), "time": clock_time(count.at)}
    flags_ = ngettext("%(n)d flag, %(closed)d closed.", "%(n)d flags, %(closed)d closed.", count.flags)
    numbers = flags_ % {"n": count.flags, "closed": count.closures}
    if not count.disagreements:
        return _("Counted three ways on %(when)s, and they agree: %(numbers)s") % {"when": when, "numbers": numbers}
    words = _("Counted three ways on %(when)s, and they do not agree. Whoever runs the service looks now: %(command)s")
    return words % {"when": when, "command": "alongside reconcile"}


def _taken(one: Stands, team: Team) -> str:
    if not one.flag.taken_name:
        return _("Nobody yet")
    name = {"name": one.flag.taken_name}
    return one.flag.taken_name if holder(one.flag.taken_by, team) else _("%(name)s, not at work today") % name


def _row(one: Stands, team: Team, visit: Visit) -> FlagRow:
    since = one.flag.raised_at
    return FlagRow(
        href=f"/service/patients/{one.patient.who.id}",
        name=one.patient.who.full_name,
        practitioner=one.patient.practitioner.full_name if one.patient.practitioner else _("Nobody"),
        since=_("%(day)s, %(time)s") % {"day": day(since), "time": clock_time(since)},
        due=due_words(one.flag.due_at, visit.at),
        late=visit.at > one.flag.due_at,
        taken=_taken(one, team),
        lists=lists_words(one.place, team),
    )
