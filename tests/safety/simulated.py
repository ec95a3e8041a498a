"""A small service that lives through weeks at random: three patients, four practitioners, two leads, and a clock.

Everybody acts through the action layer on a real database. All that is drawn at random comes from one seed, and is
drawn before a transaction begins, so that the same seed tells the same story on any database.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.audit.rules import SYSTEM, Actor
from app.content.help import Nation
from app.content.measures import Items
from app.database import Database
from app.enrolments.actions import Ended
from app.enrolments.queries import has_ended
from app.journey import flagging, measuring, messaging, moving, reconciling, sweeping
from app.journey.reminding import CHECKS
from app.measures import actions as measures
from app.measures.queries import Given
from app.measures.rules import Answer, Skip, is_number
from app.measures.tables import SAFETY_ITEM
from app.messages.actions import Written
from app.notices import post, sending
from app.pathways.queries import published
from app.people import absence
from app.people import actions as people
from app.people.rules import Role
from app.people.tables import DutyTurn, Leave, Person
from app.safety import actions as safety
from app.safety import queries as flags
from app.safety.actions import Impossible, Stale
from app.safety.rules import FLAGGING, Flag, FlagDeed, Outcome, Source
from app.service import actions as service_actions
from app.service import queries as service
from app.service.calendar import bank_holidays
from app.service.rules import Open, ServiceSettings, Within
from app.settings import Settings
from tests.measures.shipped import GAD, PHQ

PATIENTS = ("patient", "other-patient", "amina")
PRACTITIONERS = ("practitioner", "other-practitioner", "duty", "newcomer")
LEADS = ("lead", "second-lead")
EARLIEST = datetime(2040, 1, 1, tzinfo=UTC)
"""Not counted from today: a seed tells the same story on any day."""
FAULTS = 0.05
"""Of so many deeds the database breaks off on the way."""
COUNTED = ("audit_entry", "flag_entry", "measure_answer", "support", "leave", "duty_turn", "message", "notice")
STATES = ("safety_flag", "sitting", "enrolment", "person", "settings_version")
HOURS = (
    ServiceSettings(),
    ServiceSettings(hours=(*(Open(opens=time(8), closes=time(20)),) * 5, Open(opens=time(9), closes=time(13)), None)),
    ServiceSettings(hours=(*(Open(opens=time(9), closes=time(17)),) * 3, None, None, None, None)),
    ServiceSettings(safety=Within(amount=0, unit="days"), bank_holidays=Nation.SCOTLAND),
    ServiceSettings(safety=Within(amount=1, unit="hours"), conversation_days=3),
    ServiceSettings(safety=Within(amount=2, unit="days"), bank_holidays=None),
)


NOT_TO_BE_COMMITTED = (
    "CREATE TEMPORARY TABLE broken"
    " (a INTEGER PRIMARY KEY, b INTEGER REFERENCES broken (a) DEFERRABLE INITIALLY DEFERRED)",
    "INSERT INTO broken VALUES (1, 2)",
)
"""On both kinds of database the commit itself fails after this, and nothing before it."""


class Broken(Exception):
    """The database broke off here."""


@dataclass(frozen=True)
class Deed:
    """One thing somebody does: in words, as one transaction, and what may be said against it."""

    words: str
    run: Callable[[Session], Any]
    refusals: tuple[type[Exception], ...] = ()
    then: Callable[[Any], None] = lambda _result: None
    """What was acknowledged, noted once the transaction has committed."""


@dataclass
class Giving:
    """A measure that a patient has in hand: what is still to be answered, and how many of it will be."""

    sitting: Given
    measure: Items
    left: list[str]
    by: str


@dataclass(frozen=True)
class Told:
    """An answer that the service has said yes to."""

    item: str
    said: Answer
    at: datetime
    flags: bool


@dataclass
class Service:
    """The service, its clock, and what it has acknowledged so far. Asked of nothing else, so it can be compared."""

    database: Database
    settings: Settings
    seed: str
    rng: Random = field(init=False)
    at: datetime = field(init=False)
    story: list[str] = field(default_factory=list)
    ids: dict[str, UUID] = field(default_factory=dict)
    names: dict[UUID, str] = field(default_factory=dict)
    giving: dict[str, Giving] = field(default_factory=dict)
    begun: dict[UUID, Items] = field(default_factory=dict)
    """Which measure each sitting is of."""
    told: dict[UUID, list[Told]] = field(default_factory=lambda: defaultdict(list))
    facts: int = 0
    """How many times a flag was raised or joined, as those who did it were told."""
    measures: int = 0
    answered: tuple[UUID, UUID] | None = None
    """Whose measure was answered in the last step, and which sitting that was."""
    faults: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)  # noqa: S311 - a story, not a secret
        self.at = begins(self.rng)
        with self.database.transaction() as db:
            self._joins(db, "newcomer", Role.PRACTITIONER)
            self._joins(db, "second-lead", Role.SERVICE_LEAD)
            for row in db.exec(select(Person).where(col(Person.email).endswith("@demo.example"))):
                key = row.email.removesuffix("@demo.example")
                if key in (*PATIENTS, *PRACTITIONERS, *LEADS):
                    self.ids[key], self.names[row.id] = row.id, row.name
            self._settle(db, self.rng.choice(HOURS))

    def _joins(self, db: Session, key: str, role: Role) -> None:
        name = key.split("-")[-1].capitalize()
        people.add(db, role, f"{key}@demo.example", name, f"{name} Fox", "-" * 12, by=SYSTEM, at=self.at)

    def actor(self, key: str) -> Actor:
        id_ = self.ids[key]
        role = Role.PATIENT if key in PATIENTS else Role.SERVICE_LEAD if key in LEADS else Role.PRACTITIONER
        return Actor(id_, self.names[id_], role.value)

    @property
    def today(self) -> date:
        return self.at.astimezone(self.settings.zone).date()

    # One step -------------------------------------------------------------------------------------------------

    def step(self) -> Deed:
        """Time goes on, and somebody does something; the deed, done or refused as it may be."""
        self._time_goes_on()
        deed, self.answered = self._draw(), None
        place = self.rng.randint(0, 25) if self.rng.random() < FAULTS else None
        when = f"{self.at.astimezone(self.settings.zone):%a %d %b %Y %H:%M:%S}"
        self.story.append(f"{when}  {deed.words}" + ("" if place is None else f" (the database breaks at {place})"))
        if place is None or not self._breaks(deed, place):
            self._does(deed)
        return deed

    def _does(self, deed: Deed, breaks_at: int | None = None) -> None:
        try:
            with self.database.transaction() as db, breaking(db, breaks_at):
                result = deed.run(db)
        except deed.refusals as refusal:
            self.refused += 1
            self.story[-1] += f" - refused: {type(refusal).__name__}"
        else:
            deed.then(result)

    def _breaks(self, deed: Deed, place: int) -> bool:
        """The database breaks at this statement, or at the commit; whether the deed was done before it could."""
        before = self.fingerprint()
        breaks_off: type[Exception] = Broken if place else IntegrityError
        try:
            self._does(deed, place)
        except breaks_off:
            assert self.fingerprint() == before, "the database broke off, and a part of the deed is there"
            self.faults += 1
            return False
        return True

    def fingerprint(self) -> tuple[object, ...]:
        """What any deed changes."""
        with self.database.transaction(writes=False) as db:
            counts = [db.execute(text(f"SELECT count(*) FROM {name}")).scalar() for name in COUNTED]  # noqa: S608
            states = [
                sorted(map(str, db.execute(text(f"SELECT * FROM {name}"))))  # noqa: S608
                for name in STATES
            ]
        return (*counts, *map(str, states))

    # The clock ------------------------------------------------------------------------------------------------

    def _time_goes_on(self) -> None:
        chance = self.rng.random()
        if chance < 0.86:
            self.at += timedelta(seconds=self.rng.randint(5, 900))
        elif chance < 0.95:
            self.at += timedelta(minutes=self.rng.randint(15, 40 * 60))
        elif chance < 0.965:
            self._jumps(timedelta(minutes=-self.rng.randint(1, 240)))
        elif chance < 0.975:
            self._jumps(timedelta(days=self.rng.randint(1, 20), minutes=self.rng.randint(0, 1439)))
        else:
            self._until(next_edge(self.at, self.settings, self.rng))
        self.at += timedelta(microseconds=self.rng.randint(1, 900_000))  # no two deeds at one instant

    def _jumps(self, by: timedelta) -> None:
        self.at += by
        self.story.append(f"  the clock jumps by {by}")

    def _until(self, when: datetime) -> None:
        self.at = when
        self.story.append("  time passes until an hour at which the calendar turns")

    # What can be done -----------------------------------------------------------------------------------------

    def _draw(self) -> Deed:
        chance = self.rng.random()
        if chance < 0.62:
            return self._answers(self.rng.choice(PATIENTS))
        deeds, weights = zip(*self._others(), strict=True)
        found: Deed = self.rng.choices(deeds, weights)[0]()
        return found

    def _others(self) -> Sequence[tuple[Callable[[], Deed], int]]:
        return (
            (self._tells, 5),
            (self._deals, 30),
            (self._reopens, 3),
            (self._is_allocated, 4),
            (self._support_ends, 1),
            (self._goes_on_leave, 4),
            (self._comes_back, 3),
            (self._duty, 4),
            (self._days_off, 1),
            (self._is_shut_out, 3),
            (self._is_let_in, 4),
            (self._leaves, 1),
            (self._course_ends, 1),
            (self._begins_again, 8),
            (self._hours_change, 1),
            (self._corrects, 4),
            (self._writes, 1),
            (self._mail_is_down, 1),
        )

    def _answers(self, key: str) -> Deed:
        """The next answer of the measure in hand; or a new measure, or the end of this one, however far it is."""
        hand = self.giving.get(key)
        if hand is None:
            return self._begins(key)
        if not hand.left or self.rng.random() < 0.05:
            return self._stops(key, hand)
        item = hand.left[0]
        return self._says(key, hand, item, said(self.rng, item, hand.measure))

    def _begins(self, key: str) -> Deed:
        measure = GAD if self.rng.random() < 0.12 else PHQ
        by = self.rng.choice(PRACTITIONERS) if self.rng.random() < 0.15 else key
        items = [item.id for item in measure.items]
        if measure is PHQ and self.rng.random() < 0.5:  # item 9 comes soon, so that there is much to look after
            items = [*self.rng.sample(items[:-1], self.rng.randint(0, 2)), SAFETY_ITEM]
        items = items[: self.rng.choice((2, 5, 9, 9, 9))]
        once, at, on, actor, patient = uuid4(), self.at, self.today, self.actor(by), self.ids[key]

        def then(found: Given) -> None:
            self.measures += 1
            self.begun[found.id] = measure
            self.giving[key] = Giving(found, measure, items, by)

        return Deed(
            f"{key} begins the {measure.title}" + (f", on the telephone with {by}" if by != key else ""),
            lambda db: measures.begin(db, patient, measure, on=on, once=once, by=actor, at=at),
            (Ended,),
            then,
        )

    def _says(self, key: str, hand: Giving, item: str, answer: Answer, *, again: bool = False) -> Deed:
        once, at, actor = uuid4(), self.at, self.actor(hand.by)
        twice = self.rng.random() < 0.06

        def run(db: Session) -> bool:
            give = partial(measuring.answer, db, self.settings, hand.sitting, hand.measure, item, answer)
            flagged = give(once=once, by=actor, at=at)
            assert not twice or give(once=once, by=actor, at=at) == flagged, "the same form twice said two things"
            return flagged

        def then(flagged: bool) -> None:
            hand.left[:] = [one for one in hand.left if one != item]
            told = Told(item, answer, at, flags=is_flagging(item, answer))
            assert flagged == told.flags, f"{answer} was said, and whether it flags is {flagged}"
            self.told[hand.sitting.id].append(told)
            self.answered = self.ids[key], hand.sitting.id
            self.facts += told.flags

        words = f"{key} {'corrects' if again else 'answers'} {item} of the {hand.measure.title}: {answer}"
        return Deed(words + (", sent twice" if twice else ""), run, (Ended,), then)

    def _stops(self, key: str, hand: Giving) -> Deed:
        at, leaves = self.at, self.rng.random() < 0.3
        words = "leaves it open" if leaves else "comes to the end" if not hand.left else "stops half-way"

        def run(db: Session) -> None:
            if not leaves:
                measures.finish(db, hand.sitting, at=at)

        return Deed(f"{key} {words}", run, (), lambda _none: void(self.giving.pop(key)))

    def _corrects(self) -> Deed:
        """Item 9 of a measure in hand is answered again: pressed by mistake, or something else is true now."""
        found = [(key, hand) for key, hand in sorted(self.giving.items()) if hand.measure is PHQ]
        if not found:
            return nothing()
        key, hand = self.rng.choice(found)
        return self._says(key, hand, SAFETY_ITEM, said(self.rng, SAFETY_ITEM, PHQ), again=True)

    def _tells(self) -> Deed:
        source = self.rng.choice((Source.CANNOT_KEEP_SAFE, Source.ASKS_FOR_CALL, Source.READ))
        key = self.rng.choice(PATIENTS)
        by = self.actor(self.rng.choice(PRACTITIONERS) if source is Source.READ else key)
        once, at, patient = uuid4(), self.at, self.ids[key]

        def then(_flag: Flag) -> None:
            self.facts += 1

        return Deed(
            f"{by.name} on {key}: {source.value}",
            lambda db: measuring.tell(db, self.settings, patient, source, "", once=once, by=by, at=at),
            (),
            then,
        )

    # Flags ----------------------------------------------------------------------------------------------------

    def _a_flag(self, *, is_open: bool) -> Flag | None:
        """Drawn by the patient's name: ids are another thing on each database."""
        with self.database.transaction(writes=False) as db:
            found = flags.flags_of(db, [self.ids[key] for key in PATIENTS])
        ordered = [one for key in PATIENTS for one in found.get(self.ids[key], []) if one.is_open == is_open]
        return self.rng.choice(ordered) if ordered else None

    def _deals(self) -> Deed:
        flag = self._a_flag(is_open=True)
        if flag is None:
            return nothing()
        by, at, once = self.actor(self.rng.choice(PRACTITIONERS)), self.at, uuid4()
        whose = self.names[flag.patient_id]
        if self.rng.random() < 0.2:
            return Deed(f"{by.name} looks at {whose}’s flag", lambda db: safety.look(db, flag, by=by, at=at))
        deed = self.rng.choice(tuple(FlagDeed))
        outcome = self.rng.choice((None, *Outcome)) if deed is FlagDeed.CLOSED else None
        words = self.rng.choice(("", "We talked.", "No answer.")) if deed is not FlagDeed.CONTACT_TRIED else ""
        version = flag.version - (self.rng.random() < 0.1)
        run = partial(_deal, flag, deed, words, outcome, version, once, by, at, twice=self.rng.random() < 0.1)
        return Deed(f"{by.name} and {whose}’s flag: {deed.value} {outcome or ''}", run, (Stale, Impossible))

    def _reopens(self) -> Deed:
        flag = self._a_flag(is_open=False)
        if flag is None:
            return nothing()
        by = self.actor(self.rng.choice(PRACTITIONERS))
        run = partial(_deal, flag, FlagDeed.REOPENED, "Not done yet.", None, flag.version, uuid4(), by, self.at)
        return Deed(f"{by.name} opens a flag of {self.names[flag.patient_id]}’s again", run, (Stale, Impossible))

    # The team -------------------------------------------------------------------------------------------------

    def _is_allocated(self) -> Deed:
        key, to, at = self.rng.choice(PATIENTS), self.rng.choice(PRACTITIONERS), self.at
        return Deed(
            f"{to} supports {key} from now on",
            lambda db: people.allocate(db, self.ids[key], self.ids[to], by=self.actor("lead"), at=at),
        )

    def _support_ends(self) -> Deed:
        key, at = self.rng.choice(PATIENTS), self.at
        return Deed(
            f"nobody supports {key}",
            lambda db: people.end_support(db, self.ids[key], by=self.actor("lead"), at=at),
        )

    def _goes_on_leave(self) -> Deed:
        key, at = self.rng.choice(PRACTITIONERS), self.at
        others = [one for one in PRACTITIONERS if one != key]
        cover = self.rng.choice((*others, None))
        first = self.today + timedelta(days=self.rng.randint(0, 3))
        last = first + timedelta(days=self.rng.randint(0, 9))
        return Deed(
            f"{key} is away from {first} to {last}, cover: {cover}",
            lambda db: absence.note_leave(
                db, self.ids[key], first, last, self.ids[cover] if cover else None, by=self.actor(key), at=at
            ),
            (absence.Overlaps,),
        )

    def _comes_back(self) -> Deed:
        key, at = self.rng.choice(PRACTITIONERS), self.at

        def run(db: Session) -> None:
            mine = select(Leave.id).where(Leave.person_id == self.ids[key], col(Leave.withdrawn_at).is_(None))
            for leave in db.exec(mine).all():
                absence.withdraw_leave(db, leave, by=self.actor(key), at=at)

        return Deed(f"{key} is not away after all", run)

    def _duty(self) -> Deed:
        key, at, first = self.rng.choice(PRACTITIONERS), self.at, self.today
        if self.rng.random() < 0.3:
            return Deed("every turn of duty is withdrawn", partial(_no_duty, at=at))
        last = first + timedelta(days=self.rng.randint(0, 6))
        return Deed(
            f"{key} is on duty until {last}",
            lambda db: absence.put_on_duty(db, self.ids[key], first, last, by=self.actor("lead"), at=at),
        )

    def _days_off(self) -> Deed:
        key, at = self.rng.choice(PRACTITIONERS), self.at
        days = "".join(day for day in "1234567" if self.rng.random() < 0.7)
        return Deed(
            f"{key} works on {days or 'no day'}",
            lambda db: absence.save_profile(db, self.ids[key], "", days, by=self.actor(key), at=at),
        )

    def _is_shut_out(self) -> Deed:
        key, at = self.rng.choice((*PRACTITIONERS, *LEADS)), self.at
        return Deed(
            f"{key} is shut out",
            lambda db: moving.shut_out(db, db.get_one(Person, self.ids[key]), by=SYSTEM, at=at),
            (moving.LastLead,),
        )

    def _is_let_in(self) -> Deed:
        key, at = self.rng.choice((*PRACTITIONERS, *LEADS)), self.at
        return Deed(
            f"{key} is let in again",
            lambda db: absence.let_in_again(db, db.get_one(Person, self.ids[key]), by=SYSTEM, at=at),
        )

    def _leaves(self) -> Deed:
        """Somebody leaves the service for good, and somebody new comes in their place, under the same key."""
        key, at = self.rng.choice((*PRACTITIONERS, *LEADS)), self.at
        others = [one for one in PRACTITIONERS if one != key]
        to = self.rng.choice((*others, None)) if key in PRACTITIONERS else None
        role = Role.PRACTITIONER if key in PRACTITIONERS else Role.SERVICE_LEAD
        email = f"{uuid4()}@test.example"

        def run(db: Session) -> Person:
            person = db.get_one(Person, self.ids[key])
            moving.leave_service(db, person, self.ids[to] if to else None, by=SYSTEM, at=at)
            return people.add(db, role, email, "New", "New Fox", "-" * 12, by=SYSTEM, at=at)

        def then(new: Person) -> None:
            self.ids[key], self.names[new.id] = new.id, f"a new {key}"

        return Deed(f"{key} leaves the service, and {to} takes over", run, (moving.LastLead,), then)

    # The course and the service -------------------------------------------------------------------------------

    def _course_ends(self) -> Deed:
        key, at = self.rng.choice(PATIENTS), self.at
        return Deed(
            f"the course of {key} ends",
            lambda db: moving.discharge(db, self.ids[key], by=self.actor("lead"), at=at),
        )

    def _begins_again(self) -> Deed:
        key, at = self.rng.choice(PATIENTS), self.at

        def run(db: Session) -> None:
            if has_ended(db, self.ids[key]):
                moving.begin_again(db, self.ids[key], published(db)[0], by=self.actor("lead"), at=at)

        return Deed(f"{key} begins again, if their course has ended", run)

    def _hours_change(self) -> Deed:
        new = self.rng.choice(HOURS)
        return Deed(f"the hours of the service change: safety {new.safety}", lambda db: self._settle(db, new))

    def _settle(self, db: Session, new: ServiceSettings) -> None:
        service_actions.save(db, new, version=service.current(db).number, by=SYSTEM, at=self.at)

    def _writes(self) -> Deed:
        key, at, once = self.rng.choice(PATIENTS), self.at, uuid4()
        written = Written("I do not know how to go on.", once)
        return Deed(
            f"{key} writes to the team",
            lambda db: messaging.send_from_patient(
                db, self.settings, self.ids[key], written, by=self.actor(key), at=at
            ),
            (Ended,),
        )

    def _mail_is_down(self) -> Deed:
        """A worker comes by for once, and no mail server answers."""
        at, server = self.at, post.Server("smtp://127.0.0.1:9", self.settings.sender, 1)

        def then(_swept: object) -> None:
            sending.send_due(self.database, server, CHECKS, now=lambda: at)

        return Deed("a worker comes by, and mail is down", lambda db: self._worker(db, at), (), then)

    def _worker(self, db: Session, at: datetime) -> None:
        flagging.tell_staff(db, self.settings, at=at)
        reconciling.nightly(db, at=at)
        sweeping.sweep(db, at=at)


