"""The histories of these patients, from every room; one query a room however many patients."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self, TypeVar
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.activities.queries import activities_of, declined_by
from app.activities.rules import Activity, How, No, State
from app.checkins.queries import check_ins
from app.checkins.rules import Given as CheckedIn
from app.checkins.rules import Reason, topics, visible
from app.conditions.rules import Value
from app.content import check_in as check_in_content
from app.content import support as support_content
from app.content.check_in import CheckIn
from app.content.library import Library
from app.content.loader import BadContent
from app.content.measures import PUBLISHED
from app.content.support import On, SupportRules, Tool
from app.diary.queries import shared_since
from app.diary.rules import Kept as DiaryKept
from app.enrolments.queries import Course, courses
from app.enrolments.tables import Draft, Enrolment, PlanModule
from app.facts.rules import Appointment, History, Letter, LiveGoal, Planned, Question, Visit, key
from app.faults.tables import FaultReport
from app.goals.queries import goals_of
from app.goals.rules import Goal, Side
from app.measures.outcomes import Pair, changed
from app.measures.queries import Given, sittings_of
from app.messages.tables import Message, MessageSeen
from app.people.tables import Login, Person, Preferences, Support
from app.people.wordings import lines_of
from app.rendering import local
from app.safety.tables import SafetyFlag
from app.sessions.queries import sessions_of
from app.sessions.rules import Attendance, BookedSession
from app.support import queries as support
from app.support.rules import Event, Style, wishes_of

A_YEAR = timedelta(days=366)
LOW_MOOD, LOW_GOAL, LOW_ACTIVITY, LOW_CHECK_IN = 3, 2, 2, 1
"""Up to here a number somebody gave is low, and nothing cheerful follows it (clinical.md §1.4, B1)."""
MISSED = frozenset({Attendance.DID_NOT_ATTEND, Attendance.LATE_NOT_SEEN})


@dataclass(frozen=True)
class Sources:
    """What a history is read with besides the database."""

    library: Library
    check_in: CheckIn
    rules: SupportRules
    """As the files have them; a lead's changes are in the database."""

    @classmethod
    def of(cls, folder: Path) -> Self:
        """From the folder of modules. Raises `BadContent`."""
        check_in, faults = check_in_content.load(folder)
        rules, rule_faults = support_content.load(folder)
        if check_in is None or faults or rule_faults:
            raise BadContent((*faults, *rule_faults))
        return cls(Library.of(folder), check_in, rules)


def histories(db: Session, sources: Sources, patients: Sequence[UUID], *, at: datetime) -> dict[UUID, History]:
    """What each of these patients did that others may know of; seventeen queries."""
    plans = courses(db, sources.library, patients, at=at)
    acts = activities_of(db, patients, only_shared=True)
    noes, goals, sat = declined_by(db, patients), goals_of(db, patients), sittings_of(db, patients)
    checked = check_ins(db, patients)
    diary = shared_since(db, patients, at - A_YEAR)
    sessions = sessions_of(db, patients)
    visits, flags, mails = _visits(db, patients), _flags(db, patients), _mails(db, patients)
    halves, mended = _half_ways(db, patients), _mended(db, patients)
    told = support.told(db, patients)
    found = {}
    for id_, (name, practitioner, style, avoid) in _people(db, patients).items():
        course, mine = plans.get(id_), acts.get(id_, ())
        seen = [one for _id, one in visible(sources.check_in, checked.get(id_, []))]
        events = [
            *_steps(course),
            *halves.get(id_, ()),
            *_activities(mine),
            *_noes(noes.get(id_, [])),
            *_goals(goals.get(id_, ())),
            *_measures(sat.get(id_, [])),
            *_check_ins(sources.check_in, seen),
            *_diary(diary.get(id_, [])),
            *_sessions(sessions.get(id_, [])),
            *mended.get(id_, ()),
        ]
        mine_told = told[id_]
        found[id_] = History(
            name=name,
            practitioner=practitioner,
            began_at=local(course.head.began_at) if course else None,
            ended_at=local(course.head.ended_at) if course and course.head.ended_at else None,
            resting=bool(course and course.head.rest),
            visits=visits.get(id_, ()),
            events=tuple(sorted(events, key=lambda one: (one.at, one.key))),
            lows=tuple(sorted(one.at for one in events if _is_low(one))),
            flags=flags.get(id_, ()),
            planned=_planned(mine),
            goals=tuple(_live(one) for one in goals.get(id_, ()) if one.live),
            appointments=tuple(_appointment(one) for one in sessions.get(id_, [])),
            letters=mails[id_][0],
            questions=mails[id_][1],
            uses=_uses(mine, goals.get(id_, ()), diary.get(id_, [])),
            sent=mine_told.sent,
            wishes=wishes_of(mine_told.said, style=Style(style), avoid=lines_of(avoid)),
            own=mine_told.own,
            paused=mine_told.paused,
        )
    return found


