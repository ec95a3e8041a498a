"""A patient's activities: what is planned, what is offered, how it went, what was declined; the shared diary."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import an_activity_of, an_offer_to, my_patient
from app.activities import actions, queries
from app.activities.actions import Impossible
from app.activities.rules import LONGEST_LINE, LONGEST_WORDS, Activity, How, No, Review, State
from app.audit import actions as audit
from app.audit.queries import seen_by
from app.content.ideas import Idea, Sort
from app.diary import queries as diary
from app.diary.rules import Kept, Noticed
from app.enrolments import actions as enrolments
from app.enrolments.queries import has_ended
from app.goals import queries as goals
from app.goals.rules import Goal
from app.people.queries import Who
from app.rendering import clock_time, day, ngettext
from app.rendering import gettext as _
from app.web.parts import drafting, plain
from app.web.parts.drafting import Kept as KeptDraft
from app.web.parts.entered import written_by
from app.web.parts.frame import page
from app.web.parts.plain import Area, Option, Pick
from app.web.parts.worksheet import Problem
from app.web.practitioner.activity_views import ActivityView, DeclinedView, declined, view
from app.web.practitioner.door import router
from app.web.practitioner.lists import Group, List, chosen, picked
from app.web.practitioner.patient import Top, top

DIARY_GOES_BACK = timedelta(days=14)
A_WEEK = timedelta(days=7)
SHOWN = 8
"""So many of what went or was declined stand open; what is older unfolds."""
NO_GOAL = "none"
TRIED = (State.DONE, State.PARTLY, State.NOT_THIS_TIME)


@dataclass(frozen=True)
class DiaryRow:
    when: str
    mood: int
    what: str
    new: bool
    by: str = ""
    """Who wrote it down, where the patient did not."""


@dataclass(frozen=True)
class Conclusion:
    when: str
    lines: tuple[str, ...]
    new: bool


@dataclass(frozen=True)
class Offering:
    """The form of an offer. `goal` is None where there is no live goal to serve."""

    idea: List
    what: Area
    why: Area
    goal: Pick | None
    kept: KeptDraft

    @property
    def problems(self) -> tuple[Problem, ...]:
        return plain.problems((self.what, self.why, *([self.goal] if self.goal else [])))


@dataclass(frozen=True)
class ActivitiesPage:
    """`offering` is None after the course."""

    top: Top
    name: str
    week: tuple[ActivityView, ...]
    later: tuple[ActivityView, ...]
    passed: tuple[ActivityView, ...]
    taken_off: tuple[ActivityView, ...]
    offers: tuple[ActivityView, ...]
    went: tuple[ActivityView, ...]
    went_before: tuple[ActivityView, ...]
    declined: tuple[DeclinedView, ...]
    declined_before: tuple[DeclinedView, ...]
    diary: tuple[DiaryRow, ...]
    conclusions: tuple[Conclusion, ...]
    once: UUID
    offering: Offering | None
    problems: tuple[Problem, ...]
    notice: str


@dataclass(frozen=True)
class _Found:
    """Everything that is shared and stands on the page; `new` by the ids of what had not stood before this reader."""

    goals: Mapping[UUID, Goal]
    activities: Sequence[Activity]
    noes: Sequence[No]
    entries: Sequence[Kept]
    noticed: Sequence[Noticed]
    new: Collection[UUID] = ()


@router.page("/patients/{patient}/activities", records=True)
def activities(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    found = _found(visit, who)
    return _page(visit, who, found, _opened(visit, who, found.goals.values()))


@router.act("/patients/{patient}/activities")
def offer_activity(visit: Visit, patient: str) -> Response:
    """An offer and no more: the patient takes it up, changes it or says no."""
    who = my_patient(visit, patient)
    found = _found(visit, who)
    form = _typed(visit, who, found.goals.values())
    if form.problems:
        return _page(visit, who, found, form, status=422)
    made = actions.offer(
        visit.db,
        who.id,
        form.what.value,
        form.why.value,
        goal=UUID(form.goal.value) if form.goal and form.goal.value != NO_GOAL else None,
        idea=form.idea.value or None,
        once=visit.typed_id("once") or uuid4(),
        by=visit.by,
        at=visit.at,
    )
    drafting.sent(visit, _form_of(who))
    return RedirectResponse(f"{_here(who)}#a-{made}", status_code=303)


@router.act("/patients/{patient}/activities/{activity}/withdraw")
def withdraw_offer(visit: Visit, patient: str, activity: str) -> Response:
    """Takes back an offer that nobody has answered. The same form twice is one."""
    who = my_patient(visit, patient)
    one = an_offer_to(visit, who, activity)
    try:
        actions.take_off(visit.db, one, by=visit.by, at=visit.at)
    except Impossible:
        if an_offer_to(visit, who, activity).state is not State.TAKEN_OFF:
            found = _found(visit, who)
            form = _opened(visit, who, found.goals.values())
            answered = _("%(name)s has answered this offer meanwhile. Nothing was changed.") % {"name": who.name}
            return _page(visit, who, found, form, notice=answered, status=409)
    return RedirectResponse(_here(who), status_code=303)


@router.act("/patients/{patient}/activities/{activity}/enter")
def enter_review(visit: Visit, patient: str, activity: str) -> Response:
    """Writes down how it went as the patient says it, for somebody without a phone. It says who entered it."""
    who = my_patient(visit, patient)
    one = an_activity_of(visit, who, activity)
    how, noticed = visit.typed("how"), plain.words(visit, Area("noticed", ""), LONGEST_WORDS)
    way = plain.words(visit, Area("in_the_way", ""), LONGEST_WORDS)
    try:
        if how not in set(How) or noticed.error or way.error:
            raise Impossible
        said = Review(uuid4(), How(how), visit.at, noticed=noticed.value, in_the_way=way.value)
        actions.review(visit.db, one, said, once=visit.typed_id("once") or uuid4(), by=visit.by, at=visit.at)
    except Impossible:
        found = _found(visit, who)
        kept = " · ".join(words for words in (noticed.value, way.value) if words)
        notice = _("Nothing was entered: say how it went. What you typed: %(words)s") % {"words": kept or "–"}
        return _page(visit, who, found, _opened(visit, who, found.goals.values()), notice=notice, status=422)
    return RedirectResponse(f"{_here(who)}#a-{one.id}", status_code=303)


def _here(who: Who) -> str:
    return f"/practice/patients/{who.id}/activities"


def _form_of(who: Who) -> str:
    return f"offer-{who.id}"


def _found(visit: Visit, who: Who) -> _Found:
    """What the patient shares, and nothing else of theirs. Each part is one query or a few, however much there is."""
    found = _Found(
        goals={one.id: one for one in goals.goals_of(visit.db, [who.id]).get(who.id, ())},
        activities=queries.activities_of(visit.db, [who.id], only_shared=True).get(who.id, ()),
        noes=queries.declined_by(visit.db, [who.id]).get(who.id, []),
        entries=diary.diary(visit.db, who.id, since=visit.at - DIARY_GOES_BACK, only_shared=True),
        noticed=diary.noticings(visit.db, who.id, only_shared=True),
    )
    words = _words(found)
    return replace(found, new=words - seen_by(visit.db, visit.who.id, words).keys())


def _words(found: _Found) -> frozenset[UUID]:
    """What of the patient's stands in full: reviews, declines, diary entries and conclusions."""
    reviews = [one.review.id for one in found.activities if one.review and one.state in TRIED]
    noes, entries = (one.id for one in found.noes), (one.id for one in found.entries)
    return frozenset((*reviews, *noes, *entries, *(one.id for one in found.noticed)))


