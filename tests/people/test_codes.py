"""Codes of staff, below the pages: what counts, what counts once, and what the database can tell a thief."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from passlib.totp import TOTP
from sqlmodel import Session, SQLModel, col, select, text

from app.audit.rules import SYSTEM
from app.audit.tables import AuditEntry
from app.database import Database
from app.people import actions as people
from app.people import authenticator, codes, queries
from app.people.actions import Opened, Place, Wait
from app.people.codes import WrongCode
from app.people.queries import SignedIn
from app.people.rules import CODES_REFUSED, HALF_OPEN_LASTS, Role, Waits, waits_for
from app.people.tables import Login, Person, RecoveryCode, SecondFactor
from tests.cast import Cast

AT = datetime(2031, 5, 6, 9, 0, 7, tzinfo=UTC)
PLACE = Place("10.0.0.1", "Firefox on Windows", True)
STEP = timedelta(seconds=30)


def shows(key: str, at: datetime) -> str:
    """What the person's own app shows at this moment."""
    return str(TOTP(key=key.replace(" ", "")).generate(at).token)


def sam(db: Session) -> Person:
    return db.exec(select(Person).where(Person.email == "practitioner@demo.example")).one()


def opened(db: Session, at: datetime) -> SignedIn:
    """The login that Sam's password opens."""
    made: Opened = people.open_login(db, sam(db), PLACE, at=at)
    found = queries.signed_in(db, people.token_hash(made.token), at=at)
    assert found is not None
    return found


def set_up(database: Database, at: datetime = AT) -> tuple[str, list[str]]:
    """Sam sets a code up: the key in the app, and the recovery codes."""
    with database.transaction() as db:
        login = opened(db, at)
        factor = queries.second_factor(db, login.who.id)
        assert factor is not None
        key = authenticator.typed_key(factor.secret)
        return key, codes.confirm(db, login, shows(key, at), PLACE, at=at).recovery


def tried(database: Database, typed: str, at: datetime) -> bool:
    """Whether this code opens a login; a refusal is kept, as in a request."""
    with database.transaction() as db:
        try:
            codes.check(db, opened(db, at), typed, PLACE, at=at)
        except WrongCode:
            return False
    return True


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("has_code", [True, False])
@pytest.mark.parametrize("asks", [True, False])
def test_a_patient_is_never_asked_and_staff_where_they_have_a_code_or_the_service_wants_one(
    role: Role, has_code: bool, asks: bool
) -> None:
    found = waits_for(role, has_code=has_code, asks=asks)
    if role is Role.PATIENT:
        assert found is None
    elif has_code:
        assert found is Waits.CODE
    else:
        assert found is (Waits.SETUP if asks else None)


def test_a_code_counts_once_and_never_one_from_before_it(cast: Cast) -> None:
    database = cast.house.database
    key, _ = set_up(database)
    assert not tried(database, shows(key, AT), AT), "the code that set it up counted again"
    now = AT + timedelta(minutes=5)
    assert tried(database, shows(key, now), now)
    assert not tried(database, shows(key, now), now + timedelta(seconds=5))
    assert not tried(database, shows(key, now - STEP), now), "an older code counted after a newer"
    assert tried(database, shows(key, now + STEP), now + STEP)


