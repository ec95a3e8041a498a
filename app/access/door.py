"""A door: a router whose handlers run for one identified person, in one transaction, in one thread.

The order is always the same: the time once, the login, the policy, the handler, the commit, and only then the answer.
What was acknowledged is therefore durable, and a page costs one hop into the thread pool (docs/decisions/0002).
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app import clock
from app.access import identity
from app.access.house import House
from app.access.permissions import POLICIES, Policy
from app.audit.rules import Actor
from app.content.answers import Pairs
from app.journey import respond
from app.people import actions as people
from app.people.presence import Team
from app.people.queries import SignedIn, Who, team_on
from app.people.rules import TOUCH_EVERY, Role
from app.rendering import local, speak
from app.safety.queries import Flagged, OpenFlag, flagged
from app.service import queries as service
from app.service.calendar import Calendar, calendar_of
from app.service.queries import Current

KEPT = 303
"""What a form is answered with once it is kept."""
Handler = Callable[..., Response]


class NotFound(Exception):
    """There is no such thing, or not for this person: which of the two is not said."""


class NotOpenYet(Exception):
    """A module of this person's plan that does not open yet; its own page says when it does."""

    def __init__(self, module: str) -> None:
        super().__init__(module)
        self.module = module


class SignedOut(Exception):
    """Nobody is signed in, or the login has lapsed."""


class HalfIn(Exception):
    """The password was right; what this login waits for is still to be shown."""

    def __init__(self, waits_for: str) -> None:
        super().__init__(waits_for)
        self.waits_for = waits_for


class SomebodyElse(Exception):
    """The form was opened by one person and sent by another."""


