"""What patients report as broken: where, on what, in their words, and the answer that they read."""

from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.access.guards import a_fault
from app.audit import actions as audit
from app.audit.rules import Deed
from app.faults import actions, queries
from app.faults.queries import Report
from app.rendering import gettext as _
from app.web.parts import plain
from app.web.parts.frame import page
from app.web.parts.plain import Area
from app.web.parts.thread import by_when, sent_at
from app.web.parts.worksheet import Problem
from app.web.service_lead import answering
from app.web.service_lead.door import router

HERE = "/service/faults"


@dataclass(frozen=True)
class FaultRow:
    """`told` is None where it is answered."""

    id: str
    name: str
    full_name: str
    where: str
    asked: str
    due: str
    late: bool
    words: tuple[str, ...]
    told: Area | None
    by: str
    answer: tuple[str, ...]


@dataclass(frozen=True)
class FaultsPage:
    waiting: tuple[FaultRow, ...]
    settled: tuple[FaultRow, ...]
    notice: str
    problems: tuple[Problem, ...]
    kept: tuple[str, ...]
    """Words that could not be sent, since somebody else has answered."""


@router.page("/faults", records=True)
def faults(visit: Visit, saved: str = "") -> Response:
    return _page(visit, notice=_("Sent. They read it under “I’m stuck”.") if saved else "")


@router.act("/faults/{fault}")
def settle_fault(visit: Visit, fault: str) -> Response:
    """An answer in words, which the patient reads."""
    return answering.take(visit, lambda: a_fault(visit, fault), _area, actions.settle, _page, HERE)


def _page(
    visit: Visit, *, typed: Area | None = None, notice: str = "", kept: tuple[str, ...] = (), status: int = 200
) -> Response:
    found = queries.reports(visit.db)
    audit.record(visit.db, Deed.LISTED_PATIENTS, by=visit.by, at=visit.at, subject=f"faults: {len(found)}")
    shown = FaultsPage(
        waiting=tuple(_row(visit, one, typed) for one in reversed(found) if one.settled_at is None),
        settled=tuple(_row(visit, one, None) for one in found if one.settled_at),
        notice=notice,
        problems=plain.problems([typed]) if typed else (),
        kept=kept,
    )
    return page(visit, "service_lead/faults.html", shown, here=HERE, status=status)


def _row(visit: Visit, one: Report, typed: Area | None) -> FaultRow:
    late, area = one.due_at < visit.at, _area(one)
    due = _("Late. They were to hear by %(when)s.") if late else _("They are to hear by %(when)s.")
    return FaultRow(
        id=str(one.id),
        name=one.name,
        full_name=one.full_name,
        where=" · ".join(part for part in (one.place, one.device) if part),
        asked=_("Reported on %(when)s") % {"when": sent_at(one.at)},
        due=due % {"when": by_when(one.due_at, visit.at)},
        late=late,
        words=tuple(one.words.splitlines()),
        told=None if one.settled_at else typed if typed and typed.name == area.name else area,
        by=_("%(name)s answered") % {"name": one.settled_by} if one.settled_at else "",
        answer=tuple(one.answer.splitlines()),
    )


def _area(one: Report) -> Area:
    hint = _("Say what was found, and what they can do until it is mended.")
    return Area(f"told.{one.id}", _("What you tell %(name)s") % {"name": one.name}, hint=hint)
