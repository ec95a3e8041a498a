"""Friday, 17:29, before a bank holiday: somebody answers item 9, and the service opens again on Tuesday.

Told hour by hour, from the tables alone: no mail goes out and no worker runs. Who has it on their list, and by when the
patient is told that somebody looks.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import delete, select

from app.audit.rules import SYSTEM
from app.database import Database
from app.journey import measuring
from app.measures import actions as measures
from app.measures.tables import SAFETY_ITEM
from app.people import absence
from app.people.presence import leads
from app.people.queries import practitioner_of, team_on
from app.people.tables import DutyTurn, Leave, Person
from app.rendering import clock_time, day
from app.safety import actions as safety
from app.safety import queries
from app.safety.rules import FlagDeed, Outcome, standing
from app.service import actions as service_actions
from app.service import queries as service
from app.service.rules import Open, ServiceSettings
from tests.cast import actor
from tests.conftest import settings_for
from tests.measures.shipped import PHQ

LONDON = ZoneInfo("Europe/London")
FRIDAY, SATURDAY, MONDAY, TUESDAY = date(2027, 4, 30), date(2027, 5, 1), date(2027, 5, 3), date(2027, 5, 4)
"""The third of May is the early May bank holiday."""
EIGHT_TO_EIGHT = ServiceSettings(hours=(*(Open(opens=time(8), closes=time(20)),) * 5, None, None))
SAM, ALEX, MORGAN, PRIYA = "Sam", "Alex", "Morgan", "Priya"


def on(when: date, hour: str) -> datetime:
    return datetime.combine(when, time.fromisoformat(hour), LONDON)


@dataclass
class Weekend:
    """Rowan’s flag of that evening, and who sees it when. Rowan is Sam’s patient; Morgan is on duty; Priya leads."""

    database: Database
    url: str
    names: dict[UUID, str] = field(default_factory=dict)

    def answered(self, hours: ServiceSettings = ServiceSettings(), *, away: str | None = None) -> "Weekend":  # noqa: B008
        """Item 9 is answered at 17:29. `away`: Sam is, and this is who covers, or nobody."""
        at = on(FRIDAY, "17:29")
        with self.database.transaction() as db:
            self.names = {row.id: row.name for row in db.exec(select(Person))}
            db.exec(delete(Leave))
            db.exec(delete(DutyTurn))
            service_actions.save(db, hours, version=service.current(db).number, by=SYSTEM, at=at)
            for name in (SAM, ALEX, MORGAN):
                absence.save_profile(db, self.id(name), "", "12345", by=SYSTEM, at=at)
            absence.put_on_duty(db, self.id(MORGAN), FRIDAY, TUESDAY, by=SYSTEM, at=at)
            if away:
                cover = None if away == "nobody" else self.id(away)
                absence.note_leave(db, self.id(SAM), FRIDAY, TUESDAY, cover, by=SYSTEM, at=at)
            rowan = actor(db, "patient")
            assert rowan.id is not None
            given = measures.begin(db, rowan.id, PHQ, on=FRIDAY, once=uuid4(), by=rowan, at=at)
            measuring.answer(db, settings_for(self.url), given, PHQ, SAFETY_ITEM, 1, once=uuid4(), by=rowan, at=at)
        return self

    def id(self, name: str) -> UUID:
        return next(id_ for id_, one in self.names.items() if one == name)

    def seen_by(self, when: date, hour: str) -> set[str]:
        """On whose lists it stands at this hour."""
        at = on(when, hour)
        with self.database.transaction(writes=False) as db:
            (flag,) = queries.open_flags(db).values()
            own, team = practitioner_of(db, flag.patient_id), team_on(db, when)
            calendar = service.calendar(db, LONDON)
            found = standing(flag.due_at, flag.taken_by, own.id if own else None, team, calendar, at).lists
            return {self.names[one] for one in found.practitioners | (leads(team) if found.leads else frozenset())}

    def told(self) -> str:
        """By when somebody looks, as the patient is told."""
        with self.database.transaction(writes=False) as db:
            (flag,) = queries.open_flags(db).values()
        return f"{day(flag.due_at)}, {clock_time(flag.due_at)}"

    def takes(self, key: str, when: date, hour: str) -> None:
        self._deal(key, FlagDeed.TAKEN, on(when, hour))

    def closes(self, key: str, when: date, hour: str) -> None:
        self._deal(key, FlagDeed.CLOSED, on(when, hour), "We talked.", Outcome.TALKED)

    def _deal(self, key: str, deed: FlagDeed, at: datetime, words: str = "", outcome: Outcome | None = None) -> None:
        with self.database.transaction() as db:
            (open_,) = queries.open_flags(db).values()
            flag = queries.flag(db, open_.id)
            assert flag is not None
            by = actor(db, key)
            safety.deal(db, flag, deed, words, outcome=outcome, version=flag.version, once=uuid4(), by=by, at=at)

    def is_closed(self) -> bool:
        with self.database.transaction(writes=False) as db:
            return not queries.open_flags(db)


@pytest.fixture
def weekend(database: Database, database_url: str) -> Weekend:
    return Weekend(database, database_url)


def test_nine_to_five_nobody_takes_it(weekend: Weekend) -> None:
    weekend.answered()
    assert weekend.told() == "Tuesday 4 May, 13:00", "four open hours, and Saturday to Monday have none"
    assert weekend.seen_by(FRIDAY, "17:29") == {SAM}, "at once, on the day it was said"
    assert weekend.seen_by(SATURDAY, "09:00") == {SAM, MORGAN}, "Sam does not work on a Saturday: duty has it too"
    assert weekend.seen_by(MONDAY, "10:00") == {SAM}, "the bank holiday is one of Sam’s days, and the service is closed"
    assert weekend.seen_by(TUESDAY, "09:00") == {SAM}
    assert weekend.seen_by(TUESDAY, "13:00") == {SAM}, "the promise is not broken yet"
    assert weekend.seen_by(TUESDAY, "13:01") == {SAM, MORGAN}, "late: duty has it"
    assert weekend.seen_by(TUESDAY, "14:59") == {SAM, MORGAN}
    assert weekend.seen_by(TUESDAY, "15:00") == {SAM, MORGAN, PRIYA}, "two open hours later the lead has it too"


def test_eight_to_eight_nobody_takes_it(weekend: Weekend) -> None:
    weekend.answered(EIGHT_TO_EIGHT)
    assert weekend.told() == "Tuesday 4 May, 09:29", "two hours and 31 minutes were left on Friday"
    assert weekend.seen_by(FRIDAY, "19:59") == {SAM}
    assert weekend.seen_by(TUESDAY, "09:29") == {SAM}
    assert weekend.seen_by(TUESDAY, "09:30") == {SAM, MORGAN}
    assert weekend.seen_by(TUESDAY, "11:29") == {SAM, MORGAN, PRIYA}


def test_sam_is_away_and_alex_covers(weekend: Weekend) -> None:
    weekend.answered(away=ALEX)
    assert weekend.seen_by(FRIDAY, "17:29") == {ALEX}
    assert weekend.seen_by(TUESDAY, "13:00") == {ALEX}
    assert weekend.seen_by(TUESDAY, "13:01") == {ALEX, MORGAN}
    assert weekend.seen_by(TUESDAY, "15:00") == {ALEX, MORGAN, PRIYA}


def test_sam_is_away_and_nobody_covers(weekend: Weekend) -> None:
    weekend.answered(away="nobody")
    assert weekend.seen_by(FRIDAY, "17:29") == {MORGAN, PRIYA}, "duty and the lead have it from the start"
    assert weekend.seen_by(TUESDAY, "13:01") == {MORGAN, PRIYA}


def test_duty_takes_it_late_and_it_is_late_no_more(weekend: Weekend) -> None:
    weekend.answered()
    weekend.takes("duty", TUESDAY, "13:05")
    assert weekend.seen_by(TUESDAY, "13:06") == {SAM, MORGAN}, "Sam’s patient still"
    assert weekend.seen_by(TUESDAY, "16:00") == {SAM, MORGAN}, "somebody has it in hand: it does not reach the lead"
    weekend.closes("duty", TUESDAY, "16:30")
    assert weekend.is_closed()


def test_sam_takes_it_on_friday_and_is_ill_on_tuesday(weekend: Weekend) -> None:
    weekend.answered()
    weekend.takes("practitioner", FRIDAY, "17:40")
    assert weekend.seen_by(TUESDAY, "14:00") == {SAM}
    with weekend.database.transaction() as db:
        sam = weekend.id(SAM)
        absence.note_leave(db, sam, TUESDAY, TUESDAY, None, by=SYSTEM, at=on(TUESDAY, "08:00"))
    assert weekend.seen_by(TUESDAY, "09:00") == {MORGAN, PRIYA}, "it stands as if nobody had taken it"
    assert weekend.seen_by(TUESDAY, "14:00") == {MORGAN, PRIYA}
