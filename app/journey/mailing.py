"""Mail that was given up: what a lead can do about it. Its words are gone, so a new try makes words and links anew."""

from datetime import datetime

from sqlmodel import Session

from app.audit.rules import Actor
from app.journey import joining, reminding
from app.messages.tables import Message
from app.notices import actions as notices
from app.notices import rules as words
from app.notices.rules import REMINDERS, About
from app.notices.tables import Notice
from app.people import queries as people
from app.people.queries import open_invitations
from app.settings import Settings

_NEVER_AGAIN = frozenset({About.EMAIL, About.FLAG_WAITS, About.STAFF_SESSION, *REMINDERS})


def may_try_again(notice: Notice, *, at: datetime) -> bool:
    """Whether it is still of use. A reminder never is: it may have gone out. Nor is one to an address to confirm.

    Of a flag that waits the worker writes anew by itself.
    """
    if About(notice.kind) in _NEVER_AGAIN:
        return False
    return About(notice.kind) is About.INVITATION or at < notice.until


def try_again(db: Session, settings: Settings, notice: Notice, *, by: Actor, at: datetime) -> bool:
    """A new mail in its place, with a new link where it holds one. False where there is nothing to send any more."""
    if not may_try_again(notice, at=at) or not notices.dealt_with(db, notice, again=True, by=by, at=at):
        return False
    person = people.by_email(db, notice.to_address)
    match About(notice.kind):
        case About.INVITATION:
            found = [one for one in open_invitations(db, at=at) if one.email == notice.to_address]
            for one in found:
                joining.invite_again(db, settings, one, by=by, at=at)
            return bool(found)
        case About.PASSWORD if person:
            joining.mail_password_link(db, settings, person.id, by=by, at=at)
            return True
        case About.EMAIL_MOVING if person:
            body = words.address_moving(person.name)
        case About.EMAIL_TAKEN:
            body = words.address_taken()
        case About.STAFF_SOMETHING:
            return _again_for_staff(db, settings, notice, at=at)
        case _:
            return False
    notices.put(db, About(notice.kind), notice.to_address, body, at=at, until=notice.until)
    return True


def _again_for_staff(db: Session, settings: Settings, notice: Notice, *, at: datetime) -> bool:
    """Unless the message is settled by now."""
    message = db.get(Message, notice.about_id)
    if message is None or message.settled_at or notice.person_id is None:
        return False
    reminding.once_more_for_staff(db, message.id, people.person(db, notice.person_id), settings, at=at)
    return True
