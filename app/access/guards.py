"""A guard fetches and checks, and hands over the typed thing. To be handed it is to be permitted it."""

import re
from dataclasses import dataclass
from uuid import UUID

from app.access.door import NotFound, NotOpenYet, Visit
from app.activities import queries as activities
from app.activities.rules import Activity
from app.caseload.everybody import Patient, everybody
from app.checkins import queries as checkins
from app.content.measures import Items, answerable
from app.content.schema import Module, Step
from app.diary import queries as diary
from app.diary.rules import Kept, Noticed
from app.enrolments.queries import Head, SharedWork, Work, heads, module_work, shared_work
from app.faults import queries as faults
from app.faults.queries import Report
from app.goals import queries as goals
from app.goals.rules import Goal
from app.measures import queries as measures
from app.measures.queries import Given
from app.messages.queries import overdue_patients
from app.notices.queries import one_given_up
from app.notices.tables import Notice
from app.pathways import queries as pathways
from app.people.queries import (
    Invited,
    Member,
    Who,
    has_login,
    have_code,
    looked_after,
    open_invitations,
    supported,
    supported_patient,
    team,
)
from app.rendering import day_began
from app.safety import queries as safety
from app.safety.rules import Flag
from app.sessions import queries as sessions
from app.sessions.rules import BookedSession
from app.supervision.queries import Colleague, supervised_by
from app.support import queries as support
from app.support.queries import Shown

_SLUG = re.compile(r"[a-z0-9-]{1,60}")


@dataclass(frozen=True)
class MyStep:
    """A step that shows on this patient's own way through a module of their plan."""

    work: Work
    step: Step


def my_module(visit: Visit, module: str, *, hold: bool = False) -> Work:
    """The module of the patient's own plan. `hold` for a visit that will write to it."""
    if not _SLUG.fullmatch(module):
        raise NotFound
    work = module_work(visit.db, visit.house.library, visit.who.id, module, at=visit.at, hold=hold)
    if work is None or (work.removed_at and not work.begun_at):
        raise NotFound
    return work


def my_step(visit: Visit, module: str, step: str, *, hold: bool = False) -> MyStep:
    work = my_module(visit, module, hold=hold)
    if not work.open:
        raise NotOpenYet(module)
    found = next((one for one in work.way.steps if one.id == step), None)
    if found is None:
        raise NotFound
    return MyStep(work, found)


def my_kept_step(visit: Visit, module: str, step: str) -> MyStep:
    """A step this patient has finished, also where a later answer has taken it off their way."""
    work = my_module(visit, module, hold=True)
    found = work.module.step(step)
    if found is None or step not in work.kept:
        raise NotFound
    return MyStep(work, found)


def my_diary_entry(visit: Visit, entry: str) -> Kept | Noticed:
    """Something of this patient's own diary: an entry, also one that they took out, or what they noticed."""
    wanted = _id(entry)
    found = diary.entry(visit.db, visit.who.id, wanted) or diary.noticing(visit.db, visit.who.id, wanted)
    if found is None:
        raise NotFound
    return found


def my_plan(visit: Visit) -> Head:
    """The patient's own plan: the one that goes on, or else the last."""
    found = heads(visit.db, [visit.who.id]).get(visit.who.id)
    if found is None:
        raise NotFound
    return found


def my_goal(visit: Visit, goal: str) -> Goal:
    """A goal of this patient's own."""
    found = goals.goal(visit.db, visit.who.id, _id(goal))
    if found is None:
        raise NotFound
    return found


def my_activity(visit: Visit, activity: str) -> Activity:
    """An activity of this patient's own, planned or offered to them."""
    found = activities.activity(visit.db, visit.who.id, _id(activity))
    if found is None:
        raise NotFound
    return found


def a_measure(visit: Visit, measure: str) -> Items:
    """A measure that patients can be asked: one whose words are here."""
    found = answerable(visit.house.measures, measure)
    if found is None:
        raise NotFound
    return found


