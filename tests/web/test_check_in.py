"""The check-in: for whose eyes, never one total, only after a yes; and asking for somebody else stays with the lead."""

import html
import re
from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
import time_machine
from sqlmodel import col, func, select
from starlette.testclient import TestClient

from app import clock
from app.audit.tables import AuditEntry
from app.checkins.tables import CheckInAnswer, LeadRequest, StoredCheckIn
from app.people import preferences
from app.people.preferences import Going
from tests.cast import MODULE, Cast
from tests.web.checking_in import GIVEN, HERE, checks_of, filled, give, request_of
from tests.web.shared_by import form, text

SAM = "practitioner"
WORDS = "canary-words <b>כן</b> 🙂"


def count(cast: Cast, table: type) -> int:
    with cast.house.database.transaction(writes=False) as db:
        return db.exec(select(func.count()).select_from(table)).one()


def practitioner_pages(cast: Cast, client: TestClient, patient: str = "patient") -> str:
    one = f"/practice/patients/{cast.id(patient)}"
    more = ("", "/brief", "/check-ins", "/goals", "/activities", "/plan", "/messages", "/course")
    return "".join(client.get(path).text for path in ("/practice", "/practice/messages", *(f"{one}{m}" for m in more)))


def settle(lead: TestClient, cast: Cast, answer: str, key: str = "other-patient") -> int:
    id_ = request_of(cast, key)
    return lead.post(f"/service/requests/{id_}", data={f"told-{id_}": answer}).status_code


def test_nothing_is_chosen_beforehand_and_each_question_stands_by_itself(cast: Cast) -> None:
    page = cast.signed_in("other-patient").get(HERE).text
    part = page[page.index('id="check-in"') :]
    part = part[: part.index("</form>")]
    assert " checked" not in part
    assert part.count("<fieldset") == 11, "nine questions, the quick answers and who sees it"
    assert "<table" not in part
    assert "About 2 minutes." in page
    assert part.index('name="audience"') > part.index('name="change"'), "who sees it stands last"
    assert "Only the service lead hears of this." in part


def test_a_check_in_for_the_practitioner_is_read_by_them_and_the_patient_sees_that(cast: Cast) -> None:
    rowan, sam = cast.signed_in("patient"), cast.signed_in(SAM)
    answer = give(rowan, {"gets-it": 4, "fits-me": 1, "doable": "na"}, chips=("slower",), words=WORDS)
    assert answer.headers["location"] == GIVEN
    thanks = text(rowan.get(GIVEN).text)
    assert "Sam sees your answers and your words" in thanks
    assert "Not seen yet" in text(rowan.get(HERE).text)
    page = sam.get(checks_of(cast, "patient")).text
    assert WORDS in html.unescape(page)
    assert "<b>כן" not in page
    assert "Slower" in page
    assert "You said the words in the programme do not fit you well." in text(page)
    assert "A little (1)" in text(page)
    assert "Does not apply" in text(page)
    assert not re.search(r"\b(total|sum|mean|average)\b(?! *\.)", text(page).replace("there is no total", "").lower())
    assert "Seen by Sam on" in text(rowan.get(HERE).text)
    assert "Read your check-ins" in text(rowan.get("/me/who-looked").text)


def test_a_check_in_for_the_lead_alone_is_nowhere_with_the_practitioner(cast: Cast) -> None:
    rowan, sam = cast.signed_in("patient"), cast.signed_in(SAM)
    practitioner_pages(cast, sam)  # what is new is marked seen first
    before = practitioner_pages(cast, sam)
    give(rowan, dict.fromkeys(("gets-it", "had-a-say"), 0), chips=("less-contact",), words=WORDS, audience="lead")
    after = practitioner_pages(cast, sam)
    assert "canary-words" not in after
    assert _plain(before) == _plain(after), "not a word on any page may tell that there is one"
    assert "Nothing of it is shown to Sam." in text(rowan.get(GIVEN).text)
    lead = cast.signed_in("lead").get("/service/check-ins").text
    assert WORDS in html.unescape(lead)
    assert "Rowan" not in lead


