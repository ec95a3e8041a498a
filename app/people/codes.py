"""The second factor of staff: a code from a telephone, or one of ten on paper. Only who has shown it is in."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, or_, update

from app.audit import actions as audit
from app.audit import queries as entries
from app.audit.rules import Actor, Deed
from app.database import one_at_a_time
from app.people import actions, authenticator, queries
from app.people.actions import Opened, Place, Wait, keyed
from app.people.queries import SignedIn
from app.people.rules import CODES_REFUSED, CODES_REFUSED_WINDOW, Waits
from app.people.tables import Login, Person, RecoveryCode, SecondFactor

RECOVERY_CODES = 10
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's thirty-two: none is mistaken for another on paper."""
_ALIKE = str.maketrans("OIL", "011")
_LONG = 12
"""Letters of a recovery code: 60 bits."""


class WrongCode(Exception):
    """Not a code that counts now: which of the reasons it is, is not said."""


@dataclass(frozen=True)
class Confirmed:
    """Set up: the login that goes on, and the recovery codes, shown this once."""

    opened: Opened
    recovery: list[str]


def check(db: Session, signed_in: SignedIn, typed: str, place: Place, *, at: datetime) -> Opened:
    """A login that waits for a code gets in with a right one, by a new token. Raises `Wait` or `WrongCode`."""
    person = queries.person(db, signed_in.who.id)
    _tried(db, person, place.network, at=at)
    if not (_take(db, person.id, typed, at=at) and _end_waiting(db, signed_in, at=at)):
        raise _refused(db, person, place.network, at=at)
    return actions.enter(db, signed_in.who, place, at=at)


def recover(db: Session, signed_in: SignedIn, typed: str, place: Place, *, at: datetime) -> tuple[Opened, int]:
    """The same with a recovery code, and how many are left. Raises `Wait` or `WrongCode`."""
    person = queries.person(db, signed_in.who.id)
    _tried(db, person, place.network, at=at)
    if not (_use_up(db, person, typed, at=at) and _end_waiting(db, signed_in, at=at)):
        raise _refused(db, person, place.network, at=at)
    return actions.enter(db, signed_in.who, place, at=at), queries.recovery_codes_left(db, person.id)


def confirm(db: Session, signed_in: SignedIn, typed: str, place: Place, *, at: datetime) -> Confirmed:
    """The first right code: from now on this person logs in with codes. Every other login ends, this one is renewed.

    Raises `Wait` or `WrongCode`.
    """
    person = queries.person(db, signed_in.who.id)
    _tried(db, person, place.network, at=at)
    factor = queries.second_factor(db, person.id)
    step = authenticator.step_of(factor.secret, typed, None, at=at) if factor and not factor.confirmed_at else None
    if factor is None or step is None:
        raise _refused(db, person, place.network, at=at)
    this = (col(SecondFactor.person_id) == person.id, col(SecondFactor.secret) == factor.secret)
    db.exec(update(SecondFactor).where(*this).values(confirmed_at=at, last_counter=step))
    actions.end_logins(db, person.id, at=at)
    audit.record(db, Deed.CODE_SET_UP, by=signed_in.who.actor, at=at)
    return Confirmed(actions.enter(db, signed_in.who, place, at=at), _new_recovery_codes(db, person.id))


def begin(db: Session, person: Person, *, at: datetime) -> None:
    """Somebody who is logged in wants codes; they count once the first has been right."""
    if not queries.have_code(db, [person.id]):
        actions.begin_code(db, person.id, at=at)


def prove(db: Session, person: Person, typed: str, network: str, *, at: datetime) -> None:
    """Somebody logged in shows a code, or a recovery code, once more. Raises `Wait` or `WrongCode`."""
    _tried(db, person, network, at=at)
    if not (_take(db, person.id, typed, at=at) or _use_up(db, person, typed, at=at)):
        raise _refused(db, person, network, at=at)


def new_recovery_codes(db: Session, person: Person, *, by: Actor, at: datetime) -> list[str]:
    """Ten new ones; the old are good for nothing from now on."""
    audit.record(db, Deed.RECOVERY_CODES_MADE, by=by, at=at)
    return _new_recovery_codes(db, person.id)


