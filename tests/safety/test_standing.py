"""What the simulation found, and what it cannot meet by chance: each said once, as simply as it can be."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from app.content.help import Nation
from app.database import Database
from app.enrolments.tables import Enrolment
from app.journey import measuring, moving
from app.measures import actions as measures
from app.measures.queries import sitting as sitting_of
from app.measures.tables import SAFETY_ITEM, MeasureAnswer
from app.people.presence import Away, Colleague
from app.people.rules import Role
from app.people.waiting import Stage
from app.safety import actions as safety
from app.safety import queries
from app.safety.actions import Impossible, Stale
from app.safety.rules import Fact, Flag, FlagDeed, Outcome, Promise, Source, due, holder, standing
from app.service.calendar import Calendar
from app.service.rules import Open, Within
from tests.cast import actor
from tests.conftest import settings_for
from tests.measures.shipped import PHQ

SAM, ALEX, MORGAN, PRIYA = (UUID(int=n) for n in range(1, 5))
NOON = datetime(2027, 5, 5, 11, 0, tzinfo=UTC)  # a Wednesday
NINE_TO_FIVE = (*(Open(opens=time(9), closes=time(17)),) * 5, None, None)
CALENDAR = Calendar(ZoneInfo("Europe/London"), NINE_TO_FIVE, frozenset(), Nation.ENGLAND)
TEAM = {
    SAM: Colleague(SAM, "Sam", Role.PRACTITIONER),
    ALEX: Colleague(ALEX, "Alex", Role.PRACTITIONER),
    MORGAN: Colleague(MORGAN, "Morgan", Role.PRACTITIONER, on_duty=True),
    PRIYA: Colleague(PRIYA, "Priya", Role.SERVICE_LEAD),
}
LATE, IN_TIME = NOON - timedelta(minutes=30), NOON + timedelta(hours=1)


# Whoever has taken it --------------------------------------------------------------------------------------------


def test_taking_a_flag_takes_it_off_nobodys_list() -> None:
    """Or a patient who gets another practitioner would have a flag on the list of one who no longer reaches them."""
    found = standing(IN_TIME, SAM, ALEX, TEAM, CALENDAR, NOON)
    assert found.lists.practitioners == {SAM, ALEX}


def test_a_flag_that_somebody_has_in_hand_is_not_late() -> None:
    assert standing(LATE, SAM, SAM, TEAM, CALENDAR, NOON).stage is Stage.ON_TIME
    assert standing(LATE, None, SAM, TEAM, CALENDAR, NOON).stage is Stage.WITH_COVER


@pytest.mark.parametrize(
    "gone",
    [
        {"active": False},
        {"works_today": False},
        {"away": Away(NOON.date(), NOON.date(), None)},
        {"away": Away(NOON.date(), NOON.date(), ALEX)},
    ],
)
def test_where_whoever_took_it_is_not_there_it_is_late_as_if_nobody_had(gone: dict[str, object]) -> None:
    """A cover has it on their list; that somebody else took it is nothing they have done."""
    team = {**TEAM, SAM: replace(TEAM[SAM], **gone)}  # type: ignore[arg-type]
    found = standing(LATE, SAM, SAM, team, CALENDAR, NOON)
    assert holder(SAM, team) is None
    assert found.stage is Stage.WITH_COVER
    assert MORGAN in found.lists.practitioners


# The time of a flag ----------------------------------------------------------------------------------------------


def promise(talked_of: int | None) -> Promise:
    return Promise(CALENDAR, Within(amount=4, unit="hours"), 14, NOON - timedelta(days=3), talked_of=talked_of)


def test_an_answer_that_rose_after_the_conversation_does_not_wait_when_it_is_said_again() -> None:
    soon = CALENDAR.due(NOON, Within(amount=4, unit="hours"))
    again = Fact(Source.ANSWER, 3, 3)
    assert due(again, promise(1), at=NOON) == soon, "they talked of a 1, and this is a 3"
    assert due(again, promise(0), at=NOON) == soon, "there was no answer when they talked"
    assert due(again, promise(3), at=NOON) > soon, "they talked of this, and it is the same"
    assert due(Fact(Source.ANSWER, 2, 3), promise(3), at=NOON) > soon, "it has fallen since"


# On the database -------------------------------------------------------------------------------------------------


def say(db: Session, url: str, answer: int, *, at: datetime) -> UUID:
    """Rowan answers item 9; which sitting that is in."""
    rowan = actor(db, "patient")
    assert rowan.id is not None
    given = measures.begin(db, rowan.id, PHQ, on=at.date(), once=uuid4(), by=rowan, at=at)
    measuring.answer(db, settings_for(url), given, PHQ, SAFETY_ITEM, answer, once=uuid4(), by=rowan, at=at)
    return given.id


def close(db: Session, flag: Flag, outcome: Outcome, *, version: int | None = None, at: datetime) -> None:
    known = flag.version if version is None else version
    sam = actor(db, "practitioner")
    safety.deal(db, flag, FlagDeed.CLOSED, "We talked.", outcome=outcome, version=known, once=uuid4(), by=sam, at=at)


def rowans(db: Session) -> Flag:
    rowan = actor(db, "patient").id
    assert rowan is not None
    found = queries.open_flag(db, rowan)
    assert found is not None
    return found


def test_what_rose_after_the_conversation_is_looked_at_in_the_services_own_time_whatever_was_said_before(
    database: Database, database_url: str
) -> None:
    with database.transaction() as db:
        say(db, database_url, 1, at=NOON)
        close(db, rowans(db), Outcome.TALKED, at=NOON + timedelta(hours=1))
        say(db, database_url, 3, at=NOON + timedelta(days=1))
        close(db, rowans(db), Outcome.OTHER, at=NOON + timedelta(days=1, hours=1))
        again = NOON + timedelta(days=2)
        say(db, database_url, 3, at=again)
        assert rowans(db).due_at - again < timedelta(days=4)


def test_a_clock_that_was_put_back_keeps_nobody_from_finishing_closing_or_ending(
    database: Database, database_url: str
) -> None:
    earlier = NOON - timedelta(hours=2)
    with database.transaction() as db:
        sitting = say(db, database_url, 2, at=NOON)
        rowan = actor(db, "patient").id
        assert rowan is not None
        given = sitting_of(db, rowan, sitting)
        assert given is not None
        measures.finish(db, given, at=earlier)
        close(db, rowans(db), Outcome.TALKED, at=earlier)
        began = db.exec(select(Enrolment).where(Enrolment.patient_id == rowan)).one().began_at
        moving.discharge(db, rowan, by=actor(db, "lead"), at=began - timedelta(hours=2))
    with database.transaction(writes=False) as db:
        assert queries.open_flag(db, rowan) is None
        assert db.exec(select(Enrolment.ended_at).where(Enrolment.patient_id == rowan)).one() == began


def test_an_answer_while_the_flag_is_being_closed_is_never_without_an_open_flag(
    database: Database, database_url: str
) -> None:
    """Ten times, both at the same moment: either the closing is refused, or the answer raises another flag."""
    for n in range(10):
        at = NOON + timedelta(hours=n)
        with database.transaction() as db:
            say(db, database_url, 1, at=at)
            flag = rowans(db)
        both: tuple[Callable[[Session], object], ...] = (
            lambda db, at=at: say(db, database_url, 2, at=at + timedelta(minutes=1)),  # type: ignore[misc]
            lambda db, at=at, flag=flag: close(  # type: ignore[misc]
                db, flag, Outcome.TALKED, at=at + timedelta(minutes=1)
            ),
        )
        barrier = Barrier(2)

        def together(deed: Callable[[Session], object], barrier: Barrier = barrier) -> bool:
            try:
                with database.transaction() as db:
                    barrier.wait()
                    deed(db)
            except (Stale, Impossible):
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            answered, _closed = pool.map(together, both)
        assert answered
        with database.transaction(writes=False) as db:
            newest = select(MeasureAnswer.flag_id).where(MeasureAnswer.item == SAFETY_ITEM, MeasureAnswer.value == 2)
            last = db.exec(newest.order_by(col(MeasureAnswer.at).desc()).limit(1)).one()
            assert last == rowans(db).id, "the answer belongs to a flag that is closed"


def test_the_day_of_the_example_is_an_open_one() -> None:
    assert CALENDAR.window(NOON.date()) is not None
    assert date(2027, 5, 5).isoweekday() == 3
