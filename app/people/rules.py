"""Roles, addresses, passwords and how long a login lasts. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
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


class Waits(StrEnum):
    """What a login waits for before it opens anything."""

    CODE = "code"
    SETUP = "setup"


HALF_OPEN_LASTS = timedelta(minutes=10)
"""How long a login waits for its code."""

CODES_REFUSED_WINDOW = timedelta(days=1)
CODES_REFUSED = 50
"""Wrong codes of one person within the window: six digits are guessed in time if nobody ever says stop."""


def waits_for(role: Role, *, has_code: bool, asks: bool) -> Waits | None:
    """What a right password leads to. `asks`: this service asks its staff for a code. Patients are never asked."""
    if role is Role.PATIENT:
        return None
    if has_code:
        return Waits.CODE
    return Waits.SETUP if asks else None


def goes_on(
    role: Role,
    began: datetime,
    used: datetime,
    *,
    waits: bool = False,
    held_until: datetime | None = None,
    at: datetime,
) -> bool:
    """Whether a login that nobody has ended is good at this moment. Until `held_until` it may lie idle."""
    lasting = LOGIN_LASTS[role]
    if waits and at - began > HALF_OPEN_LASTS:
        return False
    idles = at - used > lasting.idle and (held_until is None or at > held_until)
    return not idles and at - began <= lasting.most


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


INVITATION_LASTS = timedelta(days=7)
PASSWORD_LINK_LASTS = timedelta(minutes=30)
EMAIL_LINK_LASTS = timedelta(days=1)
LINKS_KEPT = timedelta(days=30)
"""How long a dead link can still be told from one that never was."""

ASKS_WINDOW = timedelta(minutes=15)
ASKS_ADDRESS = 3
"""Links for a new password asked for one address within the window; each has gone to its owner."""
ASKS_NETWORK = 30
"""The same from one network, for any address."""

LONGEST_EMAIL = 254
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[^\s@<>()\[\],;:\\\"]+\.[^\s@<>()\[\],;:\\\".]+")


def is_address(email: str) -> bool:
    """Whether mail could be sent there: enough to catch a slip, and nothing that could become a second header."""
    return len(email) <= LONGEST_EMAIL and bool(_ADDRESS.fullmatch(email))


class Purpose(StrEnum):
    """What a one-time link is good for; a link of one purpose is not good for another."""

    PASSWORD = "password"  # noqa: S105 - what the link is for
    EMAIL = "email"


class Standing(StrEnum):
    """How it stands with a link that somebody holds."""

    OPEN = "open"
    USED = "used"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


def standing(used: datetime | None, withdrawn: datetime | None, expires: datetime, *, at: datetime) -> Standing:
    if used:
        return Standing.USED
    if withdrawn:
        return Standing.WITHDRAWN
    return Standing.OPEN if at < expires else Standing.EXPIRED


class Unfit(StrEnum):
    """Why a password cannot be taken."""

    SHORT = "short"
    LONG = "long"
    GUESSABLE = "guessable"


SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1024
"""Characters, and bytes."""
_LEFT = 6
"""So many different characters are left of a password that is hard enough to guess."""
_COMMON = (  # noqa: SIM905 - it is read and amended as words
    "alongside password passwort letmein welcome qwertyuiop qwerty asdfghjkl asdf zxcvbnm iloveyou trustno1 changeme "
    "secret admin football liverpool arsenal chelsea monkey dragon sunshine princess superman computer whatever summer "
    "winter spring autumn monday england scotland wales 1234567890 0987654321 123456789 12345678 123456 12345 1234 "
    "abcdefghijkl abcdef abc123 abcd"
).split()
_LOOKALIKES = str.maketrans("@0$3!", "aosei")


def unfit(password: str, own: Iterable[str], *, deny: bool = True) -> Unfit | None:
    """Why this password cannot be taken. `own` are the person's name and address; `deny` asks for more than length.

    Twelve characters of any kind (NIST SP 800-63B: no rules of composition). What is mostly a common word, a row of
    keys or somebody's own name is refused: so little is left without it.
    """
    if len(password) < SHORTEST_PASSWORD:
        return Unfit.SHORT
    if len(password) > LONGEST_PASSWORD or len(password.encode(errors="replace")) > LONGEST_PASSWORD:
        return Unfit.LONG
    if deny and any(_left(spelling, own) < _LEFT for spelling in (password, password.translate(_LOOKALIKES))):
        return Unfit.GUESSABLE
    return None


def _left(password: str, own: Iterable[str]) -> int:
    """How many different characters remain when what anybody would try is taken out."""
    folded = password.casefold()
    theirs = [word for text in own for word in re.split(r"[\W_]+", text.casefold()) if len(word) > 3]
    for word in sorted([*theirs, *_COMMON], key=len, reverse=True):
        folded = folded.replace(word, "")
    return len(set(folded))