def _people(db: Session, patients: Sequence[UUID]) -> dict[UUID, tuple[str, str, str, str]]:
    """Each patient's name, their practitioner's, how much support they want, and what they asked to leave out."""
    own = aliased(Person)
    rows = db.execute(
        select(Person.id, Person.name, own.name, Preferences.support_style, Preferences.avoid_words)  # type: ignore[call-overload]
        .outerjoin(Support, (col(Support.patient_id) == col(Person.id)) & col(Support.until).is_(None))
        .outerjoin(own, col(own.id) == col(Support.practitioner_id))
        .outerjoin(Preferences, col(Preferences.patient_id) == col(Person.id))
        .where(col(Person.id).in_(patients))
    )
    return {row[0]: (row[1], row[2] or "", row[3] or Style.USUAL.value, row[4] or "") for row in rows}


def _visits(db: Session, patients: Sequence[UUID]) -> dict[UUID, tuple[Visit, ...]]:
    mine = (col(Login.person_id).in_(patients), col(Login.waits_for).is_(None))
    rows = db.exec(select(Login.person_id, Login.began_at, Login.used_at).where(*mine).order_by(col(Login.began_at)))
    return _grouped((patient, Visit(local(began), local(used))) for patient, began, used in rows)


def _flags(db: Session, patients: Sequence[UUID]) -> dict[UUID, tuple[tuple[datetime, datetime | None], ...]]:
    """When each was raised and closed: no word of what it rests on."""
    of = (col(SafetyFlag.patient_id), col(SafetyFlag.raised_at), col(SafetyFlag.closed_at))
    rows = db.execute(select(*of).where(col(SafetyFlag.patient_id).in_(patients)).order_by(of[1]))
    return _grouped((patient, (raised, closed)) for patient, raised, closed in rows)


Mails = tuple[tuple[Letter, ...], tuple[Question, ...]]


def _mails(db: Session, patients: Sequence[UUID]) -> dict[UUID, Mails]:
    """What the team wrote, and when the patient knew of it; and what they asked. An answer says that they knew."""
    read = (col(MessageSeen.message_id) == col(Message.id)) & (col(MessageSeen.person_id) == col(Message.patient_id))
    rows = db.execute(
        select(Message.patient_id, Message, MessageSeen.at)
        .outerjoin(MessageSeen, read)
        .where(col(Message.patient_id).in_(patients))
        .order_by(col(Message.at).desc(), col(Message.id))
    ).all()
    letters: dict[UUID, list[Letter]] = defaultdict(list)
    questions: dict[UUID, list[Question]] = defaultdict(list)
    wrote: dict[UUID, datetime] = {}
    for patient, one, read_at in rows:  # the newest first
        if not one.from_patient:
            letters[patient].append(Letter(one.id, local(one.at), read_at or wrote.get(patient)))
            continue
        wrote[patient] = one.at
        if one.due_at:
            questions[patient].append(Question(one.id, local(one.due_at), one.settled_at))
    return {id_: (tuple(letters[id_]), tuple(questions[id_])) for id_ in patients}


def _half_ways(db: Session, patients: Sequence[UUID]) -> dict[UUID, tuple[Event, ...]]:
    """Steps that were begun more than once and not finished. Known to nobody but the patient."""
    rows = db.execute(
        select(Enrolment.patient_id, PlanModule.slug, Draft)
        .join(PlanModule, col(PlanModule.id) == col(Draft.plan_module_id))
        .join(Enrolment, col(Enrolment.id) == col(PlanModule.enrolment_id))
        .where(col(Enrolment.patient_id).in_(patients), Draft.starts > 1)
    )
    return _grouped((patient, _half_way(slug, draft)) for patient, slug, draft in rows)


def _half_way(module: str, draft: Draft) -> Event:
    name = key(On.LEFT_HALFWAY, f"{draft.plan_module_id} {draft.step} {draft.starts}")
    href = f"/me/modules/{module}/steps/{draft.step}"
    return Event(On.LEFT_HALFWAY, name, local(draft.saved_at), {"times": draft.starts}, href=href)


