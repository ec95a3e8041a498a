"""What happens to activities, on both databases: once, never over somebody else's change, and never after the end."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier as Meeting
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, func, select, update

from app.activities import actions as activities
from app.activities.actions import Impossible, Stale
from app.activities.queries import activities_of, activity, declined_by
from app.activities.rules import Activity, Barrier, How, Offer, Plan, Reason, Review, State
from app.activities.tables import ActivityReview, Decline, StoredActivity
from app.audit.rules import Actor
from app.audit.tables import AuditEntry
from app.database import Database
from app.enrolments.actions import Ended
from tests.cast import actor
from tests.databases import refused

RATED = ("likely", "hard", "expected_enjoyment", "expected_achievement")
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
WALK = Plan("Walk to the river", date(2026, 5, 6), "10:00", "The towpath", "Ali", likely=7, hard=3, enjoyment=4)
WENT = Review(uuid4(), How.PARTLY, NOON, 6, 7, "Ducks.", Barrier.ENERGY, "Slept badly.")


@dataclass
class Week:
    """A patient's activities, with the practitioner beside them, in one transaction."""

    db: Session
    rowan: Actor
    sam: Actor

    @property
    def patient(self) -> UUID:
        assert self.rowan.id
        return self.rowan.id

    def plan(self, planned: Plan = WALK, *, once: UUID | None = None, idea: str | None = None) -> Activity:
        id_ = activities.plan(self.db, self.patient, planned, once=once or uuid4(), idea=idea, by=self.rowan, at=NOON)
        return self.read(id_)

    def offer(self, what: str = "Walk to the river", *, once: UUID | None = None) -> Activity:
        why = "You liked it."
        return self.read(activities.offer(self.db, self.patient, what, why, once=once or uuid4(), by=self.sam, at=NOON))

    def change(self, one: Activity, planned: Plan, *, version: int) -> Activity:
        activities.change(self.db, one, planned, version=version, by=self.rowan, at=NOON)
        return self.read(one.id)

    def review(self, one: Activity, said: Review = WENT, *, once: UUID | None = None, at: datetime = NOON) -> Activity:
        activities.review(self.db, one, said, once=once or uuid4(), by=self.rowan, at=at)
        return self.read(one.id)

    def decline(self, one: Activity, reason: Reason = Reason.NO_TIME, words: str = "Work.") -> Activity:
        activities.decline_offer(self.db, one, reason, words, once=uuid4(), by=self.rowan, at=NOON)
        return self.read(one.id)

    def take_off(self, one: Activity, *, by: Actor | None = None) -> Activity:
        activities.take_off(self.db, one, by=by or self.rowan, at=NOON)
        return self.read(one.id)

    def read(self, id_: UUID) -> Activity:
        found = activity(self.db, self.patient, id_)
        assert found, "the activity is gone"
        return found

    def count(self, table: type[StoredActivity] | type[ActivityReview] | type[Decline] | type[AuditEntry]) -> int:
        return self.db.exec(select(func.count()).select_from(table)).one()


def week_in(db: Session, patient: str = "patient") -> Week:
    return Week(db, actor(db, patient), actor(db, "practitioner"))


@pytest.fixture
def week(database: Database) -> Iterator[Week]:
    with database.transaction() as db:
        yield week_in(db)


def test_what_is_planned_is_there_as_it_was_planned_chosen_by_the_patient_and_asked_after_on_its_day(
    week: Week,
) -> None:
    one = week.plan(replace(WALK, shared=False), idea="a-walk")
    assert (one.plan, one.idea, one.offer) == (replace(WALK, shared=False), "a-walk", None)
    assert (one.state, one.version, one.accepted_at) == (State.PLANNED, 1, NOON)
    assert activity(week.db, week.patient, one.id, only_shared=True) is None
    assert one.id not in {a.id for a in activities_of(week.db, [week.patient], only_shared=True).get(week.patient, ())}


