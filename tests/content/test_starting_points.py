"""The beginnings of messages: those that ship are whole, and what is wrong with a file is said by line."""

from pathlib import Path

import pytest

from app.content.starting_points import FILE, StartingPoint, gaps, load
from app.settings import ROOT


def written(folder: Path, text: str) -> tuple[tuple[StartingPoint, ...], list[str]]:
    (folder / FILE).parent.mkdir()
    (folder / FILE).write_text(text, encoding="utf-8")
    points, faults = load(folder)
    return points, [str(fault) for fault in faults]


def test_those_that_come_with_the_programme_are_whole_name_the_patient_and_leave_a_gap() -> None:
    points, faults = load(ROOT / "modules")
    assert not faults
    assert len(points) >= 6
    for one in points:
        assert "Rowan" in one.filled("Rowan")
        assert "{" not in one.filled("Rowan")
        assert gaps(one.words) or "?" in one.words, f"{one.id} asks for nothing"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("points:\n  - id: a\n    title: A\n    words: Hello {practitioner}.\n", ":4: points.0.words"),
        ("points:\n  - id: a\n    title: A\n    words: ''\n", ":4: points.0.words"),
        ("points:\n  - {id: a, title: A, words: B}\n  - {id: a, title: C, words: D}\n", "the same id"),
        ("points:\n  - {id: a, title: A, words: B, extra: c}\n", "extra"),
        ("points: []\n", "points"),
        ("points: [", "is not YAML"),
    ],
)
def test_a_fault_of_the_file_is_said(tmp_path: Path, text: str, said: str) -> None:
    points, faults = written(tmp_path, text)
    assert not points
    assert said in faults[0], faults


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    assert "cannot be read" in str(load(tmp_path)[1][0])
