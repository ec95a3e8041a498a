"""What a lead does with pathways. A published version never changes; changing one makes a draft of the next."""

import re
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.content.schema import Module
from app.database import add_if_absent
from app.pathways.rules import Finding, Pathway, check, publishable
from app.pathways.tables import PathwayVersion, StoredPathway


class Stale(Exception):
    """Somebody saved the draft since this form was opened; nothing was overwritten."""


class NotPublishable(Exception):
    """The checks found something that stops publishing."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(f"{one.what}. {one.mend}" for one in findings))
        self.findings = findings


class Missing(LookupError):
    """There is no such pathway, or it has no draft."""


def slug_for(db: Session, title: str) -> str:
    """A free slug made of the title's letters."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:50].strip("-")
    stem = plain if re.match(r"[a-z]", plain) else f"pathway-{plain}".strip("-")
    taken = set(db.exec(select(StoredPathway.slug).where(col(StoredPathway.slug).startswith(stem))))
    return next(slug for n in range(1, len(taken) + 2) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)


def save_draft(db: Session, slug: str, pathway: Pathway, *, version: int, by: Actor, at: datetime) -> int:
    """Keeps the draft; returns the version for the next form. `version` is what this form was opened on, 0 at first."""
    add_if_absent(db, StoredPathway, [{"slug": slug, "created_at": at, "draft_version": 0, "draft_by": ""}])
    row = _held(db, slug)
    if row.draft_version != version:
        raise Stale
    row.draft = pathway.model_dump_json(by_alias=True, exclude_defaults=True)
    row.draft_version += 1
    row.draft_at, row.draft_by = at, by.name
    db.add(row)
    db.flush()
    return row.draft_version


def drop_draft(db: Session, slug: str, *, version: int, by: Actor, at: datetime) -> None:
    """Lets a draft go, if it is still the one that `version` names. What is published stays as it is."""
    row = _held(db, slug)
    if row.draft is None:
        raise Missing(slug)
    if row.draft_version != version:
        raise Stale
    row.draft = row.draft_at = None
    db.add(row)
    audit.record(db, Deed.PATHWAY_DRAFT_DROPPED, by=by, at=at, subject=slug)


def publish(
    db: Session, slug: str, modules: Mapping[str, Module], *, version: int, by: Actor, at: datetime
) -> PathwayVersion:
    """Makes the draft the next version. Patients who are under way keep theirs."""
    row = _held(db, slug)
    if row.draft is None:
        raise Missing(slug)
    if row.draft_version != version:
        raise Stale
    findings = check(Pathway.model_validate_json(row.draft), modules)
    if not publishable(findings):
        raise NotPublishable(findings)
    newest = db.exec(select(func.max(PathwayVersion.number)).where(PathwayVersion.slug == slug)).one() or 0
    made = PathwayVersion(slug=slug, number=newest + 1, document=row.draft, published_at=at, published_by=by.name)
    row.draft = row.draft_at = row.retired_at = None
    db.add_all((row, made))
    audit.record(db, Deed.PATHWAY_PUBLISHED, by=by, at=at, subject=f"{slug} version {made.number}")
    db.flush()
    return made


def retire(db: Session, slug: str, *, by: Actor, at: datetime) -> None:
    """Nobody new begins it from now on. Those under way keep it."""
    row = _held(db, slug)
    if row.retired_at is None:
        row.retired_at = at
        db.add(row)
        audit.record(db, Deed.PATHWAY_RETIRED, by=by, at=at, subject=slug)


def bring_back(db: Session, slug: str, *, by: Actor, at: datetime) -> None:
    """A retired pathway can be begun again."""
    row = _held(db, slug)
    if row.retired_at is not None:
        row.retired_at = None
        db.add(row)
        audit.record(db, Deed.PATHWAY_BROUGHT_BACK, by=by, at=at, subject=slug)


def _held(db: Session, slug: str) -> StoredPathway:
    """The pathway, kept for this transaction: two leads on it wait for each other."""
    row = db.exec(select(StoredPathway).where(StoredPathway.slug == slug).with_for_update()).one_or_none()
    if row is None:
        raise Missing(slug)
    return row
