"""No level, colour or score of risk for suicide: in no name of the code, no column, no value and no field of content.

Levels do not tell who is in danger, and take a person's place (NHS England, Staying safe from suicide, 2025). What is
kept are facts, and by when a person looks. This one is on names; the words of pages have a test of their own.
"""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from app.safety import rules
from app.safety.rules import Fact, Flag
from app.safety.tables import FlagEntry, SafetyFlag, SafetyPlanVersion
from app.settings import ROOT
from app.tables import metadata

CODE = sorted((ROOT / "app").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "app/web/static/css").rglob("*.css"))
CONTENT = sorted((ROOT / "modules").rglob("*.yaml"))
NEVER = frozenset(("risk", "risks", "risky", "severity", "severities", "triage", "triaged", "rag", "lethality"))
"""Parts of a name that nothing here is called."""
NEVER_BESIDE_SAFETY = frozenset(
    (  # noqa: SIM905 - it is read and amended as words
        "level levels score scores scored grade grades rank rating ratings colour color red amber green tier stratum "
        "urgency urgent priority probability likelihood predicted prediction predict low medium high moderate severe"
    ).split()
)
"""Parts of a name that nothing of a flag or a safety plan is called, and no name that says safety, flag or suicide."""
SAFETY = frozenset(
    [
        "level",
        "levels",
        "score",
        "scores",
        "scored",
        "grade",
        "grades",
        "rank",
        "rating",
        "ratings",
        "colour",
        "color",
        "red",
        "amber",
        "green",
        "tier",
        "stratum",
        "urgency",
        "urgent",
        "priority",
        "probability",
        "likelihood",
        "predicted",
        "prediction",
        "predict",
        "low",
        "medium",
        "high",
        "moderate",
        "severe",
    ]
)
"""Parts of a name that nothing of a flag or a safety plan is called, and no name that says safety, flag or suicide."""
SAFETY = frozenset({"safety", "flag", "flags", "suicide", "suicidal", "suicidality"})


def parts(name: str) -> set[str]:
    """A name in its words: snake_case, CamelCase and kebab-case alike."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def says_a_level(name: str, *, of_safety: bool = False) -> bool:
    found = parts(name)
    beside = of_safety or bool(found & SAFETY)
    return bool(found & NEVER) or (beside and bool(found & NEVER_BESIDE_SAFETY))


def names(path: Path) -> Iterator[str]:
    """Every name a file makes or uses, and every string that is one (a column, a key, a value)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.alias(name=name):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.Constant(value=str(text)) if re.fullmatch(r"[A-Za-z][\w-]*", text):
                yield text


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_name_of_the_code_is_one_of_a_level(path: Path) -> None:
    of_safety = path.parent.name == "safety"
    found = {name for name in names(path) if says_a_level(name, of_safety=of_safety)}
    assert not found, f"{path.relative_to(ROOT)} names {sorted(found)}: keep facts and a time, never a level"


def test_no_column_and_no_value_of_the_database_is_one() -> None:
    columns = [f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.columns]
    found = [name for name in columns if says_a_level(name.replace(".", "_"))]
    assert not found, f"columns that say a level: {found}"
    own = [
        column.name
        for table in (SafetyFlag, FlagEntry, SafetyPlanVersion)
        for column in metadata.tables[str(table.__tablename__)].columns
    ]
    assert not [name for name in own if says_a_level(name, of_safety=True)]
    assert len(own) > 15
    checks = [
        str(one.sqltext) for table in metadata.tables.values() for one in table.constraints if hasattr(one, "sqltext")
    ]
    said = {value for text in checks for value in re.findall(r"'([^']*)'", text)}
    assert not [value for value in said if parts(value) & NEVER]


def test_no_value_that_a_flag_can_have_is_one() -> None:
    kinds = [
        one for one in vars(rules).values() if isinstance(one, type) and issubclass(one, StrEnum) and one is not StrEnum
    ]
    own = [one for one in kinds if one.__module__ == rules.__name__]
    assert len(own) == 4, "sources, deeds, outcomes and the parts of a plan: is the new one a level?"
    values = [value for kind in own for one in kind for value in (one.name, one.value)]
    assert not [value for value in values if says_a_level(value, of_safety=True)]


def test_a_flag_and_what_it_rests_on_hold_numbers_that_were_answered_and_no_other() -> None:
    """The two numbers are what somebody pressed, and what they pressed before: nothing is worked out from them."""
    numbers = {
        f"{kind.__name__}.{name}"
        for kind in (Flag, Fact)
        for name, type_ in kind.__annotations__.items()
        if "int" in str(type_) or "float" in str(type_)
    }
    assert numbers == {"Fact.answer", "Fact.before"}


@pytest.mark.parametrize("path", [*TEMPLATES, *STYLES], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_class_id_or_field_of_a_page_is_one(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    made = (
        re.findall(r"(?:class|id|name|for|data-[\w-]+)=\"([^\"]*)\"", source)
        if path.suffix == ".html"
        else [*re.findall(r"[.#]([A-Za-z][\w-]*)", source), *re.findall(r"--([\w-]+)", source)]
    )
    code = re.findall(r"\{[{%].*?[%}]\}", source, flags=re.DOTALL)
    used = [name for one in code for name in re.findall(r"[A-Za-z_]\w*", re.sub(r"'[^']*'|\"[^\"]*\"", "", one))]
    found = {name for text in (*made, *used) for name in text.split() if says_a_level(name)}
    assert not found, f"{path.relative_to(ROOT)} names {sorted(found)}"


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_field_and_no_id_of_the_content_is_one(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = {name for name in re.findall(r"^\s*(?:- )?([a-z][\w-]*):", text, flags=re.MULTILINE) if says_a_level(name)}
    ids = {name for name in re.findall(r"\bid: *([\w-]+)", text) if says_a_level(name)}
    assert not found | ids, f"{path.relative_to(ROOT)} names {sorted(found | ids)}"


def test_the_law_would_find_one() -> None:
    for name in (
        "risk_level",
        "RiskScore",
        "suicideRisk",
        "flag_colour",
        "safety_score",
        "flagPriority",
        "triage-band",
    ):
        assert says_a_level(name), f"{name} would pass"
    for name in ("level", "score", "rating", "safety_item", "hidden_rise", "flagging", "risen", "last_safety_answer"):
        assert not says_a_level(name), f"{name} is no level of risk"
