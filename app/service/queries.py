"""Reads of what a lead has set."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlmodel import Session, col, func, select

from app.service.calendar import Calendar, calendar_of
from app.service.rules import ServiceSettings
from app.service.tables import SettingsVersion

_READ = TypeAdapter(ServiceSettings)


@dataclass(frozen=True)
class Current:
    """The settings that count now. Number 0: nobody has set anything yet."""

    number: int
    settings: ServiceSettings
    by: str
    at: datetime | None


NEWEST = col(SettingsVersion.number) == select(func.max(SettingsVersion.number)).scalar_subquery()
"""The version that counts, for whoever reads it along with something else (`current_of`)."""


def current(db: Session) -> Current:
    """One query."""
    return current_of(db.exec(select(SettingsVersion).where(NEWEST)).first())


def current_of(row: SettingsVersion | None) -> Current:
    if row is None:
        return Current(0, ServiceSettings(), "", None)
    return Current(row.number, _read(row.content), row.by_name, row.at)


@lru_cache(maxsize=16)
def _read(content: str) -> ServiceSettings:
    """A version never changes, and each request of somebody signed in brings it along."""
    return _READ.validate_json(content)


def calendar(db: Session, zone: ZoneInfo) -> Calendar:
    return calendar_of(current(db).settings, zone)
