"""The patient's way through a module, at 390 px, also with scripts off."""

import re

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cast import MODULE
from tests.journeys.people import at
from tests.servers import Server

with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").last.click()


@with_and_without_scripts
def test_a_patient_works_through_a_whole_module_and_ends_with_their_own_words(
    browser: Browser, server: Server, scripts: bool
) -> None:
    with at(browser, server, "marek", scripts=scripts) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Marek")
        page.get_by_role("link", name="Begin").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("How low mood works")
        go_on(page)
        page.get_by_label("What happened?").fill("I dropped the cake.")
        page.get_by_label("What went through your mind?").fill("I always spoil it.")
        page.get_by_label("How strong was it?").fill("5")
        go_on(page)
        expect(page.get_by_text("Change what I wrote")).to_be_visible()
        page.goto(f"{server.base}/me")
        page.get_by_role("link", name="Carry on").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your own loop")
        expect(page.locator("figure").get_by_text("I always spoil it.")).to_be_visible()
        page.get_by_label("Thoughts and what I did").check()
        go_on(page)
        page.get_by_label("My body").check()
        go_on(page)
        expect(page.get_by_text("Sleep, food and moving a little")).to_be_visible()
        page.get_by_role("link", name="Carry on").click()
        page.get_by_label("What did you notice?").fill("It starts in my shoulders.")
        page.get_by_text("Change", exact=False).last.click()
        page.get_by_label("Only me").check()
        go_on(page)
        expect(page.get_by_role("heading", name="What you made of it")).to_be_visible()
        expect(page.get_by_text("It starts in my shoulders.")).to_be_visible()
        expect(page.get_by_text("Only you can see this.")).to_be_visible()
    with at(browser, server, "practitioner") as sam:
        sam.get_by_role("link", name="Marek", exact=True).first.click()
        expect(sam.get_by_text("I always spoil it.").first).to_be_visible()
        expect(sam.get_by_text("It starts in my shoulders.")).to_have_count(0)


def test_words_are_saved_as_they_are_typed_and_stand_at_the_same_question_on_another_device(
    browser: Browser, server: Server
) -> None:
    step = f"{server.base}{MODULE}/steps/one-hard-moment"
    with at(browser, server, "marek") as phone:
        phone.goto(step)
        phone.get_by_label("What happened?").fill("The lift was full, so I")
        expect(phone.get_by_role("status").first).to_have_text(re.compile(r"Saved \d\d:\d\d"))
        with at(browser, server, "marek") as laptop:
            laptop.goto(step)
            expect(laptop.get_by_label("What happened?")).to_have_value("The lift was full, so I")


def test_when_the_server_is_away_the_words_stay_and_are_saved_when_it_is_back(browser: Browser, server: Server) -> None:
    with at(browser, server, "marek") as page:
        page.goto(f"{server.base}{MODULE}/steps/one-hard-moment")
        page.get_by_label("What happened?").fill("first")
        expect(page.get_by_role("status").first).to_have_text(re.compile(r"Saved \d\d:\d\d"))
        server.kill()
        page.get_by_label("What happened?").fill("first, and then the rest")
        expect(page.get_by_role("status").first).to_have_text("Not saved yet. Your words stay on this page.")
        server.start()
        expect(page.get_by_role("status").first).to_have_text(re.compile(r"Saved \d\d:\d\d"), timeout=30_000)
        page.goto(f"{server.base}{MODULE}/steps/one-hard-moment")
        expect(page.get_by_label("What happened?")).to_have_value("first, and then the rest")


def test_minus_and_plus_stand_beside_a_number_and_it_can_be_typed_too(browser: Browser, server: Server) -> None:
    with at(browser, server, "marek") as page:
        page.goto(f"{server.base}{MODULE}/steps/one-hard-moment")
        page.get_by_label("How strong was it?").fill("6")
        page.get_by_role("button", name="1 more").click()
        expect(page.get_by_label("How strong was it?")).to_have_value("7")
    with at(browser, server, "marek", scripts=False) as page:
        page.goto(f"{server.base}{MODULE}/steps/one-hard-moment")
        expect(page.get_by_role("button", name="1 more")).to_have_count(0)


def test_a_mistake_is_said_at_the_top_and_at_its_field_with_every_word_kept(browser: Browser, server: Server) -> None:
    with at(browser, server, "marek") as page:
        page.goto(f"{server.base}{MODULE}/steps/one-hard-moment")
        page.get_by_label("What happened?").fill("Kept.")
        page.get_by_label("How strong was it?").fill("12")
        go_on(page)
        expect(page).to_have_title(re.compile(r"^Error: "))
        expect(page.locator("[data-error-summary]")).to_be_focused()
        page.get_by_role("link", name="Write a whole number from 0 to 10.").click()
        expect(page.get_by_label("How strong was it?")).to_be_focused()
        expect(page.get_by_label("What happened?")).to_have_value("Kept.")


