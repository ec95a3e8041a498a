"""Outcomes of a course, case by case from the national definitions (clinical.md §4.4)."""

from datetime import UTC, datetime, timedelta

import pytest

from app.content.measures import PUBLISHED
from app.measures.outcomes import (
    Caseness,
    Outcome,
    Pair,
    Rate,
    ReliableChange,
    Taken,
    caseness,
    is_finished,
    outcome,
    pair,
    published,
    rates,
)

AT, NOT_AT, UNKNOWN = Caseness.AT, Caseness.NOT_AT, Caseness.UNKNOWN
BETTER, WORSE, NEITHER = ReliableChange.IMPROVEMENT, ReliableChange.DETERIORATION, ReliableChange.NONE


def test_the_national_numbers_are_these() -> None:
    numbers = {id_: (one.highest, one.cut_off, one.reliable_change) for id_, one in PUBLISHED.items()}
    assert numbers == {"phq-9": (27, 10, 6), "gad-7": (21, 8, 4)}


@pytest.mark.parametrize(
    ("phq", "gad", "expected"),
    [
        (10, 0, AT),
        (9, 8, AT),
        (9, 7, NOT_AT),
        (0, 0, NOT_AT),
        (27, 21, AT),
        (10, None, AT),
        (None, 8, AT),
        (9, None, UNKNOWN),
        (None, 7, UNKNOWN),
        (None, None, UNKNOWN),
    ],
)
def test_caseness_is_either_measure_at_its_cut_off(phq: int | None, gad: int | None, expected: Caseness) -> None:
    assert caseness(phq, gad) is expected


