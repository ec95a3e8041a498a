"""What the people of the demo aim at and do: goals with their answers, activities and how they went, a diary.

Days count back from the day of loading; a negative number lies ahead of it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID, uuid4

from sqlmodel import Session

from app.activities import actions as activities
from app.activities.queries import activity
from app.activities.rules import Barrier, How, Plan, Reason, Review
from app.audit import actions as audit
from app.audit.rules import Actor
from app.diary import actions as diaries
from app.diary.actions import Entry
from app.goals import actions as goals
from app.goals.actions import Wording
from app.goals.queries import goal as goal_of
from app.goals.rules import Area, GoalDeed

MORNING, NOON, EVENING, LATE = time(8, 40), time(13, 5), time(19, 5), time(20, 30)


@dataclass(frozen=True)
class Answered:
    """What came after a proposal: by the practitioner unless `mine`."""

    deed: GoalDeed
    days: int
    words: str = ""
    why: str = ""
    mine: bool = False


@dataclass(frozen=True)
class Aim:
    """A goal, and what became of it. `rated`: days ago and the number."""

    words: str
    days: int
    why: str = ""
    area: Area | None = None
    mine: bool = True
    answers: tuple[Answered, ...] = ()
    rated: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Went:
    how: How
    days: int
    enjoyment: int | None = None
    achievement: int | None = None
    noticed: str = ""
    barrier: Barrier | None = None
    in_the_way: str = ""


@dataclass(frozen=True)
class Did:
    """An activity: made so many days ago for another day. `goal` is its place among the person's aims."""

    what: str
    made: int
    on: int | None
    at: str = ""
    goal: int | None = None
    idea: str | None = None
    place: str = ""
    company: str = ""
    likely: int | None = None
    hard: int | None = None
    expected: tuple[int | None, int | None] = (None, None)
    offer: str = ""
    """Why the practitioner offers it; empty for what the patient chose."""
    shared: bool = True
    went: Went | None = None
    no: tuple[Reason, str, int] | None = None


@dataclass(frozen=True)
class No:
    """Ideas of the catalogue that somebody said no to."""

    ideas: tuple[tuple[str, str], ...]
    reason: Reason
    words: str
    days: int


@dataclass(frozen=True)
class Wrote:
    days: int
    hour: time
    mood: int
    what: str = ""
    shared: bool = True
    heard: bool = False
    """Whether the practitioner wrote it down, as it was said."""


@dataclass(frozen=True)
class Life:
    aims: tuple[Aim, ...] = ()
    did: tuple[Did, ...] = ()
    noes: tuple[No, ...] = ()
    diary: tuple[Wrote, ...] = ()
    noticed: tuple[tuple[int, str], ...] = ()
    looked: tuple[int, ...] = field(default=())
    """When the practitioner read all of it."""


