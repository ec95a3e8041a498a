"""How one patient likes things, in their own hands: the card their practitioner reads, reminders, receipts, looks."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from sqlmodel import Session, col, select, update

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.database import add_if_absent
from app.people.queries import AS_IT_COMES, Display
from app.people.tables import Person, Preferences, Profile
from app.people.wordings import lines_of


class Stale(Exception):
    """The card was changed elsewhere since this form was opened; nothing was overwritten."""


@dataclass(frozen=True)
class Card:
    """What a patient tells about themselves, in their own words. `avoid_words`: one wording a line."""

    name: str
    pronouns: str = ""
    contact: str = ""
    helps: str = ""
    avoid: str = ""
    avoid_words: str = ""
    access_needs: str = ""
    support_style: str = "usual"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it beside the name."""
        return self == Card(self.name)


@dataclass(frozen=True)
class Reminders:
    """When a mail may come. `days`: ISO weekdays in order, Monday "1". Quiet from one time of day to another."""

    on: bool = False
    days: str = "1234567"
    quiet_from: time = time(20)
    quiet_until: time = time(9)


@dataclass(frozen=True)
class Going:
    """How the programme goes for one patient. `fewer_words`: what can be left unread is folded away."""

    pace: str = "usual"
    fewer_words: bool = False


@dataclass(frozen=True)
class Chosen:
    """Everything one patient has chosen. `version` counts the card alone: the rest are switches."""

    card: Card
    version: int = 1
    changed_at: datetime | None = None
    receipts: bool = False
    reminders: Reminders = Reminders()
    display: Display = AS_IT_COMES
    going: Going = Going()


def chosen(db: Session, patient: UUID) -> Chosen:
    """What this patient has chosen, or what counts until they choose; one query."""
    return chosen_of(*db.exec(CHOSEN.where(Person.id == patient)).one())


CHOSEN = select(Person.name, Preferences).outerjoin(Preferences, col(Preferences.patient_id) == col(Person.id))
"""A person's name and what they have chosen, for whoever reads it along with something else (`chosen_of`)."""


def chosen_of(name: str, row: Preferences | None) -> Chosen:
    return _chosen(name, row) if row else Chosen(Card(name))


def avoided(db: Session, patient: UUID) -> tuple[str, ...]:
    """The wordings that the programme does not use with this patient."""
    return lines_of(db.exec(select(Preferences.avoid_words).where(Preferences.patient_id == patient)).first() or "")


def going(db: Session, patient: UUID) -> Going:
    """How the programme goes for this patient; one query."""
    mine = select(Preferences.pace, Preferences.fewer_words).where(Preferences.patient_id == patient)
    row = db.exec(mine).first()
    return Going(*row) if row else Going()


def save_card(db: Session, patient: UUID, card: Card, *, version: int, by: Actor, at: datetime) -> None:
    """The whole card, as the form that was opened on `version` says it. Raises `Stale` where it has changed since."""
    _there(db, patient, at=at)
    mine = (col(Preferences.patient_id) == patient) & (col(Preferences.version) == version)
    fields = {name: value for name, value in vars(card).items() if name != "name"}
    if not db.exec(update(Preferences).where(mine).values(version=version + 1, changed_at=at, **fields)).rowcount:
        raise Stale
    db.exec(update(Person).where(col(Person.id) == patient).values(name=card.name))
    _note(db, patient, "card", by=by, at=at)


def save_reminders(db: Session, patient: UUID, reminders: Reminders, *, by: Actor, at: datetime) -> None:
    values = {"reminders": reminders.on, "reminder_days": reminders.days}
    _set(db, patient, at=at, **values, quiet_from=reminders.quiet_from, quiet_until=reminders.quiet_until)
    _note(db, patient, "reminders on" if reminders.on else "reminders off", by=by, at=at)


def save_receipts(db: Session, patient: UUID, *, on: bool, by: Actor, at: datetime) -> None:
    """Whether the practitioner sees when this patient has read a message of theirs."""
    _set(db, patient, at=at, receipts=on)
    _note(db, patient, "read receipts on" if on else "read receipts off", by=by, at=at)


def measures_as_list(db: Session, patient: UUID) -> bool:
    """Whether the questions of a measure come as one list, and not one a screen."""
    return bool(db.exec(select(Preferences.measures_as_list).where(Preferences.patient_id == patient)).first())


def save_measures_as_list(db: Session, patient: UUID, *, on: bool, by: Actor, at: datetime) -> None:
    _set(db, patient, at=at, measures_as_list=on)
    _note(db, patient, "questions as a list" if on else "questions one by one", by=by, at=at)


def save_display(db: Session, patient: UUID, display: Display, *, by: Actor, at: datetime) -> None:
    _set(db, patient, at=at, text_size=display.text_size, theme=display.theme)
    _note(db, patient, f"text {display.text_size}, colours {display.theme}", by=by, at=at)


def save_going(db: Session, patient: UUID, now: Going, *, by: Actor, at: datetime) -> None:
    _set(db, patient, at=at, pace=now.pace, fewer_words=now.fewer_words)
    _note(db, patient, f"pace {now.pace}, {'fewer' if now.fewer_words else 'all the'} words", by=by, at=at)


def save_support_style(db: Session, patient: UUID, style: str, *, by: Actor, at: datetime) -> None:
    """It stands on the card: a form of the card that is open elsewhere does not write over it."""
    _there(db, patient, at=at)
    mine = (col(Preferences.patient_id) == patient) & (col(Preferences.support_style) != style)
    changed = {"support_style": style, "version": col(Preferences.version) + 1, "changed_at": at}
    if db.exec(update(Preferences).where(mine).values(**changed)).rowcount:
        _note(db, patient, "card", by=by, at=at)


@dataclass(frozen=True)
class HowTheyWork:
    """What somebody of the staff says of themselves. `working_days`: ISO weekdays in order; empty, nothing said."""

    about: str = ""
    working_days: str = ""


def profile(db: Session, person: UUID) -> HowTheyWork:
    row = db.get(Profile, person)
    return HowTheyWork(row.about, row.working_days) if row else HowTheyWork()


def _chosen(name: str, row: Preferences) -> Chosen:
    return Chosen(
        card=Card(
            name,
            row.pronouns,
            row.contact,
            row.helps,
            row.avoid,
            row.avoid_words,
            row.access_needs,
            row.support_style,
        ),
        version=row.version,
        changed_at=row.changed_at,
        receipts=row.receipts,
        reminders=Reminders(row.reminders, row.reminder_days, row.quiet_from, row.quiet_until),
        display=Display(row.text_size, row.theme),
        going=Going(row.pace, row.fewer_words),
    )


def _there(db: Session, patient: UUID, *, at: datetime) -> None:
    """A row to change; two windows may be the first at once."""
    add_if_absent(db, Preferences, [Preferences(patient_id=patient, changed_at=at).model_dump()])


def _set(db: Session, patient: UUID, *, at: datetime, **values: object) -> None:
    _there(db, patient, at=at)
    db.exec(update(Preferences).where(col(Preferences.patient_id) == patient).values(**values))


def _note(db: Session, patient: UUID, what: str, *, by: Actor, at: datetime) -> None:
    audit.record(db, Deed.PREFERENCES_SAVED, by=by, at=at, patient=patient, subject=what)
