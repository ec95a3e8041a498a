"""Days off with whoever stands in: the form and the list, for the practitioner's own door and the lead's."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.people import absence, queries
from app.people.absence import Overlaps
from app.people.queries import Turn, Who
from app.rendering import day
from app.rendering import gettext as _
from app.web.parts.plain import Box, Option, Pick, picked, problems, typed_line, with_error
from app.web.parts.worksheet import Problem

LONGEST = timedelta(days=366)
NOBODY = "nobody"


@dataclass(frozen=True)
class LeaveRow:
    sentence: str
    detail: str
    withdraw: str


@dataclass(frozen=True)
class LeavePart:
    """`action` is where the form goes; under it are the days that were noted."""

    action: str
    days: tuple[Box, Box]
    cover: Pick
    rows: tuple[LeaveRow, ...]
    problems: tuple[Problem, ...] = ()


def leave_part(visit: Visit, who: Who, action: str) -> LeavePart:
    """The form as it is opened."""
    return LeavePart(action, day_boxes(), _cover_pick(visit, who), _rows(visit, who, action))


def noting(visit: Visit, who: Who, action: str) -> LeavePart | None:
    """Notes the days that were typed; the form again where something is wrong with them."""
    days, first, last = read_days(visit)
    cover = picked(visit, _cover_pick(visit, who), _("Choose who stands in."))
    if first and last and not problems((*days, cover)):
        in_for = None if cover.value == NOBODY else UUID(cover.value)
        try:
            absence.note_leave(visit.db, who.id, first, last, in_for, by=visit.by, at=visit.at)
        except Overlaps:
            taken = _("There is leave on some of these days already. Take that off first, or choose other days.")
            days = (with_error(days[0], taken), days[1])
        else:
            return None
    return LeavePart(action, days, cover, _rows(visit, who, action), problems((*days, cover)))


def withdrawing(visit: Visit, who: Who, leave: str, back: str) -> Response:
    """Takes days off the list. They are looked up among this person's own."""
    found = next((one for one in queries.leaves(visit.db, visit.today, who.id) if str(one.id) == leave), None)
    if found is None:
        raise NotFound
    absence.withdraw_leave(visit.db, found.id, by=visit.by, at=visit.at)
    return RedirectResponse(back, status_code=303)


def day_boxes() -> tuple[Box, Box]:
    return Box("first", _("First day"), kind="date"), Box("last", _("Last day"), kind="date")


def read_days(visit: Visit) -> tuple[tuple[Box, Box], date | None, date | None]:
    """Two days that were typed, with what is wrong: the last is not before the first, nor over already."""
    (first_box, first), (last_box, last) = (_day_box(visit, box) for box in day_boxes())
    if first and last:
        if last < first:
            last_box = with_error(last_box, _("Choose a last day that is not before the first."))
        elif last < visit.today:
            last_box = with_error(last_box, _("These days are over. Choose a last day from today on."))
        elif last - first > LONGEST:
            last_box = with_error(last_box, _("That is more than a year. Choose an earlier last day."))
    return (first_box, last_box), first, last


def _day_box(visit: Visit, box: Box) -> tuple[Box, date | None]:
    typed = typed_line(visit, box.name, 20)
    filled = Box(box.name, box.label, typed, kind=box.kind)
    try:
        return filled, date.fromisoformat(typed)
    except ValueError:
        return with_error(filled, _("Enter a day, like 2026-05-04.")), None


def turn_words(one: Turn) -> str:
    """ "Monday 4 May", or "Monday 4 May to Friday 8 May"."""
    if one.first == one.last:
        return day(one.first)
    return _("%(first)s to %(last)s") % {"first": day(one.first), "last": day(one.last)}


def _rows(visit: Visit, who: Who, action: str) -> tuple[LeaveRow, ...]:
    return tuple(
        LeaveRow(
            turn_words(one),
            _("%(name)s stands in") % {"name": one.cover.name} if one.cover else _("Whoever is on duty stands in"),
            f"{action}/{one.id}/withdraw",
        )
        for one in queries.leaves(visit.db, visit.today, who.id)
    )


def _cover_pick(visit: Visit, who: Who) -> Pick:
    colleagues = tuple(
        Option(str(one.id), one.full_name) for one in queries.practitioners(visit.db) if one.id != who.id
    )
    nobody = Option(NOBODY, _("Nobody in particular"), _("Whoever is on duty sees what comes in."))
    return Pick("cover", _("Who stands in"), (*colleagues, nobody))