ROWAN = Life(
    aims=(
        Aim(
            "Have some energy left after work on two days a week.",
            8,
            "I want to be able to do the allotment without it costing me the next day.",
            Area.BODY,
            answers=(Answered(GoalDeed.AGREED, 7),),
            rated=((8, 1), (2, 3)),
        ),
        Aim(
            "Stop dreading Monday all through Sunday.",
            7,
            "Sundays used to be the good day.",
            Area.SELF,
            answers=(
                Answered(
                    GoalDeed.REWORDED,
                    1,
                    "Do one thing I enjoy on Sunday evenings, three weeks out of four.",
                    "It is something you can do, and we can both see it happen. The dread may take longer to shift.",
                ),
            ),
            rated=((7, 3),),
        ),
    ),
    did=(
        Did(
            "Walk to the allotment",
            5,
            2,
            "16:30",
            0,
            place="Allotment",
            company="On my own",
            likely=8,
            hard=3,
            expected=(3, 5),
            went=Went(How.DONE, 2, 5, 6, "First ten minutes were hardest, then I stopped noticing the cold."),
        ),
        Did(
            "Swim before work",
            5,
            1,
            "07:00",
            0,
            place="The baths on Mill Road",
            likely=6,
            hard=7,
            expected=(6, 7),
            went=Went(How.NOT_THIS_TIME, 1, barrier=Barrier.CAME_UP, in_the_way="The pool was shut."),
        ),
        Did("Message Danny about the weekend", 1, 0, "", 1, company="Danny", likely=8, hard=4, expected=(5, 5)),
        Did(
            "Screens off by half past ten",
            5,
            None,
            "22:30",
            0,
            likely=7,
            hard=5,
            went=Went(
                How.PARTLY,
                1,
                None,
                4,
                "Four nights out of six. I slept before one on those.",
                Barrier.CAME_UP,
                "Shifts swapped at short notice.",
            ),
        ),
        Did(
            "Get off the bus one stop early",
            1,
            None,
            goal=0,
            offer="Walking did something for you on the way to the allotment. This is short, and it is on your way.",
        ),
    ),
    noes=(
        No(
            (("group-or-club", "Go to a group or club near you"),),
            Reason.FEELS_WRONG,
            "A room full of people I don’t know is not for now.",
            4,
        ),
        No((("meet-a-friend", "Meet a friend for an hour"),), Reason.TOO_HARD, "", 4),
    ),
    diary=(
        Wrote(7, LATE, 3, "Sofa, report on my mind"),
        Wrote(6, NOON, 4, "Lunch at my desk"),
        Wrote(5, LATE, 4, "Sofa"),
        Wrote(4, MORNING, 3, "Bus"),
        Wrote(3, LATE, 2, "Lay awake", shared=False),
        Wrote(2, NOON, 3, "Before the allotment"),
        Wrote(2, EVENING, 6, "Allotment in the rain"),
        Wrote(1, NOON, 4, "Lunch at my desk"),
    ),
    noticed=((1, "It’s worse when I’ve had nothing planned since lunch."),),
    looked=(3,),
)

AMINA = Life(
    aims=(
        Aim(
            "Be in touch with my sister again, a little every week.",
            15,
            "She is the one who knows how it was at home.",
            Area.PEOPLE,
            answers=(
                Answered(GoalDeed.AGREED, 13),
                Answered(GoalDeed.REWORDED, 3, "See my sister in her kitchen before Mum’s birthday.", mine=True),
            ),
            rated=((15, 2), (8, 3), (3, 5)),
        ),
    ),
    did=(
        Did(
            "Send my sister one line",
            4,
            4,
            "18:00",
            0,
            "photo-or-a-few-words",
            company="My sister",
            likely=7,
            hard=6,
            expected=(2, 5),
            went=Went(How.DONE, 3, 4, 8, "She wrote back before I had put the phone down."),
        ),
        Did("Make dal with my eldest", 5, 5, "17:00", None, likely=9, hard=2, went=Went(How.DONE, 4, 6, 6)),
    ),
    diary=(Wrote(4, EVENING, 5, "Dal"), Wrote(3, MORNING, 3, "School run"), Wrote(2, EVENING, 6, "Her message")),
)

CALLUM = Life(
    aims=(Aim("Sleep through after a night shift.", 9, area=Area.BODY, rated=((9, 2),)),),
    did=(
        Did("Walk round the block when I get in", 3, 2, "07:30", likely=5, hard=4, shared=False),
        Did("Put the bins out", 3, 1, idea=None, likely=9, hard=1, went=Went(How.DONE, 1, 1, 3)),
    ),
    diary=(
        Wrote(6, EVENING, 3, "Sat in the van with the radio on", heard=True),
        Wrote(2, MORNING, 4, "Bus home"),
        Wrote(1, MORNING, 2, "Something I keep to myself", shared=False),
    ),
)

