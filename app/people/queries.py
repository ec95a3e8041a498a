"""Reads of people: who is signed in, who supports whom."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, literal
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, func, select

from app.audit.rules import Actor
from app.people.presence import Away, Colleague, Team, lists, on_duty
from app.people.rules import ASKS_WINDOW, ATTEMPTS_WINDOW, Purpose, Role, Standing, Tries, goes_on, standing
from app.people.tables import (
    DutyTurn,
    Invitation,
    Leave,
    LinkRequest,
    Login,
    OneTimeLink,
    Person,
    Preferences,
    Profile,
    RecoveryCode,
    SecondFactor,
    SignInAttempt,
    Support,
)
from app.people.wordings import lines_of
from app.service.queries import NEWEST, Current, current_of
from app.service.tables import SettingsVersion


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
class Display:
    """How a person has asked pages to look."""

    text_size: str = "usual"
    theme: str = "device"


AS_IT_COMES = Display()


@dataclass(frozen=True)
class SignedIn:
    """A person with the login they act through. `waits_for`: what is to be proved before it opens anything."""

    who: Who
    token_hash: str
    used_at: datetime
    login: UUID
    waits_for: str | None = None
    display: Display = Display()
    avoids: tuple[str, ...] = ()
    """Wordings that the programme does not use with this person."""
    service: Current = field(default_factory=lambda: current_of(None))
    """What the lead has set: read with the login, since hardly a page does without."""


MAY_SIGN_IN = (col(Person.deactivated_at).is_(None), col(Person.suspended_at).is_(None))
_WHO = (col(Person.id), col(Person.name), col(Person.full_name), col(Person.role))


def signed_in(db: Session, token_hash: str, *, at: datetime) -> SignedIn | None:
    """Whose login this is, if it has not ended, lapsed or lost its person."""
    row = db.execute(
        select(  # type: ignore[call-overload]
            *_WHO,
            Login.began_at,
            Login.used_at,
            col(Login.id).label("login"),
            Login.waits_for,
            Login.held_until,
            Preferences.text_size,
            Preferences.theme,
            Preferences.avoid_words,
            SettingsVersion,
        )
        .join(Login, col(Login.person_id) == col(Person.id))
        .outerjoin(Preferences, col(Preferences.patient_id) == col(Person.id))
        .outerjoin(SettingsVersion, NEWEST)
        .where(Login.token_hash == token_hash, col(Login.ended_at).is_(None), *MAY_SIGN_IN)
    ).one_or_none()
    if row is None:
        return None
    who = Who(row.id, row.name, row.full_name, Role(row.role))
    waits, held = bool(row.waits_for), row.held_until
    if not goes_on(who.role, row.began_at, row.used_at, waits=waits, held_until=held, at=at):
        return None
    display = Display(row.text_size, row.theme) if row.text_size else Display()
    avoids = lines_of(row.avoid_words or "")
    return SignedIn(
        who, token_hash, row.used_at, row.login, row.waits_for, display, avoids, current_of(row.SettingsVersion)
    )


def by_email(db: Session, email: str) -> Person | None:
    """The person with this canonical address, unless they are no longer here; also one who is suspended."""
    found = db.exec(select(Person).where(Person.email == email, col(Person.deactivated_at).is_(None)))
    return found.one_or_none()


def person(db: Session, id_: UUID) -> Person:
    """Somebody who is there, as a row to change."""
    return db.get_one(Person, id_)


def is_only_lead(db: Session, id_: UUID) -> bool:
    """Whether this is a lead and no other can sign in."""
    leads = set(db.exec(select(Person.id).where(Person.role == Role.SERVICE_LEAD.value, *MAY_SIGN_IN)))
    return leads <= {id_} and db.get_one(Person, id_).role == Role.SERVICE_LEAD


def demo_accounts(db: Session) -> int:
    """How many people there are whose address is one of the demo's."""
    return db.exec(select(func.count()).where(col(Person.email).endswith("@demo.example"))).one()


def any_patient(db: Session) -> bool:
    return db.exec(select(Person.id).where(Person.role == Role.PATIENT.value).limit(1)).first() is not None


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
    known = select(Login.token_hash).where(
        Login.person_id == person_id, Login.network_hash == network_hash, col(Login.waits_for).is_(None)
    )
    return db.exec(known.limit(1)).first() is not None


def second_factor(db: Session, person_id: UUID) -> SecondFactor | None:
    """The authenticator of this person, also one that has not shown its first code yet."""
    return db.get(SecondFactor, person_id, populate_existing=True)


