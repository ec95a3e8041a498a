"""Joining and getting back in, in a real browser: with and without scripts, from the link to one's own page."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import DESK, at
from tests.journeys.test_every_page import SIZES, TOO_SMALL, WIDTHS
from tests.servers import Server
from tests.web.joining import PASSWORD

with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


def invited(browser: Browser, server: Server, *, scripts: bool = True) -> str:
    """Sam invites Robin; the link that is handed over."""
    with at(browser, server, "practitioner", size=DESK, scripts=scripts) as sam:
        sam.get_by_role("link", name="Invite a patient").click()
        sam.get_by_label("What they like to be called").fill("Robin")
        sam.get_by_label("Full name").fill("Robin Ashe")
        sam.get_by_label("E-mail address").fill("robin@example.org")
        sam.get_by_label("Low mood, step by step").check()
        sam.get_by_role("button", name="Make the link").click()
        expect(sam.get_by_role("heading", name="Robin is invited")).to_be_visible()
        return sam.locator("#link").inner_text().strip()


def choose(page: Page, password: str, button: str) -> None:
    for label in (re.compile("^(Choose a|New) password$"), "The same password again"):
        page.get_by_label(label).fill(password)
    page.get_by_role("button", name=button).click()


@with_and_without_scripts
def test_a_patient_joins_from_the_link_and_finds_their_first_step(
    browser: Browser, server: Server, scripts: bool
) -> None:
    link = invited(browser, server, scripts=scripts)
    with at(browser, server, None, scripts=scripts) as robin:
        robin.goto(link)
        expect(robin.get_by_role("heading", name="Not an emergency service")).to_be_visible()
        choose(robin, "short", "Join and log in")
        expect(robin.get_by_role("alert")).to_contain_text("too short")
        choose(robin, PASSWORD, "Join and log in")
        expect(robin.get_by_role("heading", name="Hello, Robin")).to_be_visible()
        robin.goto(link)
        expect(robin.get_by_role("heading", name="This invitation has been accepted")).to_be_visible()


@with_and_without_scripts
def test_somebody_who_forgot_their_password_gets_back_to_their_own_words(
    browser: Browser, server: Server, scripts: bool
) -> None:
    with at(browser, server, None, scripts=scripts) as rowan:
        rowan.goto(f"{server.base}/sign-in")
        rowan.get_by_role("link", name="Forgotten your password?").click()
        rowan.get_by_label("E-mail address").fill("patient@demo.example")
        rowan.get_by_role("button", name="Send me a link").click()
        expect(rowan.get_by_role("heading", name="Look in your e-mail")).to_be_visible()
        with at(browser, server, "lead", size=DESK) as lead:
            lead.goto(f"{server.base}/service/mail")
            link = re.findall(r"http\S+/new-password/\S+", lead.locator("main").inner_text())[0]
        rowan.goto(link)
        choose(rowan, PASSWORD, "Save the new password")
        rowan.get_by_role("link", name="Log in", exact=True).click()
        rowan.get_by_label("E-mail address").fill("patient@demo.example")
        rowan.get_by_label("Password").fill(PASSWORD)
        rowan.get_by_role("button", name="Log in").click()
        expect(rowan.get_by_role("heading", name="Hello, Rowan")).to_be_visible()


def test_the_page_of_an_invitation_is_clear_at_every_size(browser: Browser, server: Server) -> None:
    link = invited(browser, server)
    for name, size in SIZES.items():
        with at(browser, server, None, size=size) as page:
            page.goto(link)
            found = [one["id"] for one in Axe().run(page).response["violations"]]
            assert not found, f"at {name}: {found}"
            wide, room = page.evaluate(WIDTHS)
            assert wide <= room, f"{wide - room} px too wide at {name}"
            assert not page.evaluate(TOO_SMALL, 44)


def test_what_is_read_after_inviting_is_clear_at_every_size(browser: Browser, server: Server) -> None:
    for name, size in SIZES.items():
        with at(browser, server, "practitioner", size=size) as page:
            page.get_by_role("link", name="Rowan", exact=True).first.click()
            page.get_by_role("button", name="Make a link for a new password").click()
            expect(page.get_by_role("heading", name="A link for Rowan")).to_be_visible()
            found = [one["id"] for one in Axe().run(page).response["violations"]]
            assert not found, f"at {name}: {found}"
            wide, room = page.evaluate(WIDTHS)
            assert wide <= room, f"{wide - room} px too wide at {name}"
