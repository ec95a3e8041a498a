"""A practitioner takes a PHQ-9 by phone, with scripts and without, and the brief shows it."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import DESK, at
from tests.servers import Server


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_phq_9_taken_by_phone_stands_on_the_brief(browser: Browser, server: Server, *, scripts: bool) -> None:
    with at(browser, server, "practitioner", size=DESK, scripts=scripts) as page:
        page.get_by_role("link", name="Rowan", exact=True).first.click()
        page.get_by_role("link", name="Scores", exact=True).click()
        page.get_by_role("link", name="PHQ-9", exact=True).click()
        for question in page.get_by_role("group").all()[:9]:
            question.get_by_label("Not at all").check()
        page.get_by_role("group").nth(8).get_by_label("Several days").check()
        page.get_by_role("button", name="Save the answers").click()
        expect(page.get_by_role("status")).to_contain_text("has raised a safety flag")
        expect(page.get_by_role("link", name="Open the flag")).to_be_visible()
        page.get_by_role("link", name="Session brief").click()
        expect(page.get_by_role("heading", name="PHQ-9 is 1, none or minimal")).to_be_visible()
        expect(page.get_by_text("Item 9 went up while the total went down.")).to_be_visible()