def have_code(db: Session, people: Collection[UUID]) -> set[UUID]:
    """Who of these people logs in with a code."""
    confirmed = col(SecondFactor.confirmed_at).is_not(None)
    return set(db.exec(select(SecondFactor.person_id).where(col(SecondFactor.person_id).in_(people), confirmed)))


def recovery_codes_left(db: Session, person_id: UUID) -> int:
    unused = (RecoveryCode.person_id == person_id, col(RecoveryCode.used_at).is_(None))
    return db.exec(select(func.count()).where(*unused)).one()


def last_login(person: SQLColumnExpression[UUID]) -> ColumnElement[datetime]:
    """When this person last used a login of theirs."""
    return select(func.max(Login.used_at)).where(col(Login.person_id) == person).scalar_subquery()


def last_used(db: Session, person_id: UUID) -> datetime | None:
    """When somebody last used a login of theirs; one query."""
    return db.scalar(select(last_login(literal(person_id))))


def has_login(db: Session, person_id: UUID, login: UUID) -> bool:
    """Whether this login is this person's, ended or not."""
    return db.exec(select(Login.id).where(Login.id == login, Login.person_id == person_id)).first() is not None


@dataclass(frozen=True)
class Device:
    """A login that goes on, as its owner knows it. `name` is empty where nobody could tell."""

    id: UUID
    name: str
    began_at: datetime
    used_at: datetime


def devices(db: Session, who: Who, *, at: datetime) -> list[Device]:
    """Where somebody is logged in now, the last used first."""
    mine = (Login.person_id == who.id, col(Login.ended_at).is_(None), col(Login.waits_for).is_(None))
    rows = db.exec(select(Login).where(*mine).order_by(col(Login.used_at).desc(), col(Login.id)))
    return [
        Device(one.id, one.device, one.began_at, one.used_at)
        for one in rows
        if goes_on(who.role, one.began_at, one.used_at, held_until=one.held_until, at=at)
    ]


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


def team_on(db: Session, day: date) -> dict[UUID, Colleague]:
    """Everybody of the staff as they are on this day, those who have left too; one query."""
    off = and_(
        col(Leave.person_id) == col(Person.id),
        col(Leave.withdrawn_at).is_(None),
        col(Leave.first) <= day,
        col(Leave.last) >= day,
    )
    turn = and_(
        col(DutyTurn.person_id) == col(Person.id),
        col(DutyTurn.withdrawn_at).is_(None),
        col(DutyTurn.first) <= day,
        col(DutyTurn.last) >= day,
    )
    rows = db.execute(
        select(
            *_WHO,
            Person.deactivated_at,
            Person.suspended_at,
            Profile.working_days,
            Leave.first,
            Leave.last,
            Leave.cover_id,
            col(DutyTurn.person_id).label("on_duty"),
        )  # type: ignore[call-overload]
        .outerjoin(Profile, col(Profile.person_id) == col(Person.id))
        .outerjoin(Leave, off)
        .outerjoin(DutyTurn, turn)
        .where(col(Person.role) != Role.PATIENT.value)
    )
    return {
        row.id: Colleague(
            row.id,
            row.name,
            Role(row.role),
            active=row.deactivated_at is None and row.suspended_at is None,
            works_today=row.working_days is None or str(day.isoweekday()) in row.working_days,
            away=Away(row.first, row.last, row.cover_id) if row.first else None,
            on_duty=row.on_duty is not None,
        )
        for row in rows
    }


@dataclass(frozen=True)
class LookedAfter:
    """A patient on a practitioner's list, and whose patient they are; nobody's, where support has ended.

    `until`: the last day on which their own practitioner is away.
    """

    who: Who
    practitioner: Who | None
    mine: bool
    until: date | None = None


def looked_after(
    db: Session, practitioner: UUID, team: Team, *, overdue: Collection[UUID] = (), only: UUID | None = None
) -> list[LookedAfter]:
    """Whom this practitioner supports, and whom they look after today for somebody else; by name. One query.

    `overdue` are patients whose message waits past its time: they are on duty's list too. `only` asks for one patient.
    """
    mine = {one for one in team if practitioner in lists(one, team).practitioners} | {practitioner}
    late = overdue if practitioner in on_duty(team) else ()
    patient, own = aliased(Person), aliased(Person)
    which = col(Support.practitioner_id).in_(mine) | col(patient.id).in_(late)
    rows = db.execute(
        select(patient, own)
        .outerjoin(Support, (col(Support.patient_id) == col(patient.id)) & col(Support.until).is_(None))
        .outerjoin(own, col(Support.practitioner_id) == col(own.id))
        .where(which, *([col(patient.id) == only] if only else []))
        .order_by(col(patient.name), col(patient.id))
    )
    return [_looked_after(who_of(one), who_of(theirs) if theirs else None, practitioner, team) for one, theirs in rows]


