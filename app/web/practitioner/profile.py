"""My profile: what patients read about the practitioner who supports them, and the days they work."""

from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.door import Visit
from app.content.answers import clean, readable
from app.people import absence, preferences
from app.rendering import gettext as _
from app.web.parts.days import DayBox, day_boxes, typed_days
from app.web.parts.frame import page
from app.web.parts.worksheet import Problem
from app.web.practitioner.door import router

HERE = "/practice/profile"
LONGEST_ABOUT = 300


@dataclass(frozen=True)
class ProfilePage:
    name: str
    about: str
    longest: int
    days: tuple[DayBox, ...]
    done: str
    about_error: str = ""
    days_error: str = ""

    @property
    def problems(self) -> tuple[Problem, ...]:
        errors = (("#about_me", self.about_error), ("#days", self.days_error))
        return tuple(Problem(href, error) for href, error in errors if error)


@router.page("/profile")
def profile(visit: Visit, saved: str = "") -> Response:
    found = preferences.profile(visit.db, visit.who.id)
    done = _("Saved. This is what your patients read now.") if saved else ""
    content = ProfilePage(visit.who.name, found.about, LONGEST_ABOUT, day_boxes(found.working_days or "12345"), done)
    return page(visit, "practitioner/profile.html", content, here=HERE)


@router.act("/profile")
def save_profile(visit: Visit) -> Response:
    about, days = readable(clean(visit.typed("about_me"))), typed_days(visit)
    content = ProfilePage(
        name=visit.who.name,
        about=about,
        longest=LONGEST_ABOUT,
        days=day_boxes(days),
        done="",
        about_error=_("Use %(n)d characters or fewer.") % {"n": LONGEST_ABOUT} if len(about) > LONGEST_ABOUT else "",
        days_error="" if days else _("Choose at least one day."),
    )
    if content.problems:
        return page(visit, "practitioner/profile.html", content, here=HERE, status=422)
    absence.save_profile(visit.db, visit.who.id, about, days, by=visit.by, at=visit.at)
    return RedirectResponse(f"{HERE}?saved=yes", status_code=303)
