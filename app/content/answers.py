"""Answers to the fields of a step: from a form to typed values, to stored text, to facts and to words.

A value is a string (text, an option's id, `YYYY-MM-DD`, `HH:MM`), a whole number (a scale), a list of option ids,
or a list of rows, each a mapping of column to value. A field without an answer has no entry: it is never 0 or "".
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import assert_never

from app.content import schema
from app.rendering import day
from app.rendering import gettext as _

Simple = str | int
Answer = Simple | list[str] | list[dict[str, Simple]]
Answers = dict[str, Answer]
Pairs = Sequence[tuple[str, str]]

_ROW = re.compile(r"([a-z0-9-]+)\.([0-9]{1,3})\.([a-z0-9-]+)")
_BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Unacceptable(ValueError):
    """A typed value that its field cannot keep; the text says what to do."""


@dataclass(frozen=True)
class Reading:
    """What a form said: the answers that are good, what to say about the rest, names no field has."""

    answers: Answers = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def clean(text: str) -> str:
    """The text with one kind of line end and no space around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def readable(text: str) -> str:
    """The text without characters that no database and no screen can keep."""
    return _BROKEN.sub("", text)


def read(fields: Iterable[schema.Asking], pairs: Pairs) -> Reading:
    """Reads a posted form. Every field is free to stay empty; what is there must fit its kind."""
    answers: Answers = {}
    errors: dict[str, str] = {}
    known = {one.id: one for one in fields}
    grid: dict[str, dict[int, dict[str, str]]] = {}
    unknown = []
    for name, value in pairs:
        row = _ROW.fullmatch(name)
        if row and isinstance(rows := known.get(row[1]), schema.Rows) and _has_column(rows, row[3]):
            grid.setdefault(row[1], {}).setdefault(int(row[2]), {})[row[3]] = value
        elif value.strip() and (name not in known or isinstance(known[name], schema.Rows)):
            unknown.append(name)
    for id_, one in known.items():
        try:
            if isinstance(one, schema.Rows):
                answer: Answer | None = _rows(one, grid.get(id_, {}), errors)
            else:
                answer = _value(one, [value for name, value in pairs if name == id_])
        except Unacceptable as reason:
            errors[id_] = str(reason)
        else:
            if answer is not None:
                answers[id_] = answer
    return Reading(answers, errors, tuple(dict.fromkeys(unknown)))


def _has_column(rows: schema.Rows, id_: str) -> bool:
    return any(cell.id == id_ for cell in rows.columns)


def _rows(rows: schema.Rows, grid: dict[int, dict[str, str]], errors: dict[str, str]) -> Answer | None:
    kept: list[dict[str, Simple]] = []
    written = [n for n in sorted(grid) if any(readable(text).strip() for text in grid[n].values())]
    for place, n in enumerate(written):
        row: dict[str, Simple] = {}
        for cell in rows.columns:
            try:
                value = _value(cell, [grid[n].get(cell.id, "")])
            except Unacceptable as reason:
                errors[f"{rows.id}.{place}.{cell.id}"] = str(reason)  # as the page numbers them again
            else:
                if isinstance(value, str | int):
                    row[cell.id] = value
        if row:
            kept.append(row)
    if len(kept) > rows.most:
        raise Unacceptable(_("There is room for %(most)d here. Your words are still below.") % {"most": rows.most})
    return kept or None


def _value(one: schema.Asking, typed: Sequence[str]) -> Simple | list[str] | None:
    texts = [clean(text) for text in typed]
    if any(_BROKEN.search(text) for text in texts):
        raise Unacceptable(
            _("A hidden character got in that we cannot keep. It is taken out now: please send it again.")
        )
    if isinstance(one, schema.ManyChoices):
        return _options(one, [text for text in texts if text])
    text = next((text for text in reversed(texts) if text), "")
    return _single(one, text) if text else None


def _options(one: schema.ManyChoices, chosen: list[str]) -> list[str] | None:
    known = [option.id for option in one.options]
    if not set(chosen) <= set(known):
        raise Unacceptable(_("Choose from the answers shown."))
    return [id_ for id_ in known if id_ in chosen] or None


