"""The check-in on Today: offered now and then, never pressed; and what becomes of asking for somebody else."""

from dataclasses import dataclass
from datetime import timedelta

from app.access.door import Visit
from app.checkins.queries import last_days
from app.checkins.rules import after_last_session, due
from app.enrolments.queries import heads
from app.rendering import local, ngettext
from app.sessions.queries import attended
from app.web.patient.lead_requests import RequestThing, request_things

EVERY = 21
"""Days from one check-in until the next is offered."""
SETTLED_IN = timedelta(days=7)
"""So long after the beginning of the plan the first is offered: there is something to say by then."""


@dataclass(frozen=True)
class CheckInThing:
    """`title` and `minutes` are empty where none is offered."""

    title: str
    minutes: str
    requests: tuple[RequestThing, ...]


def check_in_thing(visit: Visit) -> CheckInThing:
    """Four queries, and one more where somebody has asked for somebody else."""
    content, requests = visit.house.check_in, request_things(visit, recent=True)
    if not _is_offered(visit):
        return CheckInThing("", "", requests)
    n = content.minutes
    told = ngettext("About %(n)d minute. Only if you want to.", "About %(n)d minutes. Only if you want to.", n)
    return CheckInThing(content.title, told % {"n": n}, requests)


def _is_offered(visit: Visit) -> bool:
    me = visit.who.id
    head = heads(visit.db, [me]).get(me)
    if head is None or head.ended_at or head.rest:
        return False
    last = last_days(visit.db, [me]).get(me)
    came = [local(one).date() for one in attended(visit.db, [me]).get(me, []) if one >= head.began_at]
    if after_last_session(came, last=last, today=visit.today):
        return True
    return visit.at - head.began_at >= SETTLED_IN and due(last=last, every=EVERY, today=visit.today)
