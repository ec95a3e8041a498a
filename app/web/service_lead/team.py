"""The team: who works here, who is invited, and a way back in for a colleague."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import a_colleague, an_invitation
from app.caseload.everybody import everybody
from app.journey import joining
from app.people import invitations
from app.people import queries as people
from app.people.invitations import Joining
from app.people.presence import Colleague
from app.people.queries import Member, open_invitations
from app.people.rules import Role
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.settings import Mode
from app.web.parts.frame import page
from app.web.parts.joining import (
    InvitePage,
    OpenRow,
    open_rows,
    pathway_pick,
    person_boxes,
    read_pathway,
    read_person,
    role_name,
)
from app.web.parts.joining import invite as invite_or_again
from app.web.parts.joining import invited as hand_over
from app.web.parts.joining import password_link as hand_over_password
from app.web.parts.plain import Field, Option, Pick, picked, problems
from app.web.service_lead.door import router

HERE = "/service/team"


@dataclass(frozen=True)
class MemberRow:
    name: str
    full_name: str
    email: str
    role: str
    patients: str
    state: str
    href: str
    password: str
    code: str


@dataclass(frozen=True)
class TeamPage:
    members: tuple[MemberRow, ...]
    alone: str
    invitations: tuple[OpenRow, ...]
    mail: str


@router.page("/team")
def team(visit: Visit) -> Response:
    members = people.team(visit.db)
    coded = people.have_code(visit.db, [one.who.id for one in members])
    now = visit.team
    alone = everybody(visit.db, now, leads_only=True).total
    content = TeamPage(
        members=tuple(
            _member(one, now[one.who.id], mine=one.who.id == visit.who.id, coded=one.who.id in coded) for one in members
        ),
        alone=ngettext("%(n)d patient has no practitioner now.", "%(n)d patients have no practitioner now.", alone)
        % {"n": alone}
        if alone
        else "",
        invitations=open_rows(open_invitations(visit.db, at=visit.at), f"{HERE}/invitations"),
        mail=_("Mail that could not be sent")
        if visit.house.settings.mode is Mode.LIVE
        else _("This is a demo. See the mail it would send"),
    )
    return page(visit, "service_lead/team.html", content, here=HERE)


@router.page("/team/invite-staff")
def invite_staff(visit: Visit) -> Response:
    return page(visit, "staff/invite.html", _staff_form((*person_boxes(), _role_pick())), here=HERE)


@router.act("/team/invite-staff")
def inviting_staff(visit: Visit) -> Response:
    name, full_name, email = read_person(visit)
    role = picked(visit, _role_pick(), _("Choose what they will do here."))
    form = _staff_form((name, full_name, email, role))
    asked = Joining(Role(role.value or Role.PRACTITIONER), email.value, name.value, full_name.value)
    return invite_or_again(visit, asked, form, here=HERE)


@router.page("/team/invite-patient")
def invite_patient(visit: Visit) -> Response:
    fields = (*person_boxes(), _practitioner_pick(visit), pathway_pick(visit))
    return page(visit, "staff/invite.html", _patient_form(fields), here=HERE)


@router.act("/team/invite-patient")
def inviting_patient(visit: Visit) -> Response:
    name, full_name, email = read_person(visit)
    practitioner = picked(visit, _practitioner_pick(visit), _("Choose who will support them."))
    pathway = read_pathway(visit)
    form = _patient_form((name, full_name, email, practitioner, pathway))
    supporter = UUID(practitioner.value) if practitioner.value else None
    asked = Joining(Role.PATIENT, email.value, name.value, full_name.value, supporter, pathway.value)
    return invite_or_again(visit, asked, form, here=HERE)


@router.act("/team/invitations/{invitation}/withdraw")
def withdraw_invitation(visit: Visit, invitation: str) -> Response:
    invitations.withdraw(visit.db, an_invitation(visit, invitation).id, by=visit.by, at=visit.at)
    return RedirectResponse(HERE, status_code=303)


@router.act("/team/invitations/{invitation}/link")
def invite_again(visit: Visit, invitation: str) -> Response:
    found = an_invitation(visit, invitation)
    handed = joining.invite_again(visit.db, visit.house.settings, found, by=visit.by, at=visit.at)
    return hand_over(visit, handed, HERE, here=HERE)


@router.act("/team/people/{person}/new-password")
def help_with_password(visit: Visit, person: str) -> Response:
    """For a colleague; patients turn to their practitioner, who knows their voice."""
    colleague = a_colleague(visit, person).who
    handed = joining.help_with_password(visit.db, visit.house.settings, colleague.id, by=visit.by, at=visit.at)
    return hand_over_password(visit, handed, HERE, here=HERE)


def _member(one: Member, now: Colleague, *, mine: bool, coded: bool) -> MemberRow:
    """`mine`: whoever looks has their own account page. `coded`: they log in with a code."""
    return MemberRow(
        name=one.who.name,
        full_name=one.who.full_name,
        email=one.email,
        role=role_name(one.who.role),
        patients=_patients(one) if one.who.role is Role.PRACTITIONER else "",
        state=_state(now),
        href=f"{HERE}/people/{one.who.id}",
        password="" if mine else f"{HERE}/people/{one.who.id}/new-password",
        code=f"{HERE}/people/{one.who.id}/code" if coded and not mine else "",
    )


def _patients(one: Member) -> str:
    return ngettext("%(n)d patient", "%(n)d patients", one.patients) % {"n": one.patients}


def _state(now: Colleague) -> str:
    """Whether somebody is there today, in a word or two."""
    if not now.active:
        return _("Shut out")
    if now.away:
        return _("Away until %(day)s") % {"day": day(now.away.last)}
    if now.role is Role.PRACTITIONER and not now.works_today:
        return _("Not at work today")
    return _("On duty today") if now.on_duty else _("Here")


def _role_pick() -> Pick:
    options = (
        Option("practitioner", _("Practitioner"), _("Supports patients and reads what they share.")),
        Option("service_lead", _("Service lead"), _("Runs the service. Never sees what a patient wrote.")),
    )
    return Pick("role", _("What they do here"), options)


def _practitioner_pick(visit: Visit) -> Pick:
    options = tuple(
        Option(str(one.who.id), one.who.full_name, _patients(one))
        for one in people.team(visit.db)
        if one.who.role is Role.PRACTITIONER and one.suspended_at is None
    )
    return Pick("practitioner", _("Who will support them"), options)


def _staff_form(fields: tuple[Field, ...]) -> InvitePage:
    lead = _("They get a link that works once, and choose their own password.")
    title = _("Invite a colleague")
    return InvitePage(title, lead, f"{HERE}/invite-staff", HERE, fields, problems(fields))


def _patient_form(fields: tuple[Field, ...]) -> InvitePage:
    lead = _("They get a link that works once, and choose their own password.")
    missing = ""
    if not all(one.options for one in fields if isinstance(one, Pick)):
        missing = _("To invite a patient there is first a practitioner to support them, and a published pathway.")
    title = _("Invite a patient")
    return InvitePage(title, lead, f"{HERE}/invite-patient", HERE, fields, problems(fields), missing)
