"""The caseload: whose shared work has waited longest, where each patient is, and why they stand where they stand."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fastapi import Response

from app.access.door import Visit
from app.audit import actions as audit
from app.audit.rules import Deed
from app.caseload import queries
from app.caseload.looking import limits_of
from app.caseload.queries import Patient
from app.caseload.rules import Reason
from app.enrolments.queries import Head
from app.goals.rules import Goal, GoalDeed
from app.measures.looks import Limits
from app.rendering import clock_time, day, listed, local, ngettext
from app.rendering import gettext as _
from app.service.rules import Within
from app.sessions.rules import coming, unwritten
from app.web.parts.flags import due_words
from app.web.parts.frame import page
from app.web.parts.outbox import mail_line
from app.web.parts.sessions import became, mode_words, when
from app.web.parts.thread import by_when
from app.web.practitioner.door import router
from app.web.practitioner.flags import HERE as FLAGS
from app.web.practitioner.flags import FlagRow, how_many, my_flags
from app.web.practitioner.flags import row as flag_row
from app.web.practitioner.goal_views import why_to_talk
from app.web.practitioner.look_views import LookLine, ScoreCell, look_lines, score_cell

A_LINE = 70
"""Letters of a goal's words on the list, where standing is not being seen."""


@dataclass(frozen=True)
class Row:
    href: str
    to: str
    name: str
    full_name: str
    why: str
    detail: str
    words: str
    since: str
    action: str
    score: ScoreCell
    looks: tuple[LookLine, ...]
    session: str = ""


@dataclass(frozen=True)
class UnreadRow:
    href: str
    name: str
    age: str
    what: str


@dataclass(frozen=True)
class SessionCard:
    """A session of today."""

    name: str
    time: str
    how: str
    told: str
    brief: str
    record: str
    over: bool


@dataclass(frozen=True)
class FilterLink:
    href: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True)
class StandingIn:
    """The patients of one colleague, or of nobody, whom this practitioner looks after today, and until when."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class CaseloadPage:
    lead: str
    rows: tuple[Row, ...]
    unread: tuple[UnreadRow, ...]
    standing_in: tuple[StandingIn, ...]
    promise: str
    waiting: str
    mail: str
    sessions: tuple[SessionCard, ...]
    filters: tuple[FilterLink, ...]
    unwritten: str
    flags: tuple[FlagRow, ...] = ()
    flags_title: str = ""


class Show(StrEnum):
    """Whom the list shows. Nobody is left out of any count."""

    EVERYBODY = "everybody"
    LOOK = "look"
    UNREAD = "unread"
    QUIET = "quiet"
    NO_SESSION = "no-session"


@router.page("", records=True)
def caseload(visit: Visit, show: str = "") -> Response:
    settings = visit.service.settings
    limits = limits_of(settings.looks)
    house, team = visit.house, visit.team
    flags = my_flags(visit)
    patients = queries.caseload(
        visit.db,
        house.library,
        house.check_in,
        visit.who.id,
        limits,
        team,
        {one.patient.who.id: one.flag for one in flags},
        at=visit.at,
    )
    audit.record(visit.db, Deed.LISTED_PATIENTS, by=visit.by, at=visit.at, subject=str(len(patients)))
    mine = [one for one in patients if one.of.mine]
    chosen = Show(show) if show in set(Show) else Show.EVERYBODY
    content = CaseloadPage(
        lead=f"{day(visit.at)} · {_count(len(mine))}",
        rows=tuple(_row(one, limits, visit.at) for one in mine if _shows(one, chosen, visit.at)),
        sessions=_today(patients, visit.at),
        filters=_filters(mine, chosen, visit.at),
        unwritten=_unwritten(patients, visit.at),
        unread=tuple(_unread(one, visit.at) for one in patients if one.unread),
        standing_in=_standing_in([one for one in patients if not one.of.mine], limits, visit.at),
        promise=promised(settings.reply),
        waiting=_waiting(patients, visit.at),
        mail=mail_line(visit),
        flags=tuple(flag_row(visit, one.of) for one in flags),
        flags_title=how_many(len(flags)),
    )
    waiting = {"/practice/messages": sum(one.message is not None for one in patients)}
    return page(visit, "practitioner/caseload.html", content, here="/practice", waiting=waiting)


def _shows(one: Patient, show: Show, at: datetime) -> bool:
    goes_on = one.reason is not Reason.ENDED
    match show:
        case Show.EVERYBODY:
            return True
        case Show.LOOK:
            return bool(one.scores.looks)
        case Show.UNREAD:
            return bool(one.unread)
        case Show.QUIET:
            return one.reason is Reason.QUIET
        case Show.NO_SESSION:
            return goes_on and coming(one.sessions, at) is None


def _filters(mine: list[Patient], chosen: Show, at: datetime) -> tuple[FilterLink, ...]:
    labels = {
        Show.EVERYBODY: _("Everyone"),
        Show.LOOK: _("Worth a look"),
        Show.UNREAD: _("Unread work"),
        Show.QUIET: _("Quiet"),
        Show.NO_SESSION: _("No session booked"),
    }
    return tuple(
        FilterLink(f"?show={show}#first", label, sum(_shows(one, show, at) for one in mine), show is chosen)
        for show, label in labels.items()
    )


def _today(patients: list[Patient], at: datetime) -> tuple[SessionCard, ...]:
    """Today's sessions of everybody on the list, in the order of time."""
    today = local(at).date()
    found = [(s, one) for one in patients for s in one.sessions if local(s.starts_at).date() == today]
    return tuple(
        SessionCard(
            name=one.who.name,
            time=clock_time(session.starts_at),
            how=mode_words(session.mode),
            told=became(session, at) if session.starts_at <= at or not session.stands else _read(one),
            brief=f"/practice/patients/{one.who.id}/brief",
            record=f"/practice/patients/{one.who.id}/sessions/{session.id}",
            over=not session.stands,
        )
        for session, one in sorted(found, key=lambda pair: pair[0].starts_at)
    )


