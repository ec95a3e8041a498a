"""The one place for time. Ask it once, at the door, and hand the instant down as `at`."""

from datetime import UTC, datetime, timedelta
from functools import cache

from app.settings import Mode, settings


@cache
def _offset() -> timedelta:
    """How far the demo's or a test's clock is from the real one (`ALONGSIDE_NOW`)."""
    start = settings().now
    if start is None or settings().mode is Mode.LIVE:
        return timedelta()
    return start - datetime.now(UTC)


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC) + _offset()
