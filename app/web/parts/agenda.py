"""What a session is to cover: one list of both, at both doors. Each adds, orders, and changes their own words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from app.access.door import NotFound, Visit
from app.briefs import queries as briefs
from app.enrolments.actions import refuse_after_the_end
from app.journey import meeting
from app.people.rules import Role
from app.rendering import gettext as _
from app.sessions import actions, queries
from app.sessions.actions import Impossible, StaleItem
from app.sessions.rules import LONGEST_ITEM, Item, Suggested, Suggestion
from app.web.parts import drafting, plain
from app.web.parts.drafting import Kept
from app.web.parts.plain import Area
from app.web.parts.worksheet import Problem

NEW = "item"


@dataclass(frozen=True)
class ItemView:
    """`whose` has put it there; `key` names the suggestion it came from. `typed`: words that were not taken."""

    id: str
    lines: tuple[str, ...]
    words: str
    whose: str
    kind: str
    mine: bool
    kept: bool
    version: int
    first: bool
    last: bool
    error: str = ""


@dataclass(frozen=True)
class Agenda:
    """`action` is where each of its buttons goes. `box` is None after the course: it can be read, and not changed."""

    action: str
    items: tuple[ItemView, ...]
    first: tuple[Suggestion, ...]
    rest: tuple[Suggestion, ...]
    box: Area | None
    once: UUID
    kept: Kept
    problems: tuple[Problem, ...] = ()


def form_of(visit: Visit, patient: UUID) -> str:
    return f"agenda-{patient}"


def agenda(visit: Visit, patient: UUID, action: str, *, ended: bool) -> Agenda:
    """The list as it stands, with what was typed and not sent. A handful of queries."""
    typed, kept = drafting.opened(visit, form_of(visit, patient))
    box = replace(_box(), value=typed.get(NEW, ""))
    return _agenda(visit, patient, action, None if ended else box, kept)


def act(visit: Visit, patient: UUID, action: str) -> Agenda | None:
    """Does what a button says; the list again, with what was typed, where it could not be done. Raises `Ended`."""
    refuse_after_the_end(visit.db, patient)
    deed, _colon, what = visit.typed("do").partition(":")
    match deed:
        case "up" | "down":
            actions.reorder(visit.db, patient, _item(visit, patient, what).id, -1 if deed == "up" else 1)
        case "keep" | "drop":
            _suggested(visit, patient, deed, what)
        case "off" | "reword":
            return _own(visit, patient, action, deed, what)
        case _:
            return _add(visit, patient, action)
    return None


def _add(visit: Visit, patient: UUID, action: str) -> Agenda | None:
    box = plain.words(visit, _box(), LONGEST_ITEM, _("Write a few words first."))
    if box.error:
        return _agenda(visit, patient, action, box, drafting.again(visit, form_of(visit, patient)))
    once = visit.typed_id("once") or uuid4()
    meeting.add_to_agenda(visit.db, patient, box.value, once=once, by=visit.by, at=visit.at)
    drafting.sent(visit, form_of(visit, patient))
    return None


def _suggested(visit: Visit, patient: UUID, deed: str, key: str) -> None:
    found = _suggestions(visit, patient, queries.agenda(visit.db, [patient]).get(patient, []))
    one = next((one for one in (*found.first, *found.rest) if one.key == key), None)
    if one is None:
        return  # the other of the two was quicker, or it has passed
    if deed == "keep":
        meeting.keep_suggestion(visit.db, patient, one, by=visit.by, at=visit.at)
    else:
        actions.drop(visit.db, patient, one.key, by=visit.by, at=visit.at)


def _own(visit: Visit, patient: UUID, action: str, deed: str, what: str) -> Agenda | None:
    """Takes one's own item off, or gives it other words."""
    item = _item(visit, patient, what)
    box = plain.words(visit, Area("item_words", ""), LONGEST_ITEM, _("Write a few words first."))
    try:
        if deed == "off":
            actions.take_off(visit.db, item, by=visit.by, at=visit.at)
            return None
        if not box.error:
            version = visit.typed_number("item_version")
            actions.reword(visit.db, item, box.value, version=version, by=visit.by, at=visit.at)
            return None
        error = box.error
    except StaleItem:
        error = _("This was changed meanwhile. How it is now stands above; your words are in the box.")
    except Impossible:
        error = _("This was covered or taken off meanwhile. Nothing was changed; your words are here.")
    found = agenda(visit, patient, action, ended=False)
    items = tuple(replace(one, words=box.value, error=error) if one.id == str(item.id) else one for one in found.items)
    return replace(found, items=items, problems=(Problem(f"#item-{item.id}", error),))


def _agenda(visit: Visit, patient: UUID, action: str, box: Area | None, kept: Kept) -> Agenda:
    items = queries.agenda(visit.db, [patient]).get(patient, [])
    found = _suggestions(visit, patient, items) if box else Suggested()
    return Agenda(
        action=action,
        items=tuple(_view(visit, one, n, len(items)) for n, one in enumerate(items)),
        first=found.first,
        rest=found.rest,
        box=box,
        once=visit.typed_id("once") or uuid4(),
        kept=kept,
        problems=plain.problems([box] if box else []),
    )


def _suggestions(visit: Visit, patient: UUID, items: Sequence[Item]) -> Suggested:
    mine = visit.who.role is Role.PATIENT
    house = visit.house
    return briefs.suggestions(visit.db, house.library, house.check_in, patient, items, for_patient=mine, at=visit.at)


def _view(visit: Visit, one: Item, n: int, count: int) -> ItemView:
    mine = one.by_id == visit.who.id
    return ItemView(
        id=str(one.id),
        lines=tuple(one.words.splitlines()),
        words=one.words,
        whose=_("You") if mine else one.by,
        kind="you" if one.from_patient else "them",
        mine=mine,
        kept=bool(one.key),
        version=one.version,
        first=n == 0,
        last=n == count - 1,
    )


def _item(visit: Visit, patient: UUID, what: str) -> Item:
    """Something on this patient's agenda. What a guard would do, for the one list that a guard has handed over."""
    try:
        found = queries.item(visit.db, patient, UUID(what))
    except ValueError:
        found = None
    if found is None:
        raise NotFound
    return found


def _box() -> Area:
    return Area(NEW, _("Something to cover"), rows=2)
