"""Reads of a patient's plan, work and drafts, and of what their practitioner may see of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, SQLColumnExpression, false
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, func, or_, select

from app.conditions.rules import CONDITION, Condition
from app.content.answers import Answers, load
from app.content.library import Library
from app.content.schema import Module, Step
from app.enrolments.endings import Agreement, EndCode, Ending
from app.enrolments.endings import Step as EndStep
from app.enrolments.rules import Entry, Place, PlanDeed, Way, places, way
from app.enrolments.tables import (
    CourseEnding,
    Draft,
    Enrolment,
    Feedback,
    Pause,
    PlanChange,
    PlanModule,
    Response,
    ResponseVersion,
    Seen,
)
from app.pathways.rules import SESSIONS, Pathway
from app.pathways.tables import PathwayVersion
from app.people.tables import Person
from app.sessions.queries import attended


@dataclass(frozen=True)
class Kept:
    """A finished step's current words, for the patient who wrote them."""

    response_id: UUID
    step: str
    version: int
    shared: bool
    answers: Answers
    saved_at: datetime
    finished_at: datetime
    entered_by: str = ""
    """Whoever of the team wrote them down as the patient said it; nobody where the patient did."""
    unread: bool = False
    """Whether these words have not stood before whoever asks; only where they asked (`courses`)."""


@dataclass(frozen=True)
class Work:
    """One module of a patient's plan, with what they have done in it."""

    id: UUID
    enrolment_id: UUID
    patient_id: UUID
    position: int
    round: int
    module: Module
    core: bool
    opens: Condition | None
    open: bool
    previous: str | None
    """The title of the core module before it, which its opening rule may wait for."""
    begun_at: datetime | None
    finished_at: datetime | None
    skipped_at: datetime | None
    removed_at: datetime | None
    ended_at: datetime | None
    kept: Mapping[str, Kept] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        return self.ended_at is not None

    def open_to_others(self, step: Step) -> bool:
        """Whether somebody of the team may write this step down: it is open, and not kept for the patient alone."""
        kept = self.kept.get(step.id)
        return self.open and not self.ended and self.removed_at is None and (kept is None or kept.shared)

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
class WrittenFeedback:
    """Feedback: what a practitioner wrote under which version of which work."""

    plan_module_id: UUID
    step: str
    version_id: UUID
    by: str
    words: str
    at: datetime


@dataclass(frozen=True)
class SharedWork:
    """A response as the practitioner may read it. `withdrawn` work is the last version they saw, and stays so."""

    response_id: UUID
    version_id: UUID
    plan_module_id: UUID
    step: str
    number: int
    answers: Answers
    saved_at: datetime
    seen_at: datetime | None
    withdrawn: bool
    entered_by: str = ""
    """Whoever of the team wrote it down as the patient said it; nobody where the patient did."""
    feedback: tuple[WrittenFeedback, ...] = ()
    """What was written under any version of it, newest first."""


@dataclass(frozen=True)
class Rest:
    """A pause that goes on, and the day the patient means to come back, if they said one."""

    began_at: datetime
    until: date | None


@dataclass(frozen=True)
class Head:
    """A patient's latest enrolment. `version` guards against two changes of the plan that do not know of each other."""

    enrolment_id: UUID
    version: int
    began_at: datetime
    ended_at: datetime | None
    rest: Rest | None


@dataclass(frozen=True)
class Course:
    """A patient's latest enrolment, and what stands in every plan they have had, in order."""

    head: Head
    plan: tuple[Work, ...]

    @property
    def current(self) -> tuple[Work, ...]:
        """The plan of the latest enrolment."""
        return tuple(work for work in self.plan if work.enrolment_id == self.head.enrolment_id)


@dataclass(frozen=True)
class Change:
    """A change of a plan, as both who made it and the patient read it."""

    deed: PlanDeed
    slug: str
    by_id: UUID
    by: str
    reason: str
    at: datetime


