"""A patient works through a step: saved, resumed, changed, never lost, never twice."""

import pytest
from sqlmodel import func, select

from app import clock
from app.audit.rules import SYSTEM
from app.enrolments.tables import Draft, ResponseVersion
from app.people import actions as people
from tests.cast import MODULE, Cast, fill_in, hidden

LOOP = f"{MODULE}/steps/your-own-loop"
WORDS = 'I <3 my cat & "dog" it’s <b>ok</b> é 🙂'


def count(cast: Cast, table: type) -> int:
    with cast.house.database.transaction(writes=False) as db:
        return db.exec(select(func.count()).select_from(table)).one()


def test_what_was_typed_comes_back_letter_for_letter_and_escaped(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    answer = fill_in(rowan, "your-own-loop", {"round-again": WORDS})
    assert answer.status_code == 303
    page = rowan.get(LOOP).text
    assert "I &lt;3 my cat &amp; &#34;dog&#34; it’s &lt;b&gt;ok&lt;/b&gt; é 🙂" in page
    assert "<b>ok</b>" not in page


def test_continue_goes_on_to_what_the_programme_says_back_and_then_to_the_next_step(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    answer = fill_in(rowan, "your-own-loop", {"links": "did-thoughts", "round-again": "It was worse on Monday."})
    assert answer.headers["location"] == f"{LOOP}/reply"
    said = rowan.get(f"{LOOP}/reply").text
    assert "It was worse on Monday." in said
    assert f"{MODULE}/steps/where-to-start" in said


def test_a_reading_is_finished_by_continue_and_leads_straight_on(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    answer = fill_in(marek, "how-low-mood-works", {})
    assert answer.headers["location"] == f"{MODULE}/steps/one-hard-moment"


def test_a_module_is_finished_with_the_patients_own_conclusion_and_says_who_sees_it(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    fill_in(rowan, "your-own-loop", {})
    fill_in(rowan, "where-to-start", {"choice": "did"})
    answer = fill_in(rowan, "what-you-make-of-it", {"noticed": "It starts when I cancel."})
    assert answer.headers["location"] == MODULE
    page = rowan.get(MODULE).text
    assert "It starts when I cancel." in page
    assert "Sam can see this too." in page


def test_no_step_asks_for_an_answer_before_it_lets_go_on(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    for step in ("how-low-mood-works", "one-hard-moment", "your-own-loop", "where-to-start", "what-you-make-of-it"):
        assert fill_in(marek, step, {}).status_code == 303, f"{step} held the patient back"
    assert "You finished this on" in marek.get(MODULE).text


def test_the_same_form_sent_twice_is_one_record_and_the_same_answer(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    form = {**hidden(rowan.get(LOOP).text), "round-again": "Once."}
    before = count(cast, ResponseVersion)
    first, second = rowan.post(LOOP, data=form), rowan.post(LOOP, data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert count(cast, ResponseVersion) == before + 1


def test_two_windows_never_overwrite_each_other_and_both_texts_are_on_one_page(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    one, two = hidden(rowan.get(LOOP).text), hidden(rowan.get(LOOP).text)
    assert rowan.post(LOOP, data={**one, "round-again": "From the sofa."}).status_code == 303
    conflict = rowan.post(LOOP, data={**two, "round-again": "From the bus."})
    assert conflict.status_code == 409
    assert "From the sofa." in conflict.text
    assert "From the bus." in conflict.text
    assert "From the bus." in rowan.get(LOOP).text, "the words that lost are kept as a draft"
    settled = rowan.post(LOOP, data={**hidden(conflict.text), "round-again": "Both."})
    assert settled.status_code == 303
    assert "Both." in rowan.get(LOOP).text


def test_a_draft_is_saved_as_it_is_written_and_resumed_on_another_device(cast: Cast) -> None:
    phone, laptop = cast.signed_in("marek"), cast.signed_in("marek")
    step = f"{MODULE}/steps/one-hard-moment"
    form = hidden(phone.get(step).text)
    saved = phone.post(f"{step}/draft", data={**form, "thoughts": "half a sent", "strength": "abc"}).json()
    assert set(saved) == {"saved_at", "draft", "draft_version"}
    page = laptop.get(step).text
    assert "half a sent" in page
    assert 'value="abc"' in page, "a draft keeps what was typed, however wrong"


def test_a_draft_that_another_window_changed_is_left_alone_and_a_second_one_is_kept(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    step = f"{MODULE}/steps/one-hard-moment"
    form = hidden(marek.get(step).text)
    first = marek.post(f"{step}/draft", data={**form, "thoughts": "first"}).json()
    both = {**form, "draft": first["draft"], "draft_version": str(first["draft_version"])}
    ahead = marek.post(f"{step}/draft", data={**both, "thoughts": "ahead"}).json()
    behind = marek.post(f"{step}/draft", data={**both, "thoughts": "behind"}).json()
    assert ahead["draft"] == first["draft"]
    assert behind["draft"] != first["draft"]
    page = marek.get(step).text
    assert "ahead" in page
    assert "behind" in page


def test_words_in_another_window_can_be_used_or_let_go(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    step = f"{MODULE}/steps/one-hard-moment"
    form = hidden(marek.get(step).text)
    kept = marek.post(f"{step}/draft", data={**form, "thoughts": "the older words"}).json()
    marek.post(f"{step}/draft", data={**form, "thoughts": "the newer words"})
    page = marek.get(f"{step}?draft={kept['draft']}").text
    assert page.index("the older words") < page.index("the newer words")
    assert marek.post(f"{step}/let-go", data={"words": kept["draft"]}).status_code == 303
    assert "the older words" not in marek.get(step).text


def test_continue_takes_its_own_draft_away(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    step = f"{MODULE}/steps/one-hard-moment"
    before = count(cast, Draft)
    form = hidden(marek.get(step).text)
    saved = marek.post(f"{step}/draft", data={**form, "thoughts": "on the way"}).json()
    known = {"draft": saved["draft"], "draft_version": str(saved["draft_version"])}
    marek.post(step, data={**form, **known, "thoughts": "there"})
    assert count(cast, Draft) == before


def test_a_finished_step_can_be_changed_and_every_version_is_kept(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    fill_in(rowan, "one-hard-moment", {"what-happened": "It was a Monday, now I think of it.", "strength": "8"})
    assert "It was a Monday" in rowan.get(f"{MODULE}/steps/one-hard-moment").text
    assert "You changed it since" in rowan.get(MODULE).text
    sam = cast.signed_in("practitioner").get(f"/practice/patients/{cast.id('patient')}").text
    assert "It was a Monday" in sam


def test_a_step_that_a_changed_answer_takes_away_keeps_its_words_and_says_so(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    assert "A gentler pace" in rowan.get(MODULE).text
    fill_in(rowan, "one-hard-moment", {"strength": "3"})
    page = rowan.get(MODULE).text
    assert "No longer part of your way through" in page
    assert rowan.get(f"{MODULE}/steps/a-gentler-pace").status_code == 404
    fill_in(rowan, "one-hard-moment", {"strength": "9"})
    assert "No longer part" not in rowan.get(MODULE).text


@pytest.mark.parametrize(
    ("strength", "message"),
    [
        ("11", "Write a whole number from 0 to 10."),
        ("-1", "Write a whole number from 0 to 10."),
        ("1" + "0" * 30, "Write a whole number from 0 to 10."),
        ("NaN", "Write a whole number from 0 to 10."),
        ("٣", "Write a whole number from 0 to 10."),
        ("7.5", "Write a whole number from 0 to 10."),
    ],
)
def test_a_number_that_does_not_fit_is_said_at_the_field_and_nothing_typed_is_lost(
    cast_on_sqlite: Cast, strength: str, message: str
) -> None:
    marek = cast_on_sqlite.signed_in("marek")
    answer = fill_in(marek, "one-hard-moment", {"thoughts": "Kept words.", "strength": strength})
    assert answer.status_code == 422
    assert message in answer.text
    assert "Kept words." in answer.text
    assert f'value="{strength}"' in answer.text
    assert "<title>Error: " in answer.text


def test_an_over_long_text_comes_back_whole_with_the_reason(cast_on_sqlite: Cast) -> None:
    marek = cast_on_sqlite.signed_in("marek")
    answer = fill_in(marek, "one-hard-moment", {"thoughts": "a" * 5001})
    assert answer.status_code == 422
    assert "there is room for 5000" in answer.text
    assert "a" * 5001 in answer.text


@pytest.mark.parametrize("bad", ["\x00", "\ud800", "\x1b"])
def test_a_hidden_character_is_taken_out_and_the_words_stay(cast: Cast, bad: str) -> None:
    marek = cast.signed_in("marek")
    step = f"{MODULE}/steps/one-hard-moment"
    form = "&".join(f"{name}={value}" for name, value in hidden(marek.get(step).text).items())
    code = bad.encode("utf-8", "surrogatepass")
    body = f"{form}&thoughts=before".encode() + b"".join(b"%%%02X" % byte for byte in code) + b"after"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = marek.post(step, content=body, headers=headers)
    assert answer.status_code in {303, 422}
    page = answer.text if answer.status_code == 422 else marek.get(step).text
    assert "before" in page
    assert "after" in page
    assert bad not in page


def test_a_field_nobody_knows_is_refused_and_its_words_are_shown(cast_on_sqlite: Cast) -> None:
    marek = cast_on_sqlite.signed_in("marek")
    answer = fill_in(marek, "one-hard-moment", {"role": "service_lead", "thoughts": "Mine."})
    assert answer.status_code == 422
    assert "service_lead" in answer.text
    assert "Mine." in answer.text


def test_a_form_that_says_nothing_about_sharing_changes_nothing_about_it(cast: Cast) -> None:
    callum = cast.signed_in("callum")
    step = f"{MODULE}/steps/one-hard-moment"
    callum.post(f"{step}/sharing", data={})
    callum.post(step, data={**hidden(callum.get(step).text), "thoughts": "still mine"})
    page = cast.signed_in("practitioner").get(f"/practice/patients/{cast.id('callum')}").text
    assert "still mine" not in page
    assert "Night shift" not in page


def test_sharing_withdrawn_leaves_what_was_seen_in_the_record_and_nothing_after_it(cast: Cast) -> None:
    rowan, sam = cast.signed_in("patient"), cast.signed_in("practitioner")
    step, record = f"{MODULE}/steps/one-hard-moment", f"/practice/patients/{cast.id('patient')}"
    assert rowan.post(f"{step}/sharing", data={"shared": "no"}).status_code == 303
    fill_in(rowan, "one-hard-moment", {"thoughts": "Only for me.", "strength": "8", "shared": "no"})
    page = sam.get(record).text
    assert "I’ve let the whole team down." in page, "what Sam had seen stays in the record"
    assert "Rowan no longer shares this." in page
    assert "Only for me." not in page
    assert "what was seen stays in the record" in rowan.get(step).text
    rowan.post(f"{step}/sharing", data={"shared": "yes"})
    assert "Only for me." in sam.get(record).text


def test_changing_who_sees_a_step_keeps_words_that_were_not_continued(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    step = f"{MODULE}/steps/one-hard-moment"
    form = hidden(rowan.get(step).text)
    rowan.post(f"{step}/sharing", data={**form, "thoughts": "Changed, not continued.", "shared": "no"})
    assert "Changed, not continued." in rowan.get(step).text
    page = cast.signed_in("practitioner").get(f"/practice/patients/{cast.id('patient')}").text
    assert "Changed, not continued." not in page


def test_the_patient_sees_who_read_their_words_and_when(cast: Cast) -> None:
    amina, sam = cast.signed_in("amina"), cast.signed_in("practitioner")
    assert "Sam has not read this yet" in amina.get(MODULE).text
    sam.get("/practice")
    assert "Sam has not read this yet" in amina.get(MODULE).text, "a list is not reading"
    sam.get(f"/practice/patients/{cast.id('amina')}")
    assert "Seen by Sam on" in amina.get(MODULE).text
    assert "Sam has read what you shared" in amina.get("/me").text


def test_an_ended_course_is_read_and_no_longer_changed(cast: Cast) -> None:
    joyce = cast.signed_in("ended-patient")
    assert "Your course has ended" in joyce.get("/me").text
    step = f"{MODULE}/steps/one-hard-moment"
    page = joyce.get(step)
    assert "First Friday after I retired." in page.text
    answer = joyce.post(step, data={**hidden(page.text), "thoughts": "late"})
    assert answer.status_code == 409
    assert "late" in answer.text, "even here nothing typed is thrown away"


def test_a_page_from_before_never_shares_again_what_was_made_private_elsewhere(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    step = f"{MODULE}/steps/one-hard-moment"
    older = hidden(rowan.get(step).text)
    assert older["shared_was"] == "yes"
    rowan.post(f"{step}/sharing", data={"shared": "no"})
    rowan.post(step, data={**older, "thoughts": "From the older page.", "strength": "8", "shared": "yes"})
    assert "From the older page." in rowan.get(step).text
    sam = cast.signed_in("practitioner").get(f"/practice/patients/{cast.id('patient')}").text
    assert "From the older page." not in sam


def test_a_draft_never_opens_a_step_that_was_made_private(cast: Cast) -> None:
    amina = cast.signed_in("amina")
    step = f"{MODULE}/steps/your-own-loop"
    form = hidden(amina.get(step).text)
    amina.post(f"{step}/draft", data={**form, "shared": "yes", "round-again": "Half a thought"})
    amina.post(f"{step}/sharing", data={"shared": "no"})
    page = amina.get(step).text
    assert "Half a thought" in page
    assert 'name="shared" value="no" checked' in page
    assert 'name="shared_was" value="no"' in page


def test_who_may_see_a_step_is_remembered_before_it_is_finished(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    step = f"{MODULE}/steps/one-hard-moment"
    marek.post(f"{step}/draft", data={**hidden(marek.get(step).text), "thoughts": "Mine.", "shared": "no"})
    assert 'name="shared" value="no" checked' in marek.get(step).text


def test_the_same_page_changed_and_sent_again_is_another_version_and_not_thrown_away(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    form = {**hidden(rowan.get(LOOP).text), "shared": "yes"}
    assert rowan.post(LOOP, data={**form, "round-again": "First."}).status_code == 303
    assert rowan.post(LOOP, data={**form, "round-again": "Second.", "shared": "no"}).status_code == 303
    assert "Second." in rowan.get(LOOP).text
    sam = cast.signed_in("practitioner").get(f"/practice/patients/{cast.id('patient')}").text
    assert "Second." not in sam


@pytest.mark.parametrize("strange", ["²", "9" * 5000, "1e3", "½"])
def test_a_strange_number_in_a_draft_never_stops_the_page(cast_on_sqlite: Cast, strange: str) -> None:
    marek = cast_on_sqlite.signed_in("marek")
    step = f"{MODULE}/steps/one-hard-moment"
    form = {**hidden(marek.get(step).text), "strength": strange}
    assert marek.post(f"{step}/draft", data=form).status_code == 200
    assert marek.get(step).status_code == 200
    assert marek.post(step, data=form).status_code == 422


def test_stopping_for_now_keeps_what_was_typed_also_without_scripts(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    step = f"{MODULE}/steps/one-hard-moment"
    page = marek.get(step).text
    assert f'formaction="{step}/draft" name="then" value="stop"' in page
    answer = marek.post(f"{step}/draft", data={**hidden(page), "thoughts": "Enough for today.", "then": "stop"})
    assert answer.headers["location"] == MODULE
    assert "Enough for today." in marek.get(step).text


def test_a_private_answer_decides_nothing_that_the_practitioner_can_see(cast: Cast) -> None:
    callum, sam = cast.signed_in("callum"), cast.signed_in("practitioner")
    record = f"/practice/patients/{cast.id('callum')}"
    sam.get(record)
    before = sam.get(record).text, sam.get("/practice").text
    fill_in(callum, "one-hard-moment", {"strength": "9", "shared": "no"})
    assert "A gentler pace" in callum.get(MODULE).text
    assert "A gentler pace" not in sam.get(record).text
    assert sam.get(record).text.count("2 of 5") == before[0].count("2 of 5") == 1


def test_shared_work_that_fell_away_can_still_be_made_private(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    step = f"{MODULE}/steps/a-gentler-pace"
    fill_in(rowan, "one-hard-moment", {"strength": "2"})
    answer = rowan.post(f"{step}/sharing", data={"shared": "no"})
    assert answer.headers["location"] == MODULE


def test_a_new_practitioner_starts_with_what_is_shared_now(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    step = f"{MODULE}/steps/one-hard-moment"
    with cast.house.database.transaction() as db:
        people.allocate(db, cast.id("patient"), cast.id("other-practitioner"), by=SYSTEM, at=clock.now())
    alex, record = cast.signed_in("other-practitioner"), f"/practice/patients/{cast.id('patient')}"
    assert cast.signed_in("practitioner").get(record).status_code == 404
    assert "You read this on" not in alex.get(record).text
    rowan.post(f"{step}/sharing", data={"shared": "no"})
    with cast.house.database.transaction() as db:
        people.allocate(db, cast.id("patient"), cast.id("practitioner"), by=SYSTEM, at=clock.now())
    assert "I’ve let the whole team down." in cast.signed_in("practitioner").get(record).text


def test_continue_leaves_a_draft_that_another_window_took_further(cast: Cast) -> None:
    laptop, phone = cast.signed_in("marek"), cast.signed_in("marek")
    step = f"{MODULE}/steps/one-hard-moment"
    form = hidden(laptop.get(step).text)
    first = laptop.post(f"{step}/draft", data={**form, "thoughts": "from the laptop"}).json()
    form |= {"draft": first["draft"], "draft_version": str(first["draft_version"])}
    resumed = hidden(phone.get(step).text)
    phone.post(f"{step}/draft", data={**resumed, "thoughts": "from the laptop, and then the phone"})
    assert laptop.post(step, data={**form, "thoughts": "from the laptop"}).status_code == 303
    assert "from the laptop, and then the phone" in laptop.get(step).text


def test_a_step_finished_with_nothing_in_it_is_no_work_to_read(cast: Cast) -> None:
    marek, sam = cast.signed_in("marek"), cast.signed_in("practitioner")
    fill_in(marek, "one-hard-moment", {})
    page = sam.get("/practice").text
    assert "1 shared piece of work to read" not in page
