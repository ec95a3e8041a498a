"""What the programme said to a patient and why; resting it, or saying something in one's own words in its place."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import my_patient
from app.activities.queries import activities_of
from app.content.support import SupportRule, SupportRules, Theme, gap_fault
from app.goals.queries import goals_of
from app.journey.reminding import MOST_IGNORED, ignored_by
from app.people import preferences
from app.people.queries import Who
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.support import actions, queries
from app.support.actions import Stale
from app.support.queries import Note, Set, Shown
from app.support.rules import Style, Wish, wishes_of
from app.web.parts import plain
from app.web.parts.frame import page
from app.web.parts.plain import Area
from app.web.parts.support import follows_words, how_often, theme_words, when_words
from app.web.parts.worksheet import Problem
from app.web.practitioner.door import router
from app.web.practitioner.patient import Top, top

LONGEST = 400


@dataclass(frozen=True)
class SaidLine:
    """One message. `quote`: the patient's own words in it, while they are shared."""

    text: str
    when: str
    why: str
    by: str
    answer: str
    href: str


@dataclass(frozen=True)
class ProgrammeLine:
    """On the session brief: on which occasion the programme said something, when, and what came of it."""

    title: str
    more: str


def programme_lines(notes: Sequence[Note], rules: SupportRules) -> tuple[ProgrammeLine, ...]:
    """A rule that is no longer there is left out: its name would say nothing."""
    return tuple(
        ProgrammeLine(rules[one.rule].title, _joined(day(one.at, weekday=False), _answer_words(one.answer)))
        for one in notes
        if one.rule in rules
    )


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _answer_words(wish: Wish | None) -> str:
    words = {Wish.HELPFUL: _("it helped"), Wish.NOT_FOR_ME: _("not for them"), Wish.FEWER: _("fewer, please")}
    return words.get(wish, "") if wish else ""


@dataclass(frozen=True)
class RuleLine:
    title: str
    href: str
    state: str


@dataclass(frozen=True)
class ThemeLines:
    title: str
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True)
class SupportPage:
    top: Top
    name: str
    style: str
    ignored: str
    wishes: tuple[str, ...]
    messages: tuple[SaidLine, ...]
    paused: str
    version: int
    themes: tuple[ThemeLines, ...]
    notice: str


@dataclass(frozen=True)
class RulePage:
    top: Top
    name: str
    title: str
    when: str
    often: str
    says: tuple[str, ...]
    words: Area
    paused: bool
    version: int
    action: str
    conflict: tuple[str, ...]
    problems: tuple[Problem, ...]


@router.page("/patients/{patient}/support", records=True)
def support_of(visit: Visit, patient: str, saved: str = "") -> Response:
    return _page(visit, my_patient(visit, patient), notice=_("Saved.") if saved else "")


@router.act("/patients/{patient}/support")
def rest_support(visit: Visit, patient: str) -> Response:
    """Lets every message rest for this patient, or takes them up again."""
    who, asked = my_patient(visit, patient), visit.typed("do")
    if asked not in {"rest", "go-on"}:
        raise NotFound
    try:
        actions.set_for_patient(
            visit.db,
            who.id,
            "",
            paused=asked == "rest",
            words="",
            version=visit.typed_number("version"),
            by=visit.by,
            at=visit.at,
        )
    except Stale:
        return _page(visit, who, notice=_("Somebody else has changed this meanwhile. It stands here as it is now."))
    return RedirectResponse(f"{top(who, 'support').href}/support?saved=yes", status_code=303)


@router.page("/patients/{patient}/support/{rule}", records=True)
def support_rule_for(visit: Visit, patient: str, rule: str) -> Response:
    who, found = my_patient(visit, patient), a_rule(visit, rule)
    now = queries.settings_of(visit.db, who.id).get(found.id)
    return _rule_page(visit, who, found, _words(who, now.words if now else ""), now)


@router.act("/patients/{patient}/support/{rule}")
def set_support_rule_for(visit: Visit, patient: str, rule: str) -> Response:
    """Own words in the programme’s place, or a rest of this one message. What was typed stays where it cannot be."""
    who, found = my_patient(visit, patient), a_rule(visit, rule)
    words = plain.words(visit, _words(who, ""), LONGEST)
    now, version = queries.settings_of(visit.db, who.id).get(found.id), visit.typed_number("version")
    if not words.error and (reason := gap_fault(found, words.value)):
        words = replace(words, error=reason)
    if words.error:
        return _rule_page(visit, who, found, words, now, status=422)
    paused = visit.typed("rests") == "yes"
    try:
        actions.set_for_patient(
            visit.db, who.id, found.id, paused=paused, words=words.value, version=version, by=visit.by, at=visit.at
        )
    except Stale:
        conflict = (now.by, now.words) if now else ()
        return _rule_page(visit, who, found, words, now, conflict=conflict, status=409)
    return RedirectResponse(f"{top(who, 'support').href}/support?saved=yes", status_code=303)


