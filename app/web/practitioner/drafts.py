"""Words on their way into a practitioner's forms."""

from fastapi import Response

from app.access.door import Visit
from app.web.parts import drafting
from app.web.practitioner.door import router


@router.act("/drafts/{which}")
def form_draft(visit: Visit, which: str) -> Response:
    return drafting.keep(visit, which)
