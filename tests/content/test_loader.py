"""A module is broken in one way at a time: each fault says the file, the line, the field and what to do about it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.content.loader import RESERVED, BadContent, digest_of, load, load_or_refuse, restored, stored
from app.content.schema import Module
from app.content.source import Fault
from app.settings import ROOT

SHIPPED = ROOT / "modules"
SLUG = "understanding-low-mood"
MANIFEST = "module.yaml"
READING = "steps/how-low-mood-works.md"
MOMENT = "steps/one-hard-moment.md"
PACE = "steps/a-gentler-pace.md"
LOOP = "steps/your-own-loop.md"
START = "steps/where-to-start.md"
END = "steps/what-you-make-of-it.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of modules of its own, with one whole module in it."""
    shutil.copytree(SHIPPED / SLUG, tmp_path / SLUG)
    return tmp_path


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / SLUG / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} no longer has {old!r}: give this test another place to break"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _line(folder: Path, file: str, stands: str) -> int:
    """The line on which this text stands; of a text that ends its line, the last such one."""
    text = (folder / SLUG / file).read_text(encoding="utf-8")
    assert stands in text, f"{file} has no {stands!r} after the change"
    start = text.rindex(stands) if stands.endswith("\n") else text.index(stands)
    return text.count("\n", 0, start) + 1


def whole(folder: Path) -> Module:
    return load_or_refuse(folder)[SLUG]


def test_the_module_that_is_broken_here_is_whole_to_begin_with(folder: Path) -> None:
    loaded = load(folder)
    assert loaded.faults == ()
    assert list(loaded.modules) == [SLUG]


def test_every_shipped_module_is_whole() -> None:
    faults = load(SHIPPED).faults
    assert not faults, "put right what each line says:\n" + "\n".join(map(str, faults))


