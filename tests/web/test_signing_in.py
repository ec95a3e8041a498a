"""Signing in and out: one answer for every wrong try, nobody locked out from elsewhere, words kept over a lapse."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from starlette.testclient import TestClient

from app import clock
from app.audit.rules import SYSTEM
from app.demo.cast import PASSWORD
from app.people import actions as people
from app.people.rules import ATTEMPTS_HERE
from app.people.tables import Person
from tests.cast import MODULE, ORIGIN, Cast, hidden

STEP = f"{MODULE}/steps/one-hard-moment"


def test_each_person_lands_at_their_own_door(cast: Cast) -> None:
    for key, door in {"patient": "/me", "practitioner": "/practice", "lead": "/service"}.items():
        client = cast.anyone()
        answer = client.post("/sign-in", data={"email": f"{key}@demo.example", "password": PASSWORD})
        assert answer.headers["location"] == door
        assert client.get("/").headers["location"] == door


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(cast: Cast) -> None:
    client = cast.anyone()
    wrong = client.post("/sign-in", data={"email": "patient@demo.example", "password": "not this one"})
    unknown = client.post("/sign-in", data={"email": "stranger@demo.example", "password": "not this one"})
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert wrong.text.replace("patient@", "") == unknown.text.replace("stranger@", "")


def test_an_address_is_found_however_its_ascii_letters_are_typed(cast_on_sqlite: Cast) -> None:
    answer = cast_on_sqlite.anyone().post("/sign-in", data={"email": " Patient@DEMO.example ", "password": PASSWORD})
    assert answer.status_code == 303


def test_wrong_tries_here_are_asked_to_wait_and_the_owner_elsewhere_still_gets_in(cast: Cast) -> None:
    owner = TestClient(cast.app, follow_redirects=False, headers=ORIGIN, client=("10.0.0.9", 1))
    data = {"email": "patient@demo.example", "password": PASSWORD}
    assert owner.post("/sign-in", data=data).status_code == 303
    attackers = [
        TestClient(cast.app, follow_redirects=False, headers=ORIGIN, client=(f"10.6.6.{n}", 1)) for n in range(4)
    ]
    answers = [
        attacker.post("/sign-in", data={**data, "password": "guess"}).status_code
        for attacker in attackers
        for _ in range(ATTEMPTS_HERE + 2)
    ]
    assert answers.count(422) == 20, "the guesses of all networks together are counted"
    assert set(answers) == {422, 429}
    assert owner.post("/sign-in", data=data).status_code == 303, "the owner was locked out by somebody else"


def test_a_wait_ends_by_itself(cast_on_sqlite: Cast) -> None:
    client = cast_on_sqlite.anyone()
    for _ in range(ATTEMPTS_HERE + 1):
        answer = client.post("/sign-in", data={"email": "patient@demo.example", "password": "guess"})
    assert answer.status_code == 429
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        answer = client.post("/sign-in", data={"email": "patient@demo.example", "password": PASSWORD})
    assert answer.status_code == 303


def test_signing_in_makes_a_new_login_and_never_adopts_one_from_before(cast: Cast) -> None:
    client = cast.anyone()
    client.cookies.set("alongside", "planted-by-somebody")
    answer = client.post("/sign-in", data={"email": "patient@demo.example", "password": PASSWORD})
    assert answer.cookies["alongside"] != "planted-by-somebody"
    planted = cast.anyone()
    planted.cookies.set("alongside", "planted-by-somebody")
    assert planted.get("/me").status_code == 303


def test_the_cookie_is_for_http_only_and_same_site(cast_on_sqlite: Cast) -> None:
    answer = cast_on_sqlite.anyone().post("/sign-in", data={"email": "patient@demo.example", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie


@pytest.mark.parametrize(("key", "minutes"), [("patient", 31), ("practitioner", 16), ("lead", 16)])
def test_a_login_that_is_not_used_lapses(cast_on_sqlite: Cast, key: str, minutes: int) -> None:
    client = cast_on_sqlite.signed_in(key)
    with time_machine.travel(clock.now() + timedelta(minutes=minutes)):
        assert client.get("/", follow_redirects=False).headers["location"] == "/sign-in"


def test_a_login_in_use_goes_on_and_ends_after_its_longest_time(cast_on_sqlite: Cast) -> None:
    client = cast_on_sqlite.signed_in("patient")
    began = clock.now()
    for hours in range(1, 24):
        with time_machine.travel(began + timedelta(minutes=29 * hours)):
            alive = client.get("/me").status_code == 200
        assert alive is (29 * hours < 12 * 60)


def test_a_new_password_ends_every_other_login_and_deactivation_ends_all(cast: Cast) -> None:
    kept, other = cast.signed_in("patient"), cast.signed_in("patient")
    with cast.house.database.transaction() as db:
        person = db.get_one(Person, cast.id("patient"))
        keep = people.token_hash(kept.cookies["alongside"])
        people.change_password(db, person, "three random words", keep=keep, by=SYSTEM, at=clock.now())
    assert kept.get("/me").status_code == 200
    assert other.get("/me").status_code == 303
    with cast.house.database.transaction() as db:
        people.deactivate(db, db.get_one(Person, cast.id("patient")), by=SYSTEM, at=clock.now())
    assert kept.get("/me").status_code == 303
    answer = cast.anyone().post("/sign-in", data={"email": "patient@demo.example", "password": "three random words"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "where", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/me\n/x"]
)
def test_the_way_onward_is_never_out_of_the_house(cast_on_sqlite: Cast, where: str) -> None:
    answer = cast_on_sqlite.anyone().post(
        "/sign-in", data={"email": "patient@demo.example", "password": PASSWORD, "next": where}
    )
    assert answer.headers["location"] == "/me"


def test_a_page_asked_for_before_signing_in_is_where_one_lands_after(cast_on_sqlite: Cast) -> None:
    client = cast_on_sqlite.anyone()
    asked = client.get(STEP)
    assert asked.headers["location"] == f"/sign-in?next={STEP}"
    page = client.get(asked.headers["location"])
    assert f'value="{STEP}"' in page.text


def test_words_sent_after_the_login_ended_are_kept_and_saved_after_signing_in_again(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    form = {**hidden(marek.get(STEP).text), "thoughts": "Written late & “slowly”."}
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        refused = marek.post(STEP, data=form)
        assert refused.status_code == 401
        shown = refused.text[refused.text.index('id="kept"') :]
        assert re.findall(r'prewrap">([^<]*)<', shown) == ["Written late &amp; “slowly”."], (
            "a person's words, and no others"
        )
        again = marek.post(
            "/sign-in", data={**_hidden(refused.text), "email": "marek@demo.example", "password": PASSWORD}
        )
        assert again.status_code == 200
        assert "Written late &amp; “slowly”." in again.text
        assert marek.post(STEP, data=_hidden(again.text)).status_code == 303
        assert "Written late &amp; “slowly”." in marek.get(STEP).text


def test_kept_words_are_not_shown_to_somebody_else_who_signs_in(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    form = {**hidden(marek.get(STEP).text), "thoughts": "Not for Kit."}
    marek.post("/sign-out")
    refused = marek.post(STEP, data=form)
    assert refused.status_code == 401
    kit = {**_hidden(refused.text), "email": "other-patient@demo.example", "password": PASSWORD}
    answer = marek.post("/sign-in", data=kit)
    assert answer.status_code == 303
    assert "Not for Kit." not in answer.text + marek.get(STEP).text


def test_a_form_opened_by_one_person_and_sent_by_another_is_refused(cast: Cast) -> None:
    marek, kit = cast.signed_in("marek"), cast.signed_in("other-patient")
    form = {**hidden(marek.get(STEP).text), "thoughts": "Marek's."}
    answer = kit.post(STEP, data=form)
    assert answer.status_code == 409
    assert "Marek&#39;s." not in answer.text
    assert "Marek&#39;s." not in kit.get(STEP).text


def test_signing_out_ends_the_login_on_the_server(cast: Cast) -> None:
    client = cast.signed_in("patient")
    token = client.cookies["alongside"]
    assert client.post("/sign-out").headers["location"] == "/signed-out"
    client.cookies.set("alongside", token)
    assert client.get("/me").status_code == 303


def _hidden(page: str) -> dict[str, str]:
    return {
        name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    }


def test_words_met_by_somebody_elses_login_come_back_to_their_writer_only(cast: Cast) -> None:
    browser = cast.signed_in("marek")
    form = {**hidden(browser.get(STEP).text), "thoughts": "Marek’s own."}
    browser.post("/sign-out")
    browser.post("/sign-in", data={"email": "other-patient@demo.example", "password": PASSWORD})
    refused = browser.post(STEP, data=form)
    assert refused.status_code == 409
    assert "Marek’s own." not in refused.text
    carried = _hidden(refused.text)
    kit = browser.post("/sign-in", data={**carried, "email": "other-patient@demo.example", "password": PASSWORD})
    assert kit.status_code == 303
    marek = browser.post("/sign-in", data={**carried, "email": "marek@demo.example", "password": PASSWORD})
    assert "Marek’s own." in marek.text
    assert browser.post(STEP, data=_hidden(marek.text)).status_code == 303
    assert "Marek’s own." in browser.get(STEP).text


@pytest.mark.parametrize("kept", ["[" * 50_000, '[["who","x\\ud800"]]', "null", "gAAAAA", "{}"])
def test_a_made_up_parcel_of_words_is_left_aside(cast_on_sqlite: Cast, kept: str) -> None:
    data = {"email": "patient@demo.example", "password": PASSWORD, "kept": kept, "next": STEP}
    assert cast_on_sqlite.anyone().post("/sign-in", data=data).headers["location"] == STEP


def test_a_strange_origin_is_a_forged_one(cast_on_sqlite: Cast) -> None:
    client = cast_on_sqlite.anyone()
    assert client.post("/sign-out", headers={"origin": "http://[bad"}).status_code == 403


def test_nobody_is_sent_behind_a_door_that_is_not_theirs(cast_on_sqlite: Cast) -> None:
    for key, where, lands in (("lead", STEP, "/service"), ("patient", "/sign-out", "/me"), ("patient", STEP, STEP)):
        data = {"email": f"{key}@demo.example", "password": PASSWORD, "next": where}
        assert cast_on_sqlite.anyone().post("/sign-in", data=data).headers["location"] == lands


def test_a_long_text_over_an_ended_login_comes_back_whole(cast_on_sqlite: Cast) -> None:
    marek = cast_on_sqlite.signed_in("marek")
    words = "عشرون كلمة في هذا السطر " * 190
    form = {**hidden(marek.get(STEP).text), **dict.fromkeys(("thoughts", "feelings", "body", "did"), words)}
    marek.post("/sign-out")
    carried = _hidden(marek.post(STEP, data=form).text)
    answer = marek.post("/sign-in", data={**carried, "email": "marek@demo.example", "password": PASSWORD})
    assert answer.status_code == 200
    assert marek.post(STEP, data=_hidden(answer.text)).status_code == 303
    assert words.strip() in marek.get(STEP).text


@pytest.mark.parametrize("email", ["a\x00b@demo.example", "\x00", "%ED%A0%80"])
def test_a_hidden_character_in_an_address_is_a_wrong_try_like_any_other(cast: Cast, email: str) -> None:
    answer = cast.anyone().post("/sign-in", data={"email": email, "password": "x"})
    assert answer.status_code == 422
