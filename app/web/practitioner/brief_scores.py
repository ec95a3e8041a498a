"""Scores on the session brief: the sentence, the chart, and a line for each of the others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.content.measures import GAD_7, PHQ_9, Items, Measure, Measures, ScoreEntry
from app.measures.queries import Given
from app.rendering import gettext as _
from app.web.practitioner.score_views import (
    FUNCTIONING,
    ScoreView,
    areas_view,
    by_measure,
    entered_score,
    score_view,
)

SCALE, LOW_SCALE = 100, 60
"""Pixels from 0 to the highest total: the brief is one screen."""


@dataclass(frozen=True)
class ScoreLine:
    """One measure in a line: its score in bold, what it was at first, and the rest in small."""

    name: str
    now: str
    was: str
    more: str


@dataclass(frozen=True)
class BriefScores:
    phq: ScoreView | None
    lines: tuple[ScoreLine, ...]


def brief_scores(measures: Measures, sittings: Sequence[Given], *, low: bool = False) -> BriefScores:
    """`low`: a flag or word of one stands above it, and the chart gives it some of its height."""
    given = by_measure(sittings)
    phq = measures.get(PHQ_9)
    view = score_view(phq, given.get(PHQ_9, ()), scale=LOW_SCALE if low else SCALE) if isinstance(phq, Items) else None
    return BriefScores(view, tuple(_lines(measures, given)))


def _lines(measures: Mapping[str, Measure], given: Mapping[str, Sequence[Given]]) -> Iterator[ScoreLine]:
    gad, life = measures.get(GAD_7), measures.get(FUNCTIONING)
    if isinstance(gad, Items) and (view := score_view(gad, given.get(GAD_7, ()))):
        yield ScoreLine(view.name, view.now, view.was, view.short or view.missing)
    if isinstance(life, Items) and (areas := areas_view(life, given.get(FUNCTIONING, ()))):
        yield ScoreLine(_("Gets in the way"), areas.now, areas.was, _of_four(areas.worst))
    for measure in measures.values():
        if isinstance(measure, ScoreEntry) and (told := entered_score(measure, given.get(measure.id, ()))):
            yield ScoreLine(measure.title, "", "", told)


def _of_four(worst: str) -> str:
    scale = _("0 to 4")
    return f"{worst}, {scale}" if worst else scale
