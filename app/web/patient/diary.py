"""A diary of mood and activity: an entry in two taps, its pattern drawn back, and what the patient makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from urllib.parse import urlencode
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import my_diary_entry
from app.audit.queries import Sight, first_seen
from app.diary import actions, queries
from app.diary.actions import Entry
from app.diary.rules import ENOUGH, HARD, HIGHEST, LONGEST_NOTICING, LONGEST_WHAT, Kept, Noticed
from app.enrolments import queries as enrolments
from app.people.queries import practitioner_of
from app.rendering import clock_time, day, local, ngettext
from app.rendering import gettext as _
from app.web.parts import drafting
from app.web.parts.drafting import Kept as KeptDraft
from app.web.parts.entered import written_for_you
from app.web.parts.frame import page
from app.web.parts.plain import Area, Box, Option, Pick, line, picked, problems, words
from app.web.parts.worksheet import Problem
from app.web.patient.diary_pattern import Pattern, how_many, pattern
from app.web.patient.door import router
from app.web.patient.voice import says

HERE = "/me/diary"
RANGES = (14, 30, 90)
"""Days that one can look back over; the first unless another is asked for."""
WHATS = 20
"""So many of somebody's own recent words are offered again."""


@dataclass(frozen=True)
class EntryForm:
    """Nothing is chosen beforehand but who sees it: as with the last entry."""

    mood: Pick
    what: Box
    shared: bool
    once: UUID = field(default_factory=uuid4)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return problems([self.mood, self.what])


@dataclass(frozen=True)
class NoticingForm:
    words: Area
    shared: bool
    kept: KeptDraft
    once: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Told:
    """What was just done. `undo`: where a button takes it back; `hard`: it is also said where help is."""

    sentence: str
    more: str = ""
    hard: bool = False
    undo: str = ""
    undo_does: str = ""
    undo_label: str = ""


@dataclass(frozen=True)
class Row:
    """An entry, or what somebody noticed. `name` tells its buttons from those of the others."""

    id: UUID
    lines: tuple[str, ...]
    when: str
    name: str
    shared: bool
    receipt: str
    receipt_kind: str
    mood: str = ""
    by: str = ""
    """Who wrote it down, where the patient did not."""


@dataclass(frozen=True)
class DayOfEntries:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Range:
    label: str
    href: str
    current: bool


@dataclass(frozen=True)
class DiaryPage:
    """`form` and `noticing` are None after the course. Where it is too soon for a `pattern`, `too_soon` says so."""

    query: str
    practitioner: str
    sees: str
    told: Told | None
    form: EntryForm | None
    whats: tuple[str, ...]
    problems: tuple[Problem, ...]
    pattern: Pattern | None
    too_soon: str
    noticing: NoticingForm | None
    noticed: tuple[Row, ...]
    ranges: tuple[Range, ...]
    days: tuple[DayOfEntries, ...]
    cut: str


@router.page("/diary")
def diary(visit: Visit, days: str = "", kept: str = "", out: str = "", done: str = "") -> Response:
    return _answer(visit, _page(visit, days, told=_told(visit, days, kept, out, done)))


@router.act("/diary", deed=True)
def keep_diary(visit: Visit, days: str = "") -> Response:
    form = EntryForm(
        picked(visit, _mood(), _("Choose a number from 0 to 10.")),
        line(visit, _what(), LONGEST_WHAT),
        visit.typed("shared") == "yes",
        visit.typed_id("once") or uuid4(),
    )
    if form.problems:
        return _answer(visit, replace(_page(visit, days, form=form), problems=form.problems), 422)
    entry = Entry(int(form.mood.value), form.what.value, form.shared, form.once)
    id_ = actions.keep(visit.db, visit.who.id, entry, by=visit.by, at=visit.at)
    return _to(days, kept=id_)


@router.act("/diary/noticing")
def conclude_diary(visit: Visit, days: str = "") -> Response:
    asked = words(visit, _noticing(), LONGEST_NOTICING, _("Write a few words first."))
    shared, once = visit.typed("shared") == "yes", visit.typed_id("once") or uuid4()
    if asked.error:
        form = NoticingForm(asked, shared, drafting.again(visit, "noticing"), once)
        return _answer(visit, replace(_page(visit, days, noticing=form), problems=problems([asked])), 422)
    actions.conclude(visit.db, visit.who.id, asked.value, shared=shared, once=once, by=visit.by, at=visit.at)
    drafting.sent(visit, "noticing")
    return _to(days, done="noticed")


