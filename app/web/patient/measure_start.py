"""Before the first question of a measure: what it is, why we ask, how long it takes, who reads it and by when."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from fastapi import Response

from app.access.door import Visit
from app.content.measures import Items
from app.enrolments.queries import has_ended
from app.journey import measuring
from app.measures import queries, rules
from app.measures.queries import Given
from app.people import preferences
from app.people.queries import practitioner_of
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.measures import FULL_SET, looked_at_by, who_reads
from app.web.parts.step import minutes
from app.web.patient.measure_set import going


@dataclass(frozen=True)
class StartPage:
    id: str
    title: str
    length: str
    introduction: str
    why: str
    reads: str
    so_far: str
    """How much of it is answered, or when it was answered last."""
    button: str
    as_list: bool
    ended: bool
    credit: str
    part: str
    """ "1 of 3", for one of the full set."""
    once: UUID = field(default_factory=uuid4)


def start_page(visit: Visit, measure: Items) -> Response:
    given = queries.sittings_of(visit.db, [visit.who.id], answers=True, measures=(measure.id,)).get(visit.who.id, [])
    open_ = going(visit, given)
    content = StartPage(
        id=measure.id,
        title=measure.title,
        length=_length(measure),
        introduction=measure.introduction,
        why=measure.why,
        reads=readers(visit, measure),
        so_far=_so_far(visit, measure, given, open_),
        button=_("Carry on") if open_ else _("Begin"),
        as_list=preferences.measures_as_list(visit.db, visit.who.id),
        ended=has_ended(visit.db, visit.who.id),
        credit=measure.credit,
        part=_part(measure),
    )
    return page(visit, "patient/measure_start.html", content)


def readers(visit: Visit, measure: Items) -> str:
    """Who reads the answers to this measure. A time is promised where the service has set one: for what may flag."""
    who = practitioner_of(visit.db, visit.who.id)
    name = who.name if who else ""
    if measure.safety_item is None:
        return who_reads(name, None, visit.at)
    promise = measuring.promise(visit.db, visit.house.settings.zone, visit.who.id, at=visit.at)
    before = queries.last_safety_answer(visit.db, visit.who.id)
    return who_reads(name, looked_at_by(promise, before, visit.at), visit.at)


def _length(measure: Items) -> str:
    n = len(measure.items)
    asks = ngettext("%(n)d question", "%(n)d questions", n) % {"n": n}
    return f"{asks} · {minutes(measure.minutes)}"


def _part(measure: Items) -> str:
    if measure.id not in FULL_SET:
        return ""
    return _("Part %(n)d of %(total)d") % {"n": FULL_SET.index(measure.id) + 1, "total": len(FULL_SET)}


def _so_far(visit: Visit, measure: Items, given: list[Given], open_: Given | None) -> str:
    if open_:
        done = sum(item.id in open_.answers for item in measure.items)
        told = _("You have answered %(done)d of %(total)d. Your answers are saved.")
        return told % {"done": done, "total": len(measure.items)}
    last = next((one for one in reversed(given) if one.finished), None)
    if last is None or visit.today - last.on >= rules.REST:
        return ""
    if last.on == visit.today:
        return _("You answered these today. You can do it again if you want to.")
    return _("You answered these on %(day)s. You can do it again if you want to.") % {"day": day(last.on)}
