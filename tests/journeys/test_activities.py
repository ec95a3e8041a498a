"""Activities on a telephone, scripts on and off: choose, plan, partly, smaller; none of these; an offer."""

import re
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from app import clock
from app.activities import actions, queries
from app.activities.rules import Activity, No, Reason, State
from app.audit.rules import Actor
from app.database import Database
from app.goals import actions as goals
from app.goals.actions import Wording
from app.goals.rules import Area
from app.people.tables import Person
from app.rendering import local
from tests.journeys.people import PHONE, at
from tests.journeys.test_messages import clear, with_and_without_scripts
from tests.servers import Server

pytestmark = pytest.mark.usefixtures("nothing_done_yet")

HERE = "/me/activities"


def rowan_in(database: Database) -> UUID:
    with database.transaction(writes=False) as db:
        return db.exec(select(Person.id).where(Person.email == "patient@demo.example")).one()


def kept(server: Server) -> tuple[list[Activity], list[No]]:
    """Rowan's activities, and what Rowan said no to."""
    database = Database(server.database_url)
    rowan = rowan_in(database)
    with database.transaction(writes=False) as db:
        found = list(queries.activities_of(db, [rowan]).get(rowan, ())), queries.declined_by(db, [rowan]).get(rowan, [])
    database.close()
    return found


@pytest.fixture
def offered(server: Server) -> Server:
    """Rowan has a goal, and Sam offers something for it."""
    database = Database(server.database_url)
    rowan = rowan_in(database)
    with database.transaction() as db:
        sam = db.exec(select(Person).where(Person.email == "practitioner@demo.example")).one()
        by, now = Actor(sam.id, sam.name, sam.role), clock.now()
        wording = Wording("Energy left after work")
        goal = goals.propose(db, rowan, wording, area=Area.BODY, once=uuid4(), by=by, at=now)
        what, why = "Get off the bus one stop early", "Walking helped you on Sunday"
        actions.offer(db, rowan, what, why, goal=goal, once=uuid4(), by=by, at=now)
    database.close()
    return server


def looked_at(page: Page, scripts: bool) -> None:
    """axe is a script itself."""
    if scripts:
        clear(page, 44)


@with_and_without_scripts
def test_one_thing_is_chosen_planned_partly_done_and_made_smaller(
    browser: Browser, server: Server, scripts: bool
) -> None:
    with at(browser, server, "patient", size=PHONE, scripts=scripts) as page:
        page.goto(server.base + HERE)
        page.get_by_role("link", name="Choose something to do").click()
        page.get_by_role("link", name="Some", exact=True).click()
        expect(page.get_by_role("link", name="Some", exact=True)).to_have_attribute("aria-current", "true")
        looked_at(page, scripts)
        page.get_by_role("button", name="Go on with this").click()
        expect(page.get_by_role("link", name="Choose one of these, or “None of these”.")).to_be_visible()
        page.locator(".opt").first.click()
        page.get_by_role("button", name="Go on with this").click()
        expect(page.get_by_role("heading", name="Plan it")).to_be_visible()
        page.get_by_label("What will you do?").fill("Air the kitchen, slowly")
        page.get_by_label("Which day?").fill(local(clock.now()).date().isoformat())
        page.get_by_label("How likely is it that you do it?").fill("5")
        page.locator("summary").filter(has_text="If you like").click()
        page.get_by_label("How hard does it feel?").fill("4")
        page.get_by_label("How much will you enjoy it?").fill("2")
        looked_at(page, scripts)
        page.get_by_role("button", name="Put it in my week").click()
        expect(page.get_by_text("Under 7: shall we make it smaller?")).to_be_visible()
        looked_at(page, scripts)
        page.get_by_role("link", name="Keep it as it is").click()

        expect(page.get_by_role("heading", name=re.compile("Today,"))).to_be_visible()
        looked_at(page, scripts)
        page.get_by_role("link", name="How did it go?").click()
        page.get_by_role("radio", name=re.compile("^Partly")).check()
        page.get_by_label("How much did you enjoy it?").fill("6")
        page.get_by_role("radio", name="It was too big").check()
        page.get_by_label("In your own words").fill("The window sticks.")
        looked_at(page, scripts)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Partly counts.")).to_be_visible()
        expect(page.get_by_text("Enjoyment: you expected 2, and it was 6. That is 4 more.")).to_be_visible()
        looked_at(page, scripts)
        page.get_by_role("link", name="A smaller step").click()
        page.get_by_label("What will you do?").fill("Open the window")
        page.get_by_role("button", name="Put it in my week").click()
        expect(page.get_by_text("It is in your week.")).to_be_visible()
        page.goto(f"{server.base}{HERE}/ladder")
        expect(page.get_by_text("Which step feels next?")).to_be_visible()
        looked_at(page, scripts)
    whole, small = kept(server)[0]
    assert whole.state is State.PARTLY
    assert small.smaller_of == whole.id


