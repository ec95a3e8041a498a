"""Another time for a session, another way to meet, or calling it off: with words to the patient, and no blame."""

from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import a_session_of, my_patient
from app.journey import meeting
from app.people.queries import Who, practitioner_of
from app.rendering import gettext as _
from app.sessions.actions import Clash, Impossible, Stale
from app.sessions.rules import LONGEST_WORDS, BookedSession
from app.web.parts import plain
from app.web.parts.frame import page
from app.web.parts.plain import Area
from app.web.parts.sessions import became, when
from app.web.parts.worksheet import Problem
from app.web.practitioner.door import router
from app.web.practitioner.patient import Top, top
from app.web.practitioner.patient_sessions import here, how
from app.web.practitioner.session_slot import SlotForm, read, slot_form, taken, warned


@dataclass(frozen=True)
class ChangePage:
    """`notice`: what happened to the session meanwhile."""

    top: Top
    name: str
    when: str
    how: str
    became: str
    stands: bool
    action: str
    back: str
    slot: SlotForm
    said: Area
    problems: tuple[Problem, ...]
    notice: str


@router.page("/patients/{patient}/sessions/{session}/change")
def change_session(visit: Visit, patient: str, session: str) -> Response:
    who = my_patient(visit, patient)
    one = a_session_of(visit, who, session)
    return _page(visit, who, one, slot_form(visit, who, one), _said(who))


@router.act("/patients/{patient}/sessions/{session}/change")
def changing_session(visit: Visit, patient: str, session: str) -> Response:
    who = my_patient(visit, patient)
    one = a_session_of(visit, who, session)
    if visit.typed("do") == "cancel":
        return _cancel(visit, who, one)
    form, slot = read(visit)
    if slot is None:
        return _page(visit, who, one, form, _said(who), status=422)
    warning = warned(visit, slot.starts_at, one.practitioner_id)
    if warning:
        return _page(visit, who, one, replace(form, warning=warning), _said(who), status=422)
    settings, holder = visit.house.settings, _holder(visit, who, one)
    try:
        meeting.move(visit.db, settings, one, slot, practitioner=holder, version=form.version, by=visit.by, at=visit.at)
    except Clash as clash:
        form = replace(form, time=plain.with_error(form.time, taken(clash.other, who)))
        return _page(visit, who, one, form, _said(who), status=422)
    except (Stale, Impossible):
        return _meanwhile(visit, who, session, form, _said(who))
    return RedirectResponse(here(who), status_code=303)


def _holder(visit: Visit, who: Who, one: BookedSession) -> UUID:
    """Whoever held it, while they support the patient; after that, whoever moves it."""
    own = practitioner_of(visit.db, who.id)
    return one.practitioner_id if own and own.id == one.practitioner_id else visit.who.id


def _cancel(visit: Visit, who: Who, one: BookedSession) -> Response:
    said = plain.words(visit, _said(who), LONGEST_WORDS)
    if said.error:
        return _page(visit, who, one, slot_form(visit, who, one), said, status=422)
    try:
        meeting.cancel(visit.db, visit.house.settings, one, said.value, by=visit.by, at=visit.at)
    except Impossible:
        return _meanwhile(visit, who, str(one.id), slot_form(visit, who, one), said)
    return RedirectResponse(here(who), status_code=303)


def _meanwhile(visit: Visit, who: Who, session: str, form: SlotForm, said: Area) -> Response:
    """Somebody was quicker: how it is now stands above what was typed, and nothing was overwritten."""
    now = a_session_of(visit, who, session)
    notice = _("This session was changed meanwhile. How it is now stands here; what you typed is in the form.")
    return _page(visit, who, now, replace(form, version=now.version), said, notice=notice, status=409)


def _page(
    visit: Visit, who: Who, one: BookedSession, form: SlotForm, said: Area, *, notice: str = "", status: int = 200
) -> Response:
    content = ChangePage(
        top=top(who, "sessions"),
        name=who.name,
        when=when(one, visit.at),
        how=how(one),
        became=became(one, visit.at),
        stands=one.stands,
        action=f"{here(who)}/{one.id}/change",
        back=here(who),
        slot=form,
        said=said,
        problems=(*form.problems, *plain.problems([said])),
        notice=notice,
    )
    return page(visit, "practitioner/session_change.html", content, here="/practice/sessions", status=status)


def _said(who: Who) -> Area:
    return Area("said", _("Words for %(name)s, if you like") % {"name": who.name}, rows=2)
