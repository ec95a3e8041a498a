"""What can become of an activity, and which ideas are offered to whom and why. Pure.

The ranking is a table of reasons with points: an idea's place is the sum of what speaks for and against it, and the
strongest reason for it is told with it. Equal ideas take turns by day, so the same day gives the same page.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from uuid import UUID

from app.content.ideas import Idea, Sort

LONGEST_LINE, LONGEST_WORDS = 200, 2000
"""Characters of what, where and with whom; and of what somebody noticed or what got in the way."""
HIGHEST = 10
MAKE_SMALLER = 7
"""Under this likelihood, out of ten, a smaller version is offered (clinical.md §4.3, 8)."""
AT_A_TIME, AT_LEAST = 3, 2
"""Ideas on one page; and how many there are to choose from, as long as so many are left."""
ENOUGH_A_DAY = 3
"""So many things for a day, and the programme says that it is plenty (clinical.md §4.8)."""
WORTH = 6
"""From this enjoyment or sense of achievement on, out of ten, something counts as having helped."""


class How(StrEnum):
    """How it went. Partly counts."""

    DONE = "done"
    PARTLY = "partly"
    NOT_THIS_TIME = "not this time"


class State(StrEnum):
    OFFERED = "offered"
    PLANNED = "planned"
    DONE = "done"
    PARTLY = "partly"
    NOT_THIS_TIME = "not this time"
    DECLINED = "declined"
    TAKEN_OFF = "taken off"


class Need(StrEnum):
    """What a change of behaviour rests on (COM-B, clinical.md §4.2)."""

    CAPABILITY = "capability"
    OPPORTUNITY = "opportunity"
    MOTIVATION = "motivation"


class Barrier(StrEnum):
    """What got in the way, as the patient picks it."""

    ENERGY = "energy"
    KNOW_HOW = "know-how"
    TOO_BIG = "too-big"
    TIME = "time"
    REACH = "reach"
    CAME_UP = "came-up"
    POINT = "point"
    WORRY = "worry"
    FORGOT = "forgot"
    OTHER = "other"

    @property
    def need(self) -> Need | None:
        return _NEEDS.get(self)


_NEEDS = {
    Barrier.ENERGY: Need.CAPABILITY,
    Barrier.KNOW_HOW: Need.CAPABILITY,
    Barrier.TOO_BIG: Need.CAPABILITY,
    Barrier.TIME: Need.OPPORTUNITY,
    Barrier.REACH: Need.OPPORTUNITY,
    Barrier.CAME_UP: Need.OPPORTUNITY,
    Barrier.POINT: Need.MOTIVATION,
    Barrier.WORRY: Need.MOTIVATION,
    Barrier.FORGOT: Need.MOTIVATION,
}


class Reason(StrEnum):
    """Why an activity was declined. It is information, never a failing."""

    TOO_HARD = "too-hard"
    NOT_RELEVANT = "not-relevant"
    TRIED = "tried"
    NO_TIME = "no-time"
    FEELS_WRONG = "feels-wrong"
    ACCESS = "access"
    OTHER = "other"


class Energy(IntEnum):
    """How much the patient says they have today."""

    LOW = 1
    SOME = 2
    USUAL = 3


@dataclass(frozen=True)
class Past:
    """How an idea has gone before: the best of its last ratings, and when it was last reviewed.

    `too_much`: it took more energy, skill or time in one piece than there was.
    """

    best: int | None
    at: datetime
    too_much: bool = False


@dataclass(frozen=True)
class Declined:
    reason: Reason
    at: datetime


@dataclass(frozen=True)
class Taste:
    """What is known of one patient when ideas are ranked. `areas`: what their live goals are about, by goal."""

    areas: Mapping[UUID, str] = field(default_factory=dict)
    energy: Energy | None = None
    past: Mapping[str, Past] = field(default_factory=dict)
    helped: Mapping[Sort, int] = field(default_factory=dict)
    """How often activities of a kind were enjoyed or felt like an achievement."""
    declined: Mapping[str, tuple[Declined, ...]] = field(default_factory=dict)
    planned: Collection[str] = ()


class Why(StrEnum):
    """The reason that is told with an idea; the first here is the strongest."""

    GOAL = "goal"
    WENT_WELL = "went well"
    KIND_HELPED = "kind helped"
    LITTLE_EFFORT = "little effort"
    ITSELF = "itself"


@dataclass(frozen=True)
class Suggestion:
    """An idea in its place. `smaller`: the smaller version is what is suggested. `goal`: the goal it is about."""

    idea: Idea
    why: Why
    goal: UUID | None
    smaller: bool
    points: int
    past: Past | None = None

    @property
    def title(self) -> str:
        return self.idea.smaller.title if self.smaller else self.idea.title

    @property
    def minutes(self) -> int:
        return self.idea.smaller.minutes if self.smaller else self.idea.minutes

    @property
    def effort(self) -> int:
        return 1 if self.smaller else self.idea.effort


NEVER_AGAIN = frozenset({Reason.FEELS_WRONG, Reason.NOT_RELEVANT, Reason.TRIED})
"""After these an idea is not suggested to this patient any more."""
COMES_SMALLER = frozenset({Reason.TOO_HARD, Reason.NO_TIME})
"""After these only its smaller version is, once it has rested."""
RESTS_FOR, RESTS_AFTER_DOING = timedelta(days=14), timedelta(days=2)
"""How long an idea rests after any other reason, and after it was done or tried."""
LONG, DEAR = 30, ("low", "some")
_GOAL, _WENT_WELL, _KIND, _EASY, _AGAINST, _NEW = 4, 3, 2, 2, 2, 1


def suggestions(ideas: Iterable[Idea], taste: Taste, *, seed: str, at: datetime) -> list[Suggestion]:
    """Every idea that fits, the best first, with different kinds on each page as long as there are any.

    Where hardly any is left, what was done a day or two ago comes back at once; what was declined never does.
    `seed` is the patient and the day: it orders equals, and nothing else.
    """
    wanted = [idea for idea in ideas if _wanted(idea, taste, at)]
    rested = [idea for idea in wanted if fits(idea, taste, at)]
    placed = [_placed(idea, taste) for idea in (rested if len(rested) >= AT_LEAST else wanted)]
    left = sorted(placed, key=lambda one: (-one.points, _turn(seed, one.idea.id)))
    found: list[Suggestion] = []
    while left:
        page = {one.idea.kind for one in found[len(found) - len(found) % AT_A_TIME :]}
        best = next((one for one in left if one.idea.kind not in page), left[0])
        left.remove(best)
        found.append(best)
    return found


def fits(idea: Idea, taste: Taste, at: datetime) -> bool:
    """Whether an idea may be suggested now. What was declined as not feeling right never is again."""
    before = taste.past.get(idea.id)
    return _wanted(idea, taste, at) and (before is None or at - before.at >= RESTS_AFTER_DOING)


def _wanted(idea: Idea, taste: Taste, at: datetime) -> bool:
    """Whether it is not planned already, and nothing that the patient said speaks against it today."""
    said = taste.declined.get(idea.id, ())
    no = any(one.reason in NEVER_AGAIN or at - one.at < RESTS_FOR for one in said)
    return idea.id not in taste.planned and not no


def _placed(idea: Idea, taste: Taste) -> Suggestion:
    goal = next((goal for goal, area in taste.areas.items() if area in idea.areas), None)
    past = taste.past.get(idea.id)
    smaller = _too_much(idea, taste)
    went_well = past is not None and past.best is not None and past.best >= WORTH
    helped = taste.helped.get(idea.kind, 0) > 0
    easy = taste.energy is Energy.LOW and (idea.effort == 1 or smaller)
    reasons = ((Why.GOAL, goal), (Why.WENT_WELL, went_well), (Why.KIND_HELPED, helped), (Why.LITTLE_EFFORT, easy))
    why = next((why for why, counts in reasons if counts), Why.ITSELF)
    points = _GOAL * bool(goal) + _WENT_WELL * went_well + _KIND * helped + _EASY * (easy and not smaller)
    placed = Suggestion(idea, why, goal, smaller, points + _NEW * (past is None), past)
    return replace(placed, points=placed.points - _against(placed, taste))


def _too_much(idea: Idea, taste: Taste) -> bool:
    """Whether only the smaller version is right for this patient today: by what they said of it, or by their energy."""
    past = taste.past.get(idea.id)
    said = any(one.reason in COMES_SMALLER for one in taste.declined.get(idea.id, ()))
    return said or (past is not None and past.too_much) or (taste.energy is not None and idea.effort > taste.energy)


def _against(one: Suggestion, taste: Taste) -> int:
    """What the reasons given for other activities say about what is suggested here.

    Each reason counts once, however often it was given.
    """
    given = {said.reason for declined in taste.declined.values() for said in declined}
    found = 0
    if Reason.TOO_HARD in given and one.effort == 3:
        found += _AGAINST
    if Reason.NO_TIME in given and one.minutes > LONG:
        found += _AGAINST
    if Reason.ACCESS in given and (one.idea.cost in DEAR or one.idea.place == "outdoors"):
        found += _AGAINST
    return found


def _turn(seed: str, id_: str) -> str:
    return hashlib.sha256(f"{seed} {id_}".encode()).hexdigest()


@dataclass(frozen=True)
class Plan:
    """What, when, where, with whom; and what somebody expects of it. Every part but `what` may be left open."""

    what: str
    day: date | None = None
    time: str = ""
    place: str = ""
    company: str = ""
    likely: int | None = None
    hard: int | None = None
    enjoyment: int | None = None
    achievement: int | None = None
    goal: UUID | None = None
    shared: bool = True


@dataclass(frozen=True)
class Review:
    """How it went, once. `enjoyment` and `achievement` are what it was like, 0 to 10."""

    id: UUID
    how: How
    at: datetime
    enjoyment: int | None = None
    achievement: int | None = None
    noticed: str = ""
    barrier: Barrier | None = None
    in_the_way: str = ""
    entered_by: str = ""
    """Whoever of the team wrote it down as the patient said it; nobody where the patient did."""


@dataclass(frozen=True)
class Offer:
    """What a practitioner offered, in their words, and why. The patient may have changed the words since."""

    by: str
    what: str
    why: str


@dataclass(frozen=True)
class No:
    """An offer, or an idea of the catalogue, that the patient said no to. `idea` and `activity`: which it was."""

    id: UUID
    patient_id: UUID
    idea: str | None
    activity_id: UUID | None
    what: str
    reason: Reason
    words: str
    at: datetime


@dataclass(frozen=True)
class Activity:
    """One activity of a patient's, as it stands. `review` is the last that was said of how it went."""

    id: UUID
    patient_id: UUID
    plan: Plan
    idea: str | None
    offer: Offer | None
    """What somebody of the team offered; None where the patient chose it themselves."""
    smaller_of: UUID | None
    version: int
    made_at: datetime
    accepted_at: datetime | None
    taken_off_at: datetime | None
    review: Review | None = None
    declined: No | None = None
    entered_by: str = ""
    """Whoever of the team wrote the plan down as the patient said it; nobody where it is the patient's own."""

    @property
    def what(self) -> str:
        return self.plan.what

    @property
    def state(self) -> State:
        if self.declined:
            return State.DECLINED
        if self.taken_off_at:
            return State.TAKEN_OFF
        if self.review:
            return State(self.review.how.value)
        return State.PLANNED if self.accepted_at else State.OFFERED

    def asks(self, today: date) -> bool:
        """Whether its day has come, so that "How did it go?" is a fair question."""
        return self.state is State.PLANNED and (self.plan.day is None or self.plan.day <= today)


