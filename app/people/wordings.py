"""Wordings that a person has asked the programme not to use with them. Pure.

Whole words count, in any script: letters' case, the kind of apostrophe and signs that nobody sees make no difference.
Where a script puts no space between words, its letters count one by one. Where there is doubt the wording is avoided.
"""

import re
import unicodedata
from collections.abc import Collection

_APOSTROPHES = re.compile("['‘’ʼ＇`´]")
_UNSPACED = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Japanese and Chinese
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"  # Thai, Lao, Burmese, Khmer
)


def lines_of(text: str) -> tuple[str, ...]:
    """One wording a line, as they were typed; empty lines are none."""
    return tuple(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)


def avoids(text: str, wordings: Collection[str]) -> bool:
    """Whether one of the wordings is in the text, as words in a row."""
    ways = (_words(text, apostrophe=" "), _words(text, apostrophe="")) if wordings else ()
    return any(_stands_in(one, way) for wording in wordings for one in _both(wording) for way in ways)


def is_wording(text: str) -> bool:
    """Whether there is anything in it that a text could hold: a letter, a figure or a picture."""
    return bool(_words(text, apostrophe=""))


def _both(wording: str) -> set[tuple[str, ...]]:
    return {_words(wording, apostrophe=" "), _words(wording, apostrophe="")}


def _stands_in(wording: tuple[str, ...], words: tuple[str, ...]) -> bool:
    length = len(wording)
    starts = range(len(words) - length + 1) if wording else ()
    return any(words[n : n + length] == wording for n in starts)


def _words(text: str, *, apostrophe: str) -> tuple[str, ...]:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return tuple("".join(_spaced(letter) for letter in _APOSTROPHES.sub(apostrophe, folded)).split())


def _spaced(letter: str) -> str:
    """Letters, figures and their marks make words; a picture, or a letter of a script without spaces, is a word."""
    category = unicodedata.category(letter)
    if category == "Cf" or letter == "\ufe0f":
        return ""
    if category == "So" or _UNSPACED.match(letter):
        return f" {letter} "
    return letter if category[0] in "LMN" else " "