def test_the_same_form_twice_is_one_activity_and_one_that_was_changed_is_another(week: Week) -> None:
    once, before, audited = uuid4(), week.count(StoredActivity), week.count(AuditEntry)
    assert week.plan(once=once).id == week.plan(once=once).id
    assert (week.count(StoredActivity), week.count(AuditEntry)) == (before + 1, audited + 1)
    moved = week.plan(replace(WALK, place="The canal"), once=once)
    assert moved.plan.place == "The canal", "what was typed into the form that came back is kept"
    assert week.offer(once=once).id == week.offer(once=once).id
    assert week.count(StoredActivity) == before + 3


def test_an_offer_waits_until_it_is_taken_up_and_keeps_its_own_words(week: Week) -> None:
    one = week.offer()
    assert (one.state, one.plan.shared) == (State.OFFERED, True)
    taken = week.change(one, replace(WALK, what="Walk to the corner", shared=False), version=1)
    assert (taken.state, taken.what, taken.version) == (State.PLANNED, "Walk to the corner", 2)
    assert taken.offer == Offer("Sam", "Walk to the river", "You liked it.")
    assert taken.plan.shared, "an offer is always seen by both"
    again = week.change(one, replace(WALK, what="Walk to the corner", shared=False), version=1)
    assert again == taken, "the same form twice is one change"


def test_an_offer_taken_up_as_it_stands_is_planned(week: Week) -> None:
    one = week.offer()
    assert week.change(one, one.plan, version=1).state is State.PLANNED


def test_a_form_that_was_opened_before_another_change_overwrites_nothing(week: Week) -> None:
    one = week.plan()
    week.change(one, replace(WALK, time="11:00"), version=1)
    with pytest.raises(Stale) as refused:
        week.change(one, replace(WALK, time="09:00"), version=1)
    assert refused.value.activity == week.read(one.id)
    assert week.read(one.id).plan.time == "11:00"
    assert week.change(one, replace(WALK, time="11:00"), version=1).version == 2, "the same form twice is one change"


def test_how_it_went_may_be_said_again_and_the_last_counts_and_no_word_is_lost(week: Week) -> None:
    one, once = week.plan(), uuid4()
    assert week.review(one, once=once).state is State.PARTLY
    assert week.review(one, once=once).review is not None
    said = week.review(one, replace(WENT, how=How.DONE, noticed="More ducks."), once=once, at=NOON + timedelta(hours=1))
    assert said.review is not None
    assert (said.state, said.review.noticed, said.review.barrier) == (State.DONE, "More ducks.", Barrier.ENERGY)
    rows = week.db.exec(select(ActivityReview.noticed).where(ActivityReview.activity_id == one.id))
    assert sorted(rows) == ["Ducks.", "More ducks."], "the same form twice is one"


def test_what_was_said_of_an_activity_stays_as_it_is(week: Week) -> None:
    one = week.review(week.plan())
    with pytest.raises(Impossible):
        week.change(one, replace(WALK, time="11:00"), version=one.version)
    with pytest.raises(Impossible):
        week.take_off(one)


def test_an_offer_is_declined_once_with_its_reason_and_a_plan_is_not_declined(week: Week) -> None:
    one = week.decline(week.offer())
    assert one.state is State.DECLINED
    assert one.declined is not None
    assert (one.declined.reason, one.declined.words, one.declined.what) == (Reason.NO_TIME, "Work.", one.what)
    assert week.decline(one) == one, "the same form twice is one"
    deeds: list[Callable[[], object]] = [
        lambda: week.decline(one, Reason.OTHER),
        lambda: week.decline(week.plan()),
        lambda: week.change(one, WALK, version=1),
        lambda: week.review(one),
        lambda: week.take_off(one),
    ]
    for deed in deeds:
        with pytest.raises(Impossible):
            deed()
    assert [no.activity_id for no in declined_by(week.db, [week.patient])[week.patient]].count(one.id) == 1


def test_ideas_are_declined_together_once_and_other_words_are_kept_too(week: Week) -> None:
    ideas, once = {"a-walk": "Walk", "a-bath": "Have a bath"}, uuid4()
    for words in ("Work.", "Work.", "Work, and the children."):
        activities.decline_ideas(week.db, week.patient, ideas, Reason.NO_TIME, words, once=once, by=week.rowan, at=NOON)
    found = [(no.idea, no.what, no.words) for no in declined_by(week.db, [week.patient])[week.patient]]
    assert len([one for one in found if one[0] in ideas]) == 4, (
        "the same form twice is one; words that were added are not lost"
    )
    assert ("a-bath", "Have a bath", "Work, and the children.") in found


