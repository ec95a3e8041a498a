"""A law: no word claims to watch, none puts a level on somebody, and help is named wherever a patient can write."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.access.test_matrix import _paths, routes, things
from tests.cast import Cast

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CONTENT = sorted(path for path in (ROOT / "modules").rglob("*") if path.suffix in {".yaml", ".md"})
CODE = sorted((ROOT / "app").rglob("*.py"))
WATCHING = re.compile(
    r"\bwe(?:’|')?(?:re| are)? (?:always )?monitor|24/7 support|\b(?:we will|we’ll|we'll) call you right away"
    r"|\binstant(?:ly)?\b|\bwe (?:always )?watch (?:over )?you",
    re.IGNORECASE,
)
LEVELS = re.compile(
    r"\brisk[\s_-]?(?:level|score|rating|category|band|tier)|\b(?:high|medium|moderate|low|elevated)(?:er|est)?[\s_-]risk",
    re.IGNORECASE,
)
COLOURS = re.compile(
    r"\b(?:red|amber|green)\b[^.\n]{0,80}\b(?:suicid|self-harm)|\b(?:suicid|self-harm)\w*[^.\n]{0,80}\b(?:red|amber|green)\b",
    re.IGNORECASE,
)
WRITES = re.compile(r'<textarea|<input[^>]*type="(?:radio|checkbox|text)"|class="numbox')


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _said(path: Path) -> Iterator[str]:
    """What people read: of code the sentences that go through gettext, and of everything else all of it."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield source
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"_", "gettext", "ngettext"}:
            yield from (one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_the_law_reads_something() -> None:
    assert len(TEMPLATES) > 60
    assert len(CONTENT) > 20
    assert sum(1 for path in CODE for _one in _said(path)) > 300
    for words in ("We monitor your answers", "24/7 support", "We will call you right away", "An instant reply"):
        assert WATCHING.search(words), words
    for words in ("risk level", "risk_score", "High risk", "low-risk"):
        assert LEVELS.search(words), words
    assert COLOURS.search("a red flag for suicide risk")


@pytest.mark.parametrize("path", [*TEMPLATES, *CONTENT, *CODE], ids=_name)
def test_nothing_claims_to_watch_or_to_answer_at_once(path: Path) -> None:
    found = [one for words in _said(path) if (one := WATCHING.search(words))]
    assert not found, f"{found}: say by when somebody looks, in the team's name"


@pytest.mark.parametrize("path", [*TEMPLATES, *CONTENT, *CODE], ids=_name)
def test_nothing_puts_a_level_or_a_colour_on_the_danger_somebody_is_in(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for law in (LEVELS, COLOURS):
        found = law.search(source)
        assert not found, f"{found}: say what was said and when, and what is to be done by when"


def test_every_page_of_a_patients_on_which_one_can_write_names_help_now(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    there, rowan, seen = things(cast), cast.signed_in("patient"), set()
    for route in routes(cast.app):
        if "GET" not in route.methods or not route.name.startswith("patient."):
            continue
        for path in _paths(route, there):
            page = rowan.get(path).text
            if WRITES.search(page):
                seen.add(route.name)
                assert re.search(r'class="help" href="/help-now"', page), f"{path} does not name Help now"
    for edit in ("all", "signs"):
        page = rowan.get(f"/me/safety-plan?edit={edit}").text
        assert "<textarea" in page
        assert 'class="help" href="/help-now"' in page
    assert len(seen) > 8, seen


def test_where_a_patient_writes_to_the_team_or_is_asked_it_says_by_when_somebody_looks(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    pages = ("/me/messages", "/me/safety-plan", "/me/safety-plan?edit=all", "/me/measures/phq-9/9/after")
    for path in pages:
        page = rowan.get(path).text
        assert re.search(r"[Ss]omeone in the team (?:reads|sees)[^.<]* by \d\d:\d\d", page), path
