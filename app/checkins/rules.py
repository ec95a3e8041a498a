"""How patient, practitioner and programme work together: what one check-in says, to whom, and what may follow. Pure.

There is never one total. A low or falling answer is something to talk about and no mark against anybody
(clinical.md §5.3, §7).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import fmean
from uuid import UUID

from app.content.check_in import CheckIn, Item, Offer, Partner
from app.content.schema import Theme
from app.rendering import gettext as _

LOW = 1
"""An answer of so much, or less, is something to talk about."""
FALL = 2
"""So is one that is so much below the one before it."""
FEWEST = 5
"""People behind a figure that a service lead sees."""
NEAREST = 5
LONGEST_WORDS = 2000
FIRST_SESSIONS, THEN_EVERY = (1, 3), 3
OFFERED_FOR = timedelta(days=7)
"""So long after a session a check-in is offered because of it."""


class Skip(StrEnum):
    """An answer that is not a number."""

    DECLINED = "declined"
    DOES_NOT_APPLY = "does not apply"


Answer = int | Skip


class Audience(StrEnum):
    """Who sees it: the patient's choice, each time."""

    PRACTITIONER = "practitioner"
    LEAD = "service lead"


class NotAnAnswer(ValueError):
    """A question, a value or a chip that the check-in does not have."""


@dataclass(frozen=True)
class Given:
    """One check-in as it was given. `answers` by the question's id; what was left out is not in it."""

    patient: UUID
    on: date
    audience: Audience
    answers: Mapping[str, Answer] = field(default_factory=dict)
    chips: tuple[str, ...] = ()
    words: str = ""
    at: datetime | None = None
    """When it was given, where it is stored."""


def checked(check_in: CheckIn, given: Given) -> Given:
    """The same check-in. Raises `NotAnAnswer` where it says something that nobody was asked."""
    items = {item.id for item in check_in.items}
    values = {option.value for option in check_in.options}
    for id_, answer in given.answers.items():
        if id_ not in items:
            raise NotAnAnswer(f"there is no question {id_}")
        if not isinstance(answer, Skip) and (type(answer) is not int or answer not in values):
            raise NotAnAnswer(f"there is no answer {answer!r}")
    if unknown := set(given.chips) - {chip.id for chip in check_in.change.chips}:
        raise NotAnAnswer(f"there is no {', '.join(sorted(unknown))} to pick")
    return given


def asks_lead(check_in: CheckIn, given: Given) -> bool:
    """Whether the patient asks for somebody else."""
    return any(chip.lead_only and chip.id in given.chips for chip in check_in.change.chips)


def for_practitioner(check_in: CheckIn, given: Given) -> Given | None:
    """What the practitioner sees of it: nothing where it is for the lead.

    Asking for somebody else leaves no trace here. The words go with it, since they may well be about this person.
    """
    if given.audience is Audience.LEAD:
        return None
    hidden = {chip.id for chip in check_in.change.chips if chip.lead_only}
    words = "" if asks_lead(check_in, given) else given.words
    chips = tuple(chip for chip in given.chips if chip not in hidden)
    return replace(given, chips=chips, words=words)


def visible(check_in: CheckIn, given: Iterable[tuple[UUID, Given]]) -> list[tuple[UUID, Given]]:
    """Those of one patient's check-ins that a practitioner may see, as they see them, with their ids."""
    return [(id_, seen) for id_, one in given if (seen := for_practitioner(check_in, one))]


@dataclass(frozen=True)
class ForLead:
    """What one check-in says to the service lead beside the figures: no answers.

    `patient` is named only where they ask for somebody else, since nobody can arrange that without a name.
    """

    patient: UUID | None
    words: str


def for_lead(check_in: CheckIn, given: Given) -> ForLead | None:
    """What reaches the lead of this one check-in, if anything does."""
    if asks_lead(check_in, given):
        return ForLead(given.patient, given.words)
    return ForLead(None, given.words) if given.audience is Audience.LEAD and given.words else None


class Reason(StrEnum):
    """Why an answer is something to talk about."""

    LOW = "low"
    FELL = "fell"


@dataclass(frozen=True)
class Topic:
    """One answer to talk about. `before` is the answer to the same question the time before, where there is one."""

    item: Item
    reason: Reason
    answer: int
    before: int | None

    @property
    def raising(self) -> str:
        """Words that a practitioner may use to raise it, and may leave."""
        return self.item.raising


def topics(check_in: CheckIn, visible: Sequence[Given]) -> tuple[Topic, ...]:
    """What to talk about after the last of these check-ins, in the order of the questions.

    `visible`: one patient's check-ins that whoever reads this may see, in order. A check-in for somebody else's eyes
    does not enter the comparison either: the fall would tell of it.
    """
    return tuple(found for item in check_in.items if (found := _topic(item, visible)))


def _topic(item: Item, visible: Sequence[Given]) -> Topic | None:
    said = [one.answers.get(item.id) for one in visible]
    now = said[-1] if said else None
    before = next((one for one in reversed(said[:-1]) if _is_number(one)), None)
    earlier = before if isinstance(before, int) else None
    if not isinstance(now, int):
        return None
    if now <= LOW:
        return Topic(item, Reason.LOW, now, earlier)
    return Topic(item, Reason.FELL, now, earlier) if earlier is not None and earlier - now >= FALL else None


