"""Me: the card and who reads it, the switches, and what the programme then leaves unsaid."""

import html
import re

import pytest
from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from app import clock
from app.audit.rules import Actor
from app.audit.tables import AuditEntry
from app.people import absence, actions, preferences
from app.people.preferences import Chosen
from app.rendering import local
from tests.cast import MODULE, Cast, fill_in
from tests.web.joining import said

HERE = "/me/settings"
SAM_SEES = "Sam sees this card, and so does anyone who stands in"
_VERSION = re.compile(r'name="version" value="(\d+)"')


def card(client: TestClient, **words: str) -> dict[str, str]:
    """The form of the card as it stands on the page now, with these words typed over it."""
    page = client.get(HERE).text
    version = _VERSION.search(page)
    assert version
    boxes = dict(re.findall(r'<input class="inp--p" id="(name|pronouns)" [^>]*value="([^"]*)"', page))
    areas = dict(re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n([^<]*)</textarea>', page))
    found = {"version": version[1], "support_style": "usual", **boxes, **areas, **words}
    return {name: html.unescape(text) for name, text in found.items()}


def save(client: TestClient, **words: str) -> Response:
    return client.post(HERE, data=card(client, **words))


def chosen(cast: Cast, key: str) -> Chosen:
    with cast.house.database.transaction(writes=False) as db:
        return preferences.chosen(db, cast.id(key))


def test_the_card_says_who_reads_it_and_each_of_them_does_wherever_they_prepare(cast: Cast) -> None:
    kit, alex = cast.signed_in("other-patient"), cast.signed_in("other-practitioner")
    assert "Alex sees this card, and so does anyone who stands in for them" in said(kit.get(HERE))
    answer = save(kit, pronouns="she/her", helps="canary-helps <b>", avoid_words="chin up")
    assert answer.headers["location"] == f"{HERE}?saved=card"
    assert "Your card is saved. Alex reads it as it is now." in said(kit.get(answer.headers["location"]))
    for more in ("", "/brief", "/plan"):
        page = alex.get(f"/practice/patients/{cast.id('other-patient')}{more}")
        assert "canary-helps &lt;b&gt;" in page.text, more
        assert "“chin up”" in page.text


def test_nobody_else_reads_a_card_and_a_lead_nowhere(cast_on_sqlite: Cast) -> None:
    kit = cast_on_sqlite.signed_in("other-patient")
    save(kit, helps="canary-helps", avoid="canary-avoid", pronouns="canary-pronouns")
    lead = cast_on_sqlite.signed_in("lead")
    pages = ("/service", "/service/team", "/service/mail", "/service/pathways")
    assert not [path for path in pages if "canary" in lead.get(path).text]
    for key in ("practitioner", "lead", "patient"):
        answer = cast_on_sqlite.signed_in(key).get(f"/practice/patients/{cast_on_sqlite.id('other-patient')}/brief")
        assert answer.status_code == 404
    assert "canary" not in cast_on_sqlite.signed_in("practitioner").get("/practice").text
    with cast_on_sqlite.house.database.transaction(writes=False) as db:
        assert not [row for row in db.exec(select(AuditEntry)) if "canary" in row.subject]


def test_the_name_on_the_card_is_the_name_on_every_page(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    save(rowan, name="  Ro  ")
    assert "Hello, Ro " in said(rowan.get("/me")) + " "
    assert "Ro Rowan Hale" in said(cast.signed_in("practitioner").get("/practice"))


def test_two_windows_keep_both_cards_and_the_second_can_still_be_saved(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    first, second = card(rowan, helps="from the first window"), card(rowan, helps="from the second window")
    assert rowan.post(HERE, data=first).status_code == 303
    both = rowan.post(HERE, data=second)
    assert both.status_code == 409
    assert "also changed in another window" in said(both)
    assert "from the first window" in both.text
    assert "from the second window" in both.text
    assert chosen(cast, "patient").card.helps == "from the first window"
    version = _VERSION.search(both.text)
    assert version
    assert rowan.post(HERE, data={**second, "version": version[1]}).status_code == 303
    assert chosen(cast, "patient").card.helps == "from the second window"


def test_the_same_form_sent_twice_is_one_card(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    form = card(rowan, helps="once")
    assert [rowan.post(HERE, data=form).status_code for _ in range(2)] == [303, 303]
    assert chosen(cast_on_sqlite, "patient").version == int(form["version"]) + 1


def test_words_over_an_ended_login_come_back_to_their_writer(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    form = card(rowan, helps="typed after the end") | {"who": str(cast_on_sqlite.id("patient"))}
    rowan.post("/sign-out")
    refused = rowan.post(HERE, data=form)
    assert refused.status_code == 401
    kept = re.search(r'name="kept" value="([^"]+)"', refused.text)
    assert kept
    sign_in = {"email": "patient@demo.example", "password": "alongside-demo", "next": HERE, "kept": kept[1]}
    assert "typed after the end" in rowan.post("/sign-in", data=sign_in).text
    assert rowan.post(HERE, data=form).status_code == 303
    assert chosen(cast_on_sqlite, "patient").card.helps == "typed after the end"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"name": " "}, "Write the name you like to be called."),
        ({"name": "\0"}, "Write the name you like to be called."),
        ({"name": "x" * 61}, "Use 60 characters or fewer."),
        ({"pronouns": "‮" * 61}, "Use 60 characters or fewer."),
        ({"helps": "🙂" * 501}, "Use 500 characters or fewer."),
        ({"avoid": "y" * 200_000}, "Use 500 characters or fewer."),
        ({"avoid_words": "\n".join("abcdefghijklmnopqrstu")}, "Write 20 lines or fewer."),
        ({"avoid_words": "z" * 61}, "Use 60 characters or fewer in each line."),
        ({"avoid_words": "fine\n!!!"}, "Write a word or more in each line."),
        ({"support_style": "'; DROP TABLE person"}, "Choose one of these."),
        ({"support_style": ""}, "Choose one of these."),
    ],
)
def test_a_card_that_cannot_be_kept_says_why_and_keeps_what_was_typed(
    cast_on_sqlite: Cast, words: dict[str, str], problem: str
) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    before = chosen(cast_on_sqlite, "patient")
    page = save(rowan, contact="kept as it was typed", **words)
    assert page.status_code == 422
    assert problem in said(page)
    assert "kept as it was typed" in page.text
    typed = next(iter(words.values())).replace("\0", "").strip()
    assert "DROP" in typed or html.escape(typed, quote=False) in page.text
    assert chosen(cast_on_sqlite, "patient") == before


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "שלום ‏עולם", "👩🏽‍🦽 ok", "a\0b", "{{ 7 * 7 }} %(name)s"]
)
def test_any_text_is_kept_and_shown_as_text(cast: Cast, text: str) -> None:
    kit = cast.signed_in("other-patient")
    assert save(kit, name=text, helps=text, avoid_words=text).status_code == 303
    kept = text.replace("\0", "")
    assert chosen(cast, "other-patient").card.helps == kept
    page = cast.signed_in("other-practitioner").get(f"/practice/patients/{cast.id('other-patient')}")
    assert page.status_code == 200
    assert html.escape(kept) in page.text.replace("&#34;", "&quot;")
    assert "<script>alert" not in page.text


