"""A goal proposed and agreed, an activity offered and declined with a reason that is read: at a desk, in a browser."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from app import clock
from app.activities import actions as activities
from app.activities.queries import activities_of
from app.activities.rules import Reason
from app.audit.rules import Actor
from app.database import Database
from app.goals import actions as goals
from app.goals.actions import Wording
from app.goals.queries import goals_of
from app.goals.rules import GoalDeed
from app.people.tables import Person
from tests.journeys.people import DESK, at
from tests.journeys.test_messages import clear
from tests.servers import Server

pytestmark = pytest.mark.usefixtures("nothing_done_yet")


def rowan_answers_with_other_words(server: Server) -> None:
    database = Database(server.database_url)
    with database.transaction() as db:
        me = Actor(db.exec(select(Person.id).where(Person.email == "patient@demo.example")).one(), "Rowan", "patient")
        assert me.id
        [goal] = [one for one in goals_of(db, [me.id])[me.id] if one.words == "Walk to the shop on two days"]
        words = Wording("Walk to the shop on one day", "Two is a lot.")
        goals.change(db, goal, GoalDeed.REWORDED, version=1, wording=words, once=uuid4(), by=me, at=clock.now())
    database.close()


def rowan_says_no(server: Server) -> None:
    database = Database(server.database_url)
    with database.transaction() as db:
        me = Actor(db.exec(select(Person.id).where(Person.email == "patient@demo.example")).one(), "Rowan", "patient")
        assert me.id
        [offer] = [one for one in activities_of(db, [me.id])[me.id] if one.what == "Ring Danny"]
        words = "Ringing is the hardest thing there is."
        activities.decline_offer(db, offer, Reason.TOO_HARD, words, once=uuid4(), by=me, at=clock.now())
    database.close()


def go(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="About Rowan").get_by_role("link", name=name).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_goal_is_agreed_and_an_offer_declined(browser: Browser, server: Server, scripts: bool) -> None:
    with at(browser, server, "practitioner", size=DESK, scripts=scripts) as sam:
        sam.get_by_role("link", name="Rowan", exact=True).first.click()
        go(sam, "Goals")
        sam.get_by_label("The goal, in words that could be theirs").fill("Walk to the shop on two days")
        if scripts:
            expect(sam.locator("#new-goal [data-saved]")).to_contain_text("Saved")
        sam.get_by_role("button", name="Propose it to Rowan").click()
        expect(sam.get_by_role("heading", name=re.compile("Waits for Rowan’s yes"))).to_be_visible()

        rowan_answers_with_other_words(server)
        sam.get_by_label("Other words for this goal").fill("Walk to the shop twice")
        sam.get_by_label("Why you suggest them").fill("Shorter.")
        sam.get_by_role("button", name="Suggest these words to Rowan").click()
        expect(sam.get_by_role("alert")).to_contain_text("Rowan suggested new words")
        expect(sam.get_by_label("Other words for this goal")).to_have_value("Walk to the shop twice")
        expect(sam.locator(".pair ins").first).to_be_visible()
        if scripts:  # axe is a script itself
            clear(sam, 24)
        sam.get_by_role("button", name="Say yes to Rowan’s words").click()
        expect(sam.get_by_role("heading", name=re.compile("Agreed by both on"))).to_be_visible()
        expect(sam.get_by_text("Rowan said yes on")).to_be_visible()
        expect(sam.get_by_text("Sam said yes on")).to_be_visible()

        go(sam, "Activities")
        sam.get_by_label("From the catalogue").select_option(index=1)
        sam.get_by_label("What you offer, in your words").fill("Ring Danny")
        sam.get_by_role("button", name="Offer it to Rowan").click()
        expect(sam.get_by_role("link", name="Say in a few words why it may help.")).to_be_visible()
        sam.get_by_label("Why it may help").fill("Hearing him helped before.")
        sam.get_by_label("Walk to the shop on one day").check()
        sam.get_by_role("button", name="Offer it to Rowan").click()
        waiting = sam.get_by_role("region", name="Offered, not answered yet")
        expect(waiting).to_contain_text("Ring Danny")
        expect(waiting).to_contain_text("Walk to the shop on one day")
        if scripts:
            clear(sam, 24)

        rowan_says_no(server)
        sam.reload()
        expect(waiting).not_to_contain_text("Ring Danny")
        no = sam.get_by_role("region", name="Said no to, and why")
        expect(no).to_contain_text("Too hard for now")
        expect(no).to_contain_text("Ringing is the hardest thing there is.")
        go(sam, "Session brief")
        expect(sam.get_by_role("region", name="Activities")).to_contain_text("Ringing is the hardest thing there is.")
        expect(sam.locator(".brief-goal")).to_contain_text("Walk to the shop on one day")