KIT = Life(
    aims=(
        Aim(
            "Get to the club on Thursdays, even late.",
            6,
            area=Area.PEOPLE,
            answers=(Answered(GoalDeed.AGREED, 5),),
            rated=((6, 2),),
        ),
    ),
    did=(Did("Pack my kit the night before", 2, 1, "21:00", 0, likely=8, hard=2),),
    diary=(Wrote(2, EVENING, 5, "Five-a-side from the side"),),
)

THEO = Life(
    aims=(Aim("Play a whole match again.", 20, area=Area.ENJOYMENT, answers=(Answered(GoalDeed.AGREED, 18),)),),
    did=(
        Did(
            "Ring the club and ask about Wednesday",
            4,
            None,
            goal=0,
            offer="You said that Wednesday was people, and that it was a good one.",
            no=(Reason.NO_TIME, "Not with the new shifts.", 3),
        ),
    ),
    noes=(
        No((("an-hour-of-helping", "Help out somewhere for an hour"),), Reason.NO_TIME, "", 3),
        No((("out-with-someone", "Go out somewhere with someone"),), Reason.ACCESS, "Nothing runs after ten.", 2),
    ),
)

FARAH = Life(
    aims=(
        Aim(
            "Swim for myself twice a week.",
            36,
            "I am at the pool every day and hardly ever in it.",
            Area.ENJOYMENT,
            answers=(
                Answered(GoalDeed.AGREED, 32),
                Answered(GoalDeed.PAUSED, 5, why="Exams until the end of the month.", mine=True),
            ),
            rated=((36, 1), (20, 4), (8, 6)),
        ),
    ),
    did=(
        Did(
            "Four lengths before the first class",
            20,
            18,
            "08:20",
            0,
            likely=6,
            hard=5,
            expected=(5, 6),
            went=Went(How.DONE, 18, 7, 8, "Getting in was the whole of it."),
        ),
    ),
)

JOYCE = Life(
    aims=(
        Aim(
            "Have one thing on every Friday.",
            100,
            "It was the day I used to come home with something to tell.",
            Area.ENJOYMENT,
            answers=(Answered(GoalDeed.AGREED, 98), Answered(GoalDeed.REACHED, 40, mine=True)),
            rated=((100, 1), (70, 5), (40, 9)),
        ),
    ),
    did=(
        Did("Library on Friday", 90, 88, "11:00", 0, likely=8, hard=3, expected=(3, 4), went=Went(How.DONE, 88, 5, 7)),
    ),
    diary=(Wrote(89, EVENING, 4, "Window"), Wrote(88, EVENING, 6, "Library")),
)

LIVES = {
    "patient": ROWAN,
    "amina": AMINA,
    "callum": CALLUM,
    "other-patient": KIT,
    "theo": THEO,
    "farah": FARAH,
    "ended-patient": JOYCE,
}


@dataclass
class Living:
    """Whoever lives a life: the goals and activities get their ids as they are made."""

    db: Session
    patient: UUID
    me: Actor
    practitioner: Actor
    day: date
    aims: dict[int, UUID] = field(default_factory=dict)
    did: dict[int, UUID] = field(default_factory=dict)


Deeds = list[tuple[int, time, "partial[None]"]]


def deeds(living: Living, life: Life) -> Deeds:
    """Everything in a life: days ago, the time of day, and the deed that takes `at`."""
    found: Deeds = []
    for n, aim in enumerate(life.aims):
        found.append((aim.days, NOON, partial(_aim, living, n, aim)))
        found += [(one.days, EVENING, partial(_answer, living, n, one)) for one in aim.answers]
        found += [(days, LATE, partial(_rate, living, n, value)) for days, value in aim.rated]
    for n, did in enumerate(life.did):
        found.append((did.made, NOON, partial(_make, living, n, did)))
        if did.went:
            found.append((did.went.days, EVENING, partial(_review, living, n, did.went)))
        if did.no:
            found.append((did.no[2], EVENING, partial(_decline_offer, living, n, did.no)))
    found += [(one.days, MORNING, partial(_say_no, living, one)) for one in life.noes]
    found += [(one.days, one.hour, partial(_write, living, one)) for one in life.diary]
    found += [(days, LATE, partial(_notice, living, words)) for days, words in life.noticed]
    return found + [(days, LATE, partial(_look, living)) for days in life.looked]


