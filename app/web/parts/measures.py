"""What the screens of measures share: where each question is, what comes after an answer, by when somebody looks."""

from collections.abc import Sequence
from datetime import datetime

from app.content.measures import GAD_7, PHQ_9, Item, Items, Measures, answerable
from app.measures import rules
from app.measures.actions import DIFFICULTY
from app.measures.rules import Answers
from app.rendering import gettext as _
from app.safety.rules import FLAGGING, Fact, Promise, Source, due
from app.web.parts.thread import by_when

HERE = "/me/measures"
START, LIST, SAVED = "start", "list", "saved"
FUNCTIONING = "functioning"
FULL_SET = (PHQ_9, GAD_7, FUNCTIONING)
"""What the programme asks for together, in this order."""
SECONDS = 11
"""For one question, where the time of several measures is said together."""


def address(measure: str, place: str | int) -> str:
    return f"{HERE}/{measure}/{place}"


def full_set(measures: Measures) -> tuple[Items, ...]:
    return tuple(one for id_ in FULL_SET if (one := answerable(measures, id_)))


def in_minutes(measures: Sequence[Items]) -> int:
    """About how long these take together; one alone says so itself."""
    if len(measures) == 1:
        return measures[0].minutes
    return -(-sum(len(one.items) for one in measures) * SECONDS // 60)


def listed(measure: Items) -> tuple[Item, ...]:
    """The questions that one list may hold."""
    return tuple(item for item in measure.items if not item.alone)


def next_after(measure: Items, item: str, answers: Answers, *, as_list: bool = False) -> str:
    """The address of what follows an answer, with that answer in `answers`.

    The questions in their order; then one that was passed by; then the unscored one, where it is asked; then the end.
    """
    order = [one.id for one in measure.items]
    if item == DIFFICULTY:
        return address(measure.id, SAVED)
    after = measure.items[order.index(item) + 1 :]
    if as_list and not measure.items[order.index(item)].alone:
        after = tuple(one for one in after if one.alone)
    if after:
        return address(measure.id, after[0].number)
    if set(order) - answers.keys():
        return first_open(measure, answers, as_list=as_list)
    return address(measure.id, DIFFICULTY if rules.asks_difficulty(measure, _scored(measure, answers)) else SAVED)


def first_open(measure: Items, answers: Answers, *, as_list: bool = False) -> str:
    """The address of the first question that has not been answered, or of the end."""
    found = next((item for item in measure.items if item.id not in answers), None)
    if found is None:
        return address(measure.id, SAVED)
    return address(measure.id, LIST if as_list and not found.alone else found.number)


def _scored(measure: Items, answers: Answers) -> Answers:
    return {item.id: answers[item.id] for item in measure.items if item.id in answers}


def left_open(measure: Items, answers: Answers) -> tuple[Item, ...]:
    return tuple(item for item in measure.items if item.id not in answers)


def looked_at_by(promise: Promise, before: int | None, at: datetime) -> datetime:
    """By when somebody looks at an answer that flags, whatever it is. `before`: the last answer to that question.

    One that has not risen since a safety conversation may wait longest, so that is the time which is promised.
    """
    answer = FLAGGING if before is None else before
    return due(Fact(Source.ANSWER, answer, before), promise, at=at)


def who_reads(practitioner: str, by: datetime | None, at: datetime) -> str:
    """Who reads the answers and, where the service has promised it, by when. Never one person's promise alone."""
    if by is None:
        told = _("%(name)s can see your answers.") % {"name": practitioner or _("Your team")}
    elif practitioner:
        told = _("%(name)s, or a colleague, looks at your answers by %(when)s.")
        told %= {"name": practitioner, "when": by_when(by, at)}
    else:
        told = _("Someone in the team looks at your answers by %(when)s.") % {"when": by_when(by, at)}
    return f"{told} {_('Answers are not watched all the time.')}"
