"""How a message came to wait no longer, and what makes one somebody's own. Pure."""

from collections.abc import Iterable
from enum import StrEnum

from app.content.starting_points import gaps

LONGEST_MESSAGE = 5000
"""Characters."""


class Settled(StrEnum):
    """How a patient's message came to wait no longer."""

    ANSWERED = "answered"
    NOTED = "noted"


def folded(text: str) -> str:
    """The text with every run of space and line ends as one space."""
    return " ".join(text.split())


def is_unedited(words: str, starts: Iterable[str]) -> bool:
    """Whether these words are one or more starting points and nothing else."""
    left = found = folded(words)
    for start in sorted(map(folded, starts), key=len, reverse=True):
        left = left.replace(start, " ")
    return bool(found) and not left.strip()


def gaps_left(words: str, starts: Iterable[str]) -> tuple[str, ...]:
    """The gaps of starting points that nobody has filled in."""
    known = {gap for start in starts for gap in gaps(start)}
    return tuple(gap for gap in gaps(words) if gap in known)
