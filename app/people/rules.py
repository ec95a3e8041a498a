"""Roles, addresses, passwords and how long a login lasts. Pure."""

import re
import unicodedata
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    PATIENT = "patient"
    PRACTITIONER = "practitioner"
    SERVICE_LEAD = "service_lead"


class Lasting(NamedTuple):
    """How long a login lasts without use, and at most."""

    idle: timedelta
    most: timedelta


LOGIN_LASTS = {
    Role.PATIENT: Lasting(timedelta(minutes=30), timedelta(hours=12)),
    Role.PRACTITIONER: Lasting(timedelta(minutes=15), timedelta(hours=10)),
    Role.SERVICE_LEAD: Lasting(timedelta(minutes=15), timedelta(hours=10)),
}
"""Short because telephones and desks are shared; words are kept as drafts, so nothing is lost by it."""

TOUCH_EVERY = timedelta(minutes=1)
"""How exactly the last use of a login is known; more often would be a write for every page."""

ATTEMPTS_WINDOW = timedelta(minutes=15)
ATTEMPTS_HERE = 10
"""Wrong passwords for one address from one network within the window before it is asked to wait."""
ATTEMPTS_EVERYWHERE = 20
"""The same from all networks together; a network this person signed in from before is still let through."""
ATTEMPTS_NETWORK = 100
"""Wrong passwords from one network for any address."""


_SIGNS = {sign for sign in map(chr, range(0x80, 0x3000)) if unicodedata.normalize("NFC", sign).isascii()}


def canonical_email(typed: str) -> str:
    """One address, one spelling: no space around it, composed letters, ASCII letters in lower case.

    Only ASCII is folded: folding all of Unicode lets one mailbox answer for another's (CVE-2019-19844).
    """
    return "".join(letter.lower() if letter.isascii() else letter for letter in _composed(typed.strip()))


def _composed(text: str) -> str:
    """The text in NFC, save for signs that NFC would turn into ASCII letters, as it does the Kelvin sign."""
    parts = re.split(f"([{''.join(_SIGNS)}])", text)
    return "".join(part if part in _SIGNS else unicodedata.normalize("NFC", part) for part in parts)


class Tries(NamedTuple):
    """Wrong passwords within the window."""

    here: int
    everywhere: int
    network: int
    known_network: bool


def must_wait(tries: Tries) -> bool:
    """Whether a sign-in is asked to wait. Tries from elsewhere lock nobody out of a network they have used before."""
    if tries.here >= ATTEMPTS_HERE or tries.network >= ATTEMPTS_NETWORK:
        return True
    return tries.everywhere >= ATTEMPTS_EVERYWHERE and not tries.known_network
