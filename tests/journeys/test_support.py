"""What the programme says: why, fewer like this, and it stops. In a browser, at noon: nothing is said at night."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app import clock
from app.rendering import local
from tests.hatchery import HatchedServer, Hatchery
from tests.journeys.people import DESK, PHONE, at
from tests.journeys.test_messages import clear
from tests.servers import Server

SAYS = "You are not sure that it will happen."


@pytest.fixture
def noon(hatchery: Hatchery, sqlite_url: str, tmp_path: Path) -> Iterator[Server]:
    """A server whose clock starts at noon of today."""
    then = local(clock.now()).replace(hour=12, minute=0)
    with HatchedServer(hatchery, sqlite_url, tmp_path, ALONGSIDE_NOW=then.isoformat()) as running:
        yield running


def plan(page: Page, server: Server, what: str) -> None:
    page.goto(f"{server.base}/me/activities/new")
    page.get_by_label("What will you do?").fill(what)
    page.get_by_label("How likely is it that you do it?").fill("4")
    page.get_by_role("radio", name="No goal: just worth doing").check()
    page.get_by_role("button", name="Put it in my week").click()
    expect(page.get_by_text("Under 7: shall we make it smaller?")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_message_says_why_and_fewer_like_this_stops_it(browser: Browser, noon: Server, scripts: bool) -> None:
    with at(browser, noon, "patient", size=PHONE, scripts=scripts) as page:
        plan(page, noon, "Walk to the gate")
        page.goto(f"{noon.base}/me")
        expect(page.get_by_text(SAYS)).to_be_visible()
        page.get_by_text("Why am I seeing this?").click()
        expect(page.get_by_text("You said that what you planned is not very likely.")).to_be_visible()
        if scripts:  # axe is a script itself
            clear(page, 44)
        page.get_by_role("button", name="Fewer like this").click()
        expect(page.get_by_text("You asked for fewer like this.")).to_be_visible()
        plan(page, noon, "Walk to the corner")
        page.goto(f"{noon.base}/me/support")
        expect(page.get_by_text(SAYS)).to_have_count(1)
        expect(page.get_by_role("heading", name="Fewer of these")).to_be_visible()
        if scripts:
            clear(page, 44)
        page.get_by_role("button", name="As before").click()
        expect(page.get_by_role("heading", name="Fewer of these")).to_have_count(0)
    with at(browser, noon, "practitioner", size=DESK) as sam:
        sam.get_by_role("link", name="Rowan", exact=True).first.click()
        sam.get_by_role("link", name="Programme").click()
        expect(sam.get_by_text(SAYS)).to_have_count(1)
        sam.get_by_role("button", name="Let all messages rest").click()
        expect(sam.get_by_text("Every message rests for now. Set by Sam")).to_be_visible()


def test_a_lead_rewords_a_message_and_reads_first_what_it_would_have_sent(browser: Browser, noon: Server) -> None:
    with at(browser, noon, "lead", size=DESK) as lead:
        lead.get_by_role("link", name="Support").click()
        lead.get_by_role("link", name="Something was planned that is not likely to happen").click()
        lead.get_by_label("Wording 1").fill("You must do it.")
        lead.get_by_role("button", name="Save").click()
        expect(lead.get_by_text("is a word the programme does not use").first).to_be_visible()
        lead.get_by_label("Wording 1").fill("Half of it counts too.")
        lead.get_by_role("button", name="What would this have sent last month?").click()
        expect(lead.get_by_role("status")).to_contain_text("Last month this would have")
        lead.get_by_role("button", name="Save").click()
        expect(lead.get_by_role("status")).to_contain_text("It holds from now on.")
    with at(browser, noon, "patient", size=PHONE) as page:
        plan(page, noon, "Walk to the gate")
        page.goto(f"{noon.base}/me")
        expect(page.get_by_text("Half of it counts too.")).to_be_visible()
