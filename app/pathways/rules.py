"""What a pathway is, when each of its modules opens, and what is wrong with it. Pure.

An opening rule is a condition (app/conditions) over four facts, and nothing else:

    {fact: previous.finished, is: true}     the core module before it is finished
    {fact: started.days, at_least: 14}      so many whole days have passed since the patient began
    {fact: sessions.attended, at_least: 3}  so many sessions have been had since then
    {fact: practitioner.opened, is: true}   the practitioner opens it

one of them, or `any` / `all` of several. Without a rule a module is open from the start.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from app.conditions.rules import AllOf, AnyOf, AtLeast, Condition, Is, Test, because, holds, tests
from app.content.schema import Element, Module
from app.rendering import gettext as _
from app.rendering import listed, ngettext

PREVIOUS, DAYS, SESSIONS, OPENED = "previous.finished", "started.days", "sessions.attended", "practitioner.opened"
LONGEST_WAIT, MOST_SESSIONS = 365, 20
MOST_MODULES = 30
SHORTEST_GAP, LONGEST_GAP = 7, 90
"""Days between two full sets of measures: the answers look two weeks back, so more often than weekly says nothing."""
NEEDED = (Element.PSYCHOEDUCATION, Element.ACTIVATION, Element.RESTRUCTURING, Element.RELAPSE_PREVENTION)
"""Every course of CBT for depression holds these four (docs/framework.md)."""

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Summary = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _parts(opens: Condition | None) -> Sequence[Condition]:
    match opens:
        case None:
            return ()
        case AnyOf(any=parts) | AllOf(all=parts):
            return parts
        case one:
            return (one,)


class Item(_Part):
    """One module in a pathway."""

    module: Name
    core: bool = True
    opens: Condition | None = None

    @field_validator("opens")
    @classmethod
    def _plain(cls, opens: Condition | None) -> Condition | None:
        """One level deep, each fact once, in one order: a form can show it, a sentence say it, and same is equal."""
        asked: list[str] = []
        for test in _parts(opens):
            match test:
                case Is(fact=("previous.finished" | "practitioner.opened"), value=True):
                    asked.append(test.fact)
                    continue
                case AtLeast(fact="started.days", at_least=days) if 1 <= days <= LONGEST_WAIT:
                    asked.append(test.fact)
                    continue
                case AtLeast(fact="sessions.attended", at_least=count) if 1 <= count <= MOST_SESSIONS:
                    asked.append(test.fact)
                    continue
            raise ValueError(
                f"a module opens by {PREVIOUS} is true, {OPENED} is true, {DAYS} at_least 1 to {LONGEST_WAIT}, "
                f"or {SESSIONS} at_least 1 to {MOST_SESSIONS}; or by any or all of these"
            )
        if len(asked) > len(set(asked)):
            raise ValueError("the same fact is asked for twice: once is enough")
        parts = rule_parts(opens)
        return opening(
            previous=PREVIOUS in parts.facts,
            days=parts.days,
            sessions=parts.sessions,
            practitioner=OPENED in parts.facts,
            every=parts.every,
        )


class Pathway(_Part):
    """The modules a lead has put in order. The slug is its file's name."""

    title: Title
    summary: Summary
    modules: tuple[Item, ...] = Field(max_length=MOST_MODULES)
    measures_every: int | None = Field(default=14, ge=SHORTEST_GAP, le=LONGEST_GAP)
    """Days between two full sets of measures that the programme asks for; None: it never asks by the count of days."""
    measures_before_sessions: bool = False
    """Whether it asks for them in the days before each session too (clinical.md §4.3: every session)."""


def measures_words(pathway: Pathway) -> str:
    """How often it asks for the measures, as a lead reads it."""
    days = {"n": pathway.measures_every}
    match pathway.measures_every, pathway.measures_before_sessions:
        case None, False:
            return _("The measures are never asked for by the count of days.")
        case None, True:
            return _("The measures are asked for before each session.")
        case _, False:
            return _("The measures are asked for every %(n)d days.") % days
    return _("The measures are asked for every %(n)d days, and before each session.") % days


