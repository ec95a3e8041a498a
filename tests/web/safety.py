"""How the tests answer the item on thoughts of death, and travel to a day of the calendar."""

import html
import re
from datetime import datetime
from uuid import uuid4

from starlette.testclient import TestClient

from app import clock
from app.content.measures import PHQ_9, Items
from app.journey import measuring
from app.measures import actions as measures
from app.measures.rules import Answer
from app.measures.tables import SAFETY_ITEM
from app.rendering import local
from app.safety.queries import flags_of, open_flag
from app.safety.rules import Flag
from tests.cast import Cast, actor

PLAN, AFTER, ASK = "/me/safety-plan", "/me/measures/phq-9/9/after", "/me/safety-plan/ask"
_INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def says(cast: Cast, key: str, said: Answer, *, at: datetime | None = None) -> bool:
    """Begins a PHQ-9, or goes on with it, and answers the last item alone; whether it flagged."""
    at = at or clock.now()
    measure = cast.house.measures[PHQ_9]
    assert isinstance(measure, Items)
    with cast.house.database.transaction() as db:
        me = actor(db, key)
        assert me.id
        sitting = measures.begin(db, me.id, measure, on=local(at).date(), once=uuid4(), by=me, at=at)
        settings = cast.house.settings
        return measuring.answer(db, settings, sitting, measure, SAFETY_ITEM, said, once=uuid4(), by=me, at=at)


def the_flag(cast: Cast, key: str) -> Flag | None:
    """The open flag of somebody of the cast."""
    with cast.house.database.transaction(writes=False) as db:
        return open_flag(db, cast.id(key))


def opened(cast: Cast, key: str) -> Flag:
    found = the_flag(cast, key)
    assert found, f"{key} has no open flag"
    return found


def all_flags(cast: Cast, key: str) -> list[Flag]:
    with cast.house.database.transaction(writes=False) as db:
        return flags_of(db, [cast.id(key)]).get(cast.id(key), [])


def form(page: str, id_: str) -> dict[str, str]:
    """What the page put into one of its forms."""
    part = page[page.index(f'id="{id_}"') :]
    return {name: html.unescape(value) for name, value in _INPUT.findall(part[: part.index("</form>")])}


def ask(client: TestClient, what: str, where: str = AFTER) -> str:
    """Opens the page after an answer and chooses; where that leads."""
    page = client.get(where)
    assert page.status_code == 200
    answer = client.post(ASK, data={**form(page.text, "contact-form"), "contact": what})
    assert answer.status_code == 303
    return answer.headers["location"]
