"""The patients of the service: who supports each, and those whom nobody supports now. Never what anybody wrote."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import a_patient
from app.audit import actions as audit
from app.audit.rules import Deed
from app.caseload.everybody import PAGE, Patient, everybody
from app.content.answers import readable
from app.enrolments.endings import EndCode, Ending
from app.journey import moving
from app.people import absence
from app.people import actions as people
from app.people import queries as found_people
from app.people.presence import Team, stands_for
from app.rendering import clock_time, day, ngettext
from app.rendering import gettext as _
from app.web.parts.endings import code_pick
from app.web.parts.frame import page
from app.web.parts.plain import Option, Pick, picked, problems
from app.web.parts.worksheet import Problem
from app.web.service_lead.door import router

HERE = "/service/patients"


@dataclass(frozen=True)
class Row:
    href: str
    name: str
    supporter: str
    place: str
    waits: str
    alone: bool


@dataclass(frozen=True)
class PatientsPage:
    lead: str
    words: str
    only: bool
    rows: tuple[Row, ...]
    before: str
    after: str


@dataclass(frozen=True)
class PatientPage:
    row: Row
    full_name: str
    suspended: bool
    action: str
    to: Pick
    code: Pick
    ended: bool
    supported: bool
    problems: tuple[Problem, ...] = ()


@router.page("/patients", records=True)
def patients(visit: Visit, words: str = "", n: int = 1, only: str = "") -> Response:
    words, n, alone = readable(words)[:60].strip(), max(1, min(n, 10_000)), only == "nobody"
    team = visit.team
    found = everybody(visit.db, team, words=words, page=n, leads_only=alone)
    audit.record(visit.db, Deed.LISTED_PATIENTS, by=visit.by, at=visit.at, subject=str(len(found.patients)))
    count = ngettext("%(n)d patient", "%(n)d patients", found.total) % {"n": found.total}
    content = PatientsPage(
        lead=count,
        words=words,
        only=alone,
        rows=tuple(_row(one, team) for one in found.patients),
        before=_address(words, alone, n - 1) if n > 1 else "",
        after=_address(words, alone, n + 1) if n * PAGE < found.total else "",
    )
    return page(visit, "service_lead/patients.html", content, here=HERE)


@router.page("/patients/{patient}", records=True)
def patient(visit: Visit, patient: str) -> Response:
    who = a_patient(visit, patient)
    audit.record(visit.db, Deed.READ_PLACE, by=visit.by, at=visit.at, patient=who.id)
    return _patient_page(visit, who)


@router.act("/patients/{patient}/allocate")
def allocate(visit: Visit, patient: str) -> Response:
    who = a_patient(visit, patient)
    to = picked(visit, _pick(visit, who), _("Choose who will support them."))
    if problems((to,)):
        return _patient_page(visit, who, to)
    people.allocate(visit.db, who.id, UUID(to.value), by=visit.by, at=visit.at)
    return RedirectResponse(f"{HERE}/{who.id}", status_code=303)


@router.act("/patients/{patient}/suspend")
def suspend_patient(visit: Visit, patient: str) -> Response:
    """Shuts a patient out, or lets them in again: `do` says which."""
    who = a_patient(visit, patient)
    person = found_people.person(visit.db, who.id)
    match visit.typed("do"):
        case "let-in":
            absence.let_in_again(visit.db, person, by=visit.by, at=visit.at)
        case "suspend":
            absence.suspend(visit.db, person, by=visit.by, at=visit.at)
        case _:
            raise NotFound
    return RedirectResponse(f"{HERE}/{who.id}", status_code=303)


@router.act("/patients/{patient}/discharge")
def discharge_patient(visit: Visit, patient: str) -> Response:
    who = a_patient(visit, patient)
    code = picked(visit, code_pick(), _("Say how the course ended."))
    if code.error:
        return _patient_page(visit, who, code=code)
    moving.discharge(visit.db, who.id, Ending(EndCode(int(code.value))), by=visit.by, at=visit.at)
    return RedirectResponse(f"{HERE}/{who.id}", status_code=303)


def _patient_page(visit: Visit, one: Patient, to: Pick | None = None, code: Pick | None = None) -> Response:
    to, code = to or _pick(visit, one), code or code_pick()
    found = problems((to, code))
    content = PatientPage(
        row=_row(one, visit.team),
        full_name=one.full_name,
        suspended=one.suspended,
        action=f"{HERE}/{one.id}",
        to=to,
        code=code,
        ended=one.began_at is None or one.ended_at is not None,
        supported=one.practitioner is not None,
        problems=found,
    )
    return page(visit, "service_lead/patient.html", content, here=HERE, status=422 if found else 200)


def _row(one: Patient, team: Team) -> Row:
    return Row(f"{HERE}/{one.id}", one.full_name, _supporter(one, team), _place(one), _waits(one), one.leads)


def _supporter(one: Patient, team: Team) -> str:
    """Whose patient this is, and who stands in."""
    own = team.get(one.practitioner) if one.practitioner else None
    if own is None:
        return _("Nobody")
    if not own.active:
        return _("%(name)s, who is not here any more") % {"name": own.name}
    if own.away is None:
        return own.name
    cover = stands_for(own.id, team)
    until = _("away until %(day)s") % {"day": day(own.away.last)}
    stands = _("%(name)s stands in") % {"name": team[cover].name} if cover else _("nobody stands in")
    return f"{own.name}, {until}; {stands}"


def _place(one: Patient) -> str:
    if one.began_at is None:
        return _("No plan yet")
    if one.ended_at:
        return _("Course ended on %(day)s") % {"day": day(one.ended_at)}
    place = _("%(done)d of %(total)d modules finished") % {"done": one.finished, "total": one.modules}
    return f"{place} · {_('since %(day)s') % {'day': day(one.began_at, weekday=False)}}"


def _waits(one: Patient) -> str:
    """That a message waits and by when it is to be answered, never what it says."""
    if one.due_at is None:
        return ""
    return _("A message waits for an answer, due on %(day)s at %(time)s") % {
        "day": day(one.due_at),
        "time": clock_time(one.due_at),
    }


def _pick(visit: Visit, one: Patient) -> Pick:
    options = tuple(
        Option(str(who.id), who.full_name) for who in found_people.practitioners(visit.db) if who.id != one.practitioner
    )
    return Pick("practitioner", _("Who supports them from now on"), options)


def _address(words: str, alone: bool, n: int) -> str:
    return f"{HERE}?{urlencode({'words': words, 'only': 'nobody' if alone else '', 'n': n})}"
