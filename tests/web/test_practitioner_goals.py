"""A practitioner reads a patient's goals, says yes, suggests other words: agreed by both, never lost, nobody else's."""

from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from sqlmodel import func, select

from app import clock
from app.audit.queries import first_seen, looks_at
from app.audit.rules import SYSTEM, Deed
from app.enrolments import plans
from app.enrolments.queries import work_of
from app.enrolments.tables import Enrolment
from app.goals import actions as goals
from app.goals.rules import GoalDeed, Status
from app.goals.tables import GoalEntry, StoredGoal
from tests.caseload.test_queries import statements
from tests.cast import Cast
from tests.web.shared_by import actor, changed, form, goal_now, proposed, text

pytestmark = pytest.mark.usefixtures("nothing_done_yet")

WORDS = "See Danny <b>once</b> a week & more. שלום"


def here(cast: Cast, goal: UUID | None = None, key: str = "patient") -> str:
    return f"/practice/patients/{cast.id(key)}/goals{f'/{goal}' if goal else ''}"


def count(cast: Cast, table: type) -> int:
    with cast.house.database.transaction(writes=False) as db:
        return db.exec(select(func.count()).select_from(table)).one()


def test_what_a_patient_proposed_is_read_word_for_word_marked_seen_and_noted_as_a_look(cast: Cast) -> None:
    goal, sam = proposed(cast, WORDS, "I miss him."), cast.signed_in("practitioner")
    page = sam.get(here(cast)).text
    assert "<b>once</b>" not in page
    assert WORDS in text(page)
    assert "I miss him." in page
    assert "Waits for your yes since" in page
    entry = goal_now(cast, goal).wording.id
    with cast.house.database.transaction(writes=False) as db:
        assert first_seen(db, [entry])[entry].by == "Sam"
        [look] = looks_at(db, cast.id("patient"), [Deed.READ_PATIENT], most=1)
    assert look.subject == "goals"
    assert "New" in text(page)
    assert "New" not in text(sam.get(here(cast)).text).partition("Propose a goal")[0]


def test_a_yes_agrees_the_words_and_both_names_and_times_stand_there(cast: Cast) -> None:
    goal, sam = proposed(cast, WORDS, days=2), cast.signed_in("practitioner")
    page = sam.get(here(cast, goal)).text
    assert "Say yes to Rowan’s words" in page
    sent = {**form(page, "yes"), "do": "agreed"}
    for _twice in range(2):
        assert sam.post(here(cast, goal), data=sent).headers["location"] == here(cast, goal)
    page = sam.get(here(cast, goal)).text
    assert "Agreed by both on" in page
    assert "own own--both" in page
    assert "Rowan said yes on" in page
    assert "Sam said yes on" in page
    assert 'id="yes"' not in page
    assert count(cast, GoalEntry) == 2, "the same form twice is one yes"


def test_other_words_stand_beside_the_patients_with_what_differs_marked_and_no_colour(cast: Cast) -> None:
    goal, sam = proposed(cast, "See Danny once a week"), cast.signed_in("practitioner")
    sent = form(sam.get(here(cast, goal)).text, "reword")
    assert sent["wording"] == "See Danny once a week", "one begins from the words that stand"
    new = {**sent, "do": "reworded", "wording": "See Danny twice a week", "why": "You said once is not enough."}
    for _twice in range(2):
        assert sam.post(here(cast, goal), data=new).status_code == 303
    assert count(cast, GoalEntry) == 2, "the same form twice is one wording"
    page = sam.get(here(cast, goal)).text
    assert "<ins>once</ins>" in page
    assert "<ins>twice</ins>" in page
    assert "You said once is not enough." in page
    assert "Waits for Rowan’s yes" in page
    assert form(page, "reword")["wording"] == "See Danny twice a week"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"wording": "", "why": "Why not."}, "Write the goal in other words first."),
        ({"wording": "See Danny once a week", "why": "Why not."}, "These are the words that stand."),
        ({"wording": "Something else", "why": ""}, "Say in a few words why you suggest this."),
        ({"wording": "x" * 301, "why": "Why not."}, "This is 301 characters long, and there is room for 300."),
    ],
)
def test_what_cannot_be_sent_comes_back_with_every_word(cast_on_sqlite: Cast, typed: dict[str, str], told: str) -> None:
    cast = cast_on_sqlite
    goal, sam = proposed(cast, "See Danny once a week"), cast.signed_in("practitioner")
    sent = {**form(sam.get(here(cast, goal)).text, "reword"), "do": "reworded", **typed}
    answer = sam.post(here(cast, goal), data=sent)
    assert answer.status_code == 422
    assert told in text(answer.text)
    assert {name: form(answer.text, "reword")[name] for name in typed} == typed
    assert count(cast, GoalEntry) == 1


