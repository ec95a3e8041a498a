"""Whose message waits for an answer, since when and until when, and whom the team wrote to lately."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import Response

from app.access.door import Visit
from app.audit import actions as audit
from app.audit.rules import Deed
from app.messages import queries
from app.messages.queries import Answered, Queued
from app.people.queries import LookedAfter
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.thread import by_when, waited
from app.web.practitioner.door import router

HERE = "/practice/messages"
LATELY = timedelta(days=14)


@dataclass(frozen=True)
class QueueRow:
    href: str
    name: str
    full_name: str
    whose: str
    waits: str
    state: str
    due: str
    late: bool


@dataclass(frozen=True)
class AnsweredRow:
    href: str
    name: str
    what: str


@dataclass(frozen=True)
class QueuePage:
    lead: str
    rows: tuple[QueueRow, ...]
    answered: tuple[AnsweredRow, ...]
    done: str


@router.page("/messages", records=True)
def messages(visit: Visit, done: str = "") -> Response:
    team = visit.team
    queue = queries.queue(visit.db, visit.who.id, team, at=visit.at)
    lately = queries.answered(visit.db, visit.who.id, team, since=visit.at - LATELY, at=visit.at)
    audit.record(visit.db, Deed.LISTED_PATIENTS, by=visit.by, at=visit.at, subject=f"messages: {len(queue)}")
    waiting = {one.patient.who.id for one in queue}
    content = QueuePage(
        lead=ngettext("%(n)d person waits for an answer", "%(n)d people wait for an answer", len(queue))
        % {"n": len(queue)},
        rows=tuple(_row(one, visit) for one in queue),
        answered=tuple(_answered(one) for one in lately if one.patient.who.id not in waiting),
        done=_("That is done. The thread is with its own practitioner again.") if done == "yes" else "",
    )
    return page(visit, "practitioner/messages.html", content, here=HERE, waiting={HERE: len(queue)})


def _row(one: Queued, visit: Visit) -> QueueRow:
    late = one.waiting.due_at < visit.at
    when = {"when": by_when(one.waiting.due_at, visit.at)}
    return QueueRow(
        href=_href(one.patient),
        name=one.patient.who.name,
        full_name=one.patient.who.full_name,
        whose=_whose(one.patient),
        waits=waited(one.waiting.since, visit.at),
        state=_state(one),
        due=_("Was due by %(when)s") % when if late else _("By %(when)s") % when,
        late=late,
    )


def _state(one: Queued) -> str:
    n = one.waiting.unread
    if n:
        return ngettext("%(n)d message you have not read", "%(n)d messages you have not read", n) % {"n": n}
    return _("Read by you, not answered yet")


def _whose(patient: LookedAfter) -> str:
    if patient.mine:
        return ""
    return (
        _("for %(name)s") % {"name": patient.practitioner.name} if patient.practitioner else _("nobody’s patient now")
    )


def _answered(one: Answered) -> AnsweredRow:
    what = _("%(name)s wrote on %(day)s") % {"name": one.by, "day": day(one.at)}
    return AnsweredRow(_href(one.patient), one.patient.who.name, what)


def _href(patient: LookedAfter) -> str:
    return f"/practice/patients/{patient.who.id}/messages"
