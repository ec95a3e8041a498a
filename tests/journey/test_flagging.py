"""Whoever has a safety flag on their list hears that something waits, until somebody has taken it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, delete, select, update

from app.audit.rules import SYSTEM, Actor
from app.database import Database
from app.journey import flagging, measuring
from app.journey.reminding import CHECKS
from app.notices import sending
from app.notices.post import Server
from app.notices.tables import Notice
from app.people import absence
from app.people.tables import DutyTurn, Leave, Person, Profile
from app.safety import queries as safety
from app.safety.rules import FlagDeed, Outcome, Source
from app.safety.tables import SafetyFlag
from app.settings import Settings
from tests.conftest import settings_for
from tests.notices.postbox import Postbox, listening
from tests.notices.test_words import FORBIDDEN

TUESDAY = datetime(2026, 6, 2, 9, tzinfo=UTC)  # 10:00 on the service's clock
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROWAN = "patient@demo.example"
SAM, ALEX, PRIYA = "practitioner@demo.example", "other-practitioner@demo.example", "lead@demo.example"


@dataclass
class Story:
    """Rowan asks for a call, a worker comes by, and there is a mail server."""

    database: Database
    settings: Settings
    box: Postbox

    def id(self, email: str) -> UUID:
        with self.database.transaction(writes=False) as db:
            return db.exec(select(Person.id).where(Person.email == email)).one()

    def asks(self, at: datetime, *, of: str = ROWAN) -> UUID:
        patient = self.id(of)
        with self.database.transaction() as db:
            by = Actor(patient, "Rowan", "patient")
            return measuring.tell(
                db, self.settings, patient, Source.ASKS_FOR_CALL, "Private words.", once=uuid4(), by=by, at=at
            ).id

    def deal(self, flag: UUID, deed: FlagDeed, at: datetime, *, outcome: Outcome | None = None, by: str = SAM) -> None:
        who = Actor(self.id(by), "Sam", "practitioner")
        with self.database.transaction() as db:
            now = safety.flag(db, flag)
            assert now is not None
            measuring.deal(db, now, deed, "Words.", outcome=outcome, version=now.version, once=uuid4(), by=who, at=at)

    def writes(self, at: datetime) -> None:
        """A worker comes by and has no time to send."""
        with self.database.transaction() as db:
            flagging.tell_staff(db, self.settings, at=at)

    def waiting(self) -> int:
        """How many mails wait in the outbox."""
        with self.database.transaction(writes=False) as db:
            return sum(not (one.sent_at or one.cancelled_at or one.failed) for one in db.exec(select(Notice)))

    def worker(self, at: datetime) -> list[str]:
        """To whom letters went when a worker came by twice."""
        before = len(self.box.letters)
        for _twice in range(2):
            self.writes(at)
            sending.send_due(self.database, Server(self.settings.smtp_url, "a@b.example"), CHECKS, now=lambda: at)
        return sorted(str(letter["To"]) for letter in self.box.letters[before:])


@pytest.fixture
def story(database_url: str) -> Iterator[Story]:
    box, database = Postbox(), Database(database_url, threads=2)
    with database.transaction() as db:
        db.exec(delete(Notice))
        _at_work_every_day(db)
    with listening(box) as place:
        yield Story(database, settings_for(database_url, smtp_url=f"smtp://{place}"), box)
    database.close()


def _at_work_every_day(db: Session) -> None:
    for turn in DutyTurn, Leave:
        for row in db.exec(select(turn)).all():
            db.delete(row)
    for one in db.exec(select(Profile)).all():
        one.working_days = "1234567"
        db.add(one)


def test_the_practitioner_hears_once_a_day_and_nothing_of_what_it_is(story: Story) -> None:
    story.asks(TUESDAY)
    assert story.worker(TUESDAY) == [SAM]
    [letter] = story.box.letters
    assert not FORBIDDEN.findall(f"{letter['Subject']}\n{letter.get_content()}")
    assert not [word for word in ("Rowan", "Sam", "Private", "safe") if word in letter.get_content()]
    assert story.worker(TUESDAY + HOUR) == []


def test_whoever_has_taken_it_is_written_to_no_more(story: Story) -> None:
    flag = story.asks(TUESDAY)
    story.worker(TUESDAY)
    story.deal(flag, FlagDeed.TAKEN, TUESDAY + HOUR)
    assert story.worker(TUESDAY + DAY) == []


def test_a_mail_is_asked_again_whether_it_is_true_when_it_is_sent(story: Story) -> None:
    story.asks(TUESDAY)
    story.writes(TUESDAY)
    with story.database.transaction() as db:
        day = TUESDAY.date()
        absence.note_leave(db, story.id(SAM), day, day, story.id(ALEX), by=SYSTEM, at=TUESDAY)
    assert story.worker(TUESDAY) == [ALEX]


def test_what_was_taken_before_the_service_opens_is_told_nobody(story: Story) -> None:
    night = TUESDAY - 4 * HOUR
    flag = story.asks(night)
    assert story.worker(night) == []
    story.deal(flag, FlagDeed.TAKEN, night + HOUR)
    assert story.worker(TUESDAY) == []


def test_late_and_with_nobody_it_reaches_duty_and_then_the_leads(story: Story) -> None:
    with story.database.transaction() as db:
        day = TUESDAY.date()
        absence.put_on_duty(db, story.id(ALEX), day, day + 2 * DAY, by=SYSTEM, at=TUESDAY)
    story.asks(TUESDAY)
    assert story.worker(TUESDAY) == [SAM]
    assert story.worker(TUESDAY + 5 * HOUR) == [ALEX, SAM]
    assert PRIYA in story.worker(TUESDAY + DAY)


def test_on_the_first_day_of_leave_the_cover_hears_without_anything_handed_over(story: Story) -> None:
    story.asks(TUESDAY)
    story.worker(TUESDAY)
    with story.database.transaction() as db:
        day = (TUESDAY + DAY).date()
        absence.note_leave(db, story.id(SAM), day, day, story.id(ALEX), by=SYSTEM, at=TUESDAY)
    heard = story.worker(TUESDAY + DAY)
    assert ALEX in heard
    assert SAM not in heard


def test_a_mail_that_was_lost_is_written_anew_the_next_day(story: Story) -> None:
    story.asks(TUESDAY)
    with story.database.transaction() as db:
        flagging.tell_staff(db, story.settings, at=TUESDAY)
        db.exec(delete(Notice).where(col(Notice.person_id).is_not(None)))
    assert SAM in story.worker(TUESDAY + DAY)


def test_a_live_service_without_a_mail_server_puts_nothing_in_the_outbox(story: Story) -> None:
    story.asks(TUESDAY)
    silent = Settings.model_validate({**story.settings.model_dump(), "mode": "live", "smtp_url": ""})
    with story.database.transaction() as db:
        flagging.tell_staff(db, silent, at=TUESDAY)
        assert db.exec(select(Notice)).all() == []
        assert safety.open_flags(db), "and the flag stands where it stood"


def test_over_a_long_weekend_nothing_gathers_and_one_mail_goes_when_the_service_opens(story: Story) -> None:
    friday_evening = datetime(2026, 5, 22, 19, tzinfo=UTC)
    story.asks(friday_evening)
    nights = [friday_evening + n * DAY for n in range(4)]  # Friday to Monday, a bank holiday
    assert [story.worker(night) for night in nights] == [[], [], [], []]
    with story.database.transaction(writes=False) as db:
        assert db.exec(select(Notice)).all() == []
    assert story.worker(datetime(2026, 5, 26, 8, 30, tzinfo=UTC)) == [SAM]


def test_where_whoever_took_it_falls_ill_the_same_day_everybody_hears_again(story: Story) -> None:
    flag = story.asks(TUESDAY)
    assert story.worker(TUESDAY) == [SAM]
    story.deal(flag, FlagDeed.TAKEN, TUESDAY + HOUR, by=ALEX)
    assert story.worker(TUESDAY + HOUR) == []
    with story.database.transaction() as db:
        day = TUESDAY.date()
        absence.note_leave(db, story.id(ALEX), day, day, None, by=SYSTEM, at=TUESDAY + HOUR)
    assert SAM in story.worker(TUESDAY + 2 * HOUR)


def test_a_flag_that_is_opened_again_the_same_day_is_told_anew(story: Story) -> None:
    flag = story.asks(TUESDAY)
    assert story.worker(TUESDAY) == [SAM]
    story.deal(flag, FlagDeed.CLOSED, TUESDAY + HOUR, outcome=Outcome.TALKED)
    assert story.worker(TUESDAY + HOUR) == []
    story.deal(flag, FlagDeed.REOPENED, TUESDAY + HOUR)
    assert story.worker(TUESDAY + HOUR) == [SAM]


def test_a_time_that_comes_nearer_is_told_anew(story: Story) -> None:
    flag = story.asks(TUESDAY)
    assert story.worker(TUESDAY) == [SAM]
    with story.database.transaction() as db:
        db.exec(update(SafetyFlag).where(col(SafetyFlag.id) == flag).values(due_at=TUESDAY + 2 * HOUR))
    assert story.worker(TUESDAY + HOUR) == [SAM]


@pytest.mark.parametrize(("deed", "outcome"), [(FlagDeed.TAKEN, None), (FlagDeed.CLOSED, Outcome.TALKED)])
def test_what_waits_in_the_outbox_goes_when_somebody_takes_or_closes_it(
    story: Story, deed: FlagDeed, outcome: Outcome | None
) -> None:
    flag = story.asks(TUESDAY)
    story.writes(TUESDAY)
    story.deal(flag, deed, TUESDAY, outcome=outcome)
    assert story.waiting() == 0


def test_a_mail_stays_in_the_outbox_while_nobody_has_the_flag(story: Story) -> None:
    flag = story.asks(TUESDAY)
    story.writes(TUESDAY)
    story.deal(flag, FlagDeed.CONTACT_TRIED, TUESDAY)
    assert story.waiting() == 1
    assert story.worker(TUESDAY) == [SAM]


def test_each_flag_is_told_even_where_another_was_an_instant_ago(story: Story) -> None:
    story.asks(TUESDAY)
    assert story.worker(TUESDAY) == [SAM]
    story.asks(TUESDAY, of="other-patient@demo.example")
    assert len(story.worker(TUESDAY)) == 1
