"""The editor of a pathway: one form, whose every button keeps what was typed and then does its deed."""

from dataclasses import dataclass, replace

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import a_pathway
from app.pathways import actions
from app.pathways.actions import Missing, Stale
from app.pathways.queries import Draft, Line
from app.pathways.rules import (
    LONGEST_WAIT,
    MOST_MODULES,
    MOST_SESSIONS,
    NEEDED,
    Pathway,
    check,
    element_name,
    measures_words,
    title_of,
)
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.worksheet import Problem
from app.web.service_lead.door import router
from app.web.service_lead.modules import size
from app.web.service_lead.pathway_form import Done, Row, Typed, after, of, typed
from app.web.service_lead.pathway_parts import HERE, Checks, Reads, checks, draft_said, moment, published_said, reads


@dataclass(frozen=True)
class ItemView:
    """One module in the sequence, as its place in the form shows it."""

    n: int
    row: Row
    reads: Reads
    href: str
    error: str | None
    noted: bool
    first: bool
    last: bool


@dataclass(frozen=True)
class LibraryRow:
    slug: str
    title: str
    size: str
    inside: bool


@dataclass(frozen=True)
class ElementRow:
    name: str
    where: str
    held: bool


@dataclass(frozen=True)
class Theirs:
    """What was saved while this form was open."""

    title: str
    said: str
    pathway: str
    summary: str
    measures: str
    modules: tuple[Reads, ...]


@dataclass(frozen=True)
class EditorPage:
    heading: str
    said: str
    action: str
    href: str
    version: int
    title: str
    summary: str
    measures: str
    before_sessions: bool
    items: tuple[ItemView, ...]
    library: tuple[LibraryRow, ...]
    elements: tuple[ElementRow, ...]
    checks: Checks
    longest_wait: int
    most_sessions: int
    has_draft: bool
    errors: dict[str, str]
    problems: tuple[Problem, ...]
    told: str
    theirs: Theirs | None


@router.page("/pathways/{slug}/draft")
def pathway_draft(visit: Visit, slug: str, did: str = "", at: str = "") -> Response:
    line = a_pathway(visit, slug)
    if line.content is None:
        raise NotFound
    place = int(at) if at.isascii() and at.isdigit() and len(at) < 4 else None
    return _page(visit, line, of(line.content), told=_told(visit, line.content, did, place))


@router.act("/pathways/{slug}/draft")
def save_pathway_draft(visit: Visit, slug: str) -> Response:
    line = a_pathway(visit, slug, dropped=True)
    done = after(typed(visit.form), visit.typed("do"), visit.house.library.newest)
    if done.typed.errors():
        return _page(visit, line, done.typed, done.typed.errors(), version=visit.typed_number("version"), status=422)
    if done.typed.pathway() != line.content:  # else it is kept already: nothing was changed, or the form came twice
        try:
            version = visit.typed_number("version")
            actions.save_draft(visit.db, slug, done.typed.pathway(), version=version, by=visit.by, at=visit.at)
        except Stale:
            return _page(visit, line, done.typed, theirs=_theirs(visit, line), status=409)
    return _onward(visit, line, done)


@router.act("/pathways/{slug}/drop-draft")
def drop_pathway_draft(visit: Visit, slug: str) -> Response:
    line = a_pathway(visit, slug, dropped=True)
    did = "dropped"
    try:
        actions.drop_draft(visit.db, slug, version=visit.typed_number("version"), by=visit.by, at=visit.at)
    except Stale:
        did = "saved-since"
    except Missing:
        pass  # it has gone already
    left = line.versions or did != "dropped"
    return RedirectResponse(f"{HERE}/{slug}?did={did}" if left else HERE, status_code=303)


def _onward(visit: Visit, line: Line, done: Done) -> Response:
    """Back to the editor, at the module that was meant; or on to the checks, where there is something to publish."""
    address = f"{HERE}/{line.slug}"
    kept = line.draft or done.typed.pathway() != line.content
    if done.did == "publish" and kept:
        return RedirectResponse(f"{address}/check", status_code=303)
    did = done.did if kept or done.did != "publish" else "same"
    anchor = "#modules" if done.at is None else f"#module-{done.at}"
    at = "" if done.at is None else f"&at={done.at}"
    return RedirectResponse(f"{address}/draft?did={did}{at}{anchor}", status_code=303)


