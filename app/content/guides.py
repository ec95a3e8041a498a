"""Guides for practitioners that belong to no module, from `modules/guides/*.yaml`. Read once at start."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.content import reading_age
from app.content.schema import Words
from app.content.source import Fault, Unreadable, read_yaml

FOLDER = "guides"
BLENDED, FIRST_SESSION = "blended-working", "first-session"
OLDEST_READER = 11
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Section(_Part):
    """One part of a guide. `words`: what a practitioner may say, and may leave."""

    title: Words
    points: tuple[Sentence, ...] = Field(min_length=1)
    words: tuple[Sentence, ...] = ()


class PatientSection(_Part):
    title: Words
    points: tuple[Sentence, ...] = Field(min_length=1)


class PatientGuide(_Part):
    """The same, as the patient reads it."""

    title: Words
    summary: Words
    sections: tuple[PatientSection, ...] = Field(min_length=1)

    @property
    def text(self) -> str:
        """All of it, a line a thought."""
        points = (point for section in self.sections for point in (section.title, *section.points))
        return "\n".join((self.title, self.summary, *points))


class WorkGuide(_Part):
    title: Words
    summary: Words
    author: Words
    review: date
    sections: tuple[Section, ...] = Field(min_length=1)
    patient: PatientGuide | None = None

    @property
    def for_patient(self) -> PatientGuide:
        """What the patient reads. Raises `LookupError` for a guide that has no such part."""
        if self.patient is None:
            raise LookupError(self.title)
        return self.patient


Guides = Mapping[str, WorkGuide]


def load(folder: Path) -> tuple[Guides, tuple[Fault, ...]]:
    """Every guide by the name of its file, and what is wrong. The two that the programme links to are there."""
    found: dict[str, WorkGuide] = {}
    faults: list[Fault] = []
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        name = f"{FOLDER}/{path.name}"
        try:
            source = read_yaml(path, name)
            found[path.stem] = WorkGuide.model_validate(source.data)
        except Unreadable as error:
            faults.append(error.fault)
        except ValidationError as error:
            faults.extend(source.fault(tuple(one["loc"]), one["msg"]) for one in error.errors())
    missing = {BLENDED, FIRST_SESSION} - found.keys() if not faults else set()
    faults += [
        Fault(f"{FOLDER}/{name}.yaml", 1, "title", "the programme links to this guide: write it")
        for name in sorted(missing)
    ]
    if not faults:
        faults += [
            Fault(f"{FOLDER}/{FIRST_SESSION}.yaml", 1, "patient", what) for what in _unread(found[FIRST_SESSION])
        ]
    return found, tuple(faults)


def _unread(guide: WorkGuide) -> Iterator[str]:
    """What keeps the patient's part of a guide from being read."""
    if guide.patient is None:
        yield "the patient reads this guide too: write it"
    elif (age := reading_age.of(guide.patient.text)) > OLDEST_READER:
        yield f"reads at age {age:.1f}; write it for {OLDEST_READER} or younger"
