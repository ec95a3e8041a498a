"""Who acts, and the words for what can be done or seen."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """The person behind a deed, as they were when they did it."""

    id: UUID | None
    name: str
    role: str

    def writing_for(self, patient: UUID) -> UUID | None:
        """Who writes something down as this patient says it; None where the patient does so themselves."""
        return self.id if self.id != patient else None


SYSTEM = Actor(None, "Alongside", "system")


class Deed(StrEnum):
    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    SIGN_IN_REFUSED = "sign-in refused"
    PASSWORD_CHANGED = "password changed"  # noqa: S105
    PASSWORD_LINK_ASKED = "asked for a link for a new password"  # noqa: S105
    PASSWORD_LINK_MADE = "link for a new password made"  # noqa: S105
    EMAIL_CHANGE_ASKED = "asked to change their address"
    EMAIL_CHANGED = "address changed"
    INVITED = "invited"
    INVITATION_WITHDRAWN = "invitation withdrawn"
    INVITATIONS_HANDED_OVER = "invitations handed over"
    INVITATION_ACCEPTED = "invitation accepted"
    PATHWAY_PUBLISHED = "pathway published"
    PATHWAY_RETIRED = "pathway retired"
    PATHWAY_BROUGHT_BACK = "pathway brought back"
    PATHWAY_DRAFT_DROPPED = "pathway draft dropped"
    SETTINGS_SAVED = "service settings saved"
    PLAN_CHANGED = "plan changed"
    PAUSED = "course paused"
    RESUMED = "course resumed"
    FEEDBACK = "feedback written"
    GOAL_PROPOSED = "goal proposed"
    GOAL_CHANGED = "goal changed"
    GOAL_RATED = "said how near a goal feels"
    GOAL_OF_MODULE = "goal of a module chosen"
    ACTIVITY_PLANNED = "activity planned"
    ACTIVITY_CHANGED = "activity changed"
    ACTIVITY_OFFERED = "activity offered"
    ACTIVITY_DECLINED = "activity declined"
    ACTIVITY_REVIEWED = "said how an activity went"
    DIARY_KEPT = "diary entry kept"
    MEASURE_BEGUN = "measure begun"
    MEASURE_ANSWERED = "measure answered"
    SCORE_ENTERED = "score entered"
    ASKED_FOR_SOMEBODY_ELSE = "asked for somebody else"
    REQUEST_SETTLED = "request settled"
    FAULT_REPORTED = "fault reported"
    FAULT_SETTLED = "fault dealt with"
    FLAG_RAISED = "safety flag raised"
    FLAG_CHANGED = "safety flag changed"
    SAFETY_PLAN_SAVED = "safety plan saved"
    SESSION_BOOKED = "session booked"
    SESSION_CHANGED = "session changed"
    SESSION_WRITTEN = "session record written"
    SUMMARY_ADDED_TO = "summary of a session added to"
    AGENDA_CHANGED = "agenda changed"
    READ_SESSION = "looked at a session record"
    MINUTES_LOGGED = "minutes logged"
    SUPERVISED = "brought to supervision"
    SUPERVISOR_SET = "supervisor set"
    DEACTIVATED = "deactivated"
    SUSPENDED = "suspended"
    LET_IN_AGAIN = "let in again"
    LEAVE_NOTED = "leave noted"
    LEAVE_WITHDRAWN = "leave withdrawn"
    DUTY_NOTED = "duty noted"
    DUTY_WITHDRAWN = "duty withdrawn"
    PROFILE_SAVED = "profile saved"
    PREFERENCES_SAVED = "preferences saved"
    SUPPORT_WISHED = "said what support messages are wanted"
    SUPPORT_SET = "support messages changed"
    CODE_SET_UP = "second factor set up"
    CODE_REFUSED = "second factor refused"
    CODE_RESET = "second factor reset"
    RECOVERY_CODES_MADE = "recovery codes made"
    RECOVERY_CODE_USED = "recovery code used"
    LOGIN_ENDED = "another login ended"
    MESSAGE_SENT = "message sent"
    MESSAGE_READ = "message read"
    MESSAGE_NOTED = "message needs no answer"
    MAIL_TRIED_AGAIN = "mail that was given up, tried again"
    MAIL_DEALT_WITH = "mail that was given up, dealt with"
    READ_PLACE = "looked at where a patient is in the plan"
    READ_AS_COVER = "looked at a patient's page, standing in"
    PERSON_ADDED = "person added"
    SUPPORT_ENDED = "support ended"
    ALLOCATED = "allocated"
    ENROLLED = "enrolled"
    COURSE_ENDED = "course ended"
    MODULE_BEGUN = "module begun"
    STEP_FINISHED = "step finished"
    MODULE_FINISHED = "module finished"
    SHARED = "shared"
    UNSHARED = "sharing withdrawn"
    LISTED_PATIENTS = "looked at the list of patients"
    READ_PATIENT = "looked at a patient's page"
    READ_PLAN = "looked at a patient's plan"
    READ_CHECK_INS = "looked at a patient's check-ins"
