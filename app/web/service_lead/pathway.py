"""One pathway: what it holds, its versions, its checks; publishing it, retiring it, bringing it back."""

from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import a_pathway, a_version
from app.enrolments.queries import patients_on
from app.pathways import actions
from app.pathways.actions import Missing, NotPublishable, Stale
from app.pathways.queries import Line
from app.pathways.rules import check, measures_words
from app.rendering import day
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.service_lead.door import router
from app.web.service_lead.pathway_parts import (
    HERE,
    Checks,
    Reads,
    checked,
    checks,
    draft_said,
    patients,
    published_said,
    reads,
)


@dataclass(frozen=True)
class VersionRow:
    href: str
    name: str
    said: str
    on: str


@dataclass(frozen=True)
class PathwayPage:
    """`version`: of the draft, for the form that lets it go."""

    title: str
    summary: str
    href: str
    said: str
    draft: str
    version: int
    change: str
    """What the button to the editor says."""
    modules: tuple[Reads, ...]
    measures: str
    what: str
    versions: tuple[VersionRow, ...]
    retired: bool
    told: str


@dataclass(frozen=True)
class VersionPage:
    title: str
    summary: str
    href: str
    said: str
    modules: tuple[Reads, ...]
    measures: str


@dataclass(frozen=True)
class CheckPage:
    """`number`: the version that publishing would make; None where there is no draft to publish."""

    title: str
    href: str
    said: str
    version: int
    number: int | None
    under_way: str
    checks: Checks
    modules: tuple[Reads, ...]
    measures: str
    refused: str


@router.page("/pathways/{slug}")
def pathway(visit: Visit, slug: str, did: str = "") -> Response:
    line = a_pathway(visit, slug)
    if line.content is None:
        raise NotFound
    shown = line.versions[0].pathway if line.versions else line.content
    modules, draft = visit.house.library.newest, draft_said(line, visit.at)
    if line.draft:
        draft = f"{draft} {checked(check(line.draft.pathway, modules))}"
    content = PathwayPage(
        title=line.title,
        summary=shown.summary,
        href=f"{HERE}/{slug}",
        said=published_said(line),
        draft=draft,
        version=line.draft_version,
        change=_("Go on with the draft") if line.draft else _("Change it"),
        modules=reads(shown, modules),
        measures=measures_words(shown),
        what=_("Version %(n)d, as a patient reads it") % {"n": line.versions[0].number}
        if line.versions
        else _("The draft, as a patient would read it"),
        versions=_versions(visit, line),
        retired=line.retired_at is not None,
        told=_told(line, did),
    )
    return page(visit, "service_lead/pathway.html", content, here=HERE)


@router.page("/pathways/{slug}/versions/{n}")
def pathway_version(visit: Visit, slug: str, n: str) -> Response:
    line, one = a_version(visit, slug, n)
    name = _("%(pathway)s, version %(n)d") % {"pathway": one.title, "n": one.number}
    said = _("Published on %(day)s by %(name)s.") % {"day": day(one.at), "name": one.by}
    modules = reads(one.pathway, visit.house.library.newest)
    content = VersionPage(name, one.pathway.summary, f"{HERE}/{line.slug}", said, modules, measures_words(one.pathway))
    return page(visit, "service_lead/pathway_version.html", content, here=HERE)


@router.page("/pathways/{slug}/check")
def check_pathway(visit: Visit, slug: str) -> Response:
    return _check(visit, a_pathway(visit, slug))


@router.act("/pathways/{slug}/publish")
def publish_pathway(visit: Visit, slug: str) -> Response:
    line, modules = a_pathway(visit, slug), visit.house.library.newest
    try:
        actions.publish(visit.db, slug, modules, version=visit.typed_number("version"), by=visit.by, at=visit.at)
    except Missing:
        pass  # the same press twice: it is published already
    except Stale:
        refused = _("The draft was saved after you opened this page. This is the newest: look it over again.")
        return _check(visit, line, refused, status=409)
    except NotPublishable:
        return _check(visit, line, _("It is not published: the checks found something that stops it."), status=422)
    return RedirectResponse(f"{HERE}/{slug}?did=published", status_code=303)


@router.act("/pathways/{slug}/retire")
def retire_pathway(visit: Visit, slug: str) -> Response:
    a_pathway(visit, slug)
    actions.retire(visit.db, slug, by=visit.by, at=visit.at)
    return RedirectResponse(f"{HERE}/{slug}?did=retired", status_code=303)


@router.act("/pathways/{slug}/bring-back")
def bring_back_pathway(visit: Visit, slug: str) -> Response:
    a_pathway(visit, slug)
    actions.bring_back(visit.db, slug, by=visit.by, at=visit.at)
    return RedirectResponse(f"{HERE}/{slug}?did=back", status_code=303)


def _check(visit: Visit, line: Line, refused: str = "", *, status: int = 200) -> Response:
    if line.content is None:
        raise NotFound
    modules, content = visit.house.library.newest, line.content
    href = f"{HERE}/{line.slug}"
    shown = CheckPage(
        title=content.title,
        href=href,
        said=draft_said(line, visit.at) or published_said(line),
        version=line.draft_version,
        number=(line.versions[0].number if line.versions else 0) + 1 if line.draft else None,
        under_way=_under_way(visit, line),
        checks=checks(check(content, modules), content, modules, f"{href}/draft"),
        modules=reads(content, modules),
        measures=measures_words(content),
        refused=refused,
    )
    return page(visit, "service_lead/pathway_check.html", shown, here=HERE, status=status)


def _on(visit: Visit, line: Line) -> dict[int, int]:
    on = patients_on(visit.db)
    return {one.number: on.get(one.id, 0) for one in line.versions}


def _under_way(visit: Visit, line: Line) -> str:
    """Publishing changes nobody's plan, and says so with the number it could have concerned."""
    count = sum(_on(visit, line).values())
    keep = _("Patients under way keep the plan they have.")
    return f"{keep} {_('There are %(patients)s on it now.') % {'patients': patients(count)}}" if count > 1 else keep


def _versions(visit: Visit, line: Line) -> tuple[VersionRow, ...]:
    on = _on(visit, line)
    return tuple(
        VersionRow(
            f"{HERE}/{line.slug}/versions/{one.number}",
            _("Version %(n)d") % {"n": one.number},
            _("%(day)s, %(name)s") % {"day": day(one.at), "name": one.by},
            _("%(patients)s on it now") % {"patients": patients(on[one.number])},
        )
        for one in line.versions
    )


def _told(line: Line, did: str) -> str:
    """What was just done, if it is still so."""
    if did == "published" and line.versions:
        said = _("Version %(n)d is published. New patients begin with it from now on.")
        return said % {"n": line.versions[0].number}
    if did == "retired" and line.retired_at:
        return _("It is retired. Nobody new begins it; those under way keep their plan.")
    if did == "back" and not line.retired_at:
        return _("It is back. New patients can begin it again.")
    if did == "saved-since" and line.draft:
        return _("The draft is still here: it was saved after you opened this page. Look at it once more.")
    return _("The draft is gone. What is published is as it was.") if did == "dropped" and not line.draft else ""
