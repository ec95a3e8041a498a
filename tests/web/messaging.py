"""How the tests write, read and answer messages, and travel to a working day."""

import html
import re
from datetime import datetime, timedelta
from uuid import uuid4

from httpx2 import Response
from starlette.testclient import TestClient

from app import clock
from app.people import absence
from app.rendering import local
from app.service.calendar import Calendar
from app.service.queries import calendar
from tests.cast import Cast

HERE = "/me/messages"
_INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_BOX = re.compile(r"<textarea[^>]*>\n(.*?)</textarea>", re.DOTALL)


def thread(cast: Cast, key: str) -> str:
    """Where a practitioner finds a patient's thread."""
    return f"/practice/patients/{cast.id(key)}/messages"


def form(page: str) -> dict[str, str]:
    """What the page put into its message form, the words in the box included."""
    part = page[page.index('id="message-form"') :]
    found = dict(_INPUT.findall(part[: part.index("</form>")]))
    return {**found, "message": box(page)}


def box(page: str) -> str:
    """The words in the box."""
    [words] = _BOX.findall(page)
    return html.unescape(words)


def text(page: Response | str) -> str:
    """What a page says, without its markup and without what is in its box."""
    source = page if isinstance(page, str) else page.text
    plain = re.sub(r"<[^>]+>", " ", _BOX.sub("", source))
    return " ".join(html.unescape(plain).split())


def write(client: TestClient, words: str, where: str = HERE, **more: str) -> Response:
    """Opens the thread, types and sends, as a browser without scripts does."""
    opened = client.get(where)
    assert opened.status_code == 200, f"{where} did not open: {opened.status_code}"
    action = where.partition("?")[0]
    return client.post(action, data={**form(opened.text), "message": words, **more})


def hours(cast: Cast) -> Calendar:
    with cast.house.database.transaction(writes=False) as db:
        return calendar(db, cast.house.speech.zone)


def working_morning(cast: Cast) -> datetime:
    """An hour after the service opens, on a day after the cast was loaded."""
    tomorrow = clock.now() + timedelta(days=1)
    midnight = local(tomorrow).replace(hour=0, minute=0, second=0, microsecond=0)
    return hours(cast).opening(midnight) + timedelta(hours=1)


def nobody_on_duty(cast: Cast) -> None:
    """The cast's turns of duty do not count."""
    from sqlmodel import select

    from app.audit.rules import SYSTEM
    from app.people.tables import DutyTurn

    with cast.house.database.transaction() as db:
        for turn in db.exec(select(DutyTurn.id)).all():
            absence.withdraw_duty(db, turn, by=SYSTEM, at=clock.now())


def token() -> str:
    return str(uuid4())
