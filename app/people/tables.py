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
