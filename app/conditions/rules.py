"""One language of conditions: all, any, not, over named facts. Pure; read back as one plain sentence.

In YAML a condition is one of

    {fact: NAME, is: VALUE}            {fact: NAME, one_of: [VALUE, …]}     {fact: NAME, includes: OPTION}
    {fact: NAME, at_least: NUMBER}     {fact: NAME, at_most: NUMBER}        {fact: NAME, answered: true}
    {all: [CONDITION, …]}              {any: [CONDITION, …]}                {not: CONDITION}

A test on a fact that is not there is false (`answered: false` is then true).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, assert_never

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StrictInt, Tag, TypeAdapter

from app.rendering import gettext as _
from app.rendering import listed

Value = str | int | bool
Facts = Mapping[str, object]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class _Test(_Part):
    fact: str


class Is(_Test):
    value: Value = Field(alias="is")


class OneOf(_Test):
    one_of: tuple[Value, ...] = Field(min_length=1)


class Includes(_Test):
    includes: str


class AtLeast(_Test):
    at_least: StrictInt


class AtMost(_Test):
    at_most: StrictInt


class Answered(_Test):
    answered: bool


class AllOf(_Part):
    all: tuple["Condition", ...] = Field(min_length=1)


class AnyOf(_Part):
    any: tuple["Condition", ...] = Field(min_length=1)


class Not(_Part):
    condition: "Condition" = Field(alias="not")


Test = Is | OneOf | Includes | AtLeast | AtMost | Answered


_NAMES: dict[type, str] = {
    Is: "is",
    OneOf: "one_of",
    Includes: "includes",
    AtLeast: "at_least",
    AtMost: "at_most",
    Answered: "answered",
    AllOf: "all",
    AnyOf: "any",
    Not: "not",
}


def _which(value: Any) -> str | None:
    """The key that says which condition this is."""
    if isinstance(value, dict):
        return next((key for key in _NAMES.values() if key in value), None)
    return _NAMES.get(type(value))


Condition = Annotated[
    Annotated[Is, Tag("is")]
    | Annotated[OneOf, Tag("one_of")]
    | Annotated[Includes, Tag("includes")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[AtMost, Tag("at_most")]
    | Annotated[Answered, Tag("answered")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(
        _which,
        custom_error_type="condition",
        custom_error_message=f"a condition needs one of: {', '.join(_NAMES.values())}",
    ),
]


CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether the condition is true of these facts."""
    match condition:
        case AllOf(all=parts):
            return all(holds(part, facts) for part in parts)
        case AnyOf(any=parts):
            return any(holds(part, facts) for part in parts)
        case Not(condition=part):
            return not holds(part, facts)
        case Answered(fact=name, answered=wanted):
            return (name in facts) is wanted
        case test:
            return test.fact in facts and _passes(test, facts[test.fact])


def _passes(test: Is | OneOf | Includes | AtLeast | AtMost, value: object) -> bool:
    match test:
        case Is(value=wanted):
            return _same(value, wanted)
        case OneOf(one_of=wanted):
            return any(_same(value, one) for one in wanted)
        case Includes(includes=option):
            return isinstance(value, list | tuple) and option in value
        case AtLeast(at_least=bound):
            return _number(value) and value >= bound  # type: ignore[operator]
        case AtMost(at_most=bound):
            return _number(value) and value <= bound  # type: ignore[operator]
        case other:
            assert_never(other)


def _same(value: object, wanted: Value) -> bool:
    return type(value) is type(wanted) and value == wanted  # True is not 1 here


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def tests(condition: Condition) -> Iterator[Test]:
    """Every test on a fact in the condition, in the order written."""
    match condition:
        case AllOf(all=parts) | AnyOf(any=parts):
            for part in parts:
                yield from tests(part)
        case Not(condition=part):
            yield from tests(part)
        case test:
            yield test


def because(condition: Condition, clause: Callable[[Test], str]) -> str:
    """The condition as one plain clause: "mood is 3 or less and sleep is “badly”". `clause` says one test."""
    match condition:
        case AllOf(all=parts):
            return listed([because(part, clause) for part in parts], _("and"))
        case AnyOf(any=parts):
            return listed([because(part, clause) for part in parts], _("or"))
        case Not(condition=part):
            return _("it is not so that %(clause)s") % {"clause": because(part, clause)}
        case test:
            return clause(test)


def in_words(name: Callable[[str], str], word: Callable[[str, Value], str]) -> Callable[[Test], str]:
    """A way to say a test on an answer. `name` turns a fact's name into words, `word` one of its values."""
    return lambda test: _clause(test, name(test.fact), lambda value: word(test.fact, value))


def _clause(test: Test, name: str, word: Callable[[Value], str]) -> str:
    match test:
        case Is(value=value):
            return _("%(fact)s is %(value)s") % {"fact": name, "value": word(value)}
        case OneOf(one_of=values):
            return _("%(fact)s is %(value)s") % {"fact": name, "value": listed([word(v) for v in values], _("or"))}
        case Includes(includes=option):
            return _("%(fact)s includes %(value)s") % {"fact": name, "value": word(option)}
        case AtLeast(at_least=bound):
            return _("%(fact)s is %(number)s or more") % {"fact": name, "number": bound}
        case AtMost(at_most=bound):
            return _("%(fact)s is %(number)s or less") % {"fact": name, "number": bound}
        case Answered(answered=True):
            return _("%(fact)s has an answer") % {"fact": name}
        case Answered():
            return _("%(fact)s has no answer yet") % {"fact": name}
        case other:
            assert_never(other)
