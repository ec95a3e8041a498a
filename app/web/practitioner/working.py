"""How it goes together, on the session brief: what there is to talk about and what would be changed, in few lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.checkins.rules import Given, topics
from app.content.check_in import CheckIn
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.web.parts.check_ins import chip_labels
from app.web.practitioner.check_ins import why

MOST, WISHES = 2, 3
"""Answers and wishes on the brief. Where there is much else it says only how many. The rest is a link away."""
A_SHEET, A_LINE = 4, 46
"""Lines that the sheet, its heading and its link take, and the letters of a line."""


@dataclass(frozen=True)
class WorkingLine:
    text: str
    why: str
    now: int
    before: int | None


@dataclass(frozen=True)
class Working:
    when: str
    talk: tuple[WorkingLine, ...]
    change: str
    more: str
    nothing: bool
    """Whether nothing in it is low or has fallen."""

    @property
    def lines(self) -> int:
        """How many lines of the third column it takes."""
        talk = sum(len(one.text) // A_LINE + 2 for one in self.talk)
        return A_SHEET + (talk or self.nothing) + len(self.change) // A_LINE + bool(self.change)


def working(content: CheckIn, given: Sequence[Given], *, short: bool) -> Working | None:
    """The last check-in that this reader may see; None where there is none, and no word of any other.

    `short`: only how many answers there are to talk about.
    """
    if not given:
        return None
    found, labels = topics(content, given), list(chip_labels(content, given[-1].chips))
    shown = () if short else found[:MOST]
    return Working(
        when=day(given[-1].on, weekday=False),
        talk=tuple(WorkingLine(one.item.text, why(content, one), one.answer, one.before) for one in shown),
        change="" if short else _change(labels),
        more=_more(len(found) - len(shown), shown=bool(shown)),
        nothing=not found,
    )


def _change(labels: Sequence[str]) -> str:
    if not labels:
        return ""
    what = ", ".join(labels[:WISHES]).lower() + (" …" if len(labels) > WISHES else "")
    return _("Would change: %(what)s") % {"what": what}


def _more(n: int, *, shown: bool) -> str:
    if not n:
        return ""
    if shown:
        return ngettext("%(n)d more to talk about", "%(n)d more to talk about", n) % {"n": n}
    return ngettext("%(n)d answer to talk about", "%(n)d answers to talk about", n) % {"n": n}
