"""A thread of messages as both its sides see it, and the form to write in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import JSONResponse, RedirectResponse

from app.access.door import Visit
from app.activities.queries import activities_by_id
from app.activities.rules import Activity
from app.content.answers import clean, readable
from app.enrolments import queries as enrolments
from app.enrolments.queries import Piece
from app.messages.actions import Stale, Written, save_draft
from app.messages.queries import Draft, Said, draft
from app.messages.rules import LONGEST_MESSAGE
from app.rendering import clock_time, day, local, ngettext
from app.rendering import gettext as _
from app.web.parts.step import address
from app.web.parts.worksheet import Problem

SHOWN = 4
"""So many messages stand open; what is older unfolds."""


@dataclass(frozen=True)
class About:
    """The step or activity a message is about. No `href`: it cannot be opened from here."""

    title: str
    href: str = ""


@dataclass(frozen=True)
class Entry:
    """One message. `whose`: "you" for the patient's words, "them" for the team's."""

    id: UUID
    whose: str
    by: str
    when: str
    lines: tuple[str, ...]
    about: About | None
    receipt: str = ""
    receipt_kind: str = "written"
    promise: str = ""
    new: bool = False
    open: bool = False
    """It waits, or has only just come: it is never folded away."""


@dataclass(frozen=True)
class Writing:
    """The form: what is in it, and what it knew of the thread and of the draft when it was made."""

    action: str
    words: str
    about_id: UUID | None
    once: UUID
    version: int
    draft_version: int
    saved: str
    problems: tuple[Problem, ...] = ()
    other: tuple[str, ...] = ()
    """The words of a draft that another window took further."""
    about: About | None = None

    @property
    def error(self) -> str:
        return self.problems[0].message if self.problems else ""


@dataclass(frozen=True)
class Form:
    """What a form holds before its page is made."""

    words: str = ""
    about: UUID | None = None
    once: UUID | None = None
    draft: Draft | None = None
    draft_version: int = 0
    problem: str = ""
    other: str = ""
    about_activity: bool = False

    def writing(self, action: str, version: int, now: datetime, about: About | None) -> Writing:
        kept = self.draft
        return Writing(
            action=action,
            words=self.words,
            about_id=self.about,
            once=self.once or uuid4(),
            version=version,
            draft_version=self.draft_version,
            saved=saved_words(kept.saved_at, now) if kept and kept.words else "",
            problems=(Problem("#message", self.problem),) if self.problem else (),
            other=tuple(self.other.splitlines()),
            about=about,
        )


def opened(visit: Visit, patient: UUID, about: UUID | None = None) -> Form:
    """The form as it opens: with its writer's own draft."""
    kept = draft(visit.db, patient, visit.who.id)
    if kept is None:
        return Form(about=about)
    return Form(kept.words, about or kept.about, draft=kept, draft_version=kept.version)


def read(visit: Visit) -> Written:
    """What was typed, without what no database can keep."""
    words = readable(clean(visit.typed("message")))
    once = visit.typed_id("once") or uuid4()
    return Written(words, once, visit.typed_id("about"), visit.typed_number("draft_version"))


def typed(visit: Visit, patient: UUID, written: Written, problem: str = "") -> Form:
    """The form again, with what was typed."""
    kept = draft(visit.db, patient, visit.who.id)
    return Form(written.words, written.about, written.once, kept, written.draft_version, problem)


def wrong(words: str) -> str:
    """Why these words cannot be sent; nothing where they can."""
    if not words:
        return _("Write a few words first.")
    if len(words) > LONGEST_MESSAGE:
        return _("That is %(n)d letters, and there is room for %(most)d. Send it in two parts.") % {
            "n": len(words),
            "most": LONGEST_MESSAGE,
        }
    return ""


def kept(visit: Visit, patient: UUID, form: Form) -> Form:
    """The form with its words kept as a draft; where another window has newer ones, with those beside them."""
    written = Written(form.words, form.once or uuid4(), form.about, form.draft_version, form.about_activity)
    try:
        saved = save_draft(visit.db, patient, written, by=visit.by, at=visit.at)
    except Stale as stale:
        return replace(form, draft_version=stale.kept.version, other=stale.kept.words)
    return replace(form, draft=saved, draft_version=saved.version)


def split(entries: list[Entry]) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """What folds away, and what stands open: the last few, and everything from the first that waits or is new."""
    first = next((n for n, one in enumerate(entries) if one.open or one.new), len(entries))
    at = max(0, min(first, len(entries) - SHOWN))
    return tuple(entries[:at]), tuple(entries[at:])


def earlier_label(entries: tuple[Entry, ...]) -> str:
    n = len(entries)
    return ngettext("%(n)d earlier message", "%(n)d earlier messages", n) % {"n": n}


def by_when(due_at: datetime, at: datetime) -> str:
    """ "17:00 today", "17:00 on Tuesday 24 November"."""
    if local(due_at).date() == local(at).date():
        return _("%(time)s today") % {"time": clock_time(due_at)}
    return _("%(time)s on %(day)s") % {"time": clock_time(due_at), "day": day(due_at)}


def sent_at(at: datetime) -> str:
    return _("%(day)s, %(time)s") % {"day": day(at), "time": clock_time(at)}


def saved_words(saved_at: datetime, now: datetime) -> str:
    if local(saved_at).date() == local(now).date():
        return _("Saved %(time)s") % {"time": clock_time(saved_at)}
    return _("Saved on %(day)s, %(time)s") % {"day": day(saved_at), "time": clock_time(saved_at)}


def waited(since: datetime, at: datetime) -> str:
    """How long something has waited: in hours for a day, then in days of the calendar."""
    hours = int((at - since).total_seconds() // 3600)
    if hours < 1:
        return _("under an hour")
    if hours < 24:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = (local(at).date() - local(since).date()).days
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


@dataclass(frozen=True)
class Subject:
    """What a message is about: a finished step, or an activity. `path`: where it is for its patient."""

    id: UUID
    title: str
    path: str
    shared: bool
    is_activity: bool


def subjects(visit: Visit, patient: UUID, ids: Iterable[UUID | None]) -> dict[UUID, Subject]:
    """Those of these that are this patient's; a query for steps and one for activities, none for nothing."""
    wanted = {one for one in ids if one}
    pieces = enrolments.pieces(visit.db, visit.house.library, patient, wanted)
    found = {id_: _step(piece) for id_, piece in pieces.items()}
    if left := wanted - found.keys():
        found |= {one.id: _activity(one) for one in activities_by_id(visit.db, patient, left)}
    return found


def _step(piece: Piece) -> Subject:
    return Subject(piece.response_id, piece.title, address(piece.module, piece.step), piece.shared, is_activity=False)


def _activity(one: Activity) -> Subject:
    return Subject(one.id, one.what, f"/me/activities/{one.id}", one.plan.shared, is_activity=True)


def about_of(said: Said, found: Mapping[UUID, Subject]) -> Subject | None:
    return found.get(said.about) if said.about else None


def drafted(visit: Visit, form: Form, here: str) -> Response | None:
    """The answer to a draft: to the script the time, to a button the page again. None where both texts are shown."""
    if not visit.typed("then"):
        content = {"saved_at": clock_time(visit.at), "draft": "1", "draft_version": form.draft_version}
        return JSONResponse(content, status_code=409 if form.other else 200)
    return None if form.other else RedirectResponse(f"{here}#write", status_code=303)
