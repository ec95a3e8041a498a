"""What somebody reads whose link is no longer good: what happened to it, and what to do now."""

from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.people.rules import Standing
from app.rendering import gettext as _
from app.web.parts.frame import page


@dataclass(frozen=True)
class GonePage:
    title: str
    lead: str
    href: str
    action: str


def gone(visit: Visit, standing: Standing, content: GonePage) -> Response:
    """404 for a link nobody made, 410 for one that was good once."""
    status = 404 if standing is Standing.UNKNOWN else 410
    return page(visit, "front_door/link_gone.html", content, status=status)


def to_log_in(title: str, lead: str) -> GonePage:
    return GonePage(title, lead, "/sign-in", _("Log in"))


def to_ask_again(title: str, lead: str) -> GonePage:
    return GonePage(title, lead, "/forgotten-password", _("Get a new link"))


def has_account() -> GonePage:
    return to_log_in(
        _("There is an account with this address already"),
        _("Log in with it. If you have forgotten the password, you can choose a new one from there."),
    )
