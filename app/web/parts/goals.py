"""A goal as both its sides read it: where it stands, both wordings, everything that happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.audit.queries import Sight
from app.goals.rules import (
    ANSWER_WITHIN,
    Area,
    Entry,
    Goal,
    GoalDeed,
    Piece,
    Rating,
    Side,
    Status,
    Topic,
    compared,
    topic,
)
from app.rendering import day, local, ngettext
from app.rendering import gettext as _
from app.web.parts.chart import Chart, Mark, Table, chart
from app.web.parts.entered import written_for_you
from app.web.parts.plain import Option


@dataclass(frozen=True)
class Told:
    """A wording as it stands beside another: whose, when, and its words in pieces, what is new in it marked."""

    whose: str
    by: str
    when: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Happening:
    """One line of the history. `kind`: whose line it is drawn with; "both" from the day both had said yes."""

    kind: str
    sentence: str
    when: str
    words: tuple[str, ...]
    why: tuple[str, ...]
    seen: str


def areas() -> tuple[Option, ...]:
    """What a goal may be about, in the words that people pick from."""
    names = {
        Area.PEOPLE: _("The people in my life"),
        Area.HOME: _("Home and everyday things"),
        Area.WORK: _("Work, study or caring"),
        Area.BODY: _("My body, sleep and energy"),
        Area.ENJOYMENT: _("Things I enjoy"),
        Area.SELF: _("How I am with myself"),
        Area.OTHER: _("Something else"),
    }
    return tuple(Option(area.value, name) for area, name in names.items())


def area_words(area: Area) -> str:
    return next(one.label for one in areas() if one.id == area.value)


def line_of(side: Side) -> str:
    """The line that words of this side are set with."""
    return "you" if side is Side.PATIENT else "them"


def both(goal: Goal) -> tuple[Told, Told] | None:
    """The other side's last wording and the one that stands, side by side; the patient's always stands first."""
    other = goal.earlier
    if other is None:
        return None
    patients, teams = (other, goal.wording) if other.side is Side.PATIENT else (goal.wording, other)
    left, right = compared(patients.words, teams.words)
    return _told(patients, left), _told(teams, right)


def _told(entry: Entry, pieces: tuple[Piece, ...]) -> Told:
    return Told(line_of(entry.side), entry.by, day(entry.at, weekday=False), pieces)


def status_words(goal: Goal, reader: Side, other: str) -> str:
    """Where a goal stands, said to one side. `other` is the name of the other."""
    names = {"name": other, "day": day(goal.entries[-1].at, weekday=False)}
    match goal.status:
        case Status.AGREED:
            agreed = goal.agreed_at or goal.wording.at
            return _("You have both said yes, on %(day)s") % {"day": day(agreed, weekday=False)}
        case Status.PROPOSED if goal.waits_for is reader:
            return _("%(name)s asks whether you say yes") % names
        case Status.PROPOSED:
            return _("%(name)s is asked whether they say yes") % names
        case Status.TALKING:
            return _("On the list to talk about together")
        case Status.PAUSED:
            return _("Paused on %(day)s") % names
        case Status.REACHED:
            return _("Reached on %(day)s") % names
        case Status.SET_ASIDE:
            return _("Set aside on %(day)s") % names


def topic_words(goal: Goal, at: datetime) -> str:
    """Why it is something to talk about; nothing where it is not."""
    match topic(goal, at=at):
        case Topic.TALKING:
            return _("One of you wants to talk about this goal")
        case Topic.REOPENED:
            return _("The words were changed after you had agreed")
        case Topic.UNANSWERED:
            n = (at - goal.wording.at).days
            return ngettext("No answer for %(n)d day", "No answer for %(n)d days", n) % {"n": n}
        case None:
            return ""


def listed_on(goal: Goal) -> str:
    """The day from which an unanswered wording is something to talk about."""
    return day(goal.wording.at + ANSWER_WITHIN)


def rating_words(goal: Goal) -> str:
    """ "3 out of 10 on 8 June, 1 at first"; nothing where it was never rated."""
    if not goal.ratings:
        return ""
    now, first = goal.ratings[-1], goal.ratings[0]
    told = _("%(now)d out of 10 on %(day)s") % {"now": now.value, "day": day(now.at, weekday=False)}
    return told if len(goal.ratings) == 1 else _("%(told)s, %(first)d at first") % {"told": told, "first": first.value}


def ratings_chart(goal: Goal) -> Chart | None:
    """The ratings over time with their table, the last of each day; None while there is one day or none."""
    by_day = {local(one.at).date(): one.value for one in goal.ratings}
    if len(by_day) < 2:
        return None
    marks = [Mark(on, value, value, value) for on, value in sorted(by_day.items())]
    first, last = marks[0].on, marks[-1].on
    rows = tuple((_rated(one), str(one.value)) for one in reversed(goal.ratings))
    return chart(
        "ratings",
        _("How near it felt, from %(first)s to %(last)s")
        % {"first": day(first, weekday=False), "last": day(last, weekday=False)},
        _("From 0 to 10, one point a day. The table under it says the same."),
        marks,
        Table((_("Day"), _("0 to 10")), rows),
        first=first,
        last=last,
        joined=(last - first).days,
    )


def _rated(one: Rating) -> str:
    """The day, and who wrote it down where the patient did not."""
    return " · ".join(part for part in (day(one.at), written_for_you(one.entered_by)) if part)


def history(goal: Goal, reader: UUID, seen: Mapping[UUID, Sight]) -> tuple[Happening, ...]:
    """Everything that happened, oldest first, as this person reads it."""
    return tuple(_happening(goal, one, reader, seen.get(one.id)) for one in goal.entries)


def _happening(goal: Goal, one: Entry, reader: UUID, sight: Sight | None) -> Happening:
    before = Goal(goal.id, goal.patient_id, None, goal.entries[: one.number])
    kind = "both" if one.deed is GoalDeed.AGREED and before.agreed_at else line_of(one.side)
    return Happening(
        kind=kind,
        sentence=_by_me(one) if one.by_id == reader else deed_words(one),
        when=day(one.at),
        words=tuple(one.words.splitlines()),
        why=tuple((one.why or one.note).splitlines()),
        seen=_seen(sight) if sight and one.by_id == reader and one.words else "",
    )


def _seen(sight: Sight) -> str:
    return _("Seen by %(name)s on %(day)s") % {"name": sight.by, "day": day(sight.at, weekday=False)}


def _by_me(one: Entry) -> str:
    match one.deed:
        case GoalDeed.PROPOSED:
            return _("You wrote it")
        case GoalDeed.REWORDED:
            return _("You suggested new words")
        case GoalDeed.AGREED:
            return _("You said yes to these words")
        case GoalDeed.TALK:
            return _("You put it on the list to talk about")
        case GoalDeed.PAUSED:
            return _("You paused it")
        case GoalDeed.REACHED:
            return _("You marked it as reached")
        case GoalDeed.SET_ASIDE:
            return _("You set it aside")
        case GoalDeed.TAKEN_UP:
            return _("You took it up again")


def deed_words(one: Entry) -> str:
    """One thing that happened, with the name of whoever did it."""
    names = {"name": one.by}
    match one.deed:
        case GoalDeed.PROPOSED:
            return _("%(name)s wrote it") % names
        case GoalDeed.REWORDED:
            return _("%(name)s suggested new words") % names
        case GoalDeed.AGREED:
            return _("%(name)s said yes to these words") % names
        case GoalDeed.TALK:
            return _("%(name)s put it on the list to talk about") % names
        case GoalDeed.PAUSED:
            return _("%(name)s paused it") % names
        case GoalDeed.REACHED:
            return _("%(name)s marked it as reached") % names
        case GoalDeed.SET_ASIDE:
            return _("%(name)s set it aside") % names
        case GoalDeed.TAKEN_UP:
            return _("%(name)s took it up again") % names
