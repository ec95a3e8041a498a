"""People come, go and come back: whoever takes over, the end of a course, a second one."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.audit.rules import Actor
from app.database import one_at_a_time
from app.enrolments import plans
from app.enrolments.endings import DEATHS, Ending
from app.enrolments.queries import heads
from app.notices import actions as notices
from app.pathways.queries import Published
from app.people import absence, invitations, queries
from app.people import actions as people
from app.people.tables import Person


class LastLead(Exception):
    """A service has at least one lead who can sign in."""


class StillOpen(Exception):
    """There is a course that goes on already."""


def hand_over(db: Session, practitioner: UUID, to: UUID, *, by: Actor, at: datetime) -> int:
    """Everybody whom one practitioner supports is supported by another from now on; how many that is.

    So are those who are invited to them and have not joined yet.
    """
    theirs = queries.patients_of(db, practitioner)
    for who in theirs:
        people.allocate(db, who.id, to, by=by, at=at)
    invitations.hand_over(db, practitioner, to, by=by, at=at)
    return len(theirs)


def leave_service(db: Session, person: Person, to: UUID | None, *, by: Actor, at: datetime) -> None:
    """Somebody of the staff no longer works here. Without `to`, whom they supported is on the leads' list until
    somebody takes over. Raises `LastLead`.
    """
    _another_lead(db, person)
    if to:
        hand_over(db, person.id, to, by=by, at=at)
    people.deactivate(db, person, by=by, at=at)


def shut_out(db: Session, person: Person, *, by: Actor, at: datetime) -> None:
    """Suspends somebody of the staff. Raises `LastLead`."""
    _another_lead(db, person)
    absence.suspend(db, person, by=by, at=at)


def _another_lead(db: Session, person: Person) -> None:
    """Two leads who shut each other out in the same moment come one after the other, and the second is refused."""
    one_at_a_time(db, "leads")
    if queries.is_only_lead(db, person.id):
        raise LastLead


def discharge(db: Session, patient: UUID, ending: Ending | None = None, *, by: Actor, at: datetime) -> None:
    """The course ends. Everything in it stays readable, and whoever supported the patient has them on their list still.

    Twice is once, and how it ended is as it was said first. Of somebody who has died no word goes out any more.
    """
    head = heads(db, [patient]).get(patient)
    if head and head.ended_at is None:
        plans.end_by_id(db, head.enrolment_id, ending, by=by, at=at)
    if ending and ending.code in DEATHS:
        notices.cancel(db, person=patient, at=at)


def begin_again(db: Session, patient: UUID, pathway: Published, *, by: Actor, at: datetime) -> None:
    """A patient comes back: a new plan. What they wrote before stays beside it. Raises `StillOpen`."""
    head = heads(db, [patient]).get(patient)
    if head and head.ended_at is None:
        raise StillOpen
    plans.enrol_on(db, patient, pathway, by=by, at=at)
