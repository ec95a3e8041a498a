"""Answers that flag, flags and closures are counted three ways; what does not agree is named by its flag alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event
from uuid import UUID, uuid4

import pytest
from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, delete, select, update

from app import worker
from app.audit.rules import Actor, Deed
from app.audit.tables import AuditEntry
from app.database import Database
from app.journey import measuring, reconciling
from app.measures.actions import begin
from app.people.tables import Person
from app.safety import queries as safety
from app.safety.rules import FlagDeed, Outcome, Source
from app.safety.tables import FlagEntry, SafetyFlag
from tests.conftest import settings_for
from tests.measures.shipped import PHQ

AT = datetime(2026, 6, 2, 13, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url, threads=2)
    yield opened
    opened.close()


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    """Rowan has answered item 9 twice and asked for a call; one flag was closed, opened again and closed."""
    with database.transaction() as session:
        rowan = _person(session, "patient")
        for hours, answer in ((0, 1), (1, 2)):
            _answers(session, rowan, answer, AT + timedelta(hours=hours))
        _deal(session, rowan.id, FlagDeed.CLOSED, Outcome.TALKED, AT + timedelta(hours=2))
        [flag] = safety.flags_of(session, [rowan.id])[rowan.id]
        _deal(session, rowan.id, FlagDeed.REOPENED, None, AT + timedelta(hours=3), flag.id)
        _deal(session, rowan.id, FlagDeed.CLOSED, Outcome.OTHER, AT + timedelta(hours=4))
        say = {"once": uuid4(), "by": _actor(rowan), "at": AT + timedelta(hours=5)}
        measuring.tell(session, settings_for("sqlite://"), rowan.id, Source.ASKS_FOR_CALL, "", **say)  # type: ignore[arg-type]
        session.flush()
        yield session
        session.rollback()


def test_what_was_written_by_its_own_deeds_agrees(db: Session) -> None:
    found = reconciling.reconcile(db)
    assert found.disagreements == 0, found
    assert [one.counts for one in found.counts] == [(2, 2, 2), (2, 2, 2), (1, 1, 1)]


def test_an_entry_that_has_gone_is_named_by_its_flag(db: Session) -> None:
    gone = db.exec(select(FlagEntry).where(FlagEntry.answer == 2)).one()
    db.exec(delete(FlagEntry).where(col(FlagEntry.id) == gone.id))
    found = reconciling.reconcile(db)
    assert found.counts[0].counts == (2, 1, 2)
    assert found.astray[0] == f"flag {gone.flag_id}: an answer of 2026-06-02 14:00 UTC is not in its history"


def test_an_entry_that_no_answer_carries_is_named(db: Session) -> None:
    db.exec(update(FlagEntry).where(col(FlagEntry.answer) == 2).values(answer=3))
    assert any("no answer carries what its history says" in one for one in reconciling.reconcile(db).astray)


def test_a_flag_that_was_closed_past_every_deed_is_named(db: Session) -> None:
    open_ = next(iter(safety.open_flags(db).values()))
    db.exec(update(SafetyFlag).where(col(SafetyFlag.id) == open_.id).values(closed_at=AT + timedelta(days=1)))
    found = reconciling.reconcile(db)
    assert found.counts[2].counts == (2, 1, 1)
    assert found.astray == (f"flag {open_.id}: it is closed, and its history says otherwise",)


def test_a_deed_that_is_missing_from_the_record_shows(db: Session) -> None:
    db.exec(
        delete(AuditEntry).where(col(AuditEntry.deed) == Deed.FLAG_RAISED.value, col(AuditEntry.subject) == "answer")
    )
    found = reconciling.reconcile(db)
    assert found.counts[0].counts == (2, 2, 0)
    rowan = _person(db, "patient").id
    assert found.astray == (f"patient {rowan}: “answer” is 2 in the history of flags and 0 in the record of deeds",)


def test_two_mistakes_that_come_to_the_same_number_are_both_named(db: Session) -> None:
    rowan, kit = _person(db, "patient").id, _person(db, "other-patient").id
    raised = (AuditEntry.deed == Deed.FLAG_RAISED.value, AuditEntry.subject == "answer")
    one = db.exec(select(AuditEntry.id).where(*raised).limit(1)).one()
    db.exec(update(AuditEntry).where(col(AuditEntry.id) == one).values(patient_id=kit))
    found = reconciling.reconcile(db)
    assert all(one.agree for one in found.counts)
    assert {sentence.split(":")[0] for sentence in found.astray} == {f"patient {rowan}", f"patient {kit}"}


def test_a_flag_that_nothing_raised_is_named(db: Session) -> None:
    bare = SafetyFlag(patient_id=_person(db, "other-patient").id, raised_at=AT, due_at=AT)
    db.add(bare)
    db.flush()
    found = reconciling.reconcile(db)
    assert found.counts[1].counts == (3, 3, 2)
    assert found.astray == (f"flag {bare.id}: its history does not say that it was raised",)


def test_what_is_answered_while_it_counts_is_no_disagreement(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = reconciling._n
    answered: list[type[SQLModel]] = []

    def slowly(db: Session, table: type[SQLModel], *which: ColumnElement[bool] | bool) -> int:
        found = plain(db, table, *which)
        if not answered:
            answered.append(table)
            with database.transaction() as meanwhile:
                _answers(meanwhile, _person(meanwhile, "patient"), 2, AT)
        return found

    monkeypatch.setattr(reconciling, "_n", slowly)
    with database.transaction(writes=False, snapshot=True) as db:
        assert reconciling.reconcile(db).disagreements == 0
    assert answered


def test_an_answer_that_carries_the_flag_of_somebody_else_is_named(db: Session) -> None:
    kit = _person(db, "other-patient")
    first = db.exec(select(SafetyFlag.id).where(col(SafetyFlag.closed_at).is_not(None))).one()
    db.exec(update(SafetyFlag).where(col(SafetyFlag.id) == first).values(patient_id=kit.id))
    assert f"flag {first}: an answer carries it that is not of its patient" in reconciling.reconcile(db).astray


def test_it_counts_once_a_day_and_keeps_what_it_found(db: Session) -> None:
    night = datetime(2030, 1, 1, 2, tzinfo=UTC)
    assert reconciling.nightly(db, at=night) is not None
    assert reconciling.nightly(db, at=night + timedelta(hours=23)) is None
    db.exec(update(SafetyFlag).where(col(SafetyFlag.closed_at).is_(None)).values(closed_at=AT + timedelta(days=1)))
    assert reconciling.nightly(db, at=night + timedelta(hours=24)) is not None
    db.flush()
    kept = safety.last_count(db)
    assert kept is not None
    assert (kept.answers, kept.flags, kept.closures, kept.disagreements) == (2, 2, 2, 3)


def test_the_worker_counts_by_itself(database: Database) -> None:
    settings = settings_for(str(database.url.render_as_string(hide_password=False)), smtp_url="")
    worker.work(settings, once=True, stop=Event())
    with database.transaction(writes=False) as db:
        kept = safety.last_count(db)
    assert kept is not None
    assert kept.disagreements == 0


def _person(db: Session, key: str) -> Person:
    return db.exec(select(Person).where(Person.email == f"{key}@demo.example")).one()


def _actor(one: Person) -> Actor:
    return Actor(one.id, one.name, one.role)


def _answers(db: Session, patient: Person, value: int, at: datetime) -> None:
    by = _actor(patient)
    sitting = begin(db, patient.id, PHQ, on=at.date(), once=uuid4(), by=by, at=at)
    give = {"once": uuid4(), "by": by, "at": at}
    measuring.answer(db, settings_for("sqlite://"), sitting, PHQ, "item-9", value, **give)  # type: ignore[arg-type]


def _deal(
    db: Session, patient: UUID, deed: FlagDeed, outcome: Outcome | None, at: datetime, flag: UUID | None = None
) -> None:
    now = safety.flag(db, flag) if flag else safety.open_flag(db, patient)
    assert now is not None
    sam = _actor(_person(db, "practitioner"))
    measuring.deal(db, now, deed, "We spoke.", outcome=outcome, version=now.version, once=uuid4(), by=sam, at=at)
