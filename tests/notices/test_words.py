"""What any mail may say: nothing of anybody's health, and nobody's name but the reader's own."""

import re

import pytest

from app.demo.people import PATIENTS, STAFF
from app.notices import rules
from app.notices.rules import About

LINK = "https://alongside.example/sign-in"
READER = "Robin"
MAILS = {
    About.INVITATION: rules.invitation(READER, LINK, "Friday"),
    About.PASSWORD: rules.new_password(READER, LINK, "14:00"),
    About.EMAIL: rules.new_address(READER, LINK, "Friday"),
    About.EMAIL_MOVING: rules.address_moving(READER),
    About.EMAIL_TAKEN: rules.address_taken(),
    About.MESSAGE_WAITS: rules.message_waits(READER, LINK),
    About.STAFF_SOMETHING: rules.staff_something(LINK),
    About.FLAG_WAITS: rules.staff_something(LINK),
    About.SESSION_NEWS: rules.message_waits(READER, LINK),
    About.STAFF_SESSION: rules.staff_something(LINK),
    About.SUPPORT: rules.message_waits(READER, LINK),
}
FORBIDDEN = re.compile(
    r"cbt|depress|therap|phq|gad|mood|mental|health|patient|practitioner|clinic|nhs|treatment|session|module|anxi"
    r"|worksheet|wellbeing|\bmessage from\b|!",
    re.IGNORECASE,
)
NAMES = [part for one in (*STAFF, *PATIENTS) for part in (one.name, one.full_name)]


@pytest.mark.parametrize("kind", About)
def test_no_mail_says_what_the_programme_is_for_or_who_else_is_there(kind: About) -> None:
    whole = f"{rules.subject(kind)}\n{MAILS[kind]}"
    assert not FORBIDDEN.findall(whole)
    assert not [name for name in NAMES if name in whole]


@pytest.mark.parametrize("kind", About)
def test_no_subject_says_more_than_the_name_of_the_service(kind: About) -> None:
    assert rules.subject(kind) in {"Your Alongside link", "Your Alongside account", "Something new on Alongside"}


def test_a_mail_to_staff_greets_nobody_by_name() -> None:
    assert MAILS[About.STAFF_SOMETHING].startswith("Hello,")


@pytest.mark.parametrize("kind", About)
def test_every_mail_says_that_it_is_no_emergency_service(kind: About) -> None:
    assert "Alongside is not an emergency service" in MAILS[kind]
