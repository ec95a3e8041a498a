"""Scores in sentences, before any chart: what the last one is, how far it is from the first, and what item 9 did.

Nothing is estimated, and nothing says why a score moved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from app.content.measures import GAD_7, PHQ_9, Item, Items, Measure, Measures, ScoreEntry
from app.measures import rules
from app.measures.outcomes import Caseness, Outcome, Pair, ReliableChange, Taken, outcome, pair
from app.measures.queries import Given
from app.measures.rules import Answer, Change, Direction, Score, Sitting, Skip, is_number
from app.rendering import day, listed, speech
from app.rendering import gettext as _
from app.web.practitioner.score_chart import ScoreChart, score_chart

FUNCTIONING = "functioning"
MANY = 2
"""Parts of life that one line names."""


@dataclass(frozen=True)
class ScoreView:
    """One measure in sentences. `strong` is the sentence that must not be missed; `now` and `was` are for one line."""

    name: str
    headline: str
    first: str
    sentence: str
    strong: str
    missing: str
    now: str
    was: str
    short: str
    chart: ScoreChart | None


@dataclass(frozen=True)
class AreaLine:
    """One part of life, in the measure's words."""

    name: str
    now: str
    was: str


@dataclass(frozen=True)
class AreasView:
    """Each part of life alone: there is no sum of them. `worst` says where it is hardest."""

    on: str
    lines: tuple[AreaLine, ...]
    now: str
    was: str
    worst: str


def score_view(measure: Items, given: Sequence[Given], *, scale: int = 200, id_: str = "") -> ScoreView | None:
    """The sittings of a measure with a total, oldest first; None where it was never given."""
    if not given:
        return None
    whole = [one for one in given if one.total is not None]
    return ScoreView(
        name=measure.title,
        headline=_headline(measure, whole),
        first=_("was %(total)d at first") % {"total": whole[0].total} if len(whole) > 1 else "",
        sentence=_sentence(measure, whole),
        strong=_strong(given),
        missing=_missing(measure, given[-1]),
        now=str(whole[-1].total) if whole else _("no total"),
        was=_("was %(total)d") % {"total": whole[0].total} if len(whole) > 1 else "",
        short=_short(measure, whole),
        chart=score_chart(measure, given, scale=scale, id_=id_),
    )


def _headline(measure: Measure, whole: Sequence[Given]) -> str:
    """ "PHQ-9 is 14, moderate"."""
    if not whole or whole[-1].total is None:
        return _("%(measure)s has no total yet") % {"measure": measure.title}
    band = rules.band(measure, whole[-1].total)
    names = {"measure": measure.title, "total": whole[-1].total, "band": band.name if band else ""}
    return _("%(measure)s is %(total)d, %(band)s") % names if band else _("%(measure)s is %(total)d") % names


def _sentence(measure: Measure, whole: Sequence[Given]) -> str:
    if not whole:
        return ""
    if len(whole) == 1:
        return _("This is the first score, given on %(day)s.") % {"day": day(whole[0].on)}
    change = rules.change(measure, _score(whole[0]), _score(whole[-1]))
    return moved(change) if change else ""


def _score(one: Given) -> Score:
    return Score(one.total, one.highest)


def moved(change: Change) -> str:
    """ "3 lower than the first score, not yet a reliable change."."""
    n = {"n": abs(change.difference)}
    match change.direction:
        case Direction.SAME:
            return _("The same as the first score.")
        case Direction.LOWER if change.reliable:
            return _("%(n)d lower than the first score, a reliable change.") % n
        case Direction.LOWER:
            return _("%(n)d lower than the first score, not yet a reliable change.") % n
        case Direction.HIGHER if change.reliable:
            return _("%(n)d higher than the first score, a reliable change.") % n
        case Direction.HIGHER:
            return _("%(n)d higher than the first score, not a reliable change.") % n


def _strong(given: Sequence[Given]) -> str:
    """A falling total never hides a rising item 9."""
    sittings = [Sitting(one.on, one.total, one.safety) for one in given]
    if rules.hidden_rise(sittings):
        return _("Item 9 went up while the total went down.")
    if rules.rose(sittings):
        before, now = [one.safety for one in sittings if is_number(one.safety)][-2:]
        return _("Item 9 went up from %(before)s to %(now)s.") % {"before": before, "now": now}
    return ""


def _missing(measure: Measure, last: Given) -> str:
    """Why the last sitting has no total, and whether item 9 was one they would rather not answer."""
    if last.total is not None:
        return ""
    if not last.finished:
        return _("The last set, of %(day)s, is not finished.") % {"day": day(last.on)}
    if last.safety is Skip.DECLINED:
        return _("On %(day)s they would rather not answer item 9, so there is no total.") % {"day": day(last.on)}
    return _("The last set, of %(day)s, has no total: not every question was answered.") % {"day": day(last.on)}


def _short(measure: Measure, whole: Sequence[Given]) -> str:
    """ "3 lower, not yet reliable (4). Cut-off 8."."""
    change = rules.change(measure, _score(whole[0]), _score(whole[-1])) if len(whole) > 1 else None
    cut_off = _("Cut-off %(n)d.") % {"n": measure.cut_off} if measure.cut_off is not None else ""
    return f"{_moved_short(change)} {cut_off}".strip() if change else cut_off