def _told(visit: Visit, pathway: Pathway, did: str, at: int | None) -> str:
    """What the button did, said once; nothing for an address that does not fit the pathway."""
    total = len(pathway.modules)
    if did in {"moved", "added", "saved"} and at is not None and at < total:
        title = title_of(pathway.modules[at].module, visit.house.library.newest)
        said = {
            "moved": _("“%(module)s” is now number %(n)d of %(total)d."),
            "added": _("“%(module)s” is in it now, number %(n)d of %(total)d."),
            "saved": _("Saved, with “%(module)s” as it is here."),
        }[did]
        return said % {"module": title, "n": at + 1, "total": total}
    return {
        "saved": _("Saved."),
        "removed": _("Saved. The module is out, and in the list to add again."),
        "full": _("Saved. Nothing was added: a pathway has %(most)d modules at most.") % {"most": MOST_MODULES},
        "unknown": _("Saved. Nothing was added: there is no such module now."),
        "same": _("Nothing has changed since the last version, so there is nothing to publish."),
    }.get(did, "")


def _theirs(visit: Visit, line: Line) -> Theirs | None:
    """The draft that was saved since; none where it has gone again."""
    if line.draft is None:
        return None
    draft = line.draft
    return Theirs(
        title=_saved_since(visit, draft),
        said=_("Nothing is lost. Your changes are in the form below, not saved yet. Saving now replaces what is here."),
        pathway=draft.pathway.title,
        summary=draft.pathway.summary,
        measures=measures_words(draft.pathway),
        modules=reads(draft.pathway, visit.house.library.newest),
    )


def _saved_since(visit: Visit, draft: Draft) -> str:
    when = moment(draft.at, visit.at)
    if draft.by == visit.who.name:
        return _("You saved this draft %(moment)s in another window") % {"moment": when}
    return _("%(name)s saved this draft %(moment)s") % {"name": draft.by, "moment": when}


def _page(
    visit: Visit,
    line: Line,
    form: Typed,
    errors: dict[str, str] | None = None,
    *,
    version: int | None = None,
    theirs: Theirs | None = None,
    told: str = "",
    status: int = 200,
) -> Response:
    modules, pathway = visit.house.library.newest, form.pathway()
    address = f"{HERE}/{line.slug}"
    found = checks(check(pathway, modules), pathway, modules, "")
    content = EditorPage(
        heading=line.title if errors else pathway.title,
        said=_said(visit, line),
        action=f"{address}/draft",
        href=address,
        version=line.draft_version if version is None else version,
        title=form.title,
        summary=form.summary,
        measures=form.measures,
        before_sessions=form.before,
        items=_items(visit, form, pathway, found),
        library=_library(visit, form),
        elements=_elements(visit, pathway),
        checks=found,
        longest_wait=LONGEST_WAIT,
        most_sessions=MOST_SESSIONS,
        has_draft=line.draft is not None,
        errors=errors or {},
        problems=tuple(Problem(f"#{name}", message) for name, message in (errors or {}).items()),
        told=told,
        theirs=theirs,
    )
    return page(visit, "service_lead/pathway_draft.html", content, here=HERE, status=status)


def _said(visit: Visit, line: Line) -> str:
    draft = draft_said(line, visit.at) or _("No draft yet: it begins with your first change.")
    return f"{draft} {published_said(line)}"


def _items(visit: Visit, form: Typed, pathway: Pathway, found: Checks) -> tuple[ItemView, ...]:
    noted = {check.href for check in found.found}
    lines = reads(pathway, visit.house.library.newest)
    last = len(form.rows) - 1
    items = []
    for n, (row, read) in enumerate(zip(form.rows, lines, strict=True)):
        wrong = row.error or row.sessions_error
        shown = replace(read, opens=_("It can be said again when the number is right.")) if wrong else read
        href = f"/service/modules/{row.module}" if row.module in visit.house.library.newest else ""
        items.append(ItemView(n, row, shown, href, row.error, f"#module-{n}" in noted, n == 0, n == last))
    return tuple(items)


def _library(visit: Visit, form: Typed) -> tuple[LibraryRow, ...]:
    inside = {row.module for row in form.rows}
    modules = visit.house.library.newest.values()
    return tuple(LibraryRow(one.slug, one.title, size(one), one.slug in inside) for one in modules)


def _elements(visit: Visit, pathway: Pathway) -> tuple[ElementRow, ...]:
    """The four that every course holds, and which core module holds each."""
    modules = visit.house.library.newest
    core = [modules[item.module] for item in pathway.modules if item.core and item.module in modules]
    rows = []
    for element in NEEDED:
        where = next((one.title for one in core if one.manifest.element is element), None)
        name = element_name(element)
        rows.append(ElementRow(name[:1].upper() + name[1:], where or _("Not in a core module yet"), where is not None))
    return tuple(rows)
