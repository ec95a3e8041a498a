"""What becomes of support messages: said by the programme, answered by the patient, set by practitioner and lead."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select, update

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.conditions.rules import CONDITION, Value
from app.content.support import SupportRule
from app.database import one_at_a_time
from app.support.rules import Change, Message, Wish
from app.support.tables import SupportMessage, SupportOverride, SupportSetting, SupportWish


class Stale(Exception):
    """It was changed elsewhere since this form was opened; nothing was overwritten."""


def held(db: Session, patient: UUID) -> None:
    """Until this transaction ends nobody else decides on messages to this patient."""
    one_at_a_time(db, f"support {patient}")


def say(
    db: Session,
    patient: UUID,
    rule: SupportRule,
    message: Message,
    standing: Mapping[str, Value],
    *,
    at: datetime,
) -> UUID:
    """Keeps a message and what it rests on, and gives its id. Whoever decides holds the patient (`held`)."""
    event = message.event
    rests_on = {
        "when": CONDITION.dump_python(rule.when, mode="json", by_alias=True) if rule.when else None,
        "facts": {**standing, **event.facts},
        "title": event.title,
        "day": event.day.isoformat() if event.day else None,
        "at": event.at.isoformat(),
    }
    row = SupportMessage(
        patient_id=patient,
        rule=rule.id,
        key=event.key,
        follows=event.on.value,
        theme=rule.theme.value,
        template=message.template,
        words=message.words,
        text=message.text,
        why=rule.why,
        facts=json.dumps(rests_on, ensure_ascii=False, sort_keys=True),
        href=event.href,
        about_id=event.about,
        by_name=message.by,
        private=rule.private,
        at=at,
    )
    db.add(row)
    db.flush()
    return row.id


def take_down(db: Session, patient: UUID, rules: Collection[str], *, at: datetime) -> None:
    """What these rules said before now stands on Today no longer: it would be out of place there. It is still kept."""
    stands = (col(SupportMessage.patient_id) == patient, col(SupportMessage.over_at).is_(None))
    said = (col(SupportMessage.rule).in_(rules), col(SupportMessage.at) <= at)
    db.exec(update(SupportMessage).where(*stands, *said).values(over_at=at))


def wish(
    db: Session,
    patient: UUID,
    said: Wish,
    about: str,
    *,
    message: UUID | None = None,
    once: UUID,
    by: Actor,
    at: datetime,
) -> None:
    """What the patient says to a message, or sets for what comes. The same form twice is one."""
    held(db, patient)
    mine = (SupportWish.patient_id == patient, SupportWish.once == once)
    if db.exec(select(SupportWish.id).where(*mine)).first():
        return
    db.add(SupportWish(patient_id=patient, wish=said.value, about=about, message_id=message, once=once, at=at))
    audit.record(db, Deed.SUPPORT_WISHED, by=by, at=at, patient=patient, subject=about)


def set_for_patient(
    db: Session, patient: UUID, rule: str, *, paused: bool, words: str, version: int, by: Actor, at: datetime
) -> None:
    """A practitioner lets a rule, or all of them, rest for one patient, or says it in their own words.

    `version` is what the form was opened on. Raises `Stale`.
    """
    held(db, patient)
    mine = (SupportSetting.patient_id == patient, SupportSetting.rule == rule)
    now = db.exec(select(func.max(SupportSetting.number)).where(*mine)).one() or 0
    if now != version:
        raise Stale
    db.add(
        SupportSetting(
            patient_id=patient, rule=rule, number=version + 1, paused=paused, words=words, by_id=_person(by), at=at
        )
    )
    audit.record(db, Deed.SUPPORT_SET, by=by, at=at, patient=patient, subject=rule or "all messages")


def override(db: Session, rule: str, change: Change, *, version: int, by: Actor, at: datetime) -> None:
    """A lead changes a rule for the service. `version` is what the form was opened on. Raises `Stale`."""
    one_at_a_time(db, f"support rule {rule}")
    now = db.exec(select(func.max(SupportOverride.number)).where(col(SupportOverride.rule) == rule)).one() or 0
    if now != version:
        raise Stale
    content = json.dumps(asdict(change), ensure_ascii=False)
    db.add(SupportOverride(rule=rule, number=version + 1, content=content, by_id=_person(by), at=at))
    audit.record(db, Deed.SUPPORT_SET, by=by, at=at, subject=rule)


def _person(by: Actor) -> UUID:
    """Only people set anything here."""
    if by.id is None:
        raise ValueError(f"{by.name} is nobody who sets support messages")
    return by.id
