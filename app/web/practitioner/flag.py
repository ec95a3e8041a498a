"""One safety flag: the facts, what a conversation may need, everything that happened, and what is done with it."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import a_flag, my_patient
from app.audit import actions as audit
from app.audit.rules import Deed
from app.content.measures import PHQ_9
from app.journey import measuring
from app.measures.queries import sittings_of
from app.measures.rules import is_number
from app.people.queries import Who
from app.rendering import clock_time, day
from app.rendering import gettext as _
from app.safety import actions, queries
from app.safety.actions import Impossible, Stale
from app.safety.rules import DONE_WITH, LONGEST_WORDS, Entry, Flag, FlagDeed, Outcome, Part, Source, possible
from app.web.parts import drafting, plain
from app.web.parts.drafting import Kept
from app.web.parts.flags import due_words, entry_words, outcome_words, taken_words
from app.web.parts.frame import page
from app.web.parts.plain import Area, Option, Pick
from app.web.parts.safety_plan import heading
from app.web.parts.worksheet import Problem
from app.web.practitioner.card import CardView, card_of
from app.web.practitioner.door import router
from app.web.practitioner.flags import HERE
from app.web.practitioner.patient import Top, top

LAST = 6
"""So many of the last answers to item 9 are shown."""


@dataclass(frozen=True)
class Happened:
    sentence: str
    when: str
    words: tuple[str, ...]
    by_patient: bool


@dataclass(frozen=True)
class Said:
    when: str
    answer: str


@dataclass(frozen=True)
class Act:
    value: str
    label: str


@dataclass(frozen=True)
class FlagPage:
    """`dealing` is None where the flag is closed, apart from opening it again."""

    top: Top
    action: str
    name: str
    full_name: str
    card: CardView
    status: str
    due: str
    late: bool
    taken: str
    can_take: bool
    facts: tuple[Happened, ...]
    said: tuple[Said, ...]
    plan: str
    plan_href: str
    earlier: tuple[Happened, ...]
    history: tuple[Happened, ...]
    words: Area
    outcome: Pick
    acts: tuple[Act, ...]
    closing: bool
    version: int
    once: UUID
    kept: Kept
    notice: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class ConcernPage:
    top: Top
    name: str
    words: Area
    once: UUID
    kept: Kept
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class PartView:
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class PlanPage:
    top: Top
    name: str
    parts: tuple[PartView, ...]
    when: str


@dataclass(frozen=True)
class _Form:
    words: Area
    outcome: Pick
    once: UUID | None = None
    notice: str = ""
    kept: Kept | None = None


@router.page("/flags/{flag}", records=True)
def flag(visit: Visit, flag: str) -> Response:
    who, found = a_flag(visit, flag)
    actions.look(visit.db, found, by=visit.by, at=visit.at)
    deed = Deed.READ_AS_COVER if visit.stands_in else Deed.READ_PATIENT
    audit.record(visit.db, deed, by=visit.by, at=visit.at, patient=who.id, subject="safety flag")
    typed, kept = drafting.opened(visit, _form_name(found))
    form = _Form(replace(_words(), value=typed.get("words_of_flag", "")), _outcome(), kept=kept)
    return _page(visit, who, queries.flag(visit.db, found.id) or found, form)


@router.act("/flags/{flag}")
def deal_with_flag(visit: Visit, flag: str) -> Response:
    """One flag at a time. Closing it needs an outcome and words."""
    who, found = a_flag(visit, flag)
    deed = next((one for one in DONE_WITH if one.value == visit.typed("do")), None)
    if deed is None:
        raise NotFound
    words, outcome, problems = _read(visit, deed)
    form = _Form(words, outcome, visit.typed_id("once"), kept=drafting.again(visit, _form_name(found)))
    if problems:
        return _page(visit, who, found, form, problems=problems, status=422)
    try:
        measuring.deal(
            visit.db,
            found,
            deed,
            words.value,
            outcome=Outcome(outcome.value) if deed is FlagDeed.CLOSED else None,
            version=visit.typed_number("version"),
            once=form.once or uuid4(),
            by=visit.by,
            at=visit.at,
        )
    except Stale:
        notice = _(
            "More has happened since you opened this page. It stands below. Your words are kept, send them again."
        )
        return _page(visit, who, _now(visit, found), replace(form, once=None, notice=notice), status=409)
    except Impossible:
        notice = _("That cannot be done with this flag as it is now. Your words are kept.")
        return _page(visit, who, _now(visit, found), replace(form, once=None, notice=notice), status=409)
    drafting.sent(visit, _form_name(found))
    return RedirectResponse(f"{HERE}/{found.id}", status_code=303)


@router.page("/patients/{patient}/flags", records=True)
def raise_flag(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    typed, kept = drafting.opened(visit, f"flag-{who.id}")
    box = replace(_concern(who), value=typed.get("concern", ""))
    return page(
        visit,
        "practitioner/concern.html",
        ConcernPage(top(who, "flags"), who.name, box, uuid4(), kept),
        here="/practice",
    )


@router.act("/patients/{patient}/flags")
def raising_flag(visit: Visit, patient: str) -> Response:
    """Something that somebody read worries them: a flag with a time, like any other."""
    who = my_patient(visit, patient)
    box = plain.words(visit, _concern(who), LONGEST_WORDS, _("Write what you read, and what worries you."))
    once = visit.typed_id("once") or uuid4()
    if problems := plain.problems([box]):
        form = ConcernPage(top(who, "flags"), who.name, box, once, drafting.again(visit, f"flag-{who.id}"), problems)
        return page(visit, "practitioner/concern.html", form, here="/practice", status=422)
    settings = visit.house.settings
    raised = measuring.tell(visit.db, settings, who.id, Source.READ, box.value, once=once, by=visit.by, at=visit.at)
    drafting.sent(visit, f"flag-{who.id}")
    return RedirectResponse(f"{HERE}/{raised.id}", status_code=303)


@router.page("/patients/{patient}/safety-plan", records=True)
def safety_plan(visit: Visit, patient: str) -> Response:
    """The patient's safety plan, to read: it is theirs to write."""
    who = my_patient(visit, patient)
    found = queries.safety_plan(visit.db, who.id)
    if found:
        audit.saw(visit.db, [found.id], by=visit.by, at=visit.at)
    deed = Deed.READ_AS_COVER if visit.stands_in else Deed.READ_PATIENT
    audit.record(visit.db, deed, by=visit.by, at=visit.at, patient=who.id, subject="safety plan")
    when = _("Changed by %(name)s on %(day)s") % {"name": found.by, "day": day(found.at)} if found else ""
    parts = found.parts if found else {}
    content = PlanPage(
        top(who, ""),
        who.name,
        tuple(PartView(heading(part), tuple(parts[part].splitlines())) for part in Part if part in parts),
        when,
    )
    return page(visit, "practitioner/safety_plan.html", content, here="/practice")


