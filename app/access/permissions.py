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
    "patient.today": OWN,
    "patient.module": OWN,
    "patient.step": OWN,
    "patient.complete": OWN,
    "patient.draft": OWN,
    "patient.let_go": OWN,
    "patient.sharing": OWN,
    "patient.reply": OWN,
    "practitioner.caseload": SUPPORTS,
    "practitioner.patient": SUPPORTS,
    "practitioner.guide": SUPPORTS,
    "service_lead.home": LEADS,
    "service_lead.module": LEADS,
    "service_lead.step": LEADS,
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