def _read(one: Patient) -> str:
    """Whether there is something new since this practitioner looked."""
    if one.looked_at is None:
        return _("Brief not read yet")
    return _("Last read %(day)s, %(time)s") % {
        "day": day(one.looked_at, weekday=False),
        "time": clock_time(one.looked_at),
    }


def _unwritten(patients: list[Patient], at: datetime) -> str:
    """How many sessions of days before are not written down; nothing where none is."""
    today = local(at).date()
    n = sum(local(s.starts_at).date() < today for one in patients for s in unwritten(one.sessions, at))
    if not n:
        return ""
    return ngettext("%(n)d session is not written down", "%(n)d sessions are not written down", n) % {"n": n}


def _next(one: Patient, at: datetime) -> str:
    session = coming(one.sessions, at)
    if session is None:
        return "" if one.reason is Reason.ENDED else _("None booked")
    return when(session, at)


def promised(reply: Within) -> str:
    """The promise to patients, as one sentence."""
    n = {"n": reply.amount}
    if reply.unit == "hours":
        return ngettext("A reply within %(n)d working hour.", "A reply within %(n)d working hours.", reply.amount) % n
    if not reply.amount:
        return _("A reply by the close of the same day.")
    return ngettext("A reply by the close of the next working day.", "A reply within %(n)d working days.", n["n"]) % n


def _waiting(patients: list[Patient], at: datetime) -> str:
    """How many people wait for an answer, and how many of them are due today or late."""
    due = [one.message.due_at for one in patients if one.message]
    if not due:
        return _("Nobody waits for an answer.")
    today = sum(local(one).date() <= local(at).date() for one in due)
    people = ngettext("%(n)d person waits for an answer", "%(n)d people wait for an answer", len(due)) % {"n": len(due)}
    return f"{people}, {_('%(n)d of them due today or late') % {'n': today}}." if today else f"{people}."


def _count(n: int) -> str:
    return ngettext("%(n)d patient", "%(n)d patients", n) % {"n": n}


