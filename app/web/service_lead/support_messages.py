"""Support messages as a lead sets them: wording, timing, limits and a rest, over the files; and what that would do."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.content.answers import clean, readable
from app.content.support import MOST_DAYS, SupportRule, Theme, wordings_faults
from app.facts.forecast import Forecast, forecast
from app.facts.queries import histories
from app.journey import respond
from app.rendering import gettext as _
from app.rendering import local, ngettext
from app.support import actions, queries
from app.support.actions import Stale
from app.support.queries import Count, Override
from app.support.rules import Change, changed
from app.web.parts import plain
from app.web.parts.frame import page
from app.web.parts.plain import Area, Box
from app.web.parts.support import how_often, theme_words, when_words
from app.web.parts.worksheet import Problem
from app.web.service_lead.door import router

HERE = "/service/support-messages"
A_MONTH = timedelta(days=30)
FEWEST = 5
"""A figure rests on so many patients, or is not told."""
COUNTED = 300
"""So many patients under way are looked at for what a rule would have sent."""
LONGEST, MOST_HOURS = 400, 24 * 14


@dataclass(frozen=True)
class RuleRow:
    title: str
    href: str
    when: str
    state: str
    sent: str
    answers: str


@dataclass(frozen=True)
class ThemeRows:
    title: str
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True)
class SupportMessagesPage:
    themes: tuple[ThemeRows, ...]
    notice: str


@dataclass(frozen=True)
class RulePage:
    title: str
    when: str
    why: str
    often: str
    words: tuple[Area, ...]
    every: Box | None
    within: Box
    paused: bool
    version: int
    changed: str
    counted: str
    conflict: str
    action: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Typed:
    """What the form says, its fields with what is wrong, and the change it makes; None where it cannot be one."""

    words: tuple[Area, ...]
    every: Box | None
    within: Box
    change: Change | None


@router.page("/support-messages")
def support_messages(visit: Visit, saved: str = "") -> Response:
    counts = queries.counts(visit.db, since=visit.at - A_MONTH)
    overrides = queries.overrides(visit.db)
    rows: dict[Theme, list[RuleRow]] = defaultdict(list)
    for rule in visit.house.support.values():
        rows[rule.theme].append(_row(rule, overrides.get(rule.id), counts.get(rule.id)))
    themes = tuple(ThemeRows(theme_words(theme), tuple(rows[theme])) for theme in Theme)
    notice = _("Saved. It holds from now on.") if saved else ""
    return page(visit, "service_lead/support_messages.html", SupportMessagesPage(themes, notice), here=HERE)


@router.page("/support-messages/{rule}")
def support_rule(visit: Visit, rule: str) -> Response:
    found = _rule(visit, rule)
    now = queries.overrides(visit.db).get(found.id)
    return _page(visit, found, _fields(_held(found, now)), now)


@router.act("/support-messages/{rule}")
def set_support_rule(visit: Visit, rule: str) -> Response:
    """Saves, or only counts what it would have sent. What cannot be saved comes back with every word."""
    found = _rule(visit, rule)
    now, version = queries.overrides(visit.db).get(found.id), visit.typed_number("version")
    typed, paused = _read(visit, found), visit.typed("rests") == "yes"
    if typed.change is None:
        return _page(visit, found, typed, now, status=422)
    change = replace(typed.change, paused=paused)
    if visit.typed("do") == "count":
        counted = _counted(visit, found, change)
        return _page(visit, found, typed, now, counted=counted, paused=paused)
    try:
        actions.override(visit.db, found.id, change, version=version, by=visit.by, at=visit.at)
    except Stale:
        name = now.by if now else ""
        told = _("%(name)s has changed this meanwhile. Your words are below; save again to put them in its place.")
        return _page(visit, found, typed, now, conflict=told % {"name": name}, paused=paused, status=409)
    return RedirectResponse(f"{HERE}?saved=yes", status_code=303)


def _rule(visit: Visit, rule: str) -> SupportRule:
    found = visit.house.support.get(rule)
    if found is None:
        raise NotFound
    return found


def _held(rule: SupportRule, now: Override | None) -> SupportRule:
    """The rule as it holds, with what was changed; one that rests as it would hold."""
    if now is None:
        return rule
    return changed({rule.id: rule}, {rule.id: replace(now.change, paused=False)})[rule.id]


def _row(rule: SupportRule, now: Override | None, count: Count | None) -> RuleRow:
    state = ""
    if now:
        state = _("rests") if now.change.paused else _("changed")
    return RuleRow(
        title=rule.title,
        href=f"{HERE}/{rule.id}",
        when=when_words(rule),
        state=state,
        sent=_sent(count),
        answers=_answers(count),
    )


def _sent(count: Count | None) -> str:
    """Of the last month; nothing of fewer than five patients."""
    if count is None or count.patients < FEWEST:
        return _("fewer than five patients")
    return ngettext("%(n)d message", "%(n)d messages", count.messages) % {"n": count.messages}


def _answers(count: Count | None) -> str:
    if count is None or count.helpful + count.not_for_me + count.fewer < FEWEST:
        return ""
    told = _("%(helpful)d helpful · %(not)d not for me · %(fewer)d fewer")
    return told % {"helpful": count.helpful, "not": count.not_for_me, "fewer": count.fewer}


def _counted(visit: Visit, rule: SupportRule, change: Change) -> str:
    """What this rule would have sent in the last month, by itself. What rests on drafts is counted for nobody."""
    if rule.private:
        return _("What rests on drafts is not counted for anybody.")
    if change.paused:
        return _("While it rests it sends nothing.")
    patients = respond.under_way(visit.db)[:COUNTED]
    found = histories(visit.db, visit.house.sources, patients, at=visit.at).values()
    now = local(visit.at)
    would = forecast(changed({rule.id: rule}, {rule.id: change})[rule.id], found, since=now - A_MONTH, until=now)
    return _would(would, len(patients))


def _would(found: Forecast, patients: int) -> str:
    if found.patients < FEWEST:
        return _("Last month this would have reached fewer than five patients.")
    told = ngettext(
        "Last month this would have sent %(n)d message, to %(patients)d patients.",
        "Last month this would have sent %(n)d messages, to %(patients)d patients.",
        found.messages,
    )
    among = _("Counted by itself among %(all)d patients under way, before the limits of a day and a week.")
    return f"{told % {'n': found.messages, 'patients': found.patients}} {among % {'all': patients}}"


def _fields(rule: SupportRule) -> _Typed:
    words = tuple(_area(n, one) for n, one in enumerate((*rule.say, "")))
    return _Typed(words, _every(str(rule.every)) if rule.every else None, _within(str(rule.within)), None)


def _area(n: int, value: str = "") -> Area:
    hint = _("Leave it empty to have one wording fewer.") if n else ""
    return Area(f"wording-{n}", _("Wording %(n)d") % {"n": n + 1}, value, hint, rows=2)


def _every(value: str) -> Box:
    return Box("every", _("Once in so many days at most"), value)


def _within(value: str) -> Box:
    return Box("within", _("Worth saying for so many hours"), value)


def _read(visit: Visit, rule: SupportRule) -> _Typed:
    typed = [readable(clean(visit.typed(f"wording-{n}"))) for n in range(6)]
    say = tuple(" ".join(one.split()) for one in typed if one.strip())
    reasons = {place[-1]: reason for place, reason in wordings_faults(rule, say)}
    areas = []
    for n, one in enumerate((*say, "")):
        wrong = reasons.get(n, "") or (reasons.get("say", "") if n == 0 else "")
        if n == 0 and len(say) < 2:
            wrong = _("Write at least two wordings, so that it does not sound the same each time.")
        if len(one) > LONGEST:
            wrong = _("This is too long: there is room for %(most)d characters.") % {"most": LONGEST}
        areas.append(replace(_area(n, one), error=wrong))
    every = _number(visit, _every(""), MOST_DAYS) if rule.every else None
    within = _number(visit, _within(""), MOST_HOURS)
    if any(one.error for one in (*areas, within, *((every,) if every else ()))):
        return _Typed(tuple(areas), every, within, None)
    change = Change(say=say, every=int(every.value) if every else None, within=int(within.value))
    return _Typed(tuple(areas), every, within, change)


def _number(visit: Visit, box: Box, most: int) -> Box:
    value = readable(visit.typed(box.name)).strip()[:20]
    fits = value.isascii() and value.isdigit() and 1 <= int(value) <= most
    return replace(box, value=value, error="" if fits else _("Write a number from 1 to %(most)d.") % {"most": most})


def _page(
    visit: Visit,
    rule: SupportRule,
    typed: _Typed,
    now: Override | None,
    *,
    counted: str = "",
    conflict: str = "",
    paused: bool | None = None,
    status: int = 200,
) -> Response:
    boxes = [one for one in (typed.every, typed.within) if one]
    since = _("Changed by %(name)s.") % {"name": now.by} if now else ""
    content = RulePage(
        title=rule.title,
        when=when_words(rule),
        why=rule.why,
        often=how_often(_held(rule, now)),
        words=typed.words,
        every=typed.every,
        within=typed.within,
        paused=bool(now and now.change.paused) if paused is None else paused,
        version=now.number if now else 0,
        changed=since,
        counted=counted,
        conflict=conflict,
        action=f"{HERE}/{rule.id}",
        problems=plain.problems([*typed.words, *boxes]),
    )
    return page(visit, "service_lead/support_rule.html", content, here=HERE, status=status)