@with_and_without_scripts
def test_none_of_these_is_an_answer_and_its_reason_is_kept(browser: Browser, server: Server, scripts: bool) -> None:
    with at(browser, server, "patient", size=PHONE, scripts=scripts) as page:
        page.goto(f"{server.base}{HERE}/choose")
        page.get_by_role("radio", name=re.compile("None of these")).check()
        page.get_by_role("button", name="Go on with this").click()
        expect(page.get_by_role("heading", name="What doesn’t fit?")).to_be_visible()
        page.get_by_role("checkbox").first.uncheck()
        page.get_by_label("Is there anything you want to add?").fill("Mornings are hard.")
        looked_at(page, scripts)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_label("Is there anything you want to add?")).to_have_value("Mornings are hard.")
        expect(page.get_by_role("checkbox").first).not_to_be_checked()
        page.get_by_role("radio", name="Too hard just now").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Thank you. That is useful to know.")).to_be_visible()
        looked_at(page, scripts)
    assert [(one.reason, one.words) for one in kept(server)[1]] == [(Reason.TOO_HARD, "Mornings are hard.")] * 2


@with_and_without_scripts
def test_an_offer_is_made_ones_own(browser: Browser, offered: Server, scripts: bool) -> None:
    with at(browser, offered, "patient", size=PHONE, scripts=scripts) as page:
        page.goto(f"{offered.base}{HERE}/choose")
        card = page.locator(".opt").first
        for told in ("From Sam", "Energy left after work", "Walking helped you on Sunday"):
            expect(card).to_contain_text(told)
        looked_at(page, scripts)
        card.click()
        page.get_by_role("button", name="Go on with this").click()
        expect(page.get_by_role("button", name="Take it up as it is")).to_be_visible()
        looked_at(page, scripts)
        page.get_by_role("link", name="Change it first").click()
        looked_at(page, scripts)
        page.get_by_label("What will you do?").fill("Walk from the second stop")
        page.get_by_role("button", name="Put it in my week").click()
        expect(page.get_by_text("Sam offered it, and you made it your own")).to_be_visible()
        expect(page.get_by_role("heading", name="Walk from the second stop")).to_be_visible()
        expect(page.get_by_text("Get off the bus one stop early")).to_be_visible()
        looked_at(page, scripts)
    [one] = kept(offered)[0]
    assert one.state is State.PLANNED
    assert one.offer
    assert (one.what, one.offer.what) == ("Walk from the second stop", "Get off the bus one stop early")


def test_what_is_typed_into_a_plan_is_kept_by_itself(browser: Browser, server: Server) -> None:
    with at(browser, server, "patient", size=PHONE) as page:
        page.goto(f"{server.base}{HERE}/new")
        page.get_by_label("What will you do?").fill("Half a pl")
        expect(page.locator("[data-saved]")).to_contain_text("Saved")
        page.goto(f"{server.base}{HERE}/new")
        expect(page.get_by_label("What will you do?")).to_have_value("Half a pl")
