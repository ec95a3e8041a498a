"""Me, on a phone: looks that take effect at once, with and without scripts, and a card that is read elsewhere."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import DESK, PHONE, at
from tests.journeys.test_every_page import TOO_SMALL, WIDTHS
from tests.servers import Server

GROUND = "getComputedStyle(document.body).backgroundColor"
LETTERS = "parseFloat(getComputedStyle(document.querySelector('main p, main h1')).fontSize)"
DARK, LIGHT = "rgb(21, 24, 23)", "rgb(245, 242, 238)"
PLACES = ("/me", "/me/plan", "/me/settings", "/me/who-looked", "/me/practitioner", "/account")


def choose(page: Page, server: Server, size: str, theme: str) -> None:
    page.goto(f"{server.base}/me/settings")
    page.get_by_text("Reading and display", exact=True).click()
    page.get_by_label(size, exact=True).check()
    page.get_by_label(theme, exact=True).check()
    page.locator("#display-form").get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved. Every page looks like this now")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_look_that_is_chosen_wins_over_the_device_both_ways_and_at_once(
    browser: Browser, server: Server, scripts: bool
) -> None:
    with at(browser, server, "patient", scripts=scripts, theme="dark") as page:
        page.goto(f"{server.base}/account")
        usual = page.evaluate(LETTERS)
        assert page.evaluate(GROUND) == DARK
        choose(page, server, "Largest", "Light")
        for place in PLACES:
            page.goto(server.base + place)
            assert page.evaluate(GROUND) == LIGHT, place
        page.goto(f"{server.base}/account")
        assert page.evaluate(LETTERS) == pytest.approx(usual * 1.45)
        choose(page, server, "Usual", "As my device")
        assert page.evaluate(GROUND) == DARK
    with at(browser, server, "patient", scripts=scripts, theme="light") as page:
        choose(page, server, "Larger", "Dark")
        assert page.evaluate(GROUND) == DARK
    with at(browser, server, "practitioner", size=DESK) as page:
        assert page.evaluate(GROUND) == LIGHT
        page.goto(f"{server.base}/account")
        assert page.evaluate(LETTERS) < usual * 1.2


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_the_largest_letters_fit_on_a_phone_in_each_look_and_axe_finds_nothing(
    browser: Browser, server: Server, theme: str
) -> None:
    with at(browser, server, "patient") as page:
        choose(page, server, "Largest", theme)
        for place in PLACES:
            page.goto(server.base + place)
            for fold in page.locator("main details > summary").all():
                fold.click()
            wide, room = page.evaluate(WIDTHS)
            assert wide <= room, f"{place} is {wide - room} px too wide"
            assert not page.evaluate(TOO_SMALL, 44), place
            found = Axe().run(page).response["violations"]
            assert not found, (place, [(one["id"], one["nodes"][0]["html"][:120]) for one in found])


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_card_is_filled_in_on_a_phone_and_read_before_the_session(
    browser: Browser, server: Server, scripts: bool
) -> None:
    with at(browser, server, "patient", size=PHONE, scripts=scripts) as page:
        page.get_by_role("link", name="Me", exact=True).click()
        page.get_by_text("My preference card").click()
        page.get_by_label("The name you like to be called").fill("")
        page.get_by_label("What helps when things are hard").fill("A walk round the block first.")
        page.get_by_role("button", name="Save my card").click()
        expect(page.get_by_role("alert")).to_contain_text("Write the name you like to be called.")
        expect(page.get_by_label("What helps when things are hard")).to_have_value("A walk round the block first.")
        page.get_by_label("The name you like to be called").fill("Ro")
        page.get_by_role("button", name="Save my card").click()
        expect(page.get_by_role("status")).to_contain_text("Your card is saved. Sam reads it as it is now.")
    with at(browser, server, "practitioner", size=DESK, scripts=scripts) as page:
        page.get_by_role("link", name="Ro", exact=True).first.click()
        expect(page.get_by_role("region", name="Preference card")).to_contain_text("A walk round the block first.")
        page.get_by_role("link", name="Session brief").click()
        expect(page.get_by_text("A walk round the block first.")).to_be_hidden()
        page.get_by_text("Preference card").click()
        expect(page.get_by_text("A walk round the block first.")).to_be_visible()


def test_reminders_are_chosen_day_by_day(browser: Browser, server: Server) -> None:
    with at(browser, server, "patient") as page:
        page.goto(f"{server.base}/me/settings")
        page.get_by_text("Reminders", exact=True).click()
        form = page.locator("#reminders-form")
        form.get_by_label("Yes").check()
        for day in ("Tuesday", "Thursday", "Saturday", "Sunday", "Friday"):
            form.get_by_label(day).uncheck()
        form.get_by_label("No reminder from").fill("21:00")
        form.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status")).to_have_text("Saved.")
        expect(page.get_by_text("On: Monday and Wednesday")).to_be_visible()
