"""Help, errors and headers: true without the database, on every page, in every state."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.web.middleware import HEADERS
from tests.access.test_matrix import PEOPLE, _paths, routes, things
from tests.cast import MODULE, ORIGIN, Cast, hidden
from tests.conftest import settings_for


def no_database(tmp_path: Path) -> TestClient:
    app = create_app(settings_for("postgresql://nobody@127.0.0.1:1/none", data_dir=tmp_path))
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False, headers=ORIGIN)


def test_help_now_stands_when_the_database_is_away(tmp_path: Path) -> None:
    page = no_database(tmp_path).get("/help-now")
    assert page.status_code == 200
    assert 'href="tel:999"' in page.text
    assert "116 123" in page.text
    assert re.search(r"These numbers are for England\. Checked \d+ \w+", page.text)


@pytest.mark.parametrize(
    ("nation", "number"),
    [
        ("scotland", "NHS 24"),
        ("wales", "NHS 111 Wales"),
        ("northern-ireland", "0808 808 8000"),
        ("england", "option 2"),
    ],
)
def test_each_nation_has_numbers_of_its_own(cast_on_sqlite: Cast, nation: str, number: str) -> None:
    assert number in cast_on_sqlite.anyone().get(f"/help-now/{nation}").text


def test_when_the_database_is_away_a_form_keeps_its_words_and_offers_to_try_again(tmp_path: Path) -> None:
    client = no_database(tmp_path)
    client.cookies.set("alongside", "a login from before")
    answer = client.post(f"{MODULE}/steps/one-hard-moment", data={"thoughts": "Keep these."})
    assert answer.status_code == 503
    assert "Keep these." in answer.text
    assert f'action="{MODULE}/steps/one-hard-moment"' in answer.text
    assert 'href="/help-now"' in answer.text


def test_health_says_when_the_database_is_away(tmp_path: Path, cast_on_sqlite: Cast) -> None:
    assert no_database(tmp_path).get("/healthz").status_code == 503
    well = cast_on_sqlite.anyone().get("/healthz")
    assert well.status_code == 200
    assert {"status", "database", "content", "version"} <= set(well.json())


def test_every_page_and_every_refusal_carries_help_headers_one_h1_and_who_is_signed_in(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    there = things(cast)
    seen = 0
    for key in ("nobody", "patient", "practitioner", "lead"):
        client = cast.signed_in(key) if PEOPLE[key] else cast.anyone()
        for route in routes(cast.app):
            for path in _paths(route, there):
                for method in sorted(route.methods):
                    if route.name == "front_door.sign_out" and method == "POST":
                        continue
                    answer = client.request(method, path)
                    for name, value in HEADERS.items():
                        assert answer.headers[name] == value, f"{method} {path} lacks {name}"
                    assert answer.headers["cache-control"] == "no-store"
                    if "html" not in answer.headers.get("content-type", "") or not answer.text:
                        continue
                    seen += 1
                    what = f"{key}: {method} {path} ({answer.status_code})"
                    assert answer.text.count("<h1") == 1, what
                    if route.name not in {"front_door.help_now", "front_door.help_now_in"} or answer.status_code != 200:
                        assert 'href="/help-now"' in answer.text, what
                    assert not re.search(r"<(script|style)[^>]*>[^<]", answer.text), f"{what}: inline script or style"
                    assert " style=" not in answer.text, what
                    assert not re.search(r"\son\w+=", answer.text), what
                    assert (
                        'action="/sign-out"' in answer.text
                        or answer.status_code >= 400
                        or not _signed_in(route.name, key)
                    )
    assert seen > 60


def _signed_in(route: str, key: str) -> bool:
    door = {"patient": "patient.", "practitioner": "practitioner.", "lead": "service_lead."}
    return key in door and route.startswith(door[key])


def test_what_nobody_expected_gets_a_kind_page_with_headers_the_words_and_a_code(
    cast_on_sqlite: Cast, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    form = {**hidden(rowan.get(f"{MODULE}/steps/your-own-loop").text), "round-again": "canary of a bad day"}

    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError("canary of a bad day")

    monkeypatch.setattr("app.enrolments.actions.complete_step", breaks)
    answer = rowan.post(f"{MODULE}/steps/your-own-loop", data=form)
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "canary of a bad day" in answer.text, "the words are given back"
    assert re.search(r"say [0-9A-Z]{3}-[0-9A-Z]{3} and the time", answer.text)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    out, err = capfd.readouterr()
    assert "canary" not in out + err, "the log says where, never what"


def test_static_files_are_addressed_by_digest_and_kept_for_ever(cast_on_sqlite: Cast) -> None:
    client = cast_on_sqlite.anyone()
    sheet = re.search(r'href="(/static/alongside\.[0-9a-f]{10}\.css)"', client.get("/sign-in").text)
    assert sheet
    answer = client.get(sheet[1])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/css")
    assert client.get("/static/alongside.css").status_code == 404


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/.env", "/me/", "/static/../app/main.py"])
def test_nothing_is_open_that_nobody_needs(cast_on_sqlite: Cast, path: str) -> None:
    assert cast_on_sqlite.anyone().get(path).status_code == 404


def test_a_body_too_large_gets_a_clear_page(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    answer = rowan.post(f"{MODULE}/steps/your-own-loop", data={"round-again": "a" * 300_000})
    assert answer.status_code == 413
    assert "more than we can take" in answer.text
    assert 'href="/help-now"' in answer.text


def test_a_form_of_three_thousand_fields_is_refused_clearly(cast_on_sqlite: Cast) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    answer = rowan.post(f"{MODULE}/steps/your-own-loop", data={f"f{n}": "x" for n in range(3000)})
    assert answer.status_code in {400, 413, 422}
    assert 'href="/help-now"' in answer.text


def test_a_lead_previews_a_step_as_the_patient_sees_it_and_can_send_nothing(cast_on_sqlite: Cast) -> None:
    lead, marek = cast_on_sqlite.signed_in("lead"), cast_on_sqlite.signed_in("marek")
    preview = lead.get("/service/modules/understanding-low-mood/steps/one-hard-moment").text
    page = marek.get(f"{MODULE}/steps/one-hard-moment").text
    for words in ("What went through your mind?", "Think of one hard moment", "How strong was it?"):
        assert words in preview
        assert words in page
    assert 'type="submit" data-busy' not in preview
    assert hidden(page)["version"] == "0"


def test_the_log_holds_routes_and_never_words(cast_on_sqlite: Cast, capfd: pytest.CaptureFixture[str]) -> None:
    rowan = cast_on_sqlite.signed_in("patient")
    rowan.post(f"{MODULE}/steps/your-own-loop", data={"round-again": "canary-in-the-log"})
    rowan.get(f"{MODULE}/steps/your-own-loop?draft=canary-in-the-address")
    out, err = capfd.readouterr()
    assert "canary" not in out + err


def test_a_form_that_hides_its_length_is_stopped_with_the_same_page(cast_on_sqlite: Cast) -> None:
    client = cast_on_sqlite.anyone()
    sent = (b"email=" + b"x" * 100_000 for _n in range(1_000))
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = client.post("/sign-in", content=sent, headers=kind)
    assert answer.status_code == 413
    assert "Send it in two or more parts" in answer.text
