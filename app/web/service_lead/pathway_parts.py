"""What the pages about pathways share: modules as a patient reads them, the checks in words, moments in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.content.schema import Module
from app.pathways.queries import Line
from app.pathways.rules import Finding, Pathway, Weight, sentences, title_of
from app.rendering import clock_time, day, local, ngettext
from app.rendering import gettext as _
from app.web.service_lead.modules import size

HERE = "/service/pathways"


@dataclass(frozen=True)
class Reads:
    """One module of a pathway as a patient reads it."""

    title: str
    core: bool
    opens: str
    size: str


@dataclass(frozen=True)
class Check:
    """One finding: what, how to mend it, and where it is."""

    stops: bool
    what: str
    mend: str
    href: str
    where: str


@dataclass(frozen=True)
class Checks:
    said: str
    found: tuple[Check, ...]
    publishable: bool


def reads(pathway: Pathway, modules: Mapping[str, Module]) -> tuple[Reads, ...]:
    return tuple(
        Reads(
            title_of(item.module, modules),
            item.core,
            opens,
            size(modules[item.module]) if item.module in modules else _("Not among the modules now"),
        )
        for item, opens in zip(pathway.modules, sentences(pathway, modules), strict=True)
    )


def checks(found: Sequence[Finding], pathway: Pathway, modules: Mapping[str, Module], editor: str) -> Checks:
    """The findings with their links. `editor` is the address of the page they are mended on."""
    views = []
    for one in found:
        place = one.place if one.place is not None and one.place < len(pathway.modules) else None
        href = f"{editor}#modules" if place is None else f"{editor}#module-{place}"
        where = _("the modules") if place is None else title_of(pathway.modules[place].module, modules)
        views.append(Check(one.weight is Weight.STOPS, one.what, one.mend, href, where))
    return Checks(checked(found), tuple(views), not any(view.stops for view in views))


def checked(found: Sequence[Finding]) -> str:
    """What the checks say, in one sentence."""
    stops = sum(one.weight is Weight.STOPS for one in found)
    look = len(found) - stops
    parts = []
    if stops:
        parts.append(ngettext("%(n)d thing stops publishing.", "%(n)d things stop publishing.", stops) % {"n": stops})
    if look:
        parts.append(ngettext("%(n)d thing to look at.", "%(n)d things to look at.", look) % {"n": look})
    return " ".join(parts) or _("The checks found nothing.")


def moment(at: datetime, now: datetime) -> str:
    """ "today at 14:03", or "on Thursday 11 June at 14:03"."""
    if local(at).date() == local(now).date():
        return _("today at %(time)s") % {"time": clock_time(at)}
    return _("on %(day)s at %(time)s") % {"day": day(at), "time": clock_time(at)}


def patients(n: int) -> str:
    if n == 0:
        return _("No patient")
    return ngettext("%(n)d patient", "%(n)d patients", n) % {"n": n}


def published_said(line: Line) -> str:
    """Which version is out, since when, by whom."""
    if not line.versions:
        return _("Not published yet.")
    newest = line.versions[0]
    since = _("Version %(n)d, published on %(day)s by %(name)s.") % {
        "n": newest.number,
        "day": day(newest.at),
        "name": newest.by,
    }
    if line.retired_at is None:
        return since
    return f"{since} {_('Retired on %(day)s: nobody new begins it.') % {'day': day(line.retired_at)}}"


def draft_said(line: Line, now: datetime) -> str:
    """Whose draft it is and since when; nothing where there is none."""
    if line.draft is None:
        return ""
    return _("Draft saved %(moment)s by %(name)s.") % {"moment": moment(line.draft.at, now), "name": line.draft.by}
