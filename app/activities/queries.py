"""Reads of activities: each as it stands, with the last that was said of how it went. One query for any number."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, or_, select

from app.activities.rules import Activity, Barrier, How, No, Offer, Plan, Reason, Review
from app.activities.tables import ActivityReview, Decline, StoredActivity
from app.people.tables import Person

Activities = tuple[Activity, ...]


def activities_of(
    db: Session, patients: Iterable[UUID], *, only_shared: bool = False, since: datetime | None = None
) -> dict[UUID, Activities]:
    """Each patient's activities in the order they were made. `since` leaves out what was made and said before it."""
    which: list[ColumnElement[bool]] = [col(StoredActivity.patient_id).in_(list(patients))]
    if only_shared:
        which.append(col(StoredActivity.shared).is_(True))
    if since is not None:
        later = select(ActivityReview.activity_id).where(ActivityReview.at >= since)
        which.append(or_(col(StoredActivity.made_at) >= since, col(StoredActivity.id).in_(later)))
    found: dict[UUID, list[Activity]] = defaultdict(list)
    for one in _activities(db, *which):
        found[one.patient_id].append(one)
    return {patient: tuple(all_) for patient, all_ in found.items()}


def activity(db: Session, patient: UUID, id_: UUID, *, only_shared: bool = False) -> Activity | None:
    """One activity of this patient's."""
    which: list[ColumnElement[bool]] = [col(StoredActivity.patient_id) == patient, col(StoredActivity.id) == id_]
    if only_shared:
        which.append(col(StoredActivity.shared).is_(True))
    return next(iter(_activities(db, *which)), None)


def activities_by_id(db: Session, patient: UUID, ids: Iterable[UUID]) -> list[Activity]:
    """Those of these that are this patient's."""
    return _activities(db, col(StoredActivity.patient_id) == patient, col(StoredActivity.id).in_(list(ids)))


def _activities(db: Session, *which: ColumnElement[bool]) -> list[Activity]:
    """Each with the last that was said of how it went, and with why an offer was declined."""
    writer, enterer = aliased(Person), aliased(Person)
    rows = db.execute(
        select(StoredActivity, Person.name, writer.name, ActivityReview, enterer.name, Decline)  # type: ignore[call-overload]
        .join(Person, col(Person.id) == col(StoredActivity.made_by_id))
        .outerjoin(writer, col(writer.id) == col(StoredActivity.entered_by_id))
        .outerjoin(ActivityReview, col(ActivityReview.activity_id) == col(StoredActivity.id))
        .outerjoin(enterer, col(enterer.id) == col(ActivityReview.entered_by_id))
        .outerjoin(Decline, col(Decline.activity_id) == col(StoredActivity.id))
        .where(*which)
        .order_by(
            col(StoredActivity.made_at),
            col(StoredActivity.id),
            col(ActivityReview.at),
            col(ActivityReview.id),
            col(Decline.at).desc(),
            col(Decline.id),
        )
    )
    last = {row.id: (row, *rest) for row, *rest in rows}
    return [
        _activity(row, by, wrote, _review(review, entered) if review else None, _no(no, row.what) if no else None)
        for row, by, wrote, review, entered, no in last.values()
    ]


def _activity(
    row: StoredActivity, by: str, entered_by: str | None, review: Review | None, declined: No | None
) -> Activity:
    return Activity(
        id=row.id,
        patient_id=row.patient_id,
        plan=Plan(
            what=row.what,
            day=row.day,
            time=row.time,
            place=row.place,
            company=row.company,
            likely=row.likely,
            hard=row.hard,
            enjoyment=row.expected_enjoyment,
            achievement=row.expected_achievement,
            goal=row.goal_id,
            shared=row.shared,
        ),
        idea=row.idea,
        offer=Offer(by, row.offer, row.why) if row.offer is not None else None,
        smaller_of=row.smaller_of_id,
        version=row.version,
        made_at=row.made_at,
        accepted_at=row.accepted_at,
        taken_off_at=row.taken_off_at,
        review=review,
        declined=declined,
        entered_by=entered_by or "",
    )


def _review(row: ActivityReview, entered_by: str | None) -> Review:
    return Review(
        row.id,
        How(row.how),
        row.at,
        row.enjoyment,
        row.achievement,
        row.noticed,
        Barrier(row.barrier) if row.barrier else None,
        row.in_the_way,
        entered_by or "",
    )


def declined_by(db: Session, patients: Iterable[UUID], *, since: datetime | None = None) -> dict[UUID, list[No]]:
    """What each patient said no to and why, ideas and offers, the newest first; one query."""
    which: list[ColumnElement[bool]] = [col(Decline.patient_id).in_(list(patients))]
    if since is not None:
        which.append(col(Decline.at) >= since)
    found: dict[UUID, list[No]] = defaultdict(list)
    for no in _noes(db, *which):
        found[no.patient_id].append(no)
    return found


def day_has_come(patient: SQLColumnExpression[UUID], today: date) -> ColumnElement[bool]:
    """Whether this patient has something planned and shared whose day has come, and of which nothing is said."""
    reviewed = select(ActivityReview.id).where(col(ActivityReview.activity_id) == col(StoredActivity.id))
    return (
        select(StoredActivity.id)
        .where(
            col(StoredActivity.patient_id) == patient,
            col(StoredActivity.shared).is_(True),
            col(StoredActivity.accepted_at).is_not(None),
            col(StoredActivity.taken_off_at).is_(None),
            col(StoredActivity.day) <= today,
            ~reviewed.exists(),
        )
        .exists()
    )


def noes_since(patient: SQLColumnExpression[UUID], since: SQLColumnExpression[datetime]) -> ColumnElement[int]:
    """How many activities this patient has said no to since then; all of them, where then is nothing."""
    later = or_(since.is_(None), col(Decline.at) > since)
    return select(func.count()).where(col(Decline.patient_id) == patient, later).scalar_subquery()


def _noes(db: Session, *which: ColumnElement[bool]) -> list[No]:
    rows = db.execute(
        select(Decline, StoredActivity.what)
        .outerjoin(StoredActivity, col(StoredActivity.id) == col(Decline.activity_id))
        .where(*which)
        .order_by(col(Decline.at).desc(), col(Decline.id))
    )
    return [_no(row, what) for row, what in rows]


def _no(row: Decline, what: str | None) -> No:
    return No(
        row.id, row.patient_id, row.idea, row.activity_id, what or row.what, Reason(row.reason), row.words, row.at
    )
