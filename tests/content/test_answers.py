"""Answers: from what was typed to what is kept, to facts and to words; and nothing typed is ever changed on the way."""

from datetime import date

import pytest
import time_machine
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from app.content.answers import (
    Answer,
    Answers,
    Pairs,
    Simple,
    clean,
    dump,
    facts,
    in_words,
    is_own_words,
    load,
    read,
    readable,
    typed,
)
from app.content.schema import LONG_TEXT, SHORT_TEXT, Asking

ASKING: TypeAdapter[Asking] = TypeAdapter(Asking)

OPTIONS = [
    {"id": "rest", "label": "Rest a little"},
    {"id": "walk", "label": "Go for a walk"},
    {"id": "tea", "label": "Tea"},
]


def field(kind: str, id_: str, **more: object) -> Asking:
    return ASKING.validate_python({"kind": kind, "id": id_, "label": "A question", **more})


SHORT = field("short_text", "short")
LONG = field("long_text", "long")
ONE = field("one_of", "one", options=OPTIONS)
MANY = field("many_of", "many", options=OPTIONS)
TEN = field("scale", "ten", highest=10, low="none", high="most")
HUNDRED = field("scale", "hundred", highest=100, low="none", high="most")
DAY = field("date", "day")
TIME = field("time", "time")
ROWS = field(
    "rows",
    "diary",
    row="One thing",
    most=3,
    columns=[
        {"kind": "short_text", "id": "what", "label": "What"},
        {"kind": "scale", "id": "mood", "label": "Mood", "highest": 10, "low": "none", "high": "most"},
        {"kind": "date", "id": "when", "label": "When"},
    ],
)
EVERY = (SHORT, LONG, ONE, MANY, TEN, HUNDRED, DAY, TIME, ROWS)
BY_ID = {one.id: one for one in EVERY}

NUMBER = "Write a whole number from 0 to 10."
HIDDEN = "A hidden character got in"
FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("short", "a word", "a word"),
        ("short", "  a \t word\r\nor two ", "a word or two"),
        ("short", "a" * SHORT_TEXT, "a" * SHORT_TEXT),
        ("short", FAMILY, FAMILY),
        ("long", "one\r\ntwo\rthree\n\nfour", "one\ntwo\nthree\n\nfour"),
        ("long", "  inner   spaces  stay  ", "inner   spaces  stay"),
        ("long", "a" * LONG_TEXT, "a" * LONG_TEXT),
        ("long", "🙂" * LONG_TEXT, "🙂" * LONG_TEXT),
        ("long", " " * 9000 + "a", "a"),
        ("long", "אני עייף 123 مرحبا", "אני עייף 123 مرحبا"),
        ("long", "\u202eright to left\u202c", "\u202eright to left\u202c"),
        ("long", FAMILY + " e\u0301", FAMILY + " e\u0301"),
        ("long", "NaN", "NaN"),
        ("long", "-1", "-1"),
        ("long", str(10**30), str(10**30)),
        ("long", "<b>not bold</b> & {{ 7 * 7 }} %s", "<b>not bold</b> & {{ 7 * 7 }} %s"),
        ("long", "0", "0"),
        ("one", " walk ", "walk"),
        ("ten", "0", 0),
        ("ten", " 10 ", 10),
        ("ten", "007", 7),
        ("hundred", "100", 100),
        ("day", "2026-06-14", "2026-06-14"),
        ("day", "14/06/2026", "2026-06-14"),
        ("day", "1/6/2026", "2026-06-01"),
        ("day", "2028-02-29", "2028-02-29"),
        ("day", "1900-01-01", "1900-01-01"),
        ("day", "2200-12-31", "2200-12-31"),
        ("time", "14:30", "14:30"),
        ("time", "00:00", "00:00"),
        ("time", "7:05", "07:05"),
        ("many", "walk", ["walk"]),
    ],
)
def test_what_fits_its_field_is_kept_as_its_kind(name: str, text: str, kept: Answer) -> None:
    reading = read(EVERY, [(name, text)])
    assert reading.errors == {}
    assert reading.unknown == ()
    assert reading.answers == {name: kept}
    assert type(reading.answers[name]) is type(kept)
    assert load(dump(reading.answers)) == {name: kept}


