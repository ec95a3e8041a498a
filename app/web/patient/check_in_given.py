"""After a check-in: who sees it, what happens, and what the programme would change about itself, after asking."""

from dataclasses import dataclass, replace

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.checkins import queries
from app.checkins.rules import Asked, Audience, Given, asks_lead, offers, question
from app.content.check_in import Offer
from app.enrolments.actions import refuse_after_the_end
from app.enrolments.queries import has_ended
from app.people import preferences
from app.people.preferences import Chosen
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.plain import Option, Pick
from app.web.patient.check_in import GIVEN, HERE, name_of
from app.web.patient.door import router
from app.web.patient.lead_requests import RequestThing, request_things


@dataclass(frozen=True)
class GivenPage:
    """`questions`: what the programme asks; `now`: what has come of it already."""

    practitioner: str
    sees: str
    request: RequestThing | None
    questions: tuple[Pick, ...]
    now: tuple[str, ...]
    done: str


@router.page("/check-in/given")
def check_in_given(visit: Visit, saved: str = "") -> Response:
    found = queries.check_ins(visit.db, [visit.who.id]).get(visit.who.id, [])
    if not found:
        return RedirectResponse(HERE, status_code=303)
    last, name = found[-1][1], name_of(visit)
    asks = asks_lead(visit.house.check_in, last)
    chosen = preferences.chosen(visit.db, visit.who.id)
    asked = () if has_ended(visit.db, visit.who.id) else offers(visit.house.check_in, last)
    content = GivenPage(
        practitioner=name,
        sees=_sees(last, name, asks=asks),
        request=next(iter(request_things(visit)), None) if asks else None,
        questions=tuple(_pick(one, name) for one in asked if not _is_so(one.offer, chosen)),
        now=tuple(_so(one.offer) for one in asked if _is_so(one.offer, chosen)),
        done=_("Saved. Nothing else has changed.") if saved == "some" else "",
    )
    return page(visit, "patient/check_in_given.html", content, here="/me/plan")


@router.act("/check-in/changes")
def change_programme(visit: Visit) -> Response:
    """A yes changes the programme. Anything else changes nothing, and only what was asked can be answered."""
    me = visit.who.id
    refuse_after_the_end(visit.db, me)
    found = queries.check_ins(visit.db, [me]).get(me, [])
    if not found:
        raise NotFound
    for one in offers(visit.house.check_in, found[-1][1]):
        if visit.typed(_name(one.offer)) == f"{one.offer.value} yes":
            _change(visit, one.offer)
    return RedirectResponse(f"{GIVEN}?saved=some", status_code=303)


def _change(visit: Visit, offer: Offer) -> None:
    db, me, by, at = visit.db, visit.who.id, visit.by, visit.at
    going = preferences.going(db, me)
    match offer:
        case Offer.SLOWER | Offer.FASTER:
            preferences.save_going(db, me, replace(going, pace=offer.value), by=by, at=at)
        case Offer.FEWER_WORDS:
            preferences.save_going(db, me, replace(going, fewer_words=True), by=by, at=at)
        case Offer.MORE_SUPPORT:
            preferences.save_support_style(db, me, "more", by=by, at=at)
        case Offer.LESS_SUPPORT:
            preferences.save_support_style(db, me, "less", by=by, at=at)


def _is_so(offer: Offer, chosen: Chosen) -> bool:
    """Whether it is as this change would make it."""
    match offer:
        case Offer.SLOWER | Offer.FASTER:
            return chosen.going.pace == offer.value
        case Offer.FEWER_WORDS:
            return chosen.going.fewer_words
        case Offer.MORE_SUPPORT:
            return chosen.card.support_style == "more"
        case Offer.LESS_SUPPORT:
            return chosen.card.support_style == "less"


def _so(offer: Offer) -> str:
    return {
        Offer.SLOWER: _("The programme goes more slowly: Today says that one step a week is enough."),
        Offer.FASTER: _("The programme goes faster: Today shows what else is open."),
        Offer.FEWER_WORDS: _("The programme uses fewer words: examples and notes are folded away."),
        Offer.MORE_SUPPORT: _("Your card says that you like more prompts."),
        Offer.LESS_SUPPORT: _("Your card says that you like fewer prompts."),
    }[offer]


def _pick(asked: Asked, practitioner: str) -> Pick:
    offer = asked.offer
    because = _("You picked this.")
    if asked.item:
        because = _("You answered low to: “%(question)s”") % {"question": asked.item.text}
    effect = {
        Offer.SLOWER: _("Today then says that one step a week is enough."),
        Offer.FASTER: _("Today then shows what else is open, if you want more."),
        Offer.FEWER_WORDS: _("Examples and notes are then folded away. You can open each."),
        Offer.MORE_SUPPORT: _("Your card then says that you like more prompts. %(name)s reads your card."),
        Offer.LESS_SUPPORT: _("Your card then says that you like fewer prompts. %(name)s reads your card."),
    }[offer] % {"name": practitioner}
    options = (Option(f"{offer.value} yes", _("Yes")), Option(f"{offer.value} no", _("No, leave it as it is")))
    return Pick(_name(offer), question(offer), options, hint=f"{because} {effect}")


def _name(offer: Offer) -> str:
    return f"offer.{list(Offer).index(offer)}"


def _sees(last: Given, practitioner: str, *, asks: bool) -> str:
    if last.audience is Audience.LEAD and (asks or not last.words):
        told = _("Nothing of it is shown to %(name)s. Your answers only count in figures from 5 people or more.")
    elif last.audience is Audience.LEAD:
        told = _(
            "Nothing of it is shown to %(name)s. The service lead reads your words without your name, "
            "and figures from 5 people or more."
        )
    elif asks:
        told = _(
            "%(name)s sees your answers, and so does anyone who stands in or takes over. "
            "That you asked for someone else, and your words, go to the service lead alone."
        )
    else:
        told = _(
            "%(name)s sees your answers and your words, and so does anyone who stands in or takes over. "
            "What is low comes up as something to talk about. You can say no to that."
        )
    return told % {"name": practitioner}
