"""What is refused of a flag: from an old form, and what cannot be done as it stands. Nothing of it is written."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from app.database import Database
from app.safety import actions as safety
from app.safety import queries
from app.safety.actions import Impossible, Stale
from app.safety.rules import Flag, FlagDeed, Outcome
from tests.cast import actor
from tests.safety.test_standing import NOON, close, rowans, say

NO_DEED = (FlagDeed.RAISED, FlagDeed.JOINED, FlagDeed.SEEN)


def deal(
    db: Session,
    flag: Flag,
    deed: FlagDeed,
    words: str = "Words.",
    *,
    outcome: Outcome | None = None,
    once: UUID | None = None,
) -> None:
    """Sam does something with the flag as they have it before them."""
    sam, version = actor(db, "practitioner"), flag.version
    safety.deal(db, flag, deed, words, outcome=outcome, version=version, once=once or uuid4(), by=sam, at=NOON)


def again(db: Session, flag: Flag) -> Flag:
    found = queries.flag(db, flag.id)
    assert found is not None
    return found


def test_from_an_old_form_nothing_is_written_unless_it_is_the_same_once_more(
    database: Database, database_url: str
) -> None:
    with database.transaction() as db:
        say(db, database_url, 2, at=NOON)
        before, once = rowans(db), uuid4()
        deal(db, before, FlagDeed.CONTACT_TRIED, "No answer.", once=once)
        now = rowans(db)
        with pytest.raises(Stale):
            deal(db, before, FlagDeed.CLOSED, outcome=Outcome.TALKED)
        with pytest.raises(Stale):
            deal(db, before, FlagDeed.CONTACT_TRIED, "Other words.", once=once)
        deal(db, before, FlagDeed.CONTACT_TRIED, "No answer.", once=once)
        assert again(db, now) == now


def test_that_a_colleague_has_looked_makes_no_form_old(database_on_sqlite: Database, sqlite_url: str) -> None:
    with database_on_sqlite.transaction() as db:
        say(db, sqlite_url, 2, at=NOON)
        before = rowans(db)
        for _time in range(2):
            safety.look(db, before, by=actor(db, "duty"), at=NOON)
        deal(db, before, FlagDeed.TAKEN, "")
        assert [one.deed for one in rowans(db).entries] == [FlagDeed.RAISED, FlagDeed.SEEN, FlagDeed.TAKEN]


@pytest.mark.parametrize(
    ("deed", "words", "outcome"),
    [
        (FlagDeed.CLOSED, "We talked.", None),
        (FlagDeed.CLOSED, "", Outcome.TALKED),
        (FlagDeed.HANDED_OVER, "", None),
        (FlagDeed.NOTED, "Words.", Outcome.TALKED),
        (FlagDeed.REOPENED, "It is open.", None),
        *((deed, "Words.", None) for deed in NO_DEED),
    ],
)
def test_what_cannot_be_done_with_an_open_flag(
    database_on_sqlite: Database, sqlite_url: str, deed: FlagDeed, words: str, outcome: Outcome | None
) -> None:
    with database_on_sqlite.transaction() as db:
        say(db, sqlite_url, 2, at=NOON)
        before = rowans(db)
        with pytest.raises(Impossible):
            deal(db, before, deed, words, outcome=outcome)
        assert rowans(db) == before


def test_a_closed_flag_is_not_closed_taken_or_handed_over_and_not_opened_in_silence(
    database_on_sqlite: Database, sqlite_url: str
) -> None:
    with database_on_sqlite.transaction() as db:
        say(db, sqlite_url, 2, at=NOON)
        close(db, before := rowans(db), Outcome.TALKED, at=NOON)
        closed = again(db, before)
        for deed in (FlagDeed.TAKEN, FlagDeed.HANDED_OVER, FlagDeed.CONTACT_TRIED):
            with pytest.raises(Impossible):
                deal(db, closed, deed)
        with pytest.raises(Impossible):
            deal(db, closed, FlagDeed.REOPENED, "")
        deal(db, closed, FlagDeed.NOTED)
        assert not again(db, closed).is_open


def test_it_is_not_opened_again_while_another_is_open(database: Database, database_url: str) -> None:
    with database.transaction() as db:
        say(db, database_url, 2, at=NOON)
        close(db, first := rowans(db), Outcome.TALKED, at=NOON)
        say(db, database_url, 1, at=NOON)
        with pytest.raises(Impossible):
            deal(db, again(db, first), FlagDeed.REOPENED)
        close(db, rowans(db), Outcome.TALKED, at=NOON)
        deal(db, again(db, first), FlagDeed.REOPENED)
        assert rowans(db).id == first.id
        assert rowans(db).taken is None


def test_a_flag_that_is_not_there_cannot_be_dealt_with(database_on_sqlite: Database, sqlite_url: str) -> None:
    with database_on_sqlite.transaction() as db:
        say(db, sqlite_url, 2, at=NOON)
        with pytest.raises(Impossible):
            deal(db, replace(rowans(db), id=uuid4()), FlagDeed.NOTED)
