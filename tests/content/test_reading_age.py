"""Reading age: how long words and sentences are counted, and how far the count can be trusted."""

import re

import pyphen
import pytest

from app.content import checks, reading_age
from app.content.loader import load
from app.content.reading_age import syllables
from app.settings import ROOT

KNOWN = {
    "cat": 1,
    "the": 1,
    "I": 1,
    "one": 1,
    "make": 1,
    "see": 1,
    "eye": 1,
    "mood": 1,
    "thought": 1,
    "tired": 1,
    "loved": 1,
    "worked": 1,
    "breathe": 1,
    "don't": 1,
    "don’t": 1,
    "red": 1,
    "table": 2,
    "little": 2,
    "happy": 2,
    "people": 2,
    "wanted": 2,
    "needed": 2,
    "feeling": 2,
    "because": 2,
    "goodbye": 2,
    "moment": 2,
    "Tuesday": 2,
    "nobody's": 3,
    "behaviour": 3,
    "depression": 3,
    "another": 3,
    "practitioner": 4,
}


@pytest.mark.parametrize(("word", "count"), KNOWN.items())
def test_the_syllables_of_a_word_we_know(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize("word", ["mm", "x", "tv", "nhs", ""])
def test_no_word_has_less_than_one_syllable(word: str) -> None:
    assert syllables(word) == 1


def _words_of_the_modules() -> set[str]:
    modules = load(ROOT / "modules").modules.values()
    texts = (checks.words_of(step) for module in modules for step in module.steps)
    return {word.lower() for text in texts for word in re.findall(r"[A-Za-z]+", text) if len(word) > 2}


def test_the_count_agrees_with_a_dictionary_of_hyphens_on_most_words_of_the_modules() -> None:
    """A hyphen is where a line may break, not where a syllable ends: hence a share, and never all of them."""
    dictionaries = [pyphen.Pyphen(lang=lang, left=1, right=1) for lang in ("en_GB", "en_US")]
    words = _words_of_the_modules()
    assert len(words) >= 150, "the modules have too few words to compare: are they loaded?"
    parts = {word: {len(one.inserted(word).split("-")) for one in dictionaries} for word in words}
    equal = {word for word in words if syllables(word) in parts[word]}
    near = {word for word in words if min(abs(syllables(word) - count) for count in parts[word]) <= 1}
    assert len(equal) >= 0.8 * len(words), f"too many words are counted otherwise: {sorted(words - equal)}"
    assert len(near) >= 0.98 * len(words), f"these are two or more syllables off: {sorted(words - near)}"


def test_the_age_of_a_known_sentence_is_as_worked_out_by_hand() -> None:
    # 6 words, 1 sentence, 6 syllables: 0.39 × 6 + 11.8 × 1 − 15.59 = −1.45; plus five
    assert reading_age.of("The cat sat on the mat.") == pytest.approx(3.55)
    # 8 words, 2 sentences, 12 syllables: 0.39 × 4 + 11.8 × 1.5 − 15.59 = 3.67; plus five
    assert reading_age.of("The happy people wanted tea. Another little moment.") == pytest.approx(
        0.39 * 8 / 2 + 11.8 * (1 + 2 + 2 + 2 + 1 + 3 + 2 + 2) / 8 - 15.59 + 5
    )


def test_longer_sentences_and_longer_words_are_for_older_readers() -> None:
    short, joined = "I sat. I felt sad. I went out.", "I sat and I felt sad and I went out."
    assert reading_age.of(short) < reading_age.of(joined)
    assert reading_age.of("I felt sad.") < reading_age.of("I experienced melancholia.")


def test_a_line_is_a_sentence_whether_or_not_it_has_a_stop() -> None:
    assert reading_age.of("I felt sad\nI went out") == reading_age.of("I felt sad. I went out.")


@pytest.mark.parametrize("text", ["", "   ", "123 456", "…", "🙂", ".\n.\n"])
def test_a_text_without_words_has_no_age(text: str) -> None:
    assert reading_age.of(text) == 0.0


def test_a_term_the_module_explains_counts_as_an_easy_word() -> None:
    text = "Your practitioner knows about depression."
    assert reading_age.of(text, ["practitioner", "depression"]) == reading_age.of("Your term knows about term.")
    assert reading_age.of(text.upper(), ["practitioner", "depression"]) < reading_age.of(text)


def test_a_term_is_the_whole_word_and_the_longest_one_first() -> None:
    assert reading_age.of("He is moody.", ["mood"]) == reading_age.of("He is moody.")
    assert reading_age.of("My low mood.", ["mood", "low mood"]) == reading_age.of("My term.")


def test_a_term_with_marks_is_taken_as_written() -> None:
    assert reading_age.of("A cat sat.", ["c.t", "(", "a|b"]) == reading_age.of("A cat sat.")