def test_who_answers_second_is_shown_what_happened_and_keeps_the_words(cast: Cast) -> None:
    goal, sam = proposed(cast, "See Danny"), cast.signed_in("practitioner")
    sent = {**form(sam.get(here(cast, goal)).text, "reword"), "do": "reworded", "wording": "Ring Danny", "why": "Near."}
    changed(cast, goal, GoalDeed.REWORDED, "See Danny on Fridays")
    answer = sam.post(here(cast, goal), data=sent)
    assert answer.status_code == 409
    assert "Something has happened to this goal" in answer.text
    since = answer.text[answer.text.index('id="since"') :].partition("</section>")[0]
    assert "See Danny on Fridays" in since
    assert "Rowan suggested new words" in since
    assert form(answer.text, "reword")["wording"] == "Ring Danny"
    assert count(cast, GoalEntry) == 2
    again = form(sam.get(here(cast, goal)).text, "reword")
    assert (again["wording"], again["why"]) == ("Ring Danny", "Near."), "they are kept as a draft"
    assert sam.post(here(cast, goal), data={**form(answer.text, "reword"), "do": "reworded"}).status_code == 303
    assert goal_now(cast, goal).words == "Ring Danny"
    assert form(sam.get(here(cast, goal)).text, "reword")["why"] == "", "what was sent is no draft any more"


