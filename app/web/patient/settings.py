"""Me: the preference card, reminders, read receipts and how pages look. Each is a form of its own."""

from dataclasses import dataclass, replace

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.people import preferences
from app.people.preferences import Chosen, Going, Stale
from app.people.queries import AS_IT_COMES, Display, practitioner_of
from app.rendering import day
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.plain import Pick, picked, problems
from app.web.parts.worksheet import Problem, Said
from app.web.patient.card_form import CardForm, card_form, card_lines, read_card
from app.web.patient.choices import (
    RemindersForm,
    display_picks,
    going_picks,
    read_reminders,
    receipts_pick,
    reminders_form,
    reminders_in_words,
)
from app.web.patient.door import router

HERE = "/me/settings"


@dataclass(frozen=True)
class SettingsPage:
    """`open` names the section that stands open; `conflict` is the card as another window saved it."""

    practitioner: str
    has_practitioner: bool
    card: CardForm
    card_now: str
    conflict: tuple[Said, ...] | None
    reminders: RemindersForm
    reminders_now: str
    receipts: Pick
    receipts_now: str
    display: tuple[Pick, ...]
    display_now: str
    going: tuple[Pick, ...]
    going_now: str
    open: str
    done: str
    problems: tuple[Problem, ...]


@router.page("/settings")
def settings(visit: Visit, saved: str = "") -> Response:
    return page(visit, "patient/settings.html", _page(visit, saved=saved), here=HERE)


@router.act("/settings")
def save_card(visit: Visit) -> Response:
    """The form of words has the page's own address, so that a login that ended on the way leads back to it."""
    card, form = read_card(visit)
    if found := form.problems:
        return _again(visit, replace(_page(visit), card=form, open="card", problems=found))
    try:
        preferences.save_card(
            visit.db, visit.who.id, card, version=visit.typed_number("version"), by=visit.by, at=visit.at
        )
    except Stale:
        now = preferences.chosen(visit.db, visit.who.id)
        if now.card != card:
            form = replace(form, version=now.version)
            return _again(visit, replace(_page(visit), card=form, open="card", conflict=card_lines(now.card)), 409)
    return _saved("card")


@router.act("/settings/reminders")
def save_reminders(visit: Visit) -> Response:
    reminders, form = read_reminders(visit)
    if reminders is None:
        return _again(visit, replace(_page(visit), reminders=form, open="reminding", problems=form.problems))
    preferences.save_reminders(visit.db, visit.who.id, reminders, by=visit.by, at=visit.at)
    return _saved("reminders")


@router.act("/settings/receipts")
def save_receipts(visit: Visit) -> Response:
    pick = picked(visit, receipts_pick(on=False), _("Choose yes or no."))
    if found := problems([pick]):
        return _again(visit, replace(_page(visit), receipts=pick, open="reading", problems=found))
    preferences.save_receipts(visit.db, visit.who.id, on=pick.value == "yes", by=visit.by, at=visit.at)
    return _saved("receipts")


@router.act("/settings/display")
def save_display(visit: Visit) -> Response:
    size, theme = (picked(visit, one, _("Choose one of these.")) for one in display_picks(AS_IT_COMES))
    if found := problems([size, theme]):
        return _again(visit, replace(_page(visit), display=(size, theme), open="display", problems=found))
    display = Display(size.value, theme.value)
    preferences.save_display(visit.db, visit.who.id, display, by=visit.by, at=visit.at)
    return _saved("display")


@router.act("/settings/going")
def save_going(visit: Visit) -> Response:
    """How the programme goes: a check-in may change it after asking, and here it is changed back."""
    pace, words = (picked(visit, one, _("Choose one of these.")) for one in going_picks(Going()))
    if found := problems([pace, words]):
        return _again(visit, replace(_page(visit), going=(pace, words), open="going", problems=found))
    now = Going(pace.value, words.value == "yes")
    preferences.save_going(visit.db, visit.who.id, now, by=visit.by, at=visit.at)
    return _saved("going")


def _saved(what: str) -> Response:
    return RedirectResponse(f"{HERE}?saved={what}", status_code=303)


def _again(visit: Visit, content: SettingsPage, status: int = 422) -> Response:
    return page(visit, "patient/settings.html", content, here=HERE, status=status)


def _page(visit: Visit, *, saved: str = "") -> SettingsPage:
    who = practitioner_of(visit.db, visit.who.id)
    name = who.name if who else _("your practitioner")
    chosen = preferences.chosen(visit.db, visit.who.id)
    sends = visit.house.settings.mails and visit.service.settings.reminders
    display, going = display_picks(chosen.display), going_picks(chosen.going)
    return SettingsPage(
        practitioner=name,
        has_practitioner=who is not None,
        card=card_form(chosen.card, chosen.version),
        card_now=_card_in_words(chosen),
        conflict=None,
        reminders=reminders_form(chosen.reminders, sends=sends),
        reminders_now=reminders_in_words(chosen.reminders),
        receipts=receipts_pick(on=chosen.receipts),
        receipts_now=_receipts_in_words(chosen, name),
        display=display,
        display_now=_display_in_words(display),
        going=going,
        going_now=_going_in_words(going),
        open="",
        done=_done(saved, name),
        problems=(),
    )


def _card_in_words(chosen: Chosen) -> str:
    if chosen.card.is_empty or chosen.changed_at is None:
        return _("Not filled in yet")
    return _("Changed on %(day)s") % {"day": day(chosen.changed_at, weekday=False)}


def _receipts_in_words(chosen: Chosen, name: str) -> str:
    words = _("Shown to %(name)s") if chosen.receipts else _("Not shown to %(name)s")
    return words % {"name": name}


def _display_in_words(display: tuple[Pick, ...]) -> str:
    size, theme = (next(one.label for one in pick.options if one.id == pick.value) for pick in display)
    return _("Letters: %(size)s. Colours: %(theme)s.") % {"size": size.lower(), "theme": theme.lower()}


def _going_in_words(going: tuple[Pick, ...]) -> str:
    pace, words = (next(one.label for one in pick.options if one.id == pick.value) for pick in going)
    return _("Pace: %(pace)s. Reading: %(words)s.") % {"pace": pace.lower(), "words": words.lower()}


def _done(what: str, practitioner: str) -> str:
    match what:
        case "card":
            return _("Your card is saved. %(name)s reads it as it is now.") % {"name": practitioner}
        case "reminders" | "receipts" | "going":
            return _("Saved.")
        case "display":
            return _("Saved. Every page looks like this now, on each device where you log in.")
        case _:
            return ""
