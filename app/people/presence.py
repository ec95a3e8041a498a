"""Who is there today, and on whose list something of a patient's stands. Pure.

It is worked out each time it is read, so nothing has to be handed over when somebody falls ill, leaves or comes back,
and nothing that waits can be without somebody: where nobody else is left, it stands on the service lead's list.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.people.rules import Role


@dataclass(frozen=True)
class Away:
    """Days off, the first and the last included."""

    first: date
    last: date
    cover: UUID | None


@dataclass(frozen=True)
class Colleague:
    """Somebody of the staff as they are on one day. `active`: neither suspended nor deactivated."""

    id: UUID
    name: str
    role: Role
    active: bool = True
    works_today: bool = True
    away: Away | None = None
    on_duty: bool = False


Team = Mapping[UUID, Colleague]


def stands_for(practitioner: UUID | None, team: Team) -> UUID | None:
    """The practitioner, or whoever covers them today, or covers the one who covers; None where nobody does."""
    passed: set[UUID] = set()
    while practitioner and practitioner not in passed:
        passed.add(practitioner)
        one = team.get(practitioner)
        if one is None or not one.active or one.role is not Role.PRACTITIONER:
            return None
        if one.away is None:
            return practitioner
        practitioner = one.away.cover
    return None


def on_duty(team: Team) -> frozenset[UUID]:
    """The practitioners who look after what nobody else is there for."""
    return frozenset(
        one.id
        for one in team.values()
        if one.on_duty and one.active and one.away is None and one.role is Role.PRACTITIONER
    )


def leads(team: Team) -> frozenset[UUID]:
    """The service leads who can sign in."""
    return frozenset(one.id for one in team.values() if one.active and one.role is Role.SERVICE_LEAD)


def is_unattended(practitioner: UUID | None, team: Team) -> bool:
    """Whether neither the practitioner nor a cover is at work today."""
    who = stands_for(practitioner, team)
    return who is None or not team[who].works_today


@dataclass(frozen=True)
class Lists:
    """On whose lists something stands: the practitioners', and whether also on the leads'."""

    practitioners: frozenset[UUID]
    leads: bool


def lists(practitioner: UUID | None, team: Team, *, overdue: bool = False, long_overdue: bool = False) -> Lists:
    """On whose lists something stands that waits for a patient's practitioner.

    The practitioner's own, or their cover's. Duty's as well where neither is at work today, or where it is overdue. Of
    a patient whom nobody supports it is the leads' to say who does, and duty's once it is late. The leads' where no
    practitioner has it for their own, where it is long overdue, or overdue with nobody on duty.
    """
    who, duty = stands_for(practitioner, team), on_duty(team)
    own = frozenset({who} if who else ())
    helped = duty if overdue or (practitioner and is_unattended(practitioner, team)) else frozenset()
    nobody_else = overdue and not duty - own
    return Lists(own | helped, leads=who is None or long_overdue or nobody_else)


Days = tuple[UUID, date, date]
"""Somebody, and the first and the last day of their duty or leave."""


def gaps(days: Iterable[date], duty: Collection[Days], away: Collection[Days]) -> list[date]:
    """The days on which nobody is on duty: no turn, or only turns of people who are away."""

    def stands(who: UUID, day: date) -> bool:
        return not any(one == who and first <= day <= last for one, first, last in away)

    return [day for day in days if not any(first <= day <= last and stands(who, day) for who, first, last in duty)]
