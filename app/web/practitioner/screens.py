"""Importing this door brings its screens in."""

from app.web.practitioner import (
    brief,
    caseload,
    drafts,
    ending,
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
    "brief",
    "caseload",
    "drafts",
    "ending",
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
