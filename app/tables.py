"""Every room's tables in one place, for Alembic, the tests and the export."""

from sqlmodel import SQLModel

from app.activities.tables import ActivityReview, Decline, StoredActivity
from app.audit.tables import AuditEntry, SeenEntry
from app.checkins.tables import CheckInAnswer, LeadRequest, StoredCheckIn
from app.content.tables import StoredModule
from app.diary.tables import DiaryEntry, Noticing
from app.drafts.tables import FormDraft
from app.enrolments.tables import (
    CourseEnding,
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
from app.faults.tables import FaultReport
from app.goals.tables import GoalEntry, GoalRating, ModuleGoal, StoredGoal
from app.measures.tables import MeasureAnswer, StoredSitting
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
from app.safety.tables import FlagEntry, SafetyFlag, SafetyPlanVersion
from app.service.tables import SettingsVersion
from app.sessions.tables import (
    AgendaItem,
    DiscussedSubject,
    DroppedSuggestion,
    PractitionerMinutes,
    RecordVersion,
    StoredSession,
    SummaryAddition,
)
from app.supervision.tables import Supervises, SupervisionEntry
from app.support.tables import SupportMessage, SupportOverride, SupportSetting, SupportWish

metadata = SQLModel.metadata

__all__ = [
    "ActivityReview",
    "AgendaItem",
    "AuditEntry",
    "CheckInAnswer",
    "CourseEnding",
    "Decline",
    "DiaryEntry",
    "DiscussedSubject",
    "Draft",
    "DroppedSuggestion",
    "DutyTurn",
    "Enrolment",
    "FaultReport",
    "Feedback",
    "FlagEntry",
    "FormDraft",
    "GoalEntry",
    "GoalRating",
    "Heartbeat",
    "Invitation",
    "LeadRequest",
    "Leave",
    "LinkRequest",
    "Login",
    "MeasureAnswer",
    "Message",
    "MessageDraft",
    "MessageSeen",
    "ModuleGoal",
    "Notice",
    "Noticing",
    "OneTimeLink",
    "PathwayVersion",
    "Pause",
    "Person",
    "PlanChange",
    "PlanModule",
    "PractitionerMinutes",
    "Preferences",
    "Profile",
    "RecordVersion",
    "RecoveryCode",
    "Response",
    "ResponseVersion",
    "SafetyFlag",
    "SafetyPlanVersion",
    "SecondFactor",
    "Seen",
    "SeenEntry",
    "SettingsVersion",
    "SignInAttempt",
    "StoredActivity",
    "StoredCheckIn",
    "StoredGoal",
    "StoredModule",
    "StoredPathway",
    "StoredSession",
    "StoredSitting",
    "SummaryAddition",
    "Supervises",
    "SupervisionEntry",
    "Support",
    "SupportMessage",
    "SupportOverride",
    "SupportSetting",
    "SupportWish",
    "metadata",
]
