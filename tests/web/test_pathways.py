"""A lead builds a pathway: every button keeps what was typed, the checks stop what cannot open, no plan changes."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest
from httpx2 import Response
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app import clock
from app.audit.rules import SYSTEM
from app.audit.tables import AuditEntry
from app.enrolments.tables import PlanModule
from app.pathways import actions
from app.pathways.queries import Line, line, published
from app.pathways.rules import Item, Pathway
from tests.cast import Cast

LIST = "/service/pathways"
SHORTER, LOW_MOOD = f"{LIST}/a-shorter-way", f"{LIST}/low-mood-step-by-step"
LOOP, DOING = "understanding-low-mood", "doing-more-of-what-matters"
_FIELD = re.compile(r"<(?:input|textarea)\b[^>]*>(?:[^<]*</textarea>)?")


def editor(client: TestClient, address: str) -> dict[str, str]:
    """The editor's form as a browser would send it, without a button."""
    page = client.get(f"{address}/draft")
    assert page.status_code == 200
    return form_of(page.text)


def form_of(page: str) -> dict[str, str]:
    form = page[page.index('id="pathway"') :]
    found: dict[str, str] = {}
    for tag in _FIELD.findall(form[: form.index("</form>")]):
        name, kind = _attribute(tag, "name"), _attribute(tag, "type")
        if kind in {"radio", "checkbox"} and " checked" not in tag:
            continue
        text = re.search(r">([^<]*)</textarea>", tag)
        found[name] = unescape(text[1]) if text else _attribute(tag, "value")
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def press(client: TestClient, address: str, do: str, form: Mapping[str, str] | None = None, **typed: str) -> Response:
    """Opens the editor, or goes on with `form`, types, presses a button."""
    sent = {**(editor(client, address) if form is None else form), **typed, "do": do}
    return client.post(f"{address}/draft", data=sent)


def stored(cast: Cast, slug: str = "a-shorter-way") -> Line:
    with cast.house.database.transaction(writes=False) as db:
        found = line(db, slug)
    assert found is not None
    return found


def modules_of(cast: Cast, slug: str = "a-shorter-way") -> list[str]:
    content = stored(cast, slug).content
    return [item.module for item in content.modules] if content else []


def mended(cast: Cast, client: TestClient) -> int:
    """The draft with its first module open from the start; the version for publishing."""
    form = editor(client, SHORTER)
    del form["previous.0"]
    assert press(client, SHORTER, "save:0", form).status_code == 303
    return stored(cast).draft_version


def test_a_lead_begins_a_pathway_adds_modules_puts_them_in_order_and_publishes_it(cast: Cast) -> None:
    priya = cast.signed_in("lead")
    begun = priya.post(LIST, data={"title": "Two to begin with", "summary": "For somebody new."})
    assert begun.headers["location"] == f"{LIST}/two-to-begin-with/draft"
    here = f"{LIST}/two-to-begin-with"
    assert "There is no module in it yet" in priya.get(f"{here}/draft").text
    assert press(priya, here, f"add:{DOING}").headers["location"].endswith("/draft?did=added&at=0#module-0")
    press(priya, here, f"add:{LOOP}", title="Two, to begin with")
    assert modules_of(cast, "two-to-begin-with") == [DOING, LOOP]
    assert stored(cast, "two-to-begin-with").title == "Two, to begin with", "adding a module keeps what was typed"
    assert press(priya, here, "up:1").headers["location"].endswith("at=0#module-0")
    assert modules_of(cast, "two-to-begin-with") == [LOOP, DOING]
    form = editor(priya, here)
    del form["previous.0"]
    answer = press(priya, here, "publish", {**form, "previous.1": "yes"})
    assert answer.headers["location"] == f"{here}/check"
    page = priya.get(f"{here}/check").text
    assert "Patients under way keep the plan they have." in page
    assert "Opens when you have finished “Understanding low mood”." in page
    answer = priya.post(f"{here}/publish", data={"version": form_version(page)})
    assert "Version 1 is published" in priya.get(answer.headers["location"]).text
    assert "Version 1, published on" in priya.get(LIST).text


def test_a_pathway_says_how_often_the_measures_are_asked_for(cast: Cast) -> None:
    priya = cast.signed_in("lead")
    assert editor(priya, SHORTER)["measures"] == "14"
    assert press(priya, SHORTER, "save", measures="21").status_code == 303
    content = stored(cast).content
    assert content
    assert content.measures_every == 21
    assert "The measures are asked for every 21 days." in priya.get(f"{SHORTER}/check").text
    assert press(priya, SHORTER, "save", measures="").status_code == 303
    content = stored(cast).content
    assert content
    assert content.measures_every is None
    assert "never asked for by the count of days" in priya.get(SHORTER).text


