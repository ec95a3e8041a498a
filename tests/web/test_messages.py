"""A patient and the team write to each other: promised, seen, answered, never lost, never twice, nobody else's."""

import html
import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from sqlmodel import func, select

from app import clock
from app.audit.rules import SYSTEM, Deed
from app.audit.tables import AuditEntry
from app.demo import messages
from app.demo.cast import PASSWORD
from app.enrolments import plans
from app.enrolments.tables import Enrolment
from app.messages.tables import Message, MessageDraft, MessageSeen
from app.people import absence
from app.people import actions as people
from app.people.tables import Preferences
from tests.cast import MODULE, Cast, fill_in
from tests.web.messaging import HERE, box, form, nobody_on_duty, text, thread, token, working_morning, write

WORDS = "I <3 my cat & “dog”. <script>alert(1)</script> שלום, é 🙂"


def count(cast: Cast, table: type) -> int:
    with cast.house.database.transaction(writes=False) as db:
        return db.exec(select(func.count()).select_from(table)).one()


def test_the_promise_stands_beside_the_box_before_one_writes_and_with_the_message_afterwards(cast: Cast) -> None:
    with time_machine.travel(working_morning(cast)):
        kit = cast.signed_in("other-patient")
        before = kit.get(HERE).text
        [promise] = re.findall(
            r"Someone in the team reads this and answers by 17:00 on [A-Z]\w+ \d+ \w+\.", text(before)
        )
        assert "Messages are not watched round the clock." in before
        part = before[before.index('id="promise"') : before.index("<textarea")]
        assert 'href="/help-now"' in part
        assert write(kit, "Can we move Tuesday?").headers["location"] == f"{HERE}#newest"
        sent = kit.get(HERE).text
        entries = sent[: sent.index('id="write"')]
        assert "Can we move Tuesday?" in entries
        assert promise in text(entries)
        assert "Not seen yet" in entries


def test_a_promise_that_was_made_is_kept_when_the_hours_change(cast_on_sqlite: Cast) -> None:
    from app.service import actions as service
    from app.service.rules import ServiceSettings, Within

    cast = cast_on_sqlite
    with time_machine.travel(working_morning(cast)):
        kit = cast.signed_in("other-patient")
        write(kit, "One question.")
        [made] = re.findall(r"answers by [^.]*\.", text(kit.get(HERE).text.partition('id="write"')[0]))
        with cast.house.database.transaction() as db:
            slower = ServiceSettings(reply=Within(amount=5, unit="days"))
            service.save(db, slower, version=0, by=SYSTEM, at=clock.now())
        page = kit.get(HERE).text
        assert made in text(page.partition('id="write"')[0])
        assert made not in text(page.partition('id="write"')[2]), "a new message gets a new promise"


def test_what_was_typed_comes_back_letter_for_letter_and_escaped_on_both_sides(cast: Cast) -> None:
    kit, alex = cast.signed_in("other-patient"), cast.signed_in("other-practitioner")
    write(kit, WORDS)
    for page in (kit.get(HERE).text, alex.get(thread(cast, "other-patient")).text):
        assert "<script>alert" not in page
        assert WORDS in html.unescape(page)


def test_a_message_is_seen_answered_and_the_patient_reads_by_whom(cast: Cast) -> None:
    kit, alex = cast.signed_in("other-patient"), cast.signed_in("other-practitioner")
    write(kit, "It went well.")
    assert '>Kit</a><br><span class="why2"' in alex.get("/practice/messages").text
    assert "Not seen yet" in kit.get(HERE).text, "a list is not seeing"
    page = alex.get(thread(cast, "other-patient")).text
    assert "It went well." in page
    assert ">New<" in page
    assert "Seen by Alex on" in kit.get(HERE).text
    answer = write(alex, "What made the difference?", thread(cast, "other-patient"))
    assert answer.status_code == 303
    page = text(kit.get(HERE))
    assert "Answered by Alex on" in page
    assert "What made the difference?" in page
    today = kit.get("/me").text
    assert "What made the difference?" in today
    assert "Write back" in today
    assert '>Kit</a><br><span class="why2"' not in alex.get("/practice/messages").text
    deeds = _deeds(cast, "other-patient")
    assert deeds.count(Deed.MESSAGE_SENT) == 2
    assert Deed.MESSAGE_READ in deeds


