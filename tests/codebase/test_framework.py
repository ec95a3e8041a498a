"""docs/framework.md says what carries each cell of the framework; here it is held to that."""

import re
from collections.abc import Iterator

from app.settings import ROOT
from tests.access.test_matrix import routes
from tests.cast import Cast

TEXT = (ROOT / "docs/framework.md").read_text(encoding="utf-8")
THEMES = ("Bond", "Goals", "Task", "Usability heuristics")
PARTS = ("practitioner", "programme", "link")


def cells() -> Iterator[tuple[str, list[str]]]:
    """Each row of the four tables: its theme, and what stands under part, screen, rule, test and to come."""
    for theme in THEMES:
        section = TEXT.partition(f"\n## {theme}\n")[2].partition("\n## ")[0]
        for line in section.splitlines():
            row = [cell.strip() for cell in line.strip("|").split("|")]
            if len(row) == 5 and row[0] in PARTS:
                yield theme, row


def test_every_theme_has_a_part_for_practitioner_programme_and_link_with_nothing_left_empty() -> None:
    found = list(cells())
    assert [(theme, row[0]) for theme, row in found] == [(theme, part) for theme in THEMES for part in PARTS]
    for theme, row in found:
        assert all(row), f"{theme}, {row[0]}: a cell is empty; write what carries it, or what is to come"


def test_every_screen_it_names_is_a_route(cast_on_sqlite: Cast) -> None:
    known = {route.path for route in routes(cast_on_sqlite.app)}
    named = [path for _theme, row in cells() for path in re.findall(r"`(/[^`]*)`", row[1])]
    assert len(named) >= 12
    rest = re.findall(r"`(/[^`]*)`", TEXT)
    assert not {path for path in (*named, *rest) if path not in known}, "docs/framework.md names a page that is gone"


def test_every_rule_and_test_it_names_is_there() -> None:
    for theme, row in cells():
        rules = re.findall(r"`(app/[^`]+)`", row[2])
        tests = re.findall(r"`([a-z_]+/test_[a-z_]+\.py)(?:::(test_\w+))?`", row[3])
        assert rules, f"{theme}, {row[0]}: name the file that holds the rule"
        assert tests, f"{theme}, {row[0]}: name the test that shows it"
        for rule in rules:
            assert (ROOT / rule).is_file(), f"{theme}, {row[0]}: {rule} is gone"
        for file, name in tests:
            path = ROOT / "tests" / file
            assert path.is_file(), f"{theme}, {row[0]}: tests/{file} is gone"
            assert not name or f"def {name}(" in path.read_text(encoding="utf-8"), f"{theme}, {row[0]}: {name} is gone"


def test_its_header_says_what_is_our_inference() -> None:
    assert "our inference" in TEXT.partition("\n## ")[0]
    assert "*inferred*" in TEXT.partition("\n## ")[2]
