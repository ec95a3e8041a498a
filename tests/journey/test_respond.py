"""The hourly sweep: what time alone makes due is said once, by whichever worker comes, and reminded of neutrally."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Event
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from app import clock, worker
from app.activities import actions as activities
from app.activities.rules import Plan
from app.audit.rules import Actor
from app.database import Database
from app.facts.queries import Sources
from app.journey import reminding, respond
from app.notices.rules import About
from app.notices.tables import Notice
from app.people.tables import Login, Person, Preferences
from app.rendering import local
from app.settings import ROOT, Settings, settings
from app.support.tables import SupportMessage

SOURCES = Sources.of(ROOT / "modules")


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    at = local(clock.now()).replace(hour=12, minute=0)
    monkeypatch.setattr(clock, "now", lambda: at)
    return at


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = Database(database_url)
    yield found
    found.close()


def marek(db: Session) -> UUID:
    return db.exec(select(Person.id).where(Person.email == "marek@demo.example")).one()


def said(db: Session) -> list[SupportMessage]:
    return list(db.exec(select(SupportMessage).where(SupportMessage.patient_id == marek(db))))


def swept(database: Database, own: Settings) -> int:
    return worker._say_what_is_due(database, SOURCES, own, Event())


def with_a_day_gone_by(database: Database, at: datetime) -> None:
    """Marek planned something for the day before yesterday, wants reminders, and was last here three days ago."""
    with database.transaction() as db:
        who, then = marek(db), at - timedelta(days=3)
        plan, by = Plan("Sort the post", day=local(at).date() - timedelta(days=2)), Actor(who, "Marek", "patient")
        activities.plan(db, who, plan, once=uuid4(), by=by, at=then)
        card = db.get(Preferences, who) or Preferences(patient_id=who, changed_at=then)
        card.reminders = True
        key = uuid4().hex
        db.add_all((card, Login(token_hash=key, person_id=who, began_at=then, used_at=then, network_hash=key)))


def test_two_workers_in_one_hour_say_it_once(database: Database, noon: datetime) -> None:
    with_a_day_gone_by(database, noon)
    own = settings()
    assert swept(database, own) > 0
    assert swept(database, own) == 0
    with database.transaction(writes=False) as db:
        assert len(said(db)) == 1


def test_at_night_nothing_is_said_and_in_the_morning_it_is(
    database: Database, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_a_day_gone_by(database, noon)
    night = noon.replace(hour=3)
    monkeypatch.setattr(clock, "now", lambda: night)
    assert swept(database, settings()) == 0
    monkeypatch.setattr(clock, "now", lambda: noon)
    assert swept(database, settings()) > 0


def test_the_reminder_is_neutral_and_is_dropped_once_they_were_here(database: Database, noon: datetime) -> None:
    with_a_day_gone_by(database, noon)
    mails = Settings.model_validate({**settings().model_dump(), "smtp_url": "smtp://127.0.0.1:1"})
    for _once_and_again in range(2):  # the welcome comes first
        with database.transaction() as db:
            respond.sweep(db, SOURCES, [marek(db)], mails, at=noon)
    with database.transaction() as db:
        assert {one.rule for one in said(db)} == {"welcome", "day-passed"}
        mine = (Notice.person_id == marek(db), Notice.kind == About.SUPPORT.value)
        (notice,) = db.exec(select(Notice).where(*mine)).all()
        assert "Sort the post" not in notice.body
        assert "something new on Alongside" in notice.body
        assert reminding.support_still_fits(db, notice, notice.due_at) is True
        login = db.exec(select(Login).where(col(Login.person_id) == marek(db))).first()
        assert login
        login.used_at = noon + timedelta(minutes=5)
        db.add(login)
        db.flush()
        assert reminding.support_still_fits(db, notice, notice.due_at) is False
