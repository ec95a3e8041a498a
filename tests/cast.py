"""The people of the demo, for the tests: who they are, and a client signed in as each."""

import re
from collections.abc import Mapping
from uuid import UUID

from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from httpx2 import Response
from sqlmodel import Session, select, update
from starlette.testclient import TestClient

from app import clock
from app.access.house import House
from app.audit.rules import Actor
from app.demo.cast import PASSWORD
from app.enrolments.tables import PlanModule
from app.people.tables import Person

MODULE = "/me/modules/understanding-low-mood"
ORIGIN = {"origin": "http://testserver"}
_INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Cast:
    """The app with its database, and clients for the people in it."""

    def __init__(self, app: FastAPI, portal: BlockingPortal | None = None) -> None:
        """`portal`: the app's event loop where one is running, so that not every request begins one of its own."""
        self.app, self.portal = app, portal
        self.house: House = app.state.house

    def anyone(self) -> TestClient:
        client = TestClient(self.app, raise_server_exceptions=False, follow_redirects=False, headers=ORIGIN)
        client.portal = self.portal
        return client

    def signed_in(self, key: str) -> TestClient:
        client = self.anyone()
        answer = client.post("/sign-in", data={"email": f"{key}@demo.example", "password": PASSWORD})
        assert answer.status_code == 303, f"{key} could not sign in: {answer.status_code}"
        return client

    def open_everything(self) -> None:
        """As if each practitioner had opened every module."""
        with self.house.database.transaction() as db:
            db.exec(update(PlanModule).values(opened_at=clock.now()))

    def id(self, key: str) -> UUID:
        with self.house.database.transaction(writes=False) as db:
            return db.exec(select(Person.id).where(Person.email == f"{key}@demo.example")).one()


def actor(db: Session, key: str) -> Actor:
    """Somebody of the cast, as who does something."""
    row = db.exec(select(Person).where(Person.email == f"{key}@demo.example")).one()
    return Actor(row.id, row.name, row.role)


def hidden(page: str) -> dict[str, str]:
    """What a step's page put into its own form."""
    form = page[page.index('id="worksheet"') :]
    return dict(_INPUT.findall(form[: form.index("</form>")]))


def fill_in(client: TestClient, step: str, answers: Mapping[str, object], *, module: str = MODULE) -> Response:
    """Opens a step and presses Continue, as a browser without scripts does."""
    address = f"{module}/steps/{step}"
    opened = client.get(address)
    assert opened.status_code == 200, f"{step} did not open: {opened.status_code}"
    return client.post(address, data={**hidden(opened.text), **answers})
