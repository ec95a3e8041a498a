"""Why somebody is worth a look, in the words of the caseload: the fact, its rule, the last PHQ-9 beside the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.caseload.looking import Scores
from app.content.measures import GAD_7, PHQ_9, PUBLISHED
from app.measures.looks import Known, Limits, Look, in_words
from app.measures.queries import Given
from app.rendering import gettext as _
from app.rendering import ngettext
from app.web.parts.chart import runs

WIDTH, HEIGHT, EDGE = 64, 34, 4
"""Of the small chart, in pixels."""


@dataclass(frozen=True)
class LookLine:
    """What is so, and the rule that makes it worth a look."""

    fact: str
    rule: str


@dataclass(frozen=True)
class SmallChart:
    """`runs`: the points that a line joins. What lies at the cut-off or above it is shaded, down to `shade`."""

    runs: tuple[str, ...]
    x: float
    y: float
    shade: float
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class ScoreCell:
    """The last PHQ-9 and the first; no chart of a single one."""

    now: str
    was: str
    chart: SmallChart | None


def look_lines(scores: Scores, limits: Limits) -> tuple[LookLine, ...]:
    return tuple(LookLine(_fact(look, scores.known), in_words(look, limits)) for look in scores.looks)


def _fact(look: Look, known: Known) -> str:
    match look:
        case Look.RISEN:
            return _risen(known)
        case Look.NO_FALL:
            n = {"n": len(known.phq), "now": known.phq[-1], "first": known.phq[0]}
            return _("PHQ-9 is %(now)d after %(n)d scores, and was %(first)d at first") % n
        case Look.RISING:
            return _("Scores have gone up: %(totals)s") % {"totals": _rising(known)}
        case Look.NO_SCORE:
            return _no_score(known.days_without_score)
        case Look.QUIET:
            n_days = known.days_without_login
            return ngettext(
                "No login for %(n)d day, and something is due", "No login for %(n)d days, and something is due", n_days
            ) % {"n": n_days}


def _risen(known: Known) -> str:
    """Which of the two measures has risen, or both."""
    facts = []
    for name, totals, distance in (
        ("PHQ-9", known.phq, PUBLISHED[PHQ_9].reliable_change),
        ("GAD-7", known.gad, PUBLISHED[GAD_7].reliable_change),
    ):
        if len(totals) > 1 and totals[-1] - totals[0] >= distance:
            values = {"name": name, "n": totals[-1] - totals[0]}
            facts.append(_("%(name)s is %(n)d higher than the first score") % values)
    return ", ".join(facts)


def _rising(known: Known) -> str:
    """The last totals of the measure that goes up: "PHQ-9 11, 14, 17"."""
    for name, totals in (("PHQ-9", known.phq), ("GAD-7", known.gad)):
        if len(totals) > 2 and totals[-3] < totals[-2] < totals[-1]:
            return f"{name} {', '.join(str(one) for one in totals[-3:])}"
    return ""


def _no_score(n: int) -> str:
    return ngettext("No PHQ-9 or GAD-7 for %(n)d day", "No PHQ-9 or GAD-7 for %(n)d days", n) % {"n": n}


def score_cell(scores: Scores) -> ScoreCell:
    """Empty where there is no total."""
    whole = scores.whole
    if not whole:
        return ScoreCell("", "", None)
    was = _("was %(total)d") % {"total": whole[0].total} if len(whole) > 1 else ""
    return ScoreCell(str(whole[-1].total), was, _chart(scores.phq) if len(whole) > 1 else None)


def _chart(phq: Sequence[Given]) -> SmallChart:
    """True to its dates; a total that is missing is a gap."""
    published = PUBLISHED[PHQ_9]
    first = phq[0].on
    days = max(1, (phq[-1].on - first).days)

    def up(total: float) -> float:
        return round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * total / published.highest, 1)

    def across(on: date) -> float:
        return round(EDGE + (WIDTH - 2 * EDGE) * (on - first).days / days, 1)

    places = [(across(one.on), up(one.total)) if one.total is not None else None for one in phq]
    x, y = next(place for place in reversed(places) if place)
    return SmallChart(tuple(runs(places)), x, y, up(published.cut_off))
