"""What both staff doors show of invitations: the form, those that are open, and a link to hand over."""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.journey import joining
from app.journey.joining import Handed
from app.people.invitations import HasAccount, Joining
from app.people.queries import Invited
from app.people.rules import Role, Standing
from app.rendering import clock_time, day
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.plain import Box, Field, Option, Pick, email_box, name_box, picked, problems, with_error
from app.web.parts.worksheet import Problem


@dataclass(frozen=True)
class InvitePage:
    """`missing` says why nobody can be invited yet; then there is no form."""

    title: str
    lead: str
    action: str
    back: str
    fields: tuple[Field, ...]
    problems: tuple[Problem, ...] = ()
    missing: str = ""


@dataclass(frozen=True)
class OpenRow:
    name: str
    full_name: str
    email: str
    detail: str
    until: str
    again: str
    withdraw: str


@dataclass(frozen=True)
class HandedPage:
    """The link, on this one page only."""

    title: str
    lead: str
    link: str
    until: str
    mailed: str
    back: str


def role_name(role: Role) -> str:
    match role:
        case Role.PATIENT:
            return _("Patient")
        case Role.PRACTITIONER:
            return _("Practitioner")
        case Role.SERVICE_LEAD:
            return _("Service lead")


def person_boxes() -> tuple[Box, Box, Box]:
    """Whoever is invited, on a form that is opened."""
    return (
        Box("name", _("What they like to be called"), hint=_("Alongside says “Hello” with this name.")),
        Box("full_name", _("Full name")),
        Box("email", _("E-mail address"), kind="email", hint=_("They log in with it.")),
    )


def read_person(visit: Visit) -> tuple[Box, Box, Box]:
    """The same three, as they were typed, with what is wrong."""
    name, full, email = person_boxes()
    return (
        name_box(visit, "name", name.label, name.hint, 60),
        name_box(visit, "full_name", full.label, full.hint, 120),
        email_box(visit, email.label, email.hint),
    )


def pathway_pick(visit: Visit) -> Pick:
    options = tuple(
        Option(one.slug, one.title, one.pathway.summary) for one in joining.offered(visit.db, visit.house.settings)
    )
    return Pick("pathway", _("Which pathway they begin"), options, options[0].id if len(options) == 1 else "")


def no_pathway(visit: Visit) -> str:
    """Why there is none to choose."""
    if visit.house.settings.setting_up:
        return _("The service is still being set up. Patients can be invited when that is done.")
    return _("No pathway is published yet. A service lead publishes one first.")


def read_pathway(visit: Visit) -> Pick:
    return picked(visit, pathway_pick(visit), _("Choose a pathway."))


def invite(visit: Visit, asked: Joining, form: InvitePage, *, here: str) -> Response:
    """The link, or the form again with what is wrong. What was typed stays."""
    if form.problems:
        return page(visit, "staff/invite.html", form, here=here, status=422)
    try:
        handed = joining.invite(visit.db, visit.house.settings, asked, by=visit.by, at=visit.at)
    except HasAccount:
        taken = _("There is an account with this address already. They can log in, or choose a new password.")
        fields = tuple(with_error(one, taken) if one.name == "email" else one for one in form.fields)
        form = InvitePage(form.title, form.lead, form.action, form.back, fields, problems(fields))
        return page(visit, "staff/invite.html", form, here=here, status=422)
    return invited(visit, handed, form.back, here=here)


def invited(visit: Visit, handed: Handed, back: str, *, here: str) -> Response:
    title = _("%(name)s is invited") % {"name": handed.name}
    lead = _("Give this link to %(name)s. Whoever has it can join as %(name)s, so hand it to nobody else.")
    return _handed(visit, handed, title, lead % {"name": handed.name}, back, here=here)


def password_link(visit: Visit, handed: Handed, back: str, *, here: str) -> Response:
    title = _("A link for %(name)s") % {"name": handed.name}
    lead = _("With this link %(name)s chooses a new password. First make sure that it is %(name)s you talk to.")
    return _handed(visit, handed, title, lead % {"name": handed.name}, back, here=here)


def open_rows(invitations: Iterable[Invited], under: str) -> tuple[OpenRow, ...]:
    """`under` is where the door keeps its invitations."""
    return tuple(_row(one, f"{under}/{one.id}") for one in invitations)


def _row(one: Invited, address: str) -> OpenRow:
    detail = role_name(one.role)
    if one.practitioner:
        detail = _("Patient, with %(practitioner)s") % {"practitioner": one.practitioner}
    return OpenRow(
        name=one.name,
        full_name=one.full_name,
        email=one.email,
        detail=detail,
        until=_("Ran out on %(day)s") % {"day": day(one.expires_at)}
        if one.standing is Standing.EXPIRED
        else day(one.expires_at),
        again=f"{address}/link",
        withdraw=f"{address}/withdraw",
    )


def _handed(visit: Visit, handed: Handed, title: str, lead: str, back: str, *, here: str) -> Response:
    content = HandedPage(
        title=title,
        lead=lead,
        link=handed.link,
        until=_("It works once, until %(day)s at %(time)s.")
        % {"day": day(handed.until), "time": clock_time(handed.until)},
        mailed=_("We are also sending it to %(email)s.") % {"email": handed.email} if handed.mailed else "",
        back=back,
    )
    return page(visit, "staff/link.html", content, here=here)
