"""When a module opens and who opens it, said the same way on every page that shows a plan."""

from app.enrolments.queries import Change, Work
from app.enrolments.rules import PlanDeed
from app.pathways.rules import OPENED, rule_parts, when
from app.rendering import gettext as _


def waits(work: Work, practitioner: str | None) -> str:
    """Why a module is not open yet, and what or who opens it; nothing for one that is open."""
    if work.open:
        return ""
    sentence = when(work.opens, work.previous, practitioner)
    parts = rule_parts(work.opens)
    if parts.facts == {OPENED} or (OPENED in parts.facts and not parts.every):
        return sentence  # it says already who can open it
    sooner = _("%(name)s can open it sooner if you ask.") % {"name": practitioner or _("Your practitioner")}
    return f"{sentence} {sooner}"


def changed(change: Change, module: str) -> str:
    """A change of the plan as one sentence; who made it and when stand beside it."""
    names = {"name": change.by, "module": module}
    match change.deed:
        case PlanDeed.OPENED:
            return _("%(name)s opened “%(module)s”") % names
        case PlanDeed.ADDED:
            return _("%(name)s added “%(module)s”") % names
        case PlanDeed.TAKEN_OUT:
            return _("%(name)s took “%(module)s” out") % names
        case PlanDeed.PUT_BACK:
            return _("%(name)s put “%(module)s” back") % names
        case PlanDeed.EARLIER:
            return _("%(name)s moved “%(module)s” further up") % names
        case PlanDeed.LATER:
            return _("%(name)s moved “%(module)s” further down") % names
        case PlanDeed.SKIPPED:
            return _("%(name)s left out “%(module)s”") % names
        case PlanDeed.TAKEN_UP:
            return _("%(name)s took up “%(module)s” again") % names
        case PlanDeed.REPEATED:
            return _("%(name)s chose to go through “%(module)s” again") % names
