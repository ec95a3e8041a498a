"""What staff are told where mail stands still: one line on the page they land on, and nothing while all is well."""

from datetime import datetime

from app.access.door import Visit
from app.notices.queries import Outbox, outbox
from app.notices.rules import QUIET_WORKER
from app.rendering import clock_time, day, local
from app.rendering import gettext as _


def mail_line(visit: Visit) -> str:
    """That mail is not going out, and since when. Nothing in a service that sends none; else one query."""
    return standstill(visit, outbox(visit.db, at=visit.at)) if visit.house.settings.smtp_url else ""


def standstill(visit: Visit, now: Outbox) -> str:
    if not visit.house.settings.smtp_url:
        return ""
    if now.came_by is None:
        return _("Mail is not going out: nothing has looked after it yet.")
    if visit.at - now.came_by <= QUIET_WORKER:
        return ""
    return _("Mail is not going out: nothing has looked after it since %(when)s.") % {
        "when": since(now.came_by, visit.at)
    }


def since(then: datetime, at: datetime) -> str:
    """ "14:03", or "Monday 3 May at 14:03" where that was another day."""
    if local(then).date() == local(at).date():
        return clock_time(then)
    return _("%(day)s at %(time)s") % {"day": day(then), "time": clock_time(then)}
