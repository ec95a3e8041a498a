"""Which goal a module helps: asked on the module's page, shown wherever the module stands. None is an answer too."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import NotFound, Visit
from app.access.guards import my_module
from app.enrolments.actions import refuse_after_the_end
from app.enrolments.queries import Work
from app.goals import actions
from app.goals.queries import Goals, Serves, goals_of, serving
from app.web.patient.door import router


@dataclass(frozen=True)
class GoalChoice:
    id: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class ServedGoal:
    """`words`: the goal's own; `none`: somebody answered that it serves no goal. Neither: nobody has answered."""

    words: str
    none: bool
    choices: tuple[GoalChoice, ...]


@router.act("/modules/{module}/goal")
def goal_of_module(visit: Visit, module: str) -> Response:
    work = my_module(visit, module, hold=True)
    refuse_after_the_end(visit.db, visit.who.id)
    live = {goal.id for goal in goals_of(visit.db, [visit.who.id]).get(visit.who.id, ()) if goal.live}
    chosen = visit.typed_id("goal")
    if chosen not in live and visit.typed("goal") != "none":
        raise NotFound
    actions.serve(visit.db, work, chosen, by=visit.by, at=visit.at)
    return RedirectResponse(f"/me/modules/{module}#goal", status_code=303)


def served_goal(visit: Visit, work: Work) -> ServedGoal:
    """What stands on the module's page; three queries."""
    goals = goals_of(visit.db, [visit.who.id]).get(visit.who.id, ())
    answers = serving(visit.db, visit.who.id)
    answer = answers.get(work.id)
    return ServedGoal(
        words=served_words(work.id, goals, answers),
        none=answer is not None and answer.goal_id is None,
        choices=tuple(
            GoalChoice(str(goal.id), goal.words, bool(answer and answer.goal_id == goal.id))
            for goal in goals
            if goal.live
        ),
    )


def served_words(plan_module: UUID, goals: Goals, answers: Mapping[UUID, Serves]) -> str:
    """The words of the goal that a module helps; nothing where it helps none, or where nobody has said."""
    answer = answers.get(plan_module)
    return next((goal.words for goal in goals if answer and goal.id == answer.goal_id), "")
