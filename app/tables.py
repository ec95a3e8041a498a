"""Every room's tables in one place, for Alembic, the tests and the export."""

from sqlmodel import SQLModel

from app.audit.tables import AuditEntry
from app.content.tables import StoredModule
from app.enrolments.tables import Draft, Enrolment, PlanModule, Response, ResponseVersion, Seen
from app.people.tables import Login, Person, SignInAttempt, Support

metadata = SQLModel.metadata

__all__ = [
    "AuditEntry",
    "Draft",
    "Enrolment",
    "Login",
    "Person",
    "PlanModule",
    "Response",
    "ResponseVersion",
    "Seen",
    "SignInAttempt",
    "StoredModule",
    "Support",
    "metadata",
]