@pytest.mark.parametrize("text", ["", " ", "\t", "\r\n\r\n", "\u00a0", "\u2003 \u2003"])
@pytest.mark.parametrize("name", ["short", "long", "one", "many", "ten", "hundred", "day", "time", "diary.0.what"])
def test_an_empty_field_has_no_answer_and_no_error(name: str, text: str) -> None:
    reading = read(EVERY, [(name, text)])
    assert (reading.answers, reading.errors, reading.unknown) == ({}, {}, ())


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("short", "a" * (SHORT_TEXT + 1), "This is 201 characters long, and there is room for 200."),
        ("long", "a" * (LONG_TEXT + 1), "This is 5001 characters long, and there is room for 5000."),
        ("one", "run", "Choose one of the answers shown."),
        ("one", "Rest a little", "Choose one of the answers shown."),
        ("many", "run", "Choose from the answers shown."),
        ("ten", "11", NUMBER),
        ("ten", "-1", NUMBER),
        ("ten", "+1", NUMBER),
        ("ten", "7.5", NUMBER),
        ("ten", "1e1", NUMBER),
        ("ten", "NaN", NUMBER),
        ("ten", "inf", NUMBER),
        ("ten", str(10**30), NUMBER),
        ("ten", "9" * 5000, NUMBER),
        ("ten", "٣", NUMBER),
        ("ten", "²", NUMBER),
        ("ten", "0x1", NUMBER),
        ("ten", "1_0", NUMBER),
        ("hundred", "101", "Write a whole number from 0 to 100."),
        ("day", "2026-02-30", "Write a day, like 14/06/2026."),
        ("day", "2027-02-29", "Write a day, like 14/06/2026."),
        ("day", "06/14/2026", "Write a day, like 14/06/2026."),
        ("day", "1899-12-31", "Write a day, like 14/06/2026."),
        ("day", "2201-01-01", "Write a day, like 14/06/2026."),
        ("day", "tomorrow", "Write a day, like 14/06/2026."),
        ("day", "-1", "Write a day, like 14/06/2026."),
        ("day", "9" * 30, "Write a day, like 14/06/2026."),
        ("time", "24:00", "Write a time, like 14:30."),
        ("time", "half past two", "Write a time, like 14:30."),
        ("time", "14:30:00", "Write a time, like 14:30."),
    ],
)
def test_what_does_not_fit_is_not_kept_and_the_field_says_what_to_do(name: str, text: str, said: str) -> None:
    reading = read(EVERY, [(name, text), ("long" if name != "long" else "short", "kept")])
    assert reading.errors.keys() == {name}
    assert said in reading.errors[name]
    assert name not in reading.answers
    assert "kept" in reading.answers.values(), "one field that does not fit takes no other field's words away"


@pytest.mark.parametrize("name", ["short", "long", "one", "many", "ten", "day", "time", "diary.0.what"])
@pytest.mark.parametrize("bad", ["\x00", "\x08", "\x0b", "\x1b", "\x7f", "\ud800", "\udfff", "\udc80"])
def test_a_hidden_character_is_refused_and_taken_out_of_what_is_shown_again(name: str, bad: str) -> None:
    pairs = [(name, f"be{bad}fore")]
    reading = read(EVERY, pairs)
    assert reading.errors[name].startswith(HIDDEN)
    assert reading.answers == {}
    shown = typed(EVERY, pairs)
    assert dump(shown).encode("utf-8"), "what is shown again can be stored"
    assert "before" in dump(shown)


def test_a_readable_text_keeps_tabs_lines_and_every_letter() -> None:
    kept = f"a\tb\nc\r\nd é {FAMILY} \u202e א \ufeff \U0010ffff"
    assert readable(kept) == kept
    assert readable("a\x00b\ud83dc\x1bd\x7f") == "abcd"


def test_a_whole_form_is_read_at_once() -> None:
    pairs = [
        ("short", "s"),
        ("long", "l"),
        ("one", "tea"),
        ("many", "walk"),
        ("many", "rest"),
        ("ten", "3"),
        ("hundred", "70"),
        ("day", "2026-06-14"),
        ("time", "09:05"),
        ("diary.0.what", "tea"),
    ]
    assert read(EVERY, pairs).answers == {
        "short": "s",
        "long": "l",
        "one": "tea",
        "many": ["rest", "walk"],
        "ten": 3,
        "hundred": 70,
        "day": "2026-06-14",
        "time": "09:05",
        "diary": [{"what": "tea"}],
    }


