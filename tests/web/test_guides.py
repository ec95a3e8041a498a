"""Guides in the product: for each module, for working in a blend, and for the first session side by side."""

from pathlib import Path
from shutil import copytree

from app import clock
from app.content import guides
from app.demo.cast import join
from app.demo.people import NIA
from app.settings import ROOT
from tests.cast import Cast
from tests.web.shared_by import text


def test_every_module_has_its_guide_and_so_has_working_in_a_blend(cast_on_sqlite: Cast) -> None:
    sam = cast_on_sqlite.signed_in("practitioner")
    index = sam.get("/practice/guides").text
    for slug, module in cast_on_sqlite.house.library.newest.items():
        assert f"/practice/guides/{slug}" in index
        assert module.manifest.guide.purpose[:30] in text(sam.get(f"/practice/guides/{slug}").text)
    assert "Five minutes before" in text(sam.get("/practice/guides/blended-working").text)
    assert sam.get("/practice/guides/no-such-guide").status_code == 404


def test_the_first_session_says_what_is_there_already_and_where_it_is_done(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    address = f"/practice/patients/{cast.id('patient')}/first-session"
    page = cast.signed_in("practitioner").get(address).text
    assert "Is this a good place to talk for half an hour?" in text(page)
    assert f"/practice/patients/{cast.id('patient')}/safety-plan" in page
    assert "What Rowan reads about it" in text(page)
    assert "There is no hurry, and you can stop at any point." in text(page), "the two sides go together"
    assert cast.signed_in("other-practitioner").get(address).status_code == 404
    assert "first session with you" in text(cast.signed_in("patient").get("/me/who-looked").text)


def test_a_guide_that_is_no_guide_is_named_with_its_file_and_a_missing_one_too(tmp_path: Path) -> None:
    found, faults = guides.load(tmp_path)
    assert not found
    assert [fault.file for fault in faults] == ["guides/blended-working.yaml", "guides/first-session.yaml"]
    (tmp_path / "guides").mkdir()
    (tmp_path / "guides" / "bad.yaml").write_text("title: Only a title", encoding="utf-8")
    assert {fault.file for fault in guides.load(tmp_path)[1]} == {"guides/bad.yaml"}
    assert guides.load(ROOT / "modules")[1] == ()


def test_a_first_session_that_the_patient_cannot_read_is_refused(tmp_path: Path) -> None:
    copytree(ROOT / "modules" / "guides", tmp_path / "guides")
    file = tmp_path / "guides" / "first-session.yaml"
    plain = file.read_text(encoding="utf-8")
    file.write_text(plain.partition("patient:")[0], encoding="utf-8")
    assert [fault.reason for fault in guides.load(tmp_path)[1]] == ["the patient reads this guide too: write it"]
    hard = "Psychoeducational interventions facilitate individualised collaborative formulation of difficulties. " * 3
    more = "    - title: More\n      points:\n" + f"        - {hard}\n" * 20
    file.write_text(plain + more, encoding="utf-8")
    assert "write it for 11 or younger" in guides.load(tmp_path)[1][0].reason


def test_the_patient_reads_what_the_first_session_is_like_and_what_may_be_done_before(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    assert 'href="/me/first-session"' in rowan.get("/me/sessions").text
    page = rowan.get("/me/first-session").text
    assert "There is nothing to get right." in text(page)
    for said in (
        "often half an hour",
        "Nothing is too small.",
        "Everybody is asked, in the same calm way.",
        "Nobody watches them all the time.",
        "You can begin a safety plan",
        "You do one step of the programme side by side.",
    ):
        assert said in text(page)
    assert "When:" not in text(page), "Rowan's first session is behind"
    assert 'href="/me/sessions#agenda"' in page
    assert "/me/modules/starting-together" not in page, "it is not in this plan"
    over = cast_on_sqlite.signed_in("ended-patient").get("/me/first-session").text
    assert "#agenda" not in over, "nothing more is covered"


def test_who_begins_together_reads_when_the_first_session_is_and_may_go_on_with_the_module(
    cast_on_sqlite: Cast,
) -> None:
    cast = cast_on_sqlite
    ids = {"practitioner": cast.id("practitioner")}
    join(cast.house.database, cast.house.library, NIA, ids, at=clock.now())
    nia = cast.signed_in("nia")
    assert 'href="/me/first-session"' in nia.get("/me").text
    page = nia.get("/me/first-session").text
    assert "in person, with Sam, about 30 minutes" in text(page)
    assert 'href="/me/modules/starting-together"' in page
    assert "Step 3 of 5" in text(nia.get("/me").text)
    shared = text(cast.signed_in("practitioner").get(f"/practice/patients/{ids['nia']}").text)
    assert "Calls before ten. I do night shifts." in shared