def _is_number(answer: Answer | None) -> bool:
    return isinstance(answer, int)


Cell = tuple[Theme | None, Partner]
"""A theme of the framework and a partner; without a theme, how everything fits together."""


def by_cell(check_in: CheckIn) -> Mapping[Cell, tuple[Item, ...]]:
    """The questions by theme and by partner, in order; never one row of numbers."""
    cells: dict[Cell, tuple[Item, ...]] = {}
    for item in check_in.items:
        cells[item.theme, item.partner] = (*cells.get((item.theme, item.partner), ()), item)
    return cells


@dataclass(frozen=True)
class Asked:
    """A change the programme can make to itself, once the patient says yes. `item`: the low answer it comes from."""

    offer: Offer
    item: Item | None


def offers(check_in: CheckIn, given: Given) -> tuple[Asked, ...]:
    """What the programme asks about after a check-in: what was picked first, then what low answers suggest.

    Each once, and none against which the patient picked the opposite. Nothing changes until the patient says yes.
    """
    found: dict[Offer, Asked] = {}
    for asked in _asked(check_in, given):
        found.setdefault(asked.offer, asked)
    picked = {one.offer for one in found.values() if one.item is None}
    return tuple(one for one in found.values() if _OPPOSITES.get(one.offer) not in picked)


def _asked(check_in: CheckIn, given: Given) -> Iterator[Asked]:
    for chip in check_in.change.chips:
        if chip.id in given.chips and chip.offer:
            yield Asked(chip.offer, None)
    for item in check_in.items:
        answer = given.answers.get(item.id)
        if isinstance(answer, int) and answer <= LOW:
            for offer in item.offers:
                yield Asked(offer, item)


_OPPOSITES = {
    Offer.SLOWER: Offer.FASTER,
    Offer.FASTER: Offer.SLOWER,
    Offer.MORE_SUPPORT: Offer.LESS_SUPPORT,
    Offer.LESS_SUPPORT: Offer.MORE_SUPPORT,
}


def question(offer: Offer) -> str:
    """The question the programme asks before it changes anything."""
    return {
        Offer.SLOWER: _("Shall the programme go more slowly?"),
        Offer.FASTER: _("Shall the programme go faster?"),
        Offer.FEWER_WORDS: _("Shall the programme use fewer words?"),
        Offer.MORE_SUPPORT: _("Shall the programme be in touch more often?"),
        Offer.LESS_SUPPORT: _("Shall the programme be in touch less often?"),
    }[offer]


@dataclass(frozen=True)
class Figure:
    """What a lead sees of one question: a mean to one place, from `people` rounded to the nearest five."""

    item: Item
    mean: float | None
    people: int | None
    low: int | None
    """How many answered low, rounded; none where fewer than five did."""


def figures(check_in: CheckIn, given: Sequence[Given]) -> tuple[Figure, ...]:
    """One figure a question, over each patient's latest answer to it. Never by practitioner: nobody is ranked."""
    latest = sorted(given, key=lambda one: one.on)
    return tuple(
        _figure(item, {one.patient: a for one in latest if isinstance(a := one.answers.get(item.id), int)})
        for item in check_in.items
    )


def _figure(item: Item, answers: Mapping[UUID, int]) -> Figure:
    if len(answers) < FEWEST:
        return Figure(item, None, None, None)
    low = sum(answer <= LOW for answer in answers.values())
    return Figure(item, round(fmean(answers.values()), 1), _rounded(len(answers)), _rounded(low))


def wishes(check_in: CheckIn, given: Sequence[Given]) -> Mapping[str, int]:
    """How many patients picked each change, rounded; those that fewer than five picked are not in it."""
    picked = Counter(chip for _patient, chip in {(one.patient, chip) for one in given for chip in one.chips})
    counts = {chip.id: _rounded(picked[chip.id]) for chip in check_in.change.chips}
    return {chip: count for chip, count in counts.items() if count is not None}


def _rounded(count: int) -> int | None:
    return None if count < FEWEST else (count + NEAREST // 2) // NEAREST * NEAREST


def due(*, last: date | None, every: int, today: date) -> bool:
    """Whether one is offered today, by the count of days. It is always optional, and there on demand at any time."""
    return last is None or (today - last).days >= every


def after_session(number: int) -> bool:
    """Whether one is offered after this session: the first, the third, then every third (clinical.md §5.3)."""
    return number in FIRST_SESSIONS or (number > FIRST_SESSIONS[-1] and number % THEN_EVERY == 0)


def after_last_session(came: Sequence[date], *, last: date | None, today: date) -> bool:
    """Whether the session that somebody came to last is one after which a check-in is offered, and none came since.

    `came`: the days of their sessions, in order. `last`: the day of their last check-in. Offered for a week.
    """
    if not came or not after_session(len(came)):
        return False
    return (last is None or last < came[-1]) and timedelta(0) <= today - came[-1] <= OFFERED_FOR
