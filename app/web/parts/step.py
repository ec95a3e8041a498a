"""A step as its page receives it: the patient's own, and the lead's preview of the same page."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from markupsafe import Markup

from app.content.answers import Answers
from app.content.schema import Asking, Earlier, Step, asking
from app.enrolments.queries import Kept
from app.enrolments.rules import Way, facts_before, showing
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


def asked(way: Way, step: Step) -> list[Asking]:
    """The fields of a step that show on this way and ask something."""
    shown = showing(step, facts_before(way, step.id))
    return [field for field in shown if not isinstance(field, Earlier)]


def with_hidden(kept: Kept | None, step: Step, new: Answers, shown: Sequence[Asking]) -> Answers:
    """The new answers, and those to fields that do not show just now as they were."""
    hidden = [field.id for field in asking(step) if field not in shown]
    return {id_: kept.answers[id_] for id_ in hidden if kept and id_ in kept.answers} | new


def minutes(n: int) -> str:
    return ngettext("about %(n)d minute", "about %(n)d minutes", n) % {"n": n}


def address(module: str, step: str) -> str:
    """Where a patient's step is."""
    return f"/me/modules/{module}/steps/{step}"
