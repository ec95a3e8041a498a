"""The supervision list of one practitioner: their caseload by the rules of supervision, with what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.caseload.queries import Patient
from app.caseload.rules import Reason
from app.rendering import local
from app.sessions.queries import attended
from app.supervision.queries import Brought, brought
from app.supervision.rules import Facts, Why, reasons


@dataclass(frozen=True)
class Supervised:
    """One patient on the list. `before`: what was decided, the last one last."""

    patient: Patient
    why: tuple[Why, ...]
    before: Sequence[Brought]
    sessions: int


def supervision(db: Session, patients: Sequence[Patient], *, at: datetime) -> list[Supervised]:
    """Those who are to be brought, by need and then by name; then those who are not. Two queries beside the caseload's.

    `patients`: the practitioner's own, as the caseload has them. A course that has ended is not brought.
    """
    mine = [one for one in patients if one.of.mine and one.reason is not Reason.ENDED]
    ids = [one.who.id for one in mine]
    entries, came = brought(db, ids), attended(db, ids)
    found = [_supervised(one, entries, came, at) for one in mine]
    order = list(Why)
    return sorted(found, key=lambda one: (order.index(one.why[0]) if one.why else len(order), one.patient.who.name))


def _supervised(
    one: Patient, entries: Mapping[UUID, Sequence[Brought]], came: Mapping[UUID, Sequence[datetime]], at: datetime
) -> Supervised:
    before = entries.get(one.who.id, ())
    last = before[-1] if before else None
    began = one.head.began_at if one.head and one.head.ended_at is None else None
    sessions = sum(when.date() >= began.date() for when in came.get(one.who.id, ())) if began else 0
    known = one.scores.known
    facts = Facts(
        began=local(began).date() if began else None,
        brought=last.on if last else None,
        next=last.next_on if last else None,
        flag=one.flag is not None,
        late=bool((one.message and one.message.due_at < at) or (one.flag and one.flag.due_at < at)),
        unread_since=local(one.waits_since).date() if one.waits_since else None,
        looks=len(one.scores.looks),
        phq=known.phq,
        gad=known.gad,
        sessions=sessions,
        finished=one.reason is Reason.ALL_DONE,
    )
    return Supervised(one, reasons(facts, local(at).date()), before, sessions)
