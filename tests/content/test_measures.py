"""The measures that ship say exactly what was published, and none of the words that are not ours to ship."""

import re
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from app.content import check_in, reading_age
from app.content.measures import FOLDER, LICENSED, Items, Licensed, Measures, ScoreEntry, load
from app.settings import ROOT
from tests.content.test_words import LONGEST_SENTENCE, UNKIND, sentences

Read = Callable[[Path], tuple[object, tuple[object, ...]]]
SHIPPED = ROOT / "modules"
PFIZER = (
    "Developed by Drs Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with an educational grant "
    "from Pfizer Inc."
)
FREE = "No permission required to reproduce, translate, display or distribute."
STEM = "Over the last 2 weeks, how often have you been bothered by any of the following problems?"
OPTIONS = [(0, "Not at all"), (1, "Several days"), (2, "More than half the days"), (3, "Nearly every day")]
PHQ_9 = [
    "Little interest or pleasure in doing things",
    "Feeling down, depressed, or hopeless",
    "Trouble falling or staying asleep, or sleeping too much",
    "Feeling tired or having little energy",
    "Poor appetite or overeating",
    "Feeling bad about yourself — or that you are a failure or have let yourself or your family down",
    "Trouble concentrating on things, such as reading the newspaper or watching television",
    "Moving or speaking so slowly that other people could have noticed? Or the opposite — being so fidgety or restless "
    "that you have been moving around a lot more than usual",
    "Thoughts that you would be better off dead or of hurting yourself in some way",
]
DIFFICULTY = (
    "If you checked off any problems, how difficult have these problems made it for you to do your work, take care of "
    "things at home, or get along with other people?"
)
HOW_DIFFICULT = ["Not difficult at all", "Somewhat difficult", "Very difficult", "Extremely difficult"]
GAD_7 = [
    "Feeling nervous, anxious or on edge",
    "Not being able to stop or control worrying",
    "Worrying too much about different things",
    "Trouble relaxing",
    "Being so restless that it is hard to sit still",
    "Becoming easily annoyed or irritable",
    "Feeling afraid as if something awful might happen",
]
AREAS = [
    "looking after yourself",
    "keeping things going at home",
    "work, study or caring",
    "being with people",
    "things you enjoy",
]
CHECK_IN = [
    ("bond", "practitioner", "I feel my practitioner gets what this is like for me."),
    ("bond", "programme", "The words and examples in the programme fit someone like me."),
    ("goals", "link", "What we are aiming for is what I want to change."),
    ("goals", "practitioner", "I had a real say in choosing it."),
    ("task", "programme", "The activities feel doable and worth my time."),
    ("task", "practitioner", "When I needed help, I could get it soon enough."),
    ("usability-heuristics", "programme", "Using the programme helps me work things out myself."),
    ("usability-heuristics", "programme", "I can find things and decide what to do next."),
    (None, "link", "What I do online and what we talk about fit together."),
]
SCALE = [(0, "Not at all"), (1, "A little"), (2, "Partly"), (3, "Mostly"), (4, "Completely")]


def shipped() -> Measures:
    measures, faults = load(SHIPPED)
    assert not faults
    return measures


def items(id_: str) -> Items:
    found = shipped()[id_]
    assert isinstance(found, Items)
    return found