_COURSE: tuple[SQLColumnExpression[Any], ...] = (
    col(Enrolment.patient_id),
    col(Enrolment.id).label("enrolment_id"),
    col(Enrolment.began_at),
    col(Enrolment.ended_at),
)
_HEAD: tuple[SQLColumnExpression[Any], ...] = (
    *_COURSE,
    col(Enrolment.plan_version),
    col(Pause.began_at).label("rests_since"),
    col(Pause.until),
)
_MODULE: tuple[SQLColumnExpression[Any], ...] = (
    col(PlanModule.id),
    col(PlanModule.position),
    col(PlanModule.round),
    col(PlanModule.core),
    col(PlanModule.opens),
    col(PlanModule.opened_at),
    col(PlanModule.skipped_at),
    col(PlanModule.removed_at),
    col(PlanModule.slug),
    col(PlanModule.digest),
    col(PlanModule.begun_at),
    col(PlanModule.finished_at),
)
_KEPT: tuple[SQLColumnExpression[Any], ...] = (
    col(Response.plan_module_id),
    col(Response.id).label("response_id"),
    col(Response.step),
    col(Response.version),
    col(Response.shared),
    col(ResponseVersion.answers),
    col(ResponseVersion.saved_at),
    col(Response.finished_at).label("step_finished_at"),
    col(Person.name).label("entered_by"),
)
_WRITER = col(Person.id) == col(ResponseVersion.entered_by_id)
_RESTS = and_(col(Pause.enrolment_id) == col(Enrolment.id), col(Pause.ended_at).is_(None))
_CURRENT = and_(
    col(ResponseVersion.response_id) == col(Response.id), col(ResponseVersion.number) == col(Response.version)
)


def courses(
    db: Session,
    library: Library,
    patient_ids: Iterable[UUID],
    *,
    at: datetime,
    readers: ColumnElement[bool] | None = None,
) -> dict[UUID, Course]:
    """Each patient's course with all their work: one query however many patients.

    And one for attended sessions, where a plan waits for them. `readers`, of `Seen`: before whom work has to have
    stood, so that it is not `unread`.
    """
    seen = select(Seen.response_version_id).where(col(Seen.response_version_id) == col(ResponseVersion.id))
    unread = ~seen.where(readers).exists() if readers is not None else false()
    rows = db.execute(
        select(*_HEAD, *_MODULE, *_KEPT, unread.label("unread"))  # type: ignore[call-overload]
        .select_from(Enrolment)
        .outerjoin(Pause, _RESTS)
        .outerjoin(PlanModule, col(PlanModule.enrolment_id) == col(Enrolment.id))
        .outerjoin(Response, col(Response.plan_module_id) == col(PlanModule.id))
        .outerjoin(ResponseVersion, _CURRENT)
        .outerjoin(Person, _WRITER)
        .where(col(Enrolment.patient_id).in_(list(patient_ids)))
        .order_by(col(Enrolment.began_at), col(PlanModule.position))
    ).all()
    found = {row.patient_id: _head(row) for row in rows}
    plan = {row.id: row for row in rows if row.id}
    works: dict[UUID, list[Work]] = defaultdict(list)
    for work in _works(db, library, list(plan.values()), _kept(rows), at=at):
        works[work.patient_id].append(work)
    return {patient: Course(head, tuple(works[patient])) for patient, head in found.items()}


def work_of(
    db: Session, library: Library, patient_ids: Iterable[UUID], *, at: datetime
) -> dict[UUID, tuple[Work, ...]]:
    """Each patient's plans in order, with their work: one query however many patients."""
    return {patient: course.plan for patient, course in courses(db, library, patient_ids, at=at).items()}


