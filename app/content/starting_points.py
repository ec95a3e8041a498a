"""Ways to begin a message to a patient, from `modules/messages/starting-points.yaml`. Read once at start."""

import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from app.content.schema import Words
from app.content.source import Fault, Unreadable, read_yaml

FILE = "messages/starting-points.yaml"
_GAP = re.compile(r"\[[^\[\]\n]{1,40}\]")
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


def _only_the_name(words: str) -> str:
    if re.search("[{}]", words.replace("{name}", "")):
        raise ValueError("{name} is the only thing that is filled in; take other braces out")
    return words


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200), AfterValidator(_only_the_name)
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StartingPoint(_Part):
    """A beginning that its sender makes their own. `{name}` is the patient's name, `[what stands so]` a gap."""

    id: Id
    title: Words
    words: Text

    def filled(self, name: str) -> str:
        return self.words.replace("{name}", name)


class _File(_Part):
    points: tuple[StartingPoint, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        ids = [one.id for one in self.points]
        if not ids:
            raise ValueError("points: there is at least one")
        if len(ids) != len(set(ids)):
            raise ValueError("two starting points have the same id")
        return self


def gaps(text: str) -> tuple[str, ...]:
    """The gaps of a text, brackets included, each once."""
    return tuple(dict.fromkeys(_GAP.findall(text)))


def load(folder: Path) -> tuple[tuple[StartingPoint, ...], tuple[Fault, ...]]:
    """The starting points in the file's order, and what is wrong with it."""
    try:
        source = read_yaml(folder / FILE, FILE)
        return TypeAdapter(_File).validate_python(source.data).points, ()
    except Unreadable as error:
        return (), (error.fault,)
    except ValidationError as error:
        return (), tuple(source.fault(tuple(one["loc"]), one["msg"]) for one in error.errors())