def _looked_after(who: Who, own: Who | None, practitioner: UUID, team: Team) -> LookedAfter:
    away = team[own.id].away if own and own.id in team else None
    return LookedAfter(who, own, own is not None and own.id == practitioner, away.last if away else None)


def supported(db: Session, patients: Iterable[UUID]) -> list[LookedAfter]:
    """These patients, each with whoever supports them now, if anybody does; one query."""
    patient, own = aliased(Person), aliased(Person)
    rows = db.execute(
        select(patient, own)
        .outerjoin(Support, (col(Support.patient_id) == col(patient.id)) & col(Support.until).is_(None))
        .outerjoin(own, col(Support.practitioner_id) == col(own.id))
        .where(col(patient.id).in_(list(patients)))
        .order_by(col(patient.name), col(patient.id))
    )
    return [LookedAfter(who_of(one), who_of(theirs) if theirs else None, mine=False) for one, theirs in rows]


def receipts_on(db: Session, patient: UUID) -> bool:
    """Whether this patient has asked that the team see which messages they have read."""
    return bool(db.exec(select(Preferences.receipts).where(Preferences.patient_id == patient)).first())


def who_of(person: Person) -> Who:
    return Who(person.id, person.name, person.full_name, Role(person.role))


@dataclass(frozen=True)
class Invited:
    """An invitation as its holder and its sender see it."""

    id: UUID
    token_hash: str
    role: Role
    email: str
    name: str
    full_name: str
    practitioner_id: UUID | None
    practitioner: str | None
    pathway: str | None
    inviter: str | None
    created_at: datetime
    expires_at: datetime
    standing: Standing


OPEN_INVITATION = (col(Invitation.accepted_at).is_(None), col(Invitation.withdrawn_at).is_(None))


def invitation(db: Session, token_hash: str, *, at: datetime) -> Invited | None:
    """The invitation that a link is for, however it stands."""
    found = _invitations(db, col(Invitation.token_hash) == token_hash, at=at)
    return found[0] if found else None


def open_invitations(db: Session, practitioner_id: UUID | None = None, *, at: datetime) -> list[Invited]:
    """Neither accepted nor withdrawn, the newest first; run out ones too, so that they can be sent again."""
    theirs = [] if practitioner_id is None else [col(Invitation.practitioner_id) == practitioner_id]
    return _invitations(db, *OPEN_INVITATION, *theirs, at=at)


def _invitations(db: Session, *which: object, at: datetime) -> list[Invited]:
    supporter, inviter = aliased(Person), aliased(Person)
    rows = db.execute(
        select(Invitation, col(supporter.name).label("supporter"), col(inviter.name).label("inviter"))
        .outerjoin(supporter, col(supporter.id) == col(Invitation.practitioner_id))
        .outerjoin(inviter, col(inviter.id) == col(Invitation.invited_by))
        .where(*which)  # type: ignore[arg-type]
        .order_by(col(Invitation.created_at).desc(), col(Invitation.id))
    )
    return [_invited(one, practitioner, inviting, at) for one, practitioner, inviting in rows]


def _invited(one: Invitation, practitioner: str | None, inviter: str | None, at: datetime) -> Invited:
    return Invited(
        id=one.id,
        token_hash=one.token_hash,
        role=Role(one.role),
        email=one.email,
        name=one.name,
        full_name=one.full_name,
        practitioner_id=one.practitioner_id,
        practitioner=practitioner,
        pathway=one.pathway,
        inviter=inviter,
        created_at=one.created_at,
        expires_at=one.expires_at,
        standing=standing(one.accepted_at, one.withdrawn_at, one.expires_at, at=at),
    )


@dataclass(frozen=True)
class Link:
    """A one-time link as its holder sees it: whose it is, and how it stands."""

    token_hash: str
    person: Person
    email: str | None
    standing: Standing


