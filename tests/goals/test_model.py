"""Two people and one goal, in every order in which they can open a form and send it: nothing is lost or mistaken.

Short courses are gone through exhaustively: with the rules alone, with the real actions on SQLite, and in pairs at the
same moment on PostgreSQL. Longer ones are tried at random. After every step the same things must hold (`check`).
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count, product
from threading import Barrier
from typing import Literal, Protocol
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlmodel import Session

from app.audit.rules import Actor
from app.database import Database
from app.goals import actions as goals
from app.goals.actions import Impossible, Stale, Wording
from app.goals.queries import goal as goal_of
from app.goals.rules import WORDINGS, Entry, Goal, GoalDeed, Side, Status, possible
from tests.cast import actor
from tests.databases import PostgresTemplate

ROWAN, SAM = Side.PATIENT, Side.TEAM
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
FIRST = "Cook twice a week"
DEEDS = (GoalDeed.AGREED, GoalDeed.REWORDED, GoalDeed.TALK, GoalDeed.PAUSED, GoalDeed.TAKEN_UP)
Outcome = Literal["added", "same", "stale", "stale, and shown another goal", "impossible"]


@dataclass(frozen=True)
class Form:
    """What somebody has before them: opened on a version of the goal, with an id of its own."""

    version: int
    once: UUID

    def wording(self, deed: GoalDeed) -> Wording | None:
        """Each form has words of its own, so that none can be taken for another's."""
        return Wording(f"Words of {self.once}", "Because.") if deed is GoalDeed.REWORDED else None


@dataclass(frozen=True)
class Move:
    """Somebody opens the form anew, or presses a button of the one before them, which may be an old one."""

    side: Side
    sends: GoalDeed | None = None


def moves(deeds: Sequence[GoalDeed]) -> list[Move]:
    return [*(Move(side) for side in Side), *(Move(side, deed) for side in Side for deed in deeds)]


@dataclass(frozen=True)
class Told:
    """What the two were told so far: the words that were accepted, and how each entry looked."""

    words: frozenset[str] = frozenset()
    history: tuple[str, ...] = ()


def check(before: Goal, after: Goal, move: Move, form: Form, outcome: Outcome, told: Told) -> Told:
    """Everything that must hold after a form was sent; and what the two have been told then."""
    now = tuple(sha256(repr(one).encode()).hexdigest() for one in after.entries)
    assert [one.number for one in after.entries] == list(range(1, len(now) + 1)), "the history has a gap"
    assert now[: len(told.history)] == told.history, "an entry was changed, or is gone"
    assert len(now) - len(told.history) == (outcome == "added"), f"{outcome}, and the history says otherwise"
    if form.version != before.version:
        assert outcome in ("stale", "same"), "a form that was opened before another's change was let through"
    if outcome == "added":
        last = after.entries[-1]
        assert move.sends in possible(before, move.side)
        assert (last.side, last.deed) == (move.side, move.sends)
        told = Told(told.words | ({last.words} if last.words else set()), now)
    lost = told.words - {one.words for one in after.entries}
    assert not lost, f"accepted, and not in the history any more: {lost}"
    assert after.status is not Status.AGREED or both_said_yes(after), "agreed, and one of them has not said yes"
    return told


def both_said_yes(goal: Goal) -> bool:
    """Read from the history in another way than the rules do: the last thing each said of the words that stand."""
    last: dict[Side, GoalDeed] = {}
    for one in goal.entries:
        if one.deed in WORDINGS:
            last = {one.side: one.deed}
        elif one.deed in (GoalDeed.AGREED, GoalDeed.TALK):
            last[one.side] = one.deed
    return len(last) == len(Side) and GoalDeed.TALK not in last.values()


class Keeps(Protocol):
    """Whatever keeps the goal of the two."""

    @property
    def goal(self) -> Goal: ...

    def send(self, move: Move, form: Form) -> Outcome: ...

    def branch(self) -> AbstractContextManager[None]:
        """What is done inside is undone after it, so that another course can begin at the same place."""
        ...


class OnPaper:
    """The goal as the rules alone would keep it."""

    def __init__(self) -> None:
        self.goal = _added(Goal(UUID(int=1), UUID(int=2), None, ()), ROWAN, GoalDeed.PROPOSED, FIRST)
        self.sent: frozenset[tuple[UUID, GoalDeed]] = frozenset()

    def send(self, move: Move, form: Form) -> Outcome:
        assert move.sends
        if (form.once, move.sends) in self.sent:
            return "same"
        if form.version != self.goal.version:
            return "stale"
        if move.sends not in possible(self.goal, move.side):
            return "impossible"
        wording = form.wording(move.sends)
        self.goal = _added(self.goal, move.side, move.sends, wording.words if wording else "")
        self.sent |= {(form.once, move.sends)}
        return "added"

    @contextmanager
    def branch(self) -> Iterator[None]:
        goal, sent = self.goal, self.sent
        yield
        self.goal, self.sent = goal, sent


