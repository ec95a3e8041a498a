"""Who has looked at my record: everybody else's looks, in plain words, and nothing that is not mine to read."""

import re
from datetime import timedelta
from uuid import UUID

from sqlalchemy import event

from app import clock
from app.audit import actions as audit
from app.audit.rules import SYSTEM, Actor, Deed
from app.people import absence
from app.rendering import local
from app.web.patient.who_looked import A_PAGE, LOOKS
from tests.cast import Cast
from tests.web.joining import said

HERE = "/me/who-looked"


def note(cast: Cast, deed: Deed, by: Actor, patient: UUID, *, days: int = 0, subject: str = "", times: int = 1) -> None:
    with cast.house.database.transaction() as db:
        for n in range(times):
            at = clock.now() - timedelta(days=days, seconds=n)
            audit.record(db, deed, by=by, at=at, patient=patient, subject=subject)


def test_each_look_stands_there_with_its_name_role_words_and_time(cast: Cast) -> None:
    rowan, sam, patient = cast.signed_in("patient"), cast.signed_in("practitioner"), cast.id("patient")
    assert said(rowan.get(HERE)).count("Looked at your plan and your card") == 0
    for more in ("", "/brief", "/plan"):
        assert sam.get(f"/practice/patients/{patient}{more}").status_code == 200
    page = said(rowan.get(HERE))
    for words in ("Read what you share", "Read the session brief", "Looked at your plan and your card"):
        assert words in page
    assert re.search(r"Sam · Practitioner Looked at your plan and your card \d\d:\d\d", page)


def test_every_kind_of_look_has_words_and_a_leads_look_is_there_too(cast: Cast) -> None:
    priya = Actor(cast.id("lead"), "Priya", "service_lead")
    for deed in LOOKS:
        note(cast, deed, priya, cast.id("other-patient"))
    page = said(cast.signed_in("other-patient").get(HERE))
    assert page.count("Priya · Service lead") == len(LOOKS)
    assert "standing in for your practitioner" in page


def test_own_deeds_anothers_looks_and_the_programmes_are_left_out(cast: Cast) -> None:
    kit, rowan = cast.id("other-patient"), cast.id("patient")
    canary = Actor(cast.id("lead"), "Canary", "service_lead")
    note(cast, Deed.PLAN_CHANGED, Actor(kit, "Kit-myself", "patient"), kit)
    note(cast, Deed.PLAN_CHANGED, SYSTEM, kit)
    note(cast, Deed.READ_PATIENT, canary, rowan)
    note(cast, Deed.SIGNED_IN, canary, kit)
    page = said(cast.signed_in("other-patient").get(HERE))
    assert "Kit-myself" not in page
    assert "Canary" not in page
    assert "Changed your plan" not in page


def test_a_look_of_somebody_who_stands_in_says_so(cast: Cast) -> None:
    alex, at, rowan = cast.id("other-practitioner"), clock.now(), cast.id("patient")
    today = local(at).date()
    with cast.house.database.transaction() as db:
        by = Actor(cast.id("lead"), "Priya", "service_lead")
        absence.note_leave(db, cast.id("practitioner"), today, today + timedelta(days=1), alex, by=by, at=at)
    assert cast.signed_in("other-practitioner").get(f"/practice/patients/{rowan}/brief").status_code == 200
    page = said(cast.signed_in("patient").get(HERE))
    assert "Alex · Practitioner Read what you share, standing in for your practitioner" in page


def test_it_is_paged_by_link_newest_first_in_as_many_queries_however_long(cast: Cast) -> None:
    kit, priya = cast.id("other-patient"), Actor(cast.id("lead"), "Priya", "service_lead")
    client, asked = cast.signed_in("other-patient"), []
    before = said(client.get(HERE)).count("· Practitioner")
    event.listen(cast.house.database.engine, "before_cursor_execute", lambda _c, _u, one, *_: asked.append(one))
    client.get(HERE)
    few = len(asked)
    note(cast, Deed.READ_PATIENT, priya, kit, times=A_PAGE)
    note(cast, Deed.READ_PATIENT, Actor(cast.id("lead"), "Oldest", "service_lead"), kit, days=700)
    asked.clear()
    first = client.get(HERE)
    assert len(asked) == few
    assert said(first).count("· Service lead") == A_PAGE
    assert "Oldest" not in said(first)
    assert "Newer" not in said(first)
    assert f"{HERE}?page_number=2" in first.text
    second = client.get(f"{HERE}?page_number=2")
    assert "Oldest" in said(second)
    assert said(second).count("· Practitioner") == before
    assert f'href="{HERE}"' in second.text
    assert "Older" not in said(second).replace("Oldest", "")


def test_a_strange_page_number_is_the_first_page_or_an_empty_one(cast_on_sqlite: Cast) -> None:
    client = cast_on_sqlite.signed_in("patient")
    for number in ("0", "-1", "", "x", "9" * 50, "²", "%00", "9999"):
        assert client.get(f"{HERE}?page_number={number}").status_code == 200, number


def test_no_internal_id_and_no_place_stands_on_the_page(cast_on_sqlite: Cast) -> None:
    sam = cast_on_sqlite.signed_in("practitioner")
    sam.get(f"/practice/patients/{cast_on_sqlite.id('patient')}")
    page = cast_on_sqlite.signed_in("patient").get(HERE).text
    main = page[page.index("<main") : page.index("</main>")]
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", main)
    assert "one-hard-moment" not in main
    assert "What is listed, and what is not" in main
    assert "call your service" in main
