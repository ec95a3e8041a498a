"""Simulated patients over simulated years: whatever they do, the programme keeps to what it promised.

The same functions as in the service: a made history, what is known of it at an hour, and the decision.
`ALONGSIDE_SIMULATED_YEARS` says how many years, each of another patient.
"""

import os
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from app.content import support as content
from app.content.support import SupportRules, Tone
from app.facts.rules import History, as_of
from app.people.wordings import avoids
from app.settings import ROOT
from app.support.rules import FADES, MOST, Message, Own, Said, Sent, Situation, Style, Wish, decide, wishes_of
from tests.support.lives import BEGAN, DAYS, Life

YEARS, YEARS_AT_FULL_SIZE, SHARES = 20, 2000, range(4)
HOURS = (3, 9, 13, 20, 23)
AVOID = ("smaller", "goal")


@pytest.fixture(scope="module")
def rules() -> SupportRules:
    found, faults = content.load(ROOT / "modules")
    assert not faults
    return found


def wanted(full_size: bool) -> int:
    own = os.environ.get("ALONGSIDE_SIMULATED_YEARS")
    return int(own) if own else YEARS_AT_FULL_SIZE if full_size else YEARS


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("share", SHARES)
def test_in_all_those_years_no_promise_is_broken(share: int, full_size: bool, rules: SupportRules) -> None:
    said = 0
    for seed in range(share, wanted(full_size), len(SHARES)):
        try:
            said += _a_year(seed, rules)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
    assert said, "nothing was said in all those years: the lives are too still"


def _a_year(seed: int, rules: SupportRules) -> int:
    """One life, hour by hour; how many messages came."""
    life = Life(seed)
    history, said, sent = life.history(), list[Said](), list[Sent]()
    style = life.random.choice(tuple(Style))
    avoid = AVOID if life.random.random() < 0.5 else ()
    for n in range(DAYS * len(HOURS)):
        day, hour = BEGAN + timedelta(days=n // len(HOURS)), HOURS[n % len(HOURS)]
        at = day.replace(hour=hour, minute=n % 60)
        wishes = wishes_of(said, style=style, avoid=avoid)
        now = as_of(replace(history, sent=tuple(sent), wishes=wishes), rules, at)
        message = decide(rules, now).message
        assert decide(rules, now).message == message, "the same facts gave another decision"
        if message:
            _keeps_its_word(rules, history, now, message, sent)
            sent.append(Sent(message.rule, message.event.key, at))
            said += _wishes(life, rules, message, at)
    _keeps_its_limits(rules, sent, style)
    return len(sent)


def _keeps_its_word(rules: SupportRules, history: History, now: Situation, message: Message, sent: list[Sent]) -> None:
    rule, at = rules[message.rule], now.at
    assert 7 <= at.hour < 22, f"{rule.id} spoke at night"
    assert history.ended_at is None or at < history.ended_at, f"{rule.id} spoke after the course"
    open_flags = [raised for raised, closed in history.flags if raised <= at and (closed is None or closed > at)]
    assert not open_flags, f"{rule.id} spoke while a safety flag was open"
    assert message.event.at <= at, f"{rule.id} spoke before it happened"
    assert message.event.key not in {one.key for one in sent}, f"twice of {message.event.key}"
    lately = [one for one in history.lows if timedelta() <= at - one < timedelta(days=3)]
    assert not (rule.tone is Tone.CHEERFUL and lately), f"{rule.id} was cheerful after something low"
    assert not avoids(message.text, now.wishes.avoid), f"{rule.id} used words that were to be left out"
    assert not history.own.get(rule.id, Own()).paused, f"{rule.id} was to rest"
    assert rule.id not in now.wishes.muted, f"{rule.id} is not for them"
    if rule.tool and rule.tool not in now.wishes.kept:
        assert now.unprompted.get(rule.tool, 0) < FADES, f"{rule.id} prompts for what they use by themselves"


def _wishes(life: Life, rules: SupportRules, message: Message, at: datetime) -> list[Said]:
    if life.random.random() > 0.1:
        return []
    wish = life.random.choice((Wish.NOT_FOR_ME, Wish.FEWER, Wish.HELPFUL))
    return [Said(wish, rules[message.rule].on.value if wish is Wish.FEWER else message.rule, at)]


def _keeps_its_limits(rules: SupportRules, sent: list[Sent], style: Style) -> None:
    a_day, a_week = MOST[style]
    assert max(Counter(one.at.date() for one in sent).values(), default=0) <= a_day
    for one in sent:
        assert sum(timedelta() <= one.at - other.at < timedelta(days=7) for other in sent) <= a_week
    for id_, rule in rules.items():
        mine = [one.at for one in sent if one.rule == id_]
        assert len(mine) <= 1 or rule.every, f"{id_} is said once in a course"
        for early, late in pairwise(mine):
            assert late - early >= timedelta(days=rule.every or 0), f"{id_} came too soon after itself"


def test_every_rule_but_the_private_one_is_heard_in_some_life(rules: SupportRules) -> None:
    """A rule that no life brings about is a rule nobody will ever read."""
    waiting = {one.id for one in rules.values() if not one.private}
    for seed in range(60):
        history = replace(Life(f"heard {seed}").history(), ended_at=None, flags=(), practitioner="Sam", own={})
        for n in range(0, 200, 2):
            now = as_of(history, rules, (BEGAN + timedelta(days=n)).replace(hour=13))
            waiting -= {id_ for id_ in waiting if decide({id_: rules[id_]}, now).message}
        if not waiting:
            break
    assert not waiting
