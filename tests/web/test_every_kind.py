"""Every kind of field: asked, kept exactly, shown back, read by the practitioner; also without scripts."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from app.content.loader import BadContent
from app.enrolments.tables import Enrolment, PlanModule
from app.main import create_app
from app.settings import ROOT
from tests.cast import Cast, fill_in, hidden
from tests.conftest import settings_for

HERE = "/me/modules/every-kind"
FIELDS = f"{HERE}/steps/all-fields"
ANSWERS = {
    "name": "Kit  &   co",
    "story": "One line.\r\nAnd <another>.",
    "place": "out",
    "with": ["two", "me"],
    "belief": "85",
    "day": "14/06/2026",
    "time": "07:05",
    "diary.0.what": "Toast",
    "diary.0.mood": "4",
    "diary.0.part": "am",
    "diary.2.what": "Walk",
}


@pytest.fixture
def marek(database_url: str, tmp_path: Path) -> Iterator[TestClient]:
    """Marek, with a module that has one of everything in his plan."""
    app = app_with_everything(database_url, tmp_path)
    with TestClient(app):
        cast = Cast(app)
        with cast.house.database.transaction() as db:
            enrolment = db.exec(select(Enrolment).where(Enrolment.patient_id == cast.id("marek"))).one()
            db.add(PlanModule(enrolment_id=enrolment.id, position=3, slug="every-kind"))
        yield cast.signed_in("marek")


def app_with_everything(url: str, folder: Path) -> FastAPI:
    modules = folder / "modules"
    copytree(ROOT / "modules", modules)
    copytree(ROOT / "tests/modules/every-kind", modules / "every-kind")
    return create_app(settings_for(url, modules_dir=modules))


def test_each_answer_is_kept_and_stands_in_its_field_again(marek: TestClient) -> None:
    assert fill_in(marek, "all-fields", ANSWERS, module=HERE).status_code == 303
    page = marek.get(FIELDS).text
    assert 'value="Kit &amp; co"' in page
    assert "One line.\nAnd &lt;another&gt;." in page
    assert 'value="out" checked' in page
    assert 'value="two" checked' in page
    assert 'value="all" checked' not in page
    assert 'value="85"' in page
    assert 'value="2026-06-14"' in page
    assert 'value="07:05"' in page
    assert 'name="diary.0.what" value="Toast"' in page
    assert 'name="diary.1.what" value="Walk"' in page, "an empty row between two is closed up"


def test_what_the_programme_says_rests_on_typed_fields_only(marek: TestClient) -> None:
    fill_in(marek, "all-fields", ANSWERS, module=HERE)
    assert "Two entries, and a friend." in marek.get(f"{FIELDS}/reply").text
    fill_in(marek, "all-fields", {"belief": "20"}, module=HERE)
    assert "Less than half, or not said." in marek.get(f"{FIELDS}/reply").text
    fill_in(marek, "all-fields", {"belief": "60"}, module=HERE)
    assert marek.get(f"{FIELDS}/reply").headers["location"] == FIELDS


def test_an_earlier_answer_is_shown_back_and_hides_and_shows_what_comes(marek: TestClient) -> None:
    back = f"{HERE}/steps/shown-back"
    assert marek.get(back).status_code == 404, "nothing answered yet: the step does not show"
    fill_in(marek, "all-fields", ANSWERS, module=HERE)
    page = marek.get(back).text
    assert "And &lt;another&gt;." in page
    assert "Sunday 14 June" in page
    assert '<p dir="auto">Toast</p>' in page, "a diary is shown back entry by entry"
    assert "Mood 4 out of 10 · Morning" in page
    assert "before 85" in page
    assert "Only outside" in page
    fill_in(marek, "shown-back", {"outside": "The shed.", "now": "40"}, module=HERE)
    fill_in(marek, "all-fields", {**ANSWERS, "place": "in"}, module=HERE)
    assert "Only outside" not in marek.get(back).text
    fill_in(marek, "shown-back", {"now": "30"}, module=HERE)
    fill_in(marek, "all-fields", ANSWERS, module=HERE)
    assert "The shed." in marek.get(back).text, "what was answered while it showed is kept"


def test_a_diary_gets_another_row_without_scripts_and_keeps_what_was_typed(marek: TestClient) -> None:
    form = {**hidden(marek.get(FIELDS).text), "diary.0.what": "Toast", "more": "diary"}
    page = marek.post(FIELDS, data=form)
    assert page.status_code == 200
    assert 'name="diary.0.what" value="Toast"' in page.text
    assert 'name="diary.1.what" value=""' in page.text
    full = {**hidden(page.text), "more": "diary", **{f"diary.{n}.what": str(n) for n in range(3)}}
    assert 'name="diary.3.what"' not in marek.post(FIELDS, data=full).text, "three is the most"
    over = {**hidden(page.text), **{f"diary.{n}.what": f"row {n}" for n in range(4)}}
    answer = marek.post(FIELDS, data=over)
    assert answer.status_code == 422
    assert "row 3" in answer.text


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("day", "yesterday", "Write a day, like 14/06/2026."),
        ("day", "31/02/2026", "Write a day, like 14/06/2026."),
        ("day", "0001-01-01", "Write a day, like 14/06/2026."),
        ("time", "25:00", "Write a time, like 14:30."),
        ("belief", "101", "Write a whole number from 0 to 100."),
        ("place", "space", "Choose one of the answers shown."),
        ("with", "nobody", "Choose from the answers shown."),
        ("diary.0.mood", "11", "Write a whole number from 0 to 10."),
        ("name", "x" * 201, "there is room for 200"),
    ],
)
def test_each_kind_says_what_to_do_and_keeps_the_rest(marek: TestClient, field: str, typed: str, message: str) -> None:
    answer = fill_in(marek, "all-fields", {"story": "Still here.", field: typed}, module=HERE)
    assert answer.status_code == 422
    assert message in answer.text
    assert "Still here." in answer.text
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text


def test_a_mistake_in_a_later_row_is_said_where_the_page_shows_the_row(marek: TestClient) -> None:
    rows = {"diary.0.what": "", "diary.1.what": "Walk", "diary.1.mood": "99"}
    answer = fill_in(marek, "all-fields", rows, module=HERE)
    assert answer.status_code == 422
    assert 'href="#diary.0.mood"' in answer.text
    assert 'id="diary.0.mood"' in answer.text


def test_the_app_does_not_start_on_bad_content_and_says_every_fault(sqlite_url: str, tmp_path: Path) -> None:
    modules = tmp_path / "modules"
    copytree(ROOT / "modules", modules)
    copytree(ROOT / "tests/modules/every-kind", modules / "every-kind")
    step = modules / "every-kind/steps/the-end.md"
    step.write_text(step.read_text().replace("kind: long_text", "kind: novel").replace("minutes: 2", "minutes: two"))
    with pytest.raises(BadContent) as refusal:
        create_app(settings_for(sqlite_url, modules_dir=modules))
    assert "every-kind/steps/the-end.md:4: minutes" in str(refusal.value)
    assert "every-kind/steps/the-end.md:6: fields.0" in str(refusal.value)
