"""Whom to bring to supervision, and why: plain rules over facts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.supervision.rules import Facts, Why, reasons

TODAY = date(2026, 5, 4)
SEEN = Facts(began=TODAY - timedelta(days=40), brought=TODAY - timedelta(days=7))


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_nobody_without_a_course_is_brought_and_nobody_without_a_reason() -> None:
    assert reasons(Facts(began=None, flag=True), TODAY) == ()
    assert reasons(SEEN, TODAY) == ()


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (replace(SEEN, brought=None), Why.NEW),
        (replace(SEEN, brought=ago(28)), Why.FOUR_WEEKLY),
        (replace(SEEN, flag=True), Why.SAFETY),
        (replace(SEEN, looks=1), Why.LOOK),
        (replace(SEEN, late=True), Why.OVERDUE),
        (replace(SEEN, unread_since=ago(8)), Why.OVERDUE),
        (replace(SEEN, next=TODAY), Why.ASKED),
        (replace(SEEN, finished=True), Why.READY),
        (replace(SEEN, phq=(16, 9, 8), gad=(12, 7, 6)), Why.READY),
        (replace(SEEN, phq=(21, 20)), Why.STEP_UP),
        (replace(SEEN, phq=(16, 15, 14), sessions=4), Why.STEP_UP),
    ],
)
def test_each_rule_brings_somebody_by_itself(facts: Facts, why: Why) -> None:
    assert reasons(facts, TODAY) == (why,)


@pytest.mark.parametrize(
    "facts",
    [
        replace(SEEN, brought=ago(27)),
        replace(SEEN, unread_since=ago(7)),
        replace(SEEN, next=TODAY + timedelta(days=1)),
        replace(SEEN, phq=(16, 9, 8), gad=(12, 9, 8)),
        replace(SEEN, phq=(16, 15, 14), sessions=3),
        replace(SEEN, phq=(16, 12, 10), sessions=6),
        replace(SEEN, phq=(12, 11, 9), sessions=6),
        replace(SEEN, phq=(20, 19)),
    ],
)
def test_just_before_a_rule_holds_nobody_is_brought(facts: Facts) -> None:
    assert reasons(facts, TODAY) == ()


def test_safety_stands_before_everything_and_a_reason_to_finish_last() -> None:
    every = Facts(began=ago(90), flag=True, late=True, looks=2, phq=(22, 21), finished=True)
    assert reasons(every, TODAY) == (Why.SAFETY, Why.OVERDUE, Why.STEP_UP, Why.LOOK, Why.NEW, Why.READY)
