"""What the session is to cover, on its brief: what stands on the list, and what the programme suggests, with why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.briefs.composing import Brief
from app.rendering import ngettext
from app.sessions.rules import at_hand, numbered
from app.web.parts.sessions import mode_words, when
from app.web.practitioner.goal_views import whose, why_to_talk
from app.web.practitioner.patient_sessions import title

A_LINE, WANTED, LONGEST = 36, 3, 70
"""Letters of a line of the third column; items of the list that stand there, and the letters of one."""


@dataclass(frozen=True)
class TalkLine:
    """`own`: its words are somebody's own, in the line of `whose`. `href`: where it comes from."""

    words: str
    why: str
    href: str = ""
    own: bool = False
    whose: str = ""


@dataclass(frozen=True)
class BriefAgenda:
    """`lines`: how many lines of the third column it takes. `goals`: whose wording stands here, cut or not."""

    session: str
    record: str
    wants: tuple[TalkLine, ...]
    more: str
    talk: tuple[TalkLine, ...]
    goals: tuple[UUID, ...]

    @property
    def lines(self) -> int:
        wants = sum(len(one.words) // A_LINE + 1 for one in self.wants) + bool(self.more)
        talk = sum(len(one.words) // A_LINE + len(one.why) // A_LINE + 2 for one in self.talk)
        return wants + talk + (2 if self.wants else 1)


def brief_agenda(found: Brief, patient_href: str, *, at: datetime) -> BriefAgenda:
    """From what the brief holds; no query."""
    session = at_hand(found.sessions, at)
    numbers = numbered(found.sessions, found.head.began_at if found.head else None)
    parts = []
    if session:
        parts = [title(numbers.get(session.id)), when(session, at), mode_words(session.mode)]
    items = sorted(found.items, key=lambda one: not one.from_patient)
    talk, goals = _talk(found, patient_href, at)
    return BriefAgenda(
        session=" · ".join(parts),
        record=f"{patient_href}/sessions/{session.id}" if session else "",
        wants=tuple(TalkLine(_cut(one.words), "", own=True, whose=_line(one.from_patient)) for one in items[:WANTED]),
        more=_more(len(items) - WANTED),
        talk=tuple(talk),
        goals=tuple(goals),
    )


_SOURCES = {
    "reviews": "/activities",
    "noes": "/activities",
    "left": "",
    "finished": "",
    "check-in": "/check-ins",
    "missed": "/sessions",
}
"""By the first word of a suggestion's key, the page of the patient's that it rests on."""


def _source(key: str, patient_href: str) -> str:
    kind, _space, rest = key.partition(" ")
    if kind == "flag":
        return f"/practice/flags/{rest}"
    if kind == "goal":
        return f"{patient_href}/goals/{rest.partition(' ')[0]}"
    return f"{patient_href}{_SOURCES.get(kind, '')}"


def _talk(found: Brief, patient_href: str, at: datetime) -> tuple[Sequence[TalkLine], Sequence[UUID]]:
    """The suggestions, at most three. The wording of a goal is somebody's own."""
    goals = {f"goal {one.id} {one.version}": one for one in found.goals}
    lines, shown = [], []
    for one in found.suggested.first:
        goal = goals.get(one.key)
        if goal is None:
            lines.append(TalkLine(_cut(one.words), one.reason, _source(one.key, patient_href)))
        else:
            why = why_to_talk(goal, at=at)
            lines.append(TalkLine(_cut(goal.words), why, _source(one.key, patient_href), own=True, whose=whose(goal)))
            shown.append(goal.id)
    return lines, shown


def _line(from_patient: bool) -> str:
    return "you" if from_patient else "them"


def _more(n: int) -> str:
    return ngettext("%(n)d more on the list", "%(n)d more on the list", n) % {"n": n} if n > 0 else ""


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rpartition(' ')[0] or line[:LONGEST]} …"
