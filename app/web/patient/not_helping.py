"""This isn't helping: what it is about, what would be better, and somebody who answers within the promise."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.checkins import actions as checkins
from app.content.answers import clean, readable
from app.enrolments.actions import Ended
from app.enrolments.queries import has_ended
from app.journey import messaging
from app.messages.actions import Written
from app.rendering import gettext as _
from app.web.parts import plain
from app.web.parts.frame import page
from app.web.parts.plain import Area, Option, Pick
from app.web.parts.thread import by_when
from app.web.parts.worksheet import Problem
from app.web.patient.door import router
from app.web.patient.places import Stuck, stuck_at
from app.web.patient.stuck import report
from app.web.patient.voice import practitioner_name

HERE = "/me/not-helping"
LONGEST_WORDS = 2000


class What(StrEnum):
    """What does not help (clinical.md §7)."""

    CONTENT = "content"
    PACE = "pace"
    PERSON = "person"
    SOMEONE_ELSE = "someone-else"
    TECHNICAL = "technical"
    OTHER = "other"


@dataclass(frozen=True)
class NotHelpingPage:
    """`done`: what becomes of it, once it is sent."""

    place: Stuck
    practitioner: str
    action: str
    what: Pick
    better: Area
    promise: str
    once: UUID
    problems: tuple[Problem, ...]
    done: str
    ended: bool


@router.page("/not-helping")
def not_helping(visit: Visit, at: str = "", told: str = "") -> Response:
    return _page(visit, stuck_at(visit, at), _what(visit), _better(), done=_done(visit, told))


@router.act("/not-helping")
def tell_not_helping(visit: Visit, at: str = "") -> Response:
    """Each goes where it is answered: to the practitioner, to the lead alone, or as a fault."""
    if has_ended(visit.db, visit.who.id):
        raise Ended
    place = stuck_at(visit, at)
    what = plain.picked(visit, _what(visit), _("Choose what it is about."))
    better = plain.words(visit, _better(), LONGEST_WORDS)
    if what.error or better.error:
        return _page(visit, place, what, better, status=422)
    _send(visit, place, What(what.value), better.value)
    return RedirectResponse(f"{HERE}?at={quote(place.at)}&told={what.value}", status_code=303)


def _send(visit: Visit, place: Stuck, what: What, words: str) -> None:
    once = visit.typed_id("once") or uuid4()
    if what is What.TECHNICAL:
        report(visit, place, words, once)
    elif what is What.SOMEONE_ELSE:
        due = visit.reply_due
        checkins.ask_for_somebody_else(
            visit.db, visit.who.id, words, reply_due=due, once=once, by=visit.by, at=visit.at
        )
    else:
        written = Written(_message(place, what, words), once)
        messaging.send_from_patient(visit.db, visit.house.settings, visit.who.id, written, by=visit.by, at=visit.at)


def _message(place: Stuck, what: What, words: str) -> str:
    """What the practitioner reads: plain facts first, then the patient's own words."""
    about = {
        What.CONTENT: _("This isn’t helping: what is in it. I was at “%(place)s”."),
        What.PACE: _("This isn’t helping: how fast or slowly it goes. I was at “%(place)s”."),
        What.PERSON: _("This isn’t helping: how we work together. I was at “%(place)s”."),
    }.get(what, _("This isn’t helping. I was at “%(place)s”."))
    lines = [about % {"place": place.whole}]
    if words:
        lines.append(_("What would be better: %(words)s") % {"words": words})
    return readable(clean("\n".join(lines)))


def _what(visit: Visit) -> Pick:
    name = {"name": practitioner_name(visit)}
    to = _("%(name)s reads it") % name
    return Pick(
        "what",
        _("What is it about?"),
        (
            Option(What.CONTENT, _("What is in it"), to),
            Option(What.PACE, _("It goes too fast, or too slowly"), to),
            Option(What.PERSON, _("How %(name)s and I work together") % name, to),
            Option(
                What.SOMEONE_ELSE, _("I would like to work with somebody else"), _("Only the service lead reads it")
            ),
            Option(What.TECHNICAL, _("Something does not work"), _("Goes to the service lead, as a fault")),
            Option(What.OTHER, _("Something else"), to),
        ),
    )


def _better() -> Area:
    return Area("message", _("What would be better?"), hint=_("A few words are plenty. You can leave this empty."))


def _done(visit: Visit, told: str) -> str:
    due = by_when(visit.reply_due, visit.at)
    if told not in set(What):
        return ""
    if told in (What.SOMEONE_ELSE, What.TECHNICAL):
        return _("Thank you for saying so. The service lead answers by %(when)s.") % {"when": due}
    return _("Thank you for saying so. Somebody of the team answers by %(when)s.") % {"when": due}


def _page(visit: Visit, place: Stuck, what: Pick, better: Area, *, done: str = "", status: int = 200) -> Response:
    due = visit.reply_due
    content = NotHelpingPage(
        place=place,
        practitioner=practitioner_name(visit),
        action=f"{HERE}?at={quote(place.at)}",
        what=what,
        better=better,
        promise=_("You hear by %(when)s.") % {"when": by_when(due, visit.at)},
        once=visit.typed_id("once") or uuid4(),
        problems=plain.problems([what, better]),
        done=done,
        ended=has_ended(visit.db, visit.who.id),
    )
    return page(visit, "patient/not_helping.html", content, status=status)
