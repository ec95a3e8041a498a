"""For each module: what it is for, and how to use it in a session."""

from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.access.guards import a_module
from app.content.schema import Guide
from app.rendering import day
from app.web.parts.frame import page
from app.web.practitioner.door import router


@dataclass(frozen=True)
class GuidePage:
    title: str
    summary: str
    author: str
    review: str
    guide: Guide


@router.page("/guides/{module}")
def guide(visit: Visit, module: str) -> Response:
    found = a_module(visit, module)
    manifest = found.manifest
    content = GuidePage(manifest.title, manifest.summary, manifest.author, day(manifest.review), manifest.guide)
    return page(visit, "practitioner/guide.html", content, here="/practice")
