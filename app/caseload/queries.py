"""Whom a practitioner supports and where each of them is. Facts, never a level; four queries however many patients."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, and_, col, select

from app.content.library import Library
from app.enrolments.queries import Work, work_of
from app.enrolments.tables import Enrolment, PlanModule, Response, ResponseVersion, Seen
from app.people.queries import Who, patients_of


@dataclass(frozen=True)
class Unread:
    """A piece of shared work that this practitioner has not read."""

    plan_module_id: UUID
    step: str
    saved_at: datetime


@dataclass(frozen=True)
class Patient:
    who: Who
    plan: tuple[Work, ...]
    unread: tuple[Unread, ...]
    last_at: datetime | None

    @property
    def going(self) -> Work | None:
        """The module they are in, or were in last."""
        begun = [work for work in self.plan if work.kept]
        open_ = [work for work in begun if not work.finished_at]
        return next(iter((open_ or begun)[-1:]), None)

    @property
    def ended_at(self) -> datetime | None:
        """When the last course ended; None while one goes on."""
        ends = [work.ended_at for work in self.plan]
        return max((at for at in ends if at), default=None) if ends and all(ends) else None

    @property
    def waits_since(self) -> datetime | None:
        return min((one.saved_at for one in self.unread), default=None)


def caseload(db: Session, library: Library, practitioner: UUID, *, at: datetime) -> list[Patient]:
    """The patients: whose shared work has waited longest first, then by name; ended courses last."""
    people = patients_of(db, practitioner)
    ids = [who.id for who in people]
    plans = work_of(db, library, ids, at=at)
    unread = _unread(db, ids, practitioner)
    patients = [_patient(who, plans.get(who.id, ()), unread) for who in people]
    return sorted(
        patients, key=lambda one: (one.ended_at is not None, one.waits_since is None, one.waits_since, one.who.name)
    )


def _patient(who: Who, plan: tuple[Work, ...], unread: dict[UUID, list[Unread]]) -> Patient:
    waiting = [one for work in plan for one in unread.get(work.id, ()) if work.kept[one.step].answers]
    finished = [one.saved_at for work in plan for one in work.kept.values()]
    return Patient(who, plan, tuple(waiting), max(finished, default=None))


def _unread(db: Session, patients: list[UUID], practitioner: UUID) -> dict[UUID, list[Unread]]:
    """Shared work, as it is now, that has not stood before this practitioner; by module of the plan."""
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
            and_(col(Seen.response_version_id) == col(ResponseVersion.id), col(Seen.practitioner_id) == practitioner),
        )
        .where(col(Enrolment.patient_id).in_(patients), col(Response.shared), col(Seen.at).is_(None))
    )
    found: dict[UUID, list[Unread]] = defaultdict(list)
    for row in rows:
        found[row.plan_module_id].append(Unread(row.plan_module_id, row.step, row.saved_at))
    return found
