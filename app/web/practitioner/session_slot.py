"""When and how a session is to be: the form for booking one and for moving one."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

from app.access.door import Visit
from app.journey import meeting
from app.people.queries import Who, team_on
from app.rendering import clock_time, day, local, speech
from app.rendering import gettext as _
from app.sessions import queries
from app.sessions.actions import Clash, Slot
from app.sessions.rules import LONGEST, LONGEST_PLACE, SHORTEST, USUAL, BookedSession, Mode, Purpose
from app.web.parts import plain
from app.web.parts.plain import Box, Option, Pick
from app.web.parts.sessions import mode_words, purpose_words
from app.web.parts.worksheet import Problem

FARTHEST = timedelta(days=366)


@dataclass(frozen=True)
class SlotForm:
    """`warning`: why one may not want this time, and `sure` whether it was said to be right all the same."""

    day: Box
    time: Box
    minutes: Box
    place: Box
    mode: Pick
    purpose: Pick
    once: UUID
    version: int = 0
    warning: str = ""

    @property
    def problems(self) -> tuple[Problem, ...]:
        found = plain.problems((self.day, self.time, self.minutes, self.mode, self.place, self.purpose))
        return (*found, Problem("#sure", self.warning)) if self.warning else found


def slot_form(visit: Visit, who: Who, one: BookedSession | None = None) -> SlotForm:
    """The form as it is opened: as the session is, or else as the last one was, a day still to be chosen."""
    like = one or next(reversed(queries.sessions_of(visit.db, [who.id]).get(who.id, [])), None)
    if like is None:
        return replace(_blank(), once=uuid4())
    form = _blank()
    at = local(like.starts_at)
    return replace(
        form,
        day=replace(form.day, value=at.date().isoformat() if one else ""),
        time=replace(form.time, value=f"{at:%H:%M}"),
        minutes=replace(form.minutes, value=str(like.minutes)),
        place=replace(form.place, value=like.place),
        mode=replace(form.mode, value=like.mode.value),
        purpose=replace(form.purpose, value=like.purpose.value if one else Purpose.TREATMENT.value),
        version=like.version if one else 0,
    )


def _blank() -> SlotForm:
    modes = tuple(Option(one.value, mode_words(one)) for one in Mode)
    purposes = tuple(Option(one.value, purpose_words(one)) for one in Purpose)
    told = _("A room, a telephone number, or the address of a video call. The patient sees it.")
    return SlotForm(
        day=Box("day", _("Day"), kind="date"),
        time=Box("time", _("Time"), kind="time"),
        minutes=Box("minutes", _("Minutes"), str(USUAL)),
        place=Box("place", _("Where, or which number"), hint=told),
        mode=Pick("mode", _("How"), modes),
        purpose=Pick("purpose", _("What for"), purposes, Purpose.TREATMENT.value),
        once=uuid4(),
    )


def read(visit: Visit) -> tuple[SlotForm, Slot | None]:
    """The form as it was sent, and the slot that it says where nothing is wrong with it."""
    form = _blank()
    day_box = plain.line(visit, form.day, 20, _("Choose a day."))
    time_box = plain.line(visit, form.time, 20, _("Choose a time."))
    minutes = _minutes(plain.line(visit, form.minutes, 20, _("Write how many minutes.")))
    starts_at, day_box, time_box = _starts_at(day_box, time_box, visit.at)
    form = SlotForm(
        day=day_box,
        time=time_box,
        minutes=minutes,
        place=plain.line(visit, form.place, LONGEST_PLACE),
        mode=plain.picked(visit, form.mode, _("Choose how you meet.")),
        purpose=plain.picked(visit, form.purpose, _("Choose what it is for.")),
        once=visit.typed_id("once") or uuid4(),
        version=visit.typed_number("version"),
    )
    if starts_at is None or form.problems:
        return form, None
    slot = Slot(starts_at, int(minutes.value), Mode(form.mode.value), form.place.value, Purpose(form.purpose.value))
    return form, slot


def book(visit: Visit, who: Who) -> SlotForm | None:
    """Books what was typed, with whoever is booking; the form again where it could not be."""
    form, slot = read(visit)
    if slot is None:
        return form
    warning = warned(visit, slot.starts_at, visit.who.id)
    if warning:
        return replace(form, warning=warning)
    try:
        meeting.book(
            visit.db,
            visit.house.settings,
            who.id,
            visit.who.id,
            slot,
            once=form.once,
            by=visit.by,
            at=visit.at,
        )
    except Clash as clash:
        return replace(form, time=plain.with_error(form.time, taken(clash.other, who)))
    return None


def warned(visit: Visit, starts_at: datetime, practitioner: UUID) -> str:
    """Why this may be no time to meet; nothing where it is one, or where it was said to be right all the same."""
    if visit.typed("sure") == "yes":
        return ""
    on = local(starts_at).date()
    holder = team_on(visit.db, on).get(practitioner)
    if holder is not None and holder.away:
        return _("There is leave on %(day)s. Tick the box below if the session is to be all the same.") % {
            "day": day(on)
        }
    if not visit.calendar.is_open(starts_at):
        told = _("The service is closed on %(day)s at %(time)s. Tick the box below if it is to be all the same.")
        return told % {"day": day(on), "time": clock_time(starts_at)}
    return ""


def taken(other: BookedSession, who: Who) -> str:
    """That there is a session at that time; of another patient's nothing but its time."""
    span = {"from": clock_time(other.starts_at), "to": clock_time(other.ends_at), "name": who.name}
    if other.patient_id == who.id:
        return _("%(name)s has a session from %(from)s to %(to)s on that day. Choose another time.") % span
    return _("Another session is booked from %(from)s to %(to)s on that day. Choose another time.") % span


def _minutes(box: Box) -> Box:
    if box.error:
        return box
    fits = box.value.isascii() and box.value.isdigit() and len(box.value) < 4
    if fits and SHORTEST <= int(box.value) <= LONGEST:
        return box
    told = _("Write a whole number of minutes, from %(least)d to %(most)d.") % {"least": SHORTEST, "most": LONGEST}
    return plain.with_error(box, told)


def _starts_at(day_box: Box, time_box: Box, at: datetime) -> tuple[datetime | None, Box, Box]:
    """The instant, on the service's clock. A time that this day does not have is refused; of two the first counts."""
    try:
        on = date.fromisoformat(day_box.value)
    except ValueError:
        on = None
        day_box = day_box if day_box.error else plain.with_error(day_box, _("Enter a day, like 2026-05-04."))
    try:
        clock = time.fromisoformat(time_box.value).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError:
        clock = None
        time_box = time_box if time_box.error else plain.with_error(time_box, _("Enter a time, like 10:30."))
    if on is None or clock is None:
        return None, day_box, time_box
    wall = datetime.combine(on, clock, speech().zone)
    starts_at = wall.astimezone(UTC)
    if starts_at.astimezone(speech().zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        return None, day_box, plain.with_error(time_box, _("The clocks change then: that day does not have this time."))
    if starts_at < at - timedelta(hours=12):
        return None, plain.with_error(day_box, _("That day is over. Choose another.")), time_box
    if starts_at > at + FARTHEST:
        return None, plain.with_error(day_box, _("That is more than a year away. Choose an earlier day.")), time_box
    return starts_at, day_box, time_box