FAULTS = [
    # file, what is there, what stands there instead, the text on the line of the fault (or line 1), field, reason
    pytest.param(MANIFEST, "title: Understanding low mood\n", "", 1, "title", "is missing", id="missing title"),
    pytest.param(MANIFEST, "minutes: 31", "minute: 31", "minute: 31", "minute", "check the spelling", id="unknown key"),
    pytest.param(MANIFEST, "minutes: 31", "minutes: [31", "themes:", "file", "is not YAML", id="bad YAML"),
    pytest.param(
        MANIFEST, "minutes: 31", "minutes: 31\nminutes: 32", "minutes: 32", "file", "duplicate key", id="a key twice"
    ),
    pytest.param(
        MANIFEST,
        "  - what-you",
        "  - extra\n  - what-you",
        "  - extra",
        "steps.5",
        "no file steps/extra.md",
        id="no file",
    ),
    pytest.param(
        MANIFEST,
        "minutes: 31",
        "minutes: 30",
        "minutes: 30",
        "minutes",
        "is 30, but the steps add up to 31",
        id="minutes do not add up",
    ),
    pytest.param(MANIFEST, "2027-11-01", "next year", "review:", "review", "valid date", id="a review day in words"),
    pytest.param(MANIFEST, "[usability-heuristics, task", "[task, fun", "themes:", "themes.1", "input should be"),
    pytest.param(
        MANIFEST, "  - where-to-start", "  - ../help", "  - ../help", "steps.4", "match pattern", id="bad slug"
    ),
    pytest.param(
        MANIFEST,
        "  look_at: >-",
        "  look: >-",
        "  purpose: >-",
        "guide.look_at",
        "is missing",
        id="a part of the guide missing",
    ),
    pytest.param(MOMENT, "kind: worksheet\n", "", "title: One", "file", "kind", id="a step without a kind"),
    pytest.param(
        MOMENT, "kind: worksheet", "kind: quiz", "kind: quiz", "file", "'reading', 'worksheet'", id="bad kind"
    ),
    pytest.param(MOMENT, "kind: scale", "kind: slider", "id: strength", "fields.3", "'scale'", id="bad field kind"),
    pytest.param(MOMENT, "highest: 10", "highest: 7", "highest:", "fields.3.highest", "10 or 100", id="bad scale"),
    pytest.param(
        MOMENT, "minutes: 8", "minutes: 11", "minutes: 11", "minutes", "less than or equal to 10", id="too long"
    ),
    pytest.param(
        MOMENT, "id: thoughts", "id: body", "id: body\n", "fields.4.id", "body is there already", id="same id"
    ),
    pytest.param(
        MOMENT,
        "id: thoughts",
        "id: shared",
        "id: shared",
        "fields.1.id",
        "a name the form itself uses",
        id="reserved name",
    ),
    pytest.param(MOMENT, "minutes: 8", "minutes: 8\nid: another", "id: another", "id", "leave it out", id="an own id"),
    pytest.param(
        PACE,
        "fact: one-hard-moment.strength, at_least: 8",
        "fact: your-own-loop.links, answered: true",
        "show_when:",
        "show_when",
        "your-own-loop.links is not asked before this",
        id="a later step",
    ),
    pytest.param(
        MOMENT,
        "    label: What did you feel?",
        "    label: What did you feel?\n    show_when: {fact: one-hard-moment.thoughts, answered: true}",
        "show_when:",
        "fields.2.show_when",
        "one-hard-moment.thoughts is not asked before this",
        id="show_when on the same step",
    ),
    pytest.param(
        PACE,
        "at_least: 8",
        "includes: eight",
        "show_when:",
        "show_when",
        "does not fit one-hard-moment.strength, which is scale",
        id="a test that does not fit",
    ),
    pytest.param(
        PACE,
        "one-hard-moment.strength, at_least: 8",
        "one-hard-moment.thoughts, is: sad",
        "show_when:",
        "show_when",
        "which is long_text",
        id="own words are never interpreted",
    ),
    pytest.param(
        PACE, "at_least: 8", "equals: 8", "show_when:", "show_when", "a condition needs one of: is", id="no test"
    ),
    pytest.param(
        PACE,
        "fact: one-hard-moment.strength, at_least: 8",
        "at_least: 8",
        "show_when:",
        "show_when.fact",
        "is missing",
        id="a condition without its fact",
    ),
    pytest.param(
        PACE,
        "at_least: 8",
        "at_least: 8, colour: red",
        "show_when:",
        "show_when.colour",
        "is not a field we know",
        id="an unknown key in a condition",
    ),
    pytest.param(
        LOOP,
        "includes: did-thoughts",
        "includes: no-such",
        "  - when: {fact: your-own-loop.links",
        "replies.0.when",
        "your-own-loop.links has no answer no-such",
        id="an unknown option",
    ),
    pytest.param(
        LOOP,
        "quote: your-own-loop.round-again",
        "quote: your-own-loop.nothing",
        "quote: your-own-loop.nothing",
        "replies.0.quote",
        "your-own-loop.nothing is not asked",
        id="a quote of nothing",
    ),
    pytest.param(
        LOOP,
        "when: {fact: your-own-loop.links, includes: did-thoughts}\n    say",
        "say",
        "say: You saw",
        "replies.0",
        "put it last",
        id="a reply that hides the others",
    ),
    pytest.param(
        LOOP,
        "body: one-hard-moment.body",
        "body: one-hard-moment.chest",
        "body: one-hard-moment.chest",
        "picture.body",
        "one-hard-moment.chest is not asked on an earlier step",
        id="a picture of nothing",
    ),
    pytest.param(
        LOOP,
        "  - {id: thoughts-did,",
        "  - {id: body-did,",
        "body-did, label: Body",
        "fields.0.options.3.id",
        "already",
    ),
    pytest.param(
        START, "id: unsure", "id: body", "  - id: body\n    label: I don", "options.4.id", "body is there already"
    ),
    pytest.param(
        END,
        "answer: one-hard-moment.what-happened",
        "answer: your-own-loop.what-happened",
        "answer:",
        "fields.0.answer",
        "is not asked on an earlier step",
        id="an earlier answer nobody gave",
    ),
    pytest.param(
        END,
        "kind: reflection",
        "kind: worksheet",
        (MANIFEST, "  - what-you"),
        "steps.5",
        "the last step is a reflection",
    ),
    pytest.param(
        END,
        "minutes: 5",
        "minutes: 5\nshow_when: {fact: one-hard-moment.strength, at_least: 1}",
        (MANIFEST, "  - what-you"),
        "steps.5",
        "the last step always shows",
        id="a last step that may hide",
    ),
    pytest.param(READING, "Each part can", "<b>Each</b> part can", "<b>Each", "body", "raw HTML is refused: <b>"),
    pytest.param(
        READING, "## Why this", "<div>\nhello\n</div>\n\n## Why this", "<div>", "body", "raw HTML is refused: <div>"
    ),
    pytest.param(
        READING, "## Why this", "<!-- later -->\n\n## Why this", "<!--", "body", "<!-- later -->", id="a comment"
    ),
    pytest.param(
        PACE,
        "You can stop now and come back later.",
        "Psychoeducational interventions necessitate considerable metacognitive deliberation regarding maladaptive "
        "interpretations, notwithstanding any individual's characteristically idiosyncratic vulnerabilities.",
        "You wrote that",
        "body",
        "write it for 11 or younger",
        id="hard to read",
    ),
]


