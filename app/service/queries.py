"""Reads of what a lead has set."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

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


def current(db: Session) -> Current:
    """One query."""
    row = db.exec(select(SettingsVersion).order_by(col(SettingsVersion.number).desc()).limit(1)).first()
    if row is None:
        return Current(0, ServiceSettings(), "", None)
    return Current(row.number, _READ.validate_json(row.content), row.by_name, row.at)


def calendar(db: Session, zone: ZoneInfo) -> Calendar:
    return calendar_of(current(db).settings, zone)
