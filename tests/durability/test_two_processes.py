"""Several processes on one PostgreSQL are one service: nothing anybody relies on is kept in one of them."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import inspect, text

from app.database import Database
from app.demo.cast import PASSWORD
from app.people.rules import ATTEMPTS_HERE
from app.settings import ROOT
from tests.cast import MODULE, hidden
from tests.databases import PostgresTemplate
from tests.servers import Server

STEP = f"{MODULE}/steps/your-own-loop"
ADDRESS = "https://alongside.example"  # people see one address, whichever process answers
COOKIE = "__Host-alongside"


class Pair:
    """Two processes behind one address, and a browser that may reach either."""

    def __init__(self, database_url: str, one: Server, other: Server) -> None:
        self.database_url, self.servers = database_url, (one, other)

    def browser(self, which: int, *, network: str = "10.0.0.1", cookie: str = "") -> httpx2.Client:
        """What the reverse proxy hands on to this process for somebody on this network."""
        headers = {"origin": ADDRESS, "x-forwarded-for": network}
        if cookie:  # by hand: a client gives no `Secure` cookie to the plain http behind the proxy
            headers["cookie"] = f"{COOKIE}={cookie}"
        return httpx2.Client(base_url=self.servers[which].base, headers=headers, timeout=30)

    def sign_in(self, which: int, key: str, password: str = PASSWORD, *, network: str = "10.0.0.1") -> httpx2.Response:
        with self.browser(which, network=network) as client:
            return client.post("/sign-in", data={"email": f"{key}@demo.example", "password": password})

    def cookie(self, which: int, key: str = "patient") -> str:
        answer = self.sign_in(which, key)
        assert answer.status_code == 303, answer.text
        return answer.cookies[COOKIE]


@pytest.fixture
def pair(postgres_template: PostgresTemplate, tmp_path: Path) -> Iterator[Pair]:
    with ExitStack() as stack:
        url = stack.enter_context(postgres_template.copy())
        settings = {"ALONGSIDE_BASE_URL": ADDRESS, "ALONGSIDE_SECRET_KEY": "the same for every process of the two"}
        servers = []
        for name in ("one", "other"):
            folder = tmp_path / name  # nor do they share a disk
            folder.mkdir()
            servers.append(stack.enter_context(Server(url, folder, **settings)))
        yield Pair(url, *servers)


def test_a_login_made_at_one_process_is_good_at_the_other_and_ends_at_both(pair: Pair) -> None:
    cookie = pair.cookie(0)
    with pair.browser(0, cookie=cookie) as one, pair.browser(1, cookie=cookie) as other:
        assert (one.get("/me").status_code, other.get("/me").status_code) == (200, 200)
        assert other.post("/sign-out").status_code == 303
        for client in (one, other):
            answer = client.get("/me")
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/me")


def test_wrong_passwords_at_either_process_count_at_both(pair: Pair) -> None:
    answers = [pair.sign_in(n % 2, "patient", "guess").status_code for n in range(ATTEMPTS_HERE)]
    assert answers == [422] * ATTEMPTS_HERE
    for which in (0, 1):
        assert pair.sign_in(which, "patient").status_code == 429, "one process has not heard of the other's tries"
        assert pair.sign_in(which, "patient", network="10.0.0.9").status_code == 303, "somebody else was locked out"


def test_words_saved_at_one_process_are_read_at_the_other_by_both_people(pair: Pair) -> None:
    cookie = pair.cookie(0)
    with pair.browser(0, cookie=cookie) as one, pair.browser(1, cookie=cookie) as other:
        form = hidden(one.get(STEP).text)
        assert one.post(f"{STEP}/draft", data={**form, "round-again": "Half a thought."}).status_code == 200
        assert "Half a thought." in other.get(STEP).text
        form = hidden(other.get(STEP).text)
        answer = other.post(STEP, data={**form, "round-again": "A whole thought.", "shared": "yes"})
        assert answer.status_code == 303
        assert "A whole thought." in one.get(STEP).text
        patient = _id(pair, "patient")
        with pair.browser(0, cookie=pair.cookie(1, "practitioner")) as sam:
            assert "A whole thought." in sam.get(f"/practice/patients/{patient}").text


def test_the_same_form_at_both_processes_at_the_same_instant_is_one_record(pair: Pair) -> None:
    cookie = pair.cookie(0)
    with pair.browser(0, cookie=cookie) as one, pair.browser(1, cookie=cookie) as other:
        for n in range(8):
            words = f"Once only, {n}."
            form = {**hidden(one.get(STEP).text), "round-again": words}
            start = threading.Barrier(2)

            def send(client: httpx2.Client, form: dict[str, str] = form, start: threading.Barrier = start) -> int:
                start.wait(10)
                return client.post(STEP, data=form).status_code

            with ThreadPoolExecutor(2) as pool:
                assert list(pool.map(send, (one, other))) == [303, 303]
            kept = "SELECT count(*) FROM response_version WHERE answers LIKE :words"
            assert _scalar(pair, kept, words=f"%{words}%") == 1


def test_a_window_at_each_process_overwrites_nothing(pair: Pair) -> None:
    cookie = pair.cookie(0)
    with pair.browser(0, cookie=cookie) as one, pair.browser(1, cookie=cookie) as other:
        forms = [hidden(client.get(STEP).text) for client in (one, other)]
        assert one.post(STEP, data={**forms[0], "round-again": "From the phone."}).status_code == 303
        answer = other.post(STEP, data={**forms[1], "round-again": "From the laptop."})
        assert answer.status_code == 409
        assert "From the phone." in answer.text
        assert "From the laptop." in answer.text


def test_words_that_met_an_ended_login_at_one_process_come_back_at_the_other(pair: Pair) -> None:
    cookie = pair.cookie(0)
    with pair.browser(0, cookie=cookie) as one, pair.browser(1, cookie=cookie) as other:
        form = {**hidden(one.get(STEP).text), "round-again": "Written too late."}
        assert other.post("/sign-out").status_code == 303
        refused = one.post(STEP, data=form)
        assert refused.status_code == 401
        carried = dict(re.findall(r'<input type="hidden" name="(next|kept)" value="([^"]*)"', refused.text))
        again = other.post("/sign-in", data={**carried, "email": "patient@demo.example", "password": PASSWORD})
        assert again.status_code == 200, "the words sealed by one process are strange to the other"
        assert "Written too late." in again.text


def test_when_one_process_is_killed_the_other_carries_on_with_the_same_login(pair: Pair) -> None:
    cookie = pair.cookie(0)
    pair.servers[0].kill()
    with pair.browser(1, cookie=cookie) as other:
        assert other.get("/me").status_code == 200
        assert other.get("/healthz").json()["database"] == "ok"


def test_three_that_start_at_once_on_an_empty_database_bring_it_up_once(
    postgres_template: PostgresTemplate, tmp_path: Path
) -> None:
    for _ in range(2):  # without the lock, each round ends in two that fail
        with postgres_template.empty() as url:
            environment = {
                **os.environ,
                "ALONGSIDE_MODE": "test",
                "ALONGSIDE_DATABASE_URL": url,
                "ALONGSIDE_DATA_DIR": str(tmp_path),
                "PYTHONPATH": str(ROOT),
            }
            command = [sys.executable, "-P", "-m", "app.cli", "migrate"]
            starts = [
                subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                for _ in range(3)
            ]
            said = [one.communicate(timeout=60)[0].decode() for one in starts]
            assert [one.returncode for one in starts] == [0, 0, 0], "\n".join(said)
            database = Database(url)
            with database.engine.connect() as connection:
                assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1
                assert "response_version" in inspect(connection).get_table_names()
            database.close()


def _scalar(pair: Pair, statement: str, **values: str) -> object:
    database = Database(pair.database_url)
    try:
        with database.transaction(writes=False) as db:
            return db.execute(text(statement), values).scalar()
    finally:
        database.close()


def _id(pair: Pair, key: str) -> object:
    return _scalar(pair, "SELECT id FROM person WHERE email = :email", email=f"{key}@demo.example")
