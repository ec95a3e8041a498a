"""The outbox, with a real mail server: each mail goes out once, whoever else sends, and its words are then gone."""

import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app import clock
from app.database import Database
from app.notices import actions as notices
from app.notices import post, queries, rules, sending
from app.notices.rules import TRIES, About
from app.notices.tables import Heartbeat, Notice
from app.people.tables import Person
from tests.notices.postbox import Postbox, listening

SENDER = "Alongside <alongside@service.example>"
LINK = "https://alongside.example/new-password/abc-" + "x" * 60
Box = tuple[Postbox, str]


def put(database: Database, n: int = 1, *, at: datetime, to: str = "rowan@example.org") -> None:
    for i in range(n):
        with database.transaction() as db:
            body = rules.new_password(f"Rowan {i}", LINK, "today")
            notices.put(db, About.PASSWORD, to, body, at=at, until=at + timedelta(days=7))


def rows(database: Database) -> list[Notice]:
    with database.transaction(writes=False) as db:
        return list(db.exec(select(Notice)).all())


def send(database: Database, url: str, at: datetime, *, seconds: float = 20) -> int:
    return sending.send_due(database, post.Server(url, SENDER, seconds), {}, now=lambda: at)


def a_person(database: Database, key: str = "patient") -> UUID:
    with database.transaction(writes=False) as db:
        return db.exec(select(Person.id).where(Person.email == f"{key}@demo.example")).one()


def remind(database: Database, *, at: datetime, kind: About = About.MESSAGE_WAITS, due: datetime | None = None) -> UUID:
    """A reminder to Rowan about something; what it is about."""
    about, person = uuid4(), a_person(database)
    for _twice in range(2):
        with database.transaction() as db:
            notices.remind(
                db,
                kind,
                person,
                "patient@demo.example",
                rules.message_waits("Rowan", LINK),
                about=about,
                occurrence=f"{kind} {about}",
                due=due or at,
                at=at,
                until=at + timedelta(days=7),
            )
    return about


def claim(database: Database, at: datetime) -> Notice | None:
    """As a worker does that dies with it in hand."""
    return sending._take(database, {}, at=at)


def test_a_mail_goes_out_once_and_its_words_are_then_gone(database: Database, postbox: Box) -> None:
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


def test_workers_at_once_send_each_mail_once(database: Database, postbox: Box) -> None:
    box, url = postbox
    at = clock.now()
    put(database, 60, at=at)
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: send(database, url, at), range(4)))
    assert sum(taken) == 60
    assert len({letter.get_content() for letter in box.letters}) == len(box.letters) == 60
    assert {row.attempts for row in rows(database)} == {1}


def test_a_deed_that_is_taken_back_sends_nothing(database: Database, postbox: Box) -> None:
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
        at += timedelta(minutes=145)
    [row] = rows(database)
    assert tries == TRIES
    assert (row.failed, row.body, row.sent_at) == ("unreachable", "", None)


def test_a_server_that_comes_back_gets_what_waited(database: Database, postbox: Box) -> None:
    box, url = postbox
    at = clock.now()
    put(database, at=at)
    box.to_rcpt = "451 try later"
    send(database, url, at)
    assert not box.letters
    box.to_rcpt = "250 OK"
    assert send(database, url, at + timedelta(seconds=59)) == 0
    assert send(database, url, at + timedelta(seconds=72)) == 1
    assert len(box.letters) == 1


def test_an_address_the_server_will_never_take_is_given_up_at_once(database: Database, postbox: Box) -> None:
    box, url = postbox
    box.to_rcpt = "550 no such mailbox"
    at = clock.now()
    put(database, at=at)
    put(database, at=at, to="a@example.org\nBcc: b@example.org")
    send(database, url, at)
    assert [(row.failed, row.body) for row in rows(database)] == [("refused", "")] * 2
    assert not box.letters


def test_a_mail_whose_link_is_dead_by_now_is_not_sent(database: Database, postbox: Box) -> None:
    at = clock.now()
    put(database, at=at)
    send(database, postbox[1], at + timedelta(days=7))
    assert not postbox[0].letters
    assert rows(database)[0].failed == "late"


def test_what_a_worker_that_died_had_in_hand_is_sent_by_the_next(database: Database, postbox: Box) -> None:
    at = clock.now()
    put(database, at=at)
    assert claim(database, at) is not None
    assert send(database, postbox[1], at) == 0
    assert send(database, postbox[1], at + timedelta(minutes=6)) == 1
    assert len(postbox[0].letters) == 1


def test_a_late_worker_does_not_undo_what_the_next_one_has_done(database: Database, postbox: Box) -> None:
    at = clock.now()
    put(database, at=at)
    slow = claim(database, at)
    assert slow is not None
    send(database, postbox[1], at + timedelta(minutes=6))
    sending._done(database, slow, rules.Failure.REFUSED, at=at + timedelta(minutes=7))
    assert rows(database)[0].failed is None


