#!/usr/bin/env python3
"""The one task runner: `python3 run.py [TASK] [ARGUMENTS]`. Standard library only; it prepares what is missing.

demo [--reset]      the demo service on http://127.0.0.1:8000 (what happens without a task); PORT=… chooses another port
serve               the service on the settings of the environment
test [--long] […]   every check and every test; more arguments go to pytest
check               types, style, imports, templates, migrations, content; writes nothing
fix                 what the style checkers can mend by themselves
bench [--sqlite]    how fast pages and saves are, beside FastAPI that gives the same bytes without a database
pictures            the pages as pictures, for the README and for looking at
content             the content check
migration "words"   a new migration from the tables
alongside […]       the command line of the service
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CACHE = VENV / "cache"  # so that no check leaves anything beside the sources
RUNTIME, DEVELOPMENT = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"

ENTRY = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
PYTHONPATH="$here/../.." exec "$here/python" -P -m app.cli "$@"
"""


class Stop(Exception):
    """Something the person at the keyboard has to do first; the text is the line to read."""


def say(line: str) -> None:
    print(line, flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None, quiet: bool = False) -> int:
    out = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, cwd=ROOT, env=env or variables(), stdout=out, stderr=out, check=False).returncode


def output(*command: str | Path, env: dict[str, str] | None = None) -> tuple[int, str]:
    """The exit code and everything it said."""
    pipe, both = subprocess.PIPE, subprocess.STDOUT
    done = subprocess.run(command, cwd=ROOT, env=env or variables(), stdout=pipe, stderr=both, text=True, check=False)
    return done.returncode, done.stdout


def variables(**more: str) -> dict[str, str]:
    """The environment to hand on, without another Python's settings; an empty HOME is none."""
    foreign = {"PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"}
    kept = {name: value for name, value in os.environ.items() if name not in foreign and (name, value) != ("HOME", "")}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


# What has to be there first -----------------------------------------------------------------------------------------


