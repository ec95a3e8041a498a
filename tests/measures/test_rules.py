"""Scores, change, the item on safety, day-to-day life, and when the programme asks."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.content.measures import Items, Licensed
from app.content.schema import Words
from app.measures.looks import BOUNDS, RULES, Known, Limits, Look, in_words, worth_a_look
from app.measures.rules import (
    Answer,
    Change,
    Direction,
    NotAnAnswer,
    Schedule,
    Score,
    Sitting,
    Skip,
    areas,
    asks_difficulty,
    band,
    change,
    due,
    entered,
    hidden_rise,
    last_said,
    licensed_score,
    next_due,
    rose,
    score,
)
from tests.measures.shipped import FUNCTIONING, GAD, PHQ, SLOT, WSAS, answers

DAY = date(2026, 6, 11)


def on(n: int) -> date:
    return DAY + timedelta(days=n)


def sittings(*said: tuple[int | None, Answer | None]) -> list[Sitting]:
    return [Sitting(on(14 * n), total, safety) for n, (total, safety) in enumerate(said)]


# Scores


def test_a_total_exists_only_when_every_question_is_answered() -> None:
    assert score(PHQ, answers("111111111")).total == 9
    started = score(PHQ, answers("11111111"))
    assert (started.total, started.unanswered, started.finished) == (None, ("item-9",), False)


def test_a_declined_question_is_shown_as_declined_and_is_no_zero() -> None:
    declined = score(PHQ, {**answers("11111111"), "item-9": Skip.DECLINED})
    assert (declined.total, declined.declined, declined.finished) == (None, ("item-9",), True)


@pytest.mark.parametrize("value", [-1, 4, True, "1", 1.0, None, Skip.DOES_NOT_APPLY])
def test_what_the_measure_does_not_have_is_no_answer(value: Answer) -> None:
    with pytest.raises(NotAnAnswer):
        score(PHQ, {"item-1": value})


def test_a_question_of_another_measure_is_no_question() -> None:
    with pytest.raises(NotAnAnswer, match="item-8"):
        score(GAD, answers("00000000"))


def test_the_unscored_question_follows_only_where_something_was_a_problem_and_never_counts() -> None:
    assert not asks_difficulty(PHQ, answers("000000000"))
    assert asks_difficulty(PHQ, answers("000000010"))
    assert not asks_difficulty(PHQ, {"item-1": Skip.DECLINED})
    assert not asks_difficulty(GAD, answers("3333333")), "it belongs to the PHQ-9, and is asked once"
    with pytest.raises(NotAnAnswer):
        score(PHQ, {"difficulty": 3})


@pytest.mark.parametrize(
    ("measure", "total", "name"),
    [
        (PHQ, 0, "none or minimal"),
        (PHQ, 4, "none or minimal"),
        (PHQ, 5, "mild"),
        (PHQ, 9, "mild"),
        (PHQ, 10, "moderate"),
        (PHQ, 14, "moderate"),
        (PHQ, 15, "moderately severe"),
        (PHQ, 19, "moderately severe"),
        (PHQ, 20, "severe"),
        (PHQ, 27, "severe"),
        (GAD, 4, "none or minimal"),
        (GAD, 5, "mild"),
        (GAD, 9, "mild"),
        (GAD, 10, "moderate"),
        (GAD, 14, "moderate"),
        (GAD, 15, "severe"),
        (GAD, 21, "severe"),
    ],
)
def test_a_band_has_its_published_edges(measure: Items, total: int, name: str) -> None:
    found = band(measure, total)
    assert found
    assert found.name == name


@pytest.mark.parametrize(("measure", "total"), [(PHQ, 28), (PHQ, -1), (GAD, 22)])
def test_a_total_out_of_reach_has_no_band(measure: Items, total: int) -> None:
    with pytest.raises(NotAnAnswer):
        band(measure, total)


# Change


@pytest.mark.parametrize(
    ("before", "now", "direction", "reliable"),
    [
        (14, 8, Direction.LOWER, True),
        (14, 9, Direction.LOWER, False),
        (8, 14, Direction.HIGHER, True),
        (8, 13, Direction.HIGHER, False),
        (8, 8, Direction.SAME, False),
    ],
)
def test_a_change_is_reliable_from_its_distance_on(before: int, now: int, direction: Direction, reliable: bool) -> None:
    found = change(PHQ, Score(before, 27), Score(now, 27))
    assert found
    assert (found.difference, found.direction, found.reliable) == (now - before, direction, reliable)
    assert found.reliably_fell == (reliable and direction is Direction.LOWER)
    assert found.reliably_rose == (reliable and direction is Direction.HIGHER)


def test_without_two_totals_there_is_no_change() -> None:
    assert change(PHQ, Score(None, 27), Score(9, 27)) is None
    assert change(PHQ, Score(9, 27), Score(None, 27)) is None


def test_where_no_distance_is_known_no_change_is_called_reliable() -> None:
    assert not Change(40, 0, None).reliable


# The item on safety


def test_the_last_answers_to_the_item_on_safety_come_with_those_that_were_declined() -> None:
    said = sittings((10, 0), (9, 1), (None, Skip.DECLINED), (8, None))
    assert [one.safety for one in last_said(said)] == [Skip.DECLINED, 1, 0]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], False),
        ([2], False),
        ([0, 1], True),
        ([1, 1], False),
        ([2, 1], False),
        ([0, 2, 2], False),
        ([3, 0, 1], True),
    ],
)
def test_it_rose_where_the_last_answer_is_above_the_one_before(values: list[int], expected: bool) -> None:
    assert rose(sittings(*((10, value) for value in values))) is expected


def test_a_declined_answer_is_no_fall_to_rise_from() -> None:
    assert rose(sittings((10, 1), (None, Skip.DECLINED), (9, 2)))
    assert not rose(sittings((10, 2), (None, Skip.DECLINED), (9, 2)))


@pytest.mark.parametrize(
    ("said", "since"),
    [
        ([(18, 0), (12, 1)], 0),
        ([(18, 1), (12, 1)], None),
        ([(12, 0), (18, 1)], None),
        ([(12, 0), (12, 1)], None),
        ([(18, 0), (15, 2), (12, 2)], 0),
        ([(18, 2), (15, 0), (12, 1)], 1),
        ([(18, 0), (None, 3), (12, 1)], 0),
        ([(18, 0), (None, Skip.DECLINED), (12, 1)], 0),
        ([(18, 0), (12, None)], None),
        ([(18, 0)], None),
        ([], None),
    ],
)
def test_a_falling_total_never_hides_a_rising_item(
    said: list[tuple[int | None, Answer | None]], since: int | None
) -> None:
    found = hidden_rise(sittings(*said))
    assert (found.on if found else None) == (on(14 * since) if since is not None else None)


# Day-to-day life


def test_each_part_of_life_stands_alone_and_there_is_no_sum() -> None:
    said: dict[str, Answer] = {
        "self-care": 4,
        "home": 0,
        "work": Skip.DOES_NOT_APPLY,
        "people": Skip.DECLINED,
        "enjoyment": 2,
    }
    assert score(FUNCTIONING, said).total is None
    assert score(FUNCTIONING, {item.id: 1 for item in FUNCTIONING.items}).total is None
    found = {area.id: area for area in areas(FUNCTIONING, said, {"self-care": 1, "work": 3})}
    assert list(found) == ["self-care", "home", "work", "people", "enjoyment"]
    first = found["self-care"].change
    assert first
    assert (first.difference, first.reliable) == (3, False)
    assert found["work"].change is None, "what does not apply has not changed"
    assert found["home"].change is None, "there was nothing before"


def test_functioning_goes_from_0_to_4() -> None:
    with pytest.raises(NotAnAnswer):
        score(FUNCTIONING, {"home": 5})


# WSAS


@pytest.mark.parametrize(
    ("total", "name"),
    [
        (0, "below the clinical range"),
        (9, "below the clinical range"),
        (10, "significant difficulty"),
        (20, "significant difficulty"),
        (21, "moderately severe or worse"),
        (40, "moderately severe or worse"),
    ],
)
def test_a_wsas_score_is_entered_out_of_40(total: int, name: str) -> None:
    found = band(WSAS, total)
    assert entered(WSAS, total) == Score(total, 40)
    assert found
    assert found.name == name


@pytest.mark.parametrize(("total", "works"), [(41, True), (-1, True), (33, False)])
def test_a_wsas_score_out_of_reach_is_refused(total: int, works: bool) -> None:
    with pytest.raises(NotAnAnswer):
        entered(WSAS, total, works=works)


def test_where_work_does_not_apply_the_wsas_is_out_of_32_and_not_compared_with_one_out_of_40() -> None:
    without = entered(WSAS, 32, works=False)
    assert without == Score(32, 32)
    assert change(WSAS, entered(WSAS, 36), without) is None


def worded(slot: Licensed) -> Licensed:
    """The slot with words in it. Words of no meaning: the real ones are not ours to write here."""
    filler: Words = "…"
    text = Items.model_validate(
        {
            **slot.model_dump(include={"id", "title", "about", "introduction", "why", "minutes", "highest"}),
            "kind": "questions",
            "stem": filler,
            "options": [{"value": n, "label": str(n)} for n in range(9)],
            "does_not_apply": filler,
            "items": [{**place.model_dump(), "text": filler} for place in slot.items],
            "without_work": slot.without_work,
            "credit": filler,
            "licence": filler,
        }
    )
    return slot.model_copy(update={"text": text})


def test_a_slot_without_its_text_cannot_be_answered() -> None:
    with pytest.raises(NotAnAnswer, match="not installed"):
        licensed_score(SLOT, answers("88888"))


def test_a_slot_with_its_text_is_out_of_32_where_work_does_not_apply() -> None:
    slot = worded(SLOT)
    assert licensed_score(slot, answers("88888")) == Score(40, 40)
    assert licensed_score(slot, {**answers("08888"), "item-1": Skip.DOES_NOT_APPLY}) == Score(32, 32)
    assert licensed_score(slot, {**answers("88888"), "item-2": Skip.DOES_NOT_APPLY}).total is None
    assert licensed_score(slot, {**answers("88888"), "item-2": Skip.DECLINED}).total is None


# When


@pytest.mark.parametrize(
    ("last", "expected"), [(None, True), (0, False), (6, False), (7, False), (13, False), (14, True), (40, True)]
)
def test_a_full_set_is_due_every_so_many_days(last: int | None, expected: bool) -> None:
    assert due(Schedule(every=14), last=None if last is None else on(-last), today=DAY) is expected


@pytest.mark.parametrize(
    ("last", "session", "expected"),
    [
        (8, 0, True),
        (8, 2, True),
        (8, 3, False),
        (8, -1, False),
        (8, None, False),
        (7, 1, True),
        (6, 1, False),
        (None, 2, True),
        (None, 5, False),
    ],
)
def test_before_each_session_one_is_due_but_never_two_within_a_week(
    last: int | None, session: int | None, expected: bool
) -> None:
    schedule = Schedule(every=None, session_within=2)
    found = due(
        schedule,
        last=None if last is None else on(-last),
        today=DAY,
        session=None if session is None else on(session),
    )
    assert found is expected


def test_a_pathway_cannot_ask_more_often_than_once_a_week() -> None:
    assert Schedule(every=7)
    with pytest.raises(ValueError, match="too often"):
        Schedule(every=6)


def test_the_next_day_is_known_where_days_are_counted() -> None:
    assert next_due(Schedule(every=14), last=on(-4), today=DAY) == on(10)
    assert next_due(Schedule(every=14), last=on(-20), today=DAY) == DAY
    assert next_due(Schedule(every=14), last=None, today=DAY) == DAY
    assert next_due(Schedule(every=None, session_within=2), last=on(-4), today=DAY) is None


# Worth a look


def known(
    phq: tuple[int, ...] = (),
    gad: tuple[int, ...] = (),
    *,
    score_days: int = 0,
    login_days: int = 0,
    things_due: bool = False,
) -> Known:
    return Known(phq, gad, score_days, login_days, things_due)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (known(), []),
        (known((10, 16)), [Look.RISEN]),
        (known((10, 15)), []),
        (known(gad=(8, 12)), [Look.RISEN]),
        (known(gad=(8, 11)), []),
        (known((10, 16), (12, 8)), []),
        (known((10, 16), (12, 9)), [Look.RISEN]),
        (known((15, 15, 15, 13)), [Look.NO_FALL]),
        (known((15, 15, 15, 12)), []),
        (known((15, 15, 13)), []),
        (known((11, 10, 11, 10)), [Look.NO_FALL]),
        (known((11, 10, 11, 9)), []),
        (known((9, 9, 8, 9)), []),
        (known((5, 6, 7)), [Look.RISING]),
        (known((5, 6, 6)), []),
        (known((9, 5, 6)), []),
        (known(gad=(3, 4, 5)), [Look.RISING]),
        (known(score_days=15), [Look.NO_SCORE]),
        (known(score_days=14), []),
        (known(login_days=11, things_due=True), [Look.QUIET]),
        (known(login_days=10, things_due=True), []),
        (known(login_days=99), []),
        (known((10, 12, 14, 16), score_days=20), [Look.RISEN, Look.NO_FALL, Look.RISING, Look.NO_SCORE]),
    ],
)
def test_what_is_worth_a_look_follows_its_rule_at_both_edges(facts: Known, expected: list[Look]) -> None:
    assert list(worth_a_look(facts, Limits())) == expected


def test_a_lead_sets_the_numbers_and_can_leave_a_rule_out() -> None:
    facts = known((5, 6, 7), score_days=15)
    assert worth_a_look(facts, Limits(rises=3, score_days=30)) == ()
    assert worth_a_look(facts, Limits(left_out=frozenset({Look.RISING}))) == (Look.NO_SCORE,)


@pytest.mark.parametrize("name", BOUNDS)
def test_a_number_outside_its_bounds_is_refused(name: str) -> None:
    low, high = BOUNDS[name]
    for number in (low, high):
        assert getattr(limits(name, number), name) == number
    for number in (low - 1, high + 1):
        with pytest.raises(ValueError, match=name):
            limits(name, number)


def limits(name: str, number: int) -> Limits:
    change: dict[str, Any] = {name: number}
    return Limits(**change)


def test_every_reason_has_a_rule_and_says_it_with_the_leads_own_numbers() -> None:
    assert [rule.look for rule in RULES] == list(Look)
    set_ = Limits(fall=4, sittings=5, total=11, rises=3, score_days=21, login_days=12)
    words = {look: in_words(look, set_) for look in Look}
    assert "6 or more" in words[Look.RISEN]
    assert "4 or more" in words[Look.RISEN]
    assert all(number in words[Look.NO_FALL] for number in ("5 scores", "11 or more", "less than 4"))
    assert "3 times" in words[Look.RISING]
    assert "21 days" in words[Look.NO_SCORE]
    assert "12 days" in words[Look.QUIET]
    assert not any("risk" in sentence.lower() for sentence in words.values())
