"""What is done to the shape of a plan: begun, tailored, rested from, ended. Words are in actions.py.

A plan is the patient's own copy: publishing a pathway never changes one. A change names who made it and why, and the
patient reads both.
"""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select, update

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.conditions.rules import CONDITION
from app.database import add_if_absent
from app.enrolments.actions import Ended
from app.enrolments.endings import Ending
from app.enrolments.rules import PlanDeed
from app.enrolments.tables import CourseEnding, Enrolment, Pause, PlanChange, PlanModule
from app.pathways.queries import Published


class Stale(Exception):
    """The plan was changed since this form was opened; nothing was done."""


class Impossible(Exception):
    """This cannot be done to this module as it stands."""


def enrol_on(db: Session, patient: UUID, pathway: Published, *, by: Actor, at: datetime) -> Enrolment:
    """Gives a patient a plan of their own, copied from a published version."""
    enrolment = Enrolment(patient_id=patient, began_at=at, pathway_version_id=pathway.id)
    db.add(enrolment)
    db.flush()
    db.add_all(
        PlanModule(
            enrolment_id=enrolment.id,
            position=n,
            slug=item.module,
            core=item.core,
            opens=CONDITION.dump_json(item.opens, by_alias=True).decode() if item.opens is not None else None,
        )
        for n, item in enumerate(pathway.pathway.modules, start=1)
    )
    db.flush()
    audit.record(db, Deed.ENROLLED, by=by, at=at, patient=patient, subject=f"{pathway.slug} version {pathway.number}")
    return enrolment


def end(db: Session, enrolment: Enrolment, *, by: Actor, at: datetime) -> None:
    """Ends a course. Everything in it stays readable for the patient."""
    enrolment.ended_at = max(at, enrolment.began_at)  # the clock may have been put back since
    db.add(enrolment)
    audit.record(db, Deed.COURSE_ENDED, by=by, at=at, patient=enrolment.patient_id)


def end_by_id(db: Session, enrolment_id: UUID, ending: Ending | None = None, *, by: Actor, at: datetime) -> None:
    """The same for whoever knows the course by its id, and how it ends. Raises `Ended` where somebody was first."""
    end(db, _held(db, enrolment_id), by=by, at=at)
    if ending:
        tell_ending(db, enrolment_id, ending, by=by, at=at)


def tell_ending(db: Session, enrolment_id: UUID, ending: Ending, *, by: Actor, at: datetime) -> None:
    """How a course ended. What was said first stands."""
    row = {"enrolment_id": enrolment_id, "code": ending.code.value, "said": ending.said, "step": ending.step.value}
    more = {"step_to": ending.to, "agreed": ending.agreed.value if ending.agreed else None, "summary": ending.summary}
    add_if_absent(db, CourseEnding, [{**row, **more, "by_id": by.id, "by_name": by.name, "at": at}])


def change(
    db: Session,
    enrolment_id: UUID,
    deed: PlanDeed,
    which: str,
    *,
    version: int,
    reason: str = "",
    only_optional: bool = False,
    by: Actor,
    at: datetime,
) -> None:
    """Does one thing to a plan. `which` is the id of a module in it, or the slug of one to add.

    `only_optional`: as the patient does it, who arranges what is optional among itself. Raises `Stale` when the plan
    has changed since `version`, `Ended` for a course that is over, `Impossible` for what cannot be done.
    """
    enrolment = _held(db, enrolment_id)
    if enrolment.plan_version != version:
        raise Stale
    if by.id is None:
        raise Impossible
    rows = _rows(db, enrolment_id)
    slug = which
    if deed is PlanDeed.ADDED:
        _add(db, enrolment_id, rows, which, at)
    else:
        row = next((row for row in rows if str(row.id) == which), None)
        if row is None:
            raise Impossible
        slug = row.slug
        _DEEDS[deed](db, [one for one in rows if not one.core] if only_optional else rows, row, at)
    enrolment.plan_version += 1
    db.add(enrolment)
    db.add(PlanChange(enrolment_id=enrolment_id, deed=deed.value, slug=slug, by_id=by.id, reason=reason, at=at))
    audit.record(db, Deed.PLAN_CHANGED, by=by, at=at, patient=enrolment.patient_id, subject=f"{slug}: {deed.value}")
    db.flush()


def pause(db: Session, enrolment_id: UUID, until: date | None, *, by: Actor, at: datetime) -> None:
    """Begins a rest. Nothing closes: what is open stays open, and any work ends no rest by itself. Twice is once."""
    enrolment = _held(db, enrolment_id)
    if _rest(db, enrolment_id) is None:
        db.add(Pause(enrolment_id=enrolment_id, began_at=at, until=until))
        audit.record(db, Deed.PAUSED, by=by, at=at, patient=enrolment.patient_id)


