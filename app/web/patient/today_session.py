"""The next session on Today: when it is, what I want to cover in it, and what the first one is like."""

from dataclasses import dataclass

from app.access.door import Visit
from app.rendering import gettext as _
from app.rendering import ngettext
from app.sessions import queries
from app.sessions.rules import coming
from app.web.parts.sessions import mode_words, when


@dataclass(frozen=True)
class NextSession:
    title: str
    meta: str
    agenda: str


@dataclass(frozen=True)
class SessionThing:
    """`first`: whether there was no session yet, booked or not."""

    next: NextSession | None
    first: bool


def session_thing(visit: Visit, *, ended: bool) -> SessionThing | None:
    """Nothing where none is booked and the first is behind, or the course is; three queries at most."""
    me = visit.who.id
    next_, first = _next(visit), not ended and not queries.attended(visit.db, [me]).get(me)
    return SessionThing(next_, first) if next_ or first else None


def _next(visit: Visit) -> NextSession | None:
    me = visit.who.id
    one = coming(queries.ahead(visit.db, [me], since=visit.at).get(me, []), visit.at)
    if one is None:
        return None
    n = len(queries.agenda(visit.db, [me]).get(me, []))
    listed = ngettext("%(n)d thing is on the list", "%(n)d things are on the list", n) % {"n": n}
    return NextSession(
        title=_("With %(name)s: %(when)s") % {"name": one.practitioner, "when": when(one, visit.at)},
        meta=mode_words(one.mode),
        agenda=listed if n else _("What do you want to cover? A word is enough."),
    )