def _page(visit: Visit, who: Who, found: _Found, form: Offering, *, notice: str = "", status: int = 200) -> Response:
    """The page, on which it stands in full: whoever is handed it has seen it."""
    enrolments.look(visit.db, who.id, [], "activities", as_cover=visit.stands_in, by=visit.by, at=visit.at)
    audit.saw(visit.db, found.new, by=visit.by, at=visit.at)
    ended = has_ended(visit.db, who.id)
    planned = _planned(found.activities)
    week, later, passed = _split(planned, visit.today)
    went = sorted((one for one in found.activities if one.state in TRIED), key=_reviewed_at, reverse=True)
    noes = [declined(no, new=no.id in found.new) for no in found.noes]

    def views(some: Iterable[Activity]) -> tuple[ActivityView, ...]:
        return tuple(_view(one, who, found, ended) for one in some)

    content = ActivitiesPage(
        top=top(who, "activities"),
        name=who.name,
        week=views(week),
        later=views(later),
        passed=views(passed),
        taken_off=views(one for one in found.activities if one.state is State.TAKEN_OFF),
        offers=views(one for one in found.activities if one.state is State.OFFERED),
        went=views(went[:SHOWN]),
        went_before=views(went[SHOWN:]),
        declined=tuple(noes[:SHOWN]),
        declined_before=tuple(noes[SHOWN:]),
        diary=tuple(_diary_row(one, one.id in found.new) for one in found.entries),
        conclusions=tuple(
            Conclusion(day(one.at), tuple(one.words.splitlines()), one.id in found.new) for one in found.noticed
        ),
        once=visit.typed_id("once") or uuid4(),
        offering=None if ended else form,
        problems=form.problems,
        notice=notice,
    )
    return page(visit, "practitioner/activities.html", content, here="/practice", status=status)


