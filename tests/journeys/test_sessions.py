"""One whole loop: a list, a session written down while two people talk, what was agreed done, and the next brief."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col, select, update

from app import clock
from app.database import Database
from app.people.tables import Person
from app.rendering import local
from app.sessions.tables import StoredSession
from tests.journeys.people import DESK, at
from tests.servers import Server

pytestmark = pytest.mark.usefixtures("nothing_done_yet")


def it_began_a_while_ago(server: Server) -> None:
    """Rowan's session of today began twenty minutes ago."""
    database = Database(server.database_url)
    with database.transaction() as db:
        rowan = db.exec(select(Person.id).where(Person.email == "patient@demo.example")).one()
        standing = (col(StoredSession.patient_id) == rowan, col(StoredSession.attendance).is_(None))
        db.exec(update(StoredSession).where(*standing).values(starts_at=clock.now() - timedelta(minutes=20)))
    database.close()


def a_working_day() -> str:
    day = local(clock.now()).date() + timedelta(days=7)
    return (day + timedelta(days=(2 - day.weekday()) % 7)).isoformat()


def record(sam: Page) -> None:
    sam.goto(sam.url.split("/practice")[0] + "/practice/sessions")
    sam.get_by_role("link", name=re.compile("Open the record")).first.click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_loop_from_list_to_session_to_doing_to_the_next_brief(
    browser: Browser, server: Server, scripts: bool
) -> None:
    with at(browser, server, "patient", scripts=scripts) as rowan:
        rowan.goto(f"{server.base}/me/sessions")
        rowan.get_by_label("Something to cover").fill("The evenings on my own.")
        rowan.get_by_role("button", name="Add it").click()
        expect(rowan.get_by_text("The evenings on my own.").first).to_be_visible()

    it_began_a_while_ago(server)
    with at(browser, server, "practitioner", size=DESK, scripts=scripts) as sam:
        sam.get_by_role("link", name="Read brief").first.click()
        expect(sam.get_by_role("region", name="On the list")).to_contain_text("more on the list")
        record(sam)
        sam.get_by_role("checkbox", name=re.compile("The evenings on my own")).check()
        sam.get_by_label("Summary, for both of you").fill("Evenings: one call a week, on Thursdays.")
        sam.get_by_label("Safety conversation").fill("Asked. No thoughts of that kind.")
        sam.get_by_label("What you offer").fill("Ring Danny on Thursday")
        sam.get_by_label("Why it may help").fill("You said an evening with a voice in it is shorter.")
        sam.get_by_role("button", name="Offer it to Rowan").click()
        expect(sam.get_by_text("Saved, and the activity is offered.")).to_be_visible()
        expect(sam.get_by_label("Summary, for both of you")).to_have_value("Evenings: one call a week, on Thursdays.")
        sam.get_by_text("Book the next session", exact=True).click()
        sam.get_by_label("Day", exact=True).fill(a_working_day())
        sam.get_by_label("Time", exact=True).fill("10:30")
        sam.get_by_role("button", name="Book it").click()
        expect(sam.get_by_text("Saved, and the next session is booked.")).to_be_visible()
        sam.get_by_label("Came, on time").check()
        sam.get_by_label("Minutes it took").fill("27")
        sam.get_by_role("button", name="Finish the record").click()
        expect(sam.get_by_text("Saved. The session is written down.")).to_be_visible()
        sam.get_by_role("link", name="Copy for the record").click()
        expect(sam.get_by_text("Asked. No thoughts of that kind.")).to_be_visible()

    with at(browser, server, "patient", scripts=scripts) as rowan:
        rowan.get_by_role("link", name=re.compile("Ring Danny on Thursday")).first.click()
        rowan.get_by_role("button", name="Take it up as it is").click()
        rowan.goto(f"{server.base}/me")
        expect(rowan.get_by_text("Ring Danny on Thursday").first).to_be_visible()
        rowan.goto(f"{server.base}/me/sessions")
        rowan.get_by_role("region", name="Sessions before").get_by_role("link").first.click()
        expect(rowan.get_by_text("Evenings: one call a week, on Thursdays.")).to_be_visible()
        expect(rowan.get_by_text("Asked. No thoughts of that kind.")).to_have_count(0)
        rowan.get_by_label("Something you want to add").fill("He may not pick up. Then I write.")
        rowan.get_by_role("button", name="Add it").click()
        expect(rowan.get_by_text("He may not pick up. Then I write.")).to_be_visible()
        rowan.goto(f"{server.base}/me/sessions")
        rowan.get_by_label("Something to cover").fill("How the call went.")
        rowan.get_by_role("button", name="Add it").click()
        expect(rowan.get_by_text("How the call went.").first).to_be_visible()

    with at(browser, server, "practitioner", size=DESK, scripts=scripts) as sam:
        sam.get_by_role("link", name="Rowan", exact=True).first.click()
        sam.get_by_role("link", name="Session brief").click()
        expect(sam.get_by_text(re.compile("Session 3 · "))).to_be_visible()
        sam.get_by_role("navigation", name="About Rowan").get_by_role("link", name="Sessions").click()
        expect(sam.get_by_text("How the call went.").first).to_be_visible()
        expect(sam.get_by_text("He may not pick up. Then I write.").first).to_be_visible()


def test_a_whole_record_is_written_with_the_keyboard_alone(browser: Browser, server: Server) -> None:
    it_began_a_while_ago(server)
    with at(browser, server, "practitioner", size=DESK) as sam:
        record(sam)
        sam.get_by_label("Summary, for both of you").focus()
        sam.keyboard.type("Typed and never clicked.")
        for _times in range(60):
            if sam.evaluate("document.activeElement.name") == "attendance":
                break
            sam.keyboard.press("Tab")
        sam.keyboard.press("Space")
        sam.keyboard.press("Tab")
        sam.keyboard.type("30")
        sam.keyboard.press("Tab")
        sam.keyboard.press("Enter")
        expect(sam.get_by_text("Saved. The session is written down.")).to_be_visible()
        expect(sam.get_by_label("Summary, for both of you")).to_have_value("Typed and never clicked.")
