"""Reminders, read receipts and looks as forms: lists to pick from, with what counts now already chosen."""

from dataclasses import dataclass, replace
from datetime import time

from app.access.door import Visit
from app.content.answers import readable
from app.people.preferences import Going, Reminders
from app.people.queries import Display
from app.rendering import clock_time
from app.rendering import gettext as _
from app.web.parts.days import DayBox, day_boxes, days_in_words, typed_days
from app.web.parts.plain import Box, Option, Pick, picked
from app.web.parts.worksheet import Problem


@dataclass(frozen=True)
class RemindersForm:
    """`sends`: whether this service sends reminders at all."""

    on: Pick
    days: tuple[DayBox, ...]
    days_error: str
    quiet_from: Box
    quiet_until: Box
    sends: bool

    @property
    def problems(self) -> tuple[Problem, ...]:
        fields = ((self.on.name, self.on.error), ("days", self.days_error))
        times = ((one.name, one.error) for one in (self.quiet_from, self.quiet_until))
        return tuple(Problem(f"#{name}", error) for name, error in (*fields, *times) if error)


def reminders_form(reminders: Reminders, *, sends: bool) -> RemindersForm:
    return RemindersForm(
        on=replace(_reminders_pick(), value="yes" if reminders.on else "no"),
        days=day_boxes(reminders.days),
        days_error="",
        quiet_from=_time_box("quiet_from", _("No reminder from"), clock_time(reminders.quiet_from)),
        quiet_until=_time_box("quiet_until", _("until"), clock_time(reminders.quiet_until)),
        sends=sends,
    )


def read_reminders(visit: Visit) -> tuple[Reminders | None, RemindersForm]:
    """What was chosen; None where something is wrong, which the form then says."""
    empty, days = reminders_form(Reminders(), sends=True), typed_days(visit)
    on = picked(visit, _reminders_pick(), _("Choose yes or no."))
    begins, from_box = _read_time(visit, empty.quiet_from)
    ends, until_box = _read_time(visit, empty.quiet_until)
    if begins and begins == ends:
        until_box = replace(until_box, error=_("Choose a time that is not the same as the first."))
    days_error = _("Choose at least one day.") if on.value == "yes" and not days else ""
    form = RemindersForm(on, day_boxes(days), days_error, from_box, until_box, sends=True)
    if form.problems or begins is None or ends is None:
        return None, form
    return Reminders(on.value == "yes", days, begins, ends), form


def reminders_in_words(reminders: Reminders) -> str:
    if not reminders.on:
        return _("Off")
    days = _("every day") if len(reminders.days) == 7 else days_in_words(reminders.days)
    return _("On: %(days)s") % {"days": days}


def receipts_pick(*, on: bool) -> Pick:
    options = (
        Option("yes", _("Yes"), _("They see the day you read it.")),
        Option("no", _("No"), _("They see only what you answer.")),
    )
    label = _("Let my practitioner see when I have read their messages")
    return Pick("receipts", label, options, "yes" if on else "no")


def display_picks(display: Display) -> tuple[Pick, Pick]:
    sizes = (Option("usual", _("Usual")), Option("larger", _("Larger")), Option("largest", _("Largest")))
    themes = (Option("device", _("As my device")), Option("light", _("Light")), Option("dark", _("Dark")))
    return (
        Pick("text_size", _("Size of the letters"), sizes, display.text_size),
        Pick("theme", _("Colours"), themes, display.theme),
    )


def going_picks(going: Going) -> tuple[Pick, Pick]:
    paces = (
        Option("slower", _("Slower"), _("Today says that one step a week is enough.")),
        Option("usual", _("Usual"), _("Today shows one next thing.")),
        Option("faster", _("Faster"), _("Today shows what else is open.")),
    )
    words = (
        Option("yes", _("Fewer words"), _("Examples and notes are folded away. You can open each.")),
        Option("no", _("All the words"), _("Examples and notes stand open.")),
    )
    return (
        Pick("pace", _("How fast it goes"), paces, going.pace),
        Pick("fewer_words", _("How much there is to read"), words, "yes" if going.fewer_words else "no"),
    )


def _reminders_pick() -> Pick:
    return Pick("reminders", _("Send me reminders by e-mail"), (Option("yes", _("Yes")), Option("no", _("No"))))


def _time_box(name: str, label: str, value: str) -> Box:
    return Box(name, label, value, kind="time")


def _read_time(visit: Visit, box: Box) -> tuple[time | None, Box]:
    typed = readable(visit.typed(box.name))[:20].strip()
    try:
        at = time.fromisoformat(typed)
    except ValueError:
        return None, replace(box, value=typed, error=_("Write a time, like 20:00."))
    return at.replace(second=0, microsecond=0, tzinfo=None), replace(box, value=typed)
