"""One patient's thread: read in full and so marked seen, answered, or noted as needing no answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import my_patient
from app.content.starting_points import StartingPoint
from app.journey import messaging
from app.messages import actions, queries
from app.messages.actions import Newer, Written
from app.messages.queries import Said
from app.messages.rules import Settled, gaps_left, is_unedited
from app.people.queries import Who
from app.rendering import day, listed
from app.rendering import gettext as _
from app.web.parts import thread as parts
from app.web.parts.frame import page
from app.web.parts.thread import About, Entry, Form, Subject, Writing, by_when
from app.web.practitioner.card import CardView, card_of
from app.web.practitioner.door import router
from app.web.practitioner.patient import Top, top


@dataclass(frozen=True)
class Start:
    id: str
    title: str


@dataclass(frozen=True)
class ThreadPage:
    """`unedited` asks before a starting point goes out as it came; `newer` says that more has come meanwhile."""

    top: Top
    name: str
    card: CardView
    earlier_label: str
    earlier: tuple[Entry, ...]
    entries: tuple[Entry, ...]
    waits: str
    writing: Writing
    starts: tuple[Start, ...]
    unedited: str
    newer: str


@router.page("/patients/{patient}/messages", records=True)
def thread(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    return _page(visit, who, parts.opened(visit, who.id))


@router.act("/patients/{patient}/messages")
def send_message(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    written = replace(parts.read(visit), about=None)  # what a message is about is the patient's to say
    if start := _start(visit):
        return _begun(visit, who, written, start)
    form = parts.typed(visit, who.id, written, parts.wrong(written.words))
    if form.problem:
        return _page(visit, who, form, status=422)
    if (asks := _as_it_came(visit, who, written.words)) and not visit.typed("as_it_is"):
        return _page(visit, who, form, status=422, unedited=asks)
    version = visit.typed_number("version")
    try:
        messaging.send_from_staff(
            visit.db, visit.house.settings, who.id, written, version=version, by=visit.by, at=visit.at
        )
    except Newer:
        return _newer(visit, who, form, version)
    return _onward(visit, who)


@router.act("/patients/{patient}/messages/draft")
def message_draft(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    form = parts.kept(visit, who.id, parts.typed(visit, who.id, replace(parts.read(visit), about=None)))
    return parts.drafted(visit, form, _here(who)) or _page(visit, who, form, status=409)


@router.act("/patients/{patient}/messages/noted")
def no_answer_needed(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    version = visit.typed_number("version")
    try:
        messaging.settle(visit.db, who.id, version=version, by=visit.by, at=visit.at)
    except Newer:
        return _newer(visit, who, parts.opened(visit, who.id), version)
    return _onward(visit, who)


def _onward(visit: Visit, who: Who) -> Response:
    """Back to the thread; for whoever stood in and is done, to their list: the thread is no longer theirs to read."""
    try:
        my_patient(visit, str(who.id))
    except NotFound:
        return RedirectResponse("/practice/messages?done=yes", status_code=303)
    return RedirectResponse(f"{_here(who)}#newest", status_code=303)


def _here(who: Who) -> str:
    return f"/practice/patients/{who.id}/messages"


def _start(visit: Visit) -> StartingPoint | None:
    return next((one for one in visit.house.starting_points if one.id == visit.typed("start")), None)


def _begun(visit: Visit, who: Who, written: Written, start: StartingPoint) -> Response:
    """The starting point after what was typed already: nothing is ever written over."""
    words = "\n\n".join(part for part in (written.words, start.filled(who.name)) if part)
    form = parts.typed(visit, who.id, replace(written, words=words))
    return _page(visit, who, parts.kept(visit, who.id, form))


def _as_it_came(visit: Visit, who: Who, words: str) -> str:
    """What to ask before a starting point goes out that nobody has made their own; nothing where somebody has."""
    starts = [one.filled(who.name) for one in visit.house.starting_points]
    if is_unedited(words, starts):
        return _("This is the starting point as it came. Change it, or send it as it is?")
    if gaps := gaps_left(words, starts):
        return _("There is a gap left to fill: %(gaps)s. Change it, or send it as it is?") % {
            "gaps": listed(gaps, _("and"))
        }
    return ""


def _newer(visit: Visit, who: Who, form: Form, version: int) -> Response:
    """What has come meanwhile and the words in the form, on one page; the words are kept as a draft too."""
    kept = parts.kept(visit, who.id, form) if form.words else form
    newer = _("More was written here while you had this page open. Nothing was sent yet. Your words are in the box.")
    return _page(visit, who, kept, status=409, newer=newer, from_=version)


def _page(
    visit: Visit,
    who: Who,
    form: Form,
    *,
    status: int = 200,
    unedited: str = "",
    newer: str = "",
    from_: int | None = None,
) -> Response:
    """The page, on which each message stands in full: whoever is handed it has seen them."""
    said = queries.thread(visit.db, who.id)
    actions.look(visit.db, who.id, said, by=visit.by, at=visit.at)
    found = parts.subjects(visit, who.id, (one.about for one in said))
    new = {one.id for n, one in enumerate(said) if _is_new(one, visit.who.id) or (from_ is not None and n >= from_)}
    earlier, entries = parts.split([_entry(one, who, found, one.id in new, visit.at) for one in said])
    content = ThreadPage(
        top=top(who, "messages"),
        name=who.name,
        card=card_of(visit, who),
        earlier_label=parts.earlier_label(earlier),
        earlier=earlier,
        entries=entries,
        waits=_waits(said, visit.at),
        writing=form.writing(_here(who), len(said), visit.at, None),
        starts=tuple(Start(one.id, one.title) for one in visit.house.starting_points),
        unedited=unedited,
        newer=newer,
    )
    return page(visit, "practitioner/thread.html", content, here="/practice/messages", status=status)


def _is_new(one: Said, reader: UUID) -> bool:
    return one.from_patient and all(look.person_id != reader for look in one.looks)


def _waits(said: Sequence[Said], at: datetime) -> str:
    """What the team has promised, while something waits."""
    due = min((one.due_at for one in said if one.waits and one.due_at), default=None)
    if due is None:
        return ""
    if due < at:
        return _("An answer was promised by %(when)s. It is late.") % {"when": by_when(due, at)}
    return _("An answer is promised by %(when)s.") % {"when": by_when(due, at)}


def _entry(one: Said, who: Who, found: Mapping[UUID, Subject], new: bool, at: datetime) -> Entry:
    receipt, kind = _receipt(one, who, at)
    return Entry(
        id=one.id,
        whose="you" if one.from_patient else "them",
        by=one.by,
        when=parts.sent_at(one.at),
        lines=tuple(one.words.splitlines()),
        about=_about(parts.about_of(one, found), who),
        receipt=receipt,
        receipt_kind=kind,
        new=new,
        open=one.waits,
    )


def _about(subject: Subject | None, who: Who) -> About | None:
    """The step or activity; it opens for as long as it is shared, and an activity has no name then either."""
    if subject is None:
        return None
    here = f"/practice/patients/{who.id}"
    if subject.is_activity:
        return About(subject.title, f"{here}/activities#a-{subject.id}") if subject.shared else About(_("An activity"))
    return About(subject.title, f"{here}/responses/{subject.id}" if subject.shared else "")


def _receipt(one: Said, who: Who, at: datetime) -> tuple[str, str]:
    first = next(iter(one.looks), None)
    names = {"name": one.settled_by, "day": day(one.settled_at, weekday=False) if one.settled_at else ""}
    match one.settled:
        case Settled.ANSWERED:
            return _("Answered by %(name)s on %(day)s") % names, "talked"
        case Settled.NOTED:
            return _("%(name)s read this on %(day)s and noted that it needs no answer") % names, "seen"
        case None if one.from_patient:
            return _("Waits for an answer"), "written"
        case None if first:
            return _("%(name)s read this on %(day)s") % {"name": who.name, "day": day(first.at, weekday=False)}, "seen"
        case None:
            return "", ""
