"""What a patient does with their plan. Each act is durable when it returns and its transaction has committed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select, update

from app.audit import actions as audit
from app.audit.rules import Actor, Deed
from app.content import answers as content
from app.content.answers import Answers
from app.content.library import Library
from app.content.schema import Step, asking
from app.database import add_if_absent
from app.enrolments.queries import SharedWork, Work, has_ended
from app.enrolments.rules import way
from app.enrolments.tables import Draft, Feedback, PlanModule, Response, ResponseVersion, Seen

BEGUN_ANEW = timedelta(minutes=30)
"""A draft that is gone on with after so long is a new start."""


class Ended(Exception):
    """The course has ended: it can be read, and no longer changed."""


class Stale(Exception):
    """The words were changed elsewhere since this form was opened; nothing was overwritten."""


def refuse_after_the_end(db: Session, patient: UUID) -> None:
    """Raises `Ended` where the patient's course has."""
    if has_ended(db, patient):
        raise Ended


@dataclass(frozen=True)
class Written:
    """What a form said about a step."""

    answers: Answers
    shared: bool
    version: int
    once: UUID
    draft: UUID | None = None
    draft_version: int = 0


@dataclass(frozen=True)
class SavedDraft:
    id: UUID
    version: int
    saved_at: datetime


def complete_step(
    db: Session, library: Library, work: Work, step: Step, written: Written, *, by: Actor, at: datetime
) -> UUID:
    """Keeps a step's answers, and says in which response.

    The same form twice is one record; words changed meanwhile raise `Stale`. Readings have no answers; finishing one
    is kept in the same way. What somebody of the team writes down, as the patient says it, is marked as theirs, and
    they have seen it.
    """
    plan_module = _begun(db, library, work, by=by, at=at)
    response = _response(db, work.id, step.id)
    if response is None:
        response = Response(plan_module_id=work.id, step=step.id, shared=written.shared, version=0, finished_at=at)
    elif (sent := _sent_before(db, response.id, written.once)) is not None:
        if (sent.answers, response.shared) == (content.dump(written.answers), written.shared):
            return response.id
        if sent.number != response.version:
            raise Stale
        written = replace(written, once=uuid4())  # the same page, changed and sent again: another version
    elif written.version != response.version:
        raise Stale
    _note_sharing(db, response, step, written.shared, work, by=by, at=at)
    response.shared = written.shared
    response.version += 1
    db.add(response)
    db.flush()
    version = ResponseVersion(
        response_id=response.id,
        number=response.version,
        answers=content.dump(written.answers),
        entered_by_id=by.writing_for(work.patient_id),
        once=written.once,
        saved_at=at,
    )
    db.add(version)
    if version.entered_by_id:
        db.flush()
        db.add(Seen(response_version_id=version.id, practitioner_id=version.entered_by_id, at=at))
    if written.draft:
        mine = (col(Draft.id) == written.draft) & (col(Draft.version) == written.draft_version)
        _drop(db, work, step, mine)  # a draft that another window took further stays
    audit.record(db, Deed.STEP_FINISHED, by=by, at=at, patient=work.patient_id, subject=_place(work, step))
    _finish_if_all_done(db, plan_module, work, step, written.answers, by=by, at=at)
    return response.id


def save_draft(
    db: Session,
    library: Library,
    work: Work,
    step: Step,
    written: Written,
    *,
    by: Actor,
    at: datetime,
) -> SavedDraft:
    """Keeps words on their way. A draft that another window has changed meanwhile is left, and a new one begun."""
    _begun(db, library, work, by=by, at=at)
    draft = db.get(Draft, written.draft) if written.draft else None
    same = draft is not None and _is_of(draft, work, step, written.draft_version)
    if draft is None or not same:
        draft = Draft(
            plan_module_id=work.id, step=step.id, answers="", shared=True, on_version=0, version=0, saved_at=at
        )
    draft.answers = content.dump(written.answers)
    draft.shared = written.shared
    draft.on_version = written.version
    draft.version += 1
    draft.starts += at - draft.saved_at >= BEGUN_ANEW
    draft.saved_at = at
    db.add(draft)
    return SavedDraft(draft.id, draft.version, at)


def let_go(db: Session, work: Work, step: Step, draft: UUID) -> None:
    """Drops one draft of this step."""
    _drop(db, work, step, col(Draft.id) == draft)


def _drop(db: Session, work: Work, step: Step, which: ColumnElement[bool]) -> None:
    db.exec(delete(Draft).where(which, col(Draft.plan_module_id) == work.id, col(Draft.step) == step.id))


