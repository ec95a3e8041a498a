"""My patterns: mood by what and by part of the day, before and after, side by side. The patient says what it means."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.activities.queries import activities_of
from app.diary import actions, queries
from app.diary.rules import ENOUGH, LONGEST_NOTICING
from app.diary.rules import Kept as DiaryEntry
from app.enrolments.queries import has_ended
from app.rendering import gettext as _
from app.rendering import local
from app.today import patterns
from app.today.patterns import BeforeAfter, before_and_after
from app.web.parts import drafting, plain
from app.web.parts.drafting import Kept
from app.web.parts.frame import page
from app.web.parts.plain import Area
from app.web.parts.worksheet import Problem
from app.web.patient.diary_pattern import Pattern, pattern
from app.web.patient.door import router
from app.web.patient.voice import practitioner_name

HERE = "/me/patterns"
GOES_BACK = 90
"""Days that are looked at."""
DRAFT = "noticing"


@dataclass(frozen=True)
class Pair:
    """One activity: what was expected of it and how it was, in words."""

    what: str
    enjoyment: str
    achievement: str


@dataclass(frozen=True)
class PatternsPage:
    """Where there is too little to see, `too_soon` and `few_pairs` say so. `words` is None after the course."""

    practitioner: str
    pattern: Pattern | None
    too_soon: str
    pairs: tuple[Pair, ...]
    few_pairs: str
    words: Area | None
    shared: bool
    kept: Kept
    once: UUID
    problems: tuple[Problem, ...]


@router.page("/patterns")
def my_patterns(visit: Visit) -> Response:
    typed, kept = drafting.opened(visit, DRAFT)
    return _page(visit, _words(typed.get("noticing", "")), kept, shared=typed.get("shared", "yes") == "yes")


@router.act("/patterns")
def conclude_patterns(visit: Visit) -> Response:
    """What the patient makes of it, in their own words. It enters the toolbox."""
    typed = plain.words(visit, _words(), LONGEST_NOTICING, _("Write a few words first."))
    shared, once = visit.typed("shared") == "yes", visit.typed_id("once") or uuid4()
    if typed.error:
        return _page(visit, typed, drafting.again(visit, DRAFT), shared=shared, status=422)
    actions.conclude(visit.db, visit.who.id, typed.value, shared=shared, once=once, by=visit.by, at=visit.at)
    drafting.sent(visit, DRAFT)
    return RedirectResponse("/me/toolbox?kept=1#noticed", status_code=303)


def _words(typed: str = "") -> Area:
    hint = _("A few words are enough. There is no right answer, and nobody concludes anything for you.")
    return Area("noticing", _("What do you notice?"), typed, hint)


def _page(visit: Visit, words: Area, kept: Kept, *, shared: bool, status: int = 200) -> Response:
    me, first = visit.who.id, visit.today - timedelta(days=GOES_BACK - 1)
    entries = [replace(one, at=local(one.at)) for one in queries.diary(visit.db, me)]
    shown = [one for one in entries if one.at.date() >= first]
    drawn = pattern(shown, _first(shown, visit.today), visit.today) if len(shown) >= ENOUGH else None
    pairs = before_and_after(activities_of(visit.db, [me]).get(me, ()))
    too_soon = _("Too little to see yet. From %(n)d entries in your diary on, they stand here side by side.")
    few = _(
        "Too little to see yet. Say before and after how much you enjoy something, %(n)d times, and it stands here."
    )
    content = PatternsPage(
        practitioner=practitioner_name(visit),
        pattern=drawn,
        too_soon="" if drawn else too_soon % {"n": ENOUGH},
        pairs=tuple(_pair(one) for one in pairs),
        few_pairs="" if pairs else few % {"n": patterns.ENOUGH},
        words=None if has_ended(visit.db, me) else words,
        shared=shared,
        kept=kept,
        once=visit.typed_id("once") or uuid4(),
        problems=plain.problems([words]),
    )
    return page(visit, "patient/patterns.html", content, here="/me/plan", status=status)


def _first(shown: Sequence[DiaryEntry], today: date) -> date:
    """Where the drawing begins: with the first entry, and two weeks ago at the latest."""
    return min(today - timedelta(days=13), *(one.at.date() for one in shown))


def _pair(one: BeforeAfter) -> Pair:
    return Pair(one.what, _then_and_now(one.enjoyment), _then_and_now(one.achievement))


def _then_and_now(found: tuple[int, int] | None) -> str:
    return _("%(before)d before, %(after)d after") % {"before": found[0], "after": found[1]} if found else ""
