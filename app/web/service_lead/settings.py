"""What a lead sets for the service: hours, closed days, promises. Each save is a version; nothing is overwritten."""

from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.content.help import Nation
from app.rendering import clock_time, day
from app.rendering import gettext as _
from app.service import actions, publishing, queries
from app.service.actions import Stale
from app.service.calendar import calendar_of
from app.service.queries import Current
from app.service.rules import ServiceSettings
from app.web.parts.frame import page
from app.web.parts.worksheet import Problem
from app.web.service_lead import settings_form
from app.web.service_lead.door import router
from app.web.service_lead.settings_form import SettingsForm

HERE = "/service/settings"


@dataclass(frozen=True)
class NationRow:
    href: str
    name: str
    detail: str
    overdue: bool


@dataclass(frozen=True)
class SettingsPage:
    """`conflict`: somebody saved meanwhile; `now` says in sentences what counts."""

    form: SettingsForm
    version: int
    saved: str
    example: str
    nations: tuple[NationRow, ...]
    options: tuple[tuple[str, str], ...]
    behind: bool
    conflict: str
    now: tuple[str, ...]
    problems: tuple[Problem, ...]


@router.page("/settings")
def settings(visit: Visit) -> Response:
    found = queries.current(visit.db)
    return _page(visit, found, settings_form.of(found.settings))


@router.act("/settings")
def save_settings(visit: Visit) -> Response:
    found = queries.current(visit.db)
    form = settings_form.read(visit, found.settings)
    if form.value is None:
        return _page(visit, found, form, status=422)
    try:
        save(visit, form.value, visit.typed_number("version"))
    except Stale:
        return _page(visit, found, form, status=409)
    return RedirectResponse(HERE, status_code=303)


@router.act("/settings/publish")
def publish_help(visit: Visit) -> Response:
    """Writes the help file once more, where that did not work when it was saved."""
    _publish(visit)
    return RedirectResponse(HERE, status_code=303)


def save(visit: Visit, wanted: ServiceSettings, version: int) -> None:
    """The settings, and after the commit the file that Help now reads. Raises `Stale`."""
    actions.save(visit.db, wanted, version=version, by=visit.by, at=visit.at)
    _publish(visit)


def _publish(visit: Visit) -> None:
    """After the commit, never before: what was taken back is not published."""
    house = visit.house
    visit.after.append(lambda: publishing.published(house.database, house.help.folder))


def saved_by(found: Current) -> str:
    if found.at is None:
        return _("Nobody has changed anything yet: this is how the programme comes.")
    when = {"name": found.by, "day": day(found.at), "time": clock_time(found.at)}
    return _("Saved by %(name)s on %(day)s at %(time)s.") % when


def _page(visit: Visit, found: Current, form: SettingsForm, *, status: int = 200) -> Response:
    stale = status == 409
    content = SettingsPage(
        form=form,
        version=visit.typed_number("version") if visit.form and not stale else found.number,
        saved=saved_by(found),
        example=_example(visit, form.value or found.settings),
        nations=tuple(_nation(visit, one, found) for one in Nation),
        options=(
            *((one.value, visit.house.help[one].name) for one in Nation),
            (settings_form.NONE, _("None: open on bank holidays")),
        ),
        behind=not visit.house.help.holds(found.number, found.settings.contacts),
        conflict=saved_by(found) if stale else "",
        now=_in_words(visit, found.settings) if stale else (),
        problems=form.problems,
    )
    return page(visit, "service_lead/settings.html", content, here=HERE, status=status)


def _example(visit: Visit, wanted: ServiceSettings) -> str:
    """The promise as a patient would read it now."""
    due = calendar_of(wanted, visit.house.speech.zone).due(visit.at, wanted.reply)
    return _("A message sent now is read and answered by %(time)s on %(day)s.") % {
        "time": clock_time(due),
        "day": day(due),
    }


def _in_words(visit: Visit, wanted: ServiceSettings) -> tuple[str, ...]:
    names = settings_form.weekdays()
    hours = [
        f"{names[n]} {clock_time(one.opens)}–{clock_time(one.closes)}" for n, one in enumerate(wanted.hours) if one
    ]
    closed = [f"{day(one.day)}: {one.why}" for one in wanted.closed]
    return (", ".join(hours), *closed, _example(visit, wanted))


def _nation(visit: Visit, nation: Nation, found: Current) -> NationRow:
    shown = found.settings.contacts.get(nation) or visit.house.help.shipped[nation]
    overdue = shown.overdue(visit.today)
    detail = _("Checked on %(checked)s, to be looked at again by %(review)s (%(owner)s)") % {
        "checked": day(shown.checked, weekday=False),
        "review": day(shown.review, weekday=False),
        "owner": shown.owner,
    }
    return NationRow(f"{HERE}/help/{nation.value}", shown.name, detail, overdue)
