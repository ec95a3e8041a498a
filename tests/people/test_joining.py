"""Invitations and one-time links: one use each, for one purpose, for so long, whoever presses at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from app import clock
from app.audit.rules import SYSTEM, Actor
from app.audit.tables import AuditEntry
from app.people import actions, invitations, links, passwords, queries
from app.people.actions import Opened, Place, token_hash
from app.people.invitations import Gone, HasAccount, Joining, NewInvitation, NotTheirs, UnfitPassword
from app.people.links import NewLink
from app.people.presence import lists
from app.people.rules import Purpose, Role, Standing, Unfit
from app.people.tables import Invitation, OneTimeLink, Person
from tests.cast import Cast

PASSWORD = "a quiet lane by the canal"
NETWORK = "10.0.0.1"
PLACE = Place(NETWORK, "Chrome on Android", asks=False)
TABLES = ("invitation", "one_time_link")
ROBIN = "robin@example.org"


def actor(cast: Cast, key: str) -> Actor:
    with cast.house.database.transaction(writes=False) as db:
        person = db.get_one(Person, cast.id(key))
    return Actor(person.id, person.name, person.role)


def robin(cast: Cast, email: str = ROBIN) -> Joining:
    return Joining(Role.PATIENT, email, "Robin", "Robin Ashe", practitioner_id=cast.id("practitioner"))


def invited(cast: Cast, joining: Joining | None = None, *, by: str = "practitioner", at: datetime) -> NewInvitation:
    with cast.house.database.transaction() as db:
        return invitations.invite(db, joining or robin(cast), by=actor(cast, by), at=at)


def accepting(cast: Cast, token: str, *, password: str = PASSWORD, at: datetime) -> Opened:
    with cast.house.database.transaction() as db:
        return invitations.accept(db, token, password, PLACE, at=at)[0]


def password_link(cast: Cast, key: str = "patient", *, at: datetime) -> NewLink:
    with cast.house.database.transaction() as db:
        return links.for_password(db, queries.person(db, cast.id(key)), by=actor(cast, "practitioner"), at=at)


def test_somebody_invited_joins_with_their_own_password_and_is_supported_from_then_on(cast: Cast) -> None:
    at = clock.now()
    opened = accepting(cast, invited(cast, at=at).token, at=at + timedelta(days=6))
    assert opened.who.name == "Robin"
    with cast.house.database.transaction() as db:
        supporter = queries.practitioner_of(db, opened.who.id)
        again = actions.sign_in(db, " Robin@Example.ORG", PASSWORD, PLACE, at=at + timedelta(days=6))
    assert supporter is not None
    assert supporter.name == "Sam"
    assert again is not None


def test_two_who_accept_at_once_are_one_person(cast: Cast) -> None:
    at = clock.now()
    token = invited(cast, at=at).token

    def press(_: int) -> str:
        try:
            return accepting(cast, token, at=at).who.name
        except (Gone, HasAccount) as refused:
            return type(refused).__name__

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(press, range(6)))
    assert answers.count("Robin") == 1
    with cast.house.database.transaction() as db:
        assert len(db.exec(select(Person).where(Person.email == ROBIN)).all()) == 1


def test_two_who_invite_one_address_at_once_leave_one_open_invitation(cast: Cast) -> None:
    at = clock.now()
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: invited(cast, at=at), range(6)))
    with cast.house.database.transaction(writes=False) as db:
        standing = [queries.invitation(db, token_hash(one.token), at=at) for one in made]
    assert [one.standing for one in standing if one].count(Standing.OPEN) == 1
    assert [one.standing for one in standing if one].count(Standing.WITHDRAWN) == 5


@pytest.mark.parametrize(
    ("after", "standing"),
    [(timedelta(days=7) - timedelta(seconds=1), Standing.OPEN), (timedelta(days=7), Standing.EXPIRED)],
)
def test_an_invitation_is_good_for_seven_days(cast_on_sqlite: Cast, after: timedelta, standing: Standing) -> None:
    at = clock.now()
    token = invited(cast_on_sqlite, at=at).token
    with cast_on_sqlite.house.database.transaction(writes=False) as db:
        found = queries.invitation(db, token_hash(token), at=at + after)
    assert found is not None
    assert found.standing is standing
    if standing is Standing.EXPIRED:
        with pytest.raises(Gone) as gone:
            accepting(cast_on_sqlite, token, at=at + after)
        assert gone.value.standing is Standing.EXPIRED


def test_an_invitation_taken_back_is_good_for_nothing(cast: Cast) -> None:
    at = clock.now()
    made = invited(cast, at=at)
    with cast.house.database.transaction() as db:
        invitations.withdraw(db, made.id, by=actor(cast, "lead"), at=at)
    with pytest.raises(Gone) as gone:
        accepting(cast, made.token, at=at)
    assert gone.value.standing is Standing.WITHDRAWN


def test_one_that_was_accepted_cannot_be_taken_back(cast_on_sqlite: Cast) -> None:
    at = clock.now()
    made = invited(cast_on_sqlite, at=at)
    accepting(cast_on_sqlite, made.token, at=at)
    with cast_on_sqlite.house.database.transaction() as db:
        invitations.withdraw(db, made.id, by=actor(cast_on_sqlite, "lead"), at=at)
        assert db.get_one(Invitation, made.id).withdrawn_at is None


def test_an_invitation_outlives_the_practitioner_it_was_for_and_its_patient_is_on_the_leads_list(cast: Cast) -> None:
    at = clock.now()
    made = invited(cast, at=at)
    with cast.house.database.transaction() as db:
        actions.deactivate(db, queries.person(db, cast.id("practitioner")), by=SYSTEM, at=at)
    opened = accepting(cast, made.token, at=at)
    with cast.house.database.transaction(writes=False) as db:
        practitioner = queries.practitioner_of(db, opened.who.id)
        team = queries.team_on(db, at.date())
    assert practitioner is not None
    assert lists(practitioner.id, team).leads


def test_an_address_with_an_account_is_not_invited(cast: Cast) -> None:
    with pytest.raises(HasAccount):
        invited(cast, robin(cast, "Other-Patient@demo.example"), at=clock.now())


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.SERVICE_LEAD])
def test_a_practitioner_invites_no_staff(cast_on_sqlite: Cast, role: Role) -> None:
    with pytest.raises(NotTheirs):
        invited(cast_on_sqlite, Joining(role, ROBIN, "Robin", "Robin Ashe"), at=clock.now())


def test_a_practitioner_invites_no_patient_for_a_colleague(cast_on_sqlite: Cast) -> None:
    with pytest.raises(NotTheirs):
        invited(cast_on_sqlite, robin(cast_on_sqlite), by="other-practitioner", at=clock.now())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE invitation SET role = 'admin'",
        "UPDATE invitation SET practitioner_id = NULL",
        "UPDATE invitation SET expires_at = created_at",
        "UPDATE invitation SET accepted_at = created_at, withdrawn_at = created_at",
        "UPDATE one_time_link SET purpose = 'anything'",
        "UPDATE one_time_link SET purpose = 'email'",
        "UPDATE one_time_link SET email = 'somebody@example.org'",
    ],
)
def test_the_database_itself_refuses_what_no_invitation_or_link_can_be(cast: Cast, statement: str) -> None:
    at = clock.now()
    invited(cast, at=at)
    password_link(cast, at=at)
    with pytest.raises(IntegrityError), cast.house.database.transaction() as db:
        db.execute(text(statement))


def test_a_link_to_a_new_password_works_once_and_ends_every_login_and_every_other_link(cast: Cast) -> None:
    at = clock.now()
    rowan = cast.signed_in("patient")
    first, second = password_link(cast, at=at), password_link(cast, at=at)
    with cast.house.database.transaction() as db:
        links.use_password(db, first.token, PASSWORD, at=at)
    assert rowan.get("/me").status_code == 303
    for token in (first.token, second.token):
        with pytest.raises(Gone), cast.house.database.transaction() as db:
            links.use_password(db, token, "another quiet lane", at=at)
    with cast.house.database.transaction() as db:
        assert actions.sign_in(db, "patient@demo.example", "alongside-demo", PLACE, at=at) is None
        assert actions.sign_in(db, "patient@demo.example", PASSWORD, PLACE, at=at) is not None


def test_two_who_use_a_link_at_once_set_one_password(cast: Cast) -> None:
    at = clock.now()
    token = password_link(cast, at=at).token

    def press(n: int) -> bool:
        try:
            with cast.house.database.transaction() as db:
                links.use_password(db, token, f"{PASSWORD} {n}", at=at)
        except Gone:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, range(4))).count(True) == 1


def test_a_link_to_a_new_password_is_good_for_half_an_hour(cast_on_sqlite: Cast) -> None:
    at = clock.now()
    token = password_link(cast_on_sqlite, at=at).token
    late = at + timedelta(minutes=30)
    with pytest.raises(Gone) as gone, cast_on_sqlite.house.database.transaction() as db:
        links.use_password(db, token, PASSWORD, at=late)
    assert gone.value.standing is Standing.EXPIRED
    with cast_on_sqlite.house.database.transaction() as db:
        links.use_password(db, token, PASSWORD, at=late - timedelta(seconds=1))


def test_a_link_of_one_purpose_is_not_good_for_another(cast: Cast) -> None:
    at = clock.now()
    password = password_link(cast, at=at).token
    invitation = invited(cast, at=at).token
    with cast.house.database.transaction() as db:
        email = links.for_email(db, queries.person(db, cast.id("patient")), "new@example.org", at=at)
    assert email is not None
    for token in (invitation, email.token):
        with pytest.raises(Gone), cast.house.database.transaction() as db:
            links.use_password(db, token, PASSWORD, at=at)
    for token in (invitation, password):
        with pytest.raises(Gone), cast.house.database.transaction() as db:
            links.confirm_email(db, token, at=at)
    for token in (password, email.token):
        with pytest.raises(Gone):
            accepting(cast, token, at=at)


def test_a_new_address_counts_once_it_is_confirmed_and_older_links_are_void(cast: Cast) -> None:
    at = clock.now()
    to_the_old_mailbox = password_link(cast, at=at)
    with cast.house.database.transaction() as db:
        asked = links.for_email(db, queries.person(db, cast.id("patient")), " New@Example.org", at=at)
        assert actions.sign_in(db, "new@example.org", "alongside-demo", PLACE, at=at) is None
    assert asked is not None
    with cast.house.database.transaction() as db:
        links.confirm_email(db, asked.token, at=at)
        assert actions.sign_in(db, "new@example.org", "alongside-demo", PLACE, at=at) is not None
        assert queries.link(db, token_hash(to_the_old_mailbox.token), Purpose.PASSWORD, at=at) is None
    with pytest.raises(Gone), cast.house.database.transaction() as db:
        links.confirm_email(db, asked.token, at=at)


def test_a_new_address_that_is_taken_meanwhile_changes_nothing(cast: Cast) -> None:
    at = clock.now()
    with cast.house.database.transaction() as db:
        asked = links.for_email(db, queries.person(db, cast.id("patient")), ROBIN, at=at)
    assert asked is not None
    accepting(cast, invited(cast, at=at).token, at=at)
    with pytest.raises(HasAccount), cast.house.database.transaction() as db:
        links.confirm_email(db, asked.token, at=at)
    with cast.house.database.transaction() as db:
        assert queries.by_email(db, "patient@demo.example") is not None


def test_no_link_is_made_for_an_address_that_is_somebodys(cast_on_sqlite: Cast) -> None:
    with cast_on_sqlite.house.database.transaction() as db:
        person = queries.person(db, cast_on_sqlite.id("patient"))
        assert links.for_email(db, person, "lead@demo.example", at=clock.now()) is None


def test_only_hashes_of_links_are_kept(cast: Cast) -> None:
    at = clock.now()
    tokens = [invited(cast, at=at).token, password_link(cast, at=at).token]
    with cast.house.database.transaction() as db:
        stored = "".join(str(db.execute(text(f"SELECT * FROM {table}")).all()) for table in TABLES)  # noqa: S608
        audit = str([row.subject for row in db.exec(select(AuditEntry)).all()])
        hashes = {one.token_hash for one in db.exec(select(OneTimeLink)).all()}
    assert hashes == {token_hash(tokens[1])}
    for token in tokens:
        assert len(token) >= 43
        assert token not in stored + audit


def test_each_deed_is_in_the_audit_with_who_did_it_and_no_address(cast: Cast) -> None:
    at = clock.now()
    made = invited(cast, at=at)
    opened = accepting(cast, made.token, at=at)
    password_link(cast, at=at)
    with cast.house.database.transaction() as db:
        rows = db.exec(select(AuditEntry).where(col(AuditEntry.at) == at)).all()
    found = {(row.deed, row.actor_name, row.patient_id) for row in rows}
    assert ("invited", "Sam", None) in found
    assert ("invitation accepted", "Robin", opened.who.id) in found
    assert ("allocated", "Sam", opened.who.id) in found
    assert ("link for a new password made", "Sam", cast.id("patient")) in found
    assert not [row.subject for row in rows if "@" in row.subject]


def test_a_password_that_cannot_be_taken_leaves_the_link_as_it_was(cast_on_sqlite: Cast) -> None:
    at = clock.now()
    token = invited(cast_on_sqlite, at=at).token
    for password, reason in (("short", Unfit.SHORT), ("robin robin robin", Unfit.GUESSABLE), ("x" * 1025, Unfit.LONG)):
        with pytest.raises(UnfitPassword) as unfit:
            accepting(cast_on_sqlite, token, password=password, at=at)
        assert unfit.value.reason is reason
    assert accepting(cast_on_sqlite, token, at=at).who.name == "Robin"


def test_asking_is_counted_for_known_and_unknown_addresses_alike(cast: Cast) -> None:
    at = clock.now()
    for email in ("patient@demo.example", "nobody@example.org"):
        for _ in range(3):
            with cast.house.database.transaction() as db:
                links.ask(db, email, NETWORK, at=at)
        with pytest.raises(actions.Wait), cast.house.database.transaction() as db:
            links.ask(db, email.upper(), NETWORK, at=at)
        with cast.house.database.transaction() as db:
            links.ask(db, email, NETWORK, at=at + timedelta(minutes=16))


def test_every_character_of_a_long_password_counts(cast_on_sqlite: Cast) -> None:
    one = "the same beginning " * 50
    assert not passwords.fits(one + "a", passwords.hashed(one + "b"))
