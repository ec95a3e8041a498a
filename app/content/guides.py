"""Guides for practitioners that belong to no module, from `modules/guides/*.yaml`. Read once at start."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.content.schema import Words
from app.content.source import Fault, Unreadable, read_yaml

FOLDER = "guides"
BLENDED, FIRST_SESSION = "blended-working", "first-session"
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
    if not faults and found[FIRST_SESSION].patient is None:
        faults.append(
            Fault(f"{FOLDER}/{FIRST_SESSION}.yaml", 1, "patient", "the patient reads this guide too: write it")
        )
    return found, tuple(faults)
