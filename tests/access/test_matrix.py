"""Every route, every person, own and another's and missing: nobody gets in, and nothing leaks.

The texts are canaries: in shared work, in private answers, in drafts, in goals, activities and a diary, of two
unrelated patients. Bodies, headers and cookies are searched, not only the status. Forms are sent empty, so that one
which shares something without being asked to is found as well.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, product
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app import clock
from app.access.permissions import POLICIES, Policy, Reach
from app.activities import actions as activities
from app.activities.queries import activities_of, activity
from app.activities.rules import Activity, How, Plan, Reason, Review
from app.audit.rules import Actor
from app.checkins import actions as checkins
from app.checkins.queries import requests
from app.checkins.rules import Audience, Given
from app.content import support as support_content
from app.content.support import On
from app.diary import actions as diary
from app.diary.actions import Entry
from app.diary.tables import DiaryEntry
from app.drafts import actions as drafts
from app.faults.queries import reports
from app.goals import actions as goals
from app.goals.actions import Wording
from app.goals.queries import goal as goal_of
from app.goals.queries import goals_of
from app.goals.rules import Goal, GoalDeed
from app.journey import measuring, meeting
from app.journey.meeting import Written
from app.people.actions import token_hash
from app.people.queries import signed_in
from app.people.rules import Role
from app.safety import actions as safety
from app.safety.queries import open_flag, open_flags, safety_plan
from app.safety.rules import FlagDeed, Part, Source
from app.sessions.actions import Slot
from app.sessions.queries import session as session_of
from app.sessions.queries import sessions_of
from app.sessions.rules import Attendance, Mode, Record
from app.supervision import actions as supervision
from app.supervision.actions import Decided
from app.support import actions as support
from app.support.rules import Event, Message
from app.support.tables import SupportMessage
from tests.cast import MODULE, Cast, actor, fill_in, hidden

PEOPLE = {
    "nobody": None,
    "patient": Role.PATIENT,
    "other-patient": Role.PATIENT,
    "ended-patient": Role.PATIENT,
    "practitioner": Role.PRACTITIONER,
    "other-practitioner": Role.PRACTITIONER,
    "lead": Role.SERVICE_LEAD,
}
CANARIES = {
    "shared": "canary-shared-7f3a",
    "private": "canary-private-91bc",
    "draft": "canary-draft-c04e",
    "message": "canary-message-5a17",
    "message-draft": "canary-message-draft-b3f0",
    "answer-draft": "canary-answer-draft-66d2",
    "other-message": "canary-other-message-f821",
    "other-shared": "canary-other-shared-2d6f",
    "other-private": "canary-other-private-8e1d",
    "card": "canary-card-5ac2",
    "other-card": "canary-other-card-e83b",
    "goal": "canary-goal-41d7",
    "goal-note": "canary-goal-note-0c5e",
    "activity": "canary-activity-e6a0",
    "private-activity": "canary-private-activity-77b4",
    "private-review": "canary-private-review-b91f",
    "no": "canary-no-3fd8",
    "diary": "canary-diary-a2c6",
    "private-diary": "canary-private-diary-5e19",
    "noticing": "canary-noticing-d870",
    "private-noticing": "canary-private-noticing-1b3c",
    "goal-draft": "canary-goal-draft-9e62",
    "offer-draft": "canary-offer-draft-c7d5",
    "other-goal": "canary-other-goal-68fa",
    "other-activity": "canary-other-activity-2a9e",
    "other-private-activity": "canary-other-private-activity-f04b",
    "other-diary": "canary-other-diary-83e1",
    "check-in": "canary-check-in-4b7d",
    "for-the-lead": "canary-for-the-lead-95e0",
    "somebody-else": "canary-somebody-else-c31a",
    "told-by-the-lead": "canary-told-by-the-lead-2f68",
    "check-in-draft": "canary-check-in-draft-7d4e",
    "other-somebody-else": "canary-other-somebody-else-a90b",
    "safety-plan": "canary-safety-plan-61bd",
    "concern": "canary-concern-8c02",
    "flag-note": "canary-flag-note-d35f",
    "safety-plan-draft": "canary-safety-plan-draft-0a9b",
    "other-safety-plan": "canary-other-safety-plan-e74c",
    "other-concern": "canary-other-concern-19f6",
    "agenda": "canary-agenda-2c71",
    "summary": "canary-summary-a68e",
    "summary-added": "canary-summary-added-05df",
    "session-said": "canary-session-said-71cb",
    "session-safety": "canary-session-safety-e3a4",
    "session-notes": "canary-session-notes-98d1",
    "session-draft": "canary-session-draft-4f0b",
    "agenda-draft": "canary-agenda-draft-b6e9",
    "other-agenda": "canary-other-agenda-d15c",
    "other-summary": "canary-other-summary-3a97",
    "supervision": "canary-supervision-7e20",
    "support": "canary-support-30be",
    "other-support": "canary-other-support-c5a9",
    "half-way": "canary-half-way-8d12",
}
BOTH = {
    "shared",
    "message",
    "card",
    "goal",
    "goal-note",
    "activity",
    "no",
    "diary",
    "noticing",
    "check-in",
    "safety-plan",
    "agenda",
    "summary",
    "summary-added",
    "session-said",
}
OTHER_BOTH = {"other-shared", "other-message", "other-card", "other-goal", "other-activity", "other-safety-plan"}
OTHER_BOTH |= {"other-agenda", "other-summary"}
MAY_READ = {
    "patient": BOTH
    | {"private", "draft", "message-draft", "goal-draft", "support", "half-way"}
    | {"private-activity", "private-review", "private-diary", "private-noticing"}
    | {"for-the-lead", "somebody-else", "told-by-the-lead", "check-in-draft", "safety-plan-draft", "agenda-draft"},
    "other-patient": OTHER_BOTH
    | {"other-support", "other-private", "other-private-activity", "other-diary", "other-somebody-else"},
    "practitioner": BOTH
    | {"answer-draft", "offer-draft", "concern", "flag-note", "session-safety", "session-notes", "session-draft"}
    | {"supervision"},
    "other-practitioner": OTHER_BOTH | {"other-concern"},
    "lead": {"for-the-lead", "somebody-else", "told-by-the-lead", "other-somebody-else"},
}
STEP = "understanding-low-mood/steps/one-hard-moment"


@dataclass(frozen=True)
class Route:
    name: str
    path: str
    methods: frozenset[str]

    @property
    def policy(self) -> Policy:
        return POLICIES[self.name]


def routes(app: FastAPI) -> list[Route]:
    """Every route of the app that is not the static files, however deep it was included."""
    found = []
    for context in iter_route_contexts(app.routes):
        path, methods = getattr(context, "path", None), getattr(context, "methods", None)
        name = getattr(context, "name", "")
        if path and methods:
            found.append(Route(name, path, frozenset(methods) - {"HEAD"}))
    return found


@pytest.fixture
def canaries(cast: Cast) -> Cast:
    """Rowan and Kit each with work that is shared, private and unfinished, messages sent and not sent, and a card.

    And with goals, activities and a diary.
    """
    rowan, kit = cast.signed_in("patient"), cast.signed_in("other-patient")
    fill_in(rowan, "your-own-loop", {"round-again": CANARIES["shared"]})
    fill_in(rowan, "what-you-make-of-it", {"noticed": CANARIES["private"], "shared": "no"})
    loop = f"{MODULE}/steps/one-hard-moment"
    rowan.post(f"{loop}/draft", data={**hidden(rowan.get(loop).text), "body": CANARIES["draft"]})
    fill_in(kit, "your-own-loop", {"round-again": CANARIES["other-shared"]})
    fill_in(kit, "what-you-make-of-it", {"noticed": CANARIES["other-private"], "shared": "no"})
    for client, card in ((rowan, "card"), (kit, "other-card")):
        version = "2" if card == "card" else "1"
        form = {"name": "Rowan" if card == "card" else "Kit", "support_style": "usual", "version": version}
        assert client.post("/me/settings", data={**form, "avoid": CANARIES[card]}).status_code == 303
    for writer, name in ((rowan, "message"), (kit, "other-message")):
        writer.post("/me/messages", data={"message": CANARIES[name], "once": str(uuid4())})
    rowan.post("/me/messages/draft", data={"message": CANARIES["message-draft"]})
    sam = cast.signed_in("practitioner")
    sam.post(f"/practice/patients/{cast.id('patient')}/messages/draft", data={"message": CANARIES["answer-draft"]})
    with cast.house.database.transaction() as db:
        _tasks_and_goals(db)
        _check_ins(db, cast)
        _safety(db, cast)
        _sessions(db, cast)
        brings, decided = actor(db, "practitioner"), Decided(CANARIES["supervision"], "Morgan", clock.now().date())
        supervision.decide(db, cast.id("patient"), (), decided, once=uuid4(), by=brings, at=clock.now())
    return cast


def _sessions(db: Session, cast: Cast) -> None:
    """A session each that was had and written down, one that Rowan called off, and something on each agenda."""
    at, settings = clock.now(), cast.house.settings
    for patient, practitioner, item, summary in (
        ("patient", "practitioner", "agenda", "summary"),
        ("other-patient", "other-practitioner", "other-agenda", "other-summary"),
    ):
        who, by = actor(db, patient), actor(db, practitioner)
        had = at.replace(microsecond=0) - timedelta(days=400)
        id_ = meeting.book(db, settings, _id(who), _id(by), Slot(had, 30, Mode.PHONE), once=uuid4(), by=by, at=had)
        one = session_of(db, _id(who), id_)
        assert one
        team = ("", "") if patient == "other-patient" else (CANARIES["session-safety"], CANARIES["session-notes"])
        written = Written(Record(CANARIES[summary], *team), Attendance.ON_TIME, 30)
        meeting.write(db, one, written, once=uuid4(), by=by, at=had)
        meeting.add_to_agenda(db, _id(who), CANARIES[item], once=uuid4(), by=who, at=at)
        if patient == "patient":
            meeting.add_to_summary(db, one, CANARIES["summary-added"], once=uuid4(), by=who, at=at)
            drafts.keep(db, _id(by), f"session-{id_}", {"notes": CANARIES["session-draft"]}, version=0, at=at)
            drafts.keep(db, _id(who), f"agenda-{_id(who)}", {"item": CANARIES["agenda-draft"]}, version=0, at=at)
            off = Slot(had + timedelta(days=1), 30, Mode.PHONE)
            cancelled = session_of(
                db, _id(who), meeting.book(db, settings, _id(who), _id(by), off, once=uuid4(), by=by, at=had)
            )
            assert cancelled
            meeting.cancel(db, settings, cancelled, CANARIES["session-said"], by=who, at=had)


def _check_ins(db: Session, cast: Cast) -> None:
    """One for the practitioner, one for the lead alone, and two who ask for somebody else: one has been answered."""
    rowan, kit, lead = (actor(db, key) for key in ("patient", "other-patient", "lead"))
    at, asks = clock.now(), ("someone-else",)
    for writer, name, audience, chips in (
        (rowan, "check-in", Audience.PRACTITIONER, ()),
        (rowan, "for-the-lead", Audience.LEAD, ()),
        (rowan, "somebody-else", Audience.PRACTITIONER, asks),
        (kit, "other-somebody-else", Audience.LEAD, asks),
    ):
        given = Given(_id(writer), at.date(), audience, {"gets-it": 1}, chips, CANARIES[name])
        checkins.give(db, cast.house.check_in, given, reply_due=at, once=uuid4(), by=writer, at=at)
    for one in requests(db, patient=_id(rowan)):
        checkins.settle(db, one.id, CANARIES["told-by-the-lead"], by=lead, at=at)
    drafts.keep(db, _id(rowan), "check-in", {"change": CANARIES["check-in-draft"]}, version=0, at=at)


def _safety(db: Session, cast: Cast) -> None:
    """A safety plan each, and a flag that their own practitioner has raised from something read."""
    at, settings = clock.now(), cast.house.settings
    for patient, practitioner, plan, concern in (
        ("patient", "practitioner", "safety-plan", "concern"),
        ("other-patient", "other-practitioner", "other-safety-plan", "other-concern"),
    ):
        who, by = actor(db, patient), actor(db, practitioner)
        before = safety_plan(db, _id(who))
        version, parts = before.number if before else 0, {Part.SIGNS: CANARIES[plan]}
        safety.save_plan(db, _id(who), parts, version=version, once=uuid4(), by=who, at=at)
        measuring.tell(db, settings, _id(who), Source.READ, CANARIES[concern], once=uuid4(), by=by, at=at)
    rules = support_content.load(settings.modules_dir)[0]
    for key, quoted in (("patient", "support"), ("other-patient", "other-support")):
        rule, about = rules["day-passed"], Event(On.ACTIVITY_DAY_PASSED, f"{key}: {quoted}", at)
        said = Message(rule.id, about, "{words}", CANARIES[quoted], CANARIES[quoted])
        support.say(db, _id(actor(db, key)), rule, said, {}, at=at)
    private, half = Event(On.LEFT_HALFWAY, "step left half-way: 1", at), rules["half-way"]
    said = Message(half.id, private, "Half", "", CANARIES["half-way"])
    support.say(db, _id(actor(db, "patient")), half, said, {}, at=at - timedelta(hours=1))
    rowan, sam = actor(db, "patient"), actor(db, "practitioner")
    flag, note = open_flag(db, _id(rowan)), CANARIES["flag-note"]
    assert flag
    measuring.deal(db, flag, FlagDeed.NOTED, note, version=flag.version, once=uuid4(), by=sam, at=at)
    drafts.keep(db, _id(rowan), "safety-plan", {"signs": CANARIES["safety-plan-draft"]}, version=1, at=at)


def _tasks_and_goals(db: Session) -> None:
    rowan, kit, sam = (actor(db, key) for key in ("patient", "other-patient", "practitioner"))
    private_one = _plan(db, rowan, "private-activity", shared=False)
    _plan(db, rowan, "activity")
    _plan(db, kit, "other-activity")
    _plan(db, kit, "other-private-activity", shared=False)
    goal, at = _goal(db, rowan, "goal"), clock.now()
    _goal(db, kit, "other-goal")
    note = CANARIES["goal-note"]
    goals.change(db, goal, GoalDeed.TALK, version=1, note=note, once=uuid4(), by=sam, at=at)
    said = Review(uuid4(), How.DONE, at, noticed=CANARIES["private-review"])
    activities.review(db, private_one, said, once=uuid4(), by=rowan, at=at)
    ideas = {"teeth-before-bed": "Clean your teeth before bed"}
    told = CANARIES["no"]
    activities.decline_ideas(db, _id(rowan), ideas, Reason.TOO_HARD, told, once=uuid4(), by=rowan, at=at)
    for writer, name, shared in (
        (rowan, "diary", True),
        (rowan, "private-diary", False),
        (kit, "other-diary", False),
    ):
        diary.keep(db, _id(writer), Entry(3, CANARIES[name], shared, uuid4()), by=writer, at=at)
    for name, shared in (("private-noticing", False), ("noticing", True)):
        diary.conclude(db, _id(rowan), CANARIES[name], shared=shared, once=uuid4(), by=rowan, at=at)
    drafts.keep(db, _id(rowan), "goal", {"words": CANARIES["goal-draft"]}, version=0, at=at)
    drafts.keep(db, _id(sam), f"offer-{_id(rowan)}", {"what": CANARIES["offer-draft"]}, version=0, at=at)


def _plan(db: Session, by: Actor, name: str, *, shared: bool = True) -> Activity:
    planned = Plan(CANARIES[name], shared=shared)
    id_ = activities.plan(db, _id(by), planned, once=uuid4(), by=by, at=clock.now())
    found = activity(db, _id(by), id_)
    assert found
    return found


def _goal(db: Session, by: Actor, name: str) -> Goal:
    wording = Wording("Cook twice a week", CANARIES[name])
    id_ = goals.propose(db, _id(by), wording, once=uuid4(), by=by, at=clock.now())
    found = goal_of(db, _id(by), id_)
    assert found
    return found


def _id(by: Actor) -> UUID:
    assert by.id
    return by.id


def test_every_route_has_its_line_in_the_policy_table_and_no_line_is_left_over(cast_on_sqlite: Cast) -> None:
    found = routes(cast_on_sqlite.app)
    assert len(found) > 15, "the walk found too few routes to mean anything"
    assert {route.name for route in found} == set(POLICIES), "give each route a line in app/access/permissions.py"


def test_every_person_on_every_route_reads_only_what_is_theirs(canaries: Cast, full_size: bool) -> None:
    """Who has no part in a route is refused at the door, whatever stands in its path: on one database all of it."""
    there, tried = things(canaries), 0
    everything = full_size or canaries.house.database.is_sqlite
    for key, role in PEOPLE.items():
        client = canaries.anyone()
        for route in routes(canaries.app):
            if role and not _goes_on(canaries, client):
                client = canaries.signed_in(key)
            at_the_door = bool(route.policy.roles) and role not in route.policy.roles
            for path in islice(_paths(route, there), None if everything or not at_the_door else 1):
                for method in sorted(route.methods):
                    answer = client.request(method, path, data={"who": ""} if method == "POST" else None)
                    tried += 1
                    _judge(key, role, route, path, answer)
    assert tried > 300, f"only {tried} requests were tried"


def _goes_on(cast: Cast, client: TestClient) -> bool:
    """Whether this client is signed in: some of the routes end the login that calls them."""
    token = client.cookies.get("alongside")
    with cast.house.database.transaction(writes=False) as db:
        return token is not None and signed_in(db, token_hash(token), at=clock.now()) is not None


def things(cast: Cast) -> dict[str, list[str]]:
    """What may stand in each place of a path: own, another's, missing, malformed."""
    people = {key: cast.id(key) for key in PEOPLE if key != "nobody"}
    rowan, kit = people["patient"], people["other-patient"]
    wrong = [str(uuid4()), "not-an-id", "%00"]
    with cast.house.database.transaction(writes=False) as db:
        their_goals = [one.id for found in goals_of(db, [rowan, kit]).values() for one in found]
        planned = [one.id for found in activities_of(db, [rowan, kit]).values() for one in found]
        asked = [one.id for one in requests(db)]
        faults = [one.id for one in reports(db)]
        said = list(db.exec(select(SupportMessage.id)))
        flags = [one.id for one in open_flags(db).values()]
        staff = [people["practitioner"], people["other-practitioner"]]
        sessions = [one.id for found in sessions_of(db, [rowan, kit]).values() for one in found[:1]]
        written = list(db.exec(select(DiaryEntry.id).where(col(DiaryEntry.patient_id).in_([rowan, kit]))))
    any_ = ["no-such-thing", "%00", str(uuid4()), str(rowan), str(people["other-practitioner"])]
    forms = ["goal", "offer", f"offer-{rowan}", f"goal-{(*their_goals, rowan)[0]}", "check-in", "safety-plan"]
    forms += [f"agenda-{rowan}", f"session-{(*sessions, rowan)[0]}"]
    forms += ["no-such-form", "%00"]
    return {
        "patient": [str(rowan), str(kit), *wrong],
        "response": wrong[:2],
        "module": ["understanding-low-mood", "no-such-module", "%00"],
        "step": ["one-hard-moment", "what-you-make-of-it", "no-such-step"],
        "slug": ["low-mood-step-by-step", "a-shorter-way", "no-such-pathway", "%00"],
        "n": ["1", "9", "99", "one"],
        "measure": ["phq-9", "wsas", "wsas-questions", "no-such-measure", "%00"],
        "nation": ["wales", "nowhere"],
        "goal": [*map(str, their_goals), *wrong],
        "activity": [*map(str, planned), *wrong],
        "entry": [*map(str, written), *wrong],
        "asked": [*map(str, asked), *wrong],
        "fault": [*map(str, faults), *wrong],
        "message": [*map(str, said), *wrong],
        "rule": ["no-such-rule", "half-way", "day-passed", "%00"],
        "flag": [*map(str, flags), *wrong],
        "session": [*map(str, sessions), *wrong],
        "practitioner": [*map(str, staff), *wrong],
        "form": forms,
        "which": forms,
        **dict.fromkeys(("token", "invitation", "person", "leave", "turn", "login", "notice"), any_),
    }