def opening(*, previous: bool, days: int, sessions: int = 0, practitioner: bool, every: bool) -> Condition | None:
    """The rule that a form describes; None for one that is open from the start."""
    parts: list[Condition] = []
    if previous:
        parts.append(Is.model_validate({"fact": PREVIOUS, "is": True}))
    if days:
        parts.append(AtLeast(fact=DAYS, at_least=days))
    if sessions:
        parts.append(AtLeast(fact=SESSIONS, at_least=sessions))
    if practitioner:
        parts.append(Is.model_validate({"fact": OPENED, "is": True}))
    if len(parts) < 2:
        return parts[0] if parts else None
    return AllOf(all=tuple(parts)) if every else AnyOf(any=tuple(parts))


def is_open(opens: Condition | None, *, previous_finished: bool, days: int, sessions: int = 0, opened: bool) -> bool:
    """Whether a module is open. What the practitioner has opened is open, whatever its rule."""
    facts = {PREVIOUS: previous_finished, DAYS: days, SESSIONS: sessions, OPENED: opened}
    return opens is None or opened or holds(opens, facts)


def when(opens: Condition | None, previous: str | None, practitioner: str | None) -> str:
    """The rule as the one sentence that a lead, a practitioner and the patient read.

    `previous` is the title of the core module before it; `practitioner` a name, or None for whoever it will be.
    """
    if opens is None:
        return _("Open from the start.")
    who = practitioner or _("your practitioner")

    def clause(test: Test) -> str:
        match test:
            case AtLeast(fact="sessions.attended", at_least=count):
                had = ngettext("you have had %(n)d session", "you have had %(n)d sessions", count)
                return had % {"n": count}
            case AtLeast(at_least=days):
                said = ngettext("%(n)d day has passed since you began", "%(n)d days have passed since you began", days)
                return said % {"n": days}
            case Is(fact="practitioner.opened"):
                return _("%(name)s opens it") % {"name": who}
            case _ if previous is None:
                return _("you have finished the module before it")
            case _:
                return _("you have finished “%(module)s”") % {"module": previous}

    return _("Opens when %(clause)s.") % {"clause": because(opens, clause)}


def previous_core(core: Sequence[bool], n: int) -> int | None:
    """The place of the nearest core module before place `n`; what is optional never keeps anything closed."""
    return next((place for place in range(n - 1, -1, -1) if core[place]), None)


def sentences(pathway: Pathway, modules: Mapping[str, Module], practitioner: str | None = None) -> tuple[str, ...]:
    """When each module opens, as the patient reads it, in the order of the pathway."""
    core = [item.core for item in pathway.modules]
    found = []
    for n, item in enumerate(pathway.modules):
        before = previous_core(core, n)
        previous = None if before is None else title_of(pathway.modules[before].module, modules)
        found.append(when(item.opens, previous, practitioner))
    return tuple(found)


def title_of(slug: str, modules: Mapping[str, Module]) -> str:
    """The title of a module; its slug where the module is not there."""
    return modules[slug].title if slug in modules else slug


class Weight(StrEnum):
    STOPS = "stops publishing"
    LOOK = "to look at"


@dataclass(frozen=True)
class Finding:
    """Something about a pathway: where, what, and how to mend it. `place` is the module's place, or None for all."""

    weight: Weight
    what: str
    mend: str
    place: int | None = None


def check(pathway: Pathway, modules: Mapping[str, Module]) -> tuple[Finding, ...]:
    """Everything that stops publishing, then what to look at."""
    found = [*_whole(pathway), *_each(pathway, modules), *_elements(pathway, modules)]
    return tuple(sorted(found, key=lambda one: one.weight is not Weight.STOPS))


