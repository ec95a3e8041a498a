"""The numbers on Help now, per nation: who answers, in which order, who looks after them and when they are checked."""

import re
from dataclasses import dataclass
from datetime import date

from fastapi import Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from app.access.door import NotFound, Visit
from app.content.help import Help, Nation
from app.rendering import gettext as _
from app.service import queries
from app.service.actions import Stale
from app.service.queries import Current
from app.service.rules import ServiceSettings
from app.web.parts.frame import page
from app.web.parts.plain import Box, problems, typed_line
from app.web.parts.rows import rows_of
from app.web.parts.worksheet import Problem
from app.web.service_lead.door import router
from app.web.service_lead.settings import HERE, save, saved_by

BLANK = 2


@dataclass
class LineRow:
    n: int
    number: str = ""
    who: str = ""
    say: str = ""
    text: str = ""
    team: str = ""
    error: str = ""


@dataclass(frozen=True)
class HelpForm:
    """`value` where nothing is wrong with what was typed."""

    boxes: tuple[Box, ...]
    rows: list[LineRow]
    value: Help | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        wrong = (Problem(f"#number-{row.n}", row.error) for row in self.rows if row.error)
        return (*problems(self.boxes), *wrong)


@dataclass(frozen=True)
class HelpSettingsPage:
    title: str
    action: str
    version: int
    saved: str
    own: bool
    form: HelpForm
    conflict: str
    now: tuple[str, ...]
    problems: tuple[Problem, ...]


@router.page("/settings/help/{nation}")
def help_settings(visit: Visit, nation: str) -> Response:
    found, which = queries.current(visit.db), _which(nation)
    return _page(visit, found, which, _of(_now(visit, found, which)))


@router.act("/settings/help/{nation}")
def save_help(visit: Visit, nation: str) -> Response:
    """Saves the numbers, moves one up or down in the form, or goes back to those that come with the programme."""
    found, which = queries.current(visit.db), _which(nation)
    contacts, deed = dict(found.settings.contacts), visit.typed("do")
    if deed == "shipped":
        contacts.pop(which, None)
        form = _of(visit.house.help.shipped[which])
    else:
        form = _read(visit, _now(visit, found, which).name)
        if deed.startswith(("up:", "down:")):
            return _page(visit, found, which, _moved(form, deed))
        if form.value is None:
            return _page(visit, found, which, form, status=422)
        contacts[which] = form.value
    try:
        save(visit, _with(found.settings, contacts), visit.typed_number("version"))
    except Stale:
        return _page(visit, found, which, form, status=409)
    return RedirectResponse(f"{HERE}/help/{which.value}", status_code=303)


def _which(nation: str) -> Nation:
    if nation not in set(Nation):
        raise NotFound
    return Nation(nation)


def _with(settings: ServiceSettings, contacts: dict[Nation, Help]) -> ServiceSettings:
    return settings.model_copy(update={"contacts": contacts})


def _now(visit: Visit, found: Current, which: Nation) -> Help:
    return found.settings.contacts.get(which) or visit.house.help.shipped[which]


def _page(visit: Visit, found: Current, which: Nation, form: HelpForm, *, status: int = 200) -> Response:
    now = _now(visit, found, which)
    content = HelpSettingsPage(
        title=_("Help now in %(nation)s") % {"nation": now.name},
        action=f"{HERE}/help/{which.value}",
        version=visit.typed_number("version") if visit.form and status != 409 else found.number,
        saved=saved_by(found),
        own=which in found.settings.contacts,
        form=form,
        conflict=saved_by(found) if status == 409 else "",
        now=tuple(f"{line.number}: {line.who}" for line in now.lines) if status == 409 else (),
        problems=form.problems,
    )
    return page(visit, "service_lead/settings_help.html", content, here=HERE, status=status)


def _of(now: Help) -> HelpForm:
    values = (now.emergency, now.owner, str(now.checked), str(now.review))
    boxes = tuple(
        Box(one.name, one.label, value, one.hint, "", one.kind) for one, value in zip(_boxes(), values, strict=True)
    )
    rows = [
        LineRow(n, one.number, one.who, one.say or "", one.text or "", "yes" if one.team else "")
        for n, one in enumerate(now.lines)
    ]
    return HelpForm(boxes, _with_blank(rows))


def _boxes() -> tuple[Box, ...]:
    return (
        Box("emergency", _("If a life is in danger, call")),
        Box("owner", _("Who looks after these numbers"), hint=_("A role or a name. Patients do not see it.")),
        Box("checked", _("Last checked"), hint=_("Patients see this day."), kind="date"),
        Box(
            "review", _("To be looked at again by"), hint=_("From the day after, every lead is reminded."), kind="date"
        ),
    )


def _read(visit: Visit, name: str) -> HelpForm:
    rows = [LineRow(n, **row) for n, row in enumerate(rows_of(visit, ("number", "who", "say", "text", "team"), 200))]
    boxes = tuple(_checked(visit, one) for one in _boxes())
    typed = {one.name: one.value for one in boxes}
    lines = [_line(row) for row in rows]
    value = None
    try:
        value = Help.model_validate({**typed, "name": name, "lines": lines})
    except ValidationError as error:
        _note(rows, error)
    if not any(not row.team for row in rows):
        rows = rows or [LineRow(0)]
        rows[0].error = rows[0].error or _("Leave at least one number that somebody answers day and night.")
    form = HelpForm(boxes, _with_blank(rows), value)
    return HelpForm(boxes, form.rows) if form.problems else form


def _line(row: LineRow) -> dict[str, object]:
    texts = {"number": row.number, "who": row.who, "say": row.say or None, "text": row.text or None}
    return {**texts, "team": bool(row.team)}


def _checked(visit: Visit, box: Box) -> Box:
    value = typed_line(visit, box.name, 120)
    return Box(box.name, box.label, value, box.hint, _wrong(box, value), box.kind)


def _wrong(box: Box, value: str) -> str:
    if box.kind == "date":
        try:
            date.fromisoformat(value)
        except ValueError:
            return _("Enter a day, like 2027-05-22.")
    elif box.name == "emergency" and not re.fullmatch("[0-9 ]{3,20}", value):
        return _("Enter the number in figures, like 999.")
    elif not value or len(value) > 60:
        return _("Enter “%(label)s”, in 60 letters or fewer.") % {"label": box.label}
    return ""


def _note(rows: list[LineRow], error: ValidationError) -> None:
    """Puts each complaint at the row it is about, in words."""
    said = {
        "number": _("Enter the number in figures and spaces, like 116 123."),
        "who": _("Say who answers, in a few words."),
        "say": _("Say it in a few words, or leave it empty."),
        "text": _("A word to send is 2 to 12 capital letters, like SHOUT."),
    }
    for one in error.errors():
        match one["loc"]:
            case ("lines", int(n), str(name), *_rest) if name in said and n < len(rows):
                rows[n].error = rows[n].error or said[name]


def _moved(form: HelpForm, deed: str) -> HelpForm:
    """The same with one line a place higher or lower. Nothing is saved yet."""
    rows = [row for row in form.rows if row.number or row.who]
    way, _colon, n = deed.partition(":")
    here = int(n) if n.isascii() and n.isdigit() and len(n) < 3 else -1
    there = here + (1 if way == "down" else -1)
    if 0 <= here < len(rows) and 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    for place, row in enumerate(rows):
        row.n = place
    return HelpForm(form.boxes, _with_blank(rows))


def _with_blank(rows: list[LineRow]) -> list[LineRow]:
    return [*rows, *(LineRow(len(rows) + n) for n in range(BLANK))]
