"""What the programme says on Today: why, what may be done, and a way to have less of it."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from app.access.door import Visit
from app.content.support import Next
from app.rendering import day
from app.rendering import gettext as _
from app.support import queries
from app.support.queries import Shown
from app.support.rules import Wish


@dataclass(frozen=True)
class Choice:
    label: str
    href: str


@dataclass(frozen=True)
class SupportThing:
    """One message. `by` and `sees` are sentences; `answer` is what the patient said to it, or nothing."""

    id: str
    text: str
    by: str
    why: str
    when: str
    sees: str
    choices: tuple[Choice, ...]
    answer: str
    once: UUID


def support_thing(visit: Visit) -> SupportThing | None:
    """One query."""
    found = queries.on_today(visit.db, visit.who.id, at=visit.at)
    return thing(visit, found) if found else None


def thing(visit: Visit, one: Shown) -> SupportThing:
    rule = visit.house.support.get(one.rule)
    return SupportThing(
        id=str(one.id),
        text=one.text,
        by=_("%(name)s chose these words for you.") % {"name": one.by} if one.by else "",
        why=one.why,
        when=_("From the programme, on %(day)s. Nobody typed it.") % {"day": day(one.at, weekday=False)},
        sees=_("Only you see this.") if one.private else _("Your practitioner can see that the programme said this."),
        choices=tuple(_choice(choice, one.href) for choice in (rule.next if rule else ())),
        answer=answered(one.answer),
        once=uuid4(),
    )


def _choice(one: Next, it: str) -> Choice:
    return Choice(one.label, one.href(it) or "/me")


def answered(wish: Wish | None) -> str:
    """What the patient said to a message, and what that changes."""
    match wish:
        case Wish.HELPFUL:
            return _("You said that this helped.")
        case Wish.NOT_FOR_ME:
            return _("You said that this is not for you. It does not come again.")
        case Wish.FEWER:
            return _("You asked for fewer like this. The next comes in four weeks at the earliest.")
        case _:
            return ""
