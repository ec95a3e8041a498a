"""What happens to goals, on both databases: each deed once, never over somebody else's, never after the end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, func, select

from app.audit.rules import Actor
from app.audit.tables import AuditEntry
from app.content.library import Library
from app.database import Database
from app.enrolments.actions import Ended
from app.enrolments.queries import module_work
from app.goals import actions as goals
from app.goals.actions import Impossible, Stale, Wording
from app.goals.queries import goal as goal_of
from app.goals.queries import goals_of, serving
from app.goals.rules import Area, Goal, GoalDeed, Status
from app.goals.tables import GoalEntry, GoalRating, StoredGoal
from app.settings import ROOT
from tests.cast import actor
from tests.databases import refused

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
COOK = Wording("Cook twice a week", "I like it when the kitchen is warm.")


@dataclass
class Two:
    """A patient and their practitioner, in one transaction."""

    db: Session
    rowan: Actor
    sam: Actor

    @property
    def patient(self) -> UUID:
        assert self.rowan.id
        return self.rowan.id

    def propose(self, wording: Wording = COOK, *, once: UUID | None = None, by: Actor | None = None) -> Goal:
        told: dict[str, Any] = {"once": once or uuid4(), "by": by or self.rowan, "at": NOON}
        return self.read(goals.propose(self.db, self.patient, wording, area=Area.HOME, **told))

    def change(self, goal: Goal, deed: GoalDeed, by: Actor, **more: Any) -> Goal:
        told = {"version": goal.version, "once": uuid4(), "at": NOON + timedelta(hours=1), **more}
        goals.change(self.db, goal, deed, by=by, **told)
        return self.read(goal.id)

    def read(self, id_: UUID) -> Goal:
        found = goal_of(self.db, self.patient, id_)
        assert found, "the goal is gone"
        return found

    def count(self, table: type[StoredGoal] | type[GoalEntry] | type[GoalRating] | type[AuditEntry]) -> int:
        return self.db.exec(select(func.count()).select_from(table)).one()


def two_in(db: Session, patient: str = "patient") -> Two:
    return Two(db, actor(db, patient), actor(db, "practitioner"))


@pytest.fixture
def two(database: Database) -> Iterator[Two]:
    with database.transaction() as db:
        yield two_in(db)


def test_a_goal_is_proposed_by_either_in_their_words_and_waits_for_the_other(two: Two) -> None:
    mine, theirs = two.propose(), two.propose(by=two.sam)
    for goal, by in ((mine, two.rowan), (theirs, two.sam)):
        assert (goal.words, goal.wording.why, goal.area, goal.version) == (COOK.words, COOK.why, Area.HOME, 1)
        assert (goal.wording.by_id, goal.wording.by, goal.status) == (by.id, by.name, Status.PROPOSED)
    assert [one for one in goals_of(two.db, [two.patient])[two.patient] if one in (mine, theirs)]


def test_the_same_form_twice_is_one_goal_and_one_that_was_changed_is_another(two: Two) -> None:
    once, before, audited = uuid4(), two.count(StoredGoal), two.count(AuditEntry)
    assert two.propose(once=once) == two.propose(once=once)
    assert (two.count(StoredGoal), two.count(AuditEntry)) == (before + 1, audited + 1)
    assert two.propose(Wording("Cook on Sundays"), once=once).words == "Cook on Sundays"
    assert two.count(StoredGoal) == before + 2


def test_the_same_change_twice_is_one_and_other_words_on_an_old_form_are_shown_what_changed(two: Two) -> None:
    goal, once = two.propose(), uuid4()
    words = Wording("Cook once a week", "To begin with.")
    changed = two.change(goal, GoalDeed.REWORDED, two.sam, wording=words, once=once)
    assert two.change(goal, GoalDeed.REWORDED, two.sam, wording=words, once=once) == changed
    with pytest.raises(Stale) as refused:
        two.change(goal, GoalDeed.REWORDED, two.sam, wording=Wording("Bake"), once=once)
    assert refused.value.goal == changed
    assert [one.words for one in two.read(goal.id).entries] == [COOK.words, words.words]


def test_a_yes_a_wish_to_talk_and_a_rest_keep_their_note(two: Two) -> None:
    goal = two.propose()
    agreed = two.change(goal, GoalDeed.AGREED, two.sam, note="Gladly.")
    assert (agreed.status, agreed.agreed_at) == (Status.AGREED, NOON + timedelta(hours=1))
    talking = two.change(agreed, GoalDeed.TALK, two.rowan, note="Is it too much?")
    paused = two.change(talking, GoalDeed.PAUSED, two.rowan, note="After the move.")
    assert [one.note for one in paused.entries] == ["", "Gladly.", "Is it too much?", "After the move."]
    assert two.change(paused, GoalDeed.TAKEN_UP, two.sam).status is Status.TALKING


def test_what_cannot_be_done_to_a_goal_as_it_stands_is_not_done(two: Two) -> None:
    goal, words = two.propose(), {"wording": Wording("Bake")}
    for deed, by, more in (
        (GoalDeed.AGREED, two.rowan, {}),
        (GoalDeed.TAKEN_UP, two.sam, {}),
        (GoalDeed.PROPOSED, two.sam, words),
        (GoalDeed.REWORDED, two.sam, {}),
        (GoalDeed.AGREED, two.sam, words),
    ):
        with pytest.raises(Impossible):
            two.change(goal, deed, by, **more)
    assert two.read(goal.id) == goal


def test_anothers_goal_is_not_there(two: Two) -> None:
    goal, kit = two.propose(), actor(two.db, "other-patient").id
    assert kit
    assert goal_of(two.db, kit, goal.id) is None
    assert goal.id not in {one.id for one in goals_of(two.db, [kit]).get(kit, ())}


def test_a_rating_is_kept_once_beside_the_history_and_makes_no_form_old(two: Two) -> None:
    goal, once = two.propose(), uuid4()
    for value in (3, 3, 4):
        goals.rate(two.db, goal, value, once=once, by=two.rowan, at=NOON + timedelta(hours=value))
    rated = two.read(goal.id)
    assert [one.value for one in rated.ratings] == [3, 4], "the same form twice is one; another number is another"
    assert rated.entries == goal.entries
    assert two.change(goal, GoalDeed.AGREED, two.sam).status is Status.AGREED


def test_a_module_serves_a_goal_or_openly_none_and_the_last_answer_counts(two: Two) -> None:
    goal = two.propose()
    work = module_work(two.db, Library.of(ROOT / "modules"), two.patient, "understanding-low-mood", at=NOON)
    assert work
    assert work.id not in serving(two.db, two.patient), "nobody has answered for it"
    for served, by in ((goal.id, two.rowan), (None, two.sam)):
        goals.serve(two.db, work, served, by=by, at=NOON)
        two.db.flush()
        found = serving(two.db, two.patient)[work.id]
        assert (found.goal_id, found.by) == (served, by.name)


def test_after_the_end_nothing_is_added(database_on_sqlite: Database) -> None:
    with database_on_sqlite.transaction() as db:
        ended = two_in(db, "ended-patient")
        goal = Goal(uuid4(), ended.patient, None, ())
        with pytest.raises(Ended):
            ended.propose()
        with pytest.raises(Ended):
            goals.change(db, goal, GoalDeed.AGREED, version=1, once=uuid4(), by=ended.sam, at=NOON)
        with pytest.raises(Ended):
            goals.rate(db, goal, 3, once=uuid4(), by=ended.rowan, at=NOON)


def test_the_database_itself_refuses_an_entry_that_cannot_be(two: Two) -> None:
    goal = two.propose()
    row: dict[str, Any] = {"goal_id": goal.id, "number": 2, "deed": "agreed", "side": "team", "by_id": two.sam.id}
    wrongs: list[dict[str, Any]] = [
        {"deed": "praised"},
        {"side": "programme"},
        {"deed": "proposed", "words": "Again"},
        {"number": 1},
        {"deed": "reworded"},
        {"deed": "reworded", "words": ""},
        {"words": "A yes has no words of its own"},
        {"goal_id": uuid4()},
        {"by_id": uuid4()},
        {"once": two.db.exec(select(GoalEntry.once).where(GoalEntry.goal_id == goal.id)).one()},
    ]
    for wrong in wrongs:
        with refused(two.db, wrong):
            two.db.add(GoalEntry(**{**row, "once": uuid4(), "at": NOON, **wrong}))
    assert two.read(goal.id) == goal


def test_the_database_itself_refuses_a_goal_and_a_rating_that_cannot_be(two: Two) -> None:
    goal = two.propose()
    for value in (-1, 11):
        with refused(two.db, value):
            two.db.add(GoalRating(goal_id=goal.id, value=value, once=uuid4(), at=NOON))
    for wrong in ({"area": "money"}, {"patient_id": uuid4()}, {"from_response_id": uuid4()}):
        row: dict[str, Any] = {"patient_id": two.patient, "began_at": NOON, **wrong}
        with refused(two.db, wrong):
            two.db.add(StoredGoal(**row))