def test_ticked_answers_are_kept_once_and_in_the_order_shown() -> None:
    assert read([MANY], [("many", "tea"), ("many", "rest"), ("many", "tea")]).answers == {"many": ["rest", "tea"]}
    assert read([MANY], [("many", "")]).answers == {}
    mixed = read([MANY], [("many", "tea"), ("many", "run")])
    assert mixed.answers == {}
    assert mixed.errors == {"many": "Choose from the answers shown."}


def test_a_field_sent_twice_has_its_last_answer() -> None:
    assert read([TEN], [("ten", "3"), ("ten", "4")]).answers == {"ten": 4}


def test_rows_keep_their_order_and_empty_ones_are_passed_over() -> None:
    pairs = [
        ("diary.7.what", "last"),
        ("diary.7.mood", "5"),
        ("diary.0.what", "first"),
        ("diary.0.when", "14/06/2026"),
        ("diary.3.what", "  "),
        ("diary.3.mood", ""),
    ]
    reading = read(EVERY, pairs)
    assert reading.answers == {"diary": [{"what": "first", "when": "2026-06-14"}, {"what": "last", "mood": 5}]}
    assert reading.errors == {}


def test_a_cell_that_does_not_fit_says_so_where_the_page_shows_its_row() -> None:
    reading = read(EVERY, [("diary.0.what", "tea"), ("diary.0.mood", "11"), ("diary.1.when", "never")])
    assert reading.errors == {"diary.0.mood": NUMBER, "diary.1.when": "Write a day, like 14/06/2026."}
    assert reading.answers == {"diary": [{"what": "tea"}]}


def test_more_rows_than_there_is_room_for_are_refused_with_their_words_kept() -> None:
    pairs = [(f"diary.{n}.what", f"thing {n}") for n in range(4)]
    reading = read(EVERY, pairs)
    assert reading.errors == {"diary": "There is room for 3 here. Your words are still below."}
    assert typed(EVERY, pairs) == {"diary": [{"what": f"thing {n}"} for n in range(4)]}
    assert read(EVERY, pairs[:3]).errors == {}


@pytest.mark.parametrize(
    "name",
    [
        "role",
        "",
        "shortest",
        "SHORT",
        "diary",
        "diary.0",
        "diary.0.nothing",
        "diary.0.what.more",
        "diary.-1.what",
        "diary.1000.what",
        "diary..what",
        "short.0.what",
        "other.0.what",
        "__proto__",
        "long\x00",
    ],
)
def test_a_name_no_field_has_is_reported_and_never_kept(name: str) -> None:
    reading = read(EVERY, [(name, "service_lead"), ("long", "mine"), (name, "again")])
    assert reading.unknown == (name,)
    assert reading.answers == {"long": "mine"}
    assert typed(EVERY, [(name, "service_lead")]) == {}


@pytest.mark.parametrize(
    ("pairs", "kept"),
    [
        ([("ten", "abc")], {"ten": "abc"}),
        ([("ten", "11")], {"ten": "11"}),
        ([("day", "soon")], {"day": "soon"}),
        ([("time", "25:99")], {"time": "25:99"}),
        ([("one", "run")], {"one": "run"}),
        ([("many", "run"), ("many", ""), ("many", "tea")], {"many": ["run", "tea"]}),
        ([("long", " spaces stay \r\n here ")], {"long": " spaces stay \n here "}),
        ([("long", "a" * 6000)], {"long": "a" * 6000}),
        ([("short", "a\x00b")], {"short": "ab"}),
        ([("short", "\x00")], {}),
        ([("long", "  ")], {}),
        ([("diary.2.mood", "abc"), ("diary.0.what", "tea")], {"diary": [{"what": "tea"}, {"mood": "abc"}]}),
        ([("diary.0.what", " ")], {}),
        ([], {}),
    ],
)
def test_a_draft_keeps_what_was_typed_however_wrong(pairs: Pairs, kept: Answers) -> None:
    assert typed(EVERY, pairs) == kept
    assert load(dump(typed(EVERY, pairs))) == kept


