"""The app in a process of its own, as it runs for people: for kills, for browsers, for two at a time."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from urllib.error import URLError
from urllib.request import urlopen

from app.settings import ROOT


class Server:
    """`uvicorn app.main:app` on a free port. `kill` is SIGKILL; `start` begins again on the same database."""

    def __init__(self, database_url: str, folder: Path, **environment: str) -> None:
        self.database_url = database_url
        self.folder = folder
        self.environment = environment
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def environment_of(self) -> dict[str, str]:
        """What this server is told by its environment."""
        return {
            "ALONGSIDE_MODE": "test",
            "ALONGSIDE_DATABASE_URL": self.database_url,
            "ALONGSIDE_BASE_URL": self.base,
            "ALONGSIDE_DATA_DIR": str(self.folder),
            "PYTHONPATH": str(ROOT),
            **self.environment,
        }

    def start(self) -> None:
        environment = {**os.environ, **self.environment_of}
        arguments = ["uvicorn", "app.main:app", "--port", str(self.port), "--log-level", "error", "--no-access-log"]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *arguments], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        self._wait()

    def kill(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8")

    def _wait(self) -> None:
        for _ in range(600):
            try:
                with urlopen(f"{self.base}/help-now", timeout=2):
                    return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise RuntimeError(f"The server did not start:\n{self.log}")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
