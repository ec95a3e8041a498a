"""The outbox, with a real mail server: each mail goes out once, whoever else sends, and its words are then gone."""

import email
import email.policy
import smtplib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app import clock
from app.database import Database
from app.notices import actions as notices
from app.notices import post, rules
from app.notices.rules import TRIES, About
from app.notices.tables import Notice
from tests.servers import free_port

SENDER = "Alongside <alongside@service.example>"
LINK = "https://alongside.example/new-password/abc-" + "x" * 60


class Postbox:
    """A mail server that keeps what it is given, or answers as it is told to."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = "250 OK"

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        found = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        self.letters.append(found)
        return "250 OK"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, str]]:
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url, threads=8)
    yield opened
    opened.close()


def put(database: Database, n: int = 1, *, at: datetime, to: str = "rowan@example.org") -> None:
    for i in range(n):
        with database.transaction() as db:
            body = rules.new_password(f"Rowan {i}", "", LINK, "today")
            notices.put(db, About.PASSWORD, to, body, at=at, until=at + timedelta(days=7))


def rows(database: Database) -> list[Notice]:
    with database.transaction(writes=False) as db:
        return list(db.exec(select(Notice)).all())


def send(database: Database, url: str, at: datetime) -> int:
    return notices.send_due(database, url, SENDER, now=lambda: at)


def test_a_mail_goes_out_once_and_its_words_are_then_gone(database: Database, postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    at = clock.now()
    put(database, at=at)
    assert send(database, url, at) == 1
    assert send(database, url, at) == 0
    [letter] = box.letters
    assert letter["To"] == "rowan@example.org"
    assert letter["From"] == SENDER
    assert letter["Subject"] == "Your Alongside link"
    assert LINK in letter.get_content().splitlines()
    [row] = rows(database)
    assert (row.sent_at, row.body, row.attempts) == (at, "", 1)


def test_workers_at_once_send_each_mail_once(database: Database, postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    at = clock.now()
    put(database, 60, at=at)
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: send(database, url, at), range(4)))
    assert sum(taken) == 60
    assert len({letter.get_content() for letter in box.letters}) == len(box.letters) == 60
    assert {row.attempts for row in rows(database)} == {1}


def test_a_deed_that_is_taken_back_sends_nothing(database: Database, postbox: tuple[Postbox, str]) -> None:
    at = clock.now()
    with database.transaction() as db:
        notices.put(db, About.PASSWORD, "rowan@example.org", "x", at=at, until=at + timedelta(days=1))
        db.rollback()
    assert send(database, postbox[1], at) == 0


def test_a_server_that_is_away_is_tried_again_later_and_given_up_in_the_end(database: Database) -> None:
    at = clock.now()
    put(database, at=at)
    tries, nowhere = 0, "smtp://127.0.0.1:1"
    for _ in range(3 * TRIES):
        if taken := send(database, nowhere, at):
            assert send(database, nowhere, at) == 0, "it waits before the next try"
        tries += taken
        at += timedelta(minutes=121)
    [row] = rows(database)
    assert tries == TRIES
    assert (row.failed, row.body, row.sent_at) == ("unreachable", "", None)


def test_a_server_that_comes_back_gets_what_waited(database: Database, postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    at = clock.now()
    put(database, at=at)
    box.answer = "451 try later"
    send(database, url, at)
    assert not box.letters
    box.answer = "250 OK"
    assert send(database, url, at + timedelta(seconds=59)) == 0
    assert send(database, url, at + timedelta(minutes=1)) == 1
    assert len(box.letters) == 1


def test_an_address_the_server_will_never_take_is_given_up_at_once(
    database: Database, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    box.answer = "550 no such mailbox"
    at = clock.now()
    put(database, at=at)
    put(database, at=at, to="a@example.org\nBcc: b@example.org")
    send(database, url, at)
    assert [(row.failed, row.body) for row in rows(database)] == [("refused", "")] * 2
    assert not box.letters


def test_a_mail_whose_link_is_dead_by_now_is_not_sent(database: Database, postbox: tuple[Postbox, str]) -> None:
    at = clock.now()
    put(database, at=at)
    send(database, postbox[1], at + timedelta(days=7))
    assert not postbox[0].letters
    assert rows(database)[0].failed == "late"


def test_what_a_worker_that_died_had_in_hand_is_sent_by_the_next(
    database: Database, postbox: tuple[Postbox, str]
) -> None:
    at = clock.now()
    put(database, at=at)
    assert notices._claim(database, at=at) is not None
    assert send(database, postbox[1], at) == 0
    assert send(database, postbox[1], at + timedelta(minutes=6)) == 1
    assert len(postbox[0].letters) == 1


def test_a_late_worker_does_not_undo_what_the_next_one_has_done(
    database: Database, postbox: tuple[Postbox, str]
) -> None:
    at = clock.now()
    put(database, at=at)
    slow = notices._claim(database, at=at)
    assert slow is not None
    send(database, postbox[1], at + timedelta(minutes=6))
    notices._done(database, slow, rules.Failure.REFUSED, at=at + timedelta(minutes=7))
    assert rows(database)[0].failed is None


def test_the_database_itself_keeps_no_words_of_what_is_done_with(database: Database) -> None:
    put(database, at=clock.now())
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(text("UPDATE notice SET failed = 'refused'"))


def test_a_password_for_the_server_never_crosses_a_network_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    class Plain(smtplib.SMTP):
        def __init__(self, *_: object, **__: object) -> None:
            super().__init__()

        def ehlo(self, name: str = "") -> tuple[int, bytes]:
            return 250, b""

        def login(self, *_: object, **__: object) -> tuple[int, bytes]:
            said.append("password")
            return 235, b""

    monkeypatch.setattr(smtplib, "SMTP", Plain)
    with pytest.raises(post.Unreachable):
        post.send("smtp://me:secret@mail.example:25", post.letter(SENDER, "a@example.org", "s", "b"))
    assert not said


@pytest.mark.parametrize("kind", About)
def test_no_subject_says_what_the_programme_is_for(kind: About) -> None:
    assert rules.subject(kind) in {"Your Alongside link", "Your Alongside account"}


def test_no_mail_says_anything_of_anybodys_health() -> None:
    letters = (
        rules.invitation("Rowan", "Sam", LINK, "Friday")
        + rules.new_password("Rowan", "Sam", LINK, "14:00")
        + rules.new_address("Rowan", LINK, "Friday")
        + rules.address_moving("Rowan", "Sam")
        + rules.address_taken()
    ).lower()
    for word in ("mood", "depress", "therapy", "patient", "cbt", "module", "session", "mental", "practitioner"):
        assert word not in letters