def _now(visit: Visit, flag: Flag) -> Flag:
    return queries.flag(visit.db, flag.id) or flag


def _form_name(flag: Flag) -> str:
    return f"flag-{flag.id}"


def _words() -> Area:
    hint = _("What happened, in plain words. If you hand over: to which service, and whether it has confirmed.")
    return Area("words_of_flag", _("Your words"), hint=hint, rows=4)


def _concern(who: Who) -> Area:
    hint = _("Quote it, say where you read it, and what worries you. %(name)s does not see this.") % {"name": who.name}
    return Area("concern", _("What have you read?"), hint=hint, rows=5)


def _outcome() -> Pick:
    options = tuple(Option(one.value, outcome_words(one)) for one in Outcome)
    return Pick("outcome", _("What came of it?"), options)


def _read(visit: Visit, deed: FlagDeed) -> tuple[Area, Pick, tuple[Problem, ...]]:
    closing = deed is FlagDeed.CLOSED
    needed = deed is not FlagDeed.TAKEN
    words = plain.words(visit, _words(), LONGEST_WORDS, _("Write a few words first.") if needed else "")
    outcome = plain.picked(visit, _outcome(), _("Choose what came of it.") if closing else "")
    if not closing:
        outcome = replace(outcome, error="")
    return words, outcome, plain.problems([words, *([outcome] if closing else [])])


def _page(
    visit: Visit, who: Who, flag: Flag, form: _Form, *, problems: tuple[Problem, ...] = (), status: int = 200
) -> Response:
    measures = visit.house.measures
    can = possible(flag)
    plan = queries.safety_plan(visit.db, who.id)
    earlier = [one for one in queries.flags_of(visit.db, [who.id]).get(who.id, []) if one.id != flag.id]
    happened = [_happened(one, entry_words(one, measures)) for one in flag.entries]
    content = FlagPage(
        top=top(who, ""),
        action=f"{HERE}/{flag.id}",
        name=who.name,
        full_name=who.full_name,
        card=card_of(visit, who),
        status=_("Safety conversation to have") if flag.is_open else _("Closed"),
        due=due_words(flag.due_at, visit.at) if flag.is_open else "",
        late=flag.is_open and visit.at > flag.due_at,
        taken=taken_words(flag, visit.team) if flag.is_open else "",
        can_take=flag.is_open and (flag.taken is None or flag.taken.by_id != visit.who.id),
        facts=tuple(one for one, entry in zip(happened, flag.entries, strict=True) if entry.fact),
        said=_said(visit, who),
        plan=_("Changed by %(name)s on %(day)s") % {"name": plan.by, "day": day(plan.at)} if plan else "",
        plan_href=f"/practice/patients/{who.id}/safety-plan",
        earlier=tuple(
            _happened(one.outcome, outcome_words(one.outcome.outcome))
            for one in reversed(earlier)
            if one.outcome and one.outcome.outcome
        ),
        history=tuple(reversed(happened)),
        words=form.words,
        outcome=form.outcome,
        acts=_acts(can),
        closing=FlagDeed.CLOSED in can,
        version=flag.version,
        once=form.once or uuid4(),
        kept=form.kept or drafting.again(visit, _form_name(flag)),
        notice=form.notice,
        problems=problems,
    )
    return page(visit, "practitioner/flag.html", content, here=HERE, status=status)


def _happened(one: Entry, sentence: str) -> Happened:
    when = _("%(day)s, %(time)s") % {"day": day(one.at), "time": clock_time(one.at)}
    by_patient = one.fact is not None and one.fact.source is not Source.READ
    return Happened(sentence, when, tuple(one.words.splitlines()), by_patient)


def _said(visit: Visit, who: Who) -> tuple[Said, ...]:
    """The last answers to item 9, the newest first; one that was left out is shown as such."""
    sittings = sittings_of(visit.db, [who.id], measures=[PHQ_9]).get(who.id, [])
    put = [one for one in reversed(sittings) if one.safety is not None]
    return tuple(
        Said(day(one.on), str(one.safety) if is_number(one.safety) else _("Would rather not answer"))
        for one in put[:LAST]
    )


def _acts(can: frozenset[FlagDeed]) -> tuple[Act, ...]:
    labels = {
        FlagDeed.CONTACT_TRIED: _("I tried to reach them"),
        FlagDeed.HANDED_OVER: _("Handed over to another service"),
        FlagDeed.NOTED: _("Add a note"),
        FlagDeed.REOPENED: _("Open it again"),
    }
    return tuple(Act(deed.value, label) for deed, label in labels.items() if deed in can)
