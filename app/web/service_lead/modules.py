"""The modules of the programme, and any step exactly as a patient sees it."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import Response

from app.access.door import Visit
from app.access.guards import a_module, a_step
from app.content.markdown import render
from app.content.schema import Module, asking
from app.enrolments.rules import Way
from app.notices.queries import Outbox, outbox
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.outbox import standstill
from app.web.parts.step import Share, StepPage, minutes
from app.web.parts.worksheet import fields, five_areas
from app.web.service_lead.door import router

NOBODY = UUID(int=0)


@dataclass(frozen=True)
class ModuleRow:
    href: str
    title: str
    summary: str
    meta: str


@dataclass(frozen=True)
class ModulesPage:
    modules: tuple[ModuleRow, ...]
    mail: str
    given_up: str


@dataclass(frozen=True)
class StepRow:
    href: str
    title: str
    meta: str


@dataclass(frozen=True)
class ModulePage:
    title: str
    summary: str
    purpose: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[StepRow, ...]


@router.page("")
def home(visit: Visit) -> Response:
    rows = tuple(_row(module) for module in visit.house.library.newest.values())
    now = outbox(visit.db, at=visit.at)
    content = ModulesPage(rows, standstill(visit, now), _given_up(now))
    return page(visit, "service_lead/modules.html", content, here="/service")


@router.page("/modules/{module}")
def module(visit: Visit, module: str) -> Response:
    found = a_module(visit, module)
    manifest = found.manifest
    facts = (
        (_("Element"), manifest.element.value.replace("-", " ").capitalize()),
        (_("Written by"), manifest.author),
        (_("To be reviewed"), day(manifest.review)),
        (_("Version"), found.digest[:10]),
    )
    steps = tuple(
        StepRow(f"/service/modules/{found.slug}/steps/{step.id}", step.title, minutes(step.minutes))
        for step in found.steps
    )
    content = ModulePage(manifest.title, manifest.summary, manifest.purpose, facts, steps)
    return page(visit, "service_lead/module.html", content, here="/service")


@router.page("/modules/{module}/steps/{step}")
def step(visit: Visit, module: str, step: str) -> Response:
    """The patient's own page, made by the same code, with nothing in it and nowhere to send it."""
    found, one = a_step(visit, module, step)
    way = Way(found.steps, {})
    action = f"/service/modules/{found.slug}/steps/{one.id}"
    content = StepPage(
        action=action,
        module_href=f"/service/modules/{found.slug}",
        module_title=found.title,
        title=one.title,
        kind=one.kind,
        position=way.position(one.id),
        total=len(way.steps),
        done=way.position(one.id) - 1,
        left=_("%(minutes)s left")
        % {"minutes": minutes(sum(s.minutes for s in way.steps[way.position(one.id) - 1 :]))},
        body=render(one.body),
        areas=five_areas(one.picture, {}, found) if one.picture else (),
        fields=fields(one.fields, {}, {}, way, found),
        share=Share(_("Your practitioner"), True) if asking(one) else None,
        once=NOBODY,
        preview=True,
    )
    return page(visit, "service_lead/preview.html", content, here="/service")


def _given_up(now: Outbox) -> str:
    if not now.given_up:
        return ""
    return ngettext("%(n)d mail could not be sent.", "%(n)d mails could not be sent.", now.given_up) % {
        "n": now.given_up
    }


def _row(module: Module) -> ModuleRow:
    return ModuleRow(f"/service/modules/{module.slug}", module.title, module.manifest.summary, size(module))


def size(module: Module) -> str:
    """ "6 steps · about 35 minutes"."""
    count = len(module.steps)
    steps = ngettext("%(n)d step", "%(n)d steps", count) % {"n": count}
    return f"{steps} · {minutes(module.manifest.minutes)}"
