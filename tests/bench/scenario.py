"""What is measured: a service of 200 patients, made through actions, and four things that people ask of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from app import clock
from app.audit.rules import SYSTEM, Actor
from app.content.answers import Answers
from app.content.library import Library
from app.database import Database
from app.demo import doing, telling
from app.demo.cast import PASSWORD, PATHWAY
from app.demo.doing import Living
from app.demo.telling import Teller
from app.enrolments import actions as enrolments
from app.enrolments import plans
from app.enrolments.actions import Written
from app.enrolments.queries import module_work, shared_work
from app.enrolments.tables import Enrolment, PlanModule, Response, ResponseVersion
from app.pathways.queries import published
from app.people import actions as people
from app.people.rules import Role
from app.people.tables import Person
from app.rendering import local
from app.sessions import actions as sessions
from app.sessions.actions import Slot
from app.sessions.queries import session
from app.sessions.rules import Attendance, Mode
from app.settings import ROOT, settings
from tests.bench.load import Ask, once
from tests.cast import MODULE

PATIENTS, CASELOAD, OTHERS = 200, 60, 3
STEPS = ("how-low-mood-works", "one-hard-moment", "a-gentler-pace")
WORKSHEET = f"{MODULE}/steps/one-hard-moment"
CONNECTIONS = (1, 8)
_READER, _WRITER = 0, max(CONNECTIONS)  # patients whose pages are read, and others who save
_COOKIE = re.compile(rb"set-cookie: ([^;]+)")


def answers(n: int) -> Answers:
    """Six fields as somebody writes them, different each time."""
    return {
        "what-happened": f"Sunday, about four. I was on the sofa and remembered the report I sent in late. ({n})",
        "thoughts": "I’ve let the whole team down. They’ll think I can’t do the job.",
        "feelings": "Dread. Ashamed.",
        "strength": n % 11,
        "body": "Heavy. I hadn’t slept much since Thursday.",
        "did": "Didn’t go to the allotment. Turned my phone over and watched nothing much until ten.",
    }


def email(who: str, n: int) -> str:
    return f"{who}-{n}@bench.example"


def fill(url: str, patients: int) -> None:
    """Beside the cast, whose pathways they are on: 200 patients with three finished steps each.

    Sixty are one practitioner's, who has read every second one's work.
    """
    database, library, at = Database(url), Library.of(ROOT / "modules"), clock.now()
    with database.transaction() as db:
        staff = [_person(db, Role.PRACTITIONER, "practitioner", n, at=at) for n in range(1 + OTHERS)]
        for n in range(patients):
            _patient(db, library, n, staff[0 if n < CASELOAD else 1 + n % OTHERS], at=at - timedelta(days=n % 20 + 1))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")  # a service that has run for a while knows its own figures
    database.close()


def _person(db: Session, role: Role, who: str, n: int, *, at: datetime) -> UUID:
    return people.add(
        db, role, email(who, n), f"{who.title()} {n}", f"{who.title()} {n} Hale", PASSWORD, by=SYSTEM, at=at
    ).id


def _patient(db: Session, library: Library, n: int, practitioner: UUID, *, at: datetime) -> None:
    patient = _person(db, Role.PATIENT, "patient", n, at=at)
    people.allocate(db, patient, practitioner, by=SYSTEM, at=at)
    pathway = next(one for one in published(db) if one.slug == PATHWAY)
    plans.enrol_on(db, patient, pathway, by=SYSTEM, at=at)
    for id_ in STEPS:
        work = module_work(db, library, patient, MODULE.rpartition("/")[2], at=at, hold=True)
        step = work.module.step(id_) if work else None
        assert work, f"patient {n} has no plan"
        assert step, f"there is no step {id_}"
        written = Written(answers(n) if step.fields else {}, shared=True, version=0, once=uuid4())
        enrolments.complete_step(db, library, work, step, written, by=SYSTEM, at=at)
    if n % 2:
        by = Actor(practitioner, "Practitioner", Role.PRACTITIONER.value)
        enrolments.look(db, patient, shared_work(db, patient, practitioner), "shared work", by=by, at=at)
    if n < CASELOAD:
        _live(db, patient, practitioner, n)


def _live(db: Session, patient: UUID, practitioner: UUID, n: int) -> None:
    """Goals, activities, a diary, scores and check-ins as the demo's Amina has them; two sessions and an agenda."""
    at = clock.now()
    me, sam = (
        Actor(patient, "Patient", Role.PATIENT.value),
        Actor(practitioner, "Practitioner", Role.PRACTITIONER.value),
    )
    lives = doing.deeds(Living(db, patient, me, sam, local(at).date()), doing.LIVES["amina"])
    tells = telling.deeds(Teller(db, settings(), patient, me, local(at).date()), telling.ACCOUNTS["amina"])
    for days, _hour, deed in sorted([*lives, *tells], key=lambda one: -one[0]):
        deed(at=at - timedelta(days=days))
    for days in (-7, 7):
        slot = Slot(at + timedelta(days=days, minutes=40 * n), 30, Mode.PHONE)
        id_ = sessions.book(db, patient, practitioner, slot, once=uuid4(), by=sam, at=at)
        booked = session(db, patient, id_)
        if days < 0 and booked:
            sessions.attend(db, booked, Attendance.ON_TIME, 30, by=sam, at=at)
    sessions.add(db, patient, "Sleep before early shifts.", once=uuid4(), by=me, at=at)


