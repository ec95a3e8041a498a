"""Where somebody is logged in now, and how to end it there."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import my_device
from app.people import actions as people
from app.people.queries import Device
from app.people.queries import devices as logged_in
from app.rendering import clock_time, day
from app.rendering import gettext as _
from app.web.front_door.door import router
from app.web.parts.frame import page

HERE = "/account/devices"


@dataclass(frozen=True)
class DeviceRow:
    """`end` is empty for the one that somebody looks with: that ends with Log out."""

    name: str
    began: str
    used: str
    end: str


@dataclass(frozen=True)
class DevicesPage:
    devices: tuple[DeviceRow, ...]
    done: str


@router.page("/account/devices")
def devices(visit: Visit, done: str = "") -> Response:
    found = logged_in(visit.db, visit.who, at=visit.at)
    found.sort(key=lambda one: one.id != visit.login.login)
    content = DevicesPage(tuple(_row(visit, one) for one in found), _done(done))
    return page(visit, "front_door/devices.html", content)


@router.act("/account/devices/end-others")
def end_other_logins(visit: Visit) -> Response:
    people.end_other_logins(visit.db, visit.login, at=visit.at)
    return RedirectResponse(f"{HERE}?done=all", status_code=303)


@router.act("/account/devices/{login}/end")
def end_login(visit: Visit, login: str) -> Response:
    people.end_login(visit.db, my_device(visit, login), by=visit.by, at=visit.at)
    return RedirectResponse(f"{HERE}?done=one", status_code=303)


def _row(visit: Visit, one: Device) -> DeviceRow:
    this = one.id == visit.login.login
    return DeviceRow(
        name=one.name or _("A device we cannot name"),
        began=_when(one.began_at),
        used="" if this else _when(one.used_at),
        end="" if this else f"{HERE}/{one.id}/end",
    )


def _when(at: datetime) -> str:
    return _("%(day)s at %(time)s") % {"day": day(at), "time": clock_time(at)}


def _done(what: str) -> str:
    match what:
        case "one":
            return _("That login has ended.")
        case "all":
            return _("You are now logged in on this device only.")
        case _:
            return ""
