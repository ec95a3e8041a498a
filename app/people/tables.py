from datetime import date, datetime, time
from uuid import UUID, uuid4

from sqlalchemy import Text
from sqlmodel import CheckConstraint, Index, Relationship, SQLModel, text

from app.database import Kind, column


class Person(SQLModel, table=True):
    """Somebody who can sign in."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("role IN ('patient', 'practitioner', 'service_lead')", name="role"),
        CheckConstraint("length(name) > 0", name="name"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    role: str = column(Kind.OPERATIONAL, max_length=20)
    email: str = column(Kind.IDENTITY, max_length=254, unique=True)
    name: str = column(Kind.IDENTITY, max_length=60)
    full_name: str = column(Kind.IDENTITY, max_length=120)
    password_hash: str = column(Kind.SECRET, max_length=255)
    created_at: datetime = column(Kind.OPERATIONAL)
    suspended_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    deactivated_at: datetime | None = column(Kind.OPERATIONAL, default=None)


class Profile(SQLModel, table=True):
    """How somebody of the staff works here. A patient sees it of whoever supports them."""

    __tablename__ = "profile"

    person_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", primary_key=True)
    about: str = column(Kind.IDENTITY, max_length=300, default="")
    working_days: str = column(Kind.OPERATIONAL, max_length=7, default="12345")

    person: Person = Relationship()


class Leave(SQLModel, table=True):
    """Days somebody of the staff is away, the first and the last included, and who stands in for them."""

    __tablename__ = "leave"
    __table_args__ = (
        CheckConstraint("first <= last", name="ends_after_it_began"),
        CheckConstraint("cover_id IS NULL OR cover_id <> person_id", name="somebody_else_covers"),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    person_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", index=True)
    first: date = column(Kind.OPERATIONAL)
    last: date = column(Kind.OPERATIONAL)
    cover_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="person.id", index=True)
    withdrawn_at: datetime | None = column(Kind.OPERATIONAL, default=None)

    person: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "Leave.person_id"})
    cover: Person | None = Relationship(sa_relationship_kwargs={"foreign_keys": "Leave.cover_id"})


class DutyTurn(SQLModel, table=True):
    """Days a practitioner looks after what nobody else is there for, the first and the last included."""

    __tablename__ = "duty_turn"
    __table_args__ = (CheckConstraint("first <= last", name="ends_after_it_began"),)

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    person_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", index=True)
    first: date = column(Kind.OPERATIONAL)
    last: date = column(Kind.OPERATIONAL)
    withdrawn_at: datetime | None = column(Kind.OPERATIONAL, default=None)

    person: Person = Relationship()


class Preferences(SQLModel, table=True):
    """How one patient likes things: a card their practitioner reads, reminders, and how pages look."""

    __tablename__ = "preferences"
    __table_args__ = (
        CheckConstraint("support_style IN ('more', 'usual', 'less')", name="support_style"),
        CheckConstraint("text_size IN ('usual', 'larger', 'largest')", name="text_size"),
        CheckConstraint("theme IN ('device', 'light', 'dark')", name="theme"),
        CheckConstraint("pace IN ('usual', 'slower', 'faster')", name="pace"),
        CheckConstraint("version >= 1", name="version"),
    )

    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", primary_key=True)
    version: int = column(Kind.OPERATIONAL, default=1)
    changed_at: datetime = column(Kind.OPERATIONAL)
    pronouns: str = column(Kind.IDENTITY, max_length=60, default="")
    contact: str = column(Kind.CLINICAL_TEXT, default="")
    helps: str = column(Kind.CLINICAL_TEXT, default="")
    avoid: str = column(Kind.CLINICAL_TEXT, default="")
    avoid_words: str = column(Kind.CLINICAL_TEXT, default="")
    """Wordings that the programme does not use with this person, one a line."""
    access_needs: str = column(Kind.CLINICAL_TEXT, default="")
    support_style: str = column(Kind.OPERATIONAL, max_length=10, default="usual")
    receipts: bool = column(Kind.OPERATIONAL, default=False)
    reminders: bool = column(Kind.OPERATIONAL, default=False)
    reminder_days: str = column(Kind.OPERATIONAL, max_length=7, default="1234567")
    quiet_from: time = column(Kind.OPERATIONAL, default=time(20))
    quiet_until: time = column(Kind.OPERATIONAL, default=time(9))
    text_size: str = column(Kind.OPERATIONAL, max_length=10, default="usual")
    theme: str = column(Kind.OPERATIONAL, max_length=10, default="device")
    listen: bool = column(Kind.OPERATIONAL, default=False)
    measures_as_list: bool = column(Kind.OPERATIONAL, default=False)
    pace: str = column(Kind.OPERATIONAL, max_length=10, default="usual")
    fewer_words: bool = column(Kind.OPERATIONAL, default=False)

    patient: Person = Relationship()


class Support(SQLModel, table=True):
    """Which practitioner supports which patient, from when to when. A patient has at most one at a time."""

    __tablename__ = "support"
    __table_args__ = (
        Index(
            "uq_support_patient_id_current",
            "patient_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    patient_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id")
    practitioner_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", index=True)
    since: datetime = column(Kind.OPERATIONAL)
    until: datetime | None = column(Kind.OPERATIONAL, default=None)

    patient: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "Support.patient_id"})
    practitioner: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "Support.practitioner_id"})


class Login(SQLModel, table=True):
    """One login. The cookie holds a random token; here is only its hash."""

    __tablename__ = "login"
    __table_args__ = (CheckConstraint("waits_for IN ('code', 'setup')", name="waits_for"),)

    token_hash: str = column(Kind.SECRET, primary_key=True, max_length=64)
    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, unique=True)
    """What a list of devices calls it: the hash stays here."""
    person_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", index=True)
    began_at: datetime = column(Kind.OPERATIONAL)
    used_at: datetime = column(Kind.OPERATIONAL)
    ended_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    network_hash: str = column(Kind.SECRET, max_length=64, index=True)
    device: str = column(Kind.IDENTITY, max_length=60, default="")
    waits_for: str | None = column(Kind.OPERATIONAL, default=None, max_length=10)
    """What is still to be proved before this login opens anything: a code, or the setting up of one."""
    held_until: datetime | None = column(Kind.OPERATIONAL, default=None)
    """While a session goes on its record stays open, and the login may lie idle until then."""

    person: Person = Relationship()


class SecondFactor(SQLModel, table=True):
    """An authenticator's secret, encrypted by Passlib's wallet. It counts once its first code has been right."""

    __tablename__ = "second_factor"

    person_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", primary_key=True)
    secret: str = column(Kind.SECRET, sa_type=Text)
    made_at: datetime = column(Kind.OPERATIONAL)
    confirmed_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    last_counter: int | None = column(Kind.OPERATIONAL, default=None)
    """The time step of the last code that was taken: no code counts twice."""

    person: Person = Relationship()


class RecoveryCode(SQLModel, table=True):
    """A code for when the telephone is lost, good once. Here is only its hash."""

    __tablename__ = "recovery_code"

    code_hash: str = column(Kind.SECRET, primary_key=True, max_length=64)
    person_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", index=True)
    used_at: datetime | None = column(Kind.OPERATIONAL, default=None)

    person: Person = Relationship()


class SignInAttempt(SQLModel, table=True):
    """A wrong password: for which address and from which network, both only as keyed hashes."""

    __tablename__ = "sign_in_attempt"

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    email_hash: str = column(Kind.SECRET, max_length=64, index=True)
    network_hash: str = column(Kind.SECRET, max_length=64, index=True)
    at: datetime = column(Kind.OPERATIONAL, index=True)


class Invitation(SQLModel, table=True):
    """Somebody asked to join. An address has at most one that is neither accepted nor withdrawn."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("role IN ('patient', 'practitioner', 'service_lead')", name="role"),
        CheckConstraint("(role = 'patient') = (practitioner_id IS NOT NULL)", name="patient_has_practitioner"),
        CheckConstraint("pathway IS NULL OR role = 'patient'", name="pathway_is_a_patients"),
        CheckConstraint("expires_at > created_at", name="expires_after_it_began"),
        CheckConstraint("accepted_at IS NULL OR withdrawn_at IS NULL", name="accepted_or_withdrawn"),
        Index(
            "uq_invitation_email_open",
            "email",
            unique=True,
            sqlite_where=text("accepted_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=text("accepted_at IS NULL AND withdrawn_at IS NULL"),
        ),
    )

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    token_hash: str = column(Kind.SECRET, max_length=64, unique=True)
    role: str = column(Kind.OPERATIONAL, max_length=20)
    email: str = column(Kind.IDENTITY, max_length=254)
    name: str = column(Kind.IDENTITY, max_length=60)
    full_name: str = column(Kind.IDENTITY, max_length=120)
    practitioner_id: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="person.id", index=True)
    pathway: str | None = column(Kind.OPERATIONAL, default=None, max_length=60)
    invited_by: UUID | None = column(Kind.OPERATIONAL, default=None, foreign_key="person.id")
    created_at: datetime = column(Kind.OPERATIONAL)
    expires_at: datetime = column(Kind.OPERATIONAL)
    accepted_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    withdrawn_at: datetime | None = column(Kind.OPERATIONAL, default=None)

    practitioner: Person | None = Relationship(
        sa_relationship_kwargs={"foreign_keys": "Invitation.practitioner_id"},
    )
    inviter: Person | None = Relationship(sa_relationship_kwargs={"foreign_keys": "Invitation.invited_by"})


