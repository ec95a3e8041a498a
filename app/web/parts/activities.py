"""An activity in words: when it is, what became of it, what was expected and what it was like."""

from app.activities.rules import Activity, Barrier, How, Plan, Reason, Review, State
from app.content.ideas import Catalogue
from app.goals.rules import Goal
from app.rendering import day
from app.rendering import gettext as _
from app.web.parts.plain import Option


def when_words(plan: Plan) -> str:
    """ "Thursday 11 June, 14:00"; what is left open is said to be so."""
    if plan.day is None:
        return _("No day yet, %(time)s") % {"time": plan.time} if plan.time else _("No day yet")
    if plan.time:
        return _("%(day)s, %(time)s") % {"day": day(plan.day), "time": plan.time}
    return day(plan.day)


def state_words(one: Activity) -> str:
    """What became of it, in a few plain words."""
    match one.state:
        case State.OFFERED:
            return _("Offered by %(name)s") % {"name": one.offer.by if one.offer else ""}
        case State.PLANNED:
            return _("Planned")
        case State.DONE:
            return _("Done")
        case State.PARTLY:
            return _("Partly done")
        case State.NOT_THIS_TIME:
            return _("Not this time")
        case State.DECLINED:
            return _("Not for me")
        case State.TAKEN_OFF:
            return _("Off the list")


def whose_words(one: Activity, ideas: Catalogue) -> str:
    """Whose words its title is: "them" for an offer as it was made, "" for an idea as it was suggested, else "you"."""
    if one.offer and one.what == one.offer.what:
        return "them"
    idea = ideas.get(one.idea) if one.idea else None
    return "" if idea and one.what in (idea.title, idea.smaller.title) else "you"


def hows() -> tuple[Option, ...]:
    return (
        Option(How.DONE.value, _("I did it")),
        Option(How.PARTLY.value, _("Partly"), _("Partly counts.")),
        Option(How.NOT_THIS_TIME.value, _("Not this time")),
    )


def barriers() -> tuple[Option, ...]:
    """What got in the way: capability, opportunity and motivation in plain words (clinical.md §4.2)."""
    names = {
        Barrier.ENERGY: _("I did not have the energy"),
        Barrier.KNOW_HOW: _("I was not sure how"),
        Barrier.TOO_BIG: _("It was too big"),
        Barrier.TIME: _("There was no time"),
        Barrier.REACH: _("I could not get there, or it cost too much"),
        Barrier.CAME_UP: _("Something came up"),
        Barrier.POINT: _("I did not see the point just then"),
        Barrier.WORRY: _("I felt worried about it"),
        Barrier.FORGOT: _("I forgot"),
        Barrier.OTHER: _("Something else"),
    }
    return tuple(Option(one.value, name) for one, name in names.items())


def barrier_words(review: Review) -> str:
    return next((one.label for one in barriers() if review.barrier and one.id == review.barrier.value), "")


def reasons() -> tuple[Option, ...]:
    """Why something is not taken up."""
    names = {
        Reason.TOO_HARD: _("Too hard just now"),
        Reason.NOT_RELEVANT: _("Not about what matters to me"),
        Reason.TRIED: _("I tried it before"),
        Reason.NO_TIME: _("No time for it"),
        Reason.FEELS_WRONG: _("It does not feel right"),
        Reason.ACCESS: _("I can’t get there or afford it"),
        Reason.OTHER: _("Something else"),
    }
    return tuple(Option(one.value, name) for one, name in names.items())


def reason_words(reason: Reason) -> str:
    return next(one.label for one in reasons() if one.id == reason.value)


def goal_options(goals: tuple[Goal, ...], kept: object = None) -> tuple[Option, ...]:
    """The goals that are being worked on, and the one that something has already; and openly none."""
    found = [Option(str(one.id), one.words, own=True) for one in goals if one.live or one.id == kept]
    return (*found, Option("none", _("No goal: just worth doing")))


def expected_and_was(one: Activity) -> tuple[str, ...]:
    """A sentence each for enjoyment and achievement, as far as they were said."""
    if one.review is None:
        return ()
    pairs = (
        (_("Enjoyment"), one.plan.enjoyment, one.review.enjoyment),
        (_("Sense of achievement"), one.plan.achievement, one.review.achievement),
    )
    return tuple(sentence for name, before, was in pairs if (sentence := _beside(name, before, was)))


def _beside(name: str, before: int | None, was: int | None) -> str:
    numbers = {"name": name, "before": before, "was": was}
    if was is None:
        return ""
    if before is None:
        return _("%(name)s: %(was)d out of 10.") % numbers
    told = _("%(name)s: you expected %(before)d, and it was %(was)d.") % numbers
    if was == before:
        return _("%(told)s That is what you thought.") % {"told": told}
    more = _("%(told)s That is %(n)d more.") if was > before else _("%(told)s That is %(n)d less.")
    return more % {"told": told, "n": abs(was - before)}


def expected_words(plan: Plan) -> tuple[str, ...]:
    """What somebody expects of it, as far as they said."""
    found = []
    if plan.enjoyment is not None:
        found.append(_("Enjoyment: %(n)d out of 10 expected") % {"n": plan.enjoyment})
    if plan.achievement is not None:
        found.append(_("Sense of achievement: %(n)d out of 10 expected") % {"n": plan.achievement})
    return tuple(found)
