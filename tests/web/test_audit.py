"""Who looked at what, and who did what: in the audit, in the same transaction, and never a word a person wrote."""

from sqlmodel import col, select

from app.audit.tables import AuditEntry
from tests.cast import MODULE, Cast, fill_in, hidden


def entries(cast: Cast, since: int = 0) -> list[tuple[str, str, str]]:
    with cast.house.database.transaction(writes=False) as db:
        rows = db.exec(select(AuditEntry).order_by(col(AuditEntry.at), col(AuditEntry.id))).all()
    return [(row.deed, row.actor_name, row.subject) for row in rows][since:]


def test_each_staff_look_at_a_patients_page_is_one_entry_and_a_list_is_one_entry(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    before = len(entries(cast))
    sam.get("/practice")
    sam.get(f"/practice/patients/{cast.id('patient')}")
    new = entries(cast, before)
    assert [entry[0] for entry in new] == ["looked at the list of patients", "looked at a patient's page"]
    assert {entry[1] for entry in new} == {"Sam"}


def test_a_refused_look_is_no_look(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    before = len(entries(cast))
    sam.get(f"/practice/patients/{cast.id('other-patient')}")
    assert entries(cast, before) == []


def test_a_patients_own_reading_is_not_written_down(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    before = len(entries(cast))
    for path in ("/me", MODULE, f"{MODULE}/steps/one-hard-moment"):
        assert rowan.get(path).status_code == 200
    assert entries(cast, before) == []


def test_finishing_and_sharing_are_written_down_and_drafts_are_not(cast: Cast) -> None:
    rowan = cast.signed_in("patient")
    before = len(entries(cast))
    step = f"{MODULE}/steps/your-own-loop"
    rowan.post(f"{step}/draft", data={**hidden(rowan.get(step).text), "round-again": "canary on its way"})
    assert entries(cast, before) == []
    fill_in(rowan, "your-own-loop", {"round-again": "canary arrived"})
    rowan.post(f"{step}/sharing", data={"shared": "no"})
    new = entries(cast, before)
    assert sorted(entry[0] for entry in new) == ["shared", "sharing withdrawn", "step finished"]
    assert all("canary" not in " ".join(entry) for entry in new)
    assert {entry[2] for entry in new} == {"understanding-low-mood/your-own-loop"}


def test_a_refused_form_writes_nothing(cast: Cast) -> None:
    marek = cast.signed_in("marek")
    before = len(entries(cast))
    assert fill_in(marek, "one-hard-moment", {"strength": "99"}).status_code == 422
    assert entries(cast, before) == []
