"""What happens to sessions and their agenda, on both databases: once, never over somebody else's words."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, update

from app.audit.rules import Actor
from app.database import Database
from app.journey import meeting
from app.journey.meeting import Written
from app.sessions import actions, queries
from app.sessions.actions import Clash, Impossible, Slot, Stale, StaleItem, StaleRecord
from app.sessions.rules import Attendance, BookedSession, Item, Mode, Record, Subject, Suggestion
from app.sessions.tables import AgendaItem, StoredSession
from app.settings import Settings
from tests.cast import actor
from tests.databases import refused

NOON = datetime(2031, 5, 5, 12, 0, tzinfo=UTC)
SLOT = Slot(NOON + timedelta(days=2), 30, Mode.PHONE, "07700 900123")


@dataclass
class Desk:
    """A patient and their practitioner, in one transaction, years after everything else in the cast."""

    db: Session
    rowan: Actor
    sam: Actor

    @property
    def patient(self) -> UUID:
        assert self.rowan.id
        return self.rowan.id

    @property
    def practitioner(self) -> UUID:
        assert self.sam.id
        return self.sam.id

    def book(self, slot: Slot = SLOT, *, once: UUID | None = None) -> BookedSession:
        id_ = meeting.book(
            self.db, Settings(), self.patient, self.practitioner, slot, once=once or uuid4(), by=self.sam, at=NOON
        )
        return self.read(id_)

    def move(self, one: BookedSession, slot: Slot, *, version: int) -> BookedSession:
        actions.move(self.db, one, slot, practitioner=self.practitioner, version=version, by=self.sam, at=NOON)
        return self.read(one.id)

    def read(self, id_: UUID) -> BookedSession:
        found = queries.session(self.db, self.patient, id_)
        assert found, "the session is gone"
        return found

    def clear(self) -> None:
        """Nothing stands on the agenda."""
        self.db.exec(update(AgendaItem).where(col(AgendaItem.patient_id) == self.patient).values(taken_off_at=NOON))

    def add(self, words: str, *, by: Actor | None = None, once: UUID | None = None) -> Item:
        meeting.add_to_agenda(self.db, self.patient, words, once=once or uuid4(), by=by or self.rowan, at=NOON)
        return next(one for one in self.agenda() if one.words == words)

    def agenda(self) -> list[Item]:
        return queries.agenda(self.db, [self.patient]).get(self.patient, [])


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.transaction() as db:
        found = Desk(db, actor(db, "patient"), actor(db, "practitioner"))
        found.clear()
        yield found


def test_the_same_form_twice_is_one_session(desk: Desk) -> None:
    once = uuid4()
    one = desk.book(once=once)
    assert desk.book(once=once) == one
    assert (one.starts_at, one.minutes, one.mode, one.place, one.practitioner) == (
        SLOT.starts_at,
        30,
        Mode.PHONE,
        "07700 900123",
        "Sam",
    )


def test_nobody_is_booked_twice_at_one_time(desk: Desk) -> None:
    one = desk.book()
    with pytest.raises(Clash) as refused_:
        desk.book(replace(SLOT, starts_at=SLOT.starts_at + timedelta(minutes=29)))
    assert refused_.value.other == one
    after = desk.book(replace(SLOT, starts_at=SLOT.starts_at + timedelta(minutes=30)))
    with pytest.raises(Clash):
        desk.move(after, SLOT, version=1)
    assert desk.move(after, replace(SLOT, starts_at=after.starts_at, minutes=45), version=1).minutes == 45, (
        "a session does not stand in its own way"
    )


def test_a_session_that_was_called_off_leaves_its_time_free(desk: Desk) -> None:
    meeting.cancel(desk.db, Settings(), desk.book(), "The bus is on strike", by=desk.rowan, at=NOON)
    assert desk.book().stands


def test_who_calls_it_off_decides_the_code_and_twice_is_once(desk: Desk) -> None:
    one = desk.book()
    for words in ("The bus is on strike", "again"):
        meeting.cancel(desk.db, Settings(), one, words, by=desk.rowan, at=NOON)
    now = desk.read(one.id)
    assert (now.attendance, now.said) == (Attendance.CANCELLED_BY_PATIENT, "The bus is on strike")
    with pytest.raises(Impossible):
        meeting.cancel(desk.db, Settings(), one, "", by=desk.sam, at=NOON)
    other = desk.book()
    meeting.cancel(desk.db, Settings(), other, "I am ill", by=desk.sam, at=NOON)
    assert desk.read(other.id).attendance is Attendance.CANCELLED_BY_SERVICE


def test_moving_keeps_where_it_was_and_an_older_form_moves_nothing(desk: Desk) -> None:
    one = desk.book()
    later = replace(SLOT, starts_at=SLOT.starts_at + timedelta(days=1))
    now = desk.move(one, later, version=1)
    assert (now.starts_at, now.moved_from, now.version) == (later.starts_at, SLOT.starts_at, 2)
    assert desk.move(one, later, version=1) == now, "the same form twice is once"
    with pytest.raises(Stale) as refused_:
        desk.move(one, replace(later, minutes=45), version=1)
    assert refused_.value.session == now


def test_what_was_written_is_kept_version_by_version_and_an_older_page_overwrites_nothing(desk: Desk) -> None:
    one, once = desk.book(), uuid4()
    first = Record("We planned the walk.", "Talked. A plan is there.", "Ask about the shifts.", measures=True)
    for _twice in range(2):
        meeting.write(desk.db, one, Written(first), once=once, by=desk.sam, at=NOON)
    kept = queries.record(desk.db, one.id)
    assert (kept.summary, kept.safety, kept.notes, kept.measures, kept.version) == (
        first.summary,
        first.safety,
        first.notes,
        True,
        1,
    )
    with pytest.raises(StaleRecord) as refused_:
        meeting.write(desk.db, one, Written(replace(first, summary="Other")), once=uuid4(), by=desk.sam, at=NOON)
    assert refused_.value.record == kept
    meeting.write(desk.db, one, Written(replace(kept, notes="None")), once=once, by=desk.sam, at=NOON)
    assert queries.record(desk.db, one.id).version == 2


def test_a_patient_adds_to_the_summary_and_the_same_form_twice_is_one(desk: Desk) -> None:
    one, once = desk.book(), uuid4()
    for words in ("And the swim.", "And the swim.", "And the bus."):
        actions.add_to_summary(desk.db, one, words, once=once, by=desk.rowan, at=NOON)
    assert sorted(added.words for added in queries.additions(desk.db, [one.id])[one.id]) == [
        "And the bus.",
        "And the swim.",
    ]


def test_both_put_things_on_the_agenda_and_both_order_it(desk: Desk) -> None:
    mine, theirs = desk.add("Sleep"), desk.add("The next module", by=desk.sam)
    assert [(one.words, one.from_patient) for one in desk.agenda()] == [("Sleep", True), ("The next module", False)]
    actions.reorder(desk.db, desk.patient, theirs.id, -1)
    assert [one.id for one in desk.agenda()] == [theirs.id, mine.id]


def test_only_whoever_wrote_an_item_changes_its_words_and_an_older_form_loses_nothing(desk: Desk) -> None:
    mine = desk.add("Sleep")
    actions.reword(desk.db, mine, "Sleep before early shifts", version=1, by=desk.rowan, at=NOON)
    with pytest.raises(StaleItem) as refused_:
        actions.reword(desk.db, mine, "Sleep on Sundays", version=1, by=desk.rowan, at=NOON)
    assert refused_.value.item.words == "Sleep before early shifts"
    with pytest.raises(Impossible):
        actions.reword(desk.db, mine, "No", version=2, by=desk.sam, at=NOON)
    with pytest.raises(Impossible):
        actions.take_off(desk.db, mine, by=desk.sam, at=NOON)
    for _twice in range(2):
        actions.take_off(desk.db, mine, by=desk.rowan, at=NOON)
    assert desk.agenda() == []


def test_what_was_not_covered_stands_on_the_agenda_of_the_next_session(desk: Desk) -> None:
    one, sleep, shifts = desk.book(), desk.add("Sleep"), desk.add("Shifts")
    both = [sleep.id, shifts.id]
    written = Written(Record(), Attendance.ON_TIME, 28, covered=[sleep.id], offered_items=both)
    meeting.write(desk.db, one, written, once=uuid4(), by=desk.sam, at=NOON)
    assert [item.words for item in desk.agenda()] == ["Shifts"]
    assert [item.words for item in queries.covered_in(desk.db, one.id)] == ["Sleep"]
    now = desk.read(one.id)
    assert (now.attendance, now.lasted, now.treats) == (Attendance.ON_TIME, 28, True)
    meeting.write(desk.db, now, replace(written, covered=[shifts.id]), once=uuid4(), by=desk.sam, at=NOON)
    assert [item.words for item in desk.agenda()] == ["Sleep"], "a tick can be taken back"


def test_a_suggestion_is_kept_once_by_whichever_of_the_two_and_does_not_come_again(desk: Desk) -> None:
    walk = Suggestion("review 1", "Walk: what got in the way", "Partly")
    kept = {meeting.keep_suggestion(desk.db, desk.patient, walk, by=who, at=NOON) for who in (desk.rowan, desk.sam)}
    assert len(kept) == 1
    for who in (desk.rowan, desk.sam):
        actions.drop(desk.db, desk.patient, "review 2", by=who, at=NOON)
    actions.take_off(desk.db, desk.agenda()[0], by=desk.rowan, at=NOON)
    assert {"review 1", "review 2"} <= queries.settled(desk.db, desk.patient)


def test_what_was_discussed_is_known_by_its_subject_and_a_mark_can_be_taken_back(desk: Desk) -> None:
    one, work, walk = desk.book(), uuid4(), uuid4()
    marks = {work: Subject.WORK, walk: Subject.ACTIVITY}
    for _twice in range(2):
        actions.discuss(desk.db, one, marks, of=[work, walk], by=desk.sam, at=NOON)
    found = queries.discussed(desk.db, [work, walk, uuid4()])
    assert {id_: said.by for id_, said in found.items()} == {work: "Sam", walk: "Sam"}
    actions.discuss(desk.db, one, {work: Subject.WORK}, of=[work, walk], by=desk.sam, at=NOON)
    assert queries.discussed_in(desk.db, one.id) == {work}


@pytest.mark.parametrize(
    "values", [{"mode": "letter"}, {"attendance": 1}, {"minutes": 4}, {"purpose": "chat"}, {"lasted": 10}]
)
def test_the_database_refuses_what_no_session_is(desk: Desk, values: dict[str, object]) -> None:
    one = desk.book()
    with refused(desk.db, values):
        desk.db.exec(update(StoredSession).where(col(StoredSession.id) == one.id).values(**values))


def test_two_who_book_the_same_time_at_once_are_one_session_and_one_clash(database: Database) -> None:
    both, slot = Barrier(2), replace(SLOT, starts_at=NOON + timedelta(days=90))

    def book(key: str) -> str:
        both.wait()
        with database.transaction() as db:
            patient, sam = actor(db, key), actor(db, "practitioner")
            assert patient.id
            assert sam.id
            try:
                actions.book(db, patient.id, sam.id, slot, once=uuid4(), by=sam, at=NOON)
            except Clash:
                return "clash"
            return "booked"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(book, ("patient", "patient"))) == ["booked", "clash"]
