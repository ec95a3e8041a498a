"""One step: read it, fill it in, save as you go, continue. The words somebody typed are never lost on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import JSONResponse, RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import MyStep, my_kept_step, my_step
from app.content import answers as content
from app.content.answers import Answers
from app.content.checks import FORM_NAMES
from app.content.markdown import render
from app.content.schema import Asking, asking
from app.enrolments import actions
from app.enrolments.actions import SavedDraft, Stale, Written
from app.enrolments.queries import Receipt, Words, drafts, feedback_to, module_work, receipts
from app.enrolments.rules import facts_before, showing
from app.journey import steps as journey
from app.people import preferences
from app.people.queries import practitioner_of
from app.rendering import clock_time, day, local
from app.rendering import gettext as _
from app.sessions.queries import discussed
from app.web.parts.entered import written_for_you
from app.web.parts.frame import page
from app.web.parts.step import OtherWords, Share, StepPage, Told, address, asked, minutes, with_hidden
from app.web.parts.worksheet import Said, answers, fields, five_areas, problems
from app.web.patient.door import router
from app.web.patient.modules import receipt_of
from app.web.patient.replies import reply_to

_YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class _Entered:
    """What is in the form when the page is made."""

    values: Answers
    shared: bool
    version: int
    draft: Words | None = None
    errors: Mapping[str, str] | None = None
    conflict: tuple[Said, ...] | None = None
    left_over: tuple[str, ...] = ()
    more: str = ""
    once: UUID | None = None


@router.page("/modules/{module}/steps/{step}")
def step(visit: Visit, module: str, step: str, draft: str = "") -> Response:
    mine = my_step(visit, module, step)
    words = drafts(visit.db, mine.work.id, mine.step.id) if mine.work.begun_at else []
    return _page(visit, mine, _resumed(mine, words, draft), words)


@router.act("/modules/{module}/steps/{step}", deed=True)
def complete(visit: Visit, module: str, step: str) -> Response:
    mine = my_step(visit, module, step, hold=True)
    shown = _asked(mine)
    read = content.read(shown, _pairs(visit))
    typed = content.typed(shown, _pairs(visit))
    entered = _Entered(typed, _shared(visit, mine), visit.typed_number("version"), once=visit.typed_id("once"))
    words = drafts(visit.db, mine.work.id, step)
    entered = replace(entered, draft=next((one for one in words if one.id == visit.typed_id("draft")), None))
    if read.errors or read.unknown:
        left_over = tuple(
            content.readable(value) for name, value in visit.form if name in read.unknown and value.strip()
        )
        return _page(visit, mine, replace(entered, errors=read.errors, left_over=left_over), words, status=422)
    if more := visit.typed("more"):
        return _page(visit, mine, replace(entered, more=more), words)
    written = Written(
        with_hidden(mine.work.kept.get(step), mine.step, read.answers, shown),
        entered.shared,
        entered.version,
        entered.once or uuid4(),
        visit.typed_id("draft"),
        visit.typed_number("draft_version"),
    )
    try:
        journey.complete(visit.db, visit.house.library, mine.work, mine.step, written, by=visit.by, at=visit.at)
    except Stale:
        return _conflict(visit, mine, entered, words)
    return _onward(visit, module, step)


@router.act("/modules/{module}/steps/{step}/draft")
def draft(visit: Visit, module: str, step: str) -> Response:
    """Keeps words on their way. Nothing is judged here: a half-typed number is kept as typed."""
    mine = my_step(visit, module, step, hold=True)
    typed = content.typed(_asked(mine), _pairs(visit))
    saved = _save_draft(visit, mine, typed, _shared(visit, mine), visit.typed_number("version"))
    if visit.typed("then") == "stop":
        return RedirectResponse(f"/me/modules/{module}", status_code=303)
    if visit.typed("then") == "stuck":
        return RedirectResponse(f"/me/stuck?at={address(module, step)}", status_code=303)
    answer = {"saved_at": clock_time(saved.saved_at), "draft": str(saved.id), "draft_version": saved.version}
    return JSONResponse(answer)


@router.act("/modules/{module}/steps/{step}/let-go")
def let_go(visit: Visit, module: str, step: str) -> Response:
    mine = my_step(visit, module, step, hold=True)
    if words := visit.typed_id("words"):
        actions.let_go(visit.db, mine.work, mine.step, words)
    return RedirectResponse(address(module, step), status_code=303)


@router.act("/modules/{module}/steps/{step}/sharing")
def sharing(visit: Visit, module: str, step: str) -> Response:
    """Who may read a finished step, changed by itself: the words in the form are not touched."""
    mine = my_kept_step(visit, module, step)
    shared = _shared(visit, mine)
    _keep_unsaved(visit, mine, shared)
    journey.share(visit.db, mine.work, mine.step, shared=shared, by=visit.by, at=visit.at)
    shows = mine.step in mine.work.way.steps
    return RedirectResponse(address(module, step) if shows else f"/me/modules/{module}", status_code=303)


def _asked(mine: MyStep) -> list[Asking]:
    return asked(mine.work.way, mine.step)


def _save_draft(visit: Visit, mine: MyStep, typed: Answers, shared: bool, version: int) -> SavedDraft:
    return actions.save_draft(
        visit.db,
        visit.house.library,
        mine.work,
        mine.step,
        Written(typed, shared, version, uuid4(), visit.typed_id("draft"), visit.typed_number("draft_version")),
        by=visit.by,
        at=visit.at,
    )


def _keep_unsaved(visit: Visit, mine: MyStep, shared: bool) -> None:
    """Words that were changed in the form, but not continued, stay as a draft."""
    kept, pairs = mine.work.kept.get(mine.step.id), _pairs(visit)
    if kept and pairs and content.read(_asked(mine), pairs).answers != kept.answers:
        typed = content.typed(_asked(mine), pairs)
        _save_draft(visit, mine, typed, shared, visit.typed_number("version"))


def _pairs(visit: Visit) -> content.Pairs:
    return [(name, value) for name, value in visit.form if name not in FORM_NAMES]


def _shared(visit: Visit, mine: MyStep) -> bool:
    """The patient's own choice. A form that says nothing, or nothing new, changes nothing; a step begins as shared."""
    kept = mine.work.kept.get(mine.step.id)
    choice, was = _YES_NO.get(visit.typed("shared")), _YES_NO.get(visit.typed("shared_was"))
    if choice is None or (kept and choice == was):
        return kept.shared if kept else True
    return choice


