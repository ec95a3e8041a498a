"""Every page, looked at by axe and by ruler: nothing found, nothing sideways, targets large enough."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.cast import MODULE
from tests.journeys.people import DESK, PHONE, at
from tests.servers import Server

STEPS = (
    "how-low-mood-works",
    "one-hard-moment",
    "a-gentler-pace",
    "your-own-loop",
    "where-to-start",
    "what-you-make-of-it",
)
SECOND = "/me/modules/doing-more-of-what-matters"
PAGES = {
    None: (
        "/sign-in",
        "/help-now",
        "/help-now/scotland",
        "/privacy",
        "/accessibility",
        "/signed-out",
        "/nowhere",
        "/parts",
        "/forgotten-password",
        "/password-changed",
        "/email-changed",
        "/invitation/no-such-link",
        "/new-password/no-such-link",
        "/confirm-email/no-such-link",
    ),
    "patient": (
        "/me",
        "/me/plan",
        "/me/settings",
        "/me/who-looked",
        "/me/practitioner",
        "/me/messages",
        "/me/goals",
        "/me/goals/new",
        "/me?day=low",
        "/me/diary",
        "/me/activities",
        "/me/activities/choose",
        "/me/activities/new?idea=late-reply",
        "/me/activities/decline?shown=idea:late-reply",
        "/me/activities/ladder",
        "/me/measures",
        "/me/measures/phq-9/start",
        "/me/measures/phq-9/saved",
        "/me/measures/functioning/saved",
        "/me/check-in",
        "/me/check-in/given",
        "/me/sessions",
        "/me/first-session",
        "/me/safety-plan",
        "/me/safety-plan?told=call",
        "/me/safety-plan?edit=all",
        "/me/safety-plan?edit=services",
        "/me/support",
        "/me/stuck?at=/me",
        "/me/stuck/broken?at=/me",
        "/me/not-helping?at=/me",
        "/me/patterns",
        "/me/toolbox",
        "/me/measures/phq-9/9/after",
        "/account",
        "/account/devices",
        SECOND,
        MODULE,
        *(f"{MODULE}/steps/{step}" for step in STEPS),
        f"{MODULE}/steps/one-hard-moment/reply",
    ),
    "ended-patient": (
        "/me",
        "/me/settings",
        "/me/practitioner",
        "/me/messages",
        "/me/diary",
        "/me/activities",
        "/me/activities/ladder",
        "/me/measures",
        "/me/check-in",
        "/me/safety-plan",
        "/me/sessions",
        "/me/first-session",
        SECOND,
        *(f"{SECOND}/steps/{step}" for step in ("your-week-as-it-is", "easier-and-harder")),
    ),
    "amina": (f"{SECOND}/steps/three-kinds", f"{SECOND}/steps/one-first-step"),
    "practitioner": (
        "/practice",
        "/practice/guides",
        "/practice/guides/understanding-low-mood",
        "/practice/supervision",
        "/practice/invite",
        "/practice/leave",
        "/practice/profile",
        "/account",
        "/account/devices",
        "/account/code",
        "PATIENT",
        "PATIENT/brief",
        "PATIENT/goals",
        "PATIENT/activities",
        "PATIENT/plan",
        "PATIENT/course",
        "PATIENT/messages",
        "PATIENT/check-ins",
        "PATIENT/first-session",
        "/practice/messages",
        "PATIENT/support",
        "PATIENT/support/quiet-week",
        "PATIENT/flags",
        "PATIENT/safety-plan",
        "/practice/flags",
        "FLAG",
        "/practice/flags",
        "/practice",
        "PATIENT/brief",
    ),
    "lead": (
        "/service",
        "/service/team",
        "/service/team/invite-staff",
        "/service/team/invite-patient",
        "/service/mail",
        "/service/duty",
        "/service/settings",
        "/service/settings/help/england",
        "/service/patients",
        "/service/patients?only=nobody",
        "LIST/service/patients",
        "LIST/service/team",
        "/service/messages",
        "/service/flags",
        "/service/check-ins",
        "/service/requests",
        "/service/faults",
        "/service/support-messages",
        "/service/support-messages/done",
        "/account",
        "/account/devices",
        "/account/code",
        "/service/pathways",
        "/service/pathways/low-mood-step-by-step",
        "/service/pathways/low-mood-step-by-step/versions/1",
        "/service/pathways/a-shorter-way/draft",
        "/service/pathways/a-shorter-way/check",
        "/service/modules/understanding-low-mood",
        "/service/modules/understanding-low-mood/steps/your-own-loop",
    ),
}
SIZES = {"320": {"width": 320, "height": 700}, "390": PHONE, "768": {"width": 768, "height": 1024}, "1280": DESK}
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
TOO_SMALL = """least => [...document.querySelectorAll(`main button, main input:not([type=hidden]), main textarea,
        main summary, header a, main a.btn, main a.row, nav a`)]
    .filter(x => x.checkVisibility() && !x.matches('.vh, .vh *, label input'))
    .map(x => [x.outerHTML.slice(0, 80), x.getBoundingClientRect().height])
    .filter(([, height]) => height > 0 && height < least - 0.5)
    .map(([html, height]) => `${html} ${height}`)"""


def open_pages(page: Page, server: Server, who: str | None) -> Iterator[str]:
    for path in PAGES[who]:
        if path.startswith("LIST"):
            page.goto(server.base + path.removeprefix("LIST"))
            page.locator("a.person").last.click()
            page.wait_for_load_state()
        elif path.startswith("PATIENT"):
            at_rowan(page, server, path.removeprefix("PATIENT"))
        elif path == "FLAG":
            at_rowan(page, server, "/flags")
            page.get_by_label("What have you read?").fill("“What is it all for.”")
            page.get_by_role("button", name="Raise it").click()
            page.wait_for_url("**/practice/flags/*")
        else:
            page.goto(server.base + path)
        yield path


def at_rowan(page: Page, server: Server, path: str) -> None:
    page.goto(f"{server.base}/practice")
    page.locator("table").get_by_role("link", name="Rowan", exact=True).first.click()
    page.wait_for_url("**/practice/patients/*")
    if path:
        page.goto(page.url + path)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("who", PAGES, ids=str)
def test_axe_finds_nothing(browser: Browser, server: Server, who: str | None, full_size: bool) -> None:
    found = []
    sizes = SIZES if full_size else {"390": PHONE}
    for name, size in sizes.items():
        for theme in ("light", "dark") if full_size else ("light",):
            with at(browser, server, who, size=size, theme=theme) as page:
                for path in open_pages(page, server, who):
                    for violation in Axe().run(page).response["violations"]:
                        nodes = [node["html"][:120] for node in violation["nodes"][:3]]
                        found.append(f"{path} at {name}, {theme}: {violation['id']} {nodes}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("who", PAGES, ids=str)
def test_no_page_scrolls_sideways_and_every_target_is_large_enough(
    browser: Browser, server: Server, who: str | None, full_size: bool
) -> None:
    """At the smallest and the largest width; at full size in between as well."""
    for name, size in (SIZES if full_size else {"320": SIZES["320"], "1280": DESK}).items():
        with at(browser, server, who, size=size) as page:
            for path in open_pages(page, server, who):
                wide, room = page.evaluate(
                    "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
                )
                assert wide <= room, f"{path} is {wide - room} px too wide at {name}"
                least = 24 if who in {"practitioner", "lead"} else 44
                small = page.evaluate(TOO_SMALL, least)
                assert path == "/parts" or not small, f"{path} at {name}: under {least} px: {small[:3]}"
