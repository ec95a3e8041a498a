"""The check-in in a real browser: the patient on a telephone, the practitioner and the lead at a desk."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import DESK, PHONE, at
from tests.journeys.test_messages import clear, with_and_without_scripts
from tests.servers import Server


def answer(page: Page, question: str, said: str) -> None:
    page.get_by_role("group", name=question).get_by_label(said, exact=True).check()


@with_and_without_scripts
def test_a_low_answer_becomes_something_to_talk_about_and_the_programme_changes_after_a_yes(
    browser: Browser, server: Server, scripts: bool
) -> None:
    with at(browser, server, "amina", size=PHONE, scripts=scripts) as amina:
        amina.goto(f"{server.base}/me/plan")
        amina.get_by_role("link", name=re.compile("How are we working together")).click()
        answer(amina, "2. The words and examples", "Not at all")
        answer(amina, "1. I feel my practitioner", "Completely")
        amina.get_by_role("button", name="Send").click()
        expect(amina.get_by_role("alert").get_by_text("Choose who sees this.")).to_be_visible()
        expect(amina.get_by_role("group", name="2. The words").get_by_label("Not at all")).to_be_checked()
        if scripts:
            clear(amina, 44)
        amina.get_by_label("In your own words").fill("Fewer lists, please.")
        amina.get_by_label("With my practitioner").check()
        amina.get_by_role("button", name="Send").click()
        expect(amina.get_by_role("heading", name="Thank you")).to_be_visible()
        expect(amina.get_by_text(re.compile("Sam sees your answers and your words"))).to_be_visible()
        if scripts:
            clear(amina, 44)
        answer(amina, "Shall the programme use fewer words?", "Yes")
        amina.get_by_role("button", name="Save").click()
        expect(amina.get_by_text("The programme uses fewer words: examples and notes are folded away.")).to_be_visible()
        amina.goto(f"{server.base}/me/modules/understanding-low-mood/steps/how-low-mood-works")
        box = amina.locator(".prose details").first
        expect(box.locator("p").first).to_be_hidden()
        box.locator("summary").click()
        expect(box.locator("p").first).to_be_visible()
        if scripts:
            clear(amina, 44)
    with at(browser, server, "practitioner", size=DESK, scripts=scripts) as sam:
        sam.get_by_role("link", name="Amina", exact=True).first.click()
        sam.get_by_role("link", name="Session brief").first.click()
        working = sam.get_by_role("region", name="How we are working")
        expect(working).to_contain_text("Not at all (0), was")
        working.get_by_role("link").click()
        expect(sam.get_by_text("Not at all (0), was")).to_be_visible()
        expect(sam.get_by_text("Which ones put you off?")).to_be_visible()
        expect(sam.get_by_text("Fewer lists, please.")).to_be_visible()
        if scripts:
            clear(sam, 24)
    with at(browser, server, "amina", size=PHONE, scripts=scripts) as amina:
        amina.goto(f"{server.base}/me/check-in")
        expect(amina.get_by_text(re.compile("Seen by Sam on")).first).to_be_visible()


@with_and_without_scripts
def test_someone_else_is_between_the_patient_and_the_lead(browser: Browser, server: Server, scripts: bool) -> None:
    with at(browser, server, "other-patient", size=PHONE, scripts=scripts) as kit:
        kit.goto(f"{server.base}/me/check-in")
        kit.get_by_label("Someone else").check()
        kit.get_by_label("In your own words").fill("I would rather talk with a woman.")
        kit.get_by_role("group", name="Who sees this?").get_by_label(re.compile("^Only the service lead")).check()
        kit.get_by_role("button", name="Send").click()
        expect(kit.get_by_text(re.compile("The service lead tells you more by"))).to_be_visible()
    with at(browser, server, "other-practitioner", size=DESK, scripts=scripts) as alex:
        alex.get_by_role("link", name="Kit", exact=True).first.click()
        expect(alex.get_by_text("rather talk with a woman")).to_have_count(0)
    with at(browser, server, "lead", size=DESK, scripts=scripts) as lead:
        lead.get_by_role("link", name="Check-ins").click()
        if scripts:
            clear(lead, 24)
        lead.get_by_role("link", name="Read and answer").click()
        expect(lead.get_by_text("I would rather talk with a woman.")).to_be_visible()
        lead.get_by_role("button", name="Send to Kit").click()
        expect(lead.get_by_role("alert").get_by_text("Write what you tell Kit.")).to_be_visible()
        if scripts:
            clear(lead, 24)
        lead.get_by_label("What you tell Kit").fill("Morgan can begin on Monday.")
        lead.get_by_role("button", name="Send to Kit").click()
        expect(lead.get_by_text(re.compile("^Sent. It stands on their Today"))).to_be_visible()
    with at(browser, server, "other-patient", size=PHONE, scripts=scripts) as kit:
        expect(kit.get_by_text("Morgan can begin on Monday.")).to_be_visible()
        if scripts:
            clear(kit, 44)
