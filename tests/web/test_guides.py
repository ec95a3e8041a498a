"""Guides in the product: for each module, for working in a blend, and for the first session side by side."""

from pathlib import Path

from app.content import guides
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


def test_the_patient_reads_what_the_first_session_is_like_and_what_may_be_done_before(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    assert 'href="/me/first-session"' in rowan.get("/me/sessions").text
    page = rowan.get("/me/first-session").text
    assert "There is nothing to get right." in text(page)
    assert "Everybody is asked, in the same calm way." in text(page)
    assert 'href="/me/sessions#agenda"' in page
    assert "/me/modules/starting-together" not in page, "it is not in this plan"