BECOMES = [
    # what the worksheet becomes, the field of the fault, the reason
    ("proposes: {words: nothing}", "proposes.words", "nothing is not asked on this step"),
    ("proposes: {words: thoughts}", "proposes.words", "thoughts is long_text, which does not fit"),
    ("proposes: {words: what-happened, rating: body}", "proposes.rating", "body is "),
    ("proposes: {why: thoughts}", "proposes.words", "is missing"),
    ("proposes: {words: what-happened, colour: body}", "proposes.colour", "is not a field we know"),
    ("plans: {what: nothing}", "plans.what", "nothing is not asked on this step"),
    ("plans: {what: strength}", "plans.what", "strength is scale, which does not fit"),
    ("plans: {what: what-happened, day: strength}", "plans.day", "strength is scale, which does not fit"),
    ("plans: {what: what-happened, likely: thoughts}", "plans.likely", "thoughts is long_text, which does not fit"),
]


@pytest.mark.parametrize(("becomes", "field", "reason"), BECOMES)
def test_what_a_worksheet_becomes_names_fields_of_its_own_that_fit(
    folder: Path, becomes: str, field: str, reason: str
) -> None:
    change(folder, MOMENT, "minutes: 8", f"minutes: 8\n{becomes}")
    faults = load(folder).faults
    told = [(fault.file, fault.line, fault.field) for fault in faults if reason in fault.reason]
    assert (f"{SLUG}/{MOMENT}", _line(folder, MOMENT, becomes), field) in told, "\n".join(map(str, faults))


@pytest.mark.parametrize(("file", "old", "new", "stands", "field", "reason"), FAULTS)
def test_a_fault_says_where_it_is_and_what_to_do(
    folder: Path, file: str, old: str, new: str, stands: int | str | tuple[str, str], field: str, reason: str
) -> None:
    change(folder, file, old, new)
    if isinstance(stands, tuple):
        file, stands = stands
    line = stands if isinstance(stands, int) else _line(folder, file, stands)
    faults = load(folder).faults
    told = [(fault.file, fault.line, fault.field) for fault in faults if reason in fault.reason]
    listing = "\n".join(map(str, faults)) or "nothing"
    assert (f"{SLUG}/{file}", line, field) in told, (
        f"the clinician should read {reason!r} there, and was told:\n{listing}"
    )
    assert load(folder).modules == {}, "a module with a fault is not offered"


def _remove_step(folder: Path) -> None:
    (folder / SLUG / PACE).unlink()


def _leave_a_step_over(folder: Path) -> None:
    shutil.copy(folder / SLUG / PACE, folder / SLUG / "steps" / "an-old-one.md")


def _empty_the_front_matter(folder: Path) -> None:
    (folder / SLUG / PACE).write_text("---\n---\nHello.\n", encoding="utf-8")


def _no_front_matter(folder: Path) -> None:
    (folder / SLUG / PACE).write_text("Hello.\n", encoding="utf-8")


def _open_front_matter(folder: Path) -> None:
    (folder / SLUG / PACE).write_text("---\nkind: reading\nHello.\n", encoding="utf-8")


def _empty_file(folder: Path) -> None:
    (folder / SLUG / PACE).write_text("", encoding="utf-8")


def _list_for_front_matter(folder: Path) -> None:
    (folder / SLUG / PACE).write_text("---\n- kind\n- title\n---\nHello.\n", encoding="utf-8")


def _another_encoding(folder: Path) -> None:
    (folder / SLUG / PACE).write_bytes("---\nkind: reading\ntitle: Café\n---\n".encode("latin-1"))


def _empty_manifest(folder: Path) -> None:
    (folder / SLUG / MANIFEST).write_text("", encoding="utf-8")


def _bad_folder_name(folder: Path) -> None:
    (folder / SLUG).rename(folder / "Low Mood")


