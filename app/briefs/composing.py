"""From records to a brief: what stands in it, and why. Pure; the specification is tests/briefs/test_composing.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.activities.rules import Activity, No
from app.briefs import suggesting
from app.briefs.suggesting import Basis
from app.checkins.rules import Given as CheckedIn
from app.checkins.rules import topics, visible
from app.content.check_in import CheckIn
from app.enrolments.queries import Change, Course, Head, SharedWork, Work
from app.goals.rules import Goal
from app.measures.queries import Given
from app.people.preferences import Chosen
from app.safety.queries import OpenFlag
from app.sessions.rules import BookedSession, Item, Suggested, suggested
from app.support.queries import Note

ROOM = 6
"""Pieces of work that one screen and one printed page can have, were each of them short."""


@dataclass(frozen=True)
class Talk:
    """What there may be to talk about rests on these, of one patient: only what their practitioner may know.

    `check_ins` as they were given, with their ids; `over` are the suggestions that do not come again.
    """

    course: Course | None
    activities: Sequence[Activity]
    noes: Sequence[No]
    goals: Sequence[Goal]
    check_ins: Sequence[tuple[UUID, CheckedIn]]
    flag: OpenFlag | None
    sessions: Sequence[BookedSession]
    over: frozenset[str]


@dataclass(frozen=True)
class Records:
    """Everything that a brief is made of, as it was read."""

    card: Chosen
    looked_at: datetime | None
    """The reader's last look before today, so that what is new stays new all day."""
    talk: Talk
    shared: Sequence[SharedWork]
    changes: Sequence[Change]
    sittings: Sequence[Given]
    items: Sequence[Item]
    programme: Sequence[Note] = ()


@dataclass(frozen=True)
class Brief:
    """`new` is shared work the practitioner has not read before today; `shown` is what there is room for.

    `activities` are those that are shared, and `noes` what was declined and why, the newest first.
    """

    card: Chosen
    """What the patient likes their team to know, in their own words."""
    plan: tuple[Work, ...]
    head: Head | None
    looked_at: datetime | None
    shared: tuple[SharedWork, ...]
    shown: tuple[SharedWork, ...]
    new: int
    changes: tuple[Change, ...]
    goals: tuple[Goal, ...]
    activities: tuple[Activity, ...]
    noes: tuple[No, ...]
    sittings: tuple[Given, ...]
    """Of every measure, oldest first, each with its answers."""
    check_ins: tuple[CheckedIn, ...]
    """Those that a practitioner may see, in order."""
    flag: OpenFlag | None
    sessions: tuple[BookedSession, ...]
    items: tuple[Item, ...]
    """What stands on the agenda, in the order that the two have put it in."""
    suggested: Suggested
    programme: tuple[Note, ...] = ()
    """What the programme said of late, the newest first."""


def compose(records: Records, check_in: CheckIn, *, today_began: datetime, at: datetime) -> Brief:
    """The brief of one patient. Withdrawn work and steps without a word are no part of it."""
    talk = records.talk
    shared = [one for one in records.shared if one.answers and not one.withdrawn]
    return Brief(
        card=records.card,
        plan=talk.course.current if talk.course else (),
        head=talk.course.head if talk.course else None,
        looked_at=records.looked_at,
        shared=tuple(shared),
        shown=_shown(shared, today_began),
        new=sum(_is_new(one, today_began) for one in shared),
        changes=tuple(records.changes),
        goals=tuple(talk.goals),
        activities=tuple(talk.activities),
        noes=tuple(talk.noes),
        sittings=tuple(records.sittings),
        check_ins=tuple(one for _id, one in visible(check_in, talk.check_ins)),
        flag=talk.flag,
        sessions=tuple(talk.sessions),
        items=tuple(records.items),
        suggested=left_of(talk, check_in, records.items, for_patient=False, at=at),
        programme=tuple(records.programme),
    )


def left_of(talk: Talk, check_in: CheckIn, items: Sequence[Item], *, for_patient: bool, at: datetime) -> Suggested:
    """What is suggested, and neither on the agenda nor over. `for_patient`: only what a patient is shown."""
    given = visible(check_in, talk.check_ins)
    basis = Basis(
        activities=talk.activities,
        noes=talk.noes,
        goals=talk.goals,
        works=talk.course.current if talk.course else (),
        answers=topics(check_in, [one for _id, one in given]),
        check_in=given[-1][0] if given else None,
        flag=talk.flag.id if talk.flag else None,
        sessions=talk.sessions,
    )
    found = suggesting.suggestions(basis, at=at)
    return suggested([one for one in found if one.for_patient or not for_patient], items, talk.over)


def _shown(shared: Sequence[SharedWork], today_began: datetime) -> tuple[SharedWork, ...]:
    """What is new first, then the latest, as far as there can be room."""
    ranked = sorted(shared, key=lambda one: (not _is_new(one, today_began), -one.saved_at.timestamp()))
    return tuple(ranked[:ROOM])


def _is_new(one: SharedWork, today_began: datetime) -> bool:
    return one.seen_at is None or one.seen_at >= today_began
