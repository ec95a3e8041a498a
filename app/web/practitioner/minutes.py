"""Minutes of a review between sessions: beside what is written back, or alone; and what was logged for one patient."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import my_patient
from app.people.queries import Who
from app.rendering import day
from app.rendering import gettext as _
from app.sessions import actions, queries
from app.sessions.rules import MOST_MINUTES
from app.web.parts.plain import typed_line
from app.web.parts.sessions import minutes_words
from app.web.practitioner.door import router


@dataclass(frozen=True)
class LoggedRow:
    when: str
    minutes: str
    by: str
    withdraw: str


@dataclass(frozen=True)
class MinutesPart:
    """`wrong`: what was typed that is no number of minutes, and `value` the same."""

    action: str
    rows: tuple[LoggedRow, ...]
    total: str
    once: UUID
    value: str = ""
    wrong: str = ""


def minutes_part(visit: Visit, who: Who) -> MinutesPart:
    """One query."""
    found = queries.minutes_of(visit.db, who.id)
    rows = tuple(
        LoggedRow(
            day(one.on),
            minutes_words(one.minutes),
            one.by,
            f"withdraw:{one.id}" if one.by_id == visit.who.id else "",
        )
        for one in found
    )
    total = minutes_words(sum(one.minutes for one in found)) if found else ""
    return MinutesPart(f"/practice/patients/{who.id}/minutes", rows, total, uuid4())


def read_minutes(visit: Visit) -> tuple[int, str, str]:
    """The minutes that were typed, 0 for none; the text; and what is wrong with it."""
    text = typed_line(visit, "minutes", 10)
    if not text or text == "0":
        return 0, text, ""
    if text.isascii() and text.isdigit() and int(text) <= MOST_MINUTES:
        return int(text), text, ""
    return 0, text, _("Write whole minutes, up to %(most)d, or leave it empty.") % {"most": MOST_MINUTES}


def keep_minutes(visit: Visit, who: Who, minutes: int, once: UUID) -> None:
    if minutes:
        actions.log_minutes(visit.db, who.id, minutes, on=visit.today, once=once, by=visit.by, at=visit.at)


@router.act("/patients/{patient}/minutes")
def log_minutes(visit: Visit, patient: str) -> Response:
    """Logs minutes, or takes an entry out. What is no number is not logged, and the page says so."""
    who = my_patient(visit, patient)
    deed, _colon, entry = visit.typed("do").partition(":")
    back = f"/practice/patients/{who.id}/sessions"
    if deed == "withdraw":
        try:
            actions.withdraw_minutes(visit.db, who.id, UUID(entry), by=visit.by, at=visit.at)
        except ValueError:
            return RedirectResponse(back, status_code=303)
        return RedirectResponse(f"{back}#minutes-h", status_code=303)
    minutes, _text, wrong = read_minutes(visit)
    if wrong or not minutes:
        return RedirectResponse(f"{back}?minutes=wrong#minutes-h", status_code=303)
    keep_minutes(visit, who, minutes, visit.typed_id("once") or uuid4())
    return RedirectResponse(f"{back}#minutes-h", status_code=303)