def _deeds(cast: Cast, key: str) -> list[str]:
    with cast.house.database.transaction(writes=False) as db:
        return list(db.exec(select(AuditEntry.deed).where(AuditEntry.patient_id == cast.id(key))))


def test_no_entry_of_the_audit_holds_a_word_that_was_written(cast: Cast) -> None:
    write(cast.signed_in("other-patient"), "canary-audit")
    cast.signed_in("other-practitioner").get(thread(cast, "other-patient"))
    with cast.house.database.transaction(writes=False) as db:
        assert all("canary" not in entry.subject for entry in db.exec(select(AuditEntry)))


def test_a_message_that_needs_no_answer_waits_no_longer_and_the_patient_sees_that_it_was_read(cast: Cast) -> None:
    kit, alex = cast.signed_in("other-patient"), cast.signed_in("other-practitioner")
    write(kit, "Thank you for today.")
    where = thread(cast, "other-patient")
    version = form(alex.get(where).text)["version"]
    assert alex.post(f"{where}/noted", data={"version": version}).status_code == 303
    assert "Alex read this on" in kit.get(HERE).text
    assert "answers by" not in text(kit.get(HERE).text.partition('id="write"')[0])
    assert '>Kit</a><br><span class="why2"' not in alex.get("/practice/messages").text