def _whole(pathway: Pathway) -> list[Finding]:
    if not pathway.modules:
        return [Finding(Weight.STOPS, _("There is no module in it yet"), _("Add one from the list."))]
    found = []
    if not any(item.core for item in pathway.modules):
        found.append(Finding(Weight.STOPS, _("No module is core"), _("Make at least one of them core.")))
    if not any(item.opens is None for item in pathway.modules):
        what = _("Nothing is open on the first day")
        found.append(Finding(Weight.STOPS, what, _("Let one module be open from the start.")))
    return found


def _each(pathway: Pathway, modules: Mapping[str, Module]) -> list[Finding]:
    found = []
    can, core = can_open(pathway), [one.core for one in pathway.modules]
    for n, item in enumerate(pathway.modules):
        title = title_of(item.module, modules)
        if item.module not in modules:
            what = _("There is no module called %(slug)s") % {"slug": item.module}
            found.append(Finding(Weight.STOPS, what, _("Take it out, or add its folder to the modules."), n))
        if item.module in [other.module for other in pathway.modules[:n]]:
            what = _("“%(module)s” is in it twice") % {"module": title}
            found.append(
                Finding(Weight.STOPS, what, _("Take one of the two out. A patient can go through it again."), n)
            )
        if not can[n]:
            what = _("“%(module)s” can never open") % {"module": title}
            mend = _("It waits for a core module before it, and none can be finished. Change its rule or its place.")
            found.append(Finding(Weight.STOPS, what, mend, n))
        elif PREVIOUS in rule_parts(item.opens).facts and previous_core(core, n) is None:
            what = _("“%(module)s” names the core module before it, and there is none") % {"module": title}
            found.append(Finding(Weight.LOOK, what, _("Take that part of its rule away, or move it down."), n))
    return found


def can_open(pathway: Pathway) -> list[bool]:
    """For each module whether there is any way for it to open, by the same rule that opens it for a patient."""
    core = [item.core for item in pathway.modules]
    can: list[bool] = []
    for n, item in enumerate(pathway.modules):
        before = previous_core(core, n)
        reachable = before is not None and can[before]
        best = {PREVIOUS: reachable, DAYS: LONGEST_WAIT, SESSIONS: MOST_SESSIONS, OPENED: True}
        can.append(item.opens is None or holds(item.opens, best))
    return can


def _elements(pathway: Pathway, modules: Mapping[str, Module]) -> list[Finding]:
    held = {modules[item.module].manifest.element for item in pathway.modules if item.module in modules and item.core}
    absent = [element_name(element) for element in NEEDED if element not in held]
    if not absent or not pathway.modules:
        return []
    what = _("No core module holds %(elements)s") % {"elements": listed(absent, _("or"))}
    return [Finding(Weight.LOOK, what, _("Every course holds all four elements somewhere. You can publish without."))]


def element_name(element: Element) -> str:
    match element:
        case Element.PSYCHOEDUCATION:
            return _("understanding low mood (psychoeducation)")
        case Element.ACTIVATION:
            return _("doing more (behavioural activation)")
        case Element.RESTRUCTURING:
            return _("working with thoughts (cognitive restructuring)")
        case Element.RELAPSE_PREVENTION:
            return _("staying well (relapse prevention)")
        case Element.PROBLEM_SOLVING:
            return _("solving problems")
        case Element.OTHER:
            return _("something else")


def publishable(findings: Sequence[Finding]) -> bool:
    return all(one.weight is not Weight.STOPS for one in findings)


@dataclass(frozen=True)
class RuleParts:
    """A rule as a form shows it: its facts, its days and its sessions (0 for none), and whether all are needed."""

    facts: frozenset[str]
    days: int
    sessions: int
    every: bool


def rule_parts(opens: Condition | None) -> RuleParts:
    found = list(tests(opens)) if opens is not None else []
    counts = {test.fact: test.at_least for test in found if isinstance(test, AtLeast)}
    facts = frozenset(test.fact for test in found)
    return RuleParts(facts, counts.get(DAYS, 0), counts.get(SESSIONS, 0), isinstance(opens, AllOf))
