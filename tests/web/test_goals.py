"""Goals as a patient sees and changes them: in their own words, agreed by both, nothing lost and nobody let in."""

import re
from uuid import uuid4

import pytest
from httpx2 import Response
from sqlalchemy import event
from starlette.testclient import TestClient

from app import clock
from app.audit.rules import Actor
from app.goals import actions
from app.goals.actions import Wording
from app.goals.queries import goals_of, serving
from app.goals.rules import Goal, GoalDeed, Status
from tests.cast import MODULE, Cast
from tests.web.messaging import text

HERE = "/me/goals"
_INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
SUNDAY = "Stop dreading Monday all through Sunday."
SAMS = "Do one thing I enjoy on Sunday evenings, three weeks out of four."


def goals(cast: Cast, key: str) -> tuple[Goal, ...]:
    with cast.house.database.transaction(writes=False) as db:
        return goals_of(db, [cast.id(key)]).get(cast.id(key), ())


def the_goal(cast: Cast, key: str, words: str) -> Goal:
    """The goal that has or had these words."""
    return next(goal for goal in goals(cast, key) if any(entry.words == words for entry in goal.entries))


def sent(client: TestClient, address: str, form: str, action: str | None = None, **typed: str) -> Response:
    """Opens a page and sends one of its forms, as a browser without scripts does."""
    page = client.get(address).text
    part = page[page.index(f'id="{form}"') :]
    hidden = dict(_INPUT.findall(part[: part.index("</form>")]))
    return client.post(action or address.partition("?")[0], data={**hidden, **typed})


def propose(client: TestClient, words: str, **more: str) -> str:
    """Writes a new goal; the address it has then."""
    answer = sent(client, f"{HERE}/new", "goal", HERE, goal_words=words, **more)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


def team_says(cast: Cast, key: str, goal: Goal, deed: GoalDeed, words: str = "") -> None:
    """What Sam does to a goal, by the deed that his page calls."""
    sam = Actor(cast.id("practitioner"), "Sam", "practitioner")
    with cast.house.database.transaction() as db:
        wording = Wording(words, "Because of what you told me.") if words else None
        actions.change(db, goal, deed, version=goal.version, wording=wording, once=uuid4(), by=sam, at=clock.now())


