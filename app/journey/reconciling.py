"""Counting safety three ways: the answers themselves, the history of the flags, and the record of deeds.

The three are written by the same transaction and kept apart. Where they disagree, something has got lost between what
a patient answered and the person who was to read it, and somebody has to look (trust.md §5.3, I14).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, func, select

from app.audit.rules import Deed
from app.audit.tables import AuditEntry
from app.content.measures import PHQ_9
from app.measures.tables import SAFETY_ITEM, MeasureAnswer, StoredSitting
from app.notices import actions as notices
from app.safety.rules import FLAGGING, FlagDeed, Source
from app.safety.tables import FlagEntry, SafetyCount, SafetyFlag

NIGHTLY = timedelta(hours=24)
_FLAGGING = (
    MeasureAnswer.measure == PHQ_9,
    MeasureAnswer.item == SAFETY_ITEM,
    col(MeasureAnswer.value) >= FLAGGING,
)
_ENDS = (FlagDeed.CLOSED.value, FlagDeed.REOPENED.value)


@dataclass(frozen=True)
class Count:
    """One thing, counted three ways. `by` names the ways."""

    what: str
    by: tuple[str, str, str]
    counts: tuple[int, int, int]

    @property
    def agree(self) -> bool:
        return len(set(self.counts)) == 1


@dataclass(frozen=True)
class Reconciliation:
    """`astray`: rows that do not fit together, a sentence each, by the flag's or the patient's id, never by a name."""

    counts: tuple[Count, ...]
    astray: tuple[str, ...]

    @property
    def disagreements(self) -> int:
        return len(self.astray) + sum(not one.agree for one in self.counts)


def reconcile(db: Session) -> Reconciliation:
    """Reads only. In a transaction that is a snapshot, so that what is answered meanwhile is no disagreement."""
    astray = (*_answers_astray(db), *_flags_astray(db), *_deeds_astray(db))
    return Reconciliation((_answers(db), _flags(db), _closures(db)), astray)


def nightly(db: Session, *, at: datetime) -> Reconciliation | None:
    """Counts once a day, and keeps what was found for the leads; None where it is not the turn yet."""
    if not notices.take_turn(db, "reconcile", NIGHTLY, at=at):
        return None
    found = reconcile(db)
    answers, flags, closures = (max(one.counts) for one in found.counts)
    db.add(SafetyCount(at=at, answers=answers, flags=flags, closures=closures, disagreements=found.disagreements))
    return found


def _answers(db: Session) -> Count:
    answers = _n(db, MeasureAnswer, *_FLAGGING)
    entries = _n(db, FlagEntry, FlagEntry.source == Source.ANSWER.value)
    deeds = _deeds(db, Deed.FLAG_RAISED)[Source.ANSWER.value]
    return Count("answers that flag", ("answers", "history of flags", "record of deeds"), (answers, entries, deeds))


def _flags(db: Session) -> Count:
    open_ = _n(db, SafetyFlag, col(SafetyFlag.closed_at).is_(None))
    closed = sum(_ended(entries) for entries in _histories(db).values())
    raised = _n(db, FlagEntry, FlagEntry.deed == FlagDeed.RAISED.value)
    by = ("rows", "open, and closed by their history", "history of flags")
    return Count("flags", by, (_n(db, SafetyFlag), open_ + closed, raised))


def _closures(db: Session) -> Count:
    closed = _n(db, SafetyFlag, col(SafetyFlag.closed_at).is_not(None))
    history = Counter(deed for deeds in _histories(db).values() for deed in deeds)
    counts = (closed, _closings(history), _closings(_deeds(db, Deed.FLAG_CHANGED)))
    return Count("flags that are closed", ("rows", "history of flags", "record of deeds"), counts)


def _closings(deeds: Mapping[str, int]) -> int:
    return deeds[FlagDeed.CLOSED.value] - deeds[FlagDeed.REOPENED.value]


def _answers_astray(db: Session) -> tuple[str, ...]:
    """Each answer that flags has an entry of its value and instant, in a flag of the same patient."""
    answers = db.execute(
        select(col(MeasureAnswer.flag_id), col(MeasureAnswer.value), col(MeasureAnswer.at), SafetyFlag.patient_id)
        .join(StoredSitting, col(StoredSitting.id) == col(MeasureAnswer.sitting_id))
        .outerjoin(
            SafetyFlag,
            (col(SafetyFlag.id) == col(MeasureAnswer.flag_id)) & (SafetyFlag.patient_id == StoredSitting.patient_id),
        )
        .where(*_FLAGGING)
    ).all()
    entries = db.execute(
        select(col(FlagEntry.flag_id), col(FlagEntry.answer), col(FlagEntry.at)).where(
            FlagEntry.source == Source.ANSWER.value
        )
    ).all()
    said = Counter((row[0], row[1], row[2]) for row in answers)
    noted = Counter((row[0], row[1], row[2]) for row in entries)
    return (
        *(f"flag {row[0]}: an answer carries it that is not of its patient" for row in answers if row[3] is None),
        *(f"flag {one[0]}: an answer of {_instant(one[2])} is not in its history" for one in said - noted),
        *(f"flag {one[0]}: no answer carries what its history says of {_instant(one[2])}" for one in noted - said),
    )


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _flags_astray(db: Session) -> tuple[str, ...]:
    """Each flag was raised, and is closed exactly where the last of its closings and openings is a closing."""
    rows = db.execute(select(col(SafetyFlag.id), col(SafetyFlag.closed_at)).order_by(col(SafetyFlag.id))).all()
    raised = set(db.exec(select(FlagEntry.flag_id).where(FlagEntry.deed == FlagDeed.RAISED.value)))
    histories = _histories(db)
    return (
        *(f"flag {row[0]}: its history does not say that it was raised" for row in rows if row[0] not in raised),
        *(
            f"flag {id_}: it is {'closed' if closed_at else 'open'}, and its history says otherwise"
            for id_, closed_at in rows
            if (closed_at is not None) is not _ended(histories.get(id_, []))
        ),
    )


def _deeds_astray(db: Session) -> tuple[str, ...]:
    """Each patient's flags and the record of deeds say the same of them, deed by deed. Looking is no deed."""
    what = func.coalesce(FlagEntry.source, FlagEntry.deed)
    history = db.execute(
        select(col(SafetyFlag.patient_id), what, func.count())
        .join(FlagEntry, col(FlagEntry.flag_id) == col(SafetyFlag.id))
        .where(FlagEntry.deed != FlagDeed.SEEN.value)
        .group_by(col(SafetyFlag.patient_id), what)
    )
    record = db.execute(
        select(col(AuditEntry.patient_id), col(AuditEntry.subject), func.count())
        .where(col(AuditEntry.deed).in_((Deed.FLAG_RAISED.value, Deed.FLAG_CHANGED.value)))
        .group_by(col(AuditEntry.patient_id), col(AuditEntry.subject))
    )
    noted = Counter({(row[0], row[1]): row[2] for row in history})
    done = Counter({(row[0], row[1]): row[2] for row in record})
    return tuple(
        f"patient {patient}: “{deed}” is {noted[patient, deed]} in the history of flags"
        f" and {done[patient, deed]} in the record of deeds"
        for patient, deed in sorted(noted.keys() | done.keys(), key=str)
        if noted[patient, deed] != done[patient, deed]
    )


def _ended(deeds: Sequence[str]) -> bool:
    return bool(deeds) and deeds[-1] == FlagDeed.CLOSED.value


def _histories(db: Session) -> Mapping[UUID, list[str]]:
    """The closings and openings of each flag that has any, in order; one query."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = select(col(FlagEntry.flag_id), col(FlagEntry.deed)).where(col(FlagEntry.deed).in_(_ENDS))
    for flag, deed in db.execute(rows.order_by(col(FlagEntry.number))):
        found[flag].append(deed)
    return found


def _deeds(db: Session, deed: Deed) -> Counter[str]:
    """How often the record has this deed, by its subject."""
    rows = db.execute(
        select(col(AuditEntry.subject), func.count()).where(AuditEntry.deed == deed.value).group_by(AuditEntry.subject)
    )
    return Counter({row[0]: row[1] for row in rows})


def _n(db: Session, table: type[SQLModel], *which: ColumnElement[bool] | bool) -> int:
    return int(db.execute(select(func.count()).select_from(table).where(*which)).scalar_one())
