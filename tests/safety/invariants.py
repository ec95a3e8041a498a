"""What holds after every step of the simulation (trust.md §5.3, those that can be asked below the web).

The database is read as it is, by SQL of our own where that is possible, and held against what the service has said yes
to. Nothing here asks a worker, a mail or a page.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from app.audit.rules import Deed
from app.audit.tables import AuditEntry
from app.content.measures import PHQ_9, Items
from app.measures.queries import sitting
from app.measures.rules import Answer, Skip, is_number
from app.measures.tables import SAFETY_ITEM, MeasureAnswer, StoredSitting
from app.messages.queries import overdue_patients as overdue_messages
from app.notices.tables import Notice
from app.people.presence import Team, leads, on_duty
from app.people.queries import looked_after, practitioner_of, team_on
from app.people.waiting import LEAD_AFTER, Place, Stage
from app.safety.queries import open_flags, overdue_patients
from app.safety.rules import FLAGGING, FlagDeed, Source, holder, standing
from app.safety.tables import FlagEntry, SafetyFlag
from app.service import queries as service
from tests.databases import refused
from tests.notices.test_words import FORBIDDEN, NAMES
from tests.safety.simulated import Service


@dataclass
class Known:
    """What was seen the last time, so that what may not change can be held against it."""

    entries: dict[UUID, str] = field(default_factory=dict)
    due: dict[UUID, datetime] = field(default_factory=dict)
    notices: frozenset[UUID] = frozenset()

    @classmethod
    def of(cls, living: Service) -> "Known":
        with living.database.transaction(writes=False) as db:
            return cls(notices=frozenset(db.exec(select(Notice.id))))


def after_an_answer(living: Service, patient: UUID, sitting_id: UUID) -> None:
    """In the very next transaction the answer is there, and what flags stands on somebody's list."""
    with living.database.transaction(writes=False) as db:
        told = living.told[sitting_id][-1]
        mine = (MeasureAnswer.sitting_id == sitting_id, MeasureAnswer.item == told.item)
        row = db.exec(select(MeasureAnswer).where(*mine).order_by(col(MeasureAnswer.number).desc())).first()
        assert row is not None, "an answer that was acknowledged is not there"
        assert (row.skip if isinstance(told.said, Skip) else row.value) == told.said, "another answer is there"
        assert (row.flag_id is not None) == told.flags, "whether it flags is not what was said"
        if told.flags:
            found = open_flags(db).get(patient)
            assert found is not None, "the answer flags, and the patient has no open flag"
            assert found.id == row.flag_id, "the answer carries a flag that is not the open one"
            everybody_sees(db, living)


def everything(living: Service, known: Known) -> None:
    """All of them, in one transaction that writes nothing that stays."""
    with living.database.transaction() as db:
        for check in CHECKS:
            check(db, living)
        nothing_is_taken_back(db, known)
        no_time_grows(db, known)
        mail_is_neutral(db, known)
        db.rollback()


def no_answer_without_its_flag(db: Session, living: Service) -> None:
    """I1, and I14: four counts that are kept apart agree."""
    answers = db.exec(select(MeasureAnswer).where(MeasureAnswer.item == SAFETY_ITEM)).all()
    flagging = [one for one in answers if one.value is not None and one.value >= FLAGGING]
    entries = db.exec(select(FlagEntry).where(FlagEntry.source == Source.ANSWER.value)).all()
    assert all(one.flag_id for one in flagging), "an answer that flags has no flag"
    assert not [one for one in answers if one.flag_id and one not in flagging], "a flag for an answer that does not"
    pairs = Counter((one.flag_id, one.value, one.at) for one in flagging)
    assert pairs == Counter((one.flag_id, one.answer, one.at) for one in entries), "answers and entries differ"
    patients = {row[0]: row[1] for row in db.execute(select(col(SafetyFlag.id), col(SafetyFlag.patient_id)))}
    whose = {row[0]: row[1] for row in db.execute(select(col(StoredSitting.id), col(StoredSitting.patient_id)))}
    for one in flagging:
        assert one.flag_id is not None
        assert patients[one.flag_id] == whose[one.sitting_id], "an answer carries somebody else’s flag"
    said = sum(told.flags for all_ in living.told.values() for told in all_)
    noted = select(AuditEntry.subject).where(AuditEntry.deed == Deed.FLAG_RAISED.value)
    audited = Counter(db.exec(noted))
    assert len(flagging) == len(entries) == said == audited[Source.ANSWER.value], "three counts do not agree"
    facts = db.exec(select(FlagEntry.id).where(col(FlagEntry.source).is_not(None))).all()
    assert len(facts) == living.facts == sum(audited.values()), "not every fact is counted once"
    rows = db.exec(select(SafetyFlag)).all()
    raised = db.exec(select(FlagEntry.flag_id).where(FlagEntry.deed == FlagDeed.RAISED.value)).all()
    assert sorted(map(str, raised)) == sorted(str(one.id) for one in rows), "a flag that was not raised once"
    assert len(open_flags(db)) + sum(one.closed_at is not None for one in rows) == len(rows), "open and closed: not all"


