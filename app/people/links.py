"""One-time links for somebody who has an account: a new password, a new address. Only their hashes are kept."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, update

from app.audit import actions as audit
from app.audit.rules import SYSTEM, Actor, Deed
from app.people import actions, passwords, queries
from app.people.actions import Wait, if_patient, keyed, token_hash
from app.people.invitations import Gone, HasAccount, UnfitPassword
from app.people.queries import Link
from app.people.rules import (
    ASKS_ADDRESS,
    ASKS_NETWORK,
    ASKS_WINDOW,
    EMAIL_LINK_LASTS,
    LINKS_KEPT,
    PASSWORD_LINK_LASTS,
    Purpose,
    Role,
    Standing,
    canonical_email,
)
from app.people.tables import LinkRequest, OneTimeLink, Person


@dataclass(frozen=True)
class NewLink:
    """The secret of a link, for whom it is, and until when it is good."""

    token: str
    name: str
    email: str
    expires_at: datetime


def ask(db: Session, email: str, network: str, *, at: datetime) -> None:
    """Counts that a link was asked for, known address or not. Raises `Wait` where that has happened too often."""
    email_hash, network_hash = keyed(canonical_email(email)), keyed(network)
    for_address, from_network = queries.asks(db, email_hash, network_hash, at=at)
    if for_address >= ASKS_ADDRESS or from_network >= ASKS_NETWORK:
        raise Wait
    db.exec(delete(LinkRequest).where(col(LinkRequest.at) < at - ASKS_WINDOW))
    db.add(LinkRequest(email_hash=email_hash, network_hash=network_hash, at=at))
    audit.record(db, Deed.PASSWORD_LINK_ASKED, by=SYSTEM, at=at)
    db.flush()


def for_password(db: Session, person: Person, *, by: Actor, at: datetime) -> NewLink:
    """A link to a new password, good for half an hour. `by` is whoever asked: a practitioner, or the service itself."""
    expires = at + PASSWORD_LINK_LASTS
    audit.record(db, Deed.PASSWORD_LINK_MADE, by=by, at=at, patient=if_patient(person), subject=_whose(person))
    return NewLink(_add(db, person, Purpose.PASSWORD, expires, at=at), person.name, person.email, expires)


def for_nobody(db: Session, email: str, *, at: datetime) -> NewLink:
    """As much work as `for_password`, for an address nobody has. The link is good for nothing."""
    db.add(LinkRequest(email_hash=keyed(email), network_hash=keyed(""), at=at))
    audit.record(db, Deed.PASSWORD_LINK_ASKED, by=SYSTEM, at=at)
    db.flush()
    return NewLink(secrets.token_urlsafe(32), "-", canonical_email(email), at + PASSWORD_LINK_LASTS)


def use_password(db: Session, token: str, password: str, *, at: datetime) -> None:
    """Sets the password; every login and every other link of the person ends. Raises `Gone` or `UnfitPassword`."""
    found = _open_link(db, token, Purpose.PASSWORD, at=at)
    person = found.person
    if reason := passwords.unfit_for(password, person.name, person.full_name, person.email):
        raise UnfitPassword(reason)
    _use(db, found, at=at)
    actions.change_password(db, person, password, keep=None, by=_themselves(person), at=at)


def for_email(db: Session, person: Person, email: str, *, at: datetime) -> NewLink | None:
    """A link that confirms a new address; None where the address is somebody's already, which is not said."""
    email = canonical_email(email)
    expires = at + EMAIL_LINK_LASTS
    audit.record(db, Deed.EMAIL_CHANGE_ASKED, by=_themselves(person), at=at, patient=if_patient(person))
    if queries.has_account(db, email):
        return None
    mine = (col(OneTimeLink.person_id) == person.id) & (col(OneTimeLink.purpose) == Purpose.EMAIL.value)
    db.exec(delete(OneTimeLink).where(mine, col(OneTimeLink.used_at).is_(None)))  # the last one asked for counts
    return NewLink(_add(db, person, Purpose.EMAIL, expires, email=email, at=at), person.name, email, expires)


def confirm_email(db: Session, token: str, *, at: datetime) -> None:
    """From now on the person signs in with the new address. Raises `Gone`, or `HasAccount` where it was taken."""
    found = _open_link(db, token, Purpose.EMAIL, at=at)
    person = found.person
    if found.email is None or queries.has_account(db, found.email):
        raise HasAccount
    try:
        with db.begin_nested():
            _use(db, found, at=at)
            person.email = found.email
            db.add(person)
    except IntegrityError:
        raise HasAccount from None
    actions.void_links(db, person.id)  # those that went to the old address
    audit.record(db, Deed.EMAIL_CHANGED, by=_themselves(person), at=at, patient=if_patient(person))


def clear_old(db: Session, *, at: datetime) -> int:
    """Takes away links that died a month ago, and who asked for one longer ago than counts. How many rows that were."""
    dead = delete(OneTimeLink).where(col(OneTimeLink.expires_at) < at - LINKS_KEPT)
    forgotten = delete(LinkRequest).where(col(LinkRequest.at) < at - ASKS_WINDOW)
    return db.exec(dead).rowcount + db.exec(forgotten).rowcount


def _add(
    db: Session, person: Person, purpose: Purpose, expires: datetime, *, email: str | None = None, at: datetime
) -> str:
    token = secrets.token_urlsafe(32)
    db.add(
        OneTimeLink(
            token_hash=token_hash(token),
            person_id=person.id,
            purpose=purpose.value,
            email=email,
            created_at=at,
            expires_at=expires,
        )
    )
    db.flush()
    return token


def _open_link(db: Session, token: str, purpose: Purpose, *, at: datetime) -> Link:
    found = queries.link(db, token_hash(token), purpose, at=at)
    if found is None:
        raise Gone(Standing.UNKNOWN)
    if found.standing is not Standing.OPEN:
        raise Gone(found.standing)
    return found


def _use(db: Session, link: Link, *, at: datetime) -> None:
    """One of two who press at once gets past this line."""
    this = (col(OneTimeLink.token_hash) == link.token_hash) & col(OneTimeLink.used_at).is_(None)
    if not db.exec(update(OneTimeLink).where(this).values(used_at=at)).rowcount:
        raise Gone(Standing.USED)


def _themselves(person: Person) -> Actor:
    return Actor(person.id, person.name, person.role)


def _whose(person: Person) -> str:
    return "" if person.role == Role.PATIENT else f"{person.role} {person.id}"
