"""One colleague: their leave, shutting them out and letting them in, and who takes over when they go."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import a_colleague
from app.journey import moving
from app.journey.moving import LastLead
from app.people import absence, queries
from app.people.queries import Member
from app.people.rules import Role
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.supervision import actions as supervising
from app.supervision.queries import supervisor_of
from app.web.parts.frame import page
from app.web.parts.joining import role_name
from app.web.parts.leave import LeavePart, leave_part, noting, withdrawing
from app.web.parts.plain import Option, Pick, picked, problems
from app.web.parts.worksheet import Problem
from app.web.service_lead.door import router

TEAM = "/service/team"
LATER, NOBODY = "later", "nobody"


@dataclass(frozen=True)
class ColleaguePage:
    """`leave` is a practitioner's. `to` asks who takes over, where there is somebody to take over."""

    name: str
    full_name: str
    email: str
    facts: tuple[str, ...]
    suspended: bool
    mine: bool
    action: str
    leave: LeavePart | None
    to: Pick | None
    supervisor: Pick | None
    problems: tuple[Problem, ...]


@router.page("/team/people/{person}")
def colleague(visit: Visit, person: str) -> Response:
    return _page(visit, a_colleague(visit, person))


@router.act("/team/people/{person}/leave")
def note_leave(visit: Visit, person: str) -> Response:
    one = a_colleague(visit, person)
    again = noting(visit, one.who, f"{_place(one)}/leave")
    return _page(visit, one, leave=again) if again else RedirectResponse(_place(one), status_code=303)


@router.act("/team/people/{person}/leave/{leave}/withdraw")
def withdraw_leave(visit: Visit, person: str, leave: str) -> Response:
    one = a_colleague(visit, person)
    return withdrawing(visit, one.who, leave, _place(one))


@router.act("/team/people/{person}/suspend")
def suspend(visit: Visit, person: str) -> Response:
    """Shuts a colleague out from the next request on, or lets them in again: `do` says which."""
    one = a_colleague(visit, person)
    row = queries.person(visit.db, one.who.id)
    match visit.typed("do"):
        case "let-in":
            absence.let_in_again(visit.db, row, by=visit.by, at=visit.at)
        case "suspend" if one.who.id == visit.who.id:
            return _page(visit, one, trouble=_("You cannot shut yourself out. Ask another lead."))
        case "suspend":
            moving.shut_out(visit.db, row, by=visit.by, at=visit.at)
        case _:
            raise NotFound
    return RedirectResponse(_place(one), status_code=303)


@router.act("/team/people/{person}/supervisor")
def set_supervisor(visit: Visit, person: str) -> Response:
    """Marks who supervises a practitioner from now on, or that nobody does."""
    one = a_colleague(visit, person)
    pick = _supervisor(visit, one)
    if pick is None:
        raise NotFound
    chosen = picked(visit, pick, _("Choose who supervises them, or nobody."))
    if chosen.error:
        return _page(visit, one, trouble=chosen.error)
    supervisor = None if chosen.value == NOBODY else UUID(chosen.value)
    supervising.set_supervisor(visit.db, one.who.id, supervisor, by=visit.by, at=visit.at)
    return RedirectResponse(_place(one), status_code=303)


@router.act("/team/people/{person}/leave-service")
def leave_service(visit: Visit, person: str) -> Response:
    one = a_colleague(visit, person)
    pick = _pick(visit, one)
    to = picked(visit, pick, _("Choose who takes over, or “I decide later”.")) if pick else None
    if to and problems((to,)):
        return _page(visit, one, to=to)
    heir = UUID(to.value) if to and to.value != LATER else None
    try:
        moving.leave_service(visit.db, queries.person(visit.db, one.who.id), heir, by=visit.by, at=visit.at)
    except LastLead:
        return _page(visit, one, trouble=_("A service has at least one lead. Invite another lead first."))
    return RedirectResponse(TEAM, status_code=303)


def _place(one: Member) -> str:
    return f"{TEAM}/people/{one.who.id}"


def _page(
    visit: Visit, one: Member, *, leave: LeavePart | None = None, to: Pick | None = None, trouble: str = ""
) -> Response:
    pick = to or _pick(visit, one)
    wrong = (Problem("#main", trouble),) if trouble else problems((pick,) if pick else ())
    practises = one.who.role is Role.PRACTITIONER
    content = ColleaguePage(
        name=one.who.name,
        full_name=one.who.full_name,
        email=one.email,
        facts=_facts(one),
        suspended=one.suspended_at is not None,
        mine=one.who.id == visit.who.id,
        action=_place(one),
        leave=(leave or leave_part(visit, one.who, f"{_place(one)}/leave")) if practises else None,
        to=pick,
        supervisor=_supervisor(visit, one),
        problems=wrong,
    )
    bad = bool(wrong or (leave and leave.problems))
    return page(visit, "service_lead/colleague.html", content, here=TEAM, status=422 if bad else 200)


def _facts(one: Member) -> tuple[str, ...]:
    facts = [role_name(one.who.role)]
    if one.who.role is Role.PRACTITIONER:
        facts.append(ngettext("supports %(n)d patient", "supports %(n)d patients", one.patients) % {"n": one.patients})
    if one.suspended_at:
        facts.append(_("shut out since %(day)s") % {"day": day(one.suspended_at)})
    return tuple(facts)


def _supervisor(visit: Visit, one: Member) -> Pick | None:
    """Who supervises a practitioner: another one, or nobody."""
    if one.who.role is not Role.PRACTITIONER:
        return None
    now = supervisor_of(visit.db, one.who.id)
    others = tuple(
        Option(str(who.id), who.full_name) for who in queries.practitioners(visit.db) if who.id != one.who.id
    )
    nobody = Option(NOBODY, _("Nobody, for now"))
    return Pick("supervisor", _("Who supervises them"), (*others, nobody), str(now.id) if now else NOBODY)


def _pick(visit: Visit, one: Member) -> Pick | None:
    """Who takes over the patients of somebody who goes; None where there is nobody to hand over."""
    if one.who.role is not Role.PRACTITIONER:
        return None
    others = tuple(
        Option(str(who.id), who.full_name) for who in queries.practitioners(visit.db) if who.id != one.who.id
    )
    later = Option(LATER, _("I decide later"), _("They stand on your list of patients until somebody takes over."))
    return Pick("to", _("Who takes over their patients and invitations"), (*others, later))
