"""Servers hatched from one process that has imported the app already: each starts in a fraction of a second.

What a child runs is what `python -m uvicorn app.main:app` runs, with an environment of its own. It is for browsers,
which need many servers; whoever tests the start itself, or a kill, uses `tests.servers.Server`.
"""

import json
import os
import signal
import subprocess
import sys
import time
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from app.settings import ROOT
from tests.servers import Server


class Hatchery:
    """The process that forks. It ends with its owner: it reads until nobody holds the other end."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.hatchery"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def hatch(self, environment: dict[str, str], port: int, log: Path) -> int:
        """A server in a new process; its number."""
        assert self.process.stdin
        assert self.process.stdout
        asked = {"environment": environment, "port": port, "log": str(log)}
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("the process that forks servers has ended: see what it printed")
        return int(answer)

    def close(self) -> None:
        with self.process:  # lets go of both ends, and waits
            pass


class HatchedServer(Server):
    """The same server, from a hatchery."""

    def __init__(self, hatchery: Hatchery, database_url: str, folder: Path, **environment: str) -> None:
        super().__init__(database_url, folder, **environment)
        self.hatchery = hatchery
        self.number = 0

    def start(self) -> None:
        self.number = self.hatchery.hatch(self.environment_of, self.port, self.folder / "server.log")
        self._wait()

    def kill(self) -> None:
        if self.number:
            os.kill(self.number, signal.SIGKILL)
            while _lives(self.number):
                time.sleep(0.005)
            self.number = 0


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def _serve(asked: dict[str, Any]) -> None:
    import uvicorn

    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.environ.update(asked["environment"])
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    uvicorn.run("app.main:app", port=asked["port"], log_level="error", access_log=False)


def main() -> None:
    """Imports everything once, then a server a line. Children that end are nobody's: the system clears them away."""
    from app.content import source
    from app.content.loader import load

    import_module("app.main")
    source._parse = cache(source._parse)
    load(ROOT / "modules")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            sys.stdin.close()
            _serve(json.loads(line))
            os._exit(0)
        print(number, flush=True)


if __name__ == "__main__":
    main()
