"""When a support message is due, what it says and why; else silence, with its reason. Pure: values in, values out.

The same function decides after a deed, at a login after a gap, in the hourly sweep, for `support explain` and in the
simulation. Replaying what was sent is calling it again with the stored facts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from app.conditions.rules import Value, holds
from app.content.support import On, SupportRule, SupportRules, Tone, Tool
from app.people.wordings import avoids
from app.rendering import day

QUIET_FROM, QUIET_UNTIL = time(22), time(7)
"""Nothing new is put on Today at night. When a mail may come is the patient's to say (people.preferences)."""
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
LOW_LASTS = timedelta(days=3)
"""So long after something low nothing cheerful is said (clinical.md §1.4, B1)."""
FLAG_LASTS = timedelta(days=2)
"""So long after a safety conversation the programme says nothing: a person does."""
FEWER = timedelta(days=28)
"""“Fewer like this”: so long between two messages after the same sort of thing."""
FADES = 3
"""So many uses of a tool that nothing prompted, and its prompts stay away."""
LONGEST_QUOTE = 80
MAY_NOT_WAIT, JUST_NOW = 15, timedelta(minutes=10)
"""Up to this rank a rule comes before the answer to what was done in the last minutes; above it, after that."""


class Style(StrEnum):
    """How much the patient wants to hear from the programme (the preference card)."""

    MORE = "more"
    USUAL = "usual"
    LESS = "less"


MOST: Mapping[Style, tuple[int, int]] = {Style.MORE: (3, 10), Style.USUAL: (2, 6), Style.LESS: (1, 2)}
"""Messages a day of the calendar, and in seven days."""


@dataclass(frozen=True)
class Event:
    """Something that happened, once: `key` is its name for ever. `words` only what is shared; `at` when it happened."""

    on: On
    key: str
    at: datetime
    facts: Mapping[str, Value] = field(default_factory=dict)
    title: str = ""
    words: str = ""
    day: date | None = None
    href: str = ""
    about: UUID | None = None


@dataclass(frozen=True)
class Sent:
    """A message that was sent: by which rule, on which event, when."""

    rule: str
    key: str
    at: datetime


@dataclass(frozen=True)
class Own:
    """What the patient's practitioner has set for one rule: that it rests, or their own words in its place."""

    paused: bool = False
    words: str = ""
    by: str = ""


@dataclass(frozen=True)
class Wishes:
    """What the patient has said to earlier messages. `fewer` holds the facts after which they want fewer."""

    style: Style = Style.USUAL
    off: bool = False
    muted: frozenset[str] = frozenset()
    fewer: frozenset[On] = frozenset()
    kept: frozenset[Tool] = frozenset()
    """The tools they want to be reminded of although they use them by themselves."""
    avoid: tuple[str, ...] = ()


class Wish(StrEnum):
    """What a patient says to a message, or sets for what comes."""

    HELPFUL = "helpful"
    NOT_FOR_ME = "not for me"
    FEWER = "fewer"
    AGAIN = "again"
    """Takes “not for me” or “fewer” back."""
    KEEP = "keep"
    """Reminds me of a tool although I use it by myself."""
    FADE = "fade"
    OFF = "off"
    ON = "on"


@dataclass(frozen=True)
class Said:
    """One wish as it was said. `about`: a rule, a fact, a tool, or nothing for all messages."""

    wish: Wish
    about: str
    at: datetime


def wishes_of(said: Iterable[Said], *, style: Style, avoid: tuple[str, ...]) -> Wishes:
    """What holds now: the last that was said about each thing. “Helpful” changes nothing that comes."""
    last: dict[str, Wish] = {}
    for one in sorted(said, key=lambda one: one.at):
        if one.wish is not Wish.HELPFUL:
            last[one.about] = one.wish
    return Wishes(
        style=style,
        off=last.get("") is Wish.OFF,
        muted=frozenset(about for about, wish in last.items() if wish is Wish.NOT_FOR_ME),
        fewer=frozenset(On(about) for about, wish in last.items() if wish is Wish.FEWER and about in set(On)),
        kept=frozenset(Tool(about) for about, wish in last.items() if wish is Wish.KEEP and about in set(Tool)),
        avoid=avoid,
    )


@dataclass(frozen=True)
class Change:
    """What a lead has changed in one rule, over its file; None leaves it as it is."""

    say: tuple[str, ...] | None = None
    every: int | None = None
    within: int | None = None
    paused: bool = False


