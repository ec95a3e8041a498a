"""The record of a session, written while two people talk: what was covered, what both keep, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import a_session_of, my_patient
from app.activities import actions as activities
from app.activities.rules import LONGEST_LINE
from app.activities.rules import LONGEST_WORDS as LONGEST_WHY
from app.audit import actions as audit
from app.audit.rules import Deed
from app.enrolments.actions import Ended
from app.journey import meeting
from app.journey.meeting import Written
from app.people import actions as people
from app.people.queries import Who
from app.rendering import clock_time, day
from app.rendering import gettext as _
from app.sessions import queries
from app.sessions.actions import Clash, StaleRecord
from app.sessions.rules import ATTENDED, LONGEST_WORDS, Attendance, BookedSession, Record, Subject
from app.web.parts import drafting, plain
from app.web.parts.drafting import Kept
from app.web.parts.frame import page
from app.web.parts.plain import Area, Box, Option, Pick
from app.web.parts.sessions import attendance_words, became, when
from app.web.parts.worksheet import Problem
from app.web.practitioner.door import router
from app.web.practitioner.patient import Top, top
from app.web.practitioner.patient_sessions import how, title
from app.web.practitioner.session_matter import Matter, Tick, matter
from app.web.practitioner.session_slot import SlotForm, read, slot_form, taken, warned

NO_GOAL = "none"
EARLY, AFTERWARDS = timedelta(minutes=15), timedelta(minutes=30)
"""A login lasts from so long before a session until so long after its planned end, while its record is open."""
LONGEST_SESSION = 600


@dataclass(frozen=True)
class RecordForm:
    """Everything that can be typed, picked or ticked in a record."""

    summary: Area
    safety: Area
    notes: Area
    measures: bool
    what: Area
    why: Area
    goal: Pick
    slot: SlotForm
    attendance: Pick
    lasted: Box
    once: UUID
    version: int
    kept: Kept

    @property
    def words(self) -> tuple[Area, ...]:
        return (self.summary, self.safety, self.notes)


@dataclass(frozen=True)
class RecordPage:
    """`theirs`: what was saved meanwhile, part by part, where this form was opened before it."""

    top: Top
    name: str
    title: str
    when: str
    how: str
    became: str
    said: str
    action: str
    copy: str
    matter: Matter
    form: RecordForm
    ended: bool
    offers: bool
    told: str
    problems: tuple[Problem, ...]
    theirs: tuple[tuple[str, tuple[str, ...]], ...]


@router.page("/patients/{patient}/sessions/{session}", records=True)
def session_record(visit: Visit, patient: str, session: str, did: str = "") -> Response:
    who = my_patient(visit, patient)
    one = a_session_of(visit, who, session)
    return _page(visit, who, one, _opened(visit, who, one), did=did)


@router.act("/patients/{patient}/sessions/{session}")
def write_session(visit: Visit, patient: str, session: str) -> Response:
    """Every button saves everything. What could not be done comes back with all that was typed."""
    who = my_patient(visit, patient)
    one = a_session_of(visit, who, session)
    do = visit.typed("do")
    form, written = _typed(visit, who, one, do)
    problems = _problems(form, do)
    if problems:
        return _page(visit, who, one, form, problems=problems, status=422)
    try:
        with visit.db.begin_nested():
            form = _do(visit, who, one, do, form, written)
    except StaleRecord as stale:
        form = replace(form, version=stale.record.version)
        return _page(visit, who, one, form, theirs=stale.record, status=409)
    problems = _problems(form, do)
    if problems:
        return _page(visit, who, one, form, problems=problems, status=422)
    drafting.sent(visit, _draft(one))
    return RedirectResponse(f"{_address(who, one)}?did={do}", status_code=303)


def _do(visit: Visit, who: Who, one: BookedSession, do: str, form: RecordForm, written: Written) -> RecordForm:
    """Saves the record and does what the button says beside; the form with what is wrong, where that could not be."""
    if do == "offer":
        goal = None if form.goal.value in ("", NO_GOAL) else UUID(form.goal.value)
        words = (form.what.value, form.why.value)
        try:
            activities.offer(visit.db, who.id, *words, goal=goal, once=form.once, by=visit.by, at=visit.at)
        except Ended:
            over = _("The course has ended, so nothing can be offered. The rest can be saved.")
            return replace(form, what=plain.with_error(form.what, over))
    if do == "book":
        form = _book(visit, who, form)
        if form.slot.problems:
            return form
    meeting.write(visit.db, one, written, once=form.once, by=visit.by, at=visit.at)
    return form


def _book(visit: Visit, who: Who, form: RecordForm) -> RecordForm:
    slot_form_, slot = read(visit)
    if slot is None:
        return replace(form, slot=slot_form_)
    if warning := warned(visit, slot.starts_at, visit.who.id):
        return replace(form, slot=replace(slot_form_, warning=warning))
    settings = visit.house.settings
    try:
        meeting.book(visit.db, settings, who.id, visit.who.id, slot, once=form.once, by=visit.by, at=visit.at)
    except Clash as clash:
        wrong = plain.with_error(slot_form_.time, taken(clash.other, who))
        return replace(form, slot=replace(slot_form_, time=wrong))
    return replace(form, slot=slot_form_)


def _address(who: Who, one: BookedSession) -> str:
    return f"/practice/patients/{who.id}/sessions/{one.id}"


def _draft(one: BookedSession) -> str:
    return f"session-{one.id}"


def _blank(visit: Visit, who: Who, one: BookedSession, kept: Kept) -> RecordForm:
    reads = {"name": who.name}
    codes = tuple(
        Option(str(code.value), attendance_words(code), _("national code %(code)d") % {"code": code.value})
        for code in sorted(Attendance, key=lambda code: (code not in ATTENDED, code))
    )
    return RecordForm(
        summary=Area(
            "summary",
            _("Summary, for both of you"),
            hint=_("%(name)s reads this and can add to it.") % reads,
            rows=4,
        ),
        safety=Area(
            "safety",
            _("Safety conversation"),
            hint=_("What was asked and said, and what was agreed. Part of the record; %(name)s does not see it here.")
            % reads,
            rows=3,
        ),
        notes=Area(
            "notes",
            _("Working notes"),
            hint=_("Not shown in the programme. Part of the record: %(name)s may ask to read them.") % reads,
            rows=3,
        ),
        measures=False,
        what=Area("what", _("What you offer"), rows=2),
        why=Area("offer_why", _("Why it may help"), rows=2),
        goal=Pick("offer_goal", _("Which goal it serves"), (Option(NO_GOAL, _("None of these")),), NO_GOAL),
        slot=slot_form(visit, who),
        attendance=Pick("attendance", _("What became of it"), codes),
        lasted=Box("lasted", _("Minutes it took"), hint=_("Planned: %(n)d") % {"n": one.minutes}),
        once=uuid4(),
        version=0,
        kept=kept,
    )


def _opened(visit: Visit, who: Who, one: BookedSession) -> RecordForm:
    """As it was written, and over that what was typed and not saved."""
    typed, kept = drafting.opened(visit, _draft(one))
    record = queries.record(visit.db, one.id)
    form = _blank(visit, who, one, kept)
    code = str(one.attendance.value) if one.attendance else ""
    return replace(
        form,
        summary=replace(form.summary, value=typed.get("summary", record.summary)),
        safety=replace(form.safety, value=typed.get("safety", record.safety)),
        notes=replace(form.notes, value=typed.get("notes", record.notes)),
        measures=record.measures,
        what=replace(form.what, value=typed.get("what", "")),
        why=replace(form.why, value=typed.get("offer_why", "")),
        attendance=replace(form.attendance, value=typed.get("attendance", code)),
        lasted=replace(form.lasted, value=typed.get("lasted", "" if one.lasted is None else str(one.lasted))),
        version=record.version,
    )


def _typed(visit: Visit, who: Who, one: BookedSession, do: str) -> tuple[RecordForm, Written]:
    form = _blank(visit, who, one, drafting.again(visit, _draft(one)))
    slot, _slot = read(visit)
    goals = tuple(Option(str(id_), "") for id_ in matter(visit, who, one).goals)
    goal = visit.typed("offer_goal")
    form = replace(
        form,
        summary=plain.words(visit, form.summary, LONGEST_WORDS),
        safety=plain.words(visit, form.safety, LONGEST_WORDS),
        notes=plain.words(visit, form.notes, LONGEST_WORDS),
        measures=visit.typed("measures_together") == "yes",
        what=plain.words(visit, form.what, LONGEST_LINE, _("Write what you offer.") if do == "offer" else ""),
        why=plain.words(
            visit, form.why, LONGEST_WHY, _("Say in a few words why it may help.") if do == "offer" else ""
        ),
        goal=replace(form.goal, value=goal if goal in {option.id for option in goals} else NO_GOAL),
        slot=slot if do == "book" else _without_errors(slot),
        attendance=plain.picked(visit, form.attendance, ""),
        lasted=plain.line(visit, form.lasted, 10),
        once=visit.typed_id("once") or uuid4(),
        version=visit.typed_number("version"),
    )
    form = _finished(visit, one, do, form)
    return form, _written(visit, form, do)


def _finished(visit: Visit, one: BookedSession, do: str, form: RecordForm) -> RecordForm:
    """The form with what is wrong about finishing."""
    if do != "finish":
        return form
    minutes, code = form.lasted.value, form.attendance.value
    if not code:
        return replace(form, attendance=plain.with_error(form.attendance, _("Say what became of the session.")))
    cancelled = (Attendance.CANCELLED_BY_PATIENT, Attendance.CANCELLED_BY_SERVICE)
    if visit.at < one.starts_at - EARLY and Attendance(int(code)) not in cancelled:
        early = _("This session has not begun yet.")
        return replace(form, attendance=plain.with_error(form.attendance, early))
    fits = minutes.isascii() and minutes.isdigit() and len(minutes) < 4 and int(minutes) <= LONGEST_SESSION
    if Attendance(int(code)) in ATTENDED and not (fits and int(minutes)):
        return replace(form, lasted=plain.with_error(form.lasted, _("Write how many minutes it took.")))
    if minutes and not fits:
        return replace(form, lasted=plain.with_error(form.lasted, _("Write a whole number of minutes.")))
    return form


def _without_errors(slot: SlotForm) -> SlotForm:
    """A time half typed stands in nobody's way who does not book."""
    return replace(
        slot,
        day=replace(slot.day, error=""),
        time=replace(slot.time, error=""),
        minutes=replace(slot.minutes, error=""),
        place=replace(slot.place, error=""),
        mode=replace(slot.mode, error=""),
        purpose=replace(slot.purpose, error=""),
    )


