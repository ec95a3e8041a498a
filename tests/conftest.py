"""Databases, servers and a browser for the tests: real ones, made once and copied."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import hypothesis
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from sqlalchemy import delete
from sqlmodel import col
from starlette.testclient import TestClient

from app.audit.rules import Deed
from app.audit.tables import AuditEntry
from app.content import loader, source
from app.database import Database
from app.main import create_app
from app.settings import ROOT, Mode, Settings
from app.tables import metadata
from tests import databases
from tests.cast import Cast
from tests.hatchery import HatchedServer, Hatchery
from tests.servers import Server

hypothesis.settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the code
hypothesis.settings.load_profile("untimed")
source._parse = cache(source._parse)  # the house is built for each test from the same files: each is parsed once


def _module_once(read: Callable[..., Any] = loader._module, shipped: Path = ROOT / "modules") -> Callable[..., Any]:
    """And what comes of the files of the project is checked once; a folder of a test's own is read each time."""
    kept = cache(read)
    return lambda place, folder: (kept if folder == shipped else read)(place, folder)


loader._module = _module_once()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="the same tests at full size")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test of a page runs on SQLite or PostgreSQL by turns, and at full size on both; every other test on both.

    Whatever a page asks of a database by several at once, or counts of its queries, stays on both.
    """
    if config.getoption("--long"):
        return
    left_out = {item for n, item in enumerate(_pages(items)) if n % 4 in {1, 2}}
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


def _pages(items: list[pytest.Item]) -> list[pytest.Item]:
    """The tests of pages that are there twice, once for each kind of database, each pair side by side."""
    both = ("at_once", "same_moment", "queries", "questions", "several", "costs")
    found: dict[str, list[pytest.Item]] = {}
    for item in items:
        if "/web/" in item.path.as_posix() and not any(word in item.name for word in both):
            one = item.nodeid.replace("postgresql", "sqlite")
            found.setdefault(one, []).append(item)
    return [item for pair in found.values() if len(pair) == 2 for item in pair]


@pytest.fixture(scope="session")
def full_size(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[databases.SqliteTemplate]:
    folder = databases.place_for_copies()
    yield databases.SqliteTemplate(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_template(worker_id: str) -> Iterator[databases.PostgresTemplate]:
    with databases.postgres(worker_id) as template:
        yield template


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database of its own, with the cast in it; once on each kind."""
    template = request.getfixturevalue({"sqlite": "sqlite_template", "postgresql": "postgres_template"}[request.param])
    with template.copy() as url:
        yield url


@pytest.fixture
def sqlite_url(sqlite_template: databases.SqliteTemplate) -> Iterator[str]:
    """The address of an SQLite database of its own, where the kind makes no difference."""
    with sqlite_template.copy() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The cast's database without the app, for what is asked of the actions themselves; once on each kind."""
    yield from _database(database_url)


@pytest.fixture
def database_on_sqlite(sqlite_url: str) -> Iterator[Database]:
    yield from _database(sqlite_url)


def _database(url: str) -> Iterator[Database]:
    found = Database(url)
    yield found
    found.close()


def settings_for(url: str, **more: object) -> Settings:
    """Settings of an app for one test, with a folder of data of its own."""
    own = {"mode": Mode.TEST, "database_url": url, "base_url": "http://testserver", "data_dir": mkdtemp()}
    return Settings.model_validate({**own, **more})


@pytest.fixture
def cast(database_url: str) -> Iterator[Cast]:
    """The cast and the app, on both kinds of database."""
    yield from _cast(database_url)


@pytest.fixture
def cast_on_sqlite(sqlite_url: str) -> Iterator[Cast]:
    yield from _cast(sqlite_url)


def _cast(url: str) -> Iterator[Cast]:
    app = create_app(settings_for(url))
    with TestClient(app, raise_server_exceptions=False) as client:
        client.close()
        yield Cast(app, client.portal)


@pytest.fixture(scope="session")
def hatchery() -> Iterator[Hatchery]:
    found = Hatchery()
    yield found
    found.close()


@pytest.fixture
def server(hatchery: Hatchery, sqlite_url: str, tmp_path: Path) -> Iterator[Server]:
    """A real server in a process of its own, on SQLite."""
    with HatchedServer(hatchery, sqlite_url, tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, with the back/forward cache that people have and Playwright turns off."""
    found = playwright.chromium.launch(
        executable_path=databases.chromium(),
        args=databases.CHROMIUM_ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield found
    found.close()


@pytest.fixture
def nothing_done_yet(request: pytest.FixtureRequest) -> None:
    """As if nobody of the cast had a goal, an activity or a diary yet: for tests that begin there."""
    url = request.getfixturevalue("database_url" if "database_url" in request.fixturenames else "sqlite_url")
    database = Database(url)
    with database.transaction() as db:
        for table in ("activity_review", "decline", "activity", "module_goal", "goal_rating", "goal_entry", "goal"):
            db.execute(delete(metadata.tables[table]))
        for table in ("diary_entry", "noticing", "seen_entry"):
            db.execute(delete(metadata.tables[table]))
        db.execute(delete(AuditEntry).where(col(AuditEntry.deed) == Deed.DIARY_KEPT.value))
    database.close()