def test_what_is_low_stands_on_the_caseload_until_it_was_looked_at_and_for_the_lead_alone_never(cast: Cast) -> None:
    rowan, sam = cast.signed_in("patient"), cast.signed_in(SAM)
    said = "about how you work together to talk about"
    give(rowan, {"fits-me": 0, "doable": 0}, audience="lead")
    assert said not in text(sam.get("/practice").text)
    give(rowan, {"gets-it": 4, "fits-me": 0})
    page = sam.get("/practice").text
    assert said in text(page)
    assert f'href="{checks_of(cast, "patient")}"' in page
    sam.get(f"/practice/patients/{cast.id('patient')}/brief")
    assert said not in text(sam.get("/practice").text)


def test_a_fall_from_or_to_a_lead_only_answer_is_no_topic(cast: Cast) -> None:
    rowan, sam = cast.signed_in("patient"), cast.signed_in(SAM)
    give(rowan, {"gets-it": 4, "had-a-say": 2})
    give(rowan, {"gets-it": 0, "had-a-say": 4}, audience="lead")
    give(rowan, {"gets-it": 3, "had-a-say": 2})
    page = text(sam.get(checks_of(cast, "patient")).text)
    assert "I would like to. What have I missed?" not in page
    assert "You said you did not have much of a say." not in page
    give(rowan, {"gets-it": 2, "had-a-say": 0})
    page = text(sam.get(checks_of(cast, "patient")).text)
    assert "Not at all (0), was Partly (2)" in page
    assert "Partly (2), was" not in page, "from 3 to 2 is no fall to talk about"


def test_asking_for_someone_else_reaches_the_lead_and_leaves_no_trace_with_the_practitioner(cast: Cast) -> None:
    kit, alex = cast.signed_in("other-patient"), cast.signed_in("other-practitioner")
    give(kit, {"gets-it": 3}, chips=("someone-else", "faster"), words=WORDS)
    pages = practitioner_pages(cast, alex, "other-patient")
    assert "canary-words" not in pages
    assert "omeone else" not in text(pages)
    assert "omebody else" not in text(pages)
    assert "Faster" in pages, "what is theirs to see is there"
    lead = cast.signed_in("lead")
    page = lead.get("/service/requests").text
    assert WORDS in html.unescape(page)
    assert "Kit Marlow" in page
    assert f'href="/service/patients/{cast.id("other-patient")}"' in page
    assert re.search(r"They are to hear by \d\d:\d\d", text(page))
    figures = lead.get("/service/check-ins").text
    assert "canary-words" not in figures, "the words stand with the request alone"


def test_the_lead_is_told_on_every_page_until_the_request_is_answered_and_the_patient_reads_it(cast: Cast) -> None:
    kit, lead = cast.signed_in("other-patient"), cast.signed_in("lead")
    alarm = "1 patient asks for somebody else."
    assert alarm not in lead.get("/service/team").text
    give(kit, chips=("someone-else",), words="Please.", audience="lead")
    assert alarm in lead.get("/service/team").text
    today = text(kit.get("/me").text)
    assert "The service lead tells you more by" in today
    assert "Not seen yet" in today
    lead.get("/service/requests")
    assert "Seen by Priya on" in text(kit.get("/me").text)
    assert settle(lead, cast, "canary-answer: Morgan can begin\nwith you on Monday.") == 303
    assert alarm not in lead.get("/service/team").text
    for path in ("/me", HERE):
        page = kit.get(path).text
        assert "with you on Monday." in page
        assert "Priya, service lead, answers you" in text(page)
    assert "with you on Monday." in lead.get("/service/requests").text
    assert "canary-answer" not in practitioner_pages(cast, cast.signed_in("other-practitioner"), "other-patient")


