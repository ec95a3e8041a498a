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
from app.messages.tables import Message, MessageDraft, MessageSeen
from app.notices.tables import Heartbeat, Notice
from app.pathways.tables import PathwayVersion, StoredPathway
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
from app.service.tables import SettingsVersion

metadata = SQLModel.metadata

__all__ = [
    "AuditEntry",
    "Draft",
    "DutyTurn",
    "Enrolment",
    "Feedback",
    "Heartbeat",
    "Invitation",
    "Leave",
    "LinkRequest",
    "Login",
    "Message",
    "MessageDraft",
    "MessageSeen",
    "Notice",
    "OneTimeLink",
    "PathwayVersion",
    "Pause",
    "Person",
    "PlanChange",
    "PlanModule",
    "Preferences",
    "Profile",
    "RecoveryCode",
    "Response",
    "ResponseVersion",
    "SecondFactor",
    "Seen",
    "SettingsVersion",
    "SignInAttempt",
    "StoredModule",
    "StoredPathway",
    "Support",
    "metadata",
]
