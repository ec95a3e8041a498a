"""What a live service still lacks before a patient may use it.

Only what stays as it is once it was filled: a gap in the rota must not keep the service from starting again at night.
A day without anybody on duty stands with the leads instead, and so does whatever would have stood with duty.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from app.content.help import Nation
from app.people import queries as people
from app.people.rules import Role
from app.people.tables import DutyTurn
from app.service import queries as service
from app.settings import Settings


def missing(db: Session, settings: Settings) -> list[str]:
    """What stops the service from looking after patients, a sentence each, and where a lead fills it."""
    now, nation = service.current(db), Nation(settings.nation)
    findings = []
    if now.number == 0:
        findings.append("Nobody has saved the opening hours and the times of response: /service/settings.")
    if nation not in now.settings.contacts:
        findings.append(f"Nobody has checked and saved the contacts on Help now for {nation}: /service/settings#help.")
    if db.exec(select(DutyTurn.id).where(col(DutyTurn.withdrawn_at).is_(None)).limit(1)).first() is None:
        findings.append("Nobody has been put on duty: /service/duty.")
    return findings


def hindrances(db: Session, settings: Settings, *, at: datetime) -> list[str]:
    """What keeps a live service from starting on this database. While it is set up, only that patients are there."""
    if settings.setting_up:
        there = any(one.role is Role.PATIENT for one in people.open_invitations(db, at=at))
        if there or people.any_patient(db):
            return ["ALONGSIDE_SETTING_UP is on and there are patients: a service that is set up leaves it out."]
        return []
    findings = missing(db, settings)
    if findings:
        findings.append("A lead fills these while ALONGSIDE_SETTING_UP=1; no patient can be invited until it is gone.")
    return findings
