"""A person at a browser: signed in, at a width, with or without scripts; nothing may go wrong behind the page."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from app.demo.cast import PASSWORD
from tests.servers import Server

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}


@contextmanager
def at(
    browser: Browser,
    server: Server,
    who: str | None,
    *,
    size: dict[str, int] = PHONE,
    scripts: bool = True,
    theme: str = "light",
) -> Iterator[Page]:
    """A page of this person's own. Fails on a script error, a refused resource or a request to anywhere else."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        java_script_enabled=scripts,
        color_scheme="dark" if theme == "dark" else "light",
        locale="en-GB",
    )
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
    page.on("console", lambda one: troubles.append(one.text) if "Content Security" in one.text else None)
    page.on(
        "request", lambda one: None if one.url.startswith(server.base) else troubles.append(f"off origin: {one.url}")
    )
    if who:
        page.goto(f"{server.base}/sign-in")
        page.get_by_label("E-mail address").fill(f"{who}@demo.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
    yield page
    context.close()
    assert not troubles, troubles
