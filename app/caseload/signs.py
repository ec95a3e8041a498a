"""Signs of life beside each name of a list: one row a patient, so that a list costs one question for all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, and_, col, select

from app.activities.queries import day_has_come, noes_since
from app.audit.queries import last_look
from app.enrolments.queries import Asks, asks_of
from app.enrolments.tables import Enrolment
from app.faults.queries import has_open
from app.pathways.tables import PathwayVersion
from app.people.queries import last_login
from app.people.tables import Person
from app.rendering import local


@dataclass(frozen=True)
class Signs:
    """`looked_at` is when the reader last read the patient's page, `noes` what the patient said no to since."""

    looked_at: datetime | None
    login_at: datetime | None
    day_come: bool
    """Something is planned and shared whose day has come, and of which nothing is said."""
    noes: int
    fault: bool
    """Something they reported as broken is not mended yet: their silence says nothing about them."""
    asks: Asks | None
    """When their pathway asks for the measures; None where no course is under way."""


def signs(db: Session, reader: UUID, patients: Iterable[UUID], *, at: datetime) -> dict[UUID, Signs]:
    """The signs of each of these patients, for one reader; one query."""
    patient = col(Person.id)
    looked = last_look(reader, patient)
    rows = db.execute(
        select(
            patient,
            looked.label("looked_at"),
            last_login(patient).label("login_at"),
            day_has_come(patient, local(at).date()).label("day_come"),
            noes_since(patient, looked).label("noes"),
            has_open(patient).label("fault"),
            col(Enrolment.id).label("under_way"),
            col(PathwayVersion.document),
        )  # type: ignore[call-overload]
        .outerjoin(Enrolment, and_(col(Enrolment.patient_id) == patient, col(Enrolment.ended_at).is_(None)))
        .outerjoin(PathwayVersion, col(PathwayVersion.id) == col(Enrolment.pathway_version_id))
        .where(patient.in_(list(patients)))
    )
    return {
        row.id: Signs(
            row.looked_at,
            row.login_at,
            bool(row.day_come),
            row.noes,
            bool(row.fault),
            asks_of(row.document) if row.under_way else None,
        )
        for row in rows
    }
