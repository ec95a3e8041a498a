"""A practitioner reads the scores of a patient: sentences before the chart, and no answer shown as another."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from app import clock
from app.audit.rules import Deed
from app.audit.tables import AuditEntry
from app.content.measures import GAD_7, PHQ_9, Items
from app.measures import actions as measures
from app.measures.queries import sittings_of
from app.measures.rules import Skip
from app.measures.tables import StoredSitting
from app.rendering import local
from app.safety.rules import Promise
from app.service.calendar import calendar_of
from app.service.rules import ServiceSettings, Within
from app.web.practitioner.score_chart import score_chart
from app.web.practitioner.score_views import by_measure, score_view, so_far
from tests.cast import Cast, actor
from tests.web.shared_by import form, text


def scores(cast: Cast, key: str = "patient") -> str:
    return f"/practice/patients/{cast.id(key)}/scores"


def sat(cast: Cast, numbers: Sequence[int | None], *, days: int = 0, of: str = "patient", measure: str = PHQ_9) -> None:
    """A whole sitting of a patient's, so many days ago. None: they would rather not answer that one."""
    asked, at = cast.house.measures[measure], clock.now() - timedelta(days=days)
    assert isinstance(asked, Items)
    promise = Promise(calendar_of(ServiceSettings(), cast.house.speech.zone), Within(amount=4, unit="hours"), 14)
    with cast.house.database.transaction() as db:
        me = actor(db, of)
        sitting = measures.begin(db, cast.id(of), asked, on=local(at).date(), once=uuid4(), by=me, at=at)
        for item, number in zip(asked.items, numbers, strict=True):
            said = Skip.DECLINED if number is None else number
            measures.answer(db, sitting, asked, item.id, said, lambda: promise, once=uuid4(), by=me, at=at)
        measures.finish(db, sitting, at=at)


def page_of(cast: Cast, key: str = "patient") -> str:
    answer = cast.signed_in("practitioner").get(scores(cast, key))
    assert answer.status_code == 200
    return answer.text


def test_the_sentence_comes_first_and_a_falling_total_does_not_hide_item_9(cast: Cast) -> None:
    sat(cast, (2, 2, 2, 1, 1, 2, 1, 1, 1))
    page = page_of(cast)
    said = text(page)
    assert "PHQ-9 is 13, moderate was 17 at first" in said
    assert "4 lower than the first score, not yet a reliable change." in said
    assert "<b>Item 9 went up while the total went down.</b>" in page
    assert "GAD-7 is 9, mild was 12 at first" in said
    assert "the programme reduced" not in said
    assert page.index("4 lower than") < page.index('<svg class="chart')


def test_a_look_at_scores_is_written_down_and_the_patient_reads_it(cast_on_sqlite: Cast) -> None:
    page_of(cast_on_sqlite)
    with cast_on_sqlite.house.database.transaction(writes=False) as db:
        looked = select(AuditEntry).where(AuditEntry.subject == "scores", AuditEntry.deed == Deed.READ_PATIENT.value)
        assert db.exec(looked).one().patient_id == cast_on_sqlite.id("patient")
    assert "Read your answers and scores" in cast_on_sqlite.signed_in("patient").get("/me/who-looked").text


def test_a_question_they_would_rather_not_answer_gives_no_total_and_no_change(cast_on_sqlite: Cast) -> None:
    said = text(page_of(cast_on_sqlite, "callum"))
    assert "PHQ-9 has no total yet" in said
    assert "would rather not answer item 9, so there is no total." in said
    assert (
        "9. Thoughts that you would be better off dead or of hurting yourself in some way would rather not answer"
        in said
    )
    assert "Not assessable: that takes a first and a last score of both the PHQ-9 and the GAD-7." in said


def test_nobody_else_reads_or_enters_scores(cast_on_sqlite: Cast) -> None:
    for key in ("other-practitioner", "lead", "patient"):
        client = cast_on_sqlite.signed_in(key)
        for path in ("", f"/{PHQ_9}"):
            assert client.get(scores(cast_on_sqlite) + path).status_code == 404
            assert client.post(scores(cast_on_sqlite) + path, data={}).status_code == 404


