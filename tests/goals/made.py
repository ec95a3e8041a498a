"""Goals made by hand, entry by entry, for the tests of rules."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from app.goals.rules import Area, Entry, Goal, GoalDeed, Rating, Side

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
PATIENT, SAM = uuid4(), uuid4()
WHO = {Side.PATIENT: PATIENT, Side.TEAM: SAM}
ROWAN, TEAM = Side.PATIENT, Side.TEAM
Said = tuple[Side, GoalDeed] | tuple[Side, GoalDeed, str]


def goal(*said: Said, ratings: tuple[int, ...] = (), hours: int = 1, id_: UUID | None = None) -> Goal:
    """A goal with this history; the first entry is at noon, and each later one `hours` after the one before."""
    entries = tuple(
        Entry(
            id=uuid4(),
            number=n,
            deed=one[1],
            side=one[0],
            by_id=WHO[one[0]],
            by="Rowan" if one[0] is ROWAN else "Sam",
            at=NOON + timedelta(hours=hours * (n - 1)),
            words=one[2] if len(one) == 3 else "",
        )
        for n, one in enumerate(said, start=1)
    )
    kept = tuple(Rating(value, NOON + timedelta(days=n)) for n, value in enumerate(ratings))
    return Goal(id_ or uuid4(), PATIENT, Area.HOME, entries, kept)


def proposed(by: Side = ROWAN, words: str = "Cook twice a week") -> Said:
    return by, GoalDeed.PROPOSED, words


def reworded(by: Side, words: str = "Cook once a week") -> Said:
    return by, GoalDeed.REWORDED, words


def agreed(by: Side) -> Said:
    return by, GoalDeed.AGREED


def talk(by: Side) -> Said:
    return by, GoalDeed.TALK
