"""After an answer that flags, and the safety plan: help first, true times, nothing locked, nothing lost."""

import html
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy.exc import OperationalError
from sqlmodel import select
from starlette.testclient import TestClient

from app import clock
from app.audit.rules import SYSTEM
from app.enrolments import plans
from app.enrolments.tables import Enrolment
from app.safety import actions as safety
from app.safety.rules import FlagDeed, Outcome, Source
from app.service import actions as service
from app.service.queries import current
from app.service.rules import ServiceSettings
from tests.cast import Cast, actor
from tests.web.messaging import box, text, working_morning
from tests.web.safety import AFTER, ASK, PLAN, all_flags, ask, form, opened, says, the_flag
from tests.web.test_pages_that_stand import no_database

PATIENT = "other-patient"
FRIDAY = datetime(2027, 4, 30, 16, 29, tzinfo=UTC)
"""17:29 on the clock, when the service has closed. The Monday after is a bank holiday."""
NUMBERS = ('href="tel:999"', 'href="tel:111"', 'href="tel:116123"')


def plain_hours(cast: Cast) -> None:
    """Nine to five, Monday to Friday, four hours for a safety flag."""
    with cast.house.database.transaction() as db:
        version = current(db).number
        service.save(db, ServiceSettings(), version=version, by=SYSTEM, at=clock.now())


def end_course(cast: Cast, key: str) -> None:
    with cast.house.database.transaction() as db:
        course = db.exec(select(Enrolment).where(Enrolment.patient_id == cast.id(key))).one()
        plans.end(db, course, by=SYSTEM, at=clock.now())


def talked_with(cast: Cast, key: str, *, at: datetime) -> None:
    """Somebody has talked with them, and closes the flag."""
    flag = opened(cast, key)
    with cast.house.database.transaction() as db:
        alex = actor(db, "other-practitioner")
        safety.deal(
            db,
            flag,
            FlagDeed.CLOSED,
            "We talked.",
            outcome=Outcome.TALKED,
            version=flag.version,
            once=uuid4(),
            by=alex,
            at=at,
        )


def test_the_flag_is_there_when_the_answer_is_saved_and_the_rest_never_given(cast: Cast) -> None:
    assert says(cast, PATIENT, 1)
    flag = opened(cast, PATIENT)
    assert [one.fact.answer for one in flag.facts if one.fact] == [1]


def test_help_stands_in_the_same_page_before_the_offer_and_one_can_go_on_without_choosing(cast: Cast) -> None:
    says(cast, PATIENT, 2)
    kit = cast.signed_in(PATIENT)
    page = kit.get(f"{AFTER}?next=/me/measures/phq-9/saved").text
    before = page[page.index("<main") : page.index('id="contact-form"')]
    for number in NUMBERS:
        assert number in before, f"{number} stands before the offer of a call"
    assert "sms:85258" in page
    assert "Thank you for telling us" in before
    assert " checked" not in page, "nothing is chosen beforehand"
    assert 'href="/me/measures/phq-9/9"' in page, "a wrong answer can be changed"
    assert "Answers are not watched all the time." in page
    answer = kit.post(ASK, data=form(page, "contact-form"))
    assert answer.headers["location"] == "/me/measures/phq-9/saved"
    assert len(opened(cast, PATIENT).entries) == 1, "going on notes nothing"


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example/me/measures", "/practice", "/me/measures.evil", "/me/measures\\x", ""],
)
def test_one_goes_on_within_the_measures_and_nowhere_else(cast_on_sqlite: Cast, elsewhere: str) -> None:
    kit = cast_on_sqlite.signed_in(PATIENT)
    assert kit.get(AFTER, params={"next": elsewhere}).status_code == 200
    for then in (AFTER, f"{AFTER}?x=//evil.example", "https://evil.example"):
        answer = kit.post(ASK, data={"next": elsewhere, "then": then, "contact": "no"})
        assert answer.headers["location"] in {"/me/measures", PLAN}


def test_a_call_asked_for_joins_the_one_flag_and_brings_its_time_nearer_only(cast: Cast) -> None:
    morning = working_morning(cast)
    with time_machine.travel(morning):
        says(cast, PATIENT, 1)
        talked_with(cast, PATIENT, at=clock.now())
    with time_machine.travel(morning + timedelta(hours=1)):
        says(cast, PATIENT, 1)
        later = opened(cast, PATIENT).due_at
        kit = cast.signed_in(PATIENT)
        back = ask(kit, "call")
        assert back.startswith(AFTER)
        flag = opened(cast, PATIENT)
        assert flag.due_at < later
        assert flag.asked_for_call
        assert [one.deed for one in flag.entries] == [FlagDeed.RAISED, FlagDeed.JOINED]
        page = kit.get(back).text
        assert "You have asked for a call" in page
        assert 'href="tel:999"' in page
        assert 'href="/me/measures"' in page, "and one can go on"
        soon = flag.due_at
    with time_machine.travel(morning + timedelta(hours=2)):
        ask(cast.signed_in(PATIENT), "call")
        assert opened(cast, PATIENT).due_at == soon, "asking again never makes it later"


