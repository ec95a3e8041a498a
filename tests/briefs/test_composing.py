"""A brief from its records: the specification."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from app.briefs.composing import ROOM, Brief, Records, Talk, compose
from app.content import check_in as check_in_content
from app.enrolments.queries import SharedWork
from app.people.preferences import Card, Chosen
from app.safety.queries import OpenFlag
from app.sessions.rules import Item
from app.settings import ROOT

MONDAY = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MORNING, YESTERDAY = MONDAY - timedelta(hours=12), MONDAY - timedelta(days=1)
NOTHING = Talk(None, (), (), (), (), None, (), frozenset())
EMPTY = Records(Chosen(Card("Rowan")), None, NOTHING, (), (), (), ())


def composed(records: Records) -> Brief:
    check_in, _faults = check_in_content.load(ROOT / "modules")
    assert check_in
    return compose(records, check_in, today_began=MORNING, at=MONDAY)


def work(*, seen: datetime | None = None, hours: int = 0, withdrawn: bool = False, words: str = "A word") -> SharedWork:
    answers: dict[str, object] = {"thought": words} if words else {}
    saved = MONDAY - timedelta(hours=hours)
    return SharedWork(uuid4(), uuid4(), uuid4(), "one", 1, answers, saved, seen, withdrawn)  # type: ignore[arg-type]


def ids(found: tuple[SharedWork, ...]) -> list[UUID]:
    return [one.response_id for one in found]


def test_of_nothing_a_brief_is_empty_and_still_a_brief() -> None:
    found = composed(EMPTY)
    assert (found.plan, found.head, found.shared, found.new) == ((), None, (), 0)
    assert found.suggested.first == ()


def test_what_was_read_before_today_is_not_new_and_what_was_read_today_stays_so_all_day() -> None:
    before, today, never = work(seen=YESTERDAY), work(seen=MORNING + timedelta(hours=1)), work()
    assert composed(replace(EMPTY, shared=[before, today, never])).new == 2


def test_new_work_stands_first_then_the_latest_and_no_more_than_there_is_room_for() -> None:
    read = [work(seen=YESTERDAY, hours=n) for n in range(ROOM)]
    new = work(hours=200)
    shown = composed(replace(EMPTY, shared=[*read, new])).shown
    assert ids(shown) == [new.response_id, *(one.response_id for one in read[: ROOM - 1])]


def test_work_that_is_no_longer_shared_and_steps_without_a_word_are_no_part_of_it() -> None:
    found = composed(replace(EMPTY, shared=[work(withdrawn=True), work(words="")]))
    assert (found.shared, found.new) == ((), 0)


def test_an_open_flag_is_the_first_thing_to_talk_about_and_what_is_over_does_not_come_again() -> None:
    flag = OpenFlag(uuid4(), uuid4(), YESTERDAY, MONDAY, None, "")
    first = composed(replace(EMPTY, talk=replace(NOTHING, flag=flag))).suggested.first
    assert first[0].words == "Safety conversation"
    over = replace(NOTHING, flag=flag, over=frozenset({first[0].key}))
    assert first[0].key not in [one.key for one in composed(replace(EMPTY, talk=over)).suggested.first]


def test_what_stands_on_the_agenda_already_is_not_suggested_again() -> None:
    flag = OpenFlag(uuid4(), uuid4(), YESTERDAY, MONDAY, None, "")
    talk = replace(NOTHING, flag=flag)
    one = composed(replace(EMPTY, talk=talk)).suggested.first[0]
    item = Item(uuid4(), one.words, uuid4(), "Sam", False, 1, 1, MONDAY, key=one.key)
    found = composed(replace(EMPTY, talk=talk, items=[item]))
    assert found.items == (item,)
    assert one.key not in [left.key for left in found.suggested.first]
