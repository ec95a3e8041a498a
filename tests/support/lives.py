"""Made histories: a year of somebody, at random. Deeds at all hours, lows, flags, goals, sessions, messages, visits."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from app.conditions.rules import Value
from app.content.support import GIVES, PRIVATE, On, Tool
from app.facts.rules import Appointment, History, Letter, LiveGoal, Planned, Question, Visit, key
from app.support.rules import Event, Own

BEGAN = datetime(2025, 9, 1, 9, tzinfo=ZoneInfo("Europe/London"))
DAYS = 365
BY_TIME = {
    On.COURSE_BEGAN,
    On.ACTIVITY_DAY_PASSED,
    On.GOAL_UNRATED,
    On.GOAL_WAITS,
    On.QUIET,
    On.BACK,
    On.SESSION_COMING,
    On.MESSAGE_WAITING,
    On.REPLY_LATE,
}
"""What nobody does: `as_of` makes it of the rest."""
DONE = sorted(set(On) - BY_TIME - PRIVATE)
WORDS = ("", "Walk to the shop", "x" * 300, "{name} {title}")
BARRIERS = ("energy", "time", "point", "other")


class Life:
    """One seed, one life."""

    def __init__(self, seed: object) -> None:
        self.random = Random(str(seed))  # noqa: S311 - no secret, and the same each time

    def moment(self) -> datetime:
        days, minutes = self.random.randint(0, DAYS), self.random.randint(0, 24 * 60 - 1)
        return BEGAN + timedelta(days=days, minutes=minutes)

    def moments(self, most: int, least: int = 0) -> list[datetime]:
        return sorted(self.moment() for _ in range(self.random.randint(least, most)))

    def later(self, at: datetime, days: int) -> datetime:
        return at + timedelta(hours=self.random.randint(1, days * 24))

    def maybe_later(self, at: datetime, days: int) -> datetime | None:
        return self.later(at, days) if self.random.random() < 0.6 else None

    def id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128))

    def facts(self, on: On) -> dict[str, Value]:
        return {name: self.value(kind) for name, kind in GIVES.get(on, {}).items() if self.random.random() < 0.8}

    def value(self, kind: type) -> Value:
        if kind is str:
            return self.random.choice(BARRIERS)
        return self.random.random() < 0.3 if kind is bool else self.random.randint(0, 10)

    def deed(self, n: int) -> Event:
        on, at = self.random.choice(DONE), self.moment()
        return Event(on, key(on, n), at, self.facts(on), title="A step", words=self.random.choice(WORDS))

    def planned(self, at: datetime) -> Planned:
        return Planned(self.id(), "Swim", self.later(at, 9).date(), at, self.maybe_later(at, 20))

    def history(self) -> History:
        deeds = [self.deed(n) for n in range(self.random.randint(0, 160))]
        own = {"done": Own(paused=True), "quiet-week": Own(words="One line will do.", by="Sam")}
        goal = LiveGoal(self.id(), "See people", self.moment(), self.moment(), tuple(self.moments(6)))
        asked, booked = self.moments(5), self.moments(12)
        return History(
            name="Robin",
            practitioner=self.random.choice(("", "Sam")),
            began_at=BEGAN,
            ended_at=self.random.choice((None, BEGAN + timedelta(days=200))),
            visits=tuple(Visit(one, one + timedelta(minutes=20)) for one in self.moments(60, 1)),
            events=tuple(sorted(deeds, key=lambda one: (one.at, one.key))),
            lows=tuple(self.moments(20)),
            flags=tuple((one, self.maybe_later(one, 10)) for one in self.moments(2)),
            planned=tuple(self.planned(one) for one in self.moments(20)),
            goals=(goal,),
            appointments=tuple(
                Appointment(self.id(), one, self.later(one, 20), self.maybe_later(one, 30)) for one in booked
            ),
            letters=tuple(Letter(self.id(), one, self.maybe_later(one, 9)) for one in asked),
            questions=tuple(Question(self.id(), one, self.maybe_later(one, 9)) for one in asked),
            uses=tuple((self.random.choice(tuple(Tool)), one) for one in self.moments(30)),
            own=own if self.random.random() < 0.3 else {},
        )