def test_the_same_press_twice_is_one_entry(cast: Cast) -> None:
    says(cast, PATIENT, 1)
    kit = cast.signed_in(PATIENT)
    sent = {**form(kit.get(AFTER).text, "contact-form"), "contact": "call"}
    assert [kit.post(ASK, data=sent).status_code for _n in range(2)] == [303, 303]
    assert len(opened(cast, PATIENT).entries) == 2


@pytest.mark.parametrize("said", ["no", "unsure", "", "something else"])
def test_no_and_not_sure_note_nothing(cast_on_sqlite: Cast, said: str) -> None:
    assert ask(cast_on_sqlite.signed_in(PATIENT), said) == "/me/measures"
    assert the_flag(cast_on_sqlite, PATIENT) is None


def test_somebody_who_cannot_keep_safe_is_told_to_call_first_and_the_team_is_told(cast: Cast) -> None:
    kit = cast.signed_in(PATIENT)
    answer = kit.post(ASK, data={**form(kit.get(AFTER).text, "unsafe"), "contact": "unsafe"})
    page = kit.get(answer.headers["location"]).text
    told = page[page.index('id="told"') :]
    assert told.index("tel:999") < told.index("We have told the team.")
    [fact] = [one.fact for one in opened(cast, PATIENT).facts]
    assert fact
    assert fact.source is Source.CANNOT_KEEP_SAFE


def test_an_unchanged_answer_after_a_conversation_waits_and_a_rise_never_does(cast: Cast) -> None:
    plain_hours(cast)
    morning = working_morning(cast)
    with time_machine.travel(morning):
        says(cast, PATIENT, 1)
        talked_with(cast, PATIENT, at=clock.now())
    with time_machine.travel(morning + timedelta(minutes=30)):
        says(cast, PATIENT, 1)
        waits = opened(cast, PATIENT).due_at
        assert waits > clock.now() + timedelta(days=13)
        kit = cast.signed_in(PATIENT)
        assert "reads your answers by 17:00 on" in text(kit.get(AFTER))
        says(cast, PATIENT, 2)
        assert opened(cast, PATIENT).due_at < clock.now() + timedelta(days=1)
        assert "reads your answers by" in text(kit.get(AFTER))


def test_a_declined_answer_and_not_at_all_are_no_flag_and_show_the_same_help(cast: Cast) -> None:
    from app.measures.rules import Skip

    assert not says(cast, PATIENT, Skip.DECLINED)
    assert not says(cast, PATIENT, 0)
    assert the_flag(cast, PATIENT) is None
    page = cast.signed_in(PATIENT).get(AFTER).text
    for number in NUMBERS:
        assert number in page
    assert "If you need someone" in page
    assert "Thank you for telling us" not in page
    assert "I pressed the wrong answer" not in page


def test_a_correction_adds_and_takes_no_flag_back(cast: Cast) -> None:
    says(cast, PATIENT, 2)
    says(cast, PATIENT, 0)
    assert opened(cast, PATIENT).is_open
    page = text(cast.signed_in(PATIENT).get(AFTER))
    assert "someone still looks at both" in page


def test_on_a_friday_evening_before_a_bank_holiday_the_time_in_words_is_true(cast: Cast) -> None:
    plain_hours(cast)
    with time_machine.travel(FRIDAY):
        says(cast, PATIENT, 2)
        page = text(cast.signed_in(PATIENT).get(AFTER))
    assert "Someone in the team reads your answers by 13:00 on Tuesday 4 May." in page
    assert "Someone in the team sees it by 13:00 on Tuesday 4 May." in page


def test_a_late_flag_is_said_to_be_late(cast: Cast) -> None:
    plain_hours(cast)
    with time_machine.travel(FRIDAY):
        says(cast, PATIENT, 2)
    with time_machine.travel(datetime(2027, 5, 4, 13, 0, tzinfo=UTC)):
        page = text(cast.signed_in(PATIENT).get(AFTER))
    assert "We said by 13:00 today. It is late." in page
    assert "reads your answers by" not in page


def test_whoever_has_taken_it_is_named_and_no_time_that_is_over_is_promised(cast: Cast) -> None:
    plain_hours(cast)
    morning = working_morning(cast)
    with time_machine.travel(morning):
        says(cast, PATIENT, 2)
        flag = opened(cast, PATIENT)
        with cast.house.database.transaction() as db:
            duty = actor(db, "duty")
            safety.deal(db, flag, FlagDeed.TAKEN, "", version=flag.version, once=uuid4(), by=duty, at=clock.now())
        page = text(cast.signed_in(PATIENT).get(AFTER))
    assert "Morgan has this in hand" in page or "reads your answers by" in page, "by whether Morgan works that day"


