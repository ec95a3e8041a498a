"""What Priya has set: a number of the service's own, an early Wednesday, a day off, and one nation to be checked."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from sqlmodel import Session

from app.audit.rules import Actor
from app.content.help import Help, Line, Nation
from app.rendering import local
from app.service import actions
from app.service.rules import NINE_TO_FIVE, Closed, Open, ServiceSettings

OWN_LINE = Line(number="01632 960 123", who="Monday to Friday, nine to five, Wednesday until one", team=True)
EARLY = Open(opens=time(9), closes=time(13))
WHY = "Team day"


def settle(db: Session, shipped: Mapping[Nation, Help], *, by: Actor, at: datetime) -> None:
    """Saved three weeks ago. Northern Ireland's numbers were to be looked at again by last week."""
    today = local(at).date()
    england, belfast = shipped[Nation.ENGLAND], shipped[Nation.NORTHERN_IRELAND]
    settings = ServiceSettings(
        hours=(NINE_TO_FIVE, NINE_TO_FIVE, EARLY, NINE_TO_FIVE, NINE_TO_FIVE, None, None),
        closed=(Closed(day=today + timedelta(days=25), why=WHY),),
        contacts={
            Nation.ENGLAND: england.model_copy(update={"lines": (*england.lines, OWN_LINE)}),
            Nation.NORTHERN_IRELAND: belfast.model_copy(update={"review": today - timedelta(days=7)}),
        },
    )
    actions.save(db, settings, version=0, by=by, at=at - timedelta(days=21))
