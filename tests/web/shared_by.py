"""What a patient of the cast does with goals and activities, by the actions, and what a practitioner's form holds."""

import html
import re
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from app import clock
from app.activities import actions as activities
from app.activities.queries import activity
from app.activities.rules import Plan, Reason, Review
from app.audit.rules import Actor
from app.goals import actions as goals
from app.goals.actions import Wording
from app.goals.queries import goal
from app.goals.rules import Goal, GoalDeed
from tests.cast import Cast

NAMES = {"patient": "Rowan", "practitioner": "Sam", "other-patient": "Kit", "other-practitioner": "Alex"}
_INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_BOX = re.compile(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', re.DOTALL)


def actor(cast: Cast, key: str) -> Actor:
    role = "patient" if key.endswith("patient") else "practitioner"
    return Actor(cast.id(key), NAMES[key], role)


def ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def proposed(cast: Cast, words: str, why: str = "", *, by: str = "patient", of: str = "patient", days: int = 0) -> UUID:
    with cast.house.database.transaction() as db:
        wording = Wording(words, why)
        return goals.propose(db, cast.id(of), wording, once=uuid4(), by=actor(cast, by), at=ago(days))


def changed(
    cast: Cast, id_: UUID, deed: GoalDeed, words: str = "", note: str = "", *, by: str = "patient", days: int = 0
) -> None:
    with cast.house.database.transaction() as db:
        found = goal(db, cast.id("patient"), id_)
        assert found
        goals.change(
            db,
            found,
            deed,
            version=found.version,
            wording=Wording(words, "Because.") if words else None,
            note=note,
            once=uuid4(),
            by=actor(cast, by),
            at=ago(days),
        )


def goal_now(cast: Cast, id_: UUID) -> Goal:
    with cast.house.database.transaction(writes=False) as db:
        found = goal(db, cast.id("patient"), id_)
    assert found
    return found


def planned(cast: Cast, plan: Plan, *, of: str = "patient", days: int = 0) -> UUID:
    with cast.house.database.transaction() as db:
        return activities.plan(db, cast.id(of), plan, once=uuid4(), by=actor(cast, of), at=ago(days))


def reviewed(cast: Cast, id_: UUID, said: Review, *, days: int = 0) -> None:
    with cast.house.database.transaction() as db:
        one = activity(db, cast.id("patient"), id_)
        assert one
        activities.review(db, one, said, once=uuid4(), by=actor(cast, "patient"), at=ago(days))


def offered(cast: Cast, what: str) -> UUID:
    with cast.house.database.transaction() as db:
        me = actor(cast, "practitioner")
        return activities.offer(db, cast.id("patient"), what, "It helped before.", once=uuid4(), by=me, at=clock.now())


def declined(cast: Cast, id_: UUID, reason: Reason, words: str) -> None:
    with cast.house.database.transaction() as db:
        one = activity(db, cast.id("patient"), id_)
        assert one
        activities.decline_offer(db, one, reason, words, once=uuid4(), by=actor(cast, "patient"), at=clock.now())


def said_no(cast: Cast, ideas: dict[str, str], *, of: str = "patient", days: int = 0) -> None:
    with cast.house.database.transaction() as db:
        me = actor(cast, of)
        activities.decline_ideas(db, me.id or UUID(int=0), ideas, Reason.NO_TIME, "", once=uuid4(), by=me, at=ago(days))


def form(page: str, id_: str) -> dict[str, str]:
    """What the page put into one of its forms, the words in its boxes included."""
    part = page[page.index(f'id="{id_}"') :]
    part = part[: part.index("</form>")]
    return {**dict(_INPUT.findall(part)), **{name: html.unescape(words) for name, words in _BOX.findall(part)}}


def text(page: str) -> str:
    """What a page says, without its markup and its boxes."""
    plain = re.sub(r"<[^>]+>", " ", re.sub(r"<(textarea|select).*?</\1>", "", page, flags=re.DOTALL))
    return " ".join(html.unescape(plain).split())
