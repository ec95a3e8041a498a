"""What stands around a page: which door, who is signed in, where one can go."""

from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import HTMLResponse

from app.access.door import Visit
from app.access.house import House
from app.people.queries import Who
from app.people.rules import Role
from app.rendering import gettext as _


@dataclass(frozen=True)
class Tab:
    href: str
    label: str
    icon: str
    current: bool = False


@dataclass(frozen=True)
class Frame:
    """`who` goes into every form, so that one person's form is never sent by another."""

    door: str
    name: str | None = None
    who: str = ""
    tabs: tuple[Tab, ...] = ()


FRONT = Frame("front")
HOME = {Role.PATIENT: "/me", Role.PRACTITIONER: "/practice", Role.SERVICE_LEAD: "/service"}


def frame_for(who: Who, here: str = "") -> Frame:
    """The frame of a person's own door, with the tab they are on."""
    tabs: tuple[tuple[str, str, str], ...]
    match who.role:
        case Role.PATIENT:
            door, tabs = "patient", (("/me", _("Today"), "today"), ("/me/plan", _("Plan"), "plan"))
        case Role.PRACTITIONER:
            door, tabs = "practice", (("/practice", _("Caseload"), "people"),)
        case Role.SERVICE_LEAD:
            door = "service"
            tabs = (
                ("/service/pathways", _("Pathways"), "steps"),
                ("/service", _("Modules"), "book"),
                ("/service/team", _("Team"), "people"),
            )
    built = tuple(Tab(href, label, icon, href == here) for href, label, icon in tabs)
    return Frame(door, who.name, str(who.id), built)


def half_frame(who: Who) -> Frame:
    """The frame of somebody whose login still waits for a code: their forms know them, nothing is open."""
    return Frame("front", who=str(who.id))


def page(visit: Visit, template: str, content: object, *, here: str = "", status: int = 200) -> Response:
    """A page of the visitor's own door. The template receives one typed `page` and its `frame`."""
    if visit.signed_in is None:
        frame = FRONT
    elif visit.signed_in.waits_for:
        frame = half_frame(visit.who)
    else:
        frame = frame_for(visit.who, here)
    return plain_page(visit.house, template, content, frame=frame, status=status)


def plain_page(house: House, template: str, content: object, *, frame: Frame = FRONT, status: int = 200) -> Response:
    """A page that needs nobody signed in and no database."""
    return HTMLResponse(house.renderer.render(template, {"page": content, "frame": frame}), status_code=status)
