"""Reads of measures: sittings with their totals, and the answers where they are wanted."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, select

from app.content.measures import PHQ_9
from app.measures.rules import Answer, Skip
from app.measures.tables import SAFETY_ITEM, MeasureAnswer, StoredSitting
from app.people.tables import Person


@dataclass(frozen=True)
class Given:
    """One time a measure was given. `safety`: what was said to the item on safety, where it was put.

    `answers` by the question's id, the last of each; only where they were asked for.
    """

    id: UUID
    patient_id: UUID
    measure: str
    version: str
    on: date
    total: int | None
    highest: int
    score_only: bool
    by_id: UUID
    by: str
    began_at: datetime
    finished_at: datetime | None
    safety: Answer | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        return self.finished_at is not None

    @property
    def says_something(self) -> bool:
        """What a page on scores shows: finished, or with a total, or with an answer on safety, which never waits."""
        return self.finished or self.total is not None or self.safety is not None

    @property
    def entered(self) -> bool:
        """By somebody of the staff, for the patient."""
        return self.by_id != self.patient_id


def sittings_of(
    db: Session, patients: Iterable[UUID], *, answers: bool = False, measures: Collection[str] = ()
) -> dict[UUID, list[Given]]:
    """Each patient's sittings in the order of their days; one query however many patients.

    `answers` brings every answer with them; otherwise only those to the item on safety.
    """
    which = [col(StoredSitting.patient_id).in_(list(patients))]
    if measures:
        which.append(col(StoredSitting.measure).in_(list(measures)))
    found: dict[UUID, list[Given]] = defaultdict(list)
    for one in _sittings(db, *which, answers=answers):
        found[one.patient_id].append(one)
    return found


def sitting(db: Session, patient: UUID, id_: UUID) -> Given | None:
    """One sitting of this patient's, with its answers."""
    which = (col(StoredSitting.patient_id) == patient, col(StoredSitting.id) == id_)
    return next(iter(_sittings(db, *which, answers=True)), None)


def open_sitting(db: Session, patient: UUID, measure: str) -> Given | None:
    """The sitting of this measure that is not finished, with its answers."""
    mine = (col(StoredSitting.patient_id) == patient, col(StoredSitting.measure) == measure)
    return next(iter(_sittings(db, *mine, col(StoredSitting.finished_at).is_(None), answers=True)), None)


def sitting_of_form(db: Session, patient: UUID, once: UUID) -> Given | None:
    """The sitting that this form has made already, with its answers."""
    mine = (col(StoredSitting.patient_id) == patient, col(StoredSitting.once) == once)
    return next(iter(_sittings(db, *mine, answers=True)), None)


def _sittings(db: Session, *which: ColumnElement[bool], answers: bool) -> list[Given]:
    """Each with the last answer to each item."""
    theirs = [col(MeasureAnswer.sitting_id) == col(StoredSitting.id)]
    if not answers:
        theirs += [col(MeasureAnswer.measure) == PHQ_9, col(MeasureAnswer.item) == SAFETY_ITEM]
    rows = db.execute(
        select(StoredSitting, Person.name, MeasureAnswer.item, MeasureAnswer.value, MeasureAnswer.skip)  # type: ignore[call-overload]
        .join(Person, col(Person.id) == col(StoredSitting.by_id))
        .outerjoin(MeasureAnswer, and_(*theirs))
        .where(*which)
        .order_by(
            col(StoredSitting.on_day), col(StoredSitting.began_at), col(StoredSitting.id), col(MeasureAnswer.number)
        )
    ).all()
    found = {row.id: (row, name) for row, name, *_said in rows}
    said: dict[UUID, dict[str, Answer]] = defaultdict(dict)
    for row, _name, item, value, skip in rows:
        if item:
            said[row.id][item] = value if skip is None else Skip(skip)
    return [_given(row, name, said[row.id], everything=answers) for row, name in found.values()]


def _given(row: StoredSitting, name: str, said: Mapping[str, Answer], *, everything: bool) -> Given:
    return Given(
        row.id,
        row.patient_id,
        row.measure,
        row.version,
        row.on_day,
        row.total,
        row.highest,
        row.score_only,
        row.by_id,
        name,
        row.began_at,
        row.finished_at,
        said.get(SAFETY_ITEM) if row.measure == PHQ_9 else None,
        said if everything else {},
    )


def last_safety_answer(db: Session, patient: UUID, *, until: datetime | None = None) -> int | None:
    """The last number that was given to the item on safety, in any sitting; None where it never was.

    `until`: the last that had been given by then.
    """
    by_then = [] if until is None else [col(MeasureAnswer.at) <= until]
    return db.exec(
        select(MeasureAnswer.value)
        .join(StoredSitting, col(StoredSitting.id) == col(MeasureAnswer.sitting_id))
        .where(
            StoredSitting.patient_id == patient,
            MeasureAnswer.measure == PHQ_9,
            MeasureAnswer.item == SAFETY_ITEM,
            col(MeasureAnswer.value).is_not(None),
            *by_then,
        )
        .order_by(col(MeasureAnswer.at).desc(), col(MeasureAnswer.number).desc())
        .limit(1)
    ).first()
