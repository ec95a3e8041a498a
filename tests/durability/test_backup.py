"""A backup of a running service comes back as it was, on either kind of database, or not at all."""

import gzip
import json
import os
import random
import shutil
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, ForeignKey, MetaData, Table, Uuid, insert, select, text

from app import clock
from app.backup import actions as backups
from app.backup import archive, rows
from app.backup.archive import Batch, Refused, Trailer
from app.database import Database
from app.demo.cast import PASSWORD
from app.settings import ROOT
from app.tables import metadata
from tests.cast import MODULE, hidden
from tests.databases import alembic
from tests.durability.test_migrations import hashes
from tests.servers import Server

Empty = Callable[[str], str]
LOOP = f"{MODULE}/steps/your-own-loop"


@pytest.fixture
def empty(request: pytest.FixtureRequest) -> Iterator[Empty]:
    """Makes an empty database of the kind that is asked for, and says its address."""
    with ExitStack() as stack:

        def make(kind: str) -> str:
            template = request.getfixturevalue(f"{kind}_template")
            return str(stack.enter_context(template.empty()))

        yield make


def kind_of(url: str) -> str:
    return "sqlite" if url.startswith("sqlite") else "postgres"


def save(url: str, file: Path) -> Trailer:
    return backups.save(url, file, at=clock.now(), progress=lambda _deed, _rows: None)


def restore(url: str, file: Path) -> Trailer:
    return backups.restore(url, file, progress=lambda _deed, _rows: None).trailer


def raw(url: str) -> dict[str, str]:
    database = Database(url)
    found = hashes(database)
    database.close()
    return found


def typed(url: str) -> dict[str, list[str]]:
    """Every row of every table as the code sees it."""
    database = Database(url)
    with database.engine.connect() as connection:
        found = {
            name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for name, table in metadata.tables.items()
        }
    database.close()
    return found


def say(url: str, *statements: str) -> list[Any]:
    database = Database(url)
    with database.transaction() as db:
        found = [db.connection().execute(text(statement)) for statement in statements]
        answers = [result.all() if result.returns_rows else [] for result in found]
    database.close()
    return answers


def alongside(url: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ALONGSIDE_MODE": "test", "ALONGSIDE_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-P", "-m", "app.cli", *map(str, arguments)]
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)


# It comes back ------------------------------------------------------------------------------------------------------


def test_a_restored_database_has_the_same_hash_of_every_table(database_url: str, empty: Empty, tmp_path: Path) -> None:
    new = empty(kind_of(database_url))
    saved = save(database_url, tmp_path / "a.backup")
    assert restore(new, tmp_path / "a.backup") == saved
    assert raw(new) == raw(database_url)
    assert saved.rows > 50
    assert set(saved.tables) == set(metadata.tables)
    command.check(alembic(new))


def test_it_goes_to_the_other_kind_of_database_and_back(database_url: str, empty: Empty, tmp_path: Path) -> None:
    here = kind_of(database_url)
    there, again = empty("postgres" if here == "sqlite" else "sqlite"), empty(here)
    first = save(database_url, tmp_path / "first")
    restore(there, tmp_path / "first")
    assert typed(there) == typed(database_url)
    second = save(there, tmp_path / "second")
    assert second.tables == first.tables, "the hashes of the file depend on the kind of database"
    restore(again, tmp_path / "second")
    assert raw(again) == raw(database_url)
    command.check(alembic(there))


def test_values_come_back_to_the_last_microsecond_and_letter(database_url: str, empty: Empty, tmp_path: Path) -> None:
    odd = 'Łódź 🌧 ‘quote’ "q" \\ \u2028 \r\n\t{[]} é e\u0301 \ufeff'
    at = datetime(2026, 3, 29, 0, 59, 59, 999999, tzinfo=UTC)
    attempt = metadata.tables["sign_in_attempt"]
    database = Database(database_url)
    with database.transaction() as db:
        for n, moment in enumerate([at, at.replace(microsecond=0), at.replace(year=1926)]):
            db.connection().execute(insert(attempt).values(email_hash=odd, network_hash=str(n), at=moment))
    database.close()
    kinds = [empty("sqlite"), empty("postgres")]
    save(database_url, tmp_path / "a.backup")
    for new in kinds:
        restore(new, tmp_path / "a.backup")
        assert typed(new) == typed(database_url)
    assert odd in str(say(kinds[0], "SELECT email_hash FROM sign_in_attempt")[0][0][0])


