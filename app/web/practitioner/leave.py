"""A practitioner's own days off. Whoever stands in has their patients on their list meanwhile."""

from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.web.parts.frame import page
from app.web.parts.leave import LeavePart, leave_part, noting, withdrawing
from app.web.practitioner.door import router

HERE = "/practice/leave"


@dataclass(frozen=True)
class LeavePage:
    leave: LeavePart


@router.page("/leave")
def leave(visit: Visit) -> Response:
    return page(visit, "practitioner/leave.html", LeavePage(leave_part(visit, visit.who, HERE)))


@router.act("/leave")
def note_leave(visit: Visit) -> Response:
    again = noting(visit, visit.who, HERE)
    if again is None:
        return RedirectResponse(HERE, status_code=303)
    return page(visit, "practitioner/leave.html", LeavePage(again), status=422)


@router.act("/leave/{leave}/withdraw")
def withdraw_leave(visit: Visit, leave: str) -> Response:
    return withdrawing(visit, visit.who, leave, HERE)
