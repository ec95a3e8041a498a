"""A finished step that is a goal or the plan of an activity: what follows from it, once, and for whom."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from app.activities import actions as activities
from app.activities.queries import activities_of
from app.activities.rules import Activity, How, Plan, Review, State
from app.audit.rules import Actor
from app.content.answers import Answers
from app.content.library import Library
from app.database import Database
from app.enrolments import plans
from app.enrolments.actions import Stale, Written
from app.enrolments.queries import Work, heads, module_work
from app.enrolments.rules import PlanDeed
from app.goals import actions as goals
from app.goals.actions import Wording
from app.goals.queries import goals_of
from app.goals.rules import Area, Goal, GoalDeed, Side, Status
from app.journey import steps
from app.settings import ROOT
from tests.cast import actor

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
GOALS, DOING = "goals-that-matter", "doing-more-of-what-matters"
COOK: Answers = {"goal": "Cook twice a week", "why": "The kitchen is warm.", "area": "home", "now": 2, "sign": "A pan"}
WALK: Answers = {
    "what": "Walk to the river",
    "day": "2026-05-06",
    "time": "10:00",
    "where": "The towpath",
    "with": "Ali",
    "likely": 7,
}


@dataclass
class Rowan:
    """A patient with a module, who finishes one of its steps again and again."""

    db: Session
    library: Library
    me: Actor
    sam: Actor
    module: str
    step: str
    before: set[UUID]
    """The goals and activities that the patient had."""
    at: datetime = NOON

    @property
    def id(self) -> UUID:
        assert self.me.id
        return self.me.id

    def work(self) -> Work:
        found = module_work(self.db, self.library, self.id, self.module, at=NOON, hold=True)
        assert found, f"{self.module} is not in the plan"
        return found

    def finish(
        self, answers: Answers, *, shared: bool = True, version: int | None = None, once: UUID | None = None
    ) -> None:
        work = self.work()
        step, kept = work.module.step(self.step), work.kept.get(self.step)
        assert step, f"{self.step} is not in {self.module}"
        on = (kept.version if kept else 0) if version is None else version
        self.at += timedelta(hours=1)
        written = Written(answers, shared, on, once or uuid4())
        steps.complete(self.db, self.library, work, step, written, by=self.me, at=self.at)
        self.db.flush()

    def share(self, shared: bool) -> None:
        work = self.work()
        step = work.module.step(self.step)
        assert step
        self.at += timedelta(hours=1)
        steps.share(self.db, work, step, shared=shared, by=self.me, at=self.at)
        self.db.flush()

    def goals(self) -> list[Goal]:
        """Those that a step proposed."""
        return [one for one in goals_of(self.db, [self.id]).get(self.id, ()) if one.id not in self.before]

    def goal(self) -> Goal:
        [found] = self.goals()
        return found

    def activities(self) -> list[Activity]:
        return [one for one in activities_of(self.db, [self.id]).get(self.id, ()) if one.id not in self.before]

    def activity(self) -> Activity:
        [found] = self.activities()
        return found

    def change(self, **more: Any) -> None:
        """Changes the activity itself, where it stands in the week."""
        one = self.activity()
        activities.change(self.db, one, replace(one.plan, **more), version=one.version, by=self.me, at=self.at)

    def review(self) -> None:
        said = Review(uuid4(), How.DONE, self.at, noticed="Ducks.")
        activities.review(self.db, self.activity(), said, once=uuid4(), by=self.me, at=self.at)


def begin(database: Database, module: str, step: str) -> Iterator[Rowan]:
    with database.transaction() as db:
        sam, me = actor(db, "practitioner"), actor(db, "patient")
        assert me.id
        head = heads(db, [me.id])[me.id]
        if module == GOALS:
            deed, why = PlanDeed.ADDED, "You asked for it."
            plans.change(db, head.enrolment_id, deed, module, version=head.version, reason=why, by=sam, at=NOON)
        had = {one.id for one in goals_of(db, [me.id]).get(me.id, ())}
        had |= {one.id for one in activities_of(db, [me.id]).get(me.id, ())}
        yield Rowan(db, Library.of(ROOT / "modules"), me, sam, module, step, had)


@pytest.fixture
def goal_step(database_on_sqlite: Database) -> Iterator[Rowan]:
    """On the step of a module that the practitioner gave them."""
    yield from begin(database_on_sqlite, GOALS, "one-goal")


@pytest.fixture
def plan_step(database_on_sqlite: Database) -> Iterator[Rowan]:
    yield from begin(database_on_sqlite, DOING, "one-first-step")


def test_a_shared_goal_is_proposed_once_in_the_patients_words(goal_step: Rowan) -> None:
    goal_step.finish(COOK)
    goal = goal_step.goal()
    assert (goal.words, goal.wording.why, goal.area) == (COOK["goal"], COOK["why"], Area.HOME)
    assert (goal.status, goal.wording.side, goal.waits_for) == (Status.PROPOSED, Side.PATIENT, Side.TEAM)
    assert [one.value for one in goal.ratings] == [2]


def test_the_same_words_again_are_nothing_new(goal_step: Rowan) -> None:
    goal_step.finish(COOK)
    before = goal_step.goal()
    goal_step.finish(COOK)
    goal_step.finish({**COOK, "now": 9, "sign": "Two pans"})
    goal_step.share(shared=False)
    goal_step.share(shared=True)
    assert goal_step.goal() == before


def test_changed_words_are_a_new_wording_of_the_same_goal(goal_step: Rowan) -> None:
    goal_step.finish(COOK)
    goal_step.finish({**COOK, "goal": "Cook once a week"})
    goal_step.finish({**COOK, "goal": "Cook once a week", "why": "It is warm there."})
    assert [(one.words, one.why) for one in goal_step.goal().entries] == [
        (COOK["goal"], COOK["why"]),
        ("Cook once a week", COOK["why"]),
        ("Cook once a week", "It is warm there."),
    ]


@pytest.mark.parametrize("answers", [{}, {"goal": ""}, {"why": "Because.", "area": "home", "now": 3}])
def test_without_words_for_a_goal_none_is_proposed(goal_step: Rowan, answers: Answers) -> None:
    goal_step.finish(answers)
    assert goal_step.goals() == []


def test_a_goal_kept_private_is_nowhere_until_it_is_shared(goal_step: Rowan) -> None:
    goal_step.finish(COOK, shared=False)
    goal_step.finish({**COOK, "goal": "Cook on Sundays"}, shared=False)
    assert goal_step.goals() == []
    goal_step.share(shared=True)
    assert [one.words for one in goal_step.goal().entries] == ["Cook on Sundays"], "no earlier private words come along"


def test_what_is_changed_in_private_stays_private_and_what_was_proposed_stays_proposed(goal_step: Rowan) -> None:
    goal_step.finish(COOK)
    before = goal_step.goal()
    goal_step.share(shared=False)
    goal_step.finish({**COOK, "goal": "Something I tell nobody"}, shared=False)
    assert goal_step.goal() == before


def test_after_the_practitioners_words_the_history_keeps_both(goal_step: Rowan) -> None:
    goal_step.finish(COOK)
    _answer(goal_step, GoalDeed.REWORDED, Wording("Cook once a week", "To begin with."))
    goal_step.finish(COOK)
    assert goal_step.goal().words == "Cook once a week", "the same words again take nothing back"
    goal_step.finish({**COOK, "goal": "Cook on Sundays"})
    goal = goal_step.goal()
    assert [one.words for one in goal.entries] == [COOK["goal"], "Cook once a week", "Cook on Sundays"]
    assert goal.earlier is not None
    assert goal.earlier.words == "Cook once a week"
    assert goal.waits_for is Side.TEAM


def test_a_goal_that_was_agreed_and_is_changed_on_its_step_waits_for_a_new_yes(goal_step: Rowan) -> None:
    goal_step.finish(COOK)
    _answer(goal_step, GoalDeed.AGREED)
    goal_step.finish(COOK)
    assert goal_step.goal().status is Status.AGREED
    goal_step.finish({**COOK, "goal": "Cook on Sundays"})
    assert (goal_step.goal().status, goal_step.goal().was_agreed) == (Status.PROPOSED, True)


def _answer(rowan: Rowan, deed: GoalDeed, wording: Wording | None = None) -> None:
    goal, by, at = rowan.goal(), rowan.sam, rowan.at
    goals.change(rowan.db, goal, deed, version=goal.version, wording=wording, once=uuid4(), by=by, at=at)


def test_an_old_form_that_comes_twice_takes_nothing_back(goal_step: Rowan) -> None:
    once = uuid4()
    goal_step.finish(COOK, once=once)
    goal_step.finish({**COOK, "goal": "Cook on Sundays"})
    goal_step.finish(COOK, version=0, once=once)
    assert [one.words for one in goal_step.goal().entries] == [COOK["goal"], "Cook on Sundays"]


def test_a_form_that_is_too_old_to_be_kept_proposes_nothing(goal_step: Rowan) -> None:
    goal_step.finish(COOK)
    before = goal_step.goal()
    with pytest.raises(Stale):
        goal_step.finish({**COOK, "goal": "From another window"}, version=0)
    assert goal_step.goal() == before


@pytest.mark.parametrize("shared", [True, False])
def test_a_plan_on_a_step_stands_in_the_week_as_private_as_the_step(plan_step: Rowan, shared: bool) -> None:
    plan_step.finish(WALK, shared=shared)
    one = plan_step.activity()
    walk = Plan("Walk to the river", date(2026, 5, 6), "10:00", "The towpath", "Ali", likely=7, shared=shared)
    assert (one.plan, one.state, one.offer) == (walk, State.PLANNED, None)
    others = activities_of(plan_step.db, [plan_step.id], only_shared=True).get(plan_step.id, ())
    assert (one in others) is shared
    plan_step.share(not shared)
    assert plan_step.activity().plan == replace(walk, shared=not shared)


def test_the_same_plan_again_is_nothing_new_and_a_changed_one_changes_the_same_activity(plan_step: Rowan) -> None:
    plan_step.finish(WALK)
    before = plan_step.activity()
    plan_step.finish(WALK)
    assert plan_step.activity() == before
    plan_step.finish({**WALK, "day": "2026-05-08", "what": "Walk to the bridge"})
    after = plan_step.activity()
    assert (after.id, after.version, after.what, after.plan.day) == (
        before.id,
        2,
        "Walk to the bridge",
        date(2026, 5, 8),
    )


def test_without_anything_to_do_nothing_is_planned_and_what_was_planned_stays(plan_step: Rowan) -> None:
    nothing = {name: value for name, value in WALK.items() if name != "what"}
    plan_step.finish(nothing)
    assert plan_step.activities() == []
    plan_step.finish(WALK)
    plan_step.finish(nothing)
    assert plan_step.activity().what == WALK["what"]


def test_what_was_changed_on_the_activity_itself_stays_unless_the_step_changes_the_same(plan_step: Rowan) -> None:
    plan_step.finish(WALK)
    plan_step.change(time="11:30", place="The canal", hard=4, enjoyment=6, achievement=5)
    before = plan_step.activity()
    plan_step.finish(WALK)
    plan_step.share(shared=False)
    plan_step.share(shared=True)
    assert plan_step.activity().plan == before.plan
    plan_step.finish({**WALK, "where": "The lock"})
    assert plan_step.activity().plan == replace(before.plan, place="The lock")


def test_an_activity_that_was_made_private_by_itself_stays_private_when_its_step_is_finished_again(
    plan_step: Rowan,
) -> None:
    plan_step.finish(WALK)
    activities.share(plan_step.db, plan_step.activity(), shared=False, by=plan_step.me, at=plan_step.at)
    plan_step.finish({**WALK, "likely": 9})
    assert (plan_step.activity().plan.shared, plan_step.activity().plan.likely) == (False, 9)


def test_after_a_review_the_activity_is_left_as_it_was(plan_step: Rowan) -> None:
    plan_step.finish(WALK)
    plan_step.review()
    before = plan_step.activity()
    plan_step.finish({**WALK, "what": "Something else"})
    assert plan_step.activity() == before


def test_a_step_kept_private_again_takes_its_reviewed_activity_with_it_and_sharing_does_not_bring_it_back(
    plan_step: Rowan,
) -> None:
    plan_step.finish(WALK)
    plan_step.review()
    plan_step.share(shared=False)
    assert not plan_step.activity().plan.shared
    plan_step.share(shared=True)
    assert not plan_step.activity().plan.shared, "what was said of it meanwhile was said in private"


def test_what_the_patient_took_off_stays_off(plan_step: Rowan) -> None:
    plan_step.finish(WALK)
    activities.take_off(plan_step.db, plan_step.activity(), by=plan_step.me, at=plan_step.at)
    plan_step.finish({**WALK, "what": "Something else"})
    assert plan_step.activity().state is State.TAKEN_OFF


def test_a_step_that_is_neither_makes_nothing(plan_step: Rowan) -> None:
    plan_step.step = "three-kinds"
    plan_step.finish({})
    plan_step.share(shared=False)
    assert (plan_step.goals(), plan_step.activities()) == ([], [])
