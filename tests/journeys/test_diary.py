"""A diary in a real browser on a telephone: two taps, a pattern, and what its writer makes of it."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import select

from app import clock
from app.database import Database
from app.diary import queries
from app.people.tables import Person
from tests.journeys.people import PHONE, at
from tests.journeys.test_messages import clear, with_and_without_scripts
from tests.servers import Server

pytestmark = pytest.mark.usefixtures("nothing_done_yet")


def shared(server: Server, key: str) -> list[tuple[int, str]]:
    """What whoever supports this patient may read."""
    database = Database(server.database_url)
    with database.transaction(writes=False) as db:
        me = db.exec(select(Person.id).where(Person.email == f"{key}@demo.example")).one()
        found = queries.shared_since(db, [me], clock.now() - timedelta(days=1))
    database.close()
    return [(one.mood, one.what) for one in found.get(me, [])]


@with_and_without_scripts
def test_an_entry_takes_two_taps_and_the_pattern_ends_with_the_patients_own_words(
    browser: Browser, server: Server, scripts: bool
) -> None:
    with at(browser, server, "other-patient", size=PHONE, scripts=scripts) as kit:
        kit.goto(f"{server.base}/me/diary")
        keep = kit.get_by_role("button", name="Keep", exact=True)
        bottom = keep.bounding_box()
        assert bottom
        assert bottom["y"] + bottom["height"] < PHONE["height"] - 62, "both taps are on the first screen"
        kit.locator("label.mood", has_text=re.compile("^6$")).click()
        keep.click()
        expect(kit.get_by_role("status").first).to_contain_text(re.compile(r"Kept \d\d:\d\d"))

        kit.locator("label.mood").nth(1).click()
        kit.get_by_label("What were you doing?").fill("canary-private")
        form = kit.locator("#diary-form")
        form.get_by_text("Change").click()
        form.get_by_text("Only me").click()
        keep.click()
        expect(kit.get_by_role("status").first).to_contain_text("That sounds like a hard day.")
        expect(kit.get_by_role("link", name="Need someone now? Help now")).to_be_visible()
        assert shared(server, "other-patient") == [(6, "")]

        expect(kit.get_by_text("That is too soon to see anything.")).to_be_visible()
        kit.locator("label.mood").nth(4).click()
        keep.click()
        expect(kit.get_by_text("3 entries in 14 days. The lowest was 1, the highest 6.")).to_be_visible()
        expect(kit.get_by_role("img", name=re.compile("^Your mood from"))).to_be_visible()
        kit.get_by_text("The same as a table").click()
        expect(kit.get_by_role("cell", name="4, from 1 to 6")).to_be_visible()
        if scripts:  # axe is a script itself
            clear(kit, 44)
        kit.get_by_label("What do you notice?").fill("It moves more in a day than I thought.")
        kit.get_by_role("button", name="Keep what I notice").click()
        expect(kit.get_by_role("heading", name="What you noticed")).to_be_visible()
        expect(kit.get_by_text("It moves more in a day than I thought.")).to_be_visible()

        kit.get_by_role("button", name=re.compile("^Take out")).last.click()
        kit.get_by_role("button", name="Put it back").click()
        expect(kit.get_by_role("button", name=re.compile("^Take out"))).to_have_count(3)
        assert shared(server, "other-patient") == [(6, "")], "the private ones are nobody else's"


def test_the_numbers_are_chosen_by_keyboard_and_fit_on_the_narrowest_screen(browser: Browser, server: Server) -> None:
    for theme in ("light", "dark"):
        with at(browser, server, "amina", size={"width": 320, "height": 700}, theme=theme) as amina:
            amina.goto(f"{server.base}/me/diary")
            amina.get_by_role("radio", name="0 as low as it gets").focus()
            amina.keyboard.press("Space")
            amina.keyboard.press("ArrowRight")
            expect(amina.get_by_role("radio", name="1", exact=True)).to_be_checked()
            small = amina.locator("label.mood").evaluate_all(
                "all => all.map(x => x.getBoundingClientRect()).filter(x => x.width < 44 || x.height < 44).length"
            )
            assert small == 0
            clear(amina, 44)
