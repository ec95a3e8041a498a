"""Every pathway of the service: what is published, what is being worked on, and how many patients are on it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.content.answers import clean, readable
from app.enrolments.queries import patients_on
from app.pathways import actions
from app.pathways.actions import Stale
from app.pathways.queries import Line, line, lines
from app.pathways.rules import Pathway, check
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.worksheet import Problem
from app.web.service_lead.door import router
from app.web.service_lead.pathway_form import Typed
from app.web.service_lead.pathway_parts import HERE, checked, draft_said, patients, published_said


@dataclass(frozen=True)
class PathwayRow:
    href: str
    title: str
    summary: str
    state: str
    """published, draft or retired."""
    label: str
    published: str
    draft: str
    patients: str


@dataclass(frozen=True)
class FileRow:
    slug: str
    title: str
    summary: str


@dataclass(frozen=True)
class PathwaysPage:
    rows: tuple[PathwayRow, ...]
    files: tuple[FileRow, ...]
    title: str = ""
    summary: str = ""
    errors: Mapping[str, str] | None = None
    problems: tuple[Problem, ...] = ()


@router.page("/pathways")
def pathways(visit: Visit) -> Response:
    return _page(visit)


@router.act("/pathways")
def begin_pathway(visit: Visit) -> Response:
    """A new one, from nothing but a title, or from a file that comes with the programme."""
    if file := visit.typed("file"):
        return _begin_from(visit, file)
    typed = Typed(clean(readable(visit.typed("title"))), clean(readable(visit.typed("summary"))), ())
    errors = typed.errors()
    of_this_title = next((one for one in _there(visit) if one.title.casefold() == typed.title.casefold()), None)
    if of_this_title and not errors:
        if of_this_title.content == typed.pathway():  # the same form, twice
            return _to_draft(of_this_title.slug)
        errors["title"] = _("There is a pathway with this title. Give the new one another.")
    if errors:
        return _page(visit, typed, errors, status=422)
    return _begun(visit, actions.slug_for(visit.db, typed.title), typed.pathway(), 0)


def _begin_from(visit: Visit, file: str) -> Response:
    pathway = visit.house.pathways.get(file)
    if pathway is None:
        raise NotFound
    found = line(visit.db, file)
    if found and found.content:
        return RedirectResponse(f"{HERE}/{file}", status_code=303)
    return _begun(visit, file, pathway, found.draft_version if found else 0)


def _begun(visit: Visit, slug: str, pathway: Pathway, version: int) -> Response:
    with suppress(Stale):  # somebody began it a moment ago: theirs is the one to go on with
        actions.save_draft(visit.db, slug, pathway, version=version, by=visit.by, at=visit.at)
    return _to_draft(slug)


def _to_draft(slug: str) -> Response:
    return RedirectResponse(f"{HERE}/{slug}/draft", status_code=303)


def _there(visit: Visit) -> list[Line]:
    return [one for one in lines(visit.db) if one.content]


def _page(
    visit: Visit, typed: Typed | None = None, errors: Mapping[str, str] | None = None, *, status: int = 200
) -> Response:
    there, on = _there(visit), patients_on(visit.db)
    content = PathwaysPage(
        rows=tuple(_row(visit, one, on) for one in there),
        files=tuple(
            FileRow(slug, one.title, one.summary)
            for slug, one in visit.house.pathways.items()
            if slug not in {line.slug for line in there}
        ),
        title=typed.title if typed else "",
        summary=typed.summary if typed else "",
        errors=errors or {},
        problems=tuple(Problem(f"#{name}", message) for name, message in (errors or {}).items()),
    )
    return page(visit, "service_lead/pathways.html", content, here=HERE, status=status)


def _row(visit: Visit, line: Line, on: Mapping[UUID, int]) -> PathwayRow:
    count = sum(on.get(one.id, 0) for one in line.versions)
    state, label = "published", _("Published")
    if line.retired_at:
        state, label = "retired", _("Retired")
    elif not line.versions:
        state, label = "draft", _("Draft")
    draft = draft_said(line, visit.at)
    if line.draft:
        draft = f"{draft} {checked(check(line.draft.pathway, visit.house.library.newest))}"
    summary = line.content.summary if line.content else ""
    under_way = _("%(patients)s on it now") % {"patients": patients(count)}
    return PathwayRow(f"{HERE}/{line.slug}", line.title, summary, state, label, published_said(line), draft, under_way)
