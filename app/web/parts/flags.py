"""A safety flag in words: facts, who has it, by when. Never a level."""

from collections.abc import Mapping
from datetime import datetime

from app.content.measures import PHQ_9, Items, Measures
from app.people.presence import Team
from app.people.waiting import Place
from app.rendering import clock_time, day, listed
from app.rendering import gettext as _
from app.safety.rules import Entry, Fact, Flag, FlagDeed, Outcome, Source, holder
from app.web.parts.thread import by_when


def fact_words(fact: Fact, by: str, measures: Measures) -> str:
    """ "PHQ-9 item 9 is 1, Several days. It was 0 before." `by`: the name of whoever said or read it."""
    match fact.source:
        case Source.ANSWER:
            return _answer_words(fact, measures)
        case Source.CANNOT_KEEP_SAFE:
            return _("Says that they cannot keep themselves safe.")
        case Source.ASKS_FOR_CALL:
            return _("Asks for a call.")
        case Source.READ:
            return _("%(name)s has read something and is worried.") % {"name": by}


def _answer_words(fact: Fact, measures: Measures) -> str:
    now = _("PHQ-9 item 9 is %(n)s, %(label)s.") % {"n": fact.answer, "label": _label(fact.answer, measures)}
    if fact.before is None:
        return f"{now} {_('It was not answered before.')}"
    return f"{now} {_('It was %(n)s before.') % {'n': fact.before}}"


def _label(value: int | None, measures: Measures) -> str:
    phq = measures.get(PHQ_9)
    labels: Mapping[int, str] = {one.value: one.label for one in phq.options} if isinstance(phq, Items) else {}
    return labels.get(value, "") if value is not None else ""


def due_words(due_at: datetime, at: datetime) -> str:
    when = {"when": by_when(due_at, at)}
    return _("by %(when)s") % when if at <= due_at else _("was due by %(when)s") % when


def lists_words(place: Place, team: Team) -> str:
    """On whose lists it stands now."""
    names = sorted(team[id_].name for id_ in place.lists.practitioners if id_ in team)
    return listed([*names, *([_("the service leads")] if place.lists.leads else [])], _("and"))


def taken_words(flag: Flag, team: Team) -> str:
    """Who has it. Of somebody who is not at work, that they took it: it stands then as if nobody had."""
    if flag.taken is None:
        return _("Nobody has taken it yet")
    since = {
        "name": flag.taken.by,
        "day": day(flag.taken.at, weekday=False),
        "time": clock_time(flag.taken.at),
    }
    if holder(flag.taken.by_id, team) is None:
        return _("%(name)s took it on %(day)s, %(time)s, and is not at work today") % since
    return _("%(name)s has it, since %(day)s, %(time)s") % since


def outcome_words(outcome: Outcome) -> str:
    match outcome:
        case Outcome.TALKED:
            return _("We have talked about it")
        case Outcome.PLAN_MADE:
            return _("We have talked, and the safety plan is made or changed")
        case Outcome.HANDED_OVER:
            return _("Another service has taken over, and has said so")
        case Outcome.ANSWERED_BY_MISTAKE:
            return _("They did not mean that answer, and we have talked about it")
        case Outcome.OTHER:
            return _("Something else")


def entry_words(one: Entry, measures: Measures) -> str:
    """One thing that happened, as staff read it."""
    name = {"name": one.by}
    match one.deed:
        case FlagDeed.RAISED | FlagDeed.JOINED:
            return fact_words(one.fact, one.by, measures) if one.fact else ""
        case FlagDeed.SEEN:
            return _("%(name)s opened it") % name
        case FlagDeed.TAKEN:
            return _("%(name)s took it") % name
        case FlagDeed.CONTACT_TRIED:
            return _("%(name)s tried to reach them") % name
        case FlagDeed.HANDED_OVER:
            return _("%(name)s handed over to another service") % name
        case FlagDeed.NOTED:
            return _("%(name)s added a note") % name
        case FlagDeed.CLOSED:
            done = outcome_words(one.outcome) if one.outcome else ""
            return _("%(name)s closed it: %(outcome)s") % {**name, "outcome": done}
        case FlagDeed.REOPENED:
            return _("%(name)s opened it again") % name