def _standing_in(patients: list[Patient], limits: Limits, at: datetime) -> tuple[StandingIn, ...]:
    """By whose patients they are, in the order of the first of each.

    Of a colleague who is only off today, whatever waits; of one who is away, everybody.
    """
    groups: dict[str, list[Patient]] = defaultdict(list)
    for one in patients:
        if one.flag or one.message or one.unread or one.of.until or one.of.practitioner is None:
            groups[_for_whom(one)].append(one)
    return tuple(StandingIn(title, tuple(_row(one, limits, at) for one in theirs)) for title, theirs in groups.items())


def _for_whom(one: Patient) -> str:
    if one.of.practitioner is None:
        return _("With no practitioner")
    if one.of.until is None:
        return _("For %(name)s today") % {"name": one.of.practitioner.name}
    return _("For %(name)s, until %(day)s") % {"name": one.of.practitioner.name, "day": day(one.of.until)}


def _row(one: Patient, limits: Limits, at: datetime) -> Row:
    goal, looks = _goal(one, at), look_lines(one.scores, limits)
    first = looks[0] if one.reason is Reason.LOOK else None
    return Row(
        href=f"/practice/patients/{one.who.id}",
        to=_to(one, at),
        name=one.who.name,
        full_name=one.who.full_name,
        why=first.fact if first else _why(one, at),
        detail="" if goal else _detail(one, first),
        words=_short(goal.words) if goal else "",
        since=_since(one),
        action=_action(one),
        score=score_cell(one.scores),
        looks=looks[1:] if first else looks,
        session=_next(one, at),
    )


def _detail(one: Patient, look: LookLine | None) -> str:
    """The rule where a rule is the reason, else where they are in the plan."""
    return _("Rule: %(rule)s") % {"rule": look.rule} if look else _place(one)


def _goal(one: Patient, at: datetime) -> Goal | None:
    """The goal that is the reason, where one is."""
    if one.reason is Reason.GOAL:
        return one.goal_waits
    return one.to_talk(at) if one.reason is Reason.TALK else None


def _short(words: str) -> str:
    """The beginning of a goal's words, where they are long."""
    line = " ".join(words.split())
    return line if len(line) <= A_LINE else f"{line[:A_LINE].rpartition(' ')[0] or line[:A_LINE]} …"


def _to(one: Patient, at: datetime) -> str:
    """The page on which the reason can be dealt with."""
    if one.flag:
        return f"{FLAGS}/{one.flag.id}"
    about = f"/practice/patients/{one.who.id}"
    if goal := _goal(one, at):
        return f"{about}/goals/{goal.id}"
    places = {Reason.MESSAGE: "messages", Reason.NOES: "activities", Reason.LOOK: "scores", Reason.WORKING: "check-ins"}
    return f"{about}/{places.get(one.reason, 'brief')}"


def _action(one: Patient) -> str:
    if one.flag:
        return _("Open")
    if one.reason is Reason.MESSAGE:
        return _("Reply")
    if one.reason is Reason.GOAL:
        return _("Answer")
    if one.reason is Reason.NOES:
        return _("Read")
    return _("Read") if one.unread else _("Open")


def _why(one: Patient, at: datetime) -> str:
    """The reason in words."""
    match one.reason:
        case Reason.FLAG:
            return _flag(one, at)
        case Reason.MESSAGE:
            return _message(one, at)
        case Reason.UNREAD:
            n = len(one.unread)
            return ngettext("%(n)d shared piece of work to read", "%(n)d shared pieces of work to read", n) % {"n": n}
        case Reason.GOAL:
            return _proposed(one)
        case Reason.NOES:
            return _noes(one.noes)
        case Reason.TALK:
            goal = one.to_talk(at)
            return _("A goal to talk about. %(why)s") % {"why": why_to_talk(goal, at=at)} if goal else ""
        case Reason.WORKING:
            n = one.working
            return ngettext(
                "%(n)d answer about how you work together to talk about",
                "%(n)d answers about how you work together to talk about",
                n,
            ) % {"n": n}
        case Reason.LOOK:
            return _("Worth a look")
        case Reason.WAITS_FOR_YOU:
            return _("Nothing is open: the next module waits for you to open it")
        case Reason.NOT_BEGUN:
            return _("Has not begun yet, %(days)s after the plan was made") % {"days": _days(one.head, at)}
        case Reason.QUIET:
            return _("Last finished something on %(day)s") % {"day": day(one.last_at)} if one.last_at else ""
        case Reason.UNDER_WAY:
            return _("You have read everything shared with you") if one.last_at else _("Has not begun yet")
        case Reason.ALL_DONE:
            return _("Has finished everything in the plan")
        case Reason.RESTING:
            return _resting(one)
        case Reason.NO_PLAN:
            return _("Has no plan yet")
        case Reason.ENDED:
            ended = one.head.ended_at if one.head else None
            return _("Course ended on %(day)s") % {"day": day(ended)} if ended else ""


