"""Safety flags as staff have them: on top, in words, late by the clock alone, closed by one person with what came."""

import html
import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from httpx2 import Response
from starlette.testclient import TestClient

from app import clock
from app.audit.rules import SYSTEM
from app.journey import reconciling
from app.people import actions as people
from app.people import queries
from app.rendering import day
from app.safety import actions as safety
from app.safety.rules import LONGEST_WORDS, FlagDeed, Outcome, Part
from app.safety.tables import SafetyCount
from tests.cast import Cast, actor
from tests.web.messaging import box, text, working_morning
from tests.web.safety import all_flags, form, opened, says, the_flag
from tests.web.test_messages import at_work_every_day
from tests.web.test_people_over_time import on_leave
from tests.web.test_safety_patient import plain_hours

ROWAN, SAM, MORGAN = "patient", "practitioner", "duty"
LIST, SERVICE = "/practice/flags", "/service/flags"
FACT = "PHQ-9 item 9 is 2, More than half the days."
TAKE = 'name="do" value="taken"'
ON_TOP = "1 safety conversation to have"
NOTHING_OPEN = "There is none on your list now."


def address(cast: Cast) -> str:
    """Where Rowan's newest flag is."""
    return f"{LIST}/{all_flags(cast, ROWAN)[-1].id}"


def patient(cast: Cast, page: str) -> str:
    return f"/practice/patients/{cast.id(ROWAN)}/{page}"


def do(client: TestClient, cast: Cast, what: FlagDeed, words: str = "", **more: str) -> Response:
    """Opens the flag and does something with it, as a browser without scripts does."""
    page = client.get(address(cast))
    assert page.status_code == 200, f"the flag did not open: {page.status_code}"
    typed = {"do": what.value, "words_of_flag": words, **more}
    return client.post(address(cast), data={**form(page.text, "flag-form"), **typed})


def close(client: TestClient, cast: Cast, words: str = "We talked.", outcome: Outcome = Outcome.TALKED) -> Response:
    return do(client, cast, FlagDeed.CLOSED, words, outcome=outcome.value)


def deeds(cast: Cast) -> list[FlagDeed]:
    """What staff did with Rowan's newest flag, apart from opening it."""
    return [one.deed for one in all_flags(cast, ROWAN)[-1].entries if one.deed is not FlagDeed.SEEN and not one.fact]


def flagged(cast: Cast) -> datetime:
    """Rowan answers on a working morning, nine to five, with four hours for a flag; that instant."""
    plain_hours(cast)
    at_work_every_day(cast, SAM)
    morning = working_morning(cast)
    assert says(cast, ROWAN, 2, at=morning)
    return morning


def raise_concern(client: TestClient, cast: Cast, words: str) -> Response:
    page = client.get(patient(cast, "flags"))
    return client.post(patient(cast, "flags"), data={**form(page.text, "concern-form"), "concern": words})


# Where it stands -------------------------------------------------------------------------------------------------


def test_a_saved_answer_stands_on_top_of_the_caseload_in_the_list_and_on_the_brief(cast: Cast) -> None:
    sam = cast.signed_in(SAM)
    assert "safety conversation" not in text(sam.get("/practice"))
    assert NOTHING_OPEN in text(sam.get(LIST))
    assert says(cast, ROWAN, 2)
    caseload = text(sam.get("/practice"))
    assert caseload.index(ON_TOP) < caseload.index(FACT) < caseload.index("Who to look at first")
    for where in (LIST, patient(cast, "brief")):
        page = sam.get(where).text
        assert FACT in text(page)
        assert "Nobody has taken it yet" in text(page)
        assert f'href="{address(cast)}"' in page


@pytest.mark.parametrize("said", [0, None])
def test_where_nothing_flags_nothing_stands_anywhere(cast_on_sqlite: Cast, said: int | None) -> None:
    cast, sam = cast_on_sqlite, cast_on_sqlite.signed_in(SAM)
    if said is not None:
        assert not says(cast, ROWAN, said)
    assert "safety conversation" not in text(sam.get("/practice"))
    assert "Safety conversation" not in text(sam.get(patient(cast, "brief")))
    assert NOTHING_OPEN in text(sam.get(LIST))


