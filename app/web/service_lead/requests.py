"""Who asks for somebody else: their words, by when they hear, and the answer that they read. For leads alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Response

from app.access.door import Visit
from app.access.guards import a_request
from app.audit import actions as audit
from app.audit.rules import Deed
from app.checkins import actions, queries
from app.checkins.queries import Request
from app.rendering import day
from app.rendering import gettext as _
from app.web.parts import plain
from app.web.parts.frame import page
from app.web.parts.plain import Area
from app.web.parts.thread import by_when, sent_at
from app.web.parts.worksheet import Problem
from app.web.service_lead import answering
from app.web.service_lead.door import router

HERE = "/service/requests"
TOLD = "told"


@dataclass(frozen=True)
class Waits:
    """A request that waits. `due` says so plainly where it is late."""

    id: str
    name: str
    full_name: str
    href: str
    asked: str
    due: str
    late: bool
    words: tuple[str, ...]
    told: Area


@dataclass(frozen=True)
class Settled:
    name: str
    href: str
    when: str
    words: tuple[str, ...]
    answer: tuple[str, ...]
    by: str


@dataclass(frozen=True)
class RequestsPage:
    waiting: tuple[Waits, ...]
    settled: tuple[Settled, ...]
    notice: str
    problems: tuple[Problem, ...]
    kept: tuple[str, ...]
    """Words that could not be sent, since somebody else has answered."""


@router.page("/requests", records=True)
def requests(visit: Visit, saved: str = "") -> Response:
    notice = _("Sent. It stands on their Today, and on the page of the check-in.") if saved else ""
    return _page(visit, notice=notice)


@router.act("/requests/{asked}")
def settle_request(visit: Visit, asked: str) -> Response:
    """An answer in words, which the patient reads."""
    return answering.take(visit, lambda: a_request(visit, asked), _area, actions.settle, _page, HERE)


def _page(
    visit: Visit, *, typed: Area | None = None, notice: str = "", kept: tuple[str, ...] = (), status: int = 200
) -> Response:
    found = queries.requests(visit.db)
    waiting = [one for one in found if one.settled_at is None]
    count = f"requests: {len(found)}"
    audit.record(visit.db, Deed.LISTED_PATIENTS, by=visit.by, at=visit.at, subject=count)
    audit.saw(visit.db, [one.id for one in waiting], by=visit.by, at=visit.at)
    shown = RequestsPage(
        waiting=tuple(_waits(visit, one, typed) for one in waiting),
        settled=tuple(_settled(one) for one in _newest_first(found)),
        notice=notice,
        problems=plain.problems([typed]) if typed else (),
        kept=kept,
    )
    return page(visit, "service_lead/requests.html", shown, here=HERE, status=status)


def _newest_first(found: Sequence[Request]) -> list[Request]:
    settled = [one for one in found if one.settled_at]
    return sorted(settled, key=lambda one: one.at, reverse=True)


def _waits(visit: Visit, one: Request, typed: Area | None) -> Waits:
    late, when = one.due_at < visit.at, {"when": by_when(one.due_at, visit.at)}
    due = _("Late. They were to hear by %(when)s.") if late else _("They are to hear by %(when)s.")
    area = _area(one)
    return Waits(
        id=str(one.id),
        name=one.name,
        full_name=one.full_name,
        href=_href(one.patient_id),
        asked=_("Asked on %(when)s") % {"when": sent_at(one.at)},
        due=due % when,
        late=late,
        words=tuple(one.words.splitlines()),
        told=typed if typed and typed.name == area.name else area,
    )


def _settled(one: Request) -> Settled:
    by = _("%(name)s answered on %(day)s")
    return Settled(
        one.full_name,
        _href(one.patient_id),
        _("Asked on %(day)s") % {"day": day(one.at)},
        tuple(one.words.splitlines()),
        tuple(one.answer.splitlines()),
        by % {"name": one.settled_by, "day": day(one.settled_at)} if one.settled_at else "",
    )


def _area(one: Request) -> Area:
    hint = _("%(name)s reads this with your name. Nobody else does.") % {"name": one.name}
    return Area(f"{TOLD}-{one.id}", _("What you tell %(name)s") % {"name": one.name}, hint=hint)


def _href(patient: UUID) -> str:
    return f"/service/patients/{patient}"
