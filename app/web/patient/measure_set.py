"""Where somebody stands with the full set of measures today: what is due, what is begun, what is left of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.access.door import Visit
from app.content.measures import PHQ_9, Items, answerable
from app.enrolments.queries import schedules
from app.measures import rules
from app.measures.queries import Given
from app.measures.rules import BEFORE_A_SESSION, Schedule
from app.rendering import local
from app.sessions import queries as sessions
from app.sessions.rules import coming
from app.web.parts.measures import full_set


@dataclass(frozen=True)
class Asked:
    """`due`: whether the programme asks today. `going`: a sitting to go on with. `left`: what there is to give yet, in
    its order, also where the set was begun a day or two ago and nothing more is asked. `every` counts days.
    """

    due: bool
    going: Given | None
    left: tuple[Items, ...]
    last: date | None
    next_on: date | None
    every: int | None
    ended: bool = False


def asked(visit: Visit, given: Sequence[Given]) -> Asked:
    """From all the sittings of this patient, oldest first. One query more, and one where sessions ask too."""
    plans = schedules(visit.db, [visit.who.id])
    if visit.who.id not in plans:
        return Asked(due=False, going=None, left=(), last=None, next_on=None, every=None, ended=True)
    asks, today = plans[visit.who.id], visit.today
    schedule = Schedule(asks.every, BEFORE_A_SESSION if asks.before_sessions else None)
    last = _last(given, PHQ_9)
    is_due = rules.due(schedule, last=last, today=today, session=_session(visit) if asks.before_sessions else None)
    return Asked(
        due=is_due,
        going=going(visit, given),
        left=_left(visit, given, is_due=is_due, last=last),
        last=last,
        next_on=rules.next_due(schedule, last=last, today=today),
        every=schedule.every,
    )


def _session(visit: Visit) -> date | None:
    """The day of the next session."""
    ahead = sessions.ahead(visit.db, [visit.who.id], since=visit.at).get(visit.who.id, [])
    one = coming(ahead, visit.at)
    return local(one.starts_at).date() if one else None


def going(visit: Visit, given: Sequence[Given], measure: str = "") -> Given | None:
    """The sitting that can be gone on with: of one measure, or else of any."""
    return next((one for one in given if (not measure or one.measure == measure) and _goes_on(visit, one)), None)


def _goes_on(visit: Visit, one: Given) -> bool:
    words = answerable(visit.house.measures, one.measure)
    same = words is not None and words.version == one.version
    return same and not one.finished and rules.goes_on(one.on, visit.today)


def _last(given: Sequence[Given], measure: str) -> date | None:
    return max((one.on for one in given if one.measure == measure and one.finished), default=None)


def _left(visit: Visit, given: Sequence[Given], *, is_due: bool, last: date | None) -> tuple[Items, ...]:
    """The whole set where it is due, but for what was given within the week. After it was begun: what is left of it."""
    days = {one.id: _last(given, one.id) for one in full_set(visit.house.measures)}
    if is_due:
        wanted = {id_ for id_, on in days.items() if on is None or visit.today - on >= rules.REST}
    elif last and rules.goes_on(last, visit.today):
        wanted = {id_ for id_, on in days.items() if on is None or (on < last and visit.today - on >= rules.REST)}
    else:
        wanted = set()
    return tuple(one for one in full_set(visit.house.measures) if one.id in wanted)
