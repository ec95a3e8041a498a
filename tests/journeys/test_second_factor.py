"""The second factor in a real browser, with and without scripts: set up, next login, without the phone, and a reset."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app import clock
from app.demo.cast import PASSWORD
from tests.journeys.people import DESK, at
from tests.journeys.test_every_page import SIZES, TOO_SMALL, WIDTHS
from tests.servers import Server
from tests.web.codes import shows

with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


@pytest.fixture
def asking(sqlite_url: str, tmp_path: Path) -> Iterator[Server]:
    """A server that asks its staff for a code."""
    with Server(sqlite_url, tmp_path, ALONGSIDE_SECOND_FACTOR="on") as running:
        yield running


def type_password(page: Page, server: Server, who: str) -> None:
    page.goto(f"{server.base}/sign-in")
    page.get_by_label("E-mail address").fill(f"{who}@demo.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def set_up(page: Page) -> list[str]:
    """From the square to one's own page; the recovery codes."""
    key = page.locator("#key").inner_text()
    page.get_by_label("Code from your authenticator app").fill("000000")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("That code does not work")
    assert page.locator("#key").inner_text() == key, "a slip makes a new square"
    page.get_by_label("Code from your authenticator app").fill(shows(key, clock.now()))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    codes = page.locator("#codes li").all_inner_texts()
    page.get_by_role("button", name="I have kept them. Go on").click()
    return codes


@with_and_without_scripts
def test_a_practitioner_sets_a_code_up_and_gets_in_without_the_phone(
    browser: Browser, asking: Server, scripts: bool
) -> None:
    with at(browser, asking, None, size=DESK, scripts=scripts) as sam:
        type_password(sam, asking, "practitioner")
        expect(sam.get_by_role("heading", name="Set up your code")).to_be_visible()
        box = sam.locator(".square").bounding_box()
        assert box is not None
        assert box["width"] > 150, "too small a square for a camera"
        codes = set_up(sam)
        expect(sam.get_by_role("heading", level=1)).to_contain_text("caseload", ignore_case=True)
        sam.get_by_role("button", name="Log out").click()
        type_password(sam, asking, "practitioner")
        expect(sam.get_by_role("heading", name="Your code")).to_be_visible()
        sam.get_by_role("button", name="I can’t use my phone").click()
        sam.get_by_label("One of your recovery codes").fill(codes[0])
        sam.get_by_role("button", name="Log in").click()
        expect(sam.get_by_text("You have 9 recovery codes left.")).to_be_visible()
        sam.get_by_role("button", name="Go on").click()
        sam.wait_for_url("**/practice")


@with_and_without_scripts
def test_a_lead_resets_the_code_of_a_colleague(browser: Browser, asking: Server, scripts: bool) -> None:
    with at(browser, asking, None, size=DESK) as sam:
        type_password(sam, asking, "practitioner")
        set_up(sam)
        with at(browser, asking, None, size=DESK, scripts=scripts) as priya:
            type_password(priya, asking, "lead")
            set_up(priya)
            priya.goto(f"{asking.base}/service/team")
            priya.get_by_role("link", name=re.compile("Reset the code.*Sam Okafor")).click()
            priya.get_by_role("button", name="Reset the code").click()
            expect(priya.get_by_role("heading", name="Team")).to_be_visible()
            expect(priya.get_by_role("link", name=re.compile("Reset the code.*Sam Okafor"))).to_have_count(0)
        sam.goto(f"{asking.base}/practice")
        expect(sam.get_by_role("heading", name="Log in")).to_be_visible()


def test_ending_the_other_logins(browser: Browser, server: Server) -> None:
    with at(browser, server, "patient") as there, at(browser, server, "patient", scripts=False) as here:
        here.get_by_role("link", name="Your account").click()
        here.get_by_role("link", name="Where you are logged in now").click()
        here.get_by_role("button", name="End all the others").click()
        expect(here.get_by_role("status")).to_contain_text("on this device only")
        there.reload()
        expect(there.get_by_role("heading", name="Log in")).to_be_visible()


def test_the_pages_of_a_code_are_clear_at_every_size(browser: Browser, asking: Server) -> None:
    for name, size in SIZES.items():
        with at(browser, asking, None, size=size) as page:
            type_password(page, asking, "lead")
            _clear(page, f"set-up at {name}")
    with at(browser, asking, None) as page:
        type_password(page, asking, "lead")
        set_up(page)
    for name, size in SIZES.items():
        with at(browser, asking, None, size=size) as page:
            type_password(page, asking, "lead")
            _clear(page, f"code at {name}")
            page.get_by_role("button", name="I can’t use my phone").click()
            _clear(page, f"recovery code at {name}")


def _clear(page: Page, what: str) -> None:
    found = [(one["id"], one["nodes"][0]["html"][:100]) for one in Axe().run(page).response["violations"]]
    assert not found, f"{what}: {found}"
    wide, room = page.evaluate(WIDTHS)
    assert wide <= room, f"{what}: {wide - room} px too wide"
    small = page.evaluate(TOO_SMALL, 44)
    assert not small, f"{what}: {small}"
