"""Copy for the record: a session as plain text, for the service's own record system. Nobody types twice."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.access.guards import a_session_of, my_patient
from app.audit import actions as audit
from app.audit.rules import Deed
from app.people.queries import Who
from app.rendering import gettext as _
from app.rendering import local
from app.sessions import queries
from app.sessions.rules import BookedSession, coming
from app.web.parts.frame import page
from app.web.parts.sessions import attendance_words, mode_words, purpose_words
from app.web.practitioner.door import router
from app.web.practitioner.patient import Top, top
from app.web.practitioner.session_matter import Matter, matter


@dataclass(frozen=True)
class CopyPage:
    top: Top
    name: str
    text: str
    back: str


@router.page("/patients/{patient}/sessions/{session}/copy", records=True)
def session_copy(visit: Visit, patient: str, session: str) -> Response:
    who = my_patient(visit, patient)
    one = a_session_of(visit, who, session)
    audit.record(visit.db, Deed.READ_SESSION, by=visit.by, at=visit.at, patient=who.id)
    back = f"/practice/patients/{who.id}/sessions/{one.id}"
    content = CopyPage(top(who, "sessions"), who.name, "\n".join(_lines(visit, who, one)), back)
    return page(visit, "practitioner/session_copy.html", content, here="/practice/sessions")


def _lines(visit: Visit, who: Who, one: BookedSession) -> Iterator[str]:
    about, record = matter(visit, who, one), queries.record(visit.db, one.id)
    yield _("%(name)s, session on %(when)s") % {"name": who.full_name, "when": _on(one)}
    yield _("With %(name)s, %(how)s; %(what)s, type %(code)s") % {
        "name": one.practitioner,
        "how": mode_words(one.mode),
        "what": purpose_words(one.purpose),
        "code": one.purpose.code,
    }
    yield _minutes(one)
    if one.attendance is None:
        yield _("Attendance: not written down")
    else:
        words = {"code": one.attendance.value, "words": attendance_words(one.attendance)}
        yield _("Attendance: code %(code)d, %(words)s") % words
    yield from _part(_("Covered"), [f"- {tick.words} ({tick.more})" for tick in about.agenda if tick.on])
    yield from _part(_("Not covered, stays on the list"), [f"- {tick.words}" for tick in about.agenda if not tick.on])
    yield from _part(_("Discussed"), [f"- {tick.words} ({tick.more})" for tick in about.subjects if tick.on])
    yield from _measures(about, looked_at=record.measures)
    yield from _part(_("Safety conversation"), record.safety.splitlines() or [_("not written down")])
    yield from _part(_("Summary, read by both"), record.summary.splitlines() or [_("not written down")])
    additions = queries.additions(visit.db, [one.id]).get(one.id, ())
    added = [line for words in additions for line in words.words.splitlines()]
    yield from _part(_("Added by %(name)s") % {"name": who.name}, added)
    yield from _part(_("Working notes"), record.notes.splitlines())
    next_one = coming(queries.sessions_of(visit.db, [who.id]).get(who.id, []), visit.at)
    if next_one and next_one.id != one.id:
        yield ""
        yield _("Next session: %(when)s, %(how)s") % {
            "when": _on(next_one),
            "how": mode_words(next_one.mode),
        }


def _on(one: BookedSession) -> str:
    """ "2026-06-11, 10:30": a record is read for years."""
    return f"{local(one.starts_at):%Y-%m-%d, %H:%M}"


def _minutes(one: BookedSession) -> str:
    if one.lasted is None:
        return _("Minutes: %(planned)d planned") % {"planned": one.minutes}
    return _("Minutes: %(planned)d planned, %(lasted)d taken") % {"planned": one.minutes, "lasted": one.lasted}


def _measures(about: Matter, *, looked_at: bool) -> Iterator[str]:
    title = _("Measures, looked at together") if looked_at else _("Measures, not looked at together")
    yield from _part(title, list(about.scores) or [_("none given")])


def _part(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield f"{title}:"
        yield from lines
