"""Goals in words, as a practitioner reads them: where one stands, who said yes, why it is to be talked about."""

from dataclasses import dataclass
from datetime import datetime

from app.goals.rules import HIGHEST, RESTS, Entry, Goal, GoalDeed, Piece, Side, Status, Topic, compared, topic
from app.people.queries import Who
from app.rendering import clock_time, day
from app.rendering import gettext as _
from app.web.parts.goals import area_words, deed_words, line_of


@dataclass(frozen=True)
class Wording:
    """One wording. `whose`: "you" for the patient's line, "them" for the team's, "both" where both said yes to it."""

    label: str
    when: str
    whose: str
    lines: tuple[str, ...]
    why: tuple[str, ...]
    pieces: tuple[Piece, ...] = ()
    """The same words in pieces, where they stand beside another wording."""


@dataclass(frozen=True)
class GoalView:
    """One goal as it stands. `pair`: the patient's words and the team's, where neither is agreed yet."""

    id: str
    href: str
    status: str
    live: bool
    area: str
    stands: Wording
    pair: tuple[Wording, ...]
    yes: tuple[str, ...]
    topic: str
    rated: str
    new: bool


@dataclass(frozen=True)
class Happened:
    """One thing in a goal's history. `kind` names the glyph: one line is one side's, two joined is talked about."""

    sentence: str
    when: str
    kind: str
    whose: str
    words: tuple[str, ...]
    more: tuple[str, ...]
    new: bool


def view(goal: Goal, who: Who, *, new: bool, at: datetime) -> GoalView:
    stands = goal.wording
    return GoalView(
        id=str(goal.id),
        href=f"/practice/patients/{who.id}/goals/{goal.id}",
        status=status(goal, who.name),
        live=goal.live,
        area=area_words(goal.area) if goal.area else "",
        stands=Wording(
            _("Words of both") if goal.agreed_at else _words_of(stands),
            day(stands.at, weekday=False),
            whose(goal),
            tuple(stands.words.splitlines()),
            tuple(stands.why.splitlines()),
        ),
        pair=_pair(goal),
        yes=tuple(_yes(one) for one in sorted(goal.confirmed.values(), key=lambda one: one.at)),
        topic=why_to_talk(goal, at=at),
        rated=rated(goal),
        new=new,
    )


def _pair(goal: Goal) -> tuple[Wording, ...]:
    """The two wordings with the patient's first, where one side has answered with another."""
    if not two_wordings(goal) or goal.earlier is None:
        return ()
    first, second = sorted((goal.earlier, goal.wording), key=lambda one: one.side is Side.TEAM)
    return tuple(
        Wording(
            _words_of(one),
            day(one.at),
            line_of(one.side),
            tuple(one.words.splitlines()),
            tuple(one.why.splitlines()),
            pieces,
        )
        for one, pieces in zip((first, second), compared(first.words, second.words), strict=True)
    )


def two_wordings(goal: Goal) -> bool:
    """Whether there are two wordings to choose between."""
    return goal.earlier is not None and goal.agreed_at is None


def _words_of(one: Entry) -> str:
    return _("%(name)s’s words") % {"name": one.by}


def whose(goal: Goal) -> str:
    """Whose line stands beside the words of a goal."""
    return "both" if goal.agreed_at else line_of(goal.wording.side)


def _yes(one: Entry) -> str:
    return _("%(name)s said yes on %(day)s at %(time)s") % {
        "name": one.by,
        "day": day(one.at),
        "time": clock_time(one.at),
    }


def status(goal: Goal, name: str) -> str:
    match goal.status:
        case Status.AGREED:
            return _("Agreed by both on %(day)s") % {
                "day": day(goal.agreed_at, weekday=False) if goal.agreed_at else ""
            }
        case Status.TALKING:
            return _("To talk about")
        case Status.PROPOSED:
            return _proposed(goal, name)
        case Status.PAUSED:
            return _("Paused on %(day)s") % {"day": _rests_since(goal)}
        case Status.REACHED:
            return _("Reached on %(day)s") % {"day": _rests_since(goal)}
        case Status.SET_ASIDE:
            return _("Set aside on %(day)s") % {"day": _rests_since(goal)}


def _proposed(goal: Goal, name: str) -> str:
    since = {"name": name, "day": day(goal.wording.at, weekday=False)}
    if goal.waits_for is Side.TEAM:
        return _("Waits for your yes since %(day)s") % since
    return _("Waits for %(name)s’s yes since %(day)s") % since


def _rests_since(goal: Goal) -> str:
    return day(next(one.at for one in reversed(goal.entries) if one.deed in RESTS), weekday=False)


def why_to_talk(goal: Goal, *, at: datetime) -> str:
    """Why this goal is something to talk about, in a sentence; nothing where it is not."""
    match topic(goal, at=at):
        case Topic.UNANSWERED:
            return _("These words have waited for an answer since %(day)s.") % {"day": day(goal.wording.at)}
        case Topic.REOPENED:
            return _("It was agreed. %(name)s suggested new words on %(day)s, and they are not agreed yet.") % {
                "name": goal.wording.by,
                "day": day(goal.wording.at),
            }
        case Topic.TALKING:
            asked = next(one for one in reversed(goal.entries) if one.deed is GoalDeed.TALK)
            return _("%(name)s put it on the list on %(day)s.") % {"name": asked.by, "day": day(asked.at)}
        case None:
            return ""


def rated(goal: Goal) -> str:
    """How near the patient feels to it: now, and first. Shorter than what the patient reads."""
    if goal.rating is None:
        return ""
    n = {"now": goal.rating.value, "most": HIGHEST, "first": goal.ratings[0].value}
    if len(goal.ratings) == 1:
        return _("%(now)d of %(most)d") % n
    return _("%(now)d of %(most)d, %(first)d first") % n


def happened(goal: Goal, new: frozenset[object]) -> tuple[Happened, ...]:
    """Everything that happened to a goal, the last first."""
    return tuple(_happened(one, one.id in new) for one in reversed(goal.entries))


def _happened(one: Entry, new: bool) -> Happened:
    side = line_of(one.side)
    return Happened(
        sentence=deed_words(one),
        when=_("%(day)s, %(time)s") % {"day": day(one.at), "time": clock_time(one.at)},
        kind={GoalDeed.AGREED: "both", GoalDeed.TALK: "talked"}.get(one.deed, side),
        whose=side,
        words=tuple(one.words.splitlines()),
        more=tuple((one.why or one.note).splitlines()),
        new=new,
    )
