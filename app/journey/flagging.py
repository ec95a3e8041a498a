"""Mail that a safety conversation waits, worked out from the flags themselves by whichever worker comes by.

Nothing has to be remembered when a flag is raised, a patient moves, or somebody goes on leave: whoever has the flag on
their list by now is told, once a day at each stage, for as long as nobody has taken it; and again where whoever took it
is not there any more. A mail that is lost or given up is written anew the next day; and the flag stands on its lists
with no mail at all.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.notices import actions as notices
from app.notices import rules
from app.notices.rules import About
from app.notices.tables import Notice
from app.people.presence import leads
from app.people.queries import team_on
from app.people.tables import Person
from app.rendering import local, speech
from app.safety.queries import Stands, flagged, open_flags, standing, turns_of
from app.safety.rules import holder
from app.service import queries as service
from app.settings import Settings


def tell_staff(db: Session, settings: Settings, *, at: datetime) -> None:
    """Puts what is to be said of flags that wait into the outbox; said twice, it is there once.

    One query where no flag is open. Nothing is written while the service is closed: it would be of people who need not
    have the flag when it opens, and a mail a night would go to each at once.
    """
    if not settings.mails or not open_flags(db) or service.calendar(db, speech().zone).opening(at) > at:
        return
    waiting = _waiting(db, at=at)
    turns = turns_of(db, waiting)
    words, today = rules.staff_something(settings.address("/sign-in")), local(at).date()
    hear = {id_ for _stands, everybody in waiting.values() for id_ in everybody}
    people = {one.id: one for one in db.exec(select(Person).where(col(Person.id).in_(hear)))}
    for flag, (stands, everybody) in waiting.items():
        turn = turns.get(flag, 0)  # a flag whose history is lost is told all the same
        stage = f"{stands.flag.due_at:%m%d%H%M} {stands.place.stage}"
        for person in sorted(everybody):
            notices.remind(
                db,
                About.FLAG_WAITS,
                person,
                people[person].email,
                words,
                about=flag,
                occurrence=f"{flag.hex} {turn} {stage} {today} {person.hex}",
                due=at,
                at=at,
                until=at + rules.KEPT,
            )


def settled(db: Session, flag: UUID, *, at: datetime) -> None:
    """Takes what was to be said of a flag out of the outbox; not while nobody at work has it."""
    if flag not in _waiting(db, at=at):
        notices.cancel(db, about=flag, kind=About.FLAG_WAITS, at=at)


def flag_still_waits(db: Session, notice: Notice, at: datetime) -> bool:
    """Nobody has taken it, and it stands on this person's list now."""
    found = _waiting(db, at=at).get(notice.about_id) if notice.about_id else None
    return found is not None and notice.person_id in found[1]


def _waiting(db: Session, *, at: datetime) -> dict[UUID, tuple[Stands, frozenset[UUID]]]:
    """Each open flag that nobody at work has taken, and everybody on whose list it stands."""
    flags = flagged(db, history=False)
    if not flags:
        return {}
    team = team_on(db, local(at).date())
    found = standing(flags, team, service.calendar(db, speech().zone), at=at)
    return {
        one.flag.id: (one, one.place.lists.practitioners | (leads(team) if one.place.lists.leads else frozenset()))
        for one in found
        if holder(one.flag.taken_by, team) is None
    }
