"""A live service starts when contacts, hours, response times and duty are there; until then it says what it lacks."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from alembic import command
from sqlmodel import Session

from app import clock
from app.audit.rules import SYSTEM
from app.content import help as help_content
from app.content.help import Nation
from app.database import Database
from app.journey import joining, readiness
from app.main import create_app
from app.people import absence
from app.people import actions as people
from app.people.rules import Role
from app.service import actions as service
from app.service import queries as current
from app.settings import ROOT, Settings, UnsafeSettings
from tests.databases import SqliteTemplate, alembic


@pytest.fixture
def live(sqlite_template: SqliteTemplate) -> Iterator[Settings]:
    with sqlite_template.empty() as url:
        command.upgrade(alembic(url), "head")
        said = {"mode": "live", "secret_key": "x" * 40, "base_url": "https://alongside.example", "database_url": url}
        yield Settings.model_validate(said)


@pytest.fixture
def db(live: Settings) -> Iterator[Session]:
    database = Database(live.database)
    with database.transaction() as session:
        yield session
    database.close()


def setting_up(live: Settings) -> Settings:
    return Settings.model_validate({**live.model_dump(), "setting_up": True})


def fill(db: Session) -> None:
    """What a lead does on the service's own pages."""
    at, today = clock.now(), clock.now().date()
    sam = people.add(db, Role.PRACTITIONER, "sam@service.example", "Sam", "Sam Fox", "-" * 12, by=SYSTEM, at=at)
    absence.put_on_duty(db, sam.id, today, today + timedelta(days=7), by=SYSTEM, at=at)
    shipped, _faults = help_content.load(ROOT / "modules")
    now = current.current(db)
    settings = now.settings.model_copy(update={"contacts": {Nation.ENGLAND: shipped[Nation.ENGLAND]}})
    service.save(db, settings, version=now.number, by=SYSTEM, at=at)


def test_an_empty_live_service_refuses_to_start_and_says_everything_it_lacks(live: Settings) -> None:
    with pytest.raises(UnsafeSettings) as refused:
        create_app(live)
    for word in ("opening hours", "times of response", "contacts", "england", "on duty", "ALONGSIDE_SETTING_UP"):
        assert word in str(refused.value)


def test_what_is_filled_is_not_named_any_more(live: Settings, db: Session) -> None:
    service.save(db, current.current(db).settings, version=0, by=SYSTEM, at=clock.now())
    found = " ".join(readiness.hindrances(db, live, at=clock.now()))
    assert "opening hours" not in found
    assert "contacts" in found
    assert "on duty" in found


def test_it_starts_when_all_of_it_is_there(live: Settings, db: Session) -> None:
    fill(db)
    db.commit()
    assert create_app(live).title == "Alongside"


def test_a_night_without_anybody_on_duty_does_not_keep_it_from_starting_again(live: Settings, db: Session) -> None:
    fill(db)
    assert readiness.hindrances(db, live, at=clock.now() + timedelta(days=90)) == []


def test_while_it_is_set_up_it_starts_and_nobody_can_invite_a_patient(live: Settings, db: Session) -> None:
    create_app(setting_up(live))
    assert joining.offered(db, setting_up(live)) == []


def test_with_patients_there_it_is_not_being_set_up(live: Settings, db: Session) -> None:
    people.add(db, Role.PATIENT, "rowan@service.example", "Rowan", "R. Ash", "-" * 12, by=SYSTEM, at=clock.now())
    db.commit()
    with pytest.raises(UnsafeSettings, match="there are patients"):
        create_app(setting_up(live))
