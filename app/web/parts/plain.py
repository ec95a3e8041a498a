"""Plain fields, for forms that are no worksheet: boxes to type in, lists to pick from, and what is wrong with them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from app.access.door import Visit
from app.content.answers import clean, readable
from app.people.rules import LONGEST_PASSWORD, Unfit, is_address
from app.rendering import gettext as _
from app.web.parts.worksheet import Problem


@dataclass(frozen=True)
class Box:
    """A box to type in. `kind` and `autocomplete` are HTML's. `own`: for words of one's own."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    error: str = ""
    kind: str = "text"
    autocomplete: str = "off"
    own: bool = False


@dataclass(frozen=True)
class Option:
    """`own`: the label is somebody's own words."""

    id: str
    label: str
    more: str = ""
    own: bool = False


@dataclass(frozen=True)
class Pick:
    """One of these; nothing is chosen beforehand unless there is only one."""

    name: str
    label: str
    options: tuple[Option, ...]
    value: str = ""
    hint: str = ""
    error: str = ""


@dataclass(frozen=True)
class Area:
    """A box for more than a line of somebody's own words. `starts`: ways to begin."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    error: str = ""
    rows: int = 3
    starts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Number:
    """A whole number from 0 to 10, typed or stepped. `low` and `high` say what the ends mean."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    error: str = ""
    low: str = ""
    high: str = ""


Field = Box | Pick | Area | Number
F = TypeVar("F", bound=Box | Pick | Area | Number)


def with_error(field: F, error: str) -> F:
    """The same field with what is wrong about it."""
    return replace(field, error=error)


def problems(fields: Iterable[Field]) -> tuple[Problem, ...]:
    return tuple(Problem(f"#{one.name}", one.error) for one in fields if one.error)


def typed_line(visit: Visit, name: str, longest: int) -> str:
    """One line that somebody typed, without what no database can keep."""
    return " ".join(readable(visit.typed(name)[: longest * 2]).split())


def name_box(visit: Visit, name: str, label: str, hint: str, longest: int) -> Box:
    value, error = typed_line(visit, name, longest), ""
    if not value:
        error = _("Enter “%(label)s”.") % {"label": label}
    elif len(value) > longest:
        error = _("Use %(n)d characters or fewer.") % {"n": longest}
    return Box(name, label, value, hint, error)


def email_box(visit: Visit, label: str, hint: str = "", *, autocomplete: str = "off") -> Box:
    value = readable(visit.typed("email")[:LONGEST_PASSWORD]).strip()
    error = "" if is_address(value) else _("Enter an e-mail address, like name@example.org.")
    return Box("email", label, value, hint, error, "email", autocomplete)


def picked(visit: Visit, field: Pick, missing: str) -> Pick:
    """The same list with what was chosen; only what the list offers counts."""
    value = visit.typed(field.name)
    known = value in {one.id for one in field.options}
    return Pick(field.name, field.label, field.options, value if known else "", field.hint, "" if known else missing)


def line(visit: Visit, field: Box, longest: int, missing: str = "") -> Box:
    """The same box with what was typed, however long; `missing` is what to say where nothing was."""
    value = " ".join(readable(visit.typed(field.name)).split())
    error = missing if not value else _too_long(value, longest)
    return replace(field, value=value, error=error)


def words(visit: Visit, field: Area, longest: int, missing: str = "") -> Area:
    """The same box with the words that were typed, however long; `missing` is what to say where there are none."""
    value = readable(clean(visit.typed(field.name)))
    error = missing if not value else _too_long(value, longest)
    return replace(field, value=value, error=error)


def number(visit: Visit, field: Number) -> tuple[int | None, Number]:
    """The number that was typed, if any, and the same box with it."""
    value = readable(visit.typed(field.name))[:20].strip()
    if not value:
        return None, replace(field, value="")
    if re.fullmatch(r"[0-9]{1,2}", value) and int(value) <= 10:
        return int(value), replace(field, value=value)
    return None, replace(field, value=value, error=_("Write a whole number from 0 to 10, or leave it empty."))


def _too_long(value: str, longest: int) -> str:
    if len(value) <= longest:
        return ""
    told = _("This is %(length)d characters long, and there is room for %(most)d. All your words are still here.")
    return told % {"length": len(value), "most": longest}


def new_password_boxes(error: str = "", *, label: str = "") -> tuple[Box, Box]:
    """Never filled in again: a password does not come back to a page."""
    hint = _("12 characters or more. Three or four words that you will remember are good.")
    first = Box("password", label or _("Choose a password"), "", hint, error, "password", "new-password")
    return first, Box("password-again", _("The same password again"), "", "", "", "password", "new-password")


def wrong_password(visit: Visit) -> str:
    """What is wrong with the two that were typed, as far as one can tell without knowing whose they are."""
    if visit.typed("password") != visit.typed("password-again"):
        return _("The two passwords are not the same. Type both again.")
    return ""


def unfit_words(reason: Unfit) -> str:
    match reason:
        case Unfit.SHORT:
            return _("That password is too short. Use 12 characters or more.")
        case Unfit.LONG:
            return _("That password is too long for us. Use 1024 characters or fewer.")
        case Unfit.GUESSABLE:
            return _("That password is easy to guess: it is mostly a common word, a row of keys or your own name.")