def reset(db: Session, person: Person, *, by: Actor, at: datetime) -> None:
    """No code of this person counts any more, and every login of theirs ends."""
    _forget(db, person.id)
    actions.end_logins(db, person.id, at=at)
    audit.record(db, Deed.CODE_RESET, by=by, at=at, subject=f"{person.role} {person.id}")


def leave_off(db: Session, signed_in: SignedIn, *, asks: bool, at: datetime) -> None:
    """Somebody gives their own code up. Where the service asks for one, this login waits until there is another."""
    _forget(db, signed_in.who.id)
    actions.end_logins(db, signed_in.who.id, keep=signed_in.token_hash, at=at)
    audit.record(db, Deed.CODE_RESET, by=signed_in.who.actor, at=at, subject="their own")
    if asks:
        actions.begin_code(db, signed_in.who.id, at=at)
        mine = update(Login).where(col(Login.token_hash) == signed_in.token_hash)
        db.exec(mine.values(waits_for=Waits.SETUP.value, began_at=at))


def _tried(db: Session, person: Person, network: str, *, at: datetime) -> None:
    """One try of a person at a time, so that none is left uncounted. Raises `Wait`."""
    one_at_a_time(db, f"code {person.id}")
    actions.may_try(db, person.email, network, at=at)
    reset = entries.last_time(db, Deed.CODE_RESET, f"{person.role} {person.id}")
    since = max(at - CODES_REFUSED_WINDOW, reset or at - CODES_REFUSED_WINDOW)
    if entries.how_often(db, person.id, Deed.CODE_REFUSED, since=since) >= CODES_REFUSED:
        raise Wait


def _refused(db: Session, person: Person, network: str, *, at: datetime) -> WrongCode:
    """Counted with the wrong passwords of this person and this network."""
    by = Actor(person.id, person.name, person.role)
    actions.note_wrong_try(db, person.email, network, deed=Deed.CODE_REFUSED, by=by, at=at)
    return WrongCode()


def _take(db: Session, person: UUID, typed: str, *, at: datetime) -> bool:
    """One of two who send the same code at once gets past the last line; a code from before never does."""
    factor = queries.second_factor(db, person)
    if factor is None or factor.confirmed_at is None:
        return False
    step = authenticator.step_of(factor.secret, typed, factor.last_counter, at=at)
    if step is None:
        return False
    later = or_(col(SecondFactor.last_counter).is_(None), col(SecondFactor.last_counter) < step)
    this = (col(SecondFactor.person_id) == person, col(SecondFactor.secret) == factor.secret, later)
    return db.exec(update(SecondFactor).where(*this).values(last_counter=step)).rowcount == 1


def _use_up(db: Session, person: Person, typed: str, *, at: datetime) -> bool:
    this = (col(RecoveryCode.code_hash) == _hashed(person.id, typed), col(RecoveryCode.person_id) == person.id)
    unused = update(RecoveryCode).where(*this, col(RecoveryCode.used_at).is_(None))
    if db.exec(unused.values(used_at=at)).rowcount != 1:
        return False
    audit.record(db, Deed.RECOVERY_CODE_USED, by=Actor(person.id, person.name, person.role), at=at)
    return True


def _end_waiting(db: Session, signed_in: SignedIn, *, at: datetime) -> bool:
    this = (col(Login.token_hash) == signed_in.token_hash, col(Login.waits_for) == Waits.CODE.value)
    ended = update(Login).where(*this, col(Login.ended_at).is_(None)).values(ended_at=at)
    return db.exec(ended).rowcount == 1


def _new_recovery_codes(db: Session, person: UUID) -> list[str]:
    db.exec(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person))
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LONG)) for _ in range(RECOVERY_CODES)]
    db.add_all([RecoveryCode(code_hash=_hashed(person, code), person_id=person) for code in codes])
    db.flush()
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def _hashed(person: UUID, typed: str) -> str:
    """The same for a code however it is typed: with or without its dashes, in small letters, an O for a nought."""
    plain = "".join(letter for letter in typed.upper() if letter.isalnum()).translate(_ALIKE)
    return keyed(f"recovery code {person} {plain}")


def _forget(db: Session, person: UUID) -> None:
    one_at_a_time(db, f"code {person}")
    db.exec(delete(SecondFactor).where(col(SecondFactor.person_id) == person))
    db.exec(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person))