def _aim(living: Living, n: int, aim: Aim, *, at: datetime) -> None:
    by = living.me if aim.mine else living.practitioner
    wording = Wording(aim.words, aim.why)
    living.aims[n] = goals.propose(living.db, living.patient, wording, area=aim.area, once=uuid4(), by=by, at=at)


def _answer(living: Living, n: int, one: Answered, *, at: datetime) -> None:
    goal = goal_of(living.db, living.patient, living.aims[n])
    if goal is None:
        return
    wording = Wording(one.words, one.why) if one.deed is GoalDeed.REWORDED else None
    by = living.me if one.mine else living.practitioner
    note = "" if wording else one.why
    goals.change(
        living.db, goal, one.deed, version=goal.version, wording=wording, note=note, once=uuid4(), by=by, at=at
    )


def _rate(living: Living, n: int, value: int, *, at: datetime) -> None:
    if goal := goal_of(living.db, living.patient, living.aims[n]):
        goals.rate(living.db, goal, value, once=uuid4(), by=living.me, at=at)


def _make(living: Living, n: int, did: Did, *, at: datetime) -> None:
    goal = living.aims.get(did.goal) if did.goal is not None else None
    if did.offer:
        living.did[n] = activities.offer(
            living.db,
            living.patient,
            did.what,
            did.offer,
            goal=goal,
            idea=did.idea,
            once=uuid4(),
            by=living.practitioner,
            at=at,
        )
        return
    planned = Plan(
        what=did.what,
        day=None if did.on is None else living.day - timedelta(days=did.on),
        time=did.at,
        place=did.place,
        company=did.company,
        likely=did.likely,
        hard=did.hard,
        enjoyment=did.expected[0],
        achievement=did.expected[1],
        goal=goal,
        shared=did.shared,
    )
    living.did[n] = activities.plan(
        living.db, living.patient, planned, idea=did.idea, once=uuid4(), by=living.me, at=at
    )


def _review(living: Living, n: int, went: Went, *, at: datetime) -> None:
    said = Review(uuid4(), went.how, at, went.enjoyment, went.achievement, went.noticed, went.barrier, went.in_the_way)
    if found := activity(living.db, living.patient, living.did[n]):
        activities.review(living.db, found, said, once=uuid4(), by=living.me, at=at)


def _decline_offer(living: Living, n: int, no: tuple[Reason, str, int], *, at: datetime) -> None:
    if found := activity(living.db, living.patient, living.did[n]):
        activities.decline_offer(living.db, found, no[0], no[1], once=uuid4(), by=living.me, at=at)


def _say_no(living: Living, no: No, *, at: datetime) -> None:
    activities.decline_ideas(
        living.db, living.patient, dict(no.ideas), no.reason, no.words, once=uuid4(), by=living.me, at=at
    )


def _write(living: Living, one: Wrote, *, at: datetime) -> None:
    entry = Entry(one.mood, one.what, one.shared, uuid4())
    diaries.keep(living.db, living.patient, entry, by=living.practitioner if one.heard else living.me, at=at)


def _notice(living: Living, words: str, *, at: datetime) -> None:
    diaries.conclude(living.db, living.patient, words, shared=True, once=uuid4(), by=living.me, at=at)


def _look(living: Living, *, at: datetime) -> None:
    """The practitioner reads the goals."""
    found = [goal_of(living.db, living.patient, id_) for id_ in living.aims.values()]
    audit.saw(living.db, [one.id for goal in found if goal for one in goal.entries], by=living.practitioner, at=at)