def test_equal_answers_are_equal_text_and_letters_stay_letters() -> None:
    row: dict[str, Simple] = {"y": 1, "x": "z"}
    other_row: dict[str, Simple] = {"x": "z", "y": 1}
    one: Answers = {"b": "é 🙂", "a": 1, "c": [row]}
    other: Answers = {"c": [other_row], "a": 1, "b": "é 🙂"}
    assert dump(one) == dump(other) == '{"a":1,"b":"é 🙂","c":[{"x":"z","y":1}]}'
    assert load(dump(one)) == one
    assert dump({}) == "{}"


def test_answers_become_facts_named_by_step_and_field() -> None:
    rows: list[dict[str, Simple]] = [{"what": "a"}, {"mood": 1}]
    answers: Answers = {
        "long": "w",
        "ten": 0,
        "many": ["rest"],
        "day": "2026-06-14",
        "diary": rows,
    }
    assert facts("step", answers) == {
        "step.long": "w",
        "step.ten": 0,
        "step.many": ["rest"],
        "step.day": "2026-06-14",
        "step.diary": 2,
    }
    assert facts("step", {}) == {}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("short", "a word", "a word"),
        ("long", "one\ntwo", "one\ntwo"),
        ("one", "walk", "Go for a walk"),
        ("one", "gone", "gone"),
        ("many", ["rest"], "Rest a little"),
        ("many", ["rest", "walk"], "Rest a little; Go for a walk"),
        ("many", ["rest", "walk", "tea"], "Rest a little; Go for a walk; Tea"),
        ("many", ["gone"], "gone"),
        ("ten", 0, "0 out of 10"),
        ("hundred", 70, "70 out of 100"),
        ("ten", "abc", "abc"),
        ("day", "2026-06-14", "Sunday 14 June"),
        ("day", "soon", "soon"),
        ("time", "09:05", "09:05"),
    ],
)
def test_an_answer_is_read_back_in_words(name: str, value: Answer, words: str) -> None:
    with time_machine.travel("2026-06-11T12:00:00Z", tick=False):
        assert in_words(BY_ID[name], value) == words


def test_a_day_long_ago_is_read_back_with_its_year() -> None:
    with time_machine.travel("2026-06-11T12:00:00Z", tick=False):
        assert in_words(DAY, date(2020, 3, 1).isoformat()) == "Sunday 1 March 2020"


def test_only_words_the_person_wrote_are_set_as_theirs() -> None:
    assert [one.id for one in EVERY if is_own_words(one)] == ["short", "long"]


_speakable = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300)
_lines = st.lists(_speakable, max_size=6).map("\r\n".join)


@given(_lines)
@example(f"{FAMILY}\r\nשלום\rمرحبا")
@example("\ufeff\u200b\u202e")
@example("🙂" * LONG_TEXT)
def test_words_come_back_letter_for_letter(text: str) -> None:
    reading = read([LONG], [("long", text)])
    kept = clean(text)
    assert reading.errors == {}
    assert load(dump(reading.answers)) == ({"long": kept} if kept else {})
    assert load(dump(reading.answers).encode("utf-8").decode("utf-8")) == reading.answers
    assert read([LONG], [("long", kept)]).answers == reading.answers, "sent again unchanged, nothing changes"


@given(_speakable.filter(lambda text: len(text) <= SHORT_TEXT))
def test_a_short_text_comes_back_on_one_line_with_every_letter(text: str) -> None:
    answers = load(dump(read([SHORT], [("short", text)]).answers))
    words = text.split()
    assert answers == ({"short": " ".join(words)} if words else {})


_names = st.one_of(
    st.sampled_from([*BY_ID, "diary.0.what", "diary.1.mood", "diary.2.when", "diary.99.what"]), st.text(max_size=12)
)


@given(st.lists(st.tuples(_names, st.text(max_size=30)), max_size=12))
def test_no_form_however_odd_breaks_the_reading_and_what_is_kept_can_be_stored(pairs: list[tuple[str, str]]) -> None:
    reading = read(EVERY, pairs)
    for kept in (reading.answers, typed(EVERY, pairs)):
        assert load(dump(kept).encode("utf-8").decode("utf-8")) == kept
    assert set(reading.answers) <= set(BY_ID)
    for id_, value in reading.answers.items():
        if id_ != "diary":
            assert in_words(BY_ID[id_], value)
