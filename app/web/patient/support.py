"""Messages from the programme: all there were, what is wanted of them, and how to have more, fewer or none."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import my_support_message
from app.content.support import On, Tool
from app.people import preferences
from app.rendering import gettext as _
from app.support import actions, queries
from app.support.queries import Shown
from app.support.rules import Style, Wish, wishes_of
from app.web.parts import plain
from app.web.parts.frame import page
from app.web.parts.plain import Option, Pick
from app.web.parts.support import follows_words, tool_words
from app.web.parts.worksheet import Problem
from app.web.patient.door import router
from app.web.patient.today_support import SupportThing, thing

HERE = "/me/support"
MOST = 30
"""Messages on the page, the newest."""
ANSWERS = (Wish.HELPFUL, Wish.NOT_FOR_ME, Wish.FEWER, Wish.AGAIN)


@dataclass(frozen=True)
class Held:
    """Something that the patient does not want, or not so often, and can have again. `value` is what the form says."""

    name: str
    value: str


@dataclass(frozen=True)
class SupportPage:
    """`off`: no messages come at all. `kept`: the tools that are prompted for in any case."""

    messages: tuple[SupportThing, ...]
    style: Pick
    off: bool
    muted: tuple[Held, ...]
    fewer: tuple[Held, ...]
    fading: tuple[Held, ...]
    kept: tuple[Held, ...]
    done: str
    problems: tuple[Problem, ...]
    once: UUID


@router.page("/support")
def my_support(visit: Visit, saved: str = "") -> Response:
    return _page(visit, done=_("Saved.") if saved else "")


@router.act("/support")
def set_support(visit: Visit) -> Response:
    """How much comes, or what comes again. Only what the page offers counts."""
    asked, _sep, about = visit.typed("do").partition(":")
    once = visit.typed_id("once") or uuid4()
    if asked == "style":
        style = plain.picked(visit, _style(""), _("Choose one of these."))
        if style.error:
            return _page(visit, style=style, status=422)
        preferences.save_support_style(visit.db, visit.who.id, style.value, by=visit.by, at=visit.at)
        return RedirectResponse(f"{HERE}?saved=yes", status_code=303)
    if asked not in set(Wish) or not _known(visit, Wish(asked), about):
        raise NotFound
    actions.wish(visit.db, visit.who.id, Wish(asked), about, once=once, by=visit.by, at=visit.at)
    return RedirectResponse(f"{HERE}?saved=yes", status_code=303)


@router.act("/support/{message}")
def answer_support(visit: Visit, message: str) -> Response:
    """Helpful, not for me, fewer like this, or none of it any more."""
    one = my_support_message(visit, message)
    asked = visit.typed("do")
    if asked not in ANSWERS:
        raise NotFound
    about = _about(Wish(asked), one)
    once = visit.typed_id("once") or uuid4()
    actions.wish(visit.db, visit.who.id, Wish(asked), about, message=one.id, once=once, by=visit.by, at=visit.at)
    back = "/me#support" if visit.typed("then") == "today" else f"{HERE}#m-{one.id}"
    return RedirectResponse(back, status_code=303)


def _about(wish: Wish, one: Shown) -> str:
    """Fewer is of what it followed; the rest is of the rule. Taking back is of whichever was said."""
    fewer = wish is Wish.FEWER or (wish is Wish.AGAIN and one.answer is Wish.FEWER)
    return one.follows.value if fewer else one.rule


def _known(visit: Visit, wish: Wish, about: str) -> bool:
    match wish:
        case Wish.OFF | Wish.ON:
            return about == ""
        case Wish.KEEP | Wish.FADE:
            return about in set(Tool)
        case Wish.AGAIN:
            return about in visit.house.support or about in set(On)
        case _:
            return False


def _page(visit: Visit, *, style: Pick | None = None, done: str = "", status: int = 200) -> Response:
    me = visit.who.id
    card = preferences.chosen(visit.db, me).card
    told = queries.told(visit.db, [me])[me]
    now = wishes_of(told.said, style=Style(card.support_style), avoid=())
    rules = visit.house.support
    shown = style or _style(card.support_style)
    content = SupportPage(
        messages=tuple(thing(visit, one) for one in queries.messages(visit.db, me, most=MOST)),
        style=shown,
        off=now.off,
        muted=tuple(Held(rules[one].why, f"again:{one}") for one in sorted(now.muted) if one in rules),
        fewer=tuple(Held(follows_words(one), f"again:{one.value}") for one in sorted(now.fewer)),
        fading=tuple(Held(tool_words(one), f"keep:{one.value}") for one in Tool if one not in now.kept),
        kept=tuple(Held(tool_words(one), f"fade:{one.value}") for one in Tool if one in now.kept),
        done=done,
        problems=plain.problems([shown]),
        once=uuid4(),
    )
    return page(visit, "patient/support.html", content, here="/me/settings", status=status)


def _style(now: str) -> Pick:
    options = (
        Option(Style.MORE.value, _("More: up to three a day")),
        Option(Style.USUAL.value, _("As it comes: two a day at most, six a week")),
        Option(Style.LESS.value, _("Fewer: two a week at most")),
    )
    return Pick("support_style", _("How much the programme says"), options, now)