def checked_in() -> check_in.CheckIn:
    found, faults = check_in.load(SHIPPED)
    assert not faults
    assert found
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of modules of its own, with the measures in it."""
    copytree(SHIPPED / FOLDER, tmp_path / FOLDER)
    return tmp_path


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / FOLDER / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} no longer has {old!r}: give this test another place to break"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# The published words


@pytest.mark.parametrize(("id_", "texts", "highest"), [("phq-9", PHQ_9, 27), ("gad-7", GAD_7, 21)])
def test_a_published_measure_has_its_exact_words_and_its_credit(id_: str, texts: list[str], highest: int) -> None:
    measure = items(id_)
    assert measure.stem == STEM
    assert [(option.value, option.label) for option in measure.options] == OPTIONS
    assert [(item.number, item.text) for item in measure.items] == list(enumerate(texts, start=1))
    assert measure.highest == highest
    assert measure.credit == PFIZER
    assert measure.licence == FREE


def test_the_lowest_answer_of_the_gad_7_is_not_at_all() -> None:
    assert items("gad-7").options[0].label == "Not at all"
    assert "Not at all sure" not in (SHIPPED / FOLDER / "gad-7.yaml").read_text(encoding="utf-8")


def test_item_9_is_last_on_a_screen_of_its_own_and_said_to_be_coming() -> None:
    phq = items("phq-9")
    assert phq.safety_item == phq.items[-1].id == "item-9"
    assert [item.id for item in phq.items if item.alone] == ["item-9"]
    assert "choose not to answer" in (phq.items[-1].before or "")


def test_the_question_that_is_not_scored_is_asked_in_its_published_words() -> None:
    difficulty = items("phq-9").difficulty
    assert difficulty
    assert difficulty.text == DIFFICULTY
    assert [option.label for option in difficulty.options] == HOW_DIFFICULT
    assert items("gad-7").difficulty is None, "it is asked once"


def test_bands_cut_offs_and_distances_are_those_that_were_published() -> None:
    phq, gad = items("phq-9"), items("gad-7")
    assert [band.start for band in phq.bands] == [0, 5, 10, 15, 20]
    assert [band.start for band in gad.bands] == [0, 5, 10, 15]
    assert (phq.cut_off, phq.reliable_change) == (10, 6)
    assert (gad.cut_off, gad.reliable_change) == (8, 4)


# Our own words


def test_our_question_on_day_to_day_life_has_parts_and_no_total() -> None:
    measure = items("functioning")
    assert [item.text for item in measure.items] == AREAS
    assert [option.value for option in measure.options] == [0, 1, 2, 3, 4]
    assert measure.does_not_apply
    assert not measure.total
    assert "not comparable with the WSAS" in measure.credit
    assert "not the WSAS" in measure.why, "the patient is told too"


def test_the_check_in_asks_ten_questions_each_of_a_theme_and_a_partner() -> None:
    found = checked_in()
    assert [(item.theme, item.partner, item.text) for item in found.items] == CHECK_IN
    assert [(option.value, option.label) for option in found.options] == SCALE
    assert found.does_not_apply == "Does not apply"
    assert (found.change.number, found.change.text) == (10, "Is there one thing you would change?")
    assert [chip.id for chip in found.change.chips if chip.lead_only] == ["someone-else"]
    assert len(found.change.chips) == 10
    assert "not a validated measure" in found.licence


def everything_ours() -> dict[str, list[str]]:
    """Every text of our own that a patient reads, by where it stands."""
    found = {one.id: [one.introduction, one.why] for one in shipped().values()}
    functioning, own = items("functioning"), checked_in()
    found["functioning"] += [functioning.stem, *(item.text for item in functioning.items)]
    found["item 9"] = [items("phq-9").items[-1].before or ""]
    found["check-in"] = [own.introduction, own.why, *(item.text for item in own.items), own.change.text]
    found["raising"] = [item.raising for item in own.items]
    return found


def test_our_own_words_are_short_kind_and_readable_at_eleven() -> None:
    for where, texts in everything_ours().items():
        assert reading_age.of("\n".join(texts)) <= 11, f"{where}: shorter words and sentences"
        for text in texts:
            assert not UNKIND.search(text), f"say {where} another way: {text}"
            assert "!" not in text, f"take the exclamation mark out of {where}"
        long = [" ".join(words) for words in sentences(texts) if len(words) > LONGEST_SENTENCE]
        assert not long, f"make two sentences of each in {where}: {long}"


# What is not ours to ship


def test_no_measure_ships_but_those_whose_words_may() -> None:
    kinds = {id_: measure.kind for id_, measure in shipped().items()}
    assert kinds == {
        "functioning": "questions",
        "gad-7": "questions",
        "phq-9": "questions",
        "wsas": "score-entry",
        "wsas-questions": "licensed",
    }, "a new measure needs a look at its licence first (clinical.md §5.2)"
    assert not (SHIPPED / FOLDER / LICENSED).exists(), "a licensed text belongs to one service, never to the programme"


def test_the_wsas_is_a_score_of_40_or_32_and_its_slot_has_no_words() -> None:
    entry, slot = shipped()["wsas"], shipped()["wsas-questions"]
    assert isinstance(entry, ScoreEntry)
    assert isinstance(slot, Licensed)
    for measure in (entry, slot):
        assert (measure.highest, measure.without_work) == (40, 32)
        assert [band.start for band in measure.bands] == [0, 10, 21]
        assert "Isaac M. Marks" in measure.credit
    assert not slot.installed
    assert slot.version == ""
    text = (SHIPPED / FOLDER / "wsas-questions.yaml").read_text(encoding="utf-8")
    assert not re.search(r"\b(text|stem|label|options):", text), "no words of the questions, only where they go"


# The slot


INSTALLED = """stem: S
options: [{value: 0, label: A}, {value: 8, label: B}]
does_not_apply: N
items: {item-1: a, item-2: b, item-3: c, item-4: d, item-5: e}
"""


def install(folder: Path, text: str) -> None:
    (folder / FOLDER / LICENSED).mkdir()
    (folder / FOLDER / LICENSED / "wsas-questions.yaml").write_text(text, encoding="utf-8")


def test_a_service_puts_its_licensed_words_into_the_slot(folder: Path) -> None:
    install(folder, INSTALLED)
    measures, faults = load(folder)
    assert not faults
    slot = measures["wsas-questions"]
    assert isinstance(slot, Licensed)
    assert slot.installed
    assert slot.text
    assert [item.text for item in slot.text.items] == ["a", "b", "c", "d", "e"]
    assert len(slot.version) == 64


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (", item-5: e", "", "wsas-questions.yaml:4: items: has to word these and no others"),
        ("value: 8", "value: 9", "wsas-questions.yaml:2: options: go from 0 to 8"),
        ("value: 8", "value: 7", "wsas-questions.yaml:2: options: go from 0 to 8"),
        ("stem: S", "stems: S", "stem"),
        ("stem: S", "stem: [", "is not YAML"),
    ],
)
def test_words_that_do_not_fit_the_slot_are_a_fault(folder: Path, old: str, new: str, said: str) -> None:
    install(folder, INSTALLED.replace(old, new))
    assert any(said in str(fault) for fault in load(folder)[1]), load(folder)[1]


# Versions


def test_a_version_is_of_the_words_that_are_answered_and_of_nothing_around_them(folder: Path) -> None:
    before = load(folder)[0]
    change(folder, "functioning.yaml", "Low mood can", "A low mood can")
    assert load(folder)[0]["functioning"].version == before["functioning"].version
    change(folder, "functioning.yaml", "being with people", "being with others")
    assert load(folder)[0]["functioning"].version != before["functioning"].version


def test_the_check_in_has_a_version_too(folder: Path) -> None:
    change(folder, "check-in.yaml", "label: Slower", "label: More slowly")
    changed, faults = check_in.load(folder)
    assert not faults
    assert changed
    assert changed.version != checked_in().version


# Faults


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("gad-7.yaml", "label: Not at all", "label: Not at all sure", "published as 'Not at all'"),
        ("gad-7.yaml", "on edge", "on the edge", "is not the published wording of the GAD-7"),
        ("gad-7.yaml", "cut_off: 8", "cut_off: 10", "cut_off: is 10; it is published as 8"),
        ("phq-9.yaml", "depressed, or hopeless", "depressed or hopeless", "is not the published wording of the PHQ-9"),
        ("phq-9.yaml", "how often have you", "how often you have", "is not the published wording of the PHQ-9"),
        ("phq-9.yaml", "Nearly every day", "Almost every day", "is not the published wording of the PHQ-9"),
        ("phq-9.yaml", "reliable_change: 6", "reliable_change: 5", "reliable_change: is 5; it is published as 6"),
        ("phq-9.yaml", "alone: true", "alone: false", "has a screen of its own"),
        ("phq-9.yaml", "safety_item: item-9", "safety_item: item-8", "is the last question"),
        ("phq-9.yaml", "safety_item: item-9\n", "", "names no safety_item"),
        ("phq-9.yaml", "highest: 27", "highest: 26", "is 26, but the answers reach 27"),
        ("phq-9.yaml", "{from: 5", "{from: 15", "begin at 0 and rise"),
        ("phq-9.yaml", "cut_off: 10", "cut_off: 28", "lies between 1 and 27"),
        ("phq-9.yaml", "id: phq-9", "id: phq", "is phq, but the file is phq-9.yaml"),
        ("phq-9.yaml", "number: 8", "number: 9", "is 9, but it is question 8"),
        ("phq-9.yaml", "id: item-8", "id: item-7", "item-7 is there already"),
        ("phq-9.yaml", "credit: >-", "thanks: >-", "credit: is missing"),
        ("phq-9.yaml", "kind: questions", "kind: quiz", "phq-9.yaml"),
        ("phq-9.yaml", "minutes: 3", "minutes: [", "is not YAML"),
        ("functioning.yaml", "{value: 4", "{value: 5", "count up from 0"),
        ("functioning.yaml", "total: false", "total: false\ncut_off: 3", "without a total"),
        ("functioning.yaml", "Low mood can get in the way", "Interpersonal functionality deteriorates", "reads at age"),
        ("wsas-questions.yaml", "highest: 40", "highest: 45", "5 questions do not add up to 45"),
    ],
)
def test_a_fault_of_a_measure_is_said_with_its_file(folder: Path, file: str, old: str, new: str, said: str) -> None:
    change(folder, file, old, new)
    faults = [str(fault) for fault in load(folder)[1]]
    assert any(said in fault and file in fault for fault in faults), faults


def test_a_missing_published_measure_is_a_fault(folder: Path) -> None:
    (folder / FOLDER / "gad-7.yaml").unlink()
    assert [str(fault) for fault in load(folder)[1]] == [
        "measures/gad-7.yaml:1: file: is missing: outcomes are worked out from it"
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("number: 9", "number: 8", "is 8, but it is question 9"),
        ("id: fits-me", "id: gets-it", "gets-it is there already"),
        ("{value: 4", "{value: 5", "count up from 0"),
        ("    theme: bond\n", "", "has a theme, or is about the link"),
        ("offers: [slower]", "offers: [louder]", "offers"),
        ("partner: programme", "partner: practitioner", "the programme changes itself"),
        ("number: 10", "number: 11", "is 11, but it is question 10"),
        (", lead_only: true", "", "lead_only"),
        ("beside: [gets-it", "beside: [gets-them", "there is no question gets-them"),
        ("raising: “", "raising: ", "raising"),
        ("title:", "title: [", "is not YAML"),
    ],
)
def test_a_fault_of_the_check_in_is_said(folder: Path, old: str, new: str, said: str) -> None:
    change(folder, "check-in.yaml", old, new)
    found, faults = check_in.load(folder)
    assert found is None
    assert any(said in str(fault) for fault in faults), faults


@pytest.mark.parametrize("read", [load, check_in.load])
def test_without_their_files_there_is_a_fault(tmp_path: Path, read: Read) -> None:
    assert read(tmp_path)[1]