def test_the_database_itself_keeps_no_words_of_what_is_done_with(database: Database) -> None:
    put(database, at=clock.now())
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(text("UPDATE notice SET failed = 'refused'"))


def test_a_password_for_the_server_never_crosses_a_network_in_the_clear() -> None:
    box = Postbox()
    message = post.letter(SENDER, "a@example.org", "s", "b", uuid4())
    with listening(box, host="127.0.0.2") as place, pytest.raises(post.Away):  # which is not one of our own names
        post.send(post.Server(f"smtp://me:secret@{place}", SENDER), message)
    assert not box.passwords
    with listening(box) as place:
        post.send(post.Server(f"smtp://me:secret@{place}", SENDER), message)
    assert (box.passwords, len(box.letters)) == ([b"secret"], 1)


# At most once, at least once ----------------------------------------------------------------------------------------


def only(database: Database) -> Notice:
    [row] = rows(database)
    return row


def test_a_line_that_breaks_before_the_words_is_tried_again_whatever_the_kind(database: Database, postbox: Box) -> None:
    box, url = postbox
    at = clock.now()
    remind(database, at=at)
    put(database, at=at)
    box.drops_before = True
    for _ in range(2):
        send(database, url, at)
    assert [row.failed for row in rows(database)] == [None, None]
    box.drops_before = False
    assert send(database, url, at + timedelta(seconds=72)) == 2
    assert len(box.letters) == 2


def test_a_line_that_breaks_after_the_words_ends_a_reminder_and_repeats_a_link(
    database: Database, postbox: Box
) -> None:
    box, url = postbox
    at = clock.now()
    remind(database, at=at)
    put(database, at=at)
    box.drops_after = True
    for _ in range(2):
        send(database, url, at)
    box.drops_after = False
    send(database, url, at + timedelta(seconds=72))
    assert {row.kind: (row.failed, row.sent_at is not None) for row in rows(database)} == {
        "message-waits": ("uncertain", False),
        "password": (None, True),
    }
    assert sorted(box.ids.values()) == [1, 2], "every try of one notice has the same Message-ID"


def test_a_reminder_that_a_worker_died_with_is_not_sent_by_the_next(database: Database, postbox: Box) -> None:
    at = clock.now()
    remind(database, at=at)
    assert claim(database, at) is not None
    assert send(database, postbox[1], at + timedelta(minutes=6)) == 0
    assert (only(database).failed, only(database).body, postbox[0].letters) == ("uncertain", "", [])


@pytest.mark.parametrize(
    ("fault", "answer", "expected"),
    [
        ("to_rcpt", "451 later", None),
        ("to_rcpt", "550 no such mailbox", "refused"),
        ("to_data", "451 later", None),
        ("to_data", "554 not this", "refused"),
    ],
)
def test_an_answer_is_believed_whatever_the_kind(
    database: Database, postbox: Box, fault: str, answer: str, expected: str | None
) -> None:
    box, url = postbox
    at = clock.now()
    remind(database, at=at)
    put(database, at=at)
    setattr(box, fault, answer)
    assert send(database, url, at) == 2
    assert [row.failed for row in rows(database)] == [expected] * 2


def test_a_server_that_hangs_holds_up_one_mail_and_not_the_rest_of_the_round(database: Database, postbox: Box) -> None:
    box, url = postbox
    box.waits = 30
    at = clock.now()
    put(database, 5, at=at)
    began = time.monotonic()
    assert send(database, url, at, seconds=0.3) == 1
    assert time.monotonic() - began < 5
    box.waits = 0
    assert send(database, url, at) == 4


def test_a_slow_server_gets_each_mail_once(database: Database, postbox: Box) -> None:
    box, url = postbox
    box.waits = 0.2
    at = clock.now()
    put(database, 3, at=at)
    assert send(database, url, at, seconds=5) == 3
    assert sorted(box.ids.values()) == [1, 1, 1]


# What is not wanted any more ----------------------------------------------------------------------------------------


def test_the_same_occurrence_put_twice_is_there_once(database: Database) -> None:
    remind(database, at=clock.now())
    assert only(database).attempts == 0


def test_what_is_done_is_not_sent_and_what_somebody_else_waits_for_is(database: Database, postbox: Box) -> None:
    at = clock.now()
    done, open_ = remind(database, at=at), remind(database, at=at)
    with database.transaction() as db:
        assert notices.cancel(db, at=at) == 0, "nothing named, nothing cancelled"
        assert notices.cancel(db, about=done, at=at) == 1
        assert notices.cancel(db, about=done, at=at) == 0
    send(database, postbox[1], at)
    assert {row.about_id: row.cancelled_at is not None for row in rows(database)} == {done: True, open_: False}
    assert len(postbox[0].letters) == 1