def _view(one: Activity, who: Who, found: _Found, ended: bool) -> ActivityView:
    withdraw = f"{_here(who)}/{one.id}/withdraw" if one.state is State.OFFERED and not ended else ""
    new = one.review is not None and one.review.id in found.new
    open_ = one.state in (State.PLANNED, *TRIED) and not ended
    enter = f"{_here(who)}/{one.id}/enter" if open_ else ""
    return view(one, found.goals, who.name, new=new, withdraw=withdraw, enter=enter)


def _planned(found: Iterable[Activity]) -> list[Activity]:
    """By day; what has none comes last."""
    planned = [one for one in found if one.state is State.PLANNED]
    return sorted(planned, key=lambda one: (one.plan.day or date.max, one.plan.time, one.made_at))


def _split(planned: Iterable[Activity], today: date) -> tuple[list[Activity], list[Activity], list[Activity]]:
    """What is planned within a week, what later or for no day yet, and what was planned for a day that has passed."""
    week, later, passed = [], [], []
    for one in planned:
        if one.plan.day is None or one.plan.day >= today + A_WEEK:
            later.append(one)
        elif one.plan.day < today:
            passed.append(one)
        else:
            week.append(one)
    return week, later, passed


def _reviewed_at(one: Activity) -> datetime:
    return one.review.at if one.review else one.made_at


def _diary_row(one: Kept, new: bool) -> DiaryRow:
    when = _("%(day)s, %(time)s") % {"day": day(one.at), "time": clock_time(one.at)}
    return DiaryRow(when, one.mood, one.what, new, written_by(one.entered_by))


def _offering(visit: Visit, who: Who, live: Iterable[Goal], kept: KeptDraft) -> Offering:
    """The empty form. Nothing is chosen beforehand."""
    reads = {"name": who.name}
    served = tuple(Option(str(goal.id), goal.words) for goal in live if goal.live)
    return Offering(
        idea=List(
            "offer_idea",
            _("From the catalogue"),
            _("None: in my own words"),
            _catalogue(visit.house.ideas.values()),
            hint=_("Or leave it, and write your own below."),
        ),
        what=Area(
            "what",
            _("What you offer, in your words"),
            hint=_("Leave it empty to offer the one from the catalogue as it stands there."),
            rows=2,
        ),
        why=Area("offer_why", _("Why it may help"), hint=_("%(name)s reads this with it.") % reads, rows=2),
        goal=Pick("offer_goal", _("Which goal it serves"), (*served, Option(NO_GOAL, _("None of these"))))
        if served
        else None,
        kept=kept,
    )


def _catalogue(ideas: Iterable[Idea]) -> tuple[Group, ...]:
    kinds: dict[Sort, list[Option]] = defaultdict(list)
    for idea in ideas:
        kinds[idea.kind].append(
            Option(idea.id, _("%(what)s, %(minutes)s") % {"what": idea.title, "minutes": _minutes(idea.minutes)})
        )
    return tuple(Group(_kind(kind), tuple(options)) for kind, options in kinds.items())


def _minutes(n: int) -> str:
    return ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}


def _kind(kind: Sort) -> str:
    match kind:
        case Sort.ROUTINE:
            return _("Routine")
        case Sort.NECESSARY:
            return _("Necessary")
        case Sort.PLEASURABLE:
            return _("Pleasurable")
        case Sort.PEOPLE:
            return _("With people")


def _opened(visit: Visit, who: Who, live: Iterable[Goal]) -> Offering:
    typed, kept = drafting.opened(visit, _form_of(who))
    form = _offering(visit, who, live, kept)
    goal = form.goal
    if goal and typed.get("offer_goal", "") in {option.id for option in goal.options}:
        goal = replace(goal, value=typed["offer_goal"])
    return replace(
        form,
        idea=chosen(form.idea, typed.get("offer_idea", "")),
        what=replace(form.what, value=typed.get("what", "")),
        why=replace(form.why, value=typed.get("offer_why", "")),
        goal=goal,
    )


def _typed(visit: Visit, who: Who, live: Iterable[Goal]) -> Offering:
    """The form as it was sent. What is picked from the catalogue stands for words where none were written."""
    form = _offering(visit, who, live, drafting.again(visit, _form_of(who)))
    idea = picked(visit, form.idea)
    missing = "" if idea.value else _("Write what you offer, or pick something from the catalogue.")
    what = plain.words(visit, form.what, LONGEST_LINE, missing)
    if idea.value and not what.value:
        what = replace(what, value=visit.house.ideas[idea.value].title)
    return Offering(
        idea=idea,
        what=what,
        why=plain.words(visit, form.why, LONGEST_WORDS, _("Say in a few words why it may help.")),
        goal=plain.picked(visit, form.goal, _("Pick the goal it serves, or “None of these”.")) if form.goal else None,
        kept=form.kept,
    )