def ladder(activities: Sequence[Activity]) -> list[Activity]:
    """What is planned or was tried, from the easiest to the hardest; only what somebody said how hard it is."""
    shown = (State.PLANNED, State.DONE, State.PARTLY, State.NOT_THIS_TIME)
    rated = [one for one in activities if one.plan.hard is not None and one.state in shown]
    return sorted(rated, key=lambda one: (one.plan.hard or 0, one.made_at))


def surprise(activity: Activity) -> int | None:
    """By how much it was better than expected, of enjoyment; below 0 for worse. None where either is not said."""
    before, after = activity.plan.enjoyment, activity.review.enjoyment if activity.review else None
    return None if before is None or after is None else after - before


def taste_of(
    activities: Sequence[Activity],
    noes: Sequence[No],
    kinds: Mapping[str, Sort],
    *,
    areas: Mapping[UUID, str],
    energy: Energy | None,
) -> Taste:
    """What a patient's own history says about ideas. `kinds` gives the kind of each idea of the catalogue."""
    past: dict[str, Past] = {}
    helped: dict[Sort, int] = {}
    reviewed = [(one.idea, one.review) for one in activities if one.idea and one.review]
    for idea, review in sorted(reviewed, key=lambda one: one[1].at):
        rated = [n for n in (review.enjoyment, review.achievement) if n is not None]
        before = past[idea].best if idea in past else None
        too_much = review.barrier is not None and review.barrier.need is Need.CAPABILITY
        past[idea] = Past(max(rated, default=before), review.at, too_much)
        if max(rated, default=0) >= WORTH and idea in kinds:
            helped[kinds[idea]] = helped.get(kinds[idea], 0) + 1
    planned = {one.idea for one in activities if one.idea and one.state in (State.PLANNED, State.OFFERED)}
    declined: dict[str, tuple[Declined, ...]] = {}
    of_offers = [(one.idea, one.declined) for one in activities if one.declined]
    for name, no in [*((no.idea, no) for no in noes), *of_offers]:
        if name:
            declined[name] = (*declined.get(name, ()), Declined(no.reason, no.at))
    return Taste(areas, energy, past, helped, declined, planned)
