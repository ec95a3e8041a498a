"""The way through a module: which steps show, which is next, what falls away, what is said back."""

from typing import Any

import pytest

from app.conditions.rules import holds
from app.content.answers import Answers, Simple
from app.content.schema import Module, Step
from app.enrolments.rules import Given, facts_before, reply, showing, way

DIARY = {
    "kind": "rows",
    "id": "diary",
    "label": "Your week",
    "row": "One thing",
    "columns": [{"kind": "short_text", "id": "what", "label": "What"}],
}


def ask(id_: str, **more: object) -> dict[str, object]:
    return {"kind": "long_text", "id": id_, "label": "What came up?", **more}


STEPS: list[dict[str, Any]] = [
    {"kind": "reading", "id": "welcome", "title": "Welcome", "minutes": 2},
    {
        "kind": "worksheet",
        "id": "moment",
        "title": "One moment",
        "minutes": 5,
        "fields": [
            {"kind": "scale", "id": "strength", "label": "How strong?", "highest": 10, "low": "none", "high": "most"},
            DIARY,
            ask("words"),
        ],
        "replies": [
            {"say": "That was a lot.", "when": {"fact": "moment.strength", "at_least": 8}},
            {"say": "You wrote three or more.", "when": {"fact": "moment.diary", "at_least": 3}},
            {"say": "Thank you.", "when": {"fact": "moment.words", "answered": True}, "quote": "moment.words"},
            {"say": "Nothing has to be written."},
        ],
    },
    {
        "kind": "worksheet",
        "id": "pace",
        "title": "A gentler pace",
        "minutes": 3,
        "show_when": {"fact": "moment.strength", "at_least": 8},
        "fields": [ask("slow")],
    },
    {
        "kind": "worksheet",
        "id": "after-pace",
        "title": "After it",
        "minutes": 4,
        "show_when": {"fact": "pace.slow", "answered": True},
        "fields": [ask("then")],
    },
    {
        "kind": "choice",
        "id": "start",
        "title": "Where to start",
        "minutes": 1,
        "question": "Which part?",
        "options": [
            {"id": "body", "label": "My body", "reply": "Small and kind."},
            {"id": "unsure", "label": "I don't know", "reply": "That is fine."},
        ],
    },
    {
        "kind": "reflection",
        "id": "end",
        "title": "What you make of it",
        "minutes": 6,
        "fields": [
            ask("noticed"),
            ask("gentler", show_when={"fact": "pace.slow", "answered": True}),
            ask("unsure", show_when={"fact": "start.choice", "is": "unsure"}),
        ],
    },
]

MODULE = Module.model_validate(
    {
        "slug": "a-module",
        "manifest": {
            "title": "A module",
            "summary": "Short.",
            "purpose": "For a test.",
            "minutes": 21,
            "themes": ["task"],
            "element": "other",
            "author": "Somebody",
            "review": "2030-01-01",
            "guide": {"purpose": "p", "introduce": "i", "look_at": "l", "sticking_points": ["s"], "not_when": "n"},
            "steps": [step["id"] for step in STEPS],
        },
        "steps": STEPS,
    }
)

STRONG: Answers = {"strength": 9}
MILD: Answers = {"strength": 3}
SHORT_WAY = ["welcome", "moment", "start", "end"]


def ids(given: Given) -> list[str]:
    return [step.id for step in way(MODULE, given).steps]


def step(id_: str) -> Step:
    found = MODULE.step(id_)
    assert found is not None, f"the module of this test has no step {id_}"
    return found


def said(id_: str, known: dict[str, object]) -> str | None:
    found = reply(step(id_), known)
    return found.say if found else None


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, SHORT_WAY),
        ({"moment": {}}, SHORT_WAY),
        ({"moment": MILD}, SHORT_WAY),
        ({"moment": {"strength": 8}}, ["welcome", "moment", "pace", "start", "end"]),
        ({"moment": STRONG, "pace": {}}, ["welcome", "moment", "pace", "start", "end"]),
        ({"moment": STRONG, "pace": {"slow": "x"}}, ["welcome", "moment", "pace", "after-pace", "start", "end"]),
    ],
)
def test_a_step_shows_when_earlier_answers_call_for_it(given: Given, shown: list[str]) -> None:
    assert ids(given) == shown


def test_answers_become_facts_by_step_and_field_and_rows_count() -> None:
    rows: list[dict[str, Simple]] = [{"what": "tea"}, {"what": "walk"}]
    found = way(MODULE, {"moment": {**STRONG, "diary": rows}, "start": {"choice": "body"}})
    assert found.facts == {"moment.strength": 9, "moment.diary": 2, "start.choice": "body"}


def test_a_step_that_fell_away_keeps_its_answers_and_its_facts_no_longer_count() -> None:
    given: dict[str, Answers] = {"welcome": {}, "moment": STRONG, "pace": {"slow": "x"}, "after-pace": {"then": "y"}}
    assert way(MODULE, given).fallen_away == ()
    changed = way(MODULE, {**given, "moment": MILD})
    assert changed.fallen_away == ("pace", "after-pace")
    assert changed.facts == {"moment.strength": 3}
    assert changed.done == {"welcome", "moment"}
    assert [one.id for one in changed.steps] == SHORT_WAY
    assert given["pace"] == {"slow": "x"}, "what was written on a step is never taken away"


def test_a_step_that_comes_back_is_finished_as_it_was_left() -> None:
    back = way(MODULE, {"moment": STRONG, "pace": {"slow": "x"}})
    assert back.fallen_away == ()
    assert back.done == {"moment", "pace"}
    assert back.facts["pace.slow"] == "x"


