"""One patient's course, deed after deed in the order of time, each through the action that the screens call."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from uuid import UUID, uuid4

from sqlmodel import Session

from app.audit.rules import SYSTEM, Actor
from app.content.library import Library
from app.demo import doing, meetings, telling
from app.demo.doing import LIVES, Life, Living
from app.demo.meetings import MEETINGS, Meeter
from app.demo.people import STAFF, Decided, Finished, Somebody, Told
from app.demo.telling import ACCOUNTS, Teller
from app.enrolments import actions as enrolments
from app.enrolments import plans
from app.enrolments.actions import Written
from app.enrolments.queries import heads, module_work, shared_work, work_of
from app.journey import steps as journey
from app.pathways.queries import published
from app.people import actions as people
from app.rendering import local
from app.settings import settings

Deeds = list[tuple[datetime, Callable[..., None]]]


@dataclass(frozen=True)
class _Course:
    """Who writes, who reads, and where."""

    db: Session
    library: Library
    me: Actor
    reader: Actor
    patient: UUID
    practitioner: UUID


def go_through(db: Session, library: Library, somebody: Somebody, ids: dict[str, UUID], *, at: datetime) -> None:
    """From the first day on: allocated, enrolled, what they wrote and what was read of it, and the end if it came."""
    patient, practitioner = ids[somebody.key], ids[somebody.practitioner]
    began = at - timedelta(days=somebody.enrolled)
    people.allocate(db, patient, practitioner, by=SYSTEM, at=began)
    pathway = next(one for one in published(db) if one.slug == somebody.pathway)
    enrolment = plans.enrol_on(db, patient, pathway, by=SYSTEM, at=began)
    me = Actor(patient, somebody.name, somebody.role.value)
    course = _Course(db, library, me, _reader(somebody, practitioner), patient, practitioner)
    for when, deed in sorted(_deeds(course, somebody, at=at), key=lambda one: one[0]):
        deed(at=when)
    if somebody.rests is not None:
        until = (at + timedelta(days=9)).date()
        plans.pause(db, enrolment.id, until, by=me, at=_on(at, somebody.rests, somebody.writes_at))
    if somebody.ended is not None:
        when = at - timedelta(days=somebody.ended)
        plans.end(db, enrolment, by=SYSTEM, at=when)
        plans.tell_ending(db, enrolment.id, somebody.ending, by=_reader(somebody, practitioner), at=when)
        if somebody.leaves:
            people.end_support(db, patient, by=SYSTEM, at=at - timedelta(days=somebody.ended))


def _deeds(course: _Course, somebody: Somebody, *, at: datetime) -> Deeds:
    """What happened in the course and when. At one instant: written first, then decided, read, and written under."""
    mine, theirs = partial(_on, at, hour=somebody.writes_at), partial(_on, at, hour=somebody.reads_at)
    drafts = [somebody.draft] if somebody.draft else []
    return [
        *((mine(one.days), partial(_finish, course, one)) for one in somebody.steps),
        *((mine(one.days), partial(_leave_draft, course, one)) for one in drafts),
        *((mine(one.days), partial(_decide, course, one)) for one in somebody.decides),
        *((theirs(days), partial(_read, course)) for days in somebody.reads),
        *((theirs(one.days), partial(_tell, course, one)) for one in somebody.told),
        *_lived(course, somebody, at=at),
    ]


def _lived(course: _Course, somebody: Somebody, *, at: datetime) -> Deeds:
    """Goals, activities and the diary, the measures and the check-ins, and the sessions."""
    living = Living(course.db, course.patient, course.me, course.reader, local(at).date())
    found: list[tuple[int, time, Callable[..., None]]] = []
    found += doing.deeds(living, LIVES.get(somebody.key, Life()))
    teller = Teller(course.db, settings(), course.patient, course.me, living.day)
    found += telling.deeds(teller, ACCOUNTS.get(somebody.key, somebody.account))
    meeter = Meeter(course.db, settings(), course.patient, course.practitioner, course.me, course.reader, at)
    found += meetings.deeds(meeter, MEETINGS.get(somebody.key, somebody.meetings))
    return [(_on(at, days, hour), deed) for days, hour, deed in found]


def _on(at: datetime, days: int, hour: time) -> datetime:
    """That time of that day; today it is now."""
    if days == 0:
        return at
    return (at - timedelta(days=days)).replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)


def _reader(somebody: Somebody, practitioner: UUID) -> Actor:
    reader = next(one for one in STAFF if one.key == somebody.practitioner)
    return Actor(practitioner, reader.name, reader.role.value)


def _finish(course: _Course, one: Finished, *, at: datetime) -> None:
    work = module_work(course.db, course.library, course.patient, one.module, at=at, hold=True)
    step = work.module.step(one.step) if work else None
    if work and step:
        before = work.kept.get(step.id)
        written = Written(one.answers, one.shared, version=before.version if before else 0, once=uuid4())
        by = course.reader if one.heard else course.me
        journey.complete(course.db, course.library, work, step, written, by=by, at=at)


def _leave_draft(course: _Course, one: Finished, *, at: datetime) -> None:
    work = module_work(course.db, course.library, course.patient, one.module, at=at, hold=True)
    step = work.module.step(one.step) if work else None
    if work and step:
        written = Written(one.answers, one.shared, version=0, once=uuid4())
        enrolments.save_draft(course.db, course.library, work, step, written, by=course.me, at=at)


def _decide(course: _Course, one: Decided, *, at: datetime) -> None:
    """What the patient themselves decided about their plan."""
    plan = work_of(course.db, course.library, [course.patient], at=at)[course.patient]
    which = next(str(work.id) for work in plan if work.module.slug == one.module)
    head = heads(course.db, [course.patient])[course.patient]
    plans.change(
        course.db, head.enrolment_id, one.deed, which, version=head.version, only_optional=True, by=course.me, at=at
    )


def _read(course: _Course, *, at: datetime) -> None:
    """The practitioner reads what is there."""
    shown = [one for one in shared_work(course.db, course.patient, course.practitioner) if one.answers]
    enrolments.look(course.db, course.patient, shown, "shared work", by=course.reader, at=at)


def _tell(course: _Course, told: Told, *, at: datetime) -> None:
    """The practitioner writes under a piece of work."""
    shared = shared_work(course.db, course.patient, course.practitioner)
    one = next(one for one in shared if one.step == told.step)
    enrolments.write_feedback(course.db, one, told.words, patient=course.patient, once=uuid4(), by=course.reader, at=at)
