"""The loop, whole: a lead prepares, a practitioner invites, a patient works, is answered, and sees it.

Each person at their own screen, at 390 px and at 1280 px, also with scripts off.
"""

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import DESK, at
from tests.journeys.test_joining import choose
from tests.journeys.test_patient import go_on, with_and_without_scripts
from tests.servers import Server
from tests.web.joining import PASSWORD

LATER = "a-better-password-for-robin"
PATHWAY = "A shorter way"


@with_and_without_scripts
def test_from_an_empty_chair_to_an_answer_read(browser: Browser, server: Server, scripts: bool) -> None:
    with at(browser, server, "lead", size=DESK, scripts=scripts) as priya:
        invite_staff(priya)
        publish(priya)
    with at(browser, server, "practitioner", size=DESK, scripts=scripts) as sam:
        link = invite(sam)
    with at(browser, server, None, scripts=scripts) as robin:
        accept(robin, link)
        work(robin)
        robin.get_by_role("button", name="Log out").click()
    with at(browser, server, "practitioner", size=DESK, scripts=scripts) as sam:
        again = link_for_a_new_password(sam)
        answer_and_open(sam)
    with at(browser, server, None, scripts=scripts) as robin:
        robin.goto(again)
        choose(robin, LATER, "Save the new password")
        sign_in(robin, server, LATER)
        see_both(robin)


def invite_staff(priya: Page) -> None:
    priya.get_by_role("link", name="Team").click()
    priya.get_by_role("link", name="Invite a colleague").click()
    priya.get_by_label("What they like to be called").fill("Noor")
    priya.get_by_label("Full name").fill("Noor Haidar")
    priya.get_by_label("E-mail address").fill("noor@example.org")
    priya.get_by_label("Practitioner").check()
    priya.get_by_role("button", name="Make the link").click()
    expect(priya.get_by_role("heading", name="Noor is invited")).to_be_visible()


def publish(priya: Page) -> None:
    """The draft could never open; the check says so, and what to do."""
    priya.get_by_role("link", name="Pathways").click()
    priya.get_by_role("link", name=PATHWAY).first.click()
    priya.get_by_role("link", name="Go on with the draft").click()
    checks = priya.get_by_role("region", name="Checks")
    expect(checks.get_by_text("“Understanding low mood” can never open")).to_be_visible()
    for place in ("#module-0", "#module-1"):  # the first opens at once, the second by time or by Sam
        module = priya.locator(place)
        module.get_by_text("Change when it opens").click()
        module.get_by_label("the core module before it is finished").uncheck()
        module.get_by_role("button", name="Save").click()
    priya.get_by_role("button", name="Publish…").click()
    priya.get_by_role("button", name="Publish it").click()
    expect(priya.get_by_text("Version 1 is published.")).to_be_visible()


def invite(sam: Page) -> str:
    sam.get_by_role("link", name="Invite a patient").click()
    sam.get_by_label("What they like to be called").fill("Robin")
    sam.get_by_label("Full name").fill("Robin Ashe")
    sam.get_by_label("E-mail address").fill("robin@example.org")
    sam.get_by_label(PATHWAY).check()
    sam.get_by_role("button", name="Make the link").click()
    return sam.locator("#link").inner_text().strip()


def accept(robin: Page, link: str) -> None:
    robin.goto(link)
    expect(robin.get_by_role("heading", name="Not an emergency service")).to_be_visible()
    choose(robin, "short", "Join and log in")
    expect(robin.get_by_role("alert")).to_contain_text("too short")
    choose(robin, PASSWORD, "Join and log in")
    expect(robin.get_by_role("heading", name="Hello, Robin")).to_be_visible()


def work(robin: Page) -> None:
    """The first module to its end; half-way the login ends, and the words come back after the password page."""
    robin.get_by_role("link", name="Begin").click()
    go_on(robin)
    robin.get_by_label("What happened?").fill("The kettle broke and I sat down on the floor.")
    robin.context.clear_cookies()
    go_on(robin)
    expect(robin.get_by_role("heading", level=1)).to_have_text("You have been logged out")
    expect(robin.get_by_text("The kettle broke and I sat down on the floor.")).to_be_visible()
    robin.get_by_label("E-mail address").fill("robin@example.org")
    robin.get_by_label("Password").fill(PASSWORD)
    robin.get_by_role("button", name="Log in and keep my words").click()
    robin.get_by_role("button", name="Save my words").click()
    robin.goto(re.sub(r"/me/.*", "/me", robin.url))
    robin.get_by_role("link", name="Carry on").click()
    robin.get_by_label("Thoughts and what I did").check()
    go_on(robin)
    robin.get_by_label("My body").check()
    go_on(robin)
    robin.get_by_role("link", name="Carry on").click()
    robin.get_by_label("What did you notice?").fill("It was never about the kettle.")
    go_on(robin)
    expect(robin.get_by_role("heading", name="What you made of it")).to_be_visible()
    robin.get_by_role("link", name="Plan", exact=True).first.click()
    expect(robin.get_by_text("14 days have passed since you began").first).to_be_visible()


def link_for_a_new_password(sam: Page) -> str:
    """On the phone: Sam reads out a link for a new password."""
    sam.get_by_role("link", name="Robin", exact=True).first.click()
    sam.get_by_role("button", name=re.compile("new password")).click()
    return sam.locator("#link").inner_text().strip()


def answer_and_open(sam: Page) -> None:
    sam.goto(re.sub(r"/practice/.*", "/practice", sam.url))
    sam.get_by_role("link", name="Robin", exact=True).first.click()
    sam.get_by_role("link", name="Session brief").click()
    expect(sam.get_by_text("It was never about the kettle.")).to_be_visible()
    sam.get_by_role("link", name="Shared work").click()
    piece = sam.locator("article").filter(has_text="The kettle broke")
    piece.first.locator("summary").click()
    piece.first.get_by_label("Write back to Robin about this").fill(
        "Sitting down counted as a rest. What came before it?"
    )
    piece.first.get_by_role("button", name="Send to Robin").click()
    sam.get_by_role("link", name="Plan", exact=True).click()
    sam.get_by_label("Robin reads this with the change").fill("You finished early, so this need not wait two weeks.")
    sam.get_by_role("button", name=re.compile("^Open now")).click()
    expect(sam.get_by_text("Sam opened “Doing more of what matters”")).to_be_visible()


def sign_in(robin: Page, server: Server, password: str) -> None:
    robin.goto(f"{server.base}/sign-in")
    robin.get_by_label("E-mail address").fill("robin@example.org")
    robin.get_by_label("Password").fill(password)
    robin.get_by_role("button", name="Log in").click()


def see_both(robin: Page) -> None:
    expect(robin.get_by_text("Sitting down counted as a rest. What came before it?")).to_be_visible()
    expect(robin.get_by_text("You finished early, so this need not wait two weeks.")).to_be_visible()
    expect(robin.get_by_text("Seen by Sam").first).to_be_visible()
    robin.get_by_role("link", name="Begin").click()
    expect(robin.get_by_role("heading", level=1)).to_have_text("Why doing comes first")
