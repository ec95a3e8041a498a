"""A patient's activities: suggested and why, planned, said of, declined; never lost, never twice, nobody else's."""

import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from icalendar import Calendar
from sqlalchemy import event
from sqlmodel import select

from app import clock
from app.activities.rules import Activity, How, Reason, State
from app.activities.tables import StoredActivity
from app.audit.rules import SYSTEM
from app.enrolments import plans
from app.enrolments.tables import Enrolment
from app.goals.rules import Area
from tests.cast import Cast
from tests.web.planning import (
    HERE,
    activities,
    change,
    decline,
    form,
    goal,
    noes,
    offered,
    plan,
    planned,
    review,
    text,
    today,
)

pytestmark = pytest.mark.usefixtures("nothing_done_yet")

WORDS = "Walk & <b>look</b> “up” שלום"


def only(cast: Cast, key: str = "patient") -> Activity:
    [one] = activities(cast, key)
    return one


def test_three_things_stand_there_to_choose_each_with_its_reason_and_none_is_chosen(cast: Cast) -> None:
    page = cast.signed_in("patient").get(f"{HERE}/choose")
    assert page.text.count('name="choice" value="idea:') == 3
    assert 'name="choice" value="none"' in page.text
    assert page.text.count("<i>Because</i>") == 3
    assert "Write my own instead" in page.text
    assert "More ideas" in page.text
    assert not re.search(r'name="choice"[^>]*checked', page.text)


def test_a_goal_is_named_in_the_patients_own_words_where_an_idea_is_about_the_same(cast: Cast) -> None:
    goal(cast, "patient", "See my sister <again>", Area.PEOPLE)
    page = cast.signed_in("patient").get(f"{HERE}/choose")
    assert "See my sister &lt;again&gt;" in page.text
    assert "it is about people, like your goal" in text(page)


