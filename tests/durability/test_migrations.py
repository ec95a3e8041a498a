"""Every migration, up, down and up again, with people's work in the tables."""

import hashlib

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from app.database import Database
from tests.databases import alembic

Columns = dict[str, list[str]]


def columns(database: Database) -> Columns:
    """The columns of every table there is now."""
    with database.engine.connect() as connection:
        now = inspect(connection)
        return {table: sorted(one["name"] for one in now.get_columns(table)) for table in sorted(now.get_table_names())}


def hashes(database: Database, of: Columns | None = None) -> dict[str, str]:
    """A hash of every row of every table, or of these columns of these tables."""
    found = {}
    with database.engine.connect() as connection:
        for table, names in (of or columns(database)).items():
            listed = ", ".join(f'"{name}"' for name in names)
            rows = sorted(str(tuple(row)) for row in connection.execute(text(f'SELECT {listed} FROM "{table}"')))  # noqa: S608
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def test_the_newest_tables_hold_the_cast_and_going_up_again_changes_nothing(database_url: str) -> None:
    database = Database(database_url)
    before = hashes(database)
    command.upgrade(alembic(database_url), "head")
    assert hashes(database) == before
    database.close()


def test_each_step_down_and_up_again_keeps_every_answer_that_the_older_tables_can_hold(database_url: str) -> None:
    config = alembic(database_url)
    revisions = [one.revision for one in ScriptDirectory.from_config(config).walk_revisions()]
    database = Database(database_url)
    assert len(revisions) > 1
    for revision in revisions[1:]:
        command.upgrade(config, "head")
        newest = columns(database)
        command.downgrade(config, revision)
        older = {table: names for table, names in columns(database).items() if table != "alembic_version"}
        assert {"person", "response", "response_version", "draft", "seen"} <= set(older)
        known = {table: sorted(set(names) & set(newest[table])) for table, names in older.items()}
        below = hashes(database, known)
        command.upgrade(config, "head")
        assert hashes(database, known) == below, f"{revision}: going up again changed what was there"
    database.close()


def test_going_down_loses_nothing_that_the_older_tables_can_hold(database_url: str) -> None:
    config = alembic(database_url)
    database = Database(database_url)
    before, newest = hashes(database), columns(database)
    for revision in [one.revision for one in ScriptDirectory.from_config(config).walk_revisions()][1:]:
        command.upgrade(config, "head")
        command.downgrade(config, revision)
        for table, names in columns(database).items():
            if names == newest.get(table) and table != "alembic_version":
                assert hashes(database, {table: names})[table] == before[table], f"{table} lost rows below {revision}"
    database.close()


def test_the_tables_are_what_the_code_says_on_this_kind_of_database(database_url: str) -> None:
    command.check(alembic(database_url))