def _mended(db: Session, patients: Sequence[UUID]) -> dict[UUID, tuple[Event, ...]]:
    on, mine = On.FAULT_MENDED, col(FaultReport.patient_id).in_(patients)
    rows = db.exec(select(FaultReport).where(mine, col(FaultReport.settled_at).is_not(None)))
    return _grouped(
        (one.patient_id, Event(on, key(on, one.id), local(one.settled_at), href="/me/messages"))
        for one in rows
        if one.settled_at
    )


Made = TypeVar("Made")


def _grouped(pairs: Iterable[tuple[UUID, Made]]) -> dict[UUID, tuple[Made, ...]]:
    found: dict[UUID, list[Made]] = defaultdict(list)
    for patient, one in pairs:
        found[patient].append(one)
    return {patient: tuple(one) for patient, one in found.items()}


def _steps(course: Course | None) -> Iterator[Event]:
    for work in course.plan if course else ():
        address = f"/me/modules/{work.module.slug}"
        for kept in work.kept.values():
            if kept.shared and (step := work.module.step(kept.step)):
                name = key(On.STEP_FINISHED, kept.response_id)
                href = f"{address}/steps/{kept.step}"
                yield Event(
                    On.STEP_FINISHED, name, local(kept.finished_at), title=step.title, href=href, about=kept.response_id
                )
        if work.finished_at:
            on, title = On.MODULE_FINISHED, work.module.title
            yield Event(on, key(on, work.id), local(work.finished_at), title=title, href=address, about=work.id)


HOW = {How.DONE: On.ACTIVITY_DONE, How.PARTLY: On.ACTIVITY_PARTLY, How.NOT_THIS_TIME: On.ACTIVITY_NOT}


def _activities(found: Sequence[Activity]) -> Iterator[Event]:
    for one in found:
        href = f"/me/activities/{one.id}"
        if one.accepted_at:
            facts: dict[str, Value] = {"made-smaller": one.smaller_of is not None}
            if one.plan.likely is not None:
                facts["likely"] = one.plan.likely
            on = On.ACTIVITY_PLANNED
            yield Event(on, key(on, one.id), local(one.accepted_at), facts, words=one.what, href=href, about=one.id)
        if one.review:
            said = {"enjoyment": one.review.enjoyment, "achievement": one.review.achievement}
            given: dict[str, Value] = {name: value for name, value in said.items() if value is not None}
            if one.review.barrier:
                given["barrier"] = one.review.barrier.value
            on = HOW[one.review.how]
            yield Event(
                on, key(on, one.review.id), local(one.review.at), given, words=one.what, href=href, about=one.id
            )


def _noes(found: Sequence[No]) -> Iterator[Event]:
    on = On.ACTIVITY_DECLINED
    for one in found:
        yield Event(on, key(on, one.id), local(one.at), {"reason": one.reason.value}, href="/me/activities/choose")


def _goals(found: Sequence[Goal]) -> Iterator[Event]:
    for one in found:
        href = f"/me/goals/{one.id}"
        if one.agreed_at:
            on, name = On.GOAL_AGREED, key(On.GOAL_AGREED, f"{one.id} {one.version}")
            yield Event(on, name, local(one.agreed_at), words=one.words, href=href, about=one.id)
        run, before = 0, None
        for n, rating in enumerate(one.ratings):
            run = run + 1 if rating.value == before else 1
            facts: dict[str, Value] = {"rating": rating.value, "same-in-a-row": run}
            if before is not None:
                facts["before"] = before
            name = key(On.GOAL_RATED, f"{one.id} {n}")
            yield Event(On.GOAL_RATED, name, local(rating.at), facts, words=one.words, href=href, about=one.id)
            before = rating.value


def _measures(found: Sequence[Given]) -> Iterator[Event]:
    by_measure: dict[str, list[Given]] = defaultdict(list)
    for one in found:
        if one.finished_at and not one.entered:
            by_measure[one.measure].append(one)
    for measure, sat in by_measure.items():
        before: Given | None = None
        for one in sat:
            if one.finished_at:
                facts: dict[str, Value] = {"measure": measure, **_reliable(measure, before, one)}
                name = key(On.MEASURE_ANSWERED, one.id)
                yield Event(On.MEASURE_ANSWERED, name, local(one.finished_at), facts, href="/me/measures", about=one.id)
            before = one


