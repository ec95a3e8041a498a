"""The form of the service's settings: what is set, or what was typed, with what is wrong beside it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

from app.access.door import Visit
from app.content.help import Nation
from app.rendering import gettext as _
from app.service.rules import Closed, Open, ServiceSettings, Within
from app.web.parts.plain import typed_line
from app.web.parts.rows import rows_of
from app.web.parts.worksheet import Problem
from app.web.service_lead import settings_looks
from app.web.service_lead.settings_looks import Count, LookRow

BLANK = 2
LONGEST_WHY = 120
MOST_CLOSED = 200
NONE = "none"


@dataclass
class DayRow:
    n: int
    name: str
    open: bool
    opens: str
    closes: str
    error: str = ""


@dataclass
class ClosedRow:
    n: int
    day: str = ""
    why: str = ""
    error: str = ""


@dataclass
class Promise:
    name: str
    label: str
    hint: str
    amount: str
    unit: str
    error: str = ""


@dataclass
class SettingsForm:
    days: list[DayRow]
    bank_holidays: str
    closed: list[ClosedRow]
    reply: Promise
    safety: Promise
    conversation: Count
    looks: list[LookRow]
    reminders: bool
    days_error: str = ""
    value: ServiceSettings | None = field(default=None)
    """The settings that were typed, where nothing is wrong with them."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self._problems())

    def _problems(self) -> Iterator[Problem]:
        if self.days_error:
            yield Problem("#open-0", self.days_error)
        yield from (Problem(f"#opens-{one.n}", one.error) for one in self.days if one.error)
        yield from (Problem(f"#day-{one.n}", one.error) for one in self.closed if one.error)
        yield from (Problem(f"#{one.name}", one.error) for one in (self.reply, self.safety) if one.error)
        yield from (Problem(f"#{one.name}", one.error) for one in self.counts if one.error)

    @property
    def counts(self) -> list[Count]:
        return [self.conversation, *(one for look in self.looks for one in look.counts)]


def of(settings: ServiceSettings) -> SettingsForm:
    """The form as it is opened."""
    return SettingsForm(
        days=[_day_row(n, hours) for n, hours in enumerate(settings.hours)],
        bank_holidays=settings.bank_holidays.value if settings.bank_holidays else NONE,
        closed=_with_blank([ClosedRow(n, str(one.day), one.why) for n, one in enumerate(settings.closed)]),
        reply=_reply(str(settings.reply.amount), settings.reply.unit),
        safety=_safety(str(settings.safety.amount), settings.safety.unit),
        conversation=_conversation(str(settings.conversation_days)),
        looks=settings_looks.of(settings.looks),
        reminders=settings.reminders,
    )


def read(visit: Visit, before: ServiceSettings) -> SettingsForm:
    """The form as it was typed. The contacts stay as they are: they have a form of their own."""
    days = [_typed_day(visit, n, name) for n, name in enumerate(weekdays())]
    closed = [ClosedRow(n, **row) for n, row in enumerate(rows_of(visit, ("day", "why"), most=MOST_CLOSED + BLANK))]
    form = SettingsForm(
        days=days,
        bank_holidays=visit.typed("bank_holidays"),
        closed=closed,
        reply=_reply(typed_line(visit, "reply", 10), visit.typed("reply_unit")),
        safety=_safety(typed_line(visit, "safety", 10), visit.typed("safety_unit")),
        conversation=_conversation(typed_line(visit, "conversation_days", 10)),
        looks=settings_looks.typed(visit, before.looks),
        reminders=bool(visit.typed("reminders")),
    )
    hours, off = tuple(_hours(one) for one in days), [_closed(one) for one in closed]
    reply, safety = _within(form.reply), _within(form.safety)
    days_after, looks = settings_looks.number(form.conversation), settings_looks.read(form.looks)
    if len(closed) > MOST_CLOSED:
        closed[-1].error = _("There is room for %(n)d days. Take off some that are over.") % {"n": MOST_CLOSED}
    if not any(hours) and not any(one.error for one in days):
        form.days_error = _("Choose at least one day on which the service is open.")
    nation = Nation(form.bank_holidays) if form.bank_holidays in set(Nation) else None
    form.bank_holidays = nation.value if nation else NONE
    if reply and safety and days_after and looks and not form.problems:
        form.value = ServiceSettings(
            hours=hours,
            bank_holidays=nation,
            closed=tuple(sorted((one for one in off if one), key=lambda one: one.day)),
            reply=reply,
            safety=safety,
            conversation_days=days_after,
            looks=looks,
            reminders=form.reminders,
            contacts=before.contacts,
        )
    form.closed = _with_blank(closed)
    return form


def weekdays() -> tuple[str, ...]:
    return (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


def _day_row(n: int, hours: Open | None) -> DayRow:
    opens, closes = (f"{hours.opens:%H:%M}", f"{hours.closes:%H:%M}") if hours else ("", "")
    return DayRow(n, weekdays()[n], hours is not None, opens, closes)


def _typed_day(visit: Visit, n: int, name: str) -> DayRow:
    opens, closes = typed_line(visit, f"opens.{n}", 10), typed_line(visit, f"closes.{n}", 10)
    return DayRow(n, name, bool(visit.typed(f"open.{n}")), opens, closes)


def _hours(row: DayRow) -> Open | None:
    """The hours of a day that is ticked. Notes on the row what is wrong with them."""
    if not row.open:
        return None
    try:
        opens, closes = time.fromisoformat(row.opens), time.fromisoformat(row.closes)
    except ValueError:
        row.error = _("%(day)s: enter two times, like 09:00 and 17:00.") % {"day": row.name}
        return None
    try:
        return Open(opens=opens.replace(second=0, microsecond=0), closes=closes.replace(second=0, microsecond=0))
    except (ValueError, TypeError):  # backwards, too short, or with a zone of its own
        row.error = _("%(day)s: it closes an hour or more after it opens. Change one of the times.") % {"day": row.name}
        return None


def _closed(row: ClosedRow) -> Closed | None:
    try:
        day = date.fromisoformat(row.day)
    except ValueError:
        row.error = _("Enter a day, like 2026-12-24, or empty the row.")
        return None
    if len(row.why) > LONGEST_WHY:
        row.error = _("Use %(n)d letters or fewer.") % {"n": LONGEST_WHY}
        return None
    return Closed(day=day, why=row.why or _("Closed"))


def _within(promise: Promise) -> Within | None:
    unit: Literal["hours", "days"] = "hours" if promise.unit == "hours" else "days"
    typed = promise.amount
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else -1
    least = 1 if unit == "hours" else 0
    if not least <= number <= 40:
        promise.error = _("Enter a whole number from %(least)d to 40.") % {"least": least}
        return None
    return Within(amount=number, unit=unit)


def _reply(amount: str, unit: str) -> Promise:
    hint = _("Patients read this promise before they write. 0 days: by the close of the same day.")
    return Promise("reply", _("A message is read and answered within"), hint, amount, unit)


def _safety(amount: str, unit: str) -> Promise:
    hint = _("For when somebody says they are not safe. Your clinical safety officer decides it.")
    return Promise("safety", _("Somebody looks at a safety concern within"), hint, amount, unit)


def _conversation(value: str) -> Count:
    label = _("Days after a safety conversation in which an answer that has not risen waits for the next session")
    return Count("conversation_days", label, value, 1, 60)


def _with_blank(rows: list[ClosedRow]) -> list[ClosedRow]:
    return [*rows, *(ClosedRow(len(rows) + n) for n in range(BLANK))]
