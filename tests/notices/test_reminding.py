"""A reminder is written with the deed, and goes out only while it is true and wanted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from app.audit.rules import Actor
from app.database import Database
from app.journey import reminding
from app.journey.reminding import CHECKS
from app.messages.tables import Message, MessageSeen
from app.notices import sending
from app.notices.post import Server
from app.notices.tables import Notice
from app.people import absence
from app.people.queries import person
from app.people.tables import Login, Person, Preferences
from app.rendering import local
from app.service import actions as service
from app.service.rules import ServiceSettings
from app.settings import Settings
from tests.conftest import settings_for
from tests.notices.postbox import Postbox

TUESDAY = datetime(2026, 6, 2, 13, tzinfo=UTC)  # 14:00 on the service's clock
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LEAD = Actor(None, "Priya", "service_lead")


@dataclass
class Story:
    """Rowan and Sam, and a mail server."""

    database: Database
    settings: Settings
    box: Postbox
    rowan: UUID
    sam: UUID

    def wish(self, **wishes: object) -> None:
        with self.database.transaction() as db:
            card = db.get(Preferences, self.rowan) or Preferences(patient_id=self.rowan, changed_at=TUESDAY)
            for name, value in {"reminders": True, **wishes}.items():
                setattr(card, name, value)
            db.add(card)

    def writes(self, at: datetime, *, patient: bool = False) -> UUID:
        """A message and the notice that goes with it."""
        with self.database.transaction() as db:
            message = Message(
                patient_id=self.rowan,
                by_id=self.rowan if patient else self.sam,
                from_patient=patient,
                words="Something for one reader only.",
                once=uuid4(),
                at=at,
                due_at=at + DAY if patient else None,
            )
            db.add(message)
            db.flush()
            told = reminding.message_for_staff if patient else reminding.message_for_patient
            for _twice in range(2):
                told(db, message.id, self.rowan, self.settings, at=at)
            return message.id

    def visits(self, at: datetime) -> None:
        with self.database.transaction() as db:
            key = uuid4().hex
            db.add(Login(token_hash=key, person_id=self.rowan, began_at=at, used_at=at, network_hash=key))

    def send(self, at: datetime) -> int:
        """How many letters came of it."""
        before = len(self.box.letters)
        server = Server(self.settings.smtp_url, "Alongside <alongside@service.example>")
        sending.send_due(self.database, server, CHECKS, now=lambda: at)
        return len(self.box.letters) - before

    @property
    def notices(self) -> list[Notice]:
        with self.database.transaction(writes=False) as db:
            which = select(Notice).where(col(Notice.occurrence).is_not(None))
            return list(db.exec(which.order_by(col(Notice.created_at), col(Notice.to_address))))


@pytest.fixture
def story(database_url: str, postbox: tuple[Postbox, str]) -> Iterator[Story]:
    database = Database(database_url)
    with database.transaction() as db:
        ids = {
            key: db.exec(select(Person.id).where(Person.email == f"{key}@demo.example")).one()
            for key in ("patient", "practitioner")
        }
        for notice in db.exec(select(Notice)):
            db.delete(notice)
        for message in db.exec(select(Message).where(Message.patient_id == ids["patient"])):
            for seen in db.exec(select(MessageSeen).where(MessageSeen.message_id == message.id)):
                db.delete(seen)
            db.flush()
            db.delete(message)
    settings = settings_for(database_url, smtp_url=postbox[1])
    yield Story(database, settings, postbox[0], ids["patient"], ids["practitioner"])
    database.close()


def test_nobody_is_reminded_who_has_not_asked_for_it(story: Story) -> None:
    story.wish(reminders=False)
    story.writes(TUESDAY)
    assert story.notices == []


def test_a_patient_who_asked_is_reminded_once_and_after_a_while(story: Story) -> None:
    story.wish()
    story.writes(TUESDAY)
    assert story.send(TUESDAY + 14 * MINUTE) == 0, "whoever is reading just now needs no mail"
    assert story.send(TUESDAY + 15 * MINUTE) == 1
    assert story.send(TUESDAY + DAY) == 0
    [letter] = story.box.letters
    words = letter.get_content()
    assert letter["To"] == "patient@demo.example"
    assert "Hello Rowan," in words
    assert "http://testserver/sign-in" in words
    assert "Sam" not in words
    assert "Something for one" not in words


def test_quiet_hours_and_days_are_kept(story: Story) -> None:
    story.wish(reminder_days="4", quiet_from=time(18), quiet_until=time(10, 30))
    story.writes(TUESDAY)
    [notice] = story.notices
    assert notice.due_at == datetime(2026, 6, 4, 9, 30, tzinfo=UTC)


def test_wishes_changed_while_it_waits_count_when_it_is_due(story: Story) -> None:
    story.wish()
    story.writes(TUESDAY)
    story.wish(quiet_from=time(14), quiet_until=time(19))
    assert story.send(TUESDAY + HOUR) == 0
    assert story.notices[0].due_at == TUESDAY + 5 * HOUR
    story.wish(reminders=False)
    assert story.send(TUESDAY + 5 * HOUR) == 0
    assert story.notices[0].cancelled_at == TUESDAY + 5 * HOUR


def test_a_message_that_was_read_reminds_of_nothing(story: Story) -> None:
    story.wish()
    story.writes(TUESDAY)
    with story.database.transaction() as db:
        reminding.patient_read(db, story.rowan, at=TUESDAY + MINUTE)
    assert story.notices[0].cancelled_at == TUESDAY + MINUTE
    assert story.send(TUESDAY + HOUR) == 0


def test_whoever_has_written_back_knows_and_so_does_whoever_is_noted_to_have_read(story: Story) -> None:
    story.wish()
    first = story.writes(TUESDAY)
    with story.database.transaction() as db:
        db.add(MessageSeen(message_id=first, person_id=story.rowan, at=TUESDAY + MINUTE))
    assert story.send(TUESDAY + HOUR) == 0
    story.writes(TUESDAY + 2 * HOUR)
    story.writes(TUESDAY + 2 * HOUR + MINUTE, patient=True)
    reminders = [one for one in story.notices if one.kind == "message-waits"]
    story.send(TUESDAY + 4 * HOUR)
    assert {letter["To"] for letter in story.box.letters} == {"practitioner@demo.example"}
    assert len(reminders) == 2


def test_a_lead_who_switches_reminders_off_stops_those_that_wait(story: Story) -> None:
    story.wish()
    story.writes(TUESDAY)
    with story.database.transaction() as db:
        service.save(db, ServiceSettings(reminders=False), version=0, by=LEAD, at=TUESDAY)
    assert story.send(TUESDAY + HOUR) == 0
    story.writes(TUESDAY + DAY)
    assert [one.cancelled_at for one in story.notices] == [TUESDAY + HOUR]


def test_one_reminder_speaks_of_everything_that_was_there(story: Story) -> None:
    story.wish()
    for n in range(3):
        story.writes(TUESDAY + n * MINUTE)
    assert story.send(TUESDAY + HOUR) == 1
    assert story.send(TUESDAY + 2 * DAY) == 0
    assert sum(one.cancelled_at is not None for one in story.notices) == 2


def test_there_is_no_second_reminder_in_a_day_and_no_fourth_in_a_week(story: Story) -> None:
    story.wish(quiet_from=time(0), quiet_until=time(0))
    sent = []
    for n in range(8 * 24):
        at = TUESDAY + n * HOUR
        if n % 12 == 0 and n < 5 * 24:
            story.writes(at - 20 * MINUTE)
        sent += [at] * story.send(at)
    days = [local(at).date() for at in sent]
    assert len(days) == len(set(days))
    assert len(sent) == 3, "three without a visit are enough: their practitioner sees that instead"


def test_after_three_reminders_without_a_visit_no_more_come_until_they_were_here(story: Story) -> None:
    story.wish(quiet_from=time(0), quiet_until=time(0))
    for n in (0, 1, 2, 9, 10):
        story.writes(TUESDAY + n * DAY)
        assert story.send(TUESDAY + n * DAY + HOUR) == (n < 3)
    story.visits(TUESDAY + 11 * DAY)
    story.writes(TUESDAY + 12 * DAY)
    assert story.send(TUESDAY + 12 * DAY + HOUR) == 1


def test_two_workers_at_once_do_not_both_remind_one_person(story: Story) -> None:
    story.wish()
    for _ in range(2):
        story.writes(TUESDAY)
    server = Server(story.settings.smtp_url, "alongside@service.example")
    at = TUESDAY + HOUR
    first = sending._take(story.database, CHECKS, at=at)
    assert first is not None
    assert sending.send_due(story.database, server, CHECKS, now=lambda: at) == 0
    assert not story.box.letters


def test_in_a_live_service_without_a_mail_server_nothing_waits(story: Story) -> None:
    story.wish()
    live = {"mode": "live", "smtp_url": ""}
    story.settings = Settings.model_validate({**story.settings.model_dump(), **live})
    story.writes(TUESDAY)
    story.writes(TUESDAY, patient=True)
    assert story.notices == []


# Staff --------------------------------------------------------------------------------------------------------------


def test_whoever_looks_after_the_patient_today_hears_that_something_waits(story: Story) -> None:
    story.writes(TUESDAY, patient=True)
    assert story.send(TUESDAY) == 1
    [letter] = story.box.letters
    assert letter["To"] == "practitioner@demo.example"
    for name in ("Rowan", "Sam"):
        assert name not in letter.get_content()


def test_it_goes_to_the_cover_of_somebody_on_leave(story: Story) -> None:
    with story.database.transaction() as db:
        alex = db.exec(select(Person.id).where(Person.email == "other-practitioner@demo.example")).one()
        today = TUESDAY.date()
        absence.note_leave(db, story.sam, today, today, alex, by=LEAD, at=TUESDAY)
    story.writes(TUESDAY, patient=True)
    story.send(TUESDAY)
    assert [letter["To"] for letter in story.box.letters] == ["other-practitioner@demo.example"]


def test_at_night_it_waits_until_the_service_opens(story: Story) -> None:
    night = TUESDAY + 9 * HOUR
    story.writes(night, patient=True)
    assert story.notices[0].due_at == datetime(2026, 6, 3, 8, tzinfo=UTC)
    assert story.send(night) == 0


def test_what_is_settled_or_was_read_needs_no_mail(story: Story) -> None:
    settled, read = story.writes(TUESDAY - HOUR, patient=True), story.writes(TUESDAY, patient=True)
    with story.database.transaction() as db:
        reminding.message_settled(db, settled, at=TUESDAY)
        db.add(MessageSeen(message_id=read, person_id=story.sam, at=TUESDAY))
    assert story.send(TUESDAY + HOUR) == 0
    assert all(one.cancelled_at for one in story.notices)


def test_many_messages_are_one_mail_an_hour(story: Story) -> None:
    for n in range(6):
        story.writes(TUESDAY + n * MINUTE, patient=True)
    came = [story.send(TUESDAY + n * 10 * MINUTE) for n in range(1, 18)]
    assert sum(came) == 3


def test_somebody_who_is_shut_out_by_then_gets_nothing(story: Story) -> None:
    story.writes(TUESDAY + 9 * HOUR, patient=True)
    with story.database.transaction() as db:
        absence.suspend(db, person(db, story.sam), by=LEAD, at=TUESDAY + 10 * HOUR)
    assert story.send(TUESDAY + DAY) == 0
    assert story.notices[0].cancelled_at == TUESDAY + DAY
