"""Help now: who to call, per nation, with the day it was checked. Read once at start; it needs no database."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError, model_validator

from app.content.schema import Words
from app.content.source import Fault, Unreadable, read_yaml

Number = Annotated[str, StringConstraints(pattern=r"^[0-9 ]{3,20}$")]


class Nation(StrEnum):
    ENGLAND = "england"
    SCOTLAND = "scotland"
    WALES = "wales"
    NORTHERN_IRELAND = "northern-ireland"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Line(_Part):
    """One way to reach somebody. `text` is a word to send instead of a call."""

    number: Number
    who: Words
    say: Words | None = None
    """What the link says, where it is more than the number: "Call 111, option 2"."""
    text: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,12}$")] | None = None
    team: bool = False
    """The service's own team, which is not there day and night."""

    @property
    def href(self) -> str:
        plain = self.number.replace(" ", "")
        return f"sms:{plain}?body={self.text}" if self.text else f"tel:{plain}"

    @property
    def unsaid(self) -> str:
        """The number, where what the link says leaves it out: somebody may dial it on another telephone."""
        said = (self.say or self.number).replace(" ", "")
        return "" if self.number.replace(" ", "") in said else self.number


class Help(_Part):
    """The contacts of one nation."""

    name: Words
    checked: date
    review: date
    """The day by which somebody looks at these numbers again."""
    owner: Words
    emergency: Number
    lines: tuple[Line, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _somebody_at_night(self) -> Self:
        if not self.day_and_night:
            raise ValueError("one line at least is there day and night")
        return self

    def overdue(self, today: date) -> bool:
        return self.review < today

    @property
    def emergency_href(self) -> str:
        return f"tel:{self.emergency.replace(' ', '')}"

    @property
    def day_and_night(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.team)

    @property
    def own_team(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.team)


def load(folder: Path) -> tuple[Mapping[Nation, Help], tuple[Fault, ...]]:
    """The contacts of every nation, and what is wrong with their files."""
    found: dict[Nation, Help] = {}
    faults: list[Fault] = []
    for nation in Nation:
        name = f"help/{nation.value}.yaml"
        try:
            source = read_yaml(folder / name, name)
            found[nation] = TypeAdapter(Help).validate_python(source.data)
        except Unreadable as error:
            faults.append(error.fault)
        except ValidationError as error:
            faults += [source.fault(tuple(one["loc"]), one["msg"]) for one in error.errors()]
    return found, tuple(faults)
