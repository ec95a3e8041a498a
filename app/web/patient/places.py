"""Where somebody pressed "I'm stuck": the page, what may help on it, and the way back and onward."""

import re
from dataclasses import dataclass

from app.access.door import Visit
from app.content.stuck import Page
from app.enrolments.queries import module_work
from app.rendering import gettext as _
from app.web.parts.step import address

_STEP = re.compile(r"/me/modules/([a-z0-9-]{1,60})/steps/([a-z0-9-]{1,60})(?:/reply)?")
_PAGE = re.compile(r"/me(?:/[a-zA-Z0-9./-]{0,180})?")
_PAGES: dict[str, Page] = {
    "plan": "plan",
    "modules": "module",
    "goals": "goals",
    "activities": "activities",
    "diary": "diary",
    "patterns": "patterns",
    "toolbox": "patterns",
    "measures": "measures",
    "check-in": "check-in",
    "check-ins": "check-in",
    "messages": "messages",
    "sessions": "sessions",
    "first-session": "sessions",
    "safety-plan": "safety-plan",
    "settings": "settings",
}


@dataclass(frozen=True)
class Stuck:
    """`at` is a path of the patient's own pages. `skip`: the step after it, where it is a step that has one."""

    at: str
    title: str
    whole: str
    """The title with where it stands, as it is told to others."""
    idea: str
    skip: str = ""
    skip_title: str = ""


def stuck_at(visit: Visit, at: str) -> Stuck:
    """The place that an address names; Today for anything that is no page of a patient's."""
    path = at if _PAGE.fullmatch(at) and ".." not in at else "/me"
    if found := _STEP.fullmatch(path):
        step = _step(visit, *found.groups())
        if step:
            return step
    first = path.removeprefix("/me").strip("/").split("/")[0]
    one = visit.house.stuck[_PAGES.get(first, "today")]
    return Stuck(path, one.title, one.title, one.idea)


def _step(visit: Visit, module: str, step: str) -> Stuck | None:
    work = module_work(visit.db, visit.house.library, visit.who.id, module, at=visit.at)
    here = next((one for one in work.way.steps if one.id == step), None) if work and work.open else None
    if work is None or here is None:
        return None
    onward = work.way.after(step)
    whole = _("%(step)s, in %(module)s") % {"step": here.title, "module": work.module.title}
    return Stuck(
        address(module, step),
        here.title,
        whole,
        here.stuck or visit.house.stuck["module"].idea,
        address(module, onward.id) if onward else "",
        onward.title if onward else "",
    )
