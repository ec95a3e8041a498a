"""Importing this door brings its screens in."""

from app.web.practitioner import (
    brief,
    caseload,
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
