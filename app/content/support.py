"""Support messages as content, from `modules/support/*.yaml`: on which fact, under which conditions, what is said.

A rule is data. What it may ask about is the vocabulary below, and nothing else; its conditions are the one tree of
`conditions/`. Read once at start, and each complaint names file, field and reason.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.conditions.rules import Answered, AtLeast, AtMost, Condition, Includes, Is, OneOf, Test, Value, tests
from app.content import reading_age
from app.content.schema import Words
from app.content.source import Fault, Place, Source, Unreadable, read_yaml

FOLDER = "support"
OLDEST_READER, LONGEST_SENTENCE = 11, 25
FEWEST_WORDINGS = 2
MOST_DAYS = 365
_GAP = re.compile(r"\{([^{}]*)\}")
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_NEVER = re.compile(r"\b(must|should|failed|failure|you haven[’']t|well done|great|amazing|perfect)\b", re.IGNORECASE)


class On(StrEnum):
    """What a message may follow. Each is a fact that is stored, or that time makes of what is stored."""

    COURSE_BEGAN = "course began"
    STEP_FINISHED = "step finished"
    MODULE_FINISHED = "module finished"
    LEFT_HALFWAY = "step left half-way"
    ACTIVITY_PLANNED = "activity planned"
    ACTIVITY_DAY_PASSED = "activity day passed"
    ACTIVITY_DONE = "activity done"
    ACTIVITY_PARTLY = "activity partly done"
    ACTIVITY_NOT = "activity not this time"
    ACTIVITY_DECLINED = "activity declined"
    GOAL_AGREED = "goal agreed"
    GOAL_RATED = "goal rated"
    GOAL_UNRATED = "goal unrated"
    GOAL_WAITS = "goal waits"
    MEASURE_ANSWERED = "measure answered"
    CHECK_IN_ANSWERED = "check-in answered"
    DIARY_ENTRY = "diary entry"
    QUIET = "quiet"
    BACK = "back after a gap"
    SESSION_COMING = "session coming"
    SESSION_HELD = "session held"
    SESSION_MISSED = "session missed"
    SESSION_CALLED_OFF = "session called off"
    MESSAGE_WAITING = "message waiting"
    REPLY_LATE = "reply late"
    FAULT_MENDED = "fault mended"


class Theme(StrEnum):
    """Which theme of the framework a message serves."""

    BOND = "bond"
    GOALS = "goals"
    TASK = "task"
    HEURISTICS = "usability heuristics"


class Tone(StrEnum):
    """`CHEERFUL` never follows something low."""

    CHEERFUL = "cheerful"
    PLAIN = "plain"
    SORRY = "sorry"


class Tool(StrEnum):
    """A tool that a message may prompt for. The prompts fade once it is used without them."""

    DIARY = "diary"
    ACTIVITIES = "activities"
    GOALS = "goals"


STANDING: Mapping[str, type] = {
    "weeks": int,
    "steps-done": int,
    "modules-done": int,
    "activities-done": int,
    "activities-planned": int,
    "noes-in-a-row": int,
    "missed-in-a-row": int,
    "diary-entries": int,
    "goals-agreed": int,
    "sessions-held": int,
    "session-ahead": bool,
    "has-practitioner": bool,
}
"""What is true of a patient at an instant, whatever the message follows: by name, with its type."""

GIVES: Mapping[On, Mapping[str, type]] = {
    On.LEFT_HALFWAY: {"times": int},
    On.ACTIVITY_PLANNED: {"likely": int, "made-smaller": bool},
    On.ACTIVITY_DONE: {"enjoyment": int, "achievement": int},
    On.ACTIVITY_PARTLY: {"enjoyment": int, "achievement": int},
    On.ACTIVITY_NOT: {"barrier": str},
    On.ACTIVITY_DECLINED: {"reason": str},
    On.GOAL_RATED: {"rating": int, "before": int, "same-in-a-row": int},
    On.MEASURE_ANSWERED: {"measure": str, "reliable-rise": bool, "reliable-fall": bool, "first": bool},
    On.CHECK_IN_ANSWERED: {"lowest": int, "dropped": bool},
    On.DIARY_ENTRY: {"mood": int, "entries-this-week": int},
    On.QUIET: {"days": int},
    On.BACK: {"days": int},
}
"""What each of them says besides. A fact that was not answered is not there."""

TITLED = frozenset({On.STEP_FINISHED, On.MODULE_FINISHED})
"""What has a title of the programme's own: `{title}`."""
QUOTED = frozenset(
    {
        On.ACTIVITY_PLANNED,
        On.ACTIVITY_DAY_PASSED,
        On.ACTIVITY_DONE,
        On.ACTIVITY_PARTLY,
        On.ACTIVITY_NOT,
        On.GOAL_AGREED,
        On.GOAL_RATED,
        On.GOAL_UNRATED,
    }
)
"""What has words of the patient's own, as far as they share them: `{words}`."""
TIMED = frozenset({On.SESSION_COMING, On.REPLY_LATE, On.MESSAGE_WAITING})
"""What has a day: `{day}`."""
PRIVATE = frozenset({On.LEFT_HALFWAY})
"""What rests on drafts: said to the patient, and never shown to, counted for or mailed because of anybody else."""

