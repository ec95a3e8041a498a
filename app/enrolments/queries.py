"""Reads of a patient's plan, work and drafts, and of what their practitioner may see of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session, and_, col, or_, select

from app.content.answers import Answers, load
from app.content.library import Library
from app.content.schema import Module
from app.enrolments.rules import Way, way
from app.enrolments.tables import Draft, Enrolment, PlanModule, Response, ResponseVersion, Seen
from app.people.tables import Person


@dataclass(frozen=True)
class Kept:
    """A finished step's current words, for the patient who wrote them."""

    response_id: UUID
    step: str
    version: int
    shared: bool
    answers: Answers
    saved_at: datetime


@dataclass(frozen=True)
class Work:
    """One module of a patient's plan, with what they have done in it."""

    id: UUID
    enrolment_id: UUID
    patient_id: UUID
    position: int
    module: Module
    begun_at: datetime | None
    finished_at: datetime | None
    ended_at: datetime | None
    kept: Mapping[str, Kept] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        return self.ended_at is not None

    @cached_property
    def way(self) -> Way:
        """The way as the patient has it."""
        return way(self.module, {step: one.answers for step, one in self.kept.items()})

    @cached_property
    def way_for_others(self) -> Way:
        """The way as anybody else may know it: which steps are finished, and nothing that a private answer decided."""
        return way(self.module, {step: one.answers if one.shared else {} for step, one in self.kept.items()})


@dataclass(frozen=True)
class Receipt:
    """Who saw which version of a response, and when first."""

    response_id: UUID
    number: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Words:
    """A draft as its writer reads it again."""

    id: UUID
    answers: Answers
    shared: bool
    on_version: int
    version: int
    saved_at: datetime


@dataclass(frozen=True)
class SharedWork:
    """A response as the practitioner may read it. `withdrawn` work is the last version they saw, and stays so."""

    version_id: UUID
    plan_module_id: UUID
    step: str
    number: int
    answers: Answers
    saved_at: datetime
    seen_at: datetime | None
    withdrawn: bool


_PLAN = (
    col(PlanModule.id),
    col(PlanModule.enrolment_id),
    col(Enrolment.patient_id),
    col(PlanModule.position),
    col(PlanModule.slug),
    col(PlanModule.digest),
    col(PlanModule.begun_at),
    col(PlanModule.finished_at),
    col(Enrolment.ended_at),
)
_KEPT = (
    col(Response.plan_module_id),
    col(Response.id),
    col(Response.step),
    col(Response.version),
    col(Response.shared),
    col(ResponseVersion.answers),
    col(ResponseVersion.saved_at),
)


def work_of(db: Session, library: Library, patient_ids: Iterable[UUID]) -> dict[UUID, tuple[Work, ...]]:
    """Each patient's plan in order, with their work: two queries however many patients."""
    rows = db.execute(
        select(*_PLAN)  # type: ignore[call-overload]
        .join(Enrolment, col(PlanModule.enrolment_id) == col(Enrolment.id))
        .where(col(Enrolment.patient_id).in_(list(patient_ids)))
        .order_by(col(Enrolment.began_at), col(PlanModule.position))
    ).all()
    works = _works(db, library, rows)
    found: dict[UUID, list[Work]] = defaultdict(list)
    for work in works:
        found[work.patient_id].append(work)
    return {patient: tuple(plan) for patient, plan in found.items()}


def module_work(db: Session, library: Library, patient_id: UUID, slug: str, *, hold: bool = False) -> Work | None:
    """The patient's latest time through this module, or None where their plan has it not.

    `hold` keeps the plan's row for this transaction, so that two forms on one module wait for each other.
    """
    query = (
        select(*_PLAN)  # type: ignore[call-overload]
        .join(Enrolment, col(PlanModule.enrolment_id) == col(Enrolment.id))
        .where(Enrolment.patient_id == patient_id, PlanModule.slug == slug)
        .order_by(col(Enrolment.began_at).desc(), col(PlanModule.position).desc())
        .limit(1)
    )
    row = db.execute(query.with_for_update(of=PlanModule) if hold else query).first()
    return _works(db, library, [row])[0] if row and (row.digest or row.slug in library.newest) else None


