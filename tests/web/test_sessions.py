"""Sessions at both doors: booked, moved, called off without blame, written down while two people talk."""

import re
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from httpx2 import Response
from sqlmodel import col, update
from starlette.testclient import TestClient

from app import clock
from app.activities.queries import activities_of
from app.enrolments.queries import heads, shared_work
from app.journey import meeting
from app.journey.moving import discharge
from app.people.tables import Login
from app.rendering import local
from app.sessions import queries
from app.sessions.actions import Slot, attend
from app.sessions.rules import Attendance, BookedSession, Mode, Subject
from app.sessions.tables import AgendaItem, StoredSession
from tests.cast import Cast, actor
from tests.web.shared_by import text

MINE = "/me/sessions"


def theirs(cast: Cast, more: str = "") -> str:
    return f"/practice/patients/{cast.id('patient')}/sessions{more}"


@pytest.fixture
def quiet(cast: Cast) -> Cast:
    """Nothing is booked for Rowan, and nothing stands on the agenda."""
    with cast.house.database.transaction() as db:
        rowan = cast.id("patient")
        db.exec(update(AgendaItem).where(col(AgendaItem.patient_id) == rowan).values(taken_off_at=clock.now()))
        standing = col(StoredSession.attendance).is_(None)
        db.exec(update(StoredSession).where(standing).values(attendance=Attendance.CANCELLED_BY_SERVICE.value))
    return cast


def booked(cast: Cast, starts_at: datetime, *, place: str = "") -> BookedSession:
    with cast.house.database.transaction() as db:
        sam, rowan = actor(db, "practitioner"), cast.id("patient")
        assert sam.id
        slot = Slot(starts_at, 30, Mode.PHONE, place)
        id_ = meeting.book(db, cast.house.settings, rowan, sam.id, slot, once=uuid4(), by=sam, at=clock.now())
        found = queries.session(db, rowan, id_)
    assert found
    return found


def session(cast: Cast, id_: UUID) -> BookedSession:
    with cast.house.database.transaction(writes=False) as db:
        found = queries.session(db, cast.id("patient"), id_)
    assert found
    return found


def sessions(cast: Cast) -> list[BookedSession]:
    with cast.house.database.transaction(writes=False) as db:
        return queries.sessions_of(db, [cast.id("patient")]).get(cast.id("patient"), [])


def agenda(cast: Cast) -> list[str]:
    with cast.house.database.transaction(writes=False) as db:
        return [one.words for one in queries.agenda(db, [cast.id("patient")]).get(cast.id("patient"), [])]


def working_day(days: int = 7, hour: int = 10) -> datetime:
    """At ten on a Wednesday, so many days on at least: the service is open then."""
    at = local(clock.now()) + timedelta(days=days)
    at += timedelta(days=(2 - at.weekday()) % 7)
    return at.replace(hour=hour, minute=0, second=0, microsecond=0)


def slot_form(at: datetime, **more: str) -> dict[str, str]:
    typed = {"day": at.date().isoformat(), "time": f"{at:%H:%M}", "minutes": "30", "mode": "phone"}
    return {**typed, "purpose": "treatment", "place": "07700 900461", "once": str(uuid4()), "sure": "yes", **more}


def write(client: TestClient, cast: Cast, one: BookedSession, do: str = "save", **typed: str) -> Response:
    form = {"do": do, "version": "0", "once": str(uuid4()), "summary": "", "safety": "", "notes": "", **typed}
    return client.post(theirs(cast, f"/{one.id}"), data=form)


def test_a_session_is_booked_once_and_both_see_it(quiet: Cast) -> None:
    sam, rowan, at = quiet.signed_in("practitioner"), quiet.signed_in("patient"), working_day()
    before, form = len(sessions(quiet)), slot_form(at)
    for _twice in range(2):
        assert sam.post(theirs(quiet), data=form).status_code == 303
    assert len(sessions(quiet)) == before + 1
    assert f"{at:%H:%M}" in text(rowan.get(MINE).text)
    assert "tel:07700900461" in rowan.get(MINE).text
    assert f"{at:%H:%M}" in text(sam.get("/practice/sessions").text)
    assert "Before the session" in text(rowan.get("/me").text)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"day": "soon"}, "Enter a day"),
        ({"day": "1999-01-01"}, "That day is over"),
        ({"day": "2199-01-01"}, "more than a year away"),
        ({"time": "25:00"}, "Enter a time"),
        ({"minutes": "²"}, "whole number of minutes"),
        ({"minutes": "500"}, "whole number of minutes"),
        ({"mode": "letter"}, "Choose how you meet"),
        ({"place": "x" * 301}, "there is room for 300"),
    ],
)
def test_what_is_no_time_to_meet_is_refused_and_stays_typed(quiet: Cast, wrong: dict[str, str], told: str) -> None:
    sam, before = quiet.signed_in("practitioner"), len(sessions(quiet))
    answer = sam.post(theirs(quiet), data=slot_form(working_day(), **wrong))
    assert answer.status_code == 422
    assert told in text(answer.text)
    assert len(sessions(quiet)) == before
    if "mode" not in wrong:
        assert next(iter(wrong.values())) in answer.text, "what was typed is gone"


