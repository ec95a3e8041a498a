"""Today with goals and activities on it, and the same day for somebody who is low on energy."""

from datetime import timedelta
from uuid import uuid4

from app import clock
from app.activities import actions as activities
from app.activities.rules import Plan, Reason
from app.audit.rules import Actor
from app.rendering import local
from tests.cast import MODULE, Cast, actor
from tests.web.messaging import text
from tests.web.test_goals import SAMS, goals, queries_of, sent


def planned(cast: Cast, key: str, what: str, *, days: int = 0, **more: int) -> None:
    """Something for a day from today on."""
    me = Actor(cast.id(key), key.title(), "patient")
    day = local(clock.now()).date() + timedelta(days=days)
    with cast.house.database.transaction() as db:
        plan = Plan(what, day=day, hard=more.get("hard"))
        activities.plan(db, cast.id(key), plan, once=uuid4(), by=me, at=clock.now())


def test_today_shows_the_goal_that_waits_for_an_answer_and_what_this_week_holds(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    page = text(rowan.get("/me"))
    assert "Sam suggests new words for your goal" in page
    assert SAMS in page
    for what in ("Get off the bus one stop early", "Message Danny about the weekend", "Walk to the allotment"):
        assert what in page, f"{what} is of this week"
    goal = next(goal for goal in goals(cast, "patient") if goal.words == SAMS)
    sent(rowan, f"/me/goals/{goal.id}", "answer-form", answer="theirs")
    assert "suggests new words" not in rowan.get("/me").text


def test_the_next_thing_says_which_goal_it_is_for(cast: Cast) -> None:
    rowan, goal = cast.signed_in("patient"), goals(cast, "patient")[0]
    sent(rowan, MODULE, "module-goal", f"{MODULE}/goal", goal=str(goal.id))
    page = rowan.get("/me").text
    panel = page[page.index('class="path"') : page.index("</section>", page.index('class="path"'))]
    assert goal.words in panel


def test_a_day_low_on_energy_has_one_small_thing_the_easiest_that_is_planned(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    page = text(marek.get("/me?day=low"))
    assert "One small thing" in page
    assert "Everything keeps. Nothing is counted." in page
    planned(cast, "marek", "Sort the whole shed", hard=9)
    planned(cast, "marek", "Open one letter", hard=2)
    page = text(marek.get("/me?day=low"))
    assert "Open one letter" in page
    assert "Sort the whole shed" not in page


def test_a_low_day_on_which_no_idea_is_left_has_a_number_for_the_diary_and_is_no_error(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    with cast.house.database.transaction() as db:
        by, every = actor(db, "marek"), {one.id: one.title for one in cast.house.ideas.values()}
        said = Reason.FEELS_WRONG
        activities.decline_ideas(db, cast.id("marek"), every, said, "", once=uuid4(), by=by, at=clock.now())
    page = marek.get("/me?day=low")
    assert page.status_code == 200
    assert 'href="/me/diary"' in page.text
    assert "That is enough for today." in text(page)


def test_a_rest_and_an_ended_course_have_one_kind_of_day(cast: Cast) -> None:
    for key in ("wren", "ended-patient"):
        client = cast.signed_in(key)
        page = client.get("/me?day=low")
        assert page.status_code == 200
        assert "One small thing" not in page.text


def test_today_asks_as_many_questions_of_the_database_however_much_there_is(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    planned(cast, "marek", "The first")
    before = [queries_of(cast, marek, path) for path in ("/me", "/me?day=low")]
    for n in range(12):
        planned(cast, "marek", f"Another {n}", days=n % 4)
    assert [queries_of(cast, marek, path) for path in ("/me", "/me?day=low")] == before
