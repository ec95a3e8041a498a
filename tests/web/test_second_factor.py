"""Staff log in with a code as well: nothing opens before it, words wait through it, and somebody can always help."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

import pytest
import time_machine
from sqlmodel import select
from starlette.testclient import TestClient

from app import clock
from app.access.permissions import POLICIES
from app.audit.tables import AuditEntry
from app.people import actions as people
from app.people.queries import signed_in
from app.people.rules import ATTEMPTS_HERE
from app.people.tables import Person
from app.settings import Settings
from tests.access.test_matrix import _paths, routes, things
from tests.cast import Cast
from tests.web.codes import asking, carried, key_on, password, recovery_codes, set_up, shows
from tests.web.joining import NEW, link_on, said

LATER = timedelta(minutes=2)


@pytest.fixture
def service(cast: Cast) -> Iterator[Cast]:
    with asking(cast) as found:
        yield found


@pytest.fixture
def on_sqlite(cast_on_sqlite: Cast) -> Iterator[Cast]:
    with asking(cast_on_sqlite) as found:
        yield found


def half_in(service: Cast, key: str = "practitioner") -> tuple[TestClient, str, list[str]]:
    """Somebody who has set a code up before and has typed their password again."""
    secret, recovery = set_up(service.anyone(), key)
    client = service.anyone()
    assert password(client, key).headers["location"].startswith("/sign-in/code")
    return client, secret, recovery


def deeds(service: Cast, key: str = "practitioner") -> list[str]:
    with service.house.database.transaction(writes=False) as db:
        rows = db.exec(select(AuditEntry).where(AuditEntry.actor_id == service.id(key)).order_by("at")).all()
    return [row.deed for row in rows]


def test_staff_set_a_code_up_with_the_first_login_and_patients_log_in_as_ever(service: Cast) -> None:
    assert password(service.anyone(), "patient").headers["location"] == "/me"
    client = service.anyone()
    before = len(deeds(service))
    secret, recovery = set_up(client, "practitioner")
    assert len(recovery) == 10
    assert set(deeds(service)[before:]) == {"second factor set up", "signed in"}
    assert len(deeds(service)) == before + 2, "half a login counted as one"
    assert client.get("/practice").status_code == 200
    with time_machine.travel(clock.now() + LATER):
        again = service.anyone()
        asked = password(again, "practitioner")
        assert asked.headers["location"] == "/sign-in/code?next=/practice"
        waiting = again.cookies["alongside"]
        page = again.get(asked.headers["location"])
        form = {**carried(page, "enter-code"), "sign-in-code": shows(secret)}
        assert again.post("/sign-in/code", data=form).headers["location"] == "/practice"
        assert again.get("/practice").status_code == 200
        assert again.cookies["alongside"] != waiting, "the token from before the code goes on"
        thief = service.anyone()
        thief.cookies.set("alongside", waiting)
        assert thief.get("/practice").headers["location"] == "/sign-in?next=/practice"
        replay = service.anyone()
        password(replay, "practitioner")
        assert replay.post("/sign-in/code", data={"sign-in-code": form["sign-in-code"]}).status_code == 422


@pytest.mark.parametrize("state", ["code", "set-up"])
@pytest.mark.parametrize("key", ["practitioner", "lead"])
def test_half_a_login_reaches_nothing_on_any_route(on_sqlite: Cast, key: str, state: str, full_size: bool) -> None:
    """What stands in a path makes no difference, since half a login is turned away before: `--long` tries all of it."""
    service = on_sqlite
    if state == "code":
        set_up(service.anyone(), key)
    there = things(service)
    name = {"practitioner": "Sam", "lead": "Priya"}[key]
    client, tried = service.anyone(), 0
    password(client, key)
    token = client.cookies["alongside"]
    for route in routes(service.app):
        if route.name in {"front_door.sign_out", "front_door.signing_in"}:
            continue
        for path in islice(_paths(route, there), None if full_size else 1):
            for method in sorted(route.methods):
                client.cookies.set("alongside", token)
                answer = client.request(method, path, data={} if method == "POST" else None)
                what, where = f"{method} {route.name} {path}: {answer.status_code}", answer.headers.get("location", "")
                tried += 1
                assert answer.status_code < 500, what
                assert f"Logged in as {name}" not in answer.text, what
                assert "Rowan" not in answer.text, what
                if POLICIES[route.name].roles and not POLICIES[route.name].half:
                    wanted = (303, 401)[method == "POST"]
                    assert answer.status_code == wanted, what
                    assert method == "POST" or where.startswith(f"/sign-in/{state}?next="), f"{what} {where}"
    assert tried > 100
    client.cookies.set("alongside", token)
    home = "/practice" if key == "practitioner" else "/service"
    assert client.get(home).headers["location"] == f"/sign-in/{state}?next={home}"


def test_a_login_that_waits_for_a_code_cannot_set_another_one_up(service: Cast) -> None:
    client, _, _ = half_in(service)
    assert client.get("/sign-in/set-up").headers["location"] == "/sign-in/code"
    assert client.post("/sign-in/set-up", data={"sign-in-code": "000000"}).headers["location"] == "/sign-in/code"
    fresh = service.anyone()
    password(fresh, "lead")
    assert fresh.get("/sign-in/code").headers["location"] == "/sign-in/set-up"
    assert fresh.post("/sign-in/recovery-code").headers["location"] == "/sign-in/set-up"


def test_wrong_codes_get_the_same_words_and_then_a_wait(service: Cast) -> None:
    now = clock.now()
    with time_machine.travel(now, tick=False):  # so that the code which set it up is still on the phone
        client, secret, _ = half_in(service)
        tries = (shows(secret), "000000", shows(secret, now - timedelta(hours=1)))
        used, wrong, old = (client.post("/sign-in/code", data={"sign-in-code": one}) for one in tries)
        assert [one.status_code for one in (used, wrong, old)] == [422] * 3
        assert said(used) == said(wrong) == said(old)
        for _ in range(ATTEMPTS_HERE - 3):
            client.post("/sign-in/code", data={"sign-in-code": "000000"})
    with time_machine.travel(now + LATER):
        waits = client.post("/sign-in/code", data={"sign-in-code": shows(secret)})
        assert waits.status_code == 429
        assert "too many tries" in said(waits)
        assert password(service.anyone(), "practitioner").status_code == 429, "codes and passwords count together"


def test_words_over_an_ended_login_come_back_after_the_code(service: Cast) -> None:
    client = service.anyone()
    secret, _ = set_up(client, "practitioner")
    page = f"/practice/patients/{service.id('patient')}/plan"
    assert client.get(page).status_code == 200
    who = str(service.id("practitioner"))
    client.post("/sign-out")
    refused = client.post(page, data={"who": who, "reason": "Because we said so on the phone"})
    assert refused.status_code == 401
    with time_machine.travel(clock.now() + LATER):
        half = password(client, "practitioner", **carried(refused, "sign-in"))
        assert half.status_code == 200
        assert "Because we said so" not in half.text, "shown before the code"
        wrong = client.post("/sign-in/code", data={**carried(half, "enter-code"), "sign-in-code": "000000"})
        over = client.post("/sign-in/recovery-code", data={**carried(wrong, "enter-code"), "instead": "1"})
        back = client.post("/sign-in/code", data={**carried(over, "enter-recovery-code"), "instead": "1"})
        assert back.status_code == 200
        done = client.post("/sign-in/code", data={**carried(back, "enter-code"), "sign-in-code": shows(secret)})
        assert "Because we said so on the phone" in done.text
        assert f'action="{page}"' in done.text


def test_words_outlive_a_code_that_came_too_late_and_are_not_shown_on_the_way(service: Cast) -> None:
    client = service.anyone()
    secret, _ = set_up(client, "practitioner")
    page = f"/practice/patients/{service.id('patient')}/plan"
    who = str(service.id("practitioner"))
    client.post("/sign-out")
    refused = client.post(page, data={"who": who, "reason": "Because we said so"})
    half = password(client, "practitioner", **carried(refused, "sign-in"))
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        late = client.post("/sign-in/code", data={**carried(half, "enter-code"), "sign-in-code": shows(secret)})
        assert late.status_code == 401
        assert "Because we said so" not in late.text
        half = password(client, "practitioner", **carried(late, "sign-in"))
        done = client.post("/sign-in/code", data={**carried(half, "enter-code"), "sign-in-code": shows(secret)})
        assert "Because we said so" in done.text


def test_words_come_back_after_setting_a_code_up_too(service: Cast) -> None:
    who = str(service.id("practitioner"))
    client, page = service.anyone(), f"/practice/patients/{service.id('patient')}/plan"
    refused = client.post(page, data={"who": who, "reason": "Because we said so"})
    half = password(client, "practitioner", **carried(refused, "sign-in"))
    form = {**carried(half, "confirm-code"), "sign-in-code": shows(key_on(half))}
    done = client.post("/sign-in/set-up", data=form)
    assert len(recovery_codes(done)) == 10
    assert "Because we said so" in client.post("/sign-in/onward", data=carried(done, "onward")).text


@pytest.mark.parametrize("where", ["//evil.example", "https://evil.example", "/\\evil.example", "/me", "/sign-out"])
def test_the_way_onward_stays_in_the_house_and_behind_ones_own_door(on_sqlite: Cast, where: str) -> None:
    client, secret, _ = half_in(on_sqlite)
    with time_machine.travel(clock.now() + LATER):
        page = client.get("/sign-in/code", params={"next": where})
        assert "evil" not in page.text
        answer = client.post("/sign-in/code", data={"sign-in-code": shows(secret), "next": where})
        assert answer.headers["location"] == "/practice"


def test_a_recovery_code_opens_once_and_says_how_many_are_left(service: Cast) -> None:
    client, _, recovery = half_in(service)
    done = client.post("/sign-in/recovery-code", data={"sign-in-code": recovery[0].lower(), "next": "/practice"})
    assert done.status_code == 200
    assert "You have 9 recovery codes left." in said(done)
    assert client.post("/sign-in/onward", data=carried(done, "onward")).headers["location"] == "/practice"
    again = service.anyone()
    password(again, "practitioner")
    refused = again.post("/sign-in/recovery-code", data={"sign-in-code": recovery[0]})
    assert refused.status_code == 422
    assert "use another one from your list" in said(refused)
    assert "recovery code used" in deeds(service)


def test_a_lead_resets_a_colleagues_code_and_never_their_own(service: Cast) -> None:
    lead, sam = service.anyone(), service.anyone()
    set_up(lead, "lead")
    secret, _ = set_up(sam, "practitioner")
    page = f"/service/team/people/{service.id('practitioner')}/code"
    assert page in lead.get("/service/team").text
    assert "make sure that it is Sam" in said(lead.get(page))
    assert sam.get("/practice").status_code == 200, "looking changed something"
    assert lead.post(page).headers["location"] == "/service/team"
    assert sam.get("/practice").headers["location"].startswith("/sign-in?")
    assert "second factor reset" in deeds(service, "lead")
    assert lead.get(page).status_code == 404, "there is nothing to reset"
    own = f"/service/team/people/{service.id('lead')}/code"
    assert (lead.get(own).status_code, lead.post(own).status_code) == (404, 404)
    patient = f"/service/team/people/{service.id('patient')}/code"
    assert (lead.get(patient).status_code, lead.post(patient).status_code) == (404, 404)
    with time_machine.travel(clock.now() + LATER):
        new, _ = set_up(service.anyone(), "practitioner")
        assert new != secret


def test_where_the_service_does_not_ask_staff_may_still_and_stop_again(cast: Cast) -> None:
    sam, elsewhere = cast.signed_in("practitioner"), cast.signed_in("practitioner")
    assert sam.post("/account/code", data={"password-now": "not mine"}).status_code == 422
    assert sam.get("/sign-in/set-up").headers["location"] == "/practice", "begun without the password"
    begun = sam.post("/account/code", data={"password-now": "alongside-demo"})
    page = sam.get(begun.headers["location"])
    secret = key_on(page)
    assert password(cast.anyone(), "practitioner").headers["location"] == "/practice", (
        "it counted before its first code"
    )
    done = sam.post("/sign-in/set-up", data={**carried(page, "confirm-code"), "sign-in-code": shows(secret)})
    old = recovery_codes(done)
    assert sam.post("/sign-in/onward", data=carried(done, "onward")).headers["location"] == "/account"
    assert elsewhere.get("/practice").status_code == 303
    assert password(cast.anyone(), "practitioner").headers["location"].startswith("/sign-in/code")
    with time_machine.travel(clock.now() + LATER):
        new = sam.post("/account/code/recovery-codes", data={"code-again": shows(secret)})
        assert not set(recovery_codes(new)) & set(old)
        assert sam.post("/account/code/off", data={"code-off": old[0]}).status_code == 422
        assert sam.post("/account/code/off", data={"code-off": recovery_codes(new)[0]}).status_code == 303
        assert "Set it up" in said(sam.get("/account/code"))
        assert password(cast.anyone(), "practitioner").headers["location"] == "/practice"


def test_somebody_moves_to_another_phone_and_is_not_in_until_that_one_has_shown_a_code(service: Cast) -> None:
    sam = service.anyone()
    _, recovery = set_up(sam, "practitioner")
    assert sam.post("/account/code/off", data={"code-off": recovery[0]}).status_code == 303
    assert sam.get("/practice").headers["location"].startswith("/sign-in/set-up")
    page = sam.get("/sign-in/set-up")
    sam.post("/sign-in/set-up", data={**carried(page, "confirm-code"), "sign-in-code": shows(key_on(page))})
    assert sam.get("/practice").status_code == 200


def test_a_patient_finds_nothing_of_codes(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    assert "/account/code" not in rowan.get("/account").text
    for path in ("/account/code", "/sign-in/code", "/sign-in/set-up", "/sign-in/recovery-code"):
        assert rowan.get(path).status_code == 404


def test_somebody_suspended_between_password_and_code_does_not_get_in(service: Cast) -> None:
    client, secret, recovery = half_in(service)
    with service.house.database.transaction() as db:
        sam = db.get_one(Person, service.id("practitioner"))
        sam.suspended_at = clock.now()
        db.add(sam)
    with time_machine.travel(clock.now() + LATER):
        assert client.get("/sign-in/code").headers["location"].startswith("/sign-in?")
        assert client.post("/sign-in/code", data={"sign-in-code": shows(secret)}).status_code == 401
        assert client.post("/sign-in/recovery-code", data={"sign-in-code": recovery[0]}).status_code == 401
        assert password(service.anyone(), "practitioner").status_code == 422


def test_a_new_password_by_a_link_does_not_get_past_the_code(service: Cast) -> None:
    lead = service.anyone()
    set_up(lead, "lead")
    client, _, _ = half_in(service)
    link = link_on(lead.post(f"/service/team/people/{service.id('practitioner')}/new-password"))
    assert service.anyone().post(link, data=NEW).status_code == 303
    assert client.get("/sign-in/code").headers["location"].startswith("/sign-in?"), "half a login outlived its password"
    data = {"email": "practitioner@demo.example", "password": NEW["password"]}
    assert service.anyone().post("/sign-in", data=data).headers["location"].startswith("/sign-in/code")


def test_a_colleague_who_joins_sets_a_code_up_first(service: Cast) -> None:
    lead = service.anyone()
    set_up(lead, "lead")
    form = {"name": "Robin", "full_name": "Robin Ashe", "email": "robin@example.org", "role": "practitioner"}
    link = link_on(lead.post("/service/team/invite-staff", data=form))
    robin = service.anyone()
    assert robin.post(link, data=NEW).headers["location"] == "/practice"
    asked = robin.get("/practice")
    assert asked.headers["location"] == "/sign-in/set-up?next=/practice"
    page = robin.get(asked.headers["location"])
    robin.post("/sign-in/set-up", data={**carried(page, "confirm-code"), "sign-in-code": shows(key_on(page))})
    assert robin.get("/practice").status_code == 200


def test_the_square_carries_no_style_and_its_key_is_on_no_other_page(on_sqlite: Cast) -> None:
    client = on_sqlite.anyone()
    page = client.get(password(client, "practitioner").headers["location"])
    assert 'class="square"' in page.text
    assert "style=" not in page.text
    assert page.headers["cache-control"] == "no-store"
    secret = key_on(page)
    client.post("/sign-in/set-up", data={**carried(page, "confirm-code"), "sign-in-code": shows(secret)})
    for path in ("/account/code", "/account", "/sign-in/set-up", "/account/devices"):
        assert secret not in client.get(path, follow_redirects=True).text


def test_signing_in_as_somebody_else_ends_the_half_login(service: Cast) -> None:
    client, _, _ = half_in(service)
    token = client.cookies["alongside"]
    assert client.get("/sign-in").status_code == 200, "there is no way to begin again"
    assert password(client, "patient").headers["location"] == "/me"
    with service.house.database.transaction(writes=False) as db:
        assert signed_in(db, people.token_hash(token), at=clock.now()) is None


@pytest.mark.parametrize(("mode", "on", "asks"), [("live", False, True), ("test", False, False), ("demo", True, True)])
def test_a_live_service_always_asks_and_others_when_told(mode: str, on: bool, asks: bool) -> None:
    assert Settings.model_validate({"mode": mode, "second_factor": on}).asks_for_code is asks


def test_the_environment_can_ask_for_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALONGSIDE_MODE", "test")
    monkeypatch.setenv("ALONGSIDE_SECOND_FACTOR", "on")
    assert Settings().asks_for_code


def test_pages_of_half_a_login_offer_help(on_sqlite: Cast) -> None:
    client, _, _ = half_in(on_sqlite)
    page = client.get("/sign-in/code")
    assert re.search(r'href="/help-now"', page.text)
    assert client.get("/help-now").status_code == 200
