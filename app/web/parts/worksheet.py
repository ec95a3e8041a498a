"""A step as a form: its fields with what is in them, what is wrong with them, and what was said before."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.content import schema
from app.content.answers import Answer, Answers, in_words, is_own_words
from app.content.schema import Module
from app.enrolments.rules import Given, Way
from app.rendering import gettext as _

SPARE_ROWS = 1


@dataclass(frozen=True)
class OptionView:
    id: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Entry:
    """One row of a diary as it is read: the words that were written in it, and the rest in plain."""

    words: tuple[str, ...]
    rest: str


@dataclass(frozen=True)
class Said:
    """An answer as it is read: a label, and lines of a person's own words or plain ones; or a diary's entries."""

    label: str
    lines: tuple[str, ...]
    own: bool
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class FieldView:
    """One field; `kind` names its template. `name` is what the form calls it."""

    kind: str
    name: str
    label: str
    hint: str | None
    value: str
    error: str | None
    options: tuple[OptionView, ...] = ()
    starts: tuple[str, ...] = ()
    highest: int = 0
    step: int = 0
    low: str = ""
    high: str = ""
    before: int | None = None
    now: int | None = None
    rows: tuple[tuple["FieldView", ...], ...] = ()
    row: str = ""
    blank: tuple["FieldView", ...] = ()
    said: Said | None = None
    longest: int = 0


@dataclass(frozen=True)
class Problem:
    href: str
    message: str


def fields(
    shown: Sequence[schema.WorksheetField],
    values: Answers,
    errors: Mapping[str, str],
    way: Way,
    module: Module,
    *,
    more: str = "",
) -> tuple[FieldView, ...]:
    """The fields of a step as they stand. `more` is the id of a diary that asks for another empty row."""
    return tuple(_field(field, values.get(field.id), errors, way, module, field.id, more=more) for field in shown)


def problems(views: Sequence[FieldView]) -> tuple[Problem, ...]:
    """What is wrong, in the order of the page, each with a link to its field."""
    found = []
    for view in views:
        cells = [cell for row in view.rows for cell in row]
        found += [Problem(f"#{one.name}", one.error) for one in (view, *cells) if one.error]
    return tuple(found)


def said(module: Module, reference: str, given: Given) -> Said | None:
    """An earlier answer, shown back; None where there is none."""
    step_id, _dot, field_id = reference.partition(".")
    field, value = module.asked(reference), given.get(step_id, {}).get(field_id)
    return answer(field, value) if field and value is not None else None


def answer(field: schema.Asking, value: Answer) -> Said:
    """One answer, as it is read on any page."""
    if isinstance(field, schema.Rows):
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        return Said(field.label, (), own=False, entries=tuple(_entry(field, row) for row in rows))
    return Said(field.label, tuple(in_words(field, value).splitlines()), own=is_own_words(field))


def answers(step: schema.Step, given: Answers) -> tuple[Said, ...]:
    """Everything answered on a step, in its order."""
    return tuple(answer(field, given[field.id]) for field in schema.asking(step) if field.id in given)


def _entry(rows: schema.Rows, row: Mapping[str, str | int]) -> Entry:
    cells = [(cell, in_words(cell, row[cell.id])) for cell in rows.columns if cell.id in row]
    words = tuple(value for cell, value in cells if is_own_words(cell))
    plain = [(cell, value) for cell, value in cells if not is_own_words(cell)]
    rest = [f"{cell.label} {value}" if isinstance(cell, schema.Scale) else value for cell, value in plain]
    return Entry(words, " · ".join(rest))


def _field(
    field: schema.WorksheetField | schema.Cell,
    value: Answer | None,
    errors: Mapping[str, str],
    way: Way,
    module: Module,
    name: str,
    *,
    more: str = "",
) -> FieldView:
    base = {"kind": field.kind, "name": name, "label": field.label, "hint": field.hint, "error": errors.get(name)}
    text = str(value) if isinstance(value, str | int) else ""
    match field:
        case schema.ShortText():
            return FieldView(**base, value=text, longest=schema.SHORT_TEXT)  # type: ignore[arg-type]
        case schema.LongText(starts=starts):
            return FieldView(**base, value=text, starts=starts, longest=schema.LONG_TEXT)  # type: ignore[arg-type]
        case schema.OneChoice(options=options) | schema.ManyChoices(options=options):
            chosen = {text} if isinstance(value, str) else set(map(str, value)) if isinstance(value, list) else set()
            views = tuple(OptionView(option.id, option.label, option.id in chosen) for option in options)
            return FieldView(**base, value=text, options=views)  # type: ignore[arg-type]
        case schema.Scale():
            return FieldView(**base, value=text, **_scale(field, value, way))  # type: ignore[arg-type]
        case schema.Rows():
            return FieldView(**base, value="", **_rows(field, value, errors, way, module, more))  # type: ignore[arg-type]
        case schema.Earlier(answer=reference):
            return FieldView(**base, value="", said=said(module, reference, way.given))  # type: ignore[arg-type]
        case schema.DateField() | schema.TimeField():
            return FieldView(**base, value=text)  # type: ignore[arg-type]


def _scale(field: schema.Scale, value: Answer | None, way: Way) -> dict[str, object]:
    before = way.facts.get(field.before) if field.before else None
    text = str(value)
    now = int(text) if re.fullmatch(r"[0-9]{1,3}", text) else None
    return {
        "highest": field.highest,
        "step": field.step,
        "low": field.low,
        "high": field.high,
        "before": before if isinstance(before, int) else None,
        "now": now if now is not None and now <= field.highest else None,
    }


def _rows(
    field: schema.Rows, value: Answer | None, errors: Mapping[str, str], way: Way, module: Module, more: str
) -> dict[str, object]:
    filled = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    spare = SPARE_ROWS if len(filled) < field.most and (not filled or more == field.id) else 0

    def cells(n: int | str, row: Mapping[str, str | int]) -> tuple[FieldView, ...]:
        return tuple(
            _field(cell, row.get(cell.id), errors, way, module, f"{field.id}.{n}.{cell.id}") for cell in field.columns
        )

    rows = tuple(cells(n, row) for n, row in enumerate([*filled, *[{}] * spare]))
    return {"rows": rows, "row": field.row, "blank": cells("__n__", {})}


@dataclass(frozen=True)
class Area:
    name: str
    label: str
    words: tuple[str, ...]


def five_areas(picture: schema.FiveAreas, given: Given, module: Module) -> tuple[Area, ...]:
    """The five areas with a person's own words in each; an area without words stays empty and says so."""
    labels = {
        "situation": _("What happened"),
        "thoughts": _("Thoughts"),
        "feelings": _("Feelings"),
        "body": _("Body"),
        "behaviour": _("What I did"),
    }
    found = []
    for name, reference in picture.references.items():
        back = said(module, reference, given)
        found.append(Area(name, labels[name], back.lines if back else ()))
    return tuple(found)