def _deal(
    flag: Flag,
    deed: FlagDeed,
    words: str,
    outcome: Outcome | None,
    version: int,
    once: UUID,
    by: Actor,
    at: datetime,
    db: Session,
    *,
    twice: bool = False,
) -> None:
    for _time in range(1 + twice):
        safety.deal(db, flag, deed, words, outcome=outcome, version=version, once=once, by=by, at=at)


def _no_duty(db: Session, *, at: datetime) -> None:
    for turn in db.exec(select(DutyTurn.id).where(col(DutyTurn.withdrawn_at).is_(None))).all():
        absence.withdraw_duty(db, turn, by=SYSTEM, at=at)


def nothing() -> Deed:
    return Deed("nobody does anything", lambda _db: None)


def void(_value: object) -> None:
    """Takes what is of no interest."""


def is_flagging(item: str, answer: Answer) -> bool:
    return item == SAFETY_ITEM and is_number(answer) and answer >= FLAGGING


def said(rng: Random, item: str, measure: Items) -> Answer:
    """An answer at random; to the item on safety more of those that flag than in life."""
    if rng.random() < 0.08:
        return Skip.DECLINED
    if measure is PHQ and item == SAFETY_ITEM:
        return rng.choice((0, 0, 1, 1, 2, 3))
    return rng.randint(0, 3)


