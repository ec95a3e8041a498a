"""What stands in the demo's outbox: one that came too late, one that is not needed any more, one that waits."""

from datetime import datetime, timedelta
from uuid import UUID

from app.database import Database
from app.notices import actions as notices
from app.notices import rules, sending
from app.notices.rules import About
from app.people.rules import PASSWORD_LINK_LASTS
from app.settings import settings


def fill(database: Database, ids: dict[str, UUID], *, at: datetime) -> None:
    """Four days ago the mail server was away while Theo waited for a link. Yesterday Wren was quicker than the mail."""
    then = at - timedelta(days=4)
    with database.transaction() as db:
        words = rules.new_password("Theo", settings().address("/new-password/gone"), "14:00")
        notices.put(db, About.PASSWORD, "theo@demo.example", words, at=then, until=then + PASSWORD_LINK_LASTS)
    sending.let_go(database, at=then + timedelta(hours=2))
    with database.transaction() as db:
        yesterday, wren = at - timedelta(days=1), ids["wren"]
        words = rules.message_waits("Wren", settings().address("/sign-in"))
        notices.remind(
            db,
            About.MESSAGE_WAITS,
            wren,
            "wren@demo.example",
            words,
            about=wren,
            occurrence="the demo's",
            due=yesterday + timedelta(hours=2),
            at=yesterday,
            until=at + timedelta(days=6),
        )
        notices.cancel(db, person=wren, kind=About.MESSAGE_WAITS, at=yesterday + timedelta(hours=1))
        tomorrow = at + timedelta(days=1)
        notices.put(db, About.EMAIL_TAKEN, "farah@demo.example", rules.address_taken(), at=at, until=tomorrow)
