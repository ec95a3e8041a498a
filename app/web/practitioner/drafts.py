"""Words on their way into a practitioner's forms."""

from fastapi import Response

from app.access.door import Visit
from app.web.parts import drafting
from app.web.practitioner.door import router


@router.act("/drafts/{form}")
def form_draft(visit: Visit, form: str) -> Response:
    return drafting.keep(visit, form)