class Desk:
    """Logins at a running app, and the requests of the people who are signed in."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.host = f"127.0.0.1:{port}"
        self.cookies: dict[str, str] = {}

    def get(self, path: str, who: str) -> bytes:
        return f"GET {path} HTTP/1.1\r\nhost: {self.host}\r\ncookie: {self._cookie(who)}\r\n\r\n".encode()

    def post(self, path: str, form: dict[str, object], cookie: str) -> bytes:
        body = urlencode(form).encode()
        head = f"POST {path} HTTP/1.1\r\nhost: {self.host}\r\norigin: http://{self.host}\r\ncookie: {cookie}\r\n"
        kind = "application/x-www-form-urlencoded"
        return f"{head}content-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body

    def saves(self, n: int, who: UUID) -> "Saves":
        return Saves(self, self._cookie(email("patient", n)), who)

    def _cookie(self, who: str) -> str:
        if who not in self.cookies:
            answer = once(self.port, self.post("/sign-in", {"email": who, "password": PASSWORD}, ""))
            given = _COOKIE.search(answer)
            assert given, f"{who} could not sign in: {answer[:200]!r}"
            self.cookies[who] = given[1].decode()
        return self.cookies[who]


class Saves:
    """One patient who changes the worksheet and presses Continue, again and again. Each save is a new version."""

    def __init__(self, desk: Desk, cookie: str, who: UUID) -> None:
        self.desk, self.cookie, self.who = desk, cookie, who
        self.version = 0

    def __call__(self) -> bytes:
        self.version += 1  # of the words that the form was opened on; the answer to it makes the next
        hidden = {"who": self.who, "once": uuid4(), "version": self.version, "shared": "yes", "shared_was": "yes"}
        return self.desk.post(
            WORKSHEET, {**hidden, "draft": "", "draft_version": 0, **answers(self.version)}, self.cookie
        )


@dataclass(frozen=True)
class Scenario:
    name: str
    method: str
    path: str
    status: int
    asks: Sequence[Ask]
    is_read: bool = True


def scenarios(desk: Desk, url: str) -> tuple[list[Scenario], Sequence[Saves]]:
    """The four, with a request maker for each connection."""
    most = max(CONNECTIONS)
    saves = [desk.saves(n, who) for n, who in _ids(url, range(_WRITER, _WRITER + most)).items()]
    pages = [same(desk.get(WORKSHEET, email("patient", _READER + n))) for n in range(most)]
    one = _ids(url, range(1))[0]
    brief = [same(desk.get(f"/practice/patients/{one}/brief", email("practitioner", 0)))] * most
    list_ = [same(desk.get("/practice", email("practitioner", 0)))] * most
    return [
        Scenario("page with a saved six-field worksheet", "GET", WORKSHEET, 200, pages),
        Scenario("durable save of it", "POST", WORKSHEET, 303, saves, is_read=False),
        Scenario(f"caseload of {CASELOAD}", "GET", "/practice", 200, list_),
        Scenario("session brief", "GET", f"/practice/patients/{one}/brief", 200, brief),
    ], saves


def same(request: bytes) -> Ask:
    """The same request each time."""
    return lambda: request


def _ids(url: str, numbers: range) -> dict[int, UUID]:
    database = Database(url)
    with database.transaction(writes=False) as db:
        known = dict(db.exec(select(Person.email, Person.id)).all())
    database.close()
    return {n: known[email("patient", n)] for n in numbers}


def lost(url: str, saves: Sequence[Saves]) -> int:
    """How many patients' last acknowledged save is not what the database holds."""
    database = Database(url)
    with database.transaction(writes=False) as db:
        rows = db.execute(
            select(Enrolment.patient_id, ResponseVersion.number, ResponseVersion.answers)
            .join(PlanModule, col(PlanModule.enrolment_id) == col(Enrolment.id))
            .join(Response, col(Response.plan_module_id) == col(PlanModule.id))
            .join(
                ResponseVersion,
                (col(ResponseVersion.response_id) == col(Response.id))
                & (col(ResponseVersion.number) == col(Response.version)),
            )
            .where(Response.step == "one-hard-moment")
        ).all()
    database.close()
    held = {row.patient_id: (row.number, f"({row.number - 1})" in row.answers) for row in rows}
    return sum(held[one.who] != (one.version + 1, True) for one in saves if one.version)
