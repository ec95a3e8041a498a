"""How it goes together, on the session brief: what there is to talk about and what would be changed, in few lines."""

from dataclasses import dataclass
from uuid import UUID

from app.access.door import Visit
from app.checkins.rules import topics
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.web.parts.check_ins import chip_labels
from app.web.practitioner.check_ins import visible, why

MOST = 2
"""Answers on the brief; the rest is a link away."""
A_HEADING, A_LINE = 2, 46
"""Lines that the heading and the link take, and the letters of a line."""


@dataclass(frozen=True)
class WorkingLine:
    text: str
    why: str
    now: int
    before: int | None


@dataclass(frozen=True)
class Working:
    """`when` is empty where there is nothing that this reader may see; whether there is anything else is not said."""

    when: str
    talk: tuple[WorkingLine, ...]
    change: str
    more: str

    @property
    def lines(self) -> int:
        """How many lines of the third column it takes."""
        talk = sum(len(one.text) // A_LINE + 2 for one in self.talk)
        return A_HEADING + (talk or 1) + bool(self.change) if self.when else A_HEADING


def working(visit: Visit, patient: UUID) -> Working:
    """Two queries."""
    content, given = visit.house.check_in, [one for _id, one in visible(visit, patient)]
    if not given:
        return Working("", (), "", "")
    found, labels = topics(content, given), list(chip_labels(content, given[-1].chips))
    more = len(found) - MOST
    return Working(
        when=day(given[-1].on, weekday=False),
        talk=tuple(WorkingLine(one.item.text, why(content, one), one.answer, one.before) for one in found[:MOST]),
        change=_("Would change: %(what)s") % {"what": ", ".join(labels).lower()} if labels else "",
        more=ngettext("%(n)d more to talk about", "%(n)d more to talk about", more) % {"n": more} if more > 0 else "",
    )