def test_more_than_any_form_can_hold_is_refused_with_words_and_changes_nothing(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    before = chosen(cast_on_sqlite, "patient")
    page = save(rowan, helps="x" * 400_000)
    assert page.status_code == 413
    assert "more than we can take at once" in said(page)
    assert save(rowan, helps="x" * 10**6).status_code == 413
    assert chosen(cast_on_sqlite, "patient") == before


def test_a_garbled_version_overwrites_nothing(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    for version in ("", "0", "-1", "9" * 400, "one"):
        assert rowan.post(HERE, data=card(rowan, helps="other") | {"version": version}).status_code == 409


def test_nobody_saves_for_somebody_else(cast_on_sqlite: Cast) -> None:
    kit, rowan = cast_on_sqlite.signed_in("other-patient"), cast_on_sqlite.id("patient")
    before = chosen(cast_on_sqlite, "patient")
    data = card(kit, helps="not mine") | {"patient_id": str(rowan), "patient": str(rowan), "id": str(rowan)}
    assert kit.post(HERE, data=data).status_code == 303
    assert kit.post(HERE, data=data | {"who": str(rowan)}).status_code == 409
    assert chosen(cast_on_sqlite, "patient") == before


DAYS = {"day.1": "yes", "day.5": "yes"}
TIMES = {"quiet_from": "21:30", "quiet_until": "08:00"}


def test_reminders_are_off_until_chosen_and_then_keep_to_the_days_and_hours(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    page = said(rowan.get(HERE))
    assert "You have something new on Alongside." in page
    assert "It can be seen on a locked phone." in page
    assert not chosen(cast, "patient").reminders.on
    answer = rowan.post(f"{HERE}/reminders", data={"reminders": "yes", **DAYS, **TIMES})
    assert answer.headers["location"] == f"{HERE}?saved=reminders"
    found = chosen(cast, "patient").reminders
    assert (found.on, found.days, str(found.quiet_from), str(found.quiet_until)) == (True, "15", "21:30:00", "08:00:00")
    assert "On: Monday and Friday" in said(rowan.get(HERE))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"reminders": "always"}, "Choose yes or no."),
        ({"reminders": "yes", "day.1": "", "day.5": "no"}, "Choose at least one day."),
        ({"quiet_from": "soon"}, "Write a time, like 20:00."),
        ({"quiet_until": "99" * 5_000}, "Write a time, like 20:00."),
        ({"quiet_until": "21:30"}, "not the same as the first"),
        ({"quiet_from": "\0"}, "Write a time, like 20:00."),
    ],
)
def test_reminders_that_cannot_be_kept_say_why(cast_on_sqlite: Cast, change: dict[str, str], problem: str) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    page = rowan.post(f"{HERE}/reminders", data={"reminders": "yes", **DAYS, **TIMES, **change})
    assert page.status_code == 422
    assert problem in said(page)
    assert not chosen(cast_on_sqlite, "patient").reminders.on


