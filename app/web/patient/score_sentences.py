"""What is said to the patient of their scores, in sentences: before any chart.

A total that is not there is never estimated, one score alone has not changed, and nothing is said of why a score moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.content.measures import Items, Measure
from app.measures import rules
from app.measures.queries import Given
from app.measures.rules import Answer, Change, Direction, Score, Sitting, Skip
from app.rendering import day, listed
from app.rendering import gettext as _


@dataclass(frozen=True)
class Sentence:
    """`strong`: what must not be overlooked."""

    words: str
    strong: bool = False


def shown(sittings: Sequence[Given]) -> list[Given]:
    """The sittings that a page on scores shows: finished, or with an answer on safety, which never waits."""
    return [one for one in sittings if one.says_something]


def total_sentences(measure: Measure, sittings: Sequence[Given]) -> tuple[Sentence, ...]:
    """The total alone, for a page that says beside it what `safety_sentences` has to say."""
    given = shown(sittings)
    if not given:
        return ()
    whole = [one for one in given if one.total is not None]
    told = [Sentence(_no_total(given[-1]))] if given[-1].total is None else []
    if whole:
        told += _of_the_last(measure, whole, given)
    return tuple(told)


def _no_total(one: Given) -> str:
    if not one.finished:
        return _("%(day)s is not finished, so it has no total.") % {"day": day(one.on)}
    return _("%(day)s has no total, because a question was left out.") % {"day": day(one.on)}


def _of_the_last(measure: Measure, whole: Sequence[Given], given: Sequence[Given]) -> list[Sentence]:
    last = whole[-1]
    told = _total(measure, last)
    if last is not given[-1]:
        told = _("The last total is of %(day)s.") % {"day": day(last.on)} + f" {told}"
    return [Sentence(told), *(Sentence(words) for words in _changes(measure, whole))]


def _total(measure: Measure, one: Given) -> str:
    """ "14 out of 27. That is in the band called “moderate”."."""
    total = one.total or 0
    band = rules.band(measure, total)
    told = _("%(total)d out of %(highest)d.") % {"total": total, "highest": one.highest}
    return told + " " + _("That is in the band called “%(band)s”.") % {"band": band.name} if band else told


def _changes(measure: Measure, whole: Sequence[Given]) -> list[str]:
    if len(whole) == 1:
        return [_("This is the first score.")]
    since_first = rules.change(measure, _score(whole[0]), _score(whole[-1]))
    if since_first is None:
        return []
    told = [_since_first(since_first, whole[0])]
    told += _reliable(since_first)
    last = rules.change(measure, _score(whole[-2]), _score(whole[-1])) if len(whole) > 2 else None
    return [*told, *([_since_last(last, whole[-2])] if last else [])]


def _score(one: Given) -> Score:
    return Score(one.total, one.highest)


def _since_first(change: Change, first: Given) -> str:
    values = {"n": abs(change.difference), "before": change.before, "day": day(first.on, weekday=False)}
    match change.direction:
        case Direction.LOWER:
            return _("It is %(n)d lower than your first score, %(before)d on %(day)s.") % values
        case Direction.HIGHER:
            return _("It is %(n)d higher than your first score, %(before)d on %(day)s.") % values
        case Direction.SAME:
            return _("The same as the first score.")


def _reliable(change: Change) -> list[str]:
    """Whether it has moved by more than the measure's own wobble; nothing where that is not known, or nothing moved."""
    if change.distance is None or change.direction is Direction.SAME:
        return []
    told = _("A change of %(n)d or more is more than the usual ups and downs.") % {"n": change.distance}
    return [told, _("This is such a change.") if change.reliable else _("This is not yet that much.")]


def _since_last(change: Change, before: Given) -> str:
    values = {"n": abs(change.difference), "day": day(before.on, weekday=False)}
    match change.direction:
        case Direction.LOWER:
            return _("It is %(n)d lower than on %(day)s.") % values
        case Direction.HIGHER:
            return _("It is %(n)d higher than on %(day)s.") % values
        case Direction.SAME:
            return _("The same as on %(day)s.") % values


def safety_sentences(measure: Measure, sittings: Sequence[Given]) -> tuple[Sentence, ...]:
    """The last answers to the item on safety, and that it rose, above all where the total fell meanwhile."""
    if not isinstance(measure, Items) or measure.safety_item is None:
        return ()
    given = [Sitting(one.on, one.total, one.safety) for one in shown(sittings)]
    last = rules.last_said(given)
    if not last:
        return ()
    number = measure.items[-1].number
    values = {"n": number, "answer": _put(measure, last[0].safety), "day": day(last[0].on, weekday=False)}
    told = _("Question %(n)d, about thoughts of death or of hurting yourself: %(answer)s, on %(day)s.") % values
    found = [Sentence(told)]
    if len(last) > 1:
        before = [
            _("%(answer)s on %(day)s") % {"answer": _put(measure, one.safety), "day": day(one.on, weekday=False)}
            for one in last[1:]
        ]
        found.append(Sentence(_("Before: %(answers)s.") % {"answers": listed(before, _("and"))}))
    return (*found, *_rise(given, number))


def _rise(sittings: Sequence[Sitting], number: int) -> list[Sentence]:
    if rules.hidden_rise(sittings):
        told = _("Question %(n)d went up while the total went down.")
    elif rules.rose(sittings):
        told = _("Question %(n)d went up.")
    else:
        return []
    return [Sentence(told % {"n": number}, strong=True)]


def _put(measure: Items, answer: Answer | None) -> str:
    """As it stands in a sentence: in the words they chose, without the number."""
    if answer is Skip.DECLINED:
        return _("you’d rather not answer")
    return f"“{said(measure, answer).partition(', ')[2]}”"


def said(measure: Items, answer: Answer | None) -> str:
    """An answer in words with its number: "1, Several days"; one that was declined is shown as such."""
    match answer:
        case None:
            return _("not answered")
        case Skip.DECLINED:
            return _("rather not answered")
        case Skip.DOES_NOT_APPLY:
            return measure.does_not_apply or _("does not apply")
        case _:
            return f"{answer}, {measure.label(answer)}"