@router.act("/diary/{entry}")
def change_diary(visit: Visit, entry: str, days: str = "") -> Response:
    mine, does = my_diary_entry(visit, entry), visit.typed("do")
    if does in {"share", "keep-private"}:
        actions.share(visit.db, visit.who.id, mine.id, shared=does == "share")
        return _to(days, done=does)
    match does, mine:
        case "take-out", Kept():
            actions.take_out(visit.db, visit.who.id, mine.id, at=visit.at)
            return _to(days, out=mine.id)
        case "put-back", Kept():
            actions.put_back(visit.db, visit.who.id, mine.id)
            return _to(days, done="put-back")
        case _:
            raise NotFound


def _to(days: str, **more: object) -> Response:
    return RedirectResponse(HERE + _query(_range(days), **more), status_code=303)


def _range(days: str) -> int:
    return next((one for one in RANGES if str(one) == days), RANGES[0])


def _query(days: int, **more: object) -> str:
    """What stands behind the address: nothing where it is as usual."""
    names = {**({"days": days} if days != RANGES[0] else {}), **more}
    return f"?{urlencode(names)}" if names else ""


def _answer(visit: Visit, content: DiaryPage, status: int = 200) -> Response:
    return page(visit, "patient/diary.html", content, here=HERE, status=status)


def _mood() -> Pick:
    options = tuple(Option(str(n), str(n), _end(n)) for n in range(HIGHEST + 1))
    hint = _("0 is as low as it gets. 10 is as good as it gets.")
    return Pick("mood", _("How is your mood now?"), options, hint=hint)


def _end(n: int) -> str:
    """What the ends of the scale mean, for somebody who hears one number at a time."""
    return {0: _("as low as it gets"), HIGHEST: _("as good as it gets")}.get(n, "")


def _what() -> Box:
    return Box("what", _("What were you doing?"), hint=_("A word or two. You can leave this empty."))


def _noticing(typed: str = "") -> Area:
    hint = _("A few words are enough. There is no right answer.")
    return Area("noticing", _("What do you notice?"), typed, hint)


def _page(
    visit: Visit,
    days: str,
    *,
    told: Told | None = None,
    form: EntryForm | None = None,
    noticing: NoticingForm | None = None,
) -> DiaryPage:
    me, span = visit.who.id, _range(days)
    entries = [replace(one, at=local(one.at)) for one in queries.diary(visit.db, me)]
    noticed = queries.noticings(visit.db, me)
    supporter = practitioner_of(visit.db, me)
    name = supporter.name if supporter else _("Your practitioner")
    ended = enrolments.has_ended(visit.db, me)
    last = entries[0].at.date() if ended and entries else visit.today
    first = last - timedelta(days=span - 1)
    shown = [one for one in entries if one.at.date() >= first]
    seen = first_seen(visit.db, [*(one.id for one in shown), *(one.id for one in noticed)])
    drawn = pattern(shown, first, last) if len(shown) >= ENOUGH else None
    if not ended:
        form = form or EntryForm(_mood(), _what(), entries[0].shared if entries else True)
        noticing = noticing or _opened(visit, form.shared if not noticed else noticed[0].shared)
    asks = drawn or (noticing and (noticing.words.value or noticing.words.error))
    return DiaryPage(
        query=_query(span),
        practitioner=name,
        sees=_("%(name)s can see this") % {"name": name},
        told=told,
        form=None if ended else form,
        whats=_recent(entries),
        problems=(),
        pattern=drawn,
        too_soon="" if drawn else _too_soon(len(shown), span, ended=ended),
        noticing=noticing if asks and not ended else None,
        noticed=tuple(_noticed_row(one, seen.get(one.id), name) for one in noticed),
        ranges=_ranges(span) if entries else (),
        days=_by_day(shown, seen, name),
        cut=_cut(entries, first),
    )


def _opened(visit: Visit, shared: bool) -> NoticingForm:
    typed, kept = drafting.opened(visit, "noticing")
    if "shared" in typed:
        shared = typed["shared"] == "yes"
    return NoticingForm(_noticing(typed.get("noticing", "")), shared, kept)


def _recent(entries: Sequence[Kept]) -> tuple[str, ...]:
    """What somebody wrote lately, each once, the newest first."""
    found = {one.what.casefold(): one.what for one in reversed(entries) if one.what}
    newest = dict.fromkeys(one.what.casefold() for one in entries if one.what)
    return tuple(found[key] for key in newest)[:WHATS]


