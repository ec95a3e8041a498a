"""The past of the demo's service: whole, believable in its dates, and the same every time."""

import json

from sqlmodel import col, func, select

from app import clock
from app.audit.tables import AuditEntry
from app.content.answers import load
from app.content.schema import asking
from app.demo import past
from app.demo.cast import load_past
from app.enrolments.tables import Enrolment, PlanModule, Response, ResponseVersion
from app.people.tables import Person, Support
from tests.cast import Cast


def test_sixty_courses_have_ended_and_each_answer_fits_its_step(cast: Cast) -> None:
    house, at = cast.house, clock.now()
    keys = ("practitioner", "other-practitioner")
    load_past(house.database, house.library, {key: cast.id(key) for key in keys}, at=at)
    with house.database.transaction(writes=False) as db:
        courses = db.exec(select(Enrolment).join(Person).where(col(Person.email).startswith("past-"))).all()
        assert len(courses) == past.COUNT
        assert all(one.ended_at and one.began_at < one.ended_at < at for one in courses)
        assert db.exec(select(func.count()).where(col(Support.until).is_(None))).one() == 8, "only the live caseload"
        assert (db.exec(select(func.max(AuditEntry.at))).one() or at) <= at, "nothing happens in the future"
        written = db.execute(
            select(PlanModule.slug, Response.step, ResponseVersion.answers, ResponseVersion.saved_at, Enrolment)  # type: ignore[call-overload]
            .join(Response, col(Response.plan_module_id) == col(PlanModule.id))
            .join(ResponseVersion, col(ResponseVersion.response_id) == col(Response.id))
            .join(Enrolment, col(PlanModule.enrolment_id) == col(Enrolment.id))
            .where(col(Enrolment.id).in_([one.id for one in courses]))
        ).all()
        finished = db.exec(
            select(func.count()).where(
                col(PlanModule.finished_at).is_not(None),
                col(PlanModule.enrolment_id).in_([one.id for one in courses]),
            )
        ).one()
    assert len(written) > 400
    assert finished > 60
    for slug, step, answers, saved_at, course in written:
        found = house.library.newest[slug].step(step)
        assert found, f"{slug} has no step {step}"
        assert set(load(answers)) <= {field.id for field in asking(found)}, f"{slug}/{step}: {answers}"
        assert course.ended_at
        assert course.began_at < saved_at < course.ended_at, f"{slug}/{step} was written outside the course"


def test_the_past_is_the_same_every_time_and_nobody_fills_in_what_somebody_else_did() -> None:
    assert past.people() == past.people()
    moments = [step.answers for one in past.people() for step in one.steps if step.step == "one-hard-moment"]
    assert len({json.dumps(one) for one in moments}) == len(moments)


def test_each_practitioner_reads_their_pages_beside_the_past(cast_on_sqlite: Cast) -> None:
    house, keys = cast_on_sqlite.house, ("practitioner", "other-practitioner")
    load_past(house.database, house.library, {key: cast_on_sqlite.id(key) for key in keys}, at=clock.now())
    assert cast_on_sqlite.signed_in("practitioner").get("/practice").text.count('class="person"') == 5
    assert cast_on_sqlite.signed_in("lead").get("/service/pathways").status_code == 200
