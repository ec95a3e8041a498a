"""Sessions: when they are, what is to be covered, and what is kept of them. Pure.

A session is an appointment of a patient with a practitioner. The agenda is one list a patient: what was not covered in
one session stands on it for the next, so moving or missing a session loses nothing (docs/decisions/0027).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from uuid import UUID

LONGEST_PLACE, LONGEST_ITEM, LONGEST_WORDS = 300, 500, 4000
SHORTEST, USUAL, LONGEST = 5, 30, 120
"""Minutes of a session: about 30 and no more than that is usual for low-intensity work (clinical.md §4.1)."""
MOST_MINUTES = 240
"""Minutes of one review. The national log ignores entries of 0 minutes, so none is made (clinical.md §4.5)."""
SUGGESTED = 3
"""So many suggestions of the programme stand open; the rest are folded away."""
OPEN_AGAIN = timedelta(hours=12)
"""A session that nobody has written down stays the one at hand for so long after its end."""


class Mode(StrEnum):
    IN_PERSON = "in person"
    PHONE = "phone"
    VIDEO = "video"


class Purpose(StrEnum):
    """What a session is for, by the national appointment types (clinical.md §4.3)."""

    ASSESSMENT = "assessment"
    TREATMENT = "treatment"
    BOTH = "assessment and treatment"
    REVIEW = "review and treatment"

    @property
    def code(self) -> str:
        return {"assessment": "01", "treatment": "02", "assessment and treatment": "03"}.get(self.value, "05")


TREATS = frozenset(Purpose) - {Purpose.ASSESSMENT}
"""Types 02, 03 and 05 count as treatment (clinical.md §4.3)."""


class Attendance(IntEnum):
    """The national attendance codes (clinical.md §4.3)."""

    CANCELLED_BY_PATIENT = 2
    DID_NOT_ATTEND = 3
    CANCELLED_BY_SERVICE = 4
    ON_TIME = 5
    LATE_BUT_SEEN = 6
    LATE_NOT_SEEN = 7


ATTENDED = frozenset({Attendance.ON_TIME, Attendance.LATE_BUT_SEEN})
CANCELLED = frozenset({Attendance.CANCELLED_BY_PATIENT, Attendance.CANCELLED_BY_SERVICE})


@dataclass(frozen=True)
class BookedSession:
    """A session that was booked, whatever has become of it. `place`: a room, a number or a link, in words.

    `said`: what went with cancelling it, in the words of whoever did. `lasted`: minutes it took, once that is written.
    """

    id: UUID
    patient_id: UUID
    practitioner_id: UUID
    practitioner: str
    purpose: Purpose
    mode: Mode
    place: str
    starts_at: datetime
    minutes: int
    version: int
    booked_at: datetime
    moved_from: datetime | None = None
    changed_at: datetime | None = None
    attendance: Attendance | None = None
    said: str = ""
    lasted: int | None = None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def stands(self) -> bool:
        """Whether nothing has been said of what became of it."""
        return self.attendance is None

    @property
    def attended(self) -> bool:
        return self.attendance in ATTENDED

    @property
    def treats(self) -> bool:
        """Whether it counts as an attended treatment contact (clinical.md §4.4)."""
        return self.attended and self.purpose in TREATS


def overlaps(one: BookedSession, starts_at: datetime, minutes: int) -> bool:
    """Whether a standing session takes up some of this time; one that ends as the other begins does not."""
    return one.stands and one.starts_at < starts_at + timedelta(minutes=minutes) and starts_at < one.ends_at


def coming(sessions: Iterable[BookedSession], at: datetime) -> BookedSession | None:
    """The next one: what stands and is not over, the soonest first."""
    return min(
        (one for one in sessions if one.stands and one.ends_at > at), key=lambda one: one.starts_at, default=None
    )


def at_hand(sessions: Iterable[BookedSession], at: datetime) -> BookedSession | None:
    """The one whose record is to be written: what stands and has begun within the last hours, else the next."""
    begun = [one for one in sessions if one.stands and one.starts_at <= at < one.ends_at + OPEN_AGAIN]
    return max(begun, key=lambda one: one.starts_at) if begun else coming(sessions, at)


def unwritten(sessions: Iterable[BookedSession], at: datetime) -> list[BookedSession]:
    """Those that are over and of which nobody has said what became of them, the oldest first."""
    return sorted((one for one in sessions if one.stands and one.ends_at <= at), key=lambda one: one.starts_at)


def numbered(sessions: Iterable[BookedSession], since: datetime | None = None) -> Mapping[UUID, int]:
    """Which session of the course each is, from 1, by its id. Those that did not take place have no number."""
    counted = [one for one in sessions if (one.attended or one.stands) and (since is None or one.starts_at >= since)]
    return {one.id: number for number, one in enumerate(sorted(counted, key=lambda one: one.starts_at), 1)}


def missed_of_late(sessions: Iterable[BookedSession]) -> int:
    """How many in a row, up to the last that became something, the patient cancelled or did not come to.

    One alone is nothing; two, or one that nobody cancelled, is to be talked about without blame (clinical.md §7).
    """
    count = 0
    for one in sorted((one for one in sessions if not one.stands), key=lambda one: one.starts_at, reverse=True):
        if one.attendance is Attendance.CANCELLED_BY_SERVICE:
            continue
        if one.attended:
            break
        count += 1
    return count


@dataclass(frozen=True)
class Item:
    """Something to cover. `key` names the suggestion that it was kept from; a patient's own words have none."""

    id: UUID
    words: str
    by_id: UUID
    by: str
    from_patient: bool
    position: int
    version: int
    made_at: datetime
    key: str = ""
    covered_in: UUID | None = None
    covered_at: datetime | None = None


