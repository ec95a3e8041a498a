"""Two workers in processes of their own, killed at random, a server that drops lines: nothing twice, nothing lost."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from app import clock
from app.database import Database
from app.journey.reminding import CHECKS
from app.messages.tables import Message
from app.notices import actions as notices
from app.notices import rules, sending
from app.notices.post import Server
from app.notices.rules import About
from app.notices.tables import Notice
from app.people.rules import Role
from app.people.tables import Person, Preferences
from app.settings import ROOT
from tests.notices.postbox import Postbox, listening

SENDER = "Alongside <alongside@service.example>"


class Worker:
    """`alongside work`, until it is killed."""

    def __init__(self, database_url: str, smtp_url: str) -> None:
        environment = {
            **os.environ,
            "ALONGSIDE_MODE": "test",
            "ALONGSIDE_DATABASE_URL": database_url,
            "ALONGSIDE_SMTP_URL": smtp_url,
            "ALONGSIDE_MAIL_FROM": SENDER,
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-P", "-m", "app.cli", "work"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def fill(database: Database, n: int, *, at: datetime) -> None:
    """So many reminders, each to a patient of its own who asked for them, and as many links."""
    with database.transaction() as db:
        sam = db.exec(select(Person).where(Person.email == "practitioner@demo.example")).one()
        for i in range(n):
            _reminder(db, sam.id, i, at=at)
            words = rules.new_password("Robin", f"https://alongside.example/{i}", "today")
            notices.put(db, About.PASSWORD, f"link-{i}@example.org", words, at=at, until=at + timedelta(days=7))


def _reminder(db: Session, practitioner: UUID, i: int, *, at: datetime) -> None:
    to = f"reminder-{i}@example.org"
    person = Person(
        role=Role.PATIENT.value, email=to, name="Robin", full_name="Robin", password_hash="-", created_at=at
    )
    db.add(person)
    db.flush()
    midnight = at.replace(hour=0, minute=0).time()
    db.add(Preferences(patient_id=person.id, changed_at=at, reminders=True, quiet_from=midnight, quiet_until=midnight))
    message = Message(patient_id=person.id, by_id=practitioner, from_patient=False, words="x", once=uuid4(), at=at)
    db.add(message)
    db.flush()
    words = rules.message_waits("Robin", "https://alongside.example/sign-in")
    notices.remind(
        db,
        About.MESSAGE_WAITS,
        person.id,
        to,
        words,
        about=message.id,
        occurrence=str(message.id),
        due=at,
        at=at,
        until=at + timedelta(days=7),
    )


def rows(database: Database) -> list[Notice]:
    with database.transaction(writes=False) as db:
        return list(db.exec(select(Notice).where(col(Notice.to_address).endswith("@example.org"))))


@pytest.mark.timeout(2400)
def test_two_workers_killed_at_random_send_no_reminder_twice_and_lose_no_link(
    database_url: str, full_size: bool
) -> None:
    each, kills = (1000, 40) if full_size else (60, 4)
    rng = random.Random(11)  # noqa: S311 - the moments, not a secret
    database, box = Database(database_url), Postbox()
    box.waits, box.drops_every = 0.03, 23
    begun = clock.now()
    fill(database, each, at=begun)
    with listening(box) as place:
        url = f"smtp://{place}"
        workers = [Worker(database_url, url) for _ in range(2)]
        for _ in range(kills):
            _until_more_came(box, rng.randint(1, max(2, each // kills)))
            time.sleep(rng.uniform(0, 0.06))  # at any point of the next mail
            workers.pop(0).kill()
            workers.append(Worker(database_url, url))
        _until_quiet(box)
        for worker in workers:
            worker.kill()
        box.drops_every = 0
        at, server = clock.now(), Server(url, SENDER)
        for _ in range(20):  # the claims of the dead run out, and what broke off is tried again
            at += timedelta(minutes=6)
            while sending.send_due(database, server, CHECKS, now=partial(_as_it_is, at)):
                pass
    found = rows(database)
    database.close()
    assert len(found) == 2 * each
    assert all([one.sent_at, one.failed, one.cancelled_at].count(None) == 2 for one in found), "one is left over"
    came = {one.id: box.ids[f"<{one.id.hex}@service.example>"] for one in found}
    reminders = [one for one in found if one.kind == About.MESSAGE_WAITS]
    assert max(came[one.id] for one in reminders) == 1, "a reminder came twice"
    assert all(came[one.id] == 1 for one in reminders if one.sent_at)
    assert {one.failed for one in reminders if not one.sent_at} <= {"uncertain"}
    links = [one for one in found if one.kind == About.PASSWORD]
    assert all(one.sent_at and came[one.id] >= 1 for one in links), "a link was lost"
    assert any(one.failed for one in reminders), "no kill and no broken line met a reminder: nothing was tried"
    assert any(came[one.id] > 1 for one in links), "no kill and no broken line met a link: nothing was tried"


def _as_it_is(at: datetime) -> datetime:
    return at


def _until_more_came(box: Postbox, more: int) -> None:
    """Or until nothing more comes: the workers have nothing left to do."""
    before, limit = len(box.letters), time.monotonic() + 20
    while len(box.letters) < before + more and time.monotonic() < limit:
        time.sleep(0.005)


def _until_quiet(box: Postbox) -> None:
    """Nothing has come for longer than a worker sleeps."""
    count, since = len(box.letters), time.monotonic()
    while time.monotonic() - since < 8:
        time.sleep(0.1)
        if len(box.letters) > count:
            count, since = len(box.letters), time.monotonic()