PLACES: Mapping[str, str] = {
    "today": "/me",
    "plan": "/me/plan",
    "goals": "/me/goals",
    "activities": "/me/activities",
    "choose": "/me/activities/choose",
    "ladder": "/me/activities/ladder",
    "diary": "/me/diary",
    "patterns": "/me/patterns",
    "measures": "/me/measures",
    "check-in": "/me/check-in",
    "messages": "/me/messages",
    "sessions": "/me/sessions",
    "stuck": "/me/stuck",
    "not-helping": "/me/not-helping",
    "toolbox": "/me/toolbox",
    "practitioner": "/me/practitioner",
    "settings": "/me/settings",
    "support": "/me/support",
    "safety-plan": "/me/safety-plan",
    "help": "/help-now",
    "it": "",
}
"""Where a choice leads; `it` is the very thing that the message is about."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,49}$")]


def _out_of_voice(words: str) -> str | None:
    if found := _NEVER.search(words):
        return f"“{found[0]}” is a word the programme does not use; say it another way"
    return "no exclamation marks" if "!" in words else None


def _says_nothing_it_never_says(words: str) -> str:
    if reason := _out_of_voice(words):
        raise ValueError(reason)
    return words


Said = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=400),
    AfterValidator(_says_nothing_it_never_says),
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Next(_Part):
    """Something the patient may do next; none of it is expected."""

    label: Annotated[Words, AfterValidator(_says_nothing_it_never_says)]
    to: str

    def href(self, it: str) -> str:
        return PLACES[self.to] or it


class SupportRule(_Part):
    """One rule. `rank`: the lowest speaks where several could. `every`, `within`: days and hours.

    Without `every` it speaks once in a course. `within`: for so long after the fact it is still worth saying.
    `never_after`: silent where one of these happened in the day before. `mail`: worth a neutral reminder.
    """

    id: Id
    title: Words
    on: On
    when: Condition | None = None
    theme: Theme
    tone: Tone = Tone.PLAIN
    say: tuple[Said, ...] = Field(min_length=FEWEST_WORDINGS, max_length=6)
    why: Said
    next: tuple[Next, ...] = Field(min_length=1, max_length=3)
    rank: Annotated[int, Field(ge=1, le=99)] = 50
    every: Annotated[int, Field(ge=1, le=MOST_DAYS)] | None = None
    within: Annotated[int, Field(ge=1, le=24 * 14)] = 48
    never_after: tuple[On, ...] = ()
    tool: Tool | None = None
    mail: Literal[True, False] = False

    @property
    def private(self) -> bool:
        return self.on in PRIVATE


SupportRules = Mapping[str, SupportRule]


class _File(_Part):
    rules: tuple[SupportRule, ...]


def load(folder: Path) -> tuple[SupportRules, tuple[Fault, ...]]:
    """Every rule by its id, in the order of rank, and what is wrong."""
    found: dict[str, SupportRule] = {}
    faults: list[Fault] = []
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        name = f"{FOLDER}/{path.name}"
        try:
            source = read_yaml(path, name)
            rules = _File.model_validate(source.data).rules
        except Unreadable as error:
            faults.append(error.fault)
            continue
        except ValidationError as error:
            faults += [source.fault(_place(one["loc"]), one["msg"]) for one in error.errors()]
            continue
        for n, rule in enumerate(rules):
            if rule.id in found:
                faults.append(source.fault(("rules", n, "id"), f"{rule.id} is there already"))
            faults += _faults(rule, source, n)
            found[rule.id] = rule
    if not faults:
        faults += [
            Fault(FOLDER, 1, "on", f"nothing is said when “{on.value}”: write a rule, or take the fact away")
            for on in On
            if all(rule.on is not on for rule in found.values())
        ]
    return dict(sorted(found.items(), key=lambda one: (one[1].rank, one[0]))), tuple(faults)


def _place(loc: tuple[int | str, ...]) -> Place:
    return tuple(loc)


def _faults(rule: SupportRule, source: Source, n: int) -> Iterator[Fault]:
    known = {**STANDING, **GIVES.get(rule.on, {})}
    for test in tests(rule.when) if rule.when else ():
        if reason := _misfit(test, known, rule.on):
            yield source.fault(("rules", n, "when"), reason)
    for field, reason in wordings_faults(rule, rule.say):
        yield source.fault(("rules", n, *field), reason)
    for i, choice in enumerate(rule.next):
        if choice.to not in PLACES:
            yield source.fault(("rules", n, "next", i, "to"), f"{choice.to} is none of {', '.join(PLACES)}")
    if rule.private and (rule.mail or rule.every is None):
        yield source.fault(("rules", n, "on"), "rests on drafts: it is never mailed, and says how often at most")


def gap_fault(rule: SupportRule, words: str) -> str | None:
    """A gap that nothing fills after what this rule follows."""
    allowed = {"name", "practitioner"}
    allowed |= {"title"} if rule.on in TITLED else set()
    allowed |= {"words"} if rule.on in QUOTED else set()
    allowed |= {"day"} if rule.on in TIMED else set()
    strange = sorted(set(_GAP.findall(words)) - allowed)
    return f"{{{strange[0]}}} is not known here; there is {', '.join(sorted(allowed))}" if strange else None


def wordings_faults(rule: SupportRule, wordings: tuple[str, ...]) -> Iterator[tuple[Place, str]]:
    """What is wrong with these ways to say it, each with where; for the files, and for what a lead writes instead."""
    plain = 0
    for i, words in enumerate(wordings):
        plain += "{words}" not in words
        if reason := gap_fault(rule, words) or _out_of_voice(words):
            yield ("say", i), reason
        text = _GAP.sub("it", words)
        if any(len(one.split()) > LONGEST_SENTENCE for one in _SENTENCE.split(text)):
            yield ("say", i), f"a sentence has more than {LONGEST_SENTENCE} words: make two of it"
        if (age := reading_age.of(text)) > OLDEST_READER:
            yield ("say", i), f"reads at age {age:.1f}; write it for {OLDEST_READER} or younger"
    if not plain:
        yield ("say",), "one wording has no {words}: not everybody shares theirs"


def _misfit(test: Test, known: Mapping[str, type], on: On) -> str | None:
    if test.fact not in known:
        return f"{test.fact} is no fact here; of “{on.value}” there is {', '.join(sorted(known))}"
    kind = known[test.fact]
    match test:
        case AtLeast() | AtMost():
            return None if kind is int else f"{test.fact} is no number"
        case Is(value=value):
            return _of_kind(test.fact, kind, (value,))
        case OneOf(one_of=values):
            return _of_kind(test.fact, kind, values)
        case Includes():
            return f"{test.fact} is no list"
        case Answered():
            return None


def _of_kind(name: str, kind: type, values: tuple[Value, ...]) -> str | None:
    wrong = next((one for one in values if type(one) is not kind), None)
    return None if wrong is None else f"{name} is never {wrong!r}"