def my_sitting(visit: Visit, measure: Items, sitting: str) -> Given:
    """One time that this patient has given this measure, finished or not, with its answers."""
    found = measures.sitting(visit.db, visit.who.id, _id(sitting))
    if found is None or found.measure != measure.id or found.score_only:
        raise NotFound
    return found


def plan_of(visit: Visit, patient: Who) -> Head:
    """The plan of a patient this practitioner supports."""
    found = heads(visit.db, [patient.id]).get(patient.id)
    if found is None:
        raise NotFound
    return found


def a_step_of(visit: Visit, patient: Who, module: str, step: str, *, hold: bool = False) -> MyStep:
    """A step that can be written down for a patient whom a guard has handed over."""
    if not _SLUG.fullmatch(module):
        raise NotFound
    work = module_work(visit.db, visit.house.library, patient.id, module, at=visit.at, hold=hold)
    found = next((one for one in work.way_for_others.steps if one.id == step), None) if work else None
    if work is None or found is None or not work.open_to_others(found):
        raise NotFound
    return MyStep(work, found)


def shared_piece(visit: Visit, patient: Who, response: str) -> SharedWork:
    """A piece of work that the patient shares now."""
    wanted = _id(response)
    found = shared_work(visit.db, patient.id, visit.who.id)
    one = next((one for one in found if one.response_id == wanted and one.answers and not one.withdrawn), None)
    if one is None:
        raise NotFound
    return one


def a_goal_of(visit: Visit, patient: Who, goal: str) -> Goal:
    """A goal of a patient whom a guard has handed over."""
    found = goals.goal(visit.db, patient.id, _id(goal))
    if found is None:
        raise NotFound
    return found


def a_session_of(visit: Visit, patient: Who, session: str) -> BookedSession:
    """A session of a patient whom a guard has handed over."""
    found = sessions.session(visit.db, patient.id, _id(session))
    if found is None:
        raise NotFound
    return found


def my_session(visit: Visit, session: str) -> BookedSession:
    """A session of this patient's own."""
    found = sessions.session(visit.db, visit.who.id, _id(session))
    if found is None:
        raise NotFound
    return found


def my_support_message(visit: Visit, message: str) -> Shown:
    """Something the programme said to this patient."""
    found = support.message(visit.db, visit.who.id, _id(message))
    if found is None:
        raise NotFound
    return found


def an_activity_of(visit: Visit, patient: Who, activity: str) -> Activity:
    """Something a patient plans and shares, or was offered and has taken up."""
    found = activities.activity(visit.db, patient.id, _id(activity), only_shared=True)
    if found is None:
        raise NotFound
    return found


def an_offer_to(visit: Visit, patient: Who, activity: str) -> Activity:
    """Something that somebody of the team has offered this patient, whatever has become of it."""
    found = activities.activity(visit.db, patient.id, _id(activity), only_shared=True)
    if found is None or found.offer is None:
        raise NotFound
    return found


def my_patient(visit: Visit, patient: str) -> Who:
    """A patient whom this practitioner supports now, or looks after today because nobody else is there to."""
    wanted = _id(patient)
    found = supported_patient(visit.db, visit.who.id, wanted)
    return found or _standing_in(visit, wanted)


def _standing_in(visit: Visit, patient: UUID) -> Who:
    team = visit.team
    late = overdue_patients(visit.db, at=visit.at) | safety.overdue_patients(visit.db, team, at=visit.at)
    found = looked_after(visit.db, visit.who.id, team, overdue=late & {patient}, only=patient)
    who = found[0].who if found else _whose_flag_i_have(visit, patient)
    if who is None:
        raise NotFound
    visit.stands_in = True
    return who


def _whose_flag_i_have(visit: Visit, patient: UUID) -> Who | None:
    """Whoever has taken a safety flag goes on reaching its patient until it is closed.

    And whoever has done something with one, to the end of that day: they write down what came of a talk when another
    has taken the flag over, read what they wrote, and open again what was closed too soon.
    """
    flag = safety.open_flags(visit.db, [patient]).get(patient)
    mine = flag is not None and flag.taken_by == visit.who.id
    if not mine and patient not in safety.dealt_with(visit.db, visit.who.id, since=day_began(visit.at)):
        return None
    return supported(visit.db, [patient])[0].who


