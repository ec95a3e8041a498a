"""Messages with the team: the thread, a box to write in, and by when somebody answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.enrolments import queries as enrolments
from app.enrolments.actions import Ended
from app.journey import messaging, reminding
from app.messages import actions, queries
from app.messages.queries import Said
from app.messages.rules import Settled
from app.people.queries import practitioner_of, receipts_on
from app.people.waiting import Place, Stage, place
from app.rendering import day
from app.rendering import gettext as _
from app.web.parts import thread
from app.web.parts.frame import page
from app.web.parts.thread import About, Entry, Form, Subject, Writing, by_when
from app.web.patient.door import router
from app.web.patient.places import stuck_at

HERE = "/me/messages"


@dataclass(frozen=True)
class MessagesPage:
    """`private` is what was to go with the message and cannot. `writing` is None after the course."""

    lead: str
    earlier_label: str
    earlier: tuple[Entry, ...]
    entries: tuple[Entry, ...]
    writing: Writing | None
    promise: str
    private: About | None
    turn_to: str


@router.page("/messages", records=True)
def messages(visit: Visit, about: str = "", stuck: str = "") -> Response:
    form = thread.opened(visit, visit.who.id, _asked(about))
    if stuck and not form.words:
        form = replace(form, words=_("I am stuck at “%(place)s”.") % {"place": stuck_at(visit, stuck).whole} + "\n")
    reminding.patient_read(visit.db, visit.who.id, at=visit.at)  # what is before them needs no mail
    return _page(visit, form, status=200)


@router.act("/messages")
def send_message(visit: Visit) -> Response:
    written = thread.read(visit)
    form = thread.typed(visit, visit.who.id, written, thread.wrong(written.words))
    subject = _subject(visit, written.about)
    if form.problem or (subject and not subject.shared):
        return _page(visit, form, status=422)
    written = replace(written, about_activity=subject is not None and subject.is_activity)
    messaging.send_from_patient(visit.db, visit.house.settings, visit.who.id, written, by=visit.by, at=visit.at)
    return RedirectResponse(f"{HERE}#newest", status_code=303)


@router.act("/messages/draft")
def message_draft(visit: Visit) -> Response:
    """Keeps words on their way. By a button (`then`) it comes back to the page, by the script with the time alone."""
    written = thread.read(visit)
    if enrolments.has_ended(visit.db, visit.who.id):
        raise Ended
    about = None if visit.typed("then") == "without" else written.about
    subject = _subject(visit, about)
    form = replace(thread.typed(visit, visit.who.id, written), about=about)
    form = replace(form, about_activity=subject is not None and subject.is_activity)
    form = thread.kept(visit, visit.who.id, form)
    return thread.drafted(visit, form, HERE) or _page(visit, form, status=409)


def _asked(about: str) -> UUID | None:
    try:
        return UUID(about) if about else None
    except ValueError:
        raise NotFound from None


def _subject(visit: Visit, about: UUID | None) -> Subject | None:
    """The patient's own step or activity that a message is about."""
    if about is None:
        return None
    found = thread.subjects(visit, visit.who.id, [about]).get(about)
    if found is None:
        raise NotFound
    return found


def _page(visit: Visit, form: Form, *, status: int) -> Response:
    me = visit.who.id
    said = queries.thread(visit.db, me)
    if receipts_on(visit.db, me):
        actions.look_by_patient(visit.db, said, by=visit.by, at=visit.at)
    found = thread.subjects(visit, me, [form.about, *(one.about for one in said)])
    subject = found.get(form.about) if form.about else None
    if form.about and subject is None:
        raise NotFound
    earlier, entries = thread.split(_entries(visit, said, found))
    ended = enrolments.has_ended(visit.db, me)
    private = _about(subject) if subject and not subject.shared and not ended else None
    if private:
        form = replace(form, about=None)
    supporter = practitioner_of(visit.db, me)
    content = MessagesPage(
        lead=_lead(supporter.name if supporter else ""),
        earlier_label=thread.earlier_label(earlier),
        earlier=earlier,
        entries=entries,
        writing=None if ended else form.writing(HERE, len(said), visit.at, _about(subject) if form.about else None),
        promise=_promise(visit.reply_due, visit.at),
        private=private,
        turn_to=supporter.name if supporter else "",
    )
    return page(visit, "patient/messages.html", content, here=HERE, status=status)


def _lead(practitioner: str) -> str:
    if practitioner:
        return _("Between you, %(name)s and colleagues who stand in.") % {"name": practitioner}
    return _("Between you and the team.")


def _about(subject: Subject | None) -> About | None:
    return About(subject.title, subject.path) if subject else None


def _promise(due_at: datetime, at: datetime) -> str:
    return _("Someone in the team reads this and answers by %(when)s.") % {"when": by_when(due_at, at)}


def _entries(visit: Visit, said: list[Said], found: Mapping[UUID, Subject]) -> list[Entry]:
    late = places(visit, said)
    return [_entry(one, found, late.get(one.id), visit.at) for one in said]


def places(visit: Visit, said: Sequence[Said]) -> dict[UUID, tuple[Place, UUID | None]]:
    """Where each late message stands now, and whose patient its writer is; nothing is asked where none is late."""
    late = [one for one in said if one.waits and one.due_at and one.due_at < visit.at]
    if not late:
        return {}
    supporter = practitioner_of(visit.db, visit.who.id)
    own = supporter.id if supporter else None
    return {one.id: (place(one.due_at, own, visit.team, visit.calendar, visit.at), own) for one in late if one.due_at}


def _entry(one: Said, found: Mapping[UUID, Subject], late: tuple[Place, UUID | None] | None, at: datetime) -> Entry:
    receipt, kind = receipt_of(one) if one.from_patient else ("", "")
    return Entry(
        id=one.id,
        whose="you" if one.from_patient else "them",
        by=_("You") if one.from_patient else one.by,
        when=thread.sent_at(one.at),
        lines=tuple(one.words.splitlines()),
        about=_about(thread.about_of(one, found)),
        receipt=receipt,
        receipt_kind=kind,
        promise=promise_kept(one.due_at, late, at) if one.waits and one.due_at else "",
        open=one.waits,
    )


def receipt_of(one: Said) -> tuple[str, str]:
    """What came of a patient's own message: a sentence with the name of whoever did it, and its sign."""
    seen = next(iter(one.looks), None)
    if one.settled and one.settled_at:
        names = {"name": one.settled_by, "day": day(one.settled_at, weekday=False)}
        if one.settled is Settled.ANSWERED:
            return _("Answered by %(name)s on %(day)s") % names, "talked"
        return _("%(name)s read this on %(day)s") % names, "seen"
    if seen:
        return _("Seen by %(name)s on %(day)s") % {"name": seen.by, "day": day(seen.at, weekday=False)}, "seen"
    return _("Not seen yet"), "written"


def promise_kept(due_at: datetime, late: tuple[Place, UUID | None] | None, at: datetime) -> str:
    """The promise that was made; once its time is over, what is true instead."""
    if late is None or late[0].stage is Stage.ON_TIME:
        return _promise(due_at, at)
    found, own = late
    parts = [_("We said by %(when)s. It is late.") % {"when": by_when(due_at, at)}]
    if found.lists.practitioners - {own}:
        parts.append(_("A colleague has it too now."))
    if found.lists.leads:
        parts.append(_("The service lead knows that it waits."))
    else:
        told = _("If it still waits at %(when)s, the service lead sees it too.")
        parts.append(told % {"when": by_when(found.leads_at, at)})
    return " ".join(parts)
