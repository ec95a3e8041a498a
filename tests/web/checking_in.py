"""A check-in as somebody of the cast gives it, through the form, and what is read of it."""

import re
from collections.abc import Mapping
from uuid import UUID

from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from app.checkins.tables import LeadRequest
from tests.cast import Cast
from tests.web.shared_by import form

HERE, GIVEN = "/me/check-in", "/me/check-in/given"
ITEMS = (
    "gets-it",
    "fits-me",
    "right-aim",
    "had-a-say",
    "doable",
    "help-in-time",
    "work-things-out",
    "find-things",
    "fits-together",
)
_CHIP = re.compile(r'name="(chip\.\d+)" value="([^"]+)"')


def filled(
    client: TestClient,
    answers: Mapping[str, int | str] | None = None,
    *,
    chips: tuple[str, ...] = (),
    words: str = "",
    audience: str = "practitioner",
) -> dict[str, str]:
    """The form as it was opened, with these answers by the questions' ids: a number, "na" or "leave"."""
    page = client.get(HERE).text
    names = {value: name for name, value in _CHIP.findall(page)}
    said = {f"said.{ITEMS.index(item) + 1}": f"{item} {answer}" for item, answer in (answers or {}).items()}
    picked = {names[chip]: chip for chip in chips}
    return {**form(page, "check-in"), **said, **picked, "change": words, "audience": audience}


def give(
    client: TestClient,
    answers: Mapping[str, int | str] | None = None,
    *,
    chips: tuple[str, ...] = (),
    words: str = "",
    audience: str = "practitioner",
) -> Response:
    sent = filled(client, answers, chips=chips, words=words, audience=audience)
    answer = client.post(HERE, data=sent)
    assert answer.status_code == 303, f"the check-in was not taken: {answer.status_code}"
    return answer


def checks_of(cast: Cast, key: str) -> str:
    return f"/practice/patients/{cast.id(key)}/check-ins"


def request_of(cast: Cast, key: str) -> UUID:
    """The id of this patient's last request for somebody else."""
    with cast.house.database.transaction(writes=False) as db:
        rows = db.exec(select(LeadRequest).where(LeadRequest.patient_id == cast.id(key))).all()
        return max(rows, key=lambda row: row.at).id