def test_with_little_energy_smaller_versions_come_and_say_so(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    pages = "".join(rowan.get(f"{HERE}/choose?energy=1&more={n}").text for n in range(30))
    assert ":smaller" in pages
    assert "This is the small version of" in pages


def test_more_ideas_never_leaves_fewer_than_two_to_choose_from(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    seen: set[str] = set()
    for n in range(40):
        page = rowan.get(f"{HERE}/choose?more={n}").text
        shown = re.findall(r'name="choice" value="(idea:[^"]+)"', page)
        assert len(shown) >= 2, f"page {n}"
        seen |= set(shown)
    assert len(seen) == len(cast_on_sqlite.house.ideas)


def test_what_is_chosen_leads_to_its_plan_and_stores_nothing_yet(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    mine = goal(cast, "patient", "More people", Area.PEOPLE)
    answer = rowan.post(f"{HERE}/choose", data={"choice": "idea:late-reply"})
    assert answer.status_code == 303
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query == {"idea": ["late-reply"], "goal": [str(mine)]}
    assert not activities(cast, "patient")
    opened = form(rowan.get(answer.headers["location"]), "plan")
    assert opened["what"] == "Reply to one message, however late"
    assert opened["goal"] == str(mine)
    small = rowan.post(f"{HERE}/choose", data={"choice": "idea:late-reply:smaller"}).headers["location"]
    assert form(rowan.get(small), "plan")["what"] == "Send two words back"


def test_no_choice_is_said_at_the_choice_and_the_same_things_stay(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    before = rowan.get(f"{HERE}/choose?energy=2&more=1").text
    for choice in ("", "idea:no-such-idea", "offer:not-an-id", "idea:late-reply:huge", "\0"):
        answer = rowan.post(f"{HERE}/choose", data={"choice": choice, "energy": "2", "more": "1"})
        assert answer.status_code == 422, choice
        assert "Choose one of these" in answer.text
        assert re.findall(r'value="(idea:[^"]+)"', answer.text) == re.findall(r'value="(idea:[^"]+)"', before)


def test_a_plan_carries_its_goal_who_chose_it_what_when_where_with_whom_and_how_likely(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    mine = goal(cast, "patient", "Energy left after work")
    words = {"what": WORDS, "day": today(), "time": "14:05", "place": "By the canal", "company": "Danny"}
    numbers = {"likely": "8", "hard": "3", "enjoyment": "4", "achievement": "5"}
    where = planned(rowan, goal=str(mine), **words, **numbers)
    one = only(cast)
    assert (one.what, one.plan.time, one.plan.place, one.plan.company) == (WORDS, "14:05", "By the canal", "Danny")
    assert (one.plan.likely, one.plan.hard, one.plan.enjoyment, one.plan.achievement) == (8, 3, 4, 5)
    assert one.plan.goal == mine
    page = rowan.get(where)
    assert "<b>look</b>" not in page.text
    for told in (WORDS, "Energy left after work", "You chose it yourself", "14:05", "Danny", "8 out of 10"):
        assert told in text(page), told
    assert "shall we make it smaller" not in page.text
    assert WORDS in text(rowan.get(HERE))


def test_that_a_plan_has_no_goal_is_said_openly(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    goal(cast, "patient", "Something else")
    answer = plan(rowan, what="Rest", goal="")
    assert answer.status_code == 422
    assert "Choose a goal, or “No goal”." in answer.text
    assert "No goal: worth doing for itself" in text(rowan.get(planned(rowan, what="Rest")))


def test_a_form_sent_twice_is_one_and_one_that_was_changed_after_going_back_is_another(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    sent = {**form(rowan.get(f"{HERE}/new"), "plan"), "what": "Swim", "goal": "none"}
    first, second = rowan.post(HERE, data=sent), rowan.post(HERE, data=sent)
    assert first.headers["location"] == second.headers["location"]
    assert len(activities(cast, "patient")) == 1
    rowan.post(HERE, data={**sent, "day": today()})
    assert [one.plan.day is None for one in activities(cast, "patient")] == [True, False]


def test_under_seven_a_smaller_version_is_offered_and_keeping_it_is_as_good(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    where = planned(rowan, f"{HERE}/new?idea=late-reply", likely="6", place="Sofa")
    page = rowan.get(f"{where}?saved=planned")
    assert "Under 7: shall we make it smaller?" in text(page)
    assert "Keep it as it is" in text(page)
    opened = form(page, "smaller-form")
    assert opened["what"] == "Send two words back"
    answer = rowan.post(where, data={**opened, "likely": "9", "do": "smaller"})
    assert answer.status_code == 303
    one = only(cast)
    assert (one.what, one.plan.likely, one.plan.place, one.version) == ("Send two words back", 9, "Sofa", 2)
    assert "make it smaller?" not in rowan.get(where).text


def test_a_full_day_is_said_to_be_plenty_and_nothing_is_refused(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    where = [planned(rowan, what=f"Thing {n}", day=today()) for n in range(4)]
    assert "4 things are planned for this day. That is plenty" in text(rowan.get(where[-1]))
    rowan.post(f"{where[0]}/take-off")
    assert "That is plenty" not in text(rowan.get(where[-1]))


def test_a_plan_changed_in_two_windows_shows_both_and_loses_neither(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    where = planned(rowan, what="Swim")
    opened = form(rowan.get(f"{where}?change=1"), "plan")
    assert change(rowan, where, what="Swim with Danny").status_code == 303
    answer = rowan.post(where, data={**opened, "what": "Swim before work"})
    assert answer.status_code == 409
    assert "Swim with Danny" in text(answer)
    again = form(answer, "plan")
    assert again["what"] == "Swim before work"
    assert only(cast).what == "Swim with Danny"
    assert rowan.post(where, data=again).status_code == 303
    assert only(cast).what == "Swim before work"
    assert rowan.post(where, data=again).status_code == 303, "the same form twice is one"
    assert only(cast).version == 3


def test_a_change_that_comes_after_the_review_keeps_its_words_on_the_page(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    where = planned(rowan, what="Swim")
    opened = form(rowan.get(f"{where}?change=1"), "plan")
    review(rowan, where, how="done")
    answer = rowan.post(where, data={**opened, "what": "Swim twice"})
    assert answer.status_code == 409
    assert "Swim twice" in text(answer)
    assert only(cast).what == "Swim"


def test_partly_counts_and_four_ways_lead_on(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    where = planned(rowan, what="Walk", enjoyment="2", achievement="6", hard="5")
    said = {"how": "partly", "enjoyment": "6", "achievement": "5", "barrier": "time", "in_the_way": "A <late> bus"}
    answer = review(rowan, where, **said)
    assert answer.headers["location"] == f"{where}?saved=review"
    page = rowan.get(answer.headers["location"])
    told = text(page)
    assert "Partly counts." in told
    assert "Enjoyment: you expected 2, and it was 6. That is 4 more." in told
    assert "Sense of achievement: you expected 6, and it was 5. That is 1 less." in told
    assert "There was no time" in told
    assert "A <late> bus" in told
    id_ = where.rpartition("/")[2]
    for href in (f"smaller_of={id_}", f"again={id_}", f"{HERE}/choose", f"/me/messages?about={id_}#write"):
        assert href in page.text
    assert page.text.index(f"again={id_}") < page.text.index(f"smaller_of={id_}"), "another time, since there was none"
    assert "A <late> bus" in text(rowan.get(HERE))


def test_a_smaller_step_knows_what_it_came_from_and_another_time_asks_for_a_new_day(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    where = planned(rowan, f"{HERE}/new?idea=late-reply", place="Sofa", day=today(), likely="8")
    id_ = where.rpartition("/")[2]
    opened = form(rowan.get(f"{HERE}/new?smaller_of={id_}"), "plan")
    assert (opened["what"], opened["place"], opened["day"], opened["likely"]) == ("Send two words back", "Sofa", "", "")
    planned(rowan, f"{HERE}/new?smaller_of={id_}")
    assert str(activities(cast, "patient")[1].smaller_of) == id_
    again = form(rowan.get(f"{HERE}/new?again={id_}"), "plan")
    assert (again["what"], again["day"]) == ("Reply to one message, however late", "")


@pytest.mark.parametrize(
    ("said", "told", "never"),
    [
        ({"how": "done"}, "You planned it and did it. What did you notice?", "little"),
        ({"how": "done", "noticed": "The light."}, "You planned it and did it.", "What did you notice?"),
        ({"how": "done", "enjoyment": "1"}, "it gave you little this time", "planned it and did it"),
        ({"how": "partly", "achievement": "0"}, "Partly counts, also when it gives little.", "did you notice"),
        ({"how": "not this time"}, "Not this time is useful to know.", "Partly"),
        ({"how": "not this time", "barrier": "energy"}, "so a smaller one may fit", "another time may fit"),
    ],
)
def test_what_is_said_back_is_true_and_never_cheerful_after_low_numbers(
    cast_on_sqlite: Cast, said: dict[str, str], told: str, never: str
) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    page = rowan.get(review(rowan, planned(rowan, what="Walk"), **said).headers["location"])
    part = page.text[page.text.index('id="went"') : page.text.index('id="ways"')]
    assert told in text(part)
    assert never not in text(part)
    assert "!" not in text(part)


def test_a_review_sent_twice_is_one_and_said_again_the_last_counts(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    where = planned(rowan, what="Walk")
    sent = {**form(rowan.get(f"{where}/review"), "review"), "how": "not this time", "noticed": "Rain"}
    assert [rowan.post(f"{where}/review", data=sent).status_code for _n in range(2)] == [303, 303]
    assert form(rowan.get(f"{where}/review"), "review")["noticed"] == "Rain", "there to be added to"
    review(rowan, where, how="done")
    found = only(cast).review
    assert found
    assert (found.how, found.noticed) == (How.DONE, "Rain")


def test_a_review_without_how_it_went_comes_back_with_every_word(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    where = planned(rowan, what="Walk")
    answer = review(rowan, where, noticed="It was wet", enjoyment="eleven")
    assert answer.status_code == 422
    assert "Choose how it went." in answer.text
    assert "Write a whole number from 0 to 10" in answer.text
    assert form(answer, "review")["noticed"] == "It was wet"
    assert only(cast).review is None


def test_saying_no_keeps_one_reason_and_the_practitioner_can_be_asked_instead(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    page = rowan.get(f"{HERE}/choose").text
    [shown] = re.findall(r'name="shown" value="([^"]+)"', page)
    answer = rowan.post(f"{HERE}/choose", data={"choice": "none", "shown": shown})
    opened = rowan.get(answer.headers["location"])
    assert opened.text.count('type="checkbox"') == 3
    assert "Say what doesn’t fit, or talk about it with Sam. Both help." in text(opened)
    assert "/me/messages#write" in opened.text
    first, *rest = shown.split(",")
    assert decline(rowan, shown, ticked=rest, declining="Too far").status_code == 422
    saved = decline(rowan, shown, ticked=rest, reason="feels-wrong", declining="Not <me>")
    assert saved.status_code == 303
    assert "Thank you. That is useful to know." in text(rowan.get(saved.headers["location"]))
    found = noes(cast, "patient")
    assert {(one.reason, one.words) for one in found} == {(Reason.FEELS_WRONG, "Not <me>")}
    assert {one.idea for one in found} == {value.split(":")[1] for value in rest}
    every = "".join(rowan.get(f"{HERE}/choose?more={n}").text for n in range(40))
    assert f'value="{first}"' in every
    assert not any(f'value="{one}"' in every for one in rest), "what does not feel right is not suggested again"


def test_a_no_sent_twice_is_one_and_with_other_words_another(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    opened = form(rowan.get(f"{HERE}/decline?shown=idea:late-reply"), "decline")
    sent = {**opened, "not": "idea:late-reply", "reason": "no-time"}
    assert [rowan.post(f"{HERE}/decline", data=sent).status_code for _n in range(2)] == [303, 303]
    assert len(noes(cast, "patient")) == 1
    rowan.post(f"{HERE}/decline", data={**sent, "declining": "Not on weekdays"})
    assert {one.words for one in noes(cast, "patient")} == {"", "Not on weekdays"}


def test_an_offer_waits_first_and_is_taken_up_as_it_is(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    mine = goal(cast, "patient", "Energy left after work")
    id_ = offered(cast, "patient", "Get off one stop early", "Walking <helped> you", goal=mine)
    page = rowan.get(f"{HERE}/choose")
    assert page.text.index(f"offer:{id_}") < page.text.index("idea:")
    assert page.text.count('name="choice" value=') == 4
    for told in ("From Sam", "Get off one stop early", "Walking <helped> you", "Energy left after work"):
        assert told in text(page), told
    assert "Get off one stop early" in text(rowan.get(HERE))
    assert rowan.post(f"{HERE}/choose", data={"choice": f"offer:{id_}"}).headers["location"] == f"{HERE}/{id_}"
    opened = form(rowan.get(f"{HERE}/{id_}"), "offer")
    answers = [rowan.post(f"{HERE}/{id_}", data={**opened, "do": "accept"}).status_code for _n in range(2)]
    assert answers == [303, 303]
    one = only(cast)
    assert (one.state, one.what, one.plan.goal, one.version) == (State.PLANNED, "Get off one stop early", mine, 2)
    assert "Sam offered it, and you took it up" in text(rowan.get(f"{HERE}/{id_}"))


def test_an_offer_is_made_ones_own_and_both_wordings_stay(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    where = f"{HERE}/{offered(cast, 'patient', 'Get off one stop early', 'Walking helped you')}"
    page = rowan.get(f"{where}?change=1")
    assert "Walking helped you" in text(page)
    assert 'name="sees"' not in page.text, "what began as an offer both can see"
    saved = change(rowan, where, what="Walk to the second stop", goal="none", sees="no", day=today())
    assert saved.status_code == 303
    told = text(rowan.get(where))
    assert "Walk to the second stop" in told
    assert "Get off one stop early" in told
    assert "Sam offered it, and you made it your own" in told
    assert only(cast).plan.shared
    assert rowan.post(f"{where}/sharing", data={"sees": "no"}).status_code == 409
    assert only(cast).plan.shared


def test_an_offer_is_declined_with_a_reason_and_cannot_be_declined_once_taken_up(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    first = offered(cast, "patient", "Join a choir", "You sang once")
    assert f"/me/messages?about={first}#write" in rowan.get(f"{HERE}/decline?shown=offer:{first}").text
    assert decline(rowan, f"offer:{first}", reason="access", declining="No bus").status_code == 303
    assert only(cast).state is State.DECLINED
    told = text(rowan.get(f"{HERE}/{first}"))
    assert "I can’t get there or afford it" in told
    assert "No bus" in told
    second = offered(cast, "patient", "Call Danny", "")
    opened = form(rowan.get(f"{HERE}/decline?shown=offer:{second}"), "decline")
    rowan.post(f"{HERE}/{second}", data={"do": "accept", "version": "1"})
    sent = {**opened, "not": f"offer:{second}", "reason": "too-hard", "declining": "Too loud"}
    answer = rowan.post(f"{HERE}/decline", data=sent)
    assert answer.status_code == 409
    assert form(answer, "decline")["declining"] == "Too loud"
    assert activities(cast, "patient")[1].state is State.PLANNED


def test_a_plan_for_oneself_alone_says_so_and_reaches_no_page_of_the_practitioner(cast: Cast) -> None:
    rowan, sam = cast.signed_in("patient"), cast.signed_in("practitioner")
    where = planned(rowan, what="canary-alone", place="canary-place", sees="no", day=today())
    review(rowan, where, how="partly", noticed="canary-noticed")
    page = rowan.get(where)
    assert "Only you. Nobody else can see this." in text(page)
    assert "Only you" in text(rowan.get(HERE))
    id_ = cast.id("patient")
    for more in ("", "/brief", "/plan", "/messages", "/activities"):
        assert "canary" not in sam.get(f"/practice/patients/{id_}{more}").text, more
    assert "canary" not in sam.get("/practice").text
    assert rowan.post(f"{where}/sharing", data={"sees": "yes"}).status_code == 303
    assert only(cast).plan.shared
    assert rowan.post(f"{where}/sharing", data={"sees": "perhaps"}).status_code == 422


@pytest.mark.parametrize("tail", ["", "/review", "/take-off", "/sharing"])
def test_anothers_activity_and_a_missing_one_are_the_same_404(cast: Cast, tail: str) -> None:
    where = planned(cast.signed_in("patient"), what="Mine")
    kit = cast.signed_in("other-patient")
    for path in (where, f"{HERE}/{uuid4()}", f"{HERE}/not-an-id", f"{HERE}/%00"):
        assert kit.post(f"{path}{tail}", data={"how": "done", "sees": "no", "do": "accept"}).status_code == 404
        if tail in ("", "/review"):
            assert kit.get(f"{path}{tail}").status_code == 404
    assert only(cast).version == 1
    id_ = where.rpartition("/")[2]
    for query in (f"smaller_of={id_}", f"again={id_}"):
        assert kit.get(f"{HERE}/new?{query}").status_code == 404
    assert kit.post(HERE, data={"what": "Theirs", "goal": "none", "sees": "no", "smaller_of": id_}).status_code == 404
    assert "Mine" not in kit.get(f"{HERE}/decline?shown=offer:{id_}").text


def test_anothers_goal_cannot_be_put_on_a_plan(cast: Cast) -> None:
    theirs = goal(cast, "other-patient", "canary-goal")
    rowan = cast.signed_in("patient")
    assert "canary-goal" not in rowan.get(f"{HERE}/new?goal={theirs}").text
    assert plan(rowan, what="Walk", goal=str(theirs)).status_code == 422
    assert not activities(cast, "patient")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("likely", "11"),
        ("likely", str(10**18)),
        ("enjoyment", str(10**30)),
        ("hard", "-1"),
        ("enjoyment", "٣"),
        ("day", "31/02/2026"),
        ("day", "9999-12-31"),
        ("day", "0001-01-01"),
        ("time", "25:00"),
        ("time", "after tea"),
        ("what", ""),
        ("what", " \t"),
        ("what", "x" * 201),
        ("goal", "00000000-0000-4000-8000-000000000000"),
        ("goal", "\0"),
        ("sees", "everybody"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_no_word_is_lost(cast: Cast, name: str, value: str) -> None:
    rowan = cast.signed_in("patient")
    answer = plan(rowan, **{"what": "Walk", "place": "By the canal", name: value})
    assert answer.status_code == 422
    assert f'href="#{name}"' in answer.text
    assert form(answer, "plan")["place"] == "By the canal"
    if name in ("day", "time", "likely") or len(value) > 200:
        assert form(answer, "plan")[name] == value
    assert not activities(cast, "patient")


def test_signs_that_no_database_keeps_are_left_out_and_the_rest_is_kept(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    where = planned(rowan, what="Wa\0lk\ud7ff", time="9.30")
    review(rowan, where, how="done", noticed="So\0 it was")
    one = only(cast)
    assert one.what.startswith("Walk")
    assert one.plan.time == "09:30"
    assert one.review
    assert one.review.noticed == "So it was"


@pytest.mark.parametrize(
    "address",
    [
        f"{HERE}?week=2026-W99",
        f"{HERE}?week=0000-W01",
        f"{HERE}?week=%00",
        f"{HERE}?week=2099-W53",
        f"{HERE}/choose?energy={10**30}&more={10**30}",
        f"{HERE}/choose?more=-1&energy=%00",
        f"{HERE}/choose?more=²",
        f"{HERE}/new?idea=%00&smaller=9&goal=%00",
    ],
)
def test_an_address_that_means_nothing_still_shows_its_page(cast: Cast, address: str) -> None:
    assert cast.signed_in("patient").get(address).status_code == 200


def test_a_decline_of_nothing_known_leads_back_to_the_choice(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    for shown in ("", "\0", "idea:no-such-idea", f"offer:{uuid4()}", ",".join(["x"] * 500)):
        answer = rowan.get(f"{HERE}/decline", params={"shown": shown})
        assert answer.headers["location"] == f"{HERE}/choose", shown
    assert rowan.post(f"{HERE}/decline", data={"shown": "x", "not": "x", "reason": "no-time"}).status_code == 422


def test_a_week_shows_its_days_what_is_open_and_the_weeks_before(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    now = date.fromisoformat(today())
    monday = now - timedelta(days=now.weekday())
    planned(rowan, what="Of today", day=today())
    planned(rowan, what="Of last week", day=(monday - timedelta(days=3)).isoformat())
    planned(rowan, what="Of next week", day=(monday + timedelta(days=8)).isoformat())
    planned(rowan, what="Some day")
    page = rowan.get(HERE)
    told = text(page)
    assert "Today," in told
    for heading, what in (("Without a day", "Some day"), ("Still open", "Of last week"), ("Later", "Of next week")):
        assert told.index(heading) < told.index(what), heading
    assert page.text.count("How did it go?") == 3, "not of what is still to come"
    year, week, _day = (monday - timedelta(days=7)).isocalendar()
    assert f"week={year}-W{week:02d}" in page.text
    before = text(rowan.get(f"{HERE}?week={year}-W{week:02d}"))
    assert "Of last week" in before
    assert "Of today" not in before
    assert "Some day" not in before


def test_a_week_with_nothing_in_it_says_what_will_be_here(cast: Cast) -> None:
    told = text(cast.signed_in("patient").get(HERE))
    assert "What you plan stands here, day by day." in told
    assert "Choose something to do" in told


def test_the_ladder_goes_from_the_easiest_up(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    assert "Then it stands here, from easy to hard." in text(rowan.get(f"{HERE}/ladder"))
    planned(rowan, what="The hard one", hard="8")
    review(rowan, planned(rowan, what="The easy one", hard="0"), how="partly")
    planned(rowan, what="Nobody knows")
    told = text(rowan.get(f"{HERE}/ladder"))
    assert told.index("The easy one") < told.index("The hard one")
    assert "How hard: 0 out of 10 · Partly done" in told
    assert "Nobody knows" not in told
    assert "Which step feels next?" in told


def test_the_calendar_file_holds_ones_own_plans_from_today_on_and_nothing_else(cast: Cast) -> None:
    rowan, kit = cast.signed_in("patient"), cast.signed_in("other-patient")
    where = planned(rowan, what=f"Swim, {WORDS};\\", day=today(), time="10:15", place="Pool; north", sees="no")
    planned(rowan, what="All day", day=(date.fromisoformat(today()) + timedelta(days=2)).isoformat())
    planned(rowan, what="Gone by", day=(date.fromisoformat(today()) - timedelta(days=2)).isoformat())
    planned(rowan, what="No day")
    planned(kit, what="canary-kit", day=today())
    answer = rowan.get(f"{HERE}/calendar.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.headers["content-disposition"].startswith("attachment")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(one["summary"]) for one in events] == [f"Swim, {WORDS};\\", "All day"]
    timed, whole = events
    assert timed.decoded("dtend") - timed.decoded("dtstart") == timedelta(minutes=30)
    assert timed.decoded("dtstart").utcoffset() == timedelta()
    assert timed.decoded("dtstart").astimezone(cast.house.speech.zone).strftime("%H:%M") == "10:15"
    assert whole.decoded("dtend") - whole.decoded("dtstart") == timedelta(days=1)
    change(rowan, where, what="Swim later")
    again = Calendar.from_ical(rowan.get(f"{HERE}/calendar.ics").content).walk("VEVENT")
    assert str(again[0]["uid"]) == str(timed["uid"])
    assert str(again[0]["summary"]) == "Swim later"


def test_what_is_typed_is_kept_on_its_way_and_dropped_when_it_is_sent(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    opened = form(rowan.get(f"{HERE}/new"), "plan")
    kept = rowan.post("/me/drafts/activity", data={**opened, "what": "Half a pl", "sees": "no"})
    assert kept.status_code == 200
    again = form(rowan.get(f"{HERE}/new"), "plan")
    assert (again["what"], again["sees"]) == ("Half a pl", "no"), "what was only for oneself stays so"
    assert form(rowan.get(f"{HERE}/new?idea=late-reply"), "plan")["what"] != "Half a pl"
    rowan.post(HERE, data={**again, "what": "A whole plan"})
    assert form(rowan.get(f"{HERE}/new"), "plan")["what"] == ""


def test_taken_off_the_list_it_is_gone_from_the_week_and_can_be_read(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    where = planned(rowan, what="Swim", day=today())
    assert [rowan.post(f"{where}/take-off").status_code for _n in range(2)] == [303, 303]
    assert "Swim" not in text(rowan.get(HERE))
    assert "Off the list" in text(rowan.get(where))
    assert rowan.get(f"{where}/review").status_code == 303
    late = rowan.post(f"{where}/review", data={"how": "done", "noticed": "Late words", "once": str(uuid4())})
    assert late.status_code == 409
    assert form(late, "review")["noticed"] == "Late words"


def test_after_the_course_everything_is_read_and_nothing_is_changed(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    where = planned(rowan, what="Swim", day=today(), hard="4", likely="3")
    offer = offered(cast, "patient", "Call Danny", "")
    with cast.house.database.transaction() as db:
        course = db.exec(select(Enrolment).where(Enrolment.patient_id == cast.id("patient"))).one()
        plans.end(db, course, by=SYSTEM, at=clock.now())
    for path in (HERE, where, f"{HERE}/{offer}", f"{HERE}/ladder"):
        page = rowan.get(path)
        assert page.status_code == 200
        assert "Your course has ended." in page.text, path
        assert "<form" not in page.text[page.text.index("<main") : page.text.index("</main>")], path
    for path in (f"{HERE}/choose", f"{HERE}/new", f"{HERE}/decline?shown=idea:late-reply", f"{where}/review"):
        assert rowan.get(path).status_code == 303, path
    late = rowan.post(HERE, data={"what": "One more", "goal": "none", "sees": "yes"})
    assert late.status_code == 409
    assert "One more" in late.text
    assert rowan.post(f"{where}/take-off").status_code == 409


def test_each_page_asks_the_database_the_same_however_much_is_in_it(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    asked: list[str] = []
    event.listen(cast.house.database.engine, "before_cursor_execute", lambda _c, _u, one, *_: asked.append(one))

    def counts(addresses: tuple[str, ...]) -> list[int]:
        found = []
        for address in addresses:
            asked.clear()
            assert rowan.get(address).status_code == 200
            found.append(len(asked))
        return found

    one = planned(rowan, what="First", hard="1", day=today())
    review(rowan, one, how="partly")
    offered(cast, "patient", "Offer", "why")
    goal(cast, "patient", "Goal")
    addresses = (HERE, f"{HERE}/choose", f"{HERE}/ladder", one, f"{HERE}/calendar.ics")
    before = counts(addresses)
    for n in range(6):
        review(rowan, planned(rowan, what=f"Thing {n}", hard="2", day=today()), how="done")
        offered(cast, "patient", f"Offer {n}", "why")
        goal(cast, "patient", f"Goal {n}")
    assert counts(addresses) == before
    asked.clear()
    rowan.get(HERE)
    assert sum("FROM activity" in one or "FROM decline" in one for one in asked) <= 3


def test_a_row_is_the_patients_own_for_good(cast: Cast) -> None:
    """Every column's name in the form: none of them has an effect."""
    rowan = cast.signed_in("patient")
    stuffed = {"patient_id": str(cast.id("other-patient")), "made_by_id": str(cast.id("lead")), "offer": "x"}
    planned(rowan, what="Mine", **stuffed)
    with cast.house.database.transaction(writes=False) as db:
        row = db.exec(select(StoredActivity).where(StoredActivity.what == "Mine")).one()
    assert (row.patient_id, row.made_by_id, row.offer) == (cast.id("patient"), cast.id("patient"), None)
