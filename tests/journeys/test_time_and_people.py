"""A practitioner goes on leave, a colleague stands in, the patient sees who read, the lead sees all but the words."""

from datetime import timedelta

from playwright.sync_api import Browser, Page, expect

from app import clock
from tests.journeys.people import DESK, at
from tests.servers import Server


def test_a_colleague_stands_in_while_the_practitioner_is_away(browser: Browser, server: Server) -> None:
    with at(browser, server, "practitioner", size=DESK, scripts=False) as sam:
        sam.get_by_role("link", name="Your leave").click()
        sam.get_by_role("button", name="Note these days").click()
        expect(sam.get_by_role("heading", name="There is a problem")).to_be_visible()
        note_leave(sam, cover="Morgan Ellis")
        expect(sam.get_by_text("Morgan stands in")).to_be_visible()
    with at(browser, server, "duty", size=DESK) as morgan:
        expect(morgan.get_by_role("heading", name="For Sam, until")).to_be_visible()
        morgan.get_by_role("link", name="Rowan", exact=True).first.click()
        morgan.get_by_role("link", name="Shared work").click()
        expect(morgan.get_by_text("Didn’t go to the allotment.")).to_be_visible()
    with at(browser, server, "patient") as rowan:
        rowan.goto(f"{server.base}/me/modules/understanding-low-mood/steps/one-hard-moment")
        expect(rowan.get_by_text("Seen by")).to_be_visible()
    with at(browser, server, "lead", size=DESK) as priya:
        priya.get_by_role("link", name="Team", exact=True).click()
        row = priya.get_by_role("row", name="Sam Okafor")
        expect(row.get_by_text("Away until")).to_be_visible()
        priya.get_by_role("link", name="Patients", exact=True).click()
        expect(priya.get_by_role("row", name="Rowan Hale").get_by_text("Morgan stands in")).to_be_visible()


def test_a_lead_takes_somebody_off_the_team_and_the_patients_go_to_another(browser: Browser, server: Server) -> None:
    with at(browser, server, "lead", size=DESK, scripts=False) as priya:
        priya.get_by_role("link", name="Team", exact=True).click()
        priya.get_by_role("link", name="Sam Okafor").click()
        priya.get_by_role("group", name="Who takes over").get_by_label("I decide later").check()
        priya.get_by_text("Take Sam off the team").click()
        priya.get_by_role("button", name="Yes, Sam no longer works here").click()
        expect(priya.get_by_text("patients have no practitioner now.")).to_be_visible()
        priya.get_by_role("link", name="Give them one").click()
        priya.get_by_role("row", name="Rowan Hale").get_by_role("link", name="Allocate").click()
        priya.get_by_label("Alex Byrne").check()
        priya.get_by_role("button", name="Allocate").click()
        expect(priya.get_by_text("Alex · ")).to_be_visible()
    with at(browser, server, "other-practitioner", size=DESK) as alex:
        expect(alex.get_by_role("link", name="Rowan", exact=True).first).to_be_visible()


def test_a_lead_plans_duty_and_sees_the_gaps(browser: Browser, server: Server) -> None:
    today = clock.now().date()
    with at(browser, server, "lead", size=DESK, scripts=False) as priya:
        priya.goto(f"{server.base}/service/duty")
        expect(priya.get_by_text("Nobody is on duty on")).to_be_visible()
        priya.get_by_label("Sam Okafor").check()
        priya.get_by_label("First day").fill(str(today))
        priya.get_by_label("Last day").fill(str(today + timedelta(days=40)))
        priya.get_by_role("button", name="Note this turn").click()
        expect(priya.get_by_text("Nobody is on duty on")).to_have_count(0)


def note_leave(page: Page, *, cover: str) -> None:
    today = clock.now().date()
    page.get_by_label("First day").fill(str(today))
    page.get_by_label("Last day").fill(str(today + timedelta(days=5)))
    page.get_by_label(cover).check()
    page.get_by_role("button", name="Note these days").click()