def test_words_for_a_step_the_module_no_longer_has_are_kept_aside() -> None:
    found = way(MODULE, {"an-old-step": {"words": "mine"}})
    assert found.fallen_away == ("an-old-step",)
    assert found.facts == {}
    assert found.done == frozenset()


def test_the_next_step_is_the_first_one_not_finished() -> None:
    first = way(MODULE, {}).next
    assert first is not None
    assert first.id == "welcome"
    gap = way(MODULE, {"moment": {}, "start": {}}).next
    assert gap is not None
    assert gap.id == "welcome"


def test_a_way_is_finished_when_all_that_shows_is_and_not_before() -> None:
    given: dict[str, Answers] = {one: {} for one in SHORT_WAY}
    whole = way(MODULE, given)
    assert whole.finished
    assert whole.next is None
    assert whole.after("end") is None
    assert whole.minutes_left == 0
    longer = way(MODULE, {**given, "moment": STRONG})
    assert not longer.finished, "a step that shows anew has to be passed first"
    assert longer.next == step("pace")


@pytest.mark.parametrize(
    ("given", "here", "there"),
    [
        ({"welcome": {}}, "welcome", "moment"),
        ({"welcome": {}, "moment": MILD}, "moment", "start"),
        ({"welcome": {}, "moment": STRONG}, "moment", "pace"),
        ({"welcome": {}, "moment": MILD, "start": {}}, "moment", "end"),
        ({"start": {}}, "start", "end"),
        ({"moment": {}, "start": {}, "end": {}}, "end", "welcome"),
        ({"welcome": {}, "start": {}, "end": {}}, "start", "moment"),
    ],
)
def test_from_a_step_one_goes_on_to_the_next_unfinished_and_then_back_to_what_was_left_out(
    given: Given, here: str, there: str
) -> None:
    assert way(MODULE, given).after(here) == step(there)


def test_a_step_has_its_place_among_the_steps_that_show() -> None:
    assert [way(MODULE, {}).position(one) for one in SHORT_WAY] == [1, 2, 3, 4]
    assert way(MODULE, {"moment": STRONG}).position("start") == 4
    with pytest.raises(ValueError):
        way(MODULE, {}).position("pace")


@pytest.mark.parametrize(
    ("given", "minutes"),
    [
        ({}, 14),
        ({"welcome": {}}, 12),
        ({"welcome": {}, "moment": MILD}, 7),
        ({"welcome": {}, "moment": STRONG}, 10),
        ({"moment": STRONG, "pace": {"slow": "x"}}, 13),
        ({"moment": MILD, "pace": {"slow": "x"}}, 9),
    ],
)
def test_the_minutes_left_are_those_of_the_steps_still_to_come(given: Given, minutes: int) -> None:
    assert way(MODULE, given).minutes_left == minutes


def test_a_step_knows_what_was_said_before_it_and_nothing_after() -> None:
    found = way(MODULE, {"moment": STRONG, "pace": {"slow": "x"}, "start": {"choice": "body"}, "end": {"noticed": "n"}})
    assert facts_before(found, "welcome") == {}
    assert facts_before(found, "moment") == {}
    assert facts_before(found, "pace") == {"moment.strength": 9}
    assert facts_before(found, "start") == {"moment.strength": 9, "pace.slow": "x"}
    assert facts_before(found, "end") == {"moment.strength": 9, "pace.slow": "x", "start.choice": "body"}


@pytest.mark.parametrize(
    ("known", "fields"),
    [
        ({}, ["noticed"]),
        ({"pace.slow": "x"}, ["noticed", "gentler"]),
        ({"start.choice": "unsure"}, ["noticed", "unsure"]),
        ({"start.choice": "body"}, ["noticed"]),
        ({"pace.slow": "x", "start.choice": "unsure"}, ["noticed", "gentler", "unsure"]),
    ],
)
def test_a_field_shows_when_earlier_answers_call_for_it(known: dict[str, object], fields: list[str]) -> None:
    assert [field.id for field in showing(step("end"), known)] == fields


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"moment.strength": 9, "moment.diary": 5, "moment.words": "w"}, "That was a lot."),
        ({"moment.strength": 2, "moment.diary": 5, "moment.words": "w"}, "You wrote three or more."),
        ({"moment.diary": 2, "moment.words": "w"}, "Thank you."),
        ({"moment.strength": 2}, "Nothing has to be written."),
        ({}, "Nothing has to be written."),
    ],
)
def test_the_first_reply_that_holds_is_said_back(known: dict[str, object], words: str) -> None:
    assert said("moment", known) == words


def test_every_answer_of_a_choice_has_a_reply_of_its_own_and_no_answer_has_none() -> None:
    assert said("start", {"start.choice": "body"}) == "Small and kind."
    assert said("start", {"start.choice": "unsure"}) == "That is fine."
    assert said("start", {}) is None


def test_a_step_without_replies_says_nothing() -> None:
    assert said("welcome", {"moment.strength": 9}) is None
    assert said("pace", {"pace.slow": "x"}) is None


def test_no_step_rests_on_a_fact_of_a_step_that_does_not_show() -> None:
    given: dict[str, Answers] = {"moment": MILD, "pace": {"slow": "x"}, "after-pace": {"then": "y"}, "end": {}}
    found = way(MODULE, given)
    assert "pace.slow" not in facts_before(found, "end")
    for one in found.steps:
        assert one.show_when is None or holds(one.show_when, found.facts)
