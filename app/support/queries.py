"""What the programme said to patients, what they said to that, and what practitioners and leads have set."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Select, SQLColumnExpression
from sqlmodel import Session, col, func, select

from app.content.support import On, SupportRules, Theme
from app.people.tables import Person
from app.rendering import local
from app.safety.tables import SafetyFlag
from app.support.rules import Change, Own, Said, Sent, Wish, changed
from app.support.tables import SupportMessage, SupportOverride, SupportSetting, SupportWish

STANDS = timedelta(days=5)
"""So long a message stands on Today; after that it is among the earlier ones."""
_CHANGE: TypeAdapter[Change] = TypeAdapter(Change)


@dataclass(frozen=True)
class Told:
    """What was said to one patient, what they said to it, and what their practitioner has set."""

    sent: tuple[Sent, ...] = ()
    said: tuple[Said, ...] = ()
    own: Mapping[str, Own] = field(default_factory=dict)
    paused: bool = False


def told(db: Session, patients: Sequence[UUID]) -> defaultdict[UUID, Told]:
    """For each of these patients; three queries however many."""
    sent: dict[UUID, list[Sent]] = defaultdict(list)
    said: dict[UUID, list[Said]] = defaultdict(list)
    own: dict[UUID, dict[str, Own]] = defaultdict(dict)
    rows = select(SupportMessage.patient_id, SupportMessage.rule, SupportMessage.key, SupportMessage.at)
    of = col(SupportMessage.patient_id).in_(patients)
    for patient, rule, key, at in db.exec(rows.where(of).order_by(col(SupportMessage.at))):
        sent[patient].append(Sent(rule, key, local(at)))
    wishes = select(SupportWish).where(col(SupportWish.patient_id).in_(patients))
    for wish in db.exec(wishes.order_by(col(SupportWish.at))):
        said[wish.patient_id].append(Said(Wish(wish.wish), wish.about, wish.at))
    for setting, name in _settings(db, col(SupportSetting.patient_id).in_(patients)):
        own[setting.patient_id][setting.rule] = Own(setting.paused, setting.words, name)
    return defaultdict(
        Told,
        {
            id_: Told(tuple(sent[id_]), tuple(said[id_]), own[id_], own[id_].get("", Own()).paused)
            for id_ in {*sent, *said, *own}
        },
    )


def _settings(db: Session, which: ColumnElement[bool]) -> Iterable[tuple[SupportSetting, str]]:
    """The last version of each setting, with the name of whoever made it."""
    newest = (
        select(SupportSetting.patient_id, SupportSetting.rule, func.max(SupportSetting.number).label("number"))
        .where(which)
        .group_by(col(SupportSetting.patient_id), col(SupportSetting.rule))
        .subquery()
    )
    same = (
        (newest.c.patient_id == col(SupportSetting.patient_id))
        & (newest.c.rule == col(SupportSetting.rule))
        & (newest.c.number == col(SupportSetting.number))
    )
    query = select(SupportSetting, Person.name).join(newest, same)
    return db.exec(query.join(Person, col(Person.id) == col(SupportSetting.by_id))).all()


@dataclass(frozen=True)
class Shown:
    """One message as it was said. `words`: the patient's own in it; `answer`: the last they said to it."""

    id: UUID
    rule: str
    follows: On
    theme: Theme
    template: str
    words: str
    text: str
    why: str
    href: str
    about: UUID | None
    by: str
    private: bool
    at: datetime
    answer: Wish | None = None


def messages(db: Session, patient: UUID, *, for_others: bool = False, most: int = 100) -> list[Shown]:
    """What was said to one patient, the newest first; one query. `for_others`: without what only they know."""
    query = (
        select(SupportMessage, SupportWish).outerjoin(SupportWish, _LAST).where(SupportMessage.patient_id == patient)
    )
    if for_others:
        query = query.where(col(SupportMessage.private).is_(False))
    rows = db.exec(query.order_by(col(SupportMessage.at).desc(), col(SupportMessage.id)).limit(most))
    return [shown(row, wish) for row, wish in rows]


def on_today(db: Session, patient: UUID, *, at: datetime) -> Shown | None:
    """The last message, as long as it is recent, in place and not answered with “not for me”; one query.

    None while a safety flag is open.
    """
    flag = select(SafetyFlag.id).where(col(SafetyFlag.patient_id) == patient, col(SafetyFlag.closed_at).is_(None))
    row = db.exec(
        select(SupportMessage, SupportWish)
        .outerjoin(SupportWish, _LAST)
        .where(
            SupportMessage.patient_id == patient,
            col(SupportMessage.over_at).is_(None),
            SupportMessage.at > at - STANDS,
            ~flag.exists(),
        )
        .order_by(col(SupportMessage.at).desc(), col(SupportMessage.id))
        .limit(1)
    ).first()
    found = shown(*row) if row else None
    return None if found is None or found.answer is Wish.NOT_FOR_ME else found