class OneTimeLink(SQLModel, table=True):
    """A link that its holder can use once: to choose a new password, or to confirm a new address."""

    __tablename__ = "one_time_link"
    __table_args__ = (
        CheckConstraint("purpose IN ('password', 'email')", name="purpose"),
        CheckConstraint("(purpose = 'email') = (email IS NOT NULL)", name="address_to_confirm"),
        CheckConstraint("expires_at > created_at", name="expires_after_it_began"),
    )

    token_hash: str = column(Kind.SECRET, primary_key=True, max_length=64)
    person_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", index=True)
    purpose: str = column(Kind.OPERATIONAL, max_length=20)
    email: str | None = column(Kind.IDENTITY, default=None, max_length=254)
    created_at: datetime = column(Kind.OPERATIONAL)
    expires_at: datetime = column(Kind.OPERATIONAL)
    used_at: datetime | None = column(Kind.OPERATIONAL, default=None)

    person: Person = Relationship()


class LinkRequest(SQLModel, table=True):
    """Somebody asked for a link to a new password: for which address and from where, both only as keyed hashes."""

    __tablename__ = "link_request"

    id: UUID = column(Kind.OPERATIONAL, default_factory=uuid4, primary_key=True)
    email_hash: str = column(Kind.SECRET, max_length=64, index=True)
    network_hash: str = column(Kind.SECRET, max_length=64, index=True)
    at: datetime = column(Kind.OPERATIONAL, index=True)