def changed(rules: SupportRules, changes: Mapping[str, Change]) -> SupportRules:
    """The rules as they hold in this service. One that rests is not among them."""
    return {
        id_: _changed(rule, changes[id_]) if id_ in changes else rule
        for id_, rule in rules.items()
        if not changes.get(id_, Change()).paused
    }


def _changed(rule: SupportRule, change: Change) -> SupportRule:
    given = {name: getattr(change, name) for name in ("say", "every", "within")}
    return rule.model_copy(update={name: value for name, value in given.items() if value is not None})


@dataclass(frozen=True)
class Situation:
    """What is true of one patient at one instant. `at` and everything in it are aware, `at` in the service's zone."""

    at: datetime
    name: str
    practitioner: str = ""
    under_way: bool = True
    resting: bool = False
    flagged: bool = False
    """A safety flag is open, or was closed less than `FLAG_LASTS` ago."""
    low_at: datetime | None = None
    events: tuple[Event, ...] = ()
    standing: Mapping[str, Value] = field(default_factory=dict)
    unprompted: Mapping[Tool, int] = field(default_factory=dict)
    """How often each tool was used since the programme last prompted for it."""
    sent: tuple[Sent, ...] = ()
    wishes: Wishes = field(default_factory=Wishes)
    own: Mapping[str, Own] = field(default_factory=dict)
    paused: bool = False
    """The practitioner lets every message rest for this patient."""


class Silence(StrEnum):
    """Why nothing is said at all, or not by one rule."""

    NO_COURSE = "no course is under way"
    RESTING = "the plan rests"
    FLAG = "a safety flag is open, or was until lately: a person speaks now"
    OFF = "the patient wants no messages from the programme"
    PAUSED_FOR_PATIENT = "the practitioner lets the messages rest for this patient"
    NIGHT = "it is night"
    ENOUGH_TODAY = "enough was said today"
    ENOUGH_THIS_WEEK = "enough was said this week"
    NOTHING_HAPPENED = "nothing that it follows has happened lately"
    SAID = "something was said of this already"
    ONCE = "it is said once in a course"
    LATELY = "it was said not long ago"
    CONDITION = "its condition does not hold"
    LOW = "something low was said lately, and it is cheerful"
    AFTER = "it does not follow what happened in the last day"
    MUTED = "the patient said it is not for them"
    FEWER = "the patient wants fewer after this"
    RESTS = "the practitioner lets it rest for this patient"
    FADED = "the patient uses this by themselves now"
    AVOIDED = "each wording has something the patient asked to leave out, or something that is not there"
    OUTRANKED = "another message comes first"


@dataclass(frozen=True)
class Message:
    """What is said. `template` still has its gaps; `words` is what fills `{words}`."""

    rule: str
    event: Event
    template: str
    words: str
    text: str
    by: str = ""
    """The practitioner who chose these words in the place of the programme's."""


@dataclass(frozen=True)
class Passed:
    rule: str
    why: Silence


@dataclass(frozen=True)
class Decision:
    """A message, or `silence` with its reason. `passed`: why each rule that did not speak did not."""

    message: Message | None
    silence: Silence | None
    passed: tuple[Passed, ...]


def decide(rules: SupportRules, now: Situation) -> Decision:
    """The message that is due now, if one is."""
    if silence := next(_all_silent(now), None):
        return Decision(None, silence, ())
    chosen: Message | None = None
    passed = []
    for rule in sorted(rules.values(), key=lambda one: _turn(one, now)):
        found = Silence.OUTRANKED if chosen and _any_fresh(rule, now) else _speaks(rule, now)
        if isinstance(found, Message):
            chosen = found
        else:
            passed.append(Passed(rule.id, found))
    return Decision(chosen, None if chosen else Silence.NOTHING_HAPPENED, tuple(passed))


def _turn(rule: SupportRule, now: Situation) -> tuple[bool, int, str]:
    """What may not wait comes first, by its rank; then what answers the thing just done; then the rest by rank."""
    just_now = any(_is_fresh(rule, one, now.at) and now.at - one.at < JUST_NOW for one in now.events)
    return (rule.rank > MAY_NOT_WAIT and not just_now, rule.rank, rule.id)


