"""What a module may contain. Frozen, typed, loaded once; the JSON schema for editors comes from here."""

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints

from app.conditions.rules import Condition

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Reference = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$")]
"""`step.field`: an answer given on an earlier step."""

SHORT_TEXT = 200
LONG_TEXT = 5000


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Theme(StrEnum):
    """The four themes of the framework (docs/framework.md)."""

    BOND = "bond"
    GOALS = "goals"
    TASK = "task"
    HEURISTICS = "usability-heuristics"


class Element(StrEnum):
    """What a course of CBT for depression is made of; the first four occur in every course."""

    PSYCHOEDUCATION = "psychoeducation"
    ACTIVATION = "behavioural-activation"
    RESTRUCTURING = "cognitive-restructuring"
    RELAPSE_PREVENTION = "relapse-prevention"
    PROBLEM_SOLVING = "problem-solving"
    OTHER = "other"


class Option(_Part):
    id: Slug
    label: Words


class _Field(_Part):
    id: Slug
    label: Words
    hint: Words | None = None
    show_when: Condition | None = None


class ShortText(_Field):
    kind: Literal["short_text"]


class LongText(_Field):
    kind: Literal["long_text"]
    starts: tuple[Words, ...] = Field(default=(), max_length=6)
    """Ways to begin, for someone looking at an empty box."""


class OneChoice(_Field):
    kind: Literal["one_of"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=12)


class ManyChoices(_Field):
    kind: Literal["many_of"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=16)


class Scale(_Field):
    """A whole number from 0 to 10 or 0 to 100, typed or stepped; never a bare slider."""

    kind: Literal["scale"]
    highest: Literal[10, 100]
    low: Words
    high: Words
    before: Reference | None = None
    """An earlier scale to show beside this one."""

    @property
    def step(self) -> int:
        return self.highest // 10


class DateField(_Field):
    kind: Literal["date"]


class TimeField(_Field):
    kind: Literal["time"]


Cell = Annotated[ShortText | OneChoice | Scale | DateField | TimeField, Field(discriminator="kind")]


class Rows(_Field):
    """The same few questions again and again: a diary, a list of steps."""

    kind: Literal["rows"]
    row: Words
    columns: tuple[Cell, ...] = Field(min_length=1, max_length=6)
    most: int = Field(default=20, ge=1, le=60)


class Earlier(_Field):
    """An earlier answer, shown back: "You wrote: …". It asks nothing."""

    kind: Literal["earlier"]
    answer: Reference


WorksheetField = Annotated[
    ShortText | LongText | OneChoice | ManyChoices | Scale | DateField | TimeField | Rows | Earlier,
    Field(discriminator="kind"),
]
Asking = ShortText | LongText | OneChoice | ManyChoices | Scale | DateField | TimeField | Rows


class Reply(_Part):
    """What the programme says back. `quote` repeats the person's own words, as they wrote them."""

    say: Words
    when: Condition | None = None
    quote: Reference | None = None


class FiveAreas(_Part):
    """The five-areas diagram, drawn from five earlier answers."""

    kind: Literal["five_areas"]
    situation: Reference
    thoughts: Reference
    feelings: Reference
    body: Reference
    behaviour: Reference

    @property
    def references(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in ("situation", "thoughts", "feelings", "body", "behaviour")}


class _Step(_Part):
    id: Slug
    title: Words
    minutes: StrictInt = Field(ge=1, le=10)
    show_when: Condition | None = None
    picture: FiveAreas | None = None
    stuck: Words | None = None
    """One quick idea for whoever is stuck at this step."""
    body: str = ""
    """Markdown."""


class Reading(_Step):
    kind: Literal["reading"]
    fields: ClassVar[tuple[WorksheetField, ...]] = ()
    replies: ClassVar[tuple[Reply, ...]] = ()


class ProposesGoal(_Part):
    """Which fields of a worksheet are a goal: finished and shared, it is proposed to the practitioner."""

    words: Slug
    why: Slug | None = None
    area: Slug | None = None
    rating: Slug | None = None


class PlansActivity(_Part):
    """Which fields of a worksheet are the plan of an activity: finished, it stands in the patient's week."""

    what: Slug
    day: Slug | None = None
    time: Slug | None = None
    place: Slug | None = None
    company: Slug | None = None
    likely: Slug | None = None


class Worksheet(_Step):
    kind: Literal["worksheet"]
    fields: tuple[WorksheetField, ...] = Field(min_length=1, max_length=12)
    replies: tuple[Reply, ...] = ()
    proposes: ProposesGoal | None = None
    plans: PlansActivity | None = None


class ChoiceOption(Option):
    reply: Words


class Choice(_Step):
    """One question whose every answer gets a reply of its own."""

    kind: Literal["choice"]
    question: Words
    options: tuple[ChoiceOption, ...] = Field(min_length=2, max_length=8)

    @cached_property
    def fields(self) -> tuple[WorksheetField, ...]:
        plain = tuple(Option(id=option.id, label=option.label) for option in self.options)
        return (OneChoice(kind="one_of", id="choice", label=self.question, options=plain),)

    @cached_property
    def replies(self) -> tuple[Reply, ...]:
        return tuple(
            Reply.model_validate({"say": option.reply, "when": {"fact": f"{self.id}.choice", "is": option.id}})
            for option in self.options
        )


Conclusion = Annotated[ShortText | LongText | Earlier, Field(discriminator="kind")]


class Reflection(_Step):
    """The patient's own conclusion. The programme asks; it never supplies one."""

    kind: Literal["reflection"]
    fields: tuple[Conclusion, ...] = Field(min_length=1, max_length=6)
    replies: tuple[Reply, ...] = ()


Step = Annotated[Reading | Worksheet | Choice | Reflection, Field(discriminator="kind")]
KINDS = ("reading", "worksheet", "choice", "reflection")


def asking(step: Step) -> tuple[Asking, ...]:
    """The fields of a step that ask something: all but earlier answers shown back."""
    return tuple(field for field in step.fields if not isinstance(field, Earlier))


def asked_on(step: Step, id_: str) -> Asking | None:
    return next((field for field in asking(step) if field.id == id_), None)


class Guide(_Part):
    """For the practitioner: what the module is for and how to use it in a session."""

    purpose: Words
    introduce: Words
    look_at: Words
    sticking_points: tuple[Words, ...] = Field(min_length=1)
    not_when: Words


class Manifest(_Part):
    """`module.yaml`. The order of the steps lives here and nowhere else."""

    title: Words
    summary: Words
    purpose: Words
    minutes: StrictInt = Field(ge=1)
    themes: tuple[Theme, ...] = Field(min_length=1)
    element: Element
    author: Words
    review: date
    guide: Guide
    glossary: tuple[Words, ...] = ()
    """Terms the reading age does not count, because the module explains them."""
    steps: tuple[Slug, ...] = Field(min_length=1)


class Module(_Part):
    """A module as the programme runs it: the manifest with its steps in order, known by its digest."""

    slug: Slug
    manifest: Manifest
    steps: tuple[Step, ...]
    digest: str = ""

    @property
    def title(self) -> str:
        return self.manifest.title

    @cached_property
    def by_id(self) -> dict[str, Step]:
        return {step.id: step for step in self.steps}

    def step(self, id_: str) -> Step | None:
        return self.by_id.get(id_)

    def asked(self, reference: str) -> Asking | None:
        """The field a reference `step.field` names, or None."""
        step_id, _, field_id = reference.partition(".")
        step = self.step(step_id)
        return asked_on(step, field_id) if step else None