def test_a_pathway_asks_for_the_measures_before_each_session_where_the_lead_ticks_it(cast: Cast) -> None:
    priya = cast.signed_in("lead")
    press(priya, SHORTER, "save", measures="21", before_sessions="yes")
    content = stored(cast).content
    assert content
    assert content.measures_before_sessions
    assert "every 21 days, and before each session." in priya.get(f"{SHORTER}/check").text
    press(priya, SHORTER, "save", measures="", before_sessions="yes")
    assert "The measures are asked for before each session." in priya.get(f"{SHORTER}/check").text


def test_a_module_opens_after_so_many_sessions_and_a_number_that_is_none_stays_typed(cast: Cast) -> None:
    priya = cast.signed_in("lead")
    press(priya, SHORTER, "save", {**editor(priya, SHORTER), "sessions_on.1": "yes", "sessions.1": "3"})
    assert "you have had 3 sessions" in priya.get(f"{SHORTER}/check").text
    assert editor(priya, SHORTER)["sessions.1"] == "3"
    answer = press(priya, SHORTER, "save", {**editor(priya, SHORTER), "sessions_on.1": "yes", "sessions.1": "lots"})
    assert answer.status_code == 422
    assert 'value="lots"' in answer.text


@pytest.mark.parametrize("days", ["6", "91", "²", "fortnightly", "9" * 30])
def test_days_that_are_none_are_refused_and_stay_typed(cast_on_sqlite: Cast, days: str) -> None:
    priya = cast_on_sqlite.signed_in("lead")
    answer = press(priya, SHORTER, "save", measures=days)
    assert answer.status_code == 422
    assert "Write the days as a whole number from 7 to 90, or nothing." in answer.text
    assert form_of(answer.text)["measures"] == days[:10]


def form_version(page: str) -> str:
    return str(re.search(r'name="version" value="(\d+)"', page)[1])  # type: ignore[index]


def test_the_editor_says_when_each_module_opens_in_the_words_a_patient_reads(cast_on_sqlite: Cast) -> None:
    priya = cast_on_sqlite.signed_in("lead")
    changed = {"every.1": "all", "core.1": "core", "days.1": "3"}
    press(priya, SHORTER, "save:1", {**editor(priya, SHORTER), **changed})
    said = "Opens when you have finished “Understanding low mood”, 3 days have passed since you began and "
    page = priya.get(f"{SHORTER}/draft").text
    assert page.count(f"{said}your practitioner opens it.") == 2, "in its place, and in what a patient reads"


def test_what_the_checks_find_stops_publishing_and_says_where_and_how_to_mend_it(cast: Cast) -> None:
    priya = cast.signed_in("lead")
    page = priya.get(f"{SHORTER}/draft").text
    assert "“Understanding low mood” can never open" in page
    assert 'href="#module-0"' in page
    refused = priya.post(f"{SHORTER}/publish", data={"version": stored(cast).draft_version})
    assert refused.status_code == 422
    assert "It is not published" in refused.text
    assert "Change its rule or its place." in refused.text
    assert stored(cast).versions == ()


def test_publishing_twice_makes_one_version(cast: Cast) -> None:
    priya = cast.signed_in("lead")
    version = mended(cast, priya)
    first = priya.post(f"{SHORTER}/publish", data={"version": version})
    again = priya.post(f"{SHORTER}/publish", data={"version": version})
    assert first.headers["location"] == again.headers["location"] == f"{SHORTER}?did=published"
    assert [one.number for one in stored(cast).versions] == [1]
    with cast.house.database.transaction(writes=False) as db:
        query = select(AuditEntry.subject).where(AuditEntry.deed == "pathway published")
        assert [subject for subject in db.exec(query) if subject.startswith("a-shorter-way")] == [
            "a-shorter-way version 1"
        ]


