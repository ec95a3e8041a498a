"""A lead answers what a patient has asked of the leads: once, in words, and the first answer stands."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.rendering import gettext as _
from app.web.parts import plain
from app.web.parts.plain import Area

LONGEST_ANSWER = 2000
T = TypeVar("T", bound="Asked")


class Asked(Protocol):
    """Something that waits for a lead, or is answered."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def settled_at(self) -> datetime | None: ...
    @property
    def settled_by(self) -> str: ...
    @property
    def answer(self) -> str: ...


def take(
    visit: Visit,
    find: Callable[[], T],
    area: Callable[[T], Area],
    settle: Callable[..., bool],
    page: Callable[..., Response],
    here: str,
) -> Response:
    """The same form twice is one answer; where a colleague was first, their answer stands and the words come back."""
    one = find()
    told = plain.words(visit, area(one), LONGEST_ANSWER, _("Write what you tell %(name)s.") % {"name": one.name})
    if told.error and one.settled_at is None:
        return page(visit, typed=told, status=422)
    settle(visit.db, one.id, told.value, by=visit.by, at=visit.at)
    now = find()
    if now.answer == told.value:
        return RedirectResponse(f"{here}?saved=1", status_code=303)
    notice = _("%(by)s has answered %(name)s already. That stands. Your words are below.")
    notice = notice % {"by": now.settled_by, "name": now.name}
    return page(visit, notice=notice, kept=tuple(told.value.splitlines()), status=409)