def test_a_read_receipt_is_off_unless_chosen(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    assert "Not shown to Sam" in said(rowan.get(HERE))
    assert rowan.post(f"{HERE}/receipts", data={"receipts": "on"}).status_code == 422
    assert not chosen(cast, "patient").receipts
    rowan.post(f"{HERE}/receipts", data={"receipts": "yes"})
    assert chosen(cast, "patient").receipts
    assert "Shown to Sam" in said(rowan.get(HERE))


def test_a_look_counts_on_every_page_of_theirs_and_on_nobody_elses(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    look = re.compile(r"<html [^>]*>")
    plain = look.search(rowan.get("/me").text)
    assert plain
    assert "data-" not in plain[0]
    rowan.post(f"{HERE}/display", data={"text_size": "largest", "theme": "dark"})
    for path in ("/me", "/me/plan", HERE, MODULE, f"{MODULE}/steps/one-hard-moment", "/account"):
        found = look.search(rowan.get(path).text)
        assert found
        assert 'data-theme="dark" data-text="largest"' in found[0], path
    for key in ("other-patient", "practitioner"):
        client = cast.signed_in(key)
        assert "data-theme" not in client.get(client.get("/").headers["location"]).text


@pytest.mark.parametrize("change", [{"text_size": "huge"}, {"theme": "<dark>"}, {"theme": ""}, {"text_size": "\0"}])
def test_a_look_there_is_not_changes_nothing(cast_on_sqlite: Cast, change: dict[str, str]) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    page = rowan.post(f"{HERE}/display", data={"text_size": "usual", "theme": "dark", **change})
    assert page.status_code == 422
    assert "Choose one of these." in said(page)
    assert "data-theme" not in rowan.get("/me").text


def test_a_reply_with_an_avoided_wording_is_held_back_and_the_page_goes_on_without_it(cast: Cast) -> None:
    """The same answers of two people: one reads the reply, the other, who avoids a word of it, goes on to the next."""
    answers = {"what-happened": "Sunday", "strength": "8"}
    kit, rowan = cast.signed_in("other-patient"), cast.signed_in("patient")
    replied = fill_in(kit, "one-hard-moment", answers).headers["location"]
    assert "Thank you for writing it down." in said(kit.get(replied))
    save(rowan, avoid_words="journey\nTHANK  you")
    went_on = fill_in(rowan, "one-hard-moment", answers)
    assert went_on.status_code == 303
    assert "/steps/" in went_on.headers["location"]
    assert not went_on.headers["location"].endswith("/reply")
    assert rowan.get(replied).headers["location"] == replied.removesuffix("/reply")
    save(rowan, avoid_words="journey")
    assert rowan.get(replied).status_code == 200


def test_today_leaves_a_greeting_and_a_sentence_out(cast_on_sqlite: Cast) -> None:
    joyce = cast_on_sqlite.signed_in("ended-patient")
    assert "Hello, Joyce" in said(joyce.get("/me"))
    assert "It stays yours." in said(joyce.get("/me"))
    save(joyce, avoid_words="hello\nstays")
    page = said(joyce.get("/me"))
    assert "Hello" not in page
    assert "Joyce" in page
    assert "stays" not in page
    assert "Everything you wrote is still here to read." in page


def test_the_page_says_that_the_text_of_a_module_stays_as_it_is(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    assert "The text of a module is the same for everybody" in said(rowan.get(HERE))
    before = rowan.get(f"{MODULE}/steps/how-low-mood-works").text
    save(rowan, avoid_words="mood")
    assert rowan.get(f"{MODULE}/steps/how-low-mood-works").text.count("mood") == before.count("mood")


def test_a_profile_is_read_by_the_patients_it_is_for(cast: Cast) -> None:
    sam, rowan = cast.signed_in("practitioner"), cast.signed_in("patient")
    data = {"about_me": "canary about <me>", "day.2": "yes", "day.4": "yes"}
    assert sam.post("/practice/profile", data=data).headers["location"] == "/practice/profile?saved=yes"
    page = rowan.get("/me/practitioner")
    assert "canary about &lt;me&gt;" in page.text
    assert "Sam works Tuesday and Thursday." in said(page)
    assert "canary" not in cast.signed_in("other-patient").get("/me/practitioner").text
    assert 'href="/me/practitioner"' in rowan.get("/me").text


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"about_me": "x" * 301}, "Use 300 characters or fewer."),
        ({"about_me": "é" * 20_000}, "Use 300"),
        ({"day.1": ""}, "Choose at least one day."),
        ({"day.1": "on", "day.8": "yes"}, "Choose at least one day."),
    ],
)
def test_a_profile_that_cannot_be_kept_says_why(cast_on_sqlite: Cast, change: dict[str, str], problem: str) -> None:
    sam = cast_on_sqlite.signed_in("practitioner")
    page = sam.post("/practice/profile", data={"about_me": "kept words", "day.1": "yes", **change})
    assert page.status_code == 422
    assert problem in said(page)
    assert "kept words" in page.text or change["about_me"] in page.text


def test_a_patient_is_told_who_stands_in_while_their_practitioner_is_away(cast: Cast) -> None:
    sam, alex, at = cast.id("practitioner"), cast.id("other-practitioner"), clock.now()
    by, today = Actor(cast.id("lead"), "Priya", "service_lead"), local(at).date()
    rowan = cast.signed_in("patient")
    with cast.house.database.transaction() as db:
        leave = absence.note_leave(db, sam, today, today, alex, by=by, at=at)
    assert "Sam is away until" in said(rowan.get("/me/practitioner"))
    assert "Alex stands in." in said(rowan.get("/me/practitioner"))
    with cast.house.database.transaction() as db:
        absence.withdraw_leave(db, leave, by=by, at=at)
        absence.note_leave(db, sam, today, today, None, by=by, at=at)
    assert "The team looks after what you send and share." in said(rowan.get("/me/practitioner"))
    with cast.house.database.transaction() as db:
        actions.end_support(db, cast.id("patient"), by=by, at=at)
    assert "Nobody is named as your practitioner" in said(rowan.get("/me/practitioner"))
    assert SAM_SEES not in said(rowan.get(HERE))
    assert "Nobody supports you at the moment, so nobody sees this card." in said(rowan.get(HERE))