def _written(visit: Visit, form: RecordForm, do: str) -> Written:
    record = Record(form.summary.value, form.safety.value, form.notes.value, form.measures, form.version)
    code = Attendance(int(form.attendance.value)) if do == "finish" and form.attendance.value else None
    minutes = form.lasted.value
    discussed = {id_: Subject(kind) for id_, kind in _ticked(visit, "discussed").items() if kind in set(Subject)}
    return Written(
        record=record,
        attendance=code,
        lasted=int(minutes) if code in ATTENDED and minutes.isdigit() else None,
        covered=tuple(_ticked(visit, "covered")),
        offered_items=tuple(_ticked(visit, "item")),
        discussed=discussed,
        offered_subjects=tuple(_ticked(visit, "subject")),
    )


def _ticked(visit: Visit, name: str) -> dict[UUID, str]:
    """What was ticked, or what could be, by its id."""
    found = {}
    for key, value in visit.form:
        before, _dot, id_ = key.partition(".")
        if before == name:
            try:
                found[UUID(id_)] = value
            except ValueError:
                continue
    return found


def _problems(form: RecordForm, do: str) -> tuple[Problem, ...]:
    fields: list[plain.Field] = [*form.words, form.what, form.why, form.attendance, form.lasted]
    return (*plain.problems(fields), *(form.slot.problems if do == "book" else ()))


