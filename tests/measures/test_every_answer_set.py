"""Every answer set there is of the PHQ-9 and the GAD-7, against a scorer written another way."""

from collections import Counter
from itertools import product

import pytest

from app.content.measures import Items
from app.measures.rules import Skip, band, score
from tests.measures.shipped import GAD, PHQ, answers

PHQ_BANDS = ("none or minimal",) * 5 + ("mild",) * 5 + ("moderate",) * 5 + ("moderately severe",) * 5 + ("severe",) * 8
GAD_BANDS = ("none or minimal",) * 5 + ("mild",) * 5 + ("moderate",) * 5 + ("severe",) * 7
"""The name of each total, from 0 up: written out from the published tables."""


def another_total(digits: str) -> int:
    return digits.count("1") + 2 * digits.count("2") + 3 * digits.count("3")


def ways(questions: int) -> list[int]:
    """How many answer sets come to each total: the coefficients of (1 + x + x² + x³) to the power of the questions."""
    found = [1]
    for _question in range(questions):
        found = [sum(found[max(0, n - 3) : n + 1]) for n in range(len(found) + 3)]
    return found


def name_of(measure: Items, total: int) -> str:
    found = band(measure, total)
    return found.name if found else "no band"


@pytest.mark.parametrize(
    ("measure", "bands", "sets"), [(PHQ, PHQ_BANDS, 262_144), (GAD, GAD_BANDS, 16_384)], ids=["phq-9", "gad-7"]
)
def test_every_answer_set_has_the_total_that_another_scorer_finds(
    measure: Items, bands: tuple[str, ...], sets: int
) -> None:
    ids = [item.id for item in measure.items]
    totals: Counter[int] = Counter()
    for values in product(range(4), repeat=len(ids)):
        found = score(measure, dict(zip(ids, values, strict=True))).total
        expected = another_total("".join(map(str, values)))
        assert found == expected, f"{values} comes to {expected}, not {found}"
        totals[found] += 1
    assert totals.total() == sets
    assert [totals[n] for n in range(len(bands))] == ways(len(ids)), "totals are spread as they cannot be"
    assert [name_of(measure, n) for n in range(len(bands))] == list(bands)


@pytest.mark.parametrize("measure", [PHQ, GAD], ids=lambda measure: measure.id)
def test_no_set_with_a_gap_has_a_total(measure: Items) -> None:
    """Each question missing or declined, alone and with each other one, at the lowest and the highest answers."""
    ids = [item.id for item in measure.items]
    for digit in "0123":
        whole = dict(answers(digit * len(ids)))
        for first, second in product(ids, repeat=2):
            gone = {id_: value for id_, value in whole.items() if id_ not in (first, second)}
            assert score(measure, gone).total is None, f"{first} and {second} are missing"
            said_no = score(measure, gone | {first: Skip.DECLINED, second: Skip.DECLINED})
            assert said_no.total is None, f"{first} and {second} were declined"
            assert said_no.finished
