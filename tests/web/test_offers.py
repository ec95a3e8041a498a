"""A practitioner reads a patient's activities and offers one: no more than an offer, and nothing private."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app import clock
from app.activities import actions as activities
from app.activities.queries import activities_of, activity
from app.activities.rules import Barrier, How, Plan, Reason, Review, State
from app.audit.queries import looks_at, seen_by
from app.audit.rules import Deed
from app.diary import actions as diary
from app.rendering import local
from tests.caseload.test_queries import statements
from tests.cast import Cast
from tests.web.shared_by import (
    actor,
    declined,
    form,
    offered,
    planned,
    proposed,
    reviewed,
    said_no,
    text,
)

pytestmark = pytest.mark.usefixtures("nothing_done_yet")


def here(cast: Cast, more: str = "", key: str = "patient") -> str:
    return f"/practice/patients/{cast.id(key)}/activities{more}"


def state(cast: Cast, id_: UUID) -> State:
    with cast.house.database.transaction(writes=False) as db:
        found = activity(db, cast.id("patient"), id_)
    assert found
    return found.state


def said(how: How, **more: object) -> Review:
    return Review(uuid4(), how, clock.now(), **more)  # type: ignore[arg-type]


def kept(cast: Cast, what: str, *, shared: bool) -> None:
    with cast.house.database.transaction() as db:
        me = actor(cast, "patient")
        entry = diary.Entry(4, what, shared, uuid4())
        diary.keep(db, cast.id("patient"), entry, by=me, at=clock.now())
        diary.conclude(db, cast.id("patient"), f"It is {what}", shared=shared, once=uuid4(), by=me, at=clock.now())


def test_what_is_planned_how_it_went_and_what_got_in_the_way_stands_in_words(cast: Cast) -> None:
    sam, today = cast.signed_in("practitioner"), local(clock.now()).date()
    goal = proposed(cast, "See people again")
    planned(cast, Plan("Walk with Danny", today + timedelta(days=2), "10:00", "The canal", "Danny", 8, goal=goal))
    planned(cast, Plan("Mend the bike", today + timedelta(days=20)))
    swim = planned(cast, Plan("Swim", today, enjoyment=6, achievement=3))
    reviewed(cast, swim, said(How.NOT_THIS_TIME, enjoyment=2, barrier=Barrier.REACH, in_the_way="The pool was shut."))
    page = sam.get(here(cast)).text
    words = text(page)
    assert "Where: The canal · With: Danny" in words
    assert "For the goal: See people again" in words
    assert words.index("Within a week") < words.index("Walk with Danny") < words.index("Later, or no day yet")
    assert words.index("Later, or no day yet") < words.index("Mend the bike") < words.index("How it went")
    assert "Not this time, said on" in words
    assert "Enjoyment: expected 6, was 2 · Sense of achievement: expected 3" in words
    assert "Could not get to it, or it costs too much (COM-B: opportunity) The pool was shut." in words
    assert f'id="a-{swim}"' in page, "messages link to it"


def test_what_is_private_stands_nowhere_and_is_not_counted(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    before = text(sam.get(here(cast)).text)
    brief = text(sam.get(f"/practice/patients/{cast.id('patient')}/brief").text)
    private = planned(cast, Plan("A private thing", shared=False))
    reviewed(cast, private, said(How.DONE, noticed="A private word"))
    planned(cast, Plan("Another private one", shared=False))
    kept(cast, "a private mood", shared=False)
    assert text(sam.get(here(cast)).text) == before
    assert text(sam.get(f"/practice/patients/{cast.id('patient')}/brief").text) == brief


def test_what_stands_in_full_is_marked_seen_and_the_look_is_noted(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    walk = planned(cast, Plan("Walk"))
    reviewed(cast, walk, said(How.DONE, noticed="Colder than I thought."))
    declined(cast, offered(cast, "Ring Mum"), Reason.TOO_HARD, "Not yet.")
    kept(cast, "shared mood", shared=True)
    page = text(sam.get(here(cast)).text)
    for words in ("Colder than I thought.", "Too hard for now", "Not yet.", "shared mood", "It is shared mood"):
        assert words in page
    assert page.count(" New") == 4
    with cast.house.database.transaction(writes=False) as db:
        one = activity(db, cast.id("patient"), walk)
        assert one
        assert one.review
        assert seen_by(db, cast.id("practitioner"), [one.review.id])
        [look] = looks_at(db, cast.id("patient"), [Deed.READ_PATIENT], most=1)
    assert look.subject == "activities"
    assert " New" not in text(sam.get(here(cast)).text)


def test_an_offer_in_ones_own_words_for_a_goal_is_one_offer_however_often_it_is_sent(cast: Cast) -> None:
    goal, sam = proposed(cast, "See people again"), cast.signed_in("practitioner")
    sent = {
        **form(sam.get(here(cast)).text, "offer-form"),
        "what": "Ring <Danny> on Friday",
        "offer_why": "You said hearing him helps.",
        "offer_goal": str(goal),
    }
    first, second = (sam.post(here(cast), data=sent) for _twice in range(2))
    assert first.headers["location"] == second.headers["location"]
    id_ = UUID(first.headers["location"].partition("#a-")[2])
    assert state(cast, id_) is State.OFFERED
    page = text(sam.get(here(cast)).text)
    assert page.count("Ring <Danny> on Friday") == 2, "once as what it is, once in the name of its button"
    assert "For the goal: See people again" in page
    assert "You said hearing him helps." in page
    with cast.house.database.transaction(writes=False) as db:
        assert len(activities_of(db, [cast.id("patient")])[cast.id("patient")]) == 1


def test_an_idea_of_the_catalogue_can_be_offered_without_a_word_more(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    idea = next(iter(cast.house.ideas.values()))
    page = sam.get(here(cast)).text
    assert page.count("<optgroup") == 4
    assert "There is no goal now, so it serves none." in page
    sent = {**form(page, "offer-form"), "offer_idea": idea.id, "offer_why": "Small, and near."}
    answer = sam.post(here(cast), data=sent)
    with cast.house.database.transaction(writes=False) as db:
        found = activity(db, cast.id("patient"), UUID(answer.headers["location"].partition("#a-")[2]))
    assert found
    assert (found.what, found.idea, found.plan.goal) == (idea.title, idea.id, None)


def test_an_offer_that_cannot_be_sent_comes_back_with_every_word_and_choice(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    proposed(cast, "See people again")
    sam = cast.signed_in("practitioner")
    empty = form(sam.get(here(cast)).text, "offer-form")
    answer = sam.post(here(cast), data={**empty, "offer_why": "It helps.", "offer_goal": "none"})
    assert answer.status_code == 422
    assert "Write what you offer, or pick something from the catalogue." in answer.text
    assert form(answer.text, "offer-form")["offer_why"] == "It helps."
    assert 'value="none" checked' in answer.text
    answer = sam.post(here(cast), data={**empty, "what": "Walk", "offer_why": "It helps.", "offer_goal": str(uuid4())})
    assert answer.status_code == 422
    assert "Pick the goal it serves" in answer.text
    assert form(answer.text, "offer-form")["what"] == "Walk"


def test_the_draft_of_an_offer_is_kept_for_its_writer_with_what_was_picked(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    sent = form(sam.get(here(cast)).text, "offer-form")
    idea = next(iter(cast.house.ideas))
    kept_ = {**sent, "what": "Half a thought", "offer_idea": idea}
    assert sam.post(f"/practice/drafts/offer-{cast.id('patient')}", data=kept_).status_code == 200
    page = sam.get(here(cast)).text
    assert form(page, "offer-form")["what"] == "Half a thought"
    assert f'<option value="{idea}" selected>' in page
    sam.post(here(cast), data={**form(page, "offer-form"), "offer_why": "It helps."})
    assert form(sam.get(here(cast)).text, "offer-form")["what"] == ""


def test_an_offer_is_taken_back_once_and_not_after_it_was_taken_up(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    walk, swim = offered(cast, "Walk"), offered(cast, "Swim")
    for _twice in range(2):
        assert sam.post(here(cast, f"/{walk}/withdraw")).headers["location"] == here(cast)
    assert state(cast, walk) is State.TAKEN_OFF
    with cast.house.database.transaction() as db:
        one = activity(db, cast.id("patient"), swim)
        assert one
        activities.change(db, one, Plan("Swim at six"), version=1, by=actor(cast, "patient"), at=clock.now())
    answer = sam.post(here(cast, f"/{swim}/withdraw"))
    assert answer.status_code == 409
    assert "Rowan has answered this offer meanwhile. Nothing was changed." in answer.text
    assert state(cast, swim) is State.PLANNED
    own = planned(cast, Plan("My own"))
    assert sam.post(here(cast, f"/{own}/withdraw")).status_code == 404, "what a patient chose is not an offer"


def test_nobody_else_reaches_the_activities_and_no_lead_reads_a_word_of_them(cast: Cast) -> None:
    walk = offered(cast, "A secret walk")
    for key in ("other-practitioner", "lead", "patient"):
        client = cast.signed_in(key)
        assert client.get(here(cast)).status_code == 404
        assert client.post(here(cast), data={"what": "Walk"}).status_code == 404
        assert client.post(here(cast, f"/{walk}/withdraw")).status_code == 404
    lead = cast.signed_in("lead")
    for address in ("/service/patients", f"/service/patients/{cast.id('patient')}", "/service/messages"):
        assert "secret walk" not in lead.get(address).text
    assert state(cast, walk) is State.OFFERED


def test_the_page_costs_as_many_queries_for_one_activity_as_for_twelve(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    sam = cast.signed_in("practitioner")
    asked = {}
    for n in (1, 12):
        for more in range(n):
            reviewed(cast, planned(cast, Plan(f"Walk {more}")), said(How.DONE))
            said_no(cast, {f"idea-{n}-{more}": "Bake"})
            kept(cast, f"mood {more}", shared=True)
        sam.get(here(cast))
        with statements(cast.house.database.engine) as asked[n]:
            assert sam.get(here(cast)).status_code == 200
    assert asked[1] == asked[12]


def test_what_somebody_without_a_phone_says_is_entered_for_them_and_marked_as_such(cast: Cast) -> None:
    sam, rowan = cast.signed_in("practitioner"), cast.signed_in("patient")
    walk, private = planned(cast, Plan("Walk")), planned(cast, Plan("Private", shared=False))
    where = here(cast, f"/{walk}/enter")
    once = str(uuid4())
    words = {"how": "partly", "noticed": "Cold.", "in_the_way": "Rain.", "once": once}
    for _twice in range(2):
        assert sam.post(where, data=words).status_code == 303
    assert state(cast, walk) is State.PARTLY
    assert "Entered by Sam, as Rowan said it" in text(sam.get(here(cast)).text)
    mine = text(rowan.get(f"/me/activities/{walk}").text)
    assert "Entered by Sam on" in mine
    assert "Cold." in mine
    assert sam.post(here(cast, f"/{private}/enter"), data=words).status_code == 404, "what is private stays so"
    answer = sam.post(where, data={"how": "", "noticed": "Kept words."})
    assert answer.status_code == 422
    assert "Kept words." in answer.text
