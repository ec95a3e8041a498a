"""What is typed into a form is kept while it is typed: for every form that is neither a step nor a message."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import JSONResponse

from app.access.door import NotFound, Visit
from app.content.answers import readable
from app.content.checks import FORM_NAMES
from app.drafts import actions as drafts
from app.drafts.actions import Draft, Stale
from app.people.rules import Role
from app.rendering import clock_time
from app.web.parts.thread import saved_words

_OF_PATIENTS = "goal|activity|review|decline|diary|noticing|check-in|safety-plan|agenda|summary"
_OF_STAFF = "offer|flag|session|ending|supervision"
_FORM = re.compile(rf"({_OF_PATIENTS}|{_OF_STAFF})(-[a-z0-9-]{{1,80}})?")
"""The forms that keep what is typed: what they are of, and which."""


@dataclass(frozen=True)
class Kept:
    """What a form carries for its draft: where to keep it, how far it was, and what to say about it."""

    action: str
    version: int = 0
    saved: str = ""


def opened(visit: Visit, form: str) -> tuple[dict[str, str], Kept]:
    """What was typed into this form and not sent, by name; and what the form carries."""
    found = drafts.draft(visit.db, visit.who.id, form)
    if found is None:
        return {}, Kept(_action(visit, form))
    return dict(found.fields), Kept(_action(visit, form), found.version, saved_words(found.saved_at, visit.at))


def again(visit: Visit, form: str) -> Kept:
    """What a form that comes back with its errors carries."""
    return Kept(_action(visit, form), visit.typed_number("draft_version"))


def held(visit: Visit, form: str, fields: Mapping[str, str]) -> Kept:
    """What a form carries that could not be taken. Its words are a draft now, unless another window has its own."""
    try:
        saved = drafts.keep(
            visit.db, visit.who.id, form, fields, version=visit.typed_number("draft_version"), at=visit.at
        )
    except Stale:
        return again(visit, form)
    return Kept(_action(visit, form), saved.version, saved_words(saved.saved_at, visit.at))


def keep(visit: Visit, form: str) -> Response:
    """Keeps what is typed, and says when. Where another window has taken it further, nothing is overwritten."""
    if not _FORM.fullmatch(form):
        raise NotFound
    typed = {name: readable(text) for name, text in visit.form if name not in FORM_NAMES}
    if any(typed.values()) and (shared := visit.typed("shared")):
        typed["shared"] = shared
    try:
        saved = drafts.keep(
            visit.db, visit.who.id, form, typed, version=visit.typed_number("draft_version"), at=visit.at
        )
    except Stale as stale:
        return _answer(stale.kept, status=409)
    return _answer(saved)


def sent(visit: Visit, form: str) -> None:
    """The form has been sent: what was kept of it is dropped, unless another window has typed since."""
    drafts.drop(visit.db, visit.who.id, form, version=visit.typed_number("draft_version"))


def _answer(draft: Draft, status: int = 200) -> Response:
    content = {"saved_at": clock_time(draft.saved_at), "draft": "1", "draft_version": draft.version}
    return JSONResponse(content, status_code=status)


def _action(visit: Visit, form: str) -> str:
    door = "/me" if visit.who.role is Role.PATIENT else "/practice"
    return f"{door}/drafts/{form}"