@pytest.mark.parametrize(("steps", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_clock_of_a_phone_may_be_one_step_off(cast_on_sqlite: Cast, steps: int, counts: bool) -> None:
    database = cast_on_sqlite.house.database
    key, _ = set_up(database)
    now = AT + timedelta(hours=1)
    assert tried(database, shows(key, now + steps * STEP), now) is counts


@pytest.mark.parametrize(
    "typed", ["", " ", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "-12345", "12 34", "0" * 60, "\x00"]
)
def test_what_is_no_code_is_refused_like_a_wrong_one(cast_on_sqlite: Cast, typed: str) -> None:
    set_up(cast_on_sqlite.house.database)
    assert not tried(cast_on_sqlite.house.database, typed, AT + timedelta(minutes=5))


def test_a_code_may_be_typed_with_a_gap(cast_on_sqlite: Cast) -> None:
    database = cast_on_sqlite.house.database
    key, _ = set_up(database)
    now = AT + timedelta(minutes=5)
    shown = shows(key, now)
    assert tried(database, f" {shown[:3]} {shown[3:]} ", now)


@pytest.mark.parametrize("with_phone", [True, False], ids=["code", "recovery code"])
def test_of_several_who_send_one_code_at_the_same_moment_exactly_one_gets_in(cast: Cast, with_phone: bool) -> None:
    """Each on connections of their own, as in processes of their own."""
    key, recovery = set_up(cast.house.database)
    now = AT + timedelta(minutes=5)
    with cast.house.database.transaction() as db:
        logins = [opened(db, now) for _ in range(4)]
    together = Barrier(len(logins))

    def race(login: SignedIn) -> bool:
        own = Database(cast.house.database.url.render_as_string(hide_password=False))
        together.wait()
        try:
            with own.transaction() as db:
                if with_phone:
                    codes.check(db, login, shows(key, now), PLACE, at=now)
                else:
                    codes.recover(db, login, recovery[0], PLACE, at=now)
        except WrongCode:
            return False
        finally:
            own.close()
        return True

    with ThreadPoolExecutor(len(logins)) as pool:
        results = list(pool.map(race, logins))
    assert results.count(True) == 1, results


def test_each_recovery_code_is_good_once_however_it_is_typed(cast: Cast) -> None:
    database = cast.house.database
    _, recovery = set_up(database)
    assert len(set(recovery)) == 10
    for n, code in enumerate(recovery, start=1):
        now = AT + n * timedelta(hours=1)
        typed = [code, code.lower(), code.replace("-", " "), code.replace("-", "").replace("0", "O")][n % 4]
        with database.transaction() as db:
            login, left = codes.recover(db, opened(db, now), typed, PLACE, at=now)
            assert login.waits_for is None
            assert left == 10 - n
        with database.transaction() as db, pytest.raises(WrongCode):
            codes.recover(db, opened(db, now), code, PLACE, at=now)


def test_new_recovery_codes_make_the_old_ones_void_and_are_nobody_elses(cast: Cast) -> None:
    database = cast.house.database
    _, old = set_up(database)
    now = AT + timedelta(hours=1)
    with database.transaction() as db:
        new = codes.new_recovery_codes(db, sam(db), by=SYSTEM, at=now)
        alex = db.exec(select(Person).where(Person.email == "other-practitioner@demo.example")).one()
        with pytest.raises(WrongCode):
            codes.prove(db, alex, new[0], PLACE.network, at=now)
        with pytest.raises(WrongCode):
            codes.prove(db, sam(db), old[0], PLACE.network, at=now)
        codes.prove(db, sam(db), new[0], PLACE.network, at=now)


def test_neither_the_key_nor_a_code_is_anywhere_in_the_database(cast: Cast) -> None:
    key, recovery = set_up(cast.house.database)
    plain = key.replace(" ", "")
    needles = [plain, *recovery, *(one.replace("-", "") for one in recovery)]
    needles += [hashlib.sha256(one.replace("-", "").encode()).hexdigest() for one in recovery]
    with cast.house.database.transaction(writes=False) as db:
        rows = 0
        for table in SQLModel.metadata.sorted_tables:
            for row in db.execute(text(f'SELECT * FROM "{table.name}"')):  # noqa: S608 - our own names
                rows += 1
                everything = " ".join(map(str, row))
                assert not [one for one in needles if one in everything], table.name
        assert rows > 100
        assert len(db.exec(select(RecoveryCode)).all()) == 10
        assert "enckey" in db.exec(select(SecondFactor.secret)).one()


def test_wrong_codes_are_asked_to_wait_with_the_wrong_passwords_of_the_same_person(cast: Cast) -> None:
    database = cast.house.database
    key, _ = set_up(database)
    now = AT + timedelta(minutes=5)
    for _ in range(10):
        assert not tried(database, "000000", now)
    with database.transaction() as db:
        with pytest.raises(Wait):
            codes.check(db, opened(db, now), shows(key, now), PLACE, at=now)
        with pytest.raises(Wait):
            people.may_try(db, "practitioner@demo.example", PLACE.network, at=now)
    assert tried(database, shows(key, now + timedelta(minutes=16)), now + timedelta(minutes=16))


def test_six_figures_are_not_guessed_in_a_day(cast_on_sqlite: Cast) -> None:
    """Whoever waits out each quarter of an hour is still stopped."""
    database = cast_on_sqlite.house.database
    key, _ = set_up(database)
    refused = 0
    for n in range(CODES_REFUSED + 20):
        now = AT + (n + 1) * timedelta(minutes=4)
        try:
            refused += not tried(database, "000000", now)
        except Wait:
            break
    assert refused == CODES_REFUSED
    later = now + timedelta(days=1)
    assert tried(database, shows(key, later), later)


def test_the_secret_somebody_has_seen_is_not_the_one_that_the_next_to_log_in_sets_up(cast: Cast) -> None:
    database = cast.house.database
    with database.transaction() as db:
        thief = opened(db, AT)
        seen = queries.second_factor(db, thief.who.id)
        assert seen is not None
        secret = seen.secret
    with database.transaction() as db:
        owner = opened(db, AT)
        fresh = queries.second_factor(db, owner.who.id)
        assert fresh is not None
        assert fresh.secret != secret
        assert queries.signed_in(db, thief.token_hash, at=AT) is None, "the thief still looks at the page"
        with pytest.raises(WrongCode):
            codes.confirm(db, owner, shows(authenticator.typed_key(secret), AT), PLACE, at=AT)


def test_a_login_that_waits_lasts_ten_minutes_and_makes_no_network_known(cast: Cast) -> None:
    database = cast.house.database
    set_up(database)
    now = AT + timedelta(hours=1)
    elsewhere = Place("10.9.9.9", "", True)
    with database.transaction() as db:
        token = people.token_hash(people.open_login(db, sam(db), elsewhere, at=now).token)
    with database.transaction(writes=False) as db:
        assert queries.signed_in(db, token, at=now + HALF_OPEN_LASTS) is not None
        assert queries.signed_in(db, token, at=now + HALF_OPEN_LASTS + timedelta(seconds=1)) is None
        assert not queries.signed_in_from(db, sam(db).id, people.keyed("10.9.9.9"))
        assert queries.signed_in_from(db, sam(db).id, people.keyed(PLACE.network))


def test_a_reset_ends_every_login_and_is_in_the_audit(cast: Cast) -> None:
    database = cast.house.database
    key, recovery = set_up(database)
    with database.transaction() as db:
        lead = queries.by_email(db, "lead@demo.example")
        assert lead is not None
        by = queries.Who(lead.id, lead.name, lead.full_name, Role.SERVICE_LEAD).actor
        codes.reset(db, sam(db), by=by, at=AT)
        assert queries.have_code(db, [sam(db).id]) == set()
        assert db.exec(select(Login).where(Login.person_id == sam(db).id, col(Login.ended_at).is_(None))).all() == []
        for typed in (shows(key, AT + STEP), recovery[0]):
            with pytest.raises(WrongCode):
                codes.prove(db, sam(db), typed, PLACE.network, at=AT + STEP)
        entry = db.exec(select(AuditEntry).where(AuditEntry.deed == "second factor reset")).one()
        assert (entry.actor_name, entry.subject) == ("Priya", f"practitioner {sam(db).id}")
