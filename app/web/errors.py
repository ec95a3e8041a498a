"""Pages for when something does not work. They need no database, carry help, and give typed words back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from app import clock
from app.access.door import HalfIn, NotFound, NotOpenYet, SignedOut, SomebodyElse
from app.access.house import House
from app.content.help import Help, Nation
from app.enrolments.actions import Ended
from app.people.queries import AS_IT_COMES, Display
from app.rendering import clock_time, speak
from app.rendering import gettext as _
from app.web.forms import KeptWords, carried, kept_words

log = structlog.get_logger()
P = ParamSpec("P")
WAITS_AT = {"code": "/sign-in/code", "setup": "/sign-in/set-up"}
"""Where one shows what a login waits for."""
_HELP_FIRST = re.compile(r"/me/(measures|safety-plan)(/|$)")
"""Where a form may say that somebody is not safe: when it cannot be saved, help stands before everything else."""


@dataclass(frozen=True)
class ErrorPage:
    title: str
    lead: str
    status: int
    code: str
    time: str
    help: Help
    again: str | None = None
    kept: KeptWords | None = None
    next: str = ""
    sealed: str = ""
    help_first: bool = False


@dataclass(frozen=True)
class _Frame:
    """The frame of an error page knows nobody."""

    door: str = "front"
    name: None = None
    who: str = ""
    tabs: tuple[object, ...] = ()
    display: Display = AS_IT_COMES
    at: str = ""


def spoken(handler: Callable[P, Response]) -> Callable[P, Response]:
    """An error is answered outside the visit that met it: here it finds its language again."""

    @wraps(handler)
    def answer(*args: P.args, **named: P.kwargs) -> Response:
        request = args[0]
        if isinstance(request, Request):
            speak(request.app.state.house.speech)
        return handler(*args, **named)

    return answer


def render(
    request: Request, template: str, status: int, title: str, lead: str, *, again: str | None = None
) -> Response:
    house: House = request.app.state.house
    kept = kept_words(request)
    onward = carried(request) if status in {401, 409} else None
    if kept and onward is None:
        onward = kept.action, kept.sealed(house.settings.secret_key)
    page = ErrorPage(
        title,
        lead,
        status,
        code=getattr(request.state, "code", ""),
        time=clock_time(clock.now()),
        help=house.help[Nation(house.settings.nation)],
        again=again,
        kept=kept,
        next=onward[0] if onward else "",
        sealed=onward[1] if onward else "",
        help_first=request.method == "POST" and _HELP_FIRST.match(request.url.path) is not None,
    )
    return HTMLResponse(house.renderer.render(template, {"page": page, "frame": _Frame()}), status_code=status)


@spoken
def missing(request: Request, _error: Exception) -> Response:
    return render(
        request,
        "errors/error.html",
        404,
        _("We can’t find that page"),
        _("The address may have changed, or it may not be yours to open."),
        again=None,
    )


@spoken
def signed_out(request: Request, _error: Exception) -> Response:
    """A page sends to the sign-in and back; a form keeps its words until its writer has signed in again."""
    if request.method in {"GET", "HEAD"}:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/sign-in?next={_quoted(request.url.path + query)}", status_code=303)
    return render(
        request,
        "errors/signed_out.html",
        401,
        _("You have been logged out"),
        _("Log in again and carry on. Your words are kept on this page."),
    )


def half_in(request: Request, error: Exception) -> Response:
    """A page sends to what the login waits for, and back; a form keeps its words as over an ended login."""
    if request.method not in {"GET", "HEAD"}:
        return signed_out(request, error)
    page = WAITS_AT[error.waits_for if isinstance(error, HalfIn) else "code"]
    return RedirectResponse(f"{page}?next={_quoted(request.url.path)}", status_code=303)


@spoken
def somebody_else(request: Request, _error: Exception) -> Response:
    return render(
        request,
        "errors/somebody_else.html",
        409,
        _("Somebody else is logged in now"),
        _("Nothing was saved. The words are kept on this page, where only their writer can open them."),
    )


def not_open_yet(_request: Request, error: Exception) -> Response:
    module = error.module if isinstance(error, NotOpenYet) else ""
    return RedirectResponse(f"/me/modules/{_quoted(module)}", status_code=303)


@spoken
def ended(request: Request, _error: Exception) -> Response:
    return render(
        request,
        "errors/error.html",
        409,
        _("Your course has ended"),
        _("You can read everything you wrote here. It can no longer be changed."),
    )


@spoken
def forged(request: Request) -> Response:
    return render(
        request,
        "errors/error.html",
        403,
        _("We could not take that"),
        _("It did not come from one of our own pages, so nothing was changed. Go back and try again."),
    )


@spoken
def away(request: Request, error: Exception) -> Response:
    log.error("database away", code=getattr(request.state, "code", ""), kind=type(error).__name__)
    return render(
        request,
        "errors/error.html",
        503,
        _("Something went wrong on our side"),
        _("What you typed is kept on this page. Please try again in a moment."),
        again=request.url.path,
    )


@spoken
def broken(request: Request, error: Exception) -> Response:
    log.error("unexpected", code=getattr(request.state, "code", ""), kind=type(error).__name__, where=_where(error))
    return render(
        request,
        "errors/error.html",
        500,
        _("Something went wrong on our side"),
        _("What you typed is kept on this page. Please try again."),
        again=request.url.path,
    )


@spoken
def refused(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: a method, a body too large, a form it cannot read."""
    status = error.status_code if isinstance(error, HTTPException) else 422
    if status == 404:
        return missing(request, error)
    if status == 413:
        return too_large(request)
    lead = _("Part of what was sent could not be read. Go back and try again.")
    if status == 405:
        lead = _("That address does not take what was sent.")
    return render(request, "errors/error.html", status, _("We could not take that"), lead)


@spoken
def too_large(request: Request) -> Response:
    lead = _("That was more than we can take at once, so it is not saved yet. Send it in two or more parts.")
    return render(request, "errors/error.html", 413, _("We could not take that"), lead)


def attach(app: FastAPI) -> None:
    app.add_exception_handler(NotFound, missing)
    app.add_exception_handler(SignedOut, signed_out)
    app.add_exception_handler(HalfIn, half_in)
    app.add_exception_handler(SomebodyElse, somebody_else)
    app.add_exception_handler(NotOpenYet, not_open_yet)
    app.add_exception_handler(Ended, ended)
    app.add_exception_handler(OperationalError, away)
    app.add_exception_handler(PoolTimeout, away)
    app.add_exception_handler(DBAPIError, _by_connection)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, refused)


def _by_connection(request: Request, error: Exception) -> Response:
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return away(request, error) if lost else broken(request, error)


def _where(error: Exception) -> str:
    """The last line of our own code the error passed: a place, never a value."""
    trace = error.__traceback__
    place = ""
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if "/app/" in name:
            place = f"{name.rpartition('/app/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _quoted(path: str) -> str:
    return quote(path, safe="/")
