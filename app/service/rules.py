"""What a lead sets for the service: hours, promises, contacts. Pure values."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.content.help import Help, Nation

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Open(_Part):
    """The hours of one weekday, in the service's own zone."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        """A day of five minutes would let a promise in hours fall due in another year."""
        if datetime.combine(date.min, self.closes) - datetime.combine(date.min, self.opens) < timedelta(hours=1):
            raise ValueError("a day closes an hour or more after it opens")
        return self


class Within(_Part):
    """A promise of time: so many working hours, or by the close of so many working days (0: of the same day)."""

    amount: int = Field(ge=0, le=40)
    unit: Literal["hours", "days"]

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.unit == "hours" and not self.amount:
            raise ValueError("a promise in hours is for one hour or more")
        return self


class Closed(_Part):
    """A day the service is closed beside weekends and bank holidays."""

    day: date
    why: Short


class Looks(_Part):
    """The numbers of the rules that say who is worth a look, and the rules left out (`measures/looks.py`)."""

    fall: int = Field(default=3, ge=1, le=27)
    sittings: int = Field(default=4, ge=2, le=20)
    total: int = Field(default=10, ge=1, le=27)
    rises: int = Field(default=2, ge=2, le=10)
    score_days: int = Field(default=14, ge=7, le=90)
    login_days: int = Field(default=10, ge=3, le=90)
    left_out: tuple[str, ...] = Field(default=(), max_length=10)


NINE_TO_FIVE = Open(opens=time(9), closes=time(17))


class ServiceSettings(_Part):
    """What a lead has set. Monday stands first in `hours`; None is a day the service is closed.

    `contacts` holds the nations whose numbers the lead has changed; the others are those that come with the programme.
    """

    hours: tuple[Open | None, ...] = Field(default=(*(NINE_TO_FIVE,) * 5, None, None), min_length=7, max_length=7)
    bank_holidays: Nation | None = Nation.ENGLAND
    closed: tuple[Closed, ...] = Field(default=(), max_length=200)
    reply: Within = Within(amount=1, unit="days")
    safety: Within = Within(amount=4, unit="hours")
    conversation_days: int = Field(default=14, ge=1, le=60)
    """After a safety conversation an answer that has not risen waits for so long, or for the next session."""
    looks: Looks = Looks()
    reminders: bool = True
    contacts: Mapping[Nation, Help] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _open_at_all(self) -> Self:
        if not any(self.hours):
            raise ValueError("the service is open on at least one day of the week")
        return self
