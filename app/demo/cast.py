"""Loads the cast through actions, as if each had done it on the day. Dates count back from the day of loading."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, select

from app import clock
from app.audit.rules import SYSTEM, Actor
from app.content import help as help_content
from app.content.library import Library
from app.database import Database
from app.demo import course, faulty, likes, mail, messages, past, rota, supervising, supporting, telling
from app.demo import settings as service_settings
from app.demo.pathways import DOING_FIRST, SHORTER
from app.demo.people import NIA, PATIENTS, STAFF, Somebody
from app.demo.telling import Teller
from app.facts.queries import Sources
from app.pathways import actions as pathways
from app.pathways import files
from app.people import actions as people
from app.people.rules import Role
from app.people.tables import Person
from app.rendering import local
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
    ("practitioner on duty (Morgan)", "duty@demo.example"),
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
        with database.transaction() as db:
            service_settings.settle(db, help_content.load(settings.modules_dir)[0], by=priya(ids), at=at)
            rowan = Actor(ids["patient"], "Rowan", Role.PATIENT.value)
            telling.answers_today(Teller(db, settings, ids["patient"], rowan, local(at).date()), at=at)
        join(database, library, NIA, ids, at=at)
        with database.transaction() as db:
            supporting.say(db, Sources.of(settings.modules_dir), ids, at=at)
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
        offer_pathways(db, library, priya(ids), at=at)
        rota.arrange(db, ids, by=priya(ids), at=at)
    for somebody in PATIENTS:
        join(database, library, somebody, ids, at=at)
    with database.transaction() as db:
        likes.tell(db, ids, at=at)
        messages.write(db, ids, at=at)
        supervising.arrange(db, ids, by=priya(ids), at=at)
        faulty.report(db, ids, by=priya(ids), at=at)
    mail.fill(database, ids, at=at)
    return ids


def join(database: Database, library: Library, somebody: Somebody, ids: dict[str, UUID], *, at: datetime) -> None:
    """One patient with all they did, in a transaction of its own. Their id joins the others'."""
    with database.transaction() as db:
        ids[somebody.key] = _person(db, somebody, at=at)
        course.go_through(db, library, somebody, ids, at=at)


def priya(ids: Mapping[str, UUID]) -> Actor:
    return Actor(ids["lead"], "Priya", Role.SERVICE_LEAD.value)


def load_past(
    database: Database, library: Library, ids: dict[str, UUID], *, at: datetime, progress: Progress = quietly
) -> None:
    """Sixty courses that have ended, a transaction each, so that the service has a past."""
    everybody = past.people()
    for n, somebody in enumerate(everybody, start=1):
        with database.transaction() as db:
            mine = {**ids, somebody.key: _person(db, somebody, at=at)}
            course.go_through(db, library, somebody, mine, at=at)
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
