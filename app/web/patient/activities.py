"""The week: what is planned day by day, what became of it, what waits for an answer; and the calendar file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.activities import queries
from app.activities.rules import Activity, State
from app.enrolments.queries import has_ended
from app.exchange.calendar import calendar_file
from app.rendering import day, local
from app.rendering import gettext as _
from app.web.parts.activities import barrier_words, state_words, when_words, whose_words
from app.web.parts.frame import page
from app.web.patient.door import router
from app.web.patient.voice import practitioner_name

HERE = "/me/activities"
WEEK = timedelta(days=7)
_WEEK = re.compile(r"(20\d\d)-W([0-5]\d)", re.ASCII)
_CAME_TO = (State.DONE, State.PARTLY, State.NOT_THIS_TIME)


@dataclass(frozen=True)
class Row:
    """`whose`: whose words the title is. `why` is what got in the way, in the patient's words. `asks`: where to say."""

    href: str
    title: str
    whose: str
    kind: str
    state: str
    why: str
    asks: str
    onward: str
    private: bool


@dataclass(frozen=True)
class Day:
    title: str
    today: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class WeekPage:
    """`offers`, `undated`, `open` and `later` are of this week's page only."""

    title: str
    practitioner: str
    this: bool
    days: tuple[Day, ...]
    offers: tuple[Row, ...]
    undated: tuple[Row, ...]
    open: tuple[Row, ...]
    later: tuple[Row, ...]
    earlier_href: str
    newer_href: str
    calendar: bool
    ladder: bool
    any: bool
    ended: bool


@router.page("/activities")
def activities(visit: Visit, week: str = "") -> Response:
    found = queries.activities_of(visit.db, [visit.who.id]).get(visit.who.id, ())
    return page(visit, "patient/activities.html", _page(visit, found, _monday(visit, week)), here="/me")


@router.page("/activities/calendar.ics")
def activities_calendar(visit: Visit) -> Response:
    """What is planned from today on, for a calendar of the patient's own."""
    found = queries.activities_of(visit.db, [visit.who.id]).get(visit.who.id, ())
    file = calendar_file(_ahead(visit, found), visit.house.speech.zone, at=visit.at)
    headers = {"content-disposition": 'attachment; filename="activities.ics"'}
    return Response(file, media_type="text/calendar", headers=headers)


def over(visit: Visit, href: str = HERE) -> Response | None:
    """Where a form leads after the course: to a page that can be read. None while the course goes on."""
    return RedirectResponse(href, status_code=303) if has_ended(visit.db, visit.who.id) else None


def _monday(visit: Visit, week: str) -> date:
    """The first day of the week that was asked for; of this week where that is none."""
    asked = _WEEK.fullmatch(week)
    try:
        return date.fromisocalendar(int(asked[1]), int(asked[2]), 1) if asked else _first(visit.today)
    except ValueError:
        return _first(visit.today)


def _first(on: date) -> date:
    return on - timedelta(days=on.weekday())


def _ahead(visit: Visit, found: Sequence[Activity]) -> list[Activity]:
    return [one for one in found if one.state is State.PLANNED and one.plan.day and one.plan.day >= visit.today]


def _on(one: Activity) -> date | None:
    """The day it belongs to: the one it was planned for, or else the one on which it was said how it went."""
    return one.plan.day or (local(one.review.at).date() if one.review else None)


def _page(visit: Visit, found: Sequence[Activity], monday: date) -> WeekPage:
    this = _first(visit.today)
    ended = has_ended(visit.db, visit.who.id)
    shown = sorted(
        (one for one in found if one.state is State.PLANNED or one.state in _CAME_TO),
        key=lambda one: (_on(one) or date.max, one.plan.time or "99", one.made_at),
    )
    now = monday == this
    days = [on for one in shown if (on := _on(one))]

    def rows(wanted: list[Activity], *, dated: bool = False) -> tuple[Row, ...]:
        return tuple(row(visit, one, dated=dated, ended=ended) for one in wanted)

    planned = [one for one in shown if one.state is State.PLANNED] if now else []
    return WeekPage(
        title=_("Your week") if now else _("The week from %(day)s") % {"day": day(monday, weekday=False)},
        practitioner=practitioner_name(visit),
        this=now,
        days=tuple(
            Day(_day_title(on, visit.today), on == visit.today, rows([one for one in shown if _on(one) == on]))
            for on in (monday + timedelta(days=n) for n in range(7))
            if on in days
        ),
        offers=rows([one for one in found if one.state is State.OFFERED]) if now else (),
        undated=rows([one for one in planned if one.plan.day is None], dated=True),
        open=rows([one for one in planned if one.plan.day and one.plan.day < monday], dated=True),
        later=rows([one for one in planned if one.plan.day and one.plan.day >= monday + WEEK], dated=True),
        earlier_href=_href(monday - WEEK) if days and min(days) < monday else "",
        newer_href="" if monday >= this else HERE if monday + WEEK == this else _href(monday + WEEK),
        calendar=bool(_ahead(visit, found)),
        ladder=any(one.plan.hard is not None for one in shown),
        any=bool(shown),
        ended=ended,
    )


def _href(monday: date) -> str:
    year, week, _day = monday.isocalendar()
    return f"{HERE}?week={year}-W{week:02d}"


def _day_title(on: date, today: date) -> str:
    return _("Today, %(day)s") % {"day": day(on)} if on == today else day(on)


def row(visit: Visit, one: Activity, *, dated: bool, ended: bool) -> Row:
    """One activity in a list. `dated`: its day is said with it."""
    href = f"{HERE}/{one.id}"
    stuck = one.state in (State.PARTLY, State.NOT_THIS_TIME)
    return Row(
        href=href,
        title=one.what,
        whose=whose_words(one, visit.house.ideas),
        kind=one.state.value,
        state=_sentence(one, dated=dated),
        why=one.review.in_the_way if one.review else "",
        asks=f"{href}/review" if one.asks(visit.today) and not ended else "",
        onward=href if stuck and not ended else "",
        private=not one.plan.shared,
    )


def _sentence(one: Activity, *, dated: bool) -> str:
    """What became of it, with its time; the day as well where it does not stand under it."""
    when = (when_words(one.plan) if dated else one.plan.time) if one.state is State.PLANNED else ""
    parts = [when, state_words(one)]
    if one.review and not one.review.in_the_way:
        parts.append(barrier_words(one.review))
    return " · ".join(part for part in parts if part)
