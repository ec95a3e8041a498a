"""After an answer, and the safety plan, in a real browser: on a telephone, with and without scripts, and on paper."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import PHONE, at
from tests.journeys.test_messages import clear, with_and_without_scripts
from tests.servers import Server

AFTER = "/me/measures/phq-9/9/after?next=/me/measures"


@with_and_without_scripts
def test_somebody_finds_help_first_asks_for_a_call_and_goes_on(browser: Browser, server: Server, scripts: bool) -> None:
    with at(browser, server, "other-patient", size=PHONE, scripts=scripts) as kit:
        kit.goto(f"{server.base}{AFTER}")
        expect(kit.get_by_role("link", name="Call 999").first).to_be_in_viewport()
        expect(kit.get_by_role("radio", checked=True)).to_have_count(0)
        if scripts:
            clear(kit, 44)
        kit.get_by_role("link", name="get help now").click()
        expect(kit.get_by_role("heading", name="If you might act on these thoughts")).to_be_in_viewport()
        kit.get_by_role("radio", name="Yes, please call me").check()
        kit.get_by_role("button", name="Continue").click()
        expect(kit.get_by_role("heading", name="You have asked for a call")).to_be_visible()
        expect(kit.get_by_text(re.compile("Someone in the team sees it by")).first).to_be_visible()
        if scripts:
            clear(kit, 44)
        expect(kit.get_by_role("link", name="Continue")).to_have_attribute("href", "/me/measures")


@with_and_without_scripts
def test_somebody_who_cannot_keep_safe_needs_one_press(browser: Browser, server: Server, scripts: bool) -> None:
    with at(browser, server, "other-patient", size=PHONE, scripts=scripts) as kit:
        kit.goto(f"{server.base}/me/plan")
        kit.get_by_role("link", name="My safety plan").click()
        kit.get_by_role("button", name="I cannot keep myself safe right now").click()
        expect(kit.get_by_role("heading", name="Call 999 now")).to_be_in_viewport()
        expect(kit.get_by_text("We have told the team.")).to_be_visible()
        if scripts:
            clear(kit, 44)


@with_and_without_scripts
def test_a_part_of_the_plan_is_written_read_and_found_again(browser: Browser, server: Server, scripts: bool) -> None:
    with at(browser, server, "patient", size=PHONE, scripts=scripts) as rowan:
        rowan.goto(f"{server.base}/me")
        rowan.get_by_role("link", name="Help now").click()
        rowan.get_by_role("link", name="My safety plan").click()
        expect(rowan.get_by_text("Danny, any time. My sister after six.")).to_be_visible()
        rowan.get_by_role("link", name=re.compile("^Change.*People I can ask for help")).click()
        rowan.get_by_label("People I can ask for help").fill("Danny, 01632 960 111, any time.")
        if scripts:
            expect(rowan.locator("[data-saved]")).to_contain_text("Saved")
            rowan.reload()
            clear(rowan, 44)
            expect(rowan.get_by_label("People I can ask for help")).to_have_value("Danny, 01632 960 111, any time.")
        rowan.get_by_role("button", name="Save").click()
        expect(rowan.get_by_text("Danny, 01632 960 111, any time.")).to_be_visible()
        rowan.get_by_text("Earlier versions").click()
        rowan.get_by_role("link", name=re.compile("by Rowan")).last.click()
        expect(rowan.get_by_text("Danny, any time. My sister after six.")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_paper_the_plan_has_every_number_large_letters_and_nothing_to_press(
    browser: Browser, server: Server, theme: str
) -> None:
    with at(browser, server, "patient", size={"width": 720, "height": 1000}, theme=theme) as rowan:
        rowan.goto(f"{server.base}/me/safety-plan")
        pages = re.findall(rb"/Type\s*/Page\b", rowan.pdf(prefer_css_page_size=True))
        assert len(pages) == 1, f"{len(pages)} pages"
        rowan.emulate_media(media="print")
        for number in ("999", "111", "116 123", "85258"):
            expect(rowan.locator(".plan-calls").get_by_text(number).first).to_be_visible()
        size = rowan.locator(".plan .own p").first.evaluate("one => getComputedStyle(one).fontSize")
        assert float(size.removesuffix("px")) >= 16 * 96 / 72 - 0.1, size
        for name in ("Please call me", "I cannot keep myself safe right now"):
            expect(rowan.get_by_role("button", name=name)).to_be_hidden()
        expect(rowan.get_by_role("link", name=re.compile("^Change"))).to_have_count(0)
        expect(rowan.get_by_text("This page may hold health information.")).to_be_visible()