def test_a_button_pressed_twice_does_its_deed_once(cast: Cast) -> None:
    priya = cast.signed_in("lead")
    form = editor(priya, SHORTER)
    first, second = (press(priya, SHORTER, "down:0", form) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert modules_of(cast) == [DOING, LOOP]


def test_no_button_moves_a_module_off_the_end_or_adds_what_is_not_there(cast_on_sqlite: Cast) -> None:
    priya = cast_on_sqlite.signed_in("lead")
    for do in ("up:0", "down:1", "remove:9", "remove:x", "up:", "add:no-such-module", "add:", "nonsense", ""):
        assert press(priya, SHORTER, do).status_code == 303
    assert modules_of(cast_on_sqlite) == [LOOP, DOING]


def plans(db: Session) -> list[Any]:
    rows = db.exec(select(PlanModule).order_by(col(PlanModule.enrolment_id), col(PlanModule.position)))
    return [row.model_dump() for row in rows]


def test_publishing_a_new_version_changes_nobodys_plan(cast: Cast) -> None:
    priya = cast.signed_in("lead")
    with cast.house.database.transaction(writes=False) as db:
        before = plans(db)
    assert before
    press(priya, LOW_MOOD, "remove:0")
    form = editor(priya, LOW_MOOD)
    form.pop("previous.0"), form.pop("practitioner.0")
    press(priya, LOW_MOOD, "publish", form)
    check = priya.get(f"{LOW_MOOD}/check").text
    assert "Patients under way keep the plan they have. There are 6 patients on it now." in check
    priya.post(f"{LOW_MOOD}/publish", data={"version": form_version(check)})
    with cast.house.database.transaction(writes=False) as db:
        newest = next(one for one in published(db) if one.slug == "low-mood-step-by-step")
        assert (newest.number, [item.module for item in newest.pathway.modules]) == (2, [DOING])
        assert plans(db) == before
    page = priya.get(LOW_MOOD).text
    assert "6 patients on it now" in page
    assert "No patient on it now" in page
    assert "Understanding low mood" in priya.get(f"{LOW_MOOD}/versions/1").text, "an old version stays as it was"


def test_a_retired_pathway_cannot_be_chosen_and_can_be_brought_back(cast: Cast) -> None:
    def offered() -> set[str]:
        with cast.house.database.transaction(writes=False) as db:
            return {one.slug for one in published(db)}

    priya = cast.signed_in("lead")
    assert "doing-first" in offered()
    priya.post(f"{LIST}/doing-first/retire")
    priya.post(f"{LIST}/doing-first/retire")
    assert "doing-first" not in offered()
    assert "nobody new begins it" in priya.get(LIST).text
    priya.post(f"{LIST}/doing-first/bring-back")
    assert "doing-first" in offered()


def test_a_form_that_another_lead_has_overtaken_loses_nothing_of_either(cast: Cast) -> None:
    priya = cast.signed_in("lead")
    mine = editor(priya, SHORTER)
    theirs = Pathway(title="Shorter still", summary="By another lead.", modules=(Item(module=DOING),))
    by = SYSTEM.__class__(None, "Robin", "service lead")
    with cast.house.database.transaction() as db:
        actions.save_draft(db, "a-shorter-way", theirs, version=int(mine["version"]), by=by, at=clock.now())
    answer = press(priya, SHORTER, "down:0", mine, title="My own title")
    assert answer.status_code == 409
    assert "Robin saved this draft today at" in answer.text
    assert "Shorter still" in answer.text
    assert "Saving now replaces what is here." in answer.text
    assert stored(cast).title == "Shorter still", "nothing is overwritten"
    kept = form_of(answer.text)
    assert (kept["title"], kept["module.0"], kept["module.1"]) == ("My own title", DOING, LOOP)
    assert press(priya, SHORTER, "save", kept).status_code == 303
    assert stored(cast).title == "My own title"


def test_a_draft_saved_since_is_neither_published_nor_let_go_unseen(cast: Cast) -> None:
    priya = cast.signed_in("lead")
    old = mended(cast, priya)
    press(priya, SHORTER, "save", title="Newer")
    answer = priya.post(f"{SHORTER}/publish", data={"version": old})
    assert answer.status_code == 409
    assert "look it over again" in answer.text
    priya.post(f"{SHORTER}/drop-draft", data={"version": old})
    assert stored(cast).title == "Newer"
    assert stored(cast).versions == ()


def test_a_draft_that_was_let_go_leaves_the_list_and_an_open_form_brings_it_back(cast: Cast) -> None:
    priya = cast.signed_in("lead")
    form = editor(priya, SHORTER)
    answer = priya.post(f"{SHORTER}/drop-draft", data={"version": form["version"]})
    assert answer.headers["location"] == LIST
    assert "A shorter way" not in priya.get(LIST).text
    assert priya.get(SHORTER).status_code == 404
    assert press(priya, SHORTER, "save", form).status_code == 303
    assert stored(cast).title == "A shorter way"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"title": ""}, "Give the pathway a title."),
        ({"title": "x" * 81}, "80 characters or shorter"),
        ({"summary": ""}, "Say in a sentence or two who it is for."),
        ({"days_on.1": "yes", "days.1": ""}, "or take the tick away."),
        ({"days_on.1": "yes", "days.1": "0"}, "a whole number from 1 to 365"),
        ({"days_on.1": "yes", "days.1": "366"}, "a whole number from 1 to 365"),
        ({"days_on.1": "yes", "days.1": "two weeks"}, "a whole number from 1 to 365"),
        ({"days_on.1": "yes", "days.1": "٣"}, "a whole number from 1 to 365"),
        ({"days_on.1": "yes", "days.1": "9" * 400}, "a whole number from 1 to 365"),
        ({"days_on.0": "", "days.0": "21"}, "Tick “so many days have passed” as well"),
    ],
)
def test_a_mistake_is_said_with_everything_typed_still_there(
    cast_on_sqlite: Cast, typed: dict[str, str], message: str
) -> None:
    priya = cast_on_sqlite.signed_in("lead")
    before = stored(cast_on_sqlite)
    words = {"summary": "Typed and kept.", **typed}
    answer = press(priya, SHORTER, "down:0", {**editor(priya, SHORTER), **words})
    assert answer.status_code == 422
    assert message in answer.text
    assert "Nothing is saved yet" in answer.text
    kept = form_of(answer.text)
    assert kept["module.0"] == DOING, "the move is done in the form"
    for name, text in words.items():
        name = name.translate({ord("0"): "1", ord("1"): "0"})
        assert kept.get(name, "") == text
    assert stored(cast_on_sqlite) == before


