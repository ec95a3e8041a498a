"""Who is worth a look, by the plain rules of measures/looks.py and the lead's numbers. Facts, never a level."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.activities.queries import with_a_day_come
from app.content.measures import GAD_7, PHQ_9
from app.enrolments.queries import Asks, Head, schedules
from app.measures.looks import BOUNDS, Known, Limits, Look, worth_a_look
from app.measures.queries import Given, sittings_of
from app.measures.rules import BEFORE_A_SESSION, Schedule, due
from app.people.queries import last_logins
from app.rendering import day_began, local
from app.service.rules import Looks
from app.sessions.queries import ahead
from app.sessions.rules import BookedSession, coming

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


@dataclass(frozen=True)
class Found:
    """What is read for all patients at once."""

    sittings: Mapping[UUID, Sequence[Given]]
    asks: Mapping[UUID, Asks]
    sessions: Mapping[UUID, Sequence[BookedSession]]
    day_come: frozenset[UUID]
    logins: Mapping[UUID, datetime]


def limits_of(looks: Looks) -> Limits:
    """The numbers that a lead has set, as the rules take them."""
    known = frozenset(one for one in Look if one.value in looks.left_out)
    return Limits(**{name: getattr(looks, name) for name in BOUNDS}, left_out=known)


def found(db: Session, patients: Iterable[UUID], *, at: datetime) -> Found:
    """Six queries however many patients, two of them for measures."""
    ids = list(patients)
    return Found(
        sittings_of(db, ids, measures=(PHQ_9, GAD_7)),
        schedules(db, ids),
        ahead(db, ids, since=day_began(at)),
        with_a_day_come(db, ids, local(at).date()),
        last_logins(db, ids),
    )


def scores(
    patient: UUID, head: Head | None, read: Found, limits: Limits, *, last_at: datetime | None, at: datetime
) -> Scores:
    """One patient's scores. `last_at`: when they last did something, which takes a login too.

    Of a course that has not begun or has ended nothing is worth a look.
    """
    given = read.sittings.get(patient, ())
    phq = tuple(one for one in given if one.measure == PHQ_9 and (one.finished or one.safety is not None))
    known = _known(patient, head, read, last_at=last_at, at=at)
    looks = worth_a_look(known, limits) if head and head.ended_at is None else ()
    if head and head.rest:
        looks = tuple(one for one in looks if one in NEEDS_NO_REST)
    return Scores(phq, known, looks)


def _known(patient: UUID, head: Head | None, read: Found, *, last_at: datetime | None, at: datetime) -> Known:
    given, today = read.sittings.get(patient, ()), local(at).date()
    began = local(head.began_at).date() if head else today
    last_full = max((one.on for one in given if one.finished), default=None)
    signs = [when for when in (read.logins.get(patient), last_at) if when]
    last_sign = max((local(when).date() for when in signs), default=began)
    return Known(
        phq=_totals(given, PHQ_9),
        gad=_totals(given, GAD_7),
        days_without_score=(today - (last_full or began)).days,
        days_without_login=(today - last_sign).days,
        things_due=patient in read.day_come or _measures_due(patient, given, read, at),
    )


def _totals(given: Iterable[Given], measure: str) -> tuple[int, ...]:
    return tuple(one.total for one in given if one.measure == measure and one.total is not None)


def _measures_due(patient: UUID, given: Iterable[Given], read: Found, at: datetime) -> bool:
    """As the patient's own page asks for them."""
    if patient not in read.asks:
        return False
    asks, next_one = read.asks[patient], coming(read.sessions.get(patient, ()), at)
    schedule = Schedule(asks.every, BEFORE_A_SESSION if asks.before_sessions else None)
    last = max((one.on for one in given if one.measure == PHQ_9 and one.finished), default=None)
    session = local(next_one.starts_at).date() if next_one else None
    return due(schedule, last=last, today=local(at).date(), session=session)
