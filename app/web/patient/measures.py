"""How I have been: what is due and why, when it is next, and the scores so far, as sentences before any chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import a_measure
from app.content.measures import Items, Measure, ScoreEntry, answerable
from app.measures import actions, queries
from app.measures.queries import Given
from app.people import preferences
from app.people.queries import practitioner_of
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.web.parts.chart import Table
from app.web.parts.frame import page
from app.web.parts.measures import FULL_SET, HERE, START, address, first_open, in_minutes
from app.web.parts.step import minutes
from app.web.patient.door import router
from app.web.patient.life import Life, life
from app.web.patient.measure_set import Asked, asked
from app.web.patient.score_chart import ScoreChart, score_chart
from app.web.patient.score_sentences import Sentence, safety_sentences, shown, total_sentences

TAB = "/me/plan"


@dataclass(frozen=True)
class Due:
    """What there is to do now. `sentences`: what, how long, and why."""

    title: str
    sentences: tuple[str, ...]
    href: str
    label: str


@dataclass(frozen=True)
class OwnAccount:
    """A measure to give without being asked."""

    href: str
    title: str
    meta: str


@dataclass(frozen=True)
class Figures:
    title: str
    table: Table


@dataclass(frozen=True)
class Scores:
    """The scores of one measure; `figures` where there is no chart to draw."""

    id: str
    title: str
    about: str
    sentences: tuple[Sentence, ...]
    safety: tuple[Sentence, ...]
    chart: ScoreChart | None
    figures: Figures | None
    credit: str


@dataclass(frozen=True)
class MeasuresPage:
    due: Due | None
    when: str
    why: str
    own: tuple[OwnAccount, ...]
    scores: tuple[Scores, ...]
    life: Life | None
    life_credit: str
    as_list: bool
    ended: bool


@router.page("/measures")
def measures(visit: Visit) -> Response:
    given = queries.sittings_of(visit.db, [visit.who.id], answers=True).get(visit.who.id, [])
    now = asked(visit, given)
    who = practitioner_of(visit.db, visit.who.id)
    functioning = answerable(visit.house.measures, FULL_SET[-1])
    of_life = [one for one in given if functioning and one.measure == functioning.id]
    content = MeasuresPage(
        due=_due(visit, now),
        when=_when(visit, now),
        why=_why(now, who.name if who else ""),
        own=() if now.ended else tuple(_own(visit)),
        scores=tuple(_scores(visit, given)),
        life=life(functioning, of_life) if functioning else None,
        life_credit=functioning.credit if functioning else "",
        as_list=preferences.measures_as_list(visit.db, visit.who.id),
        ended=now.ended,
    )
    return page(visit, "patient/measures.html", content, here=TAB)


@router.act("/measures/style")
def measure_style(visit: Visit) -> Response:
    """One question a screen, or one list. It comes back to the measure it was chosen at."""
    as_list = visit.typed("as_list") == "yes"
    preferences.save_measures_as_list(visit.db, visit.who.id, on=as_list, by=visit.by, at=visit.at)
    back = answerable(visit.house.measures, visit.typed("to"))
    return RedirectResponse(address(back.id, START) if back else f"{HERE}#style", status_code=303)


@router.act("/measures/{measure}")
def begin_measure(visit: Visit, measure: str) -> Response:
    """Begins, or goes on at the first question that has no answer yet."""
    found = a_measure(visit, measure)
    once = visit.typed_id("once") or uuid4()
    sitting = actions.begin(visit.db, visit.who.id, found, on=visit.today, once=once, by=visit.by, at=visit.at)
    as_list = preferences.measures_as_list(visit.db, visit.who.id)
    return RedirectResponse(first_open(found, sitting.answers, as_list=as_list), status_code=303)


def _due(visit: Visit, now: Asked) -> Due | None:
    if now.going:
        found = answerable(visit.house.measures, now.going.measure)
        title = found.title if found else now.going.measure
        told = _("You began the %(measure)s on %(day)s. Your answers are saved.")
        sentences = (told % {"measure": title, "day": day(now.going.on)},)
        return Due(_("Carry on where you were"), sentences, address(now.going.measure, START), _("Carry on"))
    if not now.left:
        return None
    n, about = len(now.left), minutes(in_minutes(now.left))
    parts = ngettext("%(n)d short set of questions", "%(n)d short sets of questions", n) % {"n": n}
    whole = _("%(parts)s, %(about)s in all.") % {"parts": parts, "about": about}
    free = _("You can leave out any question, and stop anywhere. Each answer is saved as you give it.")
    title = _("A few questions for now") if now.due else _("The rest, if you want to")
    return Due(title, (whole, free), address(now.left[0].id, START), _("Begin"))


def _when(visit: Visit, now: Asked) -> str:
    """When they were answered last, and when they are next."""
    told = []
    if now.last:
        told.append(_("You last answered these on %(day)s.") % {"day": day(now.last)})
    if now.next_on and now.next_on > visit.today:
        told.append(_("We ask again on %(day)s.") % {"day": day(now.next_on)})
    return " ".join(told)


def _why(now: Asked, practitioner: str) -> str:
    if now.ended:
        return ""
    both = _("That is so that you and %(name)s can see how things change.") % {
        "name": practitioner or _("your practitioner")
    }
    if now.every is None:
        return _("We do not ask by the calendar. You can answer at any time.") + f" {both}"
    asks = ngettext("We ask every %(n)d day.", "We ask every %(n)d days.", now.every) % {"n": now.every}
    return f"{asks} {both} {_('The questions look back 2 weeks, so we never ask twice in one week.')}"


def _own(visit: Visit) -> list[OwnAccount]:
    return [
        OwnAccount(address(one.id, START), one.title, f"{_about(one)} · {minutes(one.minutes)}")
        for id_ in _in_order(visit)
        if (one := answerable(visit.house.measures, id_))
    ]


def _about(one: Items) -> str:
    n = len(one.items)
    told = ngettext("%(n)d question about %(what)s", "%(n)d questions about %(what)s", n)
    return told % {"n": n, "what": one.about}


def _in_order(visit: Visit) -> list[str]:
    """The full set first, in its order."""
    return [*FULL_SET, *(id_ for id_ in visit.house.measures if id_ not in FULL_SET)]


def _scores(visit: Visit, given: Sequence[Given]) -> list[Scores]:
    """Of every measure with a total that has any, the full set first."""
    found = []
    for id_ in _in_order(visit):
        measure = visit.house.measures.get(id_)
        mine = [one for one in given if one.measure == id_]
        if measure is None or (isinstance(measure, Items) and not measure.total):
            continue
        if shown(mine):
            found.append(_of_one(measure, mine))
    return found


def _of_one(measure: Measure, given: Sequence[Given]) -> Scores:
    total = total_sentences(measure, given)
    safety = safety_sentences(measure, given)
    drawn = None if isinstance(measure, ScoreEntry) else score_chart(measure, given)
    figures = _entered(measure, given) if isinstance(measure, ScoreEntry) else None
    return Scores(measure.id, measure.title, measure.about, total, safety, drawn, figures, measure.credit)


def _entered(measure: Measure, given: Sequence[Given]) -> Figures:
    """Totals that somebody of the staff has entered, each out of its own highest."""
    cells = [
        (
            day(one.on, weekday=False),
            _("%(total)d out of %(highest)d") % {"total": one.total or 0, "highest": one.highest},
            one.by,
        )
        for one in reversed(given)
    ]
    return Figures(measure.title, Table((_("Day"), _("Total"), _("Entered by")), tuple(cells)))
