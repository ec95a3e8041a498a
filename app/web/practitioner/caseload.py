"""The caseload: whose shared work has waited longest, where each patient is, and why they stand where they stand."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Response

from app.access.door import Visit
from app.audit import actions as audit
from app.audit.rules import Deed
from app.caseload import queries
from app.caseload.queries import Patient
from app.rendering import day, local, ngettext
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.practitioner.door import router


@dataclass(frozen=True)
class Row:
    href: str
    name: str
    full_name: str
    why: str
    detail: str
    since: str
    action: str


@dataclass(frozen=True)
class UnreadRow:
    href: str
    name: str
    age: str
    what: str


@dataclass(frozen=True)
class CaseloadPage:
    lead: str
    rows: tuple[Row, ...]
    unread: tuple[UnreadRow, ...]


@router.page("", records=True)
def caseload(visit: Visit) -> Response:
    patients = queries.caseload(visit.db, visit.house.library, visit.who.id, at=visit.at)
    audit.record(visit.db, Deed.LISTED_PATIENTS, by=visit.by, at=visit.at, subject=str(len(patients)))
    count = ngettext("%(n)d patient", "%(n)d patients", len(patients)) % {"n": len(patients)}
    content = CaseloadPage(
        lead=f"{day(visit.at)} · {count}",
        rows=tuple(_row(one) for one in patients),
        unread=tuple(_unread(one, visit.at) for one in patients if one.unread),
    )
    return page(visit, "practitioner/caseload.html", content, here="/practice")


def _row(one: Patient) -> Row:
    why, detail = _why(one)
    return Row(
        href=f"/practice/patients/{one.who.id}",
        name=one.who.name,
        full_name=one.who.full_name,
        why=why,
        detail=detail,
        since=day(one.last_at) if one.last_at else _("Nothing yet"),
        action=_("Read") if one.unread else _("Open"),
    )


def _why(one: Patient) -> tuple[str, str]:
    """The reason in words, and where the patient is."""
    n = len(one.unread)
    if one.ended_at:
        why = _("Course ended on %(day)s") % {"day": day(one.ended_at)}
    elif n:
        why = ngettext("%(n)d shared piece of work to read", "%(n)d shared pieces of work to read", n) % {"n": n}
    elif one.last_at is None:
        why = _("Has not begun yet")
    else:
        why = _("You have read everything shared with you")
    return why, _place(one)


def _place(one: Patient) -> str:
    work = one.going
    if work is None:
        return ""
    if work.finished_at:
        return _("Finished “%(module)s” on %(day)s") % {
            "module": work.module.title,
            "day": day(work.finished_at, weekday=False),
        }
    return _("“%(module)s”, %(done)d of %(total)d steps done") % {
        "module": work.module.title,
        "done": len(work.way_for_others.done),
        "total": len(work.way_for_others.steps),
    }


def _unread(one: Patient, at: datetime) -> UnreadRow:
    """The oldest unread work of one patient, and how old it is."""
    oldest = min(one.unread, key=lambda piece: piece.saved_at)
    work = next(work for work in one.plan if work.id == oldest.plan_module_id)
    step = work.module.step(oldest.step)
    more = len(one.unread) - 1
    title = step.title if step else work.module.title
    what = title if not more else _("%(title)s, and %(n)d more") % {"title": title, "n": more}
    return UnreadRow(f"/practice/patients/{one.who.id}", one.who.name, age(oldest.saved_at, at), what)


def age(since: datetime, at: datetime) -> str:
    """How long something has waited, in days of the calendar."""
    days = (local(at).date() - local(since).date()).days
    return _("today") if days <= 0 else ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
