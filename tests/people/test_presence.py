"""Whoever is away, ill, gone or off today: what waits for them stands on the list of somebody who is there.

All states of a small team are gone through: every standing of the practitioner, of whoever covers, and of whoever is on
duty, with nothing late, something late, and something long late. The database is asked the same of each.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, delete, select, update

from app import clock
from app.audit.rules import SYSTEM
from app.caseload.everybody import everybody
from app.messages.queries import overdue_patients
from app.messages.tables import Message, MessageSeen
from app.people import absence, queries
from app.people import actions as people
from app.people.presence import Away, Colleague, Lists, Team, gaps, lists, on_duty, stands_for
from app.people.rules import Role
from app.people.tables import DutyTurn, Leave, Person, Profile, Support
from tests.cast import Cast

SAM, ALEX, DEE, LEAD = (UUID(int=n) for n in range(1, 5))
TODAY = date(2026, 11, 24)  # a Tuesday
STANDINGS = ("here", "off today", "away", "away, Alex covers", "shut out", "gone")
COVERS = ("here", "off today", "away", "away, Sam covers", "away, Dee covers", "shut out", "gone")
DUTIES = ("nobody", "Alex", "Dee", "Dee, away", "Dee, shut out")
LATENESS = ((False, False), (True, False), (True, True))


def colleague(id_: UUID, standing: str, *, duty: bool = False) -> Colleague:
    """Somebody as the words say they are on this day."""
    who = {"Alex": ALEX, "Sam": SAM, "Dee": DEE}
    cover = next((id_ for name, id_ in who.items() if f"{name} covers" in standing), None)
    return Colleague(
        id_,
        "-",
        Role.PRACTITIONER,
        active=standing not in ("shut out", "gone"),
        works_today=standing != "off today",
        away=Away(TODAY, TODAY, cover) if standing.startswith("away") else None,
        on_duty=duty,
    )


def teams() -> Iterator[tuple[str, Team]]:
    for sam, alex, duty in product(STANDINGS, COVERS, DUTIES):
        dee = "away" if duty == "Dee, away" else "shut out" if duty == "Dee, shut out" else "here"
        found = (
            colleague(SAM, sam),
            colleague(ALEX, alex, duty=duty == "Alex"),
            colleague(DEE, dee, duty=duty.startswith("Dee")),
        )
        lead = Colleague(LEAD, "-", Role.SERVICE_LEAD)
        yield f"Sam {sam}; Alex {alex}; duty {duty}", {one.id: one for one in (*found, lead)}


def can_act(team: Team, id_: UUID) -> bool:
    return team[id_].active and team[id_].away is None


def test_in_every_state_what_waits_is_on_the_list_of_somebody_who_is_there() -> None:
    tried = 0
    for what, team in teams():
        for overdue, long_overdue in LATENESS:
            found = lists(SAM, team, overdue=overdue, long_overdue=long_overdue)
            tried += 1
            assert found.leads or any(can_act(team, one) for one in found.practitioners), f"{what}: nobody has it"
            assert all(can_act(team, one) for one in found.practitioners), f"{what}: on the list of somebody away"
            if not any(team[one].works_today for one in found.practitioners):
                assert found.leads or on_duty(team) <= found.practitioners, f"{what}: duty does not see it"
            if overdue:
                beyond = found.practitioners - {stands_for(SAM, team)}
                assert beyond or found.leads or on_duty(team) <= found.practitioners, (
                    f"{what}: late and nobody else sees"
                )
                assert found.leads or found.practitioners & on_duty(team), f"{what}: late, neither duty nor lead"
            if long_overdue:
                assert found.leads, f"{what}: long late and the lead does not see it"
    assert tried == len(STANDINGS) * len(COVERS) * len(DUTIES) * len(LATENESS)


def test_being_late_takes_something_off_nobodys_list() -> None:
    for what, team in teams():
        on_time, late = lists(SAM, team), lists(SAM, team, overdue=True)
        longer = lists(SAM, team, overdue=True, long_overdue=True)
        assert on_time.practitioners <= late.practitioners <= longer.practitioners, what
        assert on_time.leads <= late.leads <= longer.leads, what


def test_cover_for_cover_is_followed_and_a_ring_of_cover_ends_with_duty_and_the_lead() -> None:
    team: dict[UUID, Colleague] = {
        SAM: colleague(SAM, "away, Alex covers"),
        ALEX: colleague(ALEX, "away, Dee covers"),
        DEE: colleague(DEE, "here"),
    }
    assert stands_for(SAM, team) == DEE
    team[DEE] = replace(colleague(DEE, "away, Sam covers"), on_duty=True)
    assert stands_for(SAM, team) is None
    assert lists(SAM, team) == Lists(frozenset(), leads=True)


def test_a_patient_whom_nobody_supports_is_the_leads_and_dutys_once_something_is_late() -> None:
    team = {DEE: colleague(DEE, "here", duty=True)}
    assert lists(None, team) == Lists(frozenset(), leads=True)
    assert lists(None, team, overdue=True) == Lists(frozenset({DEE}), leads=True)


def test_a_day_on_which_the_only_one_on_duty_is_away_is_a_gap() -> None:
    days = [TODAY + timedelta(days=n) for n in range(5)]
    duty = [(DEE, days[0], days[3])]
    assert gaps(days, duty, []) == [days[4]]
    assert gaps(days, duty, [(DEE, days[1], days[2]), (SAM, days[0], days[4])]) == [days[1], days[2], days[4]]


# The same of the database: the queries behind the screens find what the rules say -----------------------------------


def arrange(db: Session, ids: dict[UUID, UUID], who: UUID, standing: str, *, at: datetime) -> None:
    """Puts somebody into a standing, through the deeds that the screens call."""
    person = queries.person(db, ids[who])
    match standing:
        case "off today":
            absence.save_profile(db, person.id, "", "13457", by=SYSTEM, at=at)
        case "shut out":
            absence.suspend(db, person, by=SYSTEM, at=at)
        case "gone":
            people.deactivate(db, person, by=SYSTEM, at=at)
        case _ if standing.startswith("away"):
            cover = colleague(who, standing).away
            in_for = ids[cover.cover] if cover and cover.cover else None
            absence.note_leave(db, person.id, TODAY, TODAY, in_for, by=SYSTEM, at=at)


def clear(db: Session, ids: dict[UUID, UUID]) -> None:
    for table in (Leave, DutyTurn, Profile):
        db.exec(delete(table))
    db.exec(update(Person).where(col(Person.id).in_(list(ids.values()))).values(suspended_at=None, deactivated_at=None))


@pytest.fixture
def ids(cast: Cast) -> dict[UUID, UUID]:
    """Sam and Alex of the cast, and Dee, who joins them."""
    at = clock.now()
    with cast.house.database.transaction() as db:
        dee = people.add(db, Role.PRACTITIONER, "dee@test.example", "Dee", "Dee Fox", "-" * 12, by=SYSTEM, at=at).id
    return {SAM: cast.id("practitioner"), ALEX: cast.id("other-practitioner"), DEE: dee}


def test_the_lists_that_people_see_are_what_the_rules_say_in_every_state(cast: Cast, ids: dict[UUID, UUID]) -> None:
    at, rowan = datetime.fromisoformat("2026-11-24T12:00+00:00"), cast.id("patient")
    for late, (what, team) in product((False, True), teams()):
        standings = dict(part.split(" ", 1) for part in what.split("; "))
        with cast.house.database.transaction() as db:
            clear(db, ids)
            db.exec(delete(MessageSeen))
            db.exec(delete(Message))
            if late:
                message(db, rowan, due=at - timedelta(minutes=1))
            arrange(db, ids, SAM, standings["Sam"], at=at)
            arrange(db, ids, ALEX, standings["Alex"], at=at)
            arrange(db, ids, DEE, "away" if team[DEE].away else "here" if team[DEE].active else "shut out", at=at)
            for one in (ALEX, DEE):
                if team[one].on_duty:
                    absence.put_on_duty(db, ids[one], TODAY, TODAY, by=SYSTEM, at=at)
            found, overdue = queries.team_on(db, TODAY), overdue_patients(db, at=at)
            shown = {
                key
                for key, id_ in ids.items()
                if rowan in {one.who.id for one in queries.looked_after(db, id_, found, overdue=overdue)}
            }
            leads = everybody(db, found, only=rowan).patients[0].leads
            db.rollback()
        expected = lists(SAM, team, overdue=late)
        own = {SAM}  # one's own patients stay in reach whatever the day is; whether one may sign in is another matter
        assert shown | own == expected.practitioners | own, f"{what}, late {late}"
        assert leads == (stands_for(SAM, team) is None), f"{what}, late {late}"


def message(db: Session, patient: UUID, *, due: datetime) -> None:
    """A message that was to be answered by then."""
    db.add(
        Message(
            patient_id=patient,
            by_id=patient,
            from_patient=True,
            words="Could we talk about Monday?",
            once=uuid4(),
            at=due - timedelta(days=1),
            due_at=due,
        )
    )
    db.flush()


def test_a_patient_whose_support_has_ended_and_whose_message_waits_is_on_dutys_and_the_leads_list(
    cast: Cast, ids: dict[UUID, UUID]
) -> None:
    at, rowan = datetime.fromisoformat("2026-11-24T12:00+00:00"), cast.id("patient")
    with cast.house.database.transaction() as db:
        clear(db, ids)
        message(db, rowan, due=at - timedelta(minutes=1))
        people.end_support(db, rowan, by=SYSTEM, at=at)
        absence.put_on_duty(db, ids[DEE], TODAY, TODAY, by=SYSTEM, at=at)
        team, overdue = queries.team_on(db, TODAY), overdue_patients(db, at=at)
        assert rowan in {one.who.id for one in queries.looked_after(db, ids[DEE], team, overdue=overdue)}
        assert everybody(db, team, leads_only=True).patients[0].id == rowan


def test_every_course_that_goes_on_is_somebodys_on_the_leads_page(cast: Cast) -> None:
    """Whom the lead sees is everybody, each with whoever supports them."""
    with cast.house.database.transaction(writes=False) as db:
        team = queries.team_on(db, TODAY)
        found = everybody(db, team)
        patients = db.exec(select(Person.id).where(Person.role == Role.PATIENT.value)).all()
        supported = set(db.exec(select(Support.patient_id).where(col(Support.until).is_(None))))
    assert {one.id for one in found.patients} == set(patients)
    assert {one.id for one in found.patients if one.practitioner} == supported
