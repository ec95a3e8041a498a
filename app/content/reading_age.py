"""Reading age: the Flesch-Kincaid grade plus five. It finds long sentences and long words; people judge the rest."""

import re
from collections.abc import Iterable

_SENTENCE = re.compile(r"[.!?\n]+")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")


def of(text: str, glossary: Iterable[str] = ()) -> float:
    """The age at which the text is readable, in years. Terms the module explains count as easy words.

    Source: Kincaid et al. 1975 (grade = 0.39 words per sentence + 11.8 syllables per word − 15.59).
    """
    for term in sorted(glossary, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(term)}\b", "term", text, flags=re.IGNORECASE)
    sentences = [words for part in _SENTENCE.split(text) if (words := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    syllables_a_word = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables_a_word - 15.59 + 5


def syllables(word: str) -> int:
    """The syllables of an English word, by its groups of vowels."""
    word = word.lower().replace("’", "").replace("'", "")
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee", "ye")):
        count -= 1
    if word.endswith("ed") and not word.endswith(("ted", "ded")) and len(word) > 3:
        count -= 1
    return max(count, 1)
