"""Whom a practitioner looks after and where each of them is. Facts, never a level."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from sqlmodel import Session, and_, col, or_, select

from app.activities.queries import declined_by
from app.activities.rules import No
from app.audit.queries import last_looks
from app.caseload import looking
from app.caseload.looking import Scores
from app.caseload.rules import Done, Reason, Standing, reason, since
from app.checkins.queries import check_ins
from app.checkins.rules import Given, for_practitioner, topics
from app.content.check_in import CheckIn
from app.content.library import Library
from app.enrolments.queries import Head, Work, heads, work_of
from app.enrolments.tables import Enrolment, PlanModule, Response, ResponseVersion, Seen
from app.goals.queries import goals_of
from app.goals.rules import Goal, Side, Status, topic
from app.measures.looks import Limits
from app.messages.queries import Waiting, waiting
from app.people.presence import Team
from app.people.queries import LookedAfter, Who, looked_after
from app.safety.queries import OpenFlag
from app.sessions.rules import BookedSession


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

    Their own, and those whom they look after for somebody else. Eighteen queries however many patients, five of them
    for scores, one for sessions and two for check-ins. `limits`: the lead's own numbers for who is worth a look.
    `flags`: those that stand on this practitioner's list, by their patient.
    """
    messages = waiting(db, practitioner)
    late = {one.patient_id for one in messages.values() if one.due_at < at}
    people = looked_after(db, practitioner, team, overdue=late | flags.keys())
    ids, others = [one.who.id for one in people], [one.who.id for one in people if not one.mine]
    plans = work_of(db, library, ids, at=at)
    unread, found, looks = _unread(db, ids, others, practitioner), heads(db, ids), last_looks(db, practitioner, ids)
    goals, noes, read = goals_of(db, ids), declined_by(db, ids), looking.found(db, ids, at=at)
    given = check_ins(db, ids)
    patients = [
        _patient(
            one,
            plans.get(one.who.id, ()),
            found.get(one.who.id),
            unread,
            looks.get(one.who.id),
            messages,
            goals.get(one.who.id, ()),
            noes.get(one.who.id, []),
            _to_talk(check_in, [one for _id, one in given.get(one.who.id, ())], looks.get(one.who.id)),
            partial(looking.scores, one.who.id, found.get(one.who.id), read, limits, at=at),
            flags.get(one.who.id),
            read.sessions.get(one.who.id, ()),
            at,
        )
        for one in people
    ]
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


def _patient(
    one: LookedAfter,
    plan: tuple[Work, ...],
    head: Head | None,
    unread: dict[UUID, list[Unread]],
    looked_at: datetime | None,
    messages: Mapping[UUID, Waiting],
    goals: tuple[Goal, ...],
    noes: Sequence[No],
    working: int,
    scores: Callable[..., Scores],
    flag: OpenFlag | None,
    sessions: Sequence[BookedSession],
    at: datetime,
) -> Patient:
    pieces = tuple(new for work in plan for new in unread.get(work.id, ()) if work.kept[new.step].answers)
    current = [work for work in plan if head and work.enrolment_id == head.enrolment_id]
    last_at = max((kept.saved_at for work in plan for kept in work.kept.values()), default=None)
    found = Patient(
        one,
        plan,
        head,
        messages.get(one.who.id),
        pieces,
        last_at=last_at,
        looked_at=looked_at,
        reason=Reason.UNDER_WAY,
        done=since(plan, looked_at),
        scores=scores(last_at=last_at),
        goals=goals,
        noes=sum(looked_at is None or no.at > looked_at for no in noes),
        working=working,
        flag=flag,
        sessions=sessions,
    )
    standing = Standing(
        current,
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
        flagged=flag is not None,
    )
    return replace(found, reason=reason(standing, at=at))


def _to_talk(check_in: CheckIn, given: Sequence[Given], looked_at: datetime | None) -> int:
    """Of what a practitioner may see, and until they have looked."""
    shown = [seen for one in given if (seen := for_practitioner(check_in, one))]
    last_at = shown[-1].at if shown else None
    if last_at is None or (looked_at and looked_at > last_at):
        return 0
    return len(topics(check_in, shown))


def _unread(db: Session, patients: list[UUID], others: list[UUID], practitioner: UUID) -> dict[UUID, list[Unread]]:
    """Shared work, as it is now, that has not stood before this practitioner; by module of the plan.

    Of the patients of `others`, what has stood before nobody yet.
    """
    read_by = or_(col(Seen.practitioner_id) == practitioner, col(Enrolment.patient_id).in_(others))
    rows = db.execute(
        select(col(Response.plan_module_id), col(Response.step), col(ResponseVersion.saved_at))
        .join(PlanModule, col(Response.plan_module_id) == col(PlanModule.id))
        .join(Enrolment, col(PlanModule.enrolment_id) == col(Enrolment.id))
        .join(
            ResponseVersion,
            and_(
                col(ResponseVersion.response_id) == col(Response.id),
                col(ResponseVersion.number) == col(Response.version),
            ),
        )
        .outerjoin(
            Seen,
            and_(col(Seen.response_version_id) == col(ResponseVersion.id), read_by),
        )
        .where(col(Enrolment.patient_id).in_(patients), col(Response.shared), col(Seen.at).is_(None))
    )
    found: dict[UUID, list[Unread]] = defaultdict(list)
    for row in rows:
        found[row.plan_module_id].append(Unread(row.plan_module_id, row.step, row.saved_at))
    return found
