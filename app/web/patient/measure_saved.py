"""The end of a measure: what was said, in sentences; what there is next, if one likes; who reads it."""

from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import a_measure
from app.content.measures import Items
from app.measures import queries
from app.measures.queries import Given
from app.people.queries import practitioner_of
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.measures import START, address, in_minutes
from app.web.parts.step import minutes
from app.web.patient.door import router
from app.web.patient.life import AreaRow, life
from app.web.patient.life import label as answer_label
from app.web.patient.measure_set import Asked, asked
from app.web.patient.measure_start import readers
from app.web.patient.score_sentences import Sentence, safety_sentences, total_sentences


@dataclass(frozen=True)
class Said:
    question: str
    answer: str
    href: str


@dataclass(frozen=True)
class Onward:
    """The next part of the full set, and how long the rest of it takes."""

    href: str
    label: str
    words: str


@dataclass(frozen=True)
class SavedPage:
    title: str
    sentences: tuple[Sentence, ...]
    safety: tuple[Sentence, ...]
    areas: tuple[AreaRow, ...]
    said: tuple[Said, ...]
    onward: Onward | None
    what_next: str
    reads: str
    credit: str


@router.page("/measures/{measure}/saved")
def measure_saved(visit: Visit, measure: str) -> Response:
    found = a_measure(visit, measure)
    everything = queries.sittings_of(visit.db, [visit.who.id], answers=True).get(visit.who.id, [])
    given = [one for one in everything if one.measure == found.id and one.finished and one.version == found.version]
    if not given:
        return RedirectResponse(address(found.id, START), status_code=303)
    who = practitioner_of(visit.db, visit.who.id)
    content = SavedPage(
        title=found.title,
        sentences=total_sentences(found, given) if found.total else (),
        safety=safety_sentences(found, given),
        areas=_areas(found, given),
        said=tuple(_said(found, given[-1])),
        onward=_onward(asked(visit, everything)),
        what_next=_what_next(who.name if who else ""),
        reads=readers(visit, found),
        credit=found.credit,
    )
    return page(visit, "patient/measure_saved.html", content)


def _areas(measure: Items, given: list[Given]) -> tuple[AreaRow, ...]:
    found = None if measure.total else life(measure, given)
    return found.rows if found else ()


def _said(measure: Items, one: Given) -> list[Said]:
    return [
        Said(item.text, answer_label(measure, one.answers.get(item.id)), address(measure.id, item.number))
        for item in measure.items
    ]


def _onward(now: Asked) -> Onward | None:
    if not now.left:
        return None
    first = now.left[0]
    told = _("Next, if you like: a few questions about %(what)s.") % {"what": first.about}
    rest = _("%(about)s for the rest.") % {"about": minutes(in_minutes(now.left)).capitalize()}
    return Onward(address(first.id, START), _("Carry on"), f"{told} {rest}")


def _what_next(practitioner: str) -> str:
    if practitioner:
        told = _("%(name)s sees this beside your earlier answers. You can talk about it when you next meet.")
        return told % {"name": practitioner}
    return _("Your team sees this beside your earlier answers. You can talk about it when you next meet.")
