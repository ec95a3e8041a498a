"""Every patient as a lead sees them: name, whose they are, where in the plan, and that something waits, never what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, or_, select

from app.enrolments.tables import Enrolment, PlanModule
from app.messages.queries import WAITING
from app.messages.tables import Message
from app.people.presence import Team, lists
from app.people.rules import Role
from app.people.tables import Person, Support

PAGE = 50


@dataclass(frozen=True)
class Patient:
    """`practitioner` is None where support has ended; `leads` where no practitioner has them for their own today."""

    id: UUID
    name: str
    full_name: str
    suspended: bool
    practitioner: UUID | None
    began_at: datetime | None
    ended_at: datetime | None
    finished: int
    modules: int
    waits_since: datetime | None
    due_at: datetime | None
    leads: bool


@dataclass(frozen=True)
class Found:
    """One page of patients, and how many there are in all."""

    patients: tuple[Patient, ...]
    total: int


def everybody(
    db: Session, team: Team, *, words: str = "", page: int = 1, only: UUID | None = None, leads_only: bool = False
) -> Found:
    """The patients of the service, those on the leads' own list first; then by name. Two queries."""
    alone = [one for one in team if lists(one, team).leads]
    course, waiting = _latest_course(), _waiting()
    goes_on = course.c.id.is_not(None) & course.c.ended_at.is_(None)
    nobodys = or_(col(Support.practitioner_id).is_(None), col(Support.practitioner_id).in_(alone))
    on_leads = or_(goes_on, waiting.c.since.is_not(None)) & nobodys
    rows = db.execute(
        select(  # type: ignore[call-overload]
            *(Person.id, Person.name, Person.full_name, Person.suspended_at, Support.practitioner_id),
            *(course.c.id.label("course"), course.c.began_at, course.c.ended_at, waiting.c.since, waiting.c.due),
            *(on_leads.label("leads"), func.count().over().label("total")),
        )
        .outerjoin(Support, (col(Support.patient_id) == col(Person.id)) & col(Support.until).is_(None))
        .outerjoin(course, course.c.patient_id == col(Person.id))
        .outerjoin(waiting, waiting.c.patient_id == col(Person.id))
        .where(
            col(Person.role) == Role.PATIENT.value,
            col(Person.deactivated_at).is_(None),
            *([col(Person.full_name).icontains(words, autoescape=True)] if words else []),
            *([col(Person.id) == only] if only else []),
            *([on_leads] if leads_only else []),
        )
        .order_by(case((on_leads, 0), else_=1), case((goes_on, 0), else_=1), Person.full_name, Person.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    places = _places(db, [row.course for row in rows if row.course])
    return Found(tuple(_patient(row, places) for row in rows), rows[0].total if rows else 0)


def _latest_course() -> Any:
    """Each patient's course that goes on, or else the last."""
    newer = aliased(Enrolment)
    later = select(newer.id).where(newer.patient_id == Enrolment.patient_id, newer.began_at > Enrolment.began_at)
    columns = (col(Enrolment.id), col(Enrolment.patient_id), col(Enrolment.began_at), col(Enrolment.ended_at))
    return select(*columns).where(~later.exists()).subquery()


def _waiting() -> Any:
    """Since when a message of each patient waits, and by when it is to be answered."""
    columns = (func.min(Message.at).label("since"), func.min(Message.due_at).label("due"))
    return select(col(Message.patient_id), *columns).where(*WAITING).group_by(col(Message.patient_id)).subquery()


def _places(db: Session, courses: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """How many modules of each course are finished, of how many."""
    counts = (func.count(col(PlanModule.finished_at)), func.count())
    query = (
        select(PlanModule.enrolment_id, *counts)
        .where(col(PlanModule.enrolment_id).in_(courses), col(PlanModule.removed_at).is_(None))
        .group_by(col(PlanModule.enrolment_id))
    )
    return {course: (finished, modules) for course, finished, modules in db.exec(query)}


def _patient(row: Any, places: Mapping[UUID, tuple[int, int]]) -> Patient:
    finished, modules = places.get(row.course, (0, 0))
    return Patient(
        id=row.id,
        name=row.name,
        full_name=row.full_name,
        suspended=row.suspended_at is not None,
        practitioner=row.practitioner_id,
        began_at=row.began_at,
        ended_at=row.ended_at,
        finished=finished,
        modules=modules,
        waits_since=row.since,
        due_at=row.due,
        leads=bool(row.leads),
    )
