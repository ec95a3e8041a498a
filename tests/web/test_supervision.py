"""Supervision: a list by rule, what was decided kept, and a supervisor who reads reasons and no words of patients."""

from uuid import uuid4

from sqlmodel import delete

from app import clock
from app.supervision import actions, queries
from app.supervision.tables import Supervises, SupervisionEntry
from tests.caseload.test_queries import statements
from tests.cast import Cast, actor
from tests.web.shared_by import text

HERE = "/practice/supervision"


def nothing_decided(cast: Cast) -> None:
    with cast.house.database.transaction() as db:
        db.exec(delete(SupervisionEntry))
        db.exec(delete(Supervises))


def entries(cast: Cast) -> list[queries.Brought]:
    with cast.house.database.transaction(writes=False) as db:
        return queries.brought(db, [cast.id("patient")]).get(cast.id("patient"), [])


def supervised(cast: Cast, by: str = "other-practitioner") -> None:
    with cast.house.database.transaction() as db:
        lead = actor(db, "lead")
        actions.set_supervisor(db, cast.id("practitioner"), cast.id(by), by=lead, at=clock.now())


def test_who_was_never_brought_is_new_and_what_was_decided_is_kept_once(cast: Cast) -> None:
    nothing_decided(cast)
    sam, where = cast.signed_in("practitioner"), f"{HERE}/{cast.id('patient')}"
    assert "New: not brought yet" in text(sam.get(HERE).text)
    form = {"decision": "Two more weeks.", "thought": "Tired.", "with_whom": "Morgan", "once": str(uuid4())}
    for _twice in range(2):
        assert sam.post(where, data=form).status_code == 303
    found = entries(cast)
    assert [(one.decision, one.thought, one.supervisor, one.by) for one in found] == [
        ("Two more weeks.", "Tired.", "Morgan", "Sam")
    ]
    assert "Two more weeks." in text(sam.get(HERE).text)
    assert sam.post(where, data={**form, "decision": "Three more weeks.", "next_on": "2031-05-01"}).status_code == 303
    assert len(entries(cast)) == 2, "a correction adds another"


def test_what_is_missing_is_said_and_every_word_stays(cast: Cast) -> None:
    sam, where = cast.signed_in("practitioner"), f"{HERE}/{cast.id('patient')}"
    before = len(entries(cast))
    answer = sam.post(where, data={"decision": "", "thought": "Kept.", "with_whom": "Morgan", "next_on": "soon"})
    assert answer.status_code == 422
    assert "Write what was decided." in text(answer.text)
    assert "Enter a day" in text(answer.text)
    assert "Kept." in answer.text
    assert len(entries(cast)) == before


def test_a_supervisor_reads_reasons_and_decides_and_reads_no_word_of_a_patient(cast: Cast) -> None:
    nothing_decided(cast)
    sam, alex = cast.signed_in("practitioner"), cast.signed_in("other-practitioner")
    list_ = f"{HERE}/of/{cast.id('practitioner')}"
    assert alex.get(list_).status_code == 404
    supervised(cast)
    page = alex.get(list_).text
    assert "Rowan Hale" in page
    assert "Dread" not in page
    assert alex.get(f"/practice/patients/{cast.id('patient')}").status_code == 404, "the record stays closed"
    one = f"{list_}/{cast.id('patient')}"
    assert alex.post(one, data={"decision": "Bring the sleep diary.", "once": str(uuid4())}).status_code == 303
    assert entries(cast)[-1].supervisor == "Alex Byrne"
    assert "Bring the sleep diary." in text(sam.get(HERE).text)
    assert alex.get(f"{list_}/{cast.id('other-patient')}").status_code == 404, "not a patient of Sam's"
    assert sam.get(f"{HERE}/of/{cast.id('other-practitioner')}").status_code == 404


def test_a_lead_marks_who_supervises_and_takes_it_back(cast: Cast) -> None:
    nothing_decided(cast)
    lead, alex = cast.signed_in("lead"), cast.signed_in("other-practitioner")
    place = f"/service/team/people/{cast.id('practitioner')}"
    assert lead.post(f"{place}/supervisor", data={"supervisor": str(cast.id("practitioner"))}).status_code == 422
    assert lead.post(f"{place}/supervisor", data={"supervisor": str(cast.id("other-practitioner"))}).status_code == 303
    assert alex.get(f"{HERE}/of/{cast.id('practitioner')}").status_code == 200
    assert lead.post(f"{place}/supervisor", data={"supervisor": "nobody"}).status_code == 303
    assert alex.get(f"{HERE}/of/{cast.id('practitioner')}").status_code == 404


def test_the_list_costs_the_same_whatever_was_decided(cast_on_sqlite: Cast) -> None:
    cast, asked = cast_on_sqlite, {}
    sam = cast.signed_in("practitioner")
    for n in (1, 9):
        for more in range(n):
            form = {"decision": f"{n} {more}", "with_whom": "Morgan", "once": str(uuid4())}
            sam.post(f"{HERE}/{cast.id('patient')}", data=form)
        sam.get(HERE)
        with statements(cast.house.database.engine) as asked[n]:
            assert sam.get(HERE).status_code == 200
    assert asked[1] == asked[9], {n: len(found) for n, found in asked.items()}