def share(db: Session, work: Work, step: Step, *, shared: bool, by: Actor, at: datetime) -> None:
    """Lets the practitioner read a finished step from now on, or no longer. What was seen stays in the record."""
    _open(db, work)
    response = _response(db, work.id, step.id)
    if response is None:
        return
    _note_sharing(db, response, step, shared, work, by=by, at=at)
    response.shared = shared
    db.add(response)
    on_step = (col(Draft.plan_module_id) == work.id) & (col(Draft.step) == step.id)
    db.exec(update(Draft).where(on_step).values(shared=shared))


def look(
    db: Session,
    patient: UUID,
    shown: list[SharedWork],
    what: str,
    *,
    as_cover: bool = False,
    by: Actor,
    at: datetime,
) -> None:
    """Notes a look at a patient's page, and that these words stood there in full. The first time each was seen stands.

    `what` names the page: a place, never a word somebody wrote. `as_cover`: by somebody who stands in.
    """
    new = [one.version_id for one in shown if one.seen_at is None and not one.withdrawn]
    add_if_absent(db, Seen, [{"response_version_id": id_, "practitioner_id": by.id, "at": at} for id_ in new])
    deed = Deed.READ_AS_COVER if as_cover else Deed.READ_PATIENT
    audit.record(db, deed, by=by, at=at, patient=patient, subject=what)


def write_feedback(
    db: Session, work: SharedWork, words: str, *, patient: UUID, once: UUID, by: Actor, at: datetime
) -> None:
    """Keeps what a practitioner wrote under shared work, for its writer. The same form twice is one."""
    row = {"id": uuid4(), "response_version_id": work.version_id, "practitioner_id": by.id}
    add_if_absent(db, Feedback, [{**row, "words": words, "once": once, "at": at}])
    audit.record(db, Deed.FEEDBACK, by=by, at=at, patient=patient, subject=work.step)


def _is_of(draft: Draft, work: Work, step: Step, version: int) -> bool:
    """Whether this is a draft of the step, as the form knew it."""
    return (draft.plan_module_id, draft.step, draft.version) == (work.id, step.id, version)


def _open(db: Session, work: Work) -> PlanModule:
    """The plan's row, of a course that goes on."""
    if work.ended:
        raise Ended
    return db.exec(select(PlanModule).where(PlanModule.id == work.id)).one()


def _begun(db: Session, library: Library, work: Work, *, by: Actor, at: datetime) -> PlanModule:
    """The plan's row, begun in the version before the patient."""
    plan_module = _open(db, work)
    if plan_module.digest is None:
        library.keep(db, work.module, at=at)
        plan_module.digest, plan_module.begun_at = work.module.digest, at
        plan_module.skipped_at = None  # who begins it has taken it up again
        db.add(plan_module)
        audit.record(db, Deed.MODULE_BEGUN, by=by, at=at, patient=work.patient_id, subject=work.module.slug)
    return plan_module


def _response(db: Session, plan_module_id: UUID, step_id: str) -> Response | None:
    query = select(Response).where(Response.plan_module_id == plan_module_id, Response.step == step_id)
    return db.exec(query).one_or_none()


def _sent_before(db: Session, response_id: UUID, once: UUID) -> ResponseVersion | None:
    """What this very form saved when it was sent before."""
    query = select(ResponseVersion).where(ResponseVersion.response_id == response_id, ResponseVersion.once == once)
    return db.exec(query).one_or_none()


def _note_sharing(
    db: Session, response: Response, step: Step, shared: bool, work: Work, *, by: Actor, at: datetime
) -> None:
    is_new = response.version == 0
    if asking(step) and (is_new or response.shared != shared):
        deed = Deed.SHARED if shared else Deed.UNSHARED
        audit.record(db, deed, by=by, at=at, patient=work.patient_id, subject=_place(work, step))


def _finish_if_all_done(
    db: Session, plan_module: PlanModule, work: Work, step: Step, answers: Answers, *, by: Actor, at: datetime
) -> None:
    given = {one.step: one.answers for one in work.kept.values()} | {step.id: answers}
    if plan_module.finished_at is None and way(work.module, given).finished:
        plan_module.finished_at = at
        db.add(plan_module)
        audit.record(db, Deed.MODULE_FINISHED, by=by, at=at, patient=work.patient_id, subject=work.module.slug)


def _place(work: Work, step: Step) -> str:
    return f"{work.module.slug}/{step.id}"
