"""One piece of shared work, and what a practitioner writes back under it."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import my_patient, shared_piece
from app.content.answers import clean, readable
from app.enrolments import actions
from app.enrolments.queries import SharedWork, shared_work, work_of
from app.enrolments.rules import LONGEST_FEEDBACK
from app.people.queries import Who
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.worksheet import Problem
from app.web.practitioner.door import router
from app.web.practitioner.minutes import keep_minutes, read_minutes
from app.web.practitioner.patient import Top, top
from app.web.practitioner.pieces import Piece, pieces


@dataclass(frozen=True)
class ResponsePage:
    top: Top
    name: str
    piece: Piece
    once: UUID
    words: str
    problems: tuple[Problem, ...]


@router.page("/patients/{patient}/responses/{response}", records=True)
def response(visit: Visit, patient: str, response: str) -> Response:
    who = my_patient(visit, patient)
    one = shared_piece(visit, who, response)
    actions.look(visit.db, who.id, [one], one.step, as_cover=visit.stands_in, by=visit.by, at=visit.at)
    return _page(visit, who, one)


@router.act("/patients/{patient}/responses/{response}")
def feedback(visit: Visit, patient: str, response: str) -> Response:
    """Keeps the words for the patient. Nothing typed is lost: what cannot be taken comes back in the form."""
    who = my_patient(visit, patient)
    one = shared_piece(visit, who, response)
    words = readable(clean(visit.typed("feedback")))
    if not words:
        return _page(visit, who, one, problem=_("Write a few words first."), status=422)
    if len(words) > LONGEST_FEEDBACK:
        problem = _("That is more than fits here (%(most)d letters). Make it shorter.") % {"most": LONGEST_FEEDBACK}
        return _page(visit, who, one, words=words, problem=problem, status=422)
    minutes, _text, wrong = read_minutes(visit)
    if wrong:
        return _page(visit, who, one, words=words, problem=wrong, status=422)
    once = visit.typed_id("once") or uuid4()
    keep_minutes(visit, who, minutes, once)
    actions.write_feedback(visit.db, one, words, patient=who.id, once=once, by=visit.by, at=visit.at)
    return RedirectResponse(f"/practice/patients/{who.id}#p-{one.response_id}", status_code=303)


def _page(
    visit: Visit, who: Who, one: SharedWork, *, words: str = "", problem: str = "", status: int = 200
) -> Response:
    plan = work_of(visit.db, visit.house.library, [who.id], at=visit.at).get(who.id, ())
    shared = shared_work(visit.db, who.id, visit.who.id)
    found = pieces(plan, shared, who)
    piece = next((piece for _step, shown, piece in found if shown.response_id == one.response_id), None)
    if piece is None:
        raise NotFound
    problems = (Problem("#feedback", problem),) if problem else ()
    content = ResponsePage(top(who, "work"), who.name, piece, visit.typed_id("once") or uuid4(), words, problems)
    return page(visit, "practitioner/response.html", content, here="/practice", status=status)
