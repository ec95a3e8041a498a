"""The measures that ship, and ways to answer them."""

from app.content.measures import Items, Licensed, ScoreEntry, load
from app.measures.rules import Answers
from app.settings import ROOT

MEASURES, FAULTS = load(ROOT / "modules")


def items(id_: str) -> Items:
    found = MEASURES[id_]
    assert isinstance(found, Items)
    return found


def entry(id_: str) -> ScoreEntry:
    found = MEASURES[id_]
    assert isinstance(found, ScoreEntry)
    return found


def slot(id_: str) -> Licensed:
    found = MEASURES[id_]
    assert isinstance(found, Licensed)
    return found


PHQ, GAD, FUNCTIONING = items("phq-9"), items("gad-7"), items("functioning")
WSAS, SLOT = entry("wsas"), slot("wsas-questions")


def answers(digits: str) -> Answers:
    """ "012…" as the answers to the questions in order."""
    return {f"item-{n}": int(digit) for n, digit in enumerate(digits, start=1)}
