"""The check-in as a form: each question by itself with nothing chosen beforehand, and what was picked in it.

A value carries the id of its question: a form opened before the questions changed is asked about, never misread.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.access.door import Visit
from app.checkins.rules import LONGEST_WORDS, Answer, Audience, Given, Skip
from app.content.check_in import CheckIn, Item
from app.rendering import gettext as _
from app.web.parts import plain
from app.web.parts.plain import Area, Option, Pick
from app.web.parts.worksheet import Problem

_SKIPS = {"leave": Skip.DECLINED, "na": Skip.DOES_NOT_APPLY}
_AUDIENCES = {"practitioner": Audience.PRACTITIONER, "lead": Audience.LEAD}


@dataclass(frozen=True)
class Tick:
    """One quick answer to the open question, in a box of its own."""

    name: str
    value: str
    label: str
    more: str
    ticked: bool = False


@dataclass(frozen=True)
class Form:
    questions: tuple[Pick, ...]
    change: str
    chips: tuple[Tick, ...]
    chips_error: str
    words: Area
    audience: Pick

    @property
    def problems(self) -> tuple[Problem, ...]:
        chips = (Problem("#change-picks", self.chips_error),) if self.chips_error else ()
        return (*plain.problems(self.questions), *chips, *plain.problems((self.words, self.audience)))


def form_of(check_in: CheckIn, practitioner: str, typed: Mapping[str, str]) -> Form:
    """The form with what was typed into it; what it does not offer is left away."""
    questions = tuple(_question(check_in, item) for item in check_in.items)
    chips = tuple(
        Tick(f"chip.{n}", chip.id, chip.label, _("Only the service lead hears of this.") if chip.lead_only else "")
        for n, chip in enumerate(check_in.change.chips, 1)
    )
    audience = _audience(practitioner)
    return Form(
        questions=tuple(_chosen(one, typed.get(one.name, "")) for one in questions),
        change=f"{check_in.change.number}. {check_in.change.text}",
        chips=tuple(replace(one, ticked=typed.get(one.name) == one.value) for one in chips),
        chips_error="",
        words=Area("change", _("In your own words"), typed.get("change", ""), _("You can leave this empty.")),
        audience=_chosen(audience, typed.get("audience", "")),
    )


def read(visit: Visit, check_in: CheckIn, practitioner: str) -> Form:
    """The form that was sent, with every word and choice in it and what is wrong."""
    form = form_of(check_in, practitioner, dict(visit.form))
    again = _("This question has changed since you opened the page. Choose again, or leave it.")
    odd = {name for name, value in visit.form if value and name.startswith("chip.")} - {
        one.name for one in form.chips if one.ticked
    }
    return replace(
        form,
        questions=tuple(
            replace(one, error="" if one.value or not visit.typed(one.name) else again) for one in form.questions
        ),
        chips_error=again if odd else "",
        words=plain.words(visit, form.words, LONGEST_WORDS),
        audience=plain.picked(visit, form.audience, _("Choose who sees this.")),
    )


def given(form: Form, patient: UUID, on: date) -> Given:
    """What a form without a problem says."""
    return Given(
        patient=patient,
        on=on,
        audience=_AUDIENCES[form.audience.value],
        answers=dict(_answers(form.questions)),
        chips=tuple(one.value for one in form.chips if one.ticked),
        words=form.words.value,
    )


def _answers(questions: Iterable[Pick]) -> Iterable[tuple[str, Answer]]:
    for one in questions:
        if one.value:
            item, _space, said = one.value.rpartition(" ")
            yield item, _SKIPS[said] if said in _SKIPS else int(said)


def _question(check_in: CheckIn, item: Item) -> Pick:
    options = (
        *(Option(f"{item.id} {option.value}", option.label) for option in check_in.options),
        Option(f"{item.id} na", check_in.does_not_apply),
        Option(f"{item.id} leave", _("Leave this one out")),
    )
    return Pick(f"said.{item.number}", f"{item.number}. {item.text}", options)


def _audience(practitioner: str) -> Pick:
    names = {"name": practitioner}
    with_practitioner = _(
        "%(name)s sees your answers and your words, and so does anyone who stands in or takes over. "
        "You can talk about it together."
    )
    only_lead = _(
        "Nothing of this check-in is shown to %(name)s. The lead reads your words without your name. "
        "Your answers only count in figures from 5 people or more."
    )
    options = (
        Option("practitioner", _("With my practitioner"), with_practitioner % names),
        Option("lead", _("Only the service lead"), only_lead % names),
    )
    hint = _(
        "One thing is the same for both. If you ask for someone else, the lead alone hears of that, "
        "with your name and your words. %(name)s sees neither."
    )
    return Pick("audience", _("Who sees this?"), options, hint=hint % names)


def _chosen(pick: Pick, value: str) -> Pick:
    return replace(pick, value=value if value in {one.id for one in pick.options} else "")
