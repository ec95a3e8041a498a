"""Rules for support messages as content: what is shipped, and what a complaint says."""

from pathlib import Path

import pytest

from app.content.support import On, SupportRule, Theme, Tone, load
from app.settings import ROOT

GOOD = """rules:
  - id: done
    title: Something was done
    on: activity done
    theme: task
    say: [You did it., It is done.]
    why: You said so.
    next: [{label: See the week, to: activities}]
    every: 3
"""


def shipped() -> dict[str, SupportRule]:
    found, faults = load(ROOT / "modules")
    assert not faults, "\n".join(map(str, faults))
    return dict(found)


def complaints(folder: Path, text: str) -> list[str]:
    (folder / "support").mkdir()
    (folder / "support" / "task.yaml").write_text(text, encoding="utf-8")
    return [str(one) for one in load(folder)[1]]


def test_about_forty_rules_cover_every_fact_and_every_theme() -> None:
    rules = shipped().values()
    assert len(rules) >= 40
    assert {one.on for one in rules} == set(On)
    assert {one.theme for one in rules} == set(Theme)


def test_something_low_has_words_of_its_own_that_are_not_cheerful() -> None:
    rules = shipped()
    for id_ in ("diary-low", "goal-far", "done-and-flat", "score-higher", "check-in-low", "not-this-time"):
        assert rules[id_].tone is not Tone.CHEERFUL, id_


def test_where_the_team_is_late_the_programme_says_so_before_anything_else() -> None:
    first = next(iter(shipped().values()))
    assert first.on is On.REPLY_LATE
    assert first.tone is Tone.SORRY


def test_no_rule_blames_praises_or_promises_to_watch() -> None:
    for rule in shipped().values():
        for words in (*rule.say, rule.why):
            assert not any(one in words.lower() for one in ("we watch", "always here", "proud", "missed a day")), (
                rule.id
            )


@pytest.mark.parametrize(
    ("was", "now", "reason"),
    [
        ("on: activity done", "on: the moon", "task.yaml:4: rules.0.on"),
        ("say: [You did it., It is done.]", "say: [You did it.]", "say: "),
        ("You did it.", "You must do it.", "“must” is a word the programme does not use"),
        ("You did it.", "You did it!", "no exclamation marks"),
        ("You did it.", "'You did {what}.'", "{what} is not known here"),
        ("You did it., It is done.", "'You did {words}.', 'Done was {words}.'", "one wording has no {words}"),
        ("to: activities", "to: elsewhere", "elsewhere is none of"),
        ("every: 3", "every: 0", "every"),
        ("every: 3", "when: {fact: shoe-size, at_least: 3}", "shoe-size is no fact here"),
        ("every: 3", "when: {fact: weeks, is: true}", "weeks is never True"),
        ("every: 3", "when: {fact: enjoyment, includes: a}", "enjoyment is no list"),
        ("every: 3", "mail: true\n    colour: red", "colour"),
        ("on: activity done", "on: step left half-way\n    mail: true", "it is never mailed"),
        (
            "You did it.",
            "The implementation of anticipatory psychological considerations necessitates extraordinary perseverance.",
            "reads at age",
        ),
        ("You did it.", "You did it " + "and then did it " * 8 + "once more.", "more than 25 words"),
    ],
)
def test_a_complaint_names_the_file_the_line_the_field_and_the_reason(
    tmp_path: Path, was: str, now: str, reason: str
) -> None:
    assert was in GOOD
    found = complaints(tmp_path, GOOD.replace(was, now))
    assert any(reason in one and one.startswith("support/task.yaml:") for one in found), found


def test_a_fact_without_a_rule_is_a_fault(tmp_path: Path) -> None:
    assert any("nothing is said when “quiet”" in one for one in complaints(tmp_path, GOOD))


def test_two_rules_with_one_name_are_a_fault(tmp_path: Path) -> None:
    assert any("done is there already" in one for one in complaints(tmp_path, GOOD + GOOD.removeprefix("rules:\n")))
