"""Reads of pathways: drafts, published versions, and what can be chosen for a new patient."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.pathways.rules import Pathway
from app.pathways.tables import PathwayVersion, StoredPathway


@dataclass(frozen=True)
class Draft:
    """What the leads are working on. `version` guards against two of them saving over each other."""

    pathway: Pathway
    version: int
    at: datetime
    by: str


@dataclass(frozen=True)
class Published:
    """One published version."""

    id: UUID
    slug: str
    number: int
    pathway: Pathway
    at: datetime
    by: str

    @property
    def title(self) -> str:
        return self.pathway.title


@dataclass(frozen=True)
class Line:
    """A pathway with its draft and its versions, newest first."""

    slug: str
    draft: Draft | None
    draft_version: int
    versions: tuple[Published, ...]
    retired_at: datetime | None

    @property
    def title(self) -> str:
        newest = self.versions[0].pathway if self.versions else None
        shown = newest or (self.draft.pathway if self.draft else None)
        return shown.title if shown else self.slug

    @property
    def content(self) -> Pathway | None:
        """What a lead goes on with: the draft, else the newest version; None where a first draft was let go."""
        if self.draft:
            return self.draft.pathway
        return self.versions[0].pathway if self.versions else None

    @property
    def current(self) -> Published | None:
        """The version a new patient begins; none for one that is not published, or retired."""
        return self.versions[0] if self.versions and self.retired_at is None else None


def lines(db: Session, slug: str | None = None) -> list[Line]:
    """Every pathway (or the one of this slug) with all its versions: two queries."""
    wanted = select(StoredPathway).order_by(col(StoredPathway.created_at), col(StoredPathway.slug))
    versions = select(PathwayVersion).order_by(col(PathwayVersion.number).desc())
    if slug is not None:
        wanted, versions = wanted.where(StoredPathway.slug == slug), versions.where(PathwayVersion.slug == slug)
    published: dict[str, list[Published]] = {}
    for row in db.exec(versions):
        published.setdefault(row.slug, []).append(_published(row))
    rows = db.exec(wanted).all()
    return [
        Line(one.slug, _draft(one), one.draft_version, tuple(published.get(one.slug, ())), one.retired_at)
        for one in rows
    ]


def line(db: Session, slug: str) -> Line | None:
    return next(iter(lines(db, slug)), None)


def published(db: Session) -> list[Published]:
    """What a new patient can be put on: the newest version of each pathway that is not retired, by title."""
    return sorted((one.current for one in lines(db) if one.current), key=lambda one: one.title)


def titles(db: Session, ids: set[UUID]) -> Mapping[UUID, Published]:
    """The versions with these ids."""
    rows = db.exec(select(PathwayVersion).where(col(PathwayVersion.id).in_(ids))).all() if ids else []
    return {row.id: _published(row) for row in rows}


def _published(row: PathwayVersion) -> Published:
    pathway = Pathway.model_validate_json(row.document)
    return Published(row.id, row.slug, row.number, pathway, row.published_at, row.published_by)


def _draft(row: StoredPathway) -> Draft | None:
    if row.draft is None or row.draft_at is None:
        return None
    return Draft(Pathway.model_validate_json(row.draft), row.draft_version, row.draft_at, row.draft_by)