def test_what_is_taken_off_is_off_and_twice_is_once(week: Week) -> None:
    one = week.take_off(week.plan())
    assert (one.state, one.version) == (State.TAKEN_OFF, 2)
    assert week.take_off(one) == one
    with pytest.raises(Impossible):
        week.change(one, WALK, version=2)
    with pytest.raises(Impossible):
        week.review(one)


def test_a_practitioner_takes_back_an_offer_and_nothing_that_the_patient_has_taken_up_or_chosen(week: Week) -> None:
    assert week.take_off(week.offer(), by=week.sam).state is State.TAKEN_OFF
    taken_up = week.offer("Swim")
    week.change(taken_up, taken_up.plan, version=1)
    for one in (taken_up, week.plan()):
        with pytest.raises(Impossible):
            week.take_off(one, by=week.sam)


def test_who_may_see_it_is_changed_by_itself_and_makes_no_form_old(week: Week) -> None:
    one = week.plan()
    activities.share(week.db, one, shared=False, by=week.rowan, at=NOON)
    assert activity(week.db, week.patient, one.id, only_shared=True) is None
    assert week.read(one.id).version == one.version
    activities.share(week.db, one, shared=True, by=week.rowan, at=NOON)
    assert activity(week.db, week.patient, one.id, only_shared=True) == one
    with pytest.raises(Impossible):
        activities.share(week.db, week.offer(), shared=False, by=week.rowan, at=NOON)


def test_anothers_activity_is_not_there(week: Week) -> None:
    one, kit = week.plan(), actor(week.db, "other-patient").id
    assert kit
    assert activity(week.db, kit, one.id) is None
    with pytest.raises(Impossible):
        week.review(replace(one, patient_id=kit))


def test_after_the_end_nothing_is_added_and_nothing_changed(database_on_sqlite: Database) -> None:
    with database_on_sqlite.transaction() as db:
        _nothing_after_the_end(week_in(db, "ended-patient"))


def _nothing_after_the_end(ended: Week) -> None:
    one = Activity(uuid4(), ended.patient, WALK, None, None, None, 1, NOON, NOON, None)
    ideas = {"a-walk": "Walk"}
    told: dict[str, Any] = {"by": ended.rowan, "at": NOON}
    deeds: list[Callable[[], object]] = [
        ended.plan,
        ended.offer,
        lambda: ended.change(one, WALK, version=1),
        lambda: ended.review(one),
        lambda: ended.decline(one),
        lambda: ended.take_off(one),
        lambda: activities.share(ended.db, one, shared=False, **told),
        lambda: activities.decline_ideas(ended.db, ended.patient, ideas, Reason.OTHER, "", once=uuid4(), **told),
    ]
    for deed in deeds:
        with pytest.raises(Ended):
            deed()


def at_once(database: Database, deeds: list[Callable[[Week], object]]) -> list[object]:
    """Each in a thread and a transaction of its own, begun at the same moment; what each returned or raised."""
    meeting = Meeting(len(deeds))

    def do(deed: Callable[[Week], object]) -> object:
        meeting.wait(timeout=10)
        try:
            with database.transaction() as db:
                return deed(week_in(db))
        except (Stale, Impossible) as refused:
            return type(refused)

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


@pytest.fixture
def planned(database: Database) -> Activity:
    with database.transaction() as db:
        return week_in(db).plan()


@pytest.fixture
def offered(database: Database) -> Activity:
    with database.transaction() as db:
        return week_in(db).offer()


def test_of_two_changes_at_the_same_moment_one_is_made_and_the_other_is_told(
    database: Database, planned: Activity
) -> None:
    def change(time: str) -> Callable[[Week], object]:
        def deed(week: Week) -> object:
            held = week.read(planned.id)  # as a guard reads it
            return week.change(held, replace(WALK, time=time), version=1).plan.time

        return deed

    found = at_once(database, [change(f"1{n}:00") for n in range(4)])
    assert found.count(Stale) == 3
    with database.transaction(writes=False) as db:
        now = week_in(db).read(planned.id)
    assert (now.version, now.plan.time) == (2, next(one for one in found if one is not Stale))


