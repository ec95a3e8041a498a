"""Goals and activities on the session brief: in short, the patient's own words first, and what stood in full."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.activities.rules import Activity, No, State
from app.briefs.composing import Brief
from app.goals.rules import Goal, first_to_show
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.web.practitioner.activity_views import barrier, reason
from app.web.practitioner.goal_views import rated

MOST, ROOM = 4, 10
"""Activities on the brief, and the lines they have. The rest is a link away."""
A_GOAL, A_LINE, TWO_LINES = 60, 64, 100
"""Letters of a goal or an activity in short; of a line of the middle column; of two lines beside a label."""
TRIED = (State.DONE, State.PARTLY, State.NOT_THIS_TIME)


@dataclass(frozen=True)
class GoalLine:
    words: str
    rated: str


@dataclass(frozen=True)
class ActivityLine:
    """One activity in short. `subject` is what has stood in full with it: a review or a no; None for an excerpt."""

    kind: str
    what: str
    state: str
    label: str
    words: str
    new: bool
    subject: UUID | None = None

    @property
    def lines(self) -> int:
        """How many lines it takes."""
        words = len(f"{self.label} {self.words}") // A_LINE + 1 if self.words else 0
        new = "New" if self.new else ""
        return len(f"{self.what} · {self.state} {new}") // A_LINE + 1 + words


def goal_line(found: Brief) -> GoalLine | None:
    """The one goal that stands over the brief: what was agreed before what is proposed."""
    goal = first_to_show(found.goals)
    return GoalLine(_cut(goal.words, A_GOAL), rated(goal)) if goal else None


def goals_in_full(found: Brief, shown: Collection[UUID]) -> list[UUID]:
    """The wordings that stand on the brief letter for letter, with nothing more to them that does not.

    `shown`: the goals whose wording stands under what there is to talk about.
    """
    first = first_to_show(found.goals)
    there = [goal for goal in found.goals if goal.id in shown or goal is first]
    return [goal.wording.id for goal in there if _is_whole(goal)]


def _is_whole(goal: Goal) -> bool:
    return not goal.wording.why and _cut(goal.words, A_GOAL) == goal.words


def activity_lines(found: Brief) -> list[ActivityLine]:
    """How it went since the last look, what was declined since, what is planned by its day, then the latest."""
    lines = [*_tried(found), *_planned(found), *_noes(found)]
    return [line for _rank, line in sorted(lines, key=lambda one: one[0])]


def fitted(lines: Sequence[ActivityLine]) -> list[ActivityLine]:
    """As many as there is room for, in the order of their rank."""
    found: list[ActivityLine] = []
    for line in lines[:MOST]:
        if sum(one.lines for one in found) + line.lines > ROOM:
            break
        found.append(line)
    return found


def planned(found: Brief) -> str:
    n = sum(one.state is State.PLANNED for one in found.activities)
    return ngettext("%(n)d planned", "%(n)d planned", n) % {"n": n}


Ranked = Iterator[tuple[tuple[int, float], ActivityLine]]


def _tried(found: Brief) -> Ranked:
    is_new = _newer_than(found.looked_at)
    for one in found.activities:
        if one.review and one.state in TRIED:
            new = is_new(one.review.at)
            yield (0 if new else 3, -one.review.at.timestamp()), _went(one, new)


def _planned(found: Brief) -> Ranked:
    is_new = _newer_than(found.looked_at)
    for one in found.activities:
        if one.state is State.PLANNED:
            on = one.plan.day.toordinal() if one.plan.day else 0
            when = _("planned for %(day)s") % {"day": day(one.plan.day)} if one.plan.day else _("planned, no day yet")
            line = ActivityLine(
                one.state.value, _cut(one.what, A_GOAL), when, "", "", is_new(one.accepted_at or one.made_at)
            )
            yield (2, float(on)), line
        elif one.state is State.OFFERED:
            line = ActivityLine(one.state.value, _cut(one.what, A_GOAL), _("offered, not answered yet"), "", "", False)
            yield (2, float("inf")), line


def _noes(found: Brief) -> Ranked:
    is_new = _newer_than(found.looked_at)
    for no in found.noes:
        new = is_new(no.at)
        yield (1 if new else 4, -no.at.timestamp()), _no(no, new)


def _newer_than(looked_at: datetime | None) -> Callable[[datetime], bool]:
    return lambda at: looked_at is None or at > looked_at


def _went(one: Activity, new: bool) -> ActivityLine:
    """How it went, and what got in the way in the patient's words, or else what they noticed."""
    review = one.review
    if review is None:
        return ActivityLine(one.state.value, _cut(one.what, A_GOAL), "", "", "", new)
    state = {State.DONE: _("done"), State.PARTLY: _("partly"), State.NOT_THIS_TIME: _("not this time")}[one.state]
    if review.barrier and not review.in_the_way:
        state = _("%(state)s, %(barrier)s") % {"state": state, "barrier": barrier(review.barrier)}
    words = review.in_the_way or review.noticed
    label = _("Got in the way:") if review.in_the_way else _("Noticed:")
    short = _cut(words, TWO_LINES)
    whole = short == words and not (review.in_the_way and review.noticed)
    return ActivityLine(
        one.state.value, _cut(one.what, A_GOAL), state, label if words else "", short, new, review.id if whole else None
    )


def _no(no: No, new: bool) -> ActivityLine:
    short = _cut(no.words, TWO_LINES)
    said = _("said no: %(reason)s") % {"reason": reason(no.reason)}
    subject = no.id if short == no.words else None
    return ActivityLine(
        "declined", _cut(no.what, A_GOAL), said, _("In their words:") if short else "", short, new, subject
    )


def _cut(words: str, letters: int) -> str:
    """The words in one line; the beginning of what is too long for the page, ending at a word."""
    line = " ".join(words.split())
    if len(line) <= letters:
        return line
    return f"{line[:letters].rpartition(' ')[0] or line[:letters]} …"
