"""The command line: the first lead of an empty live service, and the worker that sends the mail."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app import clock
from app.audit.rules import SYSTEM
from app.database import Database
from app.main import create_app
from app.people import actions as people
from app.people.rules import Role
from app.safety.tables import SafetyFlag
from app.settings import ROOT, Settings
from tests.web.codes import carried, key_on, recovery_codes, shows
from tests.web.joining import NEW

LIVE = {
    "mode": "live",
    "secret_key": "x" * 40,
    "base_url": "https://alongside.example",
    "smtp_url": "",
    "setting_up": "1",
}
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def live(tmp_path: Path) -> Settings:
    """An empty live service on a file of its own."""
    return Settings.model_validate({**LIVE, "database_url": f"sqlite:///{tmp_path / 'live.db'}"})


@pytest.fixture
def alongside(live: Settings) -> Run:
    """The command line in a process of its own, on those settings."""
    own = {f"ALONGSIDE_{name.upper()}": value for name, value in LIVE.items()}
    env = {**os.environ, **own, "ALONGSIDE_DATABASE_URL": live.database_url, "PYTHONPATH": str(ROOT)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-P", "-m", "app.cli", *arguments]
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60)

    return run


def link(words: str) -> str:
    [found] = re.findall(r"https://alongside\.example(/\S+)", words)
    return str(found)


def test_the_first_lead_of_an_empty_live_service_gets_a_link_and_joins(live: Settings, alongside: Run) -> None:
    made = alongside("create-lead", "priya.nair@example.org")
    assert made.returncode == 0, made.stderr
    with TestClient(create_app(live), base_url=live.base_url, follow_redirects=False) as browser:
        browser.headers["origin"] = live.base_url
        assert browser.get(link(made.stdout)).status_code == 200
        assert browser.post(link(made.stdout), data=NEW).headers["location"] == "/service"
        assert browser.get("/service/team").headers["location"] == "/sign-in/set-up?next=/service/team"
        page = browser.get("/sign-in/set-up")
        form = {**carried(page, "confirm-code"), "sign-in-code": shows(key_on(page))}
        assert len(recovery_codes(browser.post("/sign-in/set-up", data=form))) == 10
        assert browser.get("/service/team").status_code == 200
        assert "first a practitioner to support them" in browser.get("/service/team/invite-patient").text
    again = alongside("create-lead", "Priya.Nair@example.org")
    assert link(again.stdout).startswith("/new-password/"), "a lead who is locked out gets back in"


def test_the_only_lead_who_has_lost_phone_and_codes_gets_back_in_from_the_host(live: Settings, alongside: Run) -> None:
    made = alongside("create-lead", "priya.nair@example.org")
    with TestClient(create_app(live), base_url=live.base_url, follow_redirects=False) as browser:
        browser.headers["origin"] = live.base_url
        browser.post(link(made.stdout), data=NEW)
        page = browser.get("/sign-in/set-up")
        browser.post("/sign-in/set-up", data={**carried(page, "confirm-code"), "sign-in-code": shows(key_on(page))})
        assert alongside("reset-code", "Priya.Nair@example.org").returncode == 0
        assert browser.get("/service").headers["location"].startswith("/sign-in?")
        answer = browser.post("/sign-in", data={"email": "priya.nair@example.org", "password": NEW["password"]})
        assert answer.headers["location"].startswith("/sign-in/set-up")
    again = alongside("reset-code", "priya.nair@example.org")
    assert again.returncode == 1, "there is nothing to reset"


def test_what_is_no_address_is_wrong_use(alongside: Run) -> None:
    assert alongside("create-lead", "priya").returncode == 2


def test_the_worker_without_a_mail_server_says_so_and_sends_nothing(alongside: Run) -> None:
    alongside("migrate")
    run = alongside("work", "--once")
    assert run.returncode == 0
    assert "ALONGSIDE_SMTP_URL is not set" in run.stderr


def test_counts_that_agree_end_well_and_those_that_do_not_are_named_and_end_with_1(
    live: Settings, alongside: Run
) -> None:
    alongside("migrate")
    whole = alongside("reconcile")
    assert whole.returncode == 0, whole.stderr
    assert "DISAGREE" not in whole.stdout
    database = Database(live.database)
    with database.transaction() as db:
        at = clock.now()
        rowan = people.add(db, Role.PATIENT, "rowan@service.example", "Rowan", "R. Ash", "-" * 12, by=SYSTEM, at=at)
        flag = SafetyFlag(patient_id=rowan.id, raised_at=at, due_at=at)
        db.add(flag)
    database.close()
    astray = alongside("reconcile")
    assert astray.returncode == 1
    assert f"ASTRAY    flag {flag.id}" in astray.stdout
    assert "Rowan" not in astray.stdout
    told = json.loads(alongside("reconcile", "--json").stdout)
    assert told["disagreements"] == 2
    assert str(flag.id) in told["astray"][0]