def apt(package: str, why: str) -> None:
    """Installs a Debian package where we may; otherwise says the line that does."""
    line = f"apt-get update && apt-get install -y {package}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Stop(f"{why} As root, run this and try again:  {line}")
    say(f"Installing {package} …")
    env = variables(DEBIAN_FRONTEND="noninteractive", PATH=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    updated = run("apt-get", "update", "-qq", env=env, quiet=True)
    code, words = output("apt-get", "install", "-y", "-qq", package, env=env)
    if code:
        say(words.rstrip())
        raise Stop(f"{why} This did not work{' (and neither did the update)' if updated else ''}:  {line}")


def environment() -> None:
    """The virtual environment; a half-made one is made again."""
    if PYTHON.exists() and run(PYTHON, "-m", "pip", "--version", quiet=True) == 0:
        return
    if not find_spec("ensurepip"):  # Debian keeps it in a package of its own
        apt("python3-venv", "Python cannot make virtual environments here.")
    say("Making a virtual environment …")
    code, words = output(sys.executable, "-m", "venv", "--clear", VENV)
    if code:
        say(words.rstrip())
        raise Stop("The virtual environment could not be made; the reason stands above.")


def packages(lock: Path) -> None:
    """The locked packages, by their hashes. Nothing is asked of the network when they are there already."""
    stamp = VENV / "installed"
    if PYTHON.exists() and stamp.exists() and digest(lock) in stamp.read_text():
        return
    environment()
    say(
        f"Installing {'the packages' if lock == RUNTIME else 'the packages and the test tools'} (a minute, this once) …"
    )
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--retries", "3", "install", "--quiet")
    code, words = output(*pip, "--require-hashes", "--no-warn-script-location", "-r", lock)
    if code:
        if any(
            sign in words for sign in ("connection broken", "Failed to establish", "ConnectTimeout", "name resolution")
        ):
            raise Stop("The packages could not be fetched: the first run needs the network, later ones do not.")
        say(words.rstrip())
        raise Stop("The packages could not be installed; the reason stands above.")
    (VENV / "bin" / "alongside").write_text(ENTRY)
    (VENV / "bin" / "alongside").chmod(0o755)
    stamp.write_text("\n".join(map(digest, {lock, RUNTIME})))  # the larger lock holds the smaller


def typefaces() -> None:
    """The typefaces, where npm is there to bring them; the system's own letters are complete without. Tried once."""
    lock, tried = ROOT / "package-lock.json", VENV / "typefaces"
    if not shutil.which("npm") or (tried.exists() and tried.read_text() == digest(lock)):
        return
    say("Fetching the typefaces …")
    npm = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=60000")
    if run(*npm, "--fetch-retry-mintimeout=1000", f"--cache={CACHE / 'npm'}", quiet=True):
        say("They could not be fetched, so the system's own letters serve. To try again:  npm ci --ignore-scripts")
    tried.write_text(digest(lock))


def browser() -> str:
    """A browser for the tests, which never pass by leaving it out."""

    def found() -> str | None:
        usual = ("/usr/bin/chromium", "chromium", "chromium-browser")
        return next(filter(None, map(shutil.which, (os.environ.get("CHROMIUM") or usual[0], *usual))), None)

    if not found():
        apt("chromium", "The tests need Chromium.")
    return found() or "/usr/bin/chromium"


def free_port() -> None:
    """One clear line before anything is changed, where the address is not to be had."""
    port = os.environ.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Stop(f"PORT is a number from 1 to 65535; it is {port!r} now.")
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", int(port)))
        except OSError as error:
            reason = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            raise Stop(f"Port {port} {reason}. To use another:  PORT={int(port) % 65535 + 1} python3 run.py") from None


def hand_on(*arguments: str | Path, cwd: Path = ROOT, **more: str) -> NoReturn:
    """Becomes the environment's Python, so that signals and the exit code are its own."""
    os.chdir(cwd)
    os.execve(PYTHON, [str(PYTHON), "-P", *map(str, arguments)], variables(**more))


# The tasks ----------------------------------------------------------------------------------------------------------


def demo(arguments: Sequence[str]) -> int:
    os.environ["ALONGSIDE_MODE"] = "demo"
    free_port()
    packages(RUNTIME)
    typefaces()
    return run(PYTHON, "-P", "-m", "app.cli", "demo", *arguments) or serve(())


def serve(arguments: Sequence[str]) -> int:
    free_port()
    packages(RUNTIME)
    typefaces()
    hand_on("-m", "app.cli", "serve", *arguments)


def test(arguments: Sequence[str]) -> int:
    """The checks, then the tests. The last line counts both."""
    try:
        packages(DEVELOPMENT)
        typefaces()
        env = variables(ALONGSIDE_MODE="test", CHROMIUM=browser())
    except Stop as reason:
        say(f"{reason}\n0 passed, 1 failed, 0 skipped")
        return 1
    broken = checks()
    with tempfile.TemporaryDirectory(prefix="alongside-", ignore_cleanup_errors=True) as folder:
        report = Path(folder, "report.xml")
        own = Path(folder, "runtime")  # PostgreSQL's lock, which would be one for everybody on this machine
        own.mkdir(mode=0o700)
        Path(own, "python_PostgresServer").mkdir()
        env |= {
            "TMPDIR": folder,
            "XDG_RUNTIME_DIR": str(own),
        }  # or a second run, beginning, would shut the first one out
        spread = ("-n", "3", "--dist", "loadscope", "--no-loadscope-reorder")  # the long ones do not come last
        pytest = (PYTHON, "-P", "-m", "pytest", *spread, f"--junit-xml={report}")
        code = run(*pytest, *arguments, env=env)
        passed, failed, skipped = counts(report)
    if code and not failed:
        say(f"pytest ended with code {code} and no failed test: that counts as a failure.")
        failed = 1
    if broken:
        say(f"Failed checks: {', '.join(broken)}")
    say(f"{passed + len(CHECKS) - len(broken)} passed, {failed + len(broken)} failed, {skipped} skipped")
    return 1 if failed or broken else 0


def counts(report: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped tests of a finished run; an error is a failure, and so is a missing report."""
    if not report.exists():
        return 0, 1, 0
    cases = [{part.tag for part in case} for case in ET.parse(report).iter("testcase")]  # noqa: S314 - our own file
    failed = sum(1 for parts in cases if parts & {"failure", "error"})
    skipped = sum(1 for parts in cases if "skipped" in parts and not parts & {"failure", "error"})
    return len(cases) - failed - skipped, failed, skipped


IMPORTS = "from importlinter.cli import lint_imports_command as check; check()"
CHECKS: dict[str, Sequence[str | Path]] = {
    "types": ("-m", "mypy", "--cache-dir", CACHE / "mypy"),
    "style": ("-m", "ruff", "check", "--no-cache", "."),
    "format": ("-m", "ruff", "format", "--check", "--no-cache", "."),
    "imports": ("-c", IMPORTS, "--no-logo", "--cache-dir", CACHE / "imports"),
    "templates": ("-m", "djlint", "templates", "--lint", "--quiet"),
    "migrations": ("-m", "tests.codebase.drift"),
    "content": ("-m", "app.cli", "content", "check"),
}


def checks() -> list[str]:
    """Runs every check, two at a time, says what each found, and names those that failed."""
    broken = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        env = scratch(Path(folder), PYTHONDONTWRITEBYTECODE="1")
        running = {pool.submit(output, PYTHON, "-P", *CHECKS[name], env=env): name for name in CHECKS}
        for done in as_completed(running):
            name, (code, words) = running[done], done.result()
            say(f"check {name}: {'failed' if code else 'ok'}")
            if code:
                say(words.rstrip())
                broken.append(name)
    return broken


def scratch(folder: Path, **more: str) -> dict[str, str]:
    """An environment with an empty database of its own."""
    address = f"sqlite:///{folder / 'scratch.db'}"
    return variables(ALONGSIDE_MODE="test", ALONGSIDE_DATA_DIR=str(folder), ALONGSIDE_DATABASE_URL=address, **more)


def check(_arguments: Sequence[str]) -> int:
    packages(DEVELOPMENT)
    return 1 if checks() else 0


def fix(_arguments: Sequence[str]) -> int:
    packages(DEVELOPMENT)
    left = run(PYTHON, "-m", "ruff", "check", "--no-cache", "--fix", ".")
    return run(PYTHON, "-m", "ruff", "format", "--no-cache", ".") or left


def bench(arguments: Sequence[str]) -> int:
    packages(DEVELOPMENT)
    hand_on("-m", "tests.bench", *arguments, ALONGSIDE_MODE="test")


def pictures(arguments: Sequence[str]) -> int:
    packages(DEVELOPMENT)
    typefaces()
    hand_on("-m", "tests.pictures", *arguments, ALONGSIDE_MODE="test", CHROMIUM=browser())


def content(arguments: Sequence[str]) -> int:
    return alongside(("content", "check", *arguments))


def migration(arguments: Sequence[str]) -> int:
    """Compares the tables with a fresh database at the newest migration, whatever the service's own has."""
    if len(arguments) != 1:
        say('What does it do? python3 run.py migration "words"')
        return 2
    packages(DEVELOPMENT)
    with tempfile.TemporaryDirectory() as folder:
        alembic, env = (PYTHON, "-P", "-m", "alembic"), scratch(Path(folder))
        return run(*alembic, "upgrade", "head", env=env) or run(
            *alembic, "revision", "--autogenerate", "-m", *arguments, env=env
        )


def alongside(arguments: Sequence[str]) -> int:
    here = Path.cwd()
    packages(RUNTIME)
    hand_on("-m", "app.cli", *arguments, cwd=here)


TASKS: dict[str, Callable[[Sequence[str]], int]] = {
    task.__name__: task for task in (demo, serve, test, check, fix, bench, pictures, content, migration, alongside)
}


def main(arguments: Sequence[str]) -> int:
    name, rest = (arguments[0], arguments[1:]) if arguments else ("demo", ())
    if name in {"help", "-h", "--help"}:
        say(__doc__)
        return 0
    if name not in TASKS:
        say(f"There is no task {name!r}. These there are:\n\n{__doc__}")
        return 2
    return TASKS[name](rest)


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - this is where the older ones are told
        sys.exit(f"Alongside needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if os.name != "posix":
        sys.exit("Alongside runs on Linux and macOS; on Windows, in WSL.")
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit(130)
