"""A patient gives a measure: each answer is kept at once, any can be left out, and a total is never made up."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import col, func, select, update

from app import clock
from app.content.measures import GAD_7, PHQ_9
from app.enrolments.tables import Enrolment
from app.measures import actions
from app.measures.rules import Skip
from app.measures.tables import MeasureAnswer, StoredSitting
from app.people.tables import Preferences
from app.safety.queries import open_flags
from app.safety.tables import SafetyFlag
from tests.cast import Cast
from tests.measures.shipped import FUNCTIONING, GAD, PHQ
from tests.web.measuring import HERE, answer_all, begin, form, gave, say, sittings
from tests.web.messaging import text
from tests.web.test_diary import counted

NEW = "marek"
"""A patient who has given no measure yet."""


def rows(cast: Cast, table: type) -> int:
    with cast.house.database.transaction(writes=False) as db:
        return db.exec(select(func.count()).select_from(table)).one()


def as_list(cast: Cast, key: str) -> None:
    cast.signed_in(key).post(f"{HERE}/style", data={"as_list": "yes"})


def test_each_answer_is_kept_at_once_and_the_next_login_goes_on_at_the_first_open_question(cast: Cast) -> None:
    marek = cast.signed_in(NEW)
    first = begin(marek)
    assert first == f"{HERE}/phq-9/1"
    second = say(marek, first, "2").headers["location"]
    third = say(marek, second, "1").headers["location"]
    assert third == f"{HERE}/phq-9/3"
    [sitting] = sittings(cast, NEW)
    assert sitting.answers == {"item-1": 2, "item-2": 1}
    assert not sitting.finished
    elsewhere = cast.signed_in(NEW)
    assert "You have answered 2 of 9." in text(elsewhere.get(f"{HERE}/phq-9/start"))
    assert begin(elsewhere) == third
    assert 'value="2" checked' in elsewhere.get(first).text, "what was said is put back"
    assert len(sittings(cast, NEW)) == 1


def test_nothing_is_chosen_beforehand_and_an_empty_form_asks_again(cast: Cast) -> None:
    marek = cast.signed_in(NEW)
    first = begin(marek)
    assert "checked" not in marek.get(first).text
    answer = say(marek, first, "")
    assert answer.status_code == 422
    assert "Choose an answer." in text(answer)
    assert "<title>Error:" in answer.text
    assert sittings(cast, NEW)[0].answers == {}


def test_the_whole_set_leads_from_one_part_to_the_next_and_says_what_was_said(cast: Cast) -> None:
    marek = cast.signed_in(NEW)
    difficulty = answer_all(marek, PHQ_9, "212110210")
    assert difficulty == f"{HERE}/phq-9/difficulty"
    saved = say(marek, difficulty, "1").headers["location"]
    assert saved == f"{HERE}/phq-9/saved"
    page = text(marek.get(saved))
    assert "10 out of 27. That is in the band called “moderate”. This is the first score." in page
    assert "Question 9, about thoughts of death or of hurting yourself: “Not at all”" in page
    assert "Next, if you like: a few questions about worry. About 3 minutes for the rest." in page
    assert answer_all(marek, GAD_7, "1110000") == f"{HERE}/gad-7/saved"
    page = text(marek.get(f"{HERE}/gad-7/saved"))
    assert "3 out of 21." in page
    assert "a few questions about day-to-day life" in page
    assert answer_all(marek, "functioning", "01234").endswith("/functioning/saved")
    page = text(marek.get(f"{HERE}/functioning/saved"))
    assert "things you enjoy Completely." in page
    assert "out of" not in page, "parts of life have no total"
    assert "Next, if you like" not in page
    assert sittings(cast, NEW)[0].total == 10


def test_where_nothing_was_a_problem_the_unscored_question_is_not_asked(cast: Cast) -> None:
    marek = cast.signed_in(NEW)
    assert answer_all(marek, PHQ_9, "000000000") == f"{HERE}/phq-9/saved"
    assert marek.get(f"{HERE}/phq-9/difficulty").headers["location"] == f"{HERE}/phq-9/saved"


def test_a_question_that_is_left_out_is_shown_as_such_and_there_is_no_total(cast: Cast) -> None:
    marek = cast.signed_in(NEW)
    answer_all(marek, PHQ_9, "21d110210")
    [sitting] = sittings(cast, NEW)
    assert sitting.answers["item-3"] is Skip.DECLINED
    assert sitting.total is None
    assert sitting.finished, "every question has been put"
    page = text(marek.get(f"{HERE}/phq-9/saved"))
    assert "has no total, because a question was left out." in page
    assert "Rather not answered" in page
    assert "out of 27" not in page
    third = marek.get(f"{HERE}/phq-9/3").text
    assert "You can still choose an answer." in third
    assert "checked" not in third


@pytest.mark.parametrize("n", range(9))
def test_a_total_exists_only_once_every_question_is_answered(cast_on_sqlite: Cast, n: int) -> None:
    marek = cast_on_sqlite.signed_in(NEW)
    answer_all(marek, PHQ_9, "111111110"[: n + 1])
    [sitting] = sittings(cast_on_sqlite, NEW)
    assert sitting.total == (8 if n == 8 else None)


def test_the_last_question_flags_the_moment_it_is_answered_and_leads_by_way_of_help(cast: Cast) -> None:
    marek, before = cast.signed_in(NEW), rows(cast, SafetyFlag)
    begin(marek)
    answer = say(marek, f"{HERE}/phq-9/9", "1")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{HERE}/phq-9/9/after?next=/me/measures/phq-9/1"
    assert rows(cast, SafetyFlag) == before + 1
    assert not sittings(cast, NEW)[0].finished, "a set that is left after this question has raised its flag"
    page = text(marek.get(HERE))
    assert "“Several days”" in page, "the answer stands with the scores, also without a total"


def test_after_the_last_question_of_a_whole_set_help_leads_on_to_the_unscored_one(cast: Cast) -> None:
    marek = cast.signed_in(NEW)
    after = answer_all(marek, PHQ_9, "111111113")
    assert after == f"{HERE}/phq-9/9/after?next=/me/measures/phq-9/difficulty"


def test_the_same_form_twice_is_one_answer_and_another_answer_is_another(cast: Cast) -> None:
    marek = cast.signed_in(NEW)
    first = begin(marek)
    sent = {**form(marek.get(first).text, "question"), "value": "2"}
    before = rows(cast, MeasureAnswer)
    assert [marek.post(first, data=sent).status_code for _n in range(2)] == [303, 303]
    assert rows(cast, MeasureAnswer) == before + 1
    marek.post(first, data={**sent, "value": "3"})
    marek.post(first, data=sent)
    assert sittings(cast, NEW)[0].answers["item-1"] == 2, "back in the browser and another answer: the last counts"
    assert rows(cast, MeasureAnswer) == before + 3, "nothing that was said is taken away"


def test_in_two_windows_the_last_answer_counts_and_one_sitting_is_begun(cast: Cast) -> None:
    phone, laptop = cast.signed_in(NEW), cast.signed_in(NEW)
    first = begin(phone)
    assert begin(laptop) == first
    forms = [{**form(one.get(first).text, "question")} for one in (phone, laptop)]
    phone.post(first, data={**forms[0], "value": "0"})
    laptop.post(first, data={**forms[1], "value": "3"})
    [sitting] = sittings(cast, NEW)
    assert sitting.answers == {"item-1": 3}


def test_pressing_begin_twice_begins_once(cast: Cast) -> None:
    marek = cast.signed_in(NEW)
    sent = form(marek.get(f"{HERE}/phq-9/start").text, "begin")
    assert {marek.post(f"{HERE}/phq-9", data=sent).headers["location"] for _n in range(2)} == {f"{HERE}/phq-9/1"}
    assert len(sittings(cast, NEW)) == 1


def test_an_answer_can_be_changed_after_the_end_and_the_total_follows(cast: Cast) -> None:
    marek = cast.signed_in(NEW)
    answer_all(marek, PHQ_9, "111111110")
    assert say(marek, f"{HERE}/phq-9/1", "3").headers["location"] == f"{HERE}/phq-9/2"
    assert sittings(cast, NEW)[0].total == 10


def test_a_sitting_that_was_left_for_days_is_not_gone_on_with(cast: Cast) -> None:
    gave(cast, NEW, PHQ_9, "22", days=4, finished=False)
    marek = cast.signed_in(NEW)
    assert "You have answered" not in text(marek.get(f"{HERE}/phq-9/start"))
    assert begin(marek) == f"{HERE}/phq-9/1"
    old, new = sittings(cast, NEW)
    assert old.answers == {"item-1": 2, "item-2": 2}, "what was said is kept, and is of its own day"
    assert new.answers == {}


def test_questions_of_another_wording_are_begun_anew_and_the_old_answers_kept(cast: Cast) -> None:
    id_ = gave(cast, NEW, "functioning", "11", days=0, finished=False)
    with cast.house.database.transaction() as db:
        db.exec(update(StoredSitting).where(col(StoredSitting.id) == id_).values(version="0" * 64))
    marek = cast.signed_in(NEW)
    assert marek.get(f"{HERE}/functioning/3").headers["location"] == f"{HERE}/functioning/start"
    stale = {"sitting": str(id_), "value": "1"}
    assert marek.post(f"{HERE}/functioning/3", data=stale).headers["location"] == f"{HERE}/functioning/start"
    assert begin(marek, "functioning") == f"{HERE}/functioning/1"
    old, new = sittings(cast, NEW, "functioning")
    assert (len(old.answers), len(new.answers)) == (2, 0)


def test_anothers_sitting_is_reached_by_nobody(cast: Cast) -> None:
    mine = gave(cast, "other-patient", PHQ_9, "1", days=0, finished=False)
    marek, before = cast.signed_in(NEW), rows(cast, MeasureAnswer)
    for sitting in (mine, uuid4(), "not-an-id"):
        for n in ("1", "list"):
            answer = marek.post(f"{HERE}/phq-9/{n}", data={"sitting": str(sitting), "value": "2", "value.item-1": "2"})
            assert answer.status_code == 404
    gad = gave(cast, NEW, GAD_7, "1", days=0, finished=False)
    assert marek.post(f"{HERE}/phq-9/1", data={"sitting": str(gad), "value": "2"}).status_code == 404
    assert rows(cast, MeasureAnswer) == before + 1


@pytest.mark.parametrize("value", ["4", "-1", "٣", "1.0", "10" * 40, "\x00", "does-not-apply", "<b>", "0 ", "None"])
def test_a_value_that_is_not_offered_is_refused_and_nothing_is_kept(cast_on_sqlite: Cast, value: str) -> None:
    marek = cast_on_sqlite.signed_in(NEW)
    answer = say(marek, begin(marek), value)
    assert answer.status_code == 422
    assert sittings(cast_on_sqlite, NEW)[0].answers == {}


@pytest.mark.parametrize("place", ["0", "10", "99", "-1", "one", "٣", "%00", "1/2", "01"])
def test_a_question_that_there_is_not_is_not_found(cast_on_sqlite: Cast, place: str) -> None:
    marek = cast_on_sqlite.signed_in(NEW)
    begin(marek)
    assert marek.get(f"{HERE}/phq-9/{place}").status_code == 404
    assert marek.post(f"{HERE}/phq-9/{place}", data={"value": "1"}).status_code == 404


@pytest.mark.parametrize("measure", ["wsas", "wsas-questions", "no-such-thing", "check-in"])
def test_what_a_patient_cannot_be_asked_is_never_offered(cast_on_sqlite: Cast, measure: str) -> None:
    marek = cast_on_sqlite.signed_in(NEW)
    for path in (f"{HERE}/{measure}/start", f"{HERE}/{measure}/1", f"{HERE}/{measure}/saved"):
        assert marek.get(path).status_code == 404
    assert marek.post(f"{HERE}/{measure}").status_code == 404
    page = marek.get(HERE).text
    assert f"/{measure}/start" not in page
    assert "question by question" not in page


def test_every_word_that_is_asked_is_the_published_one_with_its_credit(cast_on_sqlite: Cast) -> None:
    marek = cast_on_sqlite.signed_in(NEW)
    for measure in (PHQ, GAD, FUNCTIONING):
        begin(marek, measure.id)
        start = html.unescape(marek.get(f"{HERE}/{measure.id}/start").text)
        for words in (measure.introduction, measure.why, measure.credit):
            assert words in start
        for item in measure.items:
            page = html.unescape(marek.get(f"{HERE}/{measure.id}/{item.number}").text)
            assert f'<h1 class="item">{item.text}</h1>' in page
            assert f'<span class="stem">{measure.stem}</span>' in page
            assert re.findall(r'name="value" value="(\d)"><span>([^<]+)</span>', page) == [
                (str(option.value), option.label) for option in measure.options
            ]
            assert measure.credit in page
            assert f"Question {item.number} of {len(measure.items)}" in page
            assert "I’d rather not answer this one" in page
            assert "<table" not in page
    assert "Not at all sure" not in marek.get(f"{HERE}/gad-7/1").text


def test_who_reads_it_and_by_when_is_said_before_anything_is_asked(cast_on_sqlite: Cast) -> None:
    marek = cast_on_sqlite.signed_in(NEW)
    promise = r"Sam, or a colleague, looks at your answers by \d\d:\d\d (today|on \w+ \d+ \w+)\."
    pages = [marek.get(f"{HERE}/phq-9/start")]
    begin(marek)
    pages.append(marek.get(f"{HERE}/phq-9/9"))
    for page in pages:
        assert re.search(promise, text(page))
        assert "Answers are not watched all the time." in text(page)
        assert 'href="/help-now"' in page.text
    assert "We ask everyone" in text(pages[1]), "the last question has its own words before it"
    gad = text(marek.get(f"{HERE}/gad-7/start"))
    assert "Sam can see your answers. Answers are not watched all the time." in gad


def test_no_page_of_measures_says_must_or_should_or_that_the_programme_did_it(cast_on_sqlite: Cast) -> None:
    for key in ("farah", "callum", "ended-patient", NEW):
        client = cast_on_sqlite.signed_in(key)
        places = ["", "/phq-9/start", "/phq-9/saved", "/functioning/start"]
        for place in places:
            page = text(client.get(HERE + place)).lower()
            for word in ("must", "should", "failed", "haven’t", "well done", "great", "!"):
                assert not re.search(rf"\b{word}\b" if word.isalpha() else re.escape(word), page), f"{place}: {word}"
            assert not re.search(r"programme (reduced|lowered|improved|helped)|because of the programme", page)


def test_the_list_holds_every_question_but_the_one_that_stands_alone(cast: Cast) -> None:
    as_list(cast, NEW)
    marek = cast.signed_in(NEW)
    where = begin(marek)
    assert where == f"{HERE}/phq-9/list"
    page = marek.get(where).text
    assert [f"value.item-{n}" in page for n in range(1, 10)] == [True] * 8 + [False]
    assert PHQ.items[-1].text not in page
    assert "checked" not in page
    assert page.count("<fieldset") == 8
    sent = {**form(page, "questions"), **{f"value.item-{n}": "1" for n in range(1, 9)}, "then": "on"}
    assert marek.post(where, data=sent).headers["location"] == f"{HERE}/phq-9/9"
    assert say(marek, f"{HERE}/phq-9/9", "declined").headers["location"] == f"{HERE}/phq-9/difficulty"
    assert sittings(cast, NEW)[0].finished


def test_in_the_list_each_answer_can_be_saved_by_itself_and_no_other_is_lost(cast: Cast) -> None:
    as_list(cast, NEW)
    marek = cast.signed_in(NEW)
    where = begin(marek)
    sent = form(marek.get(where).text, "questions")
    one = marek.post(where, data={**sent, "value.item-3": "2", "value.item-4": "declined", "then": "item-3"})
    assert one.headers["location"] == f"{where}#item-3"
    assert sittings(cast, NEW)[0].answers == {"item-3": 2, "item-4": Skip.DECLINED}
    before = rows(cast, MeasureAnswer)
    again = marek.post(where, data={**sent, "value.item-3": "2", "value.item-4": "declined", "then": "on"})
    assert again.status_code == 422
    assert "Question 1 has no answer yet." in text(again)
    assert rows(cast, MeasureAnswer) == before, "what is saved already is not saved again"


def test_the_script_saves_one_answer_of_the_list_and_is_told_when(cast: Cast) -> None:
    marek = cast.signed_in(NEW)
    begin(marek)
    where = f"{HERE}/phq-9/list"
    sent = form(marek.get(where).text, "questions")
    once = set()
    for value in ("1", "2", "1"):
        answer = marek.post(where, data={**sent, "value.item-2": value})
        assert re.fullmatch(r"\d\d:\d\d", answer.json()["saved_at"])
        once.add(answer.json()["once"])
    assert len(once) == 3
    assert sittings(cast, NEW)[0].answers == {"item-2": 1}
    assert marek.post(where, data={**sent, "value.item-9": "3"}).status_code == 200
    assert "item-9" not in sittings(cast, NEW)[0].answers, "the last question is not asked in a list"


def test_the_choice_of_a_list_is_kept_and_can_be_taken_back(cast: Cast) -> None:
    marek = cast.signed_in(NEW)
    answer = marek.post(f"{HERE}/style", data={"as_list": "yes", "to": "gad-7"})
    assert answer.headers["location"] == f"{HERE}/gad-7/start"
    assert begin(marek, GAD_7) == f"{HERE}/gad-7/list"
    assert marek.post(f"{HERE}/style", data={"as_list": "no", "to": "//evil"}).headers["location"] == f"{HERE}#style"
    with cast.house.database.transaction(writes=False) as db:
        assert (
            db.exec(select(Preferences.measures_as_list).where(Preferences.patient_id == cast.id(NEW))).one() is False
        )
    assert begin(marek, GAD_7) == f"{HERE}/gad-7/1"


@pytest.mark.parametrize(("days", "due"), [(1, False), (6, False), (13, False), (14, True), (40, True)])
def test_the_programme_asks_when_it_is_due_and_never_twice_in_one_week(
    cast_on_sqlite: Cast, days: int, due: bool
) -> None:
    marek, row = cast_on_sqlite.signed_in(NEW), "How you have been about 4 minutes"
    assert row in text(marek.get("/me"))
    for id_, values in ((PHQ_9, "111111110"), (GAD_7, "1111111"), ("functioning", "11111")):
        gave(cast_on_sqlite, NEW, id_, values, days=days)
    assert (row in text(marek.get("/me"))) is due
    page = text(marek.get(HERE))
    assert ("A few questions for now" in page) is due
    assert ("We ask again on" in page) is not due
    assert "We ask every 14 days." in page


def test_one_may_answer_without_being_asked_and_is_told_when_it_was_last(cast: Cast) -> None:
    gave(cast, NEW, PHQ_9, "111111110", days=3)
    marek = cast.signed_in(NEW)
    told = text(marek.get(f"{HERE}/phq-9/start"))
    assert re.search(r"You answered these on \w+day \d+ \w+\. You can do it again if you want to\.", told)
    assert begin(marek) == f"{HERE}/phq-9/1"
    assert len(sittings(cast, NEW)) == 2


def test_a_rest_is_not_asked_and_an_ended_course_only_shows_what_was(cast: Cast) -> None:
    assert "How you have been" not in text(cast.signed_in("wren").get("/me"))
    joyce = cast.signed_in("ended-patient")
    assert "How you have been" not in text(joyce.get("/me"))
    page = joyce.get(HERE)
    assert "Your course has ended." in text(page)
    assert '<svg class="chart chart--score"' in page.text
    assert "/start" not in page.text
    assert "Your course has ended." in text(joyce.get(f"{HERE}/phq-9/start"))
    before = rows(cast, StoredSitting)
    assert joyce.post(f"{HERE}/phq-9").status_code == 409
    assert rows(cast, StoredSitting) == before


def test_what_was_begun_before_the_course_ended_is_still_heard_and_a_late_answer_flags(cast: Cast) -> None:
    marek = cast.signed_in(NEW)
    begin(marek)
    last = f"{HERE}/phq-9/9"
    sent = {**form(marek.get(last).text, "question"), "value": "2"}
    with cast.house.database.transaction() as db:
        db.exec(update(Enrolment).where(col(Enrolment.patient_id) == cast.id(NEW)).values(ended_at=clock.now()))
    answer = marek.post(last, data=sent)
    assert answer.headers["location"].startswith(f"{last}/after")
    assert marek.get(answer.headers["location"]).status_code == 200
    assert sittings(cast, NEW)[0].answers == {"item-9": 2}
    with cast.house.database.transaction(writes=False) as db:
        assert cast.id(NEW) in open_flags(db)


def test_what_was_finished_before_the_course_ended_takes_no_more_answers(cast: Cast) -> None:
    marek = cast.signed_in(NEW)
    first = begin(marek)
    sent = {**form(marek.get(first).text, "question"), "value": "2"}
    with cast.house.database.transaction() as db:
        actions.finish(db, sittings(cast, NEW)[0], at=clock.now())
        db.exec(update(Enrolment).where(col(Enrolment.patient_id) == cast.id(NEW)).values(ended_at=clock.now()))
    assert marek.post(first, data=sent).status_code == 409
    assert sittings(cast, NEW)[0].answers == {}


def test_scores_stand_as_sentences_first_then_a_chart_with_its_table(cast: Cast) -> None:
    page = cast.signed_in("farah").get(HERE)
    part = page.text[page.text.index('id="phq-9"') : page.text.index('id="gad-7"')]
    assert part.index("8 out of 27.") < part.index("<svg") < part.index("<table")
    said = text(part)
    assert "It is 7 lower than your first score, 15 on" in said
    assert "A change of 6 or more is more than the usual ups and downs. This is such a change." in said
    assert "Cut-off: 10" in said
    assert "Reliable: 9 or less" in said
    for band in PHQ.bands:
        for word in band.name.capitalize().split():
            assert word in part
    assert 'scope="col">Question 9</th>' in part


def test_a_rising_last_question_is_never_hidden_by_a_falling_total(cast: Cast) -> None:
    gave(cast, NEW, PHQ_9, "333222110", days=15)
    gave(cast, NEW, PHQ_9, "111111111", days=1)
    page = cast.signed_in(NEW).get(HERE).text
    assert "<b>Question 9 went up while the total went down.</b>" in page
    assert page.count('class="c-sq-on"') == 1


def test_a_total_that_is_missing_is_a_gap_in_the_line(cast_on_sqlite: Cast) -> None:
    for days, values in ((60, "222222220"), (45, "222222210"), (30, "22d222220"), (15, "111111110"), (1, "111111100")):
        gave(cast_on_sqlite, NEW, PHQ_9, values, days=days)
    page = cast_on_sqlite.signed_in(NEW).get(HERE).text
    chart = page[page.index("chart--score") :]
    chart = chart[: chart.index("</svg>")]
    lines = re.findall(r'<polyline[^>]* points="([^"]+)"', chart)
    assert [len(line.split()) for line in lines] == [2, 2]
    assert chart.count("<circle") == 4
    assert "no total" in page


@contextmanager
def database_goes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, ConnectionError())

    with monkeypatch.context() as patch:
        patch.setattr("app.journey.measuring.answer", away)
        yield


def test_an_answer_that_cannot_be_saved_comes_back_with_help_and_the_means_to_try_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    marek = cast.signed_in(NEW)
    begin(marek)
    last = f"{HERE}/phq-9/9"
    sent = {**form(marek.get(last).text, "question"), "value": "2"}
    with database_goes(cast, monkeypatch):
        page = marek.post(last, data=sent)
    assert page.status_code == 503
    assert 'href="tel:999"' in page.text
    again = form(page.text, "again")
    assert again["value"] == "2"
    assert "Your words" not in text(page), "an answer that was picked is no word of theirs"
    assert marek.post(last, data=again).status_code == 303
    assert sittings(cast, NEW)[0].answers == {"item-9": 2}


def test_the_queries_are_the_same_for_one_sitting_and_for_twenty(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    marek = cast.signed_in(NEW)
    gave(cast, NEW, PHQ_9, "111111110", days=300)
    counts = []
    for more in (0, 20):
        for n in range(more):
            gave(cast, NEW, PHQ_9, "111111110", days=280 - 14 * n)
        for path in (HERE, "/me", f"{HERE}/phq-9/start"):
            with counted(cast) as sent:
                marek.get(path)
            counts.append((path, len(sent)))
    assert counts[:3] == counts[3:]
    assert counts[0][1] < 12
