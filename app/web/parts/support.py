"""Support messages in words: what they follow, what they serve, and why one did not come."""

from app.conditions.rules import Is, Test, because, in_words
from app.content.support import On, SupportRule, Theme, Tool
from app.rendering import gettext as _
from app.rendering import ngettext


def follows_words(on: On) -> str:
    """What a message comes after, as the patient and the team read it."""
    return {
        On.COURSE_BEGAN: _("the beginning of the plan"),
        On.STEP_FINISHED: _("a finished step"),
        On.MODULE_FINISHED: _("a finished module"),
        On.LEFT_HALFWAY: _("a step that was begun a few times"),
        On.ACTIVITY_PLANNED: _("something that was planned"),
        On.ACTIVITY_DAY_PASSED: _("a planned day that has gone by"),
        On.ACTIVITY_DONE: _("something that was done"),
        On.ACTIVITY_PARTLY: _("something that was partly done"),
        On.ACTIVITY_NOT: _("something that did not happen this time"),
        On.ACTIVITY_DECLINED: _("a no to a suggestion"),
        On.GOAL_AGREED: _("a goal that was agreed"),
        On.GOAL_RATED: _("a number for a goal"),
        On.GOAL_UNRATED: _("a goal without a number for two weeks"),
        On.GOAL_WAITS: _("words for a goal that wait for a week"),
        On.MEASURE_ANSWERED: _("the questions on how things are"),
        On.CHECK_IN_ANSWERED: _("a check-in"),
        On.DIARY_ENTRY: _("an entry in the diary"),
        On.QUIET: _("a week or more away"),
        On.BACK: _("the first visit after a while"),
        On.SESSION_COMING: _("a session that is near"),
        On.SESSION_HELD: _("a session"),
        On.SESSION_MISSED: _("a session that did not take place"),
        On.SESSION_CALLED_OFF: _("a session that was called off"),
        On.MESSAGE_WAITING: _("a message that waits to be read"),
        On.REPLY_LATE: _("an answer that is late"),
        On.FAULT_MENDED: _("a fault that was looked at"),
    }[on]


def tool_words(tool: Tool) -> str:
    return {Tool.DIARY: _("The diary"), Tool.ACTIVITIES: _("Planning activities"), Tool.GOALS: _("Numbers for goals")}[
        tool
    ]


def theme_words(theme: Theme) -> str:
    return {
        Theme.BOND: _("Bond"),
        Theme.GOALS: _("Goals"),
        Theme.TASK: _("Task"),
        Theme.HEURISTICS: _("Finding out for oneself"),
    }[theme]


def when_words(rule: SupportRule) -> str:
    """On what it comes, and under which condition, as one sentence."""
    after = _("After %(what)s") % {"what": follows_words(rule.on)}
    if rule.when is None:
        return f"{after}."
    condition = because(rule.when, _clause)
    return _("%(after)s, if %(condition)s.") % {"after": after, "condition": condition}


def _clause(test: Test) -> str:
    """One test in words. A fact that is either so or not is a clause by itself."""
    if isinstance(test, Is) and isinstance(test.value, bool):
        told = _fact_words(test.fact)
        return told if test.value else _("it is not so that %(clause)s") % {"clause": told}
    return in_words(_fact_words, lambda _fact, value: str(value).replace("-", " "))(test)


def _fact_words(name: str) -> str:
    return {
        "weeks": _("the number of weeks in the course"),
        "steps-done": _("the number of shared steps finished"),
        "modules-done": _("the number of modules finished"),
        "activities-done": _("the number of activities done"),
        "activities-planned": _("the number of activities planned"),
        "noes-in-a-row": _("the number of suggestions declined in a row"),
        "missed-in-a-row": _("the number of sessions missed in a row"),
        "diary-entries": _("the number of shared entries"),
        "goals-agreed": _("the number of goals agreed"),
        "sessions-held": _("the number of sessions held"),
        "session-ahead": _("a session is in the next week"),
        "has-practitioner": _("somebody supports the patient"),
        "times": _("the number of starts"),
        "likely": _("how likely it is, of ten,"),
        "made-smaller": _("it is a smaller piece"),
        "enjoyment": _("enjoyment, of ten,"),
        "achievement": _("achievement, of ten,"),
        "barrier": _("what got in the way"),
        "reason": _("the reason"),
        "rating": _("the number"),
        "before": _("the number before"),
        "same-in-a-row": _("how often the same number came in a row"),
        "measure": _("the measure"),
        "reliable-rise": _("the score has reliably risen"),
        "reliable-fall": _("the score has reliably fallen"),
        "first": _("it is the first time"),
        "lowest": _("the lowest answer, of four,"),
        "dropped": _("an answer has fallen"),
        "mood": _("the mood, of ten,"),
        "entries-this-week": _("the number of entries this week"),
        "days": _("the number of days"),
    }.get(name, name)


def how_often(rule: SupportRule) -> str:
    if rule.every is None:
        return _("Once in a course.")
    n = rule.every
    return ngettext("Once in %(n)d day at most.", "Once in %(n)d days at most.", n) % {"n": n}
