"""The check-in, "How are we working together?", from `modules/measures/check-in.yaml`. Read once at start.

Our own ten questions (clinical.md §5.3), not a validated measure: each belongs to a theme of the framework and to a
partner, and they never add up to one number.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

from app.content import reading_age
from app.content.loader import validated
from app.content.measures import CHECK_IN, FOLDER, OLDEST_READER, Name, Option, version_of
from app.content.schema import Slug, Theme, Words
from app.content.source import Fault, Source, Unreadable, read_yaml

FILE = f"{FOLDER}/{CHECK_IN}.yaml"
Said = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^“.*[.?]”$", max_length=200)]
"""Words a practitioner could say, in quotation marks."""


class Partner(StrEnum):
    """Who a question is about. `LINK`: what only the two together can do."""

    PRACTITIONER = "practitioner"
    PROGRAMME = "programme"
    LINK = "link"


class Offer(StrEnum):
    """What the programme can change about itself, after asking."""

    SLOWER = "slower"
    FASTER = "faster"
    FEWER_WORDS = "fewer-words"
    MORE_SUPPORT = "more-support"
    LESS_SUPPORT = "less-support"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Item(_Part):
    """One question. `theme` is missing where it is about how everything fits together."""

    id: Slug
    number: StrictInt = Field(ge=1, le=20)
    text: Words
    theme: Theme | None = None
    partner: Partner
    raising: Said
    """A way for the practitioner to raise a low answer. Theirs to use, change or leave."""
    offers: tuple[Offer, ...] = ()
    """What the programme asks about after a low answer; only where the question is about the programme."""


class Chip(_Part):
    """One quick answer to the open question. `lead_only`: nobody but the service lead hears of it."""

    id: Slug
    label: Name
    offer: Offer | None = None
    lead_only: StrictBool = False


class Change(_Part):
    """The open question: one thing to change, picked or written."""

    id: Slug
    number: StrictInt = Field(ge=1, le=20)
    text: Words
    chips: tuple[Chip, ...] = Field(min_length=2, max_length=16)


class Mirrored(_Part):
    """What the practitioner may answer for themselves, to lay beside the patient's answers. `{name}` is the patient."""

    id: Slug
    text: Words
    beside: tuple[Slug, ...] = Field(min_length=1)


class CheckIn(_Part):
    title: Name
    introduction: Words
    why: Words
    minutes: StrictInt = Field(ge=1, le=10)
    options: tuple[Option, ...] = Field(min_length=2, max_length=11)
    does_not_apply: Name
    items: tuple[Item, ...] = Field(min_length=1, max_length=20)
    change: Change
    mirror: tuple[Mirrored, ...] = ()
    licence: Words

    @cached_property
    def version(self) -> str:
        """SHA-256 of the words that are answered, 64 characters."""
        words: dict[str, Any] = {
            "options": [[option.value, option.label] for option in self.options],
            "does_not_apply": self.does_not_apply,
            "items": [[item.id, item.number, item.text] for item in self.items],
            "change": [self.change.id, self.change.text, [[chip.id, chip.label] for chip in self.change.chips]],
        }
        return version_of(words)


def load(folder: Path) -> tuple[CheckIn | None, tuple[Fault, ...]]:
    """The check-in, or what is wrong with its file."""
    try:
        source = read_yaml(folder / FILE, FILE)
    except Unreadable as error:
        return None, (error.fault,)
    check_in, faults = validated(CheckIn.model_validate, source)
    if check_in:
        faults += _faults(check_in, source)
    return (None if faults else check_in), tuple(faults)


def _faults(check_in: CheckIn, source: Source) -> Iterator[Fault]:
    if [option.value for option in check_in.options] != list(range(len(check_in.options))):
        yield source.fault(("options",), "count up from 0, one at a time")
    ids = [item.id for item in check_in.items]
    for n, item in enumerate(check_in.items):
        if item.number != n + 1:
            yield source.fault(("items", n, "number"), f"is {item.number}, but it is question {n + 1}")
        if item.id in ids[:n]:
            yield source.fault(("items", n, "id"), f"{item.id} is there already")
        if item.theme is None and item.partner is not Partner.LINK:
            yield source.fault(("items", n), "has a theme, or is about the link")
        if item.offers and item.partner is not Partner.PROGRAMME:
            yield source.fault(("items", n, "offers"), "the programme changes itself, and no person")
    if check_in.change.number != len(ids) + 1:
        yield source.fault(("change", "number"), f"is {check_in.change.number}, but it is question {len(ids) + 1}")
    if not any(chip.lead_only for chip in check_in.change.chips):
        yield source.fault(("change", "chips"), "one of them asks for somebody else, and is lead_only")
    for n, one in enumerate(check_in.mirror):
        if unknown := [id_ for id_ in one.beside if id_ not in ids]:
            yield source.fault(("mirror", n, "beside"), f"there is no question {', '.join(unknown)}")
    if (age := reading_age.of(words_of(check_in))) > OLDEST_READER:
        yield source.fault((), f"reads at age {age:.1f}; shorter words and sentences")


def words_of(check_in: CheckIn) -> str:
    """What a patient reads of it."""
    items = [item.text for item in check_in.items]
    return "\n".join([check_in.title, check_in.introduction, check_in.why, *items, check_in.change.text])