def _moved_short(change: Change) -> str:
    n = {"n": abs(change.difference), "distance": change.distance}
    match change.direction:
        case Direction.SAME:
            return _("The same.")
        case Direction.LOWER if change.reliable:
            return _("%(n)d lower, a reliable change.") % n
        case Direction.LOWER:
            return _("%(n)d lower, not yet reliable (%(distance)s).") % n
        case Direction.HIGHER if change.reliable:
            return _("%(n)d higher, a reliable change.") % n
        case Direction.HIGHER:
            return _("%(n)d higher, not reliable (%(distance)s).") % n


def areas_view(measure: Items, given: Sequence[Given]) -> AreasView | None:
    """The last answers about parts of life beside the first ones. The answers have to come with the sittings."""
    if not given:
        return None
    last, first = given[-1], given[0]
    before = first.answers if first is not last else None
    names = {item.id: item.text for item in measure.items}
    areas = list(rules.areas(measure, last.answers, before))
    lines = [
        AreaLine(names[one.id], said(measure, one.answer), said(measure, one.before) if before is not None else "")
        for one in areas
    ]
    highest = _highest(one.answer for one in areas)
    before_highest = _highest(one.before for one in areas)
    worst = [names[one.id] for one in areas if highest is not None and one.answer == highest and highest > 0]
    return AreasView(
        on=day(last.on, weekday=False),
        lines=tuple(lines),
        now="–" if highest is None else str(highest),
        was="" if before is None or before_highest is None else _("was %(total)d") % {"total": before_highest},
        worst=_worst(worst),
    )


def _worst(names: Sequence[str]) -> str:
    """ "most: being with people"; how many, where they are many."""
    if len(names) > MANY:
        return _("most in %(n)d parts of life") % {"n": len(names)}
    return _("most: %(areas)s") % {"areas": listed(names, _("and"))} if names else ""


def _highest(answers: Iterable[Answer | None]) -> int | None:
    return max((one for one in answers if is_number(one)), default=None)


def said(measure: Items, answer: Answer | None) -> str:
    """An answer with its number: "1, Several days". One that was declined is not one that was never given."""
    match answer:
        case None:
            return _("not answered")
        case Skip.DECLINED:
            return _("would rather not answer")
        case Skip.DOES_NOT_APPLY:
            return measure.does_not_apply or _("does not apply")
        case number:
            label = measure.label(number)
            return _("%(n)d, %(label)s") % {"n": number, "label": label} if label else str(number)


def numbered(item: Item) -> str:
    """ "9. Thoughts that …", word for word."""
    return _("%(n)d. %(question)s") % {"n": item.number, "question": item.text}


def entered_score(measure: ScoreEntry, given: Sequence[Given]) -> str:
    """ "WSAS is 18/32, significant difficulty. It was 20/40 at first."; "" where no score was entered.

    Out of different numbers two scores are not compared.
    """
    if not given:
        return ""
    last, first = given[-1], given[0]
    band = rules.band(measure, last.total) if last.total is not None else None
    now = _("%(name)s is %(score)s") % {"name": measure.title, "score": out_of(last)}
    told = f"{now}, {band.name}." if band else f"{now}."
    if first is last:
        return told
    return f"{told} {_('It was %(score)s at first.') % {'score': out_of(first)}}"


def out_of(one: Given) -> str:
    """ "18/40"; "/32" where work does not apply."""
    return f"{one.total}/{one.highest}"


def by_measure(given: Iterable[Given]) -> dict[str, list[Given]]:
    """The sittings of each measure, oldest first: what is begun counts once something in it has been answered."""
    found: dict[str, list[Given]] = {}
    for one in given:
        if one.says_something:
            found.setdefault(one.measure, []).append(one)
    return found


def so_far(given: Mapping[str, Sequence[Given]]) -> tuple[str, ...]:
    """What the course comes to by now, by the national rules: how scores moved, never what moved them."""
    found = outcome(_pair(given.get(PHQ_9, ())), _pair(given.get(GAD_7, ())))
    return (_start(found), *_changed(found))


def _pair(given: Sequence[Given]) -> Pair:
    zone = speech().zone
    return pair(Taken(datetime.combine(one.on, time(), zone), one.total) for one in given)


def _start(found: Outcome) -> str:
    match found.start:
        case Caseness.AT:
            return _("At caseness at the first scores: one of them at its cut-off or above.")
        case Caseness.NOT_AT:
            return _("Not at caseness at the first scores, so recovery does not apply.")
        case Caseness.UNKNOWN:
            return _("Whether at caseness at first is not known: a first score is missing.")


def _changed(found: Outcome) -> tuple[str, ...]:
    if not found.assessable:
        return (_("Not assessable: that takes a first and a last score of both the PHQ-9 and the GAD-7."),)
    change = {
        ReliableChange.IMPROVEMENT: _("From the first scores to the last: reliable improvement."),
        ReliableChange.DETERIORATION: _("From the first scores to the last: reliable deterioration."),
        ReliableChange.NONE: _("From the first scores to the last: no reliable change."),
    }[found.change or ReliableChange.NONE]
    if found.recovered is None:
        return (change,)
    last = _("Both last scores are below their cut-offs.") if found.recovered else ""
    return (change, last or _("One of the last scores, or both, is at its cut-off or above."))


def in_order(measures: Measures) -> list[Measure]:
    """The PHQ-9, the GAD-7, and the others in the order of their files."""
    first = [measures[name] for name in (PHQ_9, GAD_7)]
    return [*first, *(one for one in measures.values() if one not in first)]