def test_after_the_course_one_can_still_ask_and_change_the_plan(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    end_course(cast, "patient")
    assert rowan.get(AFTER).status_code == 200
    assert ask(rowan, "call").startswith(AFTER)
    assert opened(cast, "patient").asked_for_call
    sent = {**form(rowan.get(f"{PLAN}?edit=people").text, "plan-form"), "people": "Danny, 01632 960 555"}
    assert rowan.post(PLAN, data=sent).status_code == 303
    assert "01632 960 555" in rowan.get(PLAN).text


def test_nobody_asks_in_anothers_name_and_the_refusal_has_help_first(cast: Cast) -> None:
    rowan, kit = cast.signed_in("patient"), cast.signed_in(PATIENT)
    sent = {**form(rowan.get(AFTER).text, "contact-form"), "contact": "call"}
    answer = kit.post(ASK, data=sent)
    assert answer.status_code == 409
    help_first(answer.text)
    assert the_flag(cast, PATIENT) is None
    assert the_flag(cast, "patient") is None
    assert kit.get("/me/measures/no-such-measure/9/after").status_code == 404
    assert cast.signed_in("practitioner").get(PLAN).status_code == 404


def help_first(page: str) -> None:
    """Help stands before whatever went wrong, with numbers to call."""
    main = page[page.index("<main") :]
    assert "We could not save this" in main[: main.index("</h1>")]
    rest = main.index('<h2 class="apart">')
    for number in NUMBERS:
        assert number in main[:rest], f"{number} is not before the rest"


def test_when_the_database_is_away_help_stands_first_and_the_answer_is_kept(tmp_path: Path) -> None:
    client = no_database(tmp_path)
    client.cookies.set("alongside", "a login from before")
    answer = client.post("/me/measures/phq-9/9", data={"answer": "2"})
    if answer.status_code not in {404, 405}:  # the questions have a page by now
        assert answer.status_code == 503
        assert 'name="answer" value="2"' in answer.text
    help_first(answer.text)
    answer = client.post(ASK, data={"contact": "unsafe", "once": "1"})
    assert answer.status_code == 503
    help_first(answer.text)
    assert 'name="contact" value="unsafe"' in answer.text, "one press tries again"


@pytest.mark.parametrize("fault", [ZeroDivisionError("x"), OperationalError("x", None, Exception())])
def test_when_saving_fails_on_the_way_help_stands_first(
    cast_on_sqlite: Cast, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    kit = cast_on_sqlite.signed_in(PATIENT)
    sent = {**form(kit.get(AFTER).text, "contact-form"), "contact": "call"}

    def breaks(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("app.journey.measuring.tell", breaks)
    answer = kit.post(ASK, data=sent)
    assert answer.status_code in {500, 503}
    help_first(answer.text)
    assert 'name="contact" value="call"' in answer.text
    monkeypatch.undo()
    assert kit.post(ASK, data=form(answer.text, "again")).status_code == 303
    assert opened(cast_on_sqlite, PATIENT).asked_for_call


def test_over_an_ended_login_too_large_and_from_elsewhere_help_stands_first(cast_on_sqlite: Cast) -> None:
    nobody, kit = cast_on_sqlite.anyone(), cast_on_sqlite.signed_in(PATIENT)
    out = nobody.post(ASK, data={"contact": "call"})
    assert out.status_code == 401
    help_first(out.text)
    large = kit.post(PLAN, data={"edit": "signs", "signs": "a" * 300_000})
    assert large.status_code == 413
    help_first(large.text)
    forged = kit.post(ASK, data={"contact": "call"}, headers={"origin": "https://evil.example"})
    assert forged.status_code == 403
    help_first(forged.text)
    assert "We could not save this" not in kit.post("/me/messages/none", data={}).text


def edit(client: TestClient, part: str, **words: str) -> int:
    sent = form(client.get(f"{PLAN}?edit={part}").text, "plan-form")
    return client.post(PLAN, data={**sent, **words}).status_code


def test_a_part_is_changed_the_others_stay_and_the_version_before_is_kept(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    assert edit(rowan, "people", people="Danny. <b>My sister</b> & her dog, 01632 960 111") == 303
    page = rowan.get(PLAN).text
    assert "Danny. <b>My sister</b> & her dog, 01632 960 111" in html.unescape(page)
    assert "<b>My sister" not in page
    assert "The runner beans. My niece." in page
    [older] = re.findall(r'href="(/me/safety-plan\?version=\d+)"', page)
    before = rowan.get(older).text
    assert "Danny, any time. My sister after six." in before
    assert "This is an earlier version" in before
    assert 'id="ask"' not in before
    assert rowan.get(f"{PLAN}?version=99").status_code == 404
    assert rowan.get(f"{PLAN}?version=x").status_code == 404
    assert rowan.get(f"{PLAN}?edit=no-such-part").status_code == 404


def test_the_published_numbers_stand_beneath_the_services_and_who_sees_it_is_said(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    page = rowan.get(PLAN).text
    services = page[page.index('id="services"') : page.index('id="surroundings"')]
    for number in (*NUMBERS, "sms:85258"):
        assert number in services
    assert "Sam can read it, and whoever stands in." in page
    assert "Someone in the team sees it by" in rowan.get(f"{PLAN}?edit=all").text


def test_two_windows_lose_no_word_and_both_texts_are_shown(cast: Cast) -> None:
    phone, laptop = cast.signed_in("patient"), cast.signed_in("patient")
    old = form(laptop.get(f"{PLAN}?edit=signs").text, "plan-form")
    assert edit(phone, "signs", signs="From the bus.") == 303
    late = laptop.post(PLAN, data={**old, "signs": "From the sofa."})
    assert late.status_code == 409
    assert box(late.text) == "From the sofa."
    assert "From the bus." in late.text
    again = laptop.get(f"{PLAN}?edit=signs").text
    assert box(again) == "From the sofa.", "kept as a draft"
    both = {**form(late.text, "plan-form"), "signs": "From the bus, and the sofa."}
    assert laptop.post(PLAN, data=both).status_code == 303
    assert "From the bus, and the sofa." in laptop.get(PLAN).text


def test_a_draft_from_before_a_newer_plan_never_writes_over_it_in_silence(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    typed = {**form(rowan.get(f"{PLAN}?edit=signs").text, "plan-form"), "signs": "Half a th"}
    assert rowan.post("/me/drafts/safety-plan-signs", data=typed).status_code == 200
    assert box(rowan.get(f"{PLAN}?edit=signs").text) == "Half a th"
    sent = form(rowan.get(f"{PLAN}?edit=all").text, "plan-form")
    assert rowan.post(PLAN, data={**sent, "signs": "Newer."}).status_code == 303
    page = rowan.get(f"{PLAN}?edit=signs").text
    assert box(page) == "Half a th"
    assert "The plan has been changed in another window" in page
    assert "Newer." in page


def test_the_same_form_twice_is_one_version_and_nothing_changed_is_none(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    sent = {**form(rowan.get(f"{PLAN}?edit=reasons").text, "plan-form"), "reasons": "The beans."}
    assert [rowan.post(PLAN, data=sent).status_code for _n in range(2)] == [303, 303]
    assert len(re.findall(r"\?version=", rowan.get(PLAN).text)) == 1
    assert edit(rowan, "reasons", reasons="The beans.") == 303
    assert len(re.findall(r"\?version=", rowan.get(PLAN).text)) == 1


def test_too_many_words_come_back_whole_with_the_reason(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    sent = form(rowan.get(f"{PLAN}?edit=signs").text, "plan-form")
    answer = rowan.post(PLAN, data={**sent, "signs": "a" * 4001})
    assert answer.status_code == 422
    assert box(answer.text) == "a" * 4001
    assert "there is room for 4000" in answer.text


def test_somebody_with_no_plan_is_asked_to_begin_and_can(cast: Cast) -> None:
    kit = cast.signed_in(PATIENT)
    assert "Begin my plan" in kit.get(PLAN).text
    assert edit(kit, "all", signs="I stop eating.", people="Jo, 01632 960 777") == 303
    page = kit.get(PLAN).text
    assert "I stop eating." in page
    assert "I stop eating." not in cast.signed_in("patient").get(PLAN).text


def test_the_plan_is_one_press_from_every_page_and_from_help_now_for_a_patient(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    for path in ("/me", "/me/plan", "/me/messages", "/me/settings", AFTER):
        assert f'href="{PLAN}"' in rowan.get(path).text, path
    from_today = {"referer": "http://testserver/me/plan"}
    assert f'href="{PLAN}"' in rowan.get("/help-now", headers=from_today).text
    assert f'href="{PLAN}"' not in rowan.get("/help-now", headers={"referer": "http://testserver/practice"}).text
    assert f'href="{PLAN}#ask"' in rowan.get("/me/messages").text


def test_a_flag_that_was_closed_is_not_opened_by_looking(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    says(cast, PATIENT, 1)
    talked_with(cast, PATIENT, at=clock.now())
    kit = cast.signed_in(PATIENT)
    for path in (AFTER, PLAN, f"{AFTER}?told=call", f"{PLAN}?told=unsafe"):
        page = kit.get(path).text
        assert "We have told the team" not in page, "said only of what is so"
        assert "You have asked for a call" not in page
    assert [one.is_open for one in all_flags(cast, PATIENT)] == [False]
