"""A step as its page receives it: the patient's own, and the lead's preview of the same page."""

from dataclasses import dataclass
from uuid import UUID

from markupsafe import Markup

from app.rendering import ngettext
from app.web.parts.worksheet import Area, FieldView, Problem, Said


@dataclass(frozen=True)
class OtherWords:
    """A draft from another window, kept until its writer uses it or lets it go."""

    id: UUID
    when: str
    answers: tuple[Said, ...]


@dataclass(frozen=True)
class Share:
    """Who may read this step: said in full, and changeable."""

    practitioner: str | None
    shared: bool
    receipt: str | None = None
    receipt_kind: str = "written"
    seen: bool = False


@dataclass(frozen=True)
class Told:
    """What a practitioner wrote under this step."""

    by: str
    when: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class StepPage:
    """One step. `share` is None where there is nothing to share; `conflict` holds the words saved meanwhile."""

    action: str
    module_href: str
    module_title: str
    title: str
    kind: str
    position: int
    total: int
    done: int
    left: str
    body: Markup
    areas: tuple[Area, ...]
    fields: tuple[FieldView, ...]
    share: Share | None
    once: UUID
    problems: tuple[Problem, ...] = ()
    saved: str | None = None
    finished: bool = False
    ended: bool = False
    version: int = 0
    draft: UUID | None = None
    draft_version: int = 0
    others: tuple[OtherWords, ...] = ()
    conflict: tuple[Said, ...] | None = None
    left_over: tuple[str, ...] = ()
    given: tuple[Said, ...] = ()
    told: tuple[Told, ...] = ()
    preview: bool = False
    by: str = ""
    """Who wrote down what stands here, where the patient did not."""
    ask: str = ""
    """Where a message about this step is written; only once it is finished."""


def minutes(n: int) -> str:
    return ngettext("about %(n)d minute", "about %(n)d minutes", n) % {"n": n}


def address(module: str, step: str) -> str:
    """Where a patient's step is."""
    return f"/me/modules/{module}/steps/{step}"
