"""The whole policy on one screen: who may call each route, and whose things it then reaches.

A route is named `door.handler`. One that is not in the table cannot be registered. What a policy's reach means is
enforced by the guard of the same name (guards.py) and tried for every route, person and object in
tests/access/test_matrix.py. A refusal is a 404, the same for another's thing as for a missing one.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.people.rules import Role


class Reach(StrEnum):
    NOTHING = "nothing of anybody's"
    OWN_LOGIN = "their own login"
    WAITING_LOGIN = "their own login, also while it waits for a code"
    OWN_RECORD = "their own record"
    OWN_PROFILE = "what they say of themselves"
    SUPPORTED = "patients they support now"
    CONTENT = "the programme's content"
    TEAM = "who works here, and who is invited"
    SETTINGS = "the service's own settings"
    ALLOCATION = "who supports whom, and where each patient is in the plan"
    WAITING = "whose message waits, since when and for whom; no word of it"
    SUPERVISED = "the supervision lists of those whom they supervise: reasons and decisions, no word of a patient's"
    TOLD = "what patients tell the lead alone, and figures from five patients up"


@dataclass(frozen=True)
class Policy:
    """Who may call, and what of whom is reached. No roles: anyone, signed in or not.

    A login that waits for its code gets past the policies without roles, and those that say `half`.
    """

    roles: frozenset[Role]
    reach: Reach
    half: bool = False


ANYONE = Policy(frozenset(), Reach.NOTHING)
SIGNED_IN = Policy(frozenset(Role), Reach.OWN_LOGIN)
STAFF = Policy(frozenset({Role.PRACTITIONER, Role.SERVICE_LEAD}), Reach.OWN_LOGIN)
HALF_IN = Policy(STAFF.roles, Reach.WAITING_LOGIN, half=True)
OWN = Policy(frozenset({Role.PATIENT}), Reach.OWN_RECORD)
OWN_PROFILE = Policy(frozenset({Role.PRACTITIONER}), Reach.OWN_PROFILE)
SUPPORTS = Policy(frozenset({Role.PRACTITIONER}), Reach.SUPPORTED)
SUPERVISES = Policy(frozenset({Role.PRACTITIONER}), Reach.SUPERVISED)
LEADS = Policy(frozenset({Role.SERVICE_LEAD}), Reach.CONTENT)
TEAM = Policy(frozenset({Role.SERVICE_LEAD}), Reach.TEAM)
SETS = Policy(frozenset({Role.SERVICE_LEAD}), Reach.SETTINGS)
ALLOCATES = Policy(frozenset({Role.SERVICE_LEAD}), Reach.ALLOCATION)
WAITING = Policy(frozenset({Role.SERVICE_LEAD}), Reach.WAITING)
TOLD = Policy(frozenset({Role.SERVICE_LEAD}), Reach.TOLD)

POLICIES = {
    "front_door.home": ANYONE,
    "front_door.sign_in": ANYONE,
    "front_door.signing_in": ANYONE,
    "front_door.sign_out": ANYONE,
    "front_door.signed_out": ANYONE,
    "front_door.help_now": ANYONE,
    "front_door.help_now_in": ANYONE,
    "front_door.privacy": ANYONE,
    "front_door.accessibility": ANYONE,
    "front_door.healthz": ANYONE,
    "front_door.parts": ANYONE,
    "front_door.invitation": ANYONE,
    "front_door.accept": ANYONE,
    "front_door.forgotten_password": ANYONE,
    "front_door.ask_for_password": ANYONE,
    "front_door.new_password": ANYONE,
    "front_door.set_password": ANYONE,
    "front_door.password_changed": ANYONE,
    "front_door.confirm_email": ANYONE,
    "front_door.confirming_email": ANYONE,
    "front_door.email_changed": ANYONE,
    "front_door.account": SIGNED_IN,
    "front_door.change_password": SIGNED_IN,
    "front_door.change_email": SIGNED_IN,
    "front_door.code": HALF_IN,
    "front_door.check_code": HALF_IN,
    "front_door.recovery_code": HALF_IN,
    "front_door.use_recovery_code": HALF_IN,
    "front_door.set_up_code": HALF_IN,
    "front_door.confirm_code": HALF_IN,
    "front_door.onward": STAFF,
    "front_door.own_code": STAFF,
    "front_door.begin_code": STAFF,
    "front_door.new_recovery_codes": STAFF,
    "front_door.leave_code_off": STAFF,
    "front_door.devices": SIGNED_IN,
    "front_door.end_login": SIGNED_IN,
    "front_door.end_other_logins": SIGNED_IN,
    "patient.today": OWN,
    "patient.plan": OWN,
    "patient.change_plan": OWN,
    "patient.pause": OWN,
    "patient.resume": OWN,
    "patient.module": OWN,
    "patient.step": OWN,
    "patient.complete": OWN,
    "patient.draft": OWN,
    "patient.let_go": OWN,
    "patient.sharing": OWN,
    "patient.reply": OWN,
    "patient.settings": OWN,
    "patient.save_card": OWN,
    "patient.save_reminders": OWN,
    "patient.save_receipts": OWN,
    "patient.save_display": OWN,
    "patient.save_going": OWN,
    "patient.who_looked": OWN,
    "patient.my_practitioner": OWN,
    "patient.messages": OWN,
    "patient.send_message": OWN,
    "patient.message_draft": OWN,
    "patient.goals": OWN,
    "patient.new_goal": OWN,
    "patient.propose_goal": OWN,
    "patient.goal": OWN,
    "patient.change_goal": OWN,
    "patient.rate_goal": OWN,
    "patient.goal_of_module": OWN,
    "patient.activities": OWN,
    "patient.plan_activity": OWN,
    "patient.new_activity": OWN,
    "patient.choose_activity": OWN,
    "patient.chosen": OWN,
    "patient.decline": OWN,
    "patient.declining": OWN,
    "patient.ladder": OWN,
    "patient.activities_calendar": OWN,
    "patient.activity": OWN,
    "patient.change_activity": OWN,
    "patient.review": OWN,
    "patient.reviewing": OWN,
    "patient.take_off": OWN,
    "patient.share_activity": OWN,
    "patient.diary": OWN,
    "patient.keep_diary": OWN,
    "patient.change_diary": OWN,
    "patient.conclude_diary": OWN,
    "patient.measures": OWN,
    "patient.begin_measure": OWN,
    "patient.measure": OWN,
    "patient.answer_measure": OWN,
    "patient.measure_saved": OWN,
    "patient.measure_style": OWN,
    "patient.check_in": OWN,
    "patient.give_check_in": OWN,
    "patient.check_in_given": OWN,
    "patient.change_programme": OWN,
    "patient.sessions": OWN,
    "patient.first_session": OWN,
    "patient.agenda": OWN,
    "patient.session": OWN,
    "patient.add_to_summary": OWN,
    "patient.session_calendar": OWN,
    "patient.cancel_session": OWN,
    "patient.cancelling_session": OWN,
    "patient.safety_plan": OWN,
    "patient.save_safety_plan": OWN,
    "patient.after_answer": OWN,
    "patient.ask_for_contact": OWN,
    "patient.form_draft": OWN,
    "practitioner.goals": SUPPORTS,
    "practitioner.propose_goal": SUPPORTS,
    "practitioner.goal": SUPPORTS,
    "practitioner.change_goal": SUPPORTS,
    "practitioner.activities": SUPPORTS,
    "practitioner.offer_activity": SUPPORTS,
    "practitioner.withdraw_offer": SUPPORTS,
    "practitioner.enter_review": SUPPORTS,
    "practitioner.write_diary": SUPPORTS,
    "practitioner.keep_for_diary": SUPPORTS,
    "practitioner.write_rating": SUPPORTS,
    "practitioner.rate_for": SUPPORTS,
    "practitioner.write_step": SUPPORTS,
    "practitioner.complete_for": SUPPORTS,
    "practitioner.scores": SUPPORTS,
    "practitioner.enter_score": SUPPORTS,
    "practitioner.measure_by_phone": SUPPORTS,
    "practitioner.enter_measure": SUPPORTS,
    "practitioner.check_ins": SUPPORTS,
    "practitioner.flags": SUPPORTS,
    "practitioner.flag": SUPPORTS,
    "practitioner.deal_with_flag": SUPPORTS,
    "practitioner.raise_flag": SUPPORTS,
    "practitioner.raising_flag": SUPPORTS,
    "practitioner.safety_plan": SUPPORTS,
    "practitioner.sessions": SUPPORTS,
    "practitioner.patient_sessions": SUPPORTS,
    "practitioner.book_session": SUPPORTS,
    "practitioner.agenda": SUPPORTS,
    "practitioner.log_minutes": SUPPORTS,
    "practitioner.change_session": SUPPORTS,
    "practitioner.changing_session": SUPPORTS,
    "practitioner.session_record": SUPPORTS,
    "practitioner.write_session": SUPPORTS,
    "practitioner.session_copy": SUPPORTS,
    "practitioner.supervision_list": SUPPORTS,
    "practitioner.supervised": SUPPORTS,
    "practitioner.decide": SUPPORTS,
    "practitioner.supervision_of": SUPERVISES,
    "practitioner.supervised_of": SUPERVISES,
    "practitioner.decide_of": SUPERVISES,
    "practitioner.form_draft": SUPPORTS,
    "practitioner.caseload": SUPPORTS,
    "practitioner.patient": SUPPORTS,
    "practitioner.plan": SUPPORTS,
    "practitioner.change_plan": SUPPORTS,
    "practitioner.brief": SUPPORTS,
    "practitioner.response": SUPPORTS,
    "practitioner.feedback": SUPPORTS,
    "practitioner.course": SUPPORTS,
    "practitioner.end_course": SUPPORTS,
    "practitioner.begin_course": SUPPORTS,
    "practitioner.leave": SUPPORTS,
    "practitioner.note_leave": SUPPORTS,
    "practitioner.withdraw_leave": SUPPORTS,
    "practitioner.guides": SUPPORTS,
    "practitioner.guide": SUPPORTS,
    "practitioner.first_session": SUPPORTS,
    "practitioner.invite": SUPPORTS,
    "practitioner.inviting": SUPPORTS,
    "practitioner.withdraw_invitation": SUPPORTS,
    "practitioner.invite_again": SUPPORTS,
    "practitioner.help_with_password": SUPPORTS,
    "practitioner.profile": OWN_PROFILE,
    "practitioner.save_profile": OWN_PROFILE,
    "practitioner.messages": SUPPORTS,
    "practitioner.thread": SUPPORTS,
    "practitioner.send_message": SUPPORTS,
    "practitioner.message_draft": SUPPORTS,
    "practitioner.no_answer_needed": SUPPORTS,
    "service_lead.home": LEADS,
    "service_lead.module": LEADS,
    "service_lead.step": LEADS,
    "service_lead.team": TEAM,
    "service_lead.invite_staff": TEAM,
    "service_lead.inviting_staff": TEAM,
    "service_lead.invite_patient": TEAM,
    "service_lead.inviting_patient": TEAM,
    "service_lead.withdraw_invitation": TEAM,
    "service_lead.invite_again": TEAM,
    "service_lead.help_with_password": TEAM,
    "service_lead.reset_code": TEAM,
    "service_lead.resetting_code": TEAM,
    "service_lead.mail": TEAM,
    "service_lead.colleague": TEAM,
    "service_lead.note_leave": TEAM,
    "service_lead.withdraw_leave": TEAM,
    "service_lead.suspend": TEAM,
    "service_lead.set_supervisor": TEAM,
    "service_lead.leave_service": TEAM,
    "service_lead.duty": TEAM,
    "service_lead.put_on_duty": TEAM,
    "service_lead.withdraw_duty": TEAM,
    "service_lead.patients": ALLOCATES,
    "service_lead.patient": ALLOCATES,
    "service_lead.allocate": ALLOCATES,
    "service_lead.suspend_patient": ALLOCATES,
    "service_lead.discharge_patient": ALLOCATES,
    "service_lead.settings": SETS,
    "service_lead.save_settings": SETS,
    "service_lead.publish_help": SETS,
    "service_lead.help_settings": SETS,
    "service_lead.save_help": SETS,
    "service_lead.messages": WAITING,
    "service_lead.flags": WAITING,
    "service_lead.check_ins": TOLD,
    "service_lead.requests": TOLD,
    "service_lead.settle_request": TOLD,
    "service_lead.try_mail_again": TEAM,
    "service_lead.mail_dealt_with": TEAM,
    "service_lead.pathways": LEADS,
    "service_lead.begin_pathway": LEADS,
    "service_lead.pathway": LEADS,
    "service_lead.pathway_version": LEADS,
    "service_lead.pathway_draft": LEADS,
    "service_lead.save_pathway_draft": LEADS,
    "service_lead.drop_pathway_draft": LEADS,
    "service_lead.check_pathway": LEADS,
    "service_lead.publish_pathway": LEADS,
    "service_lead.retire_pathway": LEADS,
    "service_lead.bring_back_pathway": LEADS,
}
