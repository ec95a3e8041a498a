"""Who is worth a look, by the plain rules of measures/looks.py and the lead's numbers. Facts, never a level."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.caseload.signs import Signs
from app.content.measures import GAD_7, PHQ_9
from app.enrolments.queries import Asks, Head
from app.measures.looks import BOUNDS, Known, Limits, Look, worth_a_look
from app.measures.queries import Given
from app.measures.rules import BEFORE_A_SESSION, Schedule, due
from app.rendering import local
from app.service.rules import Looks
from app.sessions.rules import BookedSession

NEEDS_NO_REST = frozenset({Look.RISEN, Look.NO_FALL, Look.RISING})
"""What is still worth a look where somebody rests: to be quiet is what a rest is for."""


@dataclass(frozen=True)
class Scores:
    """The sittings of the PHQ-9 and the GAD-7, oldest first; and why they are worth a look, with the facts behind."""

    phq: tuple[Given, ...]
    known: Known
    looks: tuple[Look, ...]

    @property
    def whole(self) -> tuple[Given, ...]:
        return tuple(one for one in self.phq if one.total is not None)


def limits_of(looks: Looks) -> Limits:
    """The numbers that a lead has set, as the rules take them."""
    known = frozenset(one for one in Look if one.value in looks.left_out)
    return Limits(**{name: getattr(looks, name) for name in BOUNDS}, left_out=known)


def scores(
    head: Head | None,
    given: Sequence[Given],
    signs: Signs,
    limits: Limits,
    *,
    last_at: datetime | None,
    session: BookedSession | None,
    at: datetime,
) -> Scores:
    """One patient's scores. `last_at`: when they last did something, which takes a login too. `session`: the next.

    Of a course that has not begun or has ended nothing is worth a look.
    """
    phq = tuple(one for one in given if one.measure == PHQ_9 and (one.finished or one.safety is not None))
    known = _known(head, given, signs, last_at=last_at, session=session, at=at)
    looks = worth_a_look(known, limits) if head and head.ended_at is None else ()
    if head and head.rest:
        looks = tuple(one for one in looks if one in NEEDS_NO_REST)
    if signs.fault:
        looks = tuple(one for one in looks if one is not Look.QUIET)
    return Scores(phq, known, looks)


def _known(
    head: Head | None,
    given: Sequence[Given],
    signs: Signs,
    *,
    last_at: datetime | None,
    session: BookedSession | None,
    at: datetime,
) -> Known:
    today = local(at).date()
    began = local(head.began_at).date() if head else today
    last_full = max((one.on for one in given if one.finished), default=None)
    last_sign = max((local(when).date() for when in (signs.login_at, last_at) if when), default=began)
    return Known(
        phq=_totals(given, PHQ_9),
        gad=_totals(given, GAD_7),
        days_without_score=(today - (last_full or began)).days,
        days_without_login=(today - last_sign).days,
        things_due=signs.day_come or _measures_due(given, signs.asks, session, at),
    )


def _totals(given: Iterable[Given], measure: str) -> tuple[int, ...]:
    return tuple(one.total for one in given if one.measure == measure and one.total is not None)


def _measures_due(given: Iterable[Given], asks: Asks | None, session: BookedSession | None, at: datetime) -> bool:
    """As the patient's own page asks for them."""
    if asks is None:
        return False
    schedule = Schedule(asks.every, BEFORE_A_SESSION if asks.before_sessions else None)
    last = max((one.on for one in given if one.measure == PHQ_9 and one.finished), default=None)
    day = local(session.starts_at).date() if session else None
    return due(schedule, last=last, today=local(at).date(), session=day)
