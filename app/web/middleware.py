"""Around every request: headers, refusal of forged forms, one log line. Pure ASGI, so that a page stays cheap."""

import secrets
import time
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings
from app.web import errors

log = structlog.get_logger()
SAFE = {"GET", "HEAD", "OPTIONS"}
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "content-security-policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "x-frame-options": "DENY",
}


class SecurityHeaders:
    """The same headers on every answer, errors and files included. Pages are never stored by anybody."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.headers = dict(HEADERS)
        if settings.https:
            self.headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, with_headers)


class Forgery:
    """Refuses an unsafe request that our own pages did not send.

    A browser says so itself (Sec-Fetch-Site, or Origin); other clients send `Origin: <base url>`. There is no token
    that could expire in a worksheet left open overnight.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE or self._ours(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        response = errors.forged(Request(scope))
        await response(scope, receive, send)

    def _ours(self, headers: Headers) -> bool:
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        try:
            origin = urlsplit(headers.get("origin", "")).netloc
        except ValueError:
            return False
        return bool(origin) and origin in {headers.get("host"), self.settings.host}


class TooLarge(Exception):
    """A form that hid its length has grown past what is taken."""


class FormSize:
    """Answers a form that is too large with a page of ours: before any of it is read, or as soon as it shows."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self.app = app
        self.largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if length.isdigit() and int(length) > self.largest:
            await errors.too_large(Request(scope))(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.largest:
                raise TooLarge
            return message

        try:
            await self.app(scope, counted, send)
        except TooLarge:
            await errors.too_large(Request(scope))(scope, receive, send)


class Mishaps:
    """Answers what nobody expected with a page of ours, inside the headers and the log.

    The framework's own place for this is outside both, and it prints a traceback, which could hold a person's words.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except TooLarge:
            raise
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            await errors.broken(Request(scope), error)(scope, receive, send)


class RequestLog:
    """One line a request: which route, how it ended, how long it took. No address with its values, no words."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500
        scope.setdefault("state", {})["code"] = code = short_code()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            log.info("request", code=code, method=scope["method"], route=route, status=status, ms=milliseconds)


def short_code() -> str:
    """A code a person can read out, like 7KQ-2FD; it finds the line in the log."""
    letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    text = "".join(secrets.choice(letters) for _ in range(6))
    return f"{text[:3]}-{text[3:]}"
