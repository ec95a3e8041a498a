"""Inviting a patient of one's own, and a way back in for one on the telephone."""

from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import my_invitation, my_patient
from app.journey import joining
from app.people import invitations
from app.people.invitations import Joining
from app.people.queries import open_invitations
from app.people.rules import Role
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.joining import (
    InvitePage,
    OpenRow,
    no_pathway,
    open_rows,
    pathway_pick,
    person_boxes,
    read_pathway,
    read_person,
)
from app.web.parts.joining import invite as invite_or_again
from app.web.parts.joining import invited as hand_over
from app.web.parts.joining import password_link as hand_over_password
from app.web.parts.plain import Box, Field, Pick, problems
from app.web.practitioner.door import router

HERE = "/practice"
PLACE = "/practice/invite"


@dataclass(frozen=True)
class InviteMinePage:
    form: InvitePage
    invitations: tuple[OpenRow, ...]


@router.page("/invite")
def invite(visit: Visit) -> Response:
    waiting = open_rows(open_invitations(visit.db, visit.who.id, at=visit.at), "/practice/invitations")
    content = InviteMinePage(_form(visit, person_boxes(), pathway_pick(visit)), waiting)
    return page(visit, "practitioner/invite.html", content, here=HERE)


@router.act("/invite")
def inviting(visit: Visit) -> Response:
    name, full_name, email = read_person(visit)
    pathway = read_pathway(visit)
    asked = Joining(Role.PATIENT, email.value, name.value, full_name.value, visit.who.id, pathway.value)
    return invite_or_again(visit, asked, _form(visit, (name, full_name, email), pathway), here=HERE)


@router.act("/invitations/{invitation}/withdraw")
def withdraw_invitation(visit: Visit, invitation: str) -> Response:
    invitations.withdraw(visit.db, my_invitation(visit, invitation).id, by=visit.by, at=visit.at)
    return RedirectResponse(PLACE, status_code=303)


@router.act("/invitations/{invitation}/link")
def invite_again(visit: Visit, invitation: str) -> Response:
    found = my_invitation(visit, invitation)
    handed = joining.invite_again(visit.db, visit.house.settings, found, by=visit.by, at=visit.at)
    return hand_over(visit, handed, PLACE, here=HERE)


@router.act("/patients/{patient}/new-password")
def help_with_password(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    handed = joining.help_with_password(visit.db, visit.house.settings, who.id, by=visit.by, at=visit.at)
    return hand_over_password(visit, handed, f"/practice/patients/{who.id}", here=HERE)


def _form(visit: Visit, person: tuple[Box, ...], pathway: Pick) -> InvitePage:
    lead = _("You will support them. They get a link that works once, and choose their own password.")
    missing = "" if pathway.options else no_pathway(visit)
    fields: tuple[Field, ...] = (*person, pathway)
    return InvitePage(_("Invite a patient"), lead, PLACE, HERE, fields, problems(fields), missing)
