"""The bench itself: a measurement that does not start is found here, not on the day somebody needs its figures."""

import pytest

from tests.bench.__main__ import main


def test_the_bench_runs_to_its_end_and_loses_no_acknowledged_save(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--sqlite", "--rounds", "1", "--seconds", "0.1", "--patients", "24"]) == 0, (
        "see what `python3 run.py bench --sqlite` says"
    )
    printed = capsys.readouterr().out
    assert "stored: met" in printed
    assert "durable save of it" in printed