def the_database_refuses_an_answer_without_its_flag(db: Session, _living: Service) -> None:
    """I1 again, by whoever writes past every line of ours: an import, a migration, a hand."""
    given = db.exec(select(StoredSitting).where(StoredSitting.measure == PHQ_9).limit(1)).first()
    if given is None:
        return
    for what, value, flag in (
        ("none", FLAGGING, None),
        ("none", 3, None),
        ("one that is not there", 2, uuid4()),
    ):
        with refused(db, f"an answer that flags, and as its flag {what}"):
            db.add(
                MeasureAnswer(
                    sitting_id=given.id,
                    measure=PHQ_9,
                    item=SAFETY_ITEM,
                    number=10_000,
                    value=value,
                    version="",
                    flag_id=flag,
                    once=uuid4(),
                    at=given.began_at,
                )
            )


def every_acknowledged_answer_is_there(db: Session, living: Service) -> None:
    """Nothing lost, nothing twice, in the order it was said; and what was not answered is not 0 (I11)."""
    asked = select(MeasureAnswer).where(col(MeasureAnswer.sitting_id).in_(list(living.told)))
    rows = db.exec(asked.order_by(col(MeasureAnswer.sitting_id), col(MeasureAnswer.item), col(MeasureAnswer.number)))
    stored: dict[UUID, dict[str, list[Answer | None]]] = {}
    for row in rows:
        value = Skip(row.skip) if row.skip else row.value
        stored.setdefault(row.sitting_id, {}).setdefault(row.item, []).append(value)
    said: dict[UUID, dict[str, list[Answer | None]]] = {}
    for id_, all_ in living.told.items():
        for told in all_:
            said.setdefault(id_, {}).setdefault(told.item, []).append(told.said)
    assert stored == said, "what is stored is not what was acknowledged"
    totals = {row[0]: row[1] for row in db.execute(select(col(StoredSitting.id), col(StoredSitting.total)))}
    for id_, items in said.items():
        assert totals[id_] == _total(living.begun[id_], items), "the total is not the sum of all, or came too soon"


def _total(measure: Items, items: Mapping[str, list[Answer | None]]) -> int | None:
    """The sum of the last answers, once every question has a number."""
    last = [items.get(item.id, [None])[-1] for item in measure.items]
    numbers = [one for one in last if is_number(one)]
    return sum(numbers) if len(numbers) == len(last) else None


def what_is_open_shows_as_not_answered(db: Session, living: Service) -> None:
    """I11: in what a page receives, a question that was not put is not there, and one declined is declined."""
    for hand in living.giving.values():
        found = sitting(db, hand.sitting.patient_id, hand.sitting.id)
        assert found is not None
        told = {one.item: one.said for one in living.told[hand.sitting.id]}
        assert dict(found.answers) == told, "a page would show an answer that was not given"
        assert is_number(found.safety) == is_number(told.get(SAFETY_ITEM)), "not answered is shown as a number"


def everybody_sees(db: Session, living: Service) -> None:
    """I2, I3, I4: worked out from the tables alone, each open flag is on the list of somebody who is there."""
    team = team_on(db, living.today)
    open_ = db.exec(select(SafetyFlag).where(col(SafetyFlag.closed_at).is_(None))).all()
    late = {row.patient_id for row in open_ if row.due_at < living.at}
    found = open_flags(db)
    waits = {patient for patient in late if holder(found[patient].taken_by, team) is None}
    assert overdue_patients(db, team, at=living.at) == waits, "what is late is not what the table says"
    assert {one.id for one in found.values()} == {row.id for row in open_}, "an open flag is not listed"
    for patient, flag in found.items():
        stands = stands_on(db, living, team, patient)
        has_it = team.get(flag.taken_by) if flag.taken_by else None
        held = has_it is not None and has_it.active and has_it.away is None and has_it.works_today
        _somebody_is_there(db, living, team, patient, stands)
        if patient in late and not held:
            _late_reaches_others(living, team, stands, flag.due_at)


def stands_on(db: Session, living: Service, team: Team, patient: UUID) -> Place:
    """Where this patient's open flag stands at the service's instant."""
    flag, own = open_flags(db, [patient])[patient], practitioner_of(db, patient)
    calendar = service.calendar(db, living.settings.zone)
    return standing(flag.due_at, flag.taken_by, own.id if own else None, team, calendar, living.at)


