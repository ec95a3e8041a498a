"""Measures in a real browser, on a telephone: one question a screen, as a list, and from one device to the next."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import DESK, at
from tests.journeys.test_messages import clear, with_and_without_scripts
from tests.servers import Server

NOT_AT_ALL, SEVERAL = "Not at all", "Several days"


def start(page: Page, server: Server, measure: str = "phq-9") -> None:
    page.goto(f"{server.base}/me/measures/{measure}/start")
    page.get_by_role("button", name=re.compile("Begin|Carry on")).click()


def say(page: Page, words: str) -> None:
    page.get_by_role("radio", name=words, exact=True).check()
    page.get_by_role("button", name="Continue").last.click()


@with_and_without_scripts
def test_a_whole_set_from_today_to_its_end_one_question_a_screen(
    browser: Browser, server: Server, scripts: bool
) -> None:
    with at(browser, server, "marek", scripts=scripts) as marek:
        marek.goto(f"{server.base}/me")
        marek.get_by_role("link", name="How you have been").click()
        expect(marek.get_by_text("or a colleague, looks at your answers by")).to_be_visible()
        if scripts:
            clear(marek, 44)
        marek.get_by_role("button", name="Begin").click()
        for n in range(1, 10):
            expect(marek.get_by_text(f"Question {n} of 9", exact=True)).to_be_visible()
            assert marek.locator("input:checked").count() == 0
            if scripts and n in {1, 9}:
                clear(marek, 44)
            if n == 4:
                marek.get_by_role("button", name="I’d rather not answer this one").click()
            else:
                say(marek, NOT_AT_ALL if n == 9 else SEVERAL)
        say(marek, "Somewhat difficult")
        expect(marek.get_by_role("heading", name="Your answers are saved")).to_be_visible()
        expect(marek.get_by_text("has no total, because a question was left out.")).to_be_visible()
        if scripts:
            clear(marek, 44)
        marek.get_by_role("link", name="Carry on").click()
        expect(marek.get_by_role("heading", name="GAD-7")).to_be_visible()
        marek.get_by_role("button", name="Begin").click()
        for _n in range(7):
            say(marek, SEVERAL)
        expect(marek.get_by_text("7 out of 21.")).to_be_visible()


def test_in_the_list_each_answer_is_saved_as_it_is_picked(browser: Browser, server: Server) -> None:
    with at(browser, server, "marek") as marek, at(browser, server, "marek", size=DESK) as desk:
        marek.goto(f"{server.base}/me/measures/phq-9/start")
        marek.get_by_role("button", name="Show them as one list").click()
        marek.get_by_role("button", name="Begin").click()
        expect(marek.get_by_role("button", name=re.compile("^Save"))).to_have_count(0)
        third = marek.locator("#item-3")
        third.get_by_role("radio", name=SEVERAL).check()
        expect(third.get_by_role("status")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
        clear(marek, 44)
        desk.goto(f"{server.base}/me/measures/phq-9/list")
        expect(desk.locator("#item-3").get_by_role("radio", name=SEVERAL)).to_be_checked()
        third.get_by_role("radio", name=NOT_AT_ALL).check()
        third.get_by_role("radio", name=SEVERAL).check()
        expect(third.get_by_role("status")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
        marek.get_by_role("button", name="Continue").click()
        expect(marek.get_by_role("alert")).to_contain_text("Question 1 has no answer yet.")
        for n in (1, 2, 4, 5, 6, 7, 8):
            marek.locator(f"#item-{n}").get_by_role("radio", name="I’d rather not answer").check()
        marek.get_by_role("button", name="Continue").click()
        expect(marek.get_by_text("Question 9 of 9", exact=True)).to_be_visible()
        marek.get_by_role("link", name="The other questions").click()
        expect(third.get_by_role("radio", name=SEVERAL)).to_be_checked()


def test_the_list_without_scripts_saves_by_its_buttons(browser: Browser, server: Server) -> None:
    with at(browser, server, "marek", scripts=False) as marek:
        start(marek, server, "functioning")
        marek.goto(f"{server.base}/me/measures/functioning/list")
        marek.locator("#home").get_by_role("radio", name="Partly").check()
        marek.locator("#people").get_by_role("radio", name="Does not apply").check()
        marek.locator("#home").get_by_role("button", name="Save").click()
        expect(marek.locator("#home").get_by_role("status")).to_have_text("Saved")
        expect(marek.locator("#people").get_by_role("radio", name="Does not apply")).to_be_checked()


@with_and_without_scripts
def test_one_stops_and_goes_on_at_another_device(browser: Browser, server: Server, scripts: bool) -> None:
    with at(browser, server, "marek", scripts=scripts) as phone:
        start(phone, server)
        say(phone, SEVERAL)
        phone.get_by_role("link", name="Stop here for now.").click()
        expect(phone.get_by_text("PHQ-9 · carry on where you were")).to_be_visible()
    with at(browser, server, "marek", size=DESK, scripts=scripts) as desk:
        desk.goto(f"{server.base}/me/measures")
        desk.get_by_role("link", name="Carry on").click()
        expect(desk.get_by_text("You have answered 1 of 9.")).to_be_visible()
        desk.get_by_role("button", name="Carry on").click()
        expect(desk.get_by_text("Question 2 of 9", exact=True)).to_be_visible()
        desk.get_by_role("link", name="Question 1").click()
        expect(desk.get_by_role("radio", name=SEVERAL)).to_be_checked()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_scores_are_readable_on_a_small_screen(browser: Browser, server: Server, theme: str) -> None:
    with at(browser, server, "farah", size={"width": 320, "height": 700}, theme=theme) as farah:
        farah.goto(f"{server.base}/me/measures")
        for summary in farah.get_by_text("The same as a table").all():
            summary.click()
        clear(farah, 44)
        sizes = farah.evaluate(
            "[...document.querySelectorAll('svg.chart--score text')].map(one => one.getBoundingClientRect().height)"
        )
        assert min(sizes) >= 12, "letters in a chart stay 12 px or more"
