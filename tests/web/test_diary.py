"""The diary: kept in one go, drawn back without a verdict, private where it is private, never twice, never lost."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from httpx2 import Response
from sqlalchemy import event
from sqlmodel import func, select
from starlette.testclient import TestClient

from app import clock
from app.audit import actions as audit
from app.audit.rules import Actor
from app.audit.tables import AuditEntry
from app.diary import actions, queries
from app.diary.actions import Entry
from app.diary.tables import DiaryEntry, Noticing
from app.people import preferences
from app.rendering import local
from tests.cast import Cast
from tests.web.messaging import text

pytestmark = pytest.mark.usefixtures("nothing_done_yet")

HERE = "/me/diary"
HARD = "That sounds like a hard day. Thank you for writing it down."
_INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def form(page: str, id_: str = "diary-form") -> dict[str, str]:
    """What the page put into one of its forms, and who sees it."""
    part = page[page.index(f'id="{id_}"') :]
    part = part[: part.index("</form>")]
    [shared] = re.findall(r'name="shared" value="(\w+)" checked', part)
    return {**dict(_INPUT.findall(part)), "shared": shared}


def keep(client: TestClient, mood: object = 5, what: str = "", **more: str) -> Response:
    """Opens the diary, taps a number and keeps it, as a browser without scripts does."""
    return client.post(HERE, data={**form(client.get(HERE).text), "mood": str(mood), "what": what, **more})


def notice(client: TestClient, words: str, **more: str) -> Response:
    opened = form(client.get(HERE).text, "noticing-form")
    return client.post(f"{HERE}/noticing", data={**opened, "noticing": words, **more})


def some(cast: Cast, key: str, n: int, *, days: int = 12, shared: bool = True, what: str = "bus") -> list[UUID]:
    """`n` entries over the last days, the newest last."""
    me = cast.id(key)
    with cast.house.database.transaction() as db:
        by = Actor(me, key, "patient")
        times = [clock.now() - timedelta(days=days * (n - 1 - i) / n) for i in range(n)]
        return [actions.keep(db, me, Entry(i % 11, what, shared, uuid4()), by=by, at=at) for i, at in enumerate(times)]


def count(cast: Cast, table: type) -> int:
    with cast.house.database.transaction(writes=False) as db:
        return db.exec(select(func.count()).select_from(table)).one()


def shared(cast: Cast, key: str, since: datetime | None = None) -> list[str]:
    """What whoever supports them may read of it."""
    me = cast.id(key)
    with cast.house.database.transaction(writes=False) as db:
        found = queries.shared_since(db, [me], since or clock.now() - timedelta(days=99))
    return [one.what for one in found.get(me, [])]


def change(client: TestClient, entry: UUID, does: str) -> Response:
    return client.post(f"{HERE}/{entry}", data={"do": does})


@contextmanager
def counted(cast: Cast) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    event.listen(cast.house.database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(cast.house.database.engine, "before_cursor_execute", note)


def test_an_entry_is_a_number_and_nothing_else_is_asked_for(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    page = kit.get(HERE).text
    assert not re.findall(r'name="mood" value="\d+" checked', page), "nothing is chosen beforehand"
    assert re.findall(r'name="mood" value="(\d+)"', page) == [str(n) for n in range(11)]
    answer = keep(kit, 6)
    assert answer.status_code == 303
    told = kit.get(answer.headers["location"])
    assert f"Kept {local(clock.now()):%H:}" in text(told)
    assert count(cast, DiaryEntry) == 1


@pytest.mark.parametrize("mood", range(11))
def test_what_is_said_of_a_number_thanks_and_never_cheers(cast_on_sqlite: Cast, mood: int) -> None:
    kit = cast_on_sqlite.signed_in("other-patient")
    page = kit.get(keep(kit, mood).headers["location"]).text
    [status] = re.findall(r'<div role="status">(.*?)</div>', page)
    assert "Thank you for writing it down." in status
    assert "!" not in status
    assert (HARD in text(status)) == (mood <= 2)
    assert ("Need someone now? Help now" in page) == (mood <= 2)


def test_a_wording_that_somebody_avoids_is_not_said_after_a_hard_day(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    me = cast.id("other-patient")
    with cast.house.database.transaction() as db:
        card = preferences.chosen(db, me)
        new = replace(card.card, avoid_words="hard day")
        preferences.save_card(db, me, new, version=card.version, by=Actor(me, "Kit", "patient"), at=clock.now())
    kit = cast.signed_in("other-patient")
    page = text(kit.get(keep(kit, 1).headers["location"]))
    assert "hard day" not in page
    assert "Thank you for writing it down." in page


def test_the_same_form_twice_is_one_entry_and_another_number_in_it_another(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    opened = {**form(kit.get(HERE).text), "mood": "4", "what": "bus"}
    first, second = (kit.post(HERE, data=opened).headers["location"] for _ in range(2))
    assert first == second
    assert count(cast, DiaryEntry) == 1
    with cast.house.database.transaction(writes=False) as db:
        assert len(db.exec(select(AuditEntry).where(AuditEntry.deed == "diary entry kept")).all()) == 1
    kit.post(HERE, data={**opened, "mood": "5"})
    assert count(cast, DiaryEntry) == 2


def test_the_same_form_sent_again_for_oneself_alone_is_no_longer_shared(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    opened = {**form(kit.get(HERE).text), "mood": "4", "what": "canary"}
    kit.post(HERE, data=opened)
    kit.post(HERE, data={**opened, "shared": "no"})
    assert shared(cast, "other-patient") == []


def test_undo_takes_the_entry_out_and_it_can_be_put_back(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    opened = {**form(kit.get(HERE).text), "mood": "4", "what": "canary"}
    told = kit.get(kit.post(HERE, data=opened).headers["location"]).text
    [undo] = re.findall(r'action="(/me/diary/[^"]+)" id="undo"', told)
    for _ in range(2):
        out = kit.post(undo, data={"do": "take-out"})
    assert "canary" not in kit.get(HERE).text
    assert shared(cast, "other-patient") == []
    page = kit.get(out.headers["location"]).text
    assert "Put it back" in page
    kit.post(undo, data={"do": "put-back"})
    assert "canary" in kit.get(HERE).text
    kit.post(undo, data={"do": "take-out"})
    kit.post(HERE, data=opened)
    assert "canary" in kit.get(HERE).text, "the same form sent again is not lost"
    assert count(cast, DiaryEntry) == 1


@pytest.mark.parametrize("mood", ["11", "-1", "1" + "0" * 30, "٣", "", "4.5", " ", "ten", "\0", "5\0", "NaN", "0x1"])
def test_a_number_that_is_none_of_these_gets_a_clear_answer_and_the_words_stay(cast: Cast, mood: str) -> None:
    kit = cast.signed_in("other-patient")
    answer = keep(kit, mood, "on the <bus>", shared="no")
    assert answer.status_code == 422
    assert "Choose a number from 0 to 10." in answer.text
    assert 'value="on the &lt;bus&gt;"' in answer.text
    assert form(answer.text)["shared"] == "no"
    assert count(cast, DiaryEntry) == 0


def test_a_form_without_a_number_or_anything_is_answered(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    assert kit.post(HERE, data={}).status_code == 422
    assert kit.post(HERE, data={"mood": "3", "once": "x", "what": "a", "shared": "?"}).status_code == 303
    assert shared(cast, "other-patient") == [], "what nobody said to share is not shared"


def test_too_long_a_line_comes_back_whole_and_the_number_stays(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    long = "word " * 1000 + "end"
    answer = keep(kit, 7, long)
    assert answer.status_code == 422
    assert f'value="{long}"' in answer.text
    assert 'name="mood" value="7" checked' in answer.text
    assert keep(kit, 7, "w" * 200).status_code == 303


def test_what_no_database_can_keep_is_left_out_and_everything_else_is_kept(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    words = "tea\0 & <b>“cake”</b> שלום 🙂"
    page = kit.get(keep(kit, 5, words).headers["location"]).text
    assert "<b>“cake”" not in page
    assert words.replace("\0", "") in html.unescape(page)


def test_who_sees_it_is_as_it_was_the_last_time(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    assert form(kit.get(HERE).text)["shared"] == "yes"
    keep(kit, 5, shared="no")
    assert form(kit.get(HERE).text)["shared"] == "no"


def test_private_entries_are_not_among_the_shared_ones_and_sharing_can_be_changed(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    keep(kit, 5, "canary-shared", shared="yes")
    keep(kit, 4, "canary-private", shared="no")
    assert shared(cast, "other-patient") == ["canary-shared"]
    with cast.house.database.transaction(writes=False) as db:
        ids = {one.what: one.id for one in queries.diary(db, cast.id("other-patient"))}
    change(kit, ids["canary-private"], "share")
    change(kit, ids["canary-shared"], "keep-private")
    assert shared(cast, "other-patient") == ["canary-private"]


def test_nobody_else_finds_an_entry_or_changes_it(cast: Cast) -> None:
    [entry] = some(cast, "other-patient", 1, what="canary")
    for key in ("patient", "practitioner", "other-practitioner", "lead"):
        client = cast.signed_in(key)
        for does in ("take-out", "share", "keep-private", "put-back"):
            assert change(client, entry, does).status_code == 404, f"{key} {does}"
        assert "canary" not in client.get(f"{HERE}?kept={entry}&out={entry}").text
    kit = cast.signed_in("other-patient")
    assert "canary" in kit.get(HERE).text
    for path in (str(uuid4()), "not-an-id", "%00"):
        assert kit.post(f"{HERE}/{path}", data={"do": "take-out"}).status_code == 404
    assert change(kit, entry, "burn").status_code == 404
    for query in ("kept=x", "out=%00", f"kept={uuid4()}", "days=3000", "days=-1", "done=x"):
        assert kit.get(f"{HERE}?{query}").status_code == 200


def test_before_three_entries_it_is_too_soon_and_the_page_says_so(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    assert "From 3 entries on, your own pattern is drawn here." in text(kit.get(HERE))
    some(cast, "other-patient", 2)
    page = kit.get(HERE).text
    assert "2 entries in 14 days. That is too soon to see anything." in text(page)
    assert '<svg class="chart"' not in page
    assert "What do you notice?" not in page


def test_from_three_on_a_sentence_a_chart_a_table_and_a_question_and_no_conclusion(cast: Cast) -> None:
    some(cast, "other-patient", 9)
    page = cast.signed_in("other-patient").get(HERE).text
    assert "9 entries in 14 days. The lowest was 0, the highest 8." in text(page)
    places = [page.index(one) for one in ("The lowest was", '<svg class="chart"', '<table class="figures"')]
    places += [page.index(one) for one in ("By part of the day", "What do you notice?", "Your entries")]
    assert places == sorted(places)
    for word in ("better", "worse", "best", "worst", "improv", "because", "most of"):
        assert word not in text(page).lower(), word


def test_a_group_is_listed_from_two_entries_on(cast_on_sqlite: Cast) -> None:
    some(cast_on_sqlite, "other-patient", 4, what="Bus")
    some(cast_on_sqlite, "other-patient", 1, what="only once")
    page = cast_on_sqlite.signed_in("other-patient").get(HERE).text
    groups = page[page.index('id="by-what"') : page.index("“Middle” is")]
    assert "Bus" in groups
    assert "only once" not in groups


def test_one_can_look_further_back_and_stays_there(cast: Cast) -> None:
    with time_machine.travel(clock.now() - timedelta(days=40)):
        [old] = some(cast, "other-patient", 1, what="forty days ago")
    kit = cast.signed_in("other-patient")
    seen = {days: 'class="entry"' in kit.get(f"{HERE}?days={days}").text for days in ("", "14", "30", "90")}
    assert seen == {"": False, "14": False, "30": False, "90": True}
    assert f'formaction="/me/diary/{old}?days=90"' in kit.get(f"{HERE}?days=90").text
    answer = kit.post(f"{HERE}/{old}?days=90", data={"do": "keep-private"})
    assert answer.headers["location"] == f"{HERE}?days=90&done=keep-private"


def test_what_somebody_notices_is_kept_in_their_words_once_and_shown_with_who_saw_it(cast: Cast) -> None:
    some(cast, "other-patient", 3)
    kit = cast.signed_in("other-patient")
    opened = {**form(kit.get(HERE).text, "noticing-form"), "noticing": "Mornings <are> slow.\nTea helps."}
    for _ in range(2):
        assert kit.post(f"{HERE}/noticing", data=opened).status_code == 303
    assert count(cast, Noticing) == 1
    page = text(kit.get(HERE))
    assert "Mornings <are> slow. Tea helps." in page
    with cast.house.database.transaction() as db:
        [found] = queries.noticings(db, cast.id("other-patient"), only_shared=True)
        alex = Actor(cast.id("other-practitioner"), "Alex", "practitioner")
        audit.saw(db, [found.id], by=alex, at=clock.now())
    assert "Seen by Alex on" in text(kit.get(HERE))
    change(kit, found.id, "keep-private")
    assert "From now on only you." in text(kit.get(HERE))
    with cast.house.database.transaction(writes=False) as db:
        assert queries.noticings(db, cast.id("other-patient"), only_shared=True) == []
    assert change(kit, found.id, "take-out").status_code == 404, "it is not offered"


@pytest.mark.parametrize("words", ["", "   ", "\0", "n" * 2001])
def test_no_words_or_too_many_are_answered_and_kept(cast: Cast, words: str) -> None:
    some(cast, "other-patient", 3)
    kit = cast.signed_in("other-patient")
    answer = notice(kit, words, shared="no")
    assert answer.status_code == 422
    assert 'href="#noticing"' in answer.text
    assert words.strip(" \0") in answer.text
    assert form(answer.text, "noticing-form")["shared"] == "no"
    assert count(cast, Noticing) == 0


def test_half_a_thought_is_kept_as_a_draft_and_gone_when_it_is_kept(cast: Cast) -> None:
    entries = some(cast, "other-patient", 3)
    kit = cast.signed_in("other-patient")
    opened = form(kit.get(HERE).text, "noticing-form")
    kit.post("/me/drafts/noticing", data={**opened, "noticing": "half a thou"})
    assert "half a thou</textarea>" in kit.get(HERE).text
    for shared in ("no", "yes"):
        again = form(kit.get(HERE).text, "noticing-form")
        kit.post("/me/drafts/noticing", data={**again, "noticing": "half a thou", "shared": shared})
        assert form(kit.get(HERE).text, "noticing-form")["shared"] == shared
    change(kit, entries[0], "take-out")
    assert "half a thou</textarea>" in kit.get(HERE).text, "also where it is too soon again"
    change(kit, entries[0], "put-back")
    assert notice(kit, "half a thought").status_code == 303
    assert "half a thou</textarea>" not in kit.get(HERE).text


def test_a_receipt_says_who_saw_an_entry_and_that_it_stays_in_the_record(cast: Cast) -> None:
    [entry] = some(cast, "other-patient", 1)
    kit = cast.signed_in("other-patient")
    assert "Alex can see this" in text(kit.get(HERE))
    with cast.house.database.transaction() as db:
        audit.saw(db, [entry], by=Actor(cast.id("other-practitioner"), "Alex", "practitioner"), at=clock.now())
    page = text(kit.get(HERE))
    assert "Seen by Alex on" in page
    assert "What somebody has seen stays in the record" in page
    assert "What was seen stays in the record." in text(kit.get(change(kit, entry, "keep-private").headers["location"]))


def test_times_stand_on_the_clock_of_the_service(cast_on_sqlite: Cast) -> None:
    with time_machine.travel(datetime.fromisoformat("2027-07-01T22:30:00+00:00")):
        kit = cast_on_sqlite.signed_in("other-patient")
        page = text(kit.get(keep(kit, 5).headers["location"]))
    assert "Kept 23:30" in page
    assert "Thursday 1 July" in page


def test_after_the_course_everything_is_there_to_read_and_nothing_to_send(cast: Cast) -> None:
    me = cast.id("ended-patient")
    ids = [uuid4() for _ in range(3)]
    with cast.house.database.transaction() as db:  # as if kept while the course went on
        for n, id_ in enumerate(ids):
            at = clock.now() - timedelta(days=200 + n)
            row = DiaryEntry(id=id_, patient_id=me, mood=n, what=f"thing {n}", shared=True, once=uuid4(), at=at)
            db.add(row)
    joyce = cast.signed_in("ended-patient")
    page = joyce.get(HERE).text
    main = page[page.index("<main") : page.index("</main>")]
    assert "thing 2" in main
    assert '<svg class="chart"' in main
    assert "<button" not in main
    assert "<textarea" not in main
    for path, data in (("", {"mood": "3"}), ("/noticing", {"noticing": "x"}), (f"/{ids[0]}", {"do": "take-out"})):
        assert joyce.post(HERE + path, data=data).status_code >= 400
    assert count(cast, DiaryEntry) == 3


def test_the_queries_are_the_same_for_one_entry_and_for_more_than_a_page_is_drawn_from(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    some(cast, "other-patient", 3)
    with counted(cast) as few:
        kit.get(HERE)
    some(cast, "other-patient", queries.MOST + 20)
    with counted(cast) as many:
        page = kit.get(HERE)
    assert len(few) == len(many) < 14
    assert "This page shows the newest 400 entries." in text(page)


def test_the_audit_holds_no_word_that_was_written(cast_on_sqlite: Cast) -> None:
    some(cast_on_sqlite, "other-patient", 3, what="canary")
    notice(cast_on_sqlite.signed_in("other-patient"), "canary")
    with cast_on_sqlite.house.database.transaction(writes=False) as db:
        assert all("canary" not in row.subject for row in db.exec(select(AuditEntry)))


def test_words_over_an_ended_login_are_the_words_alone(cast_on_sqlite: Cast) -> None:
    kit = cast_on_sqlite.signed_in("other-patient")
    opened = {**form(kit.get(HERE).text), "mood": "4", "what": "on the bus"}
    kit.post("/sign-out")
    page = kit.post(HERE, data=opened).text
    kept = page[page.index('id="kept"') :]
    assert "on the bus" in kept
    assert kept.count('class="own"') == 1
