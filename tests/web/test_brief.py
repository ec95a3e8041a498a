"""The session brief: what happened, in the patient's words; what stood there in full is seen, a part is not."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from app import clock
from app.activities.queries import activity
from app.activities.rules import Barrier, How, Plan, Reason, Review
from app.audit.queries import seen_by
from app.goals import actions as goals
from app.goals.rules import GoalDeed
from tests.caseload.test_queries import statements
from tests.cast import MODULE, Cast, fill_in
from tests.web.shared_by import actor, changed, declined, goal_now, offered, planned, proposed, reviewed, said_no, text


def brief(cast: Cast, key: str) -> str:
    return f"/practice/patients/{cast.id(key)}/brief"


def test_the_brief_holds_progress_words_conclusions_and_what_is_not_started(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    page = sam.get(brief(cast, "amina")).text
    assert "I go quiet first and feel bad about it second." in page
    assert "Finished “Understanding low mood”" in page
    assert "2 of 6 steps done" in page
    rowan = sam.get(brief(cast, "patient")).text
    assert "Opens when you have finished “Understanding low mood” or Sam opens it." in rowan


def test_it_says_the_same_all_day_and_tomorrow_only_what_is_new(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    first = sam.get(brief(cast, "amina")).text
    assert sam.get(brief(cast, "amina")).text == first


def test_what_stood_in_full_is_seen_and_an_excerpt_is_not(cast: Cast) -> None:
    sam, rowan = cast.signed_in("practitioner"), cast.signed_in("patient")
    long = "It went on like this for most of the afternoon. " * 40
    answers = {"what-happened": long, "thoughts": "Short.", "feelings": long, "body": long, "did": long}
    fill_in(rowan, "one-hard-moment", answers)
    fill_in(rowan, "your-own-loop", {"round-again": "A short one."})
    page = sam.get(brief(cast, "patient")).text
    assert "This is part of it." in page
    assert "A short one." in page
    module = rowan.get(MODULE).text
    assert "You changed it since." in module, "the longer one is not seen in its new version"
    assert module.count("Seen by Sam") == 2
    sam.get(f"/practice/patients/{cast.id('patient')}")
    assert "You changed it since." not in rowan.get(MODULE).text


def test_nothing_private_and_no_draft_is_in_it(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    assert "keep to myself" not in sam.get(brief(cast, "callum")).text
    assert "On Monday I felt" not in sam.get(brief(cast, "patient")).text


def test_a_brief_of_a_course_that_ended_and_of_one_that_did_not_begin_can_be_read(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    for key in ("ended-patient", "marek"):
        assert sam.get(brief(cast, key)).status_code == 200


def went(how: How, noticed: str = "", in_the_way: str = "") -> Review:
    return Review(uuid4(), how, clock.now(), noticed=noticed, barrier=Barrier.TIME, in_the_way=in_the_way)


def test_the_goal_stands_over_it_and_what_is_to_be_talked_about_says_why(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    goal, talk = proposed(cast, "Sunday evenings without the dread"), proposed(cast, "See Danny", "I miss him.")
    changed(cast, goal, GoalDeed.AGREED, by="practitioner")
    for value in (1, 3):
        with cast.house.database.transaction() as db:
            goals.rate(db, goal_now(cast, goal), value, once=uuid4(), by=actor(cast, "patient"), at=clock.now())
    changed(cast, talk, GoalDeed.TALK)
    page = text(sam.get(brief(cast, "patient")).text)
    assert "Goal: Sunday evenings without the dread · 3 of 10, 1 first" in page
    below = page[page.index("To talk about") :]
    assert "See Danny Rowan put it on the list on" in below
    whole, part = goal_now(cast, goal).wording.id, goal_now(cast, talk).wording.id
    with cast.house.database.transaction(writes=False) as db:
        seen = seen_by(db, cast.id("practitioner"), [whole, part])
    assert set(seen) == {whole}, "of the other the reason why is not on the brief"


@pytest.mark.usefixtures("nothing_done_yet")
def test_activities_stand_with_what_got_in_the_way_and_why_one_was_declined(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    swim, walk = planned(cast, Plan("Swim before work")), planned(cast, Plan("Walk"))
    reviewed(cast, swim, went(How.NOT_THIS_TIME, in_the_way="The pool was shut."))
    reviewed(cast, walk, went(How.DONE, noticed="Long. " * 60))
    declined(cast, offered(cast, "Ring Mum"), Reason.TOO_HARD, "Not yet.")
    page = text(sam.get(brief(cast, "patient")).text)
    assert "Swim before work · not this time New Got in the way: The pool was shut." in page
    assert "Walk · done, No time for it (COM-B: opportunity) New Noticed: Long." in page
    assert "Ring Mum · said no: Too hard for now New In their words: Not yet." in page
    with cast.house.database.transaction(writes=False) as db:
        found = [activity(db, cast.id("patient"), id_) for id_ in (swim, walk)]
        reviews = [one.review.id for one in found if one and one.review]
        assert set(seen_by(db, cast.id("practitioner"), reviews)) == {reviews[0]}, "an excerpt is not seen"
    with time_machine.travel(clock.now() + timedelta(days=1)):
        later = text(cast.signed_in("practitioner").get(brief(cast, "patient")).text)
    assert "Swim before work · not this time Got in the way" in later, "new is what came after the last look"


def test_a_brief_costs_as_many_queries_for_much_as_for_little(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    sam = cast.signed_in("practitioner")
    asked = {}
    for n in (1, 12):
        for more in range(n):
            changed(cast, proposed(cast, f"Goal {n} {more}"), GoalDeed.TALK)
            reviewed(cast, planned(cast, Plan(f"Walk {more}")), went(How.PARTLY))
            said_no(cast, {f"idea-{n}-{more}": "Bake"})
        sam.get(brief(cast, "patient"))
        with statements(cast.house.database.engine) as asked[n]:
            assert sam.get(brief(cast, "patient")).status_code == 200
    assert asked[1] == asked[12], {n: len(found) for n, found in asked.items()}