def _somebody_is_there(db: Session, living: Service, team: Team, patient: UUID, stands: Place) -> None:
    """Present, and let in: by the rule of the guards they reach the patient; or it is on the leads' list."""
    for one in stands.lists.practitioners:
        assert team[one].active, "it is on the list of somebody who may not sign in"
        assert team[one].away is None, "it is on the list of somebody who is away"
    if stands.lists.leads:
        assert leads(team), "it is the leads’, and there is none"
        return
    overdue = overdue_patients(db, team, at=living.at) | overdue_messages(db, at=living.at)
    reached = [
        one
        for one in stands.lists.practitioners
        if looked_after(db, one, team, overdue=overdue & {patient}, only=patient)
    ]
    assert reached, "nobody on whose list it is reaches the patient, and it is not the leads’"
    if not any(team[one].works_today for one in stands.lists.practitioners):
        assert on_duty(team) <= stands.lists.practitioners, "nobody of them works today, and duty does not have it"


def _late_reaches_others(living: Service, team: Team, stands: Place, due: datetime) -> None:
    """Late and in nobody's hands: duty has it, or the leads; two open hours later the leads in any case."""
    assert stands.stage is not Stage.ON_TIME, "it is late and does not say so"
    assert stands.lists.leads or stands.lists.practitioners & on_duty(team), "late, and neither duty nor leads"
    if stands.stage is Stage.WITH_LEAD:
        assert stands.lists.leads, "long late, and the leads do not have it"
    assert stands.leads_at >= due + timedelta(hours=LEAD_AFTER.amount), "the leads’ time is before it is late"
    if living.at >= stands.leads_at:
        assert stands.lists.leads, "their time has come, and the leads do not have it"


def closing_has_an_outcome_and_an_author(db: Session, _living: Service) -> None:
    """I9. A flag and its entries say the same of who has it and whether it is open."""
    by_flag: dict[UUID, list[FlagEntry]] = {}
    for entry in db.exec(select(FlagEntry).order_by(col(FlagEntry.number))):
        by_flag.setdefault(entry.flag_id, []).append(entry)
    for flag in db.exec(select(SafetyFlag)):
        entries = by_flag[flag.id]
        assert [one.number for one in entries] == list(range(1, len(entries) + 1)), "its history has a gap"
        is_open, taken = True, None
        for one in entries:
            match one.deed:
                case FlagDeed.CLOSED:
                    assert is_open, "closed twice"
                    assert all((one.outcome, one.words, one.by_id)), "closed without outcome or author"
                    is_open = False
                case FlagDeed.REOPENED:
                    is_open, taken = True, None
                case FlagDeed.TAKEN:
                    taken = one.by_id
        assert is_open == (flag.closed_at is None), "the flag and its history differ on whether it is open"
        assert taken == flag.taken_by_id, "the flag and its history differ on who has it"
        assert flag.closed_at is None or flag.closed_at >= flag.raised_at


def nothing_is_taken_back(db: Session, known: Known) -> None:
    """I9: no entry and no answer is ever changed or gone; a correction is another one."""
    rows = [*db.exec(select(FlagEntry)), *db.exec(select(MeasureAnswer))]
    now = {row.id: sha256(repr(sorted(row.model_dump().items())).encode()).hexdigest() for row in rows}
    for id_, before in known.entries.items():
        assert now.get(id_) == before, "an entry of a flag or an answer was changed, or is gone"
    known.entries = now


def no_time_grows(db: Session, known: Known) -> None:
    """I5: the time of a flag is in UTC and only ever comes nearer, whatever joins it and whatever the clock does."""
    for flag in db.exec(select(SafetyFlag)):
        assert flag.due_at.tzinfo is UTC, "a time that is not in UTC"
        assert flag.due_at <= known.due.get(flag.id, flag.due_at), "a flag was given more time"
        known.due[flag.id] = flag.due_at
        times = [one for one in db.exec(select(FlagEntry.due_at).where(FlagEntry.flag_id == flag.id)) if one]
        assert min(times) == flag.due_at, "its time is not the nearest that its history says"


def mail_is_neutral(db: Session, known: Known) -> None:
    """I13: what the service wrote to its staff names nobody and says no word of what it is about."""
    for notice in db.exec(select(Notice)):
        if notice.id in known.notices or not notice.kind.startswith("staff"):
            continue
        whole = f"{notice.subject}\n{notice.body}"
        assert not FORBIDDEN.findall(whole), "a mail says what it is about"
        assert not [name for name in NAMES if name in whole], "a mail names somebody"


CHECKS: tuple[Callable[[Session, Service], None], ...] = (
    no_answer_without_its_flag,
    the_database_refuses_an_answer_without_its_flag,
    every_acknowledged_answer_is_there,
    what_is_open_shows_as_not_answered,
    everybody_sees,
    closing_has_an_outcome_and_an_author,
)
