"""A plan as its patient decides about it and as their practitioner tailors it, with a reason the patient reads."""

import re
from uuid import UUID

import pytest
from httpx2 import Response
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.enrolments.tables import Enrolment, PlanChange, PlanModule
from tests.cast import MODULE, Cast, fill_in

FIRST, SECOND = "understanding-low-mood", "doing-more-of-what-matters"
STEPS = ("how-low-mood-works", "one-hard-moment", "your-own-loop", "where-to-start", "what-you-make-of-it")


def plan(cast: Cast, key: str) -> list[PlanModule]:
    """The rows of somebody's plan, in order."""
    with cast.house.database.transaction(writes=False) as db:
        mine = select(PlanModule).join(Enrolment).where(Enrolment.patient_id == cast.id(key))
        return list(db.exec(mine.order_by(col(PlanModule.position))))


def row(cast: Cast, key: str, slug: str) -> PlanModule:
    return [one for one in plan(cast, key) if one.slug == slug][-1]


def press(client: TestClient, address: str, do: str, **more: str) -> Response:
    """Opens the page with the plan and presses one of its buttons."""
    version = re.search(r'name="version" value="(\d+)"', client.get(address).text)
    assert version, f"{address} has no plan on it"
    return client.post(address, data={"version": version[1], "do": do, **more})


def make_optional(cast: Cast, key: str) -> None:
    with cast.house.database.transaction() as db:
        for one in db.exec(select(PlanModule).join(Enrolment).where(Enrolment.patient_id == cast.id(key))):
            one.core, one.opens = False, None
            db.add(one)


