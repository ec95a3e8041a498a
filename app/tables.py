"""Every room's tables in one place, for Alembic, the tests and the export."""

from sqlmodel import SQLModel

from app.audit.tables import AuditEntry
from app.content.tables import StoredModule
from app.enrolments.tables import (
    Draft,
    Enrolment,
    Feedback,
    Pause,
    PlanChange,
    PlanModule,
    Response,
    ResponseVersion,
    Seen,
)
from app.notices.tables import Notice
from app.pathways.tables import PathwayVersion, StoredPathway
from app.people.tables import Invitation, LinkRequest, Login, OneTimeLink, Person, SignInAttempt, Support

metadata = SQLModel.metadata

__all__ = [
    "AuditEntry",
    "Draft",
    "Enrolment",
    "Feedback",
    "Invitation",
    "LinkRequest",
    "Login",
    "Notice",
    "OneTimeLink",
    "PathwayVersion",
    "Pause",
    "Person",
    "PlanChange",
    "PlanModule",
    "Response",
    "ResponseVersion",
    "Seen",
    "SignInAttempt",
    "StoredModule",
    "StoredPathway",
    "Support",
    "metadata",
]