def order(items: Iterable[Item]) -> list[Item]:
    """What is to be covered, in the order that the two have put it in."""
    return sorted(items, key=lambda one: (one.position, one.made_at, str(one.id)))


def moved(items: Sequence[Item], which: UUID, steps: int) -> list[UUID]:
    """The ids in their new order, with one moved up (negative) or down by so many places, as far as there are any."""
    ids = [one.id for one in items]
    if which in ids:
        place = ids.index(which)
        ids.insert(max(0, min(len(ids) - 1, place + steps)), ids.pop(place))
    return ids


@dataclass(frozen=True)
class Suggestion:
    """Something that the programme finds worth covering, and why. `key` is the fact it rests on: it comes once.

    `homework` stands before everything but safety. `for_patient`: the patient is shown it too.
    """

    key: str
    words: str
    reason: str
    homework: bool = False
    for_patient: bool = True


@dataclass(frozen=True)
class Suggested:
    """What stands open, and what is folded away."""

    first: tuple[Suggestion, ...] = ()
    rest: tuple[Suggestion, ...] = ()


def suggested(found: Iterable[Suggestion], items: Iterable[Item], dropped: Collection[str]) -> Suggested:
    """What is neither on the agenda already nor dropped by one of the two, in the order it was found, in two parts."""
    known = {one.key for one in items if one.key} | set(dropped)
    left = tuple({one.key: one for one in found if one.key not in known}.values())
    return Suggested(left[:SUGGESTED], left[SUGGESTED:])


@dataclass(frozen=True)
class Record:
    """What was written of a session. `summary` is for both; `safety` and `notes` are the team's part of the record.

    `measures`: the scores were looked at together. `version` counts from 1; 0 where nothing is written yet.
    """

    summary: str = ""
    safety: str = ""
    notes: str = ""
    measures: bool = False
    version: int = 0
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Addition:
    """What a patient added to the summary of a session. Never changed."""

    words: str
    at: datetime


@dataclass(frozen=True)
class Logged:
    """Minutes that somebody spent on a patient between sessions, on one day."""

    id: UUID
    on: date
    minutes: int
    by_id: UUID
    by: str


class Subject(StrEnum):
    """What can be marked as discussed in a session."""

    WORK = "work"
    ACTIVITY = "activity"
    GOAL = "goal"


@dataclass(frozen=True)
class Discussed:
    """Something was talked about in a session, on this day, with this person."""

    session_id: UUID
    at: datetime
    by: str
