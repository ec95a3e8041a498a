"""What there is to talk about in a session, for its record: the agenda, what was done since, the scores, the goals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.access.door import Visit
from app.activities import queries as activities
from app.activities.rules import State
from app.content.measures import GAD_7, PHQ_9, Items
from app.enrolments.queries import has_ended, heads, shared_work, work_of
from app.goals import queries as goals
from app.measures.queries import sittings_of
from app.people.queries import Who
from app.rendering import day
from app.rendering import gettext as _
from app.safety.queries import open_flags
from app.sessions import queries
from app.sessions.rules import BookedSession, Subject, numbered
from app.web.practitioner.score_views import by_measure, score_view

MOST_WORK = 8
TRIED = (State.NOT_THIS_TIME, State.PARTLY, State.DONE)


@dataclass(frozen=True)
class Tick:
    """Something that can be ticked off or marked as discussed. `own`: its words are somebody's own."""

    id: str
    words: str
    more: str
    on: bool
    kind: str = ""
    own: bool = False


@dataclass(frozen=True)
class Matter:
    """`subjects`: homework first. `goals`: the live ones, by id. `flag`: where an open safety flag is dealt with."""

    number: int | None
    agenda: tuple[Tick, ...]
    subjects: tuple[Tick, ...]
    scores: tuple[str, ...]
    goals: Mapping[UUID, str]
    flag: str
    course_ended: bool


def matter(visit: Visit, who: Who, one: BookedSession) -> Matter:
    """What stands beside the form; a score of queries, however much there is."""
    every = queries.sessions_of(visit.db, [who.id]).get(who.id, [])
    head = heads(visit.db, [who.id]).get(who.id)
    before = (other.starts_at for other in every if other.attended and other.starts_at < one.starts_at)
    since = max(before, default=None)
    live = {goal.id: goal.words for goal in goals.goals_of(visit.db, [who.id]).get(who.id, ()) if goal.live}
    marked = queries.discussed_in(visit.db, one.id)
    flag = open_flags(visit.db, [who.id]).get(who.id)
    return Matter(
        number=numbered(every, head.began_at if head else None).get(one.id),
        agenda=tuple(_agenda(visit, who, one)),
        subjects=(
            *_activities(visit, who, since, marked),
            *_work(visit, who, since, marked),
            *(_goal(id_, words, marked) for id_, words in live.items()),
        ),
        scores=tuple(_scores(visit, who)),
        goals=live,
        flag=f"/practice/flags/{flag.id}" if flag else "",
        course_ended=has_ended(visit.db, who.id),
    )


def _agenda(visit: Visit, who: Who, one: BookedSession) -> Iterator[Tick]:
    """What was covered here, then what stands on the list, the patient's own first as the two have ordered it."""
    for item in queries.covered_in(visit.db, one.id):
        yield Tick(str(item.id), item.words, item.by, on=True, own=True)
    for item in queries.agenda(visit.db, [who.id]).get(who.id, []):
        yield Tick(str(item.id), item.words, item.by, on=False, own=True)


def _activities(visit: Visit, who: Who, since: datetime | None, marked: frozenset[UUID]) -> Iterator[Tick]:
    found = activities.activities_of(visit.db, [who.id], only_shared=True).get(who.id, ())
    recent = [one for one in found if one.review and (since is None or one.review.at > since or one.id in marked)]
    for one in sorted(recent, key=lambda one: TRIED.index(one.state) if one.state in TRIED else len(TRIED)):
        if one.review:
            said = " ".join(" ".join((one.review.in_the_way or one.review.noticed).split()).split()[:24])
            more = f"{_state(one.state)} · {said}" if said else _state(one.state)
            yield Tick(str(one.id), one.what, more, one.id in marked, Subject.ACTIVITY.value, own=True)


def _state(state: State) -> str:
    return {State.DONE: _("done"), State.PARTLY: _("partly"), State.NOT_THIS_TIME: _("not this time")}.get(state, "")


def _work(visit: Visit, who: Who, since: datetime | None, marked: frozenset[UUID]) -> Iterator[Tick]:
    plan = {work.id: work for work in work_of(visit.db, visit.house.library, [who.id], at=visit.at).get(who.id, ())}
    found = [one for one in shared_work(visit.db, who.id, visit.who.id) if one.answers and not one.withdrawn]
    recent = [one for one in found if since is None or one.saved_at > since or one.response_id in marked]
    for one in sorted(recent, key=lambda one: one.saved_at, reverse=True)[:MOST_WORK]:
        work = plan.get(one.plan_module_id)
        step = work.module.step(one.step) if work else None
        if work and step:
            on = {"module": work.module.title, "day": day(one.saved_at, weekday=False)}
            more = _("%(module)s, on %(day)s") % on
            yield Tick(str(one.response_id), step.title, more, one.response_id in marked, Subject.WORK.value)


def _goal(id_: UUID, words: str, marked: frozenset[UUID]) -> Tick:
    return Tick(str(id_), words, _("goal"), id_ in marked, Subject.GOAL.value, own=True)


def _scores(visit: Visit, who: Who) -> Iterator[str]:
    given = by_measure(sittings_of(visit.db, [who.id], answers=True).get(who.id, []))
    for name in (PHQ_9, GAD_7):
        measure = visit.house.measures.get(name)
        view = score_view(measure, given.get(name, ())) if isinstance(measure, Items) else None
        if view:
            parts = (f"{view.name} {view.now}", view.was, view.short or view.missing, view.strong)
            yield " · ".join(part for part in parts if part)
