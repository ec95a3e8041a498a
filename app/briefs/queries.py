"""What a practitioner needs before a session: the records are read here, and put together in `composing`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col

from app.activities.queries import activities_of, declined_by
from app.audit.queries import last_look
from app.briefs.composing import Brief, Records, Talk, compose, left_of
from app.checkins.queries import check_ins
from app.content.check_in import CheckIn
from app.content.library import Library
from app.enrolments.queries import changes, courses, shared_work
from app.goals.queries import goals_of
from app.measures.queries import sittings_of
from app.people.preferences import CHOSEN, chosen_of
from app.people.tables import Person
from app.safety.queries import OpenFlag, open_flags
from app.sessions.queries import agenda, sessions_of, settled, settled_keys, settled_of
from app.sessions.rules import Item, Suggested
from app.support.queries import notes_of, with_notes

LATELY = timedelta(days=14)
"""So far back goes what the programme said."""


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
    """Eleven queries, however much there is. `flag`: the patient's own, where one is open."""
    looked = last_look(reader, col(Person.id), before=today_began)
    about = CHOSEN.add_columns(looked, settled_keys(patient)).where(col(Person.id) == patient)
    rows = db.execute(with_notes(about, col(Person.id), since=at - LATELY)).all()
    name, row, looked_at, over, *_note = rows[0]
    talk = _talk(db, library, patient, flag, settled_of(over), at=at)
    records = Records(
        card=chosen_of(name, row),
        looked_at=looked_at,
        talk=talk,
        shared=shared_work(db, patient, reader),
        changes=changes(db, talk.course.head.enrolment_id) if talk.course else (),
        sittings=sittings_of(db, [patient], answers=True).get(patient, ()),
        items=agenda(db, [patient]).get(patient, []),
        programme=notes_of(rows),
    )
    return compose(records, check_in, today_began=today_began, at=at)


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
    flag = open_flags(db, [patient]).get(patient)
    talk = _talk(db, library, patient, flag, settled(db, patient), at=at)
    return left_of(talk, check_in, items, for_patient=for_patient, at=at)


def _talk(
    db: Session, library: Library, patient: UUID, flag: OpenFlag | None, over: frozenset[str], *, at: datetime
) -> Talk:
    """Six queries."""
    return Talk(
        course=courses(db, library, [patient], at=at).get(patient),
        activities=activities_of(db, [patient], only_shared=True).get(patient, ()),
        noes=declined_by(db, [patient]).get(patient, ()),
        goals=goals_of(db, [patient]).get(patient, ()),
        check_ins=check_ins(db, [patient]).get(patient, ()),
        flag=flag,
        sessions=sessions_of(db, [patient]).get(patient, ()),
        over=over,
    )
