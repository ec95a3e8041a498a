"""How the mail stands, and what could not be sent.

In a live service nobody ever sees a mail's words here: one that waits holds a live link. In the demo and the tests
everything in the outbox can be looked at.
"""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import a_dead_letter
from app.journey import mailing
from app.notices import actions as notices
from app.notices import queries
from app.notices.queries import Outbox, latest
from app.notices.rules import About, Failure
from app.notices.tables import Notice
from app.people import queries as people
from app.rendering import clock_time, day, ngettext, paragraphs
from app.rendering import gettext as _
from app.settings import Mode
from app.web.parts.frame import page
from app.web.parts.outbox import since, standstill
from app.web.service_lead.door import router

HERE = "/service/mail"


@dataclass(frozen=True)
class DeadLetter:
    """A mail that was given up. `again` is empty where another try is of no use."""

    id: str
    what: str
    who: str
    put: str
    why: str
    again: str
    dealt_with: str


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
    alarm: str
    waiting: str
    dead: tuple[DeadLetter, ...]
    everything: bool
    rows: tuple[MailRow, ...]


@router.page("/mail")
def mail(visit: Visit) -> Response:
    now, given_up = queries.outbox(visit.db, at=visit.at), queries.given_up(visit.db)
    names = people.names_at(visit.db, [one.to_address for one in given_up])
    everything = visit.house.settings.mode is not Mode.LIVE
    content = MailPage(
        lead=_lead(visit, now),
        alarm=standstill(visit, now),
        waiting=_waiting(now, visit.at),
        dead=tuple(_dead_letter(one, names.get(one.to_address, ""), visit.at) for one in given_up),
        everything=everything,
        rows=tuple(_row(one) for one in latest(visit.db)) if everything else (),
    )
    return page(visit, "service_lead/mail.html", content, here="/service/team")


@router.act("/mail/{notice}/again")
def try_mail_again(visit: Visit, notice: str) -> Response:
    """Pressed twice, or where it is of no use by now, it does nothing more; the page then says how things stand."""
    mailing.try_again(visit.db, visit.house.settings, a_dead_letter(visit, notice), by=visit.by, at=visit.at)
    return RedirectResponse(HERE, status_code=303)


@router.act("/mail/{notice}/dealt-with")
def mail_dealt_with(visit: Visit, notice: str) -> Response:
    notices.dealt_with(visit.db, a_dead_letter(visit, notice), again=False, by=visit.by, at=visit.at)
    return RedirectResponse(HERE, status_code=303)


def _lead(visit: Visit, now: Outbox) -> str:
    if not visit.house.settings.smtp_url:
        if visit.house.settings.mode is Mode.LIVE:
            return _("This service has no mail server. Links are handed over by people.")
        return _("This demo has no mail server, so what it would send waits here.")
    if now.came_by is None:
        return _("The words of a mail are gone once it is sent.")
    when = since(now.came_by, visit.at)
    return _("Mail was last looked after at %(when)s. Its words are gone once it is sent.") % {"when": when}


def _waiting(now: Outbox, at: datetime) -> str:
    if now.oldest_due is None:
        return _("Nothing waits to be sent.")
    count = ngettext("%(n)d mail waits to be sent", "%(n)d mails wait to be sent", now.waiting) % {"n": now.waiting}
    return _("%(count)s, the oldest since %(when)s.") % {"count": count, "when": since(now.oldest_due, at)}


def _dead_letter(one: Notice, name: str, at: datetime) -> DeadLetter:
    where = f"{HERE}/{one.id}"
    return DeadLetter(
        id=str(one.id),
        what=kind_name(About(one.kind)),
        who=name or _("An address without an account"),
        put=_at(one.created_at),
        why=_why(Failure(str(one.failed))),
        again=f"{where}/again" if mailing.may_try_again(one, at=at) else "",
        dealt_with=f"{where}/dealt-with",
    )


def kind_name(kind: About) -> str:
    match kind:
        case About.INVITATION:
            return _("An invitation")
        case About.PASSWORD:
            return _("A link for a new password")
        case About.EMAIL:
            return _("A link to confirm a new address")
        case About.EMAIL_MOVING:
            return _("Word to the old address that another was asked for")
        case About.EMAIL_TAKEN:
            return _("Word that an address has an account already")
        case About.MESSAGE_WAITS | About.SESSION_NEWS | About.SUPPORT:
            return _("A reminder")
        case About.STAFF_SOMETHING | About.FLAG_WAITS | About.STAFF_SESSION:
            return _("Word to a colleague that something waits")


def _why(failure: Failure) -> str:
    match failure:
        case Failure.LATE:
            return _("It would have come too late to be of use.")
        case Failure.REFUSED:
            return _("The mail server does not take mail for this address.")
        case Failure.UNREACHABLE:
            return _("The mail server did not take it, at any of several tries.")
        case Failure.INTERRUPTED:
            return _("Each try was cut off.")
        case Failure.UNCERTAIN:
            return _("The line broke while it was sent. It may have arrived.")


def _row(one: Notice) -> MailRow:
    if one.sent_at:
        state = _("Sent on %(day)s at %(time)s") % {"day": day(one.sent_at), "time": clock_time(one.sent_at)}
    elif one.failed:
        state = _("Given up")
    elif one.cancelled_at:
        state = _("Not needed any more")
    else:
        state = _("Waiting")
    return MailRow(one.to_address, one.subject, state, _at(one.created_at), tuple(paragraphs(one.body)))


def _at(then: datetime) -> str:
    return _("%(day)s at %(time)s") % {"day": day(then), "time": clock_time(then)}