def _reliable(measure: str, before: Given | None, now: Given) -> dict[str, Value]:
    """Whether a total has reliably risen or fallen since the one before (clinical.md §4.4)."""
    facts: dict[str, Value] = {"first": before is None, "reliable-rise": False, "reliable-fall": False}
    if before and measure in PUBLISHED and (change := changed(measure, Pair(before.total, now.total))):
        facts["reliable-rise"] = change.reliable and not change.reliably_fell
        facts["reliable-fall"] = change.reliably_fell
    return facts


def _check_ins(check_in: CheckIn, seen: Sequence[CheckedIn]) -> Iterator[Event]:
    for n, one in enumerate(seen, 1):
        if one.at:
            numbers = [value for value in one.answers.values() if isinstance(value, int)]
            facts: dict[str, Value] = {
                "dropped": any(found.reason is Reason.FELL for found in topics(check_in, seen[:n]))
            }
            if numbers:
                facts["lowest"] = min(numbers)
            name = key(On.CHECK_IN_ANSWERED, f"{one.at:%Y%m%d%H%M%S}")
            yield Event(On.CHECK_IN_ANSWERED, name, local(one.at), facts, href="/me/check-in")


def _diary(found: Sequence[DiaryKept]) -> Iterator[Event]:
    times = [one.at for one in found]
    for one in found:
        week = sum(timedelta() <= one.at - when < timedelta(days=7) for when in times)
        facts: dict[str, Value] = {"mood": one.mood, "entries-this-week": week}
        yield Event(On.DIARY_ENTRY, key(On.DIARY_ENTRY, one.id), local(one.at), facts, href="/me/diary", about=one.id)


def _sessions(found: Sequence[BookedSession]) -> Iterator[Event]:
    for one in found:
        if one.attendance is None:
            continue
        settled = local(one.changed_at or one.ends_at)
        on = On.SESSION_HELD if one.attended else None
        if one.attendance in MISSED:
            on = On.SESSION_MISSED
        if one.attendance is Attendance.CANCELLED_BY_PATIENT:
            on = On.SESSION_CALLED_OFF
        if on:
            yield Event(on, key(on, one.id), settled, href=f"/me/sessions/{one.id}", about=one.id)


def _is_low(one: Event) -> bool:
    """Whether something low was said: a mood, a goal's number, what an activity was like, a score, a check-in."""

    def up_to(name: str, most: int) -> bool:
        value = one.facts.get(name)
        return isinstance(value, int) and value <= most

    both = up_to("enjoyment", LOW_ACTIVITY) and up_to("achievement", LOW_ACTIVITY)
    return (
        both
        or up_to("mood", LOW_MOOD)
        or up_to("rating", LOW_GOAL)
        or up_to("lowest", LOW_CHECK_IN)
        or one.facts.get("reliable-rise") is True
    )


def _planned(found: Sequence[Activity]) -> tuple[Planned, ...]:
    return tuple(
        Planned(one.id, one.what, one.plan.day, local(one.accepted_at), _over(one))
        for one in found
        if one.accepted_at and one.plan.day and one.state is not State.OFFERED
    )


def _over(one: Activity) -> datetime | None:
    times = (one.review.at if one.review else None, one.taken_off_at, one.declined.at if one.declined else None)
    return min((when for when in times if when), default=None)


def _live(one: Goal) -> LiveGoal:
    asked = local(one.wording.at) if one.waits_for is Side.PATIENT else None
    rated = tuple(local(rating.at) for rating in one.ratings)
    return LiveGoal(one.id, one.words, local(one.agreed_at) if one.agreed_at else None, asked, rated)


def _appointment(one: BookedSession) -> Appointment:
    settled = None if one.stands else one.changed_at or one.ends_at
    return Appointment(one.id, local(one.booked_at), local(one.starts_at), settled)


def _uses(
    acts: Sequence[Activity], goals: Sequence[Goal], diary: Sequence[DiaryKept]
) -> tuple[tuple[Tool, datetime], ...]:
    """When the patient used each tool, as far as others may know."""
    planned = [one.accepted_at for one in acts if one.accepted_at and one.offer is None and not one.entered_by]
    found: Mapping[Tool, list[datetime]] = {
        Tool.ACTIVITIES: planned,
        Tool.DIARY: [one.at for one in diary if not one.entered_by],
        Tool.GOALS: [one.at for goal in goals for one in goal.ratings if not one.entered_by],
    }
    return tuple((tool, local(when)) for tool, times in found.items() for when in times)