def test_tables_that_hold_nothing_are_empty_enough(database_url: str, empty: Empty, tmp_path: Path) -> None:
    new = empty(kind_of(database_url))
    command.upgrade(alembic(new), "head")
    save(database_url, tmp_path / "a.backup")
    restore(new, tmp_path / "a.backup")
    assert raw(new) == raw(database_url)


def test_rows_that_point_at_their_own_table_may_stand_in_any_order(database_url: str, empty: Empty) -> None:
    tree = Table(
        "tree", MetaData(), Column("id", Uuid(), primary_key=True), Column("over", Uuid(), ForeignKey("tree.id"))
    )
    first, second = f"{1:032x}", f"{2:032x}"
    columns = [["id", "uuid"], ["over", "uuid"]]
    database = Database(empty(kind_of(database_url)))
    cases: list[tuple[list[list[Any]], bool]] = [([[first, second], [second, None]], True), ([[first, second]], False)]
    for pairs, holds in cases:
        with database.engine.connect() as connection, connection.begin() as transaction:
            tree.create(connection)
            found = rows.tables(connection)
            check = rows.postpone_references(connection, found)
            if database.is_sqlite:
                connection.execute(text("PRAGMA defer_foreign_keys=ON"))
            rows.load(connection, found["tree"], Batch("tree", columns, pairs))
            if holds:
                check()
            else:
                with pytest.raises(Exception, match=r"lead nowhere|violates foreign key"):
                    check()
            transaction.rollback()
    database.close()


def test_every_column_of_the_service_is_of_a_kind_that_a_backup_knows(database_url: str) -> None:
    database = Database(database_url)
    with database.engine.connect() as connection:
        found = rows.tables(connection)
    database.close()
    declared = {str(column) for table in metadata.tables.values() for column in table.columns}
    assert {str(column) for table in found.values() for column in table.columns} == declared


LATER = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "later", "{newest}", None, None


def upgrade():
    op.create_table("note", sa.Column("id", sa.Uuid(), sa.ForeignKey("person.id"), primary_key=True))
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("colour", sa.String(9), nullable=False, server_default="green"))


def downgrade():
    with op.batch_alter_table("person") as batch:
        batch.drop_column("colour")
    op.drop_table("note")
"""


@pytest.fixture
def a_later_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, the code is one that knows a further migration."""

    def begin() -> None:
        shutil.copytree(ROOT / "migrations", tmp_path / "migrations")
        newest = ScriptDirectory.from_config(alembic("")).get_current_head()
        (tmp_path / "migrations/versions/later.py").write_text(LATER.format(newest=newest))

        def later(connection: Connection | None = None) -> Config:
            config = Config()
            config.set_main_option("script_location", str(tmp_path / "migrations"))
            config.attributes["connection"] = connection
            return config

        monkeypatch.setattr(backups, "_alembic", later)

    return begin


def test_an_older_backup_is_brought_to_the_newest_tables(
    database_url: str, empty: Empty, tmp_path: Path, a_later_version: Callable[[], None]
) -> None:
    older, newer = tmp_path / "older", tmp_path / "newer"
    fresh, made = empty(kind_of(database_url)), empty(kind_of(database_url))
    save(database_url, older)
    a_later_version()
    restore(fresh, older)
    assert say(fresh, "SELECT DISTINCT colour FROM person") == [[("green",)]]
    save(fresh, newer)
    restore(made, newer)
    assert raw(made) == raw(fresh)
    say(made, *(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables)))  # noqa: S608
    restore(made, older)  # whose tables are the newer ones, and empty
    assert raw(made) == raw(fresh)
    kept = {name: value for name, value in raw(fresh).items() if name not in {"person", "note", "alembic_version"}}
    assert kept == {name: value for name, value in raw(database_url).items() if name in kept}