def _single(one: schema.Asking, text: str) -> Simple:
    match one:
        case schema.ShortText():
            return _text(" ".join(text.split()), schema.SHORT_TEXT)
        case schema.LongText():
            return _text(text, schema.LONG_TEXT)
        case schema.OneChoice(options=options):
            if text not in {option.id for option in options}:
                raise Unacceptable(_("Choose one of the answers shown."))
            return text
        case schema.Scale(highest=highest):
            if not re.fullmatch(r"\d{1,3}", text, re.ASCII) or int(text) > highest:
                raise Unacceptable(_("Write a whole number from 0 to %(highest)d.") % {"highest": highest})
            return int(text)
        case schema.DateField():
            return _date(text).isoformat()
        case schema.TimeField():
            return _time(text).strftime("%H:%M")
        case schema.ManyChoices() | schema.Rows():
            raise AssertionError("read elsewhere")
        case other:
            assert_never(other)


def _text(text: str, most: int) -> str:
    if len(text) > most:
        raise Unacceptable(
            _("This is %(length)d characters long, and there is room for %(most)d. All your words are still here.")
            % {"length": len(text), "most": most}
        )
    return text


def _date(text: str) -> date:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y") if text.isascii() else ():
        try:
            found = datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if 1900 <= found.year <= 2200:
            return found
    raise Unacceptable(_("Write a day, like 14/06/2026."))


def _time(text: str) -> time:
    try:
        if not text.isascii():
            raise ValueError(text)
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - nor has a time of day
    except ValueError:
        raise Unacceptable(_("Write a time, like 14:30.")) from None


def dump(answers: Answers) -> str:
    """The answers as stored: JSON with sorted keys, so that equal answers are equal text."""
    return json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load(text: str) -> Answers:
    found: Answers = json.loads(text)
    return found


def typed(fields: Iterable[schema.Asking], pairs: Pairs) -> Answers:
    """What was typed, however wrong, kept as it stands: for a draft and for showing a form again."""
    kept: Answers = {}
    for one in fields:
        if isinstance(one, schema.Rows):
            rows = _typed_rows(one, pairs)
            if rows:
                kept[one.id] = rows
        elif isinstance(one, schema.ManyChoices):
            chosen = [readable(value) for name, value in pairs if name == one.id and value]
            if chosen:
                kept[one.id] = chosen
        else:
            texts = [value for name, value in pairs if name == one.id and readable(value).strip()]
            if texts:
                text = texts[-1]
                kept[one.id] = readable(text.replace("\r\n", "\n"))
    return kept


def _typed_rows(rows: schema.Rows, pairs: Pairs) -> list[dict[str, Simple]]:
    grid: dict[int, dict[str, Simple]] = {}
    for name, value in pairs:
        row = _ROW.fullmatch(name)
        if row and row[1] == rows.id and _has_column(rows, row[3]) and readable(value).strip():
            grid.setdefault(int(row[2]), {})[row[3]] = readable(value)
    return [grid[n] for n in sorted(grid)]


def facts(step_id: str, answers: Mapping[str, Answer]) -> dict[str, object]:
    """The answers as named facts: `step.field`. Rows count: their number is the fact."""
    return {f"{step_id}.{id_}": _fact(value) for id_, value in answers.items()}


def _fact(value: Answer) -> object:
    rows = isinstance(value, list) and bool(value) and isinstance(value[0], dict)
    return len(value) if rows and isinstance(value, list) else value


def in_words(one: schema.Asking, value: Answer) -> str:
    """One answer as a person reads it; rows are read cell by cell, by their columns."""
    match one, value:
        case (schema.OneChoice(options=options), str(id_)):
            return _label(options, id_)
        case (schema.ManyChoices(options=options), list(ids)):
            return "; ".join(_label(options, str(id_)) for id_ in ids)
        case (schema.Scale(highest=highest), int(number)):
            return _("%(number)d out of %(highest)d") % {"number": number, "highest": highest}
        case (schema.DateField(), str(text)):
            return _as_day(text)
        case (schema.TimeField(), str(text)):
            return text
        case _:
            return str(value)


def _label(options: Iterable[schema.Option], id_: str) -> str:
    return next((option.label for option in options if option.id == id_), id_)


def _as_day(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def is_own_words(one: schema.Asking) -> bool:
    """Whether the answer is words the person wrote, to be set as theirs."""
    return isinstance(one, schema.ShortText | schema.LongText)
