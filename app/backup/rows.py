"""The rows of a database as plain JSON values and back, the same from SQLite and from PostgreSQL.

The tables are read from the database itself, not from the code, so that those of an older revision serve as well.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CHAR,
    DATETIME,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Time,
    Uuid,
    collate,
    insert,
    select,
    text,
)
from sqlalchemy.types import TypeEngine
from sqlmodel.sql.sqltypes import UTCDateTime

from app.backup.archive import SIZE, Batch, Refused


@dataclass(frozen=True)
class Kind:
    """How values of a kind are asked of the database, written to the file, and read from it."""

    type: TypeEngine[Any]
    write: Callable[[Any], Any] = lambda value: value
    read: Callable[[Any], Any] = lambda value: value


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


KINDS = {
    "uuid": Kind(Uuid(), str, UUID),
    "instant": Kind(UTCDateTime(), _instant, datetime.fromisoformat),
    "date": Kind(Date(), date.isoformat, date.fromisoformat),
    "time": Kind(Time(), time.isoformat, time.fromisoformat),
    "boolean": Kind(Boolean()),
    "integer": Kind(Integer()),
    "float": Kind(Float()),
    "bytes": Kind(LargeBinary(), lambda value: b64encode(value).decode(), b64decode),
    "text": Kind(Text()),
}


def _kind(column: Column[Any]) -> str:
    """SQLite knows a UUID as CHAR(32), which nothing else is, and an instant as DATETIME, which is in UTC."""
    match column.type:
        case Uuid() | CHAR(length=32):
            return "uuid"
        case DATETIME() | DateTime(timezone=True):
            return "instant"
        case Date():
            return "date"
        case Time():
            return "time"
        case Boolean():
            return "boolean"
        case Integer():
            return "integer"
        case Float():
            return "float"
        case LargeBinary():
            return "bytes"
        case String():
            return "text"
    raise Refused(f"{column} holds a kind of value that a backup does not know: {column.type!r}.")


def tables(connection: Connection) -> dict[str, Table]:
    """The tables as they stand in this database, by name, but for the note of their revision."""
    metadata = MetaData()
    metadata.reflect(connection)
    found = {name: table for name, table in sorted(metadata.tables.items()) if name != "alembic_version"}
    for table in found.values():
        for column in table.columns:
            column.info["kind"] = _kind(column)
            column.type = KINDS[column.info["kind"]].type
    return found


def _columns(table: Table) -> list[Column[Any]]:
    """By name: migrations leave other orders than a fresh database has."""
    return sorted(table.columns, key=lambda column: column.name)


def batches(connection: Connection) -> Iterator[Batch]:
    """Every row of every table, in the order of their keys, which is one order on both kinds of database."""
    bytewise = "BINARY" if connection.dialect.name == "sqlite" else "C"
    for name, table in tables(connection).items():
        columns = _columns(table)
        kinds = [[column.name, column.info["kind"]] for column in columns]
        writes = [KINDS[kind].write for _, kind in kinds]
        keys = list(table.primary_key.columns) or columns
        order = [collate(key, bytewise) if key.info["kind"] == "text" else key for key in keys]
        found = connection.execute(select(*columns).order_by(*order), execution_options={"yield_per": SIZE})
        yield Batch(name, kinds, [])  # a table without rows is told too
        for some in found.partitions():
            yield Batch(name, kinds, [_apply(writes, row) for row in some])


def _apply(each: list[Callable[[Any], Any]], row: Any) -> list[Any]:
    return [None if value is None else change(value) for change, value in zip(each, row, strict=True)]


def load(connection: Connection, table: Table, batch: Batch) -> None:
    """Puts the rows in. Raises ValueError where the table does not have the columns of the batch."""
    if batch.columns != [[column.name, column.info["kind"]] for column in _columns(table)]:
        raise ValueError(f"{batch.table} has other columns")
    reads, names = [KINDS[kind].read for _, kind in batch.columns], [name for name, _ in batch.columns]
    if batch.rows:
        rows = [dict(zip(names, _apply(reads, row), strict=True)) for row in batch.rows]
        connection.execute(insert(table), rows)


def postpone_references(connection: Connection, found: dict[str, Table]) -> Callable[[], None]:
    """Lets rows come in any order, also those that point at their own table; what it returns checks them all."""
    if connection.dialect.name == "sqlite":  # foreign keys are off here, as in a migration
        return lambda: _no_broken_references(connection)
    keys = [
        (table.name, key.name)
        for table in found.values()
        for key in table.constraints
        if isinstance(key, ForeignKeyConstraint) and not key.deferrable
    ]

    def alter(how: str) -> None:
        for table, key in keys:
            connection.execute(text(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{key}" {how}'))

    def check() -> None:
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        alter("NOT DEFERRABLE")

    alter("DEFERRABLE INITIALLY DEFERRED")
    return check


def _no_broken_references(connection: Connection) -> None:
    if broken := connection.execute(text("PRAGMA foreign_key_check")).all():
        raise Refused(f"{len(broken)} references in the file lead nowhere. Nothing was restored.")