def a_rule(visit: Visit, rule: str) -> SupportRule:
    """A rule of the programme's content that others may know of."""
    found = visit.house.support.get(rule)
    if found is None or found.private:
        raise NotFound
    return found


def _words(who: Who, value: str) -> Area:
    hint = _("They come in the programme’s place, and say that you chose them. Empty: the programme’s own words.")
    return Area("support_words", _("Your words for %(name)s") % {"name": who.name}, value, hint)


def _page(visit: Visit, who: Who, *, notice: str = "") -> Response:
    found = queries.messages(visit.db, who.id, for_others=True, most=30)
    told = queries.told(visit.db, [who.id])[who.id]
    settings, card = queries.settings_of(visit.db, who.id), preferences.chosen(visit.db, who.id).card
    wishes = wishes_of(told.said, style=Style(card.support_style), avoid=())
    shared = _shared(visit, who)
    everything, rules = settings.get(""), visit.house.support
    muted = [rules[one].title for one in sorted(wishes.muted) if one in rules and not rules[one].private]
    content = SupportPage(
        top=top(who, "support"),
        name=who.name,
        style=_style(wishes.style, who, off=wishes.off),
        ignored=_ignored(ignored_by(visit.db, who.id), who),
        wishes=(
            *(_("“%(title)s” is not for them") % {"title": one} for one in muted),
            *(_("Fewer after %(what)s") % {"what": follows_words(one)} for one in sorted(wishes.fewer)),
        ),
        messages=tuple(_line(one, shared) for one in found),
        paused=_since(everything) if everything and everything.paused else "",
        version=everything.number if everything else 0,
        themes=_themes(visit, who, settings),
        notice=notice,
    )
    return page(visit, "practitioner/support.html", content, here="/practice")


def _shared(visit: Visit, who: Who) -> dict[UUID, str]:
    """The patient's own words that may stand in a message: of goals, and of activities while they are shared."""
    acts = activities_of(visit.db, [who.id], only_shared=True).get(who.id, ())
    goals = goals_of(visit.db, [who.id]).get(who.id, ())
    return {**{one.id: one.what for one in acts}, **{one.id: one.words for one in goals}}


def _line(one: Shown, shared: dict[UUID, str]) -> SaidLine:
    hidden = bool(one.words) and one.about not in shared
    text = one.text.replace(one.words, "…") if hidden else one.text
    return SaidLine(
        text=text,
        when=day(one.at),
        why=one.why,
        by=_("In %(name)s’s words") % {"name": one.by} if one.by else "",
        answer=_answer_words(one.answer),
        href=one.rule,
    )


def _style(style: Style, who: Who, *, off: bool) -> str:
    if off:
        return _("%(name)s has turned these messages off.") % {"name": who.name}
    told = {
        Style.MORE: _("%(name)s wants more of them: up to three a day."),
        Style.USUAL: _("%(name)s gets two a day at most, six a week."),
        Style.LESS: _("%(name)s wants fewer: two a week at most."),
    }[style]
    return told % {"name": who.name}


def _ignored(n: int, who: Who) -> str:
    """That reminders by mail have ended, since nobody came: it is the practitioner's to see then."""
    if n < MOST_IGNORED:
        return ""
    told = ngettext(
        "%(n)d reminder went out by mail since %(name)s was last here. No more are sent; a word from you may do more.",
        "%(n)d reminders went out by mail since %(name)s was last here. No more are sent; a word from you may do more.",
        n,
    )
    return told % {"n": n, "name": who.name}


def _since(setting: Set) -> str:
    return _("Every message rests for now. Set by %(name)s on %(day)s.") % {
        "name": setting.by,
        "day": day(setting.at, weekday=False),
    }


def _themes(visit: Visit, who: Who, settings: dict[str, Set]) -> tuple[ThemeLines, ...]:
    found: dict[Theme, list[RuleLine]] = defaultdict(list)
    for rule in visit.house.support.values():
        if not rule.private:
            href = f"{top(who, 'support').href}/support/{rule.id}"
            found[rule.theme].append(RuleLine(rule.title, href, _state(settings.get(rule.id))))
    return tuple(ThemeLines(theme_words(theme), tuple(found[theme])) for theme in Theme)


def _state(setting: Set | None) -> str:
    if setting and setting.paused:
        return _("rests, set by %(name)s") % {"name": setting.by}
    return _("in %(name)s’s words") % {"name": setting.by} if setting and setting.words else ""


def _rule_page(
    visit: Visit,
    who: Who,
    rule: SupportRule,
    words: Area,
    now: Set | None,
    *,
    conflict: tuple[str, ...] = (),
    status: int = 200,
) -> Response:
    content = RulePage(
        top=top(who, "support"),
        name=who.name,
        title=rule.title,
        when=when_words(rule),
        often=how_often(rule),
        says=rule.say,
        words=words,
        paused=bool(now and now.paused),
        version=now.number if now else 0,
        action=f"{top(who, 'support').href}/support/{rule.id}",
        conflict=conflict,
        problems=plain.problems([words]),
    )
    return page(visit, "practitioner/support_rule.html", content, here="/practice", status=status)
