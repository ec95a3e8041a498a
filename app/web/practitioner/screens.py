"""Importing this door brings its screens in."""

from app.web.practitioner import (
    activities,
    brief,
    caseload,
    check_ins,
    drafts,
    ending,
    goals,
    guides,
    invite,
    leave,
    messages,
    patient,
    plan,
    profile,
    responses,
    thread,
)
from app.web.practitioner.door import router

__all__ = [
    "activities",
    "brief",
    "caseload",
    "check_ins",
    "drafts",
    "ending",
    "goals",
    "guides",
    "invite",
    "leave",
    "messages",
    "patient",
    "plan",
    "profile",
    "responses",
    "router",
    "thread",
]
