"""Messages in a real browser: the patient on a telephone, the team at a desk, with and without scripts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.cast import MODULE
from tests.journeys.people import DESK, PHONE, at
from tests.journeys.test_every_page import TOO_SMALL, WIDTHS
from tests.servers import Server

with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


def clear(page: Page, least: int) -> None:
    """Nothing found by axe, nothing sideways, every target large enough."""
    found = [one["id"] for one in Axe().run(page).response["violations"]]
    assert not found, found
    wide, room = page.evaluate(WIDTHS)
    assert wide <= room, f"{wide - room} px too wide"
    assert not page.evaluate(TOO_SMALL, least)


@with_and_without_scripts
def test_a_patient_asks_about_a_step_and_reads_the_answer(browser: Browser, server: Server, scripts: bool) -> None:
    with (
        at(browser, server, "amina", size=PHONE, scripts=scripts) as amina,
        at(browser, server, "practitioner", size=DESK, scripts=scripts) as sam,
    ):
        amina.goto(f"{server.base}{MODULE}/steps/one-hard-moment")
        amina.get_by_role("link", name="Ask about this").click()
        expect(amina.get_by_text(re.compile("Someone in the team reads this and answers by")).last).to_be_visible()
        expect(amina.get_by_text("Messages are not watched round the clock.")).to_be_visible()
        amina.get_by_label("Your message").fill("Was that a thought or a feeling?")
        amina.get_by_role("button", name="Send").click()
        mine = amina.locator(".msg").filter(has_text="Was that a thought or a feeling?")
        expect(mine).to_contain_text("Not seen yet")
        expect(mine.get_by_role("link", name="One hard moment")).to_be_visible()

        sam.get_by_role("link", name="Messages").first.click()
        sam.get_by_role("link", name="Amina", exact=True).first.click()
        theirs = sam.locator(".msg").filter(has_text="Was that a thought or a feeling?")
        expect(theirs).to_contain_text("New")
        theirs.get_by_role("link", name="One hard moment").click()
        expect(sam.get_by_text("Everyone manages but me.")).to_be_visible()
        about = sam.get_by_role("navigation", name="About Amina")
        about.get_by_role("link", name="Messages").click()
        sam.get_by_label("Your message").fill("Both. Which came first?")
        sam.get_by_role("button", name="Send to Amina").click()
        expect(sam.locator(".msg").filter(has_text="Both. Which came first?")).to_be_visible()

        amina.goto(f"{server.base}/me")
        amina.get_by_role("link", name="Write back").click()
        expect(amina.get_by_text("Both. Which came first?")).to_be_visible()
        expect(mine).to_contain_text("Answered by Sam on")


@with_and_without_scripts
def test_a_starting_point_is_made_ones_own_before_it_is_sent(browser: Browser, server: Server, scripts: bool) -> None:
    with at(browser, server, "practitioner", size=DESK, scripts=scripts) as sam:
        sam.goto(f"{server.base}/practice/messages")
        sam.get_by_role("link", name="Rowan", exact=True).first.click()
        sam.get_by_label("Your message").fill("One line of mine.")
        sam.get_by_role("button", name="Before a session").click()
        expect(sam.get_by_label("Your message")).to_have_value(re.compile(r"^One line of mine\.\n\nHello Rowan\."))
        sam.get_by_role("button", name="Send to Rowan").click()
        expect(sam.get_by_text("There is a gap left to fill")).to_be_visible()
        if scripts:  # axe is a script itself
            clear(sam, 24)
        sam.get_by_label("Your message").fill("We talk on Thursday at ten.")
        sam.get_by_role("button", name="Send with my changes").click()
        expect(sam.locator(".msg").filter(has_text="We talk on Thursday at ten.")).to_be_visible()
        expect(sam.get_by_label("Your message")).to_have_value("")


def test_what_is_typed_is_kept_by_itself_and_a_second_window_writes_over_nothing(
    browser: Browser, server: Server
) -> None:
    with (
        at(browser, server, "other-patient", size=PHONE) as phone,
        at(browser, server, "other-patient", size=DESK) as laptop,
    ):
        for page in (phone, laptop):
            page.goto(f"{server.base}/me/messages")
        phone.get_by_label("Your message").fill("From the bus.")
        expect(phone.locator("[data-saved]")).to_contain_text("Saved")
        laptop.get_by_label("Your message").fill("From the sofa.")
        expect(laptop.locator("[data-saved]")).to_contain_text("These words cannot be saved from this window.")
        laptop.get_by_role("button", name="Keep as a draft").click()
        expect(laptop.get_by_role("heading", name="You also wrote this in another window")).to_be_visible()
        expect(laptop.get_by_text("From the bus.")).to_be_visible()
        expect(laptop.get_by_label("Your message")).to_have_value("From the sofa.")
        clear(laptop, 44)
        laptop.get_by_label("Your message").fill("From the bus, and from the sofa.")
        laptop.get_by_role("button", name="Send").click()
        expect(laptop.locator(".msg").last).to_contain_text("From the bus, and from the sofa.")


def test_back_after_sending_shows_the_thread_and_not_the_form_as_it_was(browser: Browser, server: Server) -> None:
    with at(browser, server, "other-patient", size=PHONE) as kit:
        kit.goto(f"{server.base}/me/messages")
        kit.get_by_label("Your message").fill("Only once.")
        kit.get_by_role("button", name="Send").click()
        expect(kit.locator(".msg").filter(has_text="Only once.")).to_have_count(1)
        kit.goto(f"{server.base}/me/plan")
        kit.go_back()
        kit.go_back()
        expect(kit.locator(".msg").filter(has_text="Only once.")).to_have_count(1)
        kit.reload()
        expect(kit.locator(".msg").filter(has_text="Only once.")).to_have_count(1)


@with_and_without_scripts
def test_a_late_message_is_answered_by_a_colleague_and_the_lead_saw_only_that_it_waited(
    browser: Browser, server: Server, scripts: bool
) -> None:
    with at(browser, server, "theo", size=PHONE, scripts=scripts) as theo:
        theo.goto(f"{server.base}/me/messages")
        expect(theo.get_by_text(re.compile("It is late. A colleague has it too now."))).to_be_visible()
        if scripts:
            clear(theo, 44)
    with at(browser, server, "lead", size=DESK, scripts=scripts) as lead:
        lead.get_by_role("link", name="Messages").first.click()
        expect(lead.get_by_role("cell", name="Theo Lindqvist")).to_be_visible()
        expect(lead.get_by_text("shifts have changed")).to_have_count(0)
    with at(browser, server, "duty", size=DESK, scripts=scripts) as morgan:
        morgan.goto(f"{server.base}/practice/messages")
        expect(morgan.get_by_text("for Alex")).to_be_visible()
        morgan.get_by_role("link", name="Theo", exact=True).click()
        morgan.get_by_label("Your message").fill(
            "Alex is away this morning, so I am writing. Is six o’clock late enough?"
        )
        with morgan.expect_navigation():
            morgan.get_by_role("button", name="Send to Theo").click()
    with at(browser, server, "theo", size=PHONE, scripts=scripts) as theo:
        theo.goto(f"{server.base}/me/messages")
        expect(theo.get_by_text(re.compile("Answered by Morgan on"))).to_be_visible()
