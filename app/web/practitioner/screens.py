"""Importing this door brings its screens in."""

from app.web.practitioner import brief, caseload, ending, guides, invite, leave, patient, plan, profile, responses
from app.web.practitioner.door import router

__all__ = [
    "brief",
    "caseload",
    "ending",
    "guides",
    "invite",
    "leave",
    "patient",
    "plan",
    "profile",
    "responses",
    "router",
]
