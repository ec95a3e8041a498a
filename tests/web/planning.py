"""How the tests choose, plan, say how it went and say no, as a browser without scripts does."""

import html
import re
from uuid import UUID, uuid4

from httpx2 import Response
from starlette.testclient import TestClient

from app import clock
from app.activities import actions, queries
from app.activities.rules import Activity, No
from app.audit.rules import Actor
from app.goals import actions as goals
from app.goals.actions import Wording
from app.goals.rules import Area
from app.rendering import local
from tests.cast import Cast

HERE = "/me/activities"
_INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def text(page: Response | str) -> str:
    """What a page says, without its markup."""
    source = page if isinstance(page, str) else page.text
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", source)).split())


def form(page: Response | str, id_: str) -> dict[str, str]:
    """What the page put into this form: what is hidden, what stands in its boxes, and what is chosen."""
    source = page if isinstance(page, str) else page.text
    part = source[source.index(f'id="{id_}"') :]
    part = part[: part.index("</form>")]
    found = dict(_INPUT.findall(part))
    found |= dict(re.findall(r'<input class="[^"]*"[^>]* name="([^"]+)"[^>]* value="([^"]*)"', part))
    found |= dict(re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n([^<]*)</textarea>', part))
    found |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)" checked', part))
    return {name: html.unescape(value) for name, value in found.items()}


def today() -> str:
    return local(clock.now()).date().isoformat()


def plan(client: TestClient, where: str = f"{HERE}/new", **words: str) -> Response:
    """Opens the form of a plan, types and sends."""
    opened = client.get(where)
    assert opened.status_code == 200, f"{where} did not open: {opened.status_code}"
    return client.post(HERE, data={**form(opened, "plan"), "goal": "none", **words})


def planned(client: TestClient, where: str = f"{HERE}/new", **words: str) -> str:
    """The address of something newly planned."""
    answer = plan(client, where, **words)
    assert answer.status_code == 303, text(answer)
    return answer.headers["location"].partition("?")[0]


def change(client: TestClient, where: str, **words: str) -> Response:
    return client.post(where, data={**form(client.get(f"{where}?change=1"), "plan"), **words})


def review(client: TestClient, where: str, **words: str) -> Response:
    return client.post(f"{where}/review", data={**form(client.get(f"{where}/review"), "review"), **words})


def decline(client: TestClient, shown: str, *, ticked: list[str] | None = None, **words: str) -> Response:
    """Says no to what was shown, or to what of it stays ticked."""
    opened = client.get(f"{HERE}/decline", params={"shown": shown})
    data = {**form(opened, "decline"), **words, "not": shown.split(",") if ticked is None else ticked}
    return client.post(f"{HERE}/decline", data=data)


def activities(cast: Cast, key: str) -> list[Activity]:
    with cast.house.database.transaction(writes=False) as db:
        return list(queries.activities_of(db, [cast.id(key)]).get(cast.id(key), ()))


def noes(cast: Cast, key: str) -> list[No]:
    with cast.house.database.transaction(writes=False) as db:
        return queries.declined_by(db, [cast.id(key)]).get(cast.id(key), [])


def offered(cast: Cast, key: str, what: str, why: str, *, by: str = "practitioner", goal: UUID | None = None) -> UUID:
    """Something a practitioner offers."""
    actor = Actor(cast.id(by), by.title(), "practitioner")
    with cast.house.database.transaction() as db:
        return actions.offer(db, cast.id(key), what, why, goal=goal, once=uuid4(), by=actor, at=clock.now())


def goal(cast: Cast, key: str, words: str, area: Area | None = None) -> UUID:
    actor = Actor(cast.id(key), key.title(), "patient")
    with cast.house.database.transaction() as db:
        return goals.propose(db, cast.id(key), Wording(words), area=area, once=uuid4(), by=actor, at=clock.now())
