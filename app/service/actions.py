"""Saving what a lead has set."""

from datetime import datetime

from sqlmodel import Session

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.database import one_at_a_time
from app.service import queries
from app.service.rules import ServiceSettings
from app.service.tables import SettingsVersion


class Stale(Exception):
    """Somebody has saved other settings since this form was opened."""


def save(db: Session, settings: ServiceSettings, *, version: int, by: Actor, at: datetime) -> int:
    """The number of the new version. Raises `Stale` where `version` is no longer the current one."""
    one_at_a_time(db, "service settings")
    if queries.current(db).number != version:
        raise Stale
    db.add(SettingsVersion(number=version + 1, content=settings.model_dump_json(), by_id=by.id, by_name=by.name, at=at))
    db.flush()
    audit.record(db, Deed.SETTINGS_SAVED, by=by, at=at, subject=f"version {version + 1}")
    return version + 1