def test_a_backup_of_a_later_version_is_refused(
    database_url: str,
    empty: Empty,
    tmp_path: Path,
    a_later_version: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file, later, new = tmp_path / "a.backup", empty(kind_of(database_url)), empty(kind_of(database_url))
    save(database_url, file)
    a_later_version()
    restore(later, file)
    file.unlink()
    save(later, file)
    monkeypatch.undo()
    assert "revision later" in refused(new, file)


# While people write -------------------------------------------------------------------------------------------------


class Patient(threading.Thread):
    """Keeps pressing Continue, and remembers what was acknowledged and whatever went wrong."""

    def __init__(self, server: Server, key: str) -> None:
        super().__init__(daemon=True)
        self.server, self.key = server, key
        self.acknowledged = 0
        self.wrong: list[str] = []
        self.stopping = False

    def run(self) -> None:
        with httpx2.Client(base_url=self.server.base, headers={"origin": self.server.base}, timeout=30) as client:
            client.post("/sign-in", data={"email": f"{self.key}@demo.example", "password": PASSWORD})
            while not self.stopping:
                try:
                    self._write(client, self.acknowledged + 1)
                except (httpx2.HTTPError, ValueError) as error:
                    self.wrong.append(repr(error))
                    return

    def _write(self, client: httpx2.Client, n: int) -> None:
        form = hidden(client.get(LOOP).text)
        answer = client.post(LOOP, data={**form, "round-again": f"{self.key} wrote {n}."})
        if answer.status_code == 303:
            self.acknowledged = n
        else:
            self.wrong.append(str(answer.status_code))


@pytest.fixture
def writing(database_url: str, tmp_path: Path) -> Iterator[list[Patient]]:
    with Server(database_url, tmp_path) as server:
        patients = [Patient(server, key) for key in ("patient", "other-patient")]
        for patient in patients:
            patient.start()
        yield patients
        for patient in patients:
            patient.stopping = True
            patient.join()


def test_a_backup_while_people_write_is_one_moment_and_stops_nobody(
    database_url: str, writing: list[Patient], empty: Empty, tmp_path: Path, full_size: bool
) -> None:
    for n in range(20 if full_size else 4):
        limit, started = time.monotonic() + 20, [patient.acknowledged for patient in writing]
        while any(one.acknowledged < 3 + was for one, was in zip(writing, started, strict=True)):
            assert time.monotonic() < limit, [patient.wrong for patient in writing]
            time.sleep(0.01)
        before = [patient.acknowledged for patient in writing]
        new, file = empty(kind_of(database_url)), tmp_path / f"{n}.backup"
        save(database_url, file)
        after = [patient.acknowledged + 1 for patient in writing]  # one more may be written and not yet answered
        restore(new, file)
        for patient, least, most in zip(writing, before, after, strict=True):
            assert set(range(1, least + 1)) <= (found := _numbers(new, patient.key)), f"backup {n} lost what was saved"
            assert found == set(range(1, max(found) + 1)), "a later save is there without an earlier one"
            assert max(found) <= most
        if kind_of(new) == "sqlite":
            assert say(new, "PRAGMA foreign_key_check") == [[]]
        ids = "SELECT count(*), max(number) FROM response_version GROUP BY response_id"
        assert all(count == newest for count, newest in say(new, ids)[0])
    assert [patient.wrong for patient in writing] == [[], []]


def _numbers(url: str, key: str) -> set[int]:
    found = say(url, f"SELECT answers FROM response_version WHERE answers LIKE '%{key} wrote %'")[0]  # noqa: S608
    return {
        int(words["round-again"].split()[-1].rstrip("."))
        for (answers,) in found
        if (words := json.loads(answers))["round-again"].startswith(f"{key} wrote")
    }


# It is refused ------------------------------------------------------------------------------------------------------


def refused(url: str, file: Path) -> str:
    """Restores, which must fail and leave nothing, and returns the reason."""
    before = raw(url)
    with pytest.raises(Refused) as reason:
        restore(url, file)
    assert raw(url) == before
    assert "\n" not in str(reason.value)
    return str(reason.value)


def test_a_file_cut_anywhere_is_refused(database_url: str, empty: Empty, tmp_path: Path) -> None:
    new, file = empty(kind_of(database_url)), tmp_path / "a.backup"
    save(database_url, file)
    whole = file.read_bytes()
    for length in (0, 1, 9, 30, len(whole) // 2, len(whole) - 9, len(whole) - 1):
        file.write_bytes(whole[:length])
        assert "cut short" in (said := refused(new, file)) or "not a backup" in said


def test_a_file_without_its_last_lines_is_refused_though_its_packing_is_whole(
    database_url: str, empty: Empty, tmp_path: Path
) -> None:
    new, file = empty(kind_of(database_url)), tmp_path / "a.backup"
    save(database_url, file)
    lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
    changed = lines[5].replace(b"0", b"1")
    assert changed != lines[5]
    for other in (lines[:-1], lines[:5] + lines[6:], [*lines[:5], changed, *lines[6:]], [*lines, lines[5]]):
        file.write_bytes(gzip.compress(b"".join(other)))
        assert "cut short" in refused(new, file)


def test_one_changed_byte_is_refused(sqlite_url: str, empty: Empty, tmp_path: Path, full_size: bool) -> None:
    new, file = empty("sqlite"), tmp_path / "a.backup"
    save(sqlite_url, file)
    whole = file.read_bytes()
    rng = random.Random(7)  # noqa: S311 - the places, not a secret
    # bytes 3 to 9 are gzip's own notes of a time and a system, which nobody reads
    middle = rng.sample(range(10, len(whole)), 400 if full_size else 40)
    for place in [*range(3), *middle, *range(len(whole) - 8, len(whole))]:
        file.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << rng.randrange(8))]) + whole[place + 1 :])
        refused(new, file)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"hello\n", "not a backup"),
        (gzip.compress(b"hello\n", mtime=0), "not a backup"),
        (gzip.compress(b'{"what": "something else"}\n', mtime=0), "not a backup"),
        (gzip.compress(b"[" * 100_000, mtime=0), "not a backup"),
        (b"SQLite format 3\x00" + bytes(100), "not a backup"),
    ],
    ids=["plain text", "packed text", "packed JSON of another kind", "deep nesting", "a database file"],
)
def test_a_foreign_file_is_refused(empty: Empty, tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "a.backup"
    file.write_bytes(content)
    assert reason in refused(empty("sqlite"), file)


def remade(file: Path, **changes: object) -> None:
    """The same file with another header, whole in itself."""
    with archive.opened(file) as reader:
        batches, header = list(reader.batches()), reader.header.model_copy(update=changes)
    file.unlink()
    archive.write(file, header, batches)


def test_a_newer_format_and_an_unknown_revision_are_refused(sqlite_url: str, empty: Empty, tmp_path: Path) -> None:
    for changes, reason in (({"format": 2}, "format 2"), ({"revision": "9999"}, "revision 9999")):
        file = tmp_path / reason
        save(sqlite_url, file)
        remade(file, **changes)
        assert reason in refused(empty("sqlite"), file)


def test_a_file_whose_references_lead_nowhere_is_refused(database_url: str, empty: Empty, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    save(database_url, file)
    with archive.opened(file) as reader:
        batches, header = list(reader.batches()), reader.header
    file.unlink()
    archive.write(file, header, [one if one.table != "response" else replace(one, rows=[]) for one in batches])
    said = refused(empty(kind_of(database_url)), file)
    assert "lead nowhere" in said or "ForeignKeyViolation" in said


def test_a_database_that_is_not_empty_is_refused(database_url: str, empty: Empty, tmp_path: Path) -> None:
    save(database_url, tmp_path / "a.backup")
    assert "not empty (activity, " in refused(database_url, tmp_path / "a.backup")
    foreign = empty(kind_of(database_url))
    say(foreign, "CREATE TABLE somebody_elses (id INTEGER)")
    assert "not empty (somebody_elses)" in refused(foreign, tmp_path / "a.backup")


def test_a_restore_that_fails_at_the_end_leaves_nothing(
    database_url: str, empty: Empty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(database_url, tmp_path / "a.backup")
    new = empty(kind_of(database_url))
    monkeypatch.setattr(rows, "batches", lambda _connection: iter(()))
    assert "did not give back" in refused(new, tmp_path / "a.backup")
    assert raw(new) == {}


# The file and the command -------------------------------------------------------------------------------------------


def test_only_its_owner_may_read_the_file(sqlite_url: str, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        save(sqlite_url, tmp_path / "a.backup")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.backup").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["a.backup"]


def test_a_backup_overwrites_nothing(sqlite_url: str, tmp_path: Path) -> None:
    for name in ("a.backup", "b.backup.part"):
        (tmp_path / name).write_text("kept")
        with pytest.raises(Refused, match="is there"):
            save(sqlite_url, tmp_path / name.removesuffix(".part"))
        assert (tmp_path / name).read_text() == "kept"


@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_interrupted_backup_leaves_no_file(sqlite_url: str, tmp_path: Path, fault: BaseException) -> None:
    def stop(_deed: str, _rows: int) -> None:
        raise fault

    with pytest.raises((KeyboardInterrupt, Refused)):
        backups.save(sqlite_url, tmp_path / "a.backup", at=clock.now(), progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_made_where_there_is_no_database(empty: Empty, tmp_path: Path) -> None:
    for kind, reason in (("sqlite", "no database"), ("postgres", "no tables")):
        with pytest.raises(Refused, match=reason):
            save(empty(kind), tmp_path / "a.backup")
    with pytest.raises(Refused, match=r"nowhere\.db"):
        save(f"sqlite:///{tmp_path / 'nowhere.db'}", tmp_path / "a.backup")
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_it_did_and_that_the_file_is_to_be_guarded(
    sqlite_url: str, empty: Empty, tmp_path: Path
) -> None:
    file, new = tmp_path / "a.backup", empty("sqlite")
    done = alongside(sqlite_url, "backup", file)
    assert done.returncode == 0, done.stderr
    assert f"{len(metadata.tables)} tables" in done.stdout
    assert "0600" in done.stdout
    done = alongside(new, "restore", file)
    said = [
        line for line in done.stderr.splitlines() if not line.startswith("… ")
    ]  # how far it is, where it takes long
    assert (done.returncode, said) == (0, [])
    assert raw(new) == raw(sqlite_url)


def test_each_refusal_of_the_command_is_one_line(sqlite_url: str, tmp_path: Path) -> None:
    for arguments, code in (
        (("restore", tmp_path / "missing"), 1),
        (("restore", tmp_path), 1),
        (("backup", tmp_path / "no folder" / "a.backup"), 1),
        (("backup", "/proc/a.backup"), 1),
        (("backup",), 2),
        (("restore", "a", "b"), 2),
    ):
        done = alongside(sqlite_url, *arguments)
        assert done.returncode == code, (arguments, done)
        assert "Traceback" not in done.stderr
        if code == 1:
            assert len(done.stderr.splitlines()) == 1, done.stderr
    away = alongside("postgresql://someone:a-password@127.0.0.1:1/x", "backup", tmp_path / "b.backup")
    assert away.returncode == 1
    assert len(away.stderr.splitlines()) == 1, away.stderr
    assert "a-password" not in away.stderr