@dataclass
class Visit:
    """One request: who asks, when, for what, in which transaction."""

    house: House
    request: Request
    db: Session
    at: datetime
    signed_in: SignedIn | None
    form: Pairs
    after: list[Callable[[], object]] = field(default_factory=list)
    """What is done once the transaction has committed, and only then. It must not raise."""
    responds_to: UUID | None = None
    """Whose deed it was, where the programme may have something to say to it."""
    stands_in: bool = False
    """Whether the patient before them is a colleague's, whom they look after today."""

    @property
    def who(self) -> Who:
        """The person signed in; a door's policy has made sure that there is one."""
        return self.login.who

    @property
    def login(self) -> SignedIn:
        """The login that this request came through."""
        if self.signed_in is None:
            raise SignedOut
        return self.signed_in

    @property
    def today(self) -> date:
        """The day of this visit, on the clock of the service."""
        return local(self.at).date()

    @cached_property
    def service(self) -> Current:
        """What the lead has set. It comes with the login; a visitor without one asks for it."""
        return self.signed_in.service if self.signed_in else service.current(self.db)

    @property
    def calendar(self) -> Calendar:
        """The working days and hours of the service."""
        return calendar_of(self.service.settings, self.house.speech.zone)

    @property
    def reply_due(self) -> datetime:
        """By when the team answers what is sent now."""
        return self.calendar.due(self.at, self.service.settings.reply)

    @cached_property
    def team(self) -> Team:
        """The staff as they are today; one query a visit."""
        return team_on(self.db, self.today)

    @cached_property
    def flagged(self) -> tuple[Flagged, ...]:
        """Every open safety flag as the visit began; one query a visit. Only a practitioner's have their history."""
        return flagged(self.db, history=self.who.role is Role.PRACTITIONER)

    @property
    def open_flags(self) -> Mapping[UUID, OpenFlag]:
        """The same by patient, and no word of any."""
        return {one.flag.patient_id: one.flag for one in self.flagged}

    @property
    def by(self) -> Actor:
        return self.who.actor

    def typed(self, name: str) -> str:
        """The last value of this name in the form, or nothing."""
        return next((value for key, value in reversed(self.form) if key == name), "")

    def typed_id(self, name: str) -> UUID | None:
        try:
            return UUID(self.typed(name))
        except ValueError:
            return None

    def typed_number(self, name: str) -> int:
        """A small whole number that the page put into the form; anything else counts as 0."""
        text = self.typed(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


async def pairs(request: Request) -> Pairs:
    """The form, in the order of its fields; kept on the request, so that an error page can give the words back."""
    form = await request.form()
    found = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    request.state.words = found
    return found


class Door(APIRouter):
    """`@door.page(path)` for a GET, `@door.act(path)` for a POST. Each handler has its line in POLICIES."""

    def __init__(self, name: str, *, prefix: str = "") -> None:
        super().__init__(prefix=prefix)
        self.name = name

    def page(self, path: str, *, records: bool = False) -> Callable[[Handler], Handler]:
        """A page. `records`: looking at it is itself written down (seen, audit)."""
        return self._opens(path, "GET", writes=records)

    def act(self, path: str, *, deed: bool = False) -> Callable[[Handler], Handler]:
        """A form. `deed`: something a patient has done, once it is kept, that the programme may respond to."""
        return self._opens(path, "POST", writes=True, deed=deed)

    def still(self, path: str) -> Callable[[Handler], Handler]:
        """A page for anyone that stands without the database: its handler takes the house and the request."""

        def register(handler: Handler) -> Handler:
            name = f"{self.name}.{handler.__name__}"
            if POLICIES[name].roles:
                raise ValueError(f"{name} reads no login, so it can be for anyone only")
            endpoint = _without_visit(handler)
            self.add_api_route(
                path, endpoint, methods=["GET", "HEAD"], name=name, response_model=None, include_in_schema=False
            )
            return handler

        return register

    def _opens(self, path: str, method: str, *, writes: bool, deed: bool = False) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            name = f"{self.name}.{handler.__name__}"
            endpoint = _endpoint(handler, POLICIES[name], method, writes=writes, deed=deed)
            methods = ["GET", "HEAD"] if method == "GET" else [method]
            self.add_api_route(path, endpoint, methods=methods, name=name, response_model=None, include_in_schema=False)
            return handler

        return register


def _endpoint(handler: Handler, policy: Policy, method: str, *, writes: bool, deed: bool) -> Handler:
    def endpoint(request: Request, typed: Pairs = (), **path: Any) -> Response:
        house: House = request.app.state.house
        speak(house.speech)
        at = clock.now()
        with house.database.transaction(writes=writes) as db:
            signed_in = identity.of(db, request, house.settings, at=at)
            _admit(policy, signed_in)
            visit = Visit(house, request, db, at, signed_in, typed)
            _same_person(visit)
            response = handler(visit, **path)
            if deed and response.status_code == KEPT:
                visit.responds_to = visit.who.id
            if visit.responds_to:
                respond.after(db, house.sources, visit.responds_to, house.settings, at=at)
        for once_kept in visit.after:
            once_kept()
        if signed_in:
            _touch(house, signed_in, at)
        return response

    own = [one for name, one in inspect.signature(handler).parameters.items() if name != "visit"]
    parameters = [_parameter("request", Request)]
    if method == "POST":
        parameters.append(_parameter("typed", Annotated[Pairs, Depends(pairs)]))
    endpoint.__signature__ = inspect.Signature([*parameters, *(one.replace(kind=one.KEYWORD_ONLY) for one in own)])  # type: ignore[attr-defined]
    endpoint.__name__ = handler.__name__
    return endpoint


def _without_visit(handler: Handler) -> Callable[..., Awaitable[Response]]:
    """Runs in the event loop: it only renders, and must not wait behind pages that wait for a database."""

    async def endpoint(request: Request, **path: Any) -> Response:
        house: House = request.app.state.house
        speak(house.speech)
        return handler(house, request, **path)

    own = list(inspect.signature(handler).parameters.values())[2:]
    parameters = [_parameter("request", Request), *(one.replace(kind=one.KEYWORD_ONLY) for one in own)]
    endpoint.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return endpoint


def _parameter(name: str, kind: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind)


def _admit(policy: Policy, signed_in: SignedIn | None) -> None:
    if not policy.roles:
        return
    if signed_in is None:
        raise SignedOut
    if signed_in.waits_for and not policy.half:
        raise HalfIn(signed_in.waits_for)
    if signed_in.who.role not in policy.roles:
        raise NotFound


def _same_person(visit: Visit) -> None:
    """A form says who opened it; a login that changed in another tab must not sign somebody else's words."""
    opened_by = visit.typed("who")
    if opened_by and visit.signed_in and opened_by != str(visit.signed_in.who.id):
        raise SomebodyElse


def _touch(house: House, signed_in: SignedIn, at: datetime) -> None:
    """After the answer's own commit: what was saved is saved, whether or not this can be noted."""
    if at - signed_in.used_at >= TOUCH_EVERY:
        with suppress(DBAPIError), house.database.transaction() as db:
            people.touch(db, signed_in.token_hash, at=at)