def _too_soon(n: int, days: int, *, ended: bool) -> str:
    if ended:
        return _("There are too few entries to see anything.") if n else _("Nothing was kept here.")
    if not n:
        told = _("Nothing is here for these days yet. From %(enough)d entries on, your own pattern is drawn here.")
        return told % {"enough": ENOUGH}
    told = _("That is too soon to see anything. From %(enough)d entries on, your own pattern is drawn here.")
    return f"{how_many(n, days)} {told % {'enough': ENOUGH}}"


def _ranges(span: int) -> tuple[Range, ...]:
    def label(n: int) -> str:
        return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}

    return tuple(Range(label(one), HERE + _query(one), one == span) for one in RANGES)


def _cut(entries: Sequence[Kept], first: date) -> str:
    """That there is more in these days than one page is drawn from."""
    if len(entries) < queries.MOST or entries[-1].at.date() < first:
        return ""
    return _("This page shows the newest %(n)d entries.") % {"n": queries.MOST}


def _by_day(entries: Sequence[Kept], seen: Mapping[UUID, Sight], name: str) -> tuple[DayOfEntries, ...]:
    return tuple(
        DayOfEntries(day(on), tuple(_entry_row(one, seen.get(one.id), name) for one in found))
        for on, found in groupby(entries, key=lambda one: one.at.date())
    )


def _entry_row(one: Kept, sight: Sight | None, name: str) -> Row:
    kind, receipt = _receipt(one.shared, sight, name)
    at = _("%(day)s, %(time)s") % {"day": day(one.at), "time": clock_time(one.at)}
    lines = (one.what,) if one.what else ()
    return Row(
        one.id, lines, clock_time(one.at), at, one.shared, receipt, kind, str(one.mood), written_for_you(one.entered_by)
    )


def _noticed_row(one: Noticed, sight: Sight | None, name: str) -> Row:
    kind, receipt = _receipt(one.shared, sight, name)
    at = _("%(day)s, %(time)s") % {"day": day(one.at), "time": clock_time(one.at)}
    return Row(one.id, tuple(one.words.splitlines()), at, at, one.shared, receipt, kind)


def _receipt(shared: bool, sight: Sight | None, name: str) -> tuple[str, str]:
    """Who sees something, and who has: its sign, and a sentence."""
    if sight:
        seen = _("Seen by %(name)s on %(day)s") % {"name": sight.by, "day": day(sight.at, weekday=False)}
        return ("seen", seen) if shared else ("seen", f"{seen}. {_('From now on only you.')}")
    if shared:
        return "written", _("%(name)s can see this") % {"name": name}
    return "private", _("Only you")


def _told(visit: Visit, days: str, kept: str, out: str, done: str) -> Told | None:
    if entry := _own(visit, kept, taken_out=False):
        return _just_kept(visit, entry, days)
    if entry := _own(visit, out, taken_out=True):
        sentence = _("Taken out. It is no longer in your diary, and in no picture of it.")
        return Told(sentence, undo=_deed(entry, days), undo_does="put-back", undo_label=_("Put it back"))
    match done:
        case "noticed":
            return Told(_("Kept. It stands under “What you noticed”."))
        case "put-back":
            return Told(_("It is back in your diary."))
        case "share":
            return Told(_("Shared from now on."))
        case "keep-private":
            return Told(_("Only you from now on. What was seen stays in the record."))
        case _:
            return None


def _own(visit: Visit, id_: str, *, taken_out: bool) -> Kept | None:
    """The entry that an address names, where it is this patient's."""
    try:
        return queries.entry(visit.db, visit.who.id, UUID(id_), taken_out=taken_out) if id_ else None
    except ValueError:
        return None


def _just_kept(visit: Visit, entry: Kept, days: str) -> Told | None:
    if local(entry.at).date() != visit.today:
        return None
    sentence = _("Kept %(time)s") % {"time": clock_time(entry.at)}
    more = says(visit, *_about(entry.mood))
    return Told(sentence, more, entry.mood <= HARD, _deed(entry, days), "take-out", _("Undo"))


def _deed(entry: Kept, days: str) -> str:
    return f"{HERE}/{entry.id}{_query(_range(days))}"


def _about(mood: int) -> tuple[str, ...]:
    """What is said of a number: it is taken as it was meant, and praised in no case."""
    if mood <= HARD:
        return _("That sounds like a hard day."), _("Thank you for writing it down.")
    if mood <= 4:
        return _("That does not sound easy."), _("Thank you for writing it down.")
    if mood <= 6:
        return (_("Thank you for writing it down."),)
    return _("It helps to know the lighter times too."), _("Thank you for writing it down.")
