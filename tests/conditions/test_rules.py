"""Conditions: when a test on a fact holds, how tests nest, and how one reads back as a plain clause."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.conditions import rules
from app.conditions.rules import Condition, Facts, Value, because, holds, in_words

CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)

LOW = {"fact": "step.mood", "at_most": 3}
TIRED = {"fact": "step.sleep", "is": "badly"}


def written(data: object) -> Condition:
    return CONDITION.validate_python(data)


def holds_of(data: object, facts: Facts) -> bool:
    return holds(written(data), facts)


@pytest.mark.parametrize(
    ("test", "fact", "wanted"),
    [
        ({"is": "badly"}, "badly", True),
        ({"is": "badly"}, "Badly", False),
        ({"is": 3}, 3, True),
        ({"is": 3}, "3", False),
        ({"is": True}, True, True),
        ({"is": False}, False, True),
        ({"one_of": ["a", "b"]}, "b", True),
        ({"one_of": ["a", "b"]}, "c", False),
        ({"one_of": [1, "b"]}, 1, True),
        ({"includes": "walk"}, ["rest", "walk"], True),
        ({"includes": "walk"}, ("walk",), True),
        ({"includes": "walk"}, ["rest"], False),
        ({"includes": "walk"}, "walk", False),
        ({"includes": "walk"}, "a walk", False),
        ({"at_least": 3}, 3, True),
        ({"at_least": 3}, 2, False),
        ({"at_least": 3}, 10**30, True),
        ({"at_least": 3}, "7", False),
        ({"at_least": 0}, [], False),
        ({"at_most": 3}, 3, True),
        ({"at_most": 3}, 4, False),
        ({"at_most": 3}, -1, True),
        ({"at_most": 3}, "1", False),
        ({"at_most": 3}, None, False),
        ({"answered": True}, "", True),
        ({"answered": True}, 0, True),
        ({"answered": False}, 0, False),
    ],
)
def test_a_test_holds_only_of_a_fact_it_fits(test: dict[str, Any], fact: object, wanted: bool) -> None:
    assert holds_of({"fact": "step.it", **test}, {"step.it": fact}) is wanted


@pytest.mark.parametrize(
    "test", [{"is": "a"}, {"one_of": ["a"]}, {"includes": "a"}, {"at_least": 0}, {"at_most": 9}, {"answered": True}]
)
def test_a_fact_that_is_not_there_makes_every_test_false(test: dict[str, Any]) -> None:
    assert not holds_of({"fact": "step.it", **test}, {})
    assert holds_of({"not": {"fact": "step.it", **test}}, {})


def test_only_having_no_answer_is_true_of_a_fact_that_is_not_there() -> None:
    assert holds_of({"fact": "step.it", "answered": False}, {"step.other": 1})


@pytest.mark.parametrize(
    ("test", "fact"),
    [
        ({"is": 1}, True),
        ({"is": 0}, False),
        ({"is": True}, 1),
        ({"is": False}, 0),
        ({"one_of": [0, 1]}, True),
        ({"one_of": [True]}, 1),
        ({"at_least": 1}, True),
        ({"at_most": 1}, False),
    ],
)
def test_yes_is_not_the_number_one(test: dict[str, Any], fact: object) -> None:
    assert not holds_of({"fact": "step.it", **test}, {"step.it": fact})


@pytest.mark.parametrize(
    ("facts", "every", "some"),
    [
        ({}, False, False),
        ({"step.mood": 2}, False, True),
        ({"step.sleep": "badly"}, False, True),
        ({"step.mood": 2, "step.sleep": "badly"}, True, True),
        ({"step.mood": 9, "step.sleep": "well"}, False, False),
    ],
)
def test_all_needs_every_part_and_any_needs_one(facts: dict[str, object], every: bool, some: bool) -> None:
    assert holds_of({"all": [LOW, TIRED]}, facts) is every
    assert holds_of({"any": [LOW, TIRED]}, facts) is some
    assert holds_of({"not": {"all": [LOW, TIRED]}}, facts) is not every
    assert holds_of({"not": {"any": [LOW, TIRED]}}, facts) is not some


def test_conditions_nest_as_deep_as_they_are_written() -> None:
    deep = {"all": [{"any": [LOW, {"not": TIRED}]}, {"not": {"not": {"all": [{"fact": "step.it", "answered": True}]}}}]}
    assert holds_of(deep, {"step.mood": 1, "step.sleep": "badly", "step.it": "x"})
    assert holds_of(deep, {"step.mood": 9, "step.it": "x"})
    assert not holds_of(deep, {"step.mood": 9, "step.sleep": "badly", "step.it": "x"})
    assert not holds_of(deep, {"step.mood": 1})


def test_every_test_is_found_in_the_order_written() -> None:
    nested = written({"all": [LOW, {"not": {"any": [TIRED, {"fact": "step.it", "answered": True}]}}]})
    assert [test.fact for test in rules.tests(nested)] == ["step.mood", "step.sleep", "step.it"]
    assert [test.fact for test in rules.tests(written(LOW))] == ["step.mood"]


NAMES = {"step.mood": "mood", "step.sleep": "sleep", "step.plan": "your plan"}


@pytest.mark.parametrize(
    ("data", "clause"),
    [
        (LOW, "mood is 3 or less"),
        ({"fact": "step.mood", "at_least": 7}, "mood is 7 or more"),
        (TIRED, "sleep is “badly”"),
        ({"fact": "step.sleep", "one_of": ["a"]}, "sleep is “a”"),
        ({"fact": "step.sleep", "one_of": ["a", "b", "c"]}, "sleep is “a”, “b” or “c”"),
        ({"fact": "step.plan", "includes": "walk"}, "your plan includes “walk”"),
        ({"fact": "step.plan", "answered": True}, "your plan has an answer"),
        ({"fact": "step.plan", "answered": False}, "your plan has no answer yet"),
        ({"all": [LOW, TIRED]}, "mood is 3 or less and sleep is “badly”"),
        ({"any": [LOW, TIRED]}, "mood is 3 or less or sleep is “badly”"),
        ({"all": [LOW]}, "mood is 3 or less"),
        ({"not": TIRED}, "it is not so that sleep is “badly”"),
        (
            {"all": [LOW, TIRED, {"fact": "step.plan", "answered": True}]},
            "mood is 3 or less, sleep is “badly” and your plan has an answer",
        ),
    ],
)
def test_a_condition_reads_back_as_a_plain_clause(data: object, clause: str) -> None:
    def word(fact: str, value: Value) -> str:
        assert fact in NAMES
        return f"“{value}”"

    assert because(written(data), in_words(NAMES.__getitem__, word)) == clause


KEYS = ("is", "one_of", "includes", "at_least", "at_most", "answered", "all", "any", "not")


@pytest.mark.parametrize(
    "data", [{"fact": "step.it", "equals": 3}, {}, {"fact": "step.it"}, {"none": []}, "yes", 3, None]
)
def test_a_condition_with_a_key_we_do_not_know_is_refused_and_the_keys_are_named(data: object) -> None:
    with pytest.raises(ValidationError) as refused:
        written(data)
    said = str(refused.value)
    assert all(key in said for key in KEYS), f"name every key a condition may have; this was said: {said}"


@pytest.mark.parametrize(
    "data",
    [
        {"is": 3},
        {"fact": "step.it", "is": 3, "colour": "red"},
        {"fact": "step.it", "is": 3, "at_least": 3},
        {"fact": "step.it", "one_of": []},
        {"fact": "step.it", "at_least": "many"},
        {"fact": "step.it", "is": 1.5},
        {"fact": "step.it", "is": None},
        {"all": []},
        {"any": []},
        {"all": [{"fact": "step.it"}]},
        {"not": [LOW]},
    ],
)
def test_a_condition_that_is_not_whole_is_refused(data: object) -> None:
    with pytest.raises(ValidationError):
        written(data)


def test_the_schema_for_editors_can_be_built_and_knows_every_key() -> None:
    schema = CONDITION.json_schema(by_alias=True)
    found = {key for part in schema["$defs"].values() for key in part["properties"]}
    assert found == {"fact", *KEYS}


def test_a_condition_written_out_reads_in_as_the_same_condition() -> None:
    nested = written({"all": [LOW, {"not": {"any": [TIRED, {"fact": "step.it", "is": True}]}}]})
    assert CONDITION.validate_json(CONDITION.dump_json(nested, by_alias=True)) == nested


_names = st.sampled_from(["a.x", "a.y", "b.z"])
_values = st.one_of(st.sampled_from(["one", "two"]), st.integers(-2, 12), st.booleans())
_tests = st.one_of(
    st.builds(lambda fact, value: {"fact": fact, "is": value}, _names, _values),
    st.builds(lambda fact, values: {"fact": fact, "one_of": values}, _names, st.lists(_values, min_size=1, max_size=3)),
    st.builds(lambda fact, value: {"fact": fact, "includes": value}, _names, st.sampled_from(["one", "two"])),
    st.builds(lambda fact, bound: {"fact": fact, "at_least": bound}, _names, st.integers(-2, 12)),
    st.builds(lambda fact, bound: {"fact": fact, "at_most": bound}, _names, st.integers(-2, 12)),
    st.builds(lambda fact, wanted: {"fact": fact, "answered": wanted}, _names, st.booleans()),
)
_conditions: st.SearchStrategy[dict[str, Any]] = st.recursive(
    _tests,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=8,
)
_facts = st.dictionaries(_names, st.one_of(_values, st.lists(st.sampled_from(["one", "two"]), max_size=2), st.none()))


@given(_conditions, _facts)
def test_not_is_the_opposite_whatever_the_facts(data: dict[str, Any], facts: dict[str, object]) -> None:
    assert holds_of({"not": data}, facts) is not holds_of(data, facts)
    assert holds_of({"not": {"not": data}}, facts) is holds_of(data, facts)


@given(st.lists(_conditions, min_size=1, max_size=3), _facts)
def test_not_all_is_any_not(parts: list[dict[str, Any]], facts: dict[str, object]) -> None:
    negated = [{"not": part} for part in parts]
    assert holds_of({"not": {"all": parts}}, facts) is holds_of({"any": negated}, facts)
    assert holds_of({"not": {"any": parts}}, facts) is holds_of({"all": negated}, facts)