def module_work(
    db: Session, library: Library, patient_id: UUID, slug: str, *, at: datetime, hold: bool = False
) -> Work | None:
    """The patient's latest time through this module, or None where their plan has it not.

    `hold` keeps the rows of the plan for this transaction, so that two forms on it wait for each other.
    """
    query = (
        select(*_COURSE, *_MODULE)
        .join(Enrolment, col(PlanModule.enrolment_id) == col(Enrolment.id))
        .where(Enrolment.patient_id == patient_id)
        .order_by(col(Enrolment.began_at), col(PlanModule.position))
    )
    rows = db.execute(query.with_for_update(of=PlanModule) if hold else query).all()
    wanted = max((row for row in rows if row.slug == slug), key=lambda row: (row.began_at, row.round), default=None)
    if wanted is None:
        return None
    answers = select(*_KEPT, false().label("unread")).join(ResponseVersion, _CURRENT).outerjoin(Person, _WRITER)  # type: ignore[call-overload]
    mine = answers.where(Response.plan_module_id == wanted.id)
    works = _works(db, library, rows, _kept(db.execute(mine).all()), at=at)
    return next((work for work in works if work.id == wanted.id), None)


def _works(
    db: Session,
    library: Library,
    rows: Sequence[Row[tuple[object, ...]]],
    kept: Mapping[UUID, Mapping[str, Kept]],
    *,
    at: datetime,
) -> list[Work]:
    """The rows as work; what is open is decided with the whole plan in view."""
    rows = [row for row in rows if row.digest or row.slug in library.newest]
    versions = library.versions(db, {row.digest for row in rows if row.digest})
    modules = {row.id: versions[row.digest] if row.digest else library.newest[row.slug] for row in rows}
    places = _places(rows, modules, _sessions(db, rows), at)
    return [
        Work(
            row.id,
            row.enrolment_id,
            row.patient_id,
            row.position,
            row.round,
            modules[row.id],
            row.core,
            places[row.id].opens,
            places[row.id].open,
            places[row.id].previous,
            row.begun_at,
            row.finished_at,
            row.skipped_at,
            row.removed_at,
            row.ended_at,
            kept.get(row.id, {}),
        )
        for row in rows
    ]


def _sessions(db: Session, rows: Sequence[Row[tuple[object, ...]]]) -> Mapping[UUID, Sequence[datetime]]:
    """When each of those came to a session whose plan asks for it; one query where any does, else none."""
    asking = {row.patient_id for row in rows if row.opens and SESSIONS in row.opens}
    return attended(db, asking) if asking else {}


def _places(
    rows: Sequence[Row[tuple[object, ...]]],
    modules: Mapping[UUID, Module],
    sessions: Mapping[UUID, Sequence[datetime]],
    at: datetime,
) -> dict[UUID, Place]:
    """What is open in each plan, by the rule that the pathway's checks use too."""
    plans: dict[UUID, list[Row[tuple[object, ...]]]] = defaultdict(list)
    for row in rows:
        plans[row.enrolment_id].append(row)
    found: dict[UUID, Place] = {}
    for plan in plans.values():
        entries = [
            Entry(
                row.id,
                modules[row.id].title,
                row.core,
                CONDITION.validate_json(row.opens) if row.opens else None,
                begun=row.begun_at is not None,
                finished=row.finished_at is not None,
                opened=row.opened_at is not None,
                counts=row.removed_at is None and row.round == 1,
            )
            for row in plan
        ]
        began = plan[0].began_at
        had = sum(one.date() >= began.date() for one in sessions.get(plan[0].patient_id, ()))
        found |= places(entries, days=(at - began).days, sessions=had)
    return found


