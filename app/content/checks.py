"""Faults no single field shows: references, order, raw HTML, reading age. Each says where and what to do."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from app.conditions.rules import AtLeast, AtMost, Condition, Includes, Is, OneOf, Test, tests
from app.content import reading_age
from app.content.markdown import plain, raw_html, unsupported
from app.content.schema import (
    Asking,
    Choice,
    DateField,
    Earlier,
    LongText,
    ManyChoices,
    Module,
    OneChoice,
    Reflection,
    Rows,
    Scale,
    ShortText,
    Step,
    TimeField,
    Worksheet,
    asked_on,
    asking,
)
from app.content.source import Fault, Place, Source

OLDEST_READER = 11
AREAS = frozenset({"people", "home", "work", "body", "enjoyment", "self", "other"})
"""What a goal may be about."""
FORM_NAMES = {"who", "once", "version", "draft", "draft_version", "shared", "shared_was", "more", "then", "words"} | {
    "next",
    "kept",
    "email",
    "password",
    "password-again",
    "password-now",
    "password-check",
    "about",
    "start",
    "as_it_is",
    "sign-in-code",
}
"""Names that the forms themselves use."""


def faults(module: Module, manifest: Source, sources: Mapping[str, Source]) -> Iterator[Fault]:
    """Every fault of a module whose parts are each well formed."""
    yield from _order(module, manifest)
    before: dict[str, Asking] = {}
    for step in module.steps:
        source = sources[step.id]
        own = {f"{step.id}.{field.id}": field for field in asking(step)}
        yield from _ids(step, source)
        yield from _showing(step, source, before)
        yield from _references(step, source, before)
        yield from _replies(step, source, before | own)
        yield from _becomes(step, source)
        yield from _body(step, source, module.manifest.glossary)
        before |= own


def _order(module: Module, source: Source) -> Iterator[Fault]:
    slugs = module.manifest.steps
    for n, slug in enumerate(slugs):
        if slug in slugs[:n]:
            yield source.fault(("steps", n), f"{slug} is there already")
    minutes = sum(step.minutes for step in module.steps)
    if module.manifest.minutes != minutes:
        yield source.fault(("minutes",), f"is {module.manifest.minutes}, but the steps add up to {minutes}")
    if not isinstance(module.steps[-1], Reflection):
        yield source.fault(("steps", len(slugs) - 1), "the last step is a reflection: the patient's own conclusion")
    elif module.steps[-1].show_when is not None:
        yield source.fault(("steps", len(slugs) - 1), "the last step always shows: take its show_when away")


def _ids(step: Step, source: Source) -> Iterator[Fault]:
    if step.id != source.file.rsplit("/", 1)[-1].removesuffix(".md"):
        yield source.fault(("id",), "is the file's name: leave it out")
    for n, field in enumerate(step.fields):
        if field.id in FORM_NAMES:
            yield source.fault(("fields", n, "id"), f"{field.id} is a name the form itself uses: choose another")
        if field.id in [other.id for other in step.fields[:n]]:
            yield source.fault(("fields", n, "id"), f"{field.id} is there already")
        if not isinstance(step, Choice):
            yield from _option_ids(source, ("fields", n), field)
        if isinstance(field, Rows):
            yield from _columns(field, source, ("fields", n, "columns"))
    yield from _option_ids(source, (), step)


def _columns(rows: Rows, source: Source, place: Place) -> Iterator[Fault]:
    """A column stands by itself: it shows always, and looks back at nothing."""
    for n, cell in enumerate(rows.columns):
        if cell.id in [other.id for other in rows.columns[:n]]:
            yield source.fault((*place, n, "id"), f"{cell.id} is there already")
        if cell.show_when is not None or getattr(cell, "before", None):
            yield source.fault((*place, n), "a column has no show_when and no before")
        yield from _option_ids(source, (*place, n), cell)


def _option_ids(source: Source, place: Place, owner: object) -> Iterator[Fault]:
    options = getattr(owner, "options", ())
    for n, option in enumerate(options):
        if option.id in [other.id for other in options[:n]]:
            yield source.fault((*place, "options", n, "id"), f"{option.id} is there already")


def _showing(step: Step, source: Source, before: Mapping[str, Asking]) -> Iterator[Fault]:
    """What shows depends on earlier steps only, so that a page is whole with scripts off."""
    if step.show_when is not None:
        yield from _condition(step.show_when, source, ("show_when",), before)
    for n, field in enumerate(step.fields):
        if field.show_when is not None:
            yield from _condition(field.show_when, source, ("fields", n, "show_when"), before)


def _references(step: Step, source: Source, before: Mapping[str, Asking]) -> Iterator[Fault]:
    named: list[tuple[Place, str]] = []
    for n, field in enumerate(step.fields):
        if isinstance(field, Earlier):
            named.append((("fields", n, "answer"), field.answer))
        if isinstance(field, Scale) and field.before:
            named.append((("fields", n, "before"), field.before))
            if not isinstance(before.get(field.before), Scale):
                yield source.fault(("fields", n, "before"), f"{field.before} is not an earlier scale")
    if step.picture:
        named += [(("picture", name), reference) for name, reference in step.picture.references.items()]
    for place, reference in named:
        if reference not in before:
            yield source.fault(place, f"{reference} is not asked on an earlier step")


def _replies(step: Step, source: Source, known: Mapping[str, Asking]) -> Iterator[Fault]:
    if "replies" not in source.data:
        return
    for n, reply in enumerate(step.replies):
        if reply.when is not None:
            yield from _condition(reply.when, source, ("replies", n, "when"), known)
        elif n < len(step.replies) - 1:
            yield source.fault(("replies", n), "has no condition, so those after it are never said: put it last")
        if reply.quote and reply.quote not in known:
            yield source.fault(("replies", n, "quote"), f"{reply.quote} is not asked on this step or before it")


_FITS: Mapping[str, type[Asking]] = {
    "words": ShortText,
    "why": LongText,
    "area": OneChoice,
    "rating": Scale,
    "what": ShortText,
    "day": DateField,
    "time": TimeField,
    "place": ShortText,
    "company": ShortText,
    "likely": Scale,
}
"""The kind of field that each part of a goal or an activity is read from."""


def _becomes(step: Step, source: Source) -> Iterator[Fault]:
    """What a worksheet turns into names its own fields, each of the right kind."""
    if not isinstance(step, Worksheet):
        return
    for key, part in (("proposes", step.proposes), ("plans", step.plans)):
        for name, field_id in part.model_dump(exclude_none=True).items() if part else ():
            field = asked_on(step, field_id)
            if field is None:
                yield source.fault((key, name), f"{field_id} is not asked on this step")
            elif not isinstance(field, _FITS[name]) or getattr(field, "highest", 10) != 10:
                yield source.fault((key, name), f"{field_id} is {field.kind}, which does not fit")
            elif isinstance(field, OneChoice) and (odd := {option.id for option in field.options} - AREAS):
                yield source.fault((key, name), f"{', '.join(sorted(odd))}: an area is {', '.join(sorted(AREAS))}")


def _condition(condition: Condition, source: Source, place: Place, known: Mapping[str, Asking]) -> Iterator[Fault]:
    for test in tests(condition):
        field = known.get(test.fact)
        if field is None:
            yield source.fault(place, f"{test.fact} is not asked before this")
        elif reason := _mismatch(test, field):
            yield source.fault(place, reason)


def _mismatch(test: Test, field: Asking) -> str | None:
    """Why a test can never be true of a field of this kind; free text is said back, never interpreted."""
    match test, field:
        case (AtLeast(at_least=bound), Scale(highest=highest)) | (AtMost(at_most=bound), Scale(highest=highest)):
            return None if 0 <= bound <= highest else f"{bound} is not on {test.fact}, which goes from 0 to {highest}"
        case ((AtLeast() | AtMost()), (Scale() | Rows())):
            return None
        case Is(value=str(value)), OneChoice(options=options):
            return _missing([value], (option.id for option in options), test.fact)
        case OneOf(one_of=values), OneChoice(options=options):
            return _missing(values, (option.id for option in options), test.fact)
        case Includes(includes=value), ManyChoices(options=options):
            return _missing([value], (option.id for option in options), test.fact)
        case Is(value=int(number)), Scale() if not isinstance(number, bool):
            return None
        case ((Is() | OneOf() | Includes() | AtLeast() | AtMost()), _):
            return f"this test does not fit {test.fact}, which is {field.kind}"
    return None


def _missing(values: Iterable[object], options: Iterable[str], fact: str) -> str | None:
    known = set(options)
    absent = [str(value) for value in values if value not in known]
    return f"{fact} has no answer {', '.join(absent)}" if absent else None


def _body(step: Step, source: Source, glossary: tuple[str, ...]) -> Iterator[Fault]:
    for line, piece in raw_html(step.body):
        yield source.fault_at(source.body_line + line, "body", f"raw HTML is refused: {piece[:40]}")
    for line, reason in unsupported(step.body):
        yield source.fault_at(source.body_line + line, "body", reason)
    age = reading_age.of(words_of(step), glossary)
    if age > OLDEST_READER:
        yield source.fault_at(
            source.body_line, "body", f"reads at age {age:.1f}; write it for {OLDEST_READER} or younger"
        )


def words_of(step: Step) -> str:
    """What a patient reads on a step in sentences: its text, questions, hints, ways to begin and replies."""
    labels = chain.from_iterable(
        (field.label, field.hint or "", *getattr(field, "starts", ())) for field in step.fields
    )
    replies = (reply.say for reply in step.replies)
    return "\n".join(text for text in (plain(step.body), *labels, *replies) if text)
