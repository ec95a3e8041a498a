"""`python3 run.py pictures`: the main pages as the three people see them, into docs/pictures."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app.settings import ROOT
from tests import databases
from tests.cast import MODULE
from tests.journeys.people import DESK, PHONE, at
from tests.servers import Server

LEAD_STEP = "/service/modules/understanding-low-mood/steps/your-own-loop"
SHOTS = (
    ("today", "patient", "/me", PHONE, "light"),
    ("today-dark", "patient", "/me", PHONE, "dark"),
    ("step", "patient", f"{MODULE}/steps/one-hard-moment", PHONE, "light"),
    ("loop", "patient", f"{MODULE}/steps/your-own-loop", PHONE, "light"),
    ("module", "patient", MODULE, PHONE, "light"),
    ("help-now", None, "/help-now", PHONE, "light"),
    ("caseload", "practitioner", "/practice", DESK, "light"),
    ("record", "practitioner", "Amina", DESK, "light"),
    ("preview", "lead", LEAD_STEP, DESK, "light"),
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
                    page.screenshot(path=folder / f"{name}.png", full_page=True)
                    print(f"docs/pictures/{name}.png", flush=True)
        browser.close()
    return 0


def _open(page: Page, server: Server, path: str) -> None:
    if path.startswith("/"):
        page.goto(server.base + path)
    else:
        page.get_by_role("link", name=path, exact=True).first.click()


if __name__ == "__main__":
    sys.exit(main())