def _all_silent(now: Situation) -> Iterator[Silence]:
    today = [one for one in now.sent if one.at.astimezone(now.at.tzinfo).date() == now.at.date()]
    week = [one for one in now.sent if now.at - one.at < A_WEEK]
    a_day, a_week = MOST[now.wishes.style]
    says = (
        (Silence.NO_COURSE, not now.under_way),
        (Silence.RESTING, now.resting),
        (Silence.FLAG, now.flagged),
        (Silence.OFF, now.wishes.off),
        (Silence.PAUSED_FOR_PATIENT, now.paused),
        (Silence.NIGHT, not QUIET_UNTIL <= now.at.time() < QUIET_FROM),
        (Silence.ENOUGH_TODAY, len(today) >= a_day),
        (Silence.ENOUGH_THIS_WEEK, len(week) >= a_week),
    )
    yield from (why for why, so in says if so)


def _any_fresh(rule: SupportRule, now: Situation) -> bool:
    return any(_is_fresh(rule, one, now.at) for one in now.events)


def _is_fresh(rule: SupportRule, event: Event, at: datetime) -> bool:
    return event.on is rule.on and timedelta() <= at - event.at < timedelta(hours=rule.within)


def _speaks(rule: SupportRule, now: Situation) -> Message | Silence:
    """What this rule says of the newest thing that it follows, or why it does not."""
    fresh = sorted((one for one in now.events if _is_fresh(rule, one, now.at)), key=lambda one: (one.at, one.key))
    if not fresh:
        return Silence.NOTHING_HAPPENED
    event = fresh[-1]
    if why := next(_rule_silent(rule, event, now), None):
        return why
    return _worded(rule, event, now) or Silence.AVOIDED


def _rule_silent(rule: SupportRule, event: Event, now: Situation) -> Iterator[Silence]:
    mine = [one for one in now.sent if one.rule == rule.id]
    own = now.own.get(rule.id, Own())
    facts: Mapping[str, Value] = {**now.standing, **event.facts}
    a_day_before = [one.on for one in now.events if timedelta() <= now.at - one.at < A_DAY]
    if any(one.key == event.key for one in now.sent):
        yield Silence.SAID
    if mine and rule.every is None:
        yield Silence.ONCE
    if rule.every and any(now.at - one.at < timedelta(days=rule.every) for one in mine):
        yield Silence.LATELY
    if rule.id in now.wishes.muted:
        yield Silence.MUTED
    if rule.on in now.wishes.fewer and any(now.at - one.at < FEWER for one in _like(rule.on, now)):
        yield Silence.FEWER
    if own.paused:
        yield Silence.RESTS
    if rule.tone is Tone.CHEERFUL and now.low_at and now.at - now.low_at < LOW_LASTS:
        yield Silence.LOW
    if any(one in rule.never_after for one in a_day_before):
        yield Silence.AFTER
    if rule.tool and rule.tool not in now.wishes.kept and now.unprompted.get(rule.tool, 0) >= FADES:
        yield Silence.FADED
    if rule.when and not holds(rule.when, facts):
        yield Silence.CONDITION


def _like(on: On, now: Situation) -> list[Sent]:
    """What was said after the same sort of thing. The key begins with what happened."""
    return [one for one in now.sent if one.key.startswith(f"{on.value}:")]


def _worded(rule: SupportRule, event: Event, now: Situation) -> Message | None:
    """The next wording in turn that can be said to this patient."""
    own = now.own.get(rule.id, Own())
    turn = sum(one.rule == rule.id for one in now.sent)
    ways = (own.words,) if own.words else rule.say
    words = " ".join(event.words.split()).rstrip(" .")
    for n in range(len(ways)):
        template = ways[(turn + n) % len(ways)]
        if ("{words}" in template and not 0 < len(words) <= LONGEST_QUOTE) or (
            "{practitioner}" in template and not now.practitioner
        ):
            continue
        text = filled(template, event, words, now.name, now.practitioner)
        if not avoids(text, now.wishes.avoid):
            return Message(rule.id, event, template, words if "{words}" in template else "", text, own.by)
    return None


def filled(template: str, event: Event, words: str, name: str, practitioner: str) -> str:
    """The template with its gaps filled; one pass, so that nothing a patient wrote is read as a gap."""
    values = {
        "{words}": words,
        "{name}": name,
        "{practitioner}": practitioner,
        "{title}": event.title,
        "{day}": day(event.day, weekday=False) if event.day else "",
    }
    parts, rest = [], template
    while "{" in rest:
        before, _brace, after = rest.partition("{")
        gap, _end, rest = after.partition("}")
        parts += [before, values.get(f"{{{gap}}}", "")]
    return "".join((*parts, rest))
