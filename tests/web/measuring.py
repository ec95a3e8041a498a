"""How the tests give a measure: the forms of its pages, as a browser without scripts sends them."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

from httpx2 import Response
from starlette.testclient import TestClient

from app import clock
from app.audit.rules import Actor
from app.content.measures import Items, answerable
from app.journey import measuring
from app.measures import actions, queries
from app.measures.queries import Given
from app.measures.rules import Skip
from app.rendering import local
from tests.cast import Cast

HERE = "/me/measures"
_INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def form(page: str, id_: str) -> dict[str, str]:
    """What the page put into one of its forms."""
    part = page[page.index(f'id="{id_}"') :]
    return dict(_INPUT.findall(part[: part.index("</form>")]))


def begin(client: TestClient, measure: str = "phq-9") -> str:
    """Presses Begin; the address of the question that comes first."""
    page = client.get(f"{HERE}/{measure}/start")
    assert page.status_code == 200, f"{measure} did not open: {page.status_code}"
    answer = client.post(f"{HERE}/{measure}", data=form(page.text, "begin"))
    assert answer.status_code == 303
    return answer.headers["location"]


def say(client: TestClient, address: str, value: str) -> Response:
    """Opens a question and answers it."""
    page = client.get(address)
    assert page.status_code == 200, f"{address} did not open: {page.status_code}"
    return client.post(address, data={**form(page.text, "question"), "value": value})


def answer_all(client: TestClient, measure: str, values: str) -> str:
    """One digit a question, "d" for declined; where the last answer leads."""
    address = begin(client, measure)
    for value in values:
        address = say(client, address, "declined" if value == "d" else value).headers["location"]
    return address


def sittings(cast: Cast, key: str, measure: str = "phq-9") -> list[Given]:
    me = cast.id(key)
    with cast.house.database.transaction(writes=False) as db:
        return queries.sittings_of(db, [me], answers=True, measures=(measure,)).get(me, [])


def asked(cast: Cast, measure: str) -> Items:
    found = answerable(cast.house.measures, measure)
    assert found
    return found


def gave(cast: Cast, key: str, measure: str, values: str, *, days: int, finished: bool = True) -> UUID:
    """As if somebody had given a measure so many days ago."""
    at, words = clock.now() - timedelta(days=days), asked(cast, measure)
    me = Actor(cast.id(key), key.title(), "patient")
    with cast.house.database.transaction() as db:
        on = local(at).date()
        sitting = actions.begin(db, cast.id(key), words, on=on, once=uuid4(), by=me, at=at)
        for item, value in zip(words.items, values, strict=False):
            said = Skip.DECLINED if value == "d" else int(value)
            settings = cast.house.settings
            measuring.answer(db, settings, sitting, words, item.id, said, once=uuid4(), by=me, at=at)
        if finished:
            actions.finish(db, sitting, at=at)
    return sitting.id
