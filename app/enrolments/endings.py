"""How a course ends: the national code, the patient's own words, and where they go on. Pure.

Codes and their wording: clinical.md §4.5. A step up needs a reason and the patient's answer to it (clinical.md §4.7); a
no is kept as it is.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

LONGEST_SAID, LONGEST_SUMMARY, LONGEST_TO = 2000, 8000, 200


class EndCode(IntEnum):
    """The national end codes of those who were treated, then of those who were not."""

    AGREED = 46
    EARLIER_THAN_PLANNED = 47
    EARLIER_THAN_ASKED = 48
    DIED_TREATED = 49
    NOT_KNOWN_TREATED = 96
    NOT_SUITABLE = 10
    SIGNPOSTED = 11
    AFTER_ADVICE = 12
    REFERRED_ON = 13
    DECLINED = 14
    INCOMPLETE = 16
    DIED = 17
    NOT_ASSESSED = 50
    NOT_KNOWN = 95


TREATED = (
    EndCode.AGREED,
    EndCode.EARLIER_THAN_PLANNED,
    EndCode.EARLIER_THAN_ASKED,
    EndCode.DIED_TREATED,
    EndCode.NOT_KNOWN_TREATED,
)
DEATHS = frozenset({EndCode.DIED_TREATED, EndCode.DIED})


class Step(StrEnum):
    """Where somebody goes on after the course: nowhere, or to more, less or other support."""

    NONE = "none"
    UP = "up"
    DOWN = "down"
    ACROSS = "across"


class Agreement(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_ASKED = "not asked"


@dataclass(frozen=True)
class Ending:
    """How one course ended. `said`: in the patient's words. `to` and `agreed` belong to a step."""

    code: EndCode
    said: str = ""
    step: Step = Step.NONE
    to: str = ""
    agreed: Agreement | None = None
    summary: str = ""
    by: str = ""
    at: datetime | None = None


class Lacks(StrEnum):
    """What an ending still lacks."""

    TO = "where to"
    AGREED = "the patient's answer"
    SUMMARY = "a summary"


def lacks(ending: Ending) -> frozenset[Lacks]:
    """What is to be said before a course can end so."""
    if ending.step is Step.NONE:
        return frozenset()
    found = set()
    if not ending.to:
        found.add(Lacks.TO)
    if ending.agreed is None:
        found.add(Lacks.AGREED)
    if not ending.summary:
        found.add(Lacks.SUMMARY)
    return frozenset(found)
