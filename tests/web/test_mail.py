"""The lead's page of mail: what could not be sent, what can be done about it, and no live link in a live service."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app import clock
from app.audit.tables import AuditEntry
from app.database import Database
from app.notices import actions as notices
from app.notices import queries, rules
from app.notices.rules import About
from app.notices.tables import Notice
from app.settings import Settings
from tests.cast import Cast
from tests.notices.postbox import Postbox, listening
from tests.servers import Server
from tests.web.joining import ROBIN, invite, link_in, link_on, mailed, said

MAIL = "/service/mail"
NOWHERE = "smtp://127.0.0.1:1"


def change(cast: Cast, **settings: object) -> None:
    changed = Settings.model_validate({**cast.house.settings.model_dump(), **settings})
    object.__setattr__(cast.house, "settings", changed)


def put(cast: Cast, kind: About, to: str, body: str, *, at: datetime, failed: str | None = "refused") -> None:
    with cast.house.database.transaction() as db:
        notices.put(db, kind, to, body, at=at, until=at + timedelta(days=1))
        found = db.exec(select(Notice).order_by(col(Notice.created_at).desc(), col(Notice.to_address))).all()
        notice = next(one for one in found if one.to_address == to and one.kind == kind.value)
        if failed:
            notice.failed, notice.body = failed, ""
            db.add(notice)


def forget_all(cast: Cast) -> None:
    with cast.house.database.transaction() as db:
        for notice in db.exec(select(Notice)):
            db.delete(notice)


@pytest.fixture
def quiet(cast: Cast) -> Cast:
    """The cast, with nothing in the outbox."""
    forget_all(cast)
    return cast


def press(client: TestClient, what: str) -> int:
    """Presses the first button of this kind on the page of mail."""
    page = client.get(MAIL).text
    action = page.split(f'/{what}" id="')[0].rsplit('action="', 1)[1] + f"/{what}"
    return client.post(action).status_code


def test_the_mail_of_the_demo_can_be_read_by_its_lead_and_in_a_live_service_by_nobody(cast: Cast) -> None:
    link = link_on(invite(cast.signed_in("practitioner")))
    lead = cast.signed_in("lead")
    page = lead.get(MAIL).text
    assert link in page
    assert "robin@example.org" in page
    assert cast.signed_in("practitioner").get(MAIL).status_code == 404
    change(cast, mode="live", smtp_url=NOWHERE)
    page = lead.get(MAIL).text
    assert "could not be sent" in page.lower()
    for secret in (link, "robin@example.org", "All mail of this demo"):
        assert secret not in page


def test_a_dead_letter_says_what_to_whom_by_name_and_why(quiet: Cast) -> None:
    invite(quiet.signed_in("practitioner"))
    with quiet.house.database.transaction() as db:
        [notice] = db.exec(select(Notice))
        notice.failed, notice.body = "refused", ""
        db.add(notice)
    lead = quiet.signed_in("lead")
    change(quiet, mode="live", smtp_url=NOWHERE)
    page = said(lead.get(MAIL))
    for words in ("An invitation", "Robin Ashe", "The mail server does not take mail for this address."):
        assert words in page
    assert ROBIN["email"] not in page
    assert "1 mail could not be sent." in said(lead.get("/service"))


def test_an_invitation_tried_again_is_a_new_link_and_the_old_one_is_dead(quiet: Cast) -> None:
    old = link_on(invite(quiet.signed_in("practitioner")))
    with quiet.house.database.transaction() as db:
        [notice] = db.exec(select(Notice))
        notice.failed, notice.body = "unreachable", ""
        db.add(notice)
    lead = quiet.signed_in("lead")
    assert press(lead, "again") == 303
    new = link_in(mailed(quiet, ROBIN["email"])[0])
    assert new != old
    assert quiet.anyone().get(new).status_code == 200
    assert quiet.anyone().get(old).status_code == 410
    assert "Everything could be sent." in said(lead.get(MAIL))
    assert "could not be sent." not in said(lead.get("/service"))


@pytest.mark.parametrize("kind", [About.PASSWORD, About.EMAIL_MOVING, About.EMAIL_TAKEN])
def test_others_are_made_anew_while_they_are_of_use(quiet: Cast, kind: About) -> None:
    put(quiet, kind, "patient@demo.example", "-", at=clock.now())
    lead = quiet.signed_in("lead")
    assert "Rowan Hale" in said(lead.get(MAIL))
    assert press(lead, "again") == 303
    [new] = [body for body in mailed(quiet, "patient@demo.example") if body]
    assert new.startswith("Hello")
    with quiet.house.database.transaction(writes=False) as db:
        assert db.exec(select(AuditEntry).where(AuditEntry.deed == "mail that was given up, tried again")).one()


@pytest.mark.parametrize(("kind", "days"), [(About.PASSWORD, 2), (About.EMAIL, 0), (About.MESSAGE_WAITS, 0)])
def test_what_is_of_no_use_any_more_is_not_offered_again(quiet: Cast, kind: About, days: int) -> None:
    put(quiet, kind, "patient@demo.example", "-", at=clock.now() - timedelta(days=days))
    lead = quiet.signed_in("lead")
    page = said(lead.get(MAIL))
    assert "Try again" not in page
    assert press(lead, "dealt-with") == 303
    assert "Everything could be sent." in said(lead.get(MAIL))


def test_pressing_twice_makes_one_mail_and_is_no_mishap(quiet: Cast) -> None:
    put(quiet, About.PASSWORD, "patient@demo.example", "-", at=clock.now())
    lead = quiet.signed_in("lead")
    page = lead.get(MAIL).text
    action = page.split('/again" id="')[0].rsplit('action="', 1)[1] + "/again"
    assert [lead.post(action).status_code for _ in range(2)] == [303, 303]
    assert len([body for body in mailed(quiet, "patient@demo.example") if body]) == 1


def test_a_reminder_that_was_missed_alarms_nobody(quiet: Cast) -> None:
    put(quiet, About.MESSAGE_WAITS, "patient@demo.example", "-", at=clock.now(), failed="uncertain")
    assert "could not be sent." not in said(quiet.signed_in("lead").get("/service"))


# Whether anything looks after the mail ------------------------------------------------------------------------------


def beat(cast: Cast, at: datetime) -> None:
    with cast.house.database.transaction() as db:
        notices.beat(db, queries.WORKER, at=at)


@pytest.mark.parametrize(("who", "page"), [("practitioner", "/practice"), ("lead", "/service")])
def test_staff_see_that_mail_stands_still_and_since_when(cast_on_sqlite: Cast, who: str, page: str) -> None:
    cast, line = cast_on_sqlite, "Mail is not going out"
    with time_machine.travel(datetime.fromisoformat("2026-06-02T14:03:00+01:00"), tick=False) as travel:
        client = cast.signed_in(who)
        assert line not in said(client.get(page)), "a service without a mail server says nothing of it"
        change(cast, smtp_url=NOWHERE)
        assert "nothing has looked after it yet" in said(client.get(page))
        beat(cast, clock.now())
        travel.shift(timedelta(minutes=10))
        assert line not in said(client.get(page))
        travel.shift(timedelta(minutes=1))
        assert "nothing has looked after it since 14:03." in said(client.get(page))
        beat(cast, clock.now())
        assert line not in said(client.get(page))


def test_a_mail_server_that_hangs_does_not_hold_up_a_page(quiet: Cast) -> None:
    box = Postbox()
    box.waits = 30
    with listening(box) as place:
        change(quiet, smtp_url=f"smtp://{place}")
        sam = quiet.signed_in("practitioner")
        began = time.monotonic()
        link_on(invite(sam))
        assert time.monotonic() - began < 3
    assert not box.letters
    assert mailed(quiet, ROBIN["email"])


# The worker in the demo's own process -------------------------------------------------------------------------------


@pytest.fixture
def box() -> Iterator[tuple[Postbox, str]]:
    found = Postbox()
    with listening(found) as place:
        yield found, f"smtp://{place}"


def test_the_demo_sends_its_own_mail(sqlite_url: str, tmp_path: Path, box: tuple[Postbox, str]) -> None:
    database = Database(sqlite_url)
    at = clock.now()
    with database.transaction() as db:
        _only(db, at)
    with Server(sqlite_url, tmp_path, ALONGSIDE_MODE="demo", ALONGSIDE_SMTP_URL=box[1]):
        limit = time.monotonic() + 20
        while not box[0].letters and time.monotonic() < limit:
            time.sleep(0.05)
    assert [letter["To"] for letter in box[0].letters] == ["somebody@example.org"]
    with database.transaction(writes=False) as db:
        came_by = queries.outbox(db, at=at).came_by
    database.close()
    assert came_by is not None
    assert came_by >= at


def _only(db: Session, at: datetime) -> None:
    for notice in db.exec(select(Notice)):
        db.delete(notice)
    notices.put(
        db, About.EMAIL_TAKEN, "somebody@example.org", rules.address_taken(), at=at, until=at + timedelta(days=1)
    )
