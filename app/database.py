"""The engine, one transaction a request, and the classes every column belongs to."""

import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Text, event, text
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Dialect, Engine, create_engine, make_url
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, Session, SQLModel

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = MetaData(naming_convention=NAMES).naming_convention

BUSY_MILLISECONDS = 10_000


class Kind(StrEnum):
    """What a column holds; export, erasure and the leak scan go by it."""

    IDENTITY = "identity"
    CLINICAL_TEXT = "clinical text"
    CLINICAL_CODE = "clinical code"
    OPERATIONAL = "operational"
    SECRET = "secret"  # noqa: S105 - a class of column


class FreeText(TypeDecorator[str]):
    """Words a person wrote. Every column of clinical text is of this type, and no other column is."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return value


def add_if_absent(db: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Adds rows, and leaves those whose key is there already: two transactions may add the same one at once."""
    if rows:
        insert = sqlite_insert if db.get_bind().dialect.name == "sqlite" else postgresql_insert
        db.execute(insert(table).on_conflict_do_nothing(), rows)


def one_at_a_time(db: Session, name: str) -> None:
    """Until this transaction ends, nobody else gets past here with this name. SQLite has one writer in any case."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


def one_of(name: str, values: type[Enum]) -> str:
    """The text of a CHECK: this column holds nothing but a value of these."""
    return f"{name} IN ({', '.join(repr(one.value) for one in values)})"


def column(kind: Kind, **options: Any) -> Any:
    """A field of a table, with the class its values belong to."""
    if kind is Kind.CLINICAL_TEXT:
        options["sa_type"] = FreeText
    return Field(sa_column_kwargs={"info": {"class": kind}}, **options)


class Database:
    """One engine and the transactions on it. SQLite is one file and one process; PostgreSQL is a service."""

    def __init__(self, url: str, *, threads: int = 4) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url, threads)
        self._writer = self.engine.execution_options(writes=True)
        self._reader = self.engine.execution_options(postgresql_readonly=True)

    @contextmanager
    def transaction(self, *, writes: bool = True, snapshot: bool = False) -> Iterator[Session]:
        """A session that commits when the block ends and rolls back when it raises.

        `snapshot`: every query sees the database of one instant. SQLite always does; PostgreSQL has to be told, and
        refuses to change what somebody else has changed since.

        A transaction that may write says so: on SQLite it takes the write lock at its first statement,
        because a read that turns into a write fails at once when another writer is ahead of it.
        PostgreSQL refuses a write in one that does not. That one may then commit as well, and does:
        with a rollback the driver forgets the statements it has prepared, which makes each page slower.
        """
        engine = self._writer if writes else self._reader
        if snapshot and not self.is_sqlite:
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with Session(engine, expire_on_commit=False) as db:
            yield db
            if writes or not self.is_sqlite:
                db.commit()

    def answers(self) -> bool:
        """Whether the database answers a trivial question now."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except Exception:  # any driver error means the same to the asker
            return False
        return True

    def close(self) -> None:
        self.engine.dispose()


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    options: dict[str, Any] = {}
    if (sys.platform, platform.machine()) == ("linux", "x86_64"):  # no wheel elsewhere: the standard library's serves
        from pysqlite3 import dbapi2

        options["module"] = dbapi2
    engine = create_engine(url, hide_parameters=True, **options)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MILLISECONDS}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @event.listens_for(engine, "checkin")
    def leave_nothing_open(connection: Any, _record: Any) -> None:
        """A commit that the file refused leaves its transaction open, and with it the lock that every writer needs."""
        if connection is not None and connection.in_transaction:
            connection.rollback()

    return engine


def _postgresql(url: str, threads: int) -> Engine:
    address = make_url(url)
    if address.drivername in {"postgresql", "postgres"}:
        address = address.set(drivername="postgresql+psycopg")
    patience = {"connect_timeout": 5, "options": "-c lock_timeout=10s -c statement_timeout=15s"}
    return create_engine(
        address, connect_args=patience, pool_size=threads, max_overflow=2, pool_pre_ping=True, hide_parameters=True
    )
