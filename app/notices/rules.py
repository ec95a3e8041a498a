"""What a notice says, when it may go out, and how long it is tried. Pure. No mail says anything of anybody's health."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.rendering import gettext as _


class About(StrEnum):
    """What a notice is for."""

    INVITATION = "invitation"
    PASSWORD = "password"  # noqa: S105 - a link to choose one
    EMAIL = "email"
    EMAIL_MOVING = "email-moving"
    EMAIL_TAKEN = "email-taken"
    MESSAGE_WAITS = "message-waits"
    STAFF_SOMETHING = "staff-something"
    FLAG_WAITS = "flag-waits"
    SESSION_NEWS = "session-news"
    STAFF_SESSION = "staff-session"
    SUPPORT = "support"


REMINDERS = frozenset({About.MESSAGE_WAITS, About.SESSION_NEWS, About.SUPPORT})
"""Sent at most once: twice would nag. Every other kind goes out at least once: never would be worse than twice."""


class Failure(StrEnum):
    """Why a notice was given up."""

    LATE = "late"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    INTERRUPTED = "interrupted"
    UNCERTAIN = "uncertain"
    """It may have gone out: the line broke, or the worker died, before the answer came."""


CLAIM = timedelta(minutes=5)
"""How long a worker has a notice for itself; a worker that died gives it back by then."""
QUIET_WORKER = timedelta(minutes=10)
"""How long nothing need look after the mail before staff are told."""
KEPT = timedelta(days=30)
"""How long a notice that is done with, and has no words any more, can still be looked up."""
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
_SPREAD = 0.2
TRIES = len(_WAITS) + 1


def again_at(attempts: int, *, at: datetime, spread: float = 0) -> datetime | None:
    """When to try again after so many tries; None when it is to be given up.

    `spread`, from 0 to 1, lengthens the wait by up to a fifth, so that not all comes back at once.
    """
    return at + _WAITS[attempts - 1] * (1 + _SPREAD * spread) if attempts < TRIES else None


def next_allowed(at: datetime, days: str, quiet_from: time, quiet_until: time, zone: ZoneInfo) -> datetime | None:
    """The first instant from `at` on that is on one of these days and not in the quiet hours, on the zone's clock.

    `days`: ISO weekdays, Monday "1". Quiet hours may pass midnight; the same time twice means none. None where no
    instant of the next two weeks will do. Exact where the clock jumps: what a person's clock shows is what counts.
    """

    def is_allowed(instant: datetime) -> bool:
        wall = instant.astimezone(zone)
        return str(wall.isoweekday()) in days and not _is_quiet(wall.time(), quiet_from, quiet_until)

    if is_allowed(at):
        return at
    return next((edge for edge in _edges(at, quiet_until, zone) if edge > at and is_allowed(edge)), None)


def _is_quiet(wall: time, quiet_from: time, quiet_until: time) -> bool:
    if quiet_from <= quiet_until:
        return quiet_from <= wall < quiet_until
    return wall >= quiet_from or wall < quiet_until


def _edges(at: datetime, quiet_until: time, zone: ZoneInfo) -> Iterator[datetime]:
    """Each instant of the two weeks at which a new day begins, quiet hours end or the clock jumps, the first first."""
    first = at.astimezone(zone).date() - timedelta(days=1)
    midnights = [datetime.combine(first + timedelta(days=n), time(), zone).astimezone(UTC) for n in range(17)]
    for begins, ends in pairwise(midnights):
        day = (begins + (ends - begins) / 2).astimezone(zone).date()
        quiet_ends = {datetime.combine(day, quiet_until.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1)}
        edges = {begins, *quiet_ends, *_jump(begins, ends, zone)}
        yield from sorted(edges)


def _jump(begins: datetime, ends: datetime, zone: ZoneInfo) -> list[datetime]:
    """The instant between these two at which the zone's clock jumps, if it does, to the second."""
    before = begins.astimezone(zone).utcoffset()
    if ends.astimezone(zone).utcoffset() == before:
        return []
    while ends - begins > timedelta(seconds=1):
        middle = begins + (ends - begins) / 2
        if middle.astimezone(zone).utcoffset() == before:
            begins = middle
        else:
            ends = middle
    return [ends.replace(microsecond=0)]


def subject(kind: About) -> str:
    """Neutral, because it shows on a locked telephone."""
    match kind:
        case About.EMAIL_MOVING | About.EMAIL_TAKEN:
            return _("Your Alongside account")
        case About.MESSAGE_WAITS | About.STAFF_SOMETHING | About.FLAG_WAITS | About.SESSION_NEWS | About.STAFF_SESSION:
            return _("Something new on Alongside")
        case _:
            return _("Your Alongside link")


def message_waits(name: str, link: str) -> str:
    return _letter(
        name,
        _("You have something new on Alongside. Log in to see it:"),
        link,
        _("You asked for reminders like this. Turn them off in your settings whenever you like."),
    )


def staff_something(link: str) -> str:
    """No name at all: neither theirs nor that of whoever wrote."""
    return "\n\n".join((_("Hello,"), _("Something waits for you on Alongside. Log in to see it:"), link, _foot()))


def invitation(name: str, link: str, until: str) -> str:
    return _letter(
        name,
        _("You are invited to Alongside. Open this link to join and choose a password:"),
        link,
        _("It works once, until %(until)s.") % {"until": until},
        _("If you did not expect this, leave it. Nothing happens then."),
    )


def new_password(name: str, link: str, until: str) -> str:
    return _letter(
        name,
        _("Somebody asked for a new password for your account. If it was you, open this link:"),
        link,
        _("It works once, until %(until)s.") % {"until": until},
        _("If you did not ask for this, leave it. Your password stays as it is."),
    )


def new_address(name: str, link: str, until: str) -> str:
    return _letter(
        name,
        _("You asked to use this address to log in to Alongside. Open this link to confirm it:"),
        link,
        _("It works once, until %(until)s.") % {"until": until},
        _("If you did not ask for this, leave it. Nothing changes then."),
    )


def address_moving(name: str) -> str:
    """To the old address, which has nothing to press: whoever reads it can still log in and change the password."""
    return _letter(
        name,
        _("Somebody logged in as you asked to use another e-mail address for your account."),
        _("If it was you, there is nothing to do here."),
        _("If it was not you, log in and change your password now. Then tell the team."),
    )


def address_taken() -> str:
    return "\n\n".join(
        (
            _("Hello,"),
            _("Somebody asked to use this address for another Alongside account. It has an account already."),
            _("Nothing has changed. If it was you, log in with this address as it is."),
            _foot(),
        )
    )


def _letter(name: str, *paragraphs: str) -> str:
    return "\n\n".join((_("Hello %(name)s,") % {"name": name}, *paragraphs, _foot()))


def _foot() -> str:
    return _("Nobody reads answers to this message. Alongside is not an emergency service: in an emergency, call 999.")