def _added(goal: Goal, side: Side, deed: GoalDeed, words: str) -> Goal:
    n = len(goal.entries) + 1
    one = Entry(uuid5(goal.id, f"{n}"), n, deed, side, uuid5(goal.id, side), side.value, NOON, words)
    return replace(goal, entries=(*goal.entries, one))


class InDatabase:
    """The goal as the real actions keep it; beside it the same on paper, and both must say the same."""

    def __init__(self, db: Session, who: Mapping[Side, Actor]) -> None:
        self.db, self.who, self.paper, self.seconds = db, who, OnPaper(), count()
        by = who[ROWAN]
        assert by.id
        self.patient = by.id
        self.id = goals.propose(db, self.patient, Wording(FIRST), once=uuid4(), by=by, at=NOON)
        self.first = self.goal

    @property
    def goal(self) -> Goal:
        return read(self.db, self.patient, self.id)

    def send(self, move: Move, form: Form) -> Outcome:
        """With the goal as it was at the very first, as an old page has it: the action must look for itself."""
        at = NOON + timedelta(seconds=next(self.seconds))
        outcome = send(self.db, self.first, move, form, by=self.who[move.side], at=at)
        assert outcome == self.paper.send(move, form), "the actions and the rules do not say the same"
        assert self.goal.status is self.paper.goal.status
        return outcome

    @contextmanager
    def branch(self) -> Iterator[None]:
        with self.paper.branch():
            place = self.db.begin_nested()
            yield
            place.rollback()


def read(db: Session, patient: UUID, id_: UUID) -> Goal:
    found = goal_of(db, patient, id_)
    assert found, "the goal is gone"
    return found


def send(db: Session, goal: Goal, move: Move, form: Form, *, by: Actor, at: datetime) -> Outcome:
    assert move.sends
    before = read(db, goal.patient_id, goal.id).version
    words = form.wording(move.sends)
    try:
        goals.change(db, goal, move.sends, version=form.version, wording=words, once=form.once, by=by, at=at)
    except Stale as stale:
        return "stale" if stale.goal == read(db, goal.patient_id, goal.id) else "stale, and shown another goal"
    except Impossible:
        return "impossible"
    return "added" if read(db, goal.patient_id, goal.id).version > before else "same"


def explore(kept: Keeps, forms: Mapping[Side, Form], told: Told, choices: Sequence[Move], depth: int) -> int:
    """Every course of `depth` moves from here on; how many moves were tried."""
    tried = 0
    for move in choices:
        with kept.branch():
            onward, now = dict(forms), told
            if move.sends is None:
                onward[move.side] = Form(kept.goal.version, uuid4())
            else:
                before, form = kept.goal, forms[move.side]
                outcome = kept.send(move, form)
                now = check(before, kept.goal, move, form, outcome, told)
            tried += 1 + (explore(kept, onward, now, choices, depth - 1) if depth > 1 else 0)
    return tried


def begin(kept: Keeps) -> tuple[dict[Side, Form], Told]:
    """Both have just opened the form."""
    histories = tuple(sha256(repr(one).encode()).hexdigest() for one in kept.goal.entries)
    return {side: Form(1, uuid4()) for side in Side}, Told(frozenset({FIRST}), histories)


def people(db: Session) -> dict[Side, Actor]:
    return {ROWAN: actor(db, "patient"), SAM: actor(db, "practitioner")}


def test_in_every_order_of_opening_and_sending_the_rules_keep_every_word(full_size: bool) -> None:
    kept, choices, depth = OnPaper(), moves(DEEDS), 5 if full_size else 4
    tried = explore(kept, *begin(kept), choices, depth)
    assert tried == sum(len(choices) ** n for n in range(1, depth + 1))


@pytest.mark.parametrize(("deeds", "depth"), [(DEEDS[:3], 3), (DEEDS, 2)], ids=["talking", "resting"])
def test_in_every_order_of_opening_and_sending_the_database_says_the_same_as_the_rules(
    database_on_sqlite: Database, deeds: Sequence[GoalDeed], depth: int, full_size: bool
) -> None:
    with database_on_sqlite.transaction() as db:
        kept = InDatabase(db, people(db))
        assert explore(kept, *begin(kept), moves(deeds), depth + full_size) > 150
        db.rollback()


PAIRS = list(product(DEEDS[:4], DEEDS[:4]))


def test_of_two_deeds_at_the_same_moment_one_is_done_and_the_other_is_shown_what_changed(
    postgres_template: PostgresTemplate, full_size: bool
) -> None:
    with postgres_template.copy() as url:
        database = Database(url)
        with database.transaction(writes=False) as db:
            who = people(db)
        with ThreadPoolExecutor(2) as pool:
            for pair in PAIRS * (5 if full_size else 1):
                _at_once(database, pool, who, pair)
        database.close()


