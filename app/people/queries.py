"""Reads of people: who is signed in, who supports whom."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.audit.rules import Actor
from app.people.rules import ATTEMPTS_WINDOW, LOGIN_LASTS, Role, Tries
from app.people.tables import Login, Person, SignInAttempt, Support


@dataclass(frozen=True)
class Who:
    """A person as the rest of the house needs them."""

    id: UUID
    name: str
    full_name: str
    role: Role

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.name, self.role.value)


@dataclass(frozen=True)
class SignedIn:
    """A person with the login they act through."""

    who: Who
    token_hash: str
    used_at: datetime


_WHO = (col(Person.id), col(Person.name), col(Person.full_name), col(Person.role))


def signed_in(db: Session, token_hash: str, *, at: datetime) -> SignedIn | None:
    """Whose login this is, if it has not ended, lapsed or lost its person."""
    row = db.execute(
        select(*_WHO, Login.began_at, Login.used_at)  # type: ignore[call-overload]
        .join(Login, col(Login.person_id) == col(Person.id))
        .where(Login.token_hash == token_hash, col(Login.ended_at).is_(None), col(Person.deactivated_at).is_(None))
    ).one_or_none()
    if row is None:
        return None
    who = Who(row.id, row.name, row.full_name, Role(row.role))
    lasting = LOGIN_LASTS[who.role]
    if at - row.used_at > lasting.idle or at - row.began_at > lasting.most:
        return None
    return SignedIn(who, token_hash, row.used_at)


def by_email(db: Session, email: str) -> Person | None:
    """The person with this canonical address who may sign in."""
    found = db.exec(select(Person).where(Person.email == email, col(Person.deactivated_at).is_(None)))
    return found.one_or_none()


def demo_accounts(db: Session) -> int:
    """How many people there are whose address is one of the demo's."""
    return db.exec(select(func.count()).where(col(Person.email).endswith("@demo.example"))).one()


def tries(db: Session, email_hash: str, network_hash: str, *, at: datetime) -> Tries:
    """The wrong passwords of the last while; one query."""
    same_email = col(SignInAttempt.email_hash) == email_hash
    same_network = col(SignInAttempt.network_hash) == network_hash
    counts = select(
        func.count().filter(same_email & same_network),
        func.count().filter(same_email),
        func.count().filter(same_network),
    ).where(
        col(SignInAttempt.at) > at - ATTEMPTS_WINDOW,
        same_email | same_network,
    )
    at_here, everywhere, network = db.exec(counts).one()
    return Tries(at_here, everywhere, network, known_network=False)


def signed_in_from(db: Session, person_id: UUID, network_hash: str) -> bool:
    """Whether this person has signed in from this network before."""
    known = select(Login.token_hash).where(Login.person_id == person_id, Login.network_hash == network_hash).limit(1)
    return db.exec(known).first() is not None


def practitioner_of(db: Session, patient_id: UUID) -> Who | None:
    """Who supports this patient now."""
    row = db.execute(
        select(*_WHO)
        .join(Support, col(Support.practitioner_id) == col(Person.id))
        .where(Support.patient_id == patient_id, col(Support.until).is_(None))
    ).one_or_none()
    return Who(row.id, row.name, row.full_name, Role(row.role)) if row else None


def patients_of(db: Session, practitioner_id: UUID) -> list[Who]:
    """Whom this practitioner supports now, by name."""
    rows = db.execute(
        select(*_WHO)
        .join(Support, col(Support.patient_id) == col(Person.id))
        .where(Support.practitioner_id == practitioner_id, col(Support.until).is_(None))
        .order_by(col(Person.name), col(Person.id))
    )
    return [Who(row.id, row.name, row.full_name, Role(row.role)) for row in rows]


def supported_patient(db: Session, practitioner_id: UUID, patient_id: UUID) -> Who | None:
    """The patient, if this practitioner supports them now."""
    row = db.execute(
        select(*_WHO)
        .join(Support, col(Support.patient_id) == col(Person.id))
        .where(
            Support.practitioner_id == practitioner_id,
            Support.patient_id == patient_id,
            col(Support.until).is_(None),
        )
    ).one_or_none()
    return Who(row.id, row.name, row.full_name, Role(row.role)) if row else None
