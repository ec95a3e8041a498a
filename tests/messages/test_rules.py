"""When a promise falls due, how far a late message has gone, on whose list it stands, and what is one's own words."""

from datetime import UTC, datetime, time, timedelta
from itertools import product
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from app.messages.rules import gaps_left, is_unedited
from app.people.presence import Away, Colleague
from app.people.rules import Role
from app.people.waiting import LEAD_AFTER, Stage, place, stage
from app.service.calendar import calendar_of
from app.service.rules import Open, ServiceSettings, Within

LONDON = ZoneInfo("Europe/London")
CALENDAR = calendar_of(ServiceSettings(), LONDON)
UNTIL_HALF_PAST_FIVE = tuple(Open(opens=time(9), closes=time(17, 30)) if day < 5 else None for day in range(7))


def on(day: int, hour: int, minute: int = 0, *, month: int = 5) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        (datetime(2027, 4, 30, 17, 29, tzinfo=LONDON), on(4, 17, 30)),
        (datetime(2027, 4, 30, 17, 30, tzinfo=LONDON), on(5, 17, 30)),
        (on(1, 12), on(5, 17, 30)),
        (on(3, 10), on(5, 17, 30)),
    ],
    ids=["friday-17:29", "friday-17:30", "saturday", "bank-holiday"],
)
def test_a_promise_made_on_the_friday_before_a_bank_holiday_counts_working_days_only(
    sent: datetime, due: datetime
) -> None:
    calendar = calendar_of(ServiceSettings(hours=UNTIL_HALF_PAST_FIVE), LONDON)
    assert calendar.due(sent, Within(amount=1, unit="days")) == due


def test_a_message_is_late_after_its_time_and_with_the_lead_two_working_hours_later() -> None:
    due = on(7, 17)  # a Friday; two working hours later is Monday at 11
    second = timedelta(seconds=1)
    assert stage(due, CALENDAR, due) is Stage.ON_TIME
    assert stage(due, CALENDAR, due + second) is Stage.WITH_COVER
    assert stage(due, CALENDAR, on(10, 11) - second) is Stage.WITH_COVER
    assert stage(due, CALENDAR, on(10, 11)) is Stage.WITH_LEAD


def test_a_message_only_ever_goes_further_whatever_the_hour() -> None:
    order = list(Stage)
    for hours in range(0, 24 * 14, 5):
        due = datetime(2027, 3, 22, tzinfo=UTC) + timedelta(hours=hours)  # over Easter and the change of the clocks
        seen = [order.index(stage(due, CALENDAR, due + timedelta(hours=n))) for n in range(-3, 24 * 7)]
        assert seen == sorted(seen)
        assert seen[0] == 0
        assert seen[-1] == 2, "within a week it is with the lead"
        assert CALENDAR.due(due, LEAD_AFTER) > due


@pytest.mark.parametrize("late", [0, 1, 200])
def test_what_waits_stands_on_somebodys_list_in_every_state_of_the_team(late: int) -> None:
    """Sam's patient writes. Sam, Alex and the duty of each may be here, away, covered, suspended, in all ways."""
    due = on(7, 12)
    at = due + timedelta(hours=late)
    for here, away, covered, other, duty in product((True, False), repeat=5):
        sam, alex = uuid4(), uuid4()
        leave = Away(at.date(), at.date(), alex if covered else None) if away else None
        team = {
            sam: Colleague(sam, "Sam", Role.PRACTITIONER, active=here, away=leave),
            alex: Colleague(alex, "Alex", Role.PRACTITIONER, active=other, on_duty=duty),
        }
        found = place(due, sam, team, CALENDAR, at)
        assert found.lists.practitioners or found.lists.leads
        if late:
            reached = found.lists.practitioners - {sam}
            assert reached or found.lists.leads, "late, and nobody but its own practitioner knows"
        if late == 200:
            assert found.stage is Stage.WITH_LEAD
            assert found.lists.leads


def test_a_late_message_is_on_dutys_list_as_well_and_only_then() -> None:
    sam, alex = uuid4(), uuid4()
    team = _team(sam, alex)
    due = on(6, 12)
    assert place(due, sam, team, CALENDAR, due).lists.practitioners == {sam}
    late = place(due, sam, team, CALENDAR, due + timedelta(minutes=1))
    assert late.lists.practitioners == {sam, alex}
    assert not late.lists.leads
    assert place(due, sam, team, CALENDAR, due + timedelta(hours=2)).lists.leads


def _team(sam: UUID, alex: UUID) -> dict[UUID, Colleague]:
    return {
        sam: Colleague(sam, "Sam", Role.PRACTITIONER),
        alex: Colleague(alex, "Alex", Role.PRACTITIONER, on_duty=True),
    }


STARTS = ("Hello Rowan. Thank you.\n\nWhat helped?", "We talk on [day] at [time].")


@pytest.mark.parametrize(
    ("words", "unedited"),
    [
        (STARTS[0], True),
        ("  Hello Rowan.   Thank you. What\nhelped? ", True),
        (f"{STARTS[0]}\n\n{STARTS[1]}", True),
        (f"{STARTS[0]} I liked the bus stop.", False),
        ("Hello Rowan. Thank you.", False),
        ("", False),
    ],
)
def test_a_starting_point_is_ones_own_once_a_word_is_changed(words: str, unedited: bool) -> None:
    assert is_unedited(words, STARTS) is unedited


def test_a_gap_of_a_starting_point_is_found_and_ones_own_brackets_are_not() -> None:
    assert gaps_left("See you, we talk on [day] at 10.", STARTS) == ("[day]",)
    assert gaps_left("See you on Tuesday [the 4th].", STARTS) == ()
