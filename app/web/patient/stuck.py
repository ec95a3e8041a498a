"""I'm stuck: a quick idea for this very place, a question to the practitioner, or something that is broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.identity import device
from app.enrolments.queries import has_ended
from app.faults import actions, queries
from app.faults.queries import Report
from app.faults.rules import LONGEST_WORDS
from app.rendering import day
from app.rendering import gettext as _
from app.web.parts import plain
from app.web.parts.frame import page
from app.web.parts.plain import Area
from app.web.parts.thread import by_when
from app.web.parts.worksheet import Problem
from app.web.patient.door import router
from app.web.patient.places import Stuck, stuck_at
from app.web.patient.voice import practitioner_name

HERE, BROKEN = "/me/stuck", "/me/stuck/broken"


@dataclass(frozen=True)
class Told:
    """A fault this patient reported. `answer`: what the lead says of it; empty while it waits."""

    sentence: str
    words: tuple[str, ...]
    answer: tuple[str, ...]


@dataclass(frozen=True)
class StuckPage:
    """`ask` and `broken` are where the other two ways out are; after the course only what can still be done."""

    place: Stuck
    practitioner: str
    promise: str
    ask: str
    broken: str
    reported: tuple[Told, ...]
    thanks: str


@dataclass(frozen=True)
class BrokenPage:
    place: Stuck
    action: str
    words: Area
    promise: str
    once: UUID
    problems: tuple[Problem, ...]


@router.page("/stuck")
def stuck(visit: Visit, at: str = "", told: str = "") -> Response:
    place = stuck_at(visit, at)
    due = visit.reply_due
    ended = has_ended(visit.db, visit.who.id)
    content = StuckPage(
        place=place,
        practitioner=practitioner_name(visit),
        promise=_("Somebody of the team answers by %(when)s.") % {"when": by_when(due, visit.at)},
        ask="" if ended else f"/me/messages?stuck={quote(place.at)}#write",
        broken=f"{BROKEN}?at={quote(place.at)}",
        reported=_told(visit, queries.reports(visit.db, patient=visit.who.id)),
        thanks=_("Thank you. It is reported. Sorry about it.") if told else "",
    )
    return page(visit, "patient/stuck.html", content)


@router.page("/stuck/broken")
def broken(visit: Visit, at: str = "") -> Response:
    return _broken(visit, stuck_at(visit, at), _words())


@router.act("/stuck/broken")
def report_fault(visit: Visit, at: str = "") -> Response:
    """Goes to the service leads, with the page and the kind of browser, and nothing of what stands on the page."""
    place = stuck_at(visit, at)
    typed = plain.words(visit, _words(), LONGEST_WORDS)
    if typed.error:
        return _broken(visit, place, typed, status=422)
    report(visit, place, typed.value, visit.typed_id("once") or uuid4())
    return RedirectResponse(f"{HERE}?at={quote(place.at)}&told=1#reported", status_code=303)


def report(visit: Visit, place: Stuck, words: str, once: UUID) -> None:
    actions.report(
        visit.db,
        visit.who.id,
        words,
        place=place.at,
        device=device(visit.request.headers.get("user-agent", "")),
        due_at=visit.reply_due,
        once=once,
        by=visit.by,
        at=visit.at,
    )


def _words() -> Area:
    hint = _("What did you press, and what happened? You can leave this empty.")
    return Area("message", _("What is broken?"), hint=hint)


def _broken(visit: Visit, place: Stuck, words: Area, *, status: int = 200) -> Response:
    due = visit.reply_due
    content = BrokenPage(
        place=place,
        action=f"{BROKEN}?at={quote(place.at)}",
        words=words,
        promise=_("You hear by %(when)s.") % {"when": by_when(due, visit.at)},
        once=visit.typed_id("once") or uuid4(),
        problems=plain.problems([words]),
    )
    return page(visit, "patient/broken.html", content, status=status)


def _told(visit: Visit, found: Sequence[Report]) -> tuple[Told, ...]:
    return tuple(_one(visit, one) for one in found[:5])


def _one(visit: Visit, one: Report) -> Told:
    if one.settled_at:
        sentence = _("Reported on %(day)s. %(name)s answered:") % {"day": day(one.at), "name": one.settled_by}
    elif one.due_at >= visit.at:
        when = {"day": day(one.at), "when": by_when(one.due_at, visit.at)}
        sentence = _("Reported on %(day)s. You hear by %(when)s.") % when
    else:
        sentence = _("Reported on %(day)s. It takes longer than we said. Sorry.") % {"day": day(one.at)}
    return Told(sentence, tuple(one.words.splitlines()), tuple(one.answer.splitlines()))