def test_a_form_sent_twice_is_one_message_and_words_changed_after_that_are_another(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    sent = {**form(kit.get(HERE).text), "message": "Once."}
    before = count(cast, Message)
    first, second = kit.post(HERE, data=sent), kit.post(HERE, data=sent)
    assert first.headers["location"] == second.headers["location"]
    assert count(cast, Message) == before + 1
    kit.post(HERE, data={**sent, "message": "Gone back, and written something else."})
    assert count(cast, Message) == before + 2
    assert "Gone back, and written something else." in kit.get(HERE).text


def test_two_presses_at_the_same_instant_are_one_message(cast: Cast) -> None:
    clients = [cast.signed_in("other-patient") for _n in range(4)]
    sent = {**form(clients[0].get(HERE).text), "message": "All at once."}
    start, answers = Barrier(len(clients)), []

    def press(n: int) -> None:
        start.wait()
        answers.append(clients[n].post(HERE, data=sent).status_code)

    before = count(cast, Message)
    threads = [Thread(target=press, args=(n,)) for n in range(len(clients))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert answers == [303] * len(clients)
    assert count(cast, Message) == before + 1


def test_an_answer_sent_twice_is_one_and_no_warning(cast: Cast) -> None:
    sam, where = cast.signed_in("practitioner"), thread(cast, "amina")
    sent = {**form(sam.get(where).text), "message": "Bring it on Thursday."}
    before = count(cast, Message)
    assert [sam.post(where, data=sent).status_code for _n in range(2)] == [303, 303]
    assert count(cast, Message) == before + 1


def test_whoever_stood_in_and_comes_second_keeps_their_words_and_reads_no_more(cast: Cast) -> None:
    """Theo waits too long, so Morgan, who is on duty, has him as well as Alex."""
    at_work_every_day(cast, "other-practitioner")
    alex, morgan, where = cast.signed_in("other-practitioner"), cast.signed_in("duty"), thread(cast, "theo")
    first, second = form(alex.get(where).text), form(morgan.get(where).text)
    assert alex.post(where, data={**first, "message": "From Alex."}).status_code == 303
    before = count(cast, Message)
    told = morgan.post(where, data={**second, "message": "From Morgan."})
    assert told.status_code == 404, "answered by now, so Theo is Alex's alone again"
    assert "From Morgan." in told.text, "even here nothing typed is thrown away"
    assert count(cast, Message) == before


def test_whoever_answers_second_sees_the_first_answer_and_loses_nothing(cast: Cast) -> None:
    alex, morgan, where = cast.signed_in("other-practitioner"), cast.signed_in("duty"), thread(cast, "theo")
    first, second = form(morgan.get(where).text), form(alex.get(where).text)
    assert morgan.post(where, data={**first, "message": "From Morgan."}).status_code == 303
    told = alex.post(where, data={**second, "message": "From Alex."})
    assert told.status_code == 409
    assert "From Morgan." in text(told)
    assert box(told.text) == "From Alex."
    assert alex.post(where, data=form(told.text)).status_code == 303
    assert "From Alex." in text(cast.signed_in("theo").get(HERE))


def test_an_answer_never_passes_by_a_message_that_came_meanwhile(cast: Cast) -> None:
    amina, sam, where = cast.signed_in("amina"), cast.signed_in("practitioner"), thread(cast, "amina")
    opened = form(sam.get(where).text)
    write(amina, "One more thing.")
    told = sam.post(where, data={**opened, "message": "About the first thing."})
    assert told.status_code == 409
    assert "One more thing." in told.text
    assert box(told.text) == "About the first thing."
    assert "answers by" in text(amina.get(HERE).text.partition('id="write"')[0]), "both still wait"
    noted = sam.post(f"{where}/noted", data={"version": opened["version"]})
    assert noted.status_code == 409
    sent = sam.post(where, data={**form(told.text), "message": "About both things."})
    assert sent.status_code == 303
    assert text(amina.get(HERE)).count("Answered by Sam on") == 2


def test_two_practitioners_of_one_patient_see_each_others_words_before_they_send(cast: Cast) -> None:
    """Sam at two desks stands for two who have the same patient."""
    one, other, where = cast.signed_in("practitioner"), cast.signed_in("practitioner"), thread(cast, "patient")
    first, second = form(one.get(where).text), form(other.get(where).text)
    assert one.post(where, data={**first, "message": "From the desk."}).status_code == 303
    told = other.post(where, data={**second, "message": "From the laptop."})
    assert told.status_code == 409
    assert "From the desk." in told.text
    assert box(told.text) == "From the laptop."
    assert box(other.get(where).text) == "From the laptop.", "kept as a draft too"


def test_a_draft_is_kept_as_it_is_written_goes_with_sending_and_is_its_writers_alone(cast: Cast) -> None:
    kit, alex, where = (
        cast.signed_in("other-patient"),
        cast.signed_in("other-practitioner"),
        thread(cast, "other-patient"),
    )
    saved = kit.post(f"{HERE}/draft", data={**form(kit.get(HERE).text), "message": "half a sent"}).json()
    assert set(saved) == {"saved_at", "draft", "draft_version"}
    assert box(cast.signed_in("other-patient").get(HERE).text) == "half a sent"
    assert "half a sent" not in alex.get(where).text
    alex.post(f"{where}/draft", data={**form(alex.get(where).text), "message": "half an answ"})
    assert box(alex.get(where).text) == "half an answ"
    assert "half an answ" not in kit.get(HERE).text
    before = count(cast, MessageDraft)
    write(kit, "a whole sentence")
    assert count(cast, MessageDraft) == before - 1
    assert box(kit.get(HERE).text) == ""


def test_a_draft_never_writes_over_words_from_another_window(cast: Cast) -> None:
    phone, laptop = cast.signed_in("other-patient"), cast.signed_in("other-patient")
    behind = form(laptop.get(HERE).text)
    phone.post(f"{HERE}/draft", data={**form(phone.get(HERE).text), "message": "From the bus."})
    refused = laptop.post(f"{HERE}/draft", data={**behind, "message": "From the sofa."})
    assert refused.status_code == 409
    assert box(phone.get(HERE).text) == "From the bus."
    both = laptop.post(f"{HERE}/draft", data={**behind, "message": "From the sofa.", "then": "stay"})
    assert both.status_code == 409
    assert "From the bus." in text(both)
    assert box(both.text) == "From the sofa."
    settled = laptop.post(f"{HERE}/draft", data={**form(both.text), "message": "Both.", "then": "stay"})
    assert settled.status_code == 303
    assert box(phone.get(HERE).text) == "Both."


def test_sending_leaves_a_draft_that_another_window_took_further(cast: Cast) -> None:
    phone, laptop = cast.signed_in("other-patient"), cast.signed_in("other-patient")
    older = form(laptop.get(HERE).text)
    phone.post(f"{HERE}/draft", data={**form(phone.get(HERE).text), "message": "Still writing this."})
    assert laptop.post(HERE, data={**older, "message": "This is done."}).status_code == 303
    assert box(phone.get(HERE).text) == "Still writing this."


def test_words_sent_after_the_login_ended_are_kept_and_sent_after_signing_in_again(cast: Cast) -> None:
    kit = cast.signed_in("other-patient")
    sent = {**form(kit.get(HERE).text), "message": "Written for a long time."}
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        refused = kit.post(HERE, data=sent)
        assert refused.status_code == 401
        assert "Written for a long time." in refused.text
        shown = refused.text[refused.text.index('id="kept"') :]
        assert shown.count('class="own"') == 1, "only what was typed is shown, not what the page put in"
        inputs = dict(re.findall(r'name="(next|kept)" value="([^"]*)"', refused.text))
        login = {"email": "other-patient@demo.example", "password": PASSWORD}
        back = kit.post("/sign-in", data={**inputs, **login})
        again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', back.text))
        assert kit.post(HERE, data={name: html.unescape(one) for name, one in again.items()}).status_code == 303
        assert "Written for a long time." in kit.get(HERE).text


@pytest.mark.parametrize(("typed", "kept"), [("a\x00b", "ab"), ("x" * 5000, "x" * 5000), ("مرحبا", "مرحبا")])
def test_strange_and_long_words_are_sent(cast: Cast, typed: str, kept: str) -> None:
    kit = cast.signed_in("other-patient")
    assert write(kit, typed).status_code == 303
    assert kept in kit.get(HERE).text


@pytest.mark.parametrize(
    ("typed", "reason"), [("  \n ", "Write a few words first."), ("y" * 5001, "there is room for 5000")]
)
def test_what_cannot_be_sent_comes_back_whole_with_the_reason(cast: Cast, typed: str, reason: str) -> None:
    kit, sam = cast.signed_in("other-patient"), cast.signed_in("practitioner")
    for client, where in ((kit, HERE), (sam, thread(cast, "amina"))):
        answer = write(client, typed, where)
        assert answer.status_code == 422
        assert reason in text(answer)
        assert "<title>Error: " in answer.text
        assert box(answer.text) == typed.strip()


def test_a_million_letters_are_refused_kindly(cast_on_sqlite: Cast) -> None:
    kit = cast_on_sqlite.signed_in("other-patient")
    assert "Send it in two or more parts." in text(write(kit, "z" * 400_000))
    assert write(kit, "z" * 10**6).status_code == 413


def test_a_finished_step_goes_with_a_message_and_opens_for_the_practitioner(cast: Cast) -> None:
    amina, sam = cast.signed_in("amina"), cast.signed_in("practitioner")
    step = f"{MODULE}/steps/one-hard-moment"
    [ask] = re.findall(r'href="(/me/messages\?about=[0-9a-f-]{36})#write"', amina.get(step).text)
    assert "One hard moment" in amina.get(ask).text
    assert write(amina, "Was it a thought or a feeling?", ask).status_code == 303
    assert f'href="{step}">One hard moment' in amina.get(HERE).text
    page = sam.get(thread(cast, "amina")).text
    [link] = re.findall(r'href="(/practice/patients/[^"]+/responses/[^"]+)">One hard moment', page)
    assert "Everyone manages but me." in sam.get(link).text
    amina.post(f"{step}/sharing", data={"shared": "no"})
    page = sam.get(thread(cast, "amina")).text
    assert "responses/" not in page
    assert "no longer shared" in page
    assert "Everyone manages but me." not in page


def test_a_private_step_cannot_go_along_and_the_page_says_how_it_could(cast: Cast) -> None:
    amina = cast.signed_in("amina")
    step = f"{MODULE}/steps/one-hard-moment"
    [ask] = re.findall(r'href="(/me/messages\?about=[0-9a-f-]{36})#write"', amina.get(step).text)
    opened = form(amina.get(ask).text)
    amina.post(f"{step}/sharing", data={"shared": "no"})
    page = amina.get(ask).text
    assert "is only for you, so it cannot go with a message." in text(page)
    assert f'href="{step}"' in page
    before = count(cast, Message)
    refused = amina.post(HERE, data={**opened, "message": "About that page."})
    assert refused.status_code == 422
    assert box(refused.text) == "About that page."
    assert count(cast, Message) == before
    assert amina.post(HERE, data=form(refused.text)).status_code == 303
    assert "One hard moment" not in amina.get(HERE).text


def test_a_step_can_be_taken_off_a_message_and_the_words_stay(cast: Cast) -> None:
    amina = cast.signed_in("amina")
    [ask] = re.findall(r'href="(/me/messages\?about=[^"#]+)#write"', amina.get(f"{MODULE}/steps/one-hard-moment").text)
    opened = form(amina.get(ask).text)
    answer = amina.post(f"{HERE}/draft", data={**opened, "message": "Kept words.", "then": "without"})
    assert answer.status_code == 303
    page = amina.get(HERE).text
    assert box(page) == "Kept words."
    assert form(page)["about"] == ""


@pytest.mark.parametrize("about", ["not-an-id", "00000000-0000-0000-0000-000000000000", "%00"])
def test_a_step_that_is_not_ones_own_is_not_found(cast_on_sqlite: Cast, about: str) -> None:
    kit, amina = cast_on_sqlite.signed_in("other-patient"), cast_on_sqlite.signed_in("amina")
    assert kit.get(f"{HERE}?about={about}").status_code == 404
    [ask] = re.findall(r'href="(/me/messages\?about=[^"#]+)#write"', amina.get(f"{MODULE}/steps/one-hard-moment").text)
    assert kit.get(ask).status_code == 404
    sent = {"message": "Mine now?", "once": token(), "about": ask.partition("=")[2]}
    assert kit.post(HERE, data=sent).status_code == 404


def test_a_late_message_reaches_duty_and_then_the_lead_and_the_patient_is_told_the_truth(cast: Cast) -> None:
    at_work_every_day(cast, "other-practitioner")
    morning = working_morning(cast)
    with time_machine.travel(morning):
        write(cast.signed_in("other-patient"), "canary-late")
        morgan = cast.signed_in("duty")
        assert morgan.get(thread(cast, "other-patient")).status_code == 404
    with cast.house.database.transaction(writes=False) as db:
        query = select(Message.due_at).where(Message.patient_id == cast.id("other-patient"))
        due = db.exec(query).one()
    assert due
    with time_machine.travel(due + timedelta(minutes=1)):
        morgan, kit, lead = (cast.signed_in(key) for key in ("duty", "other-patient", "lead"))
        page = text(kit.get(HERE))
        assert "It is late. A colleague has it too now." in page
        assert "The service lead knows" not in page
        assert "for Alex" in text(morgan.get("/practice/messages"))
        waits = text(lead.get("/service/messages"))
        assert "Late, and with a colleague" in waits
        assert "Alex and Morgan" in waits.partition("Late, and with a colleague")[2]
    with time_machine.travel(due + timedelta(days=4)):  # two working hours later at least, and before Alex's leave
        morgan, kit, lead = (cast.signed_in(key) for key in ("duty", "other-patient", "lead"))
        assert "The service lead knows that it waits." in text(kit.get(HERE))
        assert "The service lead knows that it waits." in text(kit.get("/me"))
        listed = lead.get("/service/messages").text
        assert "Kit" in text(listed).partition("Late, and with")[0]
        assert "canary-late" not in listed
        sent = write(morgan, "I am standing in today.", thread(cast, "other-patient"))
        assert sent.headers["location"] == "/practice/messages?done=yes"
        assert "Answered by Morgan on" in text(kit.get(HERE))
        assert morgan.get(thread(cast, "other-patient")).status_code == 404, "no longer late"


def at_work_every_day(cast: Cast, key: str) -> None:
    """So that it makes no difference on which day of the week this runs."""
    with cast.house.database.transaction() as db:
        absence.save_profile(db, cast.id(key), "", "1234567", by=SYSTEM, at=clock.now())


def test_with_nobody_on_duty_a_late_message_is_the_leads_at_once(cast: Cast) -> None:
    nobody_on_duty(cast)
    theo, lead = cast.signed_in("theo"), cast.signed_in("lead")
    page = text(theo.get(HERE))
    assert "A colleague has it too now." not in page
    assert "The service lead knows that it waits." in page
    assert "Alex and the service leads" in text(lead.get("/service/messages"))


def test_what_the_patient_is_told_of_the_lead_is_true_on_every_page_of_the_leads(cast: Cast) -> None:
    nobody_on_duty(cast)
    assert "The service lead knows that it waits." in text(cast.signed_in("theo").get(HERE))
    lead = cast.signed_in("lead")
    for path in ("/service", "/service/team", "/service/patients"):
        assert "it is on your list" in text(lead.get(path)), path


@pytest.mark.parametrize("about", ["00000000-0000-4000-8000-000000000000", "not-an-id"])
def test_what_a_message_is_about_is_the_patients_to_say(cast: Cast, about: str) -> None:
    sam, where = cast.signed_in("practitioner"), thread(cast, "marek")
    sent = sam.post(where, data={**form(sam.get(where).text), "message": "Welcome.", "about": about})
    assert sent.status_code == 303
    draft = sam.post(f"{where}/draft", data={**form(sam.get(where).text), "message": "And", "about": about})
    assert draft.status_code == 200


def test_no_page_of_a_leads_holds_a_word_of_any_message(cast: Cast) -> None:
    lead = cast.signed_in("lead")
    addresses = ("/service/messages", "/service/team", "/service", "/service/mail")
    pages = " ".join(text(lead.get(path)) for path in addresses)
    assert "Theo" in pages
    for words in messages.WORDS:
        for sentence in words.split("\n\n"):
            assert sentence[:30] not in pages
    for key in ("patient", "theo"):
        assert lead.get(thread(cast, key)).status_code == 404


def test_what_is_due_first_stands_first_whoever_wrote_it(cast: Cast) -> None:
    with time_machine.travel(working_morning(cast)):
        for key in ("marek", "callum", "patient"):
            write(cast.signed_in(key), f"From {key}.")
        page = cast.signed_in("practitioner").get("/practice/messages").text
    names = re.findall(r'class="person"[^>]*>(\w+)<', page)
    assert names == ["Amina", "Marek", "Callum", "Rowan"]
    assert "Messages <span" in page.replace("\n", "")


def test_no_practitioner_reads_anothers_thread_and_another_is_the_same_as_none(cast: Cast) -> None:
    alex = cast.signed_in("other-practitioner")
    for path in ("", "/draft", "/noted"):
        answer = alex.post(f"{thread(cast, 'patient')}{path}", data={"message": "Let me in.", "once": token()})
        assert answer.status_code == 404
    assert alex.get(thread(cast, "patient")).status_code == 404
    assert "Let me in." not in cast.signed_in("patient").get(HERE).text


def test_after_the_course_a_thread_is_read_and_not_written_in(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    opened = form(rowan.get(HERE).text)
    with cast.house.database.transaction() as db:
        course = db.exec(select(Enrolment).where(Enrolment.patient_id == cast.id("patient"))).one()
        plans.end(db, course, by=SYSTEM, at=clock.now())
    page = rowan.get(HERE)
    assert "Leave it out for now." in page.text
    assert "Your course has ended" in page.text
    assert "Your GP can help you find support again." in text(page)
    assert "<textarea" not in page.text
    for where in (HERE, f"{HERE}/draft"):
        late = rowan.post(where, data={**opened, "message": "One last thing."})
        assert late.status_code == 409
        assert "One last thing." in late.text


def test_the_team_sees_whether_a_patient_read_only_where_the_patient_asked_for_it(cast: Cast) -> None:
    rowan, sam, where = cast.signed_in("patient"), cast.signed_in("practitioner"), thread(cast, "patient")
    rowan.get(HERE)
    assert "Rowan read this on" not in text(sam.get(where))
    with cast.house.database.transaction(writes=False) as db:
        assert not db.exec(select(MessageSeen).where(MessageSeen.person_id == cast.id("patient"))).all()
    with cast.house.database.transaction() as db:
        db.get_one(Preferences, cast.id("patient")).receipts = True
    assert "Rowan read this on" not in text(sam.get(where))
    rowan.get(HERE)
    assert "Rowan read this on" in text(sam.get(where))


def test_a_starting_point_comes_after_what_was_typed_and_asks_before_it_goes_out_as_it_is(cast: Cast) -> None:
    sam, where = cast.signed_in("practitioner"), thread(cast, "amina")
    opened = {**form(sam.get(where).text), "message": "Mine first."}
    filled = sam.post(where, data={**opened, "start": "what-you-noticed"})
    assert box(filled.text).startswith("Mine first.\n\nHello Amina.")
    assert box(sam.get(where).text) == box(filled.text), "kept as a draft at once"
    before = count(cast, Message)
    start = box(filled.text).removeprefix("Mine first.\n\n")
    asked = sam.post(where, data={**form(filled.text), "message": start})
    assert asked.status_code == 422
    assert "This is the starting point as it came." in asked.text
    gap = sam.post(where, data={**form(filled.text), "message": "We talk on [day], I hope."})
    assert "There is a gap left to fill: [day]." in text(gap)
    assert count(cast, Message) == before
    assert sam.post(where, data={**form(asked.text), "as_it_is": "1"}).status_code == 303
    assert count(cast, Message) == before + 1
    changed = sam.post(where, data={**form(sam.get(where).text), "message": "I read what you wrote about the kitchen."})
    assert changed.status_code == 303


def test_a_practitioner_can_write_first(cast: Cast) -> None:
    assert write(cast.signed_in("practitioner"), "Welcome.", thread(cast, "marek")).status_code == 303
    assert "Welcome." in cast.signed_in("marek").get("/me").text


def test_a_new_practitioner_has_the_thread_and_the_old_one_no_longer(cast: Cast) -> None:
    with cast.house.database.transaction() as db:
        people.allocate(db, cast.id("amina"), cast.id("other-practitioner"), by=SYSTEM, at=clock.now())
    assert "Amina" in text(cast.signed_in("other-practitioner").get("/practice/messages"))
    assert cast.signed_in("other-practitioner").get(thread(cast, "amina")).status_code == 200
    assert cast.signed_in("practitioner").get(thread(cast, "amina")).status_code == 404


def test_a_message_about_a_step_of_an_earlier_time_still_names_it(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    fill_in(rowan, "one-hard-moment", {"thoughts": "Changed since.", "strength": "8"})
    assert "One hard moment" in rowan.get(HERE).text
