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

from app.activities.rules import Activity, No, State
from app.checkins.rules import Topic as Answer
from app.enrolments.queries import Work
from app.goals.rules import Goal, Topic, topic
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.sessions.rules import BookedSession, Suggestion, missed_of_late

STUCK_AFTER = timedelta(days=4)
"""So long without another step, and a module that was begun is something to ask about."""
MANY_NOES = 3
"""More declined than two in a row: which kind would fit (clinical.md §7)."""
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
    """In the order in which a session takes them (clinical.md §4.3): safety, homework, what is stuck, goals, us."""
    return (*_safety(basis), *_homework(basis), *_stuck(basis, at), *_goals(basis, at), *_together(basis))


def _safety(basis: Basis) -> Iterator[Suggestion]:
    if basis.flag:
        reason = _("A safety flag is open")
        yield Suggestion(f"flag {basis.flag}", _("Safety conversation"), reason, for_patient=False)


_TRIED = (State.NOT_THIS_TIME, State.PARTLY, State.DONE)
"""What got in the way before what went well."""


def _homework(basis: Basis) -> Iterator[Suggestion]:
    """What they did since they last met, and what they said no to: before anything new."""
    tried = [one for one in basis.activities if one.review and one.state in _TRIED and basis.is_new(one.review.at)]
    for one in sorted(tried, key=lambda one: _TRIED.index(one.state)):
        if one.review:
            reason = _how(one.state) % {"day": day(one.review.at, weekday=False)}
            words = _("%(what)s: how it went") if one.state is State.DONE else _("%(what)s: what got in the way")
            yield Suggestion(f"review {one.review.id}", words % {"what": one.what}, reason, homework=True)
    noes = [one for one in basis.noes if basis.is_new(one.at)]
    if len(noes) >= MANY_NOES:
        reason = ngettext("%(n)d was declined", "%(n)d were declined", len(noes)) % {"n": len(noes)}
        words = _("Which kind of activity would fit")
        yield Suggestion(f"noes {max(noes, key=lambda one: one.at).id}", words, reason, homework=True)


def _how(state: State) -> str:
    match state:
        case State.DONE:
            return _("Done, said on %(day)s")
        case State.PARTLY:
            return _("Partly, said on %(day)s")
        case _:
            return _("Not this time, said on %(day)s")


def _stuck(basis: Basis, at: datetime) -> Iterator[Suggestion]:
    """A module that was begun and left, and one that was finished since they last met."""
    for work in basis.works:
        if work.ended or work.removed_at or not work.begun_at:
            continue
        way, title = work.way_for_others, {"module": work.module.title}
        last = max((one.finished_at for one in work.kept.values()), default=work.begun_at)
        if work.finished_at:
            if basis.is_new(work.finished_at):
                reason = _("Finished on %(day)s") % {"day": day(work.finished_at, weekday=False)}
                yield Suggestion(f"finished {work.id}", _("What “%(module)s” was like") % title, reason, homework=True)
        elif way.next and at - last > STUCK_AFTER:
            place = {"done": len(way.done), "total": len(way.steps), "day": day(last, weekday=False)}
            reason = _("%(done)d of %(total)d steps done; the last on %(day)s") % place
            words = _("“%(module)s”: what would make it easier") % title
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
