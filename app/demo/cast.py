"""Loads the cast through actions, as if each had done it on the day. Dates count back from the day of loading."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session, select

from app import clock
from app.audit.rules import SYSTEM, Actor
from app.content.library import Library
from app.database import Database
from app.demo import past
from app.demo.pathways import DOING_FIRST, SHORTER
from app.demo.people import PATIENTS, STAFF, Finished, Somebody, Told
from app.enrolments import actions as enrolments
from app.enrolments import plans
from app.enrolments.actions import Written
from app.enrolments.queries import module_work, shared_work, work_of
from app.enrolments.rules import PlanDeed
from app.pathways import actions as pathways
from app.pathways import files
from app.pathways.queries import published
from app.people import actions as people
from app.people.rules import Role
from app.people.tables import Person
from app.settings import ROOT, Settings

PATHWAY = "low-mood-step-by-step"
PASSWORD = "alongside-demo"  # noqa: S105 - the demo's, printed when it starts
SIGN_INS = (
    ("patient (Rowan, mid-way)", "patient@demo.example"),
    ("practitioner (Sam)", "practitioner@demo.example"),
    ("service lead (Priya)", "lead@demo.example"),
    ("patient of somebody else (Kit)", "other-patient@demo.example"),
    ("practitioner of somebody else (Alex)", "other-practitioner@demo.example"),
    ("patient whose course has ended (Joyce)", "ended-patient@demo.example"),
)


Progress = Callable[[int, int], None]


def quietly(_done: int, _all: int) -> None:
    """Says nothing about how far the loading is."""


class NotADemo(RuntimeError):
    """The demo's data is thrown away only where it is a file of the demo's own."""


def forget(settings: Settings) -> None:
    """Throws the demo's database file away."""
    if settings.database_url:
        raise NotADemo("ALONGSIDE_DATABASE_URL is set: empty that database yourself, then start again.")
    for ending in ("", "-wal", "-shm"):
        (settings.data_dir / f"alongside.db{ending}").unlink(missing_ok=True)


def load_if_empty(settings: Settings, *, progress: Progress = quietly) -> bool:
    """Loads the cast and the past service unless somebody is there already; whether it did."""
    database = Database(settings.database)
    try:
        with database.transaction(writes=False) as db:
            if db.exec(select(Person.id).limit(1)).first():
                return False
        library, at = Library.of(settings.modules_dir), clock.now()
        ids = load(database, library, at=at)
        load_past(database, library, ids, at=at, progress=progress)
    finally:
        database.close()
    return True


def load(database: Database, library: Library, *, at: datetime) -> dict[str, UUID]:
    """The whole cast, a transaction a person; their ids by key."""
    ids: dict[str, UUID] = {}
    for somebody in STAFF:
        with database.transaction() as db:
            ids[somebody.key] = _person(db, somebody, at=at)
    with database.transaction() as db:
        offer_pathways(db, library, Actor(ids["lead"], "Priya", Role.SERVICE_LEAD.value), at=at)
    for somebody in PATIENTS:
        with database.transaction() as db:
            ids[somebody.key] = _person(db, somebody, at=at)
            _course(db, library, somebody, ids, at=at)
    return ids


def load_past(
    database: Database, library: Library, ids: dict[str, UUID], *, at: datetime, progress: Progress = quietly
) -> None:
    """Sixty courses that have ended, a transaction each, so that the service has a past."""
    everybody = past.people()
    for n, somebody in enumerate(everybody, start=1):
        with database.transaction() as db:
            mine = {**ids, somebody.key: _person(db, somebody, at=at)}
            _course(db, library, somebody, mine, at=at)
        progress(n, len(everybody))


def _person(db: Session, somebody: Somebody, *, at: datetime) -> UUID:
    since = at - timedelta(days=somebody.enrolled + 1 if somebody not in STAFF else 400)
    added = people.add(
        db, somebody.role, somebody.email, somebody.name, somebody.full_name, PASSWORD, by=SYSTEM, at=since
    )
    return added.id


def offer_pathways(db: Session, library: Library, by: Actor, *, at: datetime) -> None:
    """What the service offers: one published long ago, one since, and one that Priya is working on."""
    comes_with_the_modules, _faults = files.shipped(ROOT / "modules")
    offered = [*((slug, one, 390) for slug, one in comes_with_the_modules.items()), ("doing-first", DOING_FIRST, 200)]
    for slug, pathway, days in offered:
        on = at - timedelta(days=days)
        version = pathways.save_draft(db, slug, pathway, version=0, by=by, at=on)
        pathways.publish(db, slug, library.newest, version=version, by=by, at=on)
    pathways.save_draft(db, "a-shorter-way", SHORTER, version=0, by=by, at=at - timedelta(days=2))


