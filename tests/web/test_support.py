"""Support messages as people meet them: the patient on Today, their practitioner, the service lead."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select, update

from app import clock
from app.audit.rules import Actor
from app.conditions.rules import CONDITION, holds
from app.content.support import On
from app.enrolments.tables import Draft
from app.facts.queries import histories
from app.facts.rules import as_of
from app.journey import measuring, respond
from app.people.rules import Role
from app.people.tables import Login
from app.rendering import local
from app.safety.rules import Source
from app.support import queries
from app.support.rules import Event, Wish, decide, filled
from app.support.tables import SupportMessage
from tests.caseload.test_queries import statements
from tests.cast import Cast
from tests.web.shared_by import text

STEP = "/me/modules/understanding-low-mood/steps/your-own-loop"
HERE, RULES = "/me/support", "/service/support-messages"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Nothing is said at night, so these days are at noon."""
    at = local(clock.now()).replace(hour=12, minute=0)
    monkeypatch.setattr(clock, "now", lambda: at)
    return at


def messages(cast: Cast, key: str = "patient") -> list[queries.Shown]:
    with cast.house.database.transaction(writes=False) as db:
        return queries.messages(db, cast.id(key))


def plans(cast: Cast, what: str, key: str = "patient", **more: str) -> None:
    form = {"what": what, "sees": "yes", "goal": "none", "once": str(uuid4()), "likely": "4", **more}
    sent = cast.signed_in(key).post("/me/activities", data=form)
    assert sent.status_code == 303, text(sent.text)


def planned(cast: Cast) -> list[queries.Shown]:
    """What was said to something that is not likely."""
    return [one for one in messages(cast) if one.rule == "planned-unlikely"]


def said(cast: Cast) -> queries.Shown:
    plans(cast, "Walk to the gate")
    (one,) = planned(cast)
    return one


def answer(cast: Cast, one: queries.Shown, wish: str, key: str = "patient") -> None:
    form = {"do": wish, "once": str(uuid4()), "then": "today"}
    assert cast.signed_in(key).post(f"{HERE}/{one.id}", data=form).status_code == 303


def test_something_planned_that_is_not_likely_is_answered_on_today_with_the_reason(cast: Cast) -> None:
    said(cast)
    page = text(cast.signed_in("patient").get("/me").text)
    assert "You are not sure that it will happen." in page
    assert "Why am I seeing this?" in page
    assert "You said that what you planned is not very likely." in page
    assert "Nobody typed it." in page


def test_the_same_form_twice_is_one_message(cast: Cast) -> None:
    once = str(uuid4())
    for _twice in range(2):
        plans(cast, "Walk to the gate", once=once)
    assert len(planned(cast)) == 1


def test_what_is_kept_private_is_answered_by_nothing(cast: Cast) -> None:
    plans(cast, "A secret walk", sees="no")
    assert not planned(cast)


def test_fewer_like_this_stops_it_and_taking_it_back_lets_it_come(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    one = said(cast)
    answer(cast, one, "fewer")
    assert "You asked for fewer like this." in text(cast.signed_in("patient").get("/me").text)
    at = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: at)
    plans(cast, "Walk to the corner")
    assert len(planned(cast)) == 1, "fewer like this: nothing for four weeks"
    answer(cast, one, "again")
    plans(cast, "Walk to the shop")
    assert len(planned(cast)) == 2


def test_not_for_me_takes_it_from_today_and_stands_where_it_can_be_undone(cast: Cast) -> None:
    answer(cast, said(cast), "not for me")
    rowan = cast.signed_in("patient")
    assert "You are not sure that it will happen." not in text(rowan.get("/me").text)
    assert "Let it come again" in text(rowan.get(HERE).text)
    assert rowan.post(HERE, data={"do": "again:planned-unlikely", "once": str(uuid4())}).status_code == 303
    assert "Let it come again" not in text(rowan.get(HERE).text)


