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
    OWN_RECORD = "their own record"
    SUPPORTED = "patients they support now"
    CONTENT = "the programme's content"
    TEAM = "who works here, and who is invited"


@dataclass(frozen=True)
class Policy:
    """Who may call, and what of whom is reached. No roles: anyone, signed in or not."""

    roles: frozenset[Role]
    reach: Reach


ANYONE = Policy(frozenset(), Reach.NOTHING)
SIGNED_IN = Policy(frozenset(Role), Reach.OWN_LOGIN)
OWN = Policy(frozenset({Role.PATIENT}), Reach.OWN_RECORD)
SUPPORTS = Policy(frozenset({Role.PRACTITIONER}), Reach.SUPPORTED)
LEADS = Policy(frozenset({Role.SERVICE_LEAD}), Reach.CONTENT)
TEAM = Policy(frozenset({Role.SERVICE_LEAD}), Reach.TEAM)

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
    "practitioner.caseload": SUPPORTS,
    "practitioner.patient": SUPPORTS,
    "practitioner.plan": SUPPORTS,
    "practitioner.change_plan": SUPPORTS,
    "practitioner.brief": SUPPORTS,
    "practitioner.response": SUPPORTS,
    "practitioner.feedback": SUPPORTS,
    "practitioner.guide": SUPPORTS,
    "practitioner.invite": SUPPORTS,
    "practitioner.inviting": SUPPORTS,
    "practitioner.withdraw_invitation": SUPPORTS,
    "practitioner.invite_again": SUPPORTS,
    "practitioner.help_with_password": SUPPORTS,
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
    "service_lead.mail": TEAM,
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