def _flag(one: Patient, at: datetime) -> str:
    """By when it is to be had. What the flag rests on stands above the list, and nobody's words."""
    return _("Safety conversation to have, %(due)s") % {"due": due_words(one.flag.due_at if one.flag else at, at)}


def _proposed(one: Patient) -> str:
    """Which words wait for a yes, and since when."""
    goal = one.goal_waits
    if goal is None:
        return ""
    since = {"name": goal.wording.by, "day": day(goal.wording.at)}
    if goal.wording.deed is GoalDeed.PROPOSED:
        return _("%(name)s has proposed a goal, waiting since %(day)s") % since
    return _("%(name)s has suggested other words for a goal, waiting since %(day)s") % since


def _noes(n: int) -> str:
    return ngettext(
        "Has said no to %(n)d activity; the reason is there",
        "Has said no to %(n)d activities; the reasons are there",
        n,
    ) % {"n": n}


def _message(one: Patient, at: datetime) -> str:
    """By when a message of theirs is to be answered; the promise is the team's."""
    due = one.message.due_at if one.message else at
    when = {"when": by_when(due, at)}
    return _("A reply is due by %(when)s") % when if at <= due else _("A reply was due by %(when)s") % when


def _days(head: Head | None, at: datetime) -> str:
    days = (at - head.began_at).days if head else 0
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def _resting(one: Patient) -> str:
    rest = one.head.rest if one.head else None
    if rest is None or rest.until is None:
        return _("Is resting for a while")
    return _("Is resting until about %(day)s") % {"day": day(rest.until)}


def _since(one: Patient) -> str:
    """What they did since this practitioner last read their page."""
    done = one.done
    titles = listed([f"“{title}”" for title in done.finished], _("and"))
    parts = [_("finished %(modules)s") % {"modules": titles}] if titles else []
    if done.steps:
        parts.append(ngettext("%(n)d step", "%(n)d steps", done.steps) % {"n": done.steps})
    if not parts:
        parts = [_("begun “%(module)s”") % {"module": title} for title in done.begun]
    what = ", ".join(parts)
    what = what[:1].upper() + what[1:]
    if one.looked_at is None:
        return what or _("Nothing yet")
    when = _("since %(day)s") % {"day": day(one.looked_at)}
    return f"{what}, {when}" if what else _("Nothing %(since)s") % {"since": when}


def _place(one: Patient) -> str:
    work = one.going
    if work is None:
        return ""
    if work.finished_at:
        return _("Finished “%(module)s” on %(day)s") % {
            "module": work.module.title,
            "day": day(work.finished_at, weekday=False),
        }
    return _("“%(module)s”, %(done)d of %(total)d steps done") % {
        "module": work.module.title,
        "done": len(work.way_for_others.done),
        "total": len(work.way_for_others.steps),
    }


def _unread(one: Patient, at: datetime) -> UnreadRow:
    """The oldest unread work of one patient, and how old it is."""
    oldest = min(one.unread, key=lambda piece: piece.saved_at)
    work = next(work for work in one.plan if work.id == oldest.plan_module_id)
    step = work.module.step(oldest.step)
    more = len(one.unread) - 1
    title = step.title if step else work.module.title
    what = title if not more else _("%(title)s, and %(n)d more") % {"title": title, "n": more}
    return UnreadRow(f"/practice/patients/{one.who.id}", one.who.name, age(oldest.saved_at, at), what)


def age(since: datetime, at: datetime) -> str:
    """How long something has waited, in days of the calendar."""
    days = (local(at).date() - local(since).date()).days
    return _("today") if days <= 0 else ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
