"""The catalogue of activities, from `modules/activities/*.yaml`: each worth doing, each with a smaller version.

Read once at start. What a patient has planned keeps its own words, so a catalogue may change at any time.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints

from app.content import reading_age
from app.content.loader import validated
from app.content.schema import Slug
from app.content.source import Fault, Source, Unreadable, read_yaml

FOLDER = "activities"
OLDEST_READER = 11
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=90)]
Clause = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^A-Z.!?].*[^.!?]$", max_length=140)]


class Sort(StrEnum):
    """The kinds that behavioural activation tells apart (clinical.md §4.8), and what is done with people."""

    ROUTINE = "routine"
    NECESSARY = "necessary"
    PLEASURABLE = "pleasurable"
    PEOPLE = "people"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Smaller(_Part):
    """The low-energy version."""

    title: Title
    minutes: StrictInt = Field(ge=1, le=60)


class Idea(_Part):
    """One activity that the programme can suggest. `effort` is 1 little, 2 some, 3 more; `because` ends a sentence."""

    id: Slug
    title: Title
    kind: Sort
    areas: tuple[Literal["people", "home", "work", "body", "enjoyment", "self"], ...] = Field(
        min_length=1, max_length=3
    )
    effort: StrictInt = Field(ge=1, le=3)
    minutes: StrictInt = Field(ge=1, le=180)
    cost: Literal["free", "low", "some"]
    place: Literal["indoors", "outdoors", "either"]
    company: Literal["alone", "others", "either"]
    because: Clause
    smaller: Smaller


class _File(_Part):
    ideas: tuple[Idea, ...] = Field(min_length=1)


Catalogue = Mapping[str, Idea]


def load(folder: Path) -> tuple[Catalogue, tuple[Fault, ...]]:
    """Every idea by its id, in the order of the files, and what is wrong with them."""
    found: dict[str, Idea] = {}
    faults: list[Fault] = []
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        name = f"{FOLDER}/{path.name}"
        try:
            source = read_yaml(path, name)
        except Unreadable as error:
            faults.append(error.fault)
            continue
        file, wrong = validated(_File.model_validate, source)
        faults += wrong
        for n, idea in enumerate(file.ideas if file else ()):
            faults += _faults(idea, source, n, path.stem, found)
            found[idea.id] = idea
    return MappingProxyType(found), tuple(faults)


def _faults(idea: Idea, source: Source, n: int, stem: str, before: Catalogue) -> Iterator[Fault]:
    if idea.id in before:
        yield source.fault(("ideas", n, "id"), f"{idea.id} is there already")
    if idea.kind.value != stem:
        yield source.fault(("ideas", n, "kind"), f"is {idea.kind.value}, but the file is {stem}.yaml")
    if idea.smaller.minutes > idea.minutes:
        yield source.fault(("ideas", n, "smaller", "minutes"), "the smaller version takes longer")
    if (age := reading_age.of(words_of(idea))) > OLDEST_READER + 3:
        yield source.fault(("ideas", n), f"reads at age {age:.1f}; shorter words and sentences")


def words_of(idea: Idea) -> str:
    """What a patient reads of it."""
    return f"{idea.title}. Because {idea.because}. {idea.smaller.title}."
