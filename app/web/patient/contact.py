"""Asking the team to get in touch, and what is true of it: who sees it, and by when."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.journey import measuring
from app.people.queries import practitioner_of
from app.people.waiting import Place, Stage
from app.rendering import gettext as _
from app.safety.queries import open_flag
from app.safety.rules import Fact, Flag, Promise, Source, due, holder, joined_due, standing
from app.web.parts.thread import by_when, sent_at
from app.web.patient.door import router
from app.web.patient.messages import promise_kept

PLAN, MEASURES = "/me/safety-plan", "/me/measures"
_ASKS = {"call": Source.ASKS_FOR_CALL, "unsafe": Source.CANNOT_KEEP_SAFE}
_AFTER = re.compile(r"/me/measures/[a-z0-9-]{1,60}/[0-9]{1,2}/after")
_ONWARD = re.compile(r"/me/measures([/?#][A-Za-z0-9/_?=&#-]{0,200})?")


@dataclass(frozen=True)
class Contact:
    """What an offer of contact says. `reads`: of what was told before; empty where nothing waits.

    `sees`: of what is asked now. `told`: what has just been asked, "call", "unsafe" or nothing.
    """

    practitioner: str
    reads: str
    sees: str
    asked: str
    told: str
    next: str
    then: str
    once: UUID

    @property
    def waits(self) -> bool:
        """Whether something that was told before is open."""
        return bool(self.reads)


@router.act("/safety-plan/ask")
def ask_for_contact(visit: Visit) -> Response:
    """Joins the open flag, or raises one. Anything but a yes notes nothing and goes on. It outlives the course."""
    asked, after = visit.typed("contact"), visit.typed("then")
    from_answer = _AFTER.fullmatch(after) is not None
    if asked not in _ASKS:
        return RedirectResponse(onward(visit.typed("next")) if from_answer else PLAN, status_code=303)
    measuring.tell(
        visit.db,
        visit.house.settings,
        visit.who.id,
        _ASKS[asked],
        "",
        once=visit.typed_id("once") or uuid4(),
        by=visit.by,
        at=visit.at,
    )
    if from_answer:
        back = f"{after}?next={quote(onward(visit.typed('next')), safe='')}&told={asked}#told"
    else:
        back = f"{PLAN}?told={asked}#told"
    return RedirectResponse(back, status_code=303)


def onward(address: str) -> str:
    """Where one goes on to: an address of the measures, and no other."""
    return address if _ONWARD.fullmatch(address) else MEASURES


def contact(visit: Visit, *, told: str, next_: str = "", then: str = "") -> Contact:
    """What is true now, for this patient."""
    flag = open_flag(visit.db, visit.who.id)
    promised = measuring.promise(visit.db, visit.house.settings.zone, visit.who.id, at=visit.at)
    supporter = practitioner_of(visit.db, visit.who.id)
    own = supporter.id if supporter else None
    reads, sees = _nothing_open(promised, visit.at) if flag is None else _open(visit, flag, promised, own)
    return Contact(
        practitioner=supporter.name if supporter else _("your practitioner"),
        reads=reads,
        sees=sees,
        asked=_asked(flag),
        told=told if flag and any(one.fact and one.fact.source is _ASKS.get(told) for one in flag.facts) else "",
        next=next_,
        then=then,
        once=uuid4(),
    )


def _nothing_open(promised: Promise, at: datetime) -> tuple[str, str]:
    return "", _by(due(Fact(Source.ASKS_FOR_CALL), promised, at=at), at)


def _open(visit: Visit, flag: Flag, promised: Promise, own: UUID | None) -> tuple[str, str]:
    """Of a flag that somebody at work has taken: that they have it. Of a late one: that it is, and who knows."""
    team, taken = visit.team, flag.taken
    has_it = holder(taken.by_id, team) if taken else None
    if taken and has_it:
        names = {"name": taken.by}
        return _("%(name)s has this in hand and reads your answers.") % names, _("%(name)s sees it.") % names
    soon = due(Fact(Source.ASKS_FOR_CALL), promised, at=visit.at)
    found = standing(flag.due_at, has_it, own, team, promised.calendar, visit.at)
    if found.stage is Stage.ON_TIME:
        reads = _("Someone in the team reads your answers by %(when)s.")
        return reads % {"when": by_when(flag.due_at, visit.at)}, _by(joined_due(flag.due_at, soon), visit.at)
    return _late(flag, found, own, visit.at), _by(soon, visit.at)


def _late(flag: Flag, found: Place, own: UUID | None, at: datetime) -> str:
    return promise_kept(flag.due_at, (found, own), at)


def _by(when: datetime, at: datetime) -> str:
    return _("Someone in the team sees it by %(when)s.") % {"when": by_when(when, at)}


def _asked(flag: Flag | None) -> str:
    """That a call was asked for before, and when last."""
    calls = [one for one in flag.facts if one.fact and one.fact.source is Source.ASKS_FOR_CALL] if flag else []
    return _("You asked for a call: %(when)s.") % {"when": sent_at(calls[-1].at)} if calls else ""
