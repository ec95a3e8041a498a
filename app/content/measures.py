"""The measures, from `modules/measures/*.yaml`: what is asked in which words, how it is scored, and whose it is.

Read once at start. The words that are answered have a version, a SHA-256, which is kept with every answer. Published
wordings are held to theirs, so that nobody can change them by mistake. Source of texts, cut-offs and licences:
clinical.md §4.4, §5.1, §5.2.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StrictBool, StrictInt, StringConstraints, TypeAdapter

from app.content import reading_age
from app.content.loader import validated
from app.content.schema import Slug, Words
from app.content.source import Fault, Source, Unreadable, read_yaml

FOLDER, LICENSED, CHECK_IN = "measures", "licensed", "check-in"
OLDEST_READER = 11
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=90)]
Value = Annotated[StrictInt, Field(ge=0, le=10)]


@dataclass(frozen=True)
class Published:
    """What is not ours to change: the version of the words, and the numbers of the national definitions."""

    version: str
    highest: int
    cut_off: int
    """From this total on somebody is at caseness."""
    reliable_change: int
    """A total that moves by so much, or more, has changed reliably."""


PHQ_9, GAD_7 = "phq-9", "gad-7"
PUBLISHED: Mapping[str, Published] = MappingProxyType(
    {
        PHQ_9: Published("33c5e3af9692b8de1ec175d46df79bc282fdab473656910f6dd7dba3aab7039d", 27, 10, 6),
        GAD_7: Published("058d506203771709c0ceb4febbec7a29aac52d08b802b924114f893db3b1f453", 21, 8, 4),
    }
)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Option(_Part):
    value: Value
    label: Name


class Item(_Part):
    """One question. `alone`: it has a screen of its own, whatever the others have. `before`: our words ahead of it."""

    id: Slug
    number: StrictInt = Field(ge=1, le=40)
    text: Words
    alone: StrictBool = False
    before: Words | None = None
    needs_work: StrictBool = False
    """Left out of the score where somebody has no work."""


class Difficulty(_Part):
    """The question after the others that is never scored."""

    id: Slug
    text: Words
    options: tuple[Option, ...] = Field(min_length=2, max_length=6)


class Band(_Part):
    """What a total is called from here on, up to the next band."""

    start: StrictInt = Field(alias="from", ge=0)
    name: Name


class _Measure(_Part):
    id: Slug
    title: Name
    about: Name
    """What the measure is about, as it stands in a sentence: "low mood"."""
    introduction: Words
    why: Words
    minutes: StrictInt = Field(ge=1, le=10)
    highest: StrictInt = Field(ge=1)
    """The highest total; where there is no total, the highest answer."""
    bands: tuple[Band, ...] = ()
    cut_off: StrictInt | None = None
    reliable_change: StrictInt | None = None
    credit: Words
    licence: Words

    @property
    def version(self) -> str:
        """SHA-256 of the words that are answered, 64 characters; "" where there are none."""
        return ""


class Items(_Measure):
    """A measure whose words ship with the programme. `safety_item` is the one that asks about staying alive."""

    kind: Literal["questions"]  # not "items": a fault could not tell this tag from the field of that name
    stem: Words
    options: tuple[Option, ...] = Field(min_length=2, max_length=11)
    does_not_apply: Name | None = None
    items: tuple[Item, ...] = Field(min_length=1, max_length=40)
    safety_item: Slug | None = None
    difficulty: Difficulty | None = None
    total: StrictBool = True
    """Whether the answers add up to anything."""
    without_work: StrictInt | None = Field(default=None, ge=1)
    """The highest total of somebody who has no work."""

    @cached_property
    def version(self) -> str:
        return version_of(self.words)

    @property
    def words(self) -> dict[str, Any]:
        """Everything that is answered, and nothing that only stands around it."""
        return {
            "stem": self.stem,
            "options": [[option.value, option.label] for option in self.options],
            "items": [[item.id, item.number, item.text] for item in self.items],
            "does_not_apply": self.does_not_apply,
            "difficulty": self.difficulty and self.difficulty.model_dump(mode="json"),
        }

    @cached_property
    def values(self) -> frozenset[int]:
        return frozenset(option.value for option in self.options)

    def label(self, value: int) -> str:
        """The published words of an answer; "" for what is none."""
        return next((option.label for option in self.options if option.value == value), "")


class ScoreEntry(_Measure):
    """A measure whose words are not ours to ship: a practitioner enters the total."""

    kind: Literal["score-entry"]
    without_work: StrictInt | None = Field(default=None, ge=1)
    """The highest total of somebody who has no work."""


class Place(_Part):
    """Where a licensed question goes: how it is known and counted, and not what it says."""

    id: Slug
    number: StrictInt = Field(ge=1, le=40)
    needs_work: StrictBool = False


class _Worded(_Part):
    """What a service that has permission puts into `licensed/`: the words for the ids of a slot."""

    stem: Words
    options: tuple[Option, ...] = Field(min_length=2, max_length=11)
    does_not_apply: Name | None = None
    items: Mapping[Slug, Words]


class Licensed(_Measure):
    """A slot for words that a service is licensed to use. Until they are installed nobody can be asked."""

    kind: Literal["licensed"]
    lowest_value: Value
    highest_value: Value
    items: tuple[Place, ...] = Field(min_length=1, max_length=40)
    without_work: StrictInt | None = Field(default=None, ge=1)
    text: Items | None = None
    """The measure with its words, once they are installed."""

    @property
    def installed(self) -> bool:
        return self.text is not None

    @property
    def version(self) -> str:
        return self.text.version if self.text else ""


Measure = Items | ScoreEntry | Licensed
Measures = Mapping[str, Measure]
_MEASURE: TypeAdapter[Measure] = TypeAdapter(Annotated[Measure, Discriminator("kind")])


def answerable(measures: Measures, id_: str) -> Items | None:
    """The measure with its words, where a patient can be asked it at all: never a slot whose text is not installed."""
    found = measures.get(id_)
    if isinstance(found, Licensed):
        return found.text
    return found if isinstance(found, Items) else None


def version_of(words: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON: the same words in the same order give the same version."""
    text = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def load(folder: Path) -> tuple[Measures, tuple[Fault, ...]]:
    """Every measure by its id, in the order of the files' names, and what is wrong with them."""
    found: dict[str, Measure] = {}
    faults: list[Fault] = []
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        if path.stem == CHECK_IN:
            continue
        measure, wrong = _one(path)
        faults += wrong
        if measure:
            found[measure.id] = measure
    for missing in sorted(PUBLISHED.keys() - found.keys()) if not faults else ():
        faults.append(Fault(f"{FOLDER}/{missing}.yaml", 1, "file", "is missing: outcomes are worked out from it"))
    return MappingProxyType(found), tuple(faults)


