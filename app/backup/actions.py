"""Saves a running service to one file, and brings the file back into an empty database of either kind."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, exists, select, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from app import __version__
from app.backup import archive, rows
from app.backup.archive import Batch, Header, Reader, Refused, Tally, Trailer
from app.database import Database
from app.settings import ROOT

Progress = Callable[[str, int], None]  # what is done to rows, and to how many more of them


def save(url: str, file: Path, *, at: datetime, progress: Progress) -> Trailer:
    """Writes what one instant of the database holds; the service goes on meanwhile."""
    with _in_one_line(), _database(url, must_exist=True) as database, _snapshot(database) as connection:
        revision = _revision(connection)
        if revision is None:
            raise Refused("The database has no tables of Alongside, so there is nothing to back up.")
        header = Header(version=__version__, revision=revision, created_at=at)
        return archive.write(file, header, _told(rows.batches(connection), "saved", progress))


def restore(url: str, file: Path, *, progress: Progress) -> Reader:
    """Checks the whole file, then brings it into an empty database: everything, or nothing at all."""
    with _in_one_line():
        with archive.opened(file) as checked:
            _known(checked.header.revision)
            for _ in _told(checked.batches(), "checked", progress):
                pass
        with archive.opened(file) as reader, _database(url) as database, _alone(database) as connection:
            _load(connection, reader, progress)
            return reader


def _load(connection: Connection, reader: Reader, progress: Progress) -> None:
    _make_tables(connection, reader.header.revision)
    found = rows.tables(connection)
    check_references = rows.postpone_references(connection, found)
    for batch in _told(reader.batches(), "restored", progress):
        try:
            rows.load(connection, found[batch.table], batch)
        except (KeyError, ValueError) as fault:
            raise Refused(f"The file does not fit the tables of its revision: {batch.table}.") from fault
    check_references()
    tally = Tally()
    for batch in _told(rows.batches(connection), "compared", progress):
        tally.lines(batch)
    if tally.tables != reader.trailer.tables:
        raise Refused("The database did not give back what the file holds, so nothing was restored.")
    command.upgrade(_alembic(connection), "head")


def _make_tables(connection: Connection, revision: str) -> None:
    """Brings a database without a row to the tables of the file, from wherever it stands."""
    now, found = _revision(connection), rows.tables(connection)
    full = [name for name, table in found.items() if connection.scalar(select(exists().select_from(table)))]
    if full or (found and now is None):
        raise Refused(
            f"The database is not empty ({', '.join(full or found)}), so nothing was restored. "
            "Set ALONGSIDE_DATABASE_URL to an empty database, or ALONGSIDE_DATA_DIR to an empty folder."
        )
    order = _revisions()
    if now is not None and order.index(_known(now)) > order.index(revision):
        command.downgrade(_alembic(connection), revision)
    else:
        command.upgrade(_alembic(connection), revision)


def _alembic(connection: Connection | None = None) -> Config:
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["connection"] = connection
    return config


def _revisions() -> list[str]:
    """Every revision this version knows, the oldest first."""
    found = ScriptDirectory.from_config(_alembic()).walk_revisions()
    return [script.revision for script in found][::-1]


def _known(revision: str) -> str:
    if revision not in _revisions():
        raise Refused(f"This version does not know the tables of revision {revision}: use the version that made them.")
    return revision


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _told(batches: Iterator[Batch], deed: str, progress: Progress) -> Iterator[Batch]:
    for batch in batches:
        yield batch
        progress(deed, len(batch.rows))


@contextmanager
def _database(url: str, *, must_exist: bool = False) -> Iterator[Database]:
    database = Database(url)
    try:
        if must_exist and database.is_sqlite and not Path(database.url.database or "").exists():
            raise Refused(f"There is no database at {database.url.database}, so there is nothing to back up.")
        yield database
    finally:
        database.close()


@contextmanager
def _snapshot(database: Database) -> Iterator[Connection]:
    """One instant of the database, however long the reading takes and whoever writes meanwhile."""
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            _take_time(connection)
            yield connection


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """A transaction that makes tables and fills them. SQLite turns foreign keys off outside of one only."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        with connection.execution_options(writes=True).begin():
            _take_time(connection)
            yield connection


def _take_time(connection: Connection) -> None:
    """A page may not keep the database for long; a backup may."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))


@contextmanager
def _in_one_line() -> Iterator[None]:
    """Faults of the disk and of the database, without the values that a driver may quote."""
    try:
        yield
    except OperationalError as error:
        raise Refused(f"The database could not do it: {str(error.orig).splitlines()[0]}") from error
    except SQLAlchemyError as error:
        what = error.orig if isinstance(error, DBAPIError) else error
        raise Refused(f"The database could not do it ({type(what).__name__}).") from error
    except OSError as error:
        raise Refused(f"{error.filename or 'The file'}: {error.strerror}.") from error
