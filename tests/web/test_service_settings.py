"""What a lead sets, and what everybody then reads: hours, promises, and the numbers on Help now."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app import clock
from app.content.help import Help, Nation
from app.main import create_app
from app.measures.looks import Look
from app.service import published, publishing, queries
from app.service.published import FILE, PublishedHelp
from app.service.rules import Within
from tests.cast import MODULE, ORIGIN, Cast
from tests.conftest import settings_for
from tests.web.joining import said

LOCAL = "01632 960 123"
SETTINGS, ENGLAND = "/service/settings", "/service/settings/help/england"
_FIELD = re.compile(r'<input[^>]* name="([^"]+)"[^>]*>')


def form_of(page: str, id_: str) -> dict[str, str]:
    """What a browser would send of this form as it stands."""
    form = page[page.index(f'id="{id_}"') :]
    found = {}
    for one in _FIELD.finditer(form[: form.index("</form>")]):
        whole, name = one.group(0), one.group(1)
        if ("checkbox" in whole or "radio" in whole) and " checked" not in whole:
            continue
        value = re.search(r' value="([^"]*)"', whole)
        found[name] = value.group(1) if value else ""
    return found


def opened(client: TestClient, path: str = SETTINGS) -> dict[str, str]:
    return form_of(client.get(path).text, "settings" if path == SETTINGS else "help-numbers")


@pytest.fixture
def own_folder(sqlite_url: str, tmp_path: Path) -> Cast:
    """The cast, with a folder of data of its own."""
    return Cast(create_app(settings_for(sqlite_url, data_dir=tmp_path)))


def publish_local_number(cast: Cast) -> None:
    lead = cast.signed_in("lead")
    form = opened(lead, ENGLAND)
    answer = lead.post(ENGLAND, data={**form, "number.0": LOCAL, "who.0": "Your own team", "say.0": "", "text.0": ""})
    assert answer.status_code == 303, said(answer)


# Hours and promises --------------------------------------------------------------------------------------------------


def test_hours_holidays_and_promises_are_saved_as_a_version_with_who_and_when(cast: Cast) -> None:
    lead = cast.signed_in("lead")
    form = opened(lead)
    form.pop("open.4")
    changed = {**form, "closes.2": "13:00", "bank_holidays": "scotland", "reply": "4", "reply_unit": "hours"}
    answer = lead.post(SETTINGS, data={**changed, "day.0": "2027-01-04", "why.0": "Moving house"})
    assert answer.status_code == 303
    page = said(lead.get(SETTINGS))
    assert "Saved by Priya" in page
    with cast.house.database.transaction(writes=False) as db:
        found = queries.current(db).settings
    assert found.hours[4] is None
    assert found.hours[2] is not None
    assert found.hours[2].closes.hour == 13
    assert (found.bank_holidays, found.reply) == (Nation.SCOTLAND, Within(amount=4, unit="hours"))
    assert [(str(one.day), one.why) for one in found.closed] == [("2027-01-04", "Moving house")]


def test_a_lead_sets_who_is_worth_a_look_and_the_caseload_goes_by_it(cast: Cast) -> None:
    lead = cast.signed_in("lead")
    form = opened(lead)
    assert form["look.4"] == "yes"
    form.pop("look.4")
    changed = {**form, "score_days": "7", "login_days": "21", "conversation_days": "28"}
    assert lead.post(SETTINGS, data=changed).status_code == 303
    page = lead.get(SETTINGS)
    assert "no PHQ-9 or GAD-7 for more than 7 days" in said(page)
    with cast.house.database.transaction(writes=False) as db:
        found = queries.current(db).settings
    assert (found.looks.score_days, found.looks.login_days, found.conversation_days) == (7, 21, 28)
    assert found.looks.left_out == (Look.QUIET.value,)
    assert "look.4" not in opened(lead)
    caseload = said(cast.signed_in("practitioner").get("/practice"))
    assert "No PHQ-9 or GAD-7 for 11 days" in caseload
    assert "Rule: There has been no PHQ-9 or GAD-7 for more than 7 days." in caseload


def test_a_row_that_is_emptied_is_taken_off(cast_on_sqlite: Cast) -> None:
    lead = cast_on_sqlite.signed_in("lead")
    lead.post(SETTINGS, data={**opened(lead), "day.0": "2027-01-04", "why.0": "Away day"})
    form = opened(lead)
    assert form["day.0"] == "2027-01-04"
    lead.post(SETTINGS, data={**form, "day.0": "", "why.0": ""})
    assert "2027-01-04" not in lead.get(SETTINGS).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"opens.0": "half nine"}, "Monday: enter two times"),
        ({"opens.0": "17:00", "closes.0": "09:00"}, "an hour or more after it opens"),
        ({"opens.0": "16:55", "closes.0": "17:00"}, "an hour or more after it opens"),
        ({"opens.0": "16:59:10", "closes.0": "16:59:50"}, "an hour or more after it opens"),
        ({"opens.0": "09:00+02:00"}, "an hour or more after it opens"),
        ({"why.0": "w" * 150, "day.0": "2027-01-04"}, "120 letters or fewer"),
        ({"reply": "1" * 30}, "a whole number from 0 to 40"),
        ({"reply": "-1"}, "a whole number"),
        ({"reply": "0", "reply_unit": "hours"}, "a whole number from 1 to 40"),
        ({"safety": "²"}, "a whole number"),
        ({"score_days": "6"}, "Days without a score, more than: enter a whole number from 7 to 90"),
        ({"rises": "1" * 30}, "a whole number from 2 to 10"),
        ({"conversation_days": "-1"}, "a whole number from 1 to 60"),
        ({"day.0": "Christmas"}, "Enter a day"),
        ({"day.0": "\x00"}, None),
    ],
    ids=[
        "words",
        "backwards",
        "five minutes",
        "seconds",
        "a zone",
        "a long reason",
        "huge",
        "negative",
        "no hours",
        "a sign",
        "too few days",
        "huge rises",
        "negative days",
        "a name",
        "nothing left",
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_stays_typed(
    cast_on_sqlite: Cast, typed: dict[str, str], sentence: str | None
) -> None:
    lead = cast_on_sqlite.signed_in("lead")
    answer = lead.post(SETTINGS, data={**opened(lead), **typed})
    if sentence is None:
        assert answer.status_code == 303
        return
    assert answer.status_code == 422
    assert sentence in said(answer)
    name, value = next(iter(typed.items()))
    kept = form_of(answer.text, "settings")[name]
    assert kept
    assert value.startswith(kept)


def test_a_long_list_of_closed_days_is_kept_whole_and_one_too_many_is_said(cast_on_sqlite: Cast) -> None:
    lead = cast_on_sqlite.signed_in("lead")
    first = clock.now().date()
    rows = {f"day.{n}": str(first + timedelta(days=n)) for n in range(200)}
    assert lead.post(SETTINGS, data={**opened(lead), **rows}).status_code == 303
    assert opened(lead)["day.199"] == rows["day.199"]
    more = lead.post(SETTINGS, data={**opened(lead), "day.200": str(first + timedelta(days=300))})
    assert more.status_code == 422
    assert "room for 200 days" in said(more)


def test_a_service_is_open_on_some_day(cast_on_sqlite: Cast) -> None:
    lead = cast_on_sqlite.signed_in("lead")
    form = {name: value for name, value in opened(lead).items() if not name.startswith("open.")}
    answer = lead.post(SETTINGS, data=form)
    assert answer.status_code == 422
    assert "at least one day" in said(answer)


def test_two_leads_at_once_lose_nothing_and_both_are_shown(cast: Cast) -> None:
    first, second = cast.signed_in("lead"), cast.signed_in("lead")
    one, other = opened(first), opened(second)
    assert first.post(SETTINGS, data={**one, "reply": "3"}).status_code == 303
    late = second.post(SETTINGS, data={**other, "reply": "7"})
    assert late.status_code == 409
    assert "Somebody saved meanwhile" in said(late)
    again = form_of(late.text, "settings")
    assert again["reply"] == "7", "what was typed is still there"
    assert second.post(SETTINGS, data=again).status_code == 303


# Help now, from the one file ----------------------------------------------------------------------------------------


def no_database(folder: Path) -> TestClient:
    app = create_app(settings_for("postgresql://nobody@127.0.0.1:1/none", data_dir=folder))
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False, headers=ORIGIN)


def test_a_new_number_is_on_help_now_and_every_error_page_when_the_database_has_stopped(
    own_folder: Cast, tmp_path: Path
) -> None:
    publish_local_number(own_folder)
    client = no_database(tmp_path)
    client.cookies.set("alongside", "a login from before")
    pages = {
        200: client.get("/help-now"),
        403: client.post("/sign-in", headers={"origin": "https://elsewhere.example"}),
        404: client.get("/nowhere"),
        405: client.post("/help-now"),
        413: client.post("/sign-in", data={"email": "x" * 300_000}),
        503: client.get("/me"),
    }
    pages[5031] = client.post(f"{MODULE}/steps/one-hard-moment", data={"thoughts": "Keep these."})
    for status, page in pages.items():
        assert page.status_code == int(str(status)[:3]), (status, page.status_code)
        assert f'href="tel:{LOCAL.replace(" ", "")}"' in page.text, f"{status} has the older numbers"
        assert 'href="tel:999"' in page.text


def test_pages_of_an_ended_login_and_of_a_conflict_carry_the_number_too(own_folder: Cast) -> None:
    publish_local_number(own_folder)
    out = own_folder.anyone().post("/me/plan/pause")
    rowan = own_folder.signed_in("patient")
    other = rowan.post("/me/plan/pause", data={"who": str(own_folder.id("other-patient"))})
    assert (out.status_code, other.status_code) == (401, 409)
    for page in (out, other):
        assert LOCAL.replace(" ", "") in page.text


def test_going_back_to_what_comes_with_the_programme(own_folder: Cast) -> None:
    publish_local_number(own_folder)
    lead = own_folder.signed_in("lead")
    assert lead.post(ENGLAND, data={**opened(lead, ENGLAND), "do": "shipped"}).status_code == 303
    assert LOCAL not in own_folder.anyone().get("/help-now").text


def test_a_number_is_moved_with_a_button_and_nothing_is_saved_by_it(own_folder: Cast) -> None:
    lead = own_folder.signed_in("lead")
    moved = lead.post(ENGLAND, data={**opened(lead, ENGLAND), "do": "down:0"})
    form = form_of(moved.text, "help-numbers")
    assert (form["number.0"], form["number.1"]) == ("116 123", "111")
    first = own_folder.anyone().get("/help-now").text
    assert first.index("option 2") < first.index("116 123")
    assert lead.post(ENGLAND, data=form).status_code == 303
    after = own_folder.anyone().get("/help-now").text
    assert after.index("116 123") < after.index("option 2")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"number.0": "call us"}, "in figures and spaces"),
        ({"number.0": "٠٨٠٠ ١١١"}, "in figures and spaces"),
        ({"who.0": ""}, "Say who answers"),
        ({"text.0": "shout!"}, "2 to 12 capital letters"),
        ({"emergency": "<script>"}, "in figures, like 999"),
        ({"review": "soon"}, "Enter a day"),
        ({"owner": "x" * 100}, "60 letters or fewer"),
    ],
    ids=["words", "other figures", "nobody", "a word", "a script", "no day", "too long"],
)
def test_a_number_that_nobody_could_call_is_refused(own_folder: Cast, typed: dict[str, str], sentence: str) -> None:
    lead = own_folder.signed_in("lead")
    answer = lead.post(ENGLAND, data={**opened(lead, ENGLAND), **typed})
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert "<script>" not in answer.text.replace('<script type="module"', "")
    assert "option 2" in own_folder.anyone().get("/help-now").text


def test_the_last_number_cannot_be_taken_off(own_folder: Cast) -> None:
    lead = own_folder.signed_in("lead")
    form = {name: value for name, value in opened(lead, ENGLAND).items() if "." not in name}
    answer = lead.post(ENGLAND, data=form)
    assert answer.status_code == 422
    assert "at least one number" in said(answer)


def test_a_team_that_is_there_by_day_stands_apart_and_never_alone(own_folder: Cast) -> None:
    lead = own_folder.signed_in("lead")
    form = opened(lead, ENGLAND)
    alone = {name: value for name, value in form.items() if name.endswith(".0") or "." not in name}
    assert lead.post(ENGLAND, data={**alone, "team.0": "yes"}).status_code == 422
    assert lead.post(ENGLAND, data={**form, "team.1": "yes"}).status_code == 303
    page = own_folder.anyone().get("/help-now").text
    assert page.index("day or night") < page.index("Your own team") < page.index("116 123")


def test_a_review_that_is_due_alarms_the_lead_on_every_page_and_nobody_else(own_folder: Cast) -> None:
    lead = own_folder.signed_in("lead")
    assert "due to be checked" not in said(lead.get("/service"))
    gone = str(clock.now().date() - timedelta(days=1))
    lead.post(ENGLAND, data={**opened(lead, ENGLAND), "review": gone, "owner": "Dr Osei"})
    for path in ("/service", "/service/team", "/service/pathways", "/service/patients"):
        assert "for England are due to be checked (Dr Osei)" in said(lead.get(path)), path
    for key, path in (("practitioner", "/practice"), ("patient", "/me"), ("patient", "/help-now")):
        assert "due to be checked" not in said(own_folder.signed_in(key).get(path)), path


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: text.replace("01632", "01633"),
        lambda text: text.replace('"version": 1', '"version": 2'),
        lambda text: json.dumps({"version": 1, "digest": "", "contacts": {"england": {"name": "x"}}}),
        lambda text: "\x00\xff[]",
    ],
    ids=["cut short", "empty", "a number changed", "the version changed", "another shape", "nonsense"],
)
def test_a_file_that_is_not_right_gives_way_to_the_numbers_that_come_with_the_programme(
    own_folder: Cast, tmp_path: Path, spoil: "object"
) -> None:
    publish_local_number(own_folder)
    assert LOCAL in own_folder.anyone().get("/help-now").text
    file = tmp_path / FILE
    file.write_text(spoil(file.read_text()), encoding="utf-8")  # type: ignore[operator]
    page = own_folder.anyone().get("/help-now")
    assert page.status_code == 200
    assert LOCAL not in page.text
    assert "116 123" in page.text


def test_a_file_that_cannot_be_written_loses_no_setting_and_can_be_published_again(
    own_folder: Cast, tmp_path: Path
) -> None:
    (tmp_path / FILE).mkdir()  # something stands in its place
    publish_local_number(own_folder)
    lead = own_folder.signed_in("lead")
    assert "Help now still shows older numbers" in said(lead.get(SETTINGS))
    assert LOCAL not in own_folder.anyone().get("/help-now").text
    (tmp_path / FILE).rmdir()
    assert lead.post("/service/settings/publish").status_code == 303
    assert LOCAL in own_folder.anyone().get("/help-now").text
    assert "older numbers" not in said(lead.get(SETTINGS))


def test_what_was_saved_before_a_crash_is_published_at_the_next_start(own_folder: Cast, tmp_path: Path) -> None:
    publish_local_number(own_folder)
    (tmp_path / FILE).unlink()  # the process died between its commit and its file
    again = Cast(create_app(settings_for(str(own_folder.house.settings.database_url), data_dir=tmp_path)))
    assert LOCAL in again.anyone().get("/help-now").text


def test_another_process_shows_the_new_number_without_a_restart(
    own_folder: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.service.publishing.keep_up", partial(publishing.keep_up, every=0.02))
    other = create_app(settings_for(str(own_folder.house.settings.database_url), data_dir=tmp_path / "other"))
    with TestClient(other) as client:
        assert LOCAL not in client.get("/help-now").text
        publish_local_number(own_folder)
        assert any(LOCAL in client.get("/help-now").text for _try in range(2_000)), "it still has the older numbers"


def test_what_was_not_saved_is_not_published(own_folder: Cast, tmp_path: Path) -> None:
    lead = own_folder.signed_in("lead")
    stale = opened(lead, ENGLAND)
    publish_local_number(own_folder)
    assert lead.post(ENGLAND, data={**stale, "number.0": "01632 960 999"}).status_code == 409
    assert "960 999" not in (tmp_path / FILE).read_text(encoding="utf-8")


def test_a_reader_meets_the_old_file_or_the_new_one_and_never_a_part(tmp_path: Path, cast_on_sqlite: Cast) -> None:
    shipped = cast_on_sqlite.house.help.shipped
    reader = PublishedHelp(tmp_path, shipped)
    two = [
        {Nation.ENGLAND: shipped[Nation.ENGLAND].model_copy(update={"owner": name * 50, "emergency": number})}
        for name, number in (("A", "999"), ("B", "112"))
    ]
    published.publish(tmp_path, two[0], version=1)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_often, tmp_path, two)
        pairs = set()
        while not writing.done():
            now = reader[Nation.ENGLAND]
            pairs.add((now.owner[0], now.emergency))
        writing.result()
    assert pairs <= {("A", "999"), ("B", "112")}, "a mixed file, or the shipped one in between"
    assert list(tmp_path.iterdir()) == [tmp_path / FILE], "nothing half-written is left behind"


def write_often(folder: Path, two: list[dict[Nation, Help]]) -> None:
    for n in range(300):
        published.publish(folder, two[n % 2], version=n + 1)
