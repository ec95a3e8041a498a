"""The next session on Today: when it is, and what I want to cover in it."""

from dataclasses import dataclass

from app.access.door import Visit
from app.rendering import gettext as _
from app.rendering import ngettext
from app.sessions import queries
from app.sessions.rules import coming
from app.web.parts.sessions import mode_words, when


@dataclass(frozen=True)
class SessionThing:
    title: str
    meta: str
    agenda: str
    first: bool
    """Whether it is the first one."""


def session_thing(visit: Visit) -> SessionThing | None:
    """Nothing where none is booked; three queries at most."""
    me = visit.who.id
    one = coming(queries.ahead(visit.db, [me], since=visit.at).get(me, []), visit.at)
    if one is None:
        return None
    n = len(queries.agenda(visit.db, [me]).get(me, []))
    listed = ngettext("%(n)d thing is on the list", "%(n)d things are on the list", n) % {"n": n}
    return SessionThing(
        title=_("With %(name)s: %(when)s") % {"name": one.practitioner, "when": when(one, visit.at)},
        meta=mode_words(one.mode),
        agenda=listed if n else _("What do you want to cover? A word is enough."),
        first=not queries.attended(visit.db, [me]).get(me),
    )
