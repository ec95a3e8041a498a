from collections.abc import Iterator

import pytest
from sqlmodel import delete

from app.database import Database
from app.notices.tables import Notice
from tests.notices.postbox import Postbox, listening


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, str]]:
    """A mail server and its address."""
    box = Postbox()
    with listening(box) as place:
        yield box, f"smtp://{place}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with the cast and an empty outbox."""
    opened = Database(database_url, threads=8)
    with opened.transaction() as db:
        db.exec(delete(Notice))
    yield opened
    opened.close()
