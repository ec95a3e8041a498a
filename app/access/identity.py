"""From a cookie to a person, and back; from where, and with what."""

from datetime import datetime

from fastapi import Request, Response
from sqlmodel import Session

from app.people.actions import Place, token_hash
from app.people.queries import SignedIn, signed_in
from app.rendering import gettext as _
from app.settings import Settings

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrom", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
"""Most browsers claim to be others too, so the first sign that is there decides."""


def of(db: Session, request: Request, settings: Settings, *, at: datetime) -> SignedIn | None:
    """Who is asking, if their login goes on."""
    token = request.cookies.get(settings.cookie)
    return signed_in(db, token_hash(token), at=at) if token else None


def give(response: Response, token: str, settings: Settings) -> None:
    """The cookie of a new login; it lasts as long as the browser's window."""
    response.set_cookie(settings.cookie, token, secure=settings.https, httponly=True, samesite="lax", path="/")


def take(response: Response, settings: Settings) -> None:
    response.delete_cookie(settings.cookie, secure=settings.https, httponly=True, samesite="lax", path="/")


def network(request: Request) -> str:
    """Where a request comes from, as far as the server that took it can tell."""
    return request.client.host if request.client else ""


def place(request: Request, settings: Settings) -> Place:
    return Place(network(request), device(request.headers.get("user-agent", "")), settings.asks_for_code)


def device(agent: str) -> str:
    """What a browser is, as its owner would say: "Chrome on Android". Never its own words; empty for a stranger."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system