@with_and_without_scripts
def test_enter_in_a_field_means_continue_and_nothing_else(browser: Browser, server: Server, scripts: bool) -> None:
    with at(browser, server, "patient", scripts=scripts) as page:
        page.goto(f"{server.base}{MODULE}/steps/one-hard-moment")
        page.get_by_label("How strong was it?").fill("9")
        page.get_by_label("How strong was it?").press("Enter")
        page.goto(f"{server.base}{MODULE}/steps/one-hard-moment")
        expect(page.get_by_label("How strong was it?")).to_have_value("9")
        expect(page.get_by_text("Sam can see this")).to_be_visible()


def test_after_logging_out_back_shows_nothing_of_the_patients(browser: Browser, server: Server) -> None:
    with at(browser, server, "patient") as page:
        page.goto(f"{server.base}{MODULE}/steps/one-hard-moment")
        expect(page.get_by_label("What happened?")).to_have_value(re.compile("Sunday, about four"))
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You are logged out")
        for _ in range(3):
            page.go_back(wait_until="load")
            page.wait_for_load_state("networkidle")
            assert "Sunday, about four" not in page.content()
            typed = page.locator("textarea").evaluate_all("all => all.map(x => x.value)")
            assert "Sunday, about four" not in str(typed)


def test_back_to_a_page_the_browser_remembers_asks_again_whose_it_is(browser: Browser, server: Server) -> None:
    """The login ended elsewhere, so no cookie changed here: the browser would show the page from its memory."""
    with at(browser, server, "patient") as page:
        page.goto(f"{server.base}{MODULE}/steps/one-hard-moment")
        page.goto(f"{server.base}/help-now")
        cookie = next(one["value"] for one in page.context.cookies() if one["name"] == "alongside")
        headers = {"origin": server.base, "cookie": f"alongside={cookie}"}
        assert httpx2.post(f"{server.base}/sign-out", headers=headers).status_code == 303
        page.go_back(wait_until="commit")
        expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
        assert "Sunday, about four" not in page.content()


@with_and_without_scripts
def test_a_login_that_ended_mid_worksheet_gives_the_words_back(browser: Browser, server: Server, scripts: bool) -> None:
    with at(browser, server, "marek", scripts=scripts) as page:
        page.goto(f"{server.base}{MODULE}/steps/one-hard-moment")
        page.context.clear_cookies()
        page.get_by_label("What happened?").fill("Typed while logged out.")
        go_on(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("You have been logged out")
        expect(page.get_by_text("Typed while logged out.")).to_be_visible()
        page.get_by_label("E-mail address").fill("marek@demo.example")
        page.get_by_label("Password").fill("alongside-demo")
        page.get_by_role("button", name="Log in and keep my words").click()
        page.get_by_role("button", name="Save my words").click()
        page.goto(f"{server.base}{MODULE}/steps/one-hard-moment")
        expect(page.get_by_label("What happened?")).to_have_value("Typed while logged out.")


def test_a_patient_sees_that_their_words_were_read(browser: Browser, server: Server) -> None:
    with at(browser, server, "practitioner") as sam:
        expect(sam.get_by_text("One hard moment, and 4 more")).to_be_visible()
        sam.get_by_role("link", name="Amina", exact=True).first.click()
        expect(sam.get_by_text("I go quiet first and feel bad about it second.", exact=False)).to_be_visible()
    with at(browser, server, "amina") as page:
        expect(page.get_by_text("Sam has read what you shared")).to_be_visible()
        expect(page.get_by_text("Seen by Sam on").first).to_be_visible()


def test_the_whole_worksheet_can_be_done_with_the_keyboard_alone(browser: Browser, server: Server) -> None:
    with at(browser, server, "marek") as page:
        page.goto(f"{server.base}{MODULE}/steps/where-to-start")
        page.get_by_label("What I do").focus()
        page.keyboard.press("ArrowDown")
        expect(page.get_by_label("My thoughts")).to_be_checked()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Thoughts feel like facts")).to_be_visible()


@with_and_without_scripts
def test_only_me_is_said_at_once_remembered_and_never_undone_by_carrying_on(
    browser: Browser, server: Server, scripts: bool
) -> None:
    step = f"{server.base}{MODULE}/steps/one-hard-moment"
    with at(browser, server, "marek", scripts=scripts) as page:
        page.goto(step)
        page.get_by_label("What happened?").fill("Between me and the page.")
        page.get_by_text("Change", exact=False).last.click()
        page.get_by_label("Only me").check()
        if scripts:
            expect(page.get_by_text("Only you. Nobody else can see this.")).to_be_visible()
        page.get_by_role("button", name="Stop here for now").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Understanding low mood")
        page.goto(step)
        expect(page.get_by_label("What happened?")).to_have_value("Between me and the page.")
        expect(page.get_by_text("Only you. Nobody else can see this.")).to_be_visible()
        go_on(page)
    with at(browser, server, "practitioner") as sam:
        sam.get_by_role("link", name="Marek", exact=True).first.click()
        expect(sam.get_by_role("heading", level=1)).to_have_text("Marek")
        expect(sam.get_by_text("Between me and the page.")).to_have_count(0)
