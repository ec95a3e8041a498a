"""What happens to people and their logins. Each act is in the audit in its own transaction."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, update

from app.audit import actions as audit
from app.audit.rules import SYSTEM, Actor, Deed
from app.database import add_if_absent, one_at_a_time
from app.people import authenticator, passwords, queries
from app.people.rules import ATTEMPTS_WINDOW, Role, Waits, canonical_email, must_wait, waits_for
from app.people.tables import Login, OneTimeLink, Person, SecondFactor, SignInAttempt, Support
from app.settings import settings


class WrongPassword(Exception):
    """Somebody logged in has typed a password that is not theirs."""


class Suspended(Exception):
    """The password is right, and this person is shut out for now."""


class Wait(Exception):
    """Too many wrong passwords of late."""


@dataclass(frozen=True)
class Opened:
    """A new login: the secret for the cookie, whose it is, and what is still to be proved before it opens anything."""

    token: str
    who: queries.Who
    waits_for: Waits | None = None


@dataclass(frozen=True)
class Place:
    """Where somebody signs in from: the network, and the device in words. `asks`: staff are asked for a code there."""

    network: str
    device: str
    asks: bool


def hold_login(db: Session, login: UUID, until: datetime) -> None:
    """This login may lie idle until then: its person is in the middle of a session. It never lasts longer for it."""
    later = col(Login.held_until).is_(None) | (col(Login.held_until) < until)
    db.exec(update(Login).where(col(Login.id) == login, later).values(held_until=until))


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def keyed(text: str) -> str:
    """A hash only this service can make, for addresses and networks that need not be stored."""
    return hmac.new(settings().secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()


def add(
    db: Session, role: Role, email: str, name: str, full_name: str, password: str, *, by: Actor, at: datetime
) -> Person:
    """Adds somebody who can sign in from now on."""
    person = Person(
        role=role.value,
        email=canonical_email(email),
        name=name,
        full_name=full_name,
        password_hash=passwords.hashed(password),
        created_at=at,
    )
    db.add(person)
    db.flush()
    audit.record(db, Deed.PERSON_ADDED, by=by, at=at, subject=role.value, patient=if_patient(person))
    return person


def allocate(db: Session, patient: UUID, practitioner: UUID, *, by: Actor, at: datetime) -> None:
    """From now on this practitioner supports this patient; whoever did so before no longer does."""
    db.exec(update(Support).where(col(Support.patient_id) == patient, col(Support.until).is_(None)).values(until=at))
    db.add(Support(patient_id=patient, practitioner_id=practitioner, since=at))
    db.flush()
    audit.record(db, Deed.ALLOCATED, by=by, at=at, patient=patient, subject=str(practitioner))


def end_support(db: Session, patient: UUID, *, by: Actor, at: datetime) -> None:
    """Nobody supports this patient from now on; their practitioner no longer reaches the record."""
    db.exec(update(Support).where(col(Support.patient_id) == patient, col(Support.until).is_(None)).values(until=at))
    audit.record(db, Deed.SUPPORT_ENDED, by=by, at=at, patient=patient)


def may_try(db: Session, email: str, network: str, *, at: datetime) -> None:
    """Raises `Wait` where an address has seen too many wrong passwords of late, known to us or not."""
    network_hash = keyed(network)
    tries = queries.tries(db, keyed(canonical_email(email)), network_hash, at=at)
    if not must_wait(tries):
        return
    person = queries.by_email(db, canonical_email(email))
    known = person is not None and queries.signed_in_from(db, person.id, network_hash)
    if must_wait(tries._replace(known_network=known)):
        raise Wait


def sign_in(db: Session, email: str, password: str, place: Place, *, at: datetime) -> Opened | None:
    """Opens a new login, or records a wrong try and returns None: the same work and words for every reason.

    Raises `Suspended` where the password was right: only its owner learns that.
    """
    canonical = canonical_email(email)
    person = queries.by_email(db, canonical)
    if not passwords.fits(password, person.password_hash if person else None) or person is None:
        note_wrong_try(db, canonical, place.network, at=at)
        return None
    if person.suspended_at:
        raise Suspended
    if passwords.is_dated(person.password_hash):
        person.password_hash = passwords.hashed(password)
        db.add(person)
    return open_login(db, person, place, at=at)


def note_wrong_try(
    db: Session, canonical: str, network: str, *, deed: Deed = Deed.SIGN_IN_REFUSED, by: Actor = SYSTEM, at: datetime
) -> None:
    """Counts a wrong password or code; the handler goes on, so that this is kept."""
    db.exec(delete(SignInAttempt).where(col(SignInAttempt.at) < at - ATTEMPTS_WINDOW))
    db.add(SignInAttempt(email_hash=keyed(canonical), network_hash=keyed(network), at=at))
    audit.record(db, deed, by=by, at=at)


def prove(db: Session, person: Person, password: str, network: str, *, at: datetime) -> None:
    """Somebody logged in shows once more that they are who they are. Raises `WrongPassword` or `Wait`."""
    may_try(db, person.email, network, at=at)
    if not passwords.fits(password, person.password_hash):
        note_wrong_try(db, person.email, network, at=at)
        raise WrongPassword


def open_login(db: Session, person: Person, place: Place, *, at: datetime) -> Opened:
    """A new login for somebody who has shown a password of theirs. Staff may have a code to show as well."""
    who = queries.Who(person.id, person.name, person.full_name, Role(person.role))
    waits = waits_for(who.role, has_code=bool(queries.have_code(db, [person.id])), asks=place.asks)
    if waits is Waits.SETUP:
        begin_code(db, person.id, at=at)
    return enter(db, who, place, waits=waits, at=at)


def enter(db: Session, who: queries.Who, place: Place, *, waits: Waits | None = None, at: datetime) -> Opened:
    """A login with a token of its own. One that waits opens nothing, and is no sign-in yet."""
    token = secrets.token_urlsafe(32)
    login = Login(
        token_hash=token_hash(token),
        person_id=who.id,
        began_at=at,
        used_at=at,
        network_hash=keyed(place.network),
        device=place.device[:60],
        waits_for=waits,
    )
    db.add(login)
    if waits is None:
        patient = who.id if who.role is Role.PATIENT else None
        audit.record(db, Deed.SIGNED_IN, by=who.actor, at=at, patient=patient)
    return Opened(token, who, waits)


def begin_code(db: Session, person: UUID, *, at: datetime) -> None:
    """A new secret to set up, in place of one that has shown no code yet.

    Every other login that waits ends: nobody else is looking at the page with this secret on it.
    """
    one_at_a_time(db, f"code {person}")
    waiting = (col(Login.person_id) == person, col(Login.waits_for).is_not(None), col(Login.ended_at).is_(None))
    db.exec(update(Login).where(*waiting).values(ended_at=at))
    unproved = (col(SecondFactor.person_id) == person, col(SecondFactor.confirmed_at).is_(None))
    db.exec(delete(SecondFactor).where(*unproved))
    add_if_absent(db, SecondFactor, [{"person_id": person, "secret": authenticator.new_secret(), "made_at": at}])


def sign_out(db: Session, signed_in: queries.SignedIn, *, at: datetime) -> None:
    """Ends this one login."""
    this = update(Login).where(col(Login.token_hash) == signed_in.token_hash, col(Login.ended_at).is_(None))
    db.exec(this.values(ended_at=at))
    audit.record(db, Deed.SIGNED_OUT, by=signed_in.who.actor, at=at)


def change_password(db: Session, person: Person, password: str, *, keep: str | None, by: Actor, at: datetime) -> None:
    """Sets a new password; ends every other login and every link on its way. `keep` is the login that goes on."""
    person.password_hash = passwords.hashed(password)
    db.add(person)
    void_links(db, person.id)
    end_logins(db, person.id, keep=keep, at=at)
    audit.record(db, Deed.PASSWORD_CHANGED, by=by, at=at, patient=if_patient(person))


def deactivate(db: Session, person: Person, *, by: Actor, at: datetime) -> None:
    """From the next request on this person cannot do anything here. Whom they supported is on the leads' list."""
    person.deactivated_at = at
    db.add(person)
    void_links(db, person.id)
    end_logins(db, person.id, at=at)
    audit.record(db, Deed.DEACTIVATED, by=by, at=at, patient=if_patient(person))


