"""Help now is one press away from every page that can be reached, without scripts, and from every refusal."""

from collections import deque
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.people import DESK, PHONE, at
from tests.servers import Server

MOST = 60
"""Pages a person; the rest are further ones of a kind that was met."""
PEOPLE = {"nobody": None, "patient": "patient", "practitioner": "practitioner", "lead": "lead"}
HELP = "a.help[href='/help-now'], a[href='/help-now'], a[href^='tel:']"


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_that_links_lead_to_has_help_in_sight(browser: Browser, server: Server, who: str) -> None:
    size = PHONE if who in {"nobody", "patient"} else DESK
    with at(browser, server, PEOPLE[who], size=size, scripts=False) as page:
        page.goto(f"{server.base}/")
        waiting, met = deque([page.url]), {_kind(page.url)}
        seen = 0
        while waiting and seen < MOST:
            answer = page.goto(waiting.popleft())
            assert answer is not None
            assert answer.status < 400, f"a link led to {page.url}: {answer.status}"
            seen += 1
            assert page.locator(HELP).first.is_visible(), f"{page.url} has no way to help"
            for href in _links(page, server):
                if _kind(href) not in met:
                    met.add(_kind(href))
                    waiting.append(href)
        assert seen >= 6, f"only {seen} pages were reached"
        page.goto(f"{server.base}/help-now")
        assert page.get_by_role("link", name="Call 999").is_visible()


def test_every_refusal_has_help_in_sight(browser: Browser, server: Server) -> None:
    with at(browser, server, None, scripts=False) as page:
        for path, status in (("/nowhere", 404), ("/me/plan/pause", 405), ("/invitation/none", 404)):
            answer = page.goto(f"{server.base}{path}")
            assert answer is not None
            assert answer.status == status
            assert page.locator("a[href^='tel:999']").is_visible() or page.locator(HELP).first.is_visible()


def _links(page: Page, server: Server) -> list[str]:
    """Where the page leads to, on this site; not the calls and texts themselves, nor what is a file and no page."""
    found = page.locator("a[href]").evaluate_all("all => all.map(one => one.href)")
    return [urldefrag(href)[0] for href in found if href.startswith(server.base) and not href.endswith(".ics")]


def _kind(address: str) -> str:
    """The address without what tells one thing of a kind from another: an id, and what is asked."""
    parts = urlsplit(address)
    return "/".join("id" if len(one) == 36 and one.count("-") == 4 else one for one in parts.path.split("/"))