def _paths(route: Route, there: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The route with every kind of thing in each of its places."""
    places = re.findall(r"\{(\w+)\}", route.path)
    unknown = [name for name in places if name not in there]
    assert not unknown, f"{route.name}: say in `things` what may stand in the place of {unknown}"
    for chosen in product(*(there[name] for name in places)):
        path = route.path
        for name, one in zip(places, chosen, strict=True):
            path = path.replace(f"{{{name}}}", one)
        yield path


def _judge(key: str, role: Role | None, route: Route, path: str, answer: Response) -> None:
    what = f"{key} on {route.name} {path}: {answer.status_code}"
    assert answer.status_code < 500, what
    everything = answer.text + str(answer.headers)
    for name, canary in CANARIES.items():
        assert canary not in everything or name in MAY_READ.get(key, set()), f"{what} shows {name}"
    if not route.policy.roles:
        return
    if role is None:
        expected = {303, 401}
        assert answer.status_code in expected, what
        assert answer.status_code == 401 or "/sign-in" in answer.headers["location"], what
    elif role not in route.policy.roles:
        assert answer.status_code == 404, what


def test_a_practitioner_reaches_the_patients_they_support_and_no_other(canaries: Cast) -> None:
    sam, alex = canaries.signed_in("practitioner"), canaries.signed_in("other-practitioner")
    rowan, kit = canaries.id("patient"), canaries.id("other-patient")
    assert sam.get(f"/practice/patients/{rowan}").status_code == 200
    assert sam.get(f"/practice/patients/{kit}").status_code == 404
    assert alex.get(f"/practice/patients/{rowan}").status_code == 404


def test_anothers_thing_and_a_missing_thing_are_refused_with_the_same_page(canaries: Cast) -> None:
    sam = canaries.signed_in("practitioner")
    another = sam.get(f"/practice/patients/{canaries.id('other-patient')}")
    missing = sam.get(f"/practice/patients/{uuid4()}")
    assert _plain(another.text) == _plain(missing.text)


def test_what_a_patient_keeps_private_is_nowhere_on_their_practitioners_pages(canaries: Cast) -> None:
    sam = canaries.signed_in("practitioner")
    pages = sam.get("/practice").text + sam.get(f"/practice/patients/{canaries.id('patient')}").text
    assert CANARIES["shared"] in pages
    assert CANARIES["private"] not in pages
    assert CANARIES["draft"] not in pages


def test_changing_one_patients_work_changes_not_a_byte_of_anothers_pages(canaries: Cast) -> None:
    sam, kit = canaries.signed_in("practitioner"), canaries.signed_in("other-patient")
    addresses = ["/practice", f"/practice/patients/{canaries.id('patient')}"]
    for address in addresses:
        sam.get(address)  # what is new is marked seen first
    before = [_plain(sam.get(address).text) for address in addresses]
    fill_in(kit, "your-own-loop", {"round-again": "something quite different"})
    after = [_plain(sam.get(address).text) for address in addresses]
    assert before == after


def test_a_draft_cannot_be_let_go_or_taken_over_by_somebody_else(canaries: Cast) -> None:
    rowan, kit = canaries.signed_in("patient"), canaries.signed_in("other-patient")
    step = f"{MODULE}/steps/one-hard-moment"
    draft = hidden(rowan.get(step).text)["draft"]
    kit.post(f"{step}/let-go", data={"words": draft})
    mine = {**hidden(kit.get(step).text), "draft": draft, "draft_version": "1"}
    kit.post(f"{step}/draft", data={**mine, "thoughts": "taken over"})
    page = rowan.get(step).text
    assert CANARIES["draft"] in page
    assert "taken over" not in page


def test_no_form_can_set_what_it_does_not_ask(canaries: Cast) -> None:
    """Every column's name in every form: none of them has an effect."""
    kit = canaries.signed_in("other-patient")
    columns = ("id", "patient_id", "enrolment_id", "plan_module_id", "response_id", "role", "position", "finished_at")
    stuffed = {name: str(canaries.id("patient")) for name in columns}
    answer = fill_in(kit, "your-own-loop", stuffed)
    assert answer.status_code == 422, "unknown names are refused, and said"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
        {"sec-fetch-site": "same-site"},
        {"origin": ""},
    ],
)
def test_a_forged_form_is_refused_on_every_unsafe_route(cast_on_sqlite: Cast, headers: dict[str, str]) -> None:
    there = things(cast_on_sqlite)
    unsafe = [route for route in routes(cast_on_sqlite.app) if "POST" in route.methods]
    assert len(unsafe) > 4
    for key in ("patient", "practitioner", "lead"):
        client = cast_on_sqlite.signed_in(key)
        del client.headers["origin"]
        for route in unsafe:
            path = next(_paths(route, there))
            answer = client.post(path, data={}, headers=headers)
            assert answer.status_code == 403, f"{route.name} took a form with {headers}"


def test_no_policy_reaches_a_record_without_a_role() -> None:
    for name, policy in POLICIES.items():
        assert policy.roles or policy.reach is Reach.NOTHING, f"{name} reaches {policy.reach} for anyone"


def test_a_login_that_ends_ends_everything_with_the_next_request(cast: Cast) -> None:
    client: TestClient = cast.signed_in("practitioner")
    assert client.get("/practice").status_code == 200
    token = client.cookies["alongside"]
    client.post("/sign-out")
    client.cookies.set("alongside", token)
    assert client.get("/practice").headers["location"].startswith("/sign-in")


def _plain(page: str) -> str:
    """A page without what is different every time: codes, times, one-use ids."""
    return re.sub(r"say [0-9A-Z]{3}-[0-9A-Z]{3} and the time, \d\d:\d\d|[0-9a-f]{8}-[0-9a-f-]{27}", "", page)
