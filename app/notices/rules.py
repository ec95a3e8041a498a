"""What a notice says, and how long it is tried. Pure. No mail says anything of anybody's health."""

from datetime import datetime, timedelta
from enum import StrEnum

from app.rendering import gettext as _


class About(StrEnum):
    """What a notice is for."""

    INVITATION = "invitation"
    PASSWORD = "password"  # noqa: S105 - a link to choose one
    EMAIL = "email"
    EMAIL_MOVING = "email-moving"
    EMAIL_TAKEN = "email-taken"


class Failure(StrEnum):
    """Why a notice was given up."""

    LATE = "late"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    INTERRUPTED = "interrupted"


CLAIM = timedelta(minutes=5)
"""How long a worker has a notice for itself; a worker that died gives it back by then."""
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
TRIES = len(_WAITS) + 1


def again_at(attempts: int, *, at: datetime) -> datetime | None:
    """When to try again after so many tries; None when it is to be given up."""
    return at + _WAITS[attempts - 1] if attempts < TRIES else None


def subject(kind: About) -> str:
    """Neutral, because it shows on a locked telephone."""
    match kind:
        case About.EMAIL_MOVING | About.EMAIL_TAKEN:
            return _("Your Alongside account")
        case _:
            return _("Your Alongside link")


def invitation(name: str, inviter: str, link: str, until: str) -> str:
    return _letter(
        name,
        _("%(inviter)s invites you to Alongside. Open this link to join and choose a password:") % {"inviter": inviter}
        if inviter
        else _("You are invited to Alongside. Open this link to join and choose a password:"),
        link,
        _("It works once, until %(until)s.") % {"until": until},
        _("If you did not expect this, leave it. Nothing happens then."),
    )


def new_password(name: str, helper: str, link: str, until: str) -> str:
    return _letter(
        name,
        _("%(helper)s has made a link for you to choose a new password:") % {"helper": helper}
        if helper
        else _("Somebody asked for a new password for your account. If it was you, open this link:"),
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


def address_moving(name: str, helper: str) -> str:
    """To the old address, which has nothing to press: whoever reads it can still log in and change the password."""
    return _letter(
        name,
        _("Somebody logged in as you asked to use another e-mail address for your account."),
        _("If it was you, there is nothing to do here."),
        _("If it was not you, log in and change your password now. Then tell %(helper)s.") % {"helper": helper},
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