def test_a_late_answer_is_called_late_on_both_sides(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    give(cast.signed_in("other-patient"), chips=("someone-else",))
    with time_machine.travel(clock.now() + timedelta(days=9)):
        assert "Late. They were to hear by" in text(cast.signed_in("lead").get("/service/requests").text)
        today = text(cast.signed_in("other-patient").get("/me").text)
        assert "It is late. The service lead sees it on every page until you hear." in today


def test_an_answer_to_a_request_needs_words_is_sent_once_and_a_colleagues_stands(cast: Cast) -> None:
    give(cast.signed_in("other-patient"), chips=("someone-else",))
    lead = cast.signed_in("lead")
    assert settle(lead, cast, "  ") == 422
    assert settle(lead, cast, "x" * 2001) == 422
    assert settle(lead, cast, "First answer.") == 303
    assert settle(lead, cast, "First answer.") == 303, "the same form twice is one answer"
    id_ = request_of(cast, "other-patient")
    second = lead.post(f"/service/requests/{id_}", data={f"told-{id_}": "Second answer."})
    assert second.status_code == 409
    assert "First answer." in second.text
    assert "Second answer." in second.text, "no word is lost"
    assert "Second" not in cast.signed_in("other-patient").get("/me").text
    for wrong in (str(uuid4()), "nothing", str(cast.id("other-patient"))):
        assert lead.post(f"/service/requests/{wrong}", data={f"told-{wrong}": "x"}).status_code == 404


def test_a_form_sent_twice_or_by_several_at_once_is_one_check_in_and_one_request(cast: Cast) -> None:
    clients = [cast.signed_in("other-patient") for _n in range(3)]
    sent = filled(clients[0], {"gets-it": 2}, chips=("someone-else",), words="Once.")
    before, start, answers = count(cast, StoredCheckIn), Barrier(len(clients)), []

    def press(n: int) -> None:
        start.wait()
        answers.append(clients[n].post(HERE, data=sent).status_code)

    threads = [Thread(target=press, args=(n,)) for n in range(len(clients))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert answers == [303] * len(clients)
    assert clients[0].post(HERE, data=sent).status_code == 303
    assert count(cast, StoredCheckIn) == before + 1
    assert count(cast, LeadRequest) == 1


def test_without_an_audience_nothing_is_sent_and_every_choice_and_word_comes_back(cast: Cast) -> None:
    kit, before = cast.signed_in("other-patient"), count(cast, StoredCheckIn)
    sent = filled(kit, {"gets-it": 0, "doable": "leave"}, chips=("other",), words=WORDS, audience="")
    answer = kit.post(HERE, data=sent)
    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    assert 'href="#audience"' in answer.text
    assert WORDS in html.unescape(answer.text)
    for value in ("gets-it 0", "doable leave", "other"):
        assert re.search(rf'value="{value}" checked', answer.text), value
    assert count(cast, StoredCheckIn) == before


@pytest.mark.parametrize(
    "typed",
    [
        {"said.1": "gets-it 5"},
        {"said.1": "gets-it -1"},
        {"said.1": "fits-me 1"},
        {"said.1": "0"},
        {"said.1": "gets-it " + "9" * 400},
        {"chip.1": "no-such-wish"},
        {"chip.1": "faster"},
        {"chip.99": "faster"},
        {"audience": "everybody"},
        {"audience": "service lead"},
        {"change": "x" * 2001},
    ],
    ids=str,
)
def test_what_was_not_asked_is_refused_and_nothing_is_stored(cast_on_sqlite: Cast, typed: dict[str, str]) -> None:
    kit = cast_on_sqlite.signed_in("other-patient")
    before = count(cast_on_sqlite, CheckInAnswer), count(cast_on_sqlite, StoredCheckIn)
    answer = kit.post(HERE, data={**filled(kit, {"had-a-say": 2}), **typed})
    assert answer.status_code == 422
    assert "had-a-say 2" in answer.text
    assert (count(cast_on_sqlite, CheckInAnswer), count(cast_on_sqlite, StoredCheckIn)) == before


def test_what_no_database_keeps_is_taken_out_and_the_rest_is_kept(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    give(kit, words="before\0after", audience="lead")
    assert "beforeafter" in kit.get(HERE).text


def test_everything_may_be_left_out(cast: Cast) -> None:
    give(cast.signed_in("other-patient"))
    page = text(cast.signed_in("other-practitioner").get(checks_of(cast, "other-patient")).text)
    assert page.count("left out") == 9


def test_a_draft_holds_what_was_picked_and_is_gone_once_it_is_sent(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    sent = filled(kit, {"gets-it": 3}, chips=("other",), words="half a thou", audience="lead")
    assert kit.post("/me/drafts/check-in", data=sent).status_code == 200
    page = kit.get(HERE).text
    for value in ("gets-it 3", "other", "lead"):
        assert re.search(rf'value="{value}" checked', page), value
    assert "half a thou" in page
    assert "half a thou" not in cast.signed_in("other-practitioner").get(checks_of(cast, "other-patient")).text
    give(kit, {"gets-it": 3})
    assert "half a thou" not in kit.get(HERE).text


def test_figures_of_fewer_than_five_people_are_hidden_and_names_and_practitioners_are_nowhere(cast: Cast) -> None:
    with cast.house.database.transaction() as db:
        for table in (CheckInAnswer, StoredCheckIn):
            for row in db.exec(select(table)):
                db.delete(row)
            db.flush()
    lead, givers = cast.signed_in("lead"), ("patient", "other-patient", "amina", "theo", "farah")
    for n, key in enumerate(givers):
        assert "about 5" not in lead.get("/service/check-ins").text, f"{n} people are too few"
        give(cast.signed_in(key), {"gets-it": n}, chips=("fewer-words",), audience="lead" if n % 2 else "practitioner")
    page = lead.get("/service/check-ins").text
    assert "2.0" in text(page)
    assert text(page).count("about 5") == 2, "one figure and one wish"
    assert text(page).count("Fewer than 5") == 9, "eight questions that nobody answered, and how many were low"
    assert not [name for name in ("Rowan", "Kit", "Amina", "Sam", "Alex") if name in text(page).replace("Same", "")]


def test_the_programme_changes_only_after_a_yes_and_can_be_changed_back(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    step = f"{MODULE}/steps/how-low-mood-works"
    give(kit, {"fits-me": 0, "doable": 1}, chips=("more-contact",))
    asked = kit.get(GIVEN).text
    for question in ("use fewer words?", "go more slowly?", "be in touch more often?"):
        assert question in asked
    assert " checked" not in asked
    assert going(cast) == Going()
    assert "<details" not in prose(kit.get(step).text)
    sent = form(asked, "programme")
    kit.post("/me/check-in/changes", data={**sent, "offer.2": "fewer-words no", "offer.1": "faster yes"})
    assert going(cast) == Going(), "no is no, and what was not asked is nothing"
    yes = {"offer.0": "slower yes", "offer.2": "fewer-words yes", "offer.3": "more-support yes"}
    assert kit.post("/me/check-in/changes", data={**sent, **yes}).headers["location"].startswith(GIVEN)
    assert going(cast) == Going("slower", fewer_words=True)
    now = kit.get(GIVEN).text
    assert "examples and notes are folded away" in now
    assert 'id="programme"' not in now, "there is nothing left to ask"
    assert "One step this week is enough." in kit.get("/me").text
    assert "<details" in prose(kit.get(step).text)
    assert "<aside" not in prose(kit.get(step).text)
    assert "More prompts" in text(cast.signed_in("other-practitioner").get(checks_of(cast, "other-patient")[:-10]).text)
    back = {"pace": "usual", "fewer_words": "no"}
    assert kit.post("/me/settings/going", data=back).headers["location"] == "/me/settings?saved=going"
    assert "<details" not in prose(kit.get(step).text)
    assert "One step this week" not in kit.get("/me").text
    assert kit.post("/me/settings/going", data={"pace": "never", "fewer_words": "no"}).status_code == 422


def going(cast: Cast, key: str = "other-patient") -> Going:
    with cast.house.database.transaction(writes=False) as db:
        return preferences.going(db, cast.id(key))


def prose(page: str) -> str:
    return page[page.index('class="prose"') : page.index('class="actions"')]


def test_faster_offers_more_than_one_next_thing(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    assert "Also open, if you want more" not in kit.get("/me").text
    kit.post("/me/settings/going", data={"pace": "faster", "fewer_words": "no"})
    assert "Also open, if you want more" in kit.get("/me").text


def test_a_form_of_the_card_that_stood_open_does_not_undo_a_yes(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    card = {"name": "Kit", "support_style": "usual", "version": "1"}
    assert kit.post("/me/settings", data=card).status_code == 303
    give(kit, chips=("less-contact",))
    kit.post("/me/check-in/changes", data={"offer.4": "less-support yes"})
    assert kit.post("/me/settings", data={**card, "version": "2"}).status_code == 409


def test_one_is_offered_now_and_then_and_never_on_the_first_day(cast: Cast) -> None:
    offered = "About 2 minutes. Only if you want to."
    rowan = cast.signed_in("patient")
    assert offered not in rowan.get("/me").text, "they gave one two days ago"
    with time_machine.travel(clock.now() + timedelta(days=20)):
        rowan = cast.signed_in("patient")
        assert offered in rowan.get("/me").text
        give(rowan, audience="lead")
        assert offered not in rowan.get("/me").text
    assert 'href="/me/check-in"' in rowan.get("/me/plan").text, "it is there on demand at any time"


def test_after_the_course_what_was_said_can_be_read_and_nothing_is_asked(cast: Cast) -> None:
    joyce = cast.signed_in("ended-patient")
    page = joyce.get(HERE)
    assert page.status_code == 200
    assert "<form" not in page.text[page.text.index("<main") : page.text.index("</main")]
    before = count(cast, StoredCheckIn)
    assert joyce.post(HERE, data={"audience": "lead", "once": str(uuid4())}).status_code == 409
    assert joyce.post("/me/check-in/changes", data={}).status_code == 409
    assert count(cast, StoredCheckIn) == before


def test_the_audit_holds_nothing_of_who_gave_one_or_asked(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    before = _entries(cast)
    give(kit, {"gets-it": 0}, chips=("someone-else",), words="canary-audit", audience="lead")
    settle(cast.signed_in("lead"), cast, "canary-answer")
    new = _entries(cast)[len(before) :]
    assert not [one for one in new if "canary" in one[1]]
    assert not [one for one in new if one[2] == cast.id("other-patient") and "request" in one[0]]


def _entries(cast: Cast) -> list[tuple[str, str, object]]:
    with cast.house.database.transaction(writes=False) as db:
        rows = db.exec(select(AuditEntry).order_by(col(AuditEntry.at)))
        return [(row.deed, row.subject, row.patient_id) for row in rows]


def test_patients_and_practitioners_reach_nothing_of_the_leads(cast_on_sqlite: Cast) -> None:
    for key in ("patient", "practitioner"):
        client = cast_on_sqlite.signed_in(key)
        for path in ("/service/check-ins", "/service/requests"):
            assert client.get(path).status_code == 404
    for key in ("other-practitioner", "lead", "other-patient"):
        assert cast_on_sqlite.signed_in(key).get(checks_of(cast_on_sqlite, "patient")).status_code == 404


def _plain(page: str) -> str:
    """A page without what is different every time."""
    return re.sub(r"say [0-9A-Z]{3}-[0-9A-Z]{3} and the time, \d\d:\d\d|[0-9a-f]{8}-[0-9a-f-]{27}", "", page)
