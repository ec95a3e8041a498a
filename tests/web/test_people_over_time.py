"""Leave, cover, duty, shutting out, handing over, ending and coming back: nobody's patient is ever nobody's."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from app import clock
from app.audit.rules import SYSTEM
from app.people import absence, queries
from app.people import actions as people
from app.people.rules import Role
from tests.cast import MODULE, Cast, fill_in
from tests.web.joining import NEW, invite, link_on, said

ALONE = "no practitioner now"


def days(first: int, last: int) -> dict[str, str]:
    """So many days from today on, as a browser sends them."""
    today = clock.now().date()
    return {"first": str(today + timedelta(days=first)), "last": str(today + timedelta(days=last))}


def on_leave(client: TestClient, cover: UUID | str, first: int = 0, last: int = 3) -> None:
    answer = client.post("/practice/leave", data={**days(first, last), "cover": str(cover)})
    assert answer.status_code == 303, said(answer)


def rowan_at(cast: Cast) -> str:
    return f"/practice/patients/{cast.id('patient')}"


def test_whoever_stands_in_has_the_patients_on_their_list_and_reads_what_is_shared(cast: Cast) -> None:
    sam, alex, rowan = cast.signed_in("practitioner"), cast.signed_in("other-practitioner"), cast.signed_in("patient")
    assert alex.get(rowan_at(cast)).status_code == 404
    on_leave(sam, cast.id("other-practitioner"))
    fill_in(rowan, "your-own-loop", {"round-again": "On Monday I felt it turn."})
    list_ = said(alex.get("/practice"))
    assert "For Sam, until" in list_
    assert "On Monday I felt it turn." in alex.get(rowan_at(cast)).text
    assert "Seen by Alex" in rowan.get(f"{MODULE}/steps/your-own-loop").text
    assert "Rowan" in said(sam.get("/practice")), "Sam's own list loses nobody by it"


def test_leave_that_is_over_or_taken_off_ends_the_cover_with_the_next_page(cast: Cast) -> None:
    sam, alex = cast.signed_in("practitioner"), cast.signed_in("other-practitioner")
    on_leave(sam, cast.id("other-practitioner"), first=1)
    assert alex.get(rowan_at(cast)).status_code == 404, "it has not begun"
    sam.post(withdraw(sam))
    on_leave(sam, cast.id("other-practitioner"))
    assert alex.get(rowan_at(cast)).status_code == 200
    sam.post(withdraw(sam))
    assert alex.get(rowan_at(cast)).status_code == 404
    assert alex.post(f"{rowan_at(cast)}/course/end").status_code == 404


def withdraw(client: TestClient) -> str:
    found = re.search(r'action="(/practice/leave/[^"]+/withdraw)"', client.get("/practice/leave").text)
    assert found
    return found[1]


def test_nobody_takes_off_a_colleagues_leave(cast: Cast) -> None:
    sam, alex = cast.signed_in("practitioner"), cast.signed_in("other-practitioner")
    on_leave(sam, cast.id("other-practitioner"))
    assert alex.post(withdraw(sam)).status_code == 404
    assert alex.get(rowan_at(cast)).status_code == 200


@pytest.mark.parametrize(
    ("typed", "said_"),
    [
        ({"first": "", "last": ""}, "Enter a day"),
        ({"first": "2026-02-30", "last": "2026-03-01"}, "Enter a day"),
        ({"first": "\x00", "last": "9" * 5000}, "Enter a day"),
        (days(3, 1), "not before the first"),
        (days(-5, -2), "are over"),
        (days(0, 800), "more than a year"),
        ({**days(0, 1), "cover": "somebody-else"}, "Choose who stands in"),
        ({**days(0, 1), "cover": "practitioner"}, "Choose who stands in"),
    ],
    ids=["empty", "no such day", "nonsense", "backwards", "past", "years", "nobody of the team", "themselves"],
)
def test_days_that_cannot_be_are_refused_with_a_sentence_and_what_was_typed_stays(
    cast_on_sqlite: Cast, typed: dict[str, str], said_: str
) -> None:
    sam = cast_on_sqlite.signed_in("practitioner")
    if typed.get("cover") == "practitioner":
        typed = {**typed, "cover": str(cast_on_sqlite.id("practitioner"))}
    answer = sam.post("/practice/leave", data={"cover": "nobody", **typed})
    assert answer.status_code == 422
    assert said_ in said(answer)
    if typed["first"].startswith("20"):
        assert f'value="{typed["first"]}"' in answer.text


def test_the_same_days_twice_are_one_leave(cast_on_sqlite: Cast) -> None:
    sam = cast_on_sqlite.signed_in("practitioner")
    on_leave(sam, "nobody")
    again = sam.post("/practice/leave", data={**days(2, 5), "cover": "nobody"})
    assert again.status_code == 422
    assert "leave on some of these days already" in said(again)


def test_without_a_cover_duty_looks_after_the_patients_and_the_lead_sees_who_is_alone(cast: Cast) -> None:
    sam, alex, morgan, lead = (cast.signed_in(key) for key in ("practitioner", "other-practitioner", "duty", "lead"))
    on_leave(sam, "nobody")
    assert alex.get(rowan_at(cast)).status_code == 404
    assert morgan.get(rowan_at(cast)).status_code == 200
    assert "For Sam, until" in said(morgan.get("/practice"))
    assert ALONE in said(lead.get("/service/team"))
    assert "Rowan Hale" in lead.get("/service/patients?only=nobody").text
    for address in re.findall(r'action="(/service/duty/[^"]+/withdraw)"', lead.get("/service/duty").text):
        assert lead.post(address).status_code == 303
    assert morgan.get(rowan_at(cast)).status_code == 404
    duty = {**days(0, 6), "person": str(cast.id("other-practitioner"))}
    assert lead.post("/service/duty", data=duty).status_code == 303
    assert alex.get(rowan_at(cast)).status_code == 200


def test_the_rota_says_on_which_working_days_nobody_is_on_duty(cast_on_sqlite: Cast) -> None:
    lead = cast_on_sqlite.signed_in("lead")
    with cast_on_sqlite.house.database.transaction() as db:
        for turn in queries.duty_turns(db, clock.now().date()):
            absence.withdraw_duty(db, turn.id, by=SYSTEM, at=clock.now())
    assert "Nobody is on duty on" in said(lead.get("/service/duty"))
    lead.post("/service/duty", data={**days(0, 40), "person": str(cast_on_sqlite.id("practitioner"))})
    assert "Nobody is on duty on" not in said(lead.get("/service/duty"))
    refused = lead.post("/service/duty", data={**days(0, 1), "person": str(cast_on_sqlite.id("patient"))})
    assert refused.status_code == 422


def test_somebody_shut_out_is_out_with_the_next_request_and_nothing_of_theirs_waits_unseen(cast: Cast) -> None:
    sam, lead = cast.signed_in("practitioner"), cast.signed_in("lead")
    place = f"/service/team/people/{cast.id('practitioner')}"
    assert sam.get("/practice").status_code == 200
    assert lead.post(f"{place}/suspend", data={"do": "suspend"}).status_code == 303
    assert sam.get("/practice").status_code == 303
    assert sam.post(f"{rowan_at(cast)}/course/end").status_code == 401
    again = cast.anyone().post("/sign-in", data={"email": "practitioner@demo.example", "password": "alongside-demo"})
    assert again.status_code == 422
    assert "Your access is paused" in said(again)
    wrong = cast.anyone().post("/sign-in", data={"email": "practitioner@demo.example", "password": "not this one"})
    assert "paused" not in said(wrong), "only who knows the password learns it"
    assert "Rowan Hale" in lead.get("/service/patients?only=nobody").text
    lead.post(f"{place}/suspend", data={"do": "let-in"})
    assert sam.get("/practice").status_code == 303, "an old login does not come back to life"
    assert cast.signed_in("practitioner").get(rowan_at(cast)).status_code == 200


def test_a_lead_shuts_neither_themselves_out_nor_the_service_without_a_lead(cast_on_sqlite: Cast) -> None:
    lead = cast_on_sqlite.signed_in("lead")
    place = f"/service/team/people/{cast_on_sqlite.id('lead')}"
    assert lead.post(f"{place}/suspend", data={"do": "suspend"}).status_code == 422
    refused = lead.post(f"{place}/leave-service")
    assert refused.status_code == 422
    assert "at least one lead" in said(refused)
    assert lead.get("/service").status_code == 200


def test_whoever_leaves_hands_patients_and_invitations_over(cast: Cast) -> None:
    sam, lead = cast.signed_in("practitioner"), cast.signed_in("lead")
    link = link_on(invite(sam))
    answer = lead.post(
        f"/service/team/people/{cast.id('practitioner')}/leave-service",
        data={"to": str(cast.id("other-practitioner"))},
    )
    assert answer.status_code == 303
    assert sam.get("/practice").status_code == 303
    alex = cast.signed_in("other-practitioner")
    assert alex.get(rowan_at(cast)).status_code == 200
    assert cast.anyone().post(link, data=NEW).status_code == 303
    assert "Robin Ashe" in alex.get("/practice").text
    assert ALONE not in said(lead.get("/service/team"))


def test_whoever_leaves_with_nobody_to_take_over_leaves_the_patients_on_the_leads_list(cast: Cast) -> None:
    lead = cast.signed_in("lead")
    link = link_on(invite(cast.signed_in("practitioner")))
    place = f"/service/team/people/{cast.id('practitioner')}/leave-service"
    assert lead.post(place).status_code == 422, "who takes over is asked, never guessed"
    assert lead.post(place, data={"to": "later"}).status_code == 303
    assert cast.anyone().post(link, data=NEW).status_code == 303, "an invitation stays good"
    page = lead.get("/service/patients?only=nobody").text
    assert "Rowan Hale" in page
    assert "Robin Ashe" in page
    to = {"practitioner": str(cast.id("other-practitioner"))}
    assert lead.post(f"/service/patients/{cast.id('patient')}/allocate", data=to).status_code == 303
    assert "Rowan Hale" not in lead.get("/service/patients?only=nobody").text
    assert cast.signed_in("other-practitioner").get(rowan_at(cast)).status_code == 200


def test_a_patient_given_to_another_is_out_of_the_firsts_reach_with_the_next_request(cast: Cast) -> None:
    sam, lead = cast.signed_in("practitioner"), cast.signed_in("lead")
    assert sam.get(rowan_at(cast)).status_code == 200
    to = {"practitioner": str(cast.id("other-practitioner"))}
    lead.post(f"/service/patients/{cast.id('patient')}/allocate", data=to)
    assert sam.get(rowan_at(cast)).status_code == 404
    assert "Rowan" not in said(sam.get("/practice"))


@pytest.mark.parametrize("to", ["", "not-an-id", "patient", "lead"])
def test_a_patient_is_allocated_to_a_practitioner_and_to_nobody_else(cast_on_sqlite: Cast, to: str) -> None:
    lead = cast_on_sqlite.signed_in("lead")
    chosen = str(cast_on_sqlite.id(to)) if to in {"patient", "lead"} else to
    place = f"/service/patients/{cast_on_sqlite.id('patient')}/allocate"
    assert lead.post(place, data={"practitioner": chosen}).status_code == 422
    assert cast_on_sqlite.signed_in("practitioner").get(rowan_at(cast_on_sqlite)).status_code == 200


def test_a_course_ends_and_begins_again_and_every_word_stays(cast: Cast) -> None:
    sam, rowan = cast.signed_in("practitioner"), cast.signed_in("patient")
    course = f"{rowan_at(cast)}/course"
    for _twice in range(2):
        assert sam.post(f"{course}/end", data={"code": "46", "step": "none"}).status_code == 303, "twice is one end"
    assert "Dread. Ashamed." in rowan.get(f"{MODULE}/steps/one-hard-moment").text
    assert fill_in(rowan, "one-hard-moment", {"thoughts": "Later."}).status_code == 409
    assert "Rowan" in said(sam.get("/practice")), "nobody falls off the list"
    assert sam.post(f"{course}/begin").status_code == 422
    assert sam.post(f"{course}/begin", data={"pathway": "doing-first"}).status_code == 303
    assert sam.post(f"{course}/begin", data={"pathway": "doing-first"}).status_code == 200, "one plan, not two"
    assert "Doing more of what matters" in rowan.get("/me").text
    assert rowan.get("/me/modules/doing-more-of-what-matters/steps/why-doing-comes-first").status_code == 200


def test_a_patients_account_is_shut_and_opened_by_a_lead(cast: Cast) -> None:
    lead, rowan = cast.signed_in("lead"), cast.signed_in("patient")
    place = f"/service/patients/{cast.id('patient')}"
    lead.post(f"{place}/suspend", data={"do": "suspend"})
    assert rowan.get("/me").status_code == 303
    assert "They cannot log in now" in said(lead.get(place))
    lead.post(f"{place}/suspend", data={"do": "let-in"})
    assert cast.signed_in("patient").get("/me").status_code == 200


def test_the_lead_sees_whose_patient_it_is_and_the_place_and_no_word_of_it(cast: Cast) -> None:
    fill_in(cast.signed_in("patient"), "your-own-loop", {"round-again": "canary-of-rowan"})
    lead = cast.signed_in("lead")
    pages = lead.get("/service/patients").text + lead.get(f"/service/patients/{cast.id('patient')}").text
    assert "Rowan Hale" in pages
    assert "modules finished" in pages
    for words in ("canary-of-rowan", "Dread. Ashamed.", "One hard moment"):
        assert words not in pages


def test_a_patient_reads_that_a_lead_looked_at_where_they_are(cast: Cast) -> None:
    cast.signed_in("lead").get(f"/service/patients/{cast.id('patient')}")
    looked = said(cast.signed_in("patient").get("/me/who-looked"))
    assert "Looked at where you are in your plan, not at what you wrote" in looked


@pytest.mark.parametrize("words", ["%", "_", "'; drop table person; --", "\x00", "Ünïcode", "x" * 5000, "rowan"])
def test_finding_a_patient_takes_what_is_typed_as_letters(cast_on_sqlite: Cast, words: str) -> None:
    page = cast_on_sqlite.signed_in("lead").get("/service/patients", params={"words": words})
    assert page.status_code == 200
    assert ("Rowan Hale" in page.text) == (words in {"rowan", "\x00"})


@pytest.mark.parametrize("n", ["0", "-3", "10000000000000000000000000", "2"])
def test_a_page_of_the_list_that_is_not_there_is_empty(cast_on_sqlite: Cast, n: str) -> None:
    assert cast_on_sqlite.signed_in("lead").get("/service/patients", params={"n": n}).status_code == 200


def test_the_leads_list_costs_as_many_queries_for_many_patients(cast: Cast) -> None:
    from tests.caseload.test_queries import statements

    lead = cast.signed_in("lead")
    with statements(cast.house.database.engine) as few:
        lead.get("/service/patients")
    with cast.house.database.transaction() as db:
        for n in range(120):
            one = people.add(db, Role.PATIENT, f"n{n}@test.example", "N", f"N {n}", "-" * 12, by=SYSTEM, at=clock.now())
            people.allocate(db, one.id, cast.id("practitioner"), by=SYSTEM, at=clock.now())
    with statements(cast.house.database.engine) as many:
        lead.get("/service/patients")
    assert len(few) == len(many)