def resume(db: Session, enrolment_id: UUID, *, by: Actor, at: datetime) -> None:
    """Ends the rest."""
    enrolment = _held(db, enrolment_id)
    rest = _rest(db, enrolment_id)
    if rest is not None:
        rest.ended_at = at
        db.add(rest)
        audit.record(db, Deed.RESUMED, by=by, at=at, patient=enrolment.patient_id)


def _held(db: Session, enrolment_id: UUID) -> Enrolment:
    enrolment = db.exec(select(Enrolment).where(Enrolment.id == enrolment_id).with_for_update()).one()
    if enrolment.ended_at is not None:
        raise Ended
    return enrolment


def _rest(db: Session, enrolment_id: UUID) -> Pause | None:
    query = select(Pause).where(Pause.enrolment_id == enrolment_id, col(Pause.ended_at).is_(None))
    return db.exec(query).one_or_none()


def _rows(db: Session, enrolment_id: UUID) -> list[PlanModule]:
    query = select(PlanModule).where(PlanModule.enrolment_id == enrolment_id).order_by(col(PlanModule.position))
    return list(db.exec(query.with_for_update()))


def _next_position(rows: list[PlanModule]) -> int:
    return max((row.position for row in rows), default=0) + 1


def _add(db: Session, enrolment_id: UUID, rows: list[PlanModule], slug: str, at: datetime) -> None:
    """Adds a module at the end, optional and open. One that is there already is not added again."""
    if any(row.slug == slug for row in rows):
        raise Impossible
    db.add(PlanModule(enrolment_id=enrolment_id, position=_next_position(rows), slug=slug, core=False, opened_at=at))


def _open(db: Session, _rows: list[PlanModule], row: PlanModule, at: datetime) -> None:
    _only_if(row.removed_at is None and row.opened_at is None and row.begun_at is None)
    row.opened_at = at
    db.add(row)


def _take_out(db: Session, _rows: list[PlanModule], row: PlanModule, at: datetime) -> None:
    _only_if(row.removed_at is None)
    row.removed_at = at
    db.add(row)


def _put_back(db: Session, _rows: list[PlanModule], row: PlanModule, _at: datetime) -> None:
    _only_if(row.removed_at is not None)
    row.removed_at = None
    db.add(row)


def _skip(db: Session, _rows: list[PlanModule], row: PlanModule, at: datetime) -> None:
    _only_if(not row.core and row.skipped_at is None and row.finished_at is None and row.removed_at is None)
    row.skipped_at = at
    db.add(row)


def _take_up(db: Session, _rows: list[PlanModule], row: PlanModule, _at: datetime) -> None:
    _only_if(row.skipped_at is not None)
    row.skipped_at = None
    db.add(row)


def _repeat(db: Session, rows: list[PlanModule], row: PlanModule, at: datetime) -> None:
    """Another time through a finished module, with empty pages; what was written the time before stays."""
    times = [one for one in _rows(db, row.enrolment_id) if one.slug == row.slug]
    _only_if(all(one.finished_at is not None for one in times) and row.removed_at is None)
    again = PlanModule(
        enrolment_id=row.enrolment_id,
        position=_next_position(_rows(db, row.enrolment_id)),
        slug=row.slug,
        round=max(one.round for one in times) + 1,
        core=False,
        opened_at=at,
    )
    db.add(again)


def _earlier(db: Session, rows: list[PlanModule], row: PlanModule, _at: datetime) -> None:
    _swap(db, [one for one in rows if one.removed_at is None], row, -1)


def _later(db: Session, rows: list[PlanModule], row: PlanModule, _at: datetime) -> None:
    _swap(db, [one for one in rows if one.removed_at is None], row, 1)


def _swap(db: Session, rows: list[PlanModule], row: PlanModule, by: int) -> None:
    """Changes places with the neighbour, by way of a place nobody has: two rows never stand on one."""
    _only_if(row in rows)
    n = rows.index(row) + by
    _only_if(0 <= n < len(rows))
    other, here, there = rows[n], row.position, rows[n].position
    for moved, place in ((row, -1), (other, here), (row, there)):
        db.exec(update(PlanModule).where(col(PlanModule.id) == moved.id).values(position=place))


def _only_if(possible: bool) -> None:
    if not possible:
        raise Impossible


_DEEDS: dict[PlanDeed, Callable[[Session, list[PlanModule], PlanModule, datetime], None]] = {
    PlanDeed.OPENED: _open,
    PlanDeed.TAKEN_OUT: _take_out,
    PlanDeed.PUT_BACK: _put_back,
    PlanDeed.EARLIER: _earlier,
    PlanDeed.LATER: _later,
    PlanDeed.SKIPPED: _skip,
    PlanDeed.TAKEN_UP: _take_up,
    PlanDeed.REPEATED: _repeat,
}