def _onward(visit: Visit, module: str, step: str) -> Response:
    """To what the programme says back, else to the next step, else to the end of the module."""
    work = module_work(visit.db, visit.house.library, visit.who.id, module, at=visit.at)
    if work is None:
        raise NotFound
    here = work.module.step(step)
    if here and reply_to(visit, here, work):
        return RedirectResponse(f"{address(module, step)}/reply", status_code=303)
    next_step = work.way.after(step)
    return RedirectResponse(address(module, next_step.id) if next_step else f"/me/modules/{module}", status_code=303)


def _resumed(mine: MyStep, words: list[Words], wanted: str) -> _Entered:
    """What the form opens with: the words asked for, else the newest draft on what is saved, else what is saved."""
    kept = mine.work.kept.get(mine.step.id)
    version = kept.version if kept else 0
    draft = next((one for one in words if str(one.id) == wanted), None)
    draft = draft or next((one for one in words if one.on_version == version), None)
    if draft:
        return _Entered(draft.answers, draft.shared and (kept is None or kept.shared), version, draft)
    return _Entered(kept.answers if kept else {}, kept.shared if kept else True, version)


def _conflict(visit: Visit, mine: MyStep, entered: _Entered, words: list[Words]) -> Response:
    """Both texts on one page; the one just sent is kept as a draft, so that neither can be lost."""
    kept = mine.work.kept[mine.step.id]
    saved = _save_draft(visit, mine, entered.values, entered.shared, kept.version)
    draft = Words(saved.id, entered.values, entered.shared, kept.version, saved.version, saved.saved_at)
    both = replace(entered, version=kept.version, draft=draft, conflict=answers(mine.step, kept.answers), once=uuid4())
    return _page(visit, mine, both, words, status=409)


