"""The part of the settings that says who is worth a look: each rule with its numbers, on or left out."""

from dataclasses import dataclass

from app.access.door import Visit
from app.caseload.looking import limits_of
from app.measures.looks import BOUNDS, RULES, Look
from app.rendering import gettext as _
from app.service.rules import Looks
from app.web.parts.plain import typed_line

NUMBERS = {
    Look.RISEN: (),
    Look.NO_FALL: ("sittings", "total", "fall"),
    Look.RISING: ("rises",),
    Look.NO_SCORE: ("score_days",),
    Look.QUIET: ("login_days",),
}
"""Which numbers each rule has. What is reliable is defined nationally, so the first rule has none."""


@dataclass
class Count:
    """A whole number within bounds, as it stands in the form."""

    name: str
    label: str
    value: str
    low: int
    high: int
    error: str = ""


@dataclass
class LookRow:
    """One rule: whether it is on, its sentence with the numbers that count now, and those in the form."""

    name: str
    on: bool
    sentence: str
    counts: list[Count]


def of(looks: Looks) -> list[LookRow]:
    """The rules as they are set."""
    return [_row(n, looks, {name: str(getattr(looks, name)) for name in BOUNDS}) for n in range(len(RULES))]


def typed(visit: Visit, before: Looks) -> list[LookRow]:
    """The rules as they were typed; each sentence still says what counts."""
    rows = [_row(n, before, {name: typed_line(visit, name, 10) for name in BOUNDS}) for n in range(len(RULES))]
    for row in rows:
        row.on = bool(visit.typed(row.name))
    return rows


def _row(n: int, looks: Looks, values: dict[str, str]) -> LookRow:
    rule, labels = RULES[n], _labels()
    counts = [Count(name, labels[name], values[name], *BOUNDS[name]) for name in NUMBERS[rule.look]]
    return LookRow(f"look.{n}", rule.look.value not in looks.left_out, rule.words(limits_of(looks)), counts)


def read(rows: list[LookRow]) -> Looks | None:
    """The numbers and the rules left out; None where a number is none. Notes on each what is wrong with it."""
    counts = [one for row in rows for one in row.counts]
    numbers = {one.name: number(one) for one in counts}
    if any(value is None for value in numbers.values()):
        return None
    out = tuple(rule.look.value for rule, row in zip(RULES, rows, strict=True) if not row.on)
    return Looks.model_validate({**numbers, "left_out": out})


def number(count: Count) -> int | None:
    """The number that was typed, or None. Notes what is wrong."""
    text = count.value
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
    if count.low <= found <= count.high:
        return found
    count.error = _("%(label)s: enter a whole number from %(low)d to %(high)d.") % {
        "label": count.label,
        "low": count.low,
        "high": count.high,
    }
    return None


def _labels() -> dict[str, str]:
    return {
        "sittings": _("Scores, at least"),
        "total": _("PHQ-9 of, at least"),
        "fall": _("Points it has fallen by, less than"),
        "rises": _("Times in a row"),
        "score_days": _("Days without a score, more than"),
        "login_days": _("Days without a login, more than"),
    }