def test_a_patient_writes_a_goal_in_their_own_words_and_their_practitioner_is_asked(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    assert "There is no goal here yet, and that is fine." in marek.get(HERE).text
    address = propose(marek, "Cook twice a week", goal_why="It was my kitchen once.", area="home", rating="2")
    page = text(marek.get(f"{address}?saved=proposed"))
    assert "Sam is asked whether they say yes to it" in page
    assert "Cook twice a week" in page
    assert "2 out of 10" in page
    [goal] = goals(cast, "marek")
    assert (goal.words, goal.wording.why, goal.status) == (
        "Cook twice a week",
        "It was my kitchen once.",
        Status.PROPOSED,
    )


def test_two_wordings_stand_side_by_side_and_the_goal_is_agreed_when_both_say_yes_to_the_same(cast: Cast) -> None:
    rowan, goal = cast.signed_in("patient"), the_goal(cast, "patient", SUNDAY)
    address = f"{HERE}/{goal.id}"
    page = rowan.get(address).text
    assert "Sam suggests new words for your goal" in page
    assert "<ins>" in page, "what only one of the wordings has is marked"
    answer = sent(rowan, address, "answer-form", answer="between", between="One good thing in every Sunday evening.")
    assert answer.headers["location"].endswith("saved=reworded")
    now = the_goal(cast, "patient", SUNDAY)
    assert now.agreed_at is None
    team_says(cast, "patient", now, GoalDeed.AGREED)
    page = text(rowan.get(address))
    assert "You have both said yes" in page
    for words in (SUNDAY, SAMS, "One good thing in every Sunday evening."):
        assert words in page, "every wording stays in the history"


def test_saying_yes_to_the_practitioners_words_agrees_the_goal_with_both_names(cast: Cast) -> None:
    rowan, goal = cast.signed_in("patient"), the_goal(cast, "patient", SUNDAY)
    sent(rowan, f"{HERE}/{goal.id}", "answer-form", answer="theirs")
    now = the_goal(cast, "patient", SUNDAY)
    assert now.status is Status.AGREED
    assert {entry.by for entry in now.confirmed.values()} == {"Sam", "Rowan"}


def test_new_words_never_take_over_the_reason_that_somebody_else_gave(cast: Cast) -> None:
    rowan, goal = cast.signed_in("patient"), the_goal(cast, "patient", SUNDAY)
    sent(rowan, f"{HERE}/{goal.id}", "answer-form", answer="mine", mine="Sundays without dread")
    assert the_goal(cast, "patient", SUNDAY).wording.why == "Sundays used to be the good day."


def test_a_form_opened_before_the_practitioner_wrote_changes_nothing_and_keeps_the_words(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    address = propose(marek, "Cook twice a week")
    page = marek.get(address).text
    part = page[page.index('id="reword"') :]
    old = dict(_INPUT.findall(part[: part.index("</form>")]))
    team_says(cast, "marek", goals(cast, "marek")[0], GoalDeed.REWORDED, "Cook on Sunday")
    answer = marek.post(address, data={**old, "do": "reword", "goal_words": "Cook three times", "goal_why": ""})
    assert answer.status_code == 409
    assert "Something has changed since you opened this page" in answer.text
    assert "Cook on Sunday" in answer.text
    [goal] = goals(cast, "marek")
    assert [entry.words for entry in goal.entries] == ["Cook twice a week", "Cook on Sunday"]


def test_the_words_of_a_refused_form_come_back_in_the_box_they_fit(cast: Cast) -> None:
    rowan, goal = cast.signed_in("patient"), the_goal(cast, "patient", SUNDAY)
    address = f"{HERE}/{goal.id}"
    page = rowan.get(address).text
    part = page[page.index('id="answer-form"') :]
    old = dict(_INPUT.findall(part[: part.index("</form>")]))
    team_says(cast, "patient", goal, GoalDeed.REWORDED, "Two Sundays a month")
    answer = rowan.post(address, data={**old, "answer": "between", "between": "My own middle way"})
    assert answer.status_code == 409
    assert "My own middle way" in answer.text
    assert "Two Sundays a month" in answer.text


def test_the_same_form_twice_is_one_goal_one_answer_and_one_number(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    page = marek.get(f"{HERE}/new").text
    form = dict(_INPUT.findall(page[page.index('id="goal"') :]))
    for _time in range(2):
        assert marek.post(HERE, data={**form, "goal_words": "Cook twice a week", "rating": "3"}).status_code == 303
    [goal] = goals(cast, "marek")
    assert len(goal.entries) == len(goal.ratings) == 1
    address = f"{HERE}/{goal.id}"
    form = dict(_INPUT.findall(marek.get(address).text))
    for _time in range(2):
        marek.post(f"{address}/rating", data={**form, "rating": "4"})
        marek.post(address, data={**form, "do": "paused", "note": "For a while"})
    [goal] = goals(cast, "marek")
    assert [one.value for one in goal.ratings] == [3, 4]
    assert [one.deed for one in goal.entries] == [GoalDeed.PROPOSED, GoalDeed.PAUSED]


def test_a_goal_is_paused_reached_set_aside_and_taken_up_again_and_both_see_the_history(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    address = propose(marek, "Cook twice a week")
    for do, sentence in (("paused", "You paused it"), ("taken up", "You took it up again"), ("reached", "reached")):
        assert sent(marek, address, "status", do=do).status_code == 303
        assert sentence in marek.get(address).text
    [goal] = goals(cast, "marek")
    assert goal.status is Status.REACHED


@pytest.mark.parametrize("rating", ["11", "-1", "1" * 30, "٣", "a", ""])
def test_a_number_that_is_none_is_said_at_its_field(cast_on_sqlite: Cast, rating: str) -> None:
    rowan, goal = cast_on_sqlite.signed_in("patient"), the_goal(cast_on_sqlite, "patient", SUNDAY)
    answer = sent(rowan, f"{HERE}/{goal.id}", "rating-form", f"{HERE}/{goal.id}/rating", rating=rating)
    assert answer.status_code == 422
    assert "Write a whole number from 0 to 10" in answer.text


@pytest.mark.parametrize("words", ["", "   ", "x" * 301, "\x00"])
def test_a_goal_without_words_or_with_too_many_comes_back_with_what_was_typed(cast_on_sqlite: Cast, words: str) -> None:
    marek = cast_on_sqlite.signed_in("marek")
    answer = sent(marek, f"{HERE}/new", "goal", HERE, goal_words=words, goal_why="It matters")
    assert answer.status_code == 422
    assert "It matters" in answer.text
    assert goals(cast_on_sqlite, "marek") == ()


def test_an_answer_that_is_not_chosen_is_asked_for_and_the_words_stay(cast_on_sqlite: Cast) -> None:
    rowan, goal = cast_on_sqlite.signed_in("patient"), the_goal(cast_on_sqlite, "patient", SUNDAY)
    answer = sent(rowan, f"{HERE}/{goal.id}", "answer-form", between="Half typed words")
    assert answer.status_code == 422
    assert "Choose what fits you best." in answer.text
    assert "Half typed words" in answer.text


def test_somebody_elses_goal_is_not_there(cast: Cast) -> None:
    kit, goal = cast.signed_in("other-patient"), the_goal(cast, "patient", SUNDAY)
    for path in (f"{HERE}/{goal.id}", f"{HERE}/{uuid4()}", f"{HERE}/nonsense"):
        assert kit.get(path).status_code == 404
        assert kit.post(path, data={"do": "paused"}).status_code == 404
        assert kit.post(f"{path}/rating", data={"rating": "3"}).status_code == 404


def test_what_is_typed_into_a_goal_is_kept_as_a_draft_for_its_writer_alone(cast: Cast) -> None:
    marek, kit = cast.signed_in("marek"), cast.signed_in("other-patient")
    saved = marek.post("/me/drafts/goal-new", data={"goal_words": "Half a goal", "draft_version": "0"})
    assert saved.json()["draft_version"] == 1
    assert "Half a goal" in marek.get(f"{HERE}/new").text
    assert "Half a goal" not in kit.get(f"{HERE}/new").text
    elsewhere = marek.post("/me/drafts/goal-new", data={"goal_words": "From another window", "draft_version": "0"})
    assert elsewhere.status_code == 409
    assert "Half a goal" in marek.get(f"{HERE}/new").text
    propose(marek, "A whole goal")
    assert "Half a goal" not in marek.get(f"{HERE}/new").text
    assert marek.post("/me/drafts/anything-else", data={"x": "y"}).status_code == 404


def test_a_module_says_which_goal_it_helps_and_none_is_an_answer_too(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    goal = goals(cast, "patient")[0]
    with cast.house.database.transaction(writes=False) as db:
        works = serving(db, cast.id("patient"))
    assert not works
    assert sent(rowan, MODULE, "module-goal", f"{MODULE}/goal", goal=str(goal.id)).status_code == 303
    for page in (MODULE, "/me/plan"):
        assert goal.words in rowan.get(page).text
    assert sent(rowan, MODULE, "module-goal", f"{MODULE}/goal", goal="none").status_code == 303
    assert "No goal. That is fine." in rowan.get(MODULE).text
    with cast.house.database.transaction(writes=False) as db:
        [served] = serving(db, cast.id("patient")).values()
    assert served.goal_id is None
    another = goals(cast, "other-patient")[0]
    assert rowan.post(f"{MODULE}/goal", data={"goal": str(another.id)}).status_code == 404


def test_after_the_course_goals_are_read_and_no_longer_changed(cast: Cast) -> None:
    joyce = cast.signed_in("ended-patient")
    [goal] = goals(cast, "ended-patient")
    page = joyce.get(f"{HERE}/{goal.id}").text
    assert goal.words in page
    assert 'id="reword"' not in page
    assert joyce.post(f"{HERE}/{goal.id}", data={"do": "taken up", "version": str(goal.version)}).status_code == 409
    assert goals(cast, "ended-patient") == (goal,)


def queries_of(cast: Cast, client: TestClient, path: str) -> int:
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(cast.house.database.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(cast.house.database.engine, "before_cursor_execute", note)
    return len(said)


def test_pages_of_goals_ask_as_many_questions_of_the_database_for_one_goal_as_for_ten(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    address = propose(marek, "The first", rating="1")
    before = [queries_of(cast, marek, path) for path in (HERE, address, "/me/plan", MODULE)]
    for n in range(9):
        propose(marek, f"Another {n}", rating="2")
    assert [queries_of(cast, marek, path) for path in (HERE, address, "/me/plan", MODULE)] == before
