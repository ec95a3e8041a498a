"""The session brief: what happened since the last look, in the patient's words, on one screen and one printed page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import Response

from app.access.door import Visit
from app.access.guards import my_patient
from app.audit import actions as audit
from app.briefs import queries
from app.briefs.composing import Brief
from app.caseload.rules import since
from app.content.schema import Reflection, Step
from app.enrolments import actions
from app.enrolments.queries import SharedWork, Work
from app.rendering import day, day_began, ngettext
from app.rendering import gettext as _
from app.web.parts.frame import page
from app.web.parts.opening import changed, waits
from app.web.parts.worksheet import Said
from app.web.practitioner.brief_agenda import BriefAgenda, brief_agenda
from app.web.practitioner.brief_lines import (
    ActivityLine,
    GoalLine,
    activity_lines,
    fitted,
    goal_line,
    goals_in_full,
    planned,
)
from app.web.practitioner.brief_scores import BriefScores, brief_scores
from app.web.practitioner.card import CardView, card_view
from app.web.practitioner.door import router
from app.web.practitioner.flags import FlagRow, flag_of
from app.web.practitioner.patient import Top, top
from app.web.practitioner.pieces import Piece, pieces
from app.web.practitioner.support import ProgrammeLine, programme_lines
from app.web.practitioner.working import Working, working

LINES, A_LINE, A_LABEL = 20, 46, 22
"""Lines of work and activities that fit one screen and one printed page, and the letters of one, beside a label."""
CONCLUSIONS, CROWDED = 8, 14
"""Lines that conclusions may have of those; from how many lines of agenda on the check-in is told in short."""
A_HEADING = 2
"""Lines that the heading of a section takes."""
PROGRAMME = 2
"""Messages of the programme on the brief; the rest is a link away."""
LEFT_LINES, A_MODULE, A_FLAG = 6, 2, 6
"""Lines that there are under the scores for what happened, and those that a module or a change, and a flag, takes."""


@dataclass(frozen=True)
class Words:
    """Some work as the brief shows it. `more` leads to the rest of an excerpt."""

    title: str
    source: str
    answers: tuple[Said, ...]
    new: bool
    more: str | None


@dataclass(frozen=True)
class ModuleLine:
    title: str
    state: str


@dataclass(frozen=True)
class ChangeLine:
    sentence: str
    when: str


@dataclass(frozen=True)
class BriefPage:
    top: Top
    card: CardView
    name: str
    date: str
    lead: str
    scores: BriefScores
    since: str
    did: tuple[str, ...]
    goal: GoalLine | None
    agenda: BriefAgenda
    planned: str
    activities: tuple[ActivityLine, ...]
    more_activities: str | None
    work: tuple[Words, ...]
    conclusions: tuple[Words, ...]
    left: str | None
    under_way: tuple[ModuleLine, ...]
    not_started: str
    changes: tuple[ChangeLine, ...]
    rest: str | None
    working: Working | None
    flag: FlagRow | None
    programme: tuple[ProgrammeLine, ...] = ()
    """What the programme said of late, for as many lines as there is room."""


@router.page("/patients/{patient}/brief", records=True)
def brief(visit: Visit, patient: str) -> Response:
    who = my_patient(visit, patient)
    today_began = day_began(visit.at)
    house = visit.house
    open_flag = visit.open_flags.get(who.id)
    found = queries.brief(
        visit.db, house.library, house.check_in, who.id, visit.who.id, open_flag, today_began=today_began, at=visit.at
    )
    every = pieces(found.plan, found.shared, who)
    by_id = {one.response_id: (step, one, piece) for step, one, piece in every}
    chosen = [by_id[one.response_id] for one in found.shown if one.response_id in by_id]
    conclusions = [one for one in chosen if isinstance(one[0], Reflection)]
    here = top(who, "brief")
    lines, agenda = activity_lines(found), brief_agenda(found, here.href, at=visit.at)
    shown = fitted(lines)
    room = LINES - A_HEADING - sum(one.lines for one in shown)
    own = _fitted(conclusions, min(CONCLUSIONS, room), A_LINE, today_began)
    room -= sum(_height(words) for _one, words in own) + (A_HEADING if own else 0)
    work = _fitted([one for one in chosen if one not in conclusions], room, A_LINE, today_began)
    together = working(house.check_in, found.check_ins, short=agenda.lines > CROWDED)
    in_full = [*(one.subject for one in shown if one.subject), *goals_in_full(found, agenda.goals)]
    whole = [one for one, words in (*work, *own) if words.more is None]
    actions.look(visit.db, who.id, whole, "session brief", as_cover=visit.stands_in, by=visit.by, at=visit.at)
    audit.saw(visit.db, in_full, by=visit.by, at=visit.at)
    waiting = [one for one in found.plan if not one.begun_at and not one.removed_at]
    titles = {work.module.slug: work.module.title for work in found.plan}
    hidden = len(every) - len(work) - len(own)
    did, flag = _did(found), flag_of(visit, who)
    room = max(0, LEFT_LINES - len(did) - (A_FLAG if flag else 0)) // A_MODULE
    begun = _begun(found)[:room]
    content = BriefPage(
        top=here,
        card=card_view(who, found.card),
        name=who.name,
        date=day(visit.at),
        lead=_lead(found, short=bool(agenda.session)),
        scores=brief_scores(visit.house.measures, found.sittings, low=bool(visit.open_flags)),
        since=_("Since %(day)s") % {"day": day(found.looked_at)} if found.looked_at else _("Since the plan began"),
        did=did,
        goal=goal_line(found),
        agenda=agenda,
        planned=planned(found),
        activities=tuple(shown),
        more_activities=_more(len(lines) - len(shown)),
        work=tuple(words for _one, words in work),
        conclusions=tuple(words for _one, words in own),
        left=ngettext("%(n)d more piece is under “Shared work”", "%(n)d more pieces are under “Shared work”", hidden)
        % {"n": hidden}
        if hidden
        else None,
        under_way=tuple(_line(work, visit.who.name) for work in begun),
        not_started=_not_started(waiting, "" if flag else visit.who.name),
        changes=tuple(
            ChangeLine(changed(one, titles.get(one.slug, one.slug)), day(one.at))
            for one in found.changes[: room - len(begun)]
        ),
        rest=_("Resting since %(day)s") % {"day": day(found.head.rest.began_at)}
        if found.head and found.head.rest
        else None,
        working=together,
        flag=flag,
        programme=programme_lines(found.programme[:PROGRAMME], visit.house.support),
    )
    return page(visit, "practitioner/brief.html", content, here="/practice")


def _lead(found: Brief, *, short: bool) -> str:
    """`short`: beside a session, where there is no room for since when the plan goes on."""
    if found.head is None:
        return _("No plan yet")
    began = _("plan since %(day)s") % {"day": day(found.head.began_at, weekday=False)}
    if short:
        return ngettext("%(n)d new piece", "%(n)d new pieces", found.new) % {"n": found.new}
    new = ngettext("%(n)d new piece of work", "%(n)d new pieces of work", found.new) % {"n": found.new}
    return f"{began} · {new}"


def _more(n: int) -> str | None:
    if not n:
        return None
    return ngettext("%(n)d more is under “Activities”", "%(n)d more are under “Activities”", n) % {"n": n}


def _not_started(waiting: Sequence[Work], practitioner: str) -> str:
    """How many modules are not begun, and when the first of them opens; without a name there is no room for that."""
    if not waiting:
        return _("Everything in the plan has been begun.")
    n = len(waiting)
    count = ngettext("%(n)d module is not begun.", "%(n)d modules are not begun.", n) % {"n": n}
    opens = waits(waiting[0], practitioner) if practitioner else ""
    return f"{count} “{waiting[0].module.title}”: {opens}" if opens else count


def _begun(found: Brief) -> list[Work]:
    """The modules they are in, then those they have finished, the latest first."""
    begun = [work for work in found.plan if work.begun_at and not work.removed_at]
    finished = sorted(
        (work for work in begun if work.finished_at), key=lambda work: str(work.finished_at), reverse=True
    )
    return [*(work for work in begun if not work.finished_at), *finished]


def _did(found: Brief) -> tuple[str, ...]:
    """What happened since the last look, a sentence each."""
    done = since(found.plan, found.looked_at)
    lines = [_("Finished “%(module)s”") % {"module": title} for title in done.finished[-2:]]
    lines += [_("Began “%(module)s”") % {"module": title} for title in done.begun]
    if done.steps:
        lines.append(ngettext("Finished %(n)d step", "Finished %(n)d steps", done.steps) % {"n": done.steps})
    return tuple(lines)


def _fitted(
    chosen: list[tuple[Step, SharedWork, Piece]], room: int, width: int, today_began: datetime
) -> list[tuple[SharedWork, Words]]:
    """As many pieces as there is room for, in the order of their rank; the first that does not fit stands in part."""
    found = []
    for _step, one, piece in chosen:
        kept = list(piece.answers)
        room -= 2
        if sum(_lines(answer, width) for answer in kept) > room:
            kept = _part(piece, room, width)
        if not kept:
            break
        room -= sum(_lines(answer, width) for answer in kept)
        new = one.seen_at is None or one.seen_at >= today_began
        more = None if kept == list(piece.answers) else piece.href
        found.append((one, Words(piece.title, _source(piece), tuple(kept), new, more)))
    return found


def _source(piece: Piece) -> str:
    """Where and when it was written, and by whom where the patient did not."""
    return " · ".join(part for part in (piece.module, piece.saved, piece.by) if part)


def _height(words: Words) -> int:
    """How many lines a piece takes, its heading and the way to the rest included."""
    return 2 + sum(_lines(answer, A_LINE) for answer in words.answers) + bool(words.more)


def _part(piece: Piece, room: int, width: int) -> list[Said]:
    """Whole answers only, the patient's own words before the rest, in the order of the step."""
    kept = []
    for answer in sorted(piece.answers, key=lambda said: not (said.own or said.entries)):
        if _lines(answer, width) <= room:
            kept.append(answer)
            room -= _lines(answer, width)
    if not kept and room > 1 and (own := next((answer for answer in piece.answers if answer.own), None)):
        return [_beginning(own, (room - 1) * width)]
    return [answer for answer in piece.answers if answer in kept]


