"""What becomes of asking for somebody else, for the patient who asked: by when they hear, and what they are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.access.door import Visit
from app.audit.queries import Sight, first_seen
from app.checkins import queries
from app.checkins.queries import Request
from app.rendering import day
from app.rendering import gettext as _
from app.web.parts.thread import by_when

RECENT = timedelta(days=14)
"""How long an answer stands on Today; on the check-in page it stands for ever."""


@dataclass(frozen=True)
class RequestThing:
    """`told` is the lead's answer, word for word; empty while there is none."""

    title: str
    sentence: str
    told: tuple[str, ...]
    by: str
    receipt: str
    receipt_kind: str


def request_things(visit: Visit, *, recent: bool = False) -> tuple[RequestThing, ...]:
    """The newest first; three queries at most. `recent`: only what waits and what was answered of late."""
    found = queries.requests(visit.db, patient=visit.who.id)
    if recent:
        found = [one for one in found if one.settled_at is None or visit.at - one.settled_at <= RECENT]
    return tuple(_thing(visit, one, seen) for one, seen in _with_sights(visit, found))


def _with_sights(visit: Visit, found: Sequence[Request]) -> list[tuple[Request, Sight | None]]:
    seen = first_seen(visit.db, [one.id for one in found]) if found else {}
    return [(one, seen.get(one.id)) for one in sorted(found, key=lambda one: one.at, reverse=True)]


def _thing(visit: Visit, one: Request, seen: Sight | None) -> RequestThing:
    asked = _("You asked for someone else on %(day)s.") % {"day": day(one.at)}
    receipt, kind = _("Not seen yet"), "written"
    if seen:
        receipt = _("Seen by %(name)s on %(day)s") % {"name": seen.by, "day": day(seen.at, weekday=False)}
        kind = "seen"
    if one.settled_at is None:
        return RequestThing(_("You asked for someone else"), f"{asked} {_promise(one, visit)}", (), "", receipt, kind)
    title = _("%(name)s, service lead, answers you") % {"name": one.settled_by}
    return RequestThing(title, asked, tuple(one.answer.splitlines()), one.settled_by, "", "")


def _promise(one: Request, visit: Visit) -> str:
    when = {"when": by_when(one.due_at, visit.at)}
    if one.due_at >= visit.at:
        return _("The service lead tells you more by %(when)s. Nobody else hears of it.") % when
    told = _("We said by %(when)s. It is late. The service lead sees it on every page until you hear.")
    return told % when
