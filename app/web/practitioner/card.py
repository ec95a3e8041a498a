"""A patient's preference card, as it stands wherever their practitioner prepares or writes (components/card.html)."""

from dataclasses import dataclass

from app.access.door import Visit
from app.people import preferences
from app.people.preferences import Card, Chosen
from app.people.queries import Who
from app.rendering import day
from app.rendering import gettext as _
from app.web.parts.worksheet import Said


@dataclass(frozen=True)
class CardView:
    """The patient's own words, line by line; nothing in it where they have written none. `changed`: when they did."""

    name: str
    pronouns: str
    said: tuple[Said, ...]
    changed: str


def card_of(visit: Visit, patient: Who) -> CardView:
    """The card of a patient whom a guard has handed over; one query."""
    return card_view(patient, preferences.chosen(visit.db, patient.id))


def card_view(patient: Who, found: Chosen) -> CardView:
    changed = _("Changed on %(day)s") % {"day": day(found.changed_at, weekday=False)} if found.changed_at else ""
    return CardView(patient.name, found.card.pronouns, _said(found.card), "" if found.card.is_empty else changed)


def _said(card: Card) -> tuple[Said, ...]:
    written = (
        (_("Pronouns"), card.pronouns),
        (_("What helps"), card.helps),
        (_("Things to avoid"), card.avoid),
        (_("Wordings to leave out"), ", ".join(f"“{one}”" for one in card.avoid_words.splitlines())),
        (_("Contact"), card.contact),
        (_("Access needs"), card.access_needs),
    )
    own = tuple(Said(label, tuple(text.splitlines()), own=True) for label, text in written if text)
    style = {"more": _("More prompts"), "less": _("Fewer prompts")}.get(card.support_style, "")
    return (*own, Said(_("Likes"), (style,), own=False)) if style else own
