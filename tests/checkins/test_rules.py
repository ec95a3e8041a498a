"""The check-in: who sees what, what there is to talk about, what the programme may change, what a lead sees."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from app.checkins.rules import (
    Answer,
    Audience,
    ForLead,
    Given,
    NotAnAnswer,
    Reason,
    Skip,
    after_last_session,
    after_session,
    by_cell,
    checked,
    due,
    figures,
    for_lead,
    for_practitioner,
    offers,
    question,
    topics,
    wishes,
)
from app.content.check_in import CheckIn, Offer, Partner, load
from app.content.schema import Theme
from app.settings import ROOT

DAY = date(2026, 6, 11)
PATIENT = uuid4()


def shipped() -> CheckIn:
    found, faults = load(ROOT / "modules")
    assert found, faults
    return found


CHECK_IN = shipped()


def given(
    answers: Mapping[str, Answer] | None = None,
    *chips: str,
    words: str = "",
    audience: Audience = Audience.PRACTITIONER,
    patient: UUID = PATIENT,
    day: int = 0,
) -> Given:
    return Given(patient, DAY + timedelta(days=day), audience, answers or {}, chips, words)


# What can be said


def test_every_question_may_be_left_out_or_declined_or_not_apply() -> None:
    assert checked(CHECK_IN, given())
    assert checked(CHECK_IN, given({"doable": Skip.DECLINED, "gets-it": Skip.DOES_NOT_APPLY, "fits-me": 4}, "slower"))


@pytest.mark.parametrize(
    "wrong", [given({"doable": 5}), given({"doable": True}), given({"one-change": 1}), given({}, "louder")]
)
def test_what_nobody_was_asked_is_no_answer(wrong: Given) -> None:
    with pytest.raises(NotAnAnswer):
        checked(CHECK_IN, wrong)


# Who sees it


def test_a_check_in_for_the_lead_does_not_reach_the_practitioner() -> None:
    assert for_practitioner(CHECK_IN, given({"gets-it": 0}, audience=Audience.LEAD)) is None


def test_asking_for_someone_else_reaches_the_lead_and_leaves_no_trace_with_the_practitioner() -> None:
    said = given({"gets-it": 2}, "slower", "someone-else", words="I would like to see a woman.")
    assert for_practitioner(CHECK_IN, said) == given({"gets-it": 2}, "slower")
    assert for_lead(CHECK_IN, said) == ForLead(PATIENT, "I would like to see a woman.")


def test_a_shared_check_in_tells_the_lead_nothing_of_its_own() -> None:
    said = given({"gets-it": 0}, "slower", words="Less to read.")
    assert for_practitioner(CHECK_IN, said) == said
    assert for_lead(CHECK_IN, said) is None


def test_the_lead_reads_words_meant_for_them_without_a_name() -> None:
    said = given({"gets-it": 0}, words="I do not feel heard.", audience=Audience.LEAD)
    assert for_lead(CHECK_IN, said) == ForLead(None, "I do not feel heard.")
    assert for_lead(CHECK_IN, given({"gets-it": 0}, audience=Audience.LEAD)) is None


# What to talk about


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([0], (Reason.LOW, 0, None)),
        ([1], (Reason.LOW, 1, None)),
        ([2], None),
        ([4, 2], (Reason.FELL, 2, 4)),
        ([3, 2], None),
        ([4, 3], None),
        ([4, 1], (Reason.LOW, 1, 4)),
        ([1, 1], (Reason.LOW, 1, 1)),
        ([1, 3], None),
        ([4, Skip.DOES_NOT_APPLY, 2], (Reason.FELL, 2, 4)),
        ([0, Skip.DECLINED], None),
        ([0, None], None),
        ([], None),
    ],
)
def test_a_low_or_falling_answer_is_something_to_talk_about(
    said: list[Answer | None], expected: tuple[Reason, int, int | None] | None
) -> None:
    visible = [given({"doable": one} if one is not None else {}, day=n) for n, one in enumerate(said)]
    found = [(one.reason, one.answer, one.before) for one in topics(CHECK_IN, visible)]
    assert found == ([expected] if expected else [])


def test_topics_stand_in_the_order_of_the_questions_each_with_words_for_raising_it() -> None:
    found = topics(CHECK_IN, [given({item.id: 0 for item in reversed(CHECK_IN.items)})])
    assert [one.item.id for one in found] == [item.id for item in CHECK_IN.items]
    assert all(one.raising.startswith("“You said") for one in found)


def test_a_check_in_for_the_lead_is_not_compared_with() -> None:
    """Otherwise a fall would tell the practitioner what the answer had been."""
    every = [given({"doable": 4}, audience=Audience.LEAD), given({"doable": 2}, day=30)]
    visible = [seen for one in every if (seen := for_practitioner(CHECK_IN, one))]
    assert topics(CHECK_IN, visible) == ()


def test_questions_stand_by_theme_and_by_partner() -> None:
    cells = by_cell(CHECK_IN)
    assert [item.id for item in cells[Theme.HEURISTICS, Partner.PROGRAMME]] == ["work-things-out", "find-things"]
    assert [item.id for item in cells[None, Partner.LINK]] == ["fits-together"]
    assert {theme for theme, _partner in cells} == {*Theme, None}
    assert {partner for _theme, partner in cells} == set(Partner)
    assert sum(map(len, cells.values())) == len(CHECK_IN.items)


# What the programme may change


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (given(), []),
        (given({"fits-me": 1}), [(Offer.FEWER_WORDS, "fits-me")]),
        (given({"fits-me": 2}), []),
        (given({"gets-it": 0, "help-in-time": 0}), []),
        (given({}, "slower", "fewer-words"), [(Offer.SLOWER, None), (Offer.FEWER_WORDS, None)]),
        (given({"doable": 0}, "slower"), [(Offer.SLOWER, None)]),
        (given({"doable": 0}, "faster"), [(Offer.FASTER, None)]),
        (given({"find-things": 0}, "less-contact"), [(Offer.LESS_SUPPORT, None)]),
        (given({"find-things": 0, "work-things-out": 1}), [(Offer.MORE_SUPPORT, "work-things-out")]),
        (given({}, "slower", "faster"), []),
        (given({}, "someone-else", "different-goal", "technical-problem", "other"), []),
    ],
)
def test_answers_about_the_programme_become_questions_about_changing_it(
    said: Given, expected: list[tuple[Offer, str | None]]
) -> None:
    found = [(one.offer, one.item.id if one.item else None) for one in offers(CHECK_IN, said)]
    assert found == expected


def test_every_change_is_asked_before_it_is_made() -> None:
    assert all(question(offer).endswith("?") for offer in Offer)
    assert len({question(offer) for offer in Offer}) == len(Offer)


# What a lead sees


def crowd(*values: Answer) -> list[Given]:
    return [given({"doable": value}, patient=uuid4(), day=n) for n, value in enumerate(values)]


def figure(said: list[Given]) -> tuple[float | None, int | None, int | None]:
    found = next(one for one in figures(CHECK_IN, said) if one.item.id == "doable")
    return found.mean, found.people, found.low


def test_a_figure_needs_five_people() -> None:
    assert figure(crowd(1, 2, 3, 4)) == (None, None, None)
    assert figure(crowd(1, 2, 3, 4, Skip.DOES_NOT_APPLY)) == (None, None, None), "who did not answer is not behind it"
    assert figure(crowd(1, 2, 3, 4, 4)) == (2.8, 5, None)


def test_one_person_is_not_five_people() -> None:
    assert figure([given({"doable": 4}, day=n) for n in range(5)]) == (None, None, None)


def test_each_patients_latest_answer_counts() -> None:
    patients = [uuid4() for _n in range(5)]
    early = [given({"doable": 0}, patient=patient) for patient in patients]
    late = [given({"doable": 3}, patient=patient, day=30) for patient in patients]
    assert figure(late + early) == (3.0, 5, None)


def test_counts_are_rounded_and_small_ones_left_out() -> None:
    assert figure(crowd(*[0] * 4, *[4] * 8)) == (2.7, 10, None)
    assert figure(crowd(*[1] * 6, *[4] * 7)) == (2.6, 15, 5)


def test_a_wish_is_counted_from_five_people_up() -> None:
    said = [given({}, "slower", patient=uuid4()) for _n in range(8)]
    said += [given({}, "faster", patient=uuid4()) for _n in range(4)]
    said += [given({}, "fewer-words", day=n) for n in range(9)]
    assert wishes(CHECK_IN, said) == {"slower": 10}


# When


@pytest.mark.parametrize(("last", "expected"), [(None, True), (27, False), (28, True)])
def test_one_is_offered_every_so_many_days(last: int | None, expected: bool) -> None:
    before = None if last is None else DAY - timedelta(days=last)
    assert due(last=before, every=28, today=DAY) is expected


def test_one_is_offered_after_the_first_and_the_third_session_and_then_every_third() -> None:
    assert [n for n in range(1, 13) if after_session(n)] == [1, 3, 6, 9, 12]


@pytest.mark.parametrize(
    ("sessions", "last_after", "days", "offered"),
    [
        (1, None, 0, True),
        (2, None, 0, False),
        (3, None, 7, True),
        (3, None, 8, False),
        (3, 0, 1, False),
        (0, None, 0, False),
    ],
)
def test_a_check_in_is_offered_in_the_week_after_the_first_and_the_third_session(
    sessions: int, last_after: int | None, days: int, offered: bool
) -> None:
    came = [date(2026, 5, 4) + timedelta(days=7 * n) for n in range(sessions)]
    end = came[-1] if came else date(2026, 5, 4)
    last = None if last_after is None else end + timedelta(days=last_after)
    assert after_last_session(came, last=last, today=end + timedelta(days=days)) is offered
