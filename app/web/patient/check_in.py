"""How are we working together? Ten questions of our own, always optional, and what was said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.audit.queries import Sight, first_seen
from app.checkins import actions, queries
from app.checkins.rules import Audience, Given, asks_lead
from app.content.check_in import CheckIn
from app.enrolments.queries import has_ended
from app.people.queries import practitioner_of
from app.rendering import day, ngettext
from app.rendering import gettext as _
from app.web.parts import drafting
from app.web.parts.check_ins import answer_words, chip_labels
from app.web.parts.drafting import Kept
from app.web.parts.frame import page
from app.web.patient.check_in_form import Form, form_of, given, read
from app.web.patient.door import router
from app.web.patient.lead_requests import RequestThing, request_things

HERE, GIVEN, DRAFT = "/me/check-in", "/me/check-in/given", "check-in"


@dataclass(frozen=True)
class Before:
    """One check-in that was given, as its writer reads it again."""

    when: str
    audience: str
    receipt: str
    receipt_kind: str
    chips: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Over:
    """One question and how it was answered, the newest last."""

    text: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class CheckInPage:
    """`form` is None after the course."""

    title: str
    introduction: str
    why: str
    minutes: str
    form: Form | None
    once: UUID
    kept: Kept
    requests: tuple[RequestThing, ...]
    before: tuple[Before, ...]
    over: tuple[Over, ...]


@router.page("/check-in")
def check_in(visit: Visit) -> Response:
    typed, kept = drafting.opened(visit, DRAFT)
    return _page(visit, form_of(visit.house.check_in, name_of(visit), typed), kept)


@router.act("/check-in", deed=True)
def give_check_in(visit: Visit) -> Response:
    form = read(visit, visit.house.check_in, name_of(visit))
    if form.problems:
        return _page(visit, form, drafting.again(visit, DRAFT), status=422)
    said = given(form, visit.who.id, visit.today)
    due = visit.reply_due
    once = visit.typed_id("once") or uuid4()
    actions.give(visit.db, visit.house.check_in, said, reply_due=due, once=once, by=visit.by, at=visit.at)
    drafting.sent(visit, DRAFT)
    return RedirectResponse(GIVEN, status_code=303)


def name_of(visit: Visit) -> str:
    who = practitioner_of(visit.db, visit.who.id)
    return who.name if who else _("your practitioner")


def _page(visit: Visit, form: Form, kept: Kept, *, status: int = 200) -> Response:
    content, me = visit.house.check_in, visit.who.id
    found = queries.check_ins(visit.db, [me]).get(me, [])
    seen = first_seen(visit.db, [id_ for id_, _given in found])
    shown = CheckInPage(
        title=content.title,
        introduction=content.introduction,
        why=content.why,
        minutes=ngettext("About %(n)d minute.", "About %(n)d minutes.", content.minutes) % {"n": content.minutes},
        form=None if has_ended(visit.db, me) else form,
        once=visit.typed_id("once") or uuid4(),
        kept=kept,
        requests=request_things(visit),
        before=tuple(_before(content, one, seen.get(id_)) for id_, one in reversed(found)),
        over=_over(content, [one for _id, one in found]),
    )
    return page(visit, "patient/check_in.html", shown, here="/me/plan", status=status)


def _before(content: CheckIn, one: Given, seen: Sight | None) -> Before:
    receipt, kind = "", ""
    if one.audience is Audience.LEAD:
        audience = _("Only the service lead")
    else:
        audience = _("With your practitioner")
        receipt, kind = _("Not seen yet"), "written"
        if seen:
            receipt = _("Seen by %(name)s on %(day)s") % {"name": seen.by, "day": day(seen.at, weekday=False)}
            kind = "seen"
    if asks_lead(content, one):
        audience = _("%(who)s. That you asked for someone else went to the service lead alone.") % {"who": audience}
    chips = tuple(chip_labels(content, one.chips))
    return Before(day(one.on), audience, receipt, kind, chips, tuple(one.words.splitlines()))


def _over(content: CheckIn, found: Sequence[Given]) -> tuple[Over, ...]:
    labels: Mapping[int, str] = {option.value: option.label for option in content.options}
    return tuple(
        Over(
            item.text,
            tuple(
                _("%(day)s: %(answer)s")
                % {
                    "day": day(one.on, weekday=False),
                    "answer": answer_words(content, labels, one.answers.get(item.id)),
                }
                for one in found
            ),
        )
        for item in content.items
        if found
    )
