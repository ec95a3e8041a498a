"""None of these: which do not fit, and one reason. It is information for both, never a failing."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.activities import actions, queries
from app.activities.actions import Impossible
from app.activities.rules import LONGEST_WORDS, Reason, State
from app.rendering import gettext as _
from app.web.parts import drafting, plain
from app.web.parts.activities import reasons
from app.web.parts.drafting import Kept
from app.web.parts.frame import page
from app.web.parts.plain import Area, Pick
from app.web.parts.worksheet import Problem
from app.web.patient.activities import HERE, over
from app.web.patient.choose import CHOOSE, Thing, offered, things
from app.web.patient.door import router
from app.web.patient.voice import practitioner_name

DRAFT = "decline"


@dataclass(frozen=True)
class Shown:
    value: str
    title: str
    offer: bool
    ticked: bool


@dataclass(frozen=True)
class DeclinePage:
    practitioner: str
    shown: str
    things: tuple[Shown, ...]
    things_error: str
    reason: Pick
    own: Area
    ask_href: str
    back_href: str
    once: UUID
    kept: Kept
    notice: str = ""
    problems: tuple[Problem, ...] = ()


@router.page("/activities/decline")
def decline(visit: Visit, shown: str = "") -> Response:
    if ended := over(visit):
        return ended
    found = [one for one in _things(visit, shown) if one.offer is None or one.offer.state is State.OFFERED]
    if not found:
        return RedirectResponse(CHOOSE, status_code=303)
    typed, kept = drafting.opened(visit, DRAFT)
    content = _page(visit, found, {one.value for one in found}, kept)
    own = replace(content.own, value=typed.get("declining", ""))
    return page(visit, "patient/decline.html", replace(content, own=own), here="/me")


@router.act("/activities/decline", deed=True)
def declining(visit: Visit) -> Response:
    """Ideas and offers that were ticked, all for one reason."""
    found = _things(visit, visit.typed("shown"))
    ticked = {value for name, value in visit.form if name == "not"}
    content = _page(visit, found, ticked, drafting.again(visit, DRAFT))
    reason = plain.picked(visit, content.reason, _("Choose one reason. “Something else” is fine."))
    own = plain.words(visit, content.own, LONGEST_WORDS)
    chosen = [one for one in found if one.value in ticked]
    error = "" if chosen else _("Tick at least one, or go back to the choice.")
    problems = ((Problem("#not", error),) if error else ()) + plain.problems((reason, own))
    content = replace(content, reason=reason, own=own, things_error=error, problems=problems)
    if problems:
        return page(visit, "patient/decline.html", content, here="/me", status=422)
    if taken := _decline(visit, chosen, Reason(reason.value), own.value, content.once):
        told = _("You said something else about “%(title)s” in another window. That stands. The rest is saved.")
        content = replace(content, notice=told % {"title": taken.title})
        return page(visit, "patient/decline.html", content, here="/me", status=409)
    drafting.sent(visit, DRAFT)
    return RedirectResponse(f"{CHOOSE}?saved=declined", status_code=303)


def _decline(visit: Visit, chosen: list[Thing], reason: Reason, words: str, once: UUID) -> Thing | None:
    """Says no to each. An offer that was taken up or declined elsewhere meanwhile is handed back."""
    db, by, at = visit.db, visit.by, visit.at
    taken = None
    ideas = {one.idea.id: one.title for one in chosen if one.idea}
    actions.decline_ideas(db, visit.who.id, ideas, reason, words, once=once, by=by, at=at)
    for one in chosen:
        try:
            if one.offer:
                actions.decline_offer(db, one.offer, reason, words, once=once, by=by, at=at)
        except Impossible:
            taken = one
    return taken


def _things(visit: Visit, shown: str) -> list[Thing]:
    ids = offered(shown)
    found = queries.activities_by_id(visit.db, visit.who.id, ids) if ids else []
    return things(visit, shown, {one.id: one for one in found if one.offer})


def _page(visit: Visit, found: list[Thing], ticked: set[str], kept: Kept) -> DeclinePage:
    offers = [one.offer for one in found if one.offer]
    about = f"about={offers[0].id}" if len(found) == 1 and offers else ""
    hint = _("You can leave this empty.")
    return DeclinePage(
        practitioner=practitioner_name(visit),
        shown=",".join(one.value for one in found),
        things=tuple(Shown(one.value, one.title, one.offer is not None, one.value in ticked) for one in found),
        things_error="",
        reason=Pick("reason", _("What is it, most of all?"), reasons()),
        own=Area("declining", _("Is there anything you want to add?"), hint=hint, rows=2),
        ask_href=f"/me/messages?{about}#write" if about else "/me/messages#write",
        back_href=f"{HERE}/{offers[0].id}" if about else CHOOSE,
        once=visit.typed_id("once") or uuid4(),
        kept=kept,
    )