@pytest.mark.parametrize(
    ("breaks", "fault"),
    [
        (_remove_step, Fault(f"{SLUG}/{MANIFEST}", 31, "steps.2", "there is no file steps/a-gentler-pace.md")),
        (_leave_a_step_over, Fault(f"{SLUG}/steps/an-old-one.md", 1, "file", "is not in the steps of module.yaml")),
        (_empty_the_front_matter, Fault(f"{SLUG}/{PACE}", 2, "file", "needs fields, like `title: …`")),
        (_no_front_matter, Fault(f"{SLUG}/{PACE}", 1, "file", "needs front matter between two lines of ---")),
        (_open_front_matter, Fault(f"{SLUG}/{PACE}", 1, "file", "needs front matter between two lines of ---")),
        (_empty_file, Fault(f"{SLUG}/{PACE}", 1, "file", "needs front matter between two lines of ---")),
        (_list_for_front_matter, Fault(f"{SLUG}/{PACE}", 2, "file", "needs fields")),
        (_another_encoding, Fault(f"{SLUG}/{PACE}", 1, "file", "cannot be read as UTF-8 text")),
        (_empty_manifest, Fault(f"{SLUG}/{MANIFEST}", 1, "file", "needs fields")),
        (_bad_folder_name, Fault("Low Mood/module.yaml", 1, "file", "the folder's name has small letters")),
    ],
)
def test_a_file_that_is_missing_left_over_or_not_what_it_claims_is_named(
    folder: Path, breaks: Callable[[Path], None], fault: Fault
) -> None:
    breaks(folder)
    if fault.field.startswith("steps."):
        assert fault.line == _line(folder, MANIFEST, "  - a-gentler-pace"), "module.yaml changed: correct the line here"
    found = load(folder).faults
    assert len(found) == 1, "one thing is broken, so one thing is told:\n" + "\n".join(map(str, found))
    assert (found[0].file, found[0].line, found[0].field) == (fault.file, fault.line, fault.field)
    assert fault.reason in found[0].reason
    assert load(folder).modules == {}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        pytest.param(MANIFEST, "2027-11-01", "2027-13-45", id="a day that is in no calendar"),
        pytest.param(MANIFEST, "2027-11-01", "2027-02-29", id="a day that is not in this year"),
        pytest.param(MANIFEST, "minutes: 31", "minutes: !!int many", id="a tag that does not fit"),
        pytest.param(MANIFEST, "minutes: 31", "minutes: 1" + "0" * 5000, id="a number beyond all bounds"),
        pytest.param(MANIFEST, "Understanding", "Under\x07standing", id="a hidden character in the manifest"),
        pytest.param(MOMENT, "title: One", "title: One\x00", id="a hidden character in front matter"),
    ],
)
def test_what_yaml_itself_cannot_read_is_a_fault_of_its_file_and_stops_no_other(
    folder: Path, file: str, old: str, new: str
) -> None:
    shutil.copytree(folder / SLUG, folder / "another")
    change(folder, file, old, new)
    loaded = load(folder)
    assert {fault.file for fault in loaded.faults} == {f"{SLUG}/{file}"}
    assert list(loaded.modules) == ["another"]


def test_a_fault_is_one_line_a_clinician_can_follow(folder: Path) -> None:
    change(folder, MANIFEST, "minutes: 31", "minutes: 30")
    [fault] = load(folder).faults
    assert str(fault) == f"{SLUG}/{MANIFEST}:4: minutes: is 30, but the steps add up to 31"


def test_all_faults_are_told_at_once(folder: Path) -> None:
    change(folder, MOMENT, "minutes: 8", "minutes: 11")
    change(folder, LOOP, "kind: many_of", "kind: some_of")
    change(folder, READING, "title: How low mood works\n", "")
    shutil.copytree(folder / SLUG, folder / "another")
    _leave_a_step_over(folder)
    found = {(fault.file, fault.field) for fault in load(folder).faults}
    broken = {("steps/one-hard-moment.md", "minutes"), ("steps/your-own-loop.md", "fields.0"), (READING, "title")}
    assert found == {(f"{slug}/{file}", field) for slug in (SLUG, "another") for file, field in broken} | {
        (f"{SLUG}/steps/an-old-one.md", "file")
    }


def test_faults_between_parts_are_told_at_once_too(folder: Path) -> None:
    change(folder, MANIFEST, "minutes: 31", "minutes: 30")
    change(folder, PACE, "at_least: 8", "includes: x")
    change(folder, LOOP, "includes: did-thoughts", "includes: no-such")
    change(folder, READING, "Each part can", "<i>Each</i> part can")
    assert [(fault.file.removeprefix(f"{SLUG}/"), fault.field) for fault in load(folder).faults] == [
        (MANIFEST, "minutes"),
        (PACE, "show_when"),
        (READING, "body"),
        (READING, "body"),
        (LOOP, "replies.0.when"),
    ]


