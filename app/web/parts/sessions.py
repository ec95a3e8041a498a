"""A session in words, the same at both doors: when, how, with whom, and what became of it."""

from datetime import datetime
from urllib.parse import urlsplit

from app.rendering import clock_time, day, local, ngettext
from app.rendering import gettext as _
from app.sessions.rules import Attendance, BookedSession, Discussed, Mode, Purpose


def when(one: BookedSession, at: datetime) -> str:
    """ "today, 10:30", "tomorrow, 10:30" or "Thursday 11 June, 10:30"."""
    days = (local(one.starts_at).date() - local(at).date()).days
    on = {0: _("today"), 1: _("tomorrow")}.get(days) or day(one.starts_at)
    return _("%(day)s, %(time)s") % {"day": on, "time": clock_time(one.starts_at)}


def mode_words(mode: Mode) -> str:
    match mode:
        case Mode.IN_PERSON:
            return _("in person")
        case Mode.PHONE:
            return _("by phone")
        case Mode.VIDEO:
            return _("by video")


def purpose_words(purpose: Purpose) -> str:
    match purpose:
        case Purpose.ASSESSMENT:
            return _("First talk (assessment)")
        case Purpose.TREATMENT:
            return _("Session (treatment)")
        case Purpose.BOTH:
            return _("First talk and session (assessment and treatment)")
        case Purpose.REVIEW:
            return _("Review and session (review and treatment)")


def minutes_words(n: int) -> str:
    return ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}


def became(one: BookedSession, at: datetime) -> str:
    """What became of it, in words that blame nobody."""
    match one.attendance:
        case Attendance.ON_TIME:
            return _("Took place")
        case Attendance.LATE_BUT_SEEN:
            return _("Took place, begun later")
        case Attendance.CANCELLED_BY_PATIENT:
            return _("Called off by the patient")
        case Attendance.CANCELLED_BY_SERVICE:
            return _("Called off by the team")
        case Attendance.DID_NOT_ATTEND:
            return _("Did not take place")
        case Attendance.LATE_NOT_SEEN:
            return _("Too late to take place")
    return _("No record yet") if one.ends_at <= at else _("Booked")


def attendance_words(code: Attendance) -> str:
    """The national code in words (clinical.md §4.3)."""
    match code:
        case Attendance.ON_TIME:
            return _("Came, on time")
        case Attendance.LATE_BUT_SEEN:
            return _("Came late, and was seen")
        case Attendance.LATE_NOT_SEEN:
            return _("Came too late to be seen")
        case Attendance.DID_NOT_ATTEND:
            return _("Did not come")
        case Attendance.CANCELLED_BY_PATIENT:
            return _("Called off by the patient")
        case Attendance.CANCELLED_BY_SERVICE:
            return _("Called off by the service")


def discussed_words(one: Discussed) -> str:
    return _("Discussed in your session on %(day)s") % {"day": day(one.at, weekday=False)}


def link_of(place: str) -> str:
    """The address to open, where the place is one: a web address over https, or a telephone number; else nothing."""
    if " " not in place and urlsplit(place).scheme == "https" and urlsplit(place).netloc:
        return place
    digits = "".join(letter for letter in place if letter in "+0123456789")
    is_number = 7 <= len(digits) <= 16 and not set(place) - set("+0123456789 ()-")
    return f"tel:{digits}" if is_number else ""