def test_a_time_that_the_clocks_jump_over_is_said(quiet: Cast) -> None:
    with time_machine.travel("2031-03-20 10:00:00+00:00", tick=True):
        answer = quiet.signed_in("practitioner").post(
            theirs(quiet),
            data=slot_form(datetime(2031, 3, 30, 1, 30), sure="yes"),  # noqa: DTZ001 - a wall clock's
        )
    assert answer.status_code == 422
    assert "The clocks change then" in text(answer.text)


def test_a_taken_time_names_nobody_and_a_closed_day_asks_once_more(quiet: Cast) -> None:
    sam, at = quiet.signed_in("practitioner"), working_day()
    amina = f"/practice/patients/{quiet.id('amina')}/sessions"
    assert sam.post(amina, data=slot_form(at)).status_code == 303
    answer = sam.post(theirs(quiet), data=slot_form(at))
    assert answer.status_code == 422
    assert "Another session is booked" in text(answer.text)
    assert "Amina" not in answer.text
    sunday = at + timedelta(days=(6 - at.weekday()) % 7)
    answer = sam.post(theirs(quiet), data=slot_form(sunday, sure=""))
    assert answer.status_code == 422
    assert "The service is closed on Sunday" in text(answer.text)
    assert sam.post(theirs(quiet), data=slot_form(sunday)).status_code == 303


def test_a_moved_session_says_where_it_was_and_an_older_form_moves_nothing(quiet: Cast) -> None:
    sam, rowan, at = quiet.signed_in("practitioner"), quiet.signed_in("patient"), working_day()
    one = booked(quiet, at)
    change = theirs(quiet, f"/{one.id}/change")
    assert sam.post(change, data={**slot_form(at + timedelta(hours=2)), "version": "1"}).status_code == 303
    assert "It was moved. Before it was" in text(rowan.get(MINE).text)
    answer = sam.post(change, data={**slot_form(at + timedelta(hours=4), place="Room 5"), "version": "1"})
    assert answer.status_code == 409
    assert "changed meanwhile" in text(answer.text)
    assert "Room 5" in answer.text, "what was typed is gone"
    assert session(quiet, one.id).starts_at == at + timedelta(hours=2)


def test_whoever_cannot_come_says_so_without_a_reason_and_nothing_on_the_list_is_lost(quiet: Cast) -> None:
    sam, rowan = quiet.signed_in("practitioner"), quiet.signed_in("patient")
    one = booked(quiet, working_day())
    rowan.post("/me/agenda", data={"do": "add", "item": "Sleep", "once": str(uuid4())})
    cancel = f"{MINE}/{one.id}/cancel"
    assert "You need no reason" in text(rowan.get(cancel).text)
    for _twice in range(2):
        assert rowan.post(cancel, data={"said": "Mornings are better."}).status_code == 303
    now = session(quiet, one.id)
    assert (now.attendance, now.said) == (Attendance.CANCELLED_BY_PATIENT, "Mornings are better.")
    assert agenda(quiet) == ["Sleep"]
    assert "Mornings are better." in text(sam.get(theirs(quiet)).text)


def test_words_that_go_with_a_session_called_off_by_the_team_reach_the_patient(quiet: Cast) -> None:
    sam, rowan = quiet.signed_in("practitioner"), quiet.signed_in("patient")
    one = booked(quiet, working_day())
    form = {"do": "cancel", "said": "I am ill. Thursday instead?"}
    assert sam.post(theirs(quiet, f"/{one.id}/change"), data=form).status_code == 303
    page = text(rowan.get(MINE).text)
    assert "Sam cannot make" in page
    assert "I am ill. Thursday instead?" in page
    assert "I am ill. Thursday instead?" in text(rowan.get(f"{MINE}/{one.id}").text)


