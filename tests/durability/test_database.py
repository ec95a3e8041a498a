"""The database keeps its own word: constraints, settings, writers at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session
from starlette.testclient import TestClient

from app.content.library import Library
from app.database import Database
from app.main import create_app
from app.settings import ROOT, Settings, UnsafeSettings
from tests.cast import MODULE, Cast, fill_in, hidden
from tests.servers import Server


def test_sqlite_is_current_and_waits_for_the_disk(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.transaction() as db:
        found = {
            name: db.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
        version = tuple(int(part) for part in str(db.execute(text("SELECT sqlite_version()")).scalar()).split("."))
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert version >= (3, 51, 3), "older ones have the WAL-reset fault"
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE person SET role = 'admin'",
        "UPDATE person SET name = ''",
        "UPDATE plan_module SET finished_at = begun_at, begun_at = NULL, digest = NULL WHERE digest IS NOT NULL",
        "UPDATE response SET version = 0",
        "UPDATE enrolment SET ended_at = '2001-01-01 00:00:00+00:00'",
        "INSERT INTO response_version SELECT * FROM response_version LIMIT 1",
        "DELETE FROM plan_module",
        "DELETE FROM response",
    ],
)
def test_the_database_itself_refuses_what_cannot_be_true(cast: Cast, statement: str) -> None:
    with pytest.raises(IntegrityError), cast.house.database.transaction() as db:
        db.execute(text(statement))


def test_a_commit_that_the_database_refuses_leaves_no_lock_and_nothing_of_its_transaction(database: Database) -> None:
    """As when the disk is full: on SQLite the transaction stayed open, and every other writer waited for its lock."""
    with pytest.raises(IntegrityError), database.transaction() as db:
        _what_cannot_be_committed(db)
    elsewhere = Database(database.url.render_as_string(hide_password=False))
    for one in (database, elsewhere, database):
        with one.transaction() as db:
            assert db.execute(text("SELECT count(*) FROM person WHERE name = 'Nobody'")).scalar() == 0
            db.execute(text("UPDATE person SET name = 'Somebody'"))
    elsewhere.close()


def _what_cannot_be_committed(db: Session) -> None:
    db.execute(text("UPDATE person SET name = 'Nobody'"))
    db.execute(text("CREATE TABLE own (a INTEGER PRIMARY KEY, b INTEGER REFERENCES own DEFERRABLE INITIALLY DEFERRED)"))
    db.execute(text("INSERT INTO own VALUES (1, 2)"))


def test_fifty_of_the_same_form_at_once_are_one_record(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    form = {**hidden(rowan.get(f"{MODULE}/steps/your-own-loop").text), "round-again": "Once only."}
    with ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(lambda _: rowan.post(f"{MODULE}/steps/your-own-loop", data=form).status_code, range(50))
        )
    assert answers == [303] * 50
    with cast.house.database.transaction(writes=False) as db:
        assert db.execute(text("SELECT count(*) FROM response_version WHERE answers LIKE '%Once only.%'")).scalar() == 1


def test_two_looks_at_one_patient_at_once_are_one_receipt(cast: Cast) -> None:
    sam, record = cast.signed_in("practitioner"), f"/practice/patients/{cast.id('amina')}"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: sam.get(record).status_code, range(8)))
    assert answers == [200] * 8


def test_two_patients_begin_a_new_version_at_the_same_moment(cast: Cast) -> None:
    cast.open_everything()
    library = Library.of(ROOT / "modules")
    module = library.newest["doing-more-of-what-matters"]
    newer = module.model_copy(update={"digest": "e" * 64})
    object.__setattr__(cast.house, "library", Library({**library.newest, module.slug: newer}))
    address = f"/me/modules/{module.slug}"
    clients = [cast.signed_in(key) for key in ("marek", "patient", "callum", "other-patient")]

    def begin(client: TestClient) -> int:
        return fill_in(client, "why-doing-comes-first", {}, module=address).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(begin, clients)) == [303] * 4


def test_many_windows_at_once_overwrite_nothing(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    address = f"{MODULE}/steps/your-own-loop"
    forms = [
        {**hidden(rowan.get(address).text), "once": str(uuid4()), "round-again": f"Window {n}."} for n in range(12)
    ]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda form: rowan.post(address, data=form).status_code, forms))
    assert answers.count(303) == 1
    assert answers.count(409) == 11
    page = rowan.get(address).text
    with cast.house.database.transaction(writes=False) as db:
        stored = str(db.execute(text("SELECT answers FROM response_version UNION ALL SELECT answers FROM draft")).all())
    assert all(f"Window {n}." in stored for n in range(12)), "somebody's words are gone"
    assert "You also wrote this" in page


def test_a_module_begun_is_finished_in_its_version_and_outlives_its_folder(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    library = Library.of(ROOT / "modules")
    module = library.newest["understanding-low-mood"]
    newer = module.model_copy(
        update={"digest": "f" * 64, "manifest": module.manifest.model_copy(update={"title": "New"})}
    )
    for modules in ({"understanding-low-mood": newer}, {}):
        object.__setattr__(cast.house, "library", Library(modules))
        assert "Understanding low mood" in rowan.get(MODULE).text
        assert fill_in(rowan, "one-hard-moment", {"strength": "8"}).status_code == 303
        assert "What went through your mind?" in rowan.get(f"{MODULE}/steps/one-hard-moment").text
    assert cast.signed_in("practitioner").get(f"/practice/patients/{cast.id('patient')}").status_code == 200


def test_a_module_not_begun_opens_in_the_newest_version(cast: Cast) -> None:
    library = Library.of(ROOT / "modules")
    module = library.newest["understanding-low-mood"]
    newer = module.model_copy(update={"manifest": module.manifest.model_copy(update={"title": "A newer title"})})
    object.__setattr__(cast.house, "library", Library({"understanding-low-mood": newer}))
    assert "A newer title" in cast.signed_in("marek").get(MODULE).text


def test_a_transaction_that_only_reads_changes_nothing(cast: Cast) -> None:
    with suppress(DBAPIError), cast.house.database.transaction(writes=False) as db:
        db.execute(text("DELETE FROM draft"))
    with cast.house.database.transaction(writes=False) as db:
        assert db.execute(text("SELECT count(*) FROM draft")).scalar_one() == 1


def test_help_now_does_not_wait_behind_pages_that_wait_for_the_database(server: Server) -> None:
    holder = Database(server.database_url)
    with holder.transaction() as db, ThreadPoolExecutor(6) as pool:
        db.execute(text("SELECT 1"))  # the write lock is held from here
        form = {"email": "patient@demo.example", "password": "x"}
        waiting = [
            pool.submit(httpx2.post, f"{server.base}/sign-in", data=form, headers={"origin": server.base}, timeout=30)
            for _ in range(6)
        ]
        time.sleep(1)
        assert not any(one.done() for one in waiting), "the lock held nobody up, so this shows nothing"
        assert httpx2.get(f"{server.base}/help-now", timeout=3).status_code == 200
        db.rollback()
    assert {one.result().status_code for one in waiting} <= {422, 503}
    holder.close()


def test_a_live_service_refuses_a_database_with_the_demos_accounts(sqlite_url: str) -> None:
    live = {"mode": "live", "secret_key": "x" * 40, "base_url": "https://alongside.example", "database_url": sqlite_url}
    with pytest.raises(UnsafeSettings, match="accounts of the demo"):
        create_app(Settings.model_validate(live))
