"""The demo's own settings: a number of the team's on Help now, and one nation whose numbers are due."""

from pathlib import Path

from app import clock
from app.audit.rules import SYSTEM
from app.demo import settings
from app.main import create_app
from tests.cast import Cast
from tests.conftest import settings_for
from tests.web.joining import said


def test_the_demo_shows_a_number_of_its_own_and_an_alarm_for_the_lead(sqlite_url: str, tmp_path: Path) -> None:
    cast = Cast(create_app(settings_for(sqlite_url, data_dir=tmp_path)))
    with cast.house.database.transaction() as db:
        settings.settle(db, cast.house.help.shipped, by=SYSTEM, at=clock.now())
    again = Cast(create_app(settings_for(sqlite_url, data_dir=tmp_path)))
    assert settings.OWN_LINE.number in again.anyone().get("/help-now").text
    lead = again.signed_in("lead")
    assert "Northern Ireland are due to be checked" in said(lead.get("/service"))
    assert settings.WHY in lead.get("/service/settings").text