def test_a_module_that_is_not_open_says_what_opens_it_and_who_and_its_steps_stay_closed(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    sentence = "Opens when you have finished “Understanding low mood” or Sam opens it."
    assert sentence in rowan.get("/me/plan").text
    module = rowan.get(f"/me/modules/{SECOND}")
    assert module.status_code == 200
    assert sentence in module.text
    assert f"{SECOND}/steps" not in module.text
    step = f"/me/modules/{SECOND}/steps/why-doing-comes-first"
    for answer in (rowan.get(step), rowan.post(step, data={"version": "0"}), rowan.post(f"{step}/draft")):
        assert (answer.status_code, answer.headers["location"]) == (303, f"/me/modules/{SECOND}")


def test_finishing_the_module_before_it_opens_the_next(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    assert marek.get(f"/me/modules/{SECOND}/steps/why-doing-comes-first").status_code == 303
    for step in STEPS:
        assert fill_in(marek, step, {}).status_code == 303
    assert marek.get(f"/me/modules/{SECOND}/steps/why-doing-comes-first").status_code == 200
    assert "Doing more of what matters" in marek.get("/me").text


def test_the_practitioner_opens_a_module_with_a_reason_and_the_patient_reads_both(cast: Cast) -> None:
    sam, rowan = cast.signed_in("practitioner"), cast.signed_in("patient")
    address = f"/practice/patients/{cast.id('patient')}/plan"
    which = row(cast, "patient", SECOND).id
    assert press(sam, address, f"opened:{which}", reason="You asked about <b>the allotment</b>.").status_code == 303
    assert rowan.get(f"/me/modules/{SECOND}/steps/why-doing-comes-first").status_code == 200
    for page in (rowan.get("/me").text, rowan.get("/me/plan").text):
        assert "Sam opened “Doing more of what matters”" in page
        assert "You asked about &lt;b&gt;the allotment&lt;/b&gt;." in page


def test_a_change_without_a_reason_is_not_made_and_one_with_too_long_a_reason_keeps_the_words(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    address = f"/practice/patients/{cast.id('patient')}/plan"
    which = row(cast, "patient", SECOND).id
    refused = press(sam, address, f"opened:{which}", reason="  ")
    assert refused.status_code == 422
    assert "Rowan reads them" in refused.text
    long = press(sam, address, f"opened:{which}", reason="why " * 200)
    assert long.status_code == 422
    assert "why why why" in long.text
    assert row(cast, "patient", SECOND).opened_at is None


def test_two_tabs_on_one_plan_never_undo_each_other(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    address = f"/practice/patients/{cast.id('patient')}/plan"
    which = row(cast, "patient", SECOND).id
    old = re.search(r'name="version" value="(\d+)"', sam.get(address).text)
    assert old
    assert press(sam, address, f"moved earlier:{which}", reason="First things first.").status_code == 303
    assert [one.slug for one in plan(cast, "patient")] == [SECOND, FIRST]
    late = sam.post(address, data={"version": old[1], "do": f"moved earlier:{which}", "reason": "Typed with care."})
    assert late.status_code == 409
    assert "Typed with care." in late.text
    assert [one.slug for one in plan(cast, "patient")] == [SECOND, FIRST]


def test_what_is_taken_out_keeps_every_word_and_can_be_put_back(cast: Cast) -> None:
    sam, rowan = cast.signed_in("practitioner"), cast.signed_in("patient")
    address = f"/practice/patients/{cast.id('patient')}/plan"
    which = row(cast, "patient", FIRST).id
    assert press(sam, address, f"taken out:{which}", reason="We agreed to leave it.").status_code == 303
    page = rowan.get("/me/plan").text
    assert "No longer in your plan" in page
    assert "Dread. Ashamed." in rowan.get(f"{MODULE}/steps/one-hard-moment").text
    assert press(sam, address, f"put back:{which}", reason="You asked for it.").status_code == 303
    assert "No longer in your plan" not in rowan.get("/me/plan").text


def test_taking_out_the_module_another_waits_for_leaves_nothing_closed_for_ever(cast: Cast) -> None:
    sam, marek = cast.signed_in("practitioner"), cast.signed_in("marek")
    address = f"/practice/patients/{cast.id('marek')}/plan"
    assert press(sam, address, f"taken out:{row(cast, 'marek', FIRST).id}", reason="Not for now.").status_code == 303
    assert marek.get(f"/me/modules/{SECOND}/steps/why-doing-comes-first").status_code == 200


def test_a_patient_leaves_out_what_is_optional_takes_it_up_again_and_puts_it_in_order(cast: Cast) -> None:
    make_optional(cast, "marek")
    marek = cast.signed_in("marek")
    first, second = plan(cast, "marek")
    assert press(marek, "/me/plan", f"skipped:{first.id}").status_code == 303
    assert "Doing more of what matters" in marek.get("/me").text, "Today goes on with what is left"
    assert "You left these out" in marek.get("/me/plan").text
    assert press(marek, "/me/plan", f"taken up:{first.id}").status_code == 303
    assert press(marek, "/me/plan", f"moved earlier:{second.id}").status_code == 303
    assert [one.slug for one in plan(cast, "marek")] == [SECOND, FIRST]


def test_a_patient_cannot_leave_out_or_move_what_is_core_nor_do_what_is_the_practitioners(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    first, second = plan(cast, "marek")
    assert press(marek, "/me/plan", f"skipped:{first.id}").status_code == 409
    assert press(marek, "/me/plan", f"moved earlier:{second.id}").status_code == 409
    assert press(marek, "/me/plan", f"opened:{second.id}").status_code == 404
    assert press(marek, "/me/plan", f"added:{SECOND}").status_code == 404
    assert [(one.slug, one.skipped_at, one.opened_at) for one in plan(cast, "marek")] == [
        (FIRST, None, None),
        (SECOND, None, None),
    ]


def test_nobody_changes_a_module_of_somebody_elses_plan(cast: Cast) -> None:
    sam, kit, rowan = cast.signed_in("practitioner"), row(cast, "other-patient", SECOND), cast.signed_in("patient")
    mine = f"/practice/patients/{cast.id('patient')}/plan"
    assert press(sam, mine, f"opened:{kit.id}", reason="Somebody else’s.").status_code == 409
    assert sam.get(f"/practice/patients/{cast.id('other-patient')}/plan").status_code == 404
    assert press(rowan, "/me/plan", f"repeated:{kit.id}").status_code == 409
    assert row(cast, "other-patient", SECOND).opened_at is None


def test_going_through_a_module_again_begins_with_empty_pages_and_keeps_the_first_time(cast: Cast) -> None:
    amina = cast.signed_in("amina")
    which = row(cast, "amina", FIRST).id
    assert press(amina, "/me/plan", f"repeated:{which}").status_code == 303
    assert [one.round for one in plan(cast, "amina") if one.slug == FIRST] == [1, 2]
    step = amina.get(f"{MODULE}/steps/one-hard-moment").text
    assert "Everyone manages but me." not in step
    assert "Everyone manages but me." in amina.get(MODULE).text, "what was written before stays readable"
    fill_in(amina, "one-hard-moment", {"thoughts": "The second time."})
    assert "The second time." in amina.get(f"{MODULE}/steps/one-hard-moment").text
    sam = cast.signed_in("practitioner").get(f"/practice/patients/{cast.id('amina')}").text
    assert "Everyone manages but me." in sam
    assert "The second time." in sam


def test_a_module_is_gone_through_again_only_when_it_is_finished(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    assert press(rowan, "/me/plan", f"repeated:{row(cast, 'patient', FIRST).id}").status_code == 409


def test_a_rest_is_said_to_the_practitioner_closes_nothing_and_ends_when_the_patient_says(cast: Cast) -> None:
    rowan, sam = cast.signed_in("patient"), cast.signed_in("practitioner")
    assert rowan.post("/me/plan/pause", data={"until": ""}).status_code == 303
    assert rowan.post("/me/plan/pause", data={"until": ""}).status_code == 303, "twice is once"
    today = rowan.get("/me").text
    assert "Your plan is resting" in today
    assert "Next for you" not in today
    assert "Is resting for a while" in sam.get("/practice").text
    assert fill_in(rowan, "your-own-loop", {"round-again": "Written while resting."}).status_code == 303
    assert rowan.post("/me/plan/resume").status_code == 303
    assert "Next for you" in rowan.get("/me").text
    assert "Is resting" not in sam.get("/practice").text


@pytest.mark.parametrize("until", ["2020-01-01", "2999-01-01", "soon", "2026-13-45", "\x00", "٢٠٢٦-١٢-٢٤"])
def test_a_rest_until_a_day_that_cannot_be_is_asked_again_with_the_words_kept(cast: Cast, until: str) -> None:
    answer = cast.signed_in("patient").post("/me/plan/pause", data={"until": until})
    assert answer.status_code == 422
    assert "Your plan is resting" not in cast.signed_in("patient").get("/me").text


def test_an_ended_course_can_be_read_and_not_changed(cast: Cast) -> None:
    joyce = cast.signed_in("ended-patient")
    page = joyce.get("/me/plan")
    assert "Your course has ended" in page.text
    assert 'name="do"' not in page.text
    which = row(cast, "ended-patient", FIRST).id
    assert press(joyce, "/me/plan", f"repeated:{which}").status_code == 409
    assert joyce.post("/me/plan/pause", data={}).status_code == 409


def test_each_change_is_kept_with_who_made_it(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    address = f"/practice/patients/{cast.id('patient')}/plan"
    press(sam, address, f"opened:{row(cast, 'patient', SECOND).id}", reason="Because you asked.")
    with cast.house.database.transaction(writes=False) as db:
        change = db.exec(select(PlanChange).where(PlanChange.slug == SECOND)).one()
    assert (change.deed, change.by_id, change.reason) == ("opened", cast.id("practitioner"), "Because you asked.")


@pytest.mark.parametrize("do", ["", "opened", "opened:", "opened:not-an-id", "added:no-module", "gone:1", ":", "\x00"])
def test_nonsense_pressed_changes_nothing(cast_on_sqlite: Cast, do: str) -> None:
    sam = cast_on_sqlite.signed_in("practitioner")
    address = f"/practice/patients/{cast_on_sqlite.id('patient')}/plan"
    assert press(sam, address, do, reason="Because.").status_code in {404, 409}
    marek = cast_on_sqlite.signed_in("marek")
    assert press(marek, "/me/plan", do).status_code in {404, 409}


def test_the_ids_in_a_plan_are_no_secret_and_no_key(cast_on_sqlite: Cast) -> None:
    kit = cast_on_sqlite.signed_in("other-patient")
    theirs: UUID = row(cast_on_sqlite, "patient", SECOND).id
    assert press(kit, "/me/plan", f"skipped:{theirs}").status_code == 409


def test_what_was_taken_out_before_it_was_begun_is_gone_and_cannot_be_begun(cast: Cast) -> None:
    sam, marek = cast.signed_in("practitioner"), cast.signed_in("marek")
    address = f"/practice/patients/{cast.id('marek')}/plan"
    assert press(sam, address, f"taken out:{row(cast, 'marek', FIRST).id}", reason="Not for now.").status_code == 303
    for path in (MODULE, f"{MODULE}/steps/one-hard-moment"):
        assert marek.get(path).status_code == 404
    assert f'href="{MODULE}' not in marek.get("/me").text


def test_beginning_what_was_left_out_takes_it_up_again(cast: Cast) -> None:
    make_optional(cast, "marek")
    marek = cast.signed_in("marek")
    assert press(marek, "/me/plan", f"skipped:{row(cast, 'marek', FIRST).id}").status_code == 303
    assert fill_in(marek, "how-low-mood-works", {}).status_code == 303
    assert row(cast, "marek", FIRST).skipped_at is None
    assert "You left these out" not in marek.get("/me/plan").text


def test_a_practitioner_who_changes_a_plan_that_has_ended_is_told_and_nothing_is_done(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    address = f"/practice/patients/{cast.id('ended-patient')}/plan"
    which = row(cast, "ended-patient", FIRST).id
    answer = press(sam, address, f"taken out:{which}", reason="Too late.")
    assert answer.status_code == 409
    assert "Nothing was done." in answer.text
