"""One address, one spelling; and how long wrong passwords make somebody wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people.rules import (
    ATTEMPTS_EVERYWHERE,
    ATTEMPTS_HERE,
    ATTEMPTS_NETWORK,
    LOGIN_LASTS,
    Role,
    Tries,
    Unfit,
    canonical_email,
    is_address,
    must_wait,
    unfit,
)

ROWAN = "rowan@example.org"


@pytest.mark.parametrize(
    "typed",
    [
        "rowan@example.org",
        "Rowan@Example.ORG",
        "ROWAN@EXAMPLE.ORG",
        "  rowan@example.org  ",
        "\trowan@example.org\r\n",
        "\u00a0rowan@example.org\u00a0",
    ],
)
def test_an_address_is_the_same_however_it_is_typed(typed: str) -> None:
    assert canonical_email(typed) == ROWAN


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Zoe\u0308@example.org", "zo\u00eb@example.org"),
        ("zo\u00eb@example.org", "zo\u00eb@example.org"),
        ("ZO\u00cb@example.org", "zo\u00cb@example.org"),
        ("a\u030a@example.org", "\u00e5@example.org"),
        ("plus+TAG@example.org", "plus+tag@example.org"),
        ("first.last@example.org", "first.last@example.org"),
        ("", ""),
    ],
)
def test_letters_are_composed_and_only_plain_ones_become_small(typed: str, kept: str) -> None:
    assert canonical_email(typed) == kept


@pytest.mark.parametrize(
    ("confusable", "victim"),
    [
        pytest.param(
            "\u212aate@example.org",
            "kate@example.org",
            id="kelvin sign",
        ),
        pytest.param("m\u0131ke@example.org", "mike@example.org", id="dotless i"),
        pytest.param("m\u0130ke@example.org", "mike@example.org", id="i with a dot above"),
        pytest.param("ro\u017fe@example.org", "rose@example.org", id="long s"),
        pytest.param("\uff52owan@example.org", ROWAN, id="full width"),
        pytest.param("r\u043ewan@example.org", ROWAN, id="cyrillic o"),
        pytest.param("straße@example.org", "strasse@example.org", id="sharp s"),
        pytest.param("o\ufb03ce@example.org", "office@example.org", id="ligature"),
        pytest.param("row\u200ban@example.org", ROWAN, id="zero width space"),
        pytest.param("rowan\u0040example\u3002org", ROWAN, id="ideographic full stop"),
    ],
)
def test_a_mailbox_that_only_looks_alike_never_answers_for_another(confusable: str, victim: str) -> None:
    assert canonical_email(confusable) != victim


@given(st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x21), max_size=60))
def test_case_never_matters_in_a_plain_address(typed: str) -> None:
    assert canonical_email(typed.upper()) == canonical_email(typed.lower()) == typed.lower()


@given(st.text(max_size=60))
def test_a_spelling_once_settled_stays_as_it_is(typed: str) -> None:
    once = canonical_email(typed)
    assert canonical_email(once) == once


@pytest.mark.parametrize(
    ("here", "everywhere", "network", "known", "waits"),
    [
        (0, 0, 0, False, False),
        (ATTEMPTS_HERE - 1, ATTEMPTS_HERE - 1, ATTEMPTS_HERE - 1, False, False),
        (ATTEMPTS_HERE, ATTEMPTS_HERE, ATTEMPTS_HERE, False, True),
        (ATTEMPTS_HERE, ATTEMPTS_HERE, ATTEMPTS_HERE, True, True),
        (0, ATTEMPTS_EVERYWHERE - 1, 0, False, False),
        (0, ATTEMPTS_EVERYWHERE, 0, False, True),
        (0, ATTEMPTS_EVERYWHERE, 0, True, False),
        (0, 10**6, 0, True, False),
        (ATTEMPTS_HERE, ATTEMPTS_EVERYWHERE, 0, True, True),
        (0, 0, ATTEMPTS_NETWORK - 1, False, False),
        (0, 0, ATTEMPTS_NETWORK, False, True),
        (0, 0, ATTEMPTS_NETWORK, True, True),
    ],
)
def test_wrong_passwords_make_somebody_wait_and_never_somebody_else(
    here: int, everywhere: int, network: int, known: bool, waits: bool
) -> None:
    assert must_wait(Tries(here, everywhere, network, known)) is waits


def test_every_role_has_a_login_that_ends_and_the_staff_ones_end_sooner() -> None:
    assert set(LOGIN_LASTS) == set(Role)
    for lasting in LOGIN_LASTS.values():
        assert lasting.idle < lasting.most
    assert LOGIN_LASTS[Role.PRACTITIONER].idle < LOGIN_LASTS[Role.PATIENT].idle


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("eleven char", Unfit.SHORT),
        ("", Unfit.SHORT),
        ("a quiet lane by the canal", None),
        ("correct horse battery staple", None),
        ("tЁплый чай зимой", None),
        ("🌿🐌🌰🦉🍵🐚🌿🐌🌰🦉🍵🐚", None),
        ("#&/(=?`%$+*~", None),
        ("x" * 1025, Unfit.LONG),
        ("é" * 600, Unfit.LONG),
        ("password1234", Unfit.GUESSABLE),
        ("P@ssw0rd1234", Unfit.GUESSABLE),
        ("Summer2026!!", Unfit.GUESSABLE),
        ("aaaaaaaaaaaaaaaa", Unfit.GUESSABLE),
        ("121212121212", Unfit.GUESSABLE),
        ("rowan.hale123456", Unfit.GUESSABLE),
        ("RowanHale2026", Unfit.GUESSABLE),
        ("alongside-demo", Unfit.GUESSABLE),
        ("Alongside2026!", Unfit.GUESSABLE),
        ("rowan trees behind a shed", None),
    ],
)
def test_a_password_is_long_enough_and_not_the_first_that_anybody_would_try(
    password: str, reason: Unfit | None
) -> None:
    assert unfit(password, ("Rowan", "Rowan Hale", ROWAN)) is reason


def test_the_demo_looks_at_the_length_only() -> None:
    assert unfit("alongside-demo", (), deny=False) is None
    assert unfit("alongside", (), deny=False) is Unfit.SHORT


@pytest.mark.parametrize("email", ["rowan@example.org", "r.o-w+an@mail.example.co.uk", "zoë@exämple.org"])
def test_an_address_that_mail_can_go_to(email: str) -> None:
    assert is_address(email)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "rowan",
        "rowan@",
        "@example.org",
        "a@b",
        "a b@example.org",
        "a@example.org\nBcc: b@example.org",
        "a@b@c.org",
        "Rowan <rowan@example.org>",
        "a,b@example.org",
        "a@example.",
        "x" * 65 + "@example.org",
        "a@" + "x" * 260 + ".org",
    ],
)
def test_what_is_no_address_is_found_before_a_mail_is_written(email: str) -> None:
    assert not is_address(email)
