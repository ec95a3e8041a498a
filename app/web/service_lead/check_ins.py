"""How it goes together across the service: figures from five patients up, wishes, and words without names.

Never by practitioner and never by patient: nobody is ranked, and nobody is told by.
"""

from dataclasses import dataclass

from fastapi import Response

from app.access.door import Visit
from app.checkins import queries
from app.checkins.rules import FEWEST, Figure, figures, for_lead, wishes
from app.rendering import gettext as _
from app.rendering import ngettext
from app.web.parts.check_ins import partner_words, theme_words
from app.web.parts.frame import page
from app.web.service_lead.door import router

HERE = "/service/check-ins"


@dataclass(frozen=True)
class FigureRow:
    theme: str
    partner: str
    text: str
    mean: str
    people: str
    low: str


@dataclass(frozen=True)
class Wish:
    label: str
    people: str


@dataclass(frozen=True)
class CheckInsPage:
    rows: tuple[FigureRow, ...]
    wishes: tuple[Wish, ...]
    words: tuple[tuple[str, ...], ...]
    requests: str


@router.page("/check-ins")
def check_ins(visit: Visit) -> Response:
    content = visit.house.check_in
    found = [one for given in queries.check_ins(visit.db).values() for one in given]
    every = [given for _id, given in found]
    told = ((id_, for_lead(content, given)) for id_, given in found)
    picked = wishes(content, every)
    waiting = queries.open_requests(visit.db)
    shown = CheckInsPage(
        rows=tuple(_row(one) for one in figures(content, every)),
        wishes=tuple(Wish(chip.label, _people(picked[chip.id])) for chip in content.change.chips if chip.id in picked),
        # by their ids, which say nothing: the order of time could tell whose they are
        words=tuple(
            tuple(one.words.splitlines())
            for _id, one in sorted(told, key=lambda pair: pair[0])
            if one and one.patient is None
        ),
        requests=ngettext("%(n)d request waits", "%(n)d requests wait", waiting) % {"n": waiting} if waiting else "",
    )
    return page(visit, "service_lead/check_ins.html", shown, here=HERE)


def _row(one: Figure) -> FigureRow:
    theme, partner = theme_words(one.item.theme), partner_words(one.item.partner)
    if one.mean is None or one.people is None:
        return FigureRow(theme, partner, one.item.text, "", _("Fewer than %(n)d") % {"n": FEWEST}, "")
    low = _people(one.low) if one.low is not None else _("Fewer than %(n)d") % {"n": FEWEST}
    return FigureRow(theme, partner, one.item.text, f"{one.mean:.1f}", _people(one.people), low)


def _people(n: int) -> str:
    return _("about %(n)d") % {"n": n}
