"""Words on their way into a form: kept as they are typed, given back to their writer, dropped when the form is sent.

Steps of a module and messages keep their own; this is for every other form in which somebody writes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select, update

from app.database import add_if_absent, one_at_a_time
from app.drafts.tables import FormDraft


@dataclass(frozen=True)
class Draft:
    """The fields of a form as they were typed, by name."""

    fields: Mapping[str, str]
    version: int
    saved_at: datetime


class Stale(Exception):
    """The draft was taken further in another window; nothing was overwritten. It holds what is kept there."""

    def __init__(self, kept: Draft) -> None:
        super().__init__()
        self.kept = kept


def draft(db: Session, person: UUID, form: str) -> Draft | None:
    """This person's own draft of a form; one query."""
    row = db.exec(select(FormDraft).where(FormDraft.person_id == person, FormDraft.form == form)).one_or_none()
    return Draft(json.loads(row.fields), row.version, row.saved_at) if row else None


def keep(db: Session, person: UUID, form: str, fields: Mapping[str, str], *, version: int, at: datetime) -> Draft:
    """Keeps what is typed. `version` is the draft's that the form knew, 0 for none. Raises `Stale`."""
    one_at_a_time(db, f"draft {person} {form}")
    kept = draft(db, person, form)
    if kept and kept.version != version and kept.fields != fields:
        raise Stale(kept)
    new = Draft(fields, max(kept.version if kept else 0, version) + 1, at)
    values = {"fields": json.dumps(dict(fields), ensure_ascii=False), "version": new.version, "saved_at": at}
    if kept:
        db.exec(update(FormDraft).where(*_one(person, form)).values(**values))
    else:
        add_if_absent(db, FormDraft, [{"person_id": person, "form": form, **values}])
    return new


def drop(db: Session, person: UUID, form: str, *, version: int) -> None:
    """The form was sent. What another window has typed since stays."""
    db.exec(delete(FormDraft).where(*_one(person, form), col(FormDraft.version) == version))


def _one(person: UUID, form: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(FormDraft.person_id) == person, col(FormDraft.form) == form