def _page(
    visit: Visit,
    who: Who,
    one: BookedSession,
    form: RecordForm,
    *,
    did: str = "",
    problems: tuple[Problem, ...] = (),
    theirs: Record | None = None,
    status: int = 200,
) -> Response:
    audit.record(visit.db, Deed.READ_SESSION, by=visit.by, at=visit.at, patient=who.id)
    _hold_login(visit, one)
    about = matter(visit, who, one)
    if status != 200:
        about = _as_typed(visit, about)
    goals = tuple(Option(str(id_), words, own=True) for id_, words in about.goals.items())
    form = replace(form, goal=replace(form.goal, options=(*goals, *form.goal.options)))
    content = RecordPage(
        top=top(who, "sessions"),
        name=who.name,
        title=title(about.number),
        when=when(one, visit.at),
        how=how(one),
        became=became(one, visit.at),
        said=one.said,
        action=_address(who, one),
        copy=f"{_address(who, one)}/copy",
        matter=about,
        form=form,
        ended=not one.stands,
        offers=not about.course_ended,
        told=_told(did),
        problems=problems,
        theirs=_theirs(theirs),
    )
    return page(visit, "practitioner/session_record.html", content, here="/practice/sessions", status=status)


def _as_typed(visit: Visit, about: Matter) -> Matter:
    """With the ticks as they were sent, and not as they are kept."""
    covered, discussed = _ticked(visit, "covered"), _ticked(visit, "discussed")

    def ticks(some: tuple[Tick, ...], on: Mapping[UUID, str]) -> tuple[Tick, ...]:
        return tuple(replace(one, on=UUID(one.id) in on) for one in some)

    return replace(about, agenda=ticks(about.agenda, covered), subjects=ticks(about.subjects, discussed))


def _hold_login(visit: Visit, one: BookedSession) -> None:
    """While a session goes on its record stays open: nobody is logged out in the middle of a talk."""
    until = one.ends_at + AFTERWARDS
    if one.starts_at - EARLY <= visit.at < until and one.stands:
        people.hold_login(visit.db, visit.login.login, until)


def _told(did: str) -> str:
    return {
        "save": _("Saved."),
        "offer": _("Saved, and the activity is offered."),
        "book": _("Saved, and the next session is booked."),
        "finish": _("Saved. The session is written down."),
    }.get(did, "")


def _theirs(record: Record | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if record is None:
        return ()
    when_ = {"name": record.by, "time": clock_time(record.at), "day": day(record.at)} if record.at else {}
    saved = (_("Saved by %(name)s at %(time)s on %(day)s") % when_, ()) if when_ else ("", ())
    parts = (
        (_("Summary, for both of you"), record.summary),
        (_("Safety conversation"), record.safety),
        (_("Working notes"), record.notes),
    )
    return (saved, *((label, tuple(text.splitlines())) for label, text in parts if text))
