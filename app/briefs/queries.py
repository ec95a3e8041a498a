"""What a practitioner needs before a session, on one screen. Facts, and the patient's own words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col

from app.activities.queries import activities_of, declined_by
from app.activities.rules import Activity, No
from app.audit.queries import last_look
from app.briefs import suggesting
from app.briefs.suggesting import Basis
from app.checkins.queries import check_ins
from app.checkins.rules import Given as CheckedIn
from app.checkins.rules import topics, visible
from app.content.check_in import CheckIn
from app.content.library import Library
from app.enrolments.queries import (
    Change,
    Head,
    SharedWork,
    Work,
    changes,
    courses,
    shared_work,
)
from app.goals.queries import goals_of
from app.goals.rules import Goal
from app.measures.queries import Given, sittings_of
from app.people.preferences import CHOSEN, Chosen, chosen_of
from app.people.tables import Person
from app.safety.queries import OpenFlag, open_flags
from app.sessions.queries import agenda, sessions_of, settled
from app.sessions.rules import BookedSession, Item, Suggested, suggested

ROOM = 6
"""Pieces of work that one screen and one printed page can have, were each of them short."""


@dataclass(frozen=True)
class Brief:
    """`new` is shared work the practitioner has not read before today; `shown` is what there is room for.

    `activities` are those that are shared, and `noes` what was declined and why, the newest first.
    """

    card: Chosen
    """What the patient likes their team to know, in their own words."""
    plan: tuple[Work, ...]
    head: Head | None
    looked_at: datetime | None
    shared: tuple[SharedWork, ...]
    shown: tuple[SharedWork, ...]
    new: int
    changes: tuple[Change, ...]
    goals: tuple[Goal, ...]
    activities: tuple[Activity, ...]
    noes: tuple[No, ...]
    sittings: tuple[Given, ...]
    """Of every measure, oldest first, each with its answers."""
    check_ins: tuple[CheckedIn, ...] = ()
    """Those that a practitioner may see, in order."""
    flag: OpenFlag | None = None
    sessions: tuple[BookedSession, ...] = ()
    items: tuple[Item, ...] = ()
    """What stands on the agenda, in the order that the two have put it in."""
    suggested: Suggested = field(default_factory=Suggested)


def brief(
    db: Session,
    library: Library,
    check_in: CheckIn,
    patient: UUID,
    reader: UUID,
    flag: OpenFlag | None,
    *,
    today_began: datetime,
    at: datetime,
) -> Brief:
    """Twelve queries, however much there is. `flag`: the patient's own, where one is open.

    "Since you last looked" counts from the last look before today, so that the page stays all day.
    """
    looked = last_look(reader, col(Person.id), before=today_began)
    name, row, looked_at = db.execute(CHOSEN.add_columns(looked).where(col(Person.id) == patient)).one()
    course = courses(db, library, [patient], at=at).get(patient)
    plan = course.current if course else ()
    shared = [one for one in shared_work(db, patient, reader) if one.answers and not one.withdrawn]
    given = visible(check_in, check_ins(db, [patient]).get(patient, ()))
    items = agenda(db, [patient]).get(patient, [])
    basis = _basis(db, check_in, patient, plan, given, flag)
    return Brief(
        plan=plan,
        head=course.head if course else None,
        card=chosen_of(name, row),
        looked_at=looked_at,
        shared=tuple(shared),
        shown=_shown(shared, today_began),
        new=sum(_is_new(one, today_began) for one in shared),
        changes=tuple(changes(db, course.head.enrolment_id)) if course else (),
        goals=tuple(basis.goals),
        activities=tuple(basis.activities),
        noes=tuple(basis.noes),
        sittings=tuple(sittings_of(db, [patient], answers=True).get(patient, ())),
        check_ins=tuple(one for _id, one in given),
        flag=flag,
        sessions=tuple(basis.sessions),
        items=tuple(items),
        suggested=left_of(basis, items, settled(db, patient), for_patient=False, at=at),
    )


def _shown(shared: Sequence[SharedWork], today_began: datetime) -> tuple[SharedWork, ...]:
    """What is new first, then the latest, as far as there can be room."""
    ranked = sorted(shared, key=lambda one: (not _is_new(one, today_began), -one.saved_at.timestamp()))
    return tuple(ranked[:ROOM])


def _is_new(one: SharedWork, today_began: datetime) -> bool:
    return one.seen_at is None or one.seen_at >= today_began


def suggestions(
    db: Session,
    library: Library,
    check_in: CheckIn,
    patient: UUID,
    items: Sequence[Item],
    *,
    for_patient: bool,
    at: datetime,
) -> Suggested:
    """What the programme suggests for this patient's next session, that is not on the agenda yet.

    `items`: what stands on the agenda. `for_patient`: only what a patient is shown. Eight queries.
    """
    course = courses(db, library, [patient], at=at).get(patient)
    given = visible(check_in, check_ins(db, [patient]).get(patient, ()))
    flag = open_flags(db, [patient]).get(patient)
    basis = _basis(db, check_in, patient, course.current if course else (), given, flag)
    return left_of(basis, items, settled(db, patient), for_patient=for_patient, at=at)


def _basis(
    db: Session,
    check_in: CheckIn,
    patient: UUID,
    plan: tuple[Work, ...],
    given: Sequence[tuple[UUID, CheckedIn]],
    flag: OpenFlag | None,
) -> Basis:
    """What suggestions rest on, and only what the practitioner may know; four queries."""
    return Basis(
        activities=activities_of(db, [patient], only_shared=True).get(patient, ()),
        noes=declined_by(db, [patient]).get(patient, ()),
        goals=goals_of(db, [patient]).get(patient, ()),
        works=plan,
        answers=topics(check_in, [one for _id, one in given]),
        check_in=given[-1][0] if given else None,
        flag=flag.id if flag else None,
        sessions=sessions_of(db, [patient]).get(patient, ()),
    )


def left_of(basis: Basis, items: Sequence[Item], over: frozenset[str], *, for_patient: bool, at: datetime) -> Suggested:
    """What is suggested and neither on the agenda nor over. `over`: what does not come again."""
    found = suggesting.suggestions(basis, at=at)
    return suggested([one for one in found if one.for_patient or not for_patient], items, over)