def _page(visit: Visit, mine: MyStep, entered: _Entered, words: list[Words], *, status: int = 200) -> Response:
    work, step, way = mine.work, mine.step, mine.work.way
    kept = work.kept.get(step.id)
    shown = showing(step, facts_before(way, step.id))
    views = fields(shown, entered.values, entered.errors or {}, way, work.module, more=entered.more)
    return page(
        visit,
        "patient/step.html",
        StepPage(
            action=address(work.module.slug, step.id),
            module_href=f"/me/modules/{work.module.slug}",
            module_title=work.module.title,
            title=step.title,
            kind=step.kind,
            position=way.position(step.id),
            total=len(way.steps),
            done=len(way.done),
            left=_("Finished") if kept else _("%(minutes)s left") % {"minutes": minutes(way.minutes_left)},
            body=render(step.body, _folded(visit)),
            areas=five_areas(step.picture, way.given, work.module) if step.picture else (),
            fields=views,
            problems=problems(views),
            share=_share(visit, mine, entered.shared) if asking(step) else None,
            saved=_saved(mine, entered, visit.at),
            finished=kept is not None,
            ended=work.ended,
            version=entered.version,
            once=entered.once or uuid4(),
            draft=entered.draft.id if entered.draft else None,
            draft_version=entered.draft.version if entered.draft else 0,
            others=_others(mine, words, entered),
            conflict=entered.conflict,
            left_over=entered.left_over,
            given=answers(step, kept.answers) if kept else (),
            told=_told(visit, mine) if kept else (),
            by=written_for_you(kept.entered_by) if kept else "",
            ask=f"/me/messages?about={kept.response_id}#write" if kept and asking(step) and not work.ended else "",
        ),
        status=status,
    )


def _folded(visit: Visit) -> tuple[tuple[str, str], ...]:
    """The boxes that are closed at first, for somebody who wants fewer words: each kind with what to call it."""
    if not preferences.going(visit.db, visit.who.id).fewer_words:
        return ()
    return (("example", _("An example")), ("note", _("Good to know")))


def _saved(mine: MyStep, entered: _Entered, now: datetime) -> str | None:
    at = entered.draft.saved_at if entered.draft else None
    kept = mine.work.kept.get(mine.step.id)
    at = at or (kept.saved_at if kept else None)
    if at is None:
        return None
    if local(at).date() == local(now).date():
        return _("Saved %(time)s") % {"time": clock_time(at)}
    return _("Saved on %(day)s, %(time)s") % {"day": day(at), "time": clock_time(at)}


def _share(visit: Visit, mine: MyStep, shared: bool) -> Share:
    practitioner = practitioner_of(visit.db, visit.who.id)
    name = practitioner.name if practitioner else None
    kept = mine.work.kept.get(mine.step.id)
    seen: Receipt | None = None
    receipt, kind = None, "written"
    if kept:
        seen = receipts(visit.db, [kept.response_id]).get(kept.response_id)
        talked = discussed(visit.db, [kept.response_id]).get(kept.response_id)
        words = bool(kept.answers)
        receipt, kind = receipt_of(kept.shared, kept.version, seen, name, has_words=words, talked=talked)
    return Share(name, shared, receipt, kind, seen is not None)


def _told(visit: Visit, mine: MyStep) -> tuple[Told, ...]:
    """What the practitioner wrote under this step, oldest first."""
    here = [
        one
        for one in feedback_to(visit.db, visit.who.id)
        if (one.plan_module_id, one.step) == (mine.work.id, mine.step.id)
    ]
    return tuple(Told(one.by, day(one.at), tuple(one.words.splitlines())) for one in reversed(here))


def _others(mine: MyStep, words: list[Words], entered: _Entered) -> tuple[OtherWords, ...]:
    here = entered.draft.id if entered.draft else None
    return tuple(
        OtherWords(one.id, f"{day(one.saved_at)}, {clock_time(one.saved_at)}", answers(mine.step, one.answers))
        for one in words
        if one.id != here and one.answers
    )