def void_links(db: Session, person: UUID) -> None:
    """Links that this person has not used are good for nothing from now on."""
    db.exec(delete(OneTimeLink).where(col(OneTimeLink.person_id) == person, col(OneTimeLink.used_at).is_(None)))


def touch(db: Session, token_hash: str, *, at: datetime) -> None:
    """Notes that a login is in use."""
    db.exec(update(Login).where(col(Login.token_hash) == token_hash).values(used_at=at))


def end_logins(db: Session, person: UUID, *, keep: str | None = None, at: datetime) -> None:
    """Every login of this person ends, save the one to `keep`."""
    others = (col(Login.person_id) == person) & (col(Login.token_hash) != (keep or ""))
    db.exec(update(Login).where(others, col(Login.ended_at).is_(None)).values(ended_at=at))


def end_login(db: Session, login: UUID, *, by: Actor, at: datetime) -> None:
    """Ends one login from another; it opens nothing from the next request on."""
    this = update(Login).where(col(Login.id) == login, col(Login.ended_at).is_(None)).values(ended_at=at)
    if db.exec(this).rowcount:
        patient = by.id if by.role == Role.PATIENT else None
        audit.record(db, Deed.LOGIN_ENDED, by=by, at=at, patient=patient)


def end_other_logins(db: Session, signed_in: queries.SignedIn, *, at: datetime) -> None:
    """Every login of this person ends but the one they act through."""
    who = signed_in.who
    end_logins(db, who.id, keep=signed_in.token_hash, at=at)
    patient = who.id if who.role is Role.PATIENT else None
    audit.record(db, Deed.LOGIN_ENDED, by=who.actor, at=at, patient=patient, subject="all others")


def if_patient(person: Person) -> UUID | None:
    """Whom an entry of the audit is about, where that is a patient."""
    return person.id if person.role == Role.PATIENT else None
