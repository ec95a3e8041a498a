"""One's own account: another password, another address, and what stands between them and somebody at an open screen."""

import pytest

from app.demo.cast import PASSWORD as DEMO
from app.people.rules import ATTEMPTS_HERE
from tests.cast import Cast
from tests.web.joining import NEW, PASSWORD, invite, link_in, link_on, mailed, said

ROWAN = "patient@demo.example"


@pytest.mark.parametrize("key", ["patient", "practitioner", "lead", "ended-patient"])
def test_everybody_finds_their_account_at_the_foot_of_every_page(cast_on_sqlite: Cast, key: str) -> None:
    client = cast_on_sqlite.signed_in(key)
    home = client.get(client.get("/").headers["location"])
    assert 'href="/account"' in home.text
    assert f"You log in with {key}@demo.example" in said(client.get("/account"))


def test_a_new_password_needs_the_old_one_and_ends_the_other_logins_only(cast: Cast) -> None:
    here, elsewhere = cast.signed_in("patient"), cast.signed_in("patient")
    wrong = here.post("/account/password", data={**NEW, "password-now": "not this one"})
    assert wrong.status_code == 422
    assert "not the password you have now" in said(wrong)
    assert elsewhere.get("/me").status_code == 200
    done = here.post("/account/password", data={**NEW, "password-now": DEMO})
    assert done.headers["location"] == "/account?done=password"
    assert "Your password is changed" in said(here.get(done.headers["location"]))
    assert here.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 303
    for password, status in ((DEMO, 422), (PASSWORD, 303)):
        assert cast.anyone().post("/sign-in", data={"email": ROWAN, "password": password}).status_code == status


def test_guessing_the_password_at_an_open_screen_is_made_to_wait(cast_on_sqlite: Cast) -> None:
    client = cast_on_sqlite.signed_in("patient")
    for _ in range(ATTEMPTS_HERE):
        client.post("/account/password", data={**NEW, "password-now": "a guess"})
    page = client.post("/account/password", data={**NEW, "password-now": DEMO})
    assert page.status_code == 422
    assert "too many tries" in said(page)


@pytest.mark.parametrize(
    ("typed", "words"),
    [({"password": "short", "password-again": "short"}, "too short"), ({"password": PASSWORD}, "not the same")],
)
def test_a_password_that_cannot_be_taken_changes_nothing(
    cast_on_sqlite: Cast, typed: dict[str, str], words: str
) -> None:
    page = cast_on_sqlite.signed_in("patient").post("/account/password", data={**typed, "password-now": DEMO})
    assert words in said(page)
    assert not [value for value in (*typed.values(), DEMO) if f'"{value}"' in page.text]
    assert cast_on_sqlite.signed_in("patient").get("/me").status_code == 200


def test_a_new_address_counts_once_the_link_sent_to_it_is_used(cast: Cast) -> None:
    client = cast.signed_in("patient")
    asked = client.post("/account/email", data={"email": " New@Example.org ", "password-check": DEMO})
    assert asked.headers["location"] == "/account?done=email"
    [to_old] = mailed(cast, ROWAN)
    assert "another e-mail address" in to_old
    assert "tell the team" in to_old
    assert "Sam" not in to_old
    assert "http" not in to_old
    link = link_in(mailed(cast, "new@example.org")[0])
    browser = cast.anyone()
    for _ in range(2):
        assert "new@example.org" in said(browser.get(link))
    assert "You log in with patient@demo.example" in said(client.get("/account")), "looking changed something"
    assert browser.post(link).headers["location"] == "/email-changed"
    assert browser.post(link).status_code == 410
    for email, status in ((ROWAN, 422), ("new@example.org", 303)):
        assert browser.post("/sign-in", data={"email": email, "password": DEMO}).status_code == status


def test_asking_for_an_address_of_somebody_else_gets_the_same_answer_and_only_its_owner_is_told(cast: Cast) -> None:
    client = cast.signed_in("patient")
    answers = [
        client.post("/account/email", data={"email": email, "password-check": DEMO})
        for email in ("free@example.org", "other-patient@demo.example")
    ]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert "It has an account already" in mailed(cast, "other-patient@demo.example")[0]
    assert "http" not in mailed(cast, "other-patient@demo.example")[0]


def test_an_address_taken_meanwhile_is_said_clearly_and_nothing_changes(cast: Cast) -> None:
    client = cast.signed_in("patient")
    client.post("/account/email", data={"email": "robin@example.org", "password-check": DEMO})
    link = link_in(mailed(cast, "robin@example.org")[0])
    cast.anyone().post(link_on(invite(cast.signed_in("practitioner"))), data=NEW)
    answer = cast.anyone().post(link)
    assert answer.status_code == 410
    assert "This address is taken" in said(answer)
    assert "You log in with patient@demo.example" in said(client.get("/account"))


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("no address", DEMO, "Enter an e-mail address"),
        ("new@example.org", "wrong", "not the password you have now"),
        ("Patient@Demo.example", DEMO, "the address you have now"),
    ],
)
def test_a_slip_sends_nothing(cast_on_sqlite: Cast, email: str, password: str, words: str) -> None:
    client = cast_on_sqlite.signed_in("patient")
    page = client.post("/account/email", data={"email": email, "password-check": password})
    assert page.status_code == 422
    assert words in said(page)
    assert mailed(cast_on_sqlite, ROWAN) == []


def test_a_new_password_makes_an_address_change_that_somebody_else_began_void(cast: Cast) -> None:
    cast.signed_in("patient").post("/account/email", data={"email": "thief@example.org", "password-check": DEMO})
    link = link_in(mailed(cast, "thief@example.org")[0])
    cast.signed_in("patient").post("/account/password", data={**NEW, "password-now": DEMO})
    assert cast.anyone().post(link).status_code == 404


def test_after_logging_in_again_one_is_back_at_the_account_and_no_password_was_carried(cast_on_sqlite: Cast) -> None:
    client = cast_on_sqlite.anyone()
    assert client.get("/account").headers["location"] == "/sign-in?next=/account"
    data = {"email": ROWAN, "password": DEMO, "next": "/account"}
    assert client.post("/sign-in", data=data).headers["location"] == "/account"
    client.post("/sign-out")
    refused = client.post("/account/password", data={**NEW, "password-now": DEMO, "who": "somebody"})
    assert refused.status_code == 401
    assert PASSWORD not in refused.text
    assert DEMO not in refused.text
