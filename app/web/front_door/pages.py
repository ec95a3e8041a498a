"""Pages for anyone, signed in or not. All but the way in and the health check stand without the database."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from app import __version__
from app.access.door import NotFound, Visit
from app.access.house import House
from app.content.help import Help, Nation
from app.rendering import day
from app.settings import Mode
from app.web.front_door.door import router
from app.web.parts.frame import HOME, plain_page


@dataclass(frozen=True)
class OtherNation:
    href: str
    name: str


@dataclass(frozen=True)
class HelpPage:
    help: Help
    checked: str
    others: tuple[OtherNation, ...]
    plan: bool
    """Whether a patient's page led here, so that a way to their safety plan leads on."""


@dataclass(frozen=True)
class TextPage:
    """A page of fixed words."""


@router.page("/")
def home(visit: Visit) -> Response:
    address = HOME[visit.who.role] if visit.signed_in else "/sign-in"
    return RedirectResponse(address, status_code=303)


@router.still("/help-now")
def help_now(house: House, request: Request) -> Response:
    return _help(house, request, Nation(house.settings.nation))


@router.still("/help-now/{nation}")
def help_now_in(house: House, request: Request, nation: str) -> Response:
    if nation not in set(Nation):
        raise NotFound
    return _help(house, request, Nation(nation))


@router.still("/privacy")
def privacy(house: House, request: Request) -> Response:
    return plain_page(house, "front_door/privacy.html", TextPage())


@router.still("/accessibility")
def accessibility(house: House, request: Request) -> Response:
    return plain_page(house, "front_door/accessibility.html", TextPage())


@router.page("/healthz")
def healthz(visit: Visit) -> Response:
    """For whoever keeps the service running: 503 when the database is away."""
    house = visit.house
    well = house.database.answers()
    content = {
        "status": "ok" if well else "database away",
        "database": "ok" if well else "away",
        "content": str(len(house.library.newest)),
        "version": __version__,
    }
    return JSONResponse(content, status_code=200 if well else 503)


@router.still("/parts")
def parts(house: House, request: Request) -> Response:
    """The living page of components, in every state; not in a live service."""
    if house.settings.mode is Mode.LIVE:
        raise NotFound
    return plain_page(house, "parts.html", TextPage())


def _help(house: House, request: Request, nation: Nation) -> Response:
    """Nobody is looked up here. Only the browser says which page led to this one."""
    found, came_from = house.help[nation], urlsplit(request.headers.get("referer", "")).path
    others = tuple(OtherNation(f"/help-now/{one}", house.help[one].name) for one in Nation if one is not nation)
    content = HelpPage(found, day(found.checked, weekday=False), others, plan=f"{came_from}/".startswith("/me/"))
    return plain_page(house, "front_door/help_now.html", content)
