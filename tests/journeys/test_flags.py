"""A safety flag from the answer to its close, at a desk, in a real browser, with and without scripts."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import DESK, at
from tests.journeys.test_messages import clear, with_and_without_scripts
from tests.servers import Server

WORDS = "We talked for half an hour. Danny comes over tonight."


def answers(page: Page, server: Server, said: str) -> None:
    """Begins a PHQ-9 and answers its last question alone."""
    page.goto(f"{server.base}/me/measures/phq-9/start")
    page.get_by_role("button", name=re.compile("Begin|Carry on")).click()
    page.goto(f"{server.base}/me/measures/phq-9/9")
    page.get_by_role("radio", name=said, exact=True).check()
    page.get_by_role("button", name="Continue").last.click()
    expect(page.get_by_role("heading", name="Thank you for telling us")).to_be_visible()


@with_and_without_scripts
def test_an_answer_is_taken_tried_and_closed_and_the_caseload_is_clean(
    browser: Browser, server: Server, scripts: bool
) -> None:
    with at(browser, server, "patient", scripts=scripts) as rowan:
        answers(rowan, server, "More than half the days")
    with at(browser, server, "practitioner", size=DESK, scripts=scripts) as sam:
        on_top = sam.get_by_role("region", name="1 safety conversation to have")
        expect(on_top).to_be_in_viewport()
        expect(on_top).to_contain_text("PHQ-9 item 9 is 2, More than half the days.")
        expect(on_top).to_contain_text("Nobody has taken it yet")
        if scripts:  # axe is a script itself
            clear(sam, 24)
        on_top.get_by_role("link", name=re.compile("^Open")).click()
        sam.get_by_role("button", name="I have this").click()
        expect(sam.get_by_text(re.compile("Sam (has it, since|took it on)"))).to_be_visible()
        sam.get_by_label("Your words").fill("Rang twice, no answer. I try again at two.")
        sam.get_by_role("button", name="I tried to reach them").click()
        expect(sam.get_by_text("Sam tried to reach them")).to_be_visible()
        expect(sam.get_by_label("Your words")).to_have_value("")
        sam.get_by_label("Your words").fill(WORDS)
        sam.get_by_role("button", name="Close this flag").click()
        expect(sam.get_by_text("Choose what came of it.").first).to_be_visible()
        expect(sam.get_by_label("Your words")).to_have_value(WORDS)
        if scripts:
            clear(sam, 24)
        sam.get_by_role("radio", name="We have talked about it", exact=True).check()
        sam.get_by_role("button", name="Close this flag").click()
        expect(sam.get_by_text("Sam closed it: We have talked about it")).to_be_visible()
        sam.get_by_role("link", name="Caseload").click()
        expect(sam.get_by_role("heading", name="Caseload")).to_be_visible()
        expect(sam.get_by_text("safety conversation")).to_have_count(0)
        sam.get_by_role("link", name="Safety", exact=True).click()
        expect(sam.get_by_role("region", name="Closed in the last 30 days")).to_contain_text("Rowan")


@with_and_without_scripts
def test_what_was_read_becomes_a_flag_and_the_words_last(browser: Browser, server: Server, scripts: bool) -> None:
    with at(browser, server, "practitioner", size=DESK, scripts=scripts) as sam:
        sam.get_by_role("link", name="Rowan", exact=True).first.click()
        about = sam.get_by_role("navigation", name="About Rowan")
        about.get_by_role("link", name="Raise a concern").click()
        sam.get_by_label("What have you read?").fill("In the diary: “what is it all for”.")
        if scripts:
            expect(sam.locator("[data-saved]")).to_contain_text("Saved")
            sam.reload()
            clear(sam, 24)
            expect(sam.get_by_label("What have you read?")).to_have_value("In the diary: “what is it all for”.")
        sam.get_by_role("button", name="Raise it").click()
        expect(sam.get_by_role("heading", name="Safety conversation to have")).to_be_visible()
        expect(sam.get_by_text("Sam has read something and is worried.").first).to_be_visible()
        sam.get_by_role("link", name="Read it").click()
        expect(sam.get_by_text("Danny, any time. My sister after six.")).to_be_visible()
        if scripts:
            clear(sam, 24)
