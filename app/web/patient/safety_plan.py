"""My safety plan: read first, changed by part or whole, with every earlier version. It stays open after the course."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.content.help import Help, Nation
from app.people.queries import practitioner_of
from app.rendering import day
from app.rendering import gettext as _
from app.safety import actions
from app.safety.actions import Stale
from app.safety.queries import PlanVersion, SafetyPlan, plan_versions
from app.safety.queries import safety_plan as plan_of
from app.safety.rules import LONGEST_WORDS, Part
from app.web.parts import drafting, plain
from app.web.parts.drafting import Kept
from app.web.parts.frame import page
from app.web.parts.plain import Area
from app.web.parts.safety_plan import heading, hint
from app.web.parts.worksheet import Problem
from app.web.patient.contact import PLAN, Contact, contact
from app.web.patient.door import router

ALL = "all"


@dataclass(frozen=True)
class PartView:
    """One part as it is read. `hint` where nothing is written in it."""

    id: str
    heading: str
    hint: str
    lines: tuple[str, ...]
    change: str
    services: bool


@dataclass(frozen=True)
class Earlier:
    href: str
    label: str


@dataclass(frozen=True)
class PlanPage:
    """`old`: which earlier version this is, in words; empty for the plan as it stands."""

    parts: tuple[PartView, ...]
    changed: str
    sees: str
    old: str
    empty: bool
    earlier: tuple[Earlier, ...]
    contact: Contact
    help: Help
    printed: str
    done: bool


@dataclass(frozen=True)
class Saved:
    """A part as another window saved it."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class PlanForm:
    """`edit`: a part's name, or all of them. `opened_on`: the version it knows, kept with the draft as well.

    `services`: the part beneath which the published numbers stand.
    """

    edit: str
    areas: tuple[Area, ...]
    services: str
    sees: str
    contact: Contact
    help: Help
    opened_on: int
    once: UUID
    kept: Kept
    other: tuple[Saved, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        return plain.problems(self.areas)


@router.page("/safety-plan")
def safety_plan(visit: Visit, edit: str = "", version: str = "", told: str = "", saved: str = "") -> Response:
    if edit:
        return _opened(visit, edit)
    number = _number(version) if version else None
    found = plan_of(visit.db, visit.who.id, number)
    if number is not None and found is None:
        raise NotFound
    versions = plan_versions(visit.db, visit.who.id)
    old = found is not None and found.number != versions[0].number
    content = PlanPage(
        parts=tuple(_view(part, found) for part in Part),
        changed=_changed(found),
        sees=_sees(visit),
        old=_changed(found) if old else "",
        empty=found is None,
        earlier=tuple(_earlier(one) for one in versions[1:]),
        contact=contact(visit, told=told),
        help=_help(visit),
        printed=_("%(name)s, printed on %(day)s. This page may hold health information.")
        % {"name": visit.who.name, "day": day(visit.at, weekday=False)},
        done=saved == "yes",
    )
    return page(visit, "patient/safety_plan.html", content)


@router.act("/safety-plan")
def save_safety_plan(visit: Visit) -> Response:
    """A form of one part leaves the others as they are. The plan stays the patient's own, also after the course."""
    edit = visit.typed("edit")
    areas = tuple(plain.words(visit, one, LONGEST_WORDS) for one in _areas(edit, {}))
    now = plan_of(visit.db, visit.who.id)
    typed = {one.name: one.value for one in areas}
    if plain.problems(areas):
        return _form(visit, edit, areas, drafting.again(visit, _draft(edit)), visit.typed_number("opened_on"), 422)
    whole = {**(now.parts if now else {}), **{Part(name): words for name, words in typed.items()}}
    once = visit.typed_id("once") or uuid4()
    try:
        if now is None or _written(whole) != _written(now.parts):
            opened_on = visit.typed_number("opened_on")
            actions.save_plan(visit.db, visit.who.id, whole, version=opened_on, once=once, by=visit.by, at=visit.at)
    except Stale:
        kept = drafting.held(visit, _draft(edit), {**typed, "opened_on": str(now.number if now else 0)})
        return _form(visit, edit, areas, kept, now.number if now else 0, 409, other=_other(areas, now))
    drafting.sent(visit, _draft(edit))
    return RedirectResponse(f"{PLAN}?saved=yes" + (f"#{edit}" if edit != ALL else ""), status_code=303)


def _opened(visit: Visit, edit: str) -> Response:
    """The form with what was typed and not sent. Where the plan is newer than that, with both texts."""
    now = plan_of(visit.db, visit.who.id)
    typed, kept = drafting.opened(visit, _draft(edit))
    areas = _areas(edit, {**{part.value: words for part, words in (now.parts if now else {}).items()}, **typed})
    number = now.number if now else 0
    newer = bool(typed) and typed.get("opened_on") != str(number)
    return _form(visit, edit, areas, kept, number, other=_other(areas, now) if newer else ())


def _form(
    visit: Visit,
    edit: str,
    areas: tuple[Area, ...],
    kept: Kept,
    opened_on: int,
    status: int = 200,
    *,
    other: tuple[Saved, ...] = (),
) -> Response:
    content = PlanForm(
        edit=edit,
        areas=areas,
        services=Part.SERVICES.value,
        sees=_sees(visit),
        contact=contact(visit, told=""),
        help=_help(visit),
        opened_on=opened_on,
        once=visit.typed_id("once") or uuid4() if status == 422 else uuid4(),
        kept=kept,
        other=other,
    )
    return page(visit, "patient/safety_plan_form.html", content, status=status)


def _areas(edit: str, words: Mapping[str, str]) -> tuple[Area, ...]:
    """The boxes of a form. Raises `NotFound` for a part there is none of."""
    if edit != ALL and edit not in {part.value for part in Part}:
        raise NotFound
    wanted = tuple(Part) if edit == ALL else (Part(edit),)
    return tuple(Area(one.value, heading(one), words.get(one.value, ""), hint(one), rows=3) for one in wanted)


def _other(areas: tuple[Area, ...], now: SafetyPlan | None) -> tuple[Saved, ...]:
    """What is saved of these parts and differs from what is in the boxes."""
    parts = now.parts if now else {}
    there = ((one, parts.get(Part(one.name), "")) for one in areas)
    return tuple(Saved(one.label, tuple(words.splitlines())) for one, words in there if words != one.value)


def _written(parts: Mapping[Part, str]) -> dict[Part, str]:
    return {part: words for part, words in parts.items() if words}


def _view(part: Part, found: SafetyPlan | None) -> PartView:
    words = found.parts.get(part, "") if found else ""
    return PartView(
        id=part.value,
        heading=heading(part),
        hint="" if words else hint(part),
        lines=tuple(words.splitlines()),
        change=f"{PLAN}?edit={part.value}",
        services=part is Part.SERVICES,
    )


def _earlier(one: PlanVersion) -> Earlier:
    return Earlier(f"{PLAN}?version={one.number}", _said_by(one.by, day(one.at)))


def _changed(found: SafetyPlan | None) -> str:
    return _said_by(found.by, day(found.at)) if found else ""


def _said_by(name: str, when: str) -> str:
    return _("%(day)s, by %(name)s") % {"day": when, "name": name}


def _sees(visit: Visit) -> str:
    supporter = practitioner_of(visit.db, visit.who.id)
    if supporter:
        return _("%(name)s can read it, and whoever stands in. Nobody else.") % {"name": supporter.name}
    return _("Whoever in the team supports you can read it. Nobody else.")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise NotFound
    return int(text)


def _help(visit: Visit) -> Help:
    return visit.house.help[Nation(visit.house.settings.nation)]


def _draft(edit: str) -> str:
    return "safety-plan" if edit == ALL else f"safety-plan-{edit}"
