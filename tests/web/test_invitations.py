"""Inviting and accepting: the link is handed over once, looking is harmless, and one press makes one person."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text
from sqlmodel import col, select

from app import clock
from app.audit.tables import AuditEntry
from app.demo.cast import PASSWORD as DEMO
from app.people.tables import Person
from tests.cast import Cast
from tests.web.joining import NEW, PASSWORD, ROBIN, invite, link_in, link_on, mailed, said

STAFF = {"name": "Jo", "full_name": "Jo Lindqvist", "email": "jo@example.org", "role": "practitioner"}


def people(cast: Cast, email: str) -> int:
    with cast.house.database.transaction(writes=False) as db:
        return len(db.exec(select(Person).where(Person.email == email)).all())


def test_a_patient_invited_by_their_practitioner_joins_and_lands_on_their_own_plan(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    link = link_on(invite(sam))
    robin = cast.anyone()
    for _ in range(2):
        page = robin.get(link)
        assert page.status_code == 200
        assert "Sam invites you to Alongside" in said(page)
    assert people(cast, ROBIN["email"]) == 0, "looking changed something"
    joined = robin.post(link, data=NEW)
    assert joined.headers["location"] == "/me"
    today = robin.get("/me")
    assert "Hello, Robin" in said(today)
    assert "Understanding low mood" in said(today)
    assert "Robin Ashe" in said(sam.get("/practice"))


def test_the_page_says_who_sees_what_its_limits_and_that_nobody_watches(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    page = cast.anyone().get(link_on(invite(cast.signed_in("practitioner"))))
    for sentence in (
        "Sam reads what you share",
        "What you share stays inside the service, within limits.",
        "Not an emergency service",
        "Nobody watches Alongside day and night.",
        "robin@example.org" if 'value="robin@example.org"' in page.text else "the address is missing",
    ):
        assert sentence in said(page) or sentence in page.text
    assert 'href="/help-now"' in page.text


def test_accepting_twice_is_one_person(cast: Cast) -> None:
    link = link_on(invite(cast.signed_in("practitioner")))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: cast.anyone().post(link, data=NEW).status_code, range(4)))
    assert sorted(answers) == [303, 410, 410, 410]
    assert people(cast, ROBIN["email"]) == 1
    again = cast.anyone().get(link)
    assert again.status_code == 410
    assert "This invitation has been accepted" in said(again)
    assert 'href="/sign-in"' in again.text


def test_an_invitation_that_has_run_out_says_whom_to_ask(cast: Cast) -> None:
    link = link_on(invite(cast.signed_in("practitioner")))
    began = clock.now()
    with time_machine.travel(began + timedelta(days=6, hours=23)):
        assert cast.anyone().get(link).status_code == 200
    with time_machine.travel(began + timedelta(days=7, minutes=1)):
        assert cast.anyone().post(link, data=NEW).status_code == 410
        assert "Ask Sam for a new one" in said(cast.anyone().get(link))
    assert people(cast, ROBIN["email"]) == 0


def test_an_invitation_taken_back_no_longer_works_and_a_new_link_replaces_the_old(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    first = link_on(invite(sam))
    second = link_on(invite(sam))
    listed = sam.get("/practice/invite").text
    assert listed.count("Robin Ashe</b>") == 1
    row = listed.split('action="/practice/invitations/')[1].split("/")[0]
    third = link_on(sam.post(f"/practice/invitations/{row}/link"))
    for gone in (first, second):
        assert cast.anyone().get(gone).status_code == 410
    assert cast.anyone().get(third).status_code == 200
    row = sam.get("/practice/invite").text.split('action="/practice/invitations/')[1].split("/")[0]
    assert sam.post(f"/practice/invitations/{row}/withdraw").status_code == 303
    assert "no longer works" in said(cast.anyone().post(third, data=NEW))
    assert "Robin Ashe" not in sam.get("/practice/invite").text


@pytest.mark.parametrize("token", ["x", "x" * 43, "%00", "x" * 3000])
def test_a_link_nobody_made_gets_a_kind_page(cast_on_sqlite: Cast, token: str) -> None:
    for client in (cast_on_sqlite.anyone(), cast_on_sqlite.signed_in("patient")):
        for answer in (client.get(f"/invitation/{token}"), client.post(f"/invitation/{token}", data=NEW)):
            assert answer.status_code == 404
    assert "We don’t know this link" in said(cast_on_sqlite.anyone().get("/invitation/x"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"password": "short", "password-again": "short"}, "too short"),
        ({"password": PASSWORD, "password-again": "something else"}, "not the same"),
        ({"password": "robin ashe 1234", "password-again": "robin ashe 1234"}, "easy to guess"),
        ({}, "too short"),
    ],
)
def test_a_password_that_cannot_be_taken_says_why_and_leaves_the_link_good(
    cast_on_sqlite: Cast, typed: dict[str, str], words: str
) -> None:
    link = link_on(invite(cast_on_sqlite.signed_in("practitioner")))
    client = cast_on_sqlite.anyone()
    page = client.post(link, data=typed)
    assert page.status_code == 422
    assert words in said(page)
    assert 'type="password" value=""' in page.text
    assert not [value for value in typed.values() if f'"{value}"' in page.text]
    assert client.post(link, data=NEW).status_code == 303


def test_whoever_else_is_logged_in_here_is_told_and_logged_out(cast: Cast) -> None:
    link = link_on(invite(cast.signed_in("practitioner")))
    browser = cast.signed_in("other-patient")
    kits = browser.cookies["alongside"]
    assert "Kit is logged in on this device" in said(browser.get(link))
    assert browser.post(link, data=NEW).status_code == 303
    assert "Hello, Robin" in said(browser.get("/me"))
    kit = cast.anyone()
    kit.cookies.set("alongside", kits)
    assert kit.get("/me").status_code == 303


def test_a_lead_invites_a_colleague_who_then_works_here(cast: Cast) -> None:
    lead = cast.signed_in("lead")
    link = link_on(lead.post("/service/team/invite-staff", data=STAFF))
    assert "Practitioner" in said(lead.get("/service/team"))
    jo = cast.anyone()
    assert "You will see what the patients you support choose to share" in said(jo.get(link))
    assert jo.post(link, data=NEW).headers["location"] == "/practice"
    assert jo.get("/practice").status_code == 200


def test_a_lead_invites_a_patient_for_a_practitioner(cast: Cast) -> None:
    lead = cast.signed_in("lead")
    link = link_on(invite(lead, "/service/team/invite-patient", practitioner=str(cast.id("other-practitioner"))))
    assert "Patient, with Alex" in said(lead.get("/service/team"))
    robin = cast.anyone()
    assert robin.post(link, data=NEW).headers["location"] == "/me"
    assert "Robin Ashe" in said(cast.signed_in("other-practitioner").get("/practice"))
    assert "Robin Ashe" not in said(cast.signed_in("practitioner").get("/practice"))


def test_a_practitioner_cannot_invite_a_lead_or_for_a_colleague_whatever_the_form_says(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    assert sam.post("/service/team/invite-staff", data=STAFF).status_code == 404
    more = {"role": "service_lead", "practitioner": str(cast.id("other-practitioner"))}
    link = link_on(invite(sam, **more))
    robin = cast.anyone()
    assert robin.post(link, data=NEW).headers["location"] == "/me"
    assert "Robin Ashe" in said(sam.get("/practice"))


def test_a_practitioner_sees_and_changes_only_invitations_to_themselves(cast: Cast) -> None:
    sam, alex = cast.signed_in("practitioner"), cast.signed_in("other-practitioner")
    invite(sam)
    row = sam.get("/practice/invite").text.split('action="/practice/invitations/')[1].split("/")[0]
    assert "Robin" not in alex.get("/practice/invite").text
    for deed in ("link", "withdraw"):
        assert alex.post(f"/practice/invitations/{row}/{deed}").status_code == 404
    assert "Robin" in sam.get("/practice/invite").text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "patient@demo.example"}, "There is an account with this address already"),
        ({"email": "no address"}, "Enter an e-mail address"),
        ({"name": ""}, "Enter “What they like to be called”"),
        ({"full_name": "x" * 121}, "Use 120 characters or fewer"),
        ({"pathway": "no-such-pathway"}, "Choose a pathway"),
        ({"email": "a\x00b@example.org\r\nBcc: c@example.org"}, "Enter an e-mail address"),
    ],
)
def test_a_form_with_a_slip_comes_back_with_what_was_typed(cast: Cast, change: dict[str, str], words: str) -> None:
    page = invite(cast.signed_in("practitioner"), **change)
    assert page.status_code == 422
    assert words in said(page)
    assert 'value="Robin Ashe"' in page.text or "full_name" in change


def test_an_invitation_for_an_address_taken_meanwhile_points_to_logging_in(cast: Cast) -> None:
    link = link_on(invite(cast.signed_in("practitioner")))
    with cast.house.database.transaction() as db:
        person = db.get_one(Person, cast.id("callum"))
        person.email = ROBIN["email"]
        db.add(person)
    answer = cast.anyone().post(link, data=NEW)
    assert answer.status_code == 410
    assert "account with this address already" in said(answer)


def test_the_link_is_mailed_shown_once_and_kept_nowhere(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    link = link_on(invite(sam))
    [body] = mailed(cast, ROBIN["email"])
    assert link_in(body) == link
    token = link.rpartition("/")[2]
    assert token not in sam.get("/practice/invite").text
    with cast.house.database.transaction(writes=False) as db:
        for table in ("invitation", "audit_entry", "login", "person"):
            assert token not in str(db.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608


def test_what_was_done_is_in_the_audit(cast: Cast) -> None:
    link = link_on(invite(cast.signed_in("practitioner")))
    cast.anyone().post(link, data=NEW)
    with cast.house.database.transaction(writes=False) as db:
        rows = db.exec(select(AuditEntry).order_by(col(AuditEntry.at).desc()).limit(8)).all()
        robin = db.exec(select(Person).where(Person.email == ROBIN["email"])).one().id
    found = {(row.deed, row.actor_name): row.patient_id for row in rows}
    assert found["invited", "Sam"] is None
    for entry in (("invitation accepted", "Robin"), ("allocated", "Sam"), ("signed in", "Robin")):
        assert found[entry] == robin
    assert ("enrolled", "Alongside") in found


def test_the_demos_own_password_is_one_that_nobody_may_choose(cast_on_sqlite: Cast) -> None:
    link = link_on(invite(cast_on_sqlite.signed_in("practitioner")))
    answer = cast_on_sqlite.anyone().post(link, data={"password": DEMO, "password-again": DEMO})
    assert answer.status_code == 422