def test_a_check_can_put_it_off_or_drop_it_and_neither_counts_as_a_try(database: Database, postbox: Box) -> None:
    box, url = postbox
    at = clock.now()
    remind(database, at=at)
    server = post.Server(url, SENDER)
    later = at + timedelta(hours=3)
    assert sending.send_due(database, server, {About.MESSAGE_WAITS: lambda *_: later}, now=lambda: at) == 0
    assert (only(database).due_at, only(database).attempts) == (later, 0)
    assert sending.send_due(database, server, {About.MESSAGE_WAITS: lambda *_: False}, now=lambda: later) == 0
    assert (only(database).cancelled_at, only(database).body, box.letters) == (later, "", [])


@pytest.mark.parametrize("change", ["email", "suspended_at", "deactivated_at"])
def test_it_goes_to_the_address_of_today_and_to_nobody_who_is_shut_out(
    database: Database, postbox: Box, change: str
) -> None:
    at = clock.now()
    remind(database, at=at)
    with database.transaction() as db:
        rowan = db.get_one(Person, a_person(database))
        setattr(rowan, change, "new@example.org" if change == "email" else at)
        db.add(rowan)
    send(database, postbox[1], at)
    expected = ["new@example.org"] if change == "email" else []
    assert [letter["To"] for letter in postbox[0].letters] == expected
    assert (only(database).cancelled_at is None) == bool(expected)


# The clock ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=1)])
def test_a_clock_that_jumps_brings_no_storm_and_takes_nothing_back(
    database: Database, postbox: Box, jump: timedelta
) -> None:
    box, url = postbox
    at = clock.now()
    put(database, 5, at=at)
    send(database, url, at)
    before = {row.id: row.sent_at for row in rows(database)}
    remind(database, at=at, due=at + timedelta(minutes=1))
    put(database, 3, at=at)
    for minutes in range(0, 90, 3):
        send(database, url, at + jump + timedelta(minutes=minutes))
    after = {row.id: row.sent_at for row in rows(database)}
    assert {key: after[key] for key in before} == before
    assert set(box.ids.values()) == {1}
    assert len(box.letters) == 9


# Looking after it, and clearing up ----------------------------------------------------------------------------------


def test_a_turn_is_one_callers_and_comes_again_after_its_time(database: Database) -> None:
    at, hour = clock.now(), timedelta(hours=1)

    def turn(then: datetime) -> bool:
        with database.transaction() as db:
            return notices.take_turn(db, "sweep", hour, at=then)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: turn(at), range(4))) == 1
    assert not turn(at + timedelta(minutes=59))
    assert turn(at + hour)
    assert turn(at), "a turn in the future was taken on a clock that was wrong"


def test_a_heartbeat_is_the_last_one(database: Database) -> None:
    at = clock.now()
    for then in (at, at + timedelta(minutes=5)):
        with database.transaction() as db:
            notices.beat(db, queries.WORKER, at=then)
    with database.transaction(writes=False) as db:
        assert db.get_one(Heartbeat, queries.WORKER).at == at + timedelta(minutes=5)
        assert queries.outbox(db, at=at).came_by == at + timedelta(minutes=5)


def test_after_a_month_what_is_done_is_gone_and_what_was_given_up_is_not(database: Database, postbox: Box) -> None:
    box, url = postbox
    at = clock.now()
    put(database, at=at)
    send(database, url, at)
    box.to_rcpt = "550 no"
    put(database, at=at)
    remind(database, at=at)
    send(database, url, at)
    with database.transaction() as db:
        assert notices.clear_old(db, at=at + timedelta(days=29)) == 0
        assert notices.clear_old(db, at=at + timedelta(days=31)) == 2
    assert (only(database).kind, only(database).failed) == ("password", "refused")


# TLS ----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of our own for localhost, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture(params=["smtp", "smtps"])
def tls(request: pytest.FixtureRequest, certificate: Path) -> Iterator[Box]:
    """A server with TLS from the first byte, or after STARTTLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    box = Postbox()
    how = {"tls": context} if request.param == "smtps" else {"starttls": context}
    with listening(box, host="localhost", **how) as place:
        yield box, f"{request.param}://me:secret@{place}"


def test_a_server_whose_certificate_is_trusted_gets_the_mail_and_the_password(
    tls: Box, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    box, url = tls
    post.send(post.Server(url, SENDER), post.letter(SENDER, "a@example.org", "s", "b", uuid4()))
    assert (len(box.letters), box.passwords) == (1, [b"secret"])


def test_a_server_whose_certificate_is_not_trusted_gets_neither(tls: Box) -> None:
    box, url = tls
    with pytest.raises(post.Away):
        post.send(post.Server(url, SENDER), post.letter(SENDER, "a@example.org", "s", "b", uuid4()))
    assert (box.letters, box.passwords) == ([], [])
