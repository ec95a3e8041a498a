"""`python3 run.py pictures`: the main pages as the three people see them, into docs/pictures."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from app.settings import ROOT
from tests import databases
from tests.cast import MODULE
from tests.journeys.people import DESK, PHONE, at
from tests.journeys.test_joining import invited
from tests.servers import Server

LEAD_STEP = "/service/modules/understanding-low-mood/steps/your-own-loop"
SHOTS = (
    ("today", "patient", "/me", PHONE, "light"),
    ("today-dark", "patient", "/me", PHONE, "dark"),
    ("plan", "other-patient", "/me/plan", PHONE, "light"),
    ("step", "patient", f"{MODULE}/steps/one-hard-moment", PHONE, "light"),
    ("loop", "patient", f"{MODULE}/steps/your-own-loop", PHONE, "light"),
    ("module", "patient", MODULE, PHONE, "light"),
    ("messages", "patient", "/me/messages", PHONE, "light"),
    ("me", "patient", "/me/settings", PHONE, "light"),
    ("help-now", None, "/help-now", PHONE, "light"),
    ("caseload", "practitioner", "/practice", DESK, "light"),
    ("record", "practitioner", "Amina", DESK, "light"),
    ("brief", "practitioner", "Amina/brief", DESK, "light"),
    ("tailoring", "practitioner", "Marek/plan", DESK, "light"),
    ("thread", "practitioner", "Rowan/messages", DESK, "light"),
    ("settings", "lead", "/service/settings", DESK, "light"),
    ("preview", "lead", LEAD_STEP, DESK, "light"),
    ("pathway", "lead", "/service/pathways/a-shorter-way/draft", DESK, "light"),
    ("team", "lead", "/service/team", DESK, "light"),
)


def main() -> int:
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        template = databases.SqliteTemplate(Path(place))
        browser = playwright.chromium.launch(executable_path=databases.chromium(), args=databases.CHROMIUM_ARGUMENTS)
        with template.copy() as url, Server(url, Path(place)) as server:
            for name, who, path, size, theme in SHOTS:
                with at(browser, server, who, size=size, theme=theme) as page:
                    _open(page, server, path)
                    page.screenshot(path=folder / f"{name}.png", full_page=size is not PHONE)
                    print(f"docs/pictures/{name}.png", flush=True)
            _invitation(browser, server, folder)
        browser.close()
    return 0


def _open(page: Page, server: Server, path: str) -> None:
    if path.startswith("/"):
        page.goto(server.base + path)
        return
    name, _slash, more = path.partition("/")
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_url("**/practice/patients/*")
    if more:
        page.goto(f"{page.url}/{more}")


def _invitation(browser: Browser, server: Server, folder: Path) -> None:
    """What somebody sees who opens their invitation."""
    link = invited(browser, server)
    with at(browser, server, None) as page:
        page.goto(link)
        page.screenshot(path=folder / "invitation.png", full_page=True)


if __name__ == "__main__":
    sys.exit(main())
