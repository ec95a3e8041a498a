"""A check-in in words, for every door: an answer, what was picked, a theme and a partner."""

from collections.abc import Collection, Iterator, Mapping

from app.checkins.rules import Answer, Skip
from app.content.check_in import CheckIn, Partner
from app.content.schema import Theme
from app.rendering import gettext as _


def answer_words(content: CheckIn, labels: Mapping[int, str], answer: Answer | None) -> str:
    """ "Mostly", "Does not apply", "left out"."""
    if answer is Skip.DOES_NOT_APPLY:
        return content.does_not_apply
    return labels[answer] if isinstance(answer, int) and answer in labels else _("left out")


def chip_labels(content: CheckIn, picked: Collection[str]) -> Iterator[str]:
    """The names of what was picked, in the order of the check-in."""
    return (chip.label for chip in content.change.chips if chip.id in picked)


def theme_words(theme: Theme | None) -> str:
    match theme:
        case Theme.BOND:
            return _("Bond")
        case Theme.GOALS:
            return _("Goals")
        case Theme.TASK:
            return _("Activities and support")
        case Theme.HEURISTICS:
            return _("Working it out oneself")
        case None:
            return _("How it fits together")


def partner_words(partner: Partner) -> str:
    match partner:
        case Partner.PRACTITIONER:
            return _("Practitioner")
        case Partner.PROGRAMME:
            return _("Programme")
        case Partner.LINK:
            return _("The link between them")
