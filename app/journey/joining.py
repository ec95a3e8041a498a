"""Joining, and getting back in: a deed among the people and the mail that goes with it, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.audit.rules import SYSTEM, Actor
from app.enrolments import plans
from app.notices import actions as notices
from app.notices import rules as words
from app.notices.rules import About
from app.pathways import queries as pathways
from app.pathways.queries import Published
from app.people import invitations, links, queries
from app.people.actions import Opened, Place
from app.people.invitations import Joining
from app.people.links import NewLink
from app.people.queries import Invited
from app.people.rules import EMAIL_LINK_LASTS, Role, canonical_email
from app.people.tables import Person
from app.rendering import clock_time, day
from app.rendering import gettext as _
from app.settings import Settings


@dataclass(frozen=True)
class Handed:
    """A link to hand over, shown once: nobody can look it up again. `mailed` where a mail with it is on its way."""

    link: str
    name: str
    email: str
    until: datetime
    mailed: bool


def offered(db: Session, settings: Settings) -> list[Published]:
    """The pathways that a patient can be invited onto; none while the service is being set up."""
    return [] if settings.setting_up else pathways.published(db)


def invite(db: Session, settings: Settings, joining: Joining, *, by: Actor, at: datetime) -> Handed:
    """Raises `HasAccount`, or `NotTheirs` for a practitioner who reaches too far."""
    made = invitations.invite(db, joining, by=by, at=at)
    link = settings.address(f"/invitation/{made.token}")
    if settings.mails:
        body = words.invitation(joining.name, link, _until(made.expires_at))
        notices.put(db, About.INVITATION, made.email, body, at=at, until=made.expires_at)
    return Handed(link, joining.name, made.email, made.expires_at, bool(settings.smtp_url))


def invite_again(db: Session, settings: Settings, invited: Invited, *, by: Actor, at: datetime) -> Handed:
    """A new link in place of the one that is lost or has run out."""
    joining = Joining(
        invited.role, invited.email, invited.name, invited.full_name, invited.practitioner_id, invited.pathway
    )
    return invite(db, settings, joining, by=by, at=at)


def first_lead(db: Session, settings: Settings, email: str, name: str, full_name: str, *, at: datetime) -> Handed:
    """From the command line: a way in for a service lead, new or locked out. Nothing is mailed.

    Raises `HasAccount` where the address is somebody else's.
    """
    known = queries.by_email(db, canonical_email(email))
    if known and known.role == Role.SERVICE_LEAD:
        link = links.for_password(db, known, by=SYSTEM, at=at)
        return Handed(_password_link(settings, link), known.name, known.email, link.expires_at, mailed=False)
    joining = Joining(Role.SERVICE_LEAD, email, name, full_name)
    made = invitations.invite(db, joining, by=SYSTEM, at=at)
    return Handed(settings.address(f"/invitation/{made.token}"), name, made.email, made.expires_at, mailed=False)


def accept(db: Session, token: str, password: str, place: Place, *, at: datetime) -> Opened:
    """Somebody joins; a patient gets their plan. Raises `Gone`, `UnfitPassword` or `HasAccount`."""
    opened, invited = invitations.accept(db, token, password, place, at=at)
    line = pathways.line(db, invited.pathway) if invited.pathway else None
    if line and line.versions:  # the newest, also where it is no longer offered to others: it was promised
        plans.enrol_on(db, opened.who.id, line.versions[0], by=SYSTEM, at=at)
    return opened


def ask_for_password(db: Session, settings: Settings, email: str, network: str, *, at: datetime) -> None:
    """Somebody cannot get in. Whether the address is known shows neither in the answer nor in the time it takes.

    For an unknown address, or somebody who is shut out for now, as much is written, and taken back. Raises `Wait`
    where a link was asked for too often.
    """
    links.ask(db, email, network, at=at)
    person = queries.by_email(db, canonical_email(email))
    if person and person.suspended_at:
        person = None
    attempt = db.begin_nested()
    made = links.for_password(db, person, by=SYSTEM, at=at) if person else links.for_nobody(db, email, at=at)
    _mail_password_link(db, settings, made, at=at)
    if person:
        attempt.commit()
    else:
        attempt.rollback()


def help_with_password(db: Session, settings: Settings, person: UUID, *, by: Actor, at: datetime) -> Handed:
    """A practitioner for their patient on the telephone, or a lead for a colleague."""
    made = links.for_password(db, queries.person(db, person), by=by, at=at)
    if settings.mails:
        _mail_password_link(db, settings, made, at=at)
    return Handed(_password_link(settings, made), made.name, made.email, made.expires_at, bool(settings.smtp_url))


def mail_password_link(db: Session, settings: Settings, person: UUID, *, by: Actor, at: datetime) -> None:
    """A new link to their own mailbox, and nowhere else, in place of one that never arrived."""
    _mail_password_link(db, settings, links.for_password(db, queries.person(db, person), by=by, at=at), at=at)


def ask_for_address(db: Session, settings: Settings, person: Person, email: str, *, at: datetime) -> None:
    """A link to the new address, a word to the old one. That an address is taken is told to its owner only."""
    made = links.for_email(db, person, email, at=at)
    until = at + EMAIL_LINK_LASTS
    if made:
        link = settings.address(f"/confirm-email/{made.token}")
        notices.put(db, About.EMAIL, made.email, words.new_address(made.name, link, _until(until)), at=at, until=until)
    else:
        notices.put(db, About.EMAIL_TAKEN, canonical_email(email), words.address_taken(), at=at, until=until)
    notices.put(db, About.EMAIL_MOVING, person.email, words.address_moving(person.name), at=at, until=until)


def _mail_password_link(db: Session, settings: Settings, made: NewLink, *, at: datetime) -> None:
    body = words.new_password(made.name, _password_link(settings, made), _until(made.expires_at))
    notices.put(db, About.PASSWORD, made.email, body, at=at, until=made.expires_at)


def _password_link(settings: Settings, made: NewLink) -> str:
    return settings.address(f"/new-password/{made.token}")


def _until(at: datetime) -> str:
    return _("%(day)s at %(time)s") % {"day": day(at), "time": clock_time(at)}