def test_a_score_out_of_32_is_shown_as_such_and_sent_twice_is_one(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    typed = {**form(sam.get(scores(cast)).text, "enter-score"), "total": "18", "no_work": "yes", "day": "2026-01-01"}
    typed["day"] = str(local(clock.now()).date())
    for _n in range(2):
        answer = sam.post(scores(cast), data=typed)
        assert answer.status_code == 303
    said = text(sam.get(answer.headers["location"]).text)
    assert "The score is saved." in said
    assert "WSAS is 18/32, significant difficulty." in said
    assert "entered by Sam" in said
    assert "WSAS WSAS is 18/32" in text(sam.get(f"/practice/patients/{cast.id('patient')}/brief").text)
    with cast.house.database.transaction(writes=False) as db:
        assert len(db.exec(select(StoredSitting).where(StoredSitting.measure == "wsas")).all()) == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"total": "41"},
        {"total": "33", "no_work": "yes"},
        {"total": "-1"},
        {"total": "²"},
        {"total": "1" * 30},
        {"total": ""},
        {"day": "tomorrow"},
        {"day": "2999-01-01"},
        {"day": "1999-01-01"},
        {"day": ""},
    ],
)
def test_what_is_no_score_is_refused_at_its_field_and_stays_typed(cast_on_sqlite: Cast, typed: dict[str, str]) -> None:
    sam = cast_on_sqlite.signed_in("practitioner")
    today = str(local(clock.now()).date())
    known = form(sam.get(scores(cast_on_sqlite)).text, "enter-score")
    answer = sam.post(scores(cast_on_sqlite), data={**known, "total": "20", "day": today, **typed})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    with cast_on_sqlite.house.database.transaction(writes=False) as db:
        assert not db.exec(select(StoredSitting).where(StoredSitting.measure == "wsas")).all()


def test_no_score_is_entered_for_a_measure_that_is_answered(cast_on_sqlite: Cast) -> None:
    sam = cast_on_sqlite.signed_in("practitioner")
    assert sam.post(scores(cast_on_sqlite), data={"measure": PHQ_9, "total": "3"}).status_code == 404


def test_after_the_course_scores_are_read_and_none_is_entered(cast_on_sqlite: Cast) -> None:
    page = page_of(cast_on_sqlite, "ended-patient")
    assert "10 lower than the first score, a reliable change." in text(page)
    assert "From the first scores to the last: reliable improvement." in text(page)
    assert 'id="enter-score"' not in page
    sam = cast_on_sqlite.signed_in("practitioner")
    typed = {"measure": "wsas", "total": "3", "day": str(local(clock.now()).date())}
    assert sam.post(scores(cast_on_sqlite, "ended-patient"), data=typed).status_code >= 400


def test_a_missing_total_is_a_gap_in_the_chart_and_no_line_goes_over_it(cast_on_sqlite: Cast) -> None:
    cast = cast_on_sqlite
    for days, numbers in ((6, (2,) * 8 + (0,)), (4, (1,) * 8 + (None,)), (2, (1,) * 8 + (0,))):
        sat(cast, numbers, days=days, of="callum")
    with cast.house.database.transaction(writes=False) as db:
        given = by_measure(sittings_of(db, [cast.id("callum")])[cast.id("callum")])[PHQ_9]
    measure = cast.house.measures[PHQ_9]
    assert isinstance(measure, Items)
    chart = score_chart(measure, given)
    assert chart
    assert chart.runs == (), "of two totals with a gap between them no line is left"
    assert [one.number for one in chart.dots] == ["16", "8"]
    assert len(chart.said) == 4
    view = score_view(measure, given)
    assert view
    assert view.sentence == "8 lower than the first score, a reliable change."


def test_one_score_alone_has_not_changed(cast_on_sqlite: Cast) -> None:
    with cast_on_sqlite.house.database.transaction(writes=False) as db:
        given = by_measure(sittings_of(db, [cast_on_sqlite.id("callum")])[cast_on_sqlite.id("callum")])
    assert GAD_7 in given
    assert "Not assessable" in " ".join(so_far(given))
