"""Importing this door brings its screens in."""

from app.web.practitioner import (
    activities,
    brief,
    by_phone,
    caseload,
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
    scores,
    thread,
)
from app.web.practitioner.door import router

__all__ = [
    "activities",
    "brief",
    "by_phone",
    "caseload",
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
    "scores",
    "thread",
]