def test_a_whole_module_beside_a_broken_one_is_still_there(folder: Path) -> None:
    shutil.copytree(folder / SLUG, folder / "broken")
    (folder / "broken" / PACE).unlink()
    loaded = load(folder)
    assert list(loaded.modules) == [SLUG]
    assert {fault.file for fault in loaded.faults} == {"broken/module.yaml"}


def test_the_app_refuses_to_start_on_faults_and_tells_each(folder: Path) -> None:
    change(folder, MOMENT, "minutes: 8", "minutes: 11")
    change(folder, READING, "title: How low mood works\n", "")
    with pytest.raises(BadContent) as refused:
        load_or_refuse(folder)
    assert refused.value.faults == load(folder).faults
    assert len(refused.value.faults) == 2
    for fault in refused.value.faults:
        assert str(fault) in str(refused.value)


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(BadContent, match="there is no such folder"):
        load_or_refuse(tmp_path / "nowhere")


def test_a_folder_without_a_manifest_is_passed_over(folder: Path) -> None:
    (folder / "notes" / "steps").mkdir(parents=True)
    (folder / "notes" / "steps" / "idea.md").write_text("not a step", encoding="utf-8")
    (folder / "README.md").write_text("# Modules", encoding="utf-8")
    loaded = load(folder)
    assert (list(loaded.modules), loaded.faults) == ([SLUG], ())


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_reserved_folder_is_passed_over(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    (folder / name / MANIFEST).write_text("nothing: a module would have", encoding="utf-8")
    loaded = load(folder)
    assert (list(loaded.modules), loaded.faults) == ([SLUG], ())


def test_equal_content_is_known_by_an_equal_digest(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(SHIPPED / SLUG, elsewhere / SLUG)
    digest = whole(folder).digest
    assert whole(elsewhere).digest == digest == digest_of(whole(folder))
    assert len(digest) == 64


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (MANIFEST, "summary: How", "summary:    How"),
        (MANIFEST, "element: psychoeducation\n", "element: psychoeducation # see the framework\n"),
        (MANIFEST, "themes: [usability-heuristics, task, bond]", "themes:\n- usability-heuristics\n- task\n- bond"),
        (MOMENT, "minutes: 8\n", "minutes: 8\n\n"),
        (READING, "---\nYou are here", "---\n\n\nYou are here"),
    ],
)
def test_how_a_file_is_laid_out_makes_no_new_version(folder: Path, file: str, old: str, new: str) -> None:
    before = whole(folder).digest
    change(folder, file, old, new)
    assert whole(folder).digest == before


def test_the_line_ends_of_another_system_make_no_new_version(folder: Path) -> None:
    before = whole(folder).digest
    for path in (folder / SLUG).rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert whole(folder).digest == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (MANIFEST, "Understanding low mood", "Seeing low mood"),
        (MANIFEST, "Open the diagram", "Open the drawing"),
        (MANIFEST, "  - a-gentler-pace\n  - your-own-loop", "  - your-own-loop\n  - a-gentler-pace"),
        (READING, "heavy for a while", "hard for a while"),
        (MOMENT, "label: What happened?", "label: What was it?"),
        (MOMENT, "at_least: 7", "at_least: 6"),
        (START, "label: My body", "label: My own body"),
        (END, '- "I had not', '- "I have not'),
    ],
)
def test_one_changed_word_rule_or_order_makes_a_new_version(folder: Path, file: str, old: str, new: str) -> None:
    before = whole(folder).digest
    change(folder, file, old, new)
    assert whole(folder).digest != before


def test_a_stored_copy_is_the_same_module_again() -> None:
    for module in load_or_refuse(SHIPPED).values():
        again = restored(stored(module), module.digest)
        assert again.digest == module.digest
        assert again == module
        assert stored(again) == stored(module)


def test_a_stored_copy_outlives_its_folder(folder: Path) -> None:
    module = whole(folder)
    text = stored(module)
    shutil.rmtree(folder / SLUG)
    assert "digest" not in json.loads(text), "a copy is known by its digest and does not carry it"
    again = restored(text, module.digest)
    assert [step.id for step in again.steps] == list(module.manifest.steps)
    assert [step.replies for step in again.steps] == [step.replies for step in module.steps]
