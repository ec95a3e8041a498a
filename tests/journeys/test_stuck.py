"""Stuck, and each way out of it; what does not help, and who hears of it. With scripts and without."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import DESK, PHONE, at
from tests.servers import Server

STEP = "/me/modules/understanding-low-mood/steps/your-own-loop"


@pytest.mark.parametrize("scripts", [True, False])
def test_stuck_in_a_step_each_way_out_leads_on_and_no_word_is_lost(
    browser: Browser, server: Server, scripts: bool
) -> None:
    with at(browser, server, "patient", size=PHONE, scripts=scripts) as page:
        page.goto(server.base + STEP)
        box = page.get_by_role("textbox").first
        box.fill("On Monday I felt it coming.")
        page.get_by_role("button", name="I’m stuck").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("What would help?")
        page.get_by_role("link", name="Try it").click()
        expect(page.get_by_role("textbox").first).to_have_value("On Monday I felt it coming.")
        page.get_by_role("button", name="I’m stuck").click()
        page.get_by_role("link", name="Something is broken").click()
        page.get_by_label("What is broken?").fill("The picture does not come.")
        page.get_by_role("button", name="Report it").click()
        expect(page.get_by_role("status").first).to_contain_text("It is reported.")
        page.get_by_role("link", name="Ask Sam").click()
        expect(page.get_by_role("textbox").first).to_have_value(
            "I am stuck at “Your own loop, in Understanding low mood”.\n"
        )
    with at(browser, server, "lead", size=DESK) as lead:
        lead.get_by_role("link", name="Read and answer").first.click()
        expect(lead.get_by_text("The picture does not come.")).to_be_visible()
        lead.get_by_label("What you tell Rowan").fill("It is there again.")
        lead.get_by_role("button", name="Send to Rowan").click()
        expect(lead.get_by_text("Nothing waits.")).to_be_visible()


def test_who_would_like_somebody_else_is_heard_by_the_lead_and_nobody_else(browser: Browser, server: Server) -> None:
    with at(browser, server, "patient", size=PHONE) as page:
        page.get_by_role("link", name="This isn’t helping").click()
        page.get_by_text("I would like to work with somebody else").click()
        page.get_by_label("What would be better?").fill("Somebody who calls in the evening.")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("status").first).to_contain_text("The service lead answers by")
    with at(browser, server, "practitioner", size=DESK) as sam:
        expect(sam.get_by_text("Somebody who calls in the evening.")).to_have_count(0)
    with at(browser, server, "lead", size=DESK) as lead:
        lead.goto(f"{server.base}/service/requests")
        expect(lead.get_by_text("Somebody who calls in the evening.")).to_be_visible()