def _at_once(
    database: Database, pool: ThreadPoolExecutor, who: Mapping[Side, Actor], deeds: tuple[GoalDeed, GoalDeed]
) -> None:
    """Each side presses its button in a transaction of its own, both on the form they opened first."""
    with database.transaction() as db:
        first = InDatabase(db, who).first
    forms, told = begin(OnPaper())
    told = replace(told, history=tuple(sha256(repr(one).encode()).hexdigest() for one in first.entries))
    barrier = Barrier(2)

    def press(side: Side, deed: GoalDeed) -> tuple[Move, Outcome]:
        with database.transaction() as db:
            read(db, first.patient_id, first.id)  # as the page's guard does, before the form is looked at
            barrier.wait(timeout=10)
            move = Move(side, deed)
            return move, send(db, first, move, forms[side], by=who[side], at=NOON)

    found = [one.result() for one in [pool.submit(press, *one) for one in zip(Side, deeds, strict=True)]]
    with database.transaction(writes=False) as db:
        after = read(db, first.patient_id, first.id)
    could = [move for move, _outcome in found if move.sends in possible(first, move.side)]
    done = [(move, outcome) for move, outcome in found if outcome == "added"]
    assert len(done) == 1, f"one of them is done, and not {found}"
    assert done[0][0] in could
    refused = {outcome for _move, outcome in found} - {"added"}
    assert refused <= ({"stale"} if len(could) == 2 else {"stale", "impossible"}), found
    check(first, after, done[0][0], forms[done[0][0].side], "added", told)


def test_the_same_form_at_the_same_moment_is_one_entry(database: Database) -> None:
    barrier = Barrier(2)
    with database.transaction() as db:
        who = people(db)
        first = InDatabase(db, who).first
    form = Form(1, uuid4())

    def press(_n: int) -> Outcome:
        barrier.wait(timeout=10)
        with database.transaction() as db:
            return send(db, first, Move(SAM, GoalDeed.REWORDED), form, by=who[SAM], at=NOON)

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(press, range(2)))
    with database.transaction(writes=False) as db:
        after = read(db, first.patient_id, first.id)
    assert [one.words for one in after.entries] == [FIRST, f"Words of {form.once}"]
    assert set(outcomes) <= {"added", "same"}, "a double press is no conflict"


@dataclass
class Desk:
    """One person's forms, the oldest first: any of them may still be sent."""

    forms: list[Form] = field(default_factory=list)


class TwoPeople(RuleBasedStateMachine):
    """Long courses at random, with old tabs, double presses and both going on for as long as they like."""

    def __init__(self, db: Session, who: Mapping[Side, Actor]) -> None:
        super().__init__()
        self.place = db.begin_nested()
        self.kept = InDatabase(db, who)
        forms, self.told = begin(self.kept)
        self.desks = {side: Desk([form]) for side, form in forms.items()}

    @rule(side=st.sampled_from(list(Side)))
    def open_another_window(self, side: Side) -> None:
        self.desks[side].forms.append(Form(self.kept.goal.version, uuid4()))

    @rule(side=st.sampled_from(list(Side)), deed=st.sampled_from([*DEEDS, GoalDeed.REACHED]))
    def send_the_newest(self, side: Side, deed: GoalDeed) -> None:
        self._send(Move(side, deed), self.desks[side].forms[-1])

    @rule(side=st.sampled_from(list(Side)), deed=st.sampled_from(DEEDS))
    def open_and_send(self, side: Side, deed: GoalDeed) -> None:
        self.open_another_window(side)
        self._send(Move(side, deed), self.desks[side].forms[-1])

    @rule(side=st.sampled_from(list(Side)), deed=st.sampled_from(DEEDS), which=st.integers(0, 20))
    def send_an_old_one(self, side: Side, deed: GoalDeed, which: int) -> None:
        forms = self.desks[side].forms
        self._send(Move(side, deed), forms[which % len(forms)])

    @rule(value=st.integers(0, 10))
    def rate(self, value: int) -> None:
        before = self.kept.goal
        values = [one.value for one in before.ratings]
        goals.rate(self.kept.db, before, value, once=uuid4(), by=self.kept.who[ROWAN], at=NOON)
        after = self.kept.goal
        assert after.entries == before.entries, "a rating changes no agreement and makes no form old"
        assert sorted(one.value for one in after.ratings) == sorted([*values, value])

    def _send(self, move: Move, form: Form) -> None:
        before = self.kept.goal
        outcome = self.kept.send(move, form)
        self.told = check(before, self.kept.goal, move, form, outcome, self.told)

    def teardown(self) -> None:
        self.place.rollback()


def test_long_courses_at_random_keep_every_word(database_on_sqlite: Database, full_size: bool) -> None:
    with database_on_sqlite.transaction() as db:

        class Here(TwoPeople):
            def __init__(self) -> None:
                super().__init__(db, people(db))

        run_state_machine_as_test(
            Here,
            settings=settings(
                max_examples=300 if full_size else 15,
                stateful_step_count=40 if full_size else 12,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        db.rollback()
