"""Choosing: what the practitioner offers, what the programme suggests and why, none of these, or one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.activities import queries
from app.activities.rules import AT_A_TIME, Activity, Energy, State, Suggestion, Taste, Why, suggestions, taste_of
from app.content.ideas import Idea
from app.goals.queries import goals_of
from app.goals.rules import Goal
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.worksheet import Problem
from app.web.patient.activities import HERE, over
from app.web.patient.activity_form import of_idea
from app.web.patient.door import router
from app.web.patient.voice import practitioner_name, says

CHOOSE = f"{HERE}/choose"
MOST_SHOWN = 12
"""So many things at most are carried from a choice to the page that declines them."""


@dataclass(frozen=True)
class Card:
    """One thing to choose. `whose`: "them" for an offer, "prog" for the programme. `effort` is 0 where nobody said."""

    value: str
    whose: str
    source: str
    title: str
    goal: str
    because: str
    effort: int
    effort_words: str
    small: str


@dataclass(frozen=True)
class Energies:
    href: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class ChoosePage:
    practitioner: str
    energies: tuple[Energies, ...]
    energy: str
    page_number: int
    cards: tuple[Card, ...]
    shown: str
    more_href: str
    first_href: str
    done: str
    problems: tuple[Problem, ...] = ()

    @property
    def error(self) -> str:
        return self.problems[0].message if self.problems else ""


@dataclass(frozen=True)
class Thing:
    """What a value of the form stands for: an idea, maybe its smaller version, or an activity that was offered."""

    value: str
    title: str
    idea: Idea | None = None
    smaller: bool = False
    offer: Activity | None = None


@router.page("/activities/choose")
def choose_activity(visit: Visit, energy: str = "", more: str = "", saved: str = "") -> Response:
    if ended := over(visit):
        return ended
    done = says(visit, _("Thank you. That is useful to know."), _("Here is another choice.")) if saved else ""
    return page(visit, "patient/choose.html", _page(visit, energy, more, done=done), here="/me")


@router.act("/activities/choose")
def chosen(visit: Visit) -> Response:
    """Leads on to the plan of what was chosen; nothing is stored before that is sent."""
    choice, energy, more = visit.typed("choice"), visit.typed("energy"), visit.typed("more")
    if choice == "none":
        return RedirectResponse(f"{HERE}/decline?{urlencode({'shown': visit.typed('shown')[:1000]})}", status_code=303)
    kind, _colon, rest = choice.partition(":")
    if kind == "offer" and (offer := _uuid(rest)):
        return RedirectResponse(f"{HERE}/{offer}", status_code=303)
    found = things(visit, choice, {})
    if not found or found[0].idea is None:
        problem = Problem("#choice", _("Choose one of these, or “None of these”."))
        content = _page(visit, energy, more, problems=(problem,))
        return page(visit, "patient/choose.html", content, here="/me", status=422)
    return RedirectResponse(f"{HERE}/new?{urlencode(_query(visit, found[0], found[0].idea))}", status_code=303)


def things(visit: Visit, text: str, offers: Mapping[UUID, Activity]) -> list[Thing]:
    """What the values in this text stand for, each once; what is unknown is left out."""
    found: dict[str, Thing] = {}
    for value in text.split(",")[:MOST_SHOWN]:
        kind, _colon, rest = value.partition(":")
        slug, _colon, version = rest.partition(":")
        idea, offer = visit.house.ideas.get(slug), _uuid(rest)
        if kind == "idea" and idea and version in ("", "smaller"):
            small = version == "smaller"
            found[value] = Thing(value, of_idea(idea, smaller=small), idea, small)
        elif kind == "offer" and offer and (one := offers.get(offer)):
            found[value] = Thing(value, one.what, offer=one)
    return list(found.values())


def offered(text: str) -> list[UUID]:
    """The offers that this text names."""
    pairs = [value.partition(":") for value in text.split(",")[:MOST_SHOWN]]
    return [id_ for kind, _colon, rest in pairs if kind == "offer" and (id_ := _uuid(rest))]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _query(visit: Visit, thing: Thing, idea: Idea) -> dict[str, str]:
    goal = next((id_ for id_, area in _areas(_live(visit)).items() if area in idea.areas), None)
    query = {"idea": idea.id, "smaller": "1" if thing.smaller else "", "goal": str(goal) if goal else ""}
    return {name: value for name, value in query.items() if value}


def _live(visit: Visit) -> list[Goal]:
    return [one for one in goals_of(visit.db, [visit.who.id]).get(visit.who.id, ()) if one.live]


def _areas(goals: Sequence[Goal]) -> dict[UUID, str]:
    return {one.id: one.area.value for one in goals if one.area}


def _page(visit: Visit, energy: str, more: str, *, problems: tuple[Problem, ...] = (), done: str = "") -> ChoosePage:
    me, level = visit.who.id, next((one for one in Energy if str(one.value) == energy), None)
    activities = queries.activities_of(visit.db, [me]).get(me, ())
    goals = {one.id: one for one in _live(visit)}
    ideas = visit.house.ideas
    noes = queries.declined_by(visit.db, [me]).get(me, [])
    kinds = {id_: idea.kind for id_, idea in ideas.items()}
    taste = taste_of(activities, noes, kinds, areas=_areas(list(goals.values())), energy=level)
    ranked = suggestions(ideas.values(), taste, seed=f"{me} {visit.today}", at=visit.at)
    cards = [_offer(one, goals, ideas) for one in activities if one.state is State.OFFERED]
    cards += [_suggestion(one, goals, taste) for one in ranked]
    number = int(more) if more.isascii() and more.isdigit() and len(more) < 4 else 0
    start = max(0, min(number * AT_A_TIME, len(cards) - AT_A_TIME))
    shown = cards[start : start + AT_A_TIME]
    return ChoosePage(
        practitioner=practitioner_name(visit),
        energies=_energies(level),
        energy=str(level.value) if level else "",
        page_number=number,
        cards=tuple(shown),
        shown=",".join(one.value for one in shown),
        more_href=_href(level, number + 1) if start + AT_A_TIME < len(cards) else "",
        first_href=_href(level) if start else "",
        done=done,
        problems=problems,
    )


def _href(energy: Energy | None, more: int = 0) -> str:
    query = {"energy": energy.value if energy else 0, "more": more}
    kept = urlencode({name: value for name, value in query.items() if value})
    return f"{CHOOSE}?{kept}" if kept else CHOOSE


def _energies(chosen: Energy | None) -> tuple[Energies, ...]:
    names = {Energy.LOW: _("Not much"), Energy.SOME: _("Some"), Energy.USUAL: _("As usual")}
    return tuple(Energies(_href(one), name, one is chosen) for one, name in names.items())


def _offer(one: Activity, goals: Mapping[UUID, Goal], ideas: Mapping[str, Idea]) -> Card:
    goal = goals.get(one.plan.goal) if one.plan.goal else None
    idea = ideas.get(one.idea) if one.idea else None
    same = idea is not None and one.what == idea.title
    return Card(
        value=f"offer:{one.id}",
        whose="them",
        source=_("From %(name)s") % {"name": one.offer.by if one.offer else ""},
        title=one.what,
        goal=goal.words if goal else "",
        because=one.offer.why if one.offer else "",
        effort=idea.effort if idea and same else 0,
        effort_words=effort_words(idea.effort, idea.minutes) if idea and same else "",
        small="",
    )


def _suggestion(one: Suggestion, goals: Mapping[UUID, Goal], taste: Taste) -> Card:
    goal = goals.get(one.goal) if one.goal else None
    told = _("This is the small version of “%(title)s”.") % {"title": one.idea.title}
    return Card(
        value=f"idea:{one.idea.id}:smaller" if one.smaller else f"idea:{one.idea.id}",
        whose="prog",
        source=_("From the programme"),
        title=one.title,
        goal=goal.words if goal else "",
        because=_because(one, taste),
        effort=one.effort,
        effort_words=effort_words(one.effort, one.minutes),
        small=told if one.smaller else "",
    )


def effort_words(effort: int, minutes: int) -> str:
    """ "Some effort · about 20 minutes"."""
    names = {1: _("Little effort"), 2: _("Some effort"), 3: _("More effort")}
    time = ngettext("about %(n)d minute", "about %(n)d minutes", minutes) % {"n": minutes}
    return f"{names[effort]} · {time}"


def _because(one: Suggestion, taste: Taste) -> str:
    """Why this one, as the end of a sentence."""
    match one.why:
        case Why.GOAL:
            return _about(taste.areas[one.goal]) if one.goal else one.idea.because
        case Why.WENT_WELL if one.past and one.past.best is not None:
            when = {"n": one.past.best, "day": day(one.past.at, weekday=False)}
            return _("it gave you %(n)d out of 10 on %(day)s") % when
        case Why.KIND_HELPED:
            return _("things like this have helped you before")
        case Why.LITTLE_EFFORT:
            return _("it takes little effort, and %(because)s") % {"because": one.idea.because}
        case Why.WENT_WELL | Why.ITSELF:
            return one.idea.because


def _about(area: str) -> str:
    names = {
        "people": _("it is about people, like your goal"),
        "home": _("it is about home, like your goal"),
        "work": _("it is about work or study, like your goal"),
        "body": _("it is about your body and your energy, like your goal"),
        "enjoyment": _("it is about things to enjoy, like your goal"),
        "self": _("it is about being kind to yourself, like your goal"),
    }
    return names.get(area, _("it is about the same as your goal"))
