"""Alembic reads the same settings and tables as the app."""

from alembic import context
from sqlalchemy import Connection, text

from app.database import Database
from app.settings import settings
from app.tables import metadata

TURN = 0x616C6F6E67  # any number, as long as it is always this one


def take_turns(connection: Connection) -> None:
    """Several processes may start at once. One migrates, the others wait, and then find nothing left to do.

    The lock goes with the transaction, however that ends. What serves a page has seconds; a migration may take longer.
    """
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SET LOCAL lock_timeout = '10min'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})
    connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))


def migrate(connection: Connection, *, batch: bool) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=batch,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            take_turns(connection)
        context.run_migrations()
        if batch and (broken := connection.execute(text("PRAGMA foreign_key_check")).all()):
            raise RuntimeError(f"The migration would break {len(broken)} references, so it was taken back.")


def run() -> None:
    """SQLite rebuilds tables to alter them; with foreign keys on, that would delete every child row.

    Who hands over a connection has a transaction open, with foreign keys off, and ends it."""
    if connection := context.config.attributes.get("connection"):
        migrate(connection, batch=connection.dialect.name == "sqlite")
        return
    database = Database(context.config.attributes.get("url") or settings().database)
    try:
        with database.engine.connect() as connection:
            if database.is_sqlite:
                raw = connection.connection.driver_connection
                raw.execute("PRAGMA foreign_keys=OFF")
            migrate(connection, batch=database.is_sqlite)
    finally:
        database.close()


run()