def test_the_same_forms_at_the_same_moment_are_one_of_each(
    database: Database, planned: Activity, offered: Activity
) -> None:
    once, ideas = uuid4(), {"a-walk": "Walk"}
    with database.transaction(writes=False) as db:
        before = [week_in(db).count(table) for table in (StoredActivity, ActivityReview, Decline)]
    deeds: list[Callable[[Week], object]] = [
        lambda week: week.plan(replace(WALK, what="Swim"), once=once),
        lambda week: week.offer("Bake", once=once),
        lambda week: week.review(planned, once=once),
        lambda week: week.decline(offered),
        lambda week: activities.decline_ideas(
            week.db, week.patient, ideas, Reason.OTHER, "", once=once, by=week.rowan, at=NOON
        ),
    ]
    for deed in deeds:
        assert Stale not in (found := at_once(database, [deed] * 3))
        assert Impossible not in found
    with database.transaction(writes=False) as db:
        week = week_in(db)
        after = [week.count(table) for table in (StoredActivity, ActivityReview, Decline)]
    assert [n - was for n, was in zip(after, before, strict=True)] == [2, 1, 2]


def test_an_offer_that_is_taken_up_and_taken_back_at_the_same_moment_is_one_of_the_two(
    database: Database, offered: Activity
) -> None:
    found = at_once(
        database,
        [
            lambda week: week.change(offered, offered.plan, version=1).state,
            lambda week: week.take_off(offered, by=week.sam).state,
        ],
    )
    assert sorted(map(str, found)) in (
        sorted(map(str, [State.PLANNED, Impossible])),
        sorted(map(str, [Impossible, State.TAKEN_OFF])),
    )


def test_an_offer_that_is_declined_and_taken_up_at_the_same_moment_is_one_of_the_two(
    database: Database, offered: Activity
) -> None:
    found = at_once(
        database,
        [
            lambda week: week.change(offered, offered.plan, version=1).state,
            lambda week: week.decline(offered).state,
        ],
    )
    assert found.count(Impossible) == 1, found


def test_the_database_itself_refuses_an_activity_that_cannot_be(week: Week) -> None:
    bad: list[dict[str, object]] = [
        {"what": ""},
        {"version": 0},
        {"accepted_at": None},
        {"offer": "Walk", "shared": False},
        {"goal_id": uuid4()},
        {"smaller_of_id": uuid4()},
        {"patient_id": uuid4()},
    ]
    bad += [{name: value} for name in RATED for value in (11, -1)]
    one = week.plan()
    for wrong in bad:
        with refused(week.db, wrong):
            week.db.exec(update(StoredActivity).where(col(StoredActivity.id) == one.id).values(**wrong))


def test_the_database_itself_refuses_a_review_that_cannot_be(week: Week) -> None:
    row: dict[str, Any] = {"activity_id": week.plan().id, "how": "done", "once": uuid4(), "at": NOON}
    for wrong in (
        {"how": "failed"},
        {"how": "not-this-time"},
        {"enjoyment": 11},
        {"achievement": -1},
        {"barrier": "laziness"},
        {"activity_id": uuid4()},
    ):
        with refused(week.db, wrong):
            week.db.add(ActivityReview(**{**row, **wrong}))
    week.db.add(ActivityReview(**row))
    week.db.flush()
    with refused(week.db, "the same form again"):
        week.db.add(ActivityReview(**row))


def test_the_database_itself_refuses_a_no_that_cannot_be(week: Week) -> None:
    offer = week.offer().id
    row: dict[str, Any] = {"patient_id": week.patient, "what": "Walk", "reason": "tried", "at": NOON}
    for wrong in (
        {"idea": "a-walk", "reason": "lazy"},
        {"idea": None},
        {"idea": "a-walk", "activity_id": offer},
        {"idea": "a-walk", "patient_id": uuid4()},
        {"activity_id": uuid4()},
    ):
        with refused(week.db, wrong):
            week.db.add(Decline(**{**row, "once": uuid4(), **wrong}))
    week.decline(week.read(offer))
    with refused(week.db, "an offer declined again"):
        week.db.add(Decline(**row, activity_id=offer, once=uuid4()))
