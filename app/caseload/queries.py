"""Whom a practitioner looks after and where each of them is. Facts, never a level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_

from app.caseload.looking import Scores, scores
from app.caseload.rules import Done, Reason, Standing, reason, since
from app.caseload.signs import Signs, signs
from app.checkins.queries import check_ins
from app.checkins.rules import Given as CheckedIn
from app.checkins.rules import for_practitioner, topics
from app.content.check_in import CheckIn
from app.content.library import Library
from app.content.measures import GAD_7, PHQ_9
from app.enrolments.queries import Course, Head, Work, courses
from app.enrolments.tables import Enrolment, Seen
from app.goals.queries import goals_of
from app.goals.rules import Goal, Side, Status, topic
from app.measures.looks import Limits
from app.measures.queries import Given as Sitting
from app.measures.queries import sittings_of
from app.messages.queries import Waiting, waiting
from app.people.presence import Team
from app.people.queries import LookedAfter, Who, looked_after
from app.rendering import day_began
from app.safety.queries import OpenFlag
from app.sessions.queries import ahead
from app.sessions.rules import BookedSession, coming


@dataclass(frozen=True)
class Unread:
    """A piece of shared work that this practitioner has not read."""

    plan_module_id: UUID
    step: str
    saved_at: datetime


@dataclass(frozen=True)
class Patient:
    """`looked_at` is when this practitioner last read the patient's page, `done` what happened since.

    `of` says whose patient it is, where this practitioner only stands in or is on duty.
    """

    of: LookedAfter
    plan: tuple[Work, ...]
    head: Head | None
    message: Waiting | None
    unread: tuple[Unread, ...]
    last_at: datetime | None
    looked_at: datetime | None
    reason: Reason
    done: Done
    scores: Scores
    goals: tuple[Goal, ...] = ()
    noes: int = 0
    """How many activities they have said no to since the last look."""
    working: int = 0
    """How many answers to a check-in since the last look are something to talk about."""
    flag: OpenFlag | None = None
    """Their open safety flag, where it stands on this practitioner's list."""
    sessions: Sequence[BookedSession] = ()
    """Today's, those to come, and those that nobody has written down."""

    @property
    def goal_waits(self) -> Goal | None:
        """The goal whose words have waited longest for the team's yes."""
        waiting = [one for one in self.goals if one.status is Status.PROPOSED and one.waits_for is Side.TEAM]
        return min(waiting, key=lambda one: one.wording.at, default=None)

    def to_talk(self, at: datetime) -> Goal | None:
        """A goal that is something to talk about."""
        return next((one for one in self.goals if topic(one, at=at)), None)

    @property
    def who(self) -> Who:
        return self.of.who

    @property
    def going(self) -> Work | None:
        """The module they are in, or were in last."""
        begun = [work for work in self.plan if work.kept]
        open_ = [work for work in begun if not work.finished_at]
        return next(iter((open_ or begun)[-1:]), None)

    @property
    def waits_since(self) -> datetime | None:
        return min((one.saved_at for one in self.unread), default=None)


def caseload(
    db: Session,
    library: Library,
    check_in: CheckIn,
    practitioner: UUID,
    limits: Limits,
    team: Team,
    flags: Mapping[UUID, OpenFlag],
    *,
    at: datetime,
) -> list[Patient]:
    """The patients by their reason; within one, whose work or silence has lasted longest first, then by name.

    Their own, and those whom they look after for somebody else. Eight queries however many patients. `limits`: the
    lead's own numbers for who is worth a look. `flags`: those that stand on this practitioner's list, by their patient.
    """
    messages = waiting(db, practitioner)
    late = {one.patient_id for one in messages.values() if one.due_at < at}
    people = looked_after(db, practitioner, team, overdue=late | flags.keys())
    ids = [one.who.id for one in people]
    read = Read(
        courses(db, library, ids, at=at, readers=_readers(people, practitioner)),
        signs(db, practitioner, ids, at=at),
        goals_of(db, ids),
        sittings_of(db, ids, measures=(PHQ_9, GAD_7)),
        ahead(db, ids, since=day_began(at)),
        check_ins(db, ids),
        messages,
        flags,
    )
    patients = [_patient(one, read, check_in, limits, at) for one in people]
    longest = datetime.max.replace(tzinfo=UTC)
    return sorted(
        patients,
        key=lambda one: (
            one.reason,
            one.flag.due_at if one.flag else longest,
            one.message.due_at if one.message else longest,
            one.waits_since or longest,
            one.goal_waits.wording.at if one.reason is Reason.GOAL and one.goal_waits else longest,
            one.last_at or longest,
            one.who.name,
        ),
    )