CASES = [
    # what it is a case of                        PHQ-9     GAD-7     start   change    recovered  reliably
    ("both fall far and end below",               (18, 6),  (14, 5),  AT,     BETTER,   True,      True),
    ("both end on the last point below",          (15, 9),  (11, 7),  AT,     BETTER,   True,      True),
    ("the PHQ-9 ends at its cut-off",             (18, 10), (14, 5),  AT,     BETTER,   False,     False),
    ("the GAD-7 ends at its cut-off",             (18, 6),  (14, 8),  AT,     BETTER,   False,     False),
    ("recovered by a small step alone",           (11, 9),  (7, 7),   AT,     NEITHER,  True,      False),
    ("at caseness by worry alone, and recovered", (5, 5),   (11, 7),  AT,     BETTER,   True,      True),
    ("at caseness by mood alone, and recovered",  (15, 9),  (3, 3),   AT,     BETTER,   True,      True),
    ("moved from mood to worry",                  (16, 9),  (5, 8),   AT,     BETTER,   False,     False),
    ("PHQ-9 falls by six",                        (20, 14), (12, 12), AT,     BETTER,   False,     False),
    ("PHQ-9 falls by five",                       (20, 15), (12, 12), AT,     NEITHER,  False,     False),
    ("GAD-7 falls by four",                       (20, 20), (16, 12), AT,     BETTER,   False,     False),
    ("GAD-7 falls by three",                      (20, 20), (16, 13), AT,     NEITHER,  False,     False),
    ("PHQ-9 rises by six",                        (14, 20), (12, 12), AT,     WORSE,    False,     False),
    ("PHQ-9 rises by five",                       (14, 19), (12, 12), AT,     NEITHER,  False,     False),
    ("GAD-7 rises by four",                       (14, 14), (12, 16), AT,     WORSE,    False,     False),
    ("GAD-7 rises by three",                      (14, 14), (12, 15), AT,     NEITHER,  False,     False),
    ("one falls reliably, the other rises so",    (20, 14), (10, 14), AT,     NEITHER,  False,     False),
    ("the same the other way round",              (14, 20), (14, 10), AT,     NEITHER,  False,     False),
    ("one falls reliably, the other rises a bit", (20, 14), (10, 13), AT,     BETTER,   False,     False),
    ("one rises reliably, the other falls a bit", (14, 20), (14, 11), AT,     WORSE,    False,     False),
    ("nothing moves",                             (14, 14), (12, 12), AT,     NEITHER,  False,     False),
    ("below at the start, and better",            (9, 3),   (7, 3),   NOT_AT, BETTER,   None,      None),
    ("below at the start, and worse",             (9, 15),  (7, 7),   NOT_AT, WORSE,    None,      None),
    ("below at the start and the same",           (4, 4),   (4, 4),   NOT_AT, NEITHER,  None,      None),
    ("recovered and worse: low worry rises",      (10, 9),  (0, 4),   AT,     WORSE,    True,      False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("phq", "gad", "start", "change", "recovered", "reliably"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_a_course_has_the_outcome_of_the_national_definitions(
    phq: tuple[int, int],
    gad: tuple[int, int],
    start: Caseness,
    change: ReliableChange,
    recovered: bool | None,
    reliably: bool | None,
) -> None:
    found = outcome(Pair(*phq), Pair(*gad))
    assert found == Outcome(start, change, recovered)
    assert found.assessable
    assert found.reliably_recovered is reliably
    assert (found.improved, found.deteriorated) == (change is BETTER, change is WORSE)


@pytest.mark.parametrize(
    ("phq", "gad", "start"),
    [
        (Pair(18), Pair(14), AT),
        (Pair(18, 6), Pair(14), AT),
        (Pair(18), Pair(14, 5), AT),
        (Pair(18, 6), Pair(), AT),
        (Pair(6), Pair(4), NOT_AT),
        (Pair(6, 4), Pair(), UNKNOWN),
        (Pair(), Pair(), UNKNOWN),
    ],
)
def test_without_a_first_and_a_last_score_of_both_nothing_is_said_of_change(
    phq: Pair, gad: Pair, start: Caseness
) -> None:
    found = outcome(phq, gad)
    assert found == Outcome(start, None, None)
    assert not found.assessable
    assert found.reliably_recovered is None
    assert not found.improved
    assert not found.deteriorated


def taken(*totals: int | None) -> list[Taken]:
    first = datetime(2026, 6, 11, 9, tzinfo=UTC)
    return [Taken(first + timedelta(days=n), total) for n, total in enumerate(totals)]


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ((), Pair()),
        ((None, None), Pair()),
        ((18,), Pair(18)),
        ((None, 18, None), Pair(18)),
        ((18, 6), Pair(18, 6)),
        ((None, 18, 20, None, 6, None), Pair(18, 6)),
        ((18, 18), Pair(18, 18)),
    ],
)
def test_the_first_and_the_last_score_are_those_that_exist(totals: tuple[int | None, ...], expected: Pair) -> None:
    assert pair(taken(*totals)) == expected
    assert pair(reversed(taken(*totals))) == expected, "by time, whatever the order"
    assert expected.whole is (expected.last is not None)


@pytest.mark.parametrize(
    ("ended", "attendance", "expected"),
    [
        (True, [5, 5], True),
        (True, [5, 6], True),
        (True, [5], False),
        (True, [5, 2, 3, 4, 7], False),
        (False, [5, 5, 5], False),
        (True, [], False),
    ],
)
def test_a_finished_course_has_ended_after_two_attended_contacts(
    ended: bool, attendance: list[int], expected: bool
) -> None:
    assert is_finished(ended=ended, attendance=attendance) is expected


RECOVERED = outcome(Pair(18, 6), Pair(14, 5))
SMALL_STEP = outcome(Pair(11, 9), Pair(7, 7))
BELOW = outcome(Pair(9, 3), Pair(7, 3))
WORSENED = outcome(Pair(14, 20), Pair(12, 12))
SAME = outcome(Pair(14, 14), Pair(12, 12))
SINGLE = outcome(Pair(18), Pair(14))


def test_each_rate_has_its_own_denominator() -> None:
    found = rates([RECOVERED] * 6 + [SMALL_STEP] * 5 + [BELOW] * 8 + [WORSENED] * 5 + [SAME] * 7 + [SINGLE] * 9)
    assert found.recovery == Rate(11, 32), "finished, without those below caseness at the start"
    assert found.reliable_recovery == Rate(6, 32), "the same denominator"
    assert found.reliable_improvement == Rate(14, 40), "everybody who finished"
    assert found.reliable_deterioration == Rate(5, 40)
    assert found.no_reliable_change == Rate(12, 40)
    assert found.not_assessable == Rate(9, 40)
    assert found.not_at_caseness == Rate(8, 40)
    assert found.recovery.percent == 34


def test_of_nobody_there_is_no_rate() -> None:
    assert rates([]).recovery == Rate(0, 0)
    assert rates([]).recovery.percent is None
    assert rates([BELOW] * 10).recovery.percent is None


@pytest.mark.parametrize(
    ("count", "expected"), [(0, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (100, 100), (1003, 1005)]
)
def test_a_small_count_is_not_published_and_others_are_rounded(count: int, expected: int | None) -> None:
    assert published(count) == expected


@pytest.mark.parametrize(
    ("count", "of", "percent"), [(4, 40, None), (5, 40, 13), (5, 1000, 1), (20, 40, 50), (40, 40, 100), (3, 4, None)]
)
def test_a_rate_with_a_small_count_in_it_is_not_published(count: int, of: int, percent: int | None) -> None:
    assert Rate(count, of).percent == percent
