"""What the programme finds worth covering in a session, and why. Pure: facts in, suggestions out.

Nothing of it is stored. What one of the two keeps becomes an item of the agenda; what one drops does not come again
(docs/decisions/0027). What the patient keeps private goes into none of it, so that both may read every line; what is
for the practitioner alone says so itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from app.activities.rules import Activity, No, Review, State
from app.checkins.rules import Topic as Answer
from app.enrolments.queries import Work
from app.goals.rules import Goal, Topic, topic
from app.rendering import day, listed, ngettext
from app.rendering import gettext as _
from app.sessions.rules import BookedSession, Suggestion, missed_of_late

STUCK_AFTER = timedelta(days=4)
"""So long without another step, and a module that was begun is something to ask about."""
MANY_NOES = 3
"""More declined than two in a row: which kind would fit (clinical.md §7)."""
NAMED = 2
"""Activities that are named in one suggestion; the rest are counted."""
MISSED = 2
"""One session that did not take place is nothing; two in a row are to be talked about (clinical.md §7)."""


@dataclass(frozen=True)
class Basis:
    """What suggestions rest on, each of one patient, and only what the practitioner may know of it.

    `activities` and `noes`: the shared ones. `answers`: of the last check-in this practitioner may see, with its id.
    `flag`: the open safety flag. `sessions`: all of them, in order.
    """

    activities: Sequence[Activity] = ()
    noes: Sequence[No] = ()
    goals: Sequence[Goal] = ()
    works: Sequence[Work] = ()
    answers: Sequence[Answer] = ()
    check_in: UUID | None = None
    flag: UUID | None = None
    sessions: Sequence[BookedSession] = ()

    @property
    def since(self) -> datetime | None:
        """When they last met."""
        return max((one.starts_at for one in self.sessions if one.attended), default=None)

    def is_new(self, at: datetime) -> bool:
        return self.since is None or at > self.since


def suggestions(basis: Basis, *, at: datetime) -> tuple[Suggestion, ...]:
    """As a session takes them (clinical.md §4.3): safety, homework before anything new, goals, us, what went well."""
    return (
        *_safety(basis),
        *_in_the_way(basis),
        *_left(basis, at),
        *_goals(basis, at),
        *_together(basis),
        *_went_well(basis),
    )


def _safety(basis: Basis) -> Iterator[Suggestion]:
    if basis.flag:
        reason = _("A safety flag is open")
        yield Suggestion(f"flag {basis.flag}", _("Safety conversation"), reason, for_patient=False)


def _tried(basis: Basis, *states: State) -> list[tuple[Activity, Review]]:
    """What was said of activities since they last met, the last first."""
    found = [
        (one, one.review)
        for one in basis.activities
        if one.review and one.state in states and basis.is_new(one.review.at)
    ]
    return sorted(found, key=lambda pair: pair[1].at, reverse=True)


def _in_the_way(basis: Basis) -> Iterator[Suggestion]:
    """What did not go as planned, in one; and what they said no to."""
    tried = _tried(basis, State.NOT_THIS_TIME, State.PARTLY)
    if tried:
        words = _("%(what)s: what got in the way") % {"what": _named([one.what for one, _review in tried])}
        states = [one.state for one, _review in tried]
        yield Suggestion(f"reviews {tried[0][1].id}", words, _how(states), homework=True)
    noes = [one for one in basis.noes if basis.is_new(one.at)]
    if len(noes) >= MANY_NOES:
        reason = ngettext("%(n)d was declined", "%(n)d were declined", len(noes)) % {"n": len(noes)}
        words = _("Which kind of activity would fit")
        yield Suggestion(f"noes {max(noes, key=lambda one: one.at).id}", words, reason, homework=True)


def _how(states: Sequence[State]) -> str:
    partly, not_ = states.count(State.PARTLY), states.count(State.NOT_THIS_TIME)
    if not partly:
        return _("Homework first; not this time")
    if not not_:
        return _("Homework first; partly done")
    return _("Homework first; %(partly)d partly, %(not)d not this time") % {"partly": partly, "not": not_}


def _went_well(basis: Basis) -> Iterator[Suggestion]:
    """What was done, and what was finished, since they last met."""
    done = _tried(basis, State.DONE)
    if done:
        words = _("%(what)s: how it went") % {"what": _named([one.what for one, _review in done])}
        reason = _("Done, the last on %(day)s") % {"day": day(done[0][1].at, weekday=False)}
        yield Suggestion(f"reviews {done[0][1].id}", words, reason, homework=True)
    for work in basis.works:
        if work.finished_at and not work.ended and basis.is_new(work.finished_at):
            reason = _("Finished on %(day)s") % {"day": day(work.finished_at, weekday=False)}
            words = _("What “%(module)s” was like") % {"module": work.module.title}
            yield Suggestion(f"finished {work.id}", words, reason, homework=True)


def _named(names: Sequence[str]) -> str:
    """The first two by name, and how many more there are."""
    if len(names) <= NAMED:
        return listed(names, _("and"))
    more = len(names) - NAMED
    count = ngettext("%(n)d more", "%(n)d more", more) % {"n": more}
    return listed([*names[:NAMED], count], _("and"))


def _left(basis: Basis, at: datetime) -> Iterator[Suggestion]:
    """A module that was begun and left: what would make it easier."""
    for work in basis.works:
        way = work.way_for_others
        if work.ended or work.removed_at or work.finished_at or not work.begun_at or not way.next:
            continue
        last = max((one.finished_at for one in work.kept.values()), default=work.begun_at)
        if at - last > STUCK_AFTER:
            place = {"done": len(way.done), "total": len(way.steps), "day": day(last, weekday=False)}
            reason = _("%(done)d of %(total)d steps done; the last on %(day)s") % place
            words = _("“%(module)s”: what would make it easier") % {"module": work.module.title}
            yield Suggestion(f"left {work.id} {len(way.done)}", words, reason, homework=True)


def _goals(basis: Basis, at: datetime) -> Iterator[Suggestion]:
    for goal in basis.goals:
        why = topic(goal, at=at)
        if why is not None:
            words = _("The wording of a goal: %(goal)s") % {"goal": goal.words}
            yield Suggestion(f"goal {goal.id} {goal.version}", words, _why(goal, why))


def _why(goal: Goal, why: Topic) -> str:
    since = {"name": goal.wording.by, "day": day(goal.wording.at, weekday=False)}
    match why:
        case Topic.TALKING:
            return _("It was said to be talked about")
        case Topic.REOPENED:
            return _("%(name)s suggested new words on %(day)s") % since
        case Topic.UNANSWERED:
            return _("%(name)s proposed it on %(day)s; not answered yet") % since
    assert_never(why)


def _together(basis: Basis) -> Iterator[Suggestion]:
    """How the three of them work together; to the patient it is never held up as a fault (clinical.md §7)."""
    if basis.answers:
        n = len(basis.answers)
        reason = ngettext("%(n)d answer in the check-in", "%(n)d answers in the check-in", n) % {"n": n}
        yield Suggestion(f"check-in {basis.check_in}", _("How we are working together"), reason)
    if missed_of_late(basis.sessions) >= MISSED:
        last = max((one for one in basis.sessions if not one.stands), key=lambda one: one.starts_at)
        words, reason = _("How and when to meet"), _("Two sessions in a row did not take place")
        yield Suggestion(f"missed {last.id}", words, reason, for_patient=False)
