"""Codes of an authenticator through Passlib's TOTP (RFC 6238: SHA-1, six digits, thirty seconds). No database here."""

import hashlib
import hmac
from datetime import datetime
from functools import cache

from passlib.exc import TokenError
from passlib.totp import TOTP

from app.settings import settings

ISSUER = "Alongside"
STEP = 30
"""Seconds that a code lasts."""


@cache
def _kind() -> type[TOTP]:
    """Passlib's wallet encrypts each secret under this key, which is not in the database."""
    key = hmac.new(settings().secret_key.encode(), b"secrets of authenticators", hashlib.sha256).hexdigest()
    return TOTP.using(secrets={"1": key}, issuer=ISSUER)


def new_secret() -> str:
    """A secret of 160 bits or more, encrypted."""
    return str(_kind().new().to_json())


def typed_key(secret: str) -> str:
    """The secret for somebody who types it: groups of four."""
    return str(_kind().from_json(secret).pretty_key(sep=" "))


def address(secret: str, label: str) -> str:
    """What the square on the page says to an authenticator. `label` is how the entry is called there."""
    return str(_kind().from_json(secret).to_uri(label=label))


def step_of(secret: str, typed: str, last: int | None, *, at: datetime) -> int | None:
    """The time step that this code is for; None for a wrong code or one not later than `last`.

    A clock may be one step behind or ahead.
    """
    code = "".join(typed.split())
    if not (code.isascii() and code.isdigit()):
        return None
    try:
        found = _kind().from_json(secret).match(code, time=at, window=STEP, last_counter=last)
    except TokenError:
        return None
    return int(found.counter)