def _beginning(answer: Said, letters: int) -> Said:
    """The beginning of words too long for the page, ending at a word."""
    words = " ".join(answer.lines)[:letters].rpartition(" ")[0]
    return replace(answer, lines=(f"{words} …",))


def _lines(answer: Said, width: int) -> int:
    """How many lines an answer takes beside its label."""
    texts = [*answer.lines, *(" ".join(entry.words) for entry in answer.entries), *(e.rest for e in answer.entries)]
    return max(sum(len(text) // width + 1 for text in texts), len(answer.label) // A_LABEL + 1)


def _line(work: Work, practitioner: str) -> ModuleLine:
    way = work.way_for_others
    if work.finished_at:
        state = _("Finished on %(day)s") % {"day": day(work.finished_at, weekday=False)}
    elif work.begun_at:
        next_step = way.next
        place = _("%(done)d of %(total)d steps done") % {"done": len(way.done), "total": len(way.steps)}
        state = f"{place}. {_('Next: %(step)s') % {'step': next_step.title}}" if next_step else place
    elif work.skipped_at:
        state = _("Left out by the patient on %(day)s") % {"day": day(work.skipped_at, weekday=False)}
    else:
        state = waits(work, practitioner) or _("Open, not begun")
    return ModuleLine(work.module.title, state)
