"""A quick idea for each kind of page, from `modules/stuck/places.yaml`. Read once at start."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from app.content.schema import Words
from app.content.source import Fault, Unreadable, read_yaml

FILE = "stuck/places.yaml"
Page = Literal[
    "today",
    "plan",
    "module",
    "goals",
    "activities",
    "diary",
    "patterns",
    "measures",
    "check-in",
    "messages",
    "sessions",
    "safety-plan",
    "settings",
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Idea(_Part):
    at: Page
    title: Words
    idea: Words


class _File(_Part):
    places: tuple[Idea, ...]


Ideas = Mapping[Page, Idea]


def load(folder: Path) -> tuple[Ideas, tuple[Fault, ...]]:
    """The idea of each page, and what is wrong: each page has one."""
    try:
        source = read_yaml(folder / FILE, FILE)
        found = {one.at: one for one in _File.model_validate(source.data).places}
    except Unreadable as error:
        return {}, (error.fault,)
    except ValidationError as error:
        return {}, tuple(source.fault(tuple(one["loc"]), one["msg"]) for one in error.errors())
    missing = [page for page in get_args(Page) if page not in found]
    return found, tuple(Fault(FILE, 1, "places", f"{page} has no idea: write one") for page in missing)
