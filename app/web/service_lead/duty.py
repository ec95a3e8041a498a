"""The duty rota: who looks after what nobody else is there for, and the days on which nobody would."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.people import absence, queries
from app.people.presence import gaps
from app.people.queries import Turn
from app.rendering import day
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.leave import LeaveRow, day_boxes, read_days, turn_words
from app.web.parts.plain import Box, Option, Pick, picked, problems
from app.web.parts.worksheet import Problem
from app.web.service_lead.door import router

HERE = "/service/duty"
AHEAD = timedelta(days=28)


@dataclass(frozen=True)
class DutyPage:
    turns: tuple[LeaveRow, ...]
    gap: str
    days: tuple[Box, Box]
    person: Pick
    problems: tuple[Problem, ...]


@router.page("/duty")
def duty(visit: Visit) -> Response:
    return _page(visit, day_boxes(), _pick(visit))


@router.act("/duty")
def put_on_duty(visit: Visit) -> Response:
    days, first, last = read_days(visit)
    person = picked(visit, _pick(visit), _("Choose who is on duty."))
    if first is None or last is None or problems((*days, person)):
        return _page(visit, days, person)
    absence.put_on_duty(visit.db, UUID(person.value), first, last, by=visit.by, at=visit.at)
    return RedirectResponse(HERE, status_code=303)


@router.act("/duty/{turn}/withdraw")
def withdraw_duty(visit: Visit, turn: str) -> Response:
    found = next((one for one in queries.duty_turns(visit.db, visit.today) if str(one.id) == turn), None)
    if found is None:
        raise NotFound
    absence.withdraw_duty(visit.db, found.id, by=visit.by, at=visit.at)
    return RedirectResponse(HERE, status_code=303)


def _page(visit: Visit, days: tuple[Box, Box], person: Pick) -> Response:
    turns = queries.duty_turns(visit.db, visit.today)
    found = problems((*days, person))
    content = DutyPage(tuple(_row(one) for one in turns), _gap(visit, turns), days, person, found)
    return page(visit, "service_lead/duty.html", content, here="/service/team", status=422 if found else 200)


def _row(one: Turn) -> LeaveRow:
    return LeaveRow(one.person.full_name, turn_words(one), f"{HERE}/{one.id}/withdraw")


def _gap(visit: Visit, turns: list[Turn]) -> str:
    """The first open days of the next four weeks on which nobody is on duty, in a sentence."""
    first = visit.today
    open_days = _open_days(visit, first)
    away = [(one.person.id, one.first, one.last) for one in queries.leaves(visit.db, first)]
    missing = gaps(open_days, [(one.person.id, one.first, one.last) for one in turns], away)
    if not missing:
        return ""
    if len(missing) == 1:
        return _("Nobody is on duty on %(day)s.") % {"day": day(missing[0])}
    return _("Nobody is on duty on %(n)d working days of the next four weeks, the first is %(day)s.") % {
        "n": len(missing),
        "day": day(missing[0]),
    }


def _open_days(visit: Visit, first: date) -> list[date]:
    working = visit.calendar
    days = [first + timedelta(days=n) for n in range(AHEAD.days)]
    return [one for one in days if working.window(one)]


def _pick(visit: Visit) -> Pick:
    options = tuple(Option(str(one.id), one.full_name) for one in queries.practitioners(visit.db))
    return Pick("person", _("Who is on duty"), options)