def _works(db: Session, library: Library, rows: Sequence[Row[tuple[object, ...]]]) -> list[Work]:
    versions = library.versions(db, {row.digest for row in rows if row.digest})
    begun = [row.id for row in rows if row.digest]
    kept: dict[UUID, dict[str, Kept]] = defaultdict(dict)
    if begun:
        for one in db.execute(
            select(*_KEPT)  # type: ignore[call-overload]
            .join(
                ResponseVersion,
                and_(
                    col(ResponseVersion.response_id) == col(Response.id),
                    col(ResponseVersion.number) == col(Response.version),
                ),
            )
            .where(col(Response.plan_module_id).in_(begun))
        ):
            answers = load(one.answers)
            kept[one.plan_module_id][one.step] = Kept(one.id, one.step, one.version, one.shared, answers, one.saved_at)
    return [
        Work(
            row.id,
            row.enrolment_id,
            row.patient_id,
            row.position,
            versions[row.digest] if row.digest else library.newest[row.slug],
            row.begun_at,
            row.finished_at,
            row.ended_at,
            kept[row.id],
        )
        for row in rows
        if row.digest or row.slug in library.newest
    ]


def drafts(db: Session, plan_module_id: UUID, step: str) -> list[Words]:
    """The drafts on a step, newest first."""
    rows = db.exec(
        select(Draft)
        .where(Draft.plan_module_id == plan_module_id, Draft.step == step)
        .order_by(col(Draft.saved_at).desc(), col(Draft.id))
    )
    return [Words(one.id, load(one.answers), one.shared, one.on_version, one.version, one.saved_at) for one in rows]


def receipts(db: Session, response_ids: Iterable[UUID]) -> dict[UUID, Receipt]:
    """The latest receipt of each response, for its writer."""
    rows = db.execute(
        select(col(ResponseVersion.response_id), col(ResponseVersion.number), col(Person.name), col(Seen.at))
        .join(Seen, col(Seen.response_version_id) == col(ResponseVersion.id))
        .join(Person, col(Person.id) == col(Seen.practitioner_id))
        .where(col(ResponseVersion.response_id).in_(list(response_ids)))
        .order_by(col(ResponseVersion.number), col(Seen.at).desc())
    )
    return {row.response_id: Receipt(row.response_id, row.number, row.name, row.at) for row in rows}


def shared_work(db: Session, patient_id: UUID, reader: UUID) -> list[SharedWork]:
    """What this practitioner may read: shared words as they are now, and withdrawn ones as they themselves saw them."""
    rows = db.execute(
        select(
            col(ResponseVersion.id),
            col(Response.plan_module_id),
            col(Response.step),
            col(ResponseVersion.number),
            col(ResponseVersion.answers),
            col(ResponseVersion.saved_at),
            col(Response.shared),
            col(Seen.at),
        )  # type: ignore[call-overload]
        .join(Response, col(ResponseVersion.response_id) == col(Response.id))
        .join(PlanModule, col(Response.plan_module_id) == col(PlanModule.id))
        .join(Enrolment, col(PlanModule.enrolment_id) == col(Enrolment.id))
        .outerjoin(
            Seen,
            and_(col(Seen.response_version_id) == col(ResponseVersion.id), col(Seen.practitioner_id) == reader),
        )
        .where(
            Enrolment.patient_id == patient_id,
            or_(
                and_(col(Response.shared), col(ResponseVersion.number) == col(Response.version)),
                and_(~col(Response.shared), col(Seen.at).is_not(None)),
            ),
        )
        .order_by(col(ResponseVersion.number))
    )
    latest = {(row.plan_module_id, row.step): row for row in rows}
    return [
        SharedWork(
            row.id, row.plan_module_id, row.step, row.number, load(row.answers), row.saved_at, row.at, not row.shared
        )
        for row in latest.values()
    ]
