"""Forms on their way: what a person typed, carried past an ended login or an error and given back to its writer."""

import base64
import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from fastapi import Request

from app.content.answers import Pairs, readable
from app.content.checks import FORM_NAMES

_OF_GOALS = {"answer", "area", "goal", "goal_area"}
_OF_ACTIVITIES = {"idea", "smaller_of", "again", "sees", "how", "barrier", "reason", "shown", "choice", "not"}
_OF_OFFERS = {"offer_goal", "offer_idea"}
_OF_SETTINGS = {"support_style", "reminders", "receipts", "text_size", "theme", "quiet_from", "quiet_until"}
_OF_MEASURES = {"value", "sitting", "as_list", "to", "measure", "no_work", "difficulty"}
_OF_CHECK_INS = {"pace", "fewer_words", "audience"}
_OF_SAFETY = {"contact", "opened_on", "edit", "outcome"}
CHOICES = {"do", "energy", "mood"} | _OF_SETTINGS | _OF_GOALS | _OF_ACTIVITIES | _OF_OFFERS
_OF_SESSIONS = {"item_version", "attendance", "mode", "purpose", "measures_together", "sure"}
_OF_COURSES = {"supervisor", "code", "step", "agreed"}
CHOICES |= {"rests"} | _OF_MEASURES | _OF_CHECK_INS | _OF_SAFETY | _OF_SESSIONS | _OF_COURSES
"""Names of what is picked, not written."""
_CODES = {"sign-in-code", "code-again", "code-off"}
SECRET = {"password", "password-again", "password-now", "password-check", "email"} | _CODES


@dataclass(frozen=True)
class KeptWords:
    """A form that could not be taken: where it was going and everything in it."""

    action: str
    fields: Pairs

    @property
    def shown(self) -> list[str]:
        """What a person typed, as against what the page itself put into the form."""
        return [text for name, text in self.fields if not _from_the_page(name) and text.strip()]

    @property
    def who(self) -> str:
        return next((text for name, text in self.fields if name == "who"), "")

    def sealed(self, key: str) -> str:
        """The words as a page can carry them past somebody else: unreadable, unchangeable, good for a day."""
        return _seal(key).encrypt(zlib.compress(json.dumps(self.fields).encode(), 6)).decode()


def _from_the_page(name: str) -> bool:
    """The forms' own names, the choices of a list that a lead puts in order (`core.0`, `days.3`), the answers to a list
    of questions (`value.item-3`), and what is ticked in the record of a session (`covered.<id>`)."""
    return name in FORM_NAMES | CHOICES or _NUMBERED.fullmatch(name) is not None


_NUMBERED = re.compile(r"[a-z_]+\.\d+|value\.[a-z0-9-]+|(covered|discussed|item|subject)\.[a-f0-9-]{36}")


KEPT_FOR = timedelta(days=1)


def unsealed(action: str, text: str, key: str) -> KeptWords | None:
    """Words that a sign-in page carried; None for anything but what `sealed` made."""
    try:
        pairs = json.loads(zlib.decompress(_seal(key).decrypt(text, ttl=int(KEPT_FOR.total_seconds()))))
    except InvalidToken:
        return None
    return KeptWords(action, [(name, value) for name, value in pairs]) if is_local(action) else None


def _seal(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"words {key}".encode()).digest()))


def is_local(address: str) -> bool:
    """Whether an address is a plain path of ours."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return plain and not any(character in address for character in "\\\r\n\t\0")


SIGN_IN = "/sign-in/"


def carried(request: Request) -> tuple[str, str] | None:
    """Where a form of the sign-in's own goes next, and the words it carries for that, still sealed."""
    if not request.url.path.startswith(SIGN_IN):
        return None
    typed = dict(getattr(request.state, "words", []))
    onward = typed.get("next", "")
    return (onward if is_local(onward) else "", typed.get("kept", ""))


def kept_words(request: Request) -> KeptWords | None:
    fields = [(name, readable(text)) for name, text in getattr(request.state, "words", []) if name not in SECRET]
    return KeptWords(request.url.path, fields) if fields else None
