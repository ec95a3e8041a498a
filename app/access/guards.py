"""A guard fetches and checks, and hands over the typed thing. To be handed it is to be permitted it."""

import re
from dataclasses import dataclass
from uuid import UUID

from app.access.door import NotFound, NotOpenYet, Visit
from app.content.schema import Module, Step
from app.enrolments.queries import Work, module_work
from app.pathways import queries as pathways
from app.people.queries import Who, supported_patient

_SLUG = re.compile(r"[a-z0-9-]{1,60}")


@dataclass(frozen=True)
class MyStep:
    """A step that shows on this patient's own way through a module of their plan."""

    work: Work
    step: Step


def my_module(visit: Visit, module: str, *, hold: bool = False) -> Work:
    """The module of the patient's own plan. `hold` for a visit that will write to it."""
    if not _SLUG.fullmatch(module):
        raise NotFound
    work = module_work(visit.db, visit.house.library, visit.who.id, module, at=visit.at, hold=hold)
    if work is None:
        raise NotFound
    return work


def my_step(visit: Visit, module: str, step: str, *, hold: bool = False) -> MyStep:
    work = my_module(visit, module, hold=hold)
    if not work.open:
        raise NotOpenYet(module)
    found = next((one for one in work.way.steps if one.id == step), None)
    if found is None:
        raise NotFound
    return MyStep(work, found)


def my_kept_step(visit: Visit, module: str, step: str) -> MyStep:
    """A step this patient has finished, also where a later answer has taken it off their way."""
    work = my_module(visit, module, hold=True)
    found = work.module.step(step)
    if found is None or step not in work.kept:
        raise NotFound
    return MyStep(work, found)


def my_patient(visit: Visit, patient: str) -> Who:
    """A patient whom this practitioner supports now."""
    found = supported_patient(visit.db, visit.who.id, _id(patient))
    if found is None:
        raise NotFound
    return found


def a_module(visit: Visit, module: str) -> Module:
    """A module of the programme, as it is today."""
    found = visit.house.library.newest.get(module)
    if found is None:
        raise NotFound
    return found


def a_step(visit: Visit, module: str, step: str) -> tuple[Module, Step]:
    found = a_module(visit, module)
    one = found.step(step)
    if one is None:
        raise NotFound
    return found, one


def a_pathway(visit: Visit, slug: str, *, dropped: bool = False) -> pathways.Line:
    """A pathway of this service. `dropped`: also one whose only draft was let go, for a form that is still open."""
    found = pathways.line(visit.db, slug) if _SLUG.fullmatch(slug) else None
    if found is None or (found.content is None and not dropped):
        raise NotFound
    return found


def a_version(visit: Visit, slug: str, n: str) -> tuple[pathways.Line, pathways.Published]:
    """One published version of a pathway."""
    line = a_pathway(visit, slug)
    found = next((one for one in line.versions if str(one.number) == n), None)
    if found is None:
        raise NotFound
    return line, found


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
