"""The lead's way from a draft that can never open to a published version, at 1280 px, also with scripts off."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import DESK, PHONE, at
from tests.journeys.test_patient import with_and_without_scripts
from tests.servers import Server


def titles(page: Page) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(".seq h3").all_inner_texts()]


@with_and_without_scripts
def test_a_lead_mends_a_draft_as_the_check_says_puts_it_in_order_and_publishes_it(
    browser: Browser, server: Server, scripts: bool
) -> None:
    with at(browser, server, "lead", size=DESK, scripts=scripts) as priya:
        priya.get_by_role("link", name="Pathways").click()
        priya.get_by_role("link", name="A shorter way").first.click()
        priya.get_by_role("link", name="Go on with the draft").click()
        checks = priya.get_by_role("region", name="Checks")
        expect(checks.get_by_text("“Understanding low mood” can never open")).to_be_visible()
        checks.get_by_role("link", name="Go to Understanding low mood").click()
        first = priya.locator("#module-0")
        first.get_by_text("Change when it opens").click()
        first.get_by_label("the core module before it is finished").uncheck()
        priya.get_by_label("Title").fill("A shorter way in")
        first.get_by_role("button", name="Save").click()
        expect(first.get_by_text("Open from the start.", exact=True)).to_be_visible()
        expect(checks.get_by_text("can never open")).to_have_count(0)
        expect(checks.get_by_text("stops publishing")).to_have_count(0)
        expect(priya.get_by_role("heading", level=1)).to_have_text("A shorter way in")

        priya.get_by_role("button", name="Take Doing more of what matters out").click()
        assert len(titles(priya)) == 1
        priya.get_by_role("button", name="Add Doing more of what matters").click()
        expect(priya.get_by_role("status").first).to_contain_text("is in it now, number 2 of 2")
        expect(priya.locator("#module-1")).to_contain_text("Opens when you have finished “Understanding low mood”.")
        priya.get_by_role("button", name="Move Doing more of what matters up").click()
        expect(priya.get_by_role("status").first).to_contain_text("is now number 1 of 2")
        expect(checks.get_by_text("“Doing more of what matters” can never open")).to_be_visible()
        priya.get_by_role("button", name="Move Doing more of what matters down").click()

        priya.get_by_role("button", name="Publish…").click()
        expect(priya.get_by_text("Patients under way keep the plan they have.")).to_be_visible()
        priya.get_by_role("button", name="Publish it").click()
        expect(priya.get_by_text("Version 1 is published.")).to_be_visible()
        priya.get_by_role("link", name="All pathways").click()
        row = priya.get_by_role("listitem").filter(has_text="A shorter way in")
        expect(row.get_by_text("Published", exact=True)).to_be_visible()
        expect(row).to_contain_text("Version 1, published on")


@with_and_without_scripts
def test_enter_in_the_title_saves_and_a_mistake_is_said_with_the_settings_open(
    browser: Browser, server: Server, scripts: bool
) -> None:
    with at(browser, server, "lead", size=DESK, scripts=scripts) as priya:
        priya.goto(f"{server.base}/service/pathways/a-shorter-way/draft")
        priya.get_by_label("Title").fill("Renamed")
        priya.get_by_label("Title").press("Enter")
        expect(priya.get_by_role("status").first).to_have_text("Saved.")
        second = priya.locator("#module-1")
        second.get_by_text("Change when it opens").click()
        second.get_by_label("Days since the patient began").fill("soon")
        second.get_by_role("button", name="Save").click()
        expect(priya).to_have_title(re.compile(r"^Error: "))
        expect(second.get_by_label("Days since the patient began")).to_be_visible()
        expect(second.get_by_label("Days since the patient began")).to_have_value("soon")
        if scripts:
            expect(priya.locator("[data-error-summary]")).to_be_focused()
            priya.get_by_role("link", name="Write the days as a whole number from 1 to 365.").click()
            expect(second.get_by_label("Days since the patient began")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_editor_can_be_used_on_a_phone(browser: Browser, server: Server, theme: str) -> None:
    with at(browser, server, "lead", size=PHONE, theme=theme) as priya:
        priya.goto(f"{server.base}/service/pathways/a-shorter-way/draft")
        priya.get_by_role("button", name="Move Understanding low mood down").click()
        assert titles(priya)[1] == "2. Understanding low mood Core"