def link(db: Session, token_hash: str, purpose: Purpose, *, at: datetime) -> Link | None:
    """The link of this purpose, however it stands, unless its person can no longer sign in."""
    row = db.execute(
        select(OneTimeLink, Person)
        .join(Person, col(Person.id) == col(OneTimeLink.person_id))
        .where(
            OneTimeLink.token_hash == token_hash,
            OneTimeLink.purpose == purpose.value,
            *MAY_SIGN_IN,
        )
    ).one_or_none()
    if row is None:
        return None
    one, person = row
    return Link(token_hash, person, one.email, standing(one.used_at, None, one.expires_at, at=at))


def has_account(db: Session, email: str) -> bool:
    """Whether an address is somebody's already, also of somebody who can no longer sign in."""
    return db.exec(select(Person.id).where(Person.email == email)).first() is not None


def names_at(db: Session, addresses: Collection[str]) -> dict[str, str]:
    """Whose each address is: somebody with an account, or somebody who is invited. Two queries."""
    invited = select(Invitation.email, Invitation.full_name).where(col(Invitation.email).in_(addresses))
    here = select(Person.email, Person.full_name).where(col(Person.email).in_(addresses))
    return {**dict(db.exec(invited).all()), **dict(db.exec(here).all())}


def asks(db: Session, email_hash: str, network_hash: str, *, at: datetime) -> tuple[int, int]:
    """How often a link was asked for of late: for this address, from this network."""
    same_email, same_network = col(LinkRequest.email_hash) == email_hash, col(LinkRequest.network_hash) == network_hash
    counts = select(func.count().filter(same_email), func.count().filter(same_network)).where(
        col(LinkRequest.at) > at - ASKS_WINDOW
    )
    for_address, from_network = db.exec(counts).one()
    return for_address, from_network


@dataclass(frozen=True)
class Member:
    """Somebody of the team, how many patients they support now, and since when they are shut out, if they are."""

    who: Who
    email: str
    patients: int
    suspended_at: datetime | None = None


def team(db: Session) -> list[Member]:
    """Everybody of the staff who works here, leads first, then by name; those who are shut out for now as well."""
    rows = db.execute(
        select(  # type: ignore[call-overload]
            *_WHO, Person.email, Person.suspended_at, func.count(col(Support.id)).label("patients")
        )
        .outerjoin(Support, (col(Support.practitioner_id) == col(Person.id)) & col(Support.until).is_(None))
        .where(col(Person.role) != Role.PATIENT.value, col(Person.deactivated_at).is_(None))
        .group_by(col(Person.id))
        .order_by(col(Person.role).desc(), col(Person.name), col(Person.id))
    )
    return [
        Member(Who(row.id, row.name, row.full_name, Role(row.role)), row.email, row.patients, row.suspended_at)
        for row in rows
    ]


@dataclass(frozen=True)
class Turn:
    """Days of leave or of duty that were noted for somebody. `cover` is a leave's."""

    id: UUID
    person: Who
    first: date
    last: date
    cover: Who | None = None


def leaves(db: Session, day: date, person: UUID | None = None) -> list[Turn]:
    """The leave that goes on or is to come, the next first; everybody's, or one person's."""
    away, cover = aliased(Person), aliased(Person)
    rows = db.execute(
        select(Leave, away, cover)
        .join(away, col(Leave.person_id) == col(away.id))
        .outerjoin(cover, col(Leave.cover_id) == col(cover.id))
        .where(
            col(Leave.withdrawn_at).is_(None),
            Leave.last >= day,
            col(away.deactivated_at).is_(None),
            *([Leave.person_id == person] if person else []),
        )
        .order_by(col(Leave.first), col(away.name), col(Leave.id))
    )
    return [
        Turn(one.id, who_of(who), one.first, one.last, who_of(in_for) if in_for else None) for one, who, in_for in rows
    ]


def duty_turns(db: Session, day: date) -> list[Turn]:
    """The turns of duty that go on or are to come, the next first."""
    rows = db.execute(
        select(DutyTurn, Person)
        .join(Person, col(DutyTurn.person_id) == col(Person.id))
        .where(col(DutyTurn.withdrawn_at).is_(None), DutyTurn.last >= day, col(Person.deactivated_at).is_(None))
        .order_by(col(DutyTurn.first), col(Person.name), col(DutyTurn.id))
    )
    return [Turn(one.id, who_of(who), one.first, one.last) for one, who in rows]


def practitioners(db: Session) -> list[Who]:
    """The practitioners who can sign in, by name."""
    rows = db.exec(
        select(Person)
        .where(Person.role == Role.PRACTITIONER.value, *MAY_SIGN_IN)
        .order_by(col(Person.full_name), col(Person.id))
    )
    return [who_of(one) for one in rows]