@contextmanager
def breaking(db: Session, at: int | None) -> Iterator[None]:
    """The database breaks off at this statement of the transaction, counted from 1; 0: it refuses the commit."""
    if at:
        done = [0]

        def count(*_what: object) -> None:
            done[0] += 1
            if done[0] == at:
                raise Broken(f"at statement {at}")

        event.listen(db.connection(), "before_cursor_execute", count)
    yield
    if at == 0:
        for statement in NOT_TO_BE_COMMITTED:
            db.execute(text(statement))


def begins(rng: Random) -> datetime:
    """When a story begins: long after the cast's own past, often just before a holiday or a change of the clocks."""
    if rng.random() < 0.3:
        return EARLIEST + timedelta(days=rng.randint(1, 900), minutes=rng.randint(0, 1439))
    year = EARLIEST.year + rng.randint(0, 4)
    sundays = [last_sunday(year, 3), last_sunday(year, 10)]
    turns = [*sorted(bank_holidays(Nation.ENGLAND, year)), *sundays, date(year, 2, 28), date(year, 12, 31)]
    day = rng.choice(turns) - timedelta(days=rng.randint(0, 4))
    return datetime.combine(day, time(rng.randint(0, 23), rng.randint(0, 59)), UTC)


def last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.isoweekday() % 7)


def next_edge(at: datetime, settings: Settings, rng: Random) -> datetime:
    """The next time the clock shows one of the hours at which something turns: closing, midnight, Friday evening."""
    hour = rng.choice((time(0), time(0, 59), time(1, 30), time(8, 59), time(9), time(16, 59), time(17), time(17, 29)))
    day = at.astimezone(settings.zone).date() + timedelta(days=1)
    if rng.random() < 0.4:
        day += timedelta(days=(5 - day.isoweekday()) % 7)  # a Friday
    return datetime.combine(day, hour, settings.zone).astimezone(UTC)