def test_after_two_in_a_row_other_ways_to_meet_are_offered_and_nothing_is_counted(quiet: Cast) -> None:
    rowan, told = quiet.signed_in("patient"), "Would another time suit you better"
    for days in (7, 14):
        assert told not in text(rowan.get(MINE).text)
        one = booked(quiet, working_day(days))
        rowan.post(f"{MINE}/{one.id}/cancel", data={"said": ""})
    assert told in text(rowan.get(MINE).text)


def test_a_calendar_file_says_nothing_of_what_it_is_for(quiet: Cast) -> None:
    one = booked(quiet, working_day())
    file = quiet.signed_in("patient").get(f"{MINE}/{one.id}/calendar.ics").text
    assert "SUMMARY:Appointment with Sam" in file
    assert f"UID:{one.id}@alongside" in file
    assert not re.search("therapy|session|patient|mood", file, re.IGNORECASE)


def test_both_add_to_the_agenda_order_it_and_change_their_own_words_alone(quiet: Cast) -> None:
    sam, rowan = quiet.signed_in("practitioner"), quiet.signed_in("patient")
    theirs_ = f"/practice/patients/{quiet.id('patient')}/agenda"
    once = str(uuid4())
    for _twice in range(2):
        rowan.post("/me/agenda", data={"do": "add", "item": "Sleep", "once": once})
    sam.post(theirs_, data={"do": "add", "item": "The next module", "once": str(uuid4())})
    with quiet.house.database.transaction(writes=False) as db:
        mine, other = queries.agenda(db, [quiet.id("patient")])[quiet.id("patient")]
    assert rowan.post("/me/agenda", data={"do": f"up:{other.id}"}).status_code == 303
    assert agenda(quiet) == ["The next module", "Sleep"]
    words = {"do": f"reword:{mine.id}", "item_version": "1", "item_words": "Sleep before shifts"}
    assert rowan.post("/me/agenda", data=words).status_code == 303
    late = rowan.post("/me/agenda", data={**words, "item_words": "Sleep on Sundays"})
    assert late.status_code == 422
    assert "Sleep on Sundays" in late.text
    assert "Sleep before shifts" in late.text
    assert sam.post(theirs_, data={**words, "item_version": "2"}).status_code == 422
    assert agenda(quiet) == ["The next module", "Sleep before shifts"]


@pytest.mark.parametrize("words", ["", " ", "x" * 501])
def test_an_item_that_is_none_is_refused_and_stays_typed(cast_on_sqlite: Cast, words: str) -> None:
    answer = cast_on_sqlite.signed_in("patient").post("/me/agenda", data={"do": "add", "item": words})
    assert answer.status_code == 422
    assert words.strip() in answer.text


def test_a_suggestion_is_kept_or_dropped_and_the_safety_one_is_the_practitioners_alone(quiet: Cast) -> None:
    sam, rowan = quiet.signed_in("practitioner"), quiet.signed_in("patient")
    page = rowan.get(MINE).text
    keys = re.findall(r'value="keep:([^"]+)"', page)
    assert len(keys[:3]) >= 1, "nothing is suggested"
    assert not [key for key in keys if key.startswith("flag")]
    rowan.post("/me/agenda", data={"do": f"keep:{keys[0]}"})
    sam.post(f"/practice/patients/{quiet.id('patient')}/agenda", data={"do": f"drop:{keys[1]}"})
    left = re.findall(r'value="keep:([^"]+)"', rowan.get(MINE).text)
    assert keys[0] not in left
    assert keys[1] not in left
    assert len(agenda(quiet)) == 1
    assert rowan.post("/me/agenda", data={"do": "keep:flag no-such"}).status_code == 303


