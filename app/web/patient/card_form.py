"""The preference card as a form: what is asked, what was typed, and what is wrong with it."""

from dataclasses import dataclass, replace

from app.access.door import Visit
from app.content.answers import clean, readable
from app.people.preferences import Card
from app.people.wordings import is_wording, lines_of
from app.rendering import gettext as _
from app.web.parts.plain import Box, Option, Pick, picked
from app.web.parts.worksheet import Problem, Said

LONGEST_NAME, LONGEST_PRONOUNS, LONGEST_TEXT = 60, 60, 500
MOST_WORDINGS, LONGEST_WORDING = 20, 60


@dataclass(frozen=True)
class Writing:
    """A box for several lines of somebody's own words."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    error: str = ""


@dataclass(frozen=True)
class CardForm:
    version: int
    name: Box
    pronouns: Box
    writing: tuple[Writing, ...]
    style: Pick

    @property
    def problems(self) -> tuple[Problem, ...]:
        fields: tuple[Box | Writing | Pick, ...] = (self.name, self.pronouns, *self.writing, self.style)
        return tuple(Problem(f"#{one.name}", one.error) for one in fields if one.error)


def card_form(card: Card, version: int) -> CardForm:
    style = style_pick()
    return CardForm(
        version=version,
        name=Box("name", _("The name you like to be called"), card.name, autocomplete="nickname"),
        pronouns=Box("pronouns", _("Your pronouns"), card.pronouns, _("For example she/her, he/him or they/them.")),
        writing=tuple(replace(one, value=getattr(card, one.name)) for one in _asked()),
        style=replace(style, value=card.support_style),
    )


def read_card(visit: Visit) -> tuple[Card, CardForm]:
    """What was typed, whole, and the same form with what is wrong in it."""
    empty = card_form(Card(""), visit.typed_number("version"))
    form = replace(
        empty,
        name=_line(visit, empty.name, LONGEST_NAME, _("Write the name you like to be called.")),
        pronouns=_line(visit, empty.pronouns, LONGEST_PRONOUNS),
        writing=tuple(_written(visit, one) for one in empty.writing),
        style=picked(visit, empty.style, _("Choose one of these.")),
    )
    words = {one.name: one.value for one in form.writing}
    words["avoid_words"] = "\n".join(lines_of(words["avoid_words"]))
    return Card(form.name.value, form.pronouns.value, **words, support_style=form.style.value), form


def card_lines(card: Card) -> tuple[Said, ...]:
    """The whole card as it is read by the one who wrote it."""
    form = card_form(card, 1)
    said = [Said(one.label, tuple(one.value.splitlines()), own=True) for one in (form.name, form.pronouns)]
    said += [Said(one.label, tuple(one.value.splitlines()), own=True) for one in form.writing]
    chosen = tuple(one.label for one in form.style.options if one.id == card.support_style)
    return tuple(one for one in (*said, Said(form.style.label, chosen, own=False)) if one.lines)


def style_pick() -> Pick:
    options = (
        Option("more", _("More prompts")),
        Option("usual", _("As usual")),
        Option("less", _("Fewer prompts")),
    )
    return Pick("support_style", _("How much you like to be prompted"), options)


def _asked() -> tuple[Writing, ...]:
    return (
        Writing("contact", _("How you like to be contacted"), hint=_("And when, or how not.")),
        Writing("helps", _("What helps when things are hard")),
        Writing("avoid", _("Things to avoid")),
        Writing("avoid_words", _("Wordings not to use with you"), hint=_avoid_words_hint()),
        Writing("access_needs", _("What makes this easier to use"), hint=_("Reading, language, an interpreter.")),
    )


def _avoid_words_hint() -> str:
    return _(
        "One a line. What the programme picks to say to you leaves them out: replies to a step, and Today. "
        "The text of a module is the same for everybody, so it may still hold them."
    )


def _line(visit: Visit, box: Box, longest: int, missing: str = "") -> Box:
    value = " ".join(readable(visit.typed(box.name)).split())
    error = missing if not value else _too_long(longest) if len(value) > longest else ""
    return replace(box, value=value, error=error)


def _written(visit: Visit, one: Writing) -> Writing:
    value = readable(clean(visit.typed(one.name)))
    error = _wordings_error(value) if one.name == "avoid_words" else ""
    if not error and one.name != "avoid_words" and len(value) > LONGEST_TEXT:
        error = _too_long(LONGEST_TEXT)
    return replace(one, value=value, error=error)


def _wordings_error(text: str) -> str:
    lines = lines_of(text)
    if len(lines) > MOST_WORDINGS:
        return _("Write %(n)d lines or fewer.") % {"n": MOST_WORDINGS}
    if any(len(line) > LONGEST_WORDING for line in lines):
        return _("Use %(n)d characters or fewer in each line.") % {"n": LONGEST_WORDING}
    if not all(is_wording(line) for line in lines):
        return _("Write a word or more in each line.")
    return ""


def _too_long(longest: int) -> str:
    return _("That is more than fits here. Use %(n)d characters or fewer.") % {"n": longest}