def test_characters_that_no_database_keeps_are_left_out(cast: Cast) -> None:
    priya = cast.signed_in("lead")
    assert press(priya, SHORTER, "save", title="A\x00 way", summary="B\x01").status_code == 303
    assert stored(cast).title == "A way"


def test_opening_the_editor_and_saving_nothing_new_makes_no_draft(cast_on_sqlite: Cast) -> None:
    priya = cast_on_sqlite.signed_in("lead")
    assert press(priya, LOW_MOOD, "save").status_code == 303
    answer = press(priya, LOW_MOOD, "publish")
    assert "nothing to publish" in priya.get(answer.headers["location"]).text
    assert stored(cast_on_sqlite, "low-mood-step-by-step").draft is None


def test_the_same_form_for_a_new_pathway_twice_makes_one_and_a_taken_title_is_said(cast: Cast) -> None:
    priya = cast.signed_in("lead")
    new = {"title": "A new way", "summary": "For trying out."}
    first, second = (priya.post(LIST, data=new) for _ in range(2))
    assert first.headers["location"] == second.headers["location"] == f"{LIST}/a-new-way/draft"
    taken = priya.post(LIST, data={"title": "doing first", "summary": "Kept."})
    assert taken.status_code == 422
    assert "There is a pathway with this title." in taken.text
    assert ">Kept.</textarea>" in taken.text


def test_a_pathway_that_comes_with_the_programme_can_be_begun_from_its_file(cast: Cast) -> None:
    priya = cast.signed_in("lead")
    there = priya.post(LIST, data={"file": "low-mood-step-by-step"})
    assert there.headers["location"] == LOW_MOOD, "it is there already"
    assert priya.post(LIST, data={"file": "no-such-file"}).status_code == 404
    object.__setattr__(cast.house, "pathways", {"from-a-file": cast.house.pathways["low-mood-step-by-step"]})
    assert "These come with the programme" in priya.get(LIST).text
    begun = priya.post(LIST, data={"file": "from-a-file"})
    assert begun.headers["location"] == f"{LIST}/from-a-file/draft"
    assert modules_of(cast, "from-a-file") == [LOOP, DOING]


@pytest.mark.parametrize("path", ["", "/draft", "/check", "/versions/1"])
def test_a_pathway_that_is_not_there_is_a_404(cast_on_sqlite: Cast, path: str) -> None:
    priya = cast_on_sqlite.signed_in("lead")
    assert priya.get(f"{LIST}/no-such-pathway{path}").status_code == 404
    assert priya.get(f"{LIST}/%00{path}").status_code == 404


def test_a_lead_reads_numbers_of_patients_and_no_patient(cast_on_sqlite: Cast) -> None:
    priya = cast_on_sqlite.signed_in("lead")
    pages = "".join(priya.get(address).text for address in (LIST, LOW_MOOD, f"{LOW_MOOD}/check", f"{LOW_MOOD}/draft"))
    assert "6 patients on it now" in pages
    for name in ("Rowan", "Amina", "Marek", "Kit", "Joyce"):
        assert name not in pages


def test_words_over_an_ended_login_show_what_was_typed_and_not_the_choices(cast_on_sqlite: Cast) -> None:
    priya = cast_on_sqlite.signed_in("lead")
    form = editor(priya, SHORTER)
    priya.cookies.clear()
    answer = press(priya, SHORTER, "save", form, summary="Typed after the login ended.")
    assert answer.status_code == 401
    shown = answer.text[answer.text.index('id="kept"') :]
    assert "Typed after the login ended." in shown
    assert "optional" not in re.sub(r"<input[^>]*>", "", shown)
