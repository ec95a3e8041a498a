"""Inviting somebody, taking it back, and accepting. The link's secret is handed out once; here is only its hash."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, update

from app.audit import actions as audit
from app.audit.rules import SYSTEM, Actor, Deed
from app.database import one_at_a_time
from app.people import actions, passwords, queries
from app.people.actions import Opened, Place, if_patient, token_hash
from app.people.queries import OPEN_INVITATION, Invited
from app.people.rules import INVITATION_LASTS, Role, Standing, Unfit, canonical_email
from app.people.tables import Invitation, Person


class NotTheirs(Exception):
    """A practitioner invites patients whom they will support, and nobody else."""


class HasAccount(Exception):
    """The address is somebody's already."""


class Gone(Exception):
    """A link that is no longer good, or never was."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing.value)
        self.standing = standing


class UnfitPassword(Exception):
    """The password cannot be taken; the link is still good."""

    def __init__(self, reason: Unfit) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Joining:
    """Who is to be invited, as what; for a patient also whom with and onto which pathway."""

    role: Role
    email: str
    name: str
    full_name: str
    practitioner_id: UUID | None = None
    pathway: str | None = None


@dataclass(frozen=True)
class NewInvitation:
    token: str
    id: UUID
    email: str
    expires_at: datetime


def invite(db: Session, joining: Joining, *, by: Actor, at: datetime) -> NewInvitation:
    """A link for one person, good for a week. An earlier one for the same address is withdrawn.

    Raises `HasAccount` where there is nothing to join, `NotTheirs` where a practitioner reaches too far.
    """
    theirs = joining.role is Role.PATIENT and joining.practitioner_id == by.id
    if by.role == Role.PRACTITIONER and not theirs:
        raise NotTheirs
    email = canonical_email(joining.email)
    if queries.has_account(db, email):
        raise HasAccount
    one_at_a_time(db, f"invitation {email}")
    earlier = update(Invitation).where(col(Invitation.email) == email, *OPEN_INVITATION).values(withdrawn_at=at)
    if db.exec(earlier).rowcount:
        audit.record(db, Deed.INVITATION_WITHDRAWN, by=by, at=at, subject="for a newer one")
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        token_hash=token_hash(token),
        role=joining.role.value,
        email=email,
        name=joining.name,
        full_name=joining.full_name,
        practitioner_id=joining.practitioner_id,
        pathway=joining.pathway,
        invited_by=by.id,
        created_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    db.add(invitation)
    audit.record(db, Deed.INVITED, by=by, at=at, subject=f"{joining.role.value} {invitation.id}")
    db.flush()
    return NewInvitation(token, invitation.id, email, invitation.expires_at)


def withdraw(db: Session, invitation: UUID, *, by: Actor, at: datetime) -> None:
    """From now on the link is good for nothing. One that was accepted stays accepted."""
    this = update(Invitation).where(col(Invitation.id) == invitation, *OPEN_INVITATION).values(withdrawn_at=at)
    if db.exec(this).rowcount:
        audit.record(db, Deed.INVITATION_WITHDRAWN, by=by, at=at, subject=str(invitation))


def hand_over(db: Session, practitioner: UUID, to: UUID, *, by: Actor, at: datetime) -> None:
    """Whoever was to join this practitioner will join another; their links stay good."""
    theirs = update(Invitation).where(col(Invitation.practitioner_id) == practitioner, *OPEN_INVITATION)
    if count := db.exec(theirs.values(practitioner_id=to)).rowcount:
        audit.record(db, Deed.INVITATIONS_HANDED_OVER, by=by, at=at, subject=f"{count} to {to}")


def accept(db: Session, token: str, password: str, place: Place, *, at: datetime) -> tuple[Opened, Invited]:
    """Makes the person, logged in. Raises `Gone`, `UnfitPassword` or `HasAccount`, and then nothing has changed."""
    found = queries.invitation(db, token_hash(token), at=at)
    if found is None:
        raise Gone(Standing.UNKNOWN)
    if found.standing is not Standing.OPEN:
        raise Gone(found.standing)
    if queries.has_account(db, found.email):
        raise HasAccount
    if reason := passwords.unfit_for(password, found.name, found.full_name, found.email):
        raise UnfitPassword(reason)
    try:
        person = _join(db, found, password, at=at)
    except IntegrityError:  # somebody took the address in this very moment
        raise HasAccount from None
    opened = actions.open_login(db, person, place, at=at)
    audit.record(db, Deed.INVITATION_ACCEPTED, by=opened.who.actor, at=at, patient=if_patient(person))
    return opened, found


def _join(db: Session, found: Invited, password: str, *, at: datetime) -> Person:
    """One of two who press at once gets past the first line, on either kind of database."""
    with db.begin_nested():
        mine = update(Invitation).where(
            col(Invitation.id) == found.id, *OPEN_INVITATION, col(Invitation.expires_at) > at
        )
        if not db.exec(mine.values(accepted_at=at)).rowcount:
            raise Gone(Standing.USED)
        inviter = _inviter(db, found.id)
        person = actions.add(db, found.role, found.email, found.name, found.full_name, password, by=inviter, at=at)
        if found.practitioner_id:
            actions.allocate(db, person.id, found.practitioner_id, by=inviter, at=at)
    return person


def _inviter(db: Session, invitation: UUID) -> Actor:
    """In whose name somebody joins; the first lead of a service was invited by nobody."""
    by = db.get_one(Invitation, invitation).invited_by
    person = db.get(Person, by) if by else None
    return Actor(person.id, person.name, person.role) if person else SYSTEM
