from datetime import datetime
from uuid import UUID, uuid4

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
    deactivated_at: datetime | None = column(Kind.OPERATIONAL, default=None)


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

    token_hash: str = column(Kind.SECRET, primary_key=True, max_length=64)
    person_id: UUID = column(Kind.OPERATIONAL, foreign_key="person.id", index=True)
    began_at: datetime = column(Kind.OPERATIONAL)
    used_at: datetime = column(Kind.OPERATIONAL)
    ended_at: datetime | None = column(Kind.OPERATIONAL, default=None)
    network_hash: str = column(Kind.SECRET, max_length=64, index=True)

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