def test_the_pages_of_flags_are_the_ones_that_the_menu_calls_safety(cast_on_sqlite: Cast) -> None:
    cast, sam = cast_on_sqlite, cast_on_sqlite.signed_in(SAM)
    says(cast, ROWAN, 2)
    for where in (LIST, address(cast)):
        assert re.findall(r'href="([^"]+)"[^>]* aria-current="page"', sam.get(where).text) == [LIST], where
    page = sam.get(patient(cast, "flags")).text
    assert f'href="{patient(cast, "flags")}" aria-current="page"' in page


def test_on_every_other_page_one_line_says_so_until_somebody_has_it(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    with time_machine.travel(flagged(cast)):
        sam = cast.signed_in(SAM)
        assert ON_TOP in text(sam.get("/practice/messages"))
        do(sam, cast, FlagDeed.TAKEN)
        assert ON_TOP not in text(sam.get("/practice/messages"))
        assert ON_TOP in text(sam.get("/practice")), "and it stays on the list until it is closed"


def test_it_is_late_by_the_clock_alone_and_that_is_said_in_words(cast: Cast) -> None:
    morning = flagged(cast)
    with time_machine.travel(morning):
        sam = cast.signed_in(SAM)
        for where in ("/practice", LIST, address(cast), patient(cast, "brief")):
            page = text(sam.get(where))
            assert "by 14:00 today" in page, where
            assert "was due by 14:00 today" not in page, where
        assert cast.signed_in(MORGAN).get(address(cast)).status_code == 404
    with time_machine.travel(morning + timedelta(hours=4, minutes=1)):
        sam, morgan, lead = cast.signed_in(SAM), cast.signed_in(MORGAN), cast.signed_in("lead")
        for where in ("/practice", LIST, address(cast), patient(cast, "brief")):
            assert "was due by 14:00 today" in text(sam.get(where)), where
        assert ON_TOP in text(morgan.get("/practice")), "whoever is on duty has it too"
        assert FACT in text(morgan.get(address(cast)))
        page = text(lead.get(SERVICE))
        assert "None. One comes here" in page, "and the lead where it is two hours late"
        assert "Late was due by 14:00 today" in page.partition("With practitioners")[2]
        assert "Morgan and Sam" in page
    with time_machine.travel(morning + timedelta(hours=6, minutes=1)):
        page = text(cast.signed_in("lead").get(SERVICE))
        assert "Rowan Hale" in page.partition("With practitioners")[0]
        assert "the service leads" in page


def test_what_somebody_has_in_hand_does_not_go_on_to_others(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    morning = flagged(cast)
    with time_machine.travel(morning):
        do(cast.signed_in(SAM), cast, FlagDeed.TAKEN)
    with time_machine.travel(morning + timedelta(hours=6, minutes=1)):
        assert ON_TOP not in text(cast.signed_in(MORGAN).get("/practice"))
        page = text(cast.signed_in("lead").get(SERVICE))
        assert "None. One comes here" in page
        assert "Rowan Hale" in page.partition("With practitioners")[2]


def test_a_late_flag_that_somebody_has_opens_nothing_for_duty(cast: Cast) -> None:
    """Whoever has something on their list can open it, and nobody else."""
    morning = flagged(cast)
    with time_machine.travel(morning):
        do(cast.signed_in(SAM), cast, FlagDeed.TAKEN)
    with time_machine.travel(morning + timedelta(hours=4, minutes=1)):
        morgan = cast.signed_in(MORGAN)
        for where in (address(cast), patient(cast, "brief"), patient(cast, "safety-plan")):
            assert morgan.get(where).status_code == 404, where
        assert "Rowan" not in text(morgan.get("/practice"))


def test_where_whoever_took_it_is_away_that_is_said_and_every_page_says_that_it_waits(cast: Cast) -> None:
    morning = flagged(cast)
    with time_machine.travel(morning + timedelta(hours=5)):
        morgan, sam, lead = cast.signed_in(MORGAN), cast.signed_in(SAM), cast.signed_in("lead")
        do(morgan, cast, FlagDeed.TAKEN)
        assert ON_TOP not in text(sam.get("/practice/messages"))
        on_leave(morgan, "nobody")
        assert ON_TOP in text(sam.get("/practice/messages"))
        for where in ("/practice", LIST, address(cast), patient(cast, "brief")):
            page = text(sam.get(where))
            assert "and is not at work today" in page, where
            assert "Morgan has it" not in page, where
        assert "Morgan has it" not in text(sam.get(patient(cast, "scores")))
        assert "Morgan, not at work today" in text(lead.get(SERVICE))


def test_the_patients_own_row_says_the_same_before_anything_else(cast: Cast) -> None:
    morning = flagged(cast)
    with time_machine.travel(morning):
        page = cast.signed_in(SAM).get("/practice").text
        first = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)[1]
        assert "Safety conversation to have, by 14:00 today" in text(first)
        assert f'href="{address(cast)}"' in first
        assert ">Rowan</a>" in first
    with time_machine.travel(morning + timedelta(hours=4, minutes=1)):
        page = text(cast.signed_in(MORGAN).get("/practice"))
        assert "For Sam today Rowan Safety conversation to have, was due by 14:00 today" in page


def test_a_lead_cannot_tell_from_the_count_what_a_flag_rests_on(cast: Cast) -> None:
    """With one flag open, "one answer that flags" would say that it was an answer."""
    says(cast, ROWAN, 2)
    with cast.house.database.transaction() as db:
        reconciling.nightly(db, at=clock.now())
    page = text(cast.signed_in("lead").get(SERVICE))
    assert "they agree: 1 flag, 0 closed." in page
    assert "answers that flag" not in page


def test_the_lead_sees_with_whom_and_by_when_and_never_what_was_answered_or_written(cast: Cast) -> None:
    says(cast, ROWAN, 2)
    sam, lead = cast.signed_in(SAM), cast.signed_in("lead")
    do(sam, cast, FlagDeed.NOTED, "canary words")
    page = text(lead.get(SERVICE))
    assert "Rowan Hale" in page
    for kept in ("canary", "item 9", "More than half", "PHQ"):
        assert kept not in page, kept
    assert lead.get(address(cast)).status_code == 404


def test_counts_that_do_not_agree_stand_before_every_lead_until_they_agree_again_and_before_nobody_else(
    cast: Cast,
) -> None:
    alarm = "The counts of answers, flags and closures do not agree."
    now = clock.now()
    for nights, disagreements in enumerate((0, 2, 0)):
        with cast.house.database.transaction() as db:
            night = now + timedelta(days=nights)
            db.add(SafetyCount(at=night, answers=3, flags=2, closures=1, disagreements=disagreements))
        lead = cast.signed_in("lead")
        for path in ("/service", "/service/team", "/service/settings"):
            assert (alarm in text(lead.get(path))) is bool(disagreements), path
        assert ("alongside reconcile" in text(lead.get(SERVICE))) is bool(disagreements)
        for who, path in ((SAM, "/practice"), (ROWAN, "/me")):
            assert alarm not in text(cast.signed_in(who).get(path))


def test_while_the_practitioner_is_away_whoever_stands_in_has_it(cast: Cast) -> None:
    says(cast, ROWAN, 2)
    alex = cast.signed_in("other-practitioner")
    assert alex.get(address(cast)).status_code == 404
    on_leave(cast.signed_in(SAM), cast.id("other-practitioner"))
    assert ON_TOP in text(alex.get("/practice"))
    assert close(alex, cast).status_code == 303
    assert the_flag(cast, ROWAN) is None


def test_with_nobody_standing_in_duty_and_the_lead_have_it_at_once(cast: Cast) -> None:
    says(cast, ROWAN, 2)
    on_leave(cast.signed_in(SAM), "nobody")
    assert ON_TOP in text(cast.signed_in(MORGAN).get("/practice"))
    lead = cast.signed_in("lead")
    assert "1 safety conversation has nobody for it now." in text(lead.get("/service"))
    assert "Rowan Hale" in text(lead.get(SERVICE)).partition("With practitioners")[0]


def test_where_the_practitioner_has_left_the_lead_has_it_at_once_whoever_had_taken_it(cast: Cast) -> None:
    says(cast, ROWAN, 2)
    do(cast.signed_in(SAM), cast, FlagDeed.TAKEN)
    with cast.house.database.transaction() as db:
        people.deactivate(db, queries.person(db, cast.id(SAM)), by=SYSTEM, at=clock.now())
    page = text(cast.signed_in("lead").get(SERVICE))
    assert "Rowan Hale" in page.partition("With practitioners")[0]


def test_nobody_else_finds_it_and_no_address_tells_whether_it_is_there(cast: Cast) -> None:
    says(cast, ROWAN, 2)
    alex, rowan = cast.signed_in("other-practitioner"), cast.signed_in(ROWAN)
    sent = {"do": "taken", "version": "1", "once": str(uuid4())}
    for client in (alex, rowan, cast.signed_in("lead")):
        assert client.get(address(cast)).status_code == 404
        assert client.post(address(cast), data=sent).status_code == 404
    for page in ("flags", "safety-plan"):
        assert alex.get(patient(cast, page)).status_code == 404
    assert alex.post(patient(cast, "flags"), data={"concern": "x"}).status_code == 404
    assert "Rowan" not in text(alex.get(LIST))
    sam = cast.signed_in(SAM)
    for nowhere in ("x", str(uuid4())):
        assert sam.get(f"{LIST}/{nowhere}").status_code == 404
    assert deeds(cast) == []


# What is done with it --------------------------------------------------------------------------------------------


def test_it_is_taken_by_name_and_can_be_taken_over(cast: Cast) -> None:
    morning = flagged(cast)
    with time_machine.travel(morning + timedelta(hours=5)):
        sam, morgan = cast.signed_in(SAM), cast.signed_in(MORGAN)
        assert do(morgan, cast, FlagDeed.TAKEN).headers["location"] == address(cast)
        assert "Morgan has it, since" in text(sam.get("/practice"))
        assert TAKE in sam.get(address(cast)).text
        assert do(sam, cast, FlagDeed.TAKEN).status_code == 303
        page = sam.get(address(cast)).text
        assert "Sam has it, since" in text(page)
        assert TAKE not in page
        assert do(morgan, cast, FlagDeed.NOTED, "They asked for Sam.").status_code == 303, (
            "and writes down what was said"
        )
    with time_machine.travel(morning + timedelta(days=1)):
        assert cast.signed_in(MORGAN).get(address(cast)).status_code == 404, "by the next day it is another's"


def test_words_typed_before_it_is_taken_are_kept_with_it(cast: Cast) -> None:
    with time_machine.travel(flagged(cast)):
        sam = cast.signed_in(SAM)
        page = sam.get(address(cast)).text
        assert page.count('form="flag-form"') == 1, "one form, so that no button leaves words behind"
        assert do(sam, cast, FlagDeed.TAKEN, "I ring at two.").status_code == 303
        page = text(sam.get(address(cast)))
        assert "I ring at two." in page
        assert "Sam has it, since" in page


def test_whoever_is_on_duty_reads_what_they_closed_and_can_open_it_again_that_day(cast: Cast) -> None:
    morning = flagged(cast)
    with time_machine.travel(morning + timedelta(hours=5)):
        morgan = cast.signed_in(MORGAN)
        page = form(morgan.get(address(cast)).text, "flag-form")
        sent = {**page, "do": "closed", "words_of_flag": "We talked.", "outcome": Outcome.TALKED.value}
        twice = [morgan.post(address(cast), data=sent) for _n in range(2)]
        assert [one.status_code for one in twice] == [303, 303], "pressed twice, it is closed once"
        assert "Morgan closed it" in text(morgan.get(twice[0].headers["location"]))
        assert f'href="{address(cast)}"' in morgan.get(LIST).text
        assert do(morgan, cast, FlagDeed.REOPENED, "Rowan rang back.").status_code == 303
        assert close(morgan, cast).status_code == 303
        assert cast.signed_in("other-practitioner").get(address(cast)).status_code == 404
    with time_machine.travel(morning + timedelta(days=1)):
        morgan = cast.signed_in(MORGAN)
        assert morgan.get(address(cast)).status_code == 404
        assert "Rowan" not in text(morgan.get(LIST))


def test_looking_at_a_flag_gives_nobody_the_day(cast: Cast) -> None:
    morning = flagged(cast)
    with time_machine.travel(morning + timedelta(hours=5)):
        morgan = cast.signed_in(MORGAN)
        assert morgan.get(address(cast)).status_code == 200
        do(cast.signed_in(SAM), cast, FlagDeed.TAKEN)
        assert morgan.get(address(cast)).status_code == 404


def test_the_brief_says_when_they_last_talked(cast: Cast) -> None:
    says(cast, ROWAN, 1)
    sam = cast.signed_in(SAM)
    assert "Last talked on" not in text(sam.get(patient(cast, "brief")))
    close(sam, cast)
    says(cast, ROWAN, 3)
    assert f"Last talked on {day(clock.now(), weekday=False)}" in text(sam.get(patient(cast, "brief")))


def test_a_contact_attempt_and_a_hand_over_need_words_and_stand_in_the_history(cast: Cast) -> None:
    says(cast, ROWAN, 2)
    sam = cast.signed_in(SAM)
    for what in (FlagDeed.CONTACT_TRIED, FlagDeed.HANDED_OVER, FlagDeed.NOTED):
        refused = do(sam, cast, what, "  ")
        assert refused.status_code == 422, what
        assert "Write a few words first." in text(refused)
    assert deeds(cast) == []
    assert do(sam, cast, FlagDeed.CONTACT_TRIED, "Called twice.\nNo answer.").status_code == 303
    assert do(sam, cast, FlagDeed.HANDED_OVER, "The crisis team sees Rowan at six.").status_code == 303
    assert deeds(cast) == [FlagDeed.CONTACT_TRIED, FlagDeed.HANDED_OVER]
    page = text(sam.get(address(cast)))
    for sentence in (
        "Sam tried to reach them",
        "No answer.",
        "Sam handed over to another service",
        "sees Rowan at six",
    ):
        assert sentence in page
    assert opened(cast, ROWAN), "it is open until somebody closes it"


def test_closing_needs_what_came_of_it_and_words_and_loses_neither(cast: Cast) -> None:
    says(cast, ROWAN, 2)
    sam = cast.signed_in(SAM)
    without = do(sam, cast, FlagDeed.CLOSED, "We talked on the telephone.")
    assert without.status_code == 422
    assert "Choose what came of it." in text(without)
    assert box(without.text) == "We talked on the telephone."
    silent = do(sam, cast, FlagDeed.CLOSED, "", outcome=Outcome.PLAN_MADE.value)
    assert silent.status_code == 422
    assert "Write a few words first." in text(silent)
    assert f'value="{Outcome.PLAN_MADE.value}" checked' in silent.text
    assert the_flag(cast, ROWAN)
    assert close(sam, cast).status_code == 303
    assert the_flag(cast, ROWAN) is None
    page = text(sam.get(address(cast)))
    assert "Sam closed it: We have talked about it" in page
    assert "We talked." in page
    assert "need--page" not in sam.get(address(cast)).text, "what is done asks for nobody's eye"
    assert "safety conversation" not in text(sam.get("/practice"))


def test_a_closed_flag_is_found_again_in_the_list_and_with_the_next_one(cast: Cast) -> None:
    says(cast, ROWAN, 2)
    sam = cast.signed_in(SAM)
    close(sam, cast, "We talked of the nights.")
    page = sam.get(LIST).text
    assert "Closed in the last 30 days" in text(page)
    assert f'href="{address(cast)}"' in page
    assert "Closed in the last 30 days" not in text(cast.signed_in("other-practitioner").get(LIST))
    says(cast, ROWAN, 1)
    page = text(sam.get(address(cast)))
    assert "We talked of the nights." in page.partition("Earlier conversations")[2]
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert "Closed in the last 30 days" not in text(cast.signed_in(SAM).get(LIST))


def test_the_same_form_twice_is_one_entry(cast: Cast) -> None:
    says(cast, ROWAN, 2)
    sam = cast.signed_in(SAM)
    sent = {**form(sam.get(address(cast)).text, "flag-form"), "do": "contact tried", "words_of_flag": "No answer."}
    assert [sam.post(address(cast), data=sent).status_code for _n in range(2)] == [303, 303]
    assert deeds(cast) == [FlagDeed.CONTACT_TRIED]
    sent = {**form(sam.get(address(cast)).text, "flag-form"), "do": "closed", "words_of_flag": "We talked."}
    sent["outcome"] = Outcome.TALKED.value
    assert [sam.post(address(cast), data=sent).status_code for _n in range(2)] == [303, 303]
    assert deeds(cast) == [FlagDeed.CONTACT_TRIED, FlagDeed.CLOSED]


def test_a_form_from_before_more_happened_is_told_so_and_keeps_its_words(cast: Cast) -> None:
    says(cast, ROWAN, 2)
    sam = cast.signed_in(SAM)
    old = form(sam.get(address(cast)).text, "flag-form")
    says(cast, ROWAN, 3)
    typed = {"do": "closed", "words_of_flag": "We talked of a 2.", "outcome": Outcome.TALKED.value}
    late = sam.post(address(cast), data={**old, **typed})
    assert late.status_code == 409
    assert "More has happened since you opened this page." in text(late)
    assert "PHQ-9 item 9 is 3" in text(late), "and what happened stands there"
    assert box(late.text) == "We talked of a 2."
    assert f'value="{Outcome.TALKED.value}" checked' in late.text
    assert the_flag(cast, ROWAN), "nobody closes what they have not seen"
    assert sam.post(address(cast), data={**form(late.text, "flag-form"), **typed}).status_code == 303
    assert the_flag(cast, ROWAN) is None


def test_that_a_colleague_opens_it_makes_no_form_old(cast: Cast) -> None:
    morning = flagged(cast)
    with time_machine.travel(morning + timedelta(hours=5)):
        sam, morgan = cast.signed_in(SAM), cast.signed_in(MORGAN)
        page = form(sam.get(address(cast)).text, "flag-form")
        assert morgan.get(address(cast)).status_code == 200
        sent = {**page, "do": "contact tried", "words_of_flag": "No answer."}
        assert sam.post(address(cast), data=sent).status_code == 303
        assert "Morgan opened it" in text(sam.get(address(cast)))


def test_it_is_opened_again_with_words_unless_another_is_open(cast: Cast) -> None:
    says(cast, ROWAN, 2)
    sam = cast.signed_in(SAM)
    do(sam, cast, FlagDeed.TAKEN)
    close(sam, cast)
    assert do(sam, cast, FlagDeed.REOPENED).status_code == 422
    assert do(sam, cast, FlagDeed.REOPENED, "Rowan called back.").status_code == 303
    page = text(sam.get("/practice"))
    assert ON_TOP in page
    assert "Nobody has taken it yet" in page
    close(sam, cast)
    first = address(cast)
    closed = form(sam.get(first).text, "flag-form")
    says(cast, ROWAN, 1)
    answer = sam.post(first, data={**closed, "do": FlagDeed.REOPENED.value, "words_of_flag": "Not done yet."})
    assert answer.status_code == 409
    assert "That cannot be done with this flag as it is now." in text(answer)
    assert box(answer.text) == "Not done yet."


def test_what_the_patient_answers_later_joins_the_flag_that_is_open(cast: Cast) -> None:
    says(cast, ROWAN, 1)
    says(cast, ROWAN, 3)
    assert len(all_flags(cast, ROWAN)) == 1
    page = text(cast.signed_in(SAM).get("/practice"))
    assert ON_TOP in page
    assert page.index("PHQ-9 item 9 is 1") < page.index("PHQ-9 item 9 is 3, Nearly every day. It was 1 before.")


# A concern, and the plan -----------------------------------------------------------------------------------------


def test_what_somebody_read_is_a_flag_like_any_other_and_says_who_read_it(cast: Cast) -> None:
    sam = cast.signed_in(SAM)
    empty = raise_concern(sam, cast, "")
    assert empty.status_code == 422
    assert "Write what you read, and what worries you." in text(empty)
    page = sam.get(patient(cast, "flags")).text
    sent = {**form(page, "concern-form"), "concern": "In a message: “what for”."}
    answers = [sam.post(patient(cast, "flags"), data=sent) for _n in range(2)]
    assert [one.headers["location"] for one in answers] == [address(cast)] * 2
    assert len(opened(cast, ROWAN).facts) == 1
    page = sam.get(address(cast)).text
    assert "Sam has read something and is worried." in text(page)
    assert "In a message: “what for”." in text(page)
    assert "own--you" not in page, "these are no words of the patient’s"
    assert ON_TOP in text(sam.get("/practice"))
    rowan = cast.signed_in(ROWAN)
    for where in ("/me", "/me/plan", "/me/safety-plan"):
        assert "what for" not in text(rowan.get(where))


def test_the_safety_plan_is_read_in_the_patients_words_and_they_see_that(cast: Cast) -> None:
    sam = cast.signed_in(SAM)
    page = text(sam.get(patient(cast, "safety-plan")))
    assert "Danny, any time. My sister after six." in page
    assert "Changed by Rowan on" in page
    assert "<textarea" not in sam.get(patient(cast, "safety-plan")).text
    says(cast, ROWAN, 2)
    assert f'href="{patient(cast, "safety-plan")}"' in sam.get(address(cast)).text
    assert f'href="{patient(cast, "safety-plan")}"' in sam.get(patient(cast, "brief")).text


def test_where_there_is_no_safety_plan_that_is_said(cast_on_sqlite: Cast) -> None:
    cast, alex = cast_on_sqlite, cast_on_sqlite.signed_in("other-practitioner")
    page = text(alex.get(f"/practice/patients/{cast.id('other-patient')}/safety-plan"))
    assert "has not written one yet" in page


# What nobody types -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", [FlagDeed.CONTACT_TRIED, FlagDeed.CLOSED])
def test_too_many_words_come_back_whole(cast_on_sqlite: Cast, what: FlagDeed) -> None:
    cast, sam = cast_on_sqlite, cast_on_sqlite.signed_in(SAM)
    says(cast, ROWAN, 2)
    answer = do(sam, cast, what, "a" * (LONGEST_WORDS + 1), outcome=Outcome.TALKED.value)
    assert answer.status_code == 422
    assert f"there is room for {LONGEST_WORDS}" in answer.text
    assert box(answer.text) == "a" * (LONGEST_WORDS + 1)
    concern = raise_concern(sam, cast, "b" * (LONGEST_WORDS + 1))
    assert concern.status_code == 422
    assert box(concern.text) == "b" * (LONGEST_WORDS + 1)


@pytest.mark.parametrize("what", ["", "raised", "joined", "seen", "CLOSED", "high", "\x00"])
def test_a_deed_that_is_none_is_not_found(cast_on_sqlite: Cast, what: str) -> None:
    cast, sam = cast_on_sqlite, cast_on_sqlite.signed_in(SAM)
    says(cast, ROWAN, 2)
    sent = {**form(sam.get(address(cast)).text, "flag-form"), "do": what, "words_of_flag": "x"}
    assert sam.post(address(cast), data=sent).status_code == 404
    assert deeds(cast) == []


@pytest.mark.parametrize("outcome", ["TALKED", "low risk", "<b>", "\x00", ""])
def test_an_outcome_that_is_none_is_asked_for_again(cast_on_sqlite: Cast, outcome: str) -> None:
    cast, sam = cast_on_sqlite, cast_on_sqlite.signed_in(SAM)
    says(cast, ROWAN, 2)
    answer = do(sam, cast, FlagDeed.CLOSED, "We talked.", outcome=outcome)
    assert answer.status_code == 422
    assert " checked" not in answer.text
    assert box(answer.text) == "We talked."
    assert the_flag(cast, ROWAN)


@pytest.mark.parametrize("broken", [{"version": ""}, {"version": "-1"}, {"version": "9" * 40}, {"version": "x"}])
def test_a_form_without_its_version_is_an_old_one(cast_on_sqlite: Cast, broken: dict[str, str]) -> None:
    cast, sam = cast_on_sqlite, cast_on_sqlite.signed_in(SAM)
    says(cast, ROWAN, 2)
    answer = do(sam, cast, FlagDeed.NOTED, "Words.", **broken)
    assert answer.status_code == 409
    assert box(answer.text) == "Words."
    assert do(sam, cast, FlagDeed.NOTED, "Words.", once="none").status_code == 303


def test_whatever_is_typed_is_kept_as_words(cast: Cast) -> None:
    says(cast, ROWAN, 2)
    sam, words = cast.signed_in(SAM), "<script>alert(1)</script>\x00 & “so” ”\u202e"
    assert do(sam, cast, FlagDeed.NOTED, words).status_code == 303
    assert raise_concern(sam, cast, words).status_code == 303
    with cast.house.database.transaction() as db:
        rowan = actor(db, ROWAN)
        parts, version = {Part.SIGNS: words.replace("\x00", "")}, 1
        safety.save_plan(db, cast.id(ROWAN), parts, version=version, once=uuid4(), by=rowan, at=clock.now())
    for where in (address(cast), patient(cast, "safety-plan")):
        page = sam.get(where).text
        assert "<script>alert(1)" not in page
        assert "<script>alert(1)</script>" in html.unescape(page)
        assert "\x00" not in page


def test_over_an_ended_login_only_the_words_are_shown(cast_on_sqlite: Cast) -> None:
    cast, sam = cast_on_sqlite, cast_on_sqlite.signed_in(SAM)
    says(cast, ROWAN, 2)
    sent = {**form(sam.get(address(cast)).text, "flag-form"), "do": "closed", "outcome": Outcome.PLAN_MADE.value}
    answer = cast.anyone().post(address(cast), data={**sent, "words_of_flag": "We talked at four."})
    assert answer.status_code == 401
    assert Outcome.PLAN_MADE.value not in text(answer)