def _course(db: Session, library: Library, somebody: Somebody, ids: dict[str, UUID], *, at: datetime) -> None:
    patient, practitioner = ids[somebody.key], ids[somebody.practitioner]
    began = at - timedelta(days=somebody.enrolled)
    people.allocate(db, patient, practitioner, by=SYSTEM, at=began)
    pathway = next(one for one in published(db) if one.slug == somebody.pathway)
    enrolment = plans.enrol_on(db, patient, pathway, by=SYSTEM, at=began)
    me = Actor(patient, somebody.name, somebody.role.value)
    for finished in sorted(somebody.steps, key=lambda one: -one.days):
        _read(db, somebody, patient, practitioner, before=finished.days, at=at)
        _finish(db, library, patient, finished, by=me, at=_on(at, finished.days))
    _read(db, somebody, patient, practitioner, before=-1, at=at)
    if somebody.draft:
        _leave_draft(db, library, patient, somebody.draft, by=me, at=_on(at, somebody.draft.days))
    for told in somebody.told:
        _tell(db, somebody, patient, practitioner, told, at=_on(at, told.days))
    _decide(db, library, somebody, enrolment.id, by=me, at=at)
    if somebody.ended is not None:
        plans.end(db, enrolment, by=SYSTEM, at=at - timedelta(days=somebody.ended))
        if somebody.leaves:
            people.end_support(db, patient, by=SYSTEM, at=at - timedelta(days=somebody.ended))


def _decide(db: Session, library: Library, somebody: Somebody, plan: UUID, *, by: Actor, at: datetime) -> None:
    """What the patient themselves decided about their plan."""
    if somebody.left_out and by.id:
        mine = work_of(db, library, [by.id], at=at)[by.id]
        which = next(str(work.id) for work in mine if work.module.slug == somebody.left_out)
        plans.change(db, plan, PlanDeed.SKIPPED, which, version=0, only_optional=True, by=by, at=_on(at, 20))
    if somebody.rests is not None:
        until = (at + timedelta(days=9)).date()
        plans.pause(db, plan, until, by=by, at=_on(at, somebody.rests))


def _on(at: datetime, days: int) -> datetime:
    """A time in the evening of that day; today it is now."""
    return at if days == 0 else (at - timedelta(days=days)).replace(hour=19, minute=20, second=0, microsecond=0)


def _finish(db: Session, library: Library, patient: UUID, finished: Finished, *, by: Actor, at: datetime) -> None:
    work = module_work(db, library, patient, finished.module, at=at, hold=True)
    step = work.module.step(finished.step) if work else None
    if work and step:
        written = Written(finished.answers, finished.shared, version=0, once=uuid4())
        enrolments.complete_step(db, library, work, step, written, by=by, at=at)


def _leave_draft(db: Session, library: Library, patient: UUID, left: Finished, *, by: Actor, at: datetime) -> None:
    work = module_work(db, library, patient, left.module, at=at, hold=True)
    step = work.module.step(left.step) if work else None
    if work and step:
        written = Written(left.answers, left.shared, version=0, once=uuid4())
        enrolments.save_draft(db, library, work, step, written, by=by, at=at)


def _reader(somebody: Somebody, practitioner: UUID) -> Actor:
    reader = next(one for one in STAFF if one.key == somebody.practitioner)
    return Actor(practitioner, reader.name, reader.role.value)


def _tell(db: Session, somebody: Somebody, patient: UUID, practitioner: UUID, told: Told, *, at: datetime) -> None:
    """The practitioner writes under a piece of work."""
    one = next(one for one in shared_work(db, patient, practitioner) if one.step == told.step)
    by = _reader(somebody, practitioner)
    enrolments.write_feedback(db, one, told.words, patient=patient, once=uuid4(), by=by, at=at)


def _read(db: Session, somebody: Somebody, patient: UUID, practitioner: UUID, *, before: int, at: datetime) -> None:
    """The practitioner reads what is there, once, when their day for it has come."""
    if somebody.read is not None and before < somebody.read:
        shown = [one for one in shared_work(db, patient, practitioner) if one.answers]
        by = _reader(somebody, practitioner)
        enrolments.look(db, patient, shown, "shared work", by=by, at=_on(at, somebody.read))
