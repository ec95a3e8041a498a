"""Giving a measure: each answer is kept as it is given, and durable when its transaction has committed.

An answer that flags raises its flag first, in the same transaction, so no caller can forget it.
"""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session, col, select, update

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.content.measures import Items, Licensed, ScoreEntry
from app.database import one_at_a_time
from app.enrolments.actions import refuse_after_the_end
from app.measures import queries, rules
from app.measures.queries import Given
from app.measures.rules import Answer, Skip
from app.measures.tables import MeasureAnswer, StoredSitting
from app.safety import actions as safety
from app.safety.rules import FLAGGING, Fact, Promise, Source

DIFFICULTY = "difficulty"
"""The unscored question that follows the others, as an item."""


class Finished(Exception):
    """The sitting is finished; the form was opened before that."""


def begin(db: Session, patient: UUID, measure: Items, *, on: date, once: UUID, by: Actor, at: datetime) -> Given:
    """The sitting of this measure that is not finished, or a new one. Raises `Ended`.

    A sitting whose words have changed since is finished as it is, and a new one begun: one sitting has one wording. So
    is one that was left for too long, whose answers are of other weeks.
    """
    refuse_after_the_end(db, patient)
    one_at_a_time(db, f"sitting {patient} {measure.id}")
    now = queries.open_sitting(db, patient, measure.id)
    if now and now.version == measure.version and rules.goes_on(now.on, on):
        return now
    if now:
        _set(db, now.id, finished_at=max(at, now.began_at))  # the clock may have been put back since
    if by.id is None:
        raise ValueError("a measure is given by a person")
    row = StoredSitting(
        patient_id=patient,
        measure=measure.id,
        version=measure.version,
        on_day=on,
        highest=measure.highest,
        by_id=by.id,
        once=once,
        began_at=at,
    )
    db.add(row)
    db.flush()
    audit.record(db, Deed.MEASURE_BEGUN, by=by, at=at, patient=patient, subject=measure.id)
    found = queries.sitting(db, patient, row.id)
    if found is None:
        raise LookupError(row.id)
    return found


def answer(
    db: Session,
    sitting: Given,
    measure: Items,
    item: str,
    said: Answer,
    promise: Callable[[], Promise],
    *,
    once: UUID,
    by: Actor,
    at: datetime,
) -> bool:
    """Keeps one answer; whether it raised or joined a safety flag. The same form twice in a row is one.

    `promise` is asked for only where the answer flags.

    Another answer to an item is another row, also after the sitting is finished, and never takes a flag back.
    What was begun before the course ended can still be answered, so that no late answer is lost: a flag stands with
    whoever is there, whatever has become of the course. Raises `rules.NotAnAnswer` for what the measure does not ask,
    and `Ended` once the sitting is finished too.
    """
    if sitting.finished_at:
        refuse_after_the_end(db, sitting.patient_id)
    _possible(measure, item, said)
    one_at_a_time(db, f"answer {sitting.id} {item}")
    key = uuid5(once, f"{item} {said}")
    mine = (MeasureAnswer.sitting_id == sitting.id, MeasureAnswer.item == item)
    earlier = db.exec(select(MeasureAnswer).where(*mine).order_by(col(MeasureAnswer.number))).all()
    if earlier and earlier[-1].once == key:
        return earlier[-1].flag_id is not None
    if any(one.once == key for one in earlier):
        key = uuid4()  # back to what was said first, from a page that the browser had kept
    number = len(earlier) + 1
    flag = _flag(db, sitting, measure, item, said, promise, once=key, by=by, at=at)
    db.add(
        MeasureAnswer(
            sitting_id=sitting.id,
            measure=measure.id,
            item=item,
            number=number,
            value=said if not isinstance(said, Skip) else None,
            skip=said.value if isinstance(said, Skip) else None,
            version=measure.version,
            flag_id=flag,
            once=key,
            at=at,
        )
    )
    db.flush()
    audit.record(db, Deed.MEASURE_ANSWERED, by=by, at=at, patient=sitting.patient_id, subject=f"{measure.id}/{item}")
    _sum_up(db, sitting, measure)
    return flag is not None


def finish(db: Session, sitting: Given, *, at: datetime) -> None:
    """The patient has come to the end, or stops here for good; what is not answered stays so."""
    open_ = (col(StoredSitting.id) == sitting.id) & col(StoredSitting.finished_at).is_(None)
    db.exec(update(StoredSitting).where(open_).values(finished_at=max(at, sitting.began_at)))


def enter_score(
    db: Session,
    patient: UUID,
    measure: ScoreEntry,
    total: int,
    *,
    works: bool,
    on: date,
    once: UUID,
    by: Actor,
    at: datetime,
) -> None:
    """A total of a measure whose words are not ours. The same form twice is one. Raises `NotAnAnswer` and `Ended`."""
    refuse_after_the_end(db, patient)
    score = rules.entered(measure, total, works=works)
    key = uuid5(once, f"{total} {works} {on}")
    one_at_a_time(db, f"score {patient} {key}")
    same = select(StoredSitting.id).where(StoredSitting.patient_id == patient, StoredSitting.once == key)
    if db.exec(same).first():
        return
    if by.id is None:
        raise ValueError("a score is entered by a person")
    db.add(
        StoredSitting(
            patient_id=patient,
            measure=measure.id,
            version="",
            score_only=True,
            on_day=on,
            total=score.total,
            highest=score.highest,
            by_id=by.id,
            once=key,
            began_at=at,
            finished_at=at,
        )
    )
    audit.record(db, Deed.SCORE_ENTERED, by=by, at=at, patient=patient, subject=measure.id)


def _possible(measure: Items, item: str, said: Answer) -> None:
    if measure.difficulty and item == DIFFICULTY:
        values = {option.value for option in measure.difficulty.options}
        if said is not Skip.DECLINED and said not in values:
            raise rules.NotAnAnswer(f"{measure.id} has no answer {said!r}")
        return
    rules.score(measure, {item: said})


def _flag(
    db: Session,
    sitting: Given,
    measure: Items,
    item: str,
    said: Answer,
    promise: Callable[[], Promise],
    *,
    once: UUID,
    by: Actor,
    at: datetime,
) -> UUID | None:
    """The flag that this answer raises or joins; none where it does not flag."""
    if item != measure.safety_item or not rules.is_number(said) or said < FLAGGING:
        return None
    fact = Fact(Source.ANSWER, said, queries.last_safety_answer(db, sitting.patient_id))
    return safety.raise_flag(db, sitting.patient_id, fact, promise(), once=uuid4(), by=by, at=at).id


def _sum_up(db: Session, sitting: Given, measure: Items) -> None:
    """The total as the answers are now; none while one that counts is missing or declined."""
    now = queries.sitting(db, sitting.patient_id, sitting.id)
    if now is None:
        return
    asked = {item.id for item in measure.items}
    score = rules.score(measure, {id_: said for id_, said in now.answers.items() if id_ in asked})
    if (score.total, score.highest) != (now.total, now.highest):
        _set(db, sitting.id, total=score.total, highest=score.highest)


def _set(db: Session, sitting: UUID, **values: object) -> None:
    db.exec(update(StoredSitting).where(col(StoredSitting.id) == sitting).values(**values))


def words_of(measure: Items | Licensed) -> Items | None:
    """The measure with its words; None where a licensed text is not installed."""
    return measure.text if isinstance(measure, Licensed) else measure