def test_a_session_is_written_down_and_the_patient_reads_the_summary_and_nothing_else(quiet: Cast) -> None:
    sam, rowan = quiet.signed_in("practitioner"), quiet.signed_in("patient")
    one = booked(quiet, clock.now() - timedelta(minutes=20))
    words = {"summary": "We planned the walk.", "safety": "Asked. No.", "notes": "Tired today."}
    assert write(sam, quiet, one, **words).status_code == 303
    assert "We planned the walk." not in rowan.get(f"{MINE}/{one.id}").text, "it is not finished"
    assert write(sam, quiet, one, "finish", **words, version="1").status_code == 422
    assert write(sam, quiet, one, "finish", **words, version="1", attendance="5").status_code == 422
    answer = write(sam, quiet, one, "finish", **words, version="1", attendance="5", lasted="28")
    assert answer.status_code == 303
    now = session(quiet, one.id)
    assert (now.attendance, now.lasted) == (Attendance.ON_TIME, 28)
    page = rowan.get(f"{MINE}/{one.id}").text
    assert "We planned the walk." in page
    assert "Asked. No." not in page
    assert "Tired today." not in page
    form = {"addition": "And the swim.", "once": str(uuid4())}
    for _twice in range(2):
        assert rowan.post(f"{MINE}/{one.id}", data=form).status_code == 303
    assert rowan.get(f"{MINE}/{one.id}").text.count("And the swim.") == 1
    copy = text(sam.get(theirs(quiet, f"/{one.id}/copy")).text)
    for line in ("code 5", "30 planned, 28 taken", "Asked. No.", "Tired today.", "And the swim."):
        assert line in copy


def test_two_who_write_at_once_lose_no_word(quiet: Cast) -> None:
    sam, again = quiet.signed_in("practitioner"), quiet.signed_in("practitioner")
    one = booked(quiet, clock.now() - timedelta(minutes=20))
    assert write(sam, quiet, one, summary="From one window.").status_code == 303
    answer = write(again, quiet, one, summary="From another.", notes="Kept.")
    assert answer.status_code == 409
    for words in ("From one window.", "From another.", "Kept."):
        assert words in answer.text
    assert 'name="version" value="1"' in answer.text, "saving again is possible"


def test_what_is_ticked_is_covered_and_discussed_and_what_is_not_stays_on_the_list(quiet: Cast) -> None:
    sam, rowan = quiet.signed_in("practitioner"), quiet.signed_in("patient")
    one = booked(quiet, clock.now() - timedelta(minutes=20))
    for words in ("Sleep", "Shifts"):
        rowan.post("/me/agenda", data={"do": "add", "item": words, "once": str(uuid4())})
    with quiet.house.database.transaction(writes=False) as db:
        sleep, shifts = queries.agenda(db, [quiet.id("patient")])[quiet.id("patient")]
        works = shared_work(db, quiet.id("patient"), quiet.id("practitioner"))
        shared = next(one.response_id for one in works if one.answers)
    ticks = {f"item.{sleep.id}": "1", f"item.{shifts.id}": "1", f"covered.{sleep.id}": "yes"}
    marks = {f"subject.{shared}": "1", f"discussed.{shared}": Subject.WORK.value}
    assert write(sam, quiet, one, **ticks, **marks).status_code == 303
    assert agenda(quiet) == ["Shifts"]
    with quiet.house.database.transaction(writes=False) as db:
        assert queries.discussed_in(db, one.id) == {shared}
    assert "Discussed in your session on" in text(rowan.get("/me/modules/understanding-low-mood").text)
    assert "Wrote down a session" in text(rowan.get("/me/who-looked").text)


def test_an_offer_and_the_next_session_are_made_from_the_record_with_everything_else_kept(quiet: Cast) -> None:
    sam, rowan = quiet.signed_in("practitioner"), quiet.id("patient")
    one = booked(quiet, clock.now() - timedelta(minutes=20))
    answer = write(sam, quiet, one, "offer", what="", offer_why="", summary="Kept so far.")
    assert answer.status_code == 422
    assert "Kept so far." in answer.text
    assert write(sam, quiet, one, "offer", what="Walk", offer_why="You liked it.", summary="Kept.").status_code == 303
    with quiet.house.database.transaction(writes=False) as db:
        offers = [found for found in activities_of(db, [rowan])[rowan] if found.offer and found.what == "Walk"]
        assert len(offers) == 1
        assert queries.record(db, one.id).summary == "Kept."
    wrong = write(sam, quiet, one, "book", summary="Kept.", version="1", **slot_form(working_day(), minutes="x"))
    assert wrong.status_code == 422
    before = len(sessions(quiet))
    right = write(sam, quiet, one, "book", summary="Kept.", version="1", **slot_form(working_day()))
    assert right.status_code == 303
    assert len(sessions(quiet)) == before + 1


def test_a_login_lasts_the_planned_time_of_a_session_whose_record_is_open(quiet: Cast) -> None:
    sam = quiet.signed_in("practitioner")
    one = booked(quiet, clock.now() + timedelta(minutes=5))
    sam.get(theirs(quiet, f"/{one.id}"))
    with time_machine.travel(clock.now() + timedelta(minutes=50), tick=True):
        assert write(sam, quiet, one, summary="After a long talk.").status_code == 303
    with quiet.house.database.transaction() as db:
        db.exec(update(Login).values(held_until=None))
    with time_machine.travel(clock.now() + timedelta(minutes=120), tick=True):
        assert write(sam, quiet, one, summary="Much later.").status_code != 303, "the login has lapsed"