def _one(path: Path) -> tuple[Measure | None, list[Fault]]:
    name = f"{FOLDER}/{path.name}"
    try:
        source = read_yaml(path, name)
    except Unreadable as error:
        return None, [error.fault]
    measure, faults = validated(_MEASURE.validate_python, source)
    if measure is None:
        return None, faults
    faults += _faults(measure, source, path.stem)
    if isinstance(measure, Licensed) and not faults:
        return _with_text(measure, path.parent / LICENSED / path.name)
    return measure, faults


def _faults(measure: Measure, source: Source, stem: str) -> Iterator[Fault]:
    if measure.id != stem:
        yield source.fault(("id",), f"is {measure.id}, but the file is {stem}.yaml")
    yield from _bands(measure, source)
    for name, words in (("introduction", measure.introduction), ("why", measure.why)):
        if (age := reading_age.of(words)) > OLDEST_READER:
            yield source.fault((name,), f"reads at age {age:.1f}; shorter words and sentences")
    if isinstance(measure, Items | Licensed):
        yield from _numbered(measure.items, source)
    if isinstance(measure, Items):
        yield from _asked(measure, source)
        yield from _published(measure, source)
    if isinstance(measure, Licensed) and measure.highest != measure.highest_value * len(measure.items):
        yield source.fault(("highest",), f"{len(measure.items)} questions do not add up to {measure.highest}")