@dataclass(frozen=True)
class Note:
    """That the programme said something, as it stands on the session brief. Nothing that only the patient may know."""

    rule: str
    at: datetime
    answer: Wish | None


def with_notes(query: Select[Any], patient: SQLColumnExpression[UUID], *, since: datetime) -> Select[Any]:
    """The same query, a row for each message since then: for whoever reads it along with something else."""
    mine = (col(SupportMessage.patient_id) == patient) & (col(SupportMessage.at) >= since)
    said = query.add_columns(col(SupportMessage.rule), col(SupportMessage.at), col(SupportWish.wish))
    said = said.outerjoin(SupportMessage, mine & col(SupportMessage.private).is_(False)).outerjoin(SupportWish, _LAST)
    return said.order_by(col(SupportMessage.at).desc())


def notes_of(rows: Iterable[Sequence[Any]]) -> tuple[Note, ...]:
    """The messages of those rows, the newest first."""
    return tuple(Note(rule, at, Wish(wish) if wish else None) for *_rest, rule, at, wish in rows if rule)


_newer = (
    select(func.max(SupportWish.at))
    .where(col(SupportWish.message_id) == col(SupportMessage.id))
    .correlate(SupportMessage)
    .scalar_subquery()
)
_LAST = (col(SupportWish.message_id) == col(SupportMessage.id)) & (col(SupportWish.at) == _newer)


def message(db: Session, patient: UUID, id_: UUID) -> Shown | None:
    """One message to this patient."""
    query = select(SupportMessage, SupportWish).outerjoin(SupportWish, _LAST)
    row = db.exec(query.where(SupportMessage.patient_id == patient, SupportMessage.id == id_)).first()
    return shown(*row) if row else None


def shown(row: SupportMessage, wish: SupportWish | None) -> Shown:
    return Shown(
        row.id,
        row.rule,
        On(row.follows),
        Theme(row.theme),
        row.template,
        row.words,
        row.text,
        row.why,
        row.href,
        row.about_id,
        row.by_name,
        row.private,
        row.at,
        Wish(wish.wish) if wish else None,
    )


@dataclass(frozen=True)
class Set:
    """What a practitioner has set for one rule of one patient, in its last version."""

    rule: str
    number: int
    paused: bool
    words: str
    by: str
    at: datetime


def settings_of(db: Session, patient: UUID) -> dict[str, Set]:
    """By rule; under the empty name what is set for all of them. One query."""
    return {
        row.rule: Set(row.rule, row.number, row.paused, row.words, name, row.at)
        for row, name in _settings(db, col(SupportSetting.patient_id) == patient)
    }


@dataclass(frozen=True)
class Override:
    """How a lead has changed one rule, in its last version."""

    number: int
    change: Change
    by: str
    at: datetime


def overrides(db: Session) -> dict[str, Override]:
    """By rule; one query."""
    newest = (
        select(SupportOverride.rule, func.max(SupportOverride.number).label("number"))
        .group_by(col(SupportOverride.rule))
        .subquery()
    )
    same = (newest.c.rule == col(SupportOverride.rule)) & (newest.c.number == col(SupportOverride.number))
    rows = db.exec(
        select(SupportOverride, Person.name)
        .join(newest, same)
        .join(Person, col(Person.id) == col(SupportOverride.by_id))
    )
    return {
        row.rule: Override(row.number, _CHANGE.validate_python(json.loads(row.content)), name, row.at)
        for row, name in rows
    }


def rules_of(db: Session, rules: SupportRules) -> SupportRules:
    """The rules as they hold in this service now; one query."""
    return changed(rules, {id_: one.change for id_, one in overrides(db).items()})


@dataclass(frozen=True)
class Count:
    """How often one rule spoke, to how many patients, and what they said to it."""

    messages: int
    patients: int
    helpful: int
    not_for_me: int
    fewer: int


def counts(db: Session, *, since: datetime) -> dict[str, Count]:
    """By rule, of what others may know; two queries."""
    said = (
        select(SupportMessage.rule, func.count(), func.count(func.distinct(SupportMessage.patient_id)))
        .where(SupportMessage.at >= since, col(SupportMessage.private).is_(False))
        .group_by(col(SupportMessage.rule))
    )
    answers = (
        select(SupportMessage.rule, SupportWish.wish, func.count())
        .join(SupportMessage, col(SupportMessage.id) == col(SupportWish.message_id))
        .where(SupportMessage.at >= since, col(SupportMessage.private).is_(False))
        .group_by(col(SupportMessage.rule), col(SupportWish.wish))
    )
    given: dict[str, dict[str, int]] = defaultdict(dict)
    for rule, wish, n in db.execute(answers):
        given[rule][wish] = n
    return {
        rule: Count(
            n,
            patients,
            given[rule].get(Wish.HELPFUL, 0),
            given[rule].get(Wish.NOT_FOR_ME, 0),
            given[rule].get(Wish.FEWER, 0),
        )
        for rule, n, patients in db.execute(said)
    }
