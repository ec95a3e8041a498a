"""What was acknowledged is there after a kill: a real server, SIGKILL at random moments, on both databases."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from app.demo.cast import PASSWORD
from tests.cast import MODULE, hidden
from tests.servers import Server

STEP = f"{MODULE}/steps/your-own-loop"


class Writer(threading.Thread):
    """One patient who keeps changing a step and remembers every word that was acknowledged."""

    def __init__(self, server: Server, key: str, step: str) -> None:
        super().__init__(daemon=True)
        self.server, self.key, self.address = server, key, f"{MODULE}/steps/{step}"
        self.acknowledged: list[str] = []
        self.last_tried = ""
        self.stopping = False

    def run(self) -> None:
        n = 0
        while not self.stopping:
            try:
                with self.signed_in() as client:
                    while not self.stopping:
                        n += 1
                        self._write(client, f"{self.key} wrote {n}.")
            except (httpx2.HTTPError, OSError, KeyError, ValueError):
                time.sleep(0.02)  # the server is down, or went down in the middle

    @contextmanager
    def signed_in(self) -> Iterator[httpx2.Client]:
        headers = {"origin": self.server.base}
        with httpx2.Client(base_url=self.server.base, headers=headers, timeout=10) as client:
            answer = client.post("/sign-in", data={"email": f"{self.key}@demo.example", "password": PASSWORD})
            if answer.status_code != 303:
                raise ValueError(answer.status_code)
            yield client

    def _write(self, client: httpx2.Client, words: str) -> None:
        form = hidden(client.get(self.address).text)
        self.last_tried = words
        if client.post(self.address, data={**form, "round-again": words}).status_code == 303:
            self.acknowledged.append(words)


@pytest.fixture
def both_servers(database_url: str, tmp_path: Path) -> Iterator[Server]:
    with Server(database_url, tmp_path) as running:
        yield running


@pytest.mark.timeout(2400)
def test_no_acknowledged_answer_is_lost_when_the_server_is_killed(both_servers: Server, full_size: bool) -> None:
    kills = 100 if full_size else 5  # on each of the two databases
    server = both_servers
    rng = random.Random(7)  # noqa: S311 - the moments, not a secret
    writers = [Writer(server, "patient", "your-own-loop"), Writer(server, "other-patient", "your-own-loop")]
    for writer in writers:
        writer.start()
    total = 0
    for n in range(kills):
        before = {writer: len(writer.acknowledged) for writer in writers}
        limit = time.monotonic() + 20
        while any(len(writer.acknowledged) == before[writer] for writer in writers) and time.monotonic() < limit:
            time.sleep(0.01)
        time.sleep(rng.uniform(0, 0.15))
        server.kill()
        heard = {writer: (list(writer.acknowledged), writer.last_tried) for writer in writers}
        server.start()
        for writer, (acknowledged, last_tried) in heard.items():
            assert acknowledged, f"{writer.key} never got through before kill {n}"
            with writer.signed_in() as client:
                page = client.get(writer.address).text
            # later words than the last acknowledged may stand there: written, but the answer never arrived
            now = [words for words in page.split(">") if f"{writer.key} wrote" in words]
            assert now, f"kill {n}: {writer.key}'s words are gone; {last_tried}"
            found = int(now[0].split("wrote ")[1].split(".")[0])
            assert found >= int(acknowledged[-1].split("wrote ")[1].rstrip(".")), f"kill {n} lost {acknowledged[-1]}"
            total = sum(len(one.acknowledged) for one in writers)
    for writer in writers:
        writer.stopping = True
    for writer in writers:
        writer.join()
    assert total >= kills, f"only {total} acknowledged writes were tried"
