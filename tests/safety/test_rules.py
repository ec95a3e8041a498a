"""The time of a flag, what can be done with it, and on whose list it stands: what follows from the facts alone."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.people.presence import Lists
from app.people.waiting import Stage
from app.safety.rules import Entry, Fact, Flag, FlagDeed, Outcome, Promise, Source, due, joined_due, possible, standing
from app.service.rules import Within
from tests.safety.test_standing import ALEX, CALENDAR, IN_TIME, LATE, MORGAN, NOON, SAM, TEAM

DAYS, HOURS = 14, Within(amount=4, unit="hours")
SOON = CALENDAR.due(NOON, HOURS)
SAME = Fact(Source.ANSWER, 1, 1)
TALKED = Promise(CALENDAR, HOURS, DAYS, NOON - timedelta(days=3), talked_of=1)


def entry(number: int, deed: FlagDeed, outcome: Outcome | None = None) -> Entry:
    fact = Fact(Source.ANSWER, 2) if deed is FlagDeed.RAISED else None
    return Entry(number, deed, NOON, SAM, "Sam", fact, outcome=outcome)


def flag(*deeds: FlagDeed) -> Flag:
    """A flag to which this happened, one after the other; closed where that was the last of closing and reopening."""
    outcomes = {FlagDeed.CLOSED: Outcome.TALKED}
    entries = tuple(entry(n, deed, outcomes.get(deed)) for n, deed in enumerate((FlagDeed.RAISED, *deeds), start=1))
    turns = [deed for deed in deeds if deed in {FlagDeed.CLOSED, FlagDeed.REOPENED}]
    closed_at = NOON if turns[-1:] == [FlagDeed.CLOSED] else None
    return Flag(UUID(int=9), UUID(int=8), NOON, SOON, closed_at, entries)


@pytest.mark.parametrize(
    "fact",
    [
        Fact(Source.ANSWER, 1, 0),
        Fact(Source.ANSWER, 1, None),
        Fact(Source.CANNOT_KEEP_SAFE),
        Fact(Source.ASKS_FOR_CALL),
        Fact(Source.READ),
    ],
)
def test_a_rise_a_call_and_whatever_is_told_or_read_never_wait(fact: Fact) -> None:
    assert due(fact, TALKED, at=NOON) == SOON


def test_the_same_answer_after_a_conversation_waits_for_the_session_or_the_end_of_the_days() -> None:
    end = due(SAME, TALKED, at=NOON)
    assert end > SOON + timedelta(days=DAYS - 5)
    session = NOON + timedelta(days=2)
    assert due(SAME, replace(TALKED, next_session=session), at=NOON) == session
    assert due(SAME, replace(TALKED, next_session=NOON - timedelta(days=1)), at=NOON) == end, "that session is over"
    assert due(SAME, replace(TALKED, next_session=NOON + timedelta(days=60)), at=NOON) == end, "no session is too late"
    assert due(SAME, replace(TALKED, next_session=NOON + timedelta(minutes=5)), at=NOON) == SOON, "never sooner"


@pytest.mark.parametrize("talked_at", [None, NOON - timedelta(days=DAYS, seconds=1)])
def test_without_a_conversation_of_the_last_days_nothing_waits(talked_at: object) -> None:
    assert due(SAME, replace(TALKED, talked_at=talked_at), at=NOON) == SOON  # type: ignore[arg-type]


def test_whatever_joins_a_flag_brings_its_time_nearer_or_leaves_it() -> None:
    assert joined_due(IN_TIME, LATE) == LATE
    assert joined_due(LATE, IN_TIME) == LATE


def test_an_open_flag_is_dealt_with_and_a_closed_one_is_opened_again_or_added_to() -> None:
    open_ = possible(flag())
    assert FlagDeed.CLOSED in open_
    assert FlagDeed.REOPENED not in open_
    assert possible(flag(FlagDeed.CLOSED)) == {FlagDeed.REOPENED, FlagDeed.NOTED}
    assert possible(flag(FlagDeed.CLOSED, FlagDeed.REOPENED)) == open_
    for found in (open_, possible(flag(FlagDeed.CLOSED))):
        assert not found & {FlagDeed.RAISED, FlagDeed.JOINED, FlagDeed.SEEN}, "these are nothing that somebody chooses"


def test_looking_makes_no_form_old_and_everything_else_does() -> None:
    assert flag(FlagDeed.SEEN, FlagDeed.SEEN).version == flag().version
    assert flag(FlagDeed.SEEN, FlagDeed.SEEN).next_number == 4
    for deed in set(FlagDeed) - {FlagDeed.SEEN}:
        assert flag(deed).version > flag().version, deed


def test_whoever_took_a_flag_has_it_until_another_takes_it_or_it_is_opened_again() -> None:
    assert flag().taken is None
    assert flag(FlagDeed.TAKEN, FlagDeed.NOTED, FlagDeed.CLOSED).taken
    assert flag(FlagDeed.TAKEN, FlagDeed.CLOSED, FlagDeed.REOPENED).taken is None


def test_a_flag_in_time_is_the_practitioners_and_a_late_one_is_dutys_too() -> None:
    assert standing(IN_TIME, None, SAM, TEAM, CALENDAR, NOON).lists.practitioners == {SAM}
    late = standing(LATE, None, SAM, TEAM, CALENDAR, NOON)
    assert late.stage is Stage.WITH_COVER
    assert late.lists == Lists(frozenset({SAM, MORGAN}), leads=False)
    assert standing(NOON, None, SAM, TEAM, CALENDAR, NOON).stage is Stage.ON_TIME, "the last instant is in time"


def test_a_flag_that_nobody_can_have_is_the_leads_at_once() -> None:
    assert standing(IN_TIME, None, None, TEAM, CALENDAR, NOON).lists.leads
    gone = {**TEAM, SAM: replace(TEAM[SAM], active=False)}
    assert standing(IN_TIME, SAM, SAM, gone, CALENDAR, NOON).lists.leads
    assert ALEX not in standing(IN_TIME, SAM, SAM, gone, CALENDAR, NOON).lists.practitioners
