"""What a patient reads in the shipped modules: short, plain, kind, and worked through with examples."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.content import checks, reading_age
from app.content.loader import load_or_refuse
from app.content.markdown import plain
from app.content.schema import Module, Reflection, Step
from app.settings import ROOT

FOLDER = ROOT / "modules"
SLUGS = sorted(path.parent.name for path in FOLDER.glob("*/module.yaml"))

LONGEST_SENTENCE = 25
AVERAGE_SENTENCE = 15
LONGEST_STEP = 10
EXAMPLES = 2

UNREAD = {
    "id",
    "kind",
    "show_when",
    "when",
    "quote",
    "answer",
    "before",
    "picture",
    "body",
    "highest",
    "most",
    "minutes",
    "proposes",
    "plans",
}
"""What stands in a step and is not read by anybody. Whatever is new in a step is read until it is named here."""

UNKIND = re.compile(
    r"\b(must|should|shouldn['’]t|failed|failure|you haven['’]t|you have not yet|you didn['’]t)\b", re.I
)
BOX = re.compile(r"^:::\s*(example|note)[ \t]*(.*)$", re.MULTILINE)


@pytest.fixture(params=SLUGS)
def module(request: pytest.FixtureRequest) -> Module:
    return load_or_refuse(FOLDER)[request.param]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in UNREAD:
                yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def read_on(step: Step) -> list[str]:
    """Every text a patient reads on a step: what it is called, its body, questions, options, beginnings, replies."""
    boxes = [name for _, name in BOX.findall(step.body) if name]
    return [*_strings(step.model_dump(mode="json")), *boxes, *plain(step.body).split("\n")]


def read_about(module: Module) -> list[str]:
    """Every text a patient reads about a module before it begins."""
    return [module.manifest.title, module.manifest.summary, module.manifest.purpose]


def sentences(texts: list[str]) -> list[list[str]]:
    found = (re.findall(r"[\w'’-]+", part) for text in texts for part in re.split(r"[.!?\n]+", text))
    return [words for words in found if words]


def everything(module: Module) -> Iterator[tuple[str, list[str]]]:
    yield "module.yaml", read_about(module)
    for step in module.steps:
        yield f"steps/{step.id}.md", read_on(step)


def test_there_are_modules_to_read() -> None:
    assert SLUGS, f"{FOLDER} has no module: without one these laws say nothing"


def test_everything_a_patient_reads_is_looked_at(module: Module) -> None:
    for step in module.steps:
        missed = [line for line in checks.words_of(step).split("\n") if line not in "\n".join(read_on(step))]
        assert not missed, f"read_on has to find this on {step.id} too: {missed}"


def test_no_sentence_is_longer_than_one_breath(module: Module) -> None:
    long = [
        f"{where}: {' '.join(words)}"
        for where, texts in everything(module)
        for words in sentences(texts)
        if len(words) > LONGEST_SENTENCE
    ]
    assert not long, f"make two sentences of each (over {LONGEST_SENTENCE} words):\n" + "\n".join(long)


def test_the_sentences_of_a_step_are_short_on_average(module: Module) -> None:
    for step in module.steps:
        lengths = [len(words) for words in sentences(checks.words_of(step).split("\n"))]
        average = sum(lengths) / len(lengths)
        assert average <= AVERAGE_SENTENCE, f"shorten the sentences of {step.id}: {average:.1f} words on average"


def test_nothing_orders_or_blames(module: Module) -> None:
    for where, texts in everything(module):
        found = [(match[0], text) for text in texts for match in UNKIND.finditer(text)]
        assert not found, f"say {where} another way: {found}"


def test_nothing_is_shouted(module: Module) -> None:
    for where, texts in everything(module):
        loud = [text for text in texts if "!" in text]
        assert not loud, f"take the exclamation marks out of {where}: {loud}"


def test_every_step_is_readable_at_eleven(module: Module) -> None:
    for step in module.steps:
        for what, text in (("as it is checked", checks.words_of(step)), ("in all", "\n".join(read_on(step)))):
            age = reading_age.of(text, module.manifest.glossary)
            assert age <= checks.OLDEST_READER, f"{step.id} reads at age {age:.1f} {what}: shorter words and sentences"
    about = reading_age.of("\n".join(read_about(module)), module.manifest.glossary)
    assert about <= checks.OLDEST_READER, f"module.yaml reads at age {about:.1f}: shorter words and sentences"


def test_a_module_is_worked_through_with_examples_from_more_than_one_life(module: Module) -> None:
    names = [name for step in module.steps for kind, name in BOX.findall(step.body) if kind == "example"]
    assert len(names) >= EXAMPLES, f"{module.slug} has {len(names)} worked examples: write another"
    assert len(set(names)) == len(names), f"each example is somebody else's: {names}"
    assert all(names), "an example has a name: whose life is it?"


def test_every_box_is_one_there_is(module: Module) -> None:
    for step in module.steps:
        assert ":::" not in plain(step.body), f"{step.id} has a box that is neither example nor note, shown as colons"


def test_no_step_is_longer_than_one_sitting(module: Module) -> None:
    long = {step.id: step.minutes for step in module.steps if step.minutes > LONGEST_STEP}
    assert not long, f"make two steps of each: {long}"
    assert module.manifest.minutes == sum(step.minutes for step in module.steps)


def test_the_last_word_is_the_patients(module: Module) -> None:
    last = module.steps[-1]
    assert isinstance(last, Reflection), f"{module.slug} ends with {last.kind}: end with a reflection"
    assert last.show_when is None, "the reflection is there for everybody"
    assert any(field.kind != "earlier" for field in last.fields), "a reflection asks what the patient makes of it"
