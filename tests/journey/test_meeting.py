"""Word of a session goes out once, neutrally, and never of one that is over."""

from datetime import timedelta
from uuid import uuid4

from sqlmodel import select

from app import clock
from app.journey import measuring, meeting, reminding
from app.notices.rules import About
from app.notices.tables import Notice
from app.people.tables import Preferences
from app.safety.rules import FlagDeed, Outcome, Source
from app.sessions import queries
from app.sessions.actions import Slot
from app.sessions.rules import Mode
from tests.cast import Cast, actor


def test_who_is_booked_hears_of_the_last_change_alone_and_whoever_supports_them_of_a_session_called_off(
    cast: Cast,
) -> None:
    at = clock.now()
    settings = cast.house.settings  # not live: mails are written, whether or not there is a server
    with cast.house.database.transaction() as db:
        rowan, sam = actor(db, "patient"), actor(db, "practitioner")
        assert rowan.id
        assert sam.id
        db.merge(Preferences(patient_id=rowan.id, changed_at=at, reminders=True, reminder_days="1234567"))
        slot = Slot(at + timedelta(days=400), 30, Mode.PHONE)
        id_ = meeting.book(db, settings, rowan.id, sam.id, slot, once=uuid4(), by=sam, at=at)
        one = queries.session(db, rowan.id, id_)
        assert one
        later = Slot(slot.starts_at + timedelta(days=1), 30, Mode.VIDEO)
        meeting.move(db, settings, one, later, practitioner=sam.id, version=1, by=sam, at=at + timedelta(minutes=1))
        mine = select(Notice).where(Notice.about_id == id_)
        sent = [notice for notice in db.exec(mine) if notice.cancelled_at is None]
        assert [notice.kind for notice in sent] == [About.SESSION_NEWS]
        assert reminding.session_still_news(db, sent[0], sent[0].due_at)
        assert reminding.session_still_news(db, sent[0], later.starts_at) is False
        now = queries.session(db, rowan.id, id_)
        assert now
        meeting.cancel(db, settings, now, "The bus", by=rowan, at=at + timedelta(minutes=2))
        staff = [notice for notice in db.exec(mine) if notice.kind == About.STAFF_SESSION]
        assert staff, "nobody of the team hears that it was called off"
        assert all(one.person_id != rowan.id for one in staff)
        assert "bus" not in staff[0].body


def test_what_may_wait_waits_no_longer_than_for_the_next_session(cast: Cast) -> None:
    at, settings = clock.now(), cast.house.settings
    with cast.house.database.transaction() as db:
        rowan, sam = actor(db, "patient"), actor(db, "practitioner")
        assert rowan.id
        assert sam.id
        before = measuring.promise(db, settings.zone, rowan.id, at=at)
        assert before.next_session is None, "without a conversation nothing waits, so nobody asks"
        flag = measuring.tell(db, settings, rowan.id, Source.READ, "Read it.", once=uuid4(), by=sam, at=at)
        deed, words = FlagDeed.CLOSED, "We talked."
        measuring.deal(db, flag, deed, words, outcome=Outcome.TALKED, version=flag.version, once=uuid4(), by=sam, at=at)
        for one in queries.ahead(db, [rowan.id], since=at).get(rowan.id, []):
            meeting.cancel(db, settings, one, "", by=sam, at=at)
        slot = Slot(at.replace(microsecond=0) + timedelta(days=3), 30, Mode.PHONE)
        meeting.book(db, settings, rowan.id, sam.id, slot, once=uuid4(), by=sam, at=at)
        assert measuring.promise(db, settings.zone, rowan.id, at=at).next_session == slot.starts_at