def test_after_the_end_the_list_and_the_summaries_can_be_read_and_not_changed(quiet: Cast) -> None:
    rowan = quiet.signed_in("patient")
    rowan.post("/me/agenda", data={"do": "add", "item": "Sleep", "once": str(uuid4())})
    with quiet.house.database.transaction() as db:
        discharge(db, quiet.id("patient"), by=actor(db, "practitioner"), at=clock.now())
        assert heads(db, [quiet.id("patient")])[quiet.id("patient")].ended_at
    assert "Sleep" in text(rowan.get(MINE).text)
    refused = rowan.post("/me/agenda", data={"do": "add", "item": "More", "once": str(uuid4())})
    assert refused.status_code in (403, 409)
    assert agenda(quiet) == ["Sleep"]


def test_the_caseload_shows_todays_sessions_the_next_one_and_as_few_patients_as_one_likes(quiet: Cast) -> None:
    sam = quiet.signed_in("practitioner")
    booked(quiet, clock.now() + timedelta(minutes=40))
    page = text(sam.get("/practice").text)
    assert "Sessions today" in page or local(clock.now()).date() != local(clock.now() + timedelta(minutes=40)).date()
    assert "Next session" in page
    assert "Rowan" not in text(sam.get("/practice?show=no-session").text).partition("Who to look at first")[2]
    everybody = sam.get("/practice?show=nonsense").text
    assert everybody.count('class="person"') >= 5, "what is no choice shows everybody"


def test_minutes_of_a_review_are_logged_once_and_none_are_not(quiet: Cast) -> None:
    sam, where = quiet.signed_in("practitioner"), f"/practice/patients/{quiet.id('patient')}/minutes"

    def logged() -> list[int]:
        with quiet.house.database.transaction(writes=False) as db:
            return [one.minutes for one in queries.minutes_of(db, quiet.id("patient"))]

    before, form = len(logged()), {"minutes": "12", "do": "log", "once": str(uuid4())}
    for _twice in range(2):
        assert sam.post(where, data=form).status_code == 303
    for none in ("0", "", "²", "900", "-3"):
        assert "wrong" in sam.post(where, data={**form, "minutes": none}).headers["location"]
    assert len(logged()) == before + 1
    assert "12 minutes" in text(sam.get(theirs(quiet)).text)
    entry = re.findall(r'value="(withdraw:[^"]+)"', sam.get(theirs(quiet)).text)[0]
    sam.post(where, data={"do": entry})
    assert len(logged()) == before
    piece = next(iter(re.findall(r'action="(/practice/patients/[^"]+/responses/[^"]+)"', _work(sam, quiet))))
    words = {"feedback": "You named the phone.", "once": str(uuid4())}
    assert sam.post(piece, data={**words, "minutes": "lots"}).status_code == 422
    assert sam.post(piece, data={**words, "minutes": "7"}).status_code == 303
    assert logged() == [7]
    assert "7 minutes" not in text(quiet.signed_in("patient").get(MINE).text)


def _work(client: TestClient, cast: Cast) -> str:
    return client.get(f"/practice/patients/{cast.id('patient')}").text


def test_today_tells_what_the_first_session_is_like_until_there_was_one(quiet: Cast) -> None:
    with quiet.house.database.transaction() as db:
        mine = col(StoredSession.patient_id) == quiet.id("patient")
        db.exec(update(StoredSession).where(mine).values(attendance=Attendance.CANCELLED_BY_SERVICE.value, lasted=None))
    rowan = quiet.signed_in("patient")
    assert "/me/first-session" in rowan.get("/me").text, "none is booked yet, and it is told all the same"
    first = booked(quiet, clock.now() + timedelta(days=2))
    assert "/me/first-session" in rowan.get("/me").text
    with quiet.house.database.transaction() as db:
        attend(db, first, Attendance.ON_TIME, 30, by=actor(db, "practitioner"), at=clock.now())
    booked(quiet, clock.now() + timedelta(days=9))
    assert "/me/first-session" not in rowan.get("/me").text
    assert "/me/first-session" in rowan.get("/me/sessions").text, "it stays to be read"
