"""Getting back in: the same answer for every address, a link that works once, and nothing of it in the log."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
import time_machine
from sqlalchemy import event, text
from sqlmodel import select

from app import clock
from app.audit.rules import SYSTEM
from app.audit.tables import AuditEntry
from app.demo.cast import PASSWORD as DEMO
from app.people import actions as people
from app.people import queries
from app.people.tables import LinkRequest, OneTimeLink, Person
from app.settings import Settings
from tests.cast import Cast
from tests.servers import Server
from tests.web.joining import NEW, PASSWORD, invite, link_in, link_on, mailed, said

ROWAN = "patient@demo.example"


def ask(cast: Cast, email: str) -> str:
    answer = cast.anyone().post("/forgotten-password", data={"email": email})
    assert answer.status_code == 200
    return answer.text


def a_link(cast: Cast) -> str:
    ask(cast, ROWAN)
    return link_in(mailed(cast, ROWAN)[0])


def log_in(cast: Cast, password: str, email: str = ROWAN) -> int:
    return cast.anyone().post("/sign-in", data={"email": email, "password": password}).status_code


def test_known_unknown_and_deactivated_addresses_get_the_same_answer_to_the_byte(cast: Cast) -> None:
    with cast.house.database.transaction() as db:
        people.deactivate(db, queries.person(db, cast.id("callum")), by=SYSTEM, at=clock.now())
    known, unknown, left = (ask(cast, email) for email in (ROWAN, "nobody@example.org", "callum@demo.example"))
    assert known == unknown == left
    assert mailed(cast, "nobody@example.org") == mailed(cast, "callum@demo.example") == []
    assert len(mailed(cast, ROWAN)) == 1


def test_known_and_unknown_addresses_cost_the_database_the_same(cast: Cast) -> None:
    counted: list[str] = []
    event.listen(cast.house.database.engine, "before_cursor_execute", lambda _c, _u, said_, *_: counted.append(said_))

    def statements(email: str) -> list[str]:
        counted.clear()
        ask(cast, email)
        words = [re.split(r"\s", one.strip())[0] for one in counted]
        return ["the end of the attempt" if one in {"RELEASE", "ROLLBACK"} else one for one in words]

    assert statements(ROWAN) == statements("nobody@example.org")


def test_an_unknown_address_leaves_nothing_behind_but_its_count(cast: Cast) -> None:
    ask(cast, "nobody@example.org")
    with cast.house.database.transaction(writes=False) as db:
        assert len(db.exec(select(LinkRequest)).all()) == 1
        assert db.exec(select(OneTimeLink)).all() == []
        assert "nobody@example.org" not in str(db.execute(text("SELECT * FROM audit_entry")).all())


def test_a_new_password_ends_every_login_and_the_old_one_no_longer_works(cast: Cast) -> None:
    elsewhere = cast.signed_in("patient")
    link = a_link(cast)
    browser = cast.anyone()
    assert browser.get(link).status_code == browser.get(link).status_code == 200
    assert elsewhere.get("/me").status_code == 200, "looking changed something"
    done = browser.post(link, data=NEW)
    assert done.headers["location"] == "/password-changed"
    assert elsewhere.get("/me").status_code == 303
    assert (log_in(cast, DEMO), log_in(cast, PASSWORD)) == (422, 303)
    for again in (browser.get(link), browser.post(link, data=NEW)):
        assert again.status_code == 410


def test_a_link_is_good_for_half_an_hour(cast: Cast) -> None:
    link = a_link(cast)
    began = clock.now()
    with time_machine.travel(began + timedelta(minutes=29)):
        assert cast.anyone().get(link).status_code == 200
    with time_machine.travel(began + timedelta(minutes=31)):
        assert cast.anyone().post(link, data=NEW).status_code == 410
        assert "This link has run out" in said(cast.anyone().get(link))
    assert log_in(cast, DEMO) == 303


def test_a_link_of_one_purpose_opens_no_other_page(cast: Cast) -> None:
    password = a_link(cast).rpartition("/")[2]
    invitation = link_on(invite(cast.signed_in("practitioner"))).rpartition("/")[2]
    for where, token in (("invitation", password), ("confirm-email", password), ("new-password", invitation)):
        assert cast.anyone().get(f"/{where}/{token}").status_code == 404
        assert cast.anyone().post(f"/{where}/{token}", data=NEW).status_code == 404


def test_asking_too_often_is_said_alike_for_known_and_unknown_addresses(cast: Cast) -> None:
    answers = []
    for email in (ROWAN, "nobody@example.org"):
        for _ in range(3):
            ask(cast, email)
        answers.append(cast.anyone().post("/forgotten-password", data={"email": email}))
    assert [one.status_code for one in answers] == [429, 429]
    assert answers[0].text.replace(ROWAN, "") == answers[1].text.replace("nobody@example.org", "")


@pytest.mark.parametrize("email", ["", "nothing", "a@b", "a\x00@example.org\r\nBcc: x@example.org", "x" * 5000])
def test_what_is_no_address_is_said_so(cast: Cast, email: str) -> None:
    answer = cast.anyone().post("/forgotten-password", data={"email": email})
    assert answer.status_code == 422
    assert "Enter an e-mail address" in said(answer)


def test_a_live_service_without_mail_says_whom_to_ask_and_reveals_nobody(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    live = Settings.model_validate({**cast.house.settings.model_dump(), "mode": "live"})
    object.__setattr__(cast.house, "settings", live)
    page = cast.anyone().get("/forgotten-password")
    assert "Ask your practitioner or your service lead" in said(page)
    assert 'id="forgotten-password"' not in page.text
    for email in (ROWAN, "nobody@example.org"):
        assert cast.anyone().post("/forgotten-password", data={"email": email}).text == page.text
    assert mailed(cast, ROWAN) == []


def test_a_practitioner_makes_a_link_for_their_patient_on_the_telephone_and_for_nobody_elses(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    rowan, kit = cast.id("patient"), cast.id("other-patient")
    assert f'action="/practice/patients/{rowan}/new-password"' in sam.get(f"/practice/patients/{rowan}").text
    link = link_on(sam.post(f"/practice/patients/{rowan}/new-password"))
    [body] = mailed(cast, ROWAN)
    assert link_in(body) == link
    assert "Sam" not in body
    assert sam.post(f"/practice/patients/{kit}/new-password").status_code == 404
    assert cast.anyone().post(link, data=NEW).status_code == 303
    assert log_in(cast, PASSWORD) == 303
    with cast.house.database.transaction(writes=False) as db:
        made = db.exec(select(AuditEntry).where(AuditEntry.deed == "link for a new password made")).all()
    assert [(row.actor_name, row.patient_id) for row in made] == [("Sam", rowan)]


def test_a_lead_makes_a_link_for_a_colleague_and_not_for_a_patient(cast: Cast) -> None:
    lead = cast.signed_in("lead")
    link = link_on(lead.post(f"/service/team/people/{cast.id('practitioner')}/new-password"))
    assert cast.anyone().post(link, data=NEW).status_code == 303
    assert log_in(cast, PASSWORD, "practitioner@demo.example") == 303
    assert lead.post(f"/service/team/people/{cast.id('patient')}/new-password").status_code == 404


def test_a_link_in_a_mail_never_goes_where_a_request_says_it_came_from(cast_on_sqlite: Cast) -> None:
    forged = {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example", "host": "evil.example"}
    cast_on_sqlite.anyone().post("/forgotten-password", data={"email": ROWAN}, headers=forged)
    assert "evil.example" not in "".join(mailed(cast_on_sqlite, ROWAN))
    assert mailed(cast_on_sqlite, ROWAN)


def test_no_link_and_no_password_reaches_the_log(sqlite_url: str, tmp_path: Path) -> None:
    """A real server at its most talkative: the log names routes, never addresses."""
    with Server(sqlite_url, tmp_path, ALONGSIDE_MODE="demo") as server:
        for where in ("invitation", "new-password", "confirm-email"):
            for data in (None, urlencode({"password": "canary-password", "password-again": "x"}).encode()):
                request = Request(f"{server.base}/{where}/canary-token-of-a-link", data, {"origin": server.base})
                with pytest.raises(OSError, match="404"):
                    urlopen(request, timeout=5)
        asked = Request(f"{server.base}/forgotten-password", b"email=canary%40example.org", {"origin": server.base})
        urlopen(asked, timeout=5).close()
        log = server.log
    assert "/invitation/{token}" in log, "the log is empty, so this shows nothing"
    assert "canary" not in log


def test_somebody_shut_out_for_now_gets_the_same_answer_and_no_link(cast: Cast) -> None:
    client = cast.anyone()
    unknown = client.post("/forgotten-password", data={"email": "nobody@example.org"})
    with cast.house.database.transaction() as db:
        rowan = db.get_one(Person, cast.id("patient"))
        rowan.suspended_at = clock.now()
        db.add(rowan)
    assert client.post("/forgotten-password", data={"email": ROWAN}).text == unknown.text
    assert mailed(cast, ROWAN) == []