def _kept(rows: Iterable[Row[tuple[object, ...]]]) -> dict[UUID, dict[str, Kept]]:
    """The current words of each step, by the module of the plan; a row without a response has none."""
    kept: dict[UUID, dict[str, Kept]] = defaultdict(dict)
    for one in rows:
        if one.response_id:
            kept[one.plan_module_id][one.step] = Kept(
                one.response_id,
                one.step,
                one.version,
                one.shared,
                load(one.answers),
                one.saved_at,
                one.step_finished_at,
                one.entered_by or "",
                unread=bool(one.unread),
            )
    return kept


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
    """What this practitioner may read: shared words as they are now, and withdrawn ones as they themselves saw them.

    With the feedback that was written under them; one query.
    """
    told_on, teller = aliased(ResponseVersion), aliased(Person)
    rows = db.execute(
        select(
            col(ResponseVersion.id),
            col(ResponseVersion.response_id),
            col(Response.plan_module_id),
            col(Response.step),
            col(ResponseVersion.number),
            col(ResponseVersion.answers),
            col(ResponseVersion.saved_at),
            col(Response.shared),
            col(Seen.at),
            Feedback,
            col(teller.name).label("told_by"),
            col(Person.name).label("entered_by"),
        )  # type: ignore[call-overload]
        .join(Response, col(ResponseVersion.response_id) == col(Response.id))
        .join(PlanModule, col(Response.plan_module_id) == col(PlanModule.id))
        .join(Enrolment, col(PlanModule.enrolment_id) == col(Enrolment.id))
        .join(told_on, col(told_on.response_id) == col(Response.id))
        .outerjoin(Feedback, col(Feedback.response_version_id) == col(told_on.id))
        .outerjoin(teller, col(teller.id) == col(Feedback.practitioner_id))
        .outerjoin(Person, _WRITER)
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
        .order_by(col(ResponseVersion.number), col(Feedback.at).desc(), col(Feedback.id))
    ).all()
    latest = {(row.plan_module_id, row.step): row for row in rows}
    told: dict[UUID, dict[UUID, WrittenFeedback]] = defaultdict(dict)
    for row in rows:
        if one := row.Feedback:
            where = (row.plan_module_id, row.step, one.response_version_id)
            told[row.response_id][one.id] = WrittenFeedback(*where, row.told_by, one.words, one.at)
    return [
        SharedWork(
            row.response_id,
            row.id,
            row.plan_module_id,
            row.step,
            row.number,
            load(row.answers),
            row.saved_at,
            row.at,
            not row.shared,
            row.entered_by or "",
            tuple(told[row.response_id].values()),
        )
        for row in latest.values()
    ]


def heads(db: Session, patient_ids: Iterable[UUID]) -> dict[UUID, Head]:
    """The latest enrolment of each patient; one query."""
    rows = db.execute(
        select(*_HEAD)
        .outerjoin(Pause, _RESTS)
        .where(col(Enrolment.patient_id).in_(list(patient_ids)))
        .order_by(col(Enrolment.began_at))
    )
    return {row.patient_id: _head(row) for row in rows}


def _head(row: Row[tuple[object, ...]]) -> Head:
    rest = Rest(row.rests_since, row.until) if row.rests_since and row.ended_at is None else None
    return Head(row.enrolment_id, row.plan_version, row.began_at, row.ended_at, rest)


def ending_of(db: Session, enrolment_id: UUID) -> Ending | None:
    """How a course ended, where that was asked; one query."""
    row = db.get(CourseEnding, enrolment_id)
    if row is None:
        return None
    agreed = Agreement(row.agreed) if row.agreed else None
    step, code = EndStep(row.step), EndCode(row.code)
    return Ending(code, row.said, step, row.step_to, agreed, row.summary, row.by_name, row.at)


def has_ended(db: Session, patient: UUID) -> bool:
    """Whether the course has ended, and with it the writing."""
    head = heads(db, [patient]).get(patient)
    return head is not None and head.ended_at is not None


@dataclass(frozen=True)
class Asks:
    """When a pathway asks for the measures: every so many days (None: never by the count), and before each session."""

    every: int | None
    before_sessions: bool


def schedules(db: Session, patients: Iterable[UUID]) -> dict[UUID, Asks]:
    """When each patient who is under way is asked for the measures, as their pathway says; one query."""
    rows = db.execute(
        select(col(Enrolment.patient_id), col(PathwayVersion.document))
        .outerjoin(PathwayVersion, col(PathwayVersion.id) == col(Enrolment.pathway_version_id))
        .where(col(Enrolment.patient_id).in_(list(patients)), col(Enrolment.ended_at).is_(None))
    )
    return {row[0]: asks_of(row[1]) for row in rows}