def test_two_who_answer_at_the_same_moment_are_two_entries_or_one_and_a_page(cast: Cast) -> None:
    goal, sam = proposed(cast, "See Danny"), cast.signed_in("practitioner")
    sent = {**form(sam.get(here(cast, goal)).text, "reword"), "do": "reworded", "wording": "Ring Danny", "why": "Near."}
    together, answers = Barrier(2), []

    def press() -> None:
        together.wait()
        answers.append(sam.post(here(cast, goal), data=sent).status_code)

    def say_yes() -> None:
        found = goal_now(cast, goal)
        together.wait()
        with cast.house.database.transaction() as db:
            deed, me = GoalDeed.PAUSED, actor(cast, "patient")
            try:
                goals.change(db, found, deed, version=1, once=uuid4(), by=me, at=clock.now())
                answers.append(303)
            except goals.Stale:
                answers.append(409)

    threads = [Thread(target=press), Thread(target=say_yes)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(answers) == [303, 409]
    assert [one.number for one in goal_now(cast, goal).entries] == [1, 2]


def test_what_is_not_possible_is_not_shown_and_refused_in_a_plain_sentence(cast: Cast) -> None:
    goal, sam = proposed(cast, "See Danny", by="practitioner"), cast.signed_in("practitioner")
    page = sam.get(here(cast, goal)).text
    assert 'value="agreed"' not in page, "whoever wrote the words has said yes"
    assert 'value="taken up"' not in page
    answer = sam.post(here(cast, goal), data={**form(page, "becomes-form"), "do": "taken up", "note": "Keep this."})
    assert answer.status_code == 409
    assert "This cannot be done to the goal as it stands now. Nothing was changed." in answer.text
    assert form(answer.text, "becomes-form")["note"] == "Keep this."
    assert sam.post(here(cast, goal), data={**form(page, "becomes-form"), "do": "won"}).status_code == 404


def test_a_goal_is_talked_about_rests_and_is_taken_up_again_with_a_note_the_patient_reads(cast: Cast) -> None:
    goal, sam = proposed(cast, "See Danny"), cast.signed_in("practitioner")
    for deed, note, status in (
        (GoalDeed.TALK, "How often?", Status.TALKING),
        (GoalDeed.PAUSED, "Until the move is done.", Status.PAUSED),
        (GoalDeed.TAKEN_UP, "", Status.TALKING),
        (GoalDeed.REACHED, "Every week since May.", Status.REACHED),
    ):
        page = sam.get(here(cast, goal)).text
        assert sam.post(
            here(cast, goal), data={**form(page, "becomes-form"), "do": deed.value, "note": note}
        ).is_redirect
        assert goal_now(cast, goal).status is status
    page = sam.get(here(cast, goal)).text
    assert "Reached on" in page
    assert "Every week since May." in page
    assert page.index("Every week since May.") < page.index("How often?"), "the last comes first"
    assert "Paused, reached or set aside" in sam.get(here(cast)).text


def test_why_it_is_to_be_talked_about_stands_in_words(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    sam = cast.signed_in("practitioner")
    waits, agreed, talk = (proposed(cast, words, days=9) for words in ("One", "Two", "Three"))
    changed(cast, agreed, GoalDeed.AGREED, by="practitioner", days=8)
    changed(cast, agreed, GoalDeed.REWORDED, "Two and a half")
    changed(cast, talk, GoalDeed.TALK, note="Is it too much?")
    page = text(sam.get(here(cast)).text)
    assert "These words have waited for an answer since" in page
    assert "It was agreed. Rowan suggested new words on" in page
    assert "Rowan put it on the list on" in page
    assert "Is it too much?" in sam.get(here(cast, talk)).text
    assert waits


def test_ratings_are_the_patients_first_and_last_and_no_judgement(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    goal, sam = proposed(cast, "See Danny"), cast.signed_in("practitioner")
    for value in (1, 4, 2):
        with cast.house.database.transaction() as db:
            me = actor(cast, "patient")
            goals.rate(db, goal_now(cast, goal), value, once=uuid4(), by=me, at=clock.now())
    assert "2 of 10, 1 first" in sam.get(here(cast)).text
    page = sam.get(here(cast, goal)).text
    assert page[page.index('id="rated"') :].count("<td>") == 6
    assert "worse" not in page


def test_a_practitioner_proposes_and_the_same_form_twice_is_one_goal(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    page = sam.get(here(cast)).text
    empty = sam.post(here(cast), data={**form(page, "new-goal"), "why": "It helps."})
    assert empty.status_code == 422
    assert form(empty.text, "new-goal")["why"] == "It helps."
    sent = {**form(page, "new-goal"), "wording": "Sleep by eleven", "why": "You asked.", "goal_area": "body"}
    first, second = (sam.post(here(cast), data=sent) for _twice in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert count(cast, StoredGoal) == 1
    page = sam.get(first.headers["location"]).text
    assert "Sleep by eleven" in page
    assert "About: My body, sleep and energy" in page
    assert "Waits for Rowan’s yes" in page


def test_a_draft_is_given_back_to_its_writer_and_dropped_when_it_is_sent(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    sent = form(sam.get(here(cast)).text, "new-goal")
    action = f"/practice/drafts/goal-new-{cast.id('patient')}"
    kept = sam.post(action, data={**sent, "wording": "Half a thought", "goal_area": "home"})
    assert kept.json()["draft_version"] == 1
    page = sam.get(here(cast)).text
    assert form(page, "new-goal")["wording"] == "Half a thought"
    assert '<option value="home" selected>' in page
    sam.post(here(cast), data={**form(page, "new-goal"), "goal_area": "home"})
    assert form(sam.get(here(cast)).text, "new-goal")["wording"] == ""


def test_nobody_else_reaches_a_goal_and_no_lead_reads_a_word_of_it(cast: Cast) -> None:
    goal = proposed(cast, "A secret goal of Rowan’s")
    alex, lead = cast.signed_in("other-practitioner"), cast.signed_in("lead")
    sam = cast.signed_in("practitioner")
    for address in (here(cast), here(cast, goal)):
        for client in (alex, lead):
            assert client.get(address).status_code == 404
            assert client.post(address, data={"do": "agreed"}).status_code == 404
    for goal_id in (str(uuid4()), "not-an-id", "%00"):
        assert sam.get(f"{here(cast)}/{goal_id}").status_code == 404
    kits = proposed(cast, "Kit’s goal", by="other-patient", of="other-patient")
    assert sam.get(here(cast, kits)).status_code == 404, "a goal of another patient’s"
    for address in ("/service/patients", f"/service/patients/{cast.id('patient')}", "/service/messages"):
        assert "secret goal" not in lead.get(address).text


def test_after_the_course_everything_can_be_read_and_nothing_changed(cast: Cast) -> None:
    goal, sam = proposed(cast, "See Danny"), cast.signed_in("practitioner")
    sent = {**form(sam.get(here(cast, goal)).text, "yes"), "do": "agreed"}
    with cast.house.database.transaction() as db:
        enrolment = db.exec(select(Enrolment).where(Enrolment.patient_id == cast.id("patient"))).one()
        plans.end(db, enrolment, by=SYSTEM, at=clock.now())
    for address in (here(cast), here(cast, goal)):
        page = sam.get(address)
        assert page.status_code == 200
        assert "<form" not in page.text.partition('id="main"')[2].partition("</main>")[0]
    assert sam.post(here(cast, goal), data=sent).status_code == 409
    assert count(cast, GoalEntry) == 1


def test_the_pages_cost_as_many_queries_for_one_goal_as_for_twelve(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    goal, sam = proposed(cast, "The first"), cast.signed_in("practitioner")
    asked = {}
    for n in (1, 12):
        for more in range(n - 1):
            proposed(cast, f"Goal {more}")
        for address in (here(cast), here(cast, goal)):
            sam.get(address)
            with statements(cast.house.database.engine) as asked[(n, address)]:
                assert sam.get(address).status_code == 200
    for address in (here(cast), here(cast, goal)):
        assert asked[(1, address)] == asked[(12, address)]


def test_the_plan_says_which_goal_a_module_serves(cast: Cast) -> None:
    goal, sam = proposed(cast, "See Danny"), cast.signed_in("practitioner")
    with cast.house.database.transaction() as db:
        works = work_of(db, cast.house.library, [cast.id("patient")], at=clock.now())[cast.id("patient")]
        goals.serve(db, works[0], goal, by=actor(cast, "patient"), at=clock.now())
        goals.serve(db, works[1], None, by=actor(cast, "practitioner"), at=clock.now())
    page = text(sam.get(f"/practice/patients/{cast.id('patient')}/plan").text)
    assert "For the goal: See Danny · chosen by Rowan on" in page
    assert "For no goal, said by Sam on" in page