def _bands(measure: Measure, source: Source) -> Iterator[Fault]:
    starts = [band.start for band in measure.bands]
    if starts and (starts[0] != 0 or starts != sorted(set(starts)) or starts[-1] > measure.highest):
        yield source.fault(("bands",), f"begin at 0 and rise, and none begins above {measure.highest}")
    if measure.cut_off is not None and not 0 < measure.cut_off <= measure.highest:
        yield source.fault(("cut_off",), f"lies between 1 and {measure.highest}")


def _numbered(items: Sequence[Item | Place], source: Source) -> Iterator[Fault]:
    for n, item in enumerate(items):
        if item.number != n + 1:
            yield source.fault(("items", n, "number"), f"is {item.number}, but it is question {n + 1}")
        if item.id in {before.id for before in items[:n]}:
            yield source.fault(("items", n, "id"), f"{item.id} is there already")


def _asked(measure: Items, source: Source) -> Iterator[Fault]:
    values = [option.value for option in measure.options]
    if values != list(range(len(values))):
        yield source.fault(("options",), "count up from 0, one at a time")
    reach = max(values) * (len(measure.items) if measure.total else 1)
    if measure.highest != reach:
        yield source.fault(("highest",), f"is {measure.highest}, but the answers reach {reach}")
    if not measure.total and (measure.bands or measure.cut_off or measure.reliable_change):
        yield source.fault(("total",), "without a total there are no bands, no cut-off and no reliable change")
    if measure.safety_item and not (measure.items[-1].id == measure.safety_item and measure.items[-1].alone):
        yield source.fault(("safety_item",), "is the last question and has a screen of its own: alone: true")


def _published(measure: Items, source: Source) -> Iterator[Fault]:
    """What a clinician may not reword. A translation is the measure's own published one, and named in `PUBLISHED`."""
    published = PUBLISHED.get(measure.id)
    if published is None:
        return
    if measure.options[0].label != "Not at all":
        yield source.fault(("options", 0, "label"), f"is {measure.options[0].label!r}; it is published as 'Not at all'")
    elif measure.version != published.version:
        yield source.fault((), f"is not the published wording of the {measure.title}: put back every word as it was")
    for name in ("highest", "cut_off", "reliable_change"):
        if getattr(measure, name) != getattr(published, name):
            yield source.fault((name,), f"is {getattr(measure, name)}; it is published as {getattr(published, name)}")
    if measure.id == PHQ_9 and measure.safety_item is None:
        yield source.fault((), "names no safety_item: its last question concerns safety")


def _with_text(slot: Licensed, path: Path) -> tuple[Measure | None, list[Fault]]:
    """The slot with the words a service has installed for it, or as it is where there are none."""
    if not path.exists():
        return slot, []
    try:
        source = read_yaml(path, f"{FOLDER}/{LICENSED}/{path.name}")
    except Unreadable as error:
        return None, [error.fault]
    worded, faults = validated(_Worded.model_validate, source)
    if worded is None:
        return None, faults
    faults += _installing(slot, worded, source)
    return (None, faults) if faults else (slot.model_copy(update={"text": _filled(slot, worded)}), [])


def _installing(slot: Licensed, worded: _Worded, source: Source) -> Iterator[Fault]:
    if {item.id for item in slot.items} != set(worded.items):
        yield source.fault(("items",), f"has to word these and no others: {', '.join(item.id for item in slot.items)}")
    values = {option.value for option in worded.options}
    if values - set(range(slot.lowest_value, slot.highest_value + 1)) or slot.highest_value not in values:
        yield source.fault(("options",), f"go from {slot.lowest_value} to {slot.highest_value}")


def _filled(slot: Licensed, worded: _Worded) -> Items:
    common = {name: getattr(slot, name) for name in _Measure.model_fields}
    items = tuple(
        Item(id=place.id, number=place.number, text=worded.items[place.id], needs_work=place.needs_work)
        for place in slot.items
    )
    return Items(
        **common,
        kind="questions",
        stem=worded.stem,
        options=worded.options,
        does_not_apply=worded.does_not_apply,
        items=items,
        without_work=slot.without_work,
    )
