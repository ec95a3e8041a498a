"""The row of Today that asks for measures. Nothing stands there where nothing is due and nothing is begun."""

from dataclasses import dataclass

from app.access.door import Visit
from app.content.measures import answerable
from app.measures import queries
from app.rendering import gettext as _
from app.web.parts.measures import START, address, in_minutes
from app.web.parts.step import minutes
from app.web.patient.measure_set import Asked, asked


@dataclass(frozen=True)
class MeasuresRow:
    href: str
    title: str
    meta: str


def measures_row(visit: Visit) -> MeasuresRow | None:
    """Three queries."""
    given = queries.sittings_of(visit.db, [visit.who.id]).get(visit.who.id, [])
    return row_of(visit, asked(visit, given))


def row_of(visit: Visit, now: Asked) -> MeasuresRow | None:
    title = _("How you have been")
    if now.going:
        measure = answerable(visit.house.measures, now.going.measure)
        named = {"measure": measure.title if measure else now.going.measure}
        return MeasuresRow(address(now.going.measure, START), title, _("%(measure)s · carry on where you were") % named)
    if not now.left:
        return None
    about = minutes(in_minutes(now.left))
    meta = about if now.due else _("%(about)s for the rest, if you want to") % {"about": about}
    return MeasuresRow(address(now.left[0].id, START), title, meta)
