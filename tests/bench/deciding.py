"""What one decision costs for somebody with a year of history: the rules, and what is suggested to do."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from statistics import median, quantiles

from app.activities.rules import Declined, Past, Reason, Taste, suggestions
from app.content import ideas as catalogue
from app.content import support as content
from app.content.support import SupportRules
from app.facts.rules import History, as_of
from app.settings import ROOT
from app.support.rules import Decision, decide
from tests.support.lives import BEGAN, DAYS, Life

MOST = 5.0
"""Milliseconds that either may take."""
LIVES, LINE = 60, "{:<58}{:>8}{:>8}"


def report() -> bool:
    """Prints both, half of the time and nineteen of twenty times; whether the slower stays under `MOST`."""
    end = BEGAN + timedelta(days=DAYS)
    print(LINE.format("\nFor somebody with a year of history, in ms", "p50", "p95"))
    slowest = [_told(name, took) for name, took in (("support rules", _rules(end)), ("what to do", _ideas(end)))]
    met = max(slowest) < MOST
    print(f"Suggestions and rules in less than {MOST:.0f} ms: {'met' if met else 'not met'}")
    return met


def _told(name: str, took: list[float]) -> float:
    p95 = quantiles(took, n=20)[-1]
    print(LINE.format(name, f"{median(took):.2f}", f"{p95:.2f}"))
    return p95


def _rules(end: datetime) -> list[float]:
    rules, _faults = content.load(ROOT / "modules")
    histories = [Life(f"bench {n}").history() for n in range(LIVES)]
    moments = [end - timedelta(days=n * 9, hours=-4) for n in range(5)]
    return [_took(partial(_decided, rules, one, at)) for one in histories for at in moments]


def _decided(rules: SupportRules, history: History, at: datetime) -> Decision:
    return decide(rules, as_of(history, rules, at))


def _ideas(end: datetime) -> list[float]:
    found, _faults = catalogue.load(ROOT / "modules")
    ids = list(found)
    past = {id_: Past(n % 11, end - timedelta(days=n)) for n, id_ in enumerate(ids)}
    noes = {id_: (Declined(Reason.TRIED, end - timedelta(days=n)),) * 3 for n, id_ in enumerate(ids[::4])}
    taste = Taste(past=past, declined=noes)
    return [_took(partial(suggestions, found.values(), taste, seed=str(n), at=end)) for n in range(LIVES)]


def _took(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return (time.perf_counter() - began) * 1000
