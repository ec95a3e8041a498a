"""What the people of the demo answer: measures with their dates, check-ins on how it goes together, a safety plan.

Days count back from the day of loading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from pathlib import Path
from uuid import UUID, uuid4

from sqlmodel import Session

from app.audit.rules import Actor
from app.checkins import actions as checkins
from app.checkins.rules import Audience
from app.checkins.rules import Given as GivenCheckIn
from app.content import check_in as check_in_content
from app.content import measures as measures_content
from app.content.check_in import CheckIn
from app.content.loader import BadContent
from app.content.measures import GAD_7, PHQ_9, Items, Measures
from app.journey import measuring, messaging
from app.measures import actions as measures
from app.measures.rules import Answer, Skip
from app.safety import actions as safety
from app.safety.rules import Part
from app.settings import Settings

MORNING, EVENING, AFTER = time(9, 15), time(19, 30), time(19, 45)


@dataclass(frozen=True)
class Sat:
    """The full set, given so many days ago. None: the patient would rather not answer that one."""

    days: int
    phq: Sequence[int | None]
    gad: Sequence[int | None]
    life: Sequence[int | None] = ()


@dataclass(frozen=True)
class Together:
    """A check-in: the nine numbers in order, None for what is left out."""

    days: int
    numbers: Sequence[int | None]
    chips: tuple[str, ...] = ()
    words: str = ""
    audience: Audience = Audience.PRACTITIONER


@dataclass(frozen=True)
class Account:
    """What one person tells. `plan`: the parts of their safety plan and the day it was written."""

    sat: tuple[Sat, ...] = ()
    together: tuple[Together, ...] = ()
    plan: Mapping[Part, str] | None = None
    planned: int = 0


NOTHING = Account()
ROWAN = Account(
    sat=(
        Sat(8, (2, 2, 3, 2, 1, 3, 2, 2, 0), (2, 2, 2, 2, 1, 1, 2), (1, 2, 3, 2, 3)),
        Sat(1, (2, 2, 2, 2, 1, 2, 2, 1, 0), (1, 1, 2, 2, 1, 1, 1), (1, 2, 3, 1, 2)),
    ),
    together=(
        Together(6, (4, 3, 3, 3, 2, 3, 2, 3, 3)),
        Together(2, (4, 2, 3, 3, 3, 3, 2, 3, 3), ("fewer-words",), "Some pages are long when I have slept badly."),
    ),
    plan={
        Part.SIGNS: "I turn the phone over. I stop answering Danny.\nI count what is wrong with the day.",
        Part.MYSELF: "Kettle, coat, allotment. Ten minutes counts.",
        Part.PLACES: "The allotment when somebody else is there. The library.",
        Part.PEOPLE: "Danny, any time. My sister after six.",
        Part.SURROUNDINGS: "The tablets are at my sister’s.",
        Part.REASONS: "The runner beans. My niece.",
    },
    planned=5,
)
AMINA = Account(
    sat=(
        Sat(19, (2, 2, 2, 3, 1, 2, 1, 0, 0), (2, 2, 3, 1, 1, 2, 1), (2, 3, 2, 3, 3)),
        Sat(5, (1, 1, 2, 2, 1, 1, 1, 0, 0), (1, 1, 2, 1, 0, 1, 0), (1, 2, 2, 2, 2)),
    ),
    together=(Together(5, (4, 4, 4, 4, 3, 3, 3, 4, 4)),),
)
CALLUM = Account(sat=(Sat(11, (1, 2, 3, 3, 1, 2, 2, 0, None), (1, 2, 2, 2, 1, 1, 0)),))
KIT = Account(sat=(Sat(7, (2, 2, 1, 2, 0, 2, 1, 0, 0), (1, 1, 1, 1, 0, 2, 0)),))
THEO = Account(
    sat=(
        Sat(23, (2, 2, 1, 2, 1, 2, 2, 0, 0), (1, 1, 2, 1, 1, 1, 1)),
        Sat(9, (2, 3, 2, 2, 1, 2, 2, 1, 0), (2, 2, 2, 2, 1, 1, 1)),
    ),
    together=(Together(8, (2, 1, 3, 2, 1, 2, 1, 2, 1), ("different-activity",), "", Audience.LEAD),),
)
WREN = Account(
    sat=(
        Sat(29, (2, 3, 2, 3, 2, 2, 2, 1, 0), (2, 2, 2, 2, 1, 1, 2)),
        Sat(15, (2, 2, 2, 3, 2, 2, 2, 1, 0), (2, 2, 2, 2, 1, 1, 1)),
    )
)
FARAH = Account(
    sat=(
        Sat(40, (2, 2, 2, 2, 2, 2, 2, 1, 0), (2, 2, 2, 2, 1, 2, 1), (1, 2, 3, 2, 3)),
        Sat(26, (2, 1, 2, 2, 1, 2, 1, 1, 0), (2, 1, 2, 1, 1, 1, 1), (1, 2, 2, 2, 3)),
        Sat(12, (1, 1, 1, 2, 1, 1, 1, 0, 0), (1, 1, 1, 1, 0, 1, 0), (1, 1, 2, 1, 1)),
    ),
    together=(Together(24, (3, 3, 4, 4, 3, 3, 3, 3, 3)), Together(10, (4, 4, 4, 4, 4, 4, 3, 4, 4))),
)
JOYCE = Account(
    sat=(
        Sat(118, (3, 2, 2, 2, 1, 2, 2, 1, 0), (1, 2, 2, 2, 2, 0, 1)),
        Sat(90, (2, 2, 1, 2, 1, 2, 1, 1, 0), (1, 1, 2, 1, 1, 0, 1)),
        Sat(60, (1, 1, 1, 1, 1, 1, 1, 0, 0), (1, 1, 1, 1, 0, 0, 0)),
        Sat(34, (1, 1, 1, 1, 0, 0, 1, 0, 0), (0, 1, 1, 1, 0, 0, 0)),
    )
)
ACCOUNTS = {
    "patient": ROWAN,
    "amina": AMINA,
    "callum": CALLUM,
    "other-patient": KIT,
    "theo": THEO,
    "wren": WREN,
    "farah": FARAH,
    "ended-patient": JOYCE,
}
SAFETY_ANSWER = 1
"""What Rowan answers to the last question this morning, in the demo alone: there is a flag to look at."""


@cache
def asked(folder: Path) -> tuple[Measures, CheckIn]:
    """What there is to answer. Raises `BadContent`."""
    measures_, faults = measures_content.load(folder)
    check_in, more = check_in_content.load(folder)
    if faults or check_in is None:
        raise BadContent((*faults, *more))
    return measures_, check_in


@dataclass(frozen=True)
class Teller:
    """Whoever tells."""

    db: Session
    settings: Settings
    patient: UUID
    me: Actor
    day: date

    @property
    def measures(self) -> Measures:
        return asked(self.settings.modules_dir)[0]

    @property
    def check_in(self) -> CheckIn:
        return asked(self.settings.modules_dir)[1]


Deeds = list[tuple[int, time, "partial[None]"]]


def deeds(teller: Teller, account: Account) -> Deeds:
    """Everything in an account: days ago, the time of day, and the deed that takes `at`."""
    found: Deeds = [(one.days, EVENING, partial(_sit, teller, one)) for one in account.sat]
    found += [(one.days, AFTER, partial(_check_in, teller, one)) for one in account.together]
    if account.plan:
        found.append((account.planned, EVENING, partial(_plan, teller, account.plan)))
    return found


def answers_today(teller: Teller, *, at: datetime) -> None:
    """Rowan begins another PHQ-9 today and answers the last question first: what is saved is saved."""
    measure = teller.measures[PHQ_9]
    if isinstance(measure, Items):
        _give(teller, measure, (2, 2, 2, 1, 1, 2, 1, 1, SAFETY_ANSWER), teller.day, at=at)


def _sit(teller: Teller, one: Sat, *, at: datetime) -> None:
    on = teller.day - timedelta(days=one.days)
    for name, numbers in ((PHQ_9, one.phq), (GAD_7, one.gad), ("functioning", one.life)):
        measure = teller.measures.get(name)
        if isinstance(measure, Items) and numbers:
            _give(teller, measure, numbers, on, at=at)


def _give(teller: Teller, measure: Items, numbers: Sequence[int | None], on: date, *, at: datetime) -> None:
    sitting = measures.begin(teller.db, teller.patient, measure, on=on, once=uuid4(), by=teller.me, at=at)
    for item, number in zip(measure.items, numbers, strict=True):
        said: Answer = Skip.DECLINED if number is None else number
        measuring.answer(teller.db, teller.settings, sitting, measure, item.id, said, once=uuid4(), by=teller.me, at=at)
    measures.finish(teller.db, sitting, at=at)


def _check_in(teller: Teller, one: Together, *, at: datetime) -> None:
    said = {
        item.id: number for item, number in zip(teller.check_in.items, one.numbers, strict=True) if number is not None
    }
    on = teller.day - timedelta(days=one.days)
    given = GivenCheckIn(teller.patient, on, one.audience, said, one.chips, one.words)
    due = messaging.due(teller.db, teller.settings.zone, at=at)
    checkins.give(teller.db, teller.check_in, given, reply_due=due, once=uuid4(), by=teller.me, at=at)


def _plan(teller: Teller, parts: Mapping[Part, str], *, at: datetime) -> None:
    safety.save_plan(teller.db, teller.patient, parts, version=0, once=uuid4(), by=teller.me, at=at)