def asks_of(document: str | None) -> Asks:
    """What the document of a published version asks for; as usual, where no pathway was published for the plan."""
    return _asks(document) if document else USUALLY


@lru_cache(maxsize=64)
def _asks(document: str) -> Asks:
    """A published version never changes, and many patients are on the same."""
    pathway = Pathway.model_validate_json(document)
    return Asks(pathway.measures_every, pathway.measures_before_sessions)


USUALLY = Asks(14, before_sessions=True)
"""On a plan that no pathway was published for."""


def changes(db: Session, enrolment_id: UUID) -> list[Change]:
    """What was changed in a plan, newest first."""
    rows = db.execute(
        select(PlanChange, col(Person.name))
        .join(Person, col(Person.id) == col(PlanChange.by_id))
        .where(PlanChange.enrolment_id == enrolment_id)
        .order_by(col(PlanChange.at).desc(), col(PlanChange.id))
    )
    return [Change(PlanDeed(one.deed), one.slug, one.by_id, name, one.reason, one.at) for one, name in rows]


def feedback_to(db: Session, patient_id: UUID) -> list[WrittenFeedback]:
    """Everything a practitioner wrote under this patient's work, newest first."""
    rows = db.execute(
        select(
            col(Response.plan_module_id),
            col(Response.step),
            col(Feedback.response_version_id),
            col(Person.name),
            col(Feedback.words),
            col(Feedback.at),
        )  # type: ignore[call-overload]
        .join(ResponseVersion, col(Feedback.response_version_id) == col(ResponseVersion.id))
        .join(Response, col(ResponseVersion.response_id) == col(Response.id))
        .join(PlanModule, col(Response.plan_module_id) == col(PlanModule.id))
        .join(Enrolment, col(PlanModule.enrolment_id) == col(Enrolment.id))
        .join(Person, col(Person.id) == col(Feedback.practitioner_id))
        .where(Enrolment.patient_id == patient_id)
        .order_by(col(Feedback.at).desc(), col(Feedback.id))
    )
    return [WrittenFeedback(row[0], row.step, row.response_version_id, row.name, row.words, row.at) for row in rows]


@dataclass(frozen=True)
class Piece:
    """Which step of a patient's a response is, and whether it is shared now: none of its words."""

    response_id: UUID
    module: str
    step: str
    title: str
    shared: bool


def pieces(db: Session, library: Library, patient_id: UUID, responses: Iterable[UUID]) -> dict[UUID, Piece]:
    """Those of these responses that are this patient's and ask something; at most two queries, none for nothing."""
    wanted = list(responses)
    if not wanted:
        return {}
    rows = db.execute(
        select(col(Response.id), col(Response.step), col(Response.shared), col(PlanModule.slug), col(PlanModule.digest))  # type: ignore[call-overload]
        .join(PlanModule, col(Response.plan_module_id) == col(PlanModule.id))
        .join(Enrolment, col(PlanModule.enrolment_id) == col(Enrolment.id))
        .where(Enrolment.patient_id == patient_id, col(Response.id).in_(wanted))
    ).all()
    versions = library.versions(db, {row.digest for row in rows})
    found = [(row, versions[row.digest].step(row.step)) for row in rows]
    return {row.id: Piece(row.id, row.slug, row.step, step.title, row.shared) for row, step in found if step}


def patients_on(db: Session) -> dict[UUID, int]:
    """How many patients are under way on each published version: numbers only, one query."""
    rows = db.execute(
        select(col(Enrolment.pathway_version_id), func.count())
        .where(col(Enrolment.ended_at).is_(None), col(Enrolment.pathway_version_id).is_not(None))
        .group_by(col(Enrolment.pathway_version_id))
    )
    return {row[0]: row[1] for row in rows}
