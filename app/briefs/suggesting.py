"""What the programme finds worth covering in a session, and why. Pure: shared facts in, suggestions out.

Nothing of it is stored. What one of the two keeps becomes an item of the agenda; what one drops does not come again
(docs/decisions/0027). Only what the patient shares goes in, so that both may read every line (PRODUCT.md, private).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.activities.rules import Activity, State
from app.goals.rules import Goal, Topic, topic
from app.rendering import day
from app.rendering import gettext as _
from app.sessions.rules import Suggestion


@dataclass(frozen=True)
class Basis:
    """What suggestions rest on, each of one patient. `activities`: the shared ones. `since`: the last session."""

    activities: Sequence[Activity] = ()
    goals: Sequence[Goal] = ()
    since: datetime | None = None


def suggestions(basis: Basis, *, at: datetime) -> tuple[Suggestion, ...]:
    """In the order in which a session takes them: homework first, then goals (clinical.md §4.3)."""
    return (*_homework(basis), *_goals(basis, at))


def _homework(basis: Basis) -> Iterator[Suggestion]:
    went = [one for one in basis.activities if one.review and (basis.since is None or one.review.at > basis.since)]
    for one in sorted(went, key=lambda one: one.state is State.DONE):
        if one.review:
            key = f"review {one.review.id}"
            words = {"what": one.what}
            on = {"day": day(one.review.at, weekday=False)}
            if one.state is State.DONE:
                yield Suggestion(key, _("%(what)s: how it went") % words, _("Done on %(day)s") % on, homework=True)
            elif one.state is State.PARTLY:
                said = _("%(what)s: what got in the way") % words
                yield Suggestion(key, said, _("Partly, said on %(day)s") % on, homework=True)
            elif one.state is State.NOT_THIS_TIME:
                said = _("%(what)s: what got in the way") % words
                yield Suggestion(key, said, _("Not this time, said on %(day)s") % on, homework=True)


def _goals(basis: Basis, at: datetime) -> Iterator[Suggestion]:
    for goal in basis.goals:
        why = topic(goal, at=at)
        if why is not None:
            words = _("The wording of a goal: %(goal)s") % {"goal": goal.words}
            yield Suggestion(f"goal {goal.id} {why.value}", words, _why(goal, why))


def _why(goal: Goal, why: Topic) -> str:
    since = {"name": goal.wording.by, "day": day(goal.wording.at, weekday=False)}
    match why:
        case Topic.TALKING:
            return _("It was said to be talked about")
        case Topic.REOPENED:
            return _("%(name)s suggested new words on %(day)s") % since
        case Topic.UNANSWERED:
            return _("%(name)s proposed it on %(day)s; not answered yet") % since
