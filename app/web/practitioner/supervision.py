"""Supervision: whom to bring and why, what was decided, and the lists of those whom one supervises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import my_supervisee
from app.audit import actions as audit
from app.audit.rules import Deed
from app.caseload import queries as caseloads
from app.caseload.looking import limits_of
from app.caseload.supervising import Supervised, supervision
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.safety import queries as safety
from app.supervision import actions, queries
from app.supervision.actions import Decided
from app.supervision.rules import BY_SESSION, EVERY, LONGEST, UNREAD, Why
from app.web.parts import drafting, plain
from app.web.parts.drafting import Kept
from app.web.parts.frame import page
from app.web.parts.plain import Area, Box
from app.web.parts.worksheet import Problem
from app.web.practitioner.door import router
from app.web.practitioner.look_views import ScoreCell, score_cell

HERE = "/practice/supervision"


@dataclass(frozen=True)
class Reason:
    fact: str
    rule: str


@dataclass(frozen=True)
class Before:
    when: str
    with_whom: str
    decision: tuple[str, ...]
    thought: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    href: str
    name: str
    full_name: str
    reasons: tuple[Reason, ...]
    score: ScoreCell
    sessions: str
    last: Before | None


@dataclass(frozen=True)
class SupervisionPage:
    """`whose`: a colleague's name, where it is not one's own list."""

    whose: str
    supervisor: str
    due: tuple[Row, ...]
    rest: tuple[Row, ...]
    lists: tuple[tuple[str, str], ...]
    back: str
    printed: str


@dataclass(frozen=True)
class DecisionPage:
    whose: str
    row: Row
    before: tuple[Before, ...]
    action: str
    back: str
    decision: Area
    thought: Area
    next_on: Box
    with_whom: Box | None
    once: UUID
    kept: Kept
    problems: tuple[Problem, ...]


@router.page("/supervision", records=True)
def supervision_list(visit: Visit) -> Response:
    return _list(visit, visit.who.id, "", HERE)


@router.page("/supervision/{patient}")
def supervised(visit: Visit, patient: str) -> Response:
    return _decision(visit, visit.who.id, "", patient)


@router.act("/supervision/{patient}")
def decide(visit: Visit, patient: str) -> Response:
    return _decide(visit, visit.who.id, "", patient)


@router.page("/supervision/of/{practitioner}", records=True)
def supervision_of(visit: Visit, practitioner: str) -> Response:
    one = my_supervisee(visit, practitioner)
    return _list(visit, one.id, one.name, f"{HERE}/of/{one.id}")


@router.page("/supervision/of/{practitioner}/{patient}")
def supervised_of(visit: Visit, practitioner: str, patient: str) -> Response:
    one = my_supervisee(visit, practitioner)
    return _decision(visit, one.id, one.name, patient)


@router.act("/supervision/of/{practitioner}/{patient}")
def decide_of(visit: Visit, practitioner: str, patient: str) -> Response:
    one = my_supervisee(visit, practitioner)
    return _decide(visit, one.id, one.name, patient)


def _found(visit: Visit, practitioner: UUID) -> list[Supervised]:
    """The list of one practitioner, by the same facts as their caseload."""
    settings, house, team = visit.service.settings, visit.house, visit.team
    standing = safety.standing(visit.flagged, team, visit.calendar, at=visit.at)
    flags = {one.patient.who.id: one.flag for one in standing if practitioner in one.place.lists.practitioners}
    limits = limits_of(settings.looks)
    found = caseloads.caseload(visit.db, house.library, house.check_in, practitioner, limits, team, flags, at=visit.at)
    return supervision(visit.db, found, at=visit.at)


def _list(visit: Visit, practitioner: UUID, whose: str, base: str) -> Response:
    found = _found(visit, practitioner)
    supervisor = queries.supervisor_of(visit.db, practitioner)
    audit.record(visit.db, Deed.LISTED_PATIENTS, by=visit.by, at=visit.at, subject=str(len(found)))
    mine = [] if whose else queries.supervised_by(visit.db, visit.who.id)
    content = SupervisionPage(
        whose=whose,
        supervisor=supervisor.full_name if supervisor else "",
        due=tuple(_row(one, base) for one in found if one.why),
        rest=tuple(_row(one, base) for one in found if not one.why),
        lists=tuple((f"{HERE}/of/{one.id}", one.full_name) for one in mine),
        back=HERE if whose else "",
        printed=_("%(name)s, printed on %(day)s. This page may hold health information.")
        % {"name": whose or visit.who.name, "day": day(visit.at)},
    )
    return page(visit, "practitioner/supervision.html", content, here=HERE)


def _one(visit: Visit, practitioner: UUID, patient: str) -> Supervised:
    found = next((one for one in _found(visit, practitioner) if str(one.patient.who.id) == patient), None)
    if found is None:
        raise NotFound
    return found


def _decision(visit: Visit, practitioner: UUID, whose: str, patient: str) -> Response:
    one = _one(visit, practitioner, patient)
    typed, kept = drafting.opened(visit, _draft(one))
    values = (typed.get("decision", ""), typed.get("thought", ""), typed.get("next_on", ""))
    return _page(visit, practitioner, whose, one, _fields(visit, practitioner, whose, values), kept)


Fields = tuple[Area, Area, Box, Box | None]


def _fields(visit: Visit, practitioner: UUID, whose: str, values: tuple[str, str, str] = ("", "", "")) -> Fields:
    supervisor = None if whose else queries.supervisor_of(visit.db, practitioner)
    with_whom = None if whose else Box("with_whom", _("Talked over with"), supervisor.full_name if supervisor else "")
    question = _("What about this person is easily lost in the numbers?")
    return (
        Area("decision", _("What was decided"), values[0], rows=3),
        Area("thought", _("A thought, if there is one"), values[1], hint=question, rows=2),
        Box("next_on", _("Bring again on, if on a certain day"), values[2], kind="date"),
        with_whom,
    )


def _decide(visit: Visit, practitioner: UUID, whose: str, patient: str) -> Response:
    one = _one(visit, practitioner, patient)
    decision, thought, next_box, with_box = _fields(visit, practitioner, whose)
    decision = plain.words(visit, decision, LONGEST, _("Write what was decided."))
    thought = plain.words(visit, thought, LONGEST)
    next_box, next_on = _day(plain.line(visit, next_box, 20))
    with_box = plain.line(visit, with_box, 120, _("Write with whom it was talked over.")) if with_box else None
    fields: Fields = (decision, thought, next_box, with_box)
    if plain.problems([field for field in fields if field]):
        return _page(visit, practitioner, whose, one, fields, drafting.again(visit, _draft(one)), status=422)
    decided = Decided(
        decision=decision.value,
        supervisor=with_box.value if with_box else visit.who.full_name,
        on=visit.today,
        thought=thought.value,
        next_on=next_on,
    )
    once = visit.typed_id("once") or uuid4()
    actions.decide(visit.db, one.patient.who.id, one.why, decided, once=once, by=visit.by, at=visit.at)
    drafting.sent(visit, _draft(one))
    return RedirectResponse(_base(practitioner, whose), status_code=303)


def _day(box: Box) -> tuple[Box, date | None]:
    if not box.value:
        return box, None
    try:
        return box, date.fromisoformat(box.value)
    except ValueError:
        return plain.with_error(box, _("Enter a day, like 2026-05-04.")), None


def _base(practitioner: UUID, whose: str) -> str:
    return f"{HERE}/of/{practitioner}" if whose else HERE


def _draft(one: Supervised) -> str:
    return f"supervision-{one.patient.who.id}"


def _page(
    visit: Visit, practitioner: UUID, whose: str, one: Supervised, fields: Fields, kept: Kept, *, status: int = 200
) -> Response:
    base = _base(practitioner, whose)
    row = _row(one, base)
    content = DecisionPage(
        whose=whose,
        row=row,
        before=tuple(_before(one)),
        action=row.href,
        back=base,
        decision=fields[0],
        thought=fields[1],
        next_on=fields[2],
        with_whom=fields[3],
        once=visit.typed_id("once") or uuid4(),
        kept=kept,
        problems=plain.problems([field for field in fields if field]),
    )
    return page(visit, "practitioner/supervision_decision.html", content, here=HERE, status=status)


def _row(one: Supervised, base: str) -> Row:
    who, before = one.patient.who, _before(one)
    return Row(
        href=f"{base}/{who.id}",
        name=who.name,
        full_name=who.full_name,
        reasons=tuple(_reason(why, one) for why in one.why),
        score=score_cell(one.patient.scores),
        sessions=ngettext("%(n)d session had", "%(n)d sessions had", one.sessions) % {"n": one.sessions},
        last=before[0] if before else None,
    )


def _before(one: Supervised) -> Sequence[Before]:
    """What was decided, the last one first."""
    return [
        Before(
            day(entry.on),
            entry.supervisor,
            tuple(entry.decision.splitlines()),
            tuple(entry.thought.splitlines()),
        )
        for entry in reversed(one.before)
    ]


def _reason(why: Why, one: Supervised) -> Reason:
    """The fact, and the rule that makes it one to bring."""
    last = one.before[-1] if one.before else None
    match why:
        case Why.SAFETY:
            return Reason(_("A safety flag is open"), _("every open flag"))
        case Why.OVERDUE:
            rule = _("a reply or a flag past its time, or work unread for over %(n)d days") % {"n": UNREAD.days}
            return Reason(_("Something is past its time"), rule)
        case Why.STEP_UP:
            rule = _("no reliable fall by session %(n)d, or the PHQ-9 at 20 or more twice in a row")
            return Reason(_("Whether this is enough support is to be talked about"), rule % {"n": BY_SESSION})
        case Why.LOOK:
            return Reason(_("Worth a look"), _("by the rules of the caseload"))
        case Why.ASKED:
            on = {"day": day(last.next_on, weekday=False)} if last and last.next_on else {"day": ""}
            return Reason(_("To be brought again on %(day)s") % on, _("as it was decided"))
        case Why.NEW:
            return Reason(_("New: not brought yet"), _("every new patient"))
        case Why.FOUR_WEEKLY:
            on = {"day": day(last.on, weekday=False)} if last else {"day": ""}
            return Reason(_("Last brought on %(day)s") % on, _("every %(n)d days") % {"n": EVERY.days})
        case Why.READY:
            return Reason(
                _("May be ready to finish"), _("below the cut-off on both twice in a row, or all modules finished")
            )