@dataclass(frozen=True)
class Read:
    """What is read for all patients at once, by patient."""

    courses: Mapping[UUID, Course]
    signs: Mapping[UUID, Signs]
    goals: Mapping[UUID, tuple[Goal, ...]]
    sittings: Mapping[UUID, Sequence[Sitting]]
    sessions: Mapping[UUID, Sequence[BookedSession]]
    check_ins: Mapping[UUID, Sequence[tuple[UUID, CheckedIn]]]
    messages: Mapping[UUID, Waiting]
    flags: Mapping[UUID, OpenFlag]


def _patient(one: LookedAfter, read: Read, check_in: CheckIn, limits: Limits, at: datetime) -> Patient:
    id_ = one.who.id
    course, signs_, sessions = read.courses.get(id_), read.signs[id_], read.sessions.get(id_, ())
    head, plan = (course.head, course.plan) if course else (None, ())
    pieces = tuple(
        Unread(work.id, kept.step, kept.saved_at)
        for work in plan
        for kept in work.kept.values()
        if kept.shared and kept.unread and kept.answers
    )
    last_at = max((kept.saved_at for work in plan for kept in work.kept.values()), default=None)
    session = coming(sessions, at)
    found = Patient(
        one,
        plan,
        head,
        read.messages.get(id_),
        pieces,
        last_at=last_at,
        looked_at=signs_.looked_at,
        reason=Reason.UNDER_WAY,
        done=since(plan, signs_.looked_at),
        scores=scores(head, read.sittings.get(id_, ()), signs_, limits, last_at=last_at, session=session, at=at),
        goals=read.goals.get(id_, ()),
        noes=signs_.noes,
        working=_to_talk(check_in, [given for _id, given in read.check_ins.get(id_, ())], signs_.looked_at),
        flag=read.flags.get(id_),
        sessions=sessions,
    )
    standing = Standing(
        course.current if course else (),
        head.began_at if head else None,
        ended=head is not None and head.ended_at is not None,
        resting=head is not None and head.rest is not None,
        unread=len(pieces),
        last_at=found.last_at,
        message_due=found.message.due_at if found.message else None,
        goal_waits=found.goal_waits is not None,
        noes=found.noes,
        to_talk=found.to_talk(at) is not None,
        working=found.working,
        looks=len(found.scores.looks),
        fault=signs_.fault,
        flagged=found.flag is not None,
    )
    return replace(found, reason=reason(standing, at=at))


def _to_talk(check_in: CheckIn, given: Sequence[CheckedIn], looked_at: datetime | None) -> int:
    """Of what a practitioner may see, and until they have looked."""
    shown = [seen for one in given if (seen := for_practitioner(check_in, one))]
    last_at = shown[-1].at if shown else None
    if last_at is None or (looked_at and looked_at > last_at):
        return 0
    return len(topics(check_in, shown))


def _readers(people: Sequence[LookedAfter], practitioner: UUID) -> ColumnElement[bool]:
    """Before whom shared work has to have stood: this practitioner, or anybody where the patient is another's."""
    others = [one.who.id for one in people if not one.mine]
    return or_(col(Seen.practitioner_id) == practitioner, col(Enrolment.patient_id).in_(others))
