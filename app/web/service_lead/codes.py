"""A colleague who has lost the phone and the recovery codes: a lead takes the code away, and they set up another."""

from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import a_colleague_with_code
from app.people import codes, queries
from app.web.parts.frame import page
from app.web.service_lead.door import router

HERE = "/service/team"


@dataclass(frozen=True)
class ResetCodePage:
    """`asked`: this service asks for a code, so the colleague sets up another as they log in next."""

    action: str
    name: str
    asked: bool


@router.page("/team/people/{person}/code")
def reset_code(visit: Visit, person: str) -> Response:
    colleague = a_colleague_with_code(visit, person).who
    content = ResetCodePage(f"{HERE}/people/{colleague.id}/code", colleague.name, visit.house.settings.asks_for_code)
    return page(visit, "service_lead/reset_code.html", content, here=HERE)


@router.act("/team/people/{person}/code")
def resetting_code(visit: Visit, person: str) -> Response:
    colleague = a_colleague_with_code(visit, person).who
    codes.reset(visit.db, queries.person(visit.db, colleague.id), by=visit.by, at=visit.at)
    return RedirectResponse(HERE, status_code=303)
