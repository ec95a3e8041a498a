"""`python3 run.py bench`: the app and its ceiling, side by side on this machine, as ratios in one run.

Two workers on PostgreSQL; with --sqlite one worker on SQLite, because one SQLite file is for one process. The ceiling
is FastAPI giving the same bytes from memory with as many workers. The two take turns, so that what else the machine
does falls on both.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app.settings import ROOT
from tests import databases
from tests.bench import ceiling, deciding, scenario
from tests.bench.load import Heard, load, once
from tests.bench.scenario import CONNECTIONS, Desk, Scenario, same
from tests.servers import free_port

AIM = 0.25
WARM_UP = 0.4  # seconds, not counted: each worker compiles its statements and templates once
LINE = "{:<40}{:>8}{:>8}{:>8}{:>8}{:>10}{:>7}"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py bench", description="The app beside its ceiling, as ratios.")
    parser.add_argument("--sqlite", action="store_true", help="SQLite and one worker")
    parser.add_argument("--rounds", type=int, default=4, help="rounds of each (4)")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long a round lasts (1)")
    parser.add_argument("--patients", type=int, default=scenario.PATIENTS, help=f"patients ({scenario.PATIENTS})")
    chosen = parser.parse_args(arguments)
    workers = 1 if chosen.sqlite else 2
    with ExitStack() as open_:
        folder = Path(open_.enter_context(tempfile.TemporaryDirectory(prefix="alongside-")))
        url = open_.enter_context(_database(folder, sqlite=chosen.sqlite))
        scenario.fill(url, chosen.patients)
        app = open_.enter_context(_server("app.main", workers, folder, ALONGSIDE_DATABASE_URL=url))
        wanted, saves = scenario.scenarios(Desk(app), url)
        examples = [(one, request := one.asks[0](), once(app, request)) for one in wanted]
        answers = [(one.method, one.path, answer) for one, _request, answer in examples]
        kept = {ceiling.ANSWERS: ceiling.keep(folder / "answers.json", answers)}
        top = open_.enter_context(_server("tests.bench.ceiling", workers, folder, **kept))
        print(f"{'SQLite, one worker' if chosen.sqlite else 'PostgreSQL, two workers'}; {chosen.patients} patients")
        print(f"{scenario.CASELOAD} of them with goals, activities, scores, check-ins, an agenda and two sessions.\n")
        print(LINE.format("", "at once", "req/s", "p50 ms", "p95 ms", "ceiling/s", "ratio"))
        reads = []
        for one, request, _answer in examples:
            for n in CONNECTIONS:
                mine, bare = _beside(one, n, (app, top), request, chosen.rounds, chosen.seconds)
                ratio = mine.rate / bare.rate
                numbers = (f"{mine.rate:.0f}", f"{mine.percentile(50):.1f}", f"{mine.percentile(95):.1f}")
                print(LINE.format(one.name, n, *numbers, f"{bare.rate:.0f}", f"{ratio:.1%}"), flush=True)
                reads += [ratio] if one.is_read else []
        lost = scenario.lost(url, saves)
    deciding.report()
    print(f"\nReads at {AIM:.0%} of the ceiling or better: {'met' if min(reads) >= AIM else 'not met'}")
    print(f"The last acknowledged save of each patient is what is stored: {f'not met, {lost}' if lost else 'met'}")
    return 1 if lost else 0


def _beside(
    one: Scenario, n: int, ports: tuple[int, int], request: bytes, rounds: int, seconds: float
) -> tuple[Heard, Heard]:
    """The app and the ceiling, in turns; who begins changes each round."""
    app, top = ports
    mine, bare = Heard(), Heard()
    turns = [(app, one.asks[:n], mine), (top, [same(request)] * n, bare)]
    for port, asks, _heard in turns:
        load(port, asks, one.status, WARM_UP, Heard())
    for _round in range(rounds):
        for port, asks, heard in turns:
            load(port, asks, one.status, seconds, heard)
        turns.reverse()
    return mine, bare


@contextmanager
def _database(folder: Path, *, sqlite: bool) -> Iterator[str]:
    if sqlite:
        with databases.SqliteTemplate(folder).copy() as url:
            yield url
    else:
        with databases.postgres("bench", durable=True) as template, template.copy() as url:
            yield url


@contextmanager
def _server(module: str, workers: int, folder: Path, **environment: str) -> Iterator[int]:
    """A server of so many workers, in the demo's mode, which logs as a live service does. Gives its port."""
    port = free_port()
    own = {
        "ALONGSIDE_MODE": "demo",
        "ALONGSIDE_DATA_DIR": str(folder),
        "ALONGSIDE_BASE_URL": f"http://127.0.0.1:{port}",
    }
    options = ("--port", str(port), "--workers", str(workers), "--log-level", "warning", "--no-access-log")
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "uvicorn", "--factory", f"{module}:create_app", *options],
            cwd=ROOT,
            env={**os.environ, **own, **environment},
            stdout=log,
            stderr=log,
            start_new_session=True,  # so that its workers can be ended with it, whatever happens
        )
    try:
        _wait(process, port, folder / "server.log")
        yield port
    finally:
        process.terminate()  # the first of them tells its workers
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(200):
        try:
            once(port, b"GET /help-now HTTP/1.1\r\nhost: x\r\n\r\n")
            return
        except OSError:
            time.sleep(0.1)
        if process.poll() is not None:
            break
    raise RuntimeError(f"The server did not start:\n{log.read_text(encoding='utf-8')}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