@pytest.mark.parametrize("what", ["", "helpful", "keep:shoes", "again:nothing", "off:x", "style", "<b>"])
def test_nonsense_changes_nothing(cast_on_sqlite: Cast, what: str) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    assert rowan.post(HERE, data={"do": what}).status_code in (404, 422)
    with cast_on_sqlite.house.database.transaction(writes=False) as db:
        assert queries.told(db, [cast_on_sqlite.id("patient")]) == {}


def test_another_persons_message_is_not_there(cast: Cast) -> None:
    one = said(cast)
    sent = cast.signed_in("other-patient").post(f"{HERE}/{one.id}", data={"do": "helpful", "once": str(uuid4())})
    assert sent.status_code == 404
    assert messages(cast)[0].answer is None


def test_turned_off_nothing_comes_and_the_page_says_so(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    assert rowan.post(HERE, data={"do": "off:", "once": str(uuid4())}).status_code == 303
    plans(cast, "Walk to the gate")
    assert messages(cast) == []
    assert "No messages come just now." in text(rowan.get(HERE).text)


def test_how_much_comes_is_the_same_choice_as_on_the_card(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    assert rowan.post(HERE, data={"do": "style", "support_style": "less"}).status_code == 303
    assert re.search(r'value="less"[^>]*checked', rowan.get("/me/settings").text)


def test_a_safety_flag_takes_what_was_said_from_today_and_silences_the_rest(cast: Cast) -> None:
    said(cast)
    rowan = cast.signed_in("patient")
    with cast.house.database.transaction() as db:
        asks = Actor(cast.id("patient"), "Rowan", Role.PATIENT.value)
        call = Source.ASKS_FOR_CALL
        measuring.tell(db, cast.house.settings, cast.id("patient"), call, "", once=uuid4(), by=asks, at=clock.now())
    assert "You are not sure that it will happen." not in text(rowan.get("/me").text)
    plans(cast, "Walk to the corner")
    assert len(messages(cast)) == 1


def test_whatever_goes_wrong_in_it_the_deed_is_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_args: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(respond, "histories", breaks)
    plans(cast, "Walk to the gate")
    assert "Walk to the gate" in text(cast.signed_in("patient").get("/me/activities").text)
    assert messages(cast) == []


def test_three_starts_without_an_end_offer_a_smaller_way_to_the_patient_alone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = clock.now()
    for n in range(3):
        at = noon + timedelta(hours=n)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        cast.signed_in("patient").post(f"{STEP}/draft", data=_draft(cast, n))
    with cast.house.database.transaction() as db:
        respond.sweep(db, cast.house.sources, [cast.id("patient")], cast.house.settings, at=clock.now())
    assert [one.rule for one in messages(cast)] == ["half-way"]
    assert "Only you see this." in text(cast.signed_in("patient").get("/me").text)
    sam = cast.signed_in("practitioner")
    for page in ("support", "brief"):
        shown = text(sam.get(f"/practice/patients/{cast.id('patient')}/{page}").text)
        assert "come back to this step" not in shown
        assert "begun three times" not in shown


def _draft(cast: Cast, n: int) -> dict[str, str]:
    form = {"round-again": f"Half {n}", "version": "0"}
    with cast.house.database.transaction(writes=False) as db:
        kept = db.exec(select(Draft).where(Draft.step == "your-own-loop")).first()
    return {**form, "draft": str(kept.id), "draft_version": str(kept.version)} if kept else form


def test_whoever_comes_back_after_a_while_is_welcomed_without_a_count_of_days(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.signed_in("patient")
    with cast.house.database.transaction() as db:
        away = clock.now() - timedelta(days=1)
        mine = col(Login.person_id) == cast.id("patient")
        db.exec(update(Login).where(mine).values(began_at=away, used_at=away))
    at = clock.now() + timedelta(days=15)
    monkeypatch.setattr(clock, "now", lambda: at)
    page = text(cast.signed_in("patient").get("/me").text)
    assert "Everything is where you left it." in page
    assert "15 days" not in page


def test_what_was_said_can_be_decided_again_from_what_is_stored(cast: Cast) -> None:
    said(cast)
    with cast.house.database.transaction(writes=False) as db:
        for row in db.exec(select(SupportMessage)):
            stored = json.loads(row.facts)
            assert stored["when"] is None or holds(CONDITION.validate_python(stored["when"]), stored["facts"])
            event = Event(On(row.follows), row.key, datetime.fromisoformat(stored["at"]), title=stored["title"])
            assert filled(row.template, event, row.words, "Rowan", "Sam") == row.text
            now = _as_it_was(db, cast, row)
            assert now is not None
            assert (now.rule, now.text) == (row.rule, row.text)


def _as_it_was(db: Session, cast: Cast, row: SupportMessage):  # type: ignore[no-untyped-def]
    history = histories(db, cast.house.sources, [row.patient_id], at=row.at)[row.patient_id]
    before = replace(history, sent=tuple(one for one in history.sent if one.at < row.at))
    return decide(cast.house.support, as_of(before, cast.house.support, local(row.at))).message


def test_facts_are_gathered_with_as_many_queries_for_sixty_as_for_one(cast: Cast) -> None:
    database, sources = cast.house.database, cast.house.sources
    everybody = [cast.id(key) for key in ("patient", "other-patient", "amina", "callum", "marek")]
    asked = {}
    for few in (everybody[:1], everybody):
        with database.transaction(writes=False) as db, statements(database.engine) as asked[len(few)]:
            assert len(histories(db, sources, few, at=clock.now())) == len(few)
    assert len(asked[1]) == len(asked[5]) <= 18


# The practitioner ---------------------------------------------------------------------------------------------------


def test_the_practitioner_sees_what_was_said_why_and_what_came_of_it(cast: Cast) -> None:
    answer(cast, said(cast), "helpful")
    sam = cast.signed_in("practitioner")
    shown = text(sam.get(f"/practice/patients/{cast.id('patient')}/support").text)
    assert "You are not sure that it will happen." in shown
    assert "You said that what you planned is not very likely." in shown
    assert "it helped" in shown
    assert "Something was planned that is not likely to happen" in text(
        sam.get(f"/practice/patients/{cast.id('patient')}/brief").text
    )


def test_own_words_come_in_the_place_of_the_programmes_and_say_whose_they_are(cast: Cast) -> None:
    sam, here = cast.signed_in("practitioner"), f"/practice/patients/{cast.id('patient')}/support"
    form = {"support_words": "Half of it is plenty, {name}.", "version": "0"}
    assert sam.post(f"{here}/planned-unlikely", data=form).status_code == 303
    assert said(cast).text == "Half of it is plenty, Rowan."
    assert "Sam chose these words for you." in text(cast.signed_in("patient").get("/me").text)
    again = sam.post(f"{here}/planned-unlikely", data={"support_words": "Other words", "version": "0"})
    assert again.status_code == 409
    assert "Other words" in again.text
    assert "Half of it is plenty" in again.text


def test_words_with_a_gap_that_is_not_known_come_back_with_the_reason(cast_on_sqlite: Cast) -> None:
    sam, here = cast_on_sqlite.signed_in("practitioner"), f"/practice/patients/{cast_on_sqlite.id('patient')}/support"
    sent = sam.post(f"{here}/planned-unlikely", data={"support_words": "Half of {it}", "version": "0"})
    assert sent.status_code == 422
    assert "{it} is not known here" in text(sent.text)


def test_a_rest_silences_every_message_until_it_is_taken_up_again(cast: Cast) -> None:
    sam, here = cast.signed_in("practitioner"), f"/practice/patients/{cast.id('patient')}/support"
    assert sam.post(here, data={"do": "rest", "version": "0"}).status_code == 303
    plans(cast, "Walk to the gate")
    assert messages(cast) == []
    assert "Every message rests for now. Set by Sam" in text(sam.get(here).text)
    assert sam.post(here, data={"do": "go-on", "version": "1"}).status_code == 303
    plans(cast, "Walk to the corner")
    assert len(messages(cast)) == 1


def test_words_that_are_kept_private_afterwards_are_read_by_nobody_else(cast: Cast) -> None:
    plans(cast, "Walk to the gate", likely="9")
    (one,) = [found for found in messages(cast) if found.rule == "planned"]
    assert "Walk to the gate" in one.text
    here = f"/practice/patients/{cast.id('patient')}/support"
    assert "Walk to the gate" in text(cast.signed_in("practitioner").get(here).text)
    cast.signed_in("patient").post(f"/me/activities/{one.about}/sharing", data={"sees": "no"})
    assert "Walk to the gate" not in text(cast.signed_in("practitioner").get(here).text)


# The service lead ---------------------------------------------------------------------------------------------------


def form_of(cast: Cast, **changed: str) -> dict[str, str]:
    rule = cast.house.support["planned-unlikely"]
    words = {f"wording-{n}": one for n, one in enumerate(rule.say)}
    return {**words, "every": str(rule.every), "within": str(rule.within), "version": "0", "do": "save", **changed}


def test_a_leads_wording_holds_for_everybody_and_two_leads_do_not_write_over_each_other(cast: Cast) -> None:
    lead = cast.signed_in("lead")
    form = form_of(cast, **{"wording-0": "Half of it counts too.", "wording-1": "A half is plenty."})
    assert lead.post(f"{RULES}/planned-unlikely", data=form).status_code == 303
    assert said(cast).text in {"Half of it counts too.", "A half is plenty."}
    late = lead.post(f"{RULES}/planned-unlikely", data=form_of(cast, **{"wording-0": "A half is fine."}))
    assert late.status_code == 409
    assert "A half is fine." in late.text


def test_a_rule_that_rests_in_the_service_is_silent(cast: Cast) -> None:
    form = form_of(cast, rests="yes")
    assert cast.signed_in("lead").post(f"{RULES}/planned-unlikely", data=form).status_code == 303
    plans(cast, "Walk to the gate")
    assert "planned-unlikely" not in [one.rule for one in messages(cast)]


@pytest.mark.parametrize(
    ("name", "value"),
    [("wording-0", "You must do it."), ("wording-1", ""), ("every", "0"), ("every", "x"), ("within", "9" * 30)],
)
def test_what_cannot_hold_comes_back_with_the_reason_and_every_word(
    cast_on_sqlite: Cast, name: str, value: str
) -> None:
    sent = cast_on_sqlite.signed_in("lead").post(
        f"{RULES}/planned-unlikely", data=form_of(cast_on_sqlite, **{name: value})
    )
    assert sent.status_code == 422
    assert "smaller piece of it still counts" in sent.text or name == "wording-1"


def test_a_lead_learns_what_it_would_have_sent_only_from_five_patients_up(cast: Cast) -> None:
    lead = cast.signed_in("lead")
    counted = lead.post(f"{RULES}/planned-unlikely", data=form_of(cast, do="count"))
    assert "fewer than five patients" in text(counted.text)
    alone = lead.post(f"{RULES}/half-way", data=form_of(cast, do="count"))
    assert "is not counted for anybody" in text(alone.text)


def test_a_leads_pages_have_no_message_of_anybodys(cast: Cast) -> None:
    one = said(cast)
    page = text(cast.signed_in("lead").get(RULES).text)
    assert one.text not in page
    assert "Something was planned that is not likely to happen" in page


def test_the_last_answer_to_a_message_counts(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    one = said(cast)
    answer(cast, one, "helpful")
    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer(cast, one, "not for me")
    assert [shown.answer for shown in planned(cast)] == [Wish.NOT_FOR_ME]
