"""Every migration, up, down and up again, with people's work in the tables."""

import hashlib

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from app.database import Database
from tests.databases import alembic


def hashes(database: Database) -> dict[str, str]:
    """A hash of every row of every table."""
    found = {}
    with database.engine.connect() as connection:
        for table in sorted(inspect(connection).get_table_names()):
            rows = sorted(str(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{table}"')))  # noqa: S608
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def test_the_newest_tables_hold_the_cast_and_going_up_again_changes_nothing(database_url: str) -> None:
    database = Database(database_url)
    before = hashes(database)
    command.upgrade(alembic(database_url), "head")
    assert hashes(database) == before
    database.close()


def test_each_step_down_to_the_first_tables_and_up_again_keeps_every_answer(database_url: str) -> None:
    config = alembic(database_url)
    revisions = [revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()]
    database = Database(database_url)
    before = hashes(database)
    for revision in revisions[1:]:
        command.downgrade(config, revision)
    command.upgrade(config, "head")
    assert hashes(database) == before
    database.close()


def test_the_tables_are_what_the_code_says_on_this_kind_of_database(database_url: str) -> None:
    command.check(alembic(database_url))
