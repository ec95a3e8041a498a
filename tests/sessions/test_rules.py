"""Sessions and their agenda: which is next, which number it is, and what is suggested for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.sessions.rules import (
    Attendance,
    BookedSession,
    Item,
    Mode,
    Purpose,
    Suggestion,
    at_hand,
    coming,
    missed_of_late,
    moved,
    numbered,
    overlaps,
    suggested,
    unwritten,
)

TEN = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
ROWAN, SAM = uuid4(), uuid4()


def session(days: int = 0, attendance: Attendance | None = None, *, minutes: int = 30) -> BookedSession:
    """One at ten o'clock, so many days from the first."""
    starts_at = TEN + timedelta(days=days)
    return BookedSession(
        uuid4(), ROWAN, SAM, "Sam", Purpose.TREATMENT, Mode.PHONE, "", starts_at, minutes, 1, TEN, attendance=attendance
    )


def item(words: str = "Sleep", *, key: str = "") -> Item:
    return Item(uuid4(), words, ROWAN, "Rowan", True, 1, 1, TEN, key=key)


CAME, MISSED, CALLED_OFF = Attendance.ON_TIME, Attendance.DID_NOT_ATTEND, Attendance.CANCELLED_BY_PATIENT


def test_the_next_session_is_the_soonest_that_is_not_over_and_stands() -> None:
    over, off, soon, later = session(-7), session(1, CALLED_OFF), session(2), session(9)
    assert coming([later, over, off, soon], TEN) == soon
    assert coming([soon], TEN + timedelta(days=2, minutes=29)) == soon, "one that goes on is still the next"
    assert coming([soon], TEN + timedelta(days=2, minutes=30)) is None


def test_the_session_at_hand_is_the_one_that_has_begun_and_is_not_written_down_then_the_next() -> None:
    begun, later = session(), session(7)
    assert at_hand([begun, later], TEN - timedelta(minutes=1)) == begun
    assert at_hand([begun, later], TEN + timedelta(hours=5)) == begun
    assert at_hand([begun, later], TEN + timedelta(hours=13)) == later
    assert at_hand([replace(begun, attendance=CAME), later], TEN + timedelta(hours=5)) == later


def test_what_nobody_wrote_down_is_known() -> None:
    old, older, written = session(-1), session(-8), session(-2, CAME)
    assert unwritten([old, written, older, session(3)], TEN) == [older, old]


def test_a_session_has_a_number_where_it_took_place_or_stands_and_a_course_begun_again_begins_at_one() -> None:
    first, missed, second, ahead = session(0, CAME), session(7, MISSED), session(14, CAME), session(21)
    every = [ahead, missed, second, first]
    assert numbered(every) == {first.id: 1, second.id: 2, ahead.id: 3}
    assert numbered(every, TEN + timedelta(days=10)) == {second.id: 1, ahead.id: 2}


@pytest.mark.parametrize(
    ("became", "count"),
    [
        ((CAME, MISSED), 1),
        ((MISSED, CAME), 0),
        ((CAME, CALLED_OFF, MISSED), 2),
        ((CALLED_OFF, Attendance.CANCELLED_BY_SERVICE, CALLED_OFF), 2),
        ((), 0),
    ],
)
def test_what_was_missed_in_a_row_is_counted_and_what_the_service_called_off_is_not(
    became: tuple[Attendance, ...], count: int
) -> None:
    assert missed_of_late([session(days, code) for days, code in enumerate(became)]) == count


def test_two_sessions_overlap_where_they_share_a_minute_and_what_was_called_off_takes_up_no_time() -> None:
    one = session()
    assert overlaps(one, TEN + timedelta(minutes=29), 30)
    assert not overlaps(one, TEN + timedelta(minutes=30), 30)
    assert not overlaps(one, TEN - timedelta(minutes=30), 30)
    assert not overlaps(replace(one, attendance=CALLED_OFF), TEN, 30)


def test_only_codes_five_and_six_are_attended_and_an_assessment_is_no_treatment() -> None:
    attended = {code for code in Attendance if session(0, code).attended}
    assert attended == {5, 6}
    assert [replace(session(0, CAME), purpose=one).treats for one in Purpose] == [False, True, True, True]
    assert [one.code for one in Purpose] == ["01", "02", "03", "05"]


def test_an_item_moves_by_places_and_no_further_than_the_end() -> None:
    items = [item(words) for words in "abc"]
    a, b, c = (one.id for one in items)
    assert moved(items, c, -1) == [a, c, b]
    assert moved(items, a, -1) == [a, b, c]
    assert moved(items, a, 9) == [b, c, a]
    assert moved(items, uuid4(), 1) == [a, b, c]


def test_three_suggestions_stand_open_and_what_was_kept_or_dropped_does_not_come_again() -> None:
    found = [Suggestion(key, key, "why") for key in "abcdef"]
    shown = suggested([*found, found[0]], [item(key="b")], {"d"})
    assert [one.key for one in shown.first] == ["a", "c", "e"]
    assert [one.key for one in shown.rest] == ["f"]
