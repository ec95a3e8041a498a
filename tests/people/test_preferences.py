"""What a patient has chosen counts, and an avoided wording is found in whatever way it is written."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time
from threading import Barrier

import pytest
from sqlmodel import col, delete

from app import clock
from app.audit.rules import Actor
from app.people import absence, preferences
from app.people.preferences import Card, Reminders, Stale
from app.people.queries import Display
from app.people.tables import Profile
from app.people.wordings import avoids, is_wording
from tests.cast import Cast


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("Your journey begins here.", "journey"),
        ("Your JOURNEY’S end", "Journey"),
        ("Don’t give up", "don't"),
        ("Don’t give up", "dont"),
        ("dont give up", "don’t"),
        ("Chin up, then.", "chin   up"),
        ("Chin-up", "chin up"),
        ("jour\u00adney", "journey"),
        ("ﬁne", "fine"),
        ("Das ist stark, Straße", "STRASSE"),
        ("Cafe\u0301 then", "café"),
        ("Привет, Борьба", "борьба"),
        ("هذه رحلة طويلة", "رحلة"),
        ("यह एक यात्रा है", "यात्रा"),
        ("你的旅程开始了", "旅程"),
        ("การเดินทางของคุณ", "เดินทาง"),
        ("You did it 💪🏽", "💪"),
    ],
)
def test_an_avoided_wording_is_found_as_whole_words_in_any_script(text: str, wording: str) -> None:
    assert avoids(text, ["something else", wording])


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("The journeyman came.", "journey"),
        ("Up, chin!", "chin up"),
        ("A small step", ""),
        ("A small step", "!?"),
        ("यात्री", "यात्रा"),
        ("", "journey"),
    ],
)
def test_part_of_a_word_and_empty_lines_hold_nothing_back(text: str, wording: str) -> None:
    assert not avoids(text, [wording])
    assert not avoids(text, [])


def test_a_wording_has_something_that_a_text_could_hold() -> None:
    assert [is_wording(text) for text in ("journey", "7", "旅", "💪", "!", "\u200d", "")] == [True] * 4 + [False] * 3


def test_until_somebody_chooses_everything_that_could_be_a_burden_is_off(cast: Cast) -> None:
    with cast.house.database.transaction(writes=False) as db:
        found = preferences.chosen(db, cast.id("other-patient"))
    assert found.card.is_empty
    assert (found.card.name, found.version) == ("Kit", 1)
    assert not found.receipts
    assert not found.reminders.on
    assert found.display == Display()


def test_a_card_comes_back_as_it_was_written_and_a_switch_does_not_make_its_form_stale(cast: Cast) -> None:
    kit, at = cast.id("other-patient"), clock.now()
    me = Actor(kit, "Kit", "patient")
    card = Card("K", "any", "a\nb", "x" * 500, "שלום 🙂", "journey\n旅程", "<script>", "less")
    with cast.house.database.transaction() as db:
        preferences.save_reminders(db, kit, Reminders(True, "15", time(22), time(7)), by=me, at=at)
        preferences.save_receipts(db, kit, on=True, by=me, at=at)
        preferences.save_display(db, kit, Display("largest", "dark"), by=me, at=at)
        preferences.save_card(db, kit, card, version=1, by=me, at=at)
    with cast.house.database.transaction(writes=False) as db:
        found = preferences.chosen(db, kit)
        assert preferences.avoided(db, kit) == ("journey", "旅程")
        assert preferences.avoided(db, cast.id("marek")) == ()
    assert (found.card, found.version, found.changed_at) == (card, 2, at)
    assert (found.reminders, found.receipts) == (Reminders(True, "15", time(22), time(7)), True)
    assert found.display == Display("largest", "dark")


def test_a_card_opened_before_another_window_saved_overwrites_nothing(cast: Cast) -> None:
    rowan, at = cast.id("patient"), clock.now()
    me = Actor(rowan, "Rowan", "patient")
    with cast.house.database.transaction(writes=False) as db:
        before = preferences.chosen(db, rowan)
    for version in (before.version - 1, before.version + 1, 0):
        with pytest.raises(Stale), cast.house.database.transaction() as db:
            preferences.save_card(db, rowan, Card("Ro"), version=version, by=me, at=at)
    with cast.house.database.transaction(writes=False) as db:
        assert preferences.chosen(db, rowan) == before


def test_two_windows_that_are_the_first_to_save_at_once_both_count(cast: Cast) -> None:
    kit, sam, at = cast.id("other-patient"), cast.id("practitioner"), clock.now()
    me, practitioner = Actor(kit, "Kit", "patient"), Actor(sam, "Sam", "practitioner")
    ready = Barrier(4)

    def save(n: int) -> None:
        ready.wait(timeout=20)
        with cast.house.database.transaction() as db:
            if n % 2:
                preferences.save_receipts(db, kit, on=True, by=me, at=at)
            else:
                preferences.save_display(db, kit, Display("larger", "light"), by=me, at=at)
            absence.save_profile(db, sam, "at once", "3", by=practitioner, at=at)

    with cast.house.database.transaction() as db:
        db.exec(delete(Profile).where(col(Profile.person_id) == sam))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, range(4)))
    with cast.house.database.transaction(writes=False) as db:
        found = preferences.chosen(db, kit)
        assert preferences.profile(db, sam).working_days == "3"
    assert found.receipts
    assert found.display == Display("larger", "light")
