#!/usr/bin/env python3
"""The one task runner: `python3 run.py [TASK] [ARGUMENTS]`. Standard library only; it prepares what is missing.

demo [--reset]      the demo service on http://127.0.0.1:8000 (what happens without a task)
serve               the service on the settings of the environment
test [--long] […]   every check and every test; more arguments go to pytest
check               style, types, imports, templates, migrations, content; writes nothing
fix                 what the style checkers can mend by themselves
pictures            the pages as pictures, for the README and for looking at
content             the content check
migration "words"   a new migration from the tables
alongside […]       the command line of the service
"""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed"
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
RUNTIME, DEVELOPMENT = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"


class Stop(Exception):
    """Something the person at the keyboard has to do first; the text is the line to read."""


def say(line: str) -> None:
    print(line, flush=True)


def run(*command: str | Path, **options: object) -> int:
    return subprocess.run([str(part) for part in command], cwd=ROOT, **options).returncode  # type: ignore[call-overload, no-any-return]


# What has to be there first -----------------------------------------------------------------------------------------


def is_root() -> bool:
    return os.name == "posix" and os.geteuid() == 0


def apt(package: str, why: str) -> None:
    """Installs a Debian package where we may; otherwise says the line that does."""
    line = f"apt-get install -y {package}"
    if not is_root() or not shutil.which("apt-get"):
        raise Stop(f"{why} Run this, then try again:  sudo {line}")
    say(f"Installing {package} …")
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    run("apt-get", "update", "-qq", **quiet)
    if run(*line.split(), "-qq", **quiet):
        raise Stop(f"{why} This did not work:  {line}")


def environment() -> None:
    """The virtual environment."""
    if PYTHON.exists():
        return
    try:
        import ensurepip  # noqa: F401 - Debian leaves it out of its python3
    except ImportError:
        apt("python3-venv", "Python's venv module is missing.")
    say("Making a virtual environment …")
    if run(sys.executable, "-m", "venv", "--clear", VENV):
        raise Stop("The virtual environment could not be made; the reason stands above.")


def packages(lock: Path) -> None:
    """The locked packages, with their hashes. Nothing is asked of the network when they are there already."""
    environment()
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    installed = STAMP.read_text().split() if STAMP.exists() else []
    if wanted in installed:
        return
    say("Installing the packages (about a minute, the first time only) …")
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--no-warn-script-location",
    ]
    if run(*pip, "--require-hashes", "-r", lock, env=_without("PIP_REQUIRE_VIRTUALENV", "PYTHONPATH")):
        raise Stop("The packages could not be installed. A first run needs the network; later ones do not.")
    entry = VENV / "bin" / "alongside"
    entry.write_text(
        f"#!{PYTHON}\nimport sys\n\nsys.path.insert(0, {str(ROOT)!r})\nfrom app.cli import main\n\nmain()\n"
    )
    entry.chmod(0o755)
    own = [wanted] + ([hashlib.sha256(RUNTIME.read_bytes()).hexdigest()] if lock == DEVELOPMENT else [])
    STAMP.write_text("\n".join(own))


def _without(*names: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in names}


def fonts() -> None:
    """The typefaces, where npm is there to bring them; the system's own letters are complete without."""
    if (ROOT / "node_modules").exists() or not shutil.which("npm") or not (ROOT / "package-lock.json").exists():
        return
    say("Fetching the typefaces …")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", **quiet):
        shutil.rmtree(ROOT / "node_modules", ignore_errors=True)
        say("The typefaces could not be fetched; the system's own letters serve.")


def browser() -> None:
    """A browser for the tests. They never pass by leaving it out."""
    if not any(Path(path).exists() for path in CHROMIUM):
        apt("chromium", "The tests need Chromium.")


