"""What waits in the outbox and what was sent. In the demo and the tests only: a waiting mail holds a live link."""

from dataclasses import dataclass

from fastapi import Response

from app.access.door import NotFound, Visit
from app.notices.queries import latest
from app.notices.tables import Notice
from app.rendering import clock_time, day, paragraphs
from app.rendering import gettext as _
from app.settings import Mode
from app.web.parts.frame import page
from app.web.service_lead.door import router


@dataclass(frozen=True)
class MailRow:
    to: str
    subject: str
    state: str
    put: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class MailPage:
    lead: str
    rows: tuple[MailRow, ...]


@router.page("/mail")
def mail(visit: Visit) -> Response:
    if visit.house.settings.mode is Mode.LIVE:
        raise NotFound
    lead = _("This demo has no mail server, so what it would send waits here.")
    if visit.house.settings.smtp_url:
        lead = _("Mails are sent by “alongside work”. The words of a mail are gone once it is sent.")
    content = MailPage(lead, tuple(_row(one) for one in latest(visit.db)))
    return page(visit, "service_lead/mail.html", content, here="/service/team")


def _row(one: Notice) -> MailRow:
    if one.sent_at:
        state = _("Sent on %(day)s at %(time)s") % {"day": day(one.sent_at), "time": clock_time(one.sent_at)}
    elif one.failed:
        state = _("Given up: %(reason)s") % {"reason": one.failed}
    else:
        state = _("Waiting")
    put = _("%(day)s at %(time)s") % {"day": day(one.created_at), "time": clock_time(one.created_at)}
    return MailRow(one.to_address, one.subject, state, put, tuple(paragraphs(one.body)))
