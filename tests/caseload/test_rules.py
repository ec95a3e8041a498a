"""Who comes first on a caseload and why: facts in a fixed order, the same for everybody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.caseload.rules import BEGINS_WITHIN, MANY_NOES, QUIET, Done, Reason, Standing, reason, since
from app.content.loader import load
from app.enrolments.queries import Kept, Work
from app.pathways.rules import opening
from app.settings import ROOT

NOW = datetime(2026, 6, 11, 12, tzinfo=UTC)
MODULE = load(Path(ROOT / "modules")).modules["understanding-low-mood"]
WORK = Work(
    uuid4(),
    uuid4(),
    uuid4(),
    position=1,
    round=1,
    module=MODULE,
    core=True,
    opens=None,
    open=True,
    previous=None,
    begun_at=None,
    finished_at=None,
    skipped_at=None,
    removed_at=None,
    ended_at=None,
)
BY_SAM = opening(previous=False, days=0, practitioner=True, every=False)
CLOSED = replace(WORK, opens=BY_SAM, open=False)
GOING = Standing((WORK,), NOW - timedelta(days=20), ended=False, resting=False, unread=0, last_at=NOW)


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (GOING, Reason.UNDER_WAY),
        (replace(GOING, flagged=True, unread=1, message_due=NOW), Reason.FLAG),
        (replace(GOING, flagged=True, ended=True), Reason.FLAG),
        (replace(GOING, unread=1), Reason.UNREAD),
        (replace(GOING, unread=1, resting=True), Reason.UNREAD),
        (replace(GOING, unread=1, ended=True), Reason.ENDED),
        (replace(GOING, goal_waits=True), Reason.GOAL),
        (replace(GOING, goal_waits=True, unread=1), Reason.UNREAD),
        (replace(GOING, goal_waits=True, resting=True), Reason.GOAL),
        (replace(GOING, goal_waits=True, ended=True), Reason.ENDED),
        (replace(GOING, noes=MANY_NOES), Reason.NOES),
        (replace(GOING, noes=MANY_NOES - 1), Reason.UNDER_WAY),
        (replace(GOING, noes=MANY_NOES, to_talk=True), Reason.NOES),
        (replace(GOING, to_talk=True, last_at=NOW - QUIET), Reason.TALK),
        (replace(GOING, to_talk=True, plan=(replace(WORK, finished_at=NOW), CLOSED)), Reason.WAITS_FOR_YOU),
        (replace(GOING, looks=1, to_talk=True), Reason.TALK),
        (replace(GOING, working=1, to_talk=True), Reason.TALK),
        (replace(GOING, working=2, looks=1, last_at=NOW - QUIET), Reason.WORKING),
        (replace(GOING, working=2, ended=True), Reason.ENDED),
        (replace(GOING, looks=1, last_at=NOW - QUIET), Reason.LOOK),
        (replace(GOING, looks=1, last_at=None), Reason.LOOK),
        (replace(GOING, looks=2, resting=True), Reason.LOOK),
        (replace(GOING, looks=2, ended=True), Reason.ENDED),
        (replace(GOING, resting=True), Reason.RESTING),
        (replace(GOING, resting=True, plan=(CLOSED,)), Reason.RESTING),
        (replace(GOING, began_at=None, plan=()), Reason.NO_PLAN),
        (replace(GOING, plan=(replace(WORK, finished_at=NOW),)), Reason.ALL_DONE),
        (replace(GOING, plan=(replace(WORK, skipped_at=NOW), replace(WORK, removed_at=NOW))), Reason.ALL_DONE),
        (replace(GOING, plan=(replace(WORK, finished_at=NOW), CLOSED)), Reason.WAITS_FOR_YOU),
        (replace(GOING, plan=(WORK, CLOSED)), Reason.UNDER_WAY),
        (replace(GOING, last_at=NOW - QUIET), Reason.QUIET),
        (replace(GOING, last_at=NOW - QUIET, fault=True), Reason.UNDER_WAY),
        (replace(GOING, last_at=NOW - QUIET + timedelta(seconds=1)), Reason.UNDER_WAY),
        (replace(GOING, last_at=None), Reason.NOT_BEGUN),
        (replace(GOING, last_at=None, began_at=NOW - BEGINS_WITHIN + timedelta(seconds=1)), Reason.UNDER_WAY),
    ],
)
def test_the_first_true_thing_is_the_reason(standing: Standing, expected: Reason) -> None:
    assert reason(standing, at=NOW) is expected


def test_a_module_that_waits_for_a_day_alone_does_not_wait_for_the_practitioner() -> None:
    by_days = opening(previous=False, days=14, practitioner=False, every=False)
    waiting = replace(GOING, plan=(replace(WORK, opens=by_days, open=False),))
    assert reason(waiting, at=NOW) is Reason.UNDER_WAY


def test_since_counts_only_what_came_after_the_last_look() -> None:
    day = timedelta(days=1)
    kept = {
        step: Kept(uuid4(), step, 1, False, {}, NOW - ago * day, NOW - ago * day)
        for step, ago in (("one", 3), ("two", 1))
    }
    work = replace(WORK, begun_at=NOW - 3 * day, kept=kept)
    assert since([work], NOW - 2 * day) == Done((), (), 1)
    assert since([work], None) == Done((MODULE.title,), (), 2)
    assert since([replace(work, finished_at=NOW)], NOW - 2 * day) == Done((), (MODULE.title,), 1)
    assert since([work], NOW).nothing
