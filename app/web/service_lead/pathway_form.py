"""The editor's form: what was typed, however wrong; what a button does to it; the pathway it describes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.content.answers import Pairs, clean, readable
from app.content.schema import Module
from app.pathways.rules import (
    DAYS,
    LONGEST_GAP,
    LONGEST_WAIT,
    MOST_MODULES,
    MOST_SESSIONS,
    OPENED,
    PREVIOUS,
    SESSIONS,
    SHORTEST_GAP,
    Item,
    Pathway,
    opening,
    rule_parts,
)
from app.rendering import gettext as _

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_NAME = 80, 300, 60
_NAMES = "module|core|previous|days_on|days|days_was|sessions_on|sessions|sessions_was|practitioner|every"
_NAME = re.compile(rf"({_NAMES})\.([0-9]{{1,3}})")


@dataclass(frozen=True)
class Row:
    """One module as it stands in the form. `was` and `sessions_were` are the numbers the page put there itself."""

    module: str
    core: bool = True
    previous: bool = False
    days_on: bool = False
    days: str = ""
    was: str = ""
    practitioner: bool = False
    every: bool = False
    sessions_on: bool = False
    sessions: str = ""
    sessions_were: str = ""

    @property
    def sessions_error(self) -> str | None:
        number = self.sessions.strip()
        if self.sessions_on and not self.had:
            return _("Write how many sessions, from 1 to %(most)d, or take the tick away.") % {"most": MOST_SESSIONS}
        if number and not self.sessions_on and number != self.sessions_were.strip():
            return _("Tick “so many sessions” as well, or take the number away.")
        return None

    @property
    def had(self) -> int:
        """The sessions, or 0 for none and for what is no number of sessions."""
        return _whole(self.sessions, MOST_SESSIONS) if self.sessions_on else 0

    @property
    def error(self) -> str | None:
        number = self.days.strip()
        if self.days_on and not number:
            return _("Write how many days, from 1 to %(most)d, or take the tick away.") % {"most": LONGEST_WAIT}
        if self.days_on and not self.wait:
            return _("Write the days as a whole number from 1 to %(most)d.") % {"most": LONGEST_WAIT}
        if number and not self.days_on and number != self.was.strip():
            return _("Tick “so many days have passed” as well, or take the number away.")
        return None

    @property
    def wait(self) -> int:
        """The days, or 0 for none and for what is no number of days."""
        return _whole(self.days, LONGEST_WAIT) if self.days_on else 0

    @property
    def item(self) -> Item:
        opens = opening(
            previous=self.previous,
            days=self.wait,
            sessions=self.had,
            practitioner=self.practitioner,
            every=self.every,
        )
        return Item(module=self.module, core=self.core, opens=opens)


def _whole(text: str, most: int) -> int:
    """A whole number from 1 to `most`, or 0 for what is none."""
    number = text.strip()
    fits = number.isascii() and number.isdigit() and len(number) < 5
    return int(number) if fits and 1 <= int(number) <= most else 0


@dataclass(frozen=True)
class Typed:
    """A pathway as it was typed."""

    title: str
    summary: str
    rows: tuple[Row, ...]
    measures: str = ""
    """Days between two full sets of measures; empty for never by the count of days."""
    before: bool = False
    """Whether they are asked for before each session too."""

    @property
    def every(self) -> int | None:
        """Those days, or None for never and for what is no number of days."""
        fits = self.measures.isascii() and self.measures.isdigit() and len(self.measures) < 4
        return int(self.measures) if fits and SHORTEST_GAP <= int(self.measures) <= LONGEST_GAP else None

    def errors(self) -> dict[str, str]:
        """What is wrong, by the name of its field, in the order of the page."""
        found = {}
        if not self.title:
            found["title"] = _("Give the pathway a title.")
        elif len(self.title) > LONGEST_TITLE:
            found["title"] = _("Make the title %(most)d characters or shorter.") % {"most": LONGEST_TITLE}
        if not self.summary:
            found["summary"] = _("Say in a sentence or two who it is for.")
        elif len(self.summary) > LONGEST_SUMMARY:
            found["summary"] = _("Make the summary %(most)d characters or shorter.") % {"most": LONGEST_SUMMARY}
        if self.measures and self.every is None:
            bounds = {"least": SHORTEST_GAP, "most": LONGEST_GAP}
            found["measures"] = _("Write the days as a whole number from %(least)d to %(most)d, or nothing.") % bounds
        for n, row in enumerate(self.rows):
            found |= {f"days.{n}": row.error} if row.error else {}
            found |= {f"sessions.{n}": row.sessions_error} if row.sessions_error else {}
        return found

    def pathway(self) -> Pathway:
        """The pathway so far; what is wrong in it is left out, so that the rest can be checked."""
        title = self.title[:LONGEST_TITLE].strip() or _("No title yet")
        summary = self.summary[:LONGEST_SUMMARY].strip() or "–"
        modules = tuple(row.item for row in self.rows)
        return Pathway(
            title=title,
            summary=summary,
            modules=modules,
            measures_every=self.every,
            measures_before_sessions=self.before,
        )


def typed(pairs: Pairs) -> Typed:
    """The form as it was sent, in the order of its modules."""
    last = {name: readable(value) for name, value in pairs}
    places = sorted({int(found[2]) for name in last if (found := _NAME.fullmatch(name))})
    rows = tuple(_row(last, n) for n in places if last.get(f"module.{n}", "").strip())
    title, summary = clean(last.get("title", "")), clean(last.get("summary", ""))
    before = last.get("before_sessions") == "yes"
    return Typed(title, summary, rows[:MOST_MODULES], last.get("measures", "").strip()[:10], before)


def _row(last: Mapping[str, str], n: int) -> Row:
    def value(name: str) -> str:
        return last.get(f"{name}.{n}", "")

    return Row(
        module=value("module").strip()[:LONGEST_NAME],
        core=value("core") != "optional",
        previous=value("previous") == "yes",
        days_on=value("days_on") == "yes",
        days=value("days"),
        was=value("days_was"),
        practitioner=value("practitioner") == "yes",
        every=value("every") == "all",
        sessions_on=value("sessions_on") == "yes",
        sessions=value("sessions"),
        sessions_were=value("sessions_was"),
    )


def of(pathway: Pathway) -> Typed:
    """A stored pathway as its form shows it."""
    every = str(pathway.measures_every) if pathway.measures_every is not None else ""
    rows = tuple(_row_of(item) for item in pathway.modules)
    return Typed(pathway.title, pathway.summary, rows, every, pathway.measures_before_sessions)


def _row_of(item: Item) -> Row:
    parts = rule_parts(item.opens)
    days = str(parts.days) if parts.days else ""
    sessions = str(parts.sessions) if parts.sessions else ""
    return Row(
        item.module,
        item.core,
        previous=PREVIOUS in parts.facts,
        days_on=DAYS in parts.facts,
        days=days,
        was=days,
        practitioner=OPENED in parts.facts,
        every=parts.every,
        sessions_on=SESSIONS in parts.facts,
        sessions=sessions,
        sessions_were=sessions,
    )


@dataclass(frozen=True)
class Done:
    """The form after its button did its deed: what was done, and which module it was done to."""

    typed: Typed
    did: str
    at: int | None = None


def after(form: Typed, do: str, modules: Mapping[str, Module]) -> Done:
    """`save`, `publish`, `add:SLUG`, and `save`, `up`, `down` or `remove` with a place. Anything else only saves."""
    deed, _colon, what = do.partition(":")
    if deed == "publish":
        return Done(form, "publish")
    if deed == "add":
        return _added(form, what, modules)
    n = int(what) if what.isascii() and what.isdigit() and len(what) < 4 else len(form.rows)
    if n >= len(form.rows):
        return Done(form, "saved")
    match deed:
        case "up" if n > 0:
            return _swapped(form, n, n - 1)
        case "down" if n < len(form.rows) - 1:
            return _swapped(form, n, n + 1)
        case "remove":
            return Done(replace(form, rows=form.rows[:n] + form.rows[n + 1 :]), "removed")
    return Done(form, "saved", n)


def _added(form: Typed, slug: str, modules: Mapping[str, Module]) -> Done:
    """At the end, opening after the core module before it, if there is one."""
    if slug not in modules or len(form.rows) >= MOST_MODULES:
        return Done(form, "full" if slug in modules else "unknown")
    new = Row(slug, previous=any(row.core for row in form.rows))
    return Done(replace(form, rows=(*form.rows, new)), "added", len(form.rows))


def _swapped(form: Typed, n: int, m: int) -> Done:
    rows = list(form.rows)
    rows[n], rows[m] = rows[m], rows[n]
    return Done(replace(form, rows=tuple(rows)), "moved", m)
