"""How the tests go through the second factor: the app on somebody's phone, and the forms."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from fastapi import FastAPI
from httpx2 import Response
from passlib.totp import TOTP
from starlette.testclient import TestClient

from app import clock
from app.demo.cast import PASSWORD
from app.main import create_app
from app.settings import Settings
from tests.cast import Cast

_HIDDEN = re.compile(r'type="hidden" name="([^"]+)" value="([^"]*)"')


@contextmanager
def asking(cast: Cast) -> Iterator[Cast]:
    """The same database behind an app that asks its staff for a code."""
    settings = Settings.model_validate({**cast.house.settings.model_dump(), "second_factor": True})
    app: FastAPI = create_app(settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        client.close()
        yield Cast(app)


def password(client: TestClient, key: str, **more: str) -> Response:
    return client.post("/sign-in", data={"email": f"{key}@demo.example", "password": PASSWORD, **more})


def key_on(page: Response) -> str:
    [found] = re.findall(r'id="key">([A-Z2-7 ]+)<', page.text)
    return str(found)


def shows(key: str, at: datetime | None = None) -> str:
    """What the app on the phone shows."""
    return str(TOTP(key=key.replace(" ", "")).generate(at or clock.now()).token)


def carried(page: Response, form: str) -> dict[str, str]:
    """What a page has put into its own form."""
    part = page.text[page.text.index(f'id="{form}"') :]
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(part[: part.index("</form>")])}


def set_up(client: TestClient, key: str) -> tuple[str, list[str]]:
    """From the password to being in: the key in the app, and the recovery codes."""
    asked = password(client, key)
    assert asked.headers["location"].startswith("/sign-in/set-up"), asked.headers
    page = client.get(asked.headers["location"])
    secret = key_on(page)
    done = client.post("/sign-in/set-up", data={**carried(page, "confirm-code"), "sign-in-code": shows(secret)})
    assert done.status_code == 200, done.text
    return secret, recovery_codes(done)


def recovery_codes(page: Response) -> list[str]:
    return re.findall(r"<li>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</li>", page.text)
