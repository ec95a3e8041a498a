"""The session brief fits one screen and one printed page, however much was written."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import Session, select

from app import clock
from app.activities import actions as activities
from app.activities.queries import activities_of
from app.activities.rules import Barrier, How, Plan, Reason, Review
from app.audit.rules import SYSTEM, Actor
from app.checkins import actions as checkins
from app.checkins.rules import Audience, Given
from app.content import check_in
from app.content.answers import Answers
from app.content.library import Library
from app.database import Database
from app.demo.cast import PASSWORD, PATHWAY
from app.enrolments import actions, plans
from app.enrolments.actions import Written
from app.enrolments.queries import module_work
from app.goals import actions as goals
from app.goals.actions import Wording
from app.goals.queries import goals_of
from app.goals.rules import GoalDeed
from app.pathways.queries import published
from app.people import actions as people
from app.people.rules import Role
from app.people.tables import Person
from app.settings import ROOT
from tests.journeys.people import DESK, at
from tests.servers import Server

LONG = "It went on for most of the afternoon and I did not say so to anybody. " * 60
STEPS = ("one-hard-moment", "your-own-loop", "where-to-start", "what-you-make-of-it")
ANSWERS: dict[str, Answers] = {
    "one-hard-moment": {"what-happened": LONG, "thoughts": LONG, "feelings": LONG, "strength": 7, "body": LONG},
    "your-own-loop": {"links": ["thoughts-did"], "round-again": LONG},
    "where-to-start": {"choice": "people"},
    "what-you-make-of-it": {"noticed": LONG, "will-try": LONG},
}


@pytest.fixture
def much(server: Server) -> Server:
    """A patient of Sam's who has written a great deal in every step."""
    database, library, now = Database(server.database_url), Library.of(ROOT / "modules"), clock.now()
    with database.transaction() as db:
        sam = db.exec(select(Person.id).where(Person.email == "practitioner@demo.example")).one()
        nour = people.add(db, Role.PATIENT, "nour@demo.example", "Nour", "Nour Aziz", PASSWORD, by=SYSTEM, at=now).id
        people.allocate(db, nour, sam, by=SYSTEM, at=now)
        plans.enrol_on(db, nour, next(p for p in published(db) if p.slug == PATHWAY), by=SYSTEM, at=now)
        for slug in ("how-low-mood-works", *STEPS):
            work = module_work(db, library, nour, "understanding-low-mood", at=now, hold=True)
            assert work
            step = work.module.step(slug)
            assert step
            written = Written(ANSWERS.get(slug, {}), shared=True, version=0, once=uuid4())
            actions.complete_step(db, library, work, step, written, by=SYSTEM, at=now)
        _goals_and_activities(db, Actor(nour, "Nour", Role.PATIENT.value))
        _check_in(db, Actor(nour, "Nour", Role.PATIENT.value))
    database.close()
    return server


def _check_in(db: Session, nour: Actor) -> None:
    """Low in every answer, with every wish that is the practitioner's to read."""
    content, faults = check_in.load(ROOT / "modules")
    assert content
    assert not faults
    assert nour.id
    chips = tuple(chip.id for chip in content.change.chips if not chip.lead_only)
    low = {item.id: 1 for item in content.items}
    now = clock.now()
    given = Given(nour.id, now.date(), Audience.PRACTITIONER, low, chips, LONG[:2000])
    checkins.give(db, content, given, reply_due=now, once=uuid4(), by=nour, at=now)


def _goals_and_activities(db: Session, nour: Actor) -> None:
    """As much of them as there can be, and each as long as it may be."""
    assert nour.id
    now = clock.now()
    for n in range(4):
        goals.propose(db, nour.id, Wording(f"{n} {LONG}"[:300], LONG[:2000]), once=uuid4(), by=nour, at=now)
        activities.plan(db, nour.id, Plan(f"{n} {LONG}"[:200]), once=uuid4(), by=nour, at=now)
        activities.decline_ideas(
            db, nour.id, {f"idea-{n}": LONG[:90]}, Reason.ACCESS, LONG, once=uuid4(), by=nour, at=now
        )
    for goal in goals_of(db, [nour.id])[nour.id]:
        goals.change(db, goal, GoalDeed.TALK, version=1, once=uuid4(), by=nour, at=now)
        goals.rate(db, goal, 3, once=uuid4(), by=nour, at=now)
    for one in activities_of(db, [nour.id])[nour.id][:3]:
        said = Review(uuid4(), How.PARTLY, now, 3, 4, LONG[:2000], Barrier.REACH, LONG[:2000])
        activities.review(db, one, said, once=uuid4(), by=nour, at=now)


@pytest.mark.parametrize("name", ["Nour", "Amina", "Marek", "Joyce"])
def test_a_brief_is_one_screen_and_one_page_of_paper(browser: Browser, much: Server, name: str) -> None:
    with at(browser, much, "practitioner", size=DESK) as page:
        page.get_by_role("link", name=name, exact=True).first.click()
        page.get_by_role("link", name="Session brief").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        if name == "Nour":
            for part in ("Own conclusions", "Activities", "To talk about"):
                expect(page.get_by_role("region", name=part).locator(".own, .ownword").first).to_be_visible()
        bottom = page.locator(".brief").evaluate("element => element.getBoundingClientRect().bottom")
        assert bottom <= DESK["height"], f"the brief of {name} ends {bottom - DESK['height']:.0f} px below the screen"
        pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
        assert pages == 1, f"the brief of {name} is {pages} pages of paper"


def test_the_supervision_list_on_paper_has_room_for_what_is_decided_and_nothing_to_press(
    browser: Browser, much: Server
) -> None:
    with at(browser, much, "practitioner", size=DESK) as page:
        page.goto(f"{much.base}/practice/supervision")
        page.emulate_media(media="print")
        list_ = page.get_by_role("region", name="To bring")
        for shown in ("Decided now", "Rule: every new patient", "was 17", "Go on with one small plan a week."):
            expect(list_.get_by_text(shown).first).to_be_visible()
        expect(page.get_by_text("Sam, printed on")).to_be_visible()
        pressed = page.locator("nav, header .bar-end, footer, .alarm, main .btn, main .link, details")
        assert not [one for one in pressed.all() if one.is_visible()], "something of the screen stands on paper"
        room = list_.locator("tbody td:last-child").first.evaluate("element => element.getBoundingClientRect().width")
        assert room > 100, f"there are {room:.0f} px to write in"
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1, "five are one page"
