"""One session that was: the summary both agreed on, what was covered, and what I want to add."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import my_session
from app.enrolments.queries import has_ended
from app.journey import meeting
from app.rendering import day
from app.rendering import gettext as _
from app.sessions import queries
from app.sessions.rules import LONGEST_WORDS, Attendance, BookedSession
from app.web.parts import drafting, plain
from app.web.parts.drafting import Kept
from app.web.parts.frame import page
from app.web.parts.plain import Area
from app.web.parts.sessions import mode_words, when
from app.web.parts.worksheet import Problem
from app.web.patient.door import router
from app.web.patient.sessions import HERE


@dataclass(frozen=True)
class Added:
    when: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class SessionPage:
    """`box` is None after the course, and while nothing is written of the session."""

    title: str
    how: str
    took_place: bool
    practitioner: str
    said: tuple[str, ...]
    """What went with calling it off, and whose words they are."""
    said_by: str
    summary: tuple[str, ...]
    covered: tuple[str, ...]
    added: tuple[Added, ...]
    action: str
    box: Area | None
    once: UUID
    kept: Kept
    problems: tuple[Problem, ...]


@router.page("/sessions/{session}")
def session(visit: Visit, session: str) -> Response:
    one = my_session(visit, session)
    typed, kept = drafting.opened(visit, _draft(one))
    return _page(visit, one, replace(_box(), value=typed.get("addition", "")), kept)


@router.act("/sessions/{session}")
def add_to_summary(visit: Visit, session: str) -> Response:
    """What the patient adds stands beside the summary; nothing of either is changed by it."""
    one = my_session(visit, session)
    box = plain.words(visit, _box(), LONGEST_WORDS, _("Write a few words first."))
    if box.error or one.stands:
        return _page(visit, one, box, drafting.again(visit, _draft(one)), status=422)
    once = visit.typed_id("once") or uuid4()
    meeting.add_to_summary(visit.db, one, box.value, once=once, by=visit.by, at=visit.at)
    drafting.sent(visit, _draft(one))
    return RedirectResponse(f"{HERE}/{one.id}", status_code=303)


def _draft(one: BookedSession) -> str:
    return f"summary-{one.id}"


def _box() -> Area:
    return Area("addition", _("Something you want to add"), hint=_("You both see it, beside the summary."), rows=3)


def _page(visit: Visit, one: BookedSession, box: Area, kept: Kept, *, status: int = 200) -> Response:
    """Of the record the summary alone: the rest is the team's, and the page says that it is there."""
    written = not one.stands
    record = queries.record(visit.db, one.id)
    content = SessionPage(
        title=when(one, visit.at),
        how=_("%(how)s, with %(name)s") % {"how": mode_words(one.mode), "name": one.practitioner},
        took_place=one.attended or one.stands,
        practitioner=one.practitioner,
        said=tuple(one.said.splitlines()),
        said_by="you" if one.attendance is Attendance.CANCELLED_BY_PATIENT else "them",
        summary=tuple(record.summary.splitlines()) if written else (),
        covered=tuple(item.words for item in queries.covered_in(visit.db, one.id)) if written else (),
        added=tuple(
            Added(day(added.at), tuple(added.words.splitlines()))
            for added in queries.additions(visit.db, [one.id]).get(one.id, ())
        ),
        action=f"{HERE}/{one.id}",
        box=box if written and not has_ended(visit.db, visit.who.id) else None,
        once=visit.typed_id("once") or uuid4(),
        kept=kept,
        problems=plain.problems([box]),
    )
    return page(visit, "patient/session.html", content, here="/me/plan", status=status)
