"""Pieces of shared work as a practitioner reads them: in full, with what was written back under each."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.content.schema import Module, Step
from app.enrolments.queries import SharedWork, Work
from app.people.queries import Who
from app.rendering import clock_time, day
from app.rendering import gettext as _
from app.web.parts.entered import written_by
from app.web.parts.step import Told
from app.web.parts.worksheet import Area, Said, answers, five_areas


@dataclass(frozen=True)
class Piece:
    """One shared step in full. `href` is where feedback to it goes; None for work no longer shared."""

    id: str
    href: str | None
    title: str
    module: str
    saved: str
    receipt: str
    new: bool
    withdrawn: bool
    answers: tuple[Said, ...]
    areas: tuple[Area, ...]
    told: tuple[Told, ...]
    by: str = ""
    """Who wrote it down, where the patient did not."""


def pieces(plan: Sequence[Work], shared: Sequence[SharedWork], patient: Who) -> list[tuple[Step, SharedWork, Piece]]:
    """In the order of the plan and of each module, as a story. A diagram is drawn from shared words only."""
    found = {(one.plan_module_id, one.step): one for one in shared if one.answers}
    return [
        (step, one, _piece(work.module, step, one, shared, patient))
        for work in plan
        for step in work.module.steps
        if (one := found.get((work.id, step.id)))
    ]


def _piece(
    module: Module,
    step: Step,
    one: SharedWork,
    shared: Sequence[SharedWork],
    patient: Who,
) -> Piece:
    open_ = {other.step: other.answers for other in shared if other.plan_module_id == one.plan_module_id}
    return Piece(
        id=str(one.response_id),
        href=None if one.withdrawn else f"/practice/patients/{patient.id}/responses/{one.response_id}",
        title=step.title,
        module=module.title,
        saved=_("%(day)s at %(time)s") % {"day": day(one.saved_at), "time": clock_time(one.saved_at)},
        receipt=_receipt(one, patient.name),
        new=one.seen_at is None,
        withdrawn=one.withdrawn,
        answers=answers(step, one.answers),
        areas=five_areas(step.picture, open_, module) if step.picture else (),
        told=tuple(Told(f.by, day(f.at), tuple(f.words.splitlines())) for f in reversed(one.feedback)),
        by=written_by(one.entered_by),
    )


def _receipt(one: SharedWork, name: str) -> str:
    if one.withdrawn and one.seen_at:
        return _("%(name)s no longer shares this. You read it on %(day)s, and what you read stays in the record.") % {
            "name": name,
            "day": day(one.seen_at, weekday=False),
        }
    if one.seen_at:
        return _("You read this on %(day)s") % {"day": day(one.seen_at, weekday=False)}
    return _("Marked as seen by you now")
