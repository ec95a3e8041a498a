"""How it went: done, partly or not this time; what it was like; what got in the way. Partly counts."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import my_activity
from app.activities import actions
from app.activities.actions import Impossible
from app.activities.rules import LONGEST_WORDS, Activity, Barrier, How, Need, Review, State
from app.rendering import gettext as _
from app.web.parts import drafting, plain
from app.web.parts.activities import barriers, hows, when_words, whose_words
from app.web.parts.drafting import Kept
from app.web.parts.frame import page
from app.web.parts.plain import Area, Number, Pick
from app.web.parts.worksheet import Problem
from app.web.patient.activities import HERE, over
from app.web.patient.door import router
from app.web.patient.voice import practitioner_name, says

LOW = 3
"""Up to here, out of ten, nothing cheerful is said."""


@dataclass(frozen=True)
class ReviewPage:
    """`notice`: it was declined or taken off the list elsewhere, so that nothing was saved."""

    href: str
    title: str
    whose: str
    when: str
    how: Pick
    was: tuple[Number, Number]
    noticed: Area
    barrier: Pick
    in_the_way: Area
    private: bool
    practitioner: str
    once: UUID
    kept: Kept
    notice: str = ""

    @property
    def problems(self) -> tuple[Problem, ...]:
        return plain.problems((self.how, *self.was, self.noticed, self.barrier, self.in_the_way))


@router.page("/activities/{activity}/review")
def review(visit: Visit, activity: str) -> Response:
    mine = my_activity(visit, activity)
    if ended := over(visit, f"{HERE}/{mine.id}"):
        return ended
    if mine.state in (State.OFFERED, State.DECLINED, State.TAKEN_OFF):
        return RedirectResponse(f"{HERE}/{mine.id}", status_code=303)
    typed, kept = drafting.opened(visit, _draft(mine))
    return page(visit, "patient/activity_review.html", _form(visit, mine, {**_said(mine), **typed}, kept), here="/me")


@router.act("/activities/{activity}/review", deed=True)
def reviewing(visit: Visit, activity: str) -> Response:
    mine = my_activity(visit, activity)
    form = _form(visit, mine, {}, drafting.again(visit, _draft(mine)))
    how = plain.picked(visit, form.how, _("Choose how it went."))
    enjoyment, achievement = (plain.number(visit, one) for one in form.was)
    noticed, in_the_way = (plain.words(visit, one, LONGEST_WORDS) for one in (form.noticed, form.in_the_way))
    barrier = plain.picked(visit, form.barrier, "")
    was = (enjoyment[1], achievement[1])
    form = replace(form, how=how, was=was, noticed=noticed, barrier=barrier, in_the_way=in_the_way)
    if form.problems:
        return page(visit, "patient/activity_review.html", form, here="/me", status=422)
    said = Review(
        uuid4(),
        How(how.value),
        visit.at,
        enjoyment[0],
        achievement[0],
        noticed.value,
        Barrier(barrier.value) if barrier.value else None,
        in_the_way.value,
    )
    try:
        actions.review(visit.db, mine, said, once=form.once, by=visit.by, at=visit.at)
    except Impossible:
        told = _("This is off your list or waits for your answer, so nothing was saved. Your words are still here.")
        return page(visit, "patient/activity_review.html", replace(form, notice=told), here="/me", status=409)
    drafting.sent(visit, _draft(mine))
    return RedirectResponse(f"{HERE}/{mine.id}?saved=review", status_code=303)


def answer(visit: Visit, one: Activity) -> str:
    """What the programme says to what was said: true, and nothing cheerful where the numbers are low."""
    if one.review is None:
        return ""
    ask = "" if one.review.noticed else _("What did you notice?")
    low = any(number is not None and number <= LOW for number in (one.review.enjoyment, one.review.achievement))
    match one.review.how:
        case How.DONE if low:
            return says(visit, _("You did it, and it gave you little this time."), _("That is useful to know."))
        case How.DONE:
            return says(visit, _("You planned it and did it."), ask)
        case How.PARTLY if low:
            return says(visit, _("Partly counts, also when it gives little."), _need_words(one.review))
        case How.PARTLY:
            return says(visit, _("Partly counts."), _need_words(one.review) or ask)
        case How.NOT_THIS_TIME:
            return says(visit, _("Not this time is useful to know."), _need_words(one.review))


def _need_words(review: Review) -> str:
    """What the answer to "what got in the way" says about the plan. It never says anything about the person."""
    match review.barrier.need if review.barrier else None:
        case Need.CAPABILITY:
            return _("The step may have been too big for now, so a smaller one may fit.")
        case Need.OPPORTUNITY:
            return _("That was about the day, so another time may fit.")
        case Need.MOTIVATION:
            return _("Something that means more to you just now may fit, or a word with someone.")
        case None:
            return ""


def _draft(mine: Activity) -> str:
    return f"review-{mine.id}"


def _said(mine: Activity) -> dict[str, str]:
    """What was said of it before, to be added to."""
    said = mine.review
    if said is None:
        return {}
    numbers = {"enjoyment": said.enjoyment, "achievement": said.achievement}
    return {
        "how": said.how.value,
        **{name: "" if number is None else str(number) for name, number in numbers.items()},
        "noticed": said.noticed,
        "barrier": said.barrier.value if said.barrier else "",
        "in_the_way": said.in_the_way,
    }


def _form(visit: Visit, mine: Activity, values: dict[str, str], kept: Kept) -> ReviewPage:
    def number(name: str, label: str, expected: int | None, high: str) -> Number:
        hint = _("0 is none. 10 is %(high)s.") % {"high": high}
        if expected is not None:
            hint = _("%(hint)s You expected %(n)d.") % {"hint": hint, "n": expected}
        return Number(name, label, values.get(name, ""), hint)

    way = _("What got in the way, if anything did?")
    return ReviewPage(
        href=f"{HERE}/{mine.id}",
        title=mine.what,
        whose=whose_words(mine, visit.house.ideas),
        when=when_words(mine.plan),
        how=Pick("how", _("How did it go?"), hows(), values.get("how", "")),
        was=(
            number("enjoyment", _("How much did you enjoy it?"), mine.plan.enjoyment, _("very much")),
            number("achievement", _("How much of an achievement was it?"), mine.plan.achievement, _("a big one")),
        ),
        noticed=Area("noticed", _("What did you notice?"), values.get("noticed", ""), _("A few words are enough.")),
        barrier=Pick("barrier", way, barriers(), values.get("barrier", ""), _("For partly, or not this time.")),
        in_the_way=Area("in_the_way", _("In your own words"), values.get("in_the_way", ""), rows=2),
        private=not mine.plan.shared,
        practitioner=practitioner_name(visit),
        once=visit.typed_id("once") or uuid4(),
        kept=kept,
    )
