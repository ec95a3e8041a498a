"""When the programme speaks and when it is silent, as a specification on plain values."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.conditions.rules import AtMost
from app.content.support import Next, On, SupportRule, Theme, Tone, Tool
from app.support.rules import (
    Change,
    Decision,
    Event,
    Own,
    Said,
    Sent,
    Silence,
    Situation,
    Style,
    Wish,
    Wishes,
    changed,
    decide,
    wishes_of,
)

NOON = datetime(2026, 6, 10, 12, tzinfo=ZoneInfo("Europe/London"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DONE = SupportRule(
    id="done",
    title="Something was done",
    on=On.ACTIVITY_DONE,
    theme=Theme.TASK,
    say=("You did “{words}”.", "You did what you planned."),
    why="You said that it was done.",
    next=(Next(label="See the week", to="activities"),),
    every=3,
)
EVENT = Event(On.ACTIVITY_DONE, "activity done:1", NOON - HOUR, {"enjoyment": 5}, words="A walk")
NOW = Situation(at=NOON, name="Rowan", practitioner="Sam", events=(EVENT,))


def said(now: Situation, *rules: SupportRule) -> Decision:
    found = rules or (DONE,)
    return decide({one.id: one for one in sorted(found, key=lambda one: one.rank)}, now)


def why_not(now: Situation, rule: SupportRule = DONE) -> Silence:
    decision = said(now, rule)
    assert decision.message is None
    return decision.passed[0].why if decision.passed else decision.silence or Silence.NOTHING_HAPPENED


def test_what_was_done_is_answered_with_the_patients_own_words() -> None:
    message = said(NOW).message
    assert message
    assert (message.rule, message.text, message.event) == ("done", "You did “A walk”.", EVENT)


def test_what_is_not_shared_has_no_words_and_another_wording_is_taken() -> None:
    message = said(replace(NOW, events=(replace(EVENT, words=""),))).message
    assert message
    assert message.text == "You did what you planned."


def test_the_wordings_take_turns() -> None:
    message = said(replace(NOW, sent=(Sent("done", "activity done:0", NOON - 9 * DAY),))).message
    assert message
    assert message.text == "You did what you planned."


def test_words_with_braces_in_them_are_words_and_no_gap() -> None:
    message = said(replace(NOW, events=(replace(EVENT, words="{name} {title}"),))).message
    assert message
    assert message.text == "You did “{name} {title}”."


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (replace(NOW, under_way=False), Silence.NO_COURSE),
        (replace(NOW, resting=True), Silence.RESTING),
        (replace(NOW, flagged=True), Silence.FLAG),
        (replace(NOW, wishes=Wishes(off=True)), Silence.OFF),
        (replace(NOW, paused=True), Silence.PAUSED_FOR_PATIENT),
        (replace(NOW, at=NOON.replace(hour=22)), Silence.NIGHT),
        (replace(NOW, at=NOON.replace(hour=6, minute=59)), Silence.NIGHT),
        (replace(NOW, sent=tuple(Sent("o", f"x:{n}", NOON - n * HOUR) for n in (1, 2))), Silence.ENOUGH_TODAY),
        (replace(NOW, sent=tuple(Sent("o", f"x:{n}", NOON - n * DAY) for n in range(1, 7))), Silence.ENOUGH_THIS_WEEK),
    ],
)
def test_nothing_is_said_at_all(now: Situation, why: Silence) -> None:
    decision = said(now)
    assert (decision.message, decision.silence) == (None, why)


@pytest.mark.parametrize(
    ("now", "rule", "why"),
    [
        (replace(NOW, events=()), DONE, Silence.NOTHING_HAPPENED),
        (replace(NOW, events=(replace(EVENT, at=NOON - 3 * DAY),)), DONE, Silence.NOTHING_HAPPENED),
        (replace(NOW, events=(replace(EVENT, at=NOON + HOUR),)), DONE, Silence.NOTHING_HAPPENED),
        (replace(NOW, sent=(Sent("other", EVENT.key, NOON - DAY),)), DONE, Silence.SAID),
        (replace(NOW, sent=(Sent("done", "activity done:0", NOON - 2 * DAY),)), DONE, Silence.LATELY),
        (
            replace(NOW, sent=(Sent("done", "activity done:0", NOON - 99 * DAY),)),
            DONE.model_copy(update={"every": None}),
            Silence.ONCE,
        ),
        (replace(NOW, wishes=Wishes(muted=frozenset({"done"}))), DONE, Silence.MUTED),
        (
            replace(
                NOW,
                wishes=Wishes(fewer=frozenset({On.ACTIVITY_DONE})),
                sent=(Sent("other", "activity done:0", NOON - 20 * DAY),),
            ),
            DONE,
            Silence.FEWER,
        ),
        (replace(NOW, own={"done": Own(paused=True)}), DONE, Silence.RESTS),
        (replace(NOW, low_at=NOON - 2 * DAY), DONE.model_copy(update={"tone": Tone.CHEERFUL}), Silence.LOW),
        (
            replace(NOW, events=(EVENT, Event(On.REPLY_LATE, "reply late:1", NOON - 2 * HOUR))),
            DONE.model_copy(update={"never_after": (On.REPLY_LATE,)}),
            Silence.AFTER,
        ),
        (
            replace(NOW, unprompted={Tool.ACTIVITIES: 3}),
            DONE.model_copy(update={"tool": Tool.ACTIVITIES}),
            Silence.FADED,
        ),
        (NOW, DONE.model_copy(update={"when": AtMost(fact="enjoyment", at_most=2)}), Silence.CONDITION),
        (NOW, DONE.model_copy(update={"when": AtMost(fact="achievement", at_most=2)}), Silence.CONDITION),
        (replace(NOW, wishes=Wishes(avoid=("you did",))), DONE, Silence.AVOIDED),
    ],
)
def test_a_rule_is_silent(now: Situation, rule: SupportRule, why: Silence) -> None:
    assert why_not(now, rule) is why


def test_the_lowest_rank_speaks_and_the_other_says_that_it_was_outranked() -> None:
    first = DONE.model_copy(update={"id": "first", "rank": 1})
    decision = said(NOW, DONE, first)
    assert decision.message
    assert decision.message.rule == "first"
    assert [(one.rule, one.why) for one in decision.passed] == [("done", Silence.OUTRANKED)]


def test_what_was_just_done_is_answered_before_what_was_done_yesterday_unless_that_may_not_wait() -> None:
    yesterday = Event(On.GOAL_AGREED, "goal agreed:1", NOON - 20 * HOUR)
    just_now = replace(EVENT, at=NOON - timedelta(minutes=1))
    now = replace(NOW, events=(yesterday, just_now))
    older = DONE.model_copy(update={"id": "older", "on": On.GOAL_AGREED, "rank": 20})
    urgent = older.model_copy(update={"id": "urgent", "rank": 5})
    first, second = said(now, DONE, older).message, said(now, DONE, urgent).message
    assert first
    assert second
    assert (first.rule, second.rule) == ("done", "urgent")


def test_words_a_patient_asked_to_leave_out_are_left_out_and_the_other_wording_comes() -> None:
    message = said(replace(NOW, wishes=Wishes(avoid=("planned",)))).message
    assert message
    assert "planned" not in message.text


def test_prompts_for_a_tool_come_again_when_the_patient_wants_them() -> None:
    rule = DONE.model_copy(update={"tool": Tool.ACTIVITIES})
    kept = Wishes(kept=frozenset({Tool.ACTIVITIES}))
    assert said(replace(NOW, unprompted={Tool.ACTIVITIES: 9}, wishes=kept), rule).message


def test_a_practitioners_own_words_come_in_the_programmes_place_and_say_whose_they_are() -> None:
    message = said(replace(NOW, own={"done": Own(words="Tell me how it went, {name}.", by="Sam")})).message
    assert message
    assert (message.text, message.by) == ("Tell me how it went, Rowan.", "Sam")


def test_somebody_without_a_practitioner_is_never_told_of_one() -> None:
    rule = DONE.model_copy(update={"say": ("{practitioner} knows.", "It is kept.")})
    message = said(replace(NOW, practitioner=""), rule).message
    assert message
    assert message.text == "It is kept."


def test_more_and_fewer_change_how_many_come() -> None:
    twice_today = tuple(Sent("o", f"x:{n}", NOON - n * HOUR) for n in (1, 2))
    more = replace(NOW, wishes=Wishes(style=Style.MORE), sent=twice_today)
    two_this_week = tuple(Sent("o", f"x:{n}", NOON - n * DAY) for n in (1, 2))
    fewer = replace(NOW, wishes=Wishes(style=Style.LESS), sent=two_this_week)
    assert said(more).message
    assert said(fewer).silence is Silence.ENOUGH_THIS_WEEK


def test_the_last_that_was_said_about_a_thing_counts_and_helpful_changes_nothing() -> None:
    told = [
        Said(Wish.NOT_FOR_ME, "done", NOON),
        Said(Wish.AGAIN, "done", NOON + HOUR),
        Said(Wish.NOT_FOR_ME, "quiet-week", NOON),
        Said(Wish.HELPFUL, "quiet-week", NOON + HOUR),
        Said(Wish.FEWER, On.QUIET.value, NOON),
        Said(Wish.KEEP, Tool.DIARY.value, NOON),
        Said(Wish.OFF, "", NOON),
        Said(Wish.ON, "", NOON + HOUR),
    ]
    now = wishes_of(told, style=Style.USUAL, avoid=())
    assert now == Wishes(
        muted=frozenset({"quiet-week"}), fewer=frozenset({On.QUIET}), kept=frozenset({Tool.DIARY}), off=False
    )


def test_a_leads_change_holds_over_the_file_and_a_rule_that_rests_is_gone() -> None:
    rules = {"done": DONE, "other": DONE.model_copy(update={"id": "other"})}
    now = changed(rules, {"done": Change(say=("One.", "Two."), every=9), "other": Change(paused=True)})
    assert list(now) == ["done"]
    assert (now["done"].say, now["done"].every, now["done"].within) == (("One.", "Two."), 9, DONE.within)
