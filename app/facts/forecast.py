"""How often one rule would have spoken lately, by itself: the same decision on the facts of each day. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from app.content.support import SupportRule
from app.facts.rules import History, as_of
from app.support.rules import Sent, decide

MORNING = time(10)


@dataclass(frozen=True)
class Forecast:
    """Messages, and to how many patients."""

    messages: int
    patients: int


def forecast(rule: SupportRule, histories: Iterable[History], *, since: datetime, until: datetime) -> Forecast:
    """What this rule alone would have said to these patients, under its own limits and theirs.

    `since` and `until` are in the service's zone. What the other rules said instead is not taken off.
    """
    counts = [_times_said(rule, one, since, until) for one in histories]
    return Forecast(sum(counts), sum(n > 0 for n in counts))


def _times_said(rule: SupportRule, history: History, since: datetime, until: datetime) -> int:
    rules, sent = {rule.id: rule}, [one for one in history.sent if one.rule == rule.id and one.at < since]
    before = len(sent)
    for at in _moments(rule, history, since, until):
        said = decide(rules, as_of(replace(history, sent=tuple(sent)), rules, at)).message
        if said:
            sent.append(Sent(rule.id, said.event.key, at))
    return len(sent) - before


def _moments(rule: SupportRule, history: History, since: datetime, until: datetime) -> Iterator[datetime]:
    """When it could have spoken: as the thing was done, and in the morning of each day, in order."""
    deeds = [one.at for one in history.events if one.on is rule.on and since <= one.at <= until]
    days = range((until.date() - since.date()).days + 1)
    mornings = [datetime.combine(since.date() + timedelta(days=n), MORNING, until.tzinfo) for n in days]
    made_by_time = not any(one.on is rule.on for one in history.events)
    later = [one for one in mornings if since <= one <= until and (made_by_time or _follows(one, deeds, rule.within))]
    yield from sorted({*deeds, *later})


def _follows(morning: datetime, deeds: Iterable[datetime], within: int) -> bool:
    return any(timedelta() <= morning - one < timedelta(hours=within) for one in deeds)
