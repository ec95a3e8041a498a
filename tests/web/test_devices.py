"""Where somebody is logged in: in words, their own only, and ended from the next request on."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select
from starlette.testclient import TestClient

from app import clock
from app.access.identity import device
from app.people.tables import Login
from tests.cast import ORIGIN, Cast
from tests.web.codes import password
from tests.web.joining import said

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/127.0 Mobile Safari/537.36"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def on(cast: Cast, agent: str, key: str = "patient") -> TestClient:
    client = TestClient(cast.app, follow_redirects=False, headers={**ORIGIN, "user-agent": agent})
    assert password(client, key).status_code == 303
    return client


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (PHONE, "Chrome on Android"),
        (DESK, "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) CriOS/127 Mobile Safari/604.1", "Chrome on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1.15", "Safari on Mac"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/127.0 Safari/537.36 Edg/127.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25.0 Chrome/121 Mobile Safari/537",
            "Samsung Internet on Android",
        ),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/127.0 Safari/537.36", "Chrome on ChromeOS"),
        ("curl/8.7.1", ""),
        ("", ""),
        ("<script>alert(1)</script>" * 1000, ""),
    ],
)
def test_a_device_is_named_as_its_owner_would(agent: str, name: str) -> None:
    assert device(agent) == name
    assert len(device(agent)) <= 60


@pytest.mark.parametrize("key", ["patient", "practitioner", "lead"])
def test_everybody_sees_their_own_logins_and_which_one_this_is(cast: Cast, key: str) -> None:
    here = on(cast, PHONE, key)
    on(cast, DESK, key)
    on(cast, DESK, "other-patient")
    assert "/account/devices" in here.get("/account").text
    page = here.get("/account/devices")
    assert "Chrome on Android · this one" in said(page)
    assert said(page).count("Firefox on Windows") == 2, "once in words, once on its button"
    assert PHONE not in page.text


def test_a_login_ended_from_another_opens_nothing_from_the_next_request_on(cast: Cast) -> None:
    here, there = on(cast, PHONE), on(cast, DESK)
    page = here.get("/account/devices").text
    [action] = [
        part.split('"')[0]
        for part in page.split('action="')[1:]
        if "/account/devices/" in part and "/end" in part and "others" not in part.split('"')[0]
    ]
    assert there.get("/me").status_code == 200
    assert here.post(action).headers["location"] == "/account/devices?done=one"
    assert there.get("/me").status_code == 303
    assert here.get("/me").status_code == 200
    assert "That login has ended" in said(here.get("/account/devices?done=one"))
    assert here.post(action).status_code == 303, "pressed twice"


def test_all_the_others_end_at_once(cast: Cast) -> None:
    here, there, kit = on(cast, PHONE), [on(cast, DESK), on(cast, "curl/8")], on(cast, DESK, "other-patient")
    assert "A device we cannot name" in said(here.get("/account/devices"))
    assert here.post("/account/devices/end-others").status_code == 303
    assert [one.get("/me").status_code for one in (here, *there, kit)] == [200, 303, 303, 200]
    assert "End all the others" not in here.get("/account/devices").text


def test_nobody_ends_anothers_login(cast: Cast) -> None:
    rowan, kit = on(cast, PHONE), on(cast, DESK, "other-patient")
    with cast.house.database.transaction(writes=False) as db:
        [login] = db.exec(
            select(Login.id).where(Login.person_id == cast.id("other-patient")).order_by("began_at")
        ).all()[-1:]
    assert rowan.post(f"/account/devices/{login}/end").status_code == 404
    assert kit.get("/me").status_code == 200


def test_a_login_that_has_lapsed_is_not_on_the_list(cast_on_sqlite: Cast) -> None:
    on(cast_on_sqlite, DESK)
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        here = on(cast_on_sqlite, PHONE)
        assert "Firefox" not in said(here.get("/account/devices"))