def inside(*arguments: str | Path, mode: str | None = None) -> int:
    """Runs the environment's Python and gives back its exit code."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    if mode:
        variables["ALONGSIDE_MODE"] = mode
    try:
        return run(PYTHON, *arguments, env=variables)
    except KeyboardInterrupt:
        return 130


# The tasks ----------------------------------------------------------------------------------------------------------


def demo(arguments: Sequence[str]) -> int:
    free_port()
    packages(RUNTIME)
    fonts()
    return inside("-m", "app.cli", "demo", *arguments, mode="demo") or inside("-m", "app.cli", "serve", mode="demo")


def serve(_arguments: Sequence[str]) -> int:
    free_port()
    packages(RUNTIME)
    fonts()
    return inside("-m", "app.cli", "serve")


def free_port() -> None:
    port = int(os.environ.get("PORT") or 8000)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            raise Stop(
                f"Port {port} is taken. Stop what listens there, or choose another:  PORT=8001 python3 run.py"
            ) from None


def test(arguments: Sequence[str]) -> int:
    """The checks, then the tests. The last line counts both."""
    packages(DEVELOPMENT)
    fonts()
    browser()
    failures = checks()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        code = inside("-m", "pytest", f"--junit-xml={report}", *(arguments or ["-n", "2"]), mode="test")
        passed, failed, skipped = counts(report)
    if code and not failed:
        failed = 1
    say(f"{passed + len(CHECKS) - len(failures)} passed, {failed + len(failures)} failed, {skipped} skipped")
    return 1 if failed or failures else 0


def counts(report: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped of a finished run; nothing passed where there is no report."""
    if not report.exists():
        return 0, 1, 0
    suites = list(ET.parse(report).getroot().iter("testsuite"))  # noqa: S314 - our own file

    def total(name: str) -> int:
        return sum(int(suite.get(name, 0)) for suite in suites)

    failed, skipped = total("failures") + total("errors"), total("skipped")
    return total("tests") - failed - skipped, failed, skipped


CHECKS: dict[str, Sequence[str]] = {
    "style": ("-m", "ruff", "check", "--no-cache", "."),
    "format": ("-m", "ruff", "format", "--check", "--no-cache", "."),
    "types": ("-m", "mypy", "--cache-dir", ".mypy_cache"),
    "imports": ("-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"),
    "templates": ("-m", "djlint", "templates", "--lint", "--quiet"),
    "migrations": ("-m", "tests.codebase.drift"),
    "content": ("-m", "app.cli", "content", "check"),
}


def checks() -> list[str]:
    """Runs every check, two at a time, and names those that failed."""

    def one(name: str) -> tuple[str, int, str]:
        variables = {**os.environ, "ALONGSIDE_MODE": "test", "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [PYTHON, *CHECKS[name]], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
        )
        return name, done.returncode, done.stdout + done.stderr

    failed = []
    with ThreadPoolExecutor(2) as pool:
        for name, code, output in pool.map(one, CHECKS):
            say(f"check {name}: {'ok' if code == 0 else 'failed'}")
            if code:
                failed.append(name)
                say(output.rstrip())
    return failed


def check(_arguments: Sequence[str]) -> int:
    packages(DEVELOPMENT)
    return 1 if checks() else 0


def fix(_arguments: Sequence[str]) -> int:
    packages(DEVELOPMENT)
    return inside("-m", "ruff", "check", "--fix", ".") | inside("-m", "ruff", "format", ".")


def pictures(arguments: Sequence[str]) -> int:
    packages(DEVELOPMENT)
    fonts()
    browser()
    return inside("-m", "tests.pictures", *arguments, mode="test")


def content(arguments: Sequence[str]) -> int:
    packages(RUNTIME)
    return inside("-m", "app.cli", "content", "check", *arguments, mode="test")


def migration(arguments: Sequence[str]) -> int:
    packages(DEVELOPMENT)
    return inside("-m", "alembic", "revision", "--autogenerate", "-m", *arguments)


def alongside(arguments: Sequence[str]) -> int:
    packages(RUNTIME)
    return inside("-m", "app.cli", *arguments)


TASKS: dict[str, Callable[[Sequence[str]], int]] = {
    task.__name__: task for task in (demo, serve, test, check, fix, pictures, content, migration, alongside)
}


def main(arguments: Sequence[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - this is where the older ones are told
        say(f"Alongside needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 1
    name, rest = (arguments[0], arguments[1:]) if arguments else ("demo", [])
    if name not in TASKS:
        say(__doc__ or "")
        return 0 if name in {"help", "-h", "--help"} else 2
    try:
        return TASKS[name](rest)
    except Stop as reason:
        say(str(reason))
        return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
