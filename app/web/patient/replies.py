"""What the programme says back to a step, with the person's own words where it quotes them."""

from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.access.guards import my_step
from app.content.schema import Reply, Step
from app.enrolments import rules
from app.enrolments.queries import Work
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.step import address
from app.web.parts.worksheet import Said, answers, said
from app.web.patient.door import router
from app.web.patient.voice import says


@dataclass(frozen=True)
class ReplyPage:
    """What the programme says back, with the person's own words where it quotes them."""

    title: str
    say: str
    quote: Said | None
    given: tuple[Said, ...]
    position: int
    total: int
    next_href: str
    next_label: str
    back_href: str
    module_href: str


def reply_to(visit: Visit, step: Step, work: Work) -> Reply | None:
    """What the programme says back; nothing where it would use a wording that this person has asked it to avoid."""
    found = rules.reply(step, work.way.facts)
    return found if found and says(visit, found.say) else None


@router.page("/modules/{module}/steps/{step}/reply")
def reply(visit: Visit, module: str, step: str) -> Response:
    mine = my_step(visit, module, step)
    kept, found = mine.work.kept.get(step), reply_to(visit, mine.step, mine.work)
    if kept is None or found is None:
        return RedirectResponse(address(module, step), status_code=303)
    way, next_step = mine.work.way, mine.work.way.after(step)
    content_ = ReplyPage(
        title=mine.step.title,
        say=found.say,
        quote=said(mine.work.module, found.quote, way.given) if found.quote else None,
        given=answers(mine.step, kept.answers),
        position=way.position(step),
        total=len(way.steps),
        next_href=address(module, next_step.id) if next_step else f"/me/modules/{module}",
        next_label=_("Carry on") if next_step else _("See what you wrote"),
        back_href=address(module, step),
        module_href=f"/me/modules/{module}",
    )
    return page(visit, "patient/reply.html", content_)
