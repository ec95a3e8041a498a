"""How the tests press the buttons of joining and getting back in."""

import html
import re

from httpx2 import Response
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.notices.tables import Notice
from tests.cast import Cast

PASSWORD = "a quiet lane by the canal"
NEW = {"password": PASSWORD, "password-again": PASSWORD}
ROBIN = {"name": "Robin", "full_name": "Robin Ashe", "email": "robin@example.org", "pathway": "low-mood-step-by-step"}
_LINK = re.compile(r"http://testserver(/(?:invitation|new-password|confirm-email)/[\w-]{43})(?![\w-])")


def link_on(page: Response) -> str:
    """The path of the one link that a page hands over."""
    assert page.status_code == 200, f"{page.status_code}: {said(page)}"
    [found] = _LINK.findall(html.unescape(page.text))
    return str(found)


def mailed(cast: Cast, to: str) -> list[str]:
    """What waits in the outbox for this address, the newest first."""
    with cast.house.database.transaction(writes=False) as db:
        rows = db.exec(select(Notice).where(Notice.to_address == to).order_by(col(Notice.created_at).desc())).all()
    return [row.body for row in rows]


def link_in(body: str) -> str:
    [found] = _LINK.findall(body)
    return str(found)


def said(page: Response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def invite(client: TestClient, where: str = "/practice/invite", **more: str) -> Response:
    return client.post(where, data={**ROBIN, **more})