def a_flag(visit: Visit, flag: str) -> tuple[Who, Flag]:
    """A safety flag of a patient whom this practitioner reaches."""
    found = safety.flag(visit.db, _id(flag))
    if found is None:
        raise NotFound
    return my_patient(visit, str(found.patient_id)), found


def my_invitation(visit: Visit, invitation: str) -> Invited:
    """An open invitation of a patient whom this practitioner will support."""
    return _one_of(open_invitations(visit.db, visit.who.id, at=visit.at), invitation)


def an_invitation(visit: Visit, invitation: str) -> Invited:
    """Any open invitation of the service."""
    return _one_of(open_invitations(visit.db, at=visit.at), invitation)


def a_colleague(visit: Visit, person: str) -> Member:
    """Somebody of the team."""
    wanted = _id(person)
    found = next((one for one in team(visit.db) if one.who.id == wanted), None)
    if found is None:
        raise NotFound
    return found


def my_supervisee(visit: Visit, practitioner: str) -> Colleague:
    """A practitioner whom whoever asks supervises now."""
    wanted = _id(practitioner)
    found = next((one for one in supervised_by(visit.db, visit.who.id) if one.id == wanted), None)
    if found is None:
        raise NotFound
    return found


def a_dead_letter(visit: Visit, notice: str) -> Notice:
    """A mail that was given up. Where somebody has dealt with it since, the deed finds nothing left to do."""
    found = one_given_up(visit.db, _id(notice))
    if found is None:
        raise NotFound
    return found


def a_colleague_with_code(visit: Visit, person: str) -> Member:
    """Somebody else of the team who logs in with a code."""
    found = a_colleague(visit, person)
    if found.who.id == visit.who.id or not have_code(visit.db, [found.who.id]):
        raise NotFound
    return found


def my_device(visit: Visit, login: str) -> UUID:
    """A login of this person's own."""
    wanted = _id(login)
    if not has_login(visit.db, visit.who.id, wanted):
        raise NotFound
    return wanted


def a_patient(visit: Visit, patient: str) -> Patient:
    """Any patient of the service, as a lead sees them."""
    team_today = visit.team
    found = everybody(visit.db, team_today, only=_id(patient)).patients
    if not found:
        raise NotFound
    return found[0]


def a_request(visit: Visit, asked: str) -> checkins.Request:
    """A patient's request for somebody else: only a lead hears of it."""
    wanted = _id(asked)
    found = next((one for one in checkins.requests(visit.db) if one.id == wanted), None)
    if found is None:
        raise NotFound
    return found


def a_fault(visit: Visit, fault: str) -> Report:
    """Something that a patient has reported as broken."""
    wanted = _id(fault)
    found = next((one for one in faults.reports(visit.db) if one.id == wanted), None)
    if found is None:
        raise NotFound
    return found


def a_module(visit: Visit, module: str) -> Module:
    """A module of the programme, as it is today."""
    found = visit.house.library.newest.get(module)
    if found is None:
        raise NotFound
    return found


def a_step(visit: Visit, module: str, step: str) -> tuple[Module, Step]:
    found = a_module(visit, module)
    one = found.step(step)
    if one is None:
        raise NotFound
    return found, one


def a_pathway(visit: Visit, slug: str, *, dropped: bool = False) -> pathways.Line:
    """A pathway of this service. `dropped`: also one whose only draft was let go, for a form that is still open."""
    found = pathways.line(visit.db, slug) if _SLUG.fullmatch(slug) else None
    if found is None or (found.content is None and not dropped):
        raise NotFound
    return found


def a_version(visit: Visit, slug: str, n: str) -> tuple[pathways.Line, pathways.Published]:
    """One published version of a pathway."""
    line = a_pathway(visit, slug)
    found = next((one for one in line.versions if str(one.number) == n), None)
    if found is None:
        raise NotFound
    return line, found


def _one_of(invitations: list[Invited], invitation: str) -> Invited:
    wanted = _id(invitation)
    found = next((one for one in invitations if one.id == wanted), None)
    if found is None:
        raise NotFound
    return found


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
