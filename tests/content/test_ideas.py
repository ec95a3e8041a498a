"""The catalogue of things to do: whole, spread over kinds and sizes, kind in its words; each fault is said by line."""

from collections import Counter
from pathlib import Path

import pytest

from app.content import reading_age
from app.content.ideas import FOLDER, Idea, Sort, load, words_of
from app.settings import ROOT
from tests.content.test_words import UNKIND

IDEAS, FAULTS = load(ROOT / "modules")
PLACE = """\
ideas:
  - id: a-walk
    title: Walk round the block
    kind: routine
    areas: [body]
    effort: 2
    minutes: 15
    cost: free
    place: outdoors
    company: either
    because: daylight helps you sleep
    smaller: {title: Stand at the open door, minutes: 2}
"""


def written(folder: Path, text: str, name: str = "routine.yaml") -> tuple[list[str], list[str]]:
    """The ids that were read from a file with this text, and the faults."""
    (folder / FOLDER).mkdir(exist_ok=True)
    (folder / FOLDER / name).write_text(text, encoding="utf-8")
    found, faults = load(folder)
    return list(found), [str(fault) for fault in faults]


def test_the_catalogue_that_ships_is_whole() -> None:
    assert not FAULTS, "put right what each line says:\n" + "\n".join(map(str, FAULTS))
    assert len(IDEAS) >= 80
    assert all(idea.id == id_ for id_, idea in IDEAS.items())


@pytest.mark.parametrize("kind", Sort)
def test_every_kind_has_something_for_every_size_of_day(kind: Sort) -> None:
    efforts = Counter(idea.effort for idea in IDEAS.values() if idea.kind is kind)
    assert min(efforts[n] for n in (1, 2, 3)) >= 5, f"{kind} has {dict(efforts)}"


@pytest.mark.parametrize("area", ["people", "home", "work", "body", "enjoyment", "self"])
def test_every_area_of_a_goal_has_ideas_of_more_than_one_kind_and_one_for_a_tired_day(area: str) -> None:
    found = [idea for idea in IDEAS.values() if area in idea.areas]
    assert len(found) >= 10, f"only {len(found)} ideas are about {area}"
    assert len({idea.kind for idea in found}) >= 2
    assert any(idea.effort == 1 for idea in found)


def test_most_ideas_cost_nothing_and_need_nobody_and_no_way_out_of_doors() -> None:
    free = [idea for idea in IDEAS.values() if idea.cost == "free"]
    assert len(free) >= 0.75 * len(IDEAS)
    assert sum(idea.place != "outdoors" for idea in IDEAS.values()) >= 0.75 * len(IDEAS)
    assert any(idea.company == "alone" for idea in free)


@pytest.mark.parametrize("id_", sorted(IDEAS))
def test_an_idea_is_short_kind_and_smaller_in_its_smaller_version(id_: str) -> None:
    idea = IDEAS[id_]
    words = words_of(idea)
    assert not UNKIND.search(words), f"say {id_} another way: {UNKIND.findall(words)}"
    assert "!" not in words
    assert idea.smaller.minutes < idea.minutes, f"the smaller version of {id_} takes as long"
    assert idea.smaller.minutes <= 15
    assert idea.smaller.title != idea.title


def test_no_two_ideas_say_the_same() -> None:
    for titles in ([idea.title for idea in IDEAS.values()], [idea.because for idea in IDEAS.values()]):
        twice = [title for title, n in Counter(titles).items() if n > 1]
        assert not twice, twice


def test_the_catalogue_reads_at_eleven() -> None:
    age = reading_age.of("\n".join(words_of(idea) for idea in IDEAS.values()))
    assert age <= 11, f"the catalogue reads at age {age:.1f}: shorter words and sentences"


def test_the_idea_that_is_broken_here_is_whole_to_begin_with(tmp_path: Path) -> None:
    assert written(tmp_path, PLACE) == (["a-walk"], [])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: routine", "kind: pleasurable", ":4: ideas.0.kind: is pleasurable, but the file is routine.yaml"),
        ("door, minutes: 2", "door, minutes: 16", ":12: ideas.0.smaller.minutes: the smaller version takes longer"),
        ("because: daylight", "because: Daylight", ":11: ideas.0.because: "),
        ("helps you sleep", "helps you sleep.", ":11: ideas.0.because: "),
        ("effort: 2", "effort: 4", ":6: ideas.0.effort: "),
        ("minutes: 15", "minutes: 181", ":7: ideas.0.minutes: "),
        ("minutes: 15", "minutes: '15'", ":7: ideas.0.minutes: "),
        ("[body]", "[body, money]", ":5: ideas.0.areas.1: "),
        ("[body]", "[]", ":5: ideas.0.areas: "),
        ("cost: free", "cost: cheap", ":8: ideas.0.cost: "),
        ("id: a-walk", "id: A walk", ":2: ideas.0.id: "),
        ("    company: either\n", "", ":2: ideas.0.company: is missing"),
        ("    cost: free\n", "    cost: free\n    colour: red\n", ":9: ideas.0.colour: "),
        ("ideas:", "things:", ":1: ideas: is missing"),
    ],
)
def test_a_fault_says_the_file_the_line_and_the_field(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in PLACE
    _ids, faults = written(tmp_path, PLACE.replace(old, new, 1))
    assert any(fault.startswith(f"{FOLDER}/routine.yaml{said}") for fault in faults), faults


def test_an_id_stands_once_in_all_the_files(tmp_path: Path) -> None:
    written(tmp_path, PLACE)
    other = PLACE.replace("kind: routine", "kind: people")
    _ids, faults = written(tmp_path, other, "people.yaml")
    assert faults == [f"{FOLDER}/routine.yaml:2: ideas.0.id: a-walk is there already"]


def test_a_file_that_is_not_yaml_is_a_fault_and_the_others_are_read(tmp_path: Path) -> None:
    written(tmp_path, "ideas: [", "people.yaml")
    ids, faults = written(tmp_path, PLACE)
    assert ids == ["a-walk"]
    assert len(faults) == 1
    assert faults[0].startswith(f"{FOLDER}/people.yaml:")


def test_an_idea_that_is_hard_to_read_is_a_fault(tmp_path: Path) -> None:
    hard = "psychoeducational interventions necessitate considerable metacognitive deliberation"
    _ids, faults = written(tmp_path, PLACE.replace("daylight helps you sleep", hard))
    assert any("reads at age" in fault for fault in faults), faults


def test_a_folder_without_ideas_has_none(tmp_path: Path) -> None:
    assert load(tmp_path) == ({}, ())


def test_an_idea_cannot_be_changed() -> None:
    idea: Idea = next(iter(IDEAS.values()))
    with pytest.raises(ValueError, match="frozen"):
        idea.title = "Something else"  # type: ignore[misc]
