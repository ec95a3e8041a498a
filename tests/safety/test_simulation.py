"""No safety flag is lost, orphaned or late, whatever people, clocks and databases do.

A small service is lived through at random (`simulated.py`) and held to what must always be true (`invariants.py`):
after each answer what concerns it, after every fiftieth step everything.

The walk is our own and not Hypothesis': what is looked for are long histories, thousands of steps in one database, with
a new database a second apart. A walk is nothing but its seed. Where one fails it is gone through again from the last
step at which all was well, now with every check after every step: that is the shortest beginning of it that fails, and
the seed and its last steps are told in words.
"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import ModuleType
from typing import Any, Protocol
from uuid import UUID

import pytest
from sqlalchemy import event

from app.database import Database
from app.people.presence import Team
from app.people.waiting import Place, place
from app.safety import actions, rules
from app.service.calendar import Calendar
from tests.conftest import settings_for
from tests.databases import PostgresTemplate, SqliteTemplate
from tests.safety import invariants
from tests.safety.invariants import Known
from tests.safety.simulated import PATIENTS, Service

MEASURES, MEASURES_AT_FULL_SIZE = 1_000, 20_000
MOST_IN_ONE_DATABASE = 120
CHECKED_EVERY = 50
TOLD_AT_MOST = 25
SHARES = ("sqlite 1", "sqlite 2", "sqlite 3", "sqlite 4", "postgresql")
OF_POSTGRESQL = 0.1
"""Of the measures so many are given on PostgreSQL, the others on SQLite."""


class Template(Protocol):
    def copy(self) -> AbstractContextManager[str]: ...


@dataclass
class Sum:
    """What one share came to."""

    measures: int = 0
    steps: int = 0
    flags: int = 0
    faults: int = 0
    refused: int = 0
    seeds: list[str] = field(default_factory=list)


@contextmanager
def living(template: Template, seed: str) -> Iterator[tuple[Service, Known]]:
    with template.copy() as url:
        database = Database(url)
        if database.is_sqlite:
            event.listen(database.engine, "connect", without_waiting_for_the_disk)
        try:
            service = Service(database, settings_for(url, smtp_url="smtp://127.0.0.1:9"), seed)
            yield service, Known.of(service)
        finally:
            database.close()


def without_waiting_for_the_disk(connection: Any, _record: object) -> None:
    """What is on the disk when a machine dies is asked in tests/durability; here it would only cost the time."""
    connection.execute("PRAGMA synchronous=OFF")


def walk(template: Template, seed: str, measures: int, total: Sum) -> None:
    """One database's history. Raises with the seed and its last steps where something does not hold."""
    steps, well = 0, 0
    with living(template, seed) as (service, known):
        try:
            while service.measures < measures:
                steps += 1
                step(service)
                if steps % CHECKED_EVERY == 0:
                    invariants.everything(service, known)
                    well = steps
            invariants.everything(service, known)
        except Exception as error:  # whatever it is: the story belongs to it
            raise AssertionError(shortest(template, seed, well, steps, error)) from error
        total.measures += service.measures
        total.steps += steps
        total.flags += service.facts
        total.faults += service.faults
        total.refused += service.refused
        total.seeds.append(seed)


def step(service: Service) -> None:
    """One step, and what concerns an answer as soon as it was acknowledged."""
    service.step()
    if service.answered:
        invariants.after_an_answer(service, *service.answered)


def shortest(template: Template, seed: str, well: int, failed: int, error: Exception) -> str:
    """The same walk again, with every check after each step since all was well; what it came to, in words."""
    with living(template, seed) as (service, known):
        n = 0
        try:
            for n in range(1, failed + 1):
                step(service)
                if n >= well:
                    invariants.everything(service, known)
        except Exception as found:  # as above
            error = found
        told = "\n".join(service.story[-TOLD_AT_MOST:])
    return f"seed {seed!r}, step {n}: {type(error).__name__}: {error}\nThe last steps:\n{told}"


def wanted(full_size: bool) -> int:
    own = os.environ.get("ALONGSIDE_SIMULATED_MEASURES")
    return int(own) if own else MEASURES_AT_FULL_SIZE if full_size else MEASURES


@pytest.mark.timeout(3 * 3600)
@pytest.mark.parametrize("share", SHARES)
def test_no_flag_is_lost_orphaned_or_late_whatever_happens(
    share: str, full_size: bool, request: pytest.FixtureRequest
) -> None:
    on_sqlite = share.startswith("sqlite")
    template = request.getfixturevalue("sqlite_template" if on_sqlite else "postgres_template")
    part = (1 - OF_POSTGRESQL) / (len(SHARES) - 1) if on_sqlite else OF_POSTGRESQL
    measures, total = round(wanted(full_size) * part), Sum()
    while total.measures < measures:
        seed = f"{share} {len(total.seeds)}"
        walk(template, seed, min(MOST_IN_ONE_DATABASE, measures - total.measures), total)
    assert total.flags > measures / 10, "hardly any flag: the walk tries nothing"
    assert total.faults > 0, "the database never broke off: the walk tries nothing"
    assert total.refused > 0, "nothing was ever refused: the walk tries nothing"
    print(f"\n{share}: {total}")


def test_one_seed_tells_one_story(sqlite_template: SqliteTemplate, postgres_template: PostgresTemplate) -> None:
    """Or a failure could not be gone through again."""
    told = []
    for template in (sqlite_template, sqlite_template, postgres_template):
        with living(template, "one story") as (service, _known):
            for _step in range(150):
                service.step()
            told.append("\n".join(service.story))
    assert told[0] == told[1] == told[2]
    assert all(f"{key} " in told[0] for key in PATIENTS)


def held_by_one_alone(
    due_at: datetime, taken_by: UUID | None, own: UUID | None, team: Team, calendar: Calendar, at: datetime
) -> Place:
    has_it = rules.holder(taken_by, team)
    return place(max(due_at, at) if has_it else due_at, has_it or own, team, calendar, at)


def held_for_good(
    due_at: datetime, taken_by: UUID | None, own: UUID | None, team: Team, calendar: Calendar, at: datetime
) -> Place:
    return place(max(due_at, at) if taken_by else due_at, taken_by or own, team, calendar, at)


@pytest.mark.parametrize(
    ("where", "name", "fault", "said"),
    [
        (actions, "joined_due", max, "a flag was given more time"),
        (invariants, "standing", held_by_one_alone, "nobody on whose list it is reaches the patient"),
        (invariants, "standing", held_for_good, "late and does not say so|nobody on whose list"),
    ],
)
def test_a_fault_that_is_put_in_is_found_and_told(
    where: ModuleType,
    name: str,
    fault: object,
    said: str,
    sqlite_template: SqliteTemplate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The seed, the step, what does not hold, and what happened before it."""
    monkeypatch.setattr(where, name, fault)
    with pytest.raises(AssertionError, match=said) as found:
        walk(sqlite_template, "put in", 150, Sum())
    first, second, *steps = str(found.value).splitlines()
    assert first.startswith("seed 'put in', step ")
    assert second == "The last steps:"
    assert 5 < len(steps) <= TOLD_AT_MOST
